package authorization_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/authorization"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/workostest"
)

type service = *authorization.Service

type cases = operationtest.Cases[service]

var at = operationtest.At

const times = `"created_at":"2026-01-15T12:00:00.000Z","updated_at":"2026-01-15T12:00:01.000Z"`

const fullPermission = `{"object":"permission","id":"perm_1","slug":"document:edit","name":"Edit","description":"Edits documents",
	"system":true,"resource_type_slug":"document",` + times + `}`

const fullRole = `{"object":"role","id":"role_1","slug":"editor","name":"Editor","description":"Edits",
	"type":"OrganizationRole","resource_type_slug":"document","permissions":["document:edit"],` + times + `}`

const fullResource = `{"object":"authorization_resource","id":"authz_resource_1","external_id":"doc-1","resource_type_slug":"document",
	"organization_id":"org_1","parent_resource_id":"authz_resource_0","name":"Budget","description":"Numbers",` + times + `}`

const fullAssignment = `{"object":"role_assignment","id":"role_assignment_1","organization_membership_id":"om_1","role":{"slug":"editor"},
	"resource":{"id":"authz_resource_1","external_id":"doc-1","resource_type_slug":"document"},
	"source":{"type":"group","group_role_assignment_id":"gra_1"},` + times + `}`

const fullGroupAssignment = `{"object":"group_role_assignment","id":"gra_1","group_id":"group_1","role":{"slug":"editor"},
	"resource":{"id":"authz_resource_1","external_id":"doc-1","resource_type_slug":"document"},` + times + `}`

const fullMembership = `{"object":"organization_membership","id":"om_1","user_id":"user_1","organization_id":"org_1","status":"active",
	"directory_managed":true,"organization_name":"Foo Corp","custom_attributes":{"department":"R&D"},` + times + `,
	"user":{"object":"user","id":"user_1","first_name":"Ada","last_name":"Lovelace","name":"Ada Lovelace",
	"profile_picture_url":"https://foo-corp.com/ada.png","email":"ada@foo-corp.com","email_verified":true,"external_id":"u-1",
	"metadata":{"tier":"gold"},"last_sign_in_at":"2026-01-15T12:00:02.000Z","locale":"en-GB",` + times + `}}`

var (
	wantPermission = &authorization.Permission{
		Object: "permission", ID: "perm_1", Slug: "document:edit", Name: "Edit", Description: "Edits documents",
		System: true, ResourceTypeSlug: "document", CreatedAt: at(0), UpdatedAt: at(1),
	}
	wantRole = &authorization.Role{
		Object: "role", ID: "role_1", Slug: "editor", Name: "Editor", Description: "Edits",
		Type: authorization.RoleTypeOrganization, ResourceTypeSlug: "document", Permissions: []string{"document:edit"},
		CreatedAt: at(0), UpdatedAt: at(1),
	}
	wantResource = &authorization.Resource{
		Object: "authorization_resource", ID: "authz_resource_1", ExternalID: "doc-1", ResourceTypeSlug: "document",
		OrganizationID: "org_1", ParentResourceID: "authz_resource_0", Name: "Budget", Description: "Numbers",
		CreatedAt: at(0), UpdatedAt: at(1),
	}
	wantAssigned   = authorization.AssignedResource{ID: "authz_resource_1", ExternalID: "doc-1", ResourceTypeSlug: "document"}
	wantAssignment = &authorization.RoleAssignment{
		Object: "role_assignment", ID: "role_assignment_1", OrganizationMembershipID: "om_1",
		Role: authorization.AssignedRole{Slug: "editor"}, Resource: wantAssigned,
		Source:    authorization.RoleAssignmentSource{Type: authorization.RoleAssignmentSourceTypeGroup, GroupRoleAssignmentID: "gra_1"},
		CreatedAt: at(0), UpdatedAt: at(1),
	}
	wantGroupAssignment = &authorization.GroupRoleAssignment{
		Object: "group_role_assignment", ID: "gra_1", GroupID: "group_1", Role: authorization.AssignedRole{Slug: "editor"},
		Resource: wantAssigned, CreatedAt: at(0), UpdatedAt: at(1),
	}
	wantMembership = &authorization.OrganizationMembership{
		Object: "organization_membership", ID: "om_1", UserID: "user_1", OrganizationID: "org_1",
		Status: authorization.OrganizationMembershipStatusActive, DirectoryManaged: true, OrganizationName: "Foo Corp",
		CustomAttributes: authorization.Attributes{"department": "R&D"}, CreatedAt: at(0), UpdatedAt: at(1),
		User: authorization.User{
			Object: "user", ID: "user_1", FirstName: "Ada", LastName: "Lovelace", Name: "Ada Lovelace",
			ProfilePictureURL: "https://foo-corp.com/ada.png", Email: "ada@foo-corp.com", EmailVerified: true, ExternalID: "u-1",
			Metadata: map[string]string{"tier": "gold"}, LastSignInAt: at(2), Locale: "en-GB", CreatedAt: at(0), UpdatedAt: at(1),
		},
	}
)

