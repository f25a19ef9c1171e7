package pipes

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// AuthorizeParams are the parameters of Authorize.
type AuthorizeParams struct {
	// UserID is the user whose account is to be connected.
	UserID string `json:"user_id" required:"true"`
	// OrganizationID is the organization that the account is for, or "".
	OrganizationID string `json:"organization_id,omitempty"`
	// ReturnTo is the URL that the user comes back to.
	ReturnTo string `json:"return_to,omitempty"`
	// Config is what the provider wants to know of the account, such as the
	// subdomain at Zendesk.
	Config map[string]string `json:"config,omitempty"`
}

// Authorization is where a user consents.
type Authorization struct {
	// URL is where to send the user. Whoever opens it connects an account of theirs
	// as that user's.
	URL string `json:"url" secret:"true"`
}

// Format hides the URL.
func (a Authorization) Format(f fmt.State, _ rune) { secret.Format(f, a) }

// LogValue hides the URL.
func (a Authorization) LogValue() slog.Value { return secret.LogValue(a) }

// Authorize returns the URL at which a user connects an account at the provider
// with the given slug, such as "github". A data integration that is not enabled, for
// all or for the organization, is a workos.ErrBadRequest, an unknown slug, user or
// organization a workos.ErrNotFound.
//
// Calls POST /data-integrations/{slug}/authorize.
func (s *Service) Authorize(ctx context.Context, slug string, params AuthorizeParams, opts ...workos.RequestOption) (*Authorization, error) {
	return workos.Post[Authorization](ctx, s.client, workos.Path("/data-integrations/{slug}/authorize", slug), params, opts...)
}

// GetAccessTokenParams are the parameters of GetAccessToken.
type GetAccessTokenParams struct {
	// UserID is the user that the account belongs to.
	UserID string `json:"user_id" required:"true"`
	// OrganizationID is the organization that the account is for, or "".
	OrganizationID string `json:"organization_id,omitempty"`
}

// AccessTokenResult is an access token, or why there is none.
type AccessTokenResult struct {
	// Active says whether there is an access token.
	Active bool `json:"active"`
	// AccessToken is the access token where Active is true, else nil.
	AccessToken *AccessToken `json:"access_token,omitempty" secret:"true"`
	// Error says why there is none, where Active is false.
	Error UnavailableReason `json:"error,omitempty"`
}

// Format hides the access token.
func (r AccessTokenResult) Format(f fmt.State, _ rune) { secret.Format(f, r) }

// LogValue hides the access token.
func (r AccessTokenResult) LogValue() slog.Value { return secret.LogValue(r) }

// AccessToken lets the application into a connected account.
type AccessToken struct {
	// Object is "access_token".
	Object string `json:"object"`
	// AccessToken is the token, for the provider's API.
	AccessToken string `json:"access_token" secret:"true"`
	// ExpiresAt is when the token stops working; zero is never, or not known.
	ExpiresAt time.Time `json:"expires_at"`
	// Scopes are the OAuth scopes that the user granted.
	Scopes []string `json:"scopes"`
	// MissingScopes are those that the data integration asks for, and that the user
	// has not granted.
	MissingScopes []string `json:"missing_scopes"`
}

// Format hides the token.
func (t AccessToken) Format(f fmt.State, _ rune) { secret.Format(f, t) }

// LogValue hides the token.
func (t AccessToken) LogValue() slog.Value { return secret.LogValue(t) }

// UnavailableReason says why there are no credentials for an account.
type UnavailableReason string

// Why there can be no credentials.
const (
	// UnavailableReasonNeedsReauthorization means that the user has to consent
	// again.
	UnavailableReasonNeedsReauthorization UnavailableReason = "needs_reauthorization"
	// UnavailableReasonNotInstalled means that the user has connected no account.
	UnavailableReasonNotInstalled UnavailableReason = "not_installed"
)

// GetAccessToken returns an access token for a user's account at the provider
// with the given slug; WorkOS refreshes it first where that is due. That there is
// none is no error: Active is false then. The call is repeated like a GET: whatever
// WorkOS refreshed, it keeps for the next one.
//
// An account without OAuth is a workos.ErrUnprocessable with the code
// "auth_method_mismatch": see GetCredentials. An unknown slug is a
// workos.ErrNotFound.
//
// Calls POST /data-integrations/{slug}/token.
func (s *Service) GetAccessToken(ctx context.Context, slug string, params GetAccessTokenParams, opts ...workos.RequestOption) (*AccessTokenResult, error) {
	req := workos.Request{Method: "POST", Path: workos.Path("/data-integrations/{slug}/token", slug), Body: params, ReadOnly: true}
	return workos.Do[AccessTokenResult](ctx, s.client, req, opts...)
}

// GetCredentialsParams are the parameters of GetCredentials.
type GetCredentialsParams struct {
	// UserID is the user that the account belongs to.
	UserID string `json:"user_id" required:"true"`
	// OrganizationID is the organization that the account is for, or "".
	OrganizationID string `json:"organization_id,omitempty"`
}

// CredentialsResult is the credential of an account, or why there is none.
type CredentialsResult struct {
	// Active says whether there is a credential.
	Active bool `json:"active"`
	// Credential is the credential where Active is true, else nil.
	Credential *Credential `json:"credential,omitempty" secret:"true"`
	// Error says why there is none, where Active is false.
	Error UnavailableReason `json:"error,omitempty"`
}

// Format hides the credential.
func (r CredentialsResult) Format(f fmt.State, _ rune) { secret.Format(f, r) }

