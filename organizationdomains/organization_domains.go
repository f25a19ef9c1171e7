// Package organizationdomains adds single e-mail domains to organizations and
// has them verified.
//
// A domain that is verified belongs to its organization: people with an address
// in it can be sent to the organization's sign-in. To verify one, add it, have
// the customer publish the DNS record that it asks for, and let WorkOS look:
//
//	domains := organizationdomains.New(client)
//
//	domain, err := domains.Create(ctx, organizationdomains.CreateParams{
//		OrganizationID: org.ID,
//		Domain:         "foo-corp.com",
//	})
//	// TXT record: domain.VerificationPrefix + "." + domain.Domain
//	// content:    domain.VerificationToken
//
//	domain, err = domains.Verify(ctx, domain.ID)
//	// domain.State is pending until WorkOS has found the record
package organizationdomains

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// Service calls the organization domain operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }

// OrganizationDomain is an e-mail domain of an organization.
type OrganizationDomain struct {
	// Object is "organization_domain".
	Object string `json:"object"`
	// ID identifies the domain.
	ID string `json:"id"`
	// OrganizationID is the organization that the domain belongs to.
	OrganizationID string `json:"organization_id"`
	// Domain is the domain's name, such as "foo-corp.com".
	Domain string `json:"domain"`
	// State says whether the domain is verified.
	State State `json:"state,omitempty"`
	// VerificationPrefix is the name of the DNS TXT record that verifies the
	// domain, in front of the domain.
	VerificationPrefix string `json:"verification_prefix,omitempty"`
	// VerificationToken is the content of that record.
	VerificationToken string `json:"verification_token,omitempty"`
	// VerificationStrategy says how the domain is verified.
	VerificationStrategy VerificationStrategy `json:"verification_strategy,omitempty"`
	// CreatedAt is when the domain was added.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the domain was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// State says whether a domain is verified.
type State string

// The states of a domain.
const (
	StateFailed State = "failed"
	// StateLegacyVerified counts as verified, by its name: WorkOS's OpenAPI document
	// says no more.
	StateLegacyVerified State = "legacy_verified"
	StatePending        State = "pending"
	StateUnverified     State = "unverified"
	StateVerified       State = "verified"
)

// VerificationStrategy says how a domain is verified.
type VerificationStrategy string

// The ways to verify a domain.
const (
	// VerificationStrategyDNS means a TXT record in the domain.
	VerificationStrategyDNS VerificationStrategy = "dns"
	// VerificationStrategyManual means that the application vouches for it.
	VerificationStrategyManual VerificationStrategy = "manual"
)

// CreateParams are the parameters of Create.
type CreateParams struct {
	// Domain is the domain's name, such as "foo-corp.com".
	Domain string `json:"domain" required:"true"`
	// OrganizationID is the organization that gets the domain.
	OrganizationID string `json:"organization_id" required:"true"`
}

// Create adds a domain to an organization. One that an organization has already,
// this one or another, is a workos.ErrConflict with the code
// "domain_already_exists".
//
// Calls POST /organization_domains.
func (s *Service) Create(ctx context.Context, params CreateParams, opts ...workos.RequestOption) (*OrganizationDomain, error) {
	return workos.Post[OrganizationDomain](ctx, s.client, workos.Path("/organization_domains"), params, opts...)
}

// Get returns the domain with the given ID. An unknown ID is a workos.ErrNotFound.
//
// Calls GET /organization_domains/{id}.
func (s *Service) Get(ctx context.Context, id string, opts ...workos.RequestOption) (*OrganizationDomain, error) {
	return workos.Get[OrganizationDomain](ctx, s.client, workos.Path("/organization_domains/{id}", id), nil, opts...)
}

// Delete removes a domain from its organization. It cannot be undone. An unknown ID
// is a workos.ErrNotFound.
//
// Calls DELETE /organization_domains/{id}.
func (s *Service) Delete(ctx context.Context, id string, opts ...workos.RequestOption) error {
	return workos.Delete(ctx, s.client, workos.Path("/organization_domains/{id}", id), opts...)
}

// Verify has WorkOS look for the domain's DNS record. A domain that is verified
// already is a workos.ErrBadRequest with the code "domain_already_verified".
//
// Calls POST /organization_domains/{id}/verify.
func (s *Service) Verify(ctx context.Context, id string, opts ...workos.RequestOption) (*OrganizationDomain, error) {
	return workos.Post[OrganizationDomain](ctx, s.client, workos.Path("/organization_domains/{id}/verify", id), nil, opts...)
}
