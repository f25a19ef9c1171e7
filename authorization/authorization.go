// Package authorization says who may do what on which thing of the application.
//
// A permission is something that can be done, such as "document:edit". A role is a
// set of permissions, such as "editor": one of the environment, which all
// organizations have, or an organization's own. A resource is a thing of the
// application, such as a document or a project, that belongs to an organization
// and perhaps to a parent resource; it has an ID here, and the application's own
// as its external ID. A member of an organization is assigned a role on a
// resource, and has its permissions there and on all that lies below: the
// organization itself is the topmost resource. A group is assigned roles for all
// of its members.
//
// Permissions and roles are set up once, by a migration or in the dashboard:
//
//	authz := authorization.New(client)
//
//	_, err := authz.CreatePermission(ctx, authorization.CreatePermissionParams{
//		Slug: "document:edit", Name: "Edit documents", ResourceTypeSlug: "document",
//	})
//	_, err = authz.CreateRole(ctx, authorization.CreateRoleParams{
//		Slug: "editor", Name: "Editor", ResourceTypeSlug: "document",
//	})
//	_, err = authz.SetRolePermissions(ctx, "editor", authorization.SetRolePermissionsParams{
//		Permissions: []string{"document:edit"},
//	})
//
// The application tells of its resources as they come, and who has which role:
//
//	_, err = authz.CreateResource(ctx, authorization.CreateResourceParams{
//		OrganizationID: org.ID, ResourceTypeSlug: "document", ExternalID: "doc-1", Name: "Budget",
//	})
//	document := authorization.ResourceExternalID("document", "doc-1")
//	_, err = authz.AssignRole(ctx, membershipID, authorization.AssignRoleParams{
//		RoleSlug: "editor", ResourceRef: document,
//	})
//
// From then on it asks before it acts:
//
//	check, err := authz.Check(ctx, membershipID, authorization.CheckParams{
//		PermissionSlug: "document:edit", ResourceRef: document,
//	})
//	if err != nil || !check.Authorized {
//		return errForbidden
//	}
//
// [Service.ListMembershipResources] says which resources right below another a
// member can reach, level by level, [Service.ListResourceMemberships] who can reach
// a resource, and [Service.ListMembershipPermissions] what a member may do with it.
//
// # Who is who
//
// Members are named by the IDs of their organization memberships. Those stand neither
// in a session nor in an access token: package usermanagement finds the membership of a
// user in an organization. It stays the same as long as the user is a member, so keep
// it with the application's own record of the user:
//
//	page, err := users.ListOrganizationMemberships(ctx, usermanagement.ListOrganizationMembershipsParams{
//		UserID: userID, OrganizationID: org.ID, // of the session
//	})
//	if err != nil {
//		return err
//	}
//	if len(page.Data) == 0 {
//		return errForbidden // no active member
//	}
//	membershipID := page.Data[0].ID
//
// Package groups has the groups.
package authorization

import "github.com/workos-go/workos"

// Service calls the authorization operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }
