package connect_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/workos-go/workos/connect"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	service := connect.New(srv.Client())

	application, err := service.CreateM2MApplication(ctx, connect.CreateM2MApplicationParams{
		Name:           "Importer",
		OrganizationID: org.ID,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	created, err := service.CreateClientSecret(ctx, application.ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(application.Name, application.ApplicationType, strings.HasSuffix(created.Secret, created.SecretHint))

	// Later, the secret is rotated: the program gets a second one, and the first is
	// deleted when nothing uses it any more.
	second, err := service.CreateClientSecret(ctx, application.ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := service.DeleteClientSecret(ctx, created.ID); err != nil {
		fmt.Println(err)
		return
	}
	secrets, err := service.ListClientSecrets(ctx, application.ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(secrets), secrets[0].ID == second.ID)
	// Output:
	// Importer m2m true
	// 1 true
}

// AuthKit sends people to the application's own login page with an
// external_auth_id.
func ExampleService_CompleteOAuth2() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	service := connect.New(srv.Client())
	externalAuthID := srv.StartExternalAuth() // in production, of the query

	completion, err := service.CompleteOAuth2(ctx, connect.CompleteOAuth2Params{
		ExternalAuthID: externalAuthID,
		User:           connect.User{ID: "42", Email: "ann@foo-corp.com"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	back, _, _ := strings.Cut(completion.RedirectURI, "?")
	fmt.Println("redirect to", back)
	// Output: redirect to https://auth.workos.test/oauth/authorize/complete
}
