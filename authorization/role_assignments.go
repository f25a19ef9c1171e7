package authorization

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// RoleAssignment says that a member has a role on a resource.
type RoleAssignment struct {
	// Object is "role_assignment".
	Object string `json:"object"`
	// ID identifies the assignment.
	ID string `json:"id"`
	// OrganizationMembershipID is the member.
	OrganizationMembershipID string `json:"organization_membership_id"`
	// Role is the role.
	Role AssignedRole `json:"role"`
	// Resource is where the member has it.
	Resource AssignedResource `json:"resource"`
	// Source says whether the role is the member's own or a group's.
	Source RoleAssignmentSource `json:"source"`
	// CreatedAt is when the role was assigned.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the assignment was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// AssignedRole is the role of an assignment.
type AssignedRole struct {
	// Slug names the role.
	Slug string `json:"slug"`
}

// AssignedResource is the resource of an assignment.
type AssignedResource struct {
	// ID identifies the resource.
	ID string `json:"id"`
	// ExternalID is the application's own ID of the resource.
	ExternalID string `json:"external_id"`
	// ResourceTypeSlug is the type of the resource.
	ResourceTypeSlug string `json:"resource_type_slug"`
}

// RoleAssignmentSource says where a member's role comes from.
type RoleAssignmentSource struct {
	// Type says whether the role is the member's own or a group's.
	Type RoleAssignmentSourceType `json:"type"`
	// GroupRoleAssignmentID is the assignment of the group, or "".
	GroupRoleAssignmentID string `json:"group_role_assignment_id"`
}

// RoleAssignmentSourceType says where a member's role comes from.
type RoleAssignmentSourceType string

// The sources of a role.
const (
	// RoleAssignmentSourceTypeDirect means that it is the member's own.
	RoleAssignmentSourceTypeDirect RoleAssignmentSourceType = "direct"
	// RoleAssignmentSourceTypeGroup means that a group has it.
	RoleAssignmentSourceTypeGroup RoleAssignmentSourceType = "group"
)

// AssignRoleParams are the parameters of AssignRole.
type AssignRoleParams struct {
	// RoleSlug is the role: one of the environment or of the organization.
	RoleSlug string `json:"role_slug" required:"true"`
	// ResourceRef is where the member has it.
	ResourceRef `required:"true"`
}

// AssignRole gives a member a role on a resource, and with it the role's
// permissions on the resource and on all below it. A role for resources of another
// type is a workos.ErrUnprocessable, an unknown membership, role or resource a
// workos.ErrNotFound.
//
// A second assignment of the same role on the same resource is documented neither as a
// conflict nor as anything else. workostest answers with the assignment that is there.
// Where it matters, look with ListRoleAssignments first.
//
// Calls POST /authorization/organization_memberships/{organization_membership_id}/role_assignments.
func (s *Service) AssignRole(ctx context.Context, membershipID string, params AssignRoleParams, opts ...workos.RequestOption) (*RoleAssignment, error) {
	path := workos.Path("/authorization/organization_memberships/{organization_membership_id}/role_assignments", membershipID)
	return workos.Post[RoleAssignment](ctx, s.client, path, params, opts...)
}

// RemoveRoleParams are the parameters of RemoveRole.
type RemoveRoleParams struct {
	// RoleSlug is the role.
	RoleSlug string `json:"role_slug" required:"true"`
	// ResourceRef is where the member has it.
	ResourceRef `required:"true"`
}

// RemoveRole takes a role on a resource away from a member. One that the member
// does not have is a workos.ErrNotFound.
//
// Calls DELETE /authorization/organization_memberships/{organization_membership_id}/role_assignments.
func (s *Service) RemoveRole(ctx context.Context, membershipID string, params RemoveRoleParams, opts ...workos.RequestOption) error {
	path := workos.Path("/authorization/organization_memberships/{organization_membership_id}/role_assignments", membershipID)
	return s.client.Do(ctx, workos.Request{Method: "DELETE", Path: path, Body: params}, nil, opts...)
}

// RemoveRoleAssignment is RemoveRole by the assignment's ID.
//
// Calls DELETE /authorization/organization_memberships/{organization_membership_id}/role_assignments/{role_assignment_id}.
func (s *Service) RemoveRoleAssignment(ctx context.Context, membershipID, assignmentID string, opts ...workos.RequestOption) error {
	path := workos.Path("/authorization/organization_memberships/{organization_membership_id}/role_assignments/{role_assignment_id}", membershipID, assignmentID)
	return workos.Delete(ctx, s.client, path, opts...)
}

// ListRoleAssignmentsParams are the parameters of ListRoleAssignments.
type ListRoleAssignmentsParams struct {
	workos.ListParams

	// ResourceID asks for roles on this resource.
	ResourceID string `url:"resource_id,omitempty"`
	// ResourceExternalID asks for roles on resources with this external ID.
	ResourceExternalID string `url:"resource_external_id,omitempty"`
	// ResourceTypeSlug asks for roles on resources of this type.
	ResourceTypeSlug string `url:"resource_type_slug,omitempty"`
}

// ListRoleAssignments returns a page of the roles that a member has on resources,
// also as one of a group, newest first unless the params say otherwise. The page's
// All walks over all of them. An unknown membership is a workos.ErrNotFound.
//
// Calls GET /authorization/organization_memberships/{organization_membership_id}/role_assignments.
func (s *Service) ListRoleAssignments(ctx context.Context, membershipID string, params ListRoleAssignmentsParams, opts ...workos.RequestOption) (*workos.List[RoleAssignment], error) {
	path := workos.Path("/authorization/organization_memberships/{organization_membership_id}/role_assignments", membershipID)
	return workos.GetList[RoleAssignment](ctx, s.client, path, params, opts...)
}

// ListResourceRoleAssignmentsParams are the parameters of
// ListResourceRoleAssignments and ListResourceRoleAssignmentsByExternalID.
type ListResourceRoleAssignmentsParams struct {
	workos.ListParams

	// RoleSlug asks for the assignments of this role.
	RoleSlug string `url:"role_slug,omitempty"`
}

// ListResourceRoleAssignments returns a page of the roles that members have on a
// resource itself, newest first unless the params say otherwise. The page's All
// walks over all of them. An unknown resource is a workos.ErrNotFound.
//
// Calls GET /authorization/resources/{resource_id}/role_assignments.
func (s *Service) ListResourceRoleAssignments(ctx context.Context, resourceID string, params ListResourceRoleAssignmentsParams, opts ...workos.RequestOption) (*workos.List[RoleAssignment], error) {
	path := workos.Path("/authorization/resources/{resource_id}/role_assignments", resourceID)
	return workos.GetList[RoleAssignment](ctx, s.client, path, params, opts...)
}

// ListResourceRoleAssignmentsByExternalID is ListResourceRoleAssignments for an
// organization's resource of the given type with the given external ID.
//
// Calls GET /authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}/role_assignments.
func (s *Service) ListResourceRoleAssignmentsByExternalID(ctx context.Context, organizationID, typeSlug, externalID string, params ListResourceRoleAssignmentsParams, opts ...workos.RequestOption) (*workos.List[RoleAssignment], error) {
	path := workos.Path("/authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}/role_assignments", organizationID, typeSlug, externalID)
	return workos.GetList[RoleAssignment](ctx, s.client, path, params, opts...)
}
