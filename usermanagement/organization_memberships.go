package usermanagement

import (
	"context"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/attributes"
)

// OrganizationMembership is a user's place in an organization.
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
	// CustomAttributes are what the customer's identity provider says of the user,
	// such as "department", by a directory or else by SSO.
	CustomAttributes Attributes `json:"custom_attributes,omitempty"`
	// CreatedAt is when the membership was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the membership was last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Role is the user's first role in the organization.
	Role Role `json:"role"`
	// Roles are all roles of the user in the organization.
	Roles []Role `json:"roles"`
	// User is the user. The payloads of events leave it zero.
	User User `json:"user"`
}

// Attributes are what an identity provider says of a user, by name: a
// map[string]any whose numbers are json.Number, so that none is rounded.
type Attributes = attributes.Map

// Role is what a user may do in an organization.
type Role struct {
	// Slug names the role, such as "admin".
	Slug string `json:"slug"`
}

// OrganizationMembershipStatus says whether a user can sign in to an
// organization.
type OrganizationMembershipStatus string

// The statuses of a membership.
const (
	OrganizationMembershipStatusActive OrganizationMembershipStatus = "active"
	// OrganizationMembershipStatusInactive means that it was deactivated, and keeps
	// its roles for the day when it is active again.
	OrganizationMembershipStatusInactive OrganizationMembershipStatus = "inactive"
	// OrganizationMembershipStatusPending means that the user has not accepted the
	// invitation yet.
	OrganizationMembershipStatusPending OrganizationMembershipStatus = "pending"
)

// ListOrganizationMembershipsParams are the parameters of
// ListOrganizationMemberships. They need UserID, OrganizationID or both.
type ListOrganizationMembershipsParams struct {
	workos.ListParams

	// UserID asks for the memberships of this user. It or OrganizationID is needed.
	UserID string `url:"user_id,omitempty"`
	// OrganizationID asks for the memberships in this organization.
	OrganizationID string `url:"organization_id,omitempty"`
	// Statuses asks for memberships with one of these statuses; without it only
	// active ones are returned.
	Statuses []OrganizationMembershipStatus `url:"statuses,omitempty,comma"`
}

// ListOrganizationMemberships returns a page of the memberships of a user or in
// an organization, newest first unless the params say otherwise. The page's All
// walks over all of them. Params that name neither are a workos.ErrBadRequest with
// the code "missing_user_id_or_organization_id".
//
// Calls GET /user_management/organization_memberships.
func (s *Service) ListOrganizationMemberships(ctx context.Context, params ListOrganizationMembershipsParams, opts ...workos.RequestOption) (*workos.List[OrganizationMembership], error) {
	return workos.GetList[OrganizationMembership](ctx, s.client, workos.Path("/user_management/organization_memberships"), params, opts...)
}

// CreateOrganizationMembershipParams are the parameters of
// CreateOrganizationMembership. They have a RoleSlug, RoleSlugs or neither.
type CreateOrganizationMembershipParams struct {
	// UserID is the user.
	UserID string `json:"user_id" required:"true"`
	// OrganizationID is the organization that the user becomes a member of.
	OrganizationID string `json:"organization_id" required:"true"`
	// RoleSlug is the user's only role; empty is the organization's default one, in
	// most cases "member".
	RoleSlug string `json:"role_slug,omitempty"`
	// RoleSlugs are the user's roles. More than one are for environments that have
	// multiple roles enabled; an empty list, which is not nil, is refused.
	RoleSlugs []string `json:"role_slugs,omitzero"`
}

// CreateOrganizationMembership makes a user a member of an organization. A
// membership of the two that is inactive becomes active, with the roles of the
// params.
//
// A role that the API refuses is a workos.ErrUnprocessable with the code
// "invalid_role", "multiple_roles_not_enabled" or
// "sub_resource_scoped_role_not_allowed", a membership that is pending a
// workos.ErrBadRequest with the code
// "cannot_reactivate_pending_organization_membership".
//
// Calls POST /user_management/organization_memberships.
func (s *Service) CreateOrganizationMembership(ctx context.Context, params CreateOrganizationMembershipParams, opts ...workos.RequestOption) (*OrganizationMembership, error) {
	return workos.Post[OrganizationMembership](ctx, s.client, workos.Path("/user_management/organization_memberships"), params, opts...)
}