const paging = "after=x_0&before=x_9&limit=5&order=asc"

var (
	byID         = authorization.ResourceID("authz_resource_1")
	byExternalID = authorization.ResourceExternalID("document", "doc-1")
)

// Every operation on permissions and roles: what it sends, and what it makes of the
// answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, authorization.New, cases{
		"CreatePermission": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreatePermission(ctx, authorization.CreatePermissionParams{
					Slug: "document:edit", Name: "Edit", Description: "Edits documents", ResourceTypeSlug: "document",
				})
			},
			Line: "POST /authorization/permissions", Answer: fullPermission, Want: wantPermission,
			Body: `{"slug":"document:edit","name":"Edit","description":"Edits documents","resource_type_slug":"document"}`,
		},
		"ListPermissions": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListPermissions(ctx, authorization.ListPermissionsParams{ListParams: operationtest.Paging}))
			},
			Line:   "GET /authorization/permissions?" + paging,
			Answer: operationtest.ListJSON(fullPermission), Want: operationtest.PageOf(*wantPermission),
		},
		"GetPermission": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetPermission(ctx, "document:*") },
			Line: "GET /authorization/permissions/document:%2A", Answer: fullPermission, Want: wantPermission,
		},
		"UpdatePermission": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.UpdatePermission(ctx, "document:edit", authorization.UpdatePermissionParams{Name: "Edit", Description: workos.Null[string]()})
			},
			Line: "PATCH /authorization/permissions/document:edit", Body: `{"name":"Edit","description":null}`,
			Answer: fullPermission, Want: wantPermission,
		},
		"DeletePermission": {
			Call: func(ctx context.Context, s service) (any, error) {
				return nil, s.DeletePermission(ctx, "document:edit")
			},
			Line: "DELETE /authorization/permissions/document:edit",
		},
		"CreateRole": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateRole(ctx, authorization.CreateRoleParams{
					Slug: "editor", Name: "Editor", Description: "Edits", ResourceTypeSlug: "document",
				})
			},
			Line: "POST /authorization/roles", Answer: fullRole, Want: wantRole,
			Body: `{"slug":"editor","name":"Editor","description":"Edits","resource_type_slug":"document"}`,
		},
		"ListRoles": {
			Call: func(ctx context.Context, s service) (any, error) { return operationtest.Page(s.ListRoles(ctx)) },
			Line: "GET /authorization/roles", Answer: `{"object":"list","data":[` + fullRole + `]}`,
			Want: &workos.List[authorization.Role]{Object: "list", Data: []authorization.Role{*wantRole}},
		},
		"GetRole": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetRole(ctx, "editor") },
			Line: "GET /authorization/roles/editor", Answer: fullRole, Want: wantRole,
		},
		"UpdateRole": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.UpdateRole(ctx, "editor", authorization.UpdateRoleParams{Name: "Editor", Description: workos.Set("")})
			},
			Line: "PATCH /authorization/roles/editor", Body: `{"name":"Editor","description":""}`, Answer: fullRole, Want: wantRole,
		},
		"AddRolePermission": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.AddRolePermission(ctx, "editor", authorization.AddRolePermissionParams{PermissionSlug: "document:edit"})
			},
			Line: "POST /authorization/roles/editor/permissions", Body: `{"slug":"document:edit"}`, Answer: fullRole, Want: wantRole,
		},
		"SetRolePermissions": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.SetRolePermissions(ctx, "editor", authorization.SetRolePermissionsParams{Permissions: []string{}})
			},
			Line: "PUT /authorization/roles/editor/permissions", Body: `{"permissions":[]}`, Answer: fullRole, Want: wantRole,
		},
	})
}

func TestOrganizationRoleOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, authorization.New, cases{
		"CreateOrganizationRole": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateOrganizationRole(ctx, "org_1", authorization.CreateOrganizationRoleParams{
					Slug: "org-editor", Name: "Editor", Description: "Edits", ResourceTypeSlug: "document",
				})
			},
			Line: "POST /authorization/organizations/org_1/roles", Answer: fullRole, Want: wantRole,
			Body: `{"slug":"org-editor","name":"Editor","description":"Edits","resource_type_slug":"document"}`,
		},
		"CreateOrganizationRole without a slug": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateOrganizationRole(ctx, "org_1", authorization.CreateOrganizationRoleParams{Name: "Editor"})
			},
			Line: "POST /authorization/organizations/org_1/roles", Body: `{"name":"Editor"}`, Answer: fullRole, Want: wantRole,
		},
		"ListOrganizationRoles": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListOrganizationRoles(ctx, "org_1"))
			},
			Line: "GET /authorization/organizations/org_1/roles", Answer: `{"object":"list","data":[` + fullRole + `]}`,
			Want: &workos.List[authorization.Role]{Object: "list", Data: []authorization.Role{*wantRole}},
		},
		"GetOrganizationRole": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.GetOrganizationRole(ctx, "org_1", "org-editor")
			},
			Line: "GET /authorization/organizations/org_1/roles/org-editor", Answer: fullRole, Want: wantRole,
		},
		"UpdateOrganizationRole": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.UpdateOrganizationRole(ctx, "org_1", "org-editor", authorization.UpdateRoleParams{Description: workos.Null[string]()})
			},
			Line: "PATCH /authorization/organizations/org_1/roles/org-editor", Body: `{"description":null}`, Answer: fullRole, Want: wantRole,
		},
		"DeleteOrganizationRole": {
			Call: func(ctx context.Context, s service) (any, error) {
				return nil, s.DeleteOrganizationRole(ctx, "org_1", "org-editor")
			},
			Line: "DELETE /authorization/organizations/org_1/roles/org-editor",
		},
		"AddOrganizationRolePermission": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.AddOrganizationRolePermission(ctx, "org_1", "org-editor", authorization.AddRolePermissionParams{PermissionSlug: "document:edit"})
			},
			Line: "POST /authorization/organizations/org_1/roles/org-editor/permissions", Body: `{"slug":"document:edit"}`,
			Answer: fullRole, Want: wantRole,
		},
		"SetOrganizationRolePermissions": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.SetOrganizationRolePermissions(ctx, "org_1", "org-editor", authorization.SetRolePermissionsParams{
					Permissions: []string{"document:edit", "document:view"},
				})
			},
			Line: "PUT /authorization/organizations/org_1/roles/org-editor/permissions", Body: `{"permissions":["document:edit","document:view"]}`,
			Answer: fullRole, Want: wantRole,
		},
		"RemoveOrganizationRolePermission": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.RemoveOrganizationRolePermission(ctx, "org_1", "org-editor", "document:edit")
			},
			Line:   "DELETE /authorization/organizations/org_1/roles/org-editor/permissions/document:edit",
			Answer: fullRole, Want: wantRole,
		},
	})
}

