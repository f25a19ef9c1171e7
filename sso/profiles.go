package sso

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/attributes"
	"github.com/workos-go/workos/internal/secret"
)

// Profile is a person who signed in, as the identity provider describes them.
// Trust it for the organization that it names and for no other.
type Profile struct {
	// Object is "profile".
	Object string `json:"object"`
	// ID identifies the profile. It stays the same from one sign-in through a
	// connection to the next.
	ID string `json:"id"`
	// OrganizationID is the organization of the connection, or "".
	OrganizationID string `json:"organization_id"`
	// ConnectionID is the connection that the person signed in through.
	ConnectionID string `json:"connection_id"`
	// ConnectionType is the kind of its identity provider.
	ConnectionType ConnectionType `json:"connection_type"`
	// IDPID is the identity provider's own ID of the person.
	IDPID string `json:"idp_id"`
	// Email is the person's e-mail address, as the identity provider has it. That
	// does not prove that it is theirs.
	Email string `json:"email"`
	// FirstName is the person's first name, or "".
	FirstName string `json:"first_name"`
	// LastName is the person's last name, or "".
	LastName string `json:"last_name"`
	// Name is the person's full name, or "".
	Name string `json:"name"`
	// Role is the person's role in the organization, or nil.
	Role *Role `json:"role,omitempty"`
	// Roles are the person's roles in the organization, where it allows several.
	Roles []Role `json:"roles,omitempty"`
	// Groups are the person's groups at the identity provider.
	Groups []string `json:"groups,omitempty"`
	// CustomAttributes are the attributes that the connection maps.
	CustomAttributes Attributes `json:"custom_attributes,omitempty"`
	// RawAttributes are all attributes as the identity provider sent them.
	RawAttributes Attributes `json:"raw_attributes"`
}

// Role is a role that a person has in an organization.
type Role struct {
	// Slug names the role, such as "admin".
	Slug string `json:"slug"`
}

// Attributes are what an identity provider says of a person, by name: a
// map[string]any whose numbers are json.Number, so that none is rounded.
type Attributes = attributes.Map

// GetProfileAndTokenParams are the parameters of GetProfileAndToken.
type GetProfileAndTokenParams struct {
	// Code is what came to the redirect URI.
	Code string `json:"code" required:"true" secret:"true"`
	// CodeVerifier is the Verifier of the PKCE whose Challenge the authorization
	// URL had.
	CodeVerifier string `json:"code_verifier,omitempty" secret:"true"`
}

// Format hides the code and the verifier.
func (p GetProfileAndTokenParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the code and the verifier.
func (p GetProfileAndTokenParams) LogValue() slog.Value { return secret.LogValue(p) }

// ProfileAndToken is a person who signed in, and a token to ask for their profile
// again.
type ProfileAndToken struct {
	// TokenType is "Bearer".
	TokenType string `json:"token_type"`
	// AccessToken is what GetProfile takes.
	AccessToken string `json:"access_token" secret:"true"`
	// ExpiresIn is how many seconds the access token is good for.
	ExpiresIn int `json:"expires_in"`
	// Profile is who signed in.
	Profile Profile `json:"profile"`
	// OAuthTokens are the identity provider's own tokens, or nil.
	OAuthTokens *OAuthTokens `json:"oauth_tokens,omitempty"`
}

// Format hides the tokens.
func (p ProfileAndToken) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the tokens.
func (p ProfileAndToken) LogValue() slog.Value { return secret.LogValue(p) }

// UnmarshalJSON decodes a profile and its token. One without either is an error:
// nobody is signed in by a proxy's answer.
func (p *ProfileAndToken) UnmarshalJSON(data []byte) error {
	type plain ProfileAndToken
	if err := json.Unmarshal(data, (*plain)(p)); err != nil {
		return err
	}
	if p.Profile.ID == "" || p.AccessToken == "" {
		return errors.New("it has no profile or no access token")
	}
	return nil
}

// OAuthTokens are tokens for the API of an OAuth provider.
type OAuthTokens struct {
	// Provider is the OAuth provider, such as "GoogleOAuth".
	Provider string `json:"provider"`
	// RefreshToken gets new access tokens from the provider.
	RefreshToken string `json:"refresh_token" secret:"true"`
	// AccessToken is for the provider's API.
	AccessToken string `json:"access_token" secret:"true"`
	// ExpiresAt is when the access token expires, in seconds since 1970.
	ExpiresAt int64 `json:"expires_at"`
	// Scopes are what the access token allows.
	Scopes []string `json:"scopes"`
}

// Format hides the tokens.
func (t OAuthTokens) Format(f fmt.State, _ rune) { secret.Format(f, t) }

// LogValue hides the tokens.
func (t OAuthTokens) LogValue() slog.Value { return secret.LogValue(t) }

// tokenBody is the body of a token request: the credentials are in it, and none
// in the header or in the URL, which is logged on its way.
type tokenBody struct {
	GetProfileAndTokenParams

	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret,omitempty"`
	GrantType    string `json:"grant_type"`
}

// GetProfileAndToken exchanges the code that came to the redirect URI for the
// profile of who signed in. A code can be exchanged once, for 10 minutes. After a
// 503 or a broken connection it may be used up, and is not sent again: begin the
// sign-in anew.
//
// It sends the client ID, and as the secret the API key. A client that has no API
// key needs a CodeVerifier, and gets workos.ErrMissingAPIKey else; one that has
// no client ID gets workos.ErrMissingClientID.
//
// A refusal is a workos.ErrBadRequest, whose Code (the same as its OAuthError) says
// whose it is. "invalid_grant" is the person's, who signs in anew: the code is wrong,
// used or too old, or the verifier is not its own. So is a workos.ErrUnprocessable:
// what came cannot be a code. "invalid_client", "unauthorized_client" and
// "unsupported_grant_type" are the operator's: the client ID and the API key are wrong,
// or not of one environment.
//
// Calls POST /sso/token.
func (s *Service) GetProfileAndToken(ctx context.Context, params GetProfileAndTokenParams, opts ...workos.RequestOption) (*ProfileAndToken, error) {
	body := tokenBody{params, "", s.client.APIKey(), "authorization_code"}
	if err := s.identify(&body); err != nil {
		return nil, fmt.Errorf("sso: exchanging the code: %w", err)
	}
	req := workos.Request{Method: "POST", Path: workos.Path("/sso/token"), Body: body, Public: true}
	return workos.Do[ProfileAndToken](ctx, s.client, req, opts...)
}

// identify adds the client ID, and says which credential is missing.
func (s *Service) identify(body *tokenBody) (err error) {
	body.ClientID, err = s.client.RequireClientID()
	if err == nil && body.ClientSecret == "" && body.CodeVerifier == "" {
		return workos.ErrMissingAPIKey
	}
	return err
}

// GetProfile returns the profile that an access token of GetProfileAndToken is
// for. The call is authorized by that token, and not by the API key. A token that
// is wrong or too old is a workos.ErrUnauthorized; one of a profile that is gone, a
// workos.ErrNotFound.
//
// Calls GET /sso/profile.
func (s *Service) GetProfile(ctx context.Context, accessToken string, opts ...workos.RequestOption) (*Profile, error) {
	opts = slices.Concat(opts, []workos.RequestOption{workos.WithBearerToken(accessToken)}) // after what the caller may set
	return workos.Get[Profile](ctx, s.client, workos.Path("/sso/profile"), nil, opts...)
}
