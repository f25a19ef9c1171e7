package apikeys_test

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/apikeys"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	keys := apikeys.New(srv.Client())

	key, err := keys.Create(ctx, org.ID, apikeys.CreateParams{Name: "CI", Permissions: []string{"posts:read"}})
	if err != nil {
		fmt.Println(err)
		return
	}

	// Later, a program of Foo Corp sends the value with a request.
	for _, value := range []string{key.Value, "sk_guessed"} {
		validation, err := keys.Validate(ctx, apikeys.ValidateParams{Value: value})
		switch {
		case err != nil:
			fmt.Println(err)
		case validation.APIKey == nil:
			fmt.Println("unauthorized")
		case !slices.Contains(validation.APIKey.Permissions, "posts:read"):
			fmt.Println("forbidden")
		default:
			fmt.Println("welcome", validation.APIKey.Owner.ID == org.ID)
		}
	}
	// Output:
	// welcome true
	// unauthorized
}

// Two weeks are time enough to move to another key.
func ExampleService_Expire() {
	ctx := context.Background()
	srv := workostest.New(workostest.WithClock(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)))
	defer srv.Close()
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	keys := apikeys.New(srv.Client())
	old, err := keys.Create(ctx, org.ID, apikeys.CreateParams{Name: "CI"})
	if err != nil {
		fmt.Println(err)
		return
	}

	expiring, err := keys.Expire(ctx, old.ID, apikeys.ExpireParams{ExpiresAt: workos.Set(srv.Now().AddDate(0, 0, 14))})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(expiring.ExpiresAt.Format(time.DateOnly))

	srv.Advance(15 * 24 * time.Hour)
	validation, err := keys.Validate(ctx, apikeys.ValidateParams{Value: old.Value})
	fmt.Println(validation.APIKey == nil, err)
	// Output:
	// 2026-01-29
	// true <nil>
}
