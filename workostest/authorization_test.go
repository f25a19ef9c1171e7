package workostest_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/authorization"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/groups"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// office is an organization with a project, a folder in it and a document in that,
// and roles: "viewer" of documents, "lead" of projects, and "org-auditor" of the
// organization. All roles view documents, leads edit them too.
type office struct {
	t     *testing.T
	srv   *workostest.Server
	authz *authorization.Service
	teams *groups.Service

	org                       string
	project, folder, document *authorization.Resource
}

// must returns the value of a call that cannot go wrong.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func newOffice(t *testing.T) *office {
	t.Helper()
	srv := workostest.NewServer(t, workostest.WithStrict())
	o := &office{t: t, srv: srv, authz: authorization.New(srv.Client()), teams: groups.New(srv.Client())}
	o.org = srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"}).ID
	for _, slug := range []string{"document:view", "document:edit"} {
		o.permission(slug)
	}
	o.role("viewer", "document", "document:view")
	o.role("lead", "project", "document:view", "document:edit")
	must(o.authz.CreateOrganizationRole(t.Context(), o.org, authorization.CreateOrganizationRoleParams{
		Slug: "org-auditor", Name: "Auditor",
	}))
	must(o.authz.SetOrganizationRolePermissions(t.Context(), o.org, "org-auditor",
		authorization.SetRolePermissionsParams{Permissions: []string{"document:view"}}))
	o.project = o.resource("project", "p-1", authorization.ParentRef{})
	o.folder = o.resource("folder", "f-1", authorization.ParentID(o.project.ID))
	o.document = o.resource("document", "d-1", authorization.ParentExternalID("folder", "f-1"))
	return o
}

func (o *office) permission(slug string) {
	o.t.Helper()
	must(o.authz.CreatePermission(o.t.Context(), authorization.CreatePermissionParams{Slug: slug, Name: slug}))
}

func (o *office) role(slug, kind string, permissions ...string) {
	o.t.Helper()
	must(o.authz.CreateRole(o.t.Context(), authorization.CreateRoleParams{Slug: slug, Name: slug, ResourceTypeSlug: kind}))
	must(o.authz.SetRolePermissions(o.t.Context(), slug, authorization.SetRolePermissionsParams{Permissions: permissions}))
}

func (o *office) resource(kind, externalID string, parent authorization.ParentRef) *authorization.Resource {
	o.t.Helper()
	return must(o.authz.CreateResource(o.t.Context(), authorization.CreateResourceParams{
		OrganizationID: o.org, ResourceTypeSlug: kind, ExternalID: externalID, Name: externalID, ParentRef: parent,
	}))
}

func (o *office) member(email string, roles ...string) string {
	o.t.Helper()
	user := o.srv.AddUser(usermanagement.CreateUserParams{Email: email})
	return o.srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{
		UserID: user.ID, OrganizationID: o.org, RoleSlugs: roles,
	}).ID
}

func (o *office) assign(membershipID, role string, resource *authorization.Resource) *authorization.RoleAssignment {
	o.t.Helper()
	return must(o.authz.AssignRole(o.t.Context(), membershipID, authorization.AssignRoleParams{
		RoleSlug: role, ResourceRef: authorization.ResourceID(resource.ID),
	}))
}

// can returns on which of organization, project, folder and document a member has a
// permission, by their first letters.
func (o *office) can(membershipID, permission string) string {
	o.t.Helper()
	able := []byte("opfd")
	for i, ref := range []authorization.ResourceRef{
		authorization.ResourceExternalID("organization", o.org),
		authorization.ResourceID(o.project.ID),
		authorization.ResourceExternalID("folder", "f-1"),
		authorization.ResourceExternalID("document", "d-1"),
	} {
		params := authorization.CheckParams{PermissionSlug: permission, ResourceRef: ref}
		if !must(o.authz.Check(o.t.Context(), membershipID, params)).Authorized {
			able[i] = ' '
		}
	}
	return strings.ReplaceAll(string(able), " ", "")
}

func (o *office) kinds() []events.Type {
	o.t.Helper()
	var kinds []events.Type
	for _, event := range listDirectoryEvents(o.t, o.srv, events.ListParams{}) {
		kinds = append(kinds, event.Type)
	}
	return kinds
}

