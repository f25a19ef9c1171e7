package usermanagement

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// MagicAuth is a one-time code by which a user signs in.
type MagicAuth struct {
	// Object is "magic_auth".
	Object string `json:"object"`
	// ID identifies the Magic Auth code, and is not the code itself.
	ID string `json:"id"`
	// UserID is the user that the code is for.
	UserID string `json:"user_id"`
	// Email is the user's e-mail address.
	Email string `json:"email"`
	// ExpiresAt is when the code stops working, 10 minutes after CreatedAt.
	ExpiresAt time.Time `json:"expires_at"`
	// CreatedAt is when the code was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the code was last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Code is the one-time code, of 6 digits.
	Code string `json:"code" secret:"true"`
	// RadarAuthAttemptID is the attempt that Radar made of this request, or "":
	// the sign-in with the code names it. Only CreateMagicAuth answers it.
	RadarAuthAttemptID string `json:"radar_auth_attempt_id,omitempty"`
}

// Format hides the code.
func (m MagicAuth) Format(f fmt.State, _ rune) { secret.Format(f, m) }

// LogValue hides the code.
func (m MagicAuth) LogValue() slog.Value { return secret.LogValue(m) }

// CreateMagicAuthParams are the parameters of CreateMagicAuth.
type CreateMagicAuthParams struct {
	// Email is the address that the code is for.
	Email string `json:"email" required:"true"`
	// InvitationToken accepts an invitation.
	InvitationToken string `json:"invitation_token,omitempty" secret:"true"`
	// IPAddress is where the person's request came from.
	IPAddress string `json:"ip_address,omitempty"`
	// UserAgent is the User-Agent header of the person's request.
	UserAgent string `json:"user_agent,omitempty"`
	// RadarAuthAttemptID is the Radar attempt that the sign-in belongs to.
	RadarAuthAttemptID string `json:"radar_auth_attempt_id,omitempty"`
	// SignalsID is what Radar's script in the browser calls the visit.
	SignalsID string `json:"signals_id,omitempty"`
}

// Format hides the invitation token.
func (p CreateMagicAuthParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the invitation token.
func (p CreateMagicAuthParams) LogValue() slog.Value { return secret.LogValue(p) }

// CreateMagicAuth creates a one-time code by which a user signs in within 10
// minutes. WorkOS mails it, unless its own e-mails are switched off in the
// dashboard: then the application does.
//
// What does not let the person sign in is a workos.ErrBadRequest with the code
// "authentication_method_not_allowed", "email_domain_not_deliverable",
// "invitation_invalid" or "sign_up_not_allowed", too many e-mails a
// workos.ErrTooManyRequests with "daily_quota_exceeded".
//
// Calls POST /user_management/magic_auth.
func (s *Service) CreateMagicAuth(ctx context.Context, params CreateMagicAuthParams, opts ...workos.RequestOption) (*MagicAuth, error) {
	return workos.Post[MagicAuth](ctx, s.client, workos.Path("/user_management/magic_auth"), params, opts...)
}

// GetMagicAuth returns the Magic Auth code with the given ID, as the event
// "magic_auth.created" names it. An unknown ID is a workos.ErrNotFound.
//
// Calls GET /user_management/magic_auth/{id}.
func (s *Service) GetMagicAuth(ctx context.Context, id string, opts ...workos.RequestOption) (*MagicAuth, error) {
	return workos.Get[MagicAuth](ctx, s.client, workos.Path("/user_management/magic_auth/{id}", id), nil, opts...)
}

// SentMagicAuthCode says where SendMagicAuthCode sent a code.
type SentMagicAuthCode struct {
	// Email is the address that the code was sent to.
	Email string `json:"email"`
}

// SendMagicAuthCodeParams are the parameters of SendMagicAuthCode.
type SendMagicAuthCodeParams struct {
	// Email is the address to send the code to.
	Email string `json:"email" required:"true"`
}

// SendMagicAuthCode has WorkOS mail a one-time code, without returning it.
//
// Deprecated: use CreateMagicAuth. The API reference no longer has this one.
//
// Calls POST /user_management/magic_auth/send.
func (s *Service) SendMagicAuthCode(ctx context.Context, params SendMagicAuthCodeParams, opts ...workos.RequestOption) (*SentMagicAuthCode, error) {
	return workos.Post[SentMagicAuthCode](ctx, s.client, workos.Path("/user_management/magic_auth/send"), params, opts...)
}
