package sso_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/workostest"
)

// A sign-in, from the button to the profile. See examples/sso-login for the same
// as a web service.
func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	connection := srv.AddConnection(sso.Connection{OrganizationID: "org_123"})
	srv.AddProfile(connection.ID, sso.Profile{Email: "ann@foo-corp.com", FirstName: "Ann"})
	signIn := sso.New(srv.Client())

	// The browser is sent away. The state and the verifier are kept.
	pkce, state := sso.NewPKCE(), "a random string"
	target, err := signIn.AuthorizationURL(sso.AuthorizationURLParams{
		Organization:  "org_123",
		RedirectURI:   "https://app.example.com/callback",
		State:         state,
		CodeChallenge: pkce.Challenge,
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	// It comes back.
	callback, err := srv.Browse(ctx, target) // to the redirect URI, with a query
	if err != nil {
		fmt.Println(err)
		return
	}
	if callback.Get("state") != state {
		fmt.Println("somebody else began this sign-in")
		return
	}
	result, err := signIn.GetProfileAndToken(ctx, sso.GetProfileAndTokenParams{
		Code:         callback.Get("code"),
		CodeVerifier: pkce.Verifier,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Profile.Email, "of", result.Profile.OrganizationID)
	// Output: ann@foo-corp.com of org_123
}

// A code is good for one exchange.
func ExampleService_GetProfileAndToken_refused() {
	srv := workostest.New()
	defer srv.Close()
	signIn := sso.New(srv.Client())

	_, err := signIn.GetProfileAndToken(context.Background(), sso.GetProfileAndTokenParams{Code: "used before"})
	var apiErr *workos.Error
	switch {
	case errors.As(err, &apiErr) && apiErr.Code == "invalid_grant":
		fmt.Println("sign in again") // the person
	case err != nil:
		fmt.Println("signing in does not work") // the operator looks at err
	}
	// Output: sign in again
}

// The person is signed out of the identity provider too, where it can.
func ExampleService_AuthorizeLogout() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	connection := srv.AddConnection(sso.Connection{ConnectionType: sso.ConnectionTypeGenericOIDC})
	profile := srv.AddProfile(connection.ID, sso.Profile{Email: "ann@foo-corp.com"})

	logout, err := sso.New(srv.Client()).AuthorizeLogout(ctx, sso.AuthorizeLogoutParams{ProfileID: profile.ID})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(logout) // send the browser to logout.LogoutURL
	// Output: sso.LogoutAuthorization{LogoutURL:[redacted] LogoutToken:[redacted]}
}
