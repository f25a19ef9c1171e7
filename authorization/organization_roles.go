package authorization

import (
	"context"

	"github.com/workos-go/workos"
)

// CreateOrganizationRoleParams are the parameters of CreateOrganizationRole.
type CreateOrganizationRoleParams struct {
	// Slug names the role in the code: unique in the organization, "org-" and then
	// lowercase letters, digits, "-" and "_", at most 48 characters in all. Empty
	// makes one from the name.
	Slug string `json:"slug,omitempty"`
	// Name is the name of the role for people, at most 48 characters.
	Name string `json:"name" required:"true"`
	// Description says what the role is for, in at most 150 characters.
	Description string `json:"description,omitempty"`
	// ResourceTypeSlug is the type of the resources on which the role is assigned.
	// Empty is "organization". It cannot be changed.
	ResourceTypeSlug string `json:"resource_type_slug,omitempty"`
}

// CreateOrganizationRole creates a role of one organization, without permissions. A
// slug that is taken is a workos.ErrConflict with the code
// "organization_role_slug_conflict", an unknown organization a workos.ErrNotFound.
//
// Calls POST /authorization/organizations/{organizationId}/roles.
func (s *Service) CreateOrganizationRole(ctx context.Context, organizationID string, params CreateOrganizationRoleParams, opts ...workos.RequestOption) (*Role, error) {
	return workos.Post[Role](ctx, s.client, workos.Path("/authorization/organizations/{organizationId}/roles", organizationID), params, opts...)
}

// ListOrganizationRoles returns the roles that an organization has, its own and
// those of the environment, by their priority: all of them, as the API has no pages
// here. An unknown organization is a workos.ErrNotFound.
//
// Calls GET /authorization/organizations/{organizationId}/roles.
func (s *Service) ListOrganizationRoles(ctx context.Context, organizationID string, opts ...workos.RequestOption) (*workos.List[Role], error) {
	return workos.GetList[Role](ctx, s.client, workos.Path("/authorization/organizations/{organizationId}/roles", organizationID), nil, opts...)
}

// GetOrganizationRole returns the role of an organization with the given slug: one
// of its own or of the environment. An unknown slug is a workos.ErrNotFound.
//
// Calls GET /authorization/organizations/{organizationId}/roles/{slug}.
func (s *Service) GetOrganizationRole(ctx context.Context, organizationID, slug string, opts ...workos.RequestOption) (*Role, error) {
	return workos.Get[Role](ctx, s.client, workos.Path("/authorization/organizations/{organizationId}/roles/{slug}", organizationID, slug), nil, opts...)
}

// UpdateOrganizationRole changes what an organization's own role is called. An
// unknown slug is a workos.ErrNotFound.
//
// Calls PATCH /authorization/organizations/{organizationId}/roles/{slug}.
func (s *Service) UpdateOrganizationRole(ctx context.Context, organizationID, slug string, params UpdateRoleParams, opts ...workos.RequestOption) (*Role, error) {
	return workos.Patch[Role](ctx, s.client, workos.Path("/authorization/organizations/{organizationId}/roles/{slug}", organizationID, slug), params, opts...)
}

// DeleteOrganizationRole deletes an organization's own role. One that members have
// is a workos.ErrConflict with the code "role_has_assignments", one that groups of
// a directory or a connection lead to "role_has_group_role_mappings". An unknown
// slug is a workos.ErrNotFound.
//
// Calls DELETE /authorization/organizations/{organizationId}/roles/{slug}.
func (s *Service) DeleteOrganizationRole(ctx context.Context, organizationID, slug string, opts ...workos.RequestOption) error {
	return workos.Delete(ctx, s.client, workos.Path("/authorization/organizations/{organizationId}/roles/{slug}", organizationID, slug), opts...)
}

// AddOrganizationRolePermission adds a permission to an organization's own role. One
// that the role has changes nothing. An unknown slug is a workos.ErrNotFound.
//
// Calls POST /authorization/organizations/{organizationId}/roles/{slug}/permissions.
func (s *Service) AddOrganizationRolePermission(ctx context.Context, organizationID, roleSlug string, params AddRolePermissionParams, opts ...workos.RequestOption) (*Role, error) {
	return workos.Post[Role](ctx, s.client, workos.Path("/authorization/organizations/{organizationId}/roles/{slug}/permissions", organizationID, roleSlug), params, opts...)
}

// SetOrganizationRolePermissions replaces the permissions of an organization's own
// role. An unknown slug is a workos.ErrNotFound.
//
// Calls PUT /authorization/organizations/{organizationId}/roles/{slug}/permissions.
func (s *Service) SetOrganizationRolePermissions(ctx context.Context, organizationID, roleSlug string, params SetRolePermissionsParams, opts ...workos.RequestOption) (*Role, error) {
	return workos.Put[Role](ctx, s.client, workos.Path("/authorization/organizations/{organizationId}/roles/{slug}/permissions", organizationID, roleSlug), params, opts...)
}

// RemoveOrganizationRolePermission takes a permission away from an organization's
// own role, and returns what is left of the role. An unknown slug is a
// workos.ErrNotFound.
//
// Calls DELETE /authorization/organizations/{organizationId}/roles/{slug}/permissions/{permissionSlug}.
func (s *Service) RemoveOrganizationRolePermission(ctx context.Context, organizationID, roleSlug, permissionSlug string, opts ...workos.RequestOption) (*Role, error) {
	path := workos.Path("/authorization/organizations/{organizationId}/roles/{slug}/permissions/{permissionSlug}", organizationID, roleSlug, permissionSlug)
	return workos.Do[Role](ctx, s.client, workos.Request{Method: "DELETE", Path: path}, opts...)
}
