package groups_test

import (
	"context"
	"fmt"

	"github.com/workos-go/workos/groups"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	ann := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com"})
	membership := srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: ann.ID, OrganizationID: org.ID})
	teams := groups.New(srv.Client())

	group, err := teams.Create(ctx, org.ID, groups.CreateParams{Name: "Engineering"})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = teams.AddMember(ctx, org.ID, group.ID, groups.AddMemberParams{OrganizationMembershipID: membership.ID})
	if err != nil {
		fmt.Println(err)
		return
	}

	members, err := teams.ListMembers(ctx, org.ID, group.ID, groups.ListMembersParams{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for member, err := range members.All(ctx) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(group.Name, member.UserID == ann.ID)
	}
	// Output: Engineering true
}
