package usermanagement

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// PasswordReset is a one-time token by which a user sets a new password.
type PasswordReset struct {
	// Object is "password_reset".
	Object string `json:"object"`
	// ID identifies the password reset, and is not the token itself.
	ID string `json:"id"`
	// UserID is the user that the token is for.
	UserID string `json:"user_id"`
	// Email is the user's e-mail address.
	Email string `json:"email"`
	// ExpiresAt is when the token stops working.
	ExpiresAt time.Time `json:"expires_at"`
	// CreatedAt is when the token was created.
	CreatedAt time.Time `json:"created_at"`
	// PasswordResetToken is the token that ResetPassword takes.
	PasswordResetToken string `json:"password_reset_token" secret:"true"`
	// PasswordResetURL is where the user enters the new password: the page that
	// the dashboard names, with the token in its query.
	PasswordResetURL string `json:"password_reset_url" secret:"true"`
}

// Format hides the token and the link.
func (r PasswordReset) Format(f fmt.State, _ rune) { secret.Format(f, r) }

// LogValue hides the token and the link.
func (r PasswordReset) LogValue() slog.Value { return secret.LogValue(r) }

// CreatePasswordResetParams are the parameters of CreatePasswordReset.
type CreatePasswordResetParams struct {
	// Email is the address of the user who forgot the password.
	Email string `json:"email" required:"true"`
}

// CreatePasswordReset creates a one-time token by which a user sets a new
// password. WorkOS mails it, unless its own e-mails are switched off in the
// dashboard: then the application does.
//
// An address that no user has is a workos.ErrNotFound; tell your visitors nothing
// of that. A user who must not have a password is a workos.ErrForbidden with the
// code "email_password_auth_disabled" or "password_reset_not_allowed", too many
// e-mails are a workos.ErrTooManyRequests with "daily_quota_exceeded".
//
// Calls POST /user_management/password_reset.
func (s *Service) CreatePasswordReset(ctx context.Context, params CreatePasswordResetParams, opts ...workos.RequestOption) (*PasswordReset, error) {
	return workos.Post[PasswordReset](ctx, s.client, workos.Path("/user_management/password_reset"), params, opts...)
}

// GetPasswordReset returns the password reset with the given ID, as the event
// "password_reset.created" names it. An unknown ID is a workos.ErrNotFound.
//
// Calls GET /user_management/password_reset/{id}.
func (s *Service) GetPasswordReset(ctx context.Context, id string, opts ...workos.RequestOption) (*PasswordReset, error) {
	return workos.Get[PasswordReset](ctx, s.client, workos.Path("/user_management/password_reset/{id}", id), nil, opts...)
}

// ResetPasswordParams are the parameters of ResetPassword.
type ResetPasswordParams struct {
	// Token is the token of the password reset, from the query of its link.
	Token string `json:"token" required:"true" secret:"true"`
	// NewPassword is the password that the user chose.
	NewPassword string `json:"new_password" required:"true" secret:"true"`
}

// Format hides the token and the password.
func (p ResetPasswordParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the token and the password.
func (p ResetPasswordParams) LogValue() slog.Value { return secret.LogValue(p) }

// ResetPassword sets a new password. It uses the token up, and verifies the
// user's e-mail address, which the token was sent to.
//
// An unknown token is a workos.ErrNotFound. One that does not work any more and a
// password that is too weak are a workos.ErrBadRequest with the code
// "password_reset_error", whose field errors say why. Where nobody may have a
// password it is a workos.ErrForbidden with "email_password_auth_disabled".
//
// Calls POST /user_management/password_reset/confirm.
func (s *Service) ResetPassword(ctx context.Context, params ResetPasswordParams, opts ...workos.RequestOption) (*UserResult, error) {
	return workos.Post[UserResult](ctx, s.client, workos.Path("/user_management/password_reset/confirm"), params, opts...)
}

// SendPasswordResetEmailParams are the parameters of SendPasswordResetEmail.
type SendPasswordResetEmailParams struct {
	// Email is the address of the user who forgot the password.
	Email string `json:"email" required:"true"`
	// PasswordResetURL is the page where the user enters the new password. The
	// link in the e-mail leads there, with the token in its query.
	PasswordResetURL string `json:"password_reset_url" required:"true"`
}

// SendPasswordResetEmail has WorkOS mail a link by which a user sets a new
// password, without returning its token.
//
// Deprecated: use CreatePasswordReset. The API reference no longer has this one.
//
// Calls POST /user_management/password_reset/send.
func (s *Service) SendPasswordResetEmail(ctx context.Context, params SendPasswordResetEmailParams, opts ...workos.RequestOption) error {
	req := workos.Request{Method: "POST", Path: workos.Path("/user_management/password_reset/send"), Body: params}
	return s.client.Do(ctx, req, nil, opts...)
}