// GetOrganizationMembership returns the membership with the given ID. An unknown ID
// is a workos.ErrNotFound.
//
// Calls GET /user_management/organization_memberships/{id}.
func (s *Service) GetOrganizationMembership(ctx context.Context, id string, opts ...workos.RequestOption) (*OrganizationMembership, error) {
	return workos.Get[OrganizationMembership](ctx, s.client, workos.Path("/user_management/organization_memberships/{id}", id), nil, opts...)
}

// UpdateOrganizationMembershipParams are the parameters of
// UpdateOrganizationMembership. They have a RoleSlug or RoleSlugs.
type UpdateOrganizationMembershipParams struct {
	// RoleSlug is the user's only role.
	RoleSlug string `json:"role_slug,omitempty"`
	// RoleSlugs are the user's roles. More than one are for environments that have
	// multiple roles enabled; an empty list, which is not nil, is refused.
	RoleSlugs []string `json:"role_slugs,omitzero"`
}

// UpdateOrganizationMembership gives a member other roles. One that the API
// refuses is a workos.ErrUnprocessable with a code of
// CreateOrganizationMembership. An unknown ID is a workos.ErrNotFound.
//
// Calls PUT /user_management/organization_memberships/{id}.
func (s *Service) UpdateOrganizationMembership(ctx context.Context, id string, params UpdateOrganizationMembershipParams, opts ...workos.RequestOption) (*OrganizationMembership, error) {
	return workos.Put[OrganizationMembership](ctx, s.client, workos.Path("/user_management/organization_memberships/{id}", id), params, opts...)
}

// DeleteOrganizationMembership removes a user from an organization. It cannot be
// undone; DeactivateOrganizationMembership can. An unknown ID is a
// workos.ErrNotFound.
//
// Calls DELETE /user_management/organization_memberships/{id}.
func (s *Service) DeleteOrganizationMembership(ctx context.Context, id string, opts ...workos.RequestOption) error {
	return workos.Delete(ctx, s.client, workos.Path("/user_management/organization_memberships/{id}", id), opts...)
}

// DeactivateOrganizationMembership keeps a user out of an organization and
// remembers the roles. One that is inactive stays so. One that is pending is a
// workos.ErrBadRequest with the code
// "cannot_deactivate_pending_organization_membership": delete it. An unknown ID is a
// workos.ErrNotFound.
//
// Calls PUT /user_management/organization_memberships/{id}/deactivate.
func (s *Service) DeactivateOrganizationMembership(ctx context.Context, id string, opts ...workos.RequestOption) (*OrganizationMembership, error) {
	return workos.Put[OrganizationMembership](ctx, s.client, workos.Path("/user_management/organization_memberships/{id}/deactivate", id), nil, opts...)
}

// ReactivateOrganizationMembership lets a user into an organization again, with
// the roles of before. One that is active stays so. One that is pending is a
// workos.ErrBadRequest with the code
// "cannot_reactivate_pending_organization_membership": its invitation is to be
// accepted. An unknown ID is a workos.ErrNotFound.
//
// Calls PUT /user_management/organization_memberships/{id}/reactivate.
func (s *Service) ReactivateOrganizationMembership(ctx context.Context, id string, opts ...workos.RequestOption) (*OrganizationMembership, error) {
	return workos.Put[OrganizationMembership](ctx, s.client, workos.Path("/user_management/organization_memberships/{id}/reactivate", id), nil, opts...)
}

// Group is a group of an organization's members.
type Group struct {
	// Object is "group".
	Object string `json:"object"`
	// ID identifies the group.
	ID string `json:"id"`
	// OrganizationID is the organization that the group belongs to.
	OrganizationID string `json:"organization_id"`
	// Name is the name of the group.
	Name string `json:"name"`
	// Description says what the group is for, or is "".
	Description string `json:"description"`
	// CreatedAt is when the group was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the group was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// ListOrganizationMembershipGroupsParams are the parameters of
// ListOrganizationMembershipGroups.
type ListOrganizationMembershipGroupsParams struct {
	workos.ListParams
}

// ListOrganizationMembershipGroups returns a page of the groups that a
// membership is in, newest first unless the params say otherwise. The page's
// All walks over all of them. An unknown ID is a workos.ErrNotFound.
//
// Calls GET /user_management/organization_memberships/{omId}/groups.
func (s *Service) ListOrganizationMembershipGroups(ctx context.Context, id string, params ListOrganizationMembershipGroupsParams, opts ...workos.RequestOption) (*workos.List[Group], error) {
	return workos.GetList[Group](ctx, s.client, workos.Path("/user_management/organization_memberships/{omId}/groups", id), params, opts...)
}