// A role holds on its resource and on all below, and no longer than it is assigned.
func TestChecks(t *testing.T) {
	t.Parallel()
	o, ctx := newOffice(t), t.Context()
	ann, bob, cyd := o.member("ann@foo-corp.com"), o.member("bob@foo-corp.com"), o.member("cyd@foo-corp.com", "org-auditor")
	assert.Empty(t, o.can(ann, "document:view"))
	assert.Equal(t, "opfd", o.can(cyd, "document:view"), "the roles of a membership are roles on the organization")

	viewer := o.assign(ann, "viewer", o.document)
	o.assign(bob, "lead", o.project)
	assert.Equal(t, "d", o.can(ann, "document:view"))
	assert.Empty(t, o.can(ann, "document:edit"))
	assert.Equal(t, "pfd", o.can(bob, "document:edit"))
	assert.Empty(t, o.can(bob, "document:unknown"))

	assert.Len(t, must(o.authz.ListMembershipPermissions(ctx, bob, o.document.ID, authorization.ListMembershipPermissionsParams{})).Data, 2)
	byExternalID := must(o.authz.ListMembershipPermissionsByExternalID(ctx, ann, "document", "d-1", authorization.ListMembershipPermissionsParams{}))
	require.Len(t, byExternalID.Data, 1)
	assert.Equal(t, "document:view", byExternalID.Data[0].Slug)

	require.NoError(t, o.authz.RemoveRoleAssignment(ctx, ann, viewer.ID))
	require.NoError(t, o.authz.RemoveRole(ctx, bob, authorization.RemoveRoleParams{RoleSlug: "lead", ResourceRef: authorization.ResourceID(o.project.ID)}))
	assert.Empty(t, o.can(ann, "document:view"))
	assert.Empty(t, o.can(bob, "document:view"))
	requireRefusal(t, o.authz.RemoveRoleAssignment(ctx, ann, viewer.ID), 404, "")
	requireRefusal(t, o.authz.RemoveRole(ctx, bob, authorization.RemoveRoleParams{
		RoleSlug: "lead", ResourceRef: authorization.ResourceID(o.project.ID),
	}), 404, "")

	_, err := usermanagement.New(o.srv.Client()).DeactivateOrganizationMembership(ctx, cyd)
	require.NoError(t, err)
	assert.Empty(t, o.can(cyd, "document:view"), "who cannot sign in can do nothing")
	o.srv.SetRole("member", "document:edit")
	assert.Equal(t, "opfd", o.can(ann, "document:edit"), "SetRole counts")
}

// What a member can reach, and who can reach a resource.
func TestReach(t *testing.T) {
	t.Parallel()
	o, ctx := newOffice(t), t.Context()
	ann, bob, cyd := o.member("ann@foo-corp.com"), o.member("bob@foo-corp.com"), o.member("cyd@foo-corp.com", "org-auditor")
	other := o.resource("document", "d-2", authorization.ParentID(o.folder.ID))
	o.assign(ann, "viewer", o.document)
	o.assign(bob, "lead", o.project)

	reach := func(membershipID, permission string, parent authorization.ParentRef) (found []string) {
		page := must(o.authz.ListMembershipResources(ctx, membershipID,
			authorization.ListMembershipResourcesParams{
				ListParams: workos.ListParams{Order: workos.OrderAsc}, PermissionSlug: permission, ParentRef: parent,
			}))
		for _, resource := range page.Data {
			found = append(found, resource.ExternalID)
		}
		return found
	}
	folder, top := authorization.ParentExternalID("folder", "f-1"), authorization.ParentExternalID("organization", o.org)
	assert.Equal(t, []string{"d-1"}, reach(ann, "document:view", folder))
	assert.Equal(t, []string{"d-1", "d-2"}, reach(bob, "document:edit", folder))
	assert.Equal(t, []string{"f-1"}, reach(bob, "document:edit", authorization.ParentID(o.project.ID)))
	assert.Equal(t, []string{"p-1"}, reach(cyd, "document:view", top), "what has no parent is right below the organization")
	assert.Empty(t, reach(ann, "document:view", top))

	who := func(page *workos.List[authorization.OrganizationMembership], err error) (found []string) {
		require.NoError(t, err)
		for _, m := range page.Data {
			found = append(found, m.User.Email)
			assert.Equal(t, o.org, m.OrganizationID)
		}
		return found
	}
	params := authorization.ListResourceMembershipsParams{ListParams: workos.ListParams{Order: workos.OrderAsc}, PermissionSlug: "document:view"}
	assert.Equal(t, []string{"ann@foo-corp.com", "bob@foo-corp.com", "cyd@foo-corp.com"},
		who(o.authz.ListResourceMemberships(ctx, o.document.ID, params)))
	assert.Equal(t, []string{"bob@foo-corp.com", "cyd@foo-corp.com"}, who(o.authz.ListResourceMemberships(ctx, other.ID, params)))
	params.Assignment = authorization.AssignmentDirect
	assert.Equal(t, []string{"ann@foo-corp.com"},
		who(o.authz.ListResourceMembershipsByExternalID(ctx, o.org, "document", "d-1", params)))
	params.Assignment = "sideways"
	_, err := o.authz.ListResourceMemberships(ctx, o.document.ID, params)
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "assignment", Code: "unknown_value"})
}

