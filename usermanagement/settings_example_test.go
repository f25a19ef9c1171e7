package usermanagement_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// Someone who signed up without a password sets one.
func ExampleService_ResetPassword() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	users := usermanagement.New(srv.Client())
	_, err := users.CreateMagicAuth(ctx, usermanagement.CreateMagicAuthParams{Email: "ann@foo-corp.com"})
	if err != nil {
		fmt.Println(err)
		return
	}

	reset, err := users.CreatePasswordReset(ctx, usermanagement.CreatePasswordResetParams{Email: "ann@foo-corp.com"})
	if err != nil {
		fmt.Println(err)
		return
	}

	// The link in the e-mail leads to a page, which gets the token and a password.
	params := usermanagement.ResetPasswordParams{Token: reset.PasswordResetToken, NewPassword: "correct horse battery staple"}
	result, err := users.ResetPassword(ctx, params)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.User.Email, result.User.EmailVerified)

	_, err = users.ResetPassword(ctx, params)
	var apiErr *workos.Error
	if errors.As(err, &apiErr) && apiErr.Code == "password_reset_error" {
		fmt.Println("a token works once")
	}
	// Output:
	// ann@foo-corp.com true
	// a token works once
}

func ExampleService_VerifyEmail() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	users := usermanagement.New(srv.Client())
	magicAuth, err := users.CreateMagicAuth(ctx, usermanagement.CreateMagicAuthParams{Email: "ann@foo-corp.com"})
	if err != nil {
		fmt.Println(err)
		return
	}

	result, err := users.SendVerificationEmail(ctx, magicAuth.UserID)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.User.EmailVerified)

	mail := srv.Outbox() // in production: the user reads the code in the e-mail
	code := mail[len(mail)-1].Code
	result, err = users.VerifyEmail(ctx, result.User.ID, usermanagement.VerifyEmailParams{Code: code})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.User.EmailVerified)
	// Output:
	// false
	// true
}

func ExampleService_CreateAPIKey() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	users := usermanagement.New(srv.Client())
	org, err := organizations.New(srv.Client()).Create(ctx, organizations.CreateParams{Name: "Foo Corp"})
	if err != nil {
		fmt.Println(err)
		return
	}
	magicAuth, err := users.CreateMagicAuth(ctx, usermanagement.CreateMagicAuthParams{Email: "ann@foo-corp.com"})
	if err != nil {
		fmt.Println(err)
		return
	}

	member := usermanagement.CreateOrganizationMembershipParams{UserID: magicAuth.UserID, OrganizationID: org.ID}
	if _, err := users.CreateOrganizationMembership(ctx, member); err != nil {
		fmt.Println(err)
		return
	}

	key, err := users.CreateAPIKey(ctx, magicAuth.UserID, usermanagement.CreateAPIKeyParams{Name: "CI", OrganizationID: org.ID})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(key.Name, key.Value != "") // show the value now: it does not come back

	page, err := users.ListAPIKeys(ctx, magicAuth.UserID, usermanagement.ListAPIKeysParams{OrganizationID: org.ID})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, key := range page.Data {
		fmt.Println(key.Name, key.ExpiresAt.IsZero())
	}
	// Output:
	// CI true
	// CI true
}
