package sso

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// authServer is the server of signing out.
const authServer = "https://auth.workos.com"

// AuthorizeLogoutParams are the parameters of AuthorizeLogout.
type AuthorizeLogoutParams struct {
	// ProfileID is the profile of who signs out.
	ProfileID string `json:"profile_id" required:"true"`
}

// LogoutAuthorization signs a browser out, for a short time.
type LogoutAuthorization struct {
	// LogoutURL is where to send the browser.
	LogoutURL string `json:"logout_url" secret:"true"`
	// LogoutToken is the token in it, for Service.LogoutURL.
	LogoutToken string `json:"logout_token" secret:"true"`
}

// Format hides the URL and the token.
func (l LogoutAuthorization) Format(f fmt.State, _ rune) { secret.Format(f, l) }

// LogValue hides the URL and the token.
func (l LogoutAuthorization) LogValue() slog.Value { return secret.LogValue(l) }

// AuthorizeLogout asks for a URL that ends the session of a person at their
// identity provider, which only generic OpenID Connect connections can. End the
// session in the application first: where the browser lands in the end is up to WorkOS
// and the identity provider, and no parameter says it. (That of package workostest
// comes back to the root of the last redirect URI.)
//
// A connection that cannot is a workos.ErrBadRequest with the code
// "connection_invalid", a client that may not one with "unauthorized_client"; an
// unknown profile is a workos.ErrNotFound.
//
// Calls POST /sso/logout/authorize.
func (s *Service) AuthorizeLogout(ctx context.Context, params AuthorizeLogoutParams, opts ...workos.RequestOption) (*LogoutAuthorization, error) {
	return workos.Post[LogoutAuthorization](ctx, s.client, workos.Path("/sso/logout/authorize").At(authServer), params, opts...)
}

// logoutQuery is the query of a logout URL.
type logoutQuery struct {
	Token string `url:"token" required:"true"`
}

// LogoutURL returns where to send the browser of a person who signs out, from the
// token of a LogoutAuthorization: the LogoutURL there, made again. It sends
// nothing.
//
// Builds the URL of GET /sso/logout.
func (s *Service) LogoutURL(token string) (string, error) {
	return s.client.URL(workos.Path("/sso/logout").At(authServer), logoutQuery{token})
}