// Who is in a group has its roles, and loses them with the group, the role or the
// place in it.
func TestGroupRoles(t *testing.T) {
	t.Parallel()
	o, ctx := newOffice(t), t.Context()
	ann, bob := o.member("ann@foo-corp.com"), o.member("bob@foo-corp.com")
	group := must(o.teams.Create(ctx, o.org, groups.CreateParams{Name: "Moon"}))
	join := func(membershipID string) {
		got := must(o.teams.AddMember(ctx, o.org, group.ID, groups.AddMemberParams{OrganizationMembershipID: membershipID}))
		assert.Equal(t, group, got)
	}
	join(ann)
	lead := must(o.authz.AssignGroupRole(ctx, group.ID, authorization.AssignGroupRoleParams{
		RoleSlug: "lead", ResourceRef: authorization.ResourceExternalID("project", "p-1"),
	}))
	join(bob)
	join(bob)
	assert.Equal(t, "pfd", o.can(ann, "document:edit"))
	assert.Equal(t, "pfd", o.can(bob, "document:edit"))

	derived := must(o.authz.ListRoleAssignments(ctx, ann, authorization.ListRoleAssignmentsParams{}))
	require.Len(t, derived.Data, 1)
	assert.Equal(t, authorization.RoleAssignmentSource{Type: authorization.RoleAssignmentSourceTypeGroup, GroupRoleAssignmentID: lead.ID}, derived.Data[0].Source)
	assert.Equal(t, lead.Resource, derived.Data[0].Resource)
	requireRefusal(t, o.authz.RemoveRoleAssignment(ctx, ann, derived.Data[0].ID), 403, "")
	requireRefusal(t, o.authz.RemoveRole(ctx, ann, authorization.RemoveRoleParams{
		RoleSlug: "lead", ResourceRef: authorization.ResourceID(o.project.ID),
	}), 404, "")
	assert.Equal(t, lead, must(o.authz.GetGroupRoleAssignment(ctx, group.ID, lead.ID)))

	_, err := o.authz.AssignGroupRole(ctx, group.ID, authorization.AssignGroupRoleParams{RoleSlug: "lead", ResourceRef: authorization.ResourceID(o.project.ID)})
	requireRefusal(t, err, 409, "duplicate_group_role_assignment")

	require.NoError(t, o.teams.RemoveMember(ctx, o.org, group.ID, bob))
	assert.Empty(t, o.can(bob, "document:edit"))
	replaced := must(o.authz.ReplaceGroupRoleAssignments(ctx, group.ID, authorization.ReplaceGroupRoleAssignmentsParams{
		RoleAssignments: []authorization.AssignGroupRoleParams{
			{RoleSlug: "org-auditor"},
			{RoleSlug: "lead", ResourceRef: authorization.ResourceID(o.project.ID)},
			{RoleSlug: "viewer", ResourceRef: authorization.ResourceExternalID("document", "d-1")},
		},
	}))
	assert.Len(t, replaced.Data, 3)
	assert.Contains(t, replaced.Data, *lead, "what stays keeps its ID")
	assert.Equal(t, "opfd", o.can(ann, "document:view"))

	require.NoError(t, o.authz.RemoveGroupRoleAssignment(ctx, group.ID, lead.ID))
	assert.Empty(t, o.can(ann, "document:edit"))
	require.NoError(t, o.authz.RemoveGroupRole(ctx, group.ID, authorization.RemoveGroupRoleParams{RoleSlug: "org-auditor"}))
	assert.Equal(t, "d", o.can(ann, "document:view"))
	requireRefusal(t, o.authz.RemoveGroupRole(ctx, group.ID, authorization.RemoveGroupRoleParams{RoleSlug: "org-auditor"}), 404, "")
	requireRefusal(t, o.authz.RemoveGroupRoleAssignment(ctx, group.ID, lead.ID), 404, "")
	assert.Len(t, must(o.authz.ListGroupRoleAssignments(ctx, group.ID, authorization.ListGroupRoleAssignmentsParams{})).Data, 1)

	require.NoError(t, o.teams.Delete(ctx, o.org, group.ID))
	assert.Empty(t, o.can(ann, "document:view"))
	_, err = o.authz.ListGroupRoleAssignments(ctx, group.ID, authorization.ListGroupRoleAssignmentsParams{})
	requireRefusal(t, err, 404, "")
}

func TestGroupRoleRefusals(t *testing.T) {
	t.Parallel()
	o, ctx := newOffice(t), t.Context()
	group := must(o.teams.Create(ctx, o.org, groups.CreateParams{Name: "Moon"}))
	replace := func(entry authorization.AssignGroupRoleParams) error {
		_, err := o.authz.ReplaceGroupRoleAssignments(ctx, group.ID, authorization.ReplaceGroupRoleAssignmentsParams{
			RoleAssignments: []authorization.AssignGroupRoleParams{entry},
		})
		return err
	}
	requireRefusal(t, replace(authorization.AssignGroupRoleParams{RoleSlug: "gone"}), 404, "")
	requireRefusal(t, replace(authorization.AssignGroupRoleParams{RoleSlug: "lead", ResourceRef: authorization.ResourceID("gone")}), 404, "")
	requireRefusal(t, replace(authorization.AssignGroupRoleParams{RoleSlug: "lead", ResourceRef: authorization.ResourceID(o.document.ID)}), 422, "",
		workos.FieldError{Field: "role_assignments[0]", Code: "invalid"})
	_, err := o.authz.AssignGroupRole(ctx, group.ID, authorization.AssignGroupRoleParams{RoleSlug: "lead"})
	requireRefusal(t, err, 422, "invalid_request_parameters", workos.FieldError{Field: "role_slug", Code: "is_for_another_resource_type"})
	for line, body := range map[string]string{
		"POST /authorization/groups/" + group.ID + "/role_assignments":   `{}`,
		"PUT /authorization/groups/" + group.ID + "/role_assignments":    `{}`,
		"DELETE /authorization/groups/" + group.ID + "/role_assignments": `{"role_slug":"lead","resource_id":"a","resource_external_id":"b","resource_type_slug":"c"}`,
	} {
		status, answer := send(t, o.srv, line, body)
		assert.Equal(t, 422, status, line+answer)
	}
	_, err = o.authz.GetGroupRoleAssignment(ctx, "gone", "gone")
	requireRefusal(t, err, 404, "")
}