func TestResourceOperations(t *testing.T) {
	t.Parallel()
	const external = "/authorization/organizations/org_1/resources/document/team%2F7"
	operationtest.Run(t, authorization.New, cases{
		"CreateResource": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateResource(ctx, authorization.CreateResourceParams{
					OrganizationID: "org_1", ResourceTypeSlug: "document", ExternalID: "doc-1", Name: "Budget", Description: "Numbers",
					ParentRef: authorization.ParentExternalID("project", "p-1"),
				})
			},
			Line: "POST /authorization/resources", Answer: fullResource, Want: wantResource,
			Body: `{"organization_id":"org_1","resource_type_slug":"document","external_id":"doc-1","name":"Budget","description":"Numbers",
			"parent_resource_external_id":"p-1","parent_resource_type_slug":"project"}`,
		},
		"CreateResource without a parent": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateResource(ctx, authorization.CreateResourceParams{
					OrganizationID: "org_1", ResourceTypeSlug: "document", ExternalID: "doc-1", Name: "Budget",
				})
			},
			Line: "POST /authorization/resources", Answer: fullResource, Want: wantResource,
			Body: `{"organization_id":"org_1","resource_type_slug":"document","external_id":"doc-1","name":"Budget"}`,
		},
		"ListResources": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListResources(ctx, authorization.ListResourcesParams{
					ListParams: operationtest.Paging, OrganizationID: "org_1", ResourceTypeSlug: "document", ResourceExternalID: "doc-1",
					ParentResourceTypeSlug: "project", ParentExternalID: "p-1",
				}))
			},
			Line: "GET /authorization/resources?after=x_0&before=x_9&limit=5&order=asc&organization_id=org_1&parent_external_id=p-1&" +
				"parent_resource_type_slug=project&resource_external_id=doc-1&resource_type_slug=document",
			Answer: operationtest.ListJSON(fullResource), Want: operationtest.PageOf(*wantResource),
		},
		"ListResources below an ID": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListResources(ctx, authorization.ListResourcesParams{
					OrganizationID: "org_1", ParentResourceID: "authz_resource_0",
				}))
			},
			Line:   "GET /authorization/resources?organization_id=org_1&parent_resource_id=authz_resource_0",
			Answer: operationtest.ListJSON(fullResource), Want: operationtest.PageOf(*wantResource),
		},
		"GetResource": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetResource(ctx, "authz_resource_1") },
			Line: "GET /authorization/resources/authz_resource_1", Answer: fullResource, Want: wantResource,
		},
		"GetResourceByExternalID": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.GetResourceByExternalID(ctx, "org_1", "document", "team/7")
			},
			Line: "GET " + external, Answer: fullResource, Want: wantResource,
		},
		"UpdateResource": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.UpdateResource(ctx, "authz_resource_1", authorization.UpdateResourceParams{
					Name: "Budget", Description: workos.Null[string](), ParentRef: authorization.ParentID("authz_resource_2"),
				})
			},
			Line: "PATCH /authorization/resources/authz_resource_1", Body: `{"name":"Budget","description":null,"parent_resource_id":"authz_resource_2"}`,
			Answer: fullResource, Want: wantResource,
		},
		"UpdateResourceByExternalID": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.UpdateResourceByExternalID(ctx, "org_1", "document", "team/7", authorization.UpdateResourceParams{
					Description: workos.Set("Numbers"), ParentRef: authorization.ParentExternalID("project", "p-1"),
				})
			},
			Line: "PATCH " + external, Body: `{"description":"Numbers","parent_resource_external_id":"p-1","parent_resource_type_slug":"project"}`,
			Answer: fullResource, Want: wantResource,
		},
		"DeleteResource": {
			Call: func(ctx context.Context, s service) (any, error) {
				return nil, s.DeleteResource(ctx, "authz_resource_1", authorization.DeleteResourceParams{CascadeDelete: true})
			},
			Line: "DELETE /authorization/resources/authz_resource_1?cascade_delete=true",
		},
		"DeleteResourceByExternalID": {
			Call: func(ctx context.Context, s service) (any, error) {
				return nil, s.DeleteResourceByExternalID(ctx, "org_1", "document", "team/7", authorization.DeleteResourceParams{})
			},
			Line: "DELETE " + external,
		},
		"ListResourceMemberships": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListResourceMemberships(ctx, "authz_resource_1", authorization.ListResourceMembershipsParams{
					ListParams: operationtest.Paging, PermissionSlug: "document:edit", Assignment: authorization.AssignmentIndirect,
				}))
			},
			Line: "GET /authorization/resources/authz_resource_1/organization_memberships?after=x_0&assignment=indirect&before=x_9&limit=5&" +
				"order=asc&permission_slug=document%3Aedit",
			Answer: operationtest.ListJSON(fullMembership), Want: operationtest.PageOf(*wantMembership),
		},
		"ListResourceMembershipsByExternalID": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListResourceMembershipsByExternalID(ctx, "org_1", "document", "team/7",
					authorization.ListResourceMembershipsParams{PermissionSlug: "document:edit", Assignment: authorization.AssignmentDirect}))
			},
			Line:   "GET " + external + "/organization_memberships?assignment=direct&permission_slug=document%3Aedit",
			Answer: operationtest.ListJSON(fullMembership), Want: operationtest.PageOf(*wantMembership),
		},
		"ListResourceRoleAssignments": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListResourceRoleAssignments(ctx, "authz_resource_1",
					authorization.ListResourceRoleAssignmentsParams{ListParams: operationtest.Paging, RoleSlug: "editor"}))
			},
			Line:   "GET /authorization/resources/authz_resource_1/role_assignments?" + paging + "&role_slug=editor",
			Answer: operationtest.ListJSON(fullAssignment), Want: operationtest.PageOf(*wantAssignment),
		},
		"ListResourceRoleAssignmentsByExternalID": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListResourceRoleAssignmentsByExternalID(ctx, "org_1", "document", "team/7",
					authorization.ListResourceRoleAssignmentsParams{RoleSlug: "editor"}))
			},
			Line:   "GET " + external + "/role_assignments?role_slug=editor",
			Answer: operationtest.ListJSON(fullAssignment), Want: operationtest.PageOf(*wantAssignment),
		},
	})
}

