package pipes

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// DataIntegration is a provider that is set up in an environment.
type DataIntegration struct {
	// Object is "data_integration".
	Object string `json:"object"`
	// ID identifies the data integration.
	ID string `json:"id"`
	// Slug names the provider in calls, such as "github".
	Slug string `json:"slug"`
	// IntegrationType is the kind of the provider.
	IntegrationType string `json:"integration_type"`
	// Description says what the provider is good for, or is "".
	Description string `json:"description"`
	// Enabled says whether accounts can be connected.
	Enabled bool `json:"enabled"`
	// State says whether the data integration can be used.
	State DataIntegrationState `json:"state"`
	// Scopes are the OAuth scopes that users are asked for; nil means those that
	// the provider has anyway.
	Scopes []string `json:"scopes"`
	// RedirectURI is what to register at the provider as the redirect URI of the
	// OAuth application.
	RedirectURI string `json:"redirect_uri"`
	// AuthMethods say by what the application gets into an account.
	AuthMethods []AuthMethod `json:"auth_methods"`
	// Credentials are those of the OAuth application at the provider; nil where
	// accounts have an API key.
	Credentials *OAuthCredentials `json:"credentials"`
	// Installation is the account that CreateDataIntegration connected, in its
	// answer alone.
	Installation *Installation `json:"installation"`
	// Config is what the provider wants to know besides, such as the name of an
	// instance.
	Config map[string]string `json:"config"`
	// CustomProvider is how a provider works that WorkOS does not know; nil for
	// those that it knows.
	CustomProvider *CustomProvider `json:"custom_provider"`
	// CreatedAt is when the data integration was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the data integration was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// DataIntegrationState says whether a data integration can be used.
type DataIntegrationState string

// The states of a data integration.
const (
	DataIntegrationStateInvalid   DataIntegrationState = "invalid"
	DataIntegrationStateRequested DataIntegrationState = "requested"
	DataIntegrationStateValid     DataIntegrationState = "valid"
)

// AuthMethod says by what the application gets into an account.
type AuthMethod string

// By what an application can get into an account.
const (
	// AuthMethodAPIKey means a key that the user made at the provider.
	AuthMethodAPIKey AuthMethod = "api_key"
	// AuthMethodClientCredentials means a client ID and a client secret that the
	// user made at the provider.
	AuthMethodClientCredentials AuthMethod = "client_credentials"
	// AuthMethodOAuth means the user's consent.
	AuthMethodOAuth AuthMethod = "oauth"
)

// OAuthCredentials are those of an OAuth application at a provider.
type OAuthCredentials struct {
	// Type says whose they are.
	Type OAuthCredentialsType `json:"type"`
	// ClientID is the client ID; "" where organizations have their own.
	ClientID string `json:"client_id"`
	// RedactedClientSecret is the end of the client secret; "" where organizations
	// have their own.
	RedactedClientSecret string `json:"redacted_client_secret"`
}

// OAuthCredentialsType says whose the OAuth credentials of a data integration are.
type OAuthCredentialsType string

// Whose OAuth credentials can be.
const (
	// OAuthCredentialsTypeCustom means those of the environment.
	OAuthCredentialsTypeCustom OAuthCredentialsType = "custom"
	// OAuthCredentialsTypeOrganization means that each organization has its own, which
	// UpdateConfiguration sets.
	OAuthCredentialsTypeOrganization OAuthCredentialsType = "organization"
)

// Installation is an account that has an API key.
type Installation struct {
	// ID identifies the connected account.
	ID string `json:"id"`
	// UserID is the user that the account belongs to.
	UserID string `json:"user_id"`
	// OrganizationID is the organization that the account is for, or "".
	OrganizationID string `json:"organization_id"`
	// APIKeyLast4 is the end of the API key.
	APIKeyLast4 string `json:"api_key_last_4"`
}

// CustomProvider is how the OAuth of a provider works.
type CustomProvider struct {
	// Name is the provider's name.
	Name string `json:"name"`
	// AuthorizationURL is where users consent, or "".
	AuthorizationURL string `json:"authorization_url"`
	// TokenURL is where codes are exchanged, or "".
	TokenURL string `json:"token_url"`
	// RefreshTokenURL is where tokens are refreshed; "" is TokenURL.
	RefreshTokenURL string `json:"refresh_token_url"`
	// PKCEEnabled says whether PKCE is used.
	PKCEEnabled bool `json:"pkce_enabled"`
	// RequestScopeSeparator stands between scopes.
	RequestScopeSeparator string `json:"request_scope_separator"`
	// ScopesRequired says whether an account needs at least one scope.
	ScopesRequired bool `json:"scopes_required"`
	// ClientSecretRequired says whether the provider asks for a client secret.
	ClientSecretRequired bool `json:"client_secret_required"`
	// AdditionalAuthorizationParameters go into the query of AuthorizationURL.
	AdditionalAuthorizationParameters map[string]string `json:"additional_authorization_parameters"`
	// TokenBodyContentType is the content type of requests to TokenURL.
	TokenBodyContentType string `json:"token_body_content_type"`
	// AuthenticateVia says where in these requests the client's credentials are.
	AuthenticateVia AuthenticateVia `json:"authenticate_via"`
}

// AuthenticateVia says where in a request for tokens the client's credentials are.
type AuthenticateVia string

// Where the client's credentials can be.
const (
	AuthenticateViaBasicAuthHeader AuthenticateVia = "basic_auth_header"
	AuthenticateViaRequestBody     AuthenticateVia = "request_body"
)

// ListDataIntegrationsParams are the parameters of ListDataIntegrations.
type ListDataIntegrationsParams struct {
	workos.ListParams
}

// ListDataIntegrations returns a page of the data integrations, newest first
// unless the params say otherwise. The page's All walks over all of them. Those
// with WorkOS's own credentials are not among them.
//
// Calls GET /data-integrations.
func (s *Service) ListDataIntegrations(ctx context.Context, params ListDataIntegrationsParams, opts ...workos.RequestOption) (*workos.List[DataIntegration], error) {
	return workos.GetList[DataIntegration](ctx, s.client, workos.Path("/data-integrations"), params, opts...)
}

// CreateDataIntegrationParams are the parameters of CreateDataIntegration.
type CreateDataIntegrationParams struct {
	// Provider is the slug of a provider that WorkOS knows, such as "github", or
	// with CustomProvider a new one.
	Provider string `json:"provider" required:"true"`
	// Description says what the provider is good for.
	Description string `json:"description,omitempty"`
	// Enabled says whether accounts can be connected.
	Enabled bool `json:"enabled,omitempty"`
	// Scopes are the OAuth scopes that users are asked for; nil means those that
	// the provider has anyway.
	Scopes []string `json:"scopes,omitempty"`
	// AuthMethods say by what the application gets into an account; nil is OAuth.
	AuthMethods []AuthMethod `json:"auth_methods,omitempty"`
	// Config is what a provider that WorkOS knows wants to know besides, such as
	// the name of an instance.
	Config map[string]string `json:"config,omitempty"`
	// Credentials are those of the OAuth application at the provider, which OAuth
	// needs.
	Credentials OAuthCredentialsParams `json:"credentials,omitzero" secret:"true"`
	// APIKey connects a first account, where accounts have an API key.
	APIKey APIKeyParams `json:"api_key,omitzero" secret:"true"`
	// CustomProvider says how a provider works that WorkOS does not know.
	CustomProvider CustomProviderParams `json:"custom_provider,omitzero"`
}

// Format hides the credentials.
func (p CreateDataIntegrationParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the credentials.
func (p CreateDataIntegrationParams) LogValue() slog.Value { return secret.LogValue(p) }

// OAuthCredentialsParams are the OAuth credentials to give to a data integration.
type OAuthCredentialsParams struct {
	// Type says whose they are.
	Type OAuthCredentialsType `json:"type" required:"true"`
	// ClientID is the client ID, for OAuthCredentialsTypeCustom.
	ClientID string `json:"client_id,omitempty"`
	// ClientSecret is the client secret, for OAuthCredentialsTypeCustom.
	ClientSecret string `json:"client_secret,omitempty" secret:"true"`
}

// Format hides the client secret.
func (p OAuthCredentialsParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the client secret.
func (p OAuthCredentialsParams) LogValue() slog.Value { return secret.LogValue(p) }

// APIKeyParams are an API key for the account of a user.
type APIKeyParams struct {
	// Secret is the API key: at least 5 characters.
	Secret string `json:"secret" required:"true" secret:"true"`
	// UserID is the user that the account belongs to.
	UserID string `json:"user_id" required:"true"`
	// OrganizationID is the organization that the account is for, or "".
	OrganizationID string `json:"organization_id,omitempty"`
}

// Format hides the API key.
func (p APIKeyParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the API key.
func (p APIKeyParams) LogValue() slog.Value { return secret.LogValue(p) }

// CustomProviderParams say how the OAuth of a new provider works.
type CustomProviderParams struct {
	// Name is the provider's name.
	Name string `json:"name" required:"true"`
	// AuthorizationURL is where users consent; OAuth needs it.
	AuthorizationURL string `json:"authorization_url,omitempty"`
	// TokenURL is where codes are exchanged; OAuth needs it.
	TokenURL string `json:"token_url,omitempty"`
	// RefreshTokenURL is where tokens are refreshed; "" is TokenURL.
	RefreshTokenURL string `json:"refresh_token_url,omitempty"`
	// PKCEEnabled says whether PKCE is used; left alone, it is.
	PKCEEnabled workos.Optional[bool] `json:"pkce_enabled,omitzero"`
	// RequestScopeSeparator stands between scopes; "" is a space.
	RequestScopeSeparator string `json:"request_scope_separator,omitempty"`
	// ScopesRequired says whether an account needs at least one scope.
	ScopesRequired bool `json:"scopes_required,omitempty"`
	// ClientSecretRequired says whether the provider asks for a client secret; left
	// alone, it does.
	ClientSecretRequired workos.Optional[bool] `json:"client_secret_required,omitzero"`
	// AdditionalAuthorizationParameters go into the query of AuthorizationURL.
	AdditionalAuthorizationParameters map[string]string `json:"additional_authorization_parameters,omitempty"`
	// TokenBodyContentType is the content type of requests to TokenURL.
	TokenBodyContentType string `json:"token_body_content_type,omitempty"`
	// AuthenticateVia says where in these requests the client's credentials are.
	AuthenticateVia AuthenticateVia `json:"authenticate_via,omitempty"`
}

// CreateDataIntegration sets up a provider.
//
// A slug that is taken is a workos.ErrConflict, what does not go together a
// workos.ErrUnprocessable or workos.ErrBadRequest, an unknown provider, user or
// organization a workos.ErrNotFound.
//
// Calls POST /data-integrations.
func (s *Service) CreateDataIntegration(ctx context.Context, params CreateDataIntegrationParams, opts ...workos.RequestOption) (*DataIntegration, error) {
	return workos.Post[DataIntegration](ctx, s.client, workos.Path("/data-integrations"), params, opts...)
}

// GetDataIntegration returns the data integration with the given slug. An unknown
// slug is a workos.ErrNotFound.
//
// Calls GET /data-integrations/{slug}.
func (s *Service) GetDataIntegration(ctx context.Context, slug string, opts ...workos.RequestOption) (*DataIntegration, error) {
	return workos.Get[DataIntegration](ctx, s.client, workos.Path("/data-integrations/{slug}", slug), nil, opts...)
}

// UpdateDataIntegrationParams are the parameters of UpdateDataIntegration. What is
// zero stays as it is.
type UpdateDataIntegrationParams struct {
	// Description says what the provider is good for; Null clears it.
	Description workos.Optional[string] `json:"description,omitzero"`
	// Enabled says whether accounts can be connected.
	Enabled workos.Optional[bool] `json:"enabled,omitzero"`
	// Scopes replaces the OAuth scopes that users are asked for; Null means those
	// that the provider has anyway.
	Scopes workos.Optional[[]string] `json:"scopes,omitzero"`
	// Credentials replaces those of the OAuth application. It excludes APIKey.
	Credentials OAuthCredentialsParams `json:"credentials,omitzero" secret:"true"`
	// APIKey connects an account, or changes its API key.
	APIKey APIKeyParams `json:"api_key,omitzero" secret:"true"`
	// CustomProvider changes how a provider works that WorkOS does not know.
	CustomProvider UpdateCustomProviderParams `json:"custom_provider,omitzero"`
}

// Format hides the credentials.
func (p UpdateDataIntegrationParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the credentials.
func (p UpdateDataIntegrationParams) LogValue() slog.Value { return secret.LogValue(p) }

// UpdateCustomProviderParams change how the OAuth of a provider works. What is
// zero stays as it is.
type UpdateCustomProviderParams struct {
	// Name is the provider's name.
	Name string `json:"name,omitempty"`
	// AuthorizationURL is where users consent.
	AuthorizationURL string `json:"authorization_url,omitempty"`
	// TokenURL is where codes are exchanged.
	TokenURL string `json:"token_url,omitempty"`
	// RefreshTokenURL is where tokens are refreshed; Null is the token URL.
	RefreshTokenURL workos.Optional[string] `json:"refresh_token_url,omitzero"`
	// PKCEEnabled says whether PKCE is used.
	PKCEEnabled workos.Optional[bool] `json:"pkce_enabled,omitzero"`
	// RequestScopeSeparator stands between scopes.
	RequestScopeSeparator string `json:"request_scope_separator,omitempty"`
	// ScopesRequired says whether an account needs at least one scope.
	ScopesRequired workos.Optional[bool] `json:"scopes_required,omitzero"`
	// ClientSecretRequired says whether the provider asks for a client secret.
	ClientSecretRequired workos.Optional[bool] `json:"client_secret_required,omitzero"`
	// AdditionalAuthorizationParameters replaces what goes into the query of the
	// authorization URL; an empty map removes it.
	AdditionalAuthorizationParameters workos.Optional[map[string]string] `json:"additional_authorization_parameters,omitzero"`
	// TokenBodyContentType is the content type of requests to the token URL.
	TokenBodyContentType string `json:"token_body_content_type,omitempty"`
	// AuthenticateVia says where in these requests the client's credentials are.
	AuthenticateVia AuthenticateVia `json:"authenticate_via,omitempty"`
}

// UpdateDataIntegration changes the data integration with the given slug.
//
// What does not go together is a workos.ErrUnprocessable or workos.ErrBadRequest,
// an unknown slug, user or organization a workos.ErrNotFound.
//
// Calls PUT /data-integrations/{slug}.
func (s *Service) UpdateDataIntegration(ctx context.Context, slug string, params UpdateDataIntegrationParams, opts ...workos.RequestOption) (*DataIntegration, error) {
	return workos.Put[DataIntegration](ctx, s.client, workos.Path("/data-integrations/{slug}", slug), params, opts...)
}

// DeleteDataIntegration deletes the data integration with the given slug, with all
// connected accounts, and a provider that WorkOS does not know besides. It cannot
// be undone. An unknown slug is a workos.ErrNotFound.
//
// Calls DELETE /data-integrations/{slug}.
func (s *Service) DeleteDataIntegration(ctx context.Context, slug string, opts ...workos.RequestOption) error {
	return workos.Delete(ctx, s.client, workos.Path("/data-integrations/{slug}", slug), opts...)
}
