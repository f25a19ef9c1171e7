package usermanagement

import (
	"fmt"
	"log/slog"
	"net/url"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/pkce"
	"github.com/workos-go/workos/internal/secret"
)

// PKCE is a pair of PKCE (RFC 7636), for one sign-in. It has two fields, both of
// them strings: Challenge, for the authorization URL, and Verifier, with which the
// code is exchanged. It does not print its verifier.
type PKCE = pkce.PKCE

// NewPKCE returns a new pair of PKCE.
func NewPKCE() PKCE { return pkce.New() }

// AuthorizationURLParams are the parameters of AuthorizationURL. At least one of
// Provider, ConnectionID and OrganizationID says how the user is to sign in.
type AuthorizationURLParams struct {
	// RedirectURI is where the user comes back to with a code: one of those in
	// the dashboard.
	RedirectURI string `url:"redirect_uri" required:"true"`
	// Provider is AuthKit, or an OAuth provider to go to directly.
	Provider Provider `url:"provider,omitempty"`
	// ConnectionID is an SSO connection to go to directly.
	ConnectionID string `url:"connection_id,omitempty"`
	// OrganizationID is the organization to sign in to.
	OrganizationID string `url:"organization_id,omitempty"`
	// State comes back with the code. Compare it with what the browser was given:
	// it shows that the sign-in was begun there.
	State string `url:"state,omitempty"`
	// CodeChallenge is the Challenge of a PKCE. The code that comes back is then
	// exchanged with its Verifier alone.
	CodeChallenge string `url:"code_challenge,omitempty"`
	// ScreenHint says which page AuthKit shows first.
	ScreenHint ScreenHint `url:"screen_hint,omitempty"`
	// LoginHint fills in the user's e-mail address or name, where the provider
	// takes it.
	LoginHint string `url:"login_hint,omitempty"`
	// DomainHint fills in the domain, where the provider takes it.
	DomainHint string `url:"domain_hint,omitempty"`
	// InvitationToken accepts an invitation.
	InvitationToken string `url:"invitation_token,omitempty" secret:"true"`
	// MaxAge is how many seconds ago the user may have signed in at most, without
	// being asked to do so again; 0 asks always.
	MaxAge workos.Optional[int] `url:"max_age,omitempty"`
	// Prompt changes what the user is asked: "login" to sign in again, "consent"
	// to consent again.
	Prompt string `url:"prompt,omitempty"`
	// ProviderScopes are scopes to ask the provider for, in addition (OAuth and
	// OpenID Connect).
	ProviderScopes []string `url:"provider_scopes,omitempty,comma"`
	// ProviderQueryParams are parameters to pass on to the provider (OAuth).
	ProviderQueryParams ProviderQueryParams `url:"provider_query_params,omitempty"`
}

// Format hides the invitation token.
func (p AuthorizationURLParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the invitation token.
func (p AuthorizationURLParams) LogValue() slog.Value { return secret.LogValue(p) }

// ProviderQueryParams are query parameters for a provider, by name.
type ProviderQueryParams map[string]string

// EncodeValues writes each parameter as key[name]=value.
func (p ProviderQueryParams) EncodeValues(key string, values *url.Values) error {
	for name, value := range p {
		values.Set(key+"["+name+"]", value)
	}
	return nil
}

// Provider is where a user signs in.
type Provider string

// Where users can sign in.
const (
	// ProviderAuthKit is the hosted sign-in page, with all methods that are on.
	ProviderAuthKit           Provider = "authkit"
	ProviderApple             Provider = "AppleOAuth"
	ProviderBitbucket         Provider = "BitbucketOAuth"
	ProviderGitHub            Provider = "GitHubOAuth"
	ProviderGitLab            Provider = "GitLabOAuth"
	ProviderGoogle            Provider = "GoogleOAuth"
	ProviderIntuit            Provider = "IntuitOAuth"
	ProviderLinkedIn          Provider = "LinkedInOAuth"
	ProviderMicrosoft         Provider = "MicrosoftOAuth"
	ProviderSalesforce        Provider = "SalesforceOAuth"
	ProviderSlack             Provider = "SlackOAuth"
	ProviderVercelMarketplace Provider = "VercelMarketplaceOAuth"
	ProviderVercel            Provider = "VercelOAuth"
	ProviderXero              Provider = "XeroOAuth"
)

// ScreenHint is a page of AuthKit.
type ScreenHint string

// The pages of AuthKit.
const (
	ScreenHintSignIn ScreenHint = "sign-in"
	ScreenHintSignUp ScreenHint = "sign-up"
)

// AuthorizationURL returns the URL to which a user is sent to sign in. WorkOS
// sends the user back to the redirect URI with a code for AuthenticateWithCode,
// or with an error.
//
// It sends nothing. A parameter that is missing, or does not go with the others,
// is a *workos.ParamError, a client without a client ID
// workos.ErrMissingClientID.
//
// Builds the URL of GET /user_management/authorize.
func (s *Service) AuthorizationURL(params AuthorizationURLParams) (string, error) {
	query, err := s.authorization(params)
	if err != nil {
		return "", fmt.Errorf("usermanagement: the authorization URL: %w", err)
	}
	return s.client.URL(workos.Path("/user_management/authorize"), query)
}

func (s *Service) authorization(params AuthorizationURLParams) (authorizationQuery, error) {
	query := authorizationQuery{AuthorizationURLParams: params, ResponseType: "code"}
	if params.CodeChallenge != "" {
		query.CodeChallengeMethod = pkce.Method
	}
	switch {
	case params.Provider == "" && params.ConnectionID == "" && params.OrganizationID == "":
		return query, &workos.ParamError{Param: "provider", Reason: "is required, or else connection_id or organization_id"}
	case params.ScreenHint != "" && params.Provider != ProviderAuthKit:
		return query, &workos.ParamError{Param: "screen_hint", Reason: "goes with the provider authkit alone"}
	}
	var err error
	query.ClientID, err = s.client.RequireClientID()
	return query, err
}

// authorizationQuery is what AuthorizationURL sends.
type authorizationQuery struct {
	AuthorizationURLParams

	ClientID            string `url:"client_id"`
	ResponseType        string `url:"response_type"`
	CodeChallengeMethod string `url:"code_challenge_method,omitempty"`
}

// LogoutURLParams are the parameters of LogoutURL.
type LogoutURLParams struct {
	// SessionID is the session to end: the claim "sid" of its access token.
	SessionID string `url:"session_id" required:"true"`
	// ReturnTo is where the user is sent then: one of the logout redirects in the
	// dashboard, or the default one.
	ReturnTo string `url:"return_to,omitempty"`
}

// LogoutURL returns the URL to which a user is sent to end the session, also at
// AuthKit. It sends nothing; RevokeSession ends a session without the user.
//
// Builds the URL of GET /user_management/sessions/logout.
func (s *Service) LogoutURL(params LogoutURLParams) (string, error) {
	return s.client.URL(workos.Path("/user_management/sessions/logout"), params)
}
