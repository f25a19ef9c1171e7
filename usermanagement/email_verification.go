package usermanagement

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// EmailVerification is a one-time code by which a user shows to own an e-mail
// address.
type EmailVerification struct {
	// Object is "email_verification".
	Object string `json:"object"`
	// ID identifies the verification, and is not the code itself.
	ID string `json:"id"`
	// UserID is the user that the code is for.
	UserID string `json:"user_id"`
	// Email is the address that is verified.
	Email string `json:"email"`
	// ExpiresAt is when the code stops working.
	ExpiresAt time.Time `json:"expires_at"`
	// CreatedAt is when the code was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the code was last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Code is the one-time code.
	Code string `json:"code" secret:"true"`
}

// Format hides the code.
func (v EmailVerification) Format(f fmt.State, _ rune) { secret.Format(f, v) }

// LogValue hides the code.
func (v EmailVerification) LogValue() slog.Value { return secret.LogValue(v) }

// GetEmailVerification returns the verification with the given ID, as the event
// "email_verification.created" and a sign-in that asks for one name it: for
// applications that send their e-mails themselves. An unknown ID is a
// workos.ErrNotFound.
//
// Calls GET /user_management/email_verification/{id}.
func (s *Service) GetEmailVerification(ctx context.Context, id string, opts ...workos.RequestOption) (*EmailVerification, error) {
	return workos.Get[EmailVerification](ctx, s.client, workos.Path("/user_management/email_verification/{id}", id), nil, opts...)
}

// UserResult holds the user that a verification or a password reset was about,
// as it is afterwards.
type UserResult struct {
	// User is the user.
	User User `json:"user"`
}

// SendVerificationEmail sends a user an e-mail with the one-time code that
// VerifyEmail takes.
//
// An address that is verified already is a workos.ErrBadRequest with the code
// "email_already_verified", too many e-mails are a workos.ErrTooManyRequests with
// "daily_quota_exceeded". An unknown user is a workos.ErrNotFound.
//
// Calls POST /user_management/users/{id}/email_verification/send.
func (s *Service) SendVerificationEmail(ctx context.Context, userID string, opts ...workos.RequestOption) (*UserResult, error) {
	return workos.Post[UserResult](ctx, s.client, workos.Path("/user_management/users/{id}/email_verification/send", userID), nil, opts...)
}

// VerifyEmailParams are the parameters of VerifyEmail.
type VerifyEmailParams struct {
	// Code is the one-time code that the user received.
	Code string `json:"code" required:"true" secret:"true"`
}

// Format hides the code.
func (p VerifyEmailParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the code.
func (p VerifyEmailParams) LogValue() slog.Value { return secret.LogValue(p) }

// VerifyEmail verifies a user's e-mail address with the code that was sent to it.
//
// A code that does not work is a workos.ErrBadRequest with the code
// "email_verification_code_incorrect", "email_verification_code_expired" or
// "email_verification_code_previously_used", an address that is verified already
// one with "email_previously_verified". An unknown user is a workos.ErrNotFound.
//
// Calls POST /user_management/users/{id}/email_verification/confirm.
func (s *Service) VerifyEmail(ctx context.Context, userID string, params VerifyEmailParams, opts ...workos.RequestOption) (*UserResult, error) {
	return workos.Post[UserResult](ctx, s.client, workos.Path("/user_management/users/{id}/email_verification/confirm", userID), params, opts...)
}