func TestPermissionLifeCycle(t *testing.T) {
	t.Parallel()
	o, ctx := newOffice(t), t.Context()
	created := must(o.authz.CreatePermission(ctx, authorization.CreatePermissionParams{
		Slug: "folder:*", Name: "All", Description: "Everything", ResourceTypeSlug: "folder",
	}))
	assert.Equal(t, "Everything", created.Description)
	assert.Equal(t, "folder", created.ResourceTypeSlug)
	assert.Equal(t, created, must(o.authz.GetPermission(ctx, "folder:*")))
	assert.Len(t, must(o.authz.ListPermissions(ctx, authorization.ListPermissionsParams{})).Data, 3)
	updated := must(o.authz.UpdatePermission(ctx, "folder:*", authorization.UpdatePermissionParams{
		Name: "Folders", Description: workos.Null[string](),
	}))
	assert.Equal(t, "Folders", updated.Name)
	assert.Empty(t, updated.Description)

	_, err := o.authz.CreatePermission(ctx, authorization.CreatePermissionParams{Slug: "folder:*", Name: "Again"})
	requireRefusal(t, err, 409, "permission_slug_conflict")
	_, err = o.authz.CreatePermission(ctx, authorization.CreatePermissionParams{Slug: "No Slug", Name: strings.Repeat("n", 49)})
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "name", Code: "too_long"}, workos.FieldError{Field: "slug", Code: "invalid"})
	_, err = o.authz.UpdatePermission(ctx, "folder:*", authorization.UpdatePermissionParams{Description: workos.Set(strings.Repeat("d", 151))})
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "description", Code: "too_long"})

	ann := o.member("ann@foo-corp.com")
	o.assign(ann, "lead", o.project)
	require.NoError(t, o.authz.DeletePermission(ctx, "document:edit"))
	assert.Empty(t, o.can(ann, "document:edit"))
	assert.Equal(t, []string{"document:view"}, must(o.authz.GetRole(ctx, "lead")).Permissions)
	_, err = o.authz.GetPermission(ctx, "document:edit")
	requireRefusal(t, err, 404, "")
	requireRefusal(t, o.authz.DeletePermission(ctx, "document:edit"), 404, "")
	for _, kind := range []events.Type{events.TypePermissionCreated, events.TypePermissionUpdated, events.TypePermissionDeleted} {
		assert.Contains(t, o.kinds(), kind)
	}
}

func TestRoleLifeCycle(t *testing.T) {
	t.Parallel()
	o, ctx := newOffice(t), t.Context()
	slugs := func(page *workos.List[authorization.Role], err error) (found []string) {
		require.NoError(t, err)
		for _, r := range page.Data {
			found = append(found, r.Slug)
		}
		return found
	}
	assert.Equal(t, []string{"member", "viewer", "lead"}, slugs(o.authz.ListRoles(ctx)))
	assert.Equal(t, []string{"member", "viewer", "lead", "org-auditor"}, slugs(o.authz.ListOrganizationRoles(ctx, o.org)))
	assert.Equal(t, authorization.RoleTypeEnvironment, must(o.authz.GetOrganizationRole(ctx, o.org, "viewer")).Type)
	assert.Equal(t, authorization.RoleTypeOrganization, must(o.authz.GetOrganizationRole(ctx, o.org, "org-auditor")).Type)

	updated := must(o.authz.UpdateRole(ctx, "viewer", authorization.UpdateRoleParams{Name: "Reader", Description: workos.Set("Reads")}))
	assert.Equal(t, "Reader", updated.Name)
	assert.Equal(t, "Reads", updated.Description)
	assert.Equal(t, []string{"document:edit", "document:view"},
		must(o.authz.AddRolePermission(ctx, "viewer", authorization.AddRolePermissionParams{PermissionSlug: "document:edit"})).Permissions)
	again := must(o.authz.AddRolePermission(ctx, "viewer", authorization.AddRolePermissionParams{PermissionSlug: "document:edit"}))
	assert.Len(t, again.Permissions, 2)
	assert.Empty(t, must(o.authz.SetRolePermissions(ctx, "viewer", authorization.SetRolePermissionsParams{Permissions: []string{}})).Permissions)

	_, err := o.authz.CreateRole(ctx, authorization.CreateRoleParams{Slug: "member", Name: "Again"})
	requireRefusal(t, err, 409, "role_slug_conflict")
	_, err = o.authz.GetRole(ctx, "org-auditor")
	requireRefusal(t, err, 404, "")
	_, err = o.authz.UpdateRole(ctx, "viewer", authorization.UpdateRoleParams{Name: strings.Repeat("n", 49)})
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "name", Code: "too_long"})
	_, err = o.authz.AddRolePermission(ctx, "viewer", authorization.AddRolePermissionParams{PermissionSlug: "gone"})
	requireRefusal(t, err, 404, "")
	_, err = o.authz.SetRolePermissions(ctx, "viewer", authorization.SetRolePermissionsParams{Permissions: []string{"gone"}})
	requireRefusal(t, err, 404, "")
	for _, line := range []string{"POST /authorization/roles", "PUT /authorization/roles/viewer/permissions", "POST /authorization/roles/viewer/permissions"} {
		status, answer := send(t, o.srv, line, "{}")
		assert.Equal(t, 422, status, line+answer)
	}
	for _, kind := range []events.Type{events.TypeRoleCreated, events.TypeRoleUpdated, events.TypeOrganizationRoleCreated, events.TypeOrganizationRoleUpdated} {
		assert.Contains(t, o.kinds(), kind)
	}
}

