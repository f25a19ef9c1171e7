package usermanagement

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// ConnectedAccount is an account of a user at a data provider, such as GitHub, on
// which the application acts with the user's consent. Package pipes sets up
// providers, asks users for it, and gets the credentials.
//
//nolint:tagliatelle // the API has its old names too
type ConnectedAccount struct {
	// Object is "connected_account".
	Object string `json:"object"`
	// ID identifies the connected account.
	ID string `json:"id"`
	// UserID is the user that the account belongs to, or "".
	UserID string `json:"user_id"`
	// OrganizationID is the organization that the account is for, or "".
	OrganizationID string `json:"organization_id"`
	// Scopes are the OAuth scopes that the user granted.
	Scopes []string `json:"scopes"`
	// AuthMethod says by what the application gets in; "" is
	// ConnectedAccountAuthMethodOAuth.
	AuthMethod ConnectedAccountAuthMethod `json:"auth_method,omitempty"`
	// APIKeyLast4 is the end of the API key, or "".
	APIKeyLast4 string `json:"api_key_last_4,omitempty"`
	// ClientID is the client ID, or "".
	ClientID string `json:"client_id,omitempty"`
	// ClientSecretLast4 is the end of the client secret, or "".
	ClientSecretLast4 string `json:"client_secret_last_4,omitempty"`
	// Config is what the provider wants to know of the account, but for what is
	// secret.
	Config map[string]string `json:"config,omitempty"`
	// State says whether the account can be used.
	State ConnectedAccountState `json:"state"`
	// CreatedAt is when the account was connected.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the connected account was last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// OldUserID is UserID, as ListDataProviders repeats it.
	//
	// Deprecated: use UserID.
	OldUserID string `json:"userlandUserId,omitempty"`
	// OldOrganizationID is OrganizationID, as ListDataProviders repeats it.
	//
	// Deprecated: use OrganizationID.
	OldOrganizationID string `json:"organizationId,omitempty"`
	// OldCreatedAt is CreatedAt as text, as ListDataProviders repeats it.
	//
	// Deprecated: use CreatedAt.
	OldCreatedAt string `json:"createdAt,omitempty"`
	// OldUpdatedAt is UpdatedAt as text, as ListDataProviders repeats it.
	//
	// Deprecated: use UpdatedAt.
	OldUpdatedAt string `json:"updatedAt,omitempty"`
}

// ConnectedAccountAuthMethod says by what the application gets into a connected
// account.
type ConnectedAccountAuthMethod string

// By what an application can get into a connected account.
const (
	ConnectedAccountAuthMethodAPIKey            ConnectedAccountAuthMethod = "api_key"
	ConnectedAccountAuthMethodClientCredentials ConnectedAccountAuthMethod = "client_credentials"
	ConnectedAccountAuthMethodOAuth             ConnectedAccountAuthMethod = "oauth"
)

// ConnectedAccountState says whether a connected account can be used.
type ConnectedAccountState string

// The states of a connected account.
const (
	ConnectedAccountStateConnected    ConnectedAccountState = "connected"
	ConnectedAccountStateDisconnected ConnectedAccountState = "disconnected"
	// ConnectedAccountStateNeedsReauthorization means that the user has to consent
	// again, as when more scopes are asked for than were granted.
	ConnectedAccountStateNeedsReauthorization ConnectedAccountState = "needs_reauthorization"
)

// GetConnectedAccountParams are the parameters of GetConnectedAccount.
type GetConnectedAccountParams struct {
	// OrganizationID is the organization that the account is for, or "".
	OrganizationID string `url:"organization_id,omitempty"`
}

// GetConnectedAccount returns a user's account at the provider with the given slug,
// such as "github". An unknown user or account is a workos.ErrNotFound.
//
// Calls GET /user_management/users/{user_id}/connected_accounts/{slug}.
func (s *Service) GetConnectedAccount(ctx context.Context, userID, slug string, params GetConnectedAccountParams, opts ...workos.RequestOption) (*ConnectedAccount, error) {
	return workos.Get[ConnectedAccount](ctx, s.client, workos.Path("/user_management/users/{user_id}/connected_accounts/{slug}", userID, slug), params, opts...)
}

