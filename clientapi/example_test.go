package clientapi_test

import (
	"context"
	"fmt"

	"github.com/workos-go/workos/clientapi"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	user := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com"})
	srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: user.ID, OrganizationID: org.ID})

	token, err := clientapi.New(srv.Client()).CreateToken(ctx, clientapi.CreateTokenParams{OrganizationID: org.ID, UserID: user.ID})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(token) // to the browser: token.Token
	// Output: clientapi.Token{Token:[redacted]}
}
