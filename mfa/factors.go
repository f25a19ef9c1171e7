package mfa

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// Factor is a second thing by which a person shows who they are.
type Factor struct {
	// Object is "authentication_factor".
	Object string `json:"object"`
	// ID identifies the factor.
	ID string `json:"id"`
	// Type is the kind of the factor.
	Type FactorType `json:"type"`
	// UserID is the user that the factor belongs to, or "".
	UserID string `json:"user_id,omitempty"`
	// SMS is what a factor of the type FactorTypeSMS has, or nil.
	SMS *SMS `json:"sms,omitempty"`
	// TOTP is what a factor of the type FactorTypeTOTP has, or nil.
	TOTP *TOTP `json:"totp,omitempty"`
	// CreatedAt is when the factor was enrolled.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the factor was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// Format hides the secrets of TOTP.
func (f Factor) Format(s fmt.State, _ rune) { secret.Format(s, f) }

// LogValue hides the secrets of TOTP.
func (f Factor) LogValue() slog.Value { return secret.LogValue(f) }

// FactorType is the kind of a factor.
type FactorType string

// The kinds of factors.
const (
	// FactorTypeGenericOTP is a code that the application itself delivers: it
	// finds it in Challenge.Code.
	FactorTypeGenericOTP FactorType = "generic_otp"
	// FactorTypeSMS is a code that WorkOS sends by text message.
	FactorTypeSMS FactorType = "sms"
	// FactorTypeTOTP is a code that an authenticator app shows.
	FactorTypeTOTP FactorType = "totp"
	// FactorTypeWebAuthn is a passkey or a security key. It cannot be enrolled by
	// EnrollFactor.
	FactorTypeWebAuthn FactorType = "webauthn"
)

// SMS says where the codes of a factor are sent.
type SMS struct {
	// PhoneNumber is the number that gets the text messages, such as
	// "+15005550006".
	PhoneNumber string `json:"phone_number"`
}

// TOTP is how an authenticator app shows a factor and makes its codes (RFC
// 6238). Only EnrollFactor fills in Secret, QRCode and URI; they are empty ever
// after.
type TOTP struct {
	// Issuer is the application's name in the authenticator app.
	Issuer string `json:"issuer"`
	// User is the account's name in the authenticator app.
	User string `json:"user"`
	// Secret is the key of the codes, in base32, for a person to type into the
	// app who cannot scan QRCode.
	Secret string `json:"secret,omitempty" secret:"true"`
	// QRCode is an image of URI for the app to scan, as a data URL: the src of an
	// HTML img.
	QRCode string `json:"qr_code,omitempty" secret:"true"`
	// URI is the otpauth URI of the secret, which opens an app on the same device.
	URI string `json:"uri,omitempty" secret:"true"`
}

// Format hides the secret, also where it is part of the QR code and the URI.
func (t TOTP) Format(f fmt.State, _ rune) { secret.Format(f, t) }

// LogValue hides the secret, also where it is part of the QR code and the URI.
func (t TOTP) LogValue() slog.Value { return secret.LogValue(t) }

// EnrollFactorParams are the parameters of EnrollFactor.
type EnrollFactorParams struct {
	// Type is the kind of the factor, anything but FactorTypeWebAuthn.
	Type FactorType `json:"type" required:"true"`
	// PhoneNumber gets the text messages of FactorTypeSMS, which needs it:
	// "+15005550006".
	PhoneNumber string `json:"phone_number,omitempty"`
	// TOTPIssuer is the application's name in the authenticator app.
	// FactorTypeTOTP needs it.
	TOTPIssuer string `json:"totp_issuer,omitempty"`
	// TOTPUser is the account's name in the authenticator app, such as the
	// person's e-mail address. FactorTypeTOTP needs it.
	TOTPUser string `json:"totp_user,omitempty"`
	// UserID is the user of package usermanagement that the factor belongs to.
	UserID string `json:"user_id,omitempty"`
}

// EnrollFactor enrolls a factor. The answer is the only one that has the secret,
// the QR code and the URI of TOTP: show one of them to the person now.
//
// A factor works as soon as it is enrolled. Ask for a code of it before relying on
// it, by ChallengeFactor and VerifyChallenge: the person may have left without
// scanning. What the type needs and the params lack is a
// workos.ErrUnprocessable.
//
// Calls POST /auth/factors/enroll.
func (s *Service) EnrollFactor(ctx context.Context, params EnrollFactorParams, opts ...workos.RequestOption) (*Factor, error) {
	return workos.Post[Factor](ctx, s.client, workos.Path("/auth/factors/enroll"), params, opts...)
}

// GetFactor returns the factor with the given ID, without the secrets of TOTP. An
// unknown ID is a workos.ErrNotFound.
//
// Calls GET /auth/factors/{id}.
func (s *Service) GetFactor(ctx context.Context, id string, opts ...workos.RequestOption) (*Factor, error) {
	return workos.Get[Factor](ctx, s.client, workos.Path("/auth/factors/{id}", id), nil, opts...)
}

// DeleteFactor deletes a factor. It cannot be undone: the person has to enroll a
// new one. An unknown ID is a workos.ErrNotFound.
//
// Calls DELETE /auth/factors/{id}.
func (s *Service) DeleteFactor(ctx context.Context, id string, opts ...workos.RequestOption) error {
	return workos.Delete(ctx, s.client, workos.Path("/auth/factors/{id}", id), opts...)
}
