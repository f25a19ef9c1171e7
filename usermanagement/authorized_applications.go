package usermanagement

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// AuthorizedApplication is a Connect application that a user lets act in their
// place.
type AuthorizedApplication struct {
	// Object is "authorized_connect_application".
	Object string `json:"object"`
	// ID identifies the authorization.
	ID string `json:"id"`
	// GrantedScopes are the OAuth scopes that the user granted.
	GrantedScopes []string `json:"granted_scopes"`
	// OAuthResource is the resource that was asked for, or "".
	OAuthResource string `json:"oauth_resource,omitempty"`
	// Application is the application.
	Application ConnectApplication `json:"application"`
}

// ConnectApplication is a Connect application. Package connect manages them.
type ConnectApplication struct {
	// Object is "connect_application".
	Object string `json:"object"`
	// ID identifies the application.
	ID string `json:"id"`
	// ClientID identifies the application in OAuth.
	ClientID string `json:"client_id"`
	// Description says what the application is for, or is "".
	Description string `json:"description"`
	// Name is what people see when they are asked for their consent.
	Name string `json:"name"`
	// Scopes are the OAuth scopes that the application may ask for.
	Scopes []string `json:"scopes"`
	// ApplicationType says how the application gets its tokens.
	ApplicationType ConnectApplicationType `json:"application_type"`
	// RedirectURIs are where people come back to; none for M2M.
	RedirectURIs []ConnectApplicationRedirectURI `json:"redirect_uris,omitempty"`
	// UsesPKCE says whether people sign in with PKCE; false for M2M.
	UsesPKCE bool `json:"uses_pkce"`
	// IsFirstParty says whether the application belongs to whoever runs the
	// environment; false for M2M.
	IsFirstParty bool `json:"is_first_party"`
	// WasDynamicallyRegistered says whether the application registered itself, as
	// MCP clients do.
	WasDynamicallyRegistered bool `json:"was_dynamically_registered"`
	// OrganizationID is the organization that the application belongs to, or "".
	OrganizationID string `json:"organization_id,omitempty"`
	// CreatedAt is when the application was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the application was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// ConnectApplicationType says how an application gets its tokens.
type ConnectApplicationType string

// The types of applications.
const (
	// ConnectApplicationTypeM2M means machine to machine: with the client's
	// credentials.
	ConnectApplicationTypeM2M ConnectApplicationType = "m2m"
	// ConnectApplicationTypeOAuth means that people sign in.
	ConnectApplicationTypeOAuth ConnectApplicationType = "oauth"
)

// ConnectApplicationRedirectURI is where people come back to when they have signed
// in.
type ConnectApplicationRedirectURI struct {
	// URI is the address.
	URI string `json:"uri"`
	// Default says whether it is taken where a sign-in names none.
	Default bool `json:"default"`
}

// ListAuthorizedApplicationsParams are the parameters of
// ListAuthorizedApplications.
type ListAuthorizedApplicationsParams struct {
	workos.ListParams
}

// ListAuthorizedApplications returns a page of the applications that a user lets
// act in their place, newest first unless the params say otherwise. The page's All
// walks over all of them. An unknown user is a workos.ErrNotFound.
//
// Calls GET /user_management/users/{user_id}/authorized_applications.
func (s *Service) ListAuthorizedApplications(ctx context.Context, userID string, params ListAuthorizedApplicationsParams, opts ...workos.RequestOption) (*workos.List[AuthorizedApplication], error) {
	return workos.GetList[AuthorizedApplication](ctx, s.client, workos.Path("/user_management/users/{user_id}/authorized_applications", userID), params, opts...)
}

// DeleteAuthorizedApplication withdraws what a user granted to an application,
// which is named by its ID or its client ID. An unknown user or application is a
// workos.ErrNotFound.
//
// Calls DELETE /user_management/users/{user_id}/authorized_applications/{application_id}.
func (s *Service) DeleteAuthorizedApplication(ctx context.Context, userID, applicationID string, opts ...workos.RequestOption) error {
	return workos.Delete(ctx, s.client, workos.Path("/user_management/users/{user_id}/authorized_applications/{application_id}", userID, applicationID), opts...)
}

// OrganizationAuthorizedApplication is an AuthorizedApplication, and of whom.
type OrganizationAuthorizedApplication struct {
	AuthorizedApplication

	// UserID is the user who lets the application act in their place.
	UserID string `json:"user_id"`
}

// ListOrganizationAuthorizedApplicationsParams are the parameters of
// ListOrganizationAuthorizedApplications.
type ListOrganizationAuthorizedApplicationsParams struct {
	workos.ListParams
}

// ListOrganizationAuthorizedApplications returns a page of the applications that
// the users of an organization let act in their place: one that several users
// authorized is there several times. It is newest first unless the params say
// otherwise, and the page's All walks over all of them. An unknown organization is
// a workos.ErrNotFound.
//
// Calls GET /organizations/{organization_id}/authorized_applications.
func (s *Service) ListOrganizationAuthorizedApplications(ctx context.Context, organizationID string, params ListOrganizationAuthorizedApplicationsParams, opts ...workos.RequestOption) (*workos.List[OrganizationAuthorizedApplication], error) {
	return workos.GetList[OrganizationAuthorizedApplication](ctx, s.client, workos.Path("/organizations/{organization_id}/authorized_applications", organizationID), params, opts...)
}
