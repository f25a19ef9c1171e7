package widgets_test

import (
	"context"
	"fmt"

	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/widgets"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	user := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com"})
	srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: user.ID, OrganizationID: org.ID})

	token, err := widgets.New(srv.Client()).CreateToken(ctx, widgets.CreateTokenParams{
		OrganizationID: org.ID,
		UserID:         user.ID,
		Scopes:         []widgets.Scope{widgets.ScopeUsersTableManage},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(token) // into the page: token.Token
	// Output: widgets.Token{Token:[redacted]}
}
