package organizations_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	orgs := organizations.New(srv.Client())

	org, err := orgs.Create(ctx, organizations.CreateParams{
		Name:       "Foo Corp",
		ExternalID: "customer-42",
		DomainData: []organizations.DomainData{
			{Domain: "foo-corp.com", State: organizations.DomainDataStateVerified},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	org, err = orgs.GetByExternalID(ctx, org.ExternalID)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(org.Name, org.Domains[0].Domain, org.Domains[0].State)
	// Output: Foo Corp foo-corp.com verified
}

func ExampleService_List() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	orgs := organizations.New(srv.Client())
	for _, name := range []string{"Foo Corp", "Bar Inc", "Foo Labs"} {
		if _, err := orgs.Create(ctx, organizations.CreateParams{Name: name}); err != nil {
			fmt.Println(err)
			return
		}
	}

	page, err := orgs.List(ctx, organizations.ListParams{
		ListParams: workos.ListParams{Order: workos.OrderAsc},
		Search:     "foo",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for org, err := range page.All(ctx) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(org.Name)
	}
	// Output:
	// Foo Corp
	// Foo Labs
}

func ExampleService_Update() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	orgs := organizations.New(srv.Client())
	org, err := orgs.Create(ctx, organizations.CreateParams{
		Name:       "Foo Corp",
		ExternalID: "customer-42",
		Metadata:   map[string]string{"tier": "trial", "seats": "5"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	// What is not mentioned stays as it is.
	org, err = orgs.Update(ctx, org.ID, organizations.UpdateParams{
		ExternalID: workos.Null[string](),
		Metadata: workos.Set(workos.MetadataUpdate{
			"tier":  workos.Set("gold"),
			"seats": workos.Null[string](),
		}),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s %q %v\n", org.Name, org.ExternalID, org.Metadata)
	// Output: Foo Corp "" map[tier:gold]
}

func ExampleService_Create_conflict() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	orgs := organizations.New(srv.Client())
	params := organizations.CreateParams{Name: "Foo Corp", ExternalID: "customer-42"}
	if _, err := orgs.Create(ctx, params); err != nil {
		fmt.Println(err)
		return
	}

	_, err := orgs.Create(ctx, params)
	var apiErr *workos.Error
	if errors.As(err, &apiErr) && apiErr.Code == "external_id_already_used" {
		fmt.Println("there already")
	}
	// Output: there already
}
