// Package mfa asks people for a second factor: a code of an authenticator app, of
// a text message, or of whatever the application delivers itself.
//
// It is for applications that sign people in on their own. In those that use
// WorkOS's users, package usermanagement enrolls the factors and takes the codes,
// and this package makes the challenges: [Service.ChallengeFactor].
//
// A factor is enrolled once. For TOTP, the person scans a QR code, and a first
// challenge makes sure that they did:
//
//	factors := mfa.New(client)
//
//	factor, err := factors.EnrollFactor(ctx, mfa.EnrollFactorParams{
//		Type:       mfa.FactorTypeTOTP,
//		TOTPIssuer: "Foo Corp",
//		TOTPUser:   "ann@foo-corp.com",
//	})
//	// show factor.TOTP.QRCode in an img, and store factor.ID with the person
//
// From then on, every sign-in challenges it and verifies the code that the person
// types in:
//
//	challenge, err := factors.ChallengeFactor(ctx, factor.ID, mfa.ChallengeFactorParams{})
//
//	result, err := factors.VerifyChallenge(ctx, challenge.ID, mfa.VerifyChallengeParams{Code: code})
//	if err == nil && result.Valid {
//		// it is them
//	}
//
// A factor of the type sms has a phone number in place of the QR code; each
// challenge sends a text message with a code:
//
//	challenge, err := factors.ChallengeFactor(ctx, factor.ID, mfa.ChallengeFactorParams{
//		SMSTemplate: "{{code}} is your code for Foo Corp.",
//	})
package mfa

import "github.com/workos-go/workos"

// Service calls the multi-factor authentication operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }
