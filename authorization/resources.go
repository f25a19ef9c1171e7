package authorization

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// Resource is a thing of the application on which roles are assigned.
type Resource struct {
	// Object is "authorization_resource".
	Object string `json:"object"`
	// ID identifies the resource.
	ID string `json:"id"`
	// ExternalID is the application's own ID of the resource: unique for its type in
	// its organization.
	ExternalID string `json:"external_id"`
	// ResourceTypeSlug is the type of the resource, such as "document".
	ResourceTypeSlug string `json:"resource_type_slug"`
	// OrganizationID is the organization that the resource belongs to.
	OrganizationID string `json:"organization_id"`
	// ParentResourceID is the resource that this one is a part of, or "".
	ParentResourceID string `json:"parent_resource_id"`
	// Name is the name of the resource for people.
	Name string `json:"name"`
	// Description says what the resource is, or is "".
	Description string `json:"description"`
	// CreatedAt is when the resource was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the resource was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// CreateResourceParams are the parameters of CreateResource.
type CreateResourceParams struct {
	// OrganizationID is the organization that the resource belongs to.
	OrganizationID string `json:"organization_id" required:"true"`
	// ResourceTypeSlug is the type of the resource, such as "document". Types are
	// made in the dashboard.
	ResourceTypeSlug string `json:"resource_type_slug" required:"true"`
	// ExternalID is the application's own ID of the resource: unique for its type in
	// its organization, at most 128 ASCII characters.
	ExternalID string `json:"external_id" required:"true"`
	// Name is the name of the resource for people, at most 48 characters.
	Name string `json:"name" required:"true"`
	// Description says what the resource is, in at most 150 characters.
	Description string `json:"description,omitempty"`
	// ParentRef is the resource that this one is a part of; zero is none.
	ParentRef
}

// CreateResource creates a resource. A workos.ErrConflict is one of two things, which
// the Code of the *workos.Error tells apart:
//
//   - "authorization_resource_external_id_conflict": the external ID is taken, as by
//     an earlier call for the same thing
//   - "resource_type_update_in_progress": the type is just being changed, and nothing
//     was created; try again later
//
// A workos.ErrBadRequest with the code "lock_timeout" may be tried again, too. An
// unknown organization or parent is a workos.ErrNotFound.
//
// Calls POST /authorization/resources.
func (s *Service) CreateResource(ctx context.Context, params CreateResourceParams, opts ...workos.RequestOption) (*Resource, error) {
	return workos.Post[Resource](ctx, s.client, workos.Path("/authorization/resources"), params, opts...)
}

// ListResourcesParams are the parameters of ListResources. They need an
// OrganizationID or a ResourceTypeSlug.
type ListResourcesParams struct {
	workos.ListParams

	// OrganizationID asks for the resources of this organization. It or
	// ResourceTypeSlug is needed.
	OrganizationID string `url:"organization_id,omitempty"`
	// ResourceTypeSlug asks for the resources of this type.
	ResourceTypeSlug string `url:"resource_type_slug,omitempty"`
	// ResourceExternalID asks for the resources with this external ID.
	ResourceExternalID string `url:"resource_external_id,omitempty"`
	// ParentResourceID asks for the resources right below this one.
	ParentResourceID string `url:"parent_resource_id,omitempty"`
	// ParentResourceTypeSlug and ParentExternalID ask for them in place of
	// ParentResourceID.
	ParentResourceTypeSlug string `url:"parent_resource_type_slug,omitempty"`
	// ParentExternalID goes with ParentResourceTypeSlug.
	ParentExternalID string `url:"parent_external_id,omitempty"`
}

// ListResources returns a page of resources, newest first unless the params say
// otherwise. The page's All walks over all of them. Params that name neither an
// organization nor a type are a workos.ErrBadRequest with the code
// "missing_organization_id_or_resource_type_slug".
//
// Calls GET /authorization/resources.
func (s *Service) ListResources(ctx context.Context, params ListResourcesParams, opts ...workos.RequestOption) (*workos.List[Resource], error) {
	return workos.GetList[Resource](ctx, s.client, workos.Path("/authorization/resources"), params, opts...)
}

// GetResource returns the resource with the given ID. An unknown ID is a
// workos.ErrNotFound.
//
// Calls GET /authorization/resources/{resource_id}.
func (s *Service) GetResource(ctx context.Context, id string, opts ...workos.RequestOption) (*Resource, error) {
	return workos.Get[Resource](ctx, s.client, workos.Path("/authorization/resources/{resource_id}", id), nil, opts...)
}

// GetResourceByExternalID returns an organization's resource of the given type with
// the given external ID. An unknown external ID is a workos.ErrNotFound.
//
// Calls GET /authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}.
func (s *Service) GetResourceByExternalID(ctx context.Context, organizationID, typeSlug, externalID string, opts ...workos.RequestOption) (*Resource, error) {
	path := workos.Path("/authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}", organizationID, typeSlug, externalID)
	return workos.Get[Resource](ctx, s.client, path, nil, opts...)
}

// UpdateResourceParams are the parameters of UpdateResource and
// UpdateResourceByExternalID. What is zero stays as it is.
type UpdateResourceParams struct {
	// Name is the name of the resource for people, at most 48 characters.
	Name string `json:"name,omitempty"`
	// Description says what the resource is, in at most 150 characters; Null clears
	// it.
	Description workos.Optional[string] `json:"description,omitzero"`
	// ParentRef moves the resource below another one, with all that is below itself.
	ParentRef
}

// UpdateResource changes a resource. A type that is just being changed is a
// workos.ErrConflict with the code "resource_type_update_in_progress"; a
// workos.ErrBadRequest with the code "lock_timeout" may be tried again. An unknown
// ID is a workos.ErrNotFound.
//
// Calls PATCH /authorization/resources/{resource_id}.
func (s *Service) UpdateResource(ctx context.Context, id string, params UpdateResourceParams, opts ...workos.RequestOption) (*Resource, error) {
	return workos.Patch[Resource](ctx, s.client, workos.Path("/authorization/resources/{resource_id}", id), params, opts...)
}

// UpdateResourceByExternalID is UpdateResource for an organization's resource of
// the given type with the given external ID.
//
// Calls PATCH /authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}.
func (s *Service) UpdateResourceByExternalID(ctx context.Context, organizationID, typeSlug, externalID string, params UpdateResourceParams, opts ...workos.RequestOption) (*Resource, error) {
	path := workos.Path("/authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}", organizationID, typeSlug, externalID)
	return workos.Patch[Resource](ctx, s.client, path, params, opts...)
}

// DeleteResourceParams are the parameters of DeleteResource and
// DeleteResourceByExternalID.
type DeleteResourceParams struct {
	// CascadeDelete deletes also the resources below and the role assignments. A
	// resource that has some is not deleted without it.
	CascadeDelete bool `url:"cascade_delete,omitempty"`
}

// DeleteResource deletes a resource. One that has others below it, or role
// assignments, is a workos.ErrConflict with the code "resource_has_dependents"
// unless the params say otherwise. The other errors are those of UpdateResource.
//
// Calls DELETE /authorization/resources/{resource_id}.
func (s *Service) DeleteResource(ctx context.Context, id string, params DeleteResourceParams, opts ...workos.RequestOption) error {
	path := workos.Path("/authorization/resources/{resource_id}", id)
	return s.client.Do(ctx, workos.Request{Method: "DELETE", Path: path, Query: params}, nil, opts...)
}

// DeleteResourceByExternalID is DeleteResource for an organization's resource of
// the given type with the given external ID.
//
// Calls DELETE /authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}.
func (s *Service) DeleteResourceByExternalID(ctx context.Context, organizationID, typeSlug, externalID string, params DeleteResourceParams, opts ...workos.RequestOption) error {
	path := workos.Path("/authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}", organizationID, typeSlug, externalID)
	return s.client.Do(ctx, workos.Request{Method: "DELETE", Path: path, Query: params}, nil, opts...)
}