func TestOrganizationRoleLifeCycle(t *testing.T) {
	t.Parallel()
	o, ctx := newOffice(t), t.Context()
	made := must(o.authz.CreateOrganizationRole(ctx, o.org, authorization.CreateOrganizationRoleParams{Name: "Billing & Co", Description: "Pays"}))
	assert.Regexp(t, "^org-billing-co-[a-z0-9]+$", made.Slug)
	assert.Equal(t, "organization", made.ResourceTypeSlug)
	assert.Equal(t, []string{"document:view"}, must(o.authz.AddOrganizationRolePermission(ctx, o.org, made.Slug,
		authorization.AddRolePermissionParams{PermissionSlug: "document:view"})).Permissions)
	assert.Empty(t, must(o.authz.RemoveOrganizationRolePermission(ctx, o.org, made.Slug, "document:view")).Permissions)
	_, err := o.authz.RemoveOrganizationRolePermission(ctx, o.org, made.Slug, "document:view")
	requireRefusal(t, err, 404, "")
	assert.Empty(t, must(o.authz.UpdateOrganizationRole(ctx, o.org, made.Slug, authorization.UpdateRoleParams{Description: workos.Null[string]()})).Description)

	_, err = o.authz.UpdateOrganizationRole(ctx, o.org, "viewer", authorization.UpdateRoleParams{Name: "Mine"})
	requireRefusal(t, err, 404, "")
	_, err = o.authz.CreateOrganizationRole(ctx, o.org, authorization.CreateOrganizationRoleParams{Name: "a", Slug: made.Slug})
	requireRefusal(t, err, 409, "organization_role_slug_conflict")
	_, err = o.authz.CreateOrganizationRole(ctx, o.org, authorization.CreateOrganizationRoleParams{Name: "a", Slug: "billing"})
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "slug", Code: "invalid"})
	_, err = o.authz.ListOrganizationRoles(ctx, "gone")
	requireRefusal(t, err, 404, "")
	_, err = o.authz.CreateOrganizationRole(ctx, "gone", authorization.CreateOrganizationRoleParams{Name: "a"})
	requireRefusal(t, err, 404, "")

	ann := o.member("ann@foo-corp.com", made.Slug)
	requireRefusal(t, o.authz.DeleteOrganizationRole(ctx, o.org, made.Slug), 409, "role_has_assignments")
	require.NoError(t, usermanagement.New(o.srv.Client()).DeleteOrganizationMembership(ctx, ann))
	bob := o.member("bob@foo-corp.com")
	top := must(o.authz.GetResourceByExternalID(ctx, o.org, "organization", o.org))
	assignment := o.assign(bob, made.Slug, top)
	requireRefusal(t, o.authz.DeleteOrganizationRole(ctx, o.org, made.Slug), 409, "role_has_assignments")
	require.NoError(t, o.authz.RemoveRoleAssignment(ctx, bob, assignment.ID))
	group := must(o.teams.Create(ctx, o.org, groups.CreateParams{Name: "Moon"}))
	must(o.authz.AssignGroupRole(ctx, group.ID, authorization.AssignGroupRoleParams{RoleSlug: made.Slug}))
	requireRefusal(t, o.authz.DeleteOrganizationRole(ctx, o.org, made.Slug), 409, "role_has_assignments")
	require.NoError(t, o.teams.Delete(ctx, o.org, group.ID))

	require.NoError(t, o.authz.DeleteOrganizationRole(ctx, o.org, made.Slug))
	requireRefusal(t, o.authz.DeleteOrganizationRole(ctx, o.org, made.Slug), 404, "")
	assert.Contains(t, o.kinds(), events.TypeOrganizationRoleDeleted)
}

