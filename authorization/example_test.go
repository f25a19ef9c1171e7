package authorization_test

import (
	"context"
	"fmt"

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
