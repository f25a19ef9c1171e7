package mfa_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/mfa"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	factors := mfa.New(srv.Client())

	factor, err := factors.EnrollFactor(ctx, mfa.EnrollFactorParams{
		Type:       mfa.FactorTypeTOTP,
		TOTPIssuer: "Foo Corp",
		TOTPUser:   "ann@foo-corp.com",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	// The person scans factor.TOTP.QRCode. From then on their app shows codes.
	app := func() string { return workostest.TOTP(factor.TOTP.Secret, srv.Now()) }

	challenge, err := factors.ChallengeFactor(ctx, factor.ID, mfa.ChallengeFactorParams{})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := factors.VerifyChallenge(ctx, challenge.ID, mfa.VerifyChallengeParams{Code: app()})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("it is them:", result.Valid)
	// Output: it is them: true
}

func ExampleService_ChallengeFactor_sms() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	factors := mfa.New(srv.Client())
	factor, err := factors.EnrollFactor(ctx, mfa.EnrollFactorParams{
		Type:        mfa.FactorTypeSMS,
		PhoneNumber: "+15005550006",
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	challenge, err := factors.ChallengeFactor(ctx, factor.ID, mfa.ChallengeFactorParams{
		SMSTemplate: "{{code}} is your code for Foo Corp.",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	message := srv.Outbox()[0]
	fmt.Println("sent to", message.To)

	result, err := factors.VerifyChallenge(ctx, challenge.ID, mfa.VerifyChallengeParams{Code: message.Code})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("it is them:", result.Valid)
	// Output:
	// sent to +15005550006
	// it is them: true
}

func ExampleService_VerifyChallenge() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	factors := mfa.New(srv.Client())
	factor, err := factors.EnrollFactor(ctx, mfa.EnrollFactorParams{Type: mfa.FactorTypeGenericOTP})
	if err != nil {
		fmt.Println(err)
		return
	}
	challenge, err := factors.ChallengeFactor(ctx, factor.ID, mfa.ChallengeFactorParams{})
	if err != nil {
		fmt.Println(err)
		return
	}

	for _, code := range []string{"wrong", challenge.Code, challenge.Code} {
		result, err := factors.VerifyChallenge(ctx, challenge.ID, mfa.VerifyChallengeParams{Code: code})
		var apiErr *workos.Error
		switch {
		case errors.As(err, &apiErr):
			fmt.Println("ask for a new code:", apiErr.Code)
		case err != nil:
			fmt.Println(err)
		case result.Valid:
			fmt.Println("it is them")
		default:
			fmt.Println("wrong, try again")
		}
	}
	// Output:
	// wrong, try again
	// it is them
	// ask for a new code: authentication_challenge_previously_verified
}