func TestResourceLifeCycle(t *testing.T) {
	t.Parallel()
	o, ctx := newOffice(t), t.Context()
	assert.Equal(t, o.project.ID, o.folder.ParentResourceID)
	assert.Equal(t, o.document, must(o.authz.GetResource(ctx, o.document.ID)))
	assert.Equal(t, o.document, must(o.authz.GetResourceByExternalID(ctx, o.org, "document", "d-1")))

	o.srv.Advance(time.Second)
	updated := must(o.authz.UpdateResource(ctx, o.document.ID, authorization.UpdateResourceParams{
		Name: "Budget", Description: workos.Set("Numbers"), ParentRef: authorization.ParentID(o.project.ID),
	}))
	assert.Equal(t, o.project.ID, updated.ParentResourceID)
	assert.Equal(t, "Numbers", updated.Description)
	assert.True(t, updated.UpdatedAt.After(updated.CreatedAt))
	updated = must(o.authz.UpdateResourceByExternalID(ctx, o.org, "document", "d-1", authorization.UpdateResourceParams{
		Description: workos.Null[string](), ParentRef: authorization.ParentID(o.folder.ID),
	}))
	assert.Equal(t, "Budget", updated.Name)
	assert.Empty(t, updated.Description)

	requireRefusal(t, o.authz.DeleteResource(ctx, o.project.ID, authorization.DeleteResourceParams{}), 409, "resource_has_dependents")
	ann := o.member("ann@foo-corp.com")
	o.assign(ann, "viewer", o.document)
	requireRefusal(t, o.authz.DeleteResourceByExternalID(ctx, o.org, "document", "d-1", authorization.DeleteResourceParams{}), 409, "resource_has_dependents")
	group := must(o.teams.Create(ctx, o.org, groups.CreateParams{Name: "Moon"}))
	must(o.authz.AssignGroupRole(ctx, group.ID, authorization.AssignGroupRoleParams{
		RoleSlug: "lead", ResourceRef: authorization.ResourceID(o.project.ID),
	}))
	require.NoError(t, o.authz.DeleteResource(ctx, o.project.ID, authorization.DeleteResourceParams{CascadeDelete: true}))
	for _, gone := range []*authorization.Resource{o.project, o.folder, o.document} {
		_, err := o.authz.GetResource(ctx, gone.ID)
		requireRefusal(t, err, 404, "")
	}
	assert.Empty(t, must(o.authz.ListRoleAssignments(ctx, ann, authorization.ListRoleAssignmentsParams{})).Data)
	assert.Empty(t, must(o.authz.ListGroupRoleAssignments(ctx, group.ID, authorization.ListGroupRoleAssignmentsParams{})).Data)

	lone := o.resource("document", "d-1", authorization.ParentRef{})
	requireRefusal(t, o.authz.DeleteResource(ctx, o.document.ID, authorization.DeleteResourceParams{}), 404, "")
	require.NoError(t, o.authz.DeleteResourceByExternalID(ctx, o.org, lone.ResourceTypeSlug, lone.ExternalID, authorization.DeleteResourceParams{}))
}

func TestResourceLists(t *testing.T) {
	t.Parallel()
	o, ctx := newOffice(t), t.Context()
	o.resource("document", "d-2", authorization.ParentExternalID("organization", o.org))
	other := o.srv.AddOrganization(organizations.CreateParams{Name: "Bar"})
	must(o.authz.CreateResource(ctx, authorization.CreateResourceParams{
		OrganizationID: other.ID, ResourceTypeSlug: "document", ExternalID: "d-1", Name: "Theirs",
	}))
	for want, params := range map[string]authorization.ListResourcesParams{
		"p-1 f-1 d-1 d-2": {OrganizationID: o.org},
		"d-1 d-2 d-1":     {ResourceTypeSlug: "document"},
		"d-1 d-1":         {ResourceTypeSlug: "document", ResourceExternalID: "d-1"},
		"f-1":             {OrganizationID: o.org, ParentResourceID: o.project.ID},
		"d-1":             {ResourceTypeSlug: "document", ParentResourceTypeSlug: "folder", ParentExternalID: "f-1"},
		"p-1 d-2":         {OrganizationID: o.org, ParentResourceTypeSlug: "organization", ParentExternalID: o.org},
		"":                {OrganizationID: "gone"},
	} {
		params.Order = workos.OrderAsc
		var found []string
		for _, r := range must(o.authz.ListResources(ctx, params)).Data {
			found = append(found, r.ExternalID)
		}
		assert.Equal(t, want, strings.Join(found, " "))
	}
	_, err := o.authz.ListResources(ctx, authorization.ListResourcesParams{})
	requireRefusal(t, err, 400, "missing_organization_id_or_resource_type_slug")
	for _, query := range []url.Values{
		{"organization_id": {o.org}, "parent_external_id": {"f-1"}},
		{"organization_id": {o.org}, "parent_resource_id": {o.folder.ID}, "parent_external_id": {"f-1"}, "parent_resource_type_slug": {"folder"}},
	} {
		_, err = workos.GetList[authorization.Resource](ctx, o.srv.Client(), workos.Path("/authorization/resources"), query)
		requireRefusal(t, err, 422, "", workos.FieldError{Field: "parent_resource_id", Code: "incomplete_or_ambiguous"})
	}
}

