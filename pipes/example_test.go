package pipes_test

import (
	"context"
	"fmt"

	"github.com/workos-go/workos/pipes"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	ann := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com"})
	service := pipes.New(srv.Client())

	_, err := service.CreateDataIntegration(ctx, pipes.CreateDataIntegrationParams{
		Provider: "github",
		Enabled:  true,
		Scopes:   []string{"repo"},
		Credentials: pipes.OAuthCredentialsParams{
			Type: pipes.OAuthCredentialsTypeCustom, ClientID: "Iv1.abc123", ClientSecret: "of the application at GitHub",
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	authorization, err := service.Authorize(ctx, "github", pipes.AuthorizeParams{
		UserID:   ann.ID,
		ReturnTo: "https://app.foo-corp.com/settings",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	// In production the browser is redirected there, and Ann consents.
	fmt.Println("back at", srv.ConnectAccount(authorization.URL))

	got, err := service.GetAccessToken(ctx, "github", pipes.GetAccessTokenParams{UserID: ann.ID})
	if err != nil {
		fmt.Println(err)
		return
	}
	if !got.Active {
		fmt.Println("ask to connect:", got.Error)
		return
	}
	fmt.Println("may use", got.AccessToken.Scopes)
	// Output:
	// back at https://app.foo-corp.com/settings
	// may use [repo]
}

// Accounts at some providers are entered by an API key, which users paste.
func ExampleService_UpsertAPIKey() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	ann := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com"})
	service := pipes.New(srv.Client())
	_, err := service.CreateDataIntegration(ctx, pipes.CreateDataIntegrationParams{
		Provider: "openai", Enabled: true, AuthMethods: []pipes.AuthMethod{pipes.AuthMethodAPIKey},
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	account, err := service.UpsertAPIKey(ctx, "openai", pipes.UpsertAPIKeyParams{UserID: ann.ID, Secret: "sk-1234567890abcdef"})
	if err != nil {
		fmt.Println(err)
		return
	}
	got, err := service.GetCredentials(ctx, "openai", pipes.GetCredentialsParams{UserID: ann.ID})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(account.State, account.APIKeyLast4, got.Credential.AuthMethod, got.Credential.Value)
	// Output: connected cdef api_key sk-1234567890abcdef
}