// LogValue hides the credential.
func (r CredentialsResult) LogValue() slog.Value { return secret.LogValue(r) }

// Credential lets the application into a connected account.
type Credential struct {
	// Object is "credential".
	Object string `json:"object"`
	// AuthMethod says what Value is: an API key for AuthMethodAPIKey, an access
	// token for the others.
	AuthMethod AuthMethod `json:"auth_method"`
	// Value is the API key or the access token.
	Value string `json:"value" secret:"true"`
	// ExpiresAt is when an access token stops working; zero is never, or not known.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	// Scopes are the OAuth scopes of an access token.
	Scopes []string `json:"scopes,omitempty"`
	// MissingScopes are those that the data integration asks for, and that an access
	// token does not have.
	MissingScopes []string `json:"missing_scopes,omitempty"`
	// Metadata is what the provider says beside an access token for client
	// credentials, such as the URL of an instance.
	Metadata map[string]any `json:"metadata,omitempty"`
}

// Format hides the value.
func (c Credential) Format(f fmt.State, _ rune) { secret.Format(f, c) }

// LogValue hides the value.
func (c Credential) LogValue() slog.Value { return secret.LogValue(c) }

// GetCredentials returns what lets the application into a user's account at the
// provider with the given slug, by whatever method. That there is nothing is no
// error: Active is false then. The call is repeated like a GET, as GetAccessToken is.
//
// An account whose method this operation does not have yet is a
// workos.ErrUnprocessable, an unknown slug a workos.ErrNotFound.
//
// Calls POST /data-integrations/{slug}/credentials.
func (s *Service) GetCredentials(ctx context.Context, slug string, params GetCredentialsParams, opts ...workos.RequestOption) (*CredentialsResult, error) {
	req := workos.Request{Method: "POST", Path: workos.Path("/data-integrations/{slug}/credentials", slug), Body: params, ReadOnly: true}
	return workos.Do[CredentialsResult](ctx, s.client, req, opts...)
}

// ConnectedAccount is an account of a user at a provider.
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
	// AuthMethod says by what the application gets in; "" is AuthMethodOAuth.
	AuthMethod AuthMethod `json:"auth_method,omitempty"`
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
}

// ConnectedAccountState says whether a connected account can be used.
type ConnectedAccountState string

// The states of a connected account.
const (
	ConnectedAccountStateConnected    ConnectedAccountState = "connected"
	ConnectedAccountStateDisconnected ConnectedAccountState = "disconnected"
	// ConnectedAccountStateNeedsReauthorization means that the user has to consent
	// again.
	ConnectedAccountStateNeedsReauthorization ConnectedAccountState = "needs_reauthorization"
)

// UpsertAPIKeyParams are the parameters of UpsertAPIKey.
type UpsertAPIKeyParams struct {
	// UserID is the user that the account belongs to.
	UserID string `json:"user_id" required:"true"`
	// OrganizationID is the organization that the account is for, or "".
	OrganizationID string `json:"organization_id,omitempty"`
	// Secret is the API key.
	Secret string `json:"secret" required:"true" secret:"true"`
}

// Format hides the API key.
func (p UpsertAPIKeyParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the API key.
func (p UpsertAPIKeyParams) LogValue() slog.Value { return secret.LogValue(p) }

// UpsertAPIKey connects a user's account at the provider with the given slug by an
// API key, or changes the key of one that is connected.
//
// An account that is entered otherwise is a workos.ErrUnprocessable with the code
// "auth_method_mismatch", a data integration without that method a
// workos.ErrBadRequest, an unknown slug, user or organization a workos.ErrNotFound.
//
// Calls PUT /data-integrations/{slug}/api-key.
func (s *Service) UpsertAPIKey(ctx context.Context, slug string, params UpsertAPIKeyParams, opts ...workos.RequestOption) (*ConnectedAccount, error) {
	return workos.Put[ConnectedAccount](ctx, s.client, workos.Path("/data-integrations/{slug}/api-key", slug), params, opts...)
}

// UpsertClientCredentialsParams are the parameters of UpsertClientCredentials.
type UpsertClientCredentialsParams struct {
	// UserID is the user that the account belongs to.
	UserID string `json:"user_id" required:"true"`
	// OrganizationID is the organization that the account is for, or "".
	OrganizationID string `json:"organization_id,omitempty"`
	// ClientID is the client ID.
	ClientID string `json:"client_id" required:"true"`
	// ClientSecret is the client secret.
	ClientSecret string `json:"client_secret" required:"true" secret:"true"`
	// Config is what the provider wants to know of the account, such as the URL of
	// an instance.
	Config map[string]string `json:"config,omitempty"`
}

// Format hides the client secret.
func (p UpsertClientCredentialsParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the client secret.
func (p UpsertClientCredentialsParams) LogValue() slog.Value { return secret.LogValue(p) }

// UpsertClientCredentials connects a user's account at the provider with the given
// slug by a client ID and a client secret, or changes those of one that is
// connected.
//
// An account that is entered otherwise is a workos.ErrUnprocessable with the code
// "auth_method_mismatch", a data integration without that method a
// workos.ErrBadRequest, an unknown slug, user or organization a workos.ErrNotFound.
//
// Calls PUT /data-integrations/{slug}/client-credentials.
func (s *Service) UpsertClientCredentials(ctx context.Context, slug string, params UpsertClientCredentialsParams, opts ...workos.RequestOption) (*ConnectedAccount, error) {
	return workos.Put[ConnectedAccount](ctx, s.client, workos.Path("/data-integrations/{slug}/client-credentials", slug), params, opts...)
}
