// Package organizations manages the customers of an application: the companies
// whose people sign in to it.
//
// An organization has a name, the e-mail domains of its people, an external ID
// (what the application itself calls it) and metadata. Connections,
// directories, memberships and audit logs of other packages belong to one.
//
//	orgs := organizations.New(client)
//
//	org, err := orgs.Create(ctx, organizations.CreateParams{
//		Name:       "Foo Corp",
//		ExternalID: "customer-42",
//		DomainData: []organizations.DomainData{
//			{Domain: "foo-corp.com", State: organizations.DomainDataStateVerified},
//		},
//	})
//
// Later, the application's own ID finds it:
//
//	org, err = orgs.GetByExternalID(ctx, "customer-42")
package organizations

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// Service calls the organization operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }

// Organization is a customer of the application.
type Organization struct {
	// Object is "organization".
	Object string `json:"object"`
	// ID identifies the organization.
	ID string `json:"id"`
	// Name describes the organization. Several may have the same.
	Name string `json:"name"`
	// Domains are the e-mail domains of the organization's people.
	Domains []Domain `json:"domains"`
	// Metadata is what the application stored with the organization.
	Metadata map[string]string `json:"metadata"`
	// ExternalID is the application's own ID of the organization, or "".
	ExternalID string `json:"external_id"`
	// StripeCustomerID is the organization's customer at Stripe, or "".
	StripeCustomerID string `json:"stripe_customer_id,omitempty"`
	// CreatedAt is when the organization was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the organization was last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// AllowProfilesOutsideOrganization says whether people may sign in whose
	// e-mail domain is not one of Domains.
	//
	// Deprecated: the API advises against it.
	AllowProfilesOutsideOrganization bool `json:"allow_profiles_outside_organization"`
}

