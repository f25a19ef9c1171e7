package authorization

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// Role is a set of permissions.
type Role struct {
	// Object is "role".
	Object string `json:"object"`
	// ID identifies the role. The operations go by its slug.
	ID string `json:"id"`
	// Slug names the role in the code, such as "editor".
	Slug string `json:"slug"`
	// Name is the name of the role for people.
	Name string `json:"name"`
	// Description says what the role is for, or is "".
	Description string `json:"description"`
	// Type says whether the role is an organization's own.
	Type RoleType `json:"type"`
	// ResourceTypeSlug is the type of the resources on which the role is assigned.
	ResourceTypeSlug string `json:"resource_type_slug"`
	// Permissions are the slugs of the role's permissions.
	Permissions []string `json:"permissions"`
	// CreatedAt is when the role was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the role was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// RoleType says who has a role.
type RoleType string

// The types of roles.
const (
	// RoleTypeEnvironment is a role of all organizations.
	RoleTypeEnvironment RoleType = "EnvironmentRole"
	// RoleTypeOrganization is a role of one organization.
	RoleTypeOrganization RoleType = "OrganizationRole"
)

// CreateRoleParams are the parameters of CreateRole.
type CreateRoleParams struct {
	// Slug names the role in the code: unique, at most 48 characters.
	Slug string `json:"slug" required:"true"`
	// Name is the name of the role for people, at most 48 characters.
	Name string `json:"name" required:"true"`
	// Description says what the role is for, in at most 150 characters.
	Description string `json:"description,omitempty"`
	// ResourceTypeSlug is the type of the resources on which the role is assigned.
	// Empty is "organization". It cannot be changed.
	ResourceTypeSlug string `json:"resource_type_slug,omitempty"`
}

// CreateRole creates a role that all organizations have, without permissions. A
// slug that is taken is a workos.ErrConflict with the code "role_slug_conflict".
// Roles of an environment are deleted in the dashboard alone.
//
// Calls POST /authorization/roles.
func (s *Service) CreateRole(ctx context.Context, params CreateRoleParams, opts ...workos.RequestOption) (*Role, error) {
	return workos.Post[Role](ctx, s.client, workos.Path("/authorization/roles"), params, opts...)
}

// ListRoles returns the roles that all organizations have, by their priority: all of
// them, as the API has no pages here.
//
// Calls GET /authorization/roles.
func (s *Service) ListRoles(ctx context.Context, opts ...workos.RequestOption) (*workos.List[Role], error) {
	return workos.GetList[Role](ctx, s.client, workos.Path("/authorization/roles"), nil, opts...)
}

// GetRole returns the role of the environment with the given slug. An unknown slug
// is a workos.ErrNotFound.
//
// Calls GET /authorization/roles/{slug}.
func (s *Service) GetRole(ctx context.Context, slug string, opts ...workos.RequestOption) (*Role, error) {
	return workos.Get[Role](ctx, s.client, workos.Path("/authorization/roles/{slug}", slug), nil, opts...)
}

// UpdateRoleParams are the parameters of UpdateRole. What is zero stays as it is.
type UpdateRoleParams struct {
	// Name is the name of the role for people, at most 48 characters.
	Name string `json:"name,omitempty"`
	// Description says what the role is for, in at most 150 characters; Null
	// clears it.
	Description workos.Optional[string] `json:"description,omitzero"`
}

// UpdateRole changes what a role of the environment is called. An unknown slug is a
// workos.ErrNotFound.
//
// Calls PATCH /authorization/roles/{slug}.
func (s *Service) UpdateRole(ctx context.Context, slug string, params UpdateRoleParams, opts ...workos.RequestOption) (*Role, error) {
	return workos.Patch[Role](ctx, s.client, workos.Path("/authorization/roles/{slug}", slug), params, opts...)
}

// AddRolePermissionParams are the parameters of AddRolePermission and
// AddOrganizationRolePermission.
type AddRolePermissionParams struct {
	// PermissionSlug is the permission.
	PermissionSlug string `json:"slug" required:"true"`
}

// AddRolePermission adds a permission to a role of the environment. One that the
// role has changes nothing. An unknown slug is a workos.ErrNotFound.
//
// Calls POST /authorization/roles/{slug}/permissions.
func (s *Service) AddRolePermission(ctx context.Context, roleSlug string, params AddRolePermissionParams, opts ...workos.RequestOption) (*Role, error) {
	return workos.Post[Role](ctx, s.client, workos.Path("/authorization/roles/{slug}/permissions", roleSlug), params, opts...)
}

// SetRolePermissionsParams are the parameters of SetRolePermissions and
// SetOrganizationRolePermissions.
type SetRolePermissionsParams struct {
	// Permissions are the slugs of all permissions of the role; an empty list, which
	// is not nil, leaves it none.
	Permissions []string `json:"permissions" required:"true"`
}

// SetRolePermissions replaces the permissions of a role of the environment. An
// unknown slug is a workos.ErrNotFound.
//
// Calls PUT /authorization/roles/{slug}/permissions.
func (s *Service) SetRolePermissions(ctx context.Context, roleSlug string, params SetRolePermissionsParams, opts ...workos.RequestOption) (*Role, error) {
	return workos.Put[Role](ctx, s.client, workos.Path("/authorization/roles/{slug}/permissions", roleSlug), params, opts...)
}
