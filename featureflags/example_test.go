package featureflags_test

import (
	"context"
	"fmt"

	"github.com/workos-go/workos/featureflags"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	srv.AddFeatureFlag(featureflags.Flag{Slug: "advanced-analytics"}) // in the dashboard
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	flags := featureflags.New(srv.Client())

	if _, err := flags.Enable(ctx, "advanced-analytics"); err != nil {
		fmt.Println(err)
		return
	}
	if err := flags.AddTarget(ctx, "advanced-analytics", org.ID); err != nil {
		fmt.Println(err)
		return
	}
	page, err := flags.ListForOrganization(ctx, org.ID, featureflags.ListForOrganizationParams{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for flag, err := range page.All(ctx) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(flag.Slug, "is on")
	}
	// Output: advanced-analytics is on
}

func ExampleRuntime() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	srv.AddFeatureFlag(featureflags.Flag{Slug: "new-dashboard", Enabled: true}, "user_1", "org_1")

	flags, err := featureflags.NewRuntime(srv.Client(), featureflags.RuntimeConfig{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer flags.Close()
	if err := flags.WaitReady(ctx); err != nil {
		fmt.Println(err)
		return
	}
	for _, target := range []featureflags.Target{{UserID: "user_1"}, {UserID: "user_2"}, {UserID: "user_2", OrganizationID: "org_1"}} {
		fmt.Println(target, flags.Enabled("new-dashboard", target))
	}
	// Output:
	// {user_1 } true
	// {user_2 } false
	// {user_2 org_1} true
}

// A server that keeps its flags in a file also starts while the API is down.
func ExampleRuntime_Snapshot() {
	srv := workostest.New()
	defer srv.Close()
	srv.AddFeatureFlag(featureflags.Flag{Slug: "new-dashboard", Enabled: true, DefaultValue: true})
	kept := func() []byte { // to be written to a file, now and then
		flags, err := featureflags.NewRuntime(srv.Client(), featureflags.RuntimeConfig{})
		if err != nil {
			return nil
		}
		defer flags.Close()
		_ = flags.WaitReady(context.Background()) // without flags there is no snapshot
		return flags.Snapshot()
	}()
	fmt.Println(string(kept))

	srv.FailRandomly("", 1, workostest.RefuseConnection()) // the API is down
	flags, err := featureflags.NewRuntime(srv.Client(), featureflags.RuntimeConfig{Bootstrap: kept})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer flags.Close()
	fmt.Println(flags.Enabled("new-dashboard", featureflags.Target{UserID: "user_1"}))
	// Output:
	// {"new-dashboard":{"slug":"new-dashboard","enabled":true,"default_value":true,"targets":{"users":[],"organizations":[]}}}
	// true
}