// Domain is an e-mail domain of an organization. Package organizationdomains
// adds and verifies single ones.
type Domain struct {
	// Object is "organization_domain".
	Object string `json:"object"`
	// ID identifies the domain.
	ID string `json:"id"`
	// OrganizationID is the organization that the domain belongs to.
	OrganizationID string `json:"organization_id"`
	// Domain is the domain's name, such as "foo-corp.com".
	Domain string `json:"domain"`
	// State says whether the domain is verified.
	State DomainState `json:"state,omitempty"`
	// VerificationPrefix is the name of the DNS TXT record that verifies the
	// domain, in front of the domain.
	VerificationPrefix string `json:"verification_prefix,omitempty"`
	// VerificationToken is the content of that record.
	VerificationToken string `json:"verification_token,omitempty"`
	// VerificationStrategy says how the domain is verified.
	VerificationStrategy DomainVerificationStrategy `json:"verification_strategy,omitempty"`
	// CreatedAt is when the domain was added.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the domain was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// DomainState says whether a domain is verified.
type DomainState string

// The states of a domain.
const (
	DomainStateFailed DomainState = "failed"
	// DomainStateLegacyVerified counts as verified, by its name: WorkOS's OpenAPI
	// document says no more.
	DomainStateLegacyVerified DomainState = "legacy_verified"
	DomainStatePending        DomainState = "pending"
	DomainStateUnverified     DomainState = "unverified"
	DomainStateVerified       DomainState = "verified"
)

// DomainVerificationStrategy says how a domain is verified.
type DomainVerificationStrategy string

// The ways to verify a domain.
const (
	// DomainVerificationStrategyDNS means a TXT record in the domain.
	DomainVerificationStrategyDNS DomainVerificationStrategy = "dns"
	// DomainVerificationStrategyManual means that the application vouches for it.
	DomainVerificationStrategyManual DomainVerificationStrategy = "manual"
)

// ListParams are the parameters of List.
type ListParams struct {
	workos.ListParams

	// Domains asks for the organizations that have one of these domains, verified or
	// not: look at the State of the domain before you trust it.
	Domains []string `url:"domains,omitempty,comma"`
	// Search asks for the organizations whose name contains this text.
	Search string `url:"search,omitempty"`
}

// List returns a page of the organizations, newest first unless the params say
// otherwise. The page's All walks over all of them.
//
// Calls GET /organizations.
func (s *Service) List(ctx context.Context, params ListParams, opts ...workos.RequestOption) (*workos.List[Organization], error) {
	return workos.GetList[Organization](ctx, s.client, workos.Path("/organizations"), params, opts...)
}

// CreateParams are the parameters of Create.
type CreateParams struct {
	// Name describes the organization. Several may have the same.
	Name string `json:"name" required:"true"`
	// AllowProfilesOutsideOrganization says whether people may sign in whose
	// e-mail domain is not one of the organization's.
	AllowProfilesOutsideOrganization bool `json:"allow_profiles_outside_organization,omitempty"`
	// Domains are e-mail domains of the organization's people.
	//
	// Deprecated: DomainData says also whether they are verified.
	Domains []string `json:"domains,omitempty"`
	// DomainData are e-mail domains of the organization's people.
	DomainData []DomainData `json:"domain_data,omitempty"`
	// Metadata is stored with the organization: at most 50 keys of at most 40
	// characters, with values of at most 600.
	Metadata map[string]string `json:"metadata,omitempty"`
	// ExternalID is the application's own ID of the organization: unique, at
	// most 128 ASCII characters.
	ExternalID string `json:"external_id,omitempty"`
}

// DomainData is an e-mail domain to give to an organization.
type DomainData struct {
	// Domain is the domain's name, such as "foo-corp.com".
	Domain string `json:"domain" required:"true"`
	// State says whether the application vouches for the domain: a
	// DomainDataStateVerified or DomainDataStatePending.
	State DomainDataState `json:"state" required:"true"`
}

// DomainDataState says whether a domain that is given to an organization counts
// as verified.
type DomainDataState string

// The states in which a domain can be given to an organization.
const (
	// DomainDataStatePending means that it is still to be verified.
	DomainDataStatePending DomainDataState = "pending"
	// DomainDataStateVerified means that the application vouches for it.
	DomainDataStateVerified DomainDataState = "verified"
)

// Create creates an organization.
//
// An external ID or metadata that the API refuses is a workos.ErrBadRequest with
// the code "external_id_already_used" or "invalid_metadata", a domain of another
// organization a workos.ErrConflict. The API honors workos.WithIdempotencyKey:
// with it the call is repeated when WorkOS is down, and creates one organization.
//
// Calls POST /organizations.
func (s *Service) Create(ctx context.Context, params CreateParams, opts ...workos.RequestOption) (*Organization, error) {
	req := workos.Request{Method: "POST", Path: workos.Path("/organizations"), Body: params, Idempotent: true}
	return workos.Do[Organization](ctx, s.client, req, opts...)
}

// Get returns the organization with the given ID. An unknown ID is a
// workos.ErrNotFound.
//
// Calls GET /organizations/{id}.
func (s *Service) Get(ctx context.Context, id string, opts ...workos.RequestOption) (*Organization, error) {
	return workos.Get[Organization](ctx, s.client, workos.Path("/organizations/{id}", id), nil, opts...)
}

// GetByExternalID returns the organization with the given external ID. An unknown
// external ID is a workos.ErrNotFound.
//
// Calls GET /organizations/external_id/{external_id}.
func (s *Service) GetByExternalID(ctx context.Context, externalID string, opts ...workos.RequestOption) (*Organization, error) {
	return workos.Get[Organization](ctx, s.client, workos.Path("/organizations/external_id/{external_id}", externalID), nil, opts...)
}

// UpdateParams are the parameters of Update. What is zero stays as it is.
type UpdateParams struct {
	// Name describes the organization.
	Name string `json:"name,omitempty"`
	// AllowProfilesOutsideOrganization says whether people may sign in whose
	// e-mail domain is not one of the organization's.
	AllowProfilesOutsideOrganization workos.Optional[bool] `json:"allow_profiles_outside_organization,omitzero"`
	// Domains replaces the organization's domains.
	//
	// Deprecated: DomainData says also whether they are verified.
	Domains workos.Optional[[]string] `json:"domains,omitzero"`
	// DomainData replaces the organization's domains; an empty list removes them.
	DomainData workos.Optional[[]DomainData] `json:"domain_data,omitzero"`
	// StripeCustomerID is the organization's customer at Stripe.
	StripeCustomerID string `json:"stripe_customer_id,omitempty"`
	// Metadata sets or removes single keys; Null removes all. The limits are
	// those of CreateParams.
	Metadata workos.Optional[workos.MetadataUpdate] `json:"metadata,omitzero"`
	// ExternalID is the application's own ID of the organization; Null clears it.
	ExternalID workos.Optional[string] `json:"external_id,omitzero"`
}

// Update changes an organization.
//
// An external ID, Stripe customer or metadata that the API refuses is a
// workos.ErrBadRequest with the code "external_id_already_used",
// "stripe_customer_id_already_used" or "invalid_metadata", a domain of another
// organization a workos.ErrConflict. An unknown ID is a
// workos.ErrNotFound.
//
// Calls PUT /organizations/{id}.
func (s *Service) Update(ctx context.Context, id string, params UpdateParams, opts ...workos.RequestOption) (*Organization, error) {
	return workos.Put[Organization](ctx, s.client, workos.Path("/organizations/{id}", id), params, opts...)
}

// Delete deletes an organization with all that belongs to it. It cannot be
// undone.
//
// Calls DELETE /organizations/{id}.
func (s *Service) Delete(ctx context.Context, id string, opts ...workos.RequestOption) error {
	return workos.Delete(ctx, s.client, workos.Path("/organizations/{id}", id), opts...)
}
