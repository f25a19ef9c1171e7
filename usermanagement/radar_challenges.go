package usermanagement

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// SendRadarSMSChallengeParams are the parameters of SendRadarSMSChallenge.
type SendRadarSMSChallengeParams struct {
	// UserID is the user who signs up.
	UserID string `json:"user_id" required:"true"`
	// PendingAuthenticationToken is that of the *RadarChallengeError.
	PendingAuthenticationToken string `json:"pending_authentication_token" required:"true" secret:"true"`
	// PhoneNumber is where the code is sent.
	PhoneNumber string `json:"phone_number" required:"true"`
	// IPAddress is where the person's request came from.
	IPAddress string `json:"ip_address,omitempty"`
	// UserAgent is the User-Agent header of the person's request.
	UserAgent string `json:"user_agent,omitempty"`
}

// Format hides the pending token.
func (p SendRadarSMSChallengeParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the pending token.
func (p SendRadarSMSChallengeParams) LogValue() slog.Value { return secret.LogValue(p) }

// RadarSMSChallenge is a code that was sent to a phone.
type RadarSMSChallenge struct {
	// VerificationID is what AuthenticateWithRadarSMSChallenge takes.
	VerificationID string `json:"verification_id"`
	// PhoneNumber is where the code was sent.
	PhoneNumber string `json:"phone_number"`
}

// SendRadarSMSChallenge sends a code to the phone of a user whose sign-up Radar
// finds unusual.
//
// Calls POST /user_management/radar_challenges.
func (s *Service) SendRadarSMSChallenge(ctx context.Context, params SendRadarSMSChallengeParams, opts ...workos.RequestOption) (*RadarSMSChallenge, error) {
	return workos.Post[RadarSMSChallenge](ctx, s.client, workos.Path("/user_management/radar_challenges"), params, opts...)
}

// RadarChallenge is a code that Radar wants a user to enter.
type RadarChallenge struct {
	// Object is "radar_challenge".
	Object string `json:"object"`
	// ID identifies the challenge.
	ID string `json:"id"`
	// Type says how the code is sent.
	Type RadarChallengeType `json:"type"`
	// UserID is the user who signs in.
	UserID string `json:"user_id"`
	// Email is where the code was sent.
	Email string `json:"email"`
	// Code is the code.
	Code string `json:"code" secret:"true"`
	// ExpiresAt is when the code expires.
	ExpiresAt time.Time `json:"expires_at"`
	// CreatedAt is when the challenge was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the challenge was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// Format hides the code.
func (c RadarChallenge) Format(f fmt.State, _ rune) { secret.Format(f, c) }

// LogValue hides the code.
func (c RadarChallenge) LogValue() slog.Value { return secret.LogValue(c) }

// RadarChallengeType says how the code of a challenge is sent.
type RadarChallengeType string

// RadarChallengeTypeEmail means by e-mail.
const RadarChallengeTypeEmail RadarChallengeType = "email"

// GetRadarChallenge returns the challenge with the given ID, with its code: for
// applications that send their e-mails themselves. An unknown ID is a
// workos.ErrNotFound.
//
// Calls GET /user_management/radar_challenges/{id}.
func (s *Service) GetRadarChallenge(ctx context.Context, id string, opts ...workos.RequestOption) (*RadarChallenge, error) {
	return workos.Get[RadarChallenge](ctx, s.client, workos.Path("/user_management/radar_challenges/{id}", id), nil, opts...)
}
