package events

import (
	"github.com/workos-go/workos/directorysync"
)

// DSyncActivated is the event dsync.activated: a directory is connected to its
// provider. The API reference does not say whether events tell of the users and groups
// that it has already: copy them.
type DSyncActivated struct {
	Of[directorysync.DirectoryEvent]
}

func (DSyncActivated) kind() Type { return TypeDSyncActivated }

// DSyncDeleted is the event dsync.deleted: a directory is gone, and all that
// was in it. No events tell of its users and groups. One that is unlinked is not
// deleted, and no event tells of that: see directorysync.DirectoryStateUnlinked.
type DSyncDeleted struct {
	Of[directorysync.DirectoryEvent]
}

func (DSyncDeleted) kind() Type { return TypeDSyncDeleted }

// DSyncGroupCreated is the event dsync.group.created: a directory has a new
// group.
type DSyncGroupCreated struct{ Of[directorysync.Group] }

func (DSyncGroupCreated) kind() Type { return TypeDSyncGroupCreated }

// DSyncGroupDeleted is the event dsync.group.deleted: a group is gone from a
// directory.
type DSyncGroupDeleted struct{ Of[directorysync.Group] }

func (DSyncGroupDeleted) kind() Type { return TypeDSyncGroupDeleted }

// DSyncGroupUpdated is the event dsync.group.updated: a group of a directory
// changed.
type DSyncGroupUpdated struct{ Of[directorysync.GroupUpdate] }

func (DSyncGroupUpdated) kind() Type { return TypeDSyncGroupUpdated }

// DSyncGroupUserAdded is the event dsync.group.user_added: a user is in a
// group.
type DSyncGroupUserAdded struct {
	Of[directorysync.GroupMembership]
}

func (DSyncGroupUserAdded) kind() Type { return TypeDSyncGroupUserAdded }

// DSyncGroupUserRemoved is the event dsync.group.user_removed: a user is no
// longer in a group.
type DSyncGroupUserRemoved struct {
	Of[directorysync.GroupMembership]
}

func (DSyncGroupUserRemoved) kind() Type { return TypeDSyncGroupUserRemoved }

// DSyncTokenCreated is the event dsync.token.created: there is a token with
// which a provider writes to a directory.
type DSyncTokenCreated struct{ Of[directorysync.TokenEvent] }

func (DSyncTokenCreated) kind() Type { return TypeDSyncTokenCreated }

// DSyncTokenRevoked is the event dsync.token.revoked: such a token no longer
// works.
type DSyncTokenRevoked struct{ Of[directorysync.TokenEvent] }

func (DSyncTokenRevoked) kind() Type { return TypeDSyncTokenRevoked }

// DSyncUserCreated is the event dsync.user.created: a directory has a new user.
type DSyncUserCreated struct{ Of[directorysync.User] }

func (DSyncUserCreated) kind() Type { return TypeDSyncUserCreated }

// DSyncUserDeleted is the event dsync.user.deleted: a user is gone from a
// directory, whatever the State in the payload. Few of those who leave are deleted:
// whoever takes access away handles DSyncUserUpdated too.
type DSyncUserDeleted struct{ Of[directorysync.User] }

func (DSyncUserDeleted) kind() Type { return TypeDSyncUserDeleted }

// DSyncUserUpdated is the event dsync.user.updated: a user of a directory
// changed. One who left is mostly updated to another State, and not deleted:
// Data.Deprovisioned tells.
type DSyncUserUpdated struct{ Of[directorysync.UserUpdate] }

func (DSyncUserUpdated) kind() Type { return TypeDSyncUserUpdated }
