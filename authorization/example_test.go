package authorization_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/authorization"
	"github.com/workos-go/workos/groups"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// join adds a user to an organization, and returns the membership.
func join(srv *workostest.Server, organizationID, email string) usermanagement.OrganizationMembership {
	user := srv.AddUser(usermanagement.CreateUserParams{Email: email})
	return srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: user.ID, OrganizationID: organizationID})
}

// must is for examples alone.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	authz := authorization.New(srv.Client())
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	ann := join(srv, org.ID, "ann@foo-corp.com")

	// Once: what can be done, and who can do it.
	must(authz.CreatePermission(ctx, authorization.CreatePermissionParams{
		Slug: "document:edit", Name: "Edit documents", ResourceTypeSlug: "document",
	}))
	must(authz.CreateRole(ctx, authorization.CreateRoleParams{Slug: "editor", Name: "Editor", ResourceTypeSlug: "document"}))
	must(authz.SetRolePermissions(ctx, "editor", authorization.SetRolePermissionsParams{Permissions: []string{"document:edit"}}))

	// When Ann writes a document.
	document := authorization.ResourceExternalID("document", "doc-1")
	must(authz.CreateResource(ctx, authorization.CreateResourceParams{
		OrganizationID: org.ID, ResourceTypeSlug: "document", ExternalID: "doc-1", Name: "Budget",
	}))
	must(authz.AssignRole(ctx, ann.ID, authorization.AssignRoleParams{RoleSlug: "editor", ResourceRef: document}))

	// Before she changes it.
	check, err := authz.Check(ctx, ann.ID, authorization.CheckParams{PermissionSlug: "document:edit", ResourceRef: document})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(check.Authorized)
	// Output: true
}

// A role on a project holds for all that is in it.
func ExampleService_ListMembershipResources() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	authz := authorization.New(srv.Client())
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	ann := join(srv, org.ID, "ann@foo-corp.com")
	must(authz.CreatePermission(ctx, authorization.CreatePermissionParams{Slug: "document:view", Name: "View"}))
	must(authz.CreateRole(ctx, authorization.CreateRoleParams{Slug: "reader", Name: "Reader", ResourceTypeSlug: "project"}))
	must(authz.AddRolePermission(ctx, "reader", authorization.AddRolePermissionParams{PermissionSlug: "document:view"}))
	project := must(authz.CreateResource(ctx, authorization.CreateResourceParams{
		OrganizationID: org.ID, ResourceTypeSlug: "project", ExternalID: "p-1", Name: "Moon",
	}))
	for _, name := range []string{"Rocket", "Crew"} {
		must(authz.CreateResource(ctx, authorization.CreateResourceParams{
			OrganizationID: org.ID, ResourceTypeSlug: "document", ExternalID: name, Name: name,
			ParentRef: authorization.ParentID(project.ID),
		}))
	}
	must(authz.AssignRole(ctx, ann.ID, authorization.AssignRoleParams{
		RoleSlug: "reader", ResourceRef: authorization.ResourceID(project.ID),
	}))

	page, err := authz.ListMembershipResources(ctx, ann.ID, authorization.ListMembershipResourcesParams{
		ListParams:     workos.ListParams{Order: workos.OrderAsc},
		PermissionSlug: "document:view",
		ParentRef:      authorization.ParentExternalID("project", "p-1"),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for document, err := range page.All(ctx) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(document.Name)
	}
	// Output:
	// Rocket
	// Crew
}

// Whoever joins a group has its roles, and whoever leaves it has not.
func ExampleService_AssignGroupRole() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	authz, teams := authorization.New(srv.Client()), groups.New(srv.Client())
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	ann := join(srv, org.ID, "ann@foo-corp.com")
	must(authz.CreatePermission(ctx, authorization.CreatePermissionParams{Slug: "billing:manage", Name: "Billing"}))
	must(authz.CreateOrganizationRole(ctx, org.ID, authorization.CreateOrganizationRoleParams{Slug: "org-billing", Name: "Billing"}))
	must(authz.AddOrganizationRolePermission(ctx, org.ID, "org-billing", authorization.AddRolePermissionParams{PermissionSlug: "billing:manage"}))
	finance := must(teams.Create(ctx, org.ID, groups.CreateParams{Name: "Finance"}))
	must(authz.AssignGroupRole(ctx, finance.ID, authorization.AssignGroupRoleParams{RoleSlug: "org-billing"}))

	check := authorization.CheckParams{
		PermissionSlug: "billing:manage",
		ResourceRef:    authorization.ResourceExternalID("organization", org.ID),
	}
	fmt.Println(must(authz.Check(ctx, ann.ID, check)).Authorized)
	must(teams.AddMember(ctx, org.ID, finance.ID, groups.AddMemberParams{OrganizationMembershipID: ann.ID}))
	fmt.Println(must(authz.Check(ctx, ann.ID, check)).Authorized)
	// Output:
	// false
	// true
}

