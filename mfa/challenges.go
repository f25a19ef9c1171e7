package mfa

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// Challenge asks for a code of a factor. It is answered once, by
// VerifyChallenge.
type Challenge struct {
	// Object is "authentication_challenge".
	Object string `json:"object"`
	// ID identifies the challenge.
	ID string `json:"id"`
	// ExpiresAt is when the challenge stops to be answerable, or zero: those of
	// TOTP factors do not expire.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	// Code is the code that is asked for, where the application delivers it
	// itself (FactorTypeGenericOTP), and else "".
	Code string `json:"code,omitempty" secret:"true"`
	// FactorID is the factor that the challenge belongs to.
	FactorID string `json:"authentication_factor_id"`
	// CreatedAt is when the challenge was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the challenge was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// Format hides the code.
func (c Challenge) Format(f fmt.State, _ rune) { secret.Format(f, c) }

// LogValue hides the code.
func (c Challenge) LogValue() slog.Value { return secret.LogValue(c) }

// ChallengeFactorParams are the parameters of ChallengeFactor.
type ChallengeFactorParams struct {
	// SMSTemplate is the text message, with {{code}} where the code belongs:
	// "{{code}} is your code for Foo Corp." Empty leaves the text to the API.
	SMSTemplate string `json:"sms_template,omitempty"`
}

// ChallengeFactor asks for a code of a factor: WorkOS sends it by text message
// (FactorTypeSMS), the authenticator app shows it (FactorTypeTOTP), or the
// application delivers the challenge's Code (FactorTypeGenericOTP).
//
// Each call is a new challenge and, for FactorTypeSMS, a new message. What the
// API refuses to send is a workos.ErrUnprocessable. An unknown ID is a
// workos.ErrNotFound.
//
// Calls POST /auth/factors/{id}/challenge.
func (s *Service) ChallengeFactor(ctx context.Context, id string, params ChallengeFactorParams, opts ...workos.RequestOption) (*Challenge, error) {
	return workos.Post[Challenge](ctx, s.client, workos.Path("/auth/factors/{id}/challenge", id), params, opts...)
}

// VerifyChallengeParams are the parameters of VerifyChallenge.
type VerifyChallengeParams struct {
	// Code is the code that the person typed in.
	Code string `json:"code" required:"true" secret:"true"`
}

// Format hides the code.
func (p VerifyChallengeParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the code.
func (p VerifyChallengeParams) LogValue() slog.Value { return secret.LogValue(p) }

// Verification is what became of a code.
type Verification struct {
	// Challenge is the challenge that the code was for.
	Challenge Challenge `json:"challenge"`
	// Valid says whether the code was the right one.
	Valid bool `json:"valid"`
}

// Format hides the challenge's code.
func (v Verification) Format(f fmt.State, _ rune) { secret.Format(f, v) }

// LogValue hides the challenge's code.
func (v Verification) LogValue() slog.Value { return secret.LogValue(v) }

// VerifyChallenge checks a code against a challenge.
//
// A wrong code is no error: look at Valid. The person may try again, until it
// is a workos.ErrBadRequest with the code "one_time_code_too_many_attempts". A
// challenge that has expired or that a right code has answered already is a
// workos.ErrUnprocessable, with the code "authentication_challenge_expired" or
// "authentication_challenge_previously_verified": begin again with
// ChallengeFactor. An unknown ID is a workos.ErrNotFound.
//
// Calls POST /auth/challenges/{id}/verify.
func (s *Service) VerifyChallenge(ctx context.Context, id string, params VerifyChallengeParams, opts ...workos.RequestOption) (*Verification, error) {
	return workos.Post[Verification](ctx, s.client, workos.Path("/auth/challenges/{id}/verify", id), params, opts...)
}
