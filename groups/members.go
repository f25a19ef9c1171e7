package groups

import (
	"context"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/attributes"
)

// AddMemberParams are the parameters of AddMember.
type AddMemberParams struct {
	// OrganizationMembershipID is the membership, in the group's organization.
	OrganizationMembershipID string `json:"organization_membership_id" required:"true"`
}

// AddMember adds a membership to a group, and returns the group. A group that is
// full is a workos.ErrBadRequest with the code "group_membership_limit_exceeded", an
// unknown group or membership a workos.ErrNotFound.
//
// Calls POST /organizations/{organizationId}/groups/{groupId}/organization-memberships.
func (s *Service) AddMember(ctx context.Context, organizationID, groupID string, params AddMemberParams, opts ...workos.RequestOption) (*Group, error) {
	path := workos.Path("/organizations/{organizationId}/groups/{groupId}/organization-memberships", organizationID, groupID)
	return workos.Post[Group](ctx, s.client, path, params, opts...)
}

// OrganizationMembership is a user's place in an organization. Package
// usermanagement says more of it.
type OrganizationMembership struct {
	// Object is "organization_membership".
	Object string `json:"object"`
	// ID identifies the membership.
	ID string `json:"id"`
	// UserID is the user.
	UserID string `json:"user_id"`
	// OrganizationID is the organization that the user is a member of.
	OrganizationID string `json:"organization_id"`
	// Status says whether the user can sign in to the organization.
	Status OrganizationMembershipStatus `json:"status"`
	// DirectoryManaged says whether a directory decides on the membership.
	DirectoryManaged bool `json:"directory_managed"`
	// OrganizationName is the name of the organization, or "".
	OrganizationName string `json:"organization_name,omitempty"`
	// CustomAttributes are what the customer's identity provider says of the user.
	CustomAttributes Attributes `json:"custom_attributes,omitempty"`
	// CreatedAt is when the membership was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the membership was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// Attributes are what an identity provider says of a user, by name: a
// map[string]any whose numbers are json.Number, so that none is rounded.
type Attributes = attributes.Map

// OrganizationMembershipStatus says whether a user can sign in to an
// organization.
type OrganizationMembershipStatus string

// The statuses of a membership.
const (
	OrganizationMembershipStatusActive OrganizationMembershipStatus = "active"
	// OrganizationMembershipStatusInactive means that it was deactivated.
	OrganizationMembershipStatusInactive OrganizationMembershipStatus = "inactive"
	// OrganizationMembershipStatusPending means that the user has not accepted the
	// invitation yet.
	OrganizationMembershipStatusPending OrganizationMembershipStatus = "pending"
)

// ListMembersParams are the parameters of ListMembers.
type ListMembersParams struct {
	workos.ListParams
}

// ListMembers returns a page of the memberships in a group, newest first unless the
// params say otherwise. The page's All walks over all of them. An unknown group is
// a workos.ErrNotFound.
//
// Calls GET /organizations/{organizationId}/groups/{groupId}/organization-memberships.
func (s *Service) ListMembers(ctx context.Context, organizationID, groupID string, params ListMembersParams, opts ...workos.RequestOption) (*workos.List[OrganizationMembership], error) {
	path := workos.Path("/organizations/{organizationId}/groups/{groupId}/organization-memberships", organizationID, groupID)
	return workos.GetList[OrganizationMembership](ctx, s.client, path, params, opts...)
}

// RemoveMember takes a membership out of a group. It stays one of the organization.
// One that is not in the group is a workos.ErrNotFound.
//
// Calls DELETE /organizations/{organizationId}/groups/{groupId}/organization-memberships/{omId}.
func (s *Service) RemoveMember(ctx context.Context, organizationID, groupID, membershipID string, opts ...workos.RequestOption) error {
	path := workos.Path("/organizations/{organizationId}/groups/{groupId}/organization-memberships/{omId}", organizationID, groupID, membershipID)
	return workos.Delete(ctx, s.client, path, opts...)
}
