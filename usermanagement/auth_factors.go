package usermanagement

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// AuthenticationFactor is something beside the password by which a user shows who
// it is, such as an authenticator app.
type AuthenticationFactor struct {
	// Object is "authentication_factor".
	Object string `json:"object"`
	// ID identifies the factor.
	ID string `json:"id"`
	// Type is the kind of the factor.
	Type AuthenticationFactorType `json:"type"`
	// UserID is the user that the factor belongs to, or "".
	UserID string `json:"user_id,omitempty"`
	// SMS is what a factor of the type AuthenticationFactorTypeSMS has, or nil.
	SMS *SMS `json:"sms,omitempty"`
	// TOTP is what a factor of the type AuthenticationFactorTypeTOTP has, or nil.
	TOTP *TOTP `json:"totp,omitempty"`
	// CreatedAt is when the factor was enrolled.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the factor was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// Format hides the secret of TOTP.
func (f AuthenticationFactor) Format(state fmt.State, _ rune) { secret.Format(state, f) }

// LogValue hides the secret of TOTP.
func (f AuthenticationFactor) LogValue() slog.Value { return secret.LogValue(f) }

// AuthenticationFactorType is the kind of an authentication factor.
type AuthenticationFactorType string

// The kinds of authentication factors.
const (
	// AuthenticationFactorTypeGenericOTP is a code that the application itself
	// delivers.
	AuthenticationFactorTypeGenericOTP AuthenticationFactorType = "generic_otp"
	// AuthenticationFactorTypeSMS is a code that WorkOS sends by text message.
	AuthenticationFactorTypeSMS AuthenticationFactorType = "sms"
	// AuthenticationFactorTypeTOTP is a code that an authenticator app shows.
	AuthenticationFactorTypeTOTP     AuthenticationFactorType = "totp"
	AuthenticationFactorTypeWebAuthn AuthenticationFactorType = "webauthn"
)

// SMS says where the codes of a factor are sent.
type SMS struct {
	// PhoneNumber is the number that gets the text messages, such as
	// "+15005550006".
	PhoneNumber string `json:"phone_number"`
}

// TOTP is an authenticator app. The secret in its three forms is there only when
// the factor is enrolled.
type TOTP struct {
	// Issuer is the application's name in the authenticator app.
	Issuer string `json:"issuer"`
	// User is the account's name in the authenticator app.
	User string `json:"user"`
	// Secret is the key of the codes, in base32, for a user to type into the app
	// who cannot scan QRCode, or "".
	Secret string `json:"secret,omitempty" secret:"true"`
	// QRCode is an image of URI for the app to scan, as a data URL, the src of an
	// HTML img, or "".
	QRCode string `json:"qr_code,omitempty" secret:"true"`
	// URI is the otpauth URI of the secret, which opens an app on the same device,
	// or "".
	URI string `json:"uri,omitempty" secret:"true"`
}

// Format hides the secret, the image and the URI.
func (t TOTP) Format(f fmt.State, _ rune) { secret.Format(f, t) }

// LogValue hides the secret, the image and the URI.
func (t TOTP) LogValue() slog.Value { return secret.LogValue(t) }

// AuthenticationChallenge asks for a code of a factor: what package mfa calls a
// Challenge, with other names, for the same operations there.
type AuthenticationChallenge struct {
	// Object is "authentication_challenge".
	Object string `json:"object"`
	// ID identifies the challenge.
	ID string `json:"id"`
	// ExpiresAt is when the challenge stops to be answerable, or zero: those of
	// TOTP factors do not expire.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	// Code is the one-time code that answers the challenge, or "".
	Code string `json:"code,omitempty" secret:"true"`
	// AuthenticationFactorID is the factor that the challenge belongs to.
	AuthenticationFactorID string `json:"authentication_factor_id"`
	// CreatedAt is when the challenge was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the challenge was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// Format hides the code.
func (c AuthenticationChallenge) Format(f fmt.State, _ rune) { secret.Format(f, c) }

// LogValue hides the code.
func (c AuthenticationChallenge) LogValue() slog.Value { return secret.LogValue(c) }

// EnrolledAuthFactor is a new factor of a user, and the challenge by which the
// user shows that it works.
type EnrolledAuthFactor struct {
	// Factor is the new factor, with its secret.
	Factor AuthenticationFactor `json:"authentication_factor"`
	// Challenge asks for the first code.
	Challenge AuthenticationChallenge `json:"authentication_challenge"`
}

// Format hides the secret of the factor and the code of the challenge.
func (e EnrolledAuthFactor) Format(f fmt.State, _ rune) { secret.Format(f, e) }

// LogValue hides the secret of the factor and the code of the challenge.
func (e EnrolledAuthFactor) LogValue() slog.Value { return secret.LogValue(e) }

// EnrollAuthFactorParams are the parameters of EnrollAuthFactor.
type EnrollAuthFactorParams struct {
	// Type is AuthenticationFactorTypeTOTP: the API enrolls no other.
	Type AuthenticationFactorType `json:"type" required:"true"`
	// TOTPIssuer is the application's name in the authenticator app; "" is the name
	// of the WorkOS team.
	TOTPIssuer string `json:"totp_issuer,omitempty"`
	// TOTPUser is the account's name in the authenticator app; "" is the user's
	// e-mail address.
	TOTPUser string `json:"totp_user,omitempty"`
	// TOTPSecret is a secret that the user has already, in base32, for 6 digits
	// every 30 seconds by SHA-1; "" makes a new one.
	TOTPSecret string `json:"totp_secret,omitempty" secret:"true"`
}

// Format hides the secret.
func (p EnrollAuthFactorParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the secret.
func (p EnrollAuthFactorParams) LogValue() slog.Value { return secret.LogValue(p) }

// EnrollAuthFactor gives a user an authenticator app. Show the QR code, and have
// a code of the app verified with the challenge: the secret does not come back. That is
// VerifyChallenge of package mfa, whose ChallengeFactor makes the challenges after this
// one, or AuthenticateWithTOTP, where a sign-in asked for the factor.
//
// Calls POST /user_management/users/{userlandUserId}/auth_factors.
func (s *Service) EnrollAuthFactor(ctx context.Context, userID string, params EnrollAuthFactorParams, opts ...workos.RequestOption) (*EnrolledAuthFactor, error) {
	return workos.Post[EnrolledAuthFactor](ctx, s.client, workos.Path("/user_management/users/{userlandUserId}/auth_factors", userID), params, opts...)
}

// ListAuthFactorsParams are the parameters of ListAuthFactors.
type ListAuthFactorsParams struct {
	workos.ListParams
}

// ListAuthFactors returns a page of a user's factors, without their secrets,
// newest first unless the params say otherwise. The page's All walks over all
// of them.
//
// Calls GET /user_management/users/{userlandUserId}/auth_factors.
func (s *Service) ListAuthFactors(ctx context.Context, userID string, params ListAuthFactorsParams, opts ...workos.RequestOption) (*workos.List[AuthenticationFactor], error) {
	return workos.GetList[AuthenticationFactor](ctx, s.client, workos.Path("/user_management/users/{userlandUserId}/auth_factors", userID), params, opts...)
}