// setUp makes what the code relies on. It may run at every start: what is there
// already is a conflict.
func setUp(ctx context.Context, authz *authorization.Service) error {
	_, err := authz.CreatePermission(ctx, authorization.CreatePermissionParams{
		Slug: "document:edit", Name: "Edit documents", ResourceTypeSlug: "document",
	})
	if err != nil && !errors.Is(err, workos.ErrConflict) {
		return err
	}
	_, err = authz.CreateRole(ctx, authorization.CreateRoleParams{
		Slug: "editor", Name: "Editor", ResourceTypeSlug: "document",
	})
	if err != nil && !errors.Is(err, workos.ErrConflict) {
		return err
	}
	_, err = authz.SetRolePermissions(ctx, "editor", authorization.SetRolePermissionsParams{
		Permissions: []string{"document:edit"},
	})
	return err
}

// membershipOf returns the ID by which this package knows a user in an organization.
func membershipOf(
	ctx context.Context, users *usermanagement.Service,
	userID, organizationID string,
) (string, error) {
	page, err := users.ListOrganizationMemberships(ctx, usermanagement.ListOrganizationMembershipsParams{
		UserID: userID, OrganizationID: organizationID,
	})
	if err != nil {
		return "", err
	}
	if len(page.Data) == 0 {
		return "", fmt.Errorf("%s is no active member of %s", userID, organizationID)
	}
	return page.Data[0].ID, nil
}

// addDocument adds a new document in a project, and lets its author edit it, who goes
// by the ID of the membership.
func addDocument(
	ctx context.Context, authz *authorization.Service,
	organizationID, projectID, documentID, membershipID string,
) error {
	_, err := authz.CreateResource(ctx, authorization.CreateResourceParams{
		OrganizationID:   organizationID,
		ResourceTypeSlug: "document",
		ExternalID:       documentID,
		Name:             "Document " + documentID,
		ParentRef:        authorization.ParentExternalID("project", projectID),
	})
	var refusal *workos.Error
	taken := errors.As(err, &refusal) && refusal.Code == "authorization_resource_external_id_conflict"
	if err != nil && !taken { // taken: an earlier call got this far
		return err
	}
	_, err = authz.AssignRole(ctx, membershipID, authorization.AssignRoleParams{
		RoleSlug:    "editor",
		ResourceRef: authorization.ResourceExternalID("document", documentID),
	})
	return err
}

// mayEdit says whether a member may edit a document.
func mayEdit(
	ctx context.Context, authz *authorization.Service,
	membershipID, documentID string,
) (bool, error) {
	check, err := authz.Check(ctx, membershipID, authorization.CheckParams{
		PermissionSlug: "document:edit",
		ResourceRef:    authorization.ResourceExternalID("document", documentID),
	})
	switch {
	case errors.Is(err, workos.ErrNotFound): // no such member, or no such document
		return false, nil
	case err != nil:
		return false, err
	}
	return check.Authorized, nil
}

// editable returns the IDs of a project's documents that a member may edit.
func editable(
	ctx context.Context, authz *authorization.Service,
	membershipID, projectID string,
) ([]string, error) {
	page, err := authz.ListMembershipResources(ctx, membershipID, authorization.ListMembershipResourcesParams{
		PermissionSlug: "document:edit",
		ParentRef:      authorization.ParentExternalID("project", projectID),
	})
	if err != nil {
		return nil, err
	}
	var ids []string
	for document, err := range page.All(ctx) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, document.ExternalID)
	}
	return ids, nil
}

func Example_documents() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	authz := authorization.New(srv.Client())
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	ann, ben := join(srv, org.ID, "ann@foo-corp.com"), join(srv, org.ID, "ben@foo-corp.com")
	must(authz.CreateResource(ctx, authorization.CreateResourceParams{
		OrganizationID: org.ID, ResourceTypeSlug: "project", ExternalID: "p-1", Name: "Moon",
	}))
	for range 2 { // as after a restart
		if err := setUp(ctx, authz); err != nil {
			fmt.Println(err)
			return
		}
	}
	author := must(membershipOf(ctx, usermanagement.New(srv.Client()), ann.UserID, org.ID))
	for range 2 { // as from a queue
		if err := addDocument(ctx, authz, org.ID, "p-1", "doc-1", author); err != nil {
			fmt.Println(err)
			return
		}
	}
	const busy = `{"code":"resource_type_update_in_progress","message":"Try again later."}`
	srv.Fail("POST /authorization/resources", 1, workostest.Respond(http.StatusConflict, nil, busy))
	fmt.Println(addDocument(ctx, authz, org.ID, "p-1", "doc-3", author) != nil) // and nothing was made

	fmt.Println(must(mayEdit(ctx, authz, ann.ID, "doc-1")), must(mayEdit(ctx, authz, ben.ID, "doc-1")), must(mayEdit(ctx, authz, ann.ID, "doc-2")))
	fmt.Println(must(editable(ctx, authz, ann.ID, "p-1")))
	// Output:
	// true
	// true false false
	// [doc-1]
}