func TestMembershipOperations(t *testing.T) {
	t.Parallel()
	const om = "/authorization/organization_memberships/om_1"
	operationtest.Run(t, authorization.New, cases{
		"Check": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.Check(ctx, "om_1", authorization.CheckParams{PermissionSlug: "document:edit", ResourceRef: byID})
			},
			Line: "POST " + om + "/check", ReadOnly: true, Body: `{"permission_slug":"document:edit","resource_id":"authz_resource_1"}`,
			Answer: `{"authorized":true}`, Want: &authorization.CheckResult{Authorized: true},
		},
		"Check by external ID": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.Check(ctx, "om_1", authorization.CheckParams{PermissionSlug: "document:edit", ResourceRef: byExternalID})
			},
			Line: "POST " + om + "/check", ReadOnly: true, Body: `{"permission_slug":"document:edit","resource_external_id":"doc-1","resource_type_slug":"document"}`,
			Answer: `{"authorized":false}`, Want: &authorization.CheckResult{},
		},
		"ListMembershipResources": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListMembershipResources(ctx, "om_1", authorization.ListMembershipResourcesParams{
					ListParams: operationtest.Paging, PermissionSlug: "document:edit", ParentRef: authorization.ParentID("authz_resource_0"),
				}))
			},
			Line: "GET " + om + "/resources?after=x_0&before=x_9&limit=5&order=asc&parent_resource_id=authz_resource_0&permission_slug=document%3Aedit",

			Answer: operationtest.ListJSON(fullResource), Want: operationtest.PageOf(*wantResource),
		},
		"ListMembershipResources by external ID": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListMembershipResources(ctx, "om_1", authorization.ListMembershipResourcesParams{
					PermissionSlug: "document:edit", ParentRef: authorization.ParentExternalID("project", "p-1"),
				}))
			},
			Line:   "GET " + om + "/resources?parent_resource_external_id=p-1&parent_resource_type_slug=project&permission_slug=document%3Aedit",
			Answer: operationtest.ListJSON(fullResource), Want: operationtest.PageOf(*wantResource),
		},
		"ListMembershipPermissions": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListMembershipPermissions(ctx, "om_1", "authz_resource_1",
					authorization.ListMembershipPermissionsParams{ListParams: operationtest.Paging}))
			},
			Line:   "GET " + om + "/resources/authz_resource_1/permissions?" + paging,
			Answer: operationtest.ListJSON(fullPermission), Want: operationtest.PageOf(*wantPermission),
		},
		"ListMembershipPermissionsByExternalID": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListMembershipPermissionsByExternalID(ctx, "om_1", "document", "team/7",
					authorization.ListMembershipPermissionsParams{ListParams: operationtest.Paging}))
			},
			Line:   "GET " + om + "/resources/document/team%2F7/permissions?" + paging,
			Answer: operationtest.ListJSON(fullPermission), Want: operationtest.PageOf(*wantPermission),
		},
		"AssignRole": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.AssignRole(ctx, "om_1", authorization.AssignRoleParams{RoleSlug: "editor", ResourceRef: byExternalID})
			},
			Line: "POST " + om + "/role_assignments", Body: `{"role_slug":"editor","resource_external_id":"doc-1","resource_type_slug":"document"}`,
			Answer: fullAssignment, Want: wantAssignment,
		},
		"RemoveRole": {
			Call: func(ctx context.Context, s service) (any, error) {
				return nil, s.RemoveRole(ctx, "om_1", authorization.RemoveRoleParams{RoleSlug: "editor", ResourceRef: byID})
			},
			Line: "DELETE " + om + "/role_assignments", Body: `{"role_slug":"editor","resource_id":"authz_resource_1"}`,
		},
		"RemoveRoleAssignment": {
			Call: func(ctx context.Context, s service) (any, error) {
				return nil, s.RemoveRoleAssignment(ctx, "om_1", "role_assignment_1")
			},
			Line: "DELETE " + om + "/role_assignments/role_assignment_1",
		},
		"ListRoleAssignments": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListRoleAssignments(ctx, "om_1", authorization.ListRoleAssignmentsParams{
					ListParams: operationtest.Paging, ResourceID: "authz_resource_1", ResourceExternalID: "doc-1", ResourceTypeSlug: "document",
				}))
			},
			Line:   "GET " + om + "/role_assignments?" + paging + "&resource_external_id=doc-1&resource_id=authz_resource_1&resource_type_slug=document",
			Answer: operationtest.ListJSON(fullAssignment), Want: operationtest.PageOf(*wantAssignment),
		},
	})
}

