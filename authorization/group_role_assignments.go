package authorization

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// GroupRoleAssignment says that the members of a group have a role on a resource.
type GroupRoleAssignment struct {
	// Object is "group_role_assignment".
	Object string `json:"object"`
	// ID identifies the assignment.
	ID string `json:"id"`
	// GroupID is the group.
	GroupID string `json:"group_id"`
	// Role is the role.
	Role AssignedRole `json:"role"`
	// Resource is where the members have it.
	Resource AssignedResource `json:"resource"`
	// CreatedAt is when the role was assigned.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the assignment was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// AssignGroupRoleParams are the parameters of AssignGroupRole.
type AssignGroupRoleParams struct {
	// RoleSlug is the role: one of the environment or of the organization.
	RoleSlug string `json:"role_slug" required:"true"`
	// ResourceRef is where the members have it; zero is the organization itself.
	ResourceRef
}

// AssignGroupRole gives all members of a group a role on a resource, or on the
// organization. A role that the group has there is a workos.ErrConflict with the
// code "duplicate_group_role_assignment", one for resources of another type a
// workos.ErrUnprocessable. An unknown group, role or resource is a workos.ErrNotFound.
//
// Calls POST /authorization/groups/{group_id}/role_assignments.
func (s *Service) AssignGroupRole(ctx context.Context, groupID string, params AssignGroupRoleParams, opts ...workos.RequestOption) (*GroupRoleAssignment, error) {
	return workos.Post[GroupRoleAssignment](ctx, s.client, workos.Path("/authorization/groups/{group_id}/role_assignments", groupID), params, opts...)
}

// ReplaceGroupRoleAssignmentsParams are the parameters of
// ReplaceGroupRoleAssignments.
type ReplaceGroupRoleAssignmentsParams struct {
	// RoleAssignments are all roles of the group; an empty list, which is not nil,
	// leaves it none.
	RoleAssignments []AssignGroupRoleParams `json:"role_assignments" required:"true"`
}

// ReplaceGroupRoleAssignments replaces the roles of a group, and returns all of them.
// An unknown group, role or resource is a workos.ErrNotFound.
//
// Calls PUT /authorization/groups/{group_id}/role_assignments.
func (s *Service) ReplaceGroupRoleAssignments(ctx context.Context, groupID string, params ReplaceGroupRoleAssignmentsParams, opts ...workos.RequestOption) (*workos.List[GroupRoleAssignment], error) {
	path := workos.Path("/authorization/groups/{group_id}/role_assignments", groupID)
	return workos.Put[workos.List[GroupRoleAssignment]](ctx, s.client, path, params, opts...)
}

// ListGroupRoleAssignmentsParams are the parameters of ListGroupRoleAssignments.
type ListGroupRoleAssignmentsParams struct {
	workos.ListParams
}

// ListGroupRoleAssignments returns a page of the roles of a group, newest first
// unless the params say otherwise. The page's All walks over all of them. An
// unknown group is a workos.ErrNotFound.
//
// Calls GET /authorization/groups/{group_id}/role_assignments.
func (s *Service) ListGroupRoleAssignments(ctx context.Context, groupID string, params ListGroupRoleAssignmentsParams, opts ...workos.RequestOption) (*workos.List[GroupRoleAssignment], error) {
	return workos.GetList[GroupRoleAssignment](ctx, s.client, workos.Path("/authorization/groups/{group_id}/role_assignments", groupID), params, opts...)
}

// GetGroupRoleAssignment returns the assignment of a group with the given ID. An
// unknown ID is a workos.ErrNotFound.
//
// Calls GET /authorization/groups/{group_id}/role_assignments/{role_assignment_id}.
func (s *Service) GetGroupRoleAssignment(ctx context.Context, groupID, assignmentID string, opts ...workos.RequestOption) (*GroupRoleAssignment, error) {
	path := workos.Path("/authorization/groups/{group_id}/role_assignments/{role_assignment_id}", groupID, assignmentID)
	return workos.Get[GroupRoleAssignment](ctx, s.client, path, nil, opts...)
}

// RemoveGroupRoleParams are the parameters of RemoveGroupRole.
type RemoveGroupRoleParams struct {
	// RoleSlug is the role.
	RoleSlug string `json:"role_slug" required:"true"`
	// ResourceRef is where the members have it: name it, for without it the API
	// chooses which assignments of the role it means.
	ResourceRef
}

// RemoveGroupRole takes a role on a resource away from the members of a group. One
// that the group does not have is a workos.ErrNotFound.
//
// Calls DELETE /authorization/groups/{group_id}/role_assignments.
func (s *Service) RemoveGroupRole(ctx context.Context, groupID string, params RemoveGroupRoleParams, opts ...workos.RequestOption) error {
	path := workos.Path("/authorization/groups/{group_id}/role_assignments", groupID)
	return s.client.Do(ctx, workos.Request{Method: "DELETE", Path: path, Body: params}, nil, opts...)
}

// RemoveGroupRoleAssignment is RemoveGroupRole by the assignment's ID.
//
// Calls DELETE /authorization/groups/{group_id}/role_assignments/{role_assignment_id}.
func (s *Service) RemoveGroupRoleAssignment(ctx context.Context, groupID, assignmentID string, opts ...workos.RequestOption) error {
	return workos.Delete(ctx, s.client, workos.Path("/authorization/groups/{group_id}/role_assignments/{role_assignment_id}", groupID, assignmentID), opts...)
}
