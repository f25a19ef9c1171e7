package events

import "github.com/workos-go/workos/groups"

// GroupMember is the payload of the events of the members of groups.
type GroupMember struct {
	// GroupID is the group.
	GroupID string `json:"group_id"`
	// OrganizationMembershipID is the membership that was added or removed.
	OrganizationMembershipID string `json:"organization_membership_id"`
}

// GroupCreated is the event group.created: an organization has a new group.
type GroupCreated struct{ Of[groups.Group] }

func (GroupCreated) kind() Type { return TypeGroupCreated }

// GroupDeleted is the event group.deleted: a group is gone.
type GroupDeleted struct{ Of[groups.Group] }

func (GroupDeleted) kind() Type { return TypeGroupDeleted }

// GroupMemberAdded is the event group.member_added: a membership is in a group.
type GroupMemberAdded struct{ Of[GroupMember] }

func (GroupMemberAdded) kind() Type { return TypeGroupMemberAdded }

// GroupMemberRemoved is the event group.member_removed: a membership is no
// longer in a group.
type GroupMemberRemoved struct{ Of[GroupMember] }

func (GroupMemberRemoved) kind() Type { return TypeGroupMemberRemoved }

// GroupUpdated is the event group.updated: a group changed.
type GroupUpdated struct{ Of[groups.Group] }

func (GroupUpdated) kind() Type { return TypeGroupUpdated }
