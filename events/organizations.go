package events

import (
	"github.com/workos-go/workos/organizationdomains"
	"github.com/workos-go/workos/organizations"
)

// FailedDomainVerification is the payload of the event
// organization_domain.verification_failed.
type FailedDomainVerification struct {
	// Reason says why it failed.
	Reason DomainVerificationFailure `json:"reason"`
	// OrganizationDomain is the domain.
	OrganizationDomain organizationdomains.OrganizationDomain `json:"organization_domain"`
}

// DomainVerificationFailure says why a domain could not be verified.
type DomainVerificationFailure string

// Why a domain cannot be verified.
const (
	// DomainVerificationFailurePeriodExpired means that nobody published the
	// record in time.
	DomainVerificationFailurePeriodExpired DomainVerificationFailure = "domain_verification_period_expired"
	// DomainVerificationFailureOtherOrganization means that another organization
	// has the domain.
	DomainVerificationFailureOtherOrganization DomainVerificationFailure = "domain_verified_by_other_organization"
)

// OrganizationCreated is the event organization.created: there is a new
// organization.
type OrganizationCreated struct{ Of[organizations.Organization] }

func (OrganizationCreated) kind() Type { return TypeOrganizationCreated }

// OrganizationDeleted is the event organization.deleted: an organization is
// gone.
type OrganizationDeleted struct{ Of[organizations.Organization] }

func (OrganizationDeleted) kind() Type { return TypeOrganizationDeleted }

// OrganizationUpdated is the event organization.updated: an organization
// changed.
type OrganizationUpdated struct{ Of[organizations.Organization] }

func (OrganizationUpdated) kind() Type { return TypeOrganizationUpdated }

// OrganizationDomainCreated is the event organization_domain.created: an
// organization has a new domain.
type OrganizationDomainCreated struct {
	Of[organizationdomains.OrganizationDomain]
}

func (OrganizationDomainCreated) kind() Type { return TypeOrganizationDomainCreated }

// OrganizationDomainDeleted is the event organization_domain.deleted: a domain
// is no longer an organization's.
type OrganizationDomainDeleted struct {
	Of[organizationdomains.OrganizationDomain]
}

func (OrganizationDomainDeleted) kind() Type { return TypeOrganizationDomainDeleted }

// OrganizationDomainUpdated is the event organization_domain.updated: a domain
// changed.
type OrganizationDomainUpdated struct {
	Of[organizationdomains.OrganizationDomain]
}

func (OrganizationDomainUpdated) kind() Type { return TypeOrganizationDomainUpdated }

// OrganizationDomainVerificationFailed is the event
// organization_domain.verification_failed: a domain could not be verified.
type OrganizationDomainVerificationFailed struct{ Of[FailedDomainVerification] }

func (OrganizationDomainVerificationFailed) kind() Type {
	return TypeOrganizationDomainVerificationFailed
}

// OrganizationDomainVerified is the event organization_domain.verified: a
// domain was verified.
type OrganizationDomainVerified struct {
	Of[organizationdomains.OrganizationDomain]
}

func (OrganizationDomainVerified) kind() Type { return TypeOrganizationDomainVerified }
