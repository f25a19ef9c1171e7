package usermanagement

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// EmailChange is a user's wish for another e-mail address, until it is confirmed.
type EmailChange struct {
	// Object is "email_change".
	Object string `json:"object"`
	// User is the user, with the address of today.
	User User `json:"user"`
	// NewEmail is the address that the user wants.
	NewEmail string `json:"new_email"`
	// ExpiresAt is when the code that was sent stops working.
	ExpiresAt time.Time `json:"expires_at"`
	// CreatedAt is when the change was asked for.
	CreatedAt time.Time `json:"created_at"`
}

// SendEmailChangeParams are the parameters of SendEmailChange.
type SendEmailChangeParams struct {
	// NewEmail is the address that the user wants.
	NewEmail string `json:"new_email" required:"true"`
}

// SendEmailChange sends a one-time code to the address that a user wants. The
// user keeps the old one until ConfirmEmailChange gets the code.
//
// An address that the user cannot have is a workos.ErrConflict with the code
// "email_not_available", "email_change_not_needed" or "email_change_not_allowed",
// what is no address a workos.ErrUnprocessable with "invalid_email", too many
// e-mails are a workos.ErrTooManyRequests with "daily_quota_exceeded". An unknown
// user is a workos.ErrNotFound.
//
// Calls POST /user_management/users/{id}/email_change/send.
func (s *Service) SendEmailChange(ctx context.Context, userID string, params SendEmailChangeParams, opts ...workos.RequestOption) (*EmailChange, error) {
	return workos.Post[EmailChange](ctx, s.client, workos.Path("/user_management/users/{id}/email_change/send", userID), params, opts...)
}

// EmailChangeConfirmation is the outcome of ConfirmEmailChange.
type EmailChangeConfirmation struct {
	// Object is "email_change_confirmation".
	Object string `json:"object"`
	// User is the user, with the new address.
	User User `json:"user"`
}

// ConfirmEmailChangeParams are the parameters of ConfirmEmailChange.
type ConfirmEmailChangeParams struct {
	// Code is the one-time code that was sent to the new address.
	Code string `json:"code" required:"true" secret:"true"`
}

// Format hides the code.
func (p ConfirmEmailChangeParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the code.
func (p ConfirmEmailChangeParams) LogValue() slog.Value { return secret.LogValue(p) }

// ConfirmEmailChange gives a user the new e-mail address, with the code that was
// sent to it.
//
// A code that does not work is a workos.ErrBadRequest with the code
// "email_change_code_incorrect" or "email_change_code_expired", or a
// workos.ErrConflict with "email_change_code_previously_used". A user who asked for
// no change is a workos.ErrConflict with "no_pending_email_change", an address that
// somebody took in between one with "email_not_available", a user who may not
// change it one with "email_change_not_allowed". Too many wrong codes are a
// workos.ErrTooManyRequests with "email_change_too_many_attempts". An unknown user
// is a workos.ErrNotFound.
//
// Calls POST /user_management/users/{id}/email_change/confirm.
func (s *Service) ConfirmEmailChange(ctx context.Context, userID string, params ConfirmEmailChangeParams, opts ...workos.RequestOption) (*EmailChangeConfirmation, error) {
	return workos.Post[EmailChangeConfirmation](ctx, s.client, workos.Path("/user_management/users/{id}/email_change/confirm", userID), params, opts...)
}
