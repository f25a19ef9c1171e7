package portal_test

import (
	"context"
	"fmt"
	"net/url"

	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/portal"
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

	link, err := portal.New(client).GenerateLink(ctx, portal.GenerateLinkParams{
		Organization: org.ID,
		Intent:       portal.IntentSSO,
		ReturnURL:    "https://app.example.com/settings",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	// In production: http.Redirect(w, r, link.Link, http.StatusSeeOther)
	target, err := url.Parse(link.Link)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(target.Host, target.Query().Has("token"))
	// Output: setup.workos.test true
}
