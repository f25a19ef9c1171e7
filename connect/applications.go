package connect

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// Application is a Connect application.
type Application struct {
	// Object is "connect_application".
	Object string `json:"object"`
	// ID identifies the application.
	ID string `json:"id"`
	// ClientID identifies the application in OAuth.
	ClientID string `json:"client_id"`
	// Name is what people see when they are asked for their consent.
	Name string `json:"name"`
	// Description says what the application is for, or is "".
	Description string `json:"description"`
	// Scopes are the OAuth scopes that the application may ask for.
	Scopes []string `json:"scopes"`
	// ApplicationType says how the application gets its tokens.
	ApplicationType ApplicationType `json:"application_type"`
	// RedirectURIs are where people come back to; none for M2M.
	RedirectURIs []RedirectURI `json:"redirect_uris,omitempty"`
	// UsesPKCE says whether people sign in with PKCE; false for M2M.
	UsesPKCE bool `json:"uses_pkce"`
	// IsFirstParty says whether the application belongs to whoever runs the
	// environment; false for M2M.
	IsFirstParty bool `json:"is_first_party"`
	// WasDynamicallyRegistered says whether the application registered itself, as
	// MCP clients do.
	WasDynamicallyRegistered bool `json:"was_dynamically_registered"`
	// OrganizationID is the organization that the application belongs to: that of a
	// third party or of M2M, else "".
	OrganizationID string `json:"organization_id,omitempty"`
	// CreatedAt is when the application was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the application was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// ApplicationType says how an application gets its tokens.
type ApplicationType string

// The types of applications.
const (
	// ApplicationTypeM2M means machine to machine: with the client's credentials.
	ApplicationTypeM2M ApplicationType = "m2m"
	// ApplicationTypeOAuth means that people sign in.
	ApplicationTypeOAuth ApplicationType = "oauth"
)

// RedirectURI is where people come back to when they have signed in.
type RedirectURI struct {
	// URI is the address.
	URI string `json:"uri"`
	// Default says whether it is taken where a sign-in names none.
	Default bool `json:"default"`
}

// ListApplicationsParams are the parameters of ListApplications.
type ListApplicationsParams struct {
	workos.ListParams

	// RegistrationTypes asks for the applications that came about in one of these
	// ways.
	RegistrationTypes []RegistrationType `url:"registration_types,omitempty,comma"`
	// OrganizationID asks for the applications of this organization.
	OrganizationID string `url:"organization_id,omitempty"`
}

// RegistrationType says how an application came about.
type RegistrationType string

// How applications can come about.
const (
	// RegistrationTypeAuthenticated means by an operation, or in the dashboard.
	RegistrationTypeAuthenticated RegistrationType = "authenticated"
	// RegistrationTypeDynamic means that the application registered itself.
	RegistrationTypeDynamic RegistrationType = "dynamic"
)

// ListApplications returns a page of the applications, newest first unless the
// params say otherwise. The page's All walks over all of them.
//
// Calls GET /connect/applications.
func (s *Service) ListApplications(ctx context.Context, params ListApplicationsParams, opts ...workos.RequestOption) (*workos.List[Application], error) {
	return workos.GetList[Application](ctx, s.client, workos.Path("/connect/applications"), params, opts...)
}

// CreateOAuthApplicationParams are the parameters of CreateOAuthApplication.
type CreateOAuthApplicationParams struct {
	// Name is what people see when they are asked for their consent.
	Name string `json:"name" required:"true"`
	// IsFirstParty says whether the application belongs to whoever runs the
	// environment: say so either way, with workos.Set.
	IsFirstParty workos.Optional[bool] `json:"is_first_party" required:"true"`
	// OrganizationID is the organization that the application belongs to, where it
	// is that of a third party.
	OrganizationID string `json:"organization_id,omitempty"`
	// Description says what the application is for.
	Description string `json:"description,omitempty"`
	// Scopes are the OAuth scopes that the application may ask for.
	Scopes []string `json:"scopes,omitempty"`
	// RedirectURIs are where people come back to.
	RedirectURIs []RedirectURIParams `json:"redirect_uris,omitempty"`
	// UsesPKCE says whether people sign in with PKCE.
	UsesPKCE workos.Optional[bool] `json:"uses_pkce,omitzero"`
}

// RedirectURIParams is a redirect URI to give to an application.
type RedirectURIParams struct {
	// URI is the address.
	URI string `json:"uri" required:"true"`
	// Default says whether it is taken where a sign-in names none.
	Default workos.Optional[bool] `json:"default,omitzero"`
}

// CreateOAuthApplication creates an application that people sign in to. One of a
// third party without an organization is a workos.ErrUnprocessable, an unknown
// organization a workos.ErrNotFound.
//
// Calls POST /connect/applications.
func (s *Service) CreateOAuthApplication(ctx context.Context, params CreateOAuthApplicationParams, opts ...workos.RequestOption) (*Application, error) {
	return workos.Post[Application](ctx, s.client, workos.Path("/connect/applications"), struct {
		ApplicationType ApplicationType `json:"application_type"`
		CreateOAuthApplicationParams
	}{ApplicationTypeOAuth, params}, opts...)
}

// CreateM2MApplicationParams are the parameters of CreateM2MApplication.
type CreateM2MApplicationParams struct {
	// Name describes the application.
	Name string `json:"name" required:"true"`
	// OrganizationID is the organization that the application belongs to, and for
	// which its tokens are.
	OrganizationID string `json:"organization_id" required:"true"`
	// Description says what the application is for.
	Description string `json:"description,omitempty"`
	// Scopes are the OAuth scopes that the application may ask for.
	Scopes []string `json:"scopes,omitempty"`
}

// CreateM2MApplication creates an application of an organization that gets its
// tokens with a client ID and a client secret, without a person. CreateClientSecret
// makes the secret. An unknown organization is a workos.ErrNotFound.
//
// Calls POST /connect/applications.
func (s *Service) CreateM2MApplication(ctx context.Context, params CreateM2MApplicationParams, opts ...workos.RequestOption) (*Application, error) {
	return workos.Post[Application](ctx, s.client, workos.Path("/connect/applications"), struct {
		ApplicationType ApplicationType `json:"application_type"`
		CreateM2MApplicationParams
	}{ApplicationTypeM2M, params}, opts...)
}

// GetApplication returns the application with the given ID or client ID. An unknown
// ID is a workos.ErrNotFound.
//
// Calls GET /connect/applications/{id}.
func (s *Service) GetApplication(ctx context.Context, id string, opts ...workos.RequestOption) (*Application, error) {
	return workos.Get[Application](ctx, s.client, workos.Path("/connect/applications/{id}", id), nil, opts...)
}

// UpdateApplicationParams are the parameters of UpdateApplication. What is zero
// stays as it is.
type UpdateApplicationParams struct {
	// Name is what people see when they are asked for their consent.
	Name string `json:"name,omitempty"`
	// Description says what the application is for; Null clears it.
	Description workos.Optional[string] `json:"description,omitzero"`
	// Scopes replaces the OAuth scopes that the application may ask for; Null
	// clears them.
	Scopes workos.Optional[[]string] `json:"scopes,omitzero"`
	// RedirectURIs replaces where people come back to; Null clears it. M2M has none.
	RedirectURIs workos.Optional[[]RedirectURIParams] `json:"redirect_uris,omitzero"`
}

// UpdateApplication changes the application with the given ID or client ID. What
// cannot be is a workos.ErrUnprocessable, an unknown ID a workos.ErrNotFound.
//
// Calls PUT /connect/applications/{id}.
func (s *Service) UpdateApplication(ctx context.Context, id string, params UpdateApplicationParams, opts ...workos.RequestOption) (*Application, error) {
	return workos.Put[Application](ctx, s.client, workos.Path("/connect/applications/{id}", id), params, opts...)
}

// DeleteApplication deletes the application with the given ID or client ID. It
// cannot be undone. An unknown ID is a workos.ErrNotFound.
//
// Calls DELETE /connect/applications/{id}.
func (s *Service) DeleteApplication(ctx context.Context, id string, opts ...workos.RequestOption) error {
	return workos.Delete(ctx, s.client, workos.Path("/connect/applications/{id}", id), opts...)
}