func TestGroupOperations(t *testing.T) {
	t.Parallel()
	const group = "/authorization/groups/group_1/role_assignments"
	operationtest.Run(t, authorization.New, cases{
		"AssignGroupRole": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.AssignGroupRole(ctx, "group_1", authorization.AssignGroupRoleParams{RoleSlug: "editor", ResourceRef: byID})
			},
			Line: "POST " + group, Body: `{"role_slug":"editor","resource_id":"authz_resource_1"}`,
			Answer: fullGroupAssignment, Want: wantGroupAssignment,
		},
		"AssignGroupRole on the organization": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.AssignGroupRole(ctx, "group_1", authorization.AssignGroupRoleParams{RoleSlug: "editor"})
			},
			Line: "POST " + group, Body: `{"role_slug":"editor"}`, Answer: fullGroupAssignment, Want: wantGroupAssignment,
		},
		"ReplaceGroupRoleAssignments": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ReplaceGroupRoleAssignments(ctx, "group_1", authorization.ReplaceGroupRoleAssignmentsParams{
					RoleAssignments: []authorization.AssignGroupRoleParams{{RoleSlug: "editor", ResourceRef: byExternalID}, {RoleSlug: "member"}},
				}))
			},
			Line:   "PUT " + group,
			Body:   `{"role_assignments":[{"role_slug":"editor","resource_external_id":"doc-1","resource_type_slug":"document"},{"role_slug":"member"}]}`,
			Answer: operationtest.ListJSON(fullGroupAssignment), Want: operationtest.PageOf(*wantGroupAssignment),
		},
		"ReplaceGroupRoleAssignments with none": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ReplaceGroupRoleAssignments(ctx, "group_1", authorization.ReplaceGroupRoleAssignmentsParams{
					RoleAssignments: []authorization.AssignGroupRoleParams{},
				}))
			},
			Line: "PUT " + group, Body: `{"role_assignments":[]}`,
			Answer: operationtest.ListJSON(fullGroupAssignment), Want: operationtest.PageOf(*wantGroupAssignment),
		},
		"ListGroupRoleAssignments": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListGroupRoleAssignments(ctx, "group_1",
					authorization.ListGroupRoleAssignmentsParams{ListParams: operationtest.Paging}))
			},
			Line:   "GET " + group + "?" + paging,
			Answer: operationtest.ListJSON(fullGroupAssignment), Want: operationtest.PageOf(*wantGroupAssignment),
		},
		"GetGroupRoleAssignment": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.GetGroupRoleAssignment(ctx, "group_1", "gra_1")
			},
			Line: "GET " + group + "/gra_1", Answer: fullGroupAssignment, Want: wantGroupAssignment,
		},
		"RemoveGroupRole": {
			Call: func(ctx context.Context, s service) (any, error) {
				return nil, s.RemoveGroupRole(ctx, "group_1", authorization.RemoveGroupRoleParams{RoleSlug: "editor", ResourceRef: byExternalID})
			},
			Line: "DELETE " + group, Body: `{"role_slug":"editor","resource_external_id":"doc-1","resource_type_slug":"document"}`,
		},
		"RemoveGroupRoleAssignment": {
			Call: func(ctx context.Context, s service) (any, error) {
				return nil, s.RemoveGroupRoleAssignment(ctx, "group_1", "gra_1")
			},
			Line: "DELETE " + group + "/gra_1",
		},
	})
}

