package organizationdomains_test

import (
	"context"
	"fmt"

	"github.com/workos-go/workos/organizationdomains"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	client := srv.Client()
	org, err := organizations.New(client).Create(ctx, organizations.CreateParams{Name: "Foo Corp"})
	if err != nil {
		fmt.Println(err)
		return
	}

	domains := organizationdomains.New(client)
	domain, err := domains.Create(ctx, organizationdomains.CreateParams{
		OrganizationID: org.ID,
		Domain:         "foo-corp.com",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(domain.Domain, domain.State)

	// The customer publishes the DNS record; then WorkOS is told to look for it.
	domain, err = domains.Verify(ctx, domain.ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(domain.Domain, domain.State)
	// Output:
	// foo-corp.com pending
	// foo-corp.com verified
}