func TestResourceRefusals(t *testing.T) {
	t.Parallel()
	o, ctx := newOffice(t), t.Context()
	create := func(change func(*authorization.CreateResourceParams)) error {
		params := authorization.CreateResourceParams{OrganizationID: o.org, ResourceTypeSlug: "document", ExternalID: "d-9", Name: "Nine"}
		change(&params)
		_, err := o.authz.CreateResource(ctx, params)
		return err
	}
	type params = authorization.CreateResourceParams
	requireRefusal(t, create(func(p *params) { p.ExternalID = "d-1" }), 409, "authorization_resource_external_id_conflict")
	requireRefusal(t, create(func(p *params) { p.OrganizationID = "gone" }), 404, "")
	requireRefusal(t, create(func(p *params) { p.ParentRef = authorization.ParentID("gone") }), 404, "")
	requireRefusal(t, create(func(p *params) { p.ParentRef = authorization.ParentRef{ID: "a", TypeSlug: "b"} }), 422, "invalid_request_parameters",
		workos.FieldError{Field: "parent_resource_id", Code: "incomplete_or_ambiguous"})
	requireRefusal(t, create(func(p *params) { p.ExternalID = "é" }), 422, "", workos.FieldError{Field: "external_id", Code: "invalid"})
	requireRefusal(t, create(func(p *params) { p.ResourceTypeSlug = "organization" }), 422, "",
		workos.FieldError{Field: "resource_type_slug", Code: "invalid"})
	status, answer := send(t, o.srv, "POST /authorization/resources", "{}")
	assert.Equal(t, 422, status, answer)

	_, err := o.authz.UpdateResource(ctx, o.project.ID, authorization.UpdateResourceParams{ParentRef: authorization.ParentID(o.document.ID)})
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "parent_resource_id", Code: "is_below_the_resource"})
	_, err = o.authz.UpdateResource(ctx, o.project.ID, authorization.UpdateResourceParams{ParentRef: authorization.ParentID("gone")})
	requireRefusal(t, err, 404, "")
	_, err = o.authz.UpdateResource(ctx, o.project.ID, authorization.UpdateResourceParams{Name: strings.Repeat("n", 49)})
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "name", Code: "too_long"})
	_, err = o.authz.UpdateResourceByExternalID(ctx, o.org, "organization", o.org, authorization.UpdateResourceParams{Name: "a"})
	requireRefusal(t, err, 403, "")
	status, answer = send(t, o.srv, "DELETE /authorization/resources/"+o.document.ID+"?cascade_delete=perhaps", "")
	assert.Equal(t, 422, status, answer)
	_, err = o.authz.GetResourceByExternalID(ctx, "gone", "document", "d-1")
	requireRefusal(t, err, 404, "")
}

func TestAssignments(t *testing.T) {
	t.Parallel()
	o, ctx := newOffice(t), t.Context()
	ann := o.member("ann@foo-corp.com")
	lead, viewer := o.assign(ann, "lead", o.project), o.assign(ann, "viewer", o.document)
	assert.Equal(t, lead, o.assign(ann, "lead", o.project), "a role is assigned once")
	for _, params := range []authorization.ListRoleAssignmentsParams{
		{ResourceID: o.document.ID}, {ResourceTypeSlug: "document"}, {ResourceExternalID: "d-1"},
	} {
		assert.Equal(t, []authorization.RoleAssignment{*viewer}, must(o.authz.ListRoleAssignments(ctx, ann, params)).Data)
	}
	assert.Len(t, must(o.authz.ListRoleAssignments(ctx, ann, authorization.ListRoleAssignmentsParams{})).Data, 2)
	assert.Equal(t, []authorization.RoleAssignment{*lead},
		must(o.authz.ListResourceRoleAssignments(ctx, o.project.ID, authorization.ListResourceRoleAssignmentsParams{})).Data)
	assert.Empty(t, must(o.authz.ListResourceRoleAssignmentsByExternalID(ctx, o.org, "project", "p-1",
		authorization.ListResourceRoleAssignmentsParams{RoleSlug: "viewer"})).Data)

	assign := func(membershipID, role string, ref authorization.ResourceRef) error {
		_, err := o.authz.AssignRole(ctx, membershipID, authorization.AssignRoleParams{RoleSlug: role, ResourceRef: ref})
		return err
	}
	project := authorization.ResourceID(o.project.ID)
	requireRefusal(t, assign("gone", "lead", project), 404, "")
	requireRefusal(t, assign(ann, "gone", project), 404, "")
	requireRefusal(t, assign(ann, "lead", authorization.ResourceExternalID("project", "gone")), 404, "")
	requireRefusal(t, assign(ann, "viewer", project), 422, "invalid_request_parameters",
		workos.FieldError{Field: "role_slug", Code: "is_for_another_resource_type"})
	om := "/authorization/organization_memberships/" + ann
	for line, body := range map[string]string{
		"POST " + om + "/role_assignments":                                           `{"role_slug":"lead"}`,
		"POST " + om + "/role_assignments?":                                          `{"resource_id":"a"}`,
		"DELETE " + om + "/role_assignments":                                         `{"role_slug":"lead"}`,
		"DELETE " + om + "/role_assignments?":                                        `{"resource_id":"` + o.project.ID + `"}`,
		"DELETE " + om + "/role_assignments??":                                       `{"role_slug":"lead","resource_type_slug":"project"}`,
		"POST " + om + "/check":                                                      `{"permission_slug":"p"}`,
		"POST " + om + "/check?":                                                     `{"resource_id":"` + o.project.ID + `"}`,
		"POST " + om + "/check??":                                                    `{"permission_slug":"p","resource_external_id":"a"}`,
		"GET " + om + "/resources":                                                   "",
		"GET " + om + "/resources?permission_slug=p":                                 "",
		"GET /authorization/resources/" + o.project.ID + "/organization_memberships": "",
	} {
		status, answer := send(t, o.srv, strings.TrimRight(line, "?"), body)
		assert.Equal(t, 422, status, line+answer)
	}
	_, err := o.authz.Check(ctx, ann, authorization.CheckParams{PermissionSlug: "p", ResourceRef: authorization.ResourceID("gone")})
	requireRefusal(t, err, 404, "")
	_, err = o.authz.Check(ctx, "gone", authorization.CheckParams{PermissionSlug: "p", ResourceRef: project})
	requireRefusal(t, err, 404, "")
	_, err = o.authz.ListMembershipResources(ctx, ann, authorization.ListMembershipResourcesParams{
		PermissionSlug: "p", ParentRef: authorization.ParentID("gone"),
	})
	requireRefusal(t, err, 404, "")
}