func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, authorization.Permission{ID: "perm_1"},
		`{"id":"perm_1"}`, `{"id":"perm_1","description":null,"created_at":null,"new_field":{"a":[1]}}`)
	operationtest.RequireDecoded(t, authorization.Role{Type: "NewRole"},
		`{"type":"NewRole"}`, `{"type":"NewRole","description":null,"permissions":null,"new_field":1}`)
	operationtest.RequireDecoded(t, authorization.Resource{ID: "authz_resource_1"},
		`{"id":"authz_resource_1","description":null,"parent_resource_id":null,"new_field":true}`)
	operationtest.RequireDecoded(t, authorization.RoleAssignment{Source: authorization.RoleAssignmentSource{Type: "new"}},
		`{"source":{"type":"new","group_role_assignment_id":null,"new_field":1},"resource":null}`)
	operationtest.RequireDecoded(t, authorization.GroupRoleAssignment{}, `{}`, `{"role":null,"new_field":{}}`)
	operationtest.RequireDecoded(t, authorization.OrganizationMembership{Status: "new"},
		`{"status":"new"}`, `{"status":"new","user":{"last_sign_in_at":null,"name":null},"new_field":1}`)
	operationtest.RequireDecoded(t, authorization.CheckResult{}, `{}`, `{"authorized":null}`, `{"new_field":true}`)
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	operationtest.RequireRoundTrip[authorization.Permission](t, fullPermission)
	operationtest.RequireRoundTrip[authorization.Role](t, fullRole)
	operationtest.RequireRoundTrip[authorization.Resource](t, fullResource)
	operationtest.RequireRoundTrip[authorization.RoleAssignment](t, fullAssignment)
	operationtest.RequireRoundTrip[authorization.GroupRoleAssignment](t, fullGroupAssignment)
	operationtest.RequireRoundTrip[authorization.OrganizationMembership](t, fullMembership)
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	operationtest.RequireIDs(t, authorization.New)
	srv := workostest.NewServer(t)
	authz, ctx := authorization.New(srv.Client()), t.Context()
	refused := operationtest.RefusedParam
	assert.Equal(t, "slug", refused(authz.CreatePermission(ctx, authorization.CreatePermissionParams{Name: "Edit"})))
	assert.Equal(t, "name", refused(authz.CreatePermission(ctx, authorization.CreatePermissionParams{Slug: "edit"})))
	assert.Equal(t, "slug", refused(authz.CreateRole(ctx, authorization.CreateRoleParams{Name: "Editor"})))
	assert.Equal(t, "name", refused(authz.CreateOrganizationRole(ctx, "org_1", authorization.CreateOrganizationRoleParams{})))
	assert.Equal(t, "slug", refused(authz.AddRolePermission(ctx, "editor", authorization.AddRolePermissionParams{})))
	assert.Equal(t, "permissions", refused(authz.SetRolePermissions(ctx, "editor", authorization.SetRolePermissionsParams{})))
	assert.Equal(t, "organization_id", refused(authz.CreateResource(ctx, authorization.CreateResourceParams{Name: "a"})))
	assert.Equal(t, "permission_slug", refused(authz.ListResourceMemberships(ctx, "r", authorization.ListResourceMembershipsParams{})))
	assert.Equal(t, "role_assignments", refused(authz.ReplaceGroupRoleAssignments(ctx, "g", authorization.ReplaceGroupRoleAssignmentsParams{})))
	assert.Equal(t, "role_assignments[0].role_slug", refused(authz.ReplaceGroupRoleAssignments(ctx, "g",
		authorization.ReplaceGroupRoleAssignmentsParams{RoleAssignments: []authorization.AssignGroupRoleParams{{}}})))
	assert.Empty(t, srv.Requests())
}

