package authorization

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// Permission is something that can be done.
type Permission struct {
	// Object is "permission".
	Object string `json:"object"`
	// ID identifies the permission. The operations go by its slug.
	ID string `json:"id"`
	// Slug names the permission in the code, such as "document:edit".
	Slug string `json:"slug"`
	// Name is the name of the permission for people.
	Name string `json:"name"`
	// Description says what the permission is for, or is "".
	Description string `json:"description"`
	// System says that WorkOS manages the permission.
	System bool `json:"system"`
	// ResourceTypeSlug is the type of the resources that the permission is about.
	ResourceTypeSlug string `json:"resource_type_slug"`
	// CreatedAt is when the permission was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the permission was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// CreatePermissionParams are the parameters of CreatePermission.
type CreatePermissionParams struct {
	// Slug names the permission in the code: unique, at most 48 lowercase letters,
	// digits and any of "-_:.*".
	Slug string `json:"slug" required:"true"`
	// Name is the name of the permission for people, at most 48 characters.
	Name string `json:"name" required:"true"`
	// Description says what the permission is for, in at most 150 characters.
	Description string `json:"description,omitempty"`
	// ResourceTypeSlug is the type of the resources that the permission is about.
	// Empty is "organization". It cannot be changed.
	ResourceTypeSlug string `json:"resource_type_slug,omitempty"`
}

// CreatePermission creates a permission in the environment. A slug that is taken is
// a workos.ErrConflict with the code "permission_slug_conflict".
//
// Calls POST /authorization/permissions.
func (s *Service) CreatePermission(ctx context.Context, params CreatePermissionParams, opts ...workos.RequestOption) (*Permission, error) {
	return workos.Post[Permission](ctx, s.client, workos.Path("/authorization/permissions"), params, opts...)
}

// ListPermissionsParams are the parameters of ListPermissions.
type ListPermissionsParams struct {
	workos.ListParams
}

// ListPermissions returns a page of the environment's permissions, newest first
// unless the params say otherwise. The page's All walks over all of them.
//
// Calls GET /authorization/permissions.
func (s *Service) ListPermissions(ctx context.Context, params ListPermissionsParams, opts ...workos.RequestOption) (*workos.List[Permission], error) {
	return workos.GetList[Permission](ctx, s.client, workos.Path("/authorization/permissions"), params, opts...)
}

// GetPermission returns the permission with the given slug. An unknown slug is a
// workos.ErrNotFound.
//
// Calls GET /authorization/permissions/{slug}.
func (s *Service) GetPermission(ctx context.Context, slug string, opts ...workos.RequestOption) (*Permission, error) {
	return workos.Get[Permission](ctx, s.client, workos.Path("/authorization/permissions/{slug}", slug), nil, opts...)
}

// UpdatePermissionParams are the parameters of UpdatePermission. What is zero stays
// as it is.
type UpdatePermissionParams struct {
	// Name is the name of the permission for people, at most 48 characters.
	Name string `json:"name,omitempty"`
	// Description says what the permission is for, in at most 150 characters; Null
	// clears it.
	Description workos.Optional[string] `json:"description,omitzero"`
}

// UpdatePermission changes what a permission is called. An unknown slug is a
// workos.ErrNotFound.
//
// Calls PATCH /authorization/permissions/{slug}.
func (s *Service) UpdatePermission(ctx context.Context, slug string, params UpdatePermissionParams, opts ...workos.RequestOption) (*Permission, error) {
	return workos.Patch[Permission](ctx, s.client, workos.Path("/authorization/permissions/{slug}", slug), params, opts...)
}

// DeletePermission deletes a permission. One that WorkOS manages is a
// workos.ErrForbidden, an unknown slug a workos.ErrNotFound.
//
// Calls DELETE /authorization/permissions/{slug}.
func (s *Service) DeletePermission(ctx context.Context, slug string, opts ...workos.RequestOption) error {
	return workos.Delete(ctx, s.client, workos.Path("/authorization/permissions/{slug}", slug), opts...)
}
