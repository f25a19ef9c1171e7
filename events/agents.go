package events

import (
	"time"

	"github.com/workos-go/workos/agents"
)

// AgentRegistration is the payload of the event agent.registration.created: an
// agent's stay with an organization.
type AgentRegistration struct {
	// Object is "agent_registration".
	Object string `json:"object"`
	// ID identifies the registration.
	ID string `json:"id"`
	// AgentIdentity is the agent.
	AgentIdentity AgentIdentity `json:"agent_identity"`
	// OrganizationID is the organization that the registration belongs to.
	OrganizationID string `json:"organization_id"`
	// Status says what became of the registration.
	Status agents.RegistrationStatus `json:"status"`
	// Kind says how the agent came.
	Kind agents.RegistrationKind `json:"kind"`
	// Method says how the agent authenticated.
	Method AgentRegistrationMethod `json:"method"`
	// CreatedAt is when the registration was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the registration was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// AgentIdentity is an agent.
type AgentIdentity struct {
	// Object is "agent_identity".
	Object string `json:"object"`
	// ID identifies the agent.
	ID string `json:"id"`
	// UserID is the user that the agent acts for, or "".
	UserID string `json:"userland_user_id"`
}

// AgentRegistrationMethod says how an agent authenticated.
type AgentRegistrationMethod string

// How an agent can authenticate.
const (
	AgentRegistrationMethodAnonymous   AgentRegistrationMethod = "anonymous"
	AgentRegistrationMethodServiceAuth AgentRegistrationMethod = "service_auth"
	AgentRegistrationMethodIDJAG       AgentRegistrationMethod = "id_jag"
)

// AgentClaimAttempt is the payload of the event
// agent.registration.claim.attempt.created: a person is asked to answer for an
// agent.
type AgentClaimAttempt struct {
	// Object is "agent_registration_claim_attempt".
	Object string `json:"object"`
	// ID identifies the attempt.
	ID string `json:"id"`
	// AgentRegistrationID is the registration to claim.
	AgentRegistrationID string `json:"agent_registration_id"`
	// AgentRegistrationClaimID is the claim that the attempt is for.
	AgentRegistrationClaimID string `json:"agent_registration_claim_id"`
	// LoginHint says who is asked, mostly by an e-mail address.
	LoginHint string `json:"login_hint"`
	// ExpiresAt is when the attempt ends.
	ExpiresAt time.Time `json:"expires_at"`
	// CreatedAt is when the attempt was made.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the attempt was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// AgentClaim is the payload of the event agent.registration.claim.completed: a
// person answers for an agent.
type AgentClaim struct {
	// Object is "agent_registration_claim".
	Object string `json:"object"`
	// ID identifies the claim.
	ID string `json:"id"`
	// AgentRegistrationID is the registration that was claimed.
	AgentRegistrationID string `json:"agent_registration_id"`
	// CompletedByAttemptID is the attempt that succeeded.
	CompletedByAttemptID string `json:"completed_by_attempt_id"`
	// ClaimedBy is who claimed it.
	ClaimedBy AgentClaimant `json:"claimed_by"`
	// CompletedAt is when that was.
	CompletedAt time.Time `json:"completed_at"`
	// CreatedAt is when the claim was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the claim was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// AgentClaimant is who answers for an agent.
type AgentClaimant struct {
	// UserID is the user.
	UserID string `json:"user_id"`
	// OrganizationID is the user's organization, or "".
	OrganizationID string `json:"organization_id"`
}

// AgentCredential is the payload of the event
// agent.registration.credential.issued. It does not hold the credential itself.
type AgentCredential struct {
	// Object is "agent_registration_credential".
	Object string `json:"object"`
	// ID identifies the credential.
	ID string `json:"id"`
	// AgentRegistrationID is the registration of the agent who has it.
	AgentRegistrationID string `json:"agent_registration_id"`
	// Detail says which credential it is.
	Detail AgentCredentialDetail `json:"detail"`
	// CreatedAt is when the credential was issued.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the credential was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// AgentCredentialDetail says which credential an agent got.
type AgentCredentialDetail struct {
	// Kind says which of the fields below are there.
	Kind agents.CredentialType `json:"kind"`
	// APIKeyID is the API key.
	APIKeyID string `json:"api_key_id,omitempty"`
	// JTI is the JWT ID of the access token.
	JTI string `json:"jti,omitempty"`
	// ExpiresAt is when the access token stops working, or zero.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
}

// AgentRegistrationChange is the payload of the events that say of an agent's
// registration no more than which it is.
type AgentRegistrationChange struct {
	// AgentRegistrationID is the registration.
	AgentRegistrationID string `json:"agent_registration_id"`
}

// AgentOrganizationSwitch is the payload of the event
// agent.registration.organization.switched.
type AgentOrganizationSwitch struct {
	// AgentRegistrationID is the registration that moved.
	AgentRegistrationID string `json:"agent_registration_id"`
	// FromOrganizationID is the organization that it leaves, which the agent had
	// created. Move what the application keeps of it, then delete it.
	FromOrganizationID string `json:"from_organization_id"`
	// ToOrganizationID is the organization that it belongs to now.
	ToOrganizationID string `json:"to_organization_id"`
}

// AgentRegistrationClaimAttemptCreated is the event
// agent.registration.claim.attempt.created: a person is asked to answer for an
// agent.
type AgentRegistrationClaimAttemptCreated struct{ Of[AgentClaimAttempt] }

func (AgentRegistrationClaimAttemptCreated) kind() Type {
	return TypeAgentRegistrationClaimAttemptCreated
}

// AgentRegistrationClaimCompleted is the event
// agent.registration.claim.completed: a person answers for an agent.
type AgentRegistrationClaimCompleted struct{ Of[AgentClaim] }

func (AgentRegistrationClaimCompleted) kind() Type { return TypeAgentRegistrationClaimCompleted }

// AgentRegistrationCreated is the event agent.registration.created: an agent
// registered.
type AgentRegistrationCreated struct{ Of[AgentRegistration] }

func (AgentRegistrationCreated) kind() Type { return TypeAgentRegistrationCreated }

// AgentRegistrationCredentialIssued is the event
// agent.registration.credential.issued: an agent got a credential.
type AgentRegistrationCredentialIssued struct{ Of[AgentCredential] }

func (AgentRegistrationCredentialIssued) kind() Type { return TypeAgentRegistrationCredentialIssued }

// AgentRegistrationDeleted is the event agent.registration.deleted: a
// registration was deleted.
type AgentRegistrationDeleted struct{ Of[AgentRegistrationChange] }

func (AgentRegistrationDeleted) kind() Type { return TypeAgentRegistrationDeleted }

// AgentRegistrationExpired is the event agent.registration.expired: a
// registration ended by itself.
type AgentRegistrationExpired struct{ Of[AgentRegistrationChange] }

func (AgentRegistrationExpired) kind() Type { return TypeAgentRegistrationExpired }

// AgentRegistrationOrganizationSwitched is the event
// agent.registration.organization.switched: a registration moved to another
// organization.
type AgentRegistrationOrganizationSwitched struct{ Of[AgentOrganizationSwitch] }

func (AgentRegistrationOrganizationSwitched) kind() Type {
	return TypeAgentRegistrationOrganizationSwitched
}

// AgentRegistrationRefreshed is the event agent.registration.refreshed: an
// agent got a new identity assertion.
type AgentRegistrationRefreshed struct{ Of[AgentRegistrationChange] }

func (AgentRegistrationRefreshed) kind() Type { return TypeAgentRegistrationRefreshed }

// AgentRegistrationRevoked is the event agent.registration.revoked: a
// registration was revoked.
type AgentRegistrationRevoked struct{ Of[AgentRegistrationChange] }

func (AgentRegistrationRevoked) kind() Type { return TypeAgentRegistrationRevoked }