// What names a resource by an empty ID names none, and is never taken for the
// organization.
func TestIncompleteRefs(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	authz, ctx := authorization.New(srv.Client()), t.Context()
	refused := operationtest.RefusedParam
	for want, refs := range map[string][]authorization.ResourceRef{
		"resource_id":          {authorization.ResourceID(""), authorization.ResourceExternalID("", "")},
		"resource_external_id": {authorization.ResourceExternalID("document", ""), {TypeSlug: "document"}},
		"resource_type_slug":   {authorization.ResourceExternalID("", "doc-1"), {ExternalID: "doc-1"}},
	} {
		for _, ref := range refs {
			assert.Equal(t, want, ref.Missing())
			assert.Equal(t, want, refused(authz.Check(ctx, "om_1", authorization.CheckParams{PermissionSlug: "p", ResourceRef: ref})))
			assert.Equal(t, want, refused(authz.AssignRole(ctx, "om_1", authorization.AssignRoleParams{RoleSlug: "r", ResourceRef: ref})))
			assert.Equal(t, want, refused(nil, authz.RemoveRole(ctx, "om_1", authorization.RemoveRoleParams{RoleSlug: "r", ResourceRef: ref})))
			assert.Equal(t, want, refused(authz.AssignGroupRole(ctx, "g", authorization.AssignGroupRoleParams{RoleSlug: "r", ResourceRef: ref})))
			assert.Equal(t, want, refused(nil, authz.RemoveGroupRole(ctx, "g", authorization.RemoveGroupRoleParams{RoleSlug: "r", ResourceRef: ref})))
			assert.Equal(t, "role_assignments[1]."+want, refused(authz.ReplaceGroupRoleAssignments(ctx, "g", authorization.ReplaceGroupRoleAssignmentsParams{
				RoleAssignments: []authorization.AssignGroupRoleParams{{RoleSlug: "r"}, {RoleSlug: "r", ResourceRef: ref}},
			})))
			parent := authorization.ParentRef(ref)
			assert.Equal(t, "parent_"+want, refused(authz.UpdateResource(ctx, "r", authorization.UpdateResourceParams{ParentRef: parent})))
			assert.Equal(t, "parent_"+want, refused(authz.CreateResource(ctx, authorization.CreateResourceParams{
				OrganizationID: "o", ResourceTypeSlug: "t", ExternalID: "e", Name: "n", ParentRef: parent,
			})))
			assert.Equal(t, "parent_"+want, refused(authz.ListMembershipResources(ctx, "om_1",
				authorization.ListMembershipResourcesParams{PermissionSlug: "p", ParentRef: parent})))
		}
	}
	assert.Equal(t, "resource_id", refused(authz.Check(ctx, "om_1", authorization.CheckParams{PermissionSlug: "p"})))
	assert.Equal(t, "resource_id", refused(authz.AssignRole(ctx, "om_1", authorization.AssignRoleParams{RoleSlug: "r"})))
	assert.Equal(t, "parent_resource_id", refused(authz.ListMembershipResources(ctx, "om_1",
		authorization.ListMembershipResourcesParams{PermissionSlug: "p"})))
	assert.Equal(t, authorization.ParentRef(byID), authorization.ParentID("authz_resource_1"))
	assert.Empty(t, byID.Missing())
	assert.Empty(t, authorization.ParentRef(byExternalID).Missing())
	assert.Empty(t, srv.Requests())

	data, err := json.Marshal(struct{ authorization.ResourceRef }{byExternalID})
	require.NoError(t, err)
	assert.JSONEq(t, `{"resource_external_id":"doc-1","resource_type_slug":"document"}`, string(data))
}
