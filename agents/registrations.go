package agents

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// Registration is an agent at an organization.
type Registration struct {
	// ID identifies the registration.
	ID string `json:"id"`
	// AgentIdentity is who the agent is.
	AgentIdentity Identity `json:"agent_identity"`
	// OrganizationID is the organization that the agent acts for.
	OrganizationID string `json:"organization_id"`
	// Status says whether somebody vouches for the agent.
	Status RegistrationStatus `json:"status"`
	// Kind says how the agent registered.
	Kind RegistrationKind `json:"kind"`
	// Claim is a person's claim to the agent, or nil.
	Claim *Claim `json:"claim"`
	// CreatedAt is when the agent registered.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the registration was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// Identity is who an agent is.
type Identity struct {
	// ID identifies the agent.
	ID string `json:"id"`
	// UserID is the user that the agent acts for, or "".
	UserID string `json:"userland_user_id"`
	// CreatedAt is when the identity was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the identity was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// RegistrationStatus says whether somebody vouches for an agent.
type RegistrationStatus string

// The statuses of a registration.
const (
	RegistrationStatusExpired    RegistrationStatus = "expired"
	RegistrationStatusRevoked    RegistrationStatus = "revoked"
	RegistrationStatusUnverified RegistrationStatus = "unverified"
	RegistrationStatusVerified   RegistrationStatus = "verified"
)

// RegistrationKind says how an agent registered.
type RegistrationKind string

// The ways to register.
const (
	// RegistrationKindAnonymous means without saying for whom.
	RegistrationKindAnonymous RegistrationKind = "anonymous"
	// RegistrationKindIdentityAssertion means by an assertion of an identity
	// provider.
	RegistrationKindIdentityAssertion RegistrationKind = "identity_assertion"
	// RegistrationKindServiceAuth means by a service that vouches for the agent.
	RegistrationKindServiceAuth RegistrationKind = "service_auth"
)

// Claim is a person's claim to an agent.
type Claim struct {
	// ID identifies the claim.
	ID string `json:"id"`
	// ClaimCompletion says how the claim was completed, or is nil.
	ClaimCompletion *ClaimCompletion `json:"claim_completion"`
	// CreatedAt is when the claim was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the claim was last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// ExpiresAt is until when the claim can be completed.
	ExpiresAt time.Time `json:"expires_at"`
}

// ClaimCompletion is the end of a claim: the agent is the person's.
type ClaimCompletion struct {
	// ID identifies the completion.
	ID string `json:"id"`
	// CreatedAt is when the completion was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the completion was last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// ExpiresAt is when the completion expires.
	ExpiresAt time.Time `json:"expires_at"`
	// ClaimedAt is when the person claimed the agent.
	ClaimedAt time.Time `json:"claimed_at"`
}

// GetRegistration returns the registration with the given ID. An unknown ID is a
// workos.ErrNotFound.
//
// Calls GET /agents/registrations/{id}.
func (s *Service) GetRegistration(ctx context.Context, id string, opts ...workos.RequestOption) (*Registration, error) {
	return workos.Get[Registration](ctx, s.client, workos.Path("/agents/registrations/{id}", id), nil, opts...)
}
