package usermanagement

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// DataProvider is a provider, such as GitHub, whose accounts users can connect.
//
//nolint:tagliatelle // the API has its old names too
type DataProvider struct {
	// Object is "data_provider".
	Object string `json:"object"`
	// ID identifies the provider.
	ID string `json:"id"`
	// Name is the provider's name, such as "GitHub".
	Name string `json:"name"`
	// Description says what the provider is good for, or is "".
	Description string `json:"description"`
	// Slug names the provider in calls, such as "github".
	Slug string `json:"slug"`
	// IntegrationType is the kind of the provider, such as "github".
	IntegrationType string `json:"integration_type"`
	// CredentialsType is the kind of its credentials, such as "oauth2".
	CredentialsType string `json:"credentials_type"`
	// Scopes are the OAuth scopes that users are asked for, or nil.
	Scopes []string `json:"scopes"`
	// AuthMethods say by what an application can get into an account; nil is OAuth
	// alone.
	AuthMethods []ConnectedAccountAuthMethod `json:"auth_methods,omitempty"`
	// Ownership says to whom connected accounts belong.
	Ownership DataProviderOwnership `json:"ownership"`
	// CreatedAt is when the provider was set up.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the provider was last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// OldIntegrationType is IntegrationType.
	//
	// Deprecated: use IntegrationType.
	OldIntegrationType string `json:"integrationType"`
	// OldCredentialsType is CredentialsType.
	//
	// Deprecated: use CredentialsType.
	OldCredentialsType string `json:"credentialsType"`
	// OldCreatedAt is CreatedAt as text.
	//
	// Deprecated: use CreatedAt.
	OldCreatedAt string `json:"createdAt"`
	// OldUpdatedAt is UpdatedAt as text.
	//
	// Deprecated: use UpdatedAt.
	OldUpdatedAt string `json:"updatedAt"`
	// ConnectedAccount is the user's account at the provider, or nil.
	ConnectedAccount *ConnectedAccount `json:"connected_account"`
}

// DataProviderOwnership says to whom the connected accounts of a provider belong.
type DataProviderOwnership string

// To whom connected accounts can belong.
const (
	DataProviderOwnershipOrganization DataProviderOwnership = "organization"
	DataProviderOwnershipUser         DataProviderOwnership = "userland_user"
)

// ListDataProvidersParams are the parameters of ListDataProviders.
type ListDataProvidersParams struct {
	// OrganizationID asks for the accounts for this organization.
	OrganizationID string `url:"organization_id,omitempty"`
}

// ListDataProviders returns the providers of the environment, each with the user's
// account there: all of them, as the API has no pages here. An unknown user is a
// workos.ErrNotFound.
//
// Calls GET /user_management/users/{user_id}/data_providers.
func (s *Service) ListDataProviders(ctx context.Context, userID string, params ListDataProvidersParams, opts ...workos.RequestOption) (*workos.List[DataProvider], error) {
	return workos.GetList[DataProvider](ctx, s.client, workos.Path("/user_management/users/{user_id}/data_providers", userID), params, opts...)
}
