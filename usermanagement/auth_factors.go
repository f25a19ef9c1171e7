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
	// SMS says more of a factor of the type sms; else it is nil.
	SMS *SMS `json:"sms,omitempty"`
	// TOTP says more of a factor of the type totp; else it is nil.
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
	AuthenticationFactorTypeGenericOTP AuthenticationFactorType = "generic_otp"
	// AuthenticationFactorTypeSMS means codes in text messages.
	AuthenticationFactorTypeSMS AuthenticationFactorType = "sms"
	// AuthenticationFactorTypeTOTP means an authenticator app.
	AuthenticationFactorTypeTOTP     AuthenticationFactorType = "totp"
	AuthenticationFactorTypeWebAuthn AuthenticationFactorType = "webauthn"
)

// SMS is where the codes of a factor are sent to.
type SMS struct {
	// PhoneNumber is the user's phone number, such as "+15005550006".
	PhoneNumber string `json:"phone_number"`
}

// TOTP is an authenticator app. The secret in its three forms is there only when
// the factor is enrolled.
type TOTP struct {
	// Issuer is the name of the application that the app shows.
	Issuer string `json:"issuer"`
	// User is the name of the account that the app shows.
	User string `json:"user"`
	// Secret is what the user types into the app, in base32, or "".
	Secret string `json:"secret,omitempty" secret:"true"`
	// QRCode is an image that the app scans in place of typing: a data URL with a
	// PNG, or "".
	QRCode string `json:"qr_code,omitempty" secret:"true"`
	// URI is the otpauth URI that the image shows, or "".
	URI string `json:"uri,omitempty" secret:"true"`
}

// Format hides the secret, the image and the URI.
func (t TOTP) Format(f fmt.State, _ rune) { secret.Format(f, t) }

// LogValue hides the secret, the image and the URI.
func (t TOTP) LogValue() slog.Value { return secret.LogValue(t) }

// AuthenticationChallenge asks for a code of a factor.
type AuthenticationChallenge struct {
	// Object is "authentication_challenge".
	Object string `json:"object"`
	// ID identifies the challenge.
	ID string `json:"id"`
	// ExpiresAt is when the challenge ends, or zero: that of a factor of the type
	// totp does not.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	// Code is the one-time code that answers the challenge, or "".
	Code string `json:"code,omitempty" secret:"true"`
	// AuthenticationFactorID is the factor that is asked.
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
	// TOTPIssuer is the name of the application that the app shows; "" is the name
	// of the WorkOS team.
	TOTPIssuer string `json:"totp_issuer,omitempty"`
	// TOTPUser is the name of the account that the app shows; "" is the user's
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
// a code of the app verified with the challenge: the secret does not come back.
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
