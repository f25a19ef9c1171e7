package pipes

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// Configuration is what a provider is like for an organization: the
// organization's own settings where it has some, else those of the data
// integration.
type Configuration struct {
	// Object is "data_integration_configuration".
	Object string `json:"object"`
	// ID is that of the data integration.
	ID string `json:"id"`
	// OrganizationID is the organization.
	OrganizationID string `json:"organization_id"`
	// Slug names the provider in calls, such as "github".
	Slug string `json:"slug"`
	// Name is the provider's name, such as "GitHub".
	Name string `json:"name"`
	// Enabled says whether accounts can be connected for the organization.
	Enabled bool `json:"enabled"`
	// Scopes are the OAuth scopes that users are asked for; nil means those that
	// the provider has anyway.
	Scopes []string `json:"scopes"`
	// Config is what the provider wants to know besides, such as the name of an
	// instance.
	Config map[string]string `json:"config"`
	// CreatedAt is when the configuration was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the configuration was last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Credentials are the organization's own, or nil where the data integration
	// wants none from organizations.
	Credentials *ConfigurationCredentials `json:"credentials,omitempty"`
}

// ConfigurationCredentials are the credentials of an organization's own OAuth
// application at a provider.
type ConfigurationCredentials struct {
	// CredentialsType says whose credentials the data integration wants.
	CredentialsType ConfigurationCredentialsType `json:"credentials_type"`
	// HasCredentials says whether the organization has given some.
	HasCredentials bool `json:"has_credentials"`
	// ClientID is the client ID, or "".
	ClientID string `json:"client_id"`
	// ClientSecretLastFour is the end of the client secret, or "".
	ClientSecretLastFour string `json:"client_secret_last_four"`
	// RedirectURI is what to register at the provider as the redirect URI of the
	// OAuth application.
	RedirectURI string `json:"redirect_uri"`
}

// ConfigurationCredentialsType says whose credentials a data integration wants.
type ConfigurationCredentialsType string

// Whose credentials a data integration can want.
const (
	// ConfigurationCredentialsTypeCustom means those of the environment.
	ConfigurationCredentialsTypeCustom ConfigurationCredentialsType = "custom"
	// ConfigurationCredentialsTypeOrganization means those of each organization.
	ConfigurationCredentialsTypeOrganization ConfigurationCredentialsType = "organization"
	// ConfigurationCredentialsTypeShared means WorkOS's own.
	ConfigurationCredentialsTypeShared ConfigurationCredentialsType = "shared"
)

// ListConfigurations returns what all providers are like for an organization: all of
// them, as the API has no pages here. An unknown organization is a
// workos.ErrNotFound.
//
// Calls GET /organizations/{organizationId}/data_integration_configurations.
func (s *Service) ListConfigurations(ctx context.Context, organizationID string, opts ...workos.RequestOption) (*workos.List[Configuration], error) {
	return workos.GetList[Configuration](ctx, s.client, workos.Path("/organizations/{organizationId}/data_integration_configurations", organizationID), nil, opts...)
}

// UpdateConfigurationParams are the parameters of UpdateConfiguration. What is
// zero stays as it is.
type UpdateConfigurationParams struct {
	// Enabled says whether accounts can be connected for the organization.
	Enabled workos.Optional[bool] `json:"enabled,omitzero"`
	// Scopes replaces the OAuth scopes that users are asked for, of those that the
	// data integration has; Null means all of them.
	Scopes workos.Optional[[]string] `json:"scopes,omitzero"`
	// ClientID is the client ID of the organization's own OAuth application. It goes
	// with ClientSecret.
	ClientID string `json:"client_id,omitempty"`
	// ClientSecret is the client secret of the organization's own OAuth application.
	ClientSecret string `json:"client_secret,omitempty" secret:"true"`
	// Config is what the provider wants to know besides, where organizations have
	// credentials of their own.
	Config workos.Optional[map[string]string] `json:"config,omitzero"`
}

// Format hides the client secret.
func (p UpdateConfigurationParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the client secret.
func (p UpdateConfigurationParams) LogValue() slog.Value { return secret.LogValue(p) }

// UpdateConfiguration changes what the provider with the given slug is like for an
// organization.
//
// Params that say nothing, and credentials or a Config that the data integration
// does not want from organizations, are a workos.ErrBadRequest; scopes that it does
// not have are a workos.ErrUnprocessable. An unknown organization or slug is a
// workos.ErrNotFound.
//
// Calls PUT /organizations/{organizationId}/data_integration_configurations/{slug}.
func (s *Service) UpdateConfiguration(ctx context.Context, organizationID, slug string, params UpdateConfigurationParams, opts ...workos.RequestOption) (*Configuration, error) {
	path := workos.Path("/organizations/{organizationId}/data_integration_configurations/{slug}", organizationID, slug)
	return workos.Put[Configuration](ctx, s.client, path, params, opts...)
}
