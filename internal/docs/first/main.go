// First is the first program of README.md.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
)

func main() {
	ctx := context.Background()
	client := workos.NewClient() // reads WORKOS_API_KEY
	orgs := organizations.New(client)

	org, err := orgs.Create(ctx, organizations.CreateParams{
		Name:       "Foo Corp",
		ExternalID: "customer-42",
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(org.ID)
}