// Members of one organization reach nothing of another.
func TestOrganizationsAreApart(t *testing.T) {
	t.Parallel()
	o, ctx := newOffice(t), t.Context()
	other := o.srv.AddOrganization(organizations.CreateParams{Name: "Bar"})
	user := o.srv.AddUser(usermanagement.CreateUserParams{Email: "eve@bar.com"})
	eve := o.srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: user.ID, OrganizationID: other.ID}).ID
	_, err := o.authz.AssignRole(ctx, eve, authorization.AssignRoleParams{RoleSlug: "lead", ResourceRef: authorization.ResourceID(o.project.ID)})
	requireRefusal(t, err, 404, "")
	_, err = o.authz.Check(ctx, eve, authorization.CheckParams{PermissionSlug: "document:view", ResourceRef: authorization.ResourceExternalID("document", "d-1")})
	requireRefusal(t, err, 404, "")
	_, err = o.authz.ListMembershipPermissions(ctx, eve, o.document.ID, authorization.ListMembershipPermissionsParams{})
	requireRefusal(t, err, 404, "")
	_, err = o.authz.GetOrganizationRole(ctx, other.ID, "org-auditor")
	requireRefusal(t, err, 404, "")
}

// With an organization goes all that belongs to it.
func TestAuthorizationOfDeletedOrganization(t *testing.T) {
	t.Parallel()
	o, ctx := newOffice(t), t.Context()
	ann := o.member("ann@foo-corp.com")
	o.assign(ann, "viewer", o.document)
	group := must(o.teams.Create(ctx, o.org, groups.CreateParams{Name: "Moon"}))
	must(o.authz.AssignGroupRole(ctx, group.ID, authorization.AssignGroupRoleParams{RoleSlug: "org-auditor"}))
	must(o.teams.AddMember(ctx, o.org, group.ID, groups.AddMemberParams{OrganizationMembershipID: ann}))
	require.NoError(t, organizations.New(o.srv.Client()).Delete(ctx, o.org))
	_, err := o.authz.GetResource(ctx, o.document.ID)
	requireRefusal(t, err, 404, "")
	_, err = o.authz.ListGroupRoleAssignments(ctx, group.ID, authorization.ListGroupRoleAssignmentsParams{})
	requireRefusal(t, err, 404, "")
	_, err = o.authz.GetOrganizationRole(ctx, o.org, "org-auditor")
	requireRefusal(t, err, 404, "")
	assert.Len(t, must(o.authz.ListRoles(ctx)).Data, 3, "those of the environment stay")
	assert.Contains(t, o.kinds(), events.TypeGroupDeleted)
}

// Access tokens carry the permissions that roles were given.
func TestTokensCarryPermissionsOfRoles(t *testing.T) {
	t.Parallel()
	o, ctx := newOffice(t), t.Context()
	must(o.authz.AddRolePermission(ctx, "member", authorization.AddRolePermissionParams{PermissionSlug: "document:view"}))
	o.srv.SetRole("member", "document:print")
	user := o.srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com", EmailVerified: true, Password: "correct horse"})
	o.srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: user.ID, OrganizationID: o.org})
	auth, err := usermanagement.New(o.srv.Client()).AuthenticateWithPassword(ctx, usermanagement.AuthenticateWithPasswordParams{
		Email: "ann@foo-corp.com", Password: "correct horse",
	})
	require.NoError(t, err)
	assert.Equal(t, []any{"document:print", "document:view"}, verifyToken(t, o.srv, auth.AccessToken)["permissions"])
}
