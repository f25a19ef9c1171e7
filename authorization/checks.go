package authorization

import (
	"context"

	"github.com/workos-go/workos"
)

// CheckParams are the parameters of Check.
type CheckParams struct {
	// PermissionSlug is what is to be done.
	PermissionSlug string `json:"permission_slug" required:"true"`
	// ResourceRef is what it is to be done with.
	ResourceRef `required:"true"`
}

// CheckResult is the outcome of Check.
type CheckResult struct {
	// Authorized says whether the member has the permission on the resource.
	Authorized bool `json:"authorized"`
}

// Check says whether a member has a permission on a resource, by a role on it or on
// what it is a part of, of the member or of a group. The membershipID is that of the
// user's organization membership; the package documentation shows how to find it. It
// only asks, and is repeated like a GET. An unknown membership or resource is a
// workos.ErrNotFound.
//
// Calls POST /authorization/organization_memberships/{organization_membership_id}/check.
func (s *Service) Check(ctx context.Context, membershipID string, params CheckParams, opts ...workos.RequestOption) (*CheckResult, error) {
	path := workos.Path("/authorization/organization_memberships/{organization_membership_id}/check", membershipID)
	return workos.Do[CheckResult](ctx, s.client, workos.Request{Method: "POST", Path: path, Body: params, ReadOnly: true}, opts...)
}

// ListMembershipResourcesParams are the parameters of ListMembershipResources.
type ListMembershipResourcesParams struct {
	workos.ListParams

	// PermissionSlug is what the member may do with the resources.
	PermissionSlug string `url:"permission_slug" required:"true"`
	// ParentRef is what the resources are a part of.
	ParentRef `required:"true"`
}

// ListMembershipResources returns a page of the resources right below a parent on
// which a member has a permission: the projects of a workspace that someone can
// see. The page's All walks over all of them. An unknown membership or parent is a
// workos.ErrNotFound.
//
// Calls GET /authorization/organization_memberships/{organization_membership_id}/resources.
func (s *Service) ListMembershipResources(ctx context.Context, membershipID string, params ListMembershipResourcesParams, opts ...workos.RequestOption) (*workos.List[Resource], error) {
	path := workos.Path("/authorization/organization_memberships/{organization_membership_id}/resources", membershipID)
	return workos.GetList[Resource](ctx, s.client, path, params, opts...)
}

// ListMembershipPermissionsParams are the parameters of ListMembershipPermissions
// and ListMembershipPermissionsByExternalID.
type ListMembershipPermissionsParams struct {
	workos.ListParams
}

// ListMembershipPermissions returns a page of the permissions that a member has on
// a resource, by roles on it and on what it is a part of. The page's All walks over
// all of them. An unknown membership or resource is a workos.ErrNotFound.
//
// Calls GET /authorization/organization_memberships/{organization_membership_id}/resources/{resource_id}/permissions.
func (s *Service) ListMembershipPermissions(ctx context.Context, membershipID, resourceID string, params ListMembershipPermissionsParams, opts ...workos.RequestOption) (*workos.List[Permission], error) {
	path := workos.Path("/authorization/organization_memberships/{organization_membership_id}/resources/{resource_id}/permissions", membershipID, resourceID)
	return workos.GetList[Permission](ctx, s.client, path, params, opts...)
}

// ListMembershipPermissionsByExternalID is ListMembershipPermissions for the
// resource of the given type with the given external ID, in the member's
// organization.
//
// Calls GET /authorization/organization_memberships/{organization_membership_id}/resources/{resource_type_slug}/{external_id}/permissions.
func (s *Service) ListMembershipPermissionsByExternalID(ctx context.Context, membershipID, typeSlug, externalID string, params ListMembershipPermissionsParams, opts ...workos.RequestOption) (*workos.List[Permission], error) {
	path := workos.Path("/authorization/organization_memberships/{organization_membership_id}/resources/{resource_type_slug}/{external_id}/permissions", membershipID, typeSlug, externalID)
	return workos.GetList[Permission](ctx, s.client, path, params, opts...)
}
