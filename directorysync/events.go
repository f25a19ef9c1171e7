package directorysync

import "time"

// GroupMembership is the payload of the events dsync.group.user_added and
// dsync.group.user_removed.
type GroupMembership struct {
	// DirectoryID is the directory of both.
	DirectoryID string `json:"directory_id"`
	// User is who was added or removed.
	User User `json:"user"`
	// Group is the group that the user is in now, or was in.
	Group Group `json:"group"`
}

// UserUpdate is the payload of the event dsync.user.updated.
type UserUpdate struct {
	User

	// PreviousAttributes are what changed, by the names on the wire, with the
	// values from before.
	PreviousAttributes Attributes `json:"previous_attributes,omitempty"`
}

// GroupUpdate is the payload of the event dsync.group.updated.
type GroupUpdate struct {
	Group

	// PreviousAttributes are what changed, by the names on the wire, with the
	// values from before.
	PreviousAttributes Attributes `json:"previous_attributes,omitempty"`
}

// DirectoryEvent is the payload of the events dsync.activated and dsync.deleted:
// a Directory in other words.
type DirectoryEvent struct {
	// Object is "directory".
	Object string `json:"object"`
	// ID identifies the directory.
	ID string `json:"id"`
	// OrganizationID is the organization whose directory it is, or "".
	OrganizationID string `json:"organization_id,omitempty"`
	// Type is the provider of the directory.
	Type DirectoryType `json:"type"`
	// State says whether the directory is connected to its provider.
	State DirectoryEventState `json:"state"`
	// Name describes the directory.
	Name string `json:"name"`
	// ExternalKey is WorkOS's key for the directory at its provider, or "" in
	// dsync.deleted.
	ExternalKey string `json:"external_key,omitempty"`
	// Domains are the domains of the directory; dsync.deleted has none.
	Domains []DirectoryDomain `json:"domains,omitzero"`
	// CreatedAt is when the directory was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the directory was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// DirectoryEventState is what events call a DirectoryState.
type DirectoryEventState string

// The states of a directory in events.
const (
	// DirectoryEventStateActive is DirectoryStateLinked.
	DirectoryEventStateActive             DirectoryEventState = "active"
	DirectoryEventStateValidating         DirectoryEventState = "validating"
	DirectoryEventStateInvalidCredentials DirectoryEventState = "invalid_credentials"
	// DirectoryEventStateInactive is DirectoryStateUnlinked.
	DirectoryEventStateInactive DirectoryEventState = "inactive"
	DirectoryEventStateDeleting DirectoryEventState = "deleting"
)

// DirectoryDomain is a domain of a directory.
type DirectoryDomain struct {
	// Object is "organization_domain".
	Object string `json:"object"`
	// ID identifies the domain.
	ID string `json:"id"`
	// Domain is the domain's name, such as "foo-corp.com".
	Domain string `json:"domain"`
}

// TokenEvent is the payload of the events dsync.token.created and
// dsync.token.revoked: the token with which a provider writes to a directory.
type TokenEvent struct {
	// Object is "directory_token".
	Object string `json:"object"`
	// ID identifies the token.
	ID string `json:"id"`
	// DirectoryID is the directory that the token writes to.
	DirectoryID string `json:"directory_id"`
	// OrganizationID is the organization whose directory it is, or "".
	OrganizationID string `json:"organization_id,omitempty"`
	// TokenSuffix is the end of the token, to tell it from others.
	TokenSuffix string `json:"token_suffix"`
	// CreatedAt is when the token was created.
	CreatedAt time.Time `json:"created_at"`
}
