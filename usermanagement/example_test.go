package usermanagement_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/workos-go/workos/mfa"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// A sign-in through AuthKit: to the authorization URL, and back with a code.
func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com", EmailVerified: true})
	users := usermanagement.New(srv.Client())

	// The login page keeps state and verifier in a cookie.
	pair, state := usermanagement.NewPKCE(), rand.Text()
	target, err := users.AuthorizationURL(usermanagement.AuthorizationURLParams{
		Provider:      usermanagement.ProviderAuthKit,
		RedirectURI:   "https://example.com/callback",
		State:         state,
		CodeChallenge: pair.Challenge,
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	// The redirect URI compares the state.
	query, err := srv.Browse(ctx, target) // the browser goes there, and comes back
	if err != nil {
		fmt.Println(err)
		return
	}
	if query.Get("state") != state {
		fmt.Println("not begun here")
		return
	}
	auth, err := users.AuthenticateWithCode(ctx, usermanagement.AuthenticateWithCodeParams{
		Code:         query.Get("code"),
		CodeVerifier: pair.Verifier,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(auth.User.Email)

	// Minutes later, the access token has expired.
	auth, err = users.AuthenticateWithRefreshToken(ctx, usermanagement.AuthenticateWithRefreshTokenParams{
		RefreshToken: auth.RefreshToken,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(auth.User.Email)
	// Output:
	// ann@foo-corp.com
	// ann@foo-corp.com
}

// What a sign-in still needs is an error with a type.
func ExampleService_AuthenticateWithPassword() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	client := srv.Client()
	users := usermanagement.New(client)
	ann := srv.AddUser(usermanagement.CreateUserParams{
		Email: "ann@foo-corp.com", EmailVerified: true, Password: "correct horse battery staple",
	})
	for _, name := range []string{"Foo Corp", "Bar Inc"} {
		org, err := organizations.New(client).Create(ctx, organizations.CreateParams{Name: name})
		if err != nil {
			fmt.Println(err)
			return
		}
		_, err = users.CreateOrganizationMembership(ctx, usermanagement.CreateOrganizationMembershipParams{UserID: ann.ID, OrganizationID: org.ID})
		if err != nil {
			fmt.Println(err)
			return
		}
	}

	auth, err := users.AuthenticateWithPassword(ctx, usermanagement.AuthenticateWithPasswordParams{
		Email: "ann@foo-corp.com", Password: "correct horse battery staple",
	})
	var choice *usermanagement.OrganizationSelectionRequiredError
	if errors.As(err, &choice) {
		for _, org := range choice.Organizations {
			fmt.Println(org.Name)
		}
		auth, err = users.AuthenticateWithOrganizationSelection(ctx, usermanagement.AuthenticateWithOrganizationSelectionParams{
			PendingAuthenticationToken: choice.PendingAuthenticationToken,
			OrganizationID:             choice.Organizations[1].ID,
		})
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(auth.User.Email, auth.OrganizationID == choice.Organizations[1].ID)
	// Output:
	// Foo Corp
	// Bar Inc
	// ann@foo-corp.com true
}

// A second factor: package mfa makes the challenge.
func ExampleService_AuthenticateWithTOTP() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	client := srv.Client()
	users := usermanagement.New(client)
	ann := srv.AddUser(usermanagement.CreateUserParams{
		Email: "ann@foo-corp.com", EmailVerified: true, Password: "correct horse battery staple",
	})
	enrolled, err := users.EnrollAuthFactor(ctx, ann.ID, usermanagement.EnrollAuthFactorParams{
		Type: usermanagement.AuthenticationFactorTypeTOTP,
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	auth, err := users.AuthenticateWithPassword(ctx, usermanagement.AuthenticateWithPasswordParams{
		Email: "ann@foo-corp.com", Password: "correct horse battery staple",
	})
	var second *usermanagement.MFAChallengeError
	if errors.As(err, &second) {
		var challenge *mfa.Challenge
		challenge, err = mfa.New(client).ChallengeFactor(ctx, second.AuthenticationFactors[0].ID, mfa.ChallengeFactorParams{})
		if err != nil {
			fmt.Println(err)
			return
		}
		auth, err = users.AuthenticateWithTOTP(ctx, usermanagement.AuthenticateWithTOTPParams{
			Code:                       workostest.TOTP(enrolled.Factor.TOTP.Secret, srv.Now()), // what the user's app shows
			PendingAuthenticationToken: second.PendingAuthenticationToken,
			AuthenticationChallengeID:  challenge.ID,
		})
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(auth.User.Email)
	// Output: ann@foo-corp.com
}

// A command-line tool signs its user in, in a browser somewhere else.
func ExampleService_AwaitDevice() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com", EmailVerified: true})
	users := usermanagement.New(srv.Client()) // it needs a client ID, and no API key

	device, err := users.AuthorizeDevice(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("Open", device.VerificationURI)
	srv.ConfirmDevice(device.UserCode, "ann@foo-corp.com") // what the user does there

	device.Interval = 0.01 // of a test that has no time
	auth, err := users.AwaitDevice(ctx, device)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(auth.User.Email)
	// Output:
	// Open https://auth.workos.test/device
	// ann@foo-corp.com
}