// CreateConnectedAccountParams are the parameters of CreateConnectedAccount.
type CreateConnectedAccountParams struct {
	// OrganizationID is the organization that the account is for, or "".
	OrganizationID string `json:"-" url:"organization_id,omitempty"`
	// AccessToken is the provider's access token.
	AccessToken string `json:"access_token,omitempty" url:"-" secret:"true"`
	// RefreshToken is the provider's refresh token.
	RefreshToken string `json:"refresh_token,omitempty" url:"-" secret:"true"`
	// ExpiresAt is when the access token expires; zero is never.
	ExpiresAt time.Time `json:"expires_at,omitzero" url:"-"`
	// Scopes are the OAuth scopes that the user granted.
	Scopes []string `json:"scopes,omitempty" url:"-"`
	// State is ConnectedAccountStateConnected or
	// ConnectedAccountStateNeedsReauthorization; "" leaves it to the API, which
	// looks at the tokens.
	State ConnectedAccountState `json:"state,omitempty" url:"-"`
}

// Format hides the tokens.
func (p CreateConnectedAccountParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the tokens.
func (p CreateConnectedAccountParams) LogValue() slog.Value { return secret.LogValue(p) }

// CreateConnectedAccount connects a user's account with tokens that the
// application has already, so that the user need not consent again.
//
// An unknown provider is a workos.ErrNotFound, an account that is there already a
// workos.ErrConflict, tokens that do not go together are a
// workos.ErrUnprocessable.
//
// Calls POST /user_management/users/{user_id}/connected_accounts/{slug}.
func (s *Service) CreateConnectedAccount(ctx context.Context, userID, slug string, params CreateConnectedAccountParams, opts ...workos.RequestOption) (*ConnectedAccount, error) {
	path := workos.Path("/user_management/users/{user_id}/connected_accounts/{slug}", userID, slug)
	return workos.Do[ConnectedAccount](ctx, s.client, workos.Request{Method: "POST", Path: path, Query: params, Body: params}, opts...)
}

// UpdateConnectedAccountParams are the parameters of UpdateConnectedAccount. What
// is zero stays as it is.
type UpdateConnectedAccountParams struct {
	// OrganizationID is the organization that the account is for, or "".
	OrganizationID string `json:"-" url:"organization_id,omitempty"`
	// AccessToken is the provider's access token.
	AccessToken string `json:"access_token,omitempty" url:"-" secret:"true"`
	// RefreshToken is the provider's refresh token.
	RefreshToken string `json:"refresh_token,omitempty" url:"-" secret:"true"`
	// ExpiresAt is when the access token expires.
	ExpiresAt time.Time `json:"expires_at,omitzero" url:"-"`
	// Scopes replaces the OAuth scopes that the user granted.
	Scopes workos.Optional[[]string] `json:"scopes,omitzero" url:"-"`
	// State is ConnectedAccountStateConnected or
	// ConnectedAccountStateNeedsReauthorization.
	State ConnectedAccountState `json:"state,omitempty" url:"-"`
}

// Format hides the tokens.
func (p UpdateConnectedAccountParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the tokens.
func (p UpdateConnectedAccountParams) LogValue() slog.Value { return secret.LogValue(p) }

// UpdateConnectedAccount changes the tokens, scopes or state of a user's account.
// An unknown user or account is a workos.ErrNotFound.
//
// Calls PUT /user_management/users/{user_id}/connected_accounts/{slug}.
func (s *Service) UpdateConnectedAccount(ctx context.Context, userID, slug string, params UpdateConnectedAccountParams, opts ...workos.RequestOption) (*ConnectedAccount, error) {
	path := workos.Path("/user_management/users/{user_id}/connected_accounts/{slug}", userID, slug)
	return workos.Do[ConnectedAccount](ctx, s.client, workos.Request{Method: "PUT", Path: path, Query: params, Body: params}, opts...)
}

// DeleteConnectedAccountParams are the parameters of DeleteConnectedAccount.
type DeleteConnectedAccountParams struct {
	// OrganizationID is the organization that the account is for, or "".
	OrganizationID string `url:"organization_id,omitempty"`
}

// DeleteConnectedAccount disconnects a user's account and forgets its tokens. The
// provider is not told: it still honors them. An unknown user or account is a
// workos.ErrNotFound.
//
// Calls DELETE /user_management/users/{user_id}/connected_accounts/{slug}.
func (s *Service) DeleteConnectedAccount(ctx context.Context, userID, slug string, params DeleteConnectedAccountParams, opts ...workos.RequestOption) error {
	path := workos.Path("/user_management/users/{user_id}/connected_accounts/{slug}", userID, slug)
	return s.client.Do(ctx, workos.Request{Method: "DELETE", Path: path, Query: params}, nil, opts...)
}
