package usermanagement

import (
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/workos-go/workos"
)

// AuthenticationError is a sign-in that is not finished: the user has to do
// something first. The errors of the Authenticate methods say what, each with a
// type that holds one of these:
//
//   - [EmailVerificationRequiredError]: show to own the e-mail address
//   - [MFAChallengeError]: answer a challenge of a second factor
//   - [MFAEnrollmentError]: enroll a second factor
//   - [OrganizationSelectionRequiredError]: choose an organization
//   - [SSORequiredError]: sign in by single sign-on
//   - [AuthenticationMethodsRequiredError]: sign in by a method that the
//     organization allows
//   - [RadarChallengeError]: answer a challenge of Radar
//   - [PasskeyEnrollmentError]: be offered a passkey
//   - [ConsentRequiredError]: consent to the application
//
// An application matches those that it can go on from by their types, and all
// the others by this one:
//
//	var mfa *usermanagement.MFAChallengeError
//	var pending *usermanagement.AuthenticationError
//	switch {
//	case errors.As(err, &mfa):
//		// ask for the code of one of mfa.AuthenticationFactors
//	case errors.As(err, &pending):
//		// nothing that this application knows how to do
//	}
//
// Each wraps the *workos.Error of the answer, and none prints its token. A sign-in that
// was refused is that *workos.Error alone: see [CodeInvalidCredentials] and its
// siblings.
type AuthenticationError struct {
	// PendingAuthenticationToken is what the sign-in goes on with, or "". Keep it
	// on the server: with it and a code, anybody can finish the sign-in.
	PendingAuthenticationToken string `json:"pending_authentication_token"`
	// User is who is about to sign in, as far as the answer says.
	User User `json:"user"`
	// Email is the user's e-mail address, or "".
	Email string `json:"email"`
	// Err is the answer.
	Err *workos.Error `json:"-"`
}

// Error returns the text of the answer.
func (e *AuthenticationError) Error() string {
	if e.Err == nil {
		return "usermanagement: the authentication is not finished"
	}
	return e.Err.Error()
}

// Unwrap returns the answer, a *workos.Error.
func (e *AuthenticationError) Unwrap() error {
	if e.Err == nil {
		return nil
	}
	return e.Err
}

// As makes every unfinished sign-in match *AuthenticationError.
func (e *AuthenticationError) As(target any) bool {
	pending, ok := target.(**AuthenticationError)
	if ok {
		*pending = e
	}
	return ok
}

// Format writes Error, whatever the verb.
func (e AuthenticationError) Format(f fmt.State, _ rune) { fmt.Fprint(f, e.Error()) }

// LogValue returns Error.
func (e AuthenticationError) LogValue() slog.Value { return slog.StringValue(e.Error()) }

// MarshalText returns Error: for logs in JSON.
func (e AuthenticationError) MarshalText() ([]byte, error) { return []byte(e.Error()), nil }

func (e *AuthenticationError) finish(answer *workos.Error) { e.Err = answer }

func (e *AuthenticationError) resumable() bool { return e.PendingAuthenticationToken != "" }

// EmailVerificationRequiredError asks for the code that was sent to the user's
// e-mail address: AuthenticateWithEmailVerification. The API's code for it is
// "email_verification_required".
type EmailVerificationRequiredError struct {
	AuthenticationError

	// EmailVerificationID is the verification that GetEmailVerification returns.
	EmailVerificationID string `json:"email_verification_id"`
}

// MFAChallengeError asks for a second factor: ChallengeFactor of package mfa makes a
// challenge for one of the factors, and AuthenticateWithTOTP takes what the user
// types in. The API's code for it is "mfa_challenge".
type MFAChallengeError struct {
	AuthenticationError

	// AuthenticationFactors are the user's factors.
	AuthenticationFactors []PendingFactor `json:"authentication_factors"`
}

// PendingFactor is a factor that a sign-in can go on with.
type PendingFactor struct {
	// ID identifies the factor.
	ID string `json:"id"`
	// Type is its type, such as "totp".
	Type AuthenticationFactorType `json:"type"`
}

// MFAEnrollmentError asks the user to enroll a second factor: EnrollAuthFactor
// makes one and a challenge for it, and AuthenticateWithTOTP takes what the user
// types in. The API's code for it is "mfa_enrollment".
type MFAEnrollmentError struct{ AuthenticationError }

// OrganizationSelectionRequiredError asks for the organization to sign in to:
// AuthenticateWithOrganizationSelection. The API's code for it is
// "organization_selection_required".
type OrganizationSelectionRequiredError struct {
	AuthenticationError

	// Organizations are those of which the user is a member.
	Organizations []OrganizationChoice `json:"organizations"`
}

// OrganizationChoice is an organization to which a user can sign in.
type OrganizationChoice struct {
	// ID identifies the organization.
	ID string `json:"id"`
	// Name is the organization's name.
	Name string `json:"name"`
}

// SSORequiredError asks for a sign-in by single sign-on: send the user to
// AuthorizationURL with one of the connections. The API's code for it is
// "sso_required".
type SSORequiredError struct {
	AuthenticationError

	// ConnectionIDs are the connections to choose from.
	ConnectionIDs []string `json:"connection_ids"`
}

// AuthenticationMethodsRequiredError asks for a sign-in by one of the methods
// that the user's organization allows. The API's code for it is
// "organization_authentication_methods_required".
type AuthenticationMethodsRequiredError struct {
	AuthenticationError

	// SSOConnectionIDs are the connections that are allowed.
	SSOConnectionIDs []string `json:"sso_connection_ids"`
	// AuthMethods says of each method, such as "password" or "google_oauth",
	// whether it is allowed.
	AuthMethods map[string]bool `json:"auth_methods"`
}

// RadarChallengeError asks for a code, because Radar finds the sign-in unusual. The
// API's code for it is the value of Kind.
type RadarChallengeError struct {
	AuthenticationError

	// Kind says which challenge.
	Kind RadarChallengeKind `json:"-"`
	// RadarChallengeID is the challenge for AuthenticateWithRadarEmailChallenge,
	// or "".
	RadarChallengeID string `json:"radar_challenge_id"`
	// PhoneNumber is where the code was sent, as far as the answer says.
	PhoneNumber string `json:"phone_number"`
}

// RadarChallengeKind says how Radar wants a sign-in to go on.
type RadarChallengeKind string

// What Radar asks for.
const (
	// RadarChallengeKindEmail sent a code by e-mail:
	// AuthenticateWithRadarEmailChallenge.
	RadarChallengeKindEmail RadarChallengeKind = "radar_challenge"
	// RadarChallengeKindSMSSignUp wants a phone number: SendRadarSMSChallenge, then
	// AuthenticateWithRadarSMSChallenge.
	RadarChallengeKindSMSSignUp RadarChallengeKind = "radar_sign_up_challenge"
	// RadarChallengeKindSMSSignIn sent a code to the user's phone:
	// AuthenticateWithRadarSMSChallenge.
	RadarChallengeKindSMSSignIn RadarChallengeKind = "radar_sms_sign_in_challenge"
)

// PasskeyEnrollmentError says that the user is to be offered a passkey, in
// AuthKit. The API's code for it is "passkey_progressive_enrollment".
type PasskeyEnrollmentError struct{ AuthenticationError }

// ConsentRequiredError says that the user has to consent to what the application
// asks for, in AuthKit. The API's code for it is "application_consent_required".
type ConsentRequiredError struct{ AuthenticationError }

// Codes of sign-ins that were refused, as the Code of the *workos.Error says them.
// Each Authenticate method says which it returns. The API has more of them: for
// mistakes of the application, and for what has a type, as AuthenticationError.
const (
	// CodeInvalidCredentials means that the address or the password is wrong.
	CodeInvalidCredentials = "invalid_credentials"
	// CodeInvalidGrant means that an authorization code, a device code or a refresh
	// token is wrong, used, revoked or too old.
	CodeInvalidGrant = "invalid_grant"
	// CodeInvalidOneTimeCode means that the user typed in a wrong code.
	CodeInvalidOneTimeCode = "invalid_one_time_code"
	// CodeOneTimeCodePreviouslyUsed means that the code was good, once.
	CodeOneTimeCodePreviouslyUsed = "one_time_code_previously_used"
	// CodeOneTimeCodeExpired means that the code is too old.
	CodeOneTimeCodeExpired = "one_time_code_expired"
	// CodeOneTimeCodeTooManyAttempts means that too many wrong codes were tried.
	CodeOneTimeCodeTooManyAttempts = "one_time_code_too_many_attempts"
	// CodeInvalidPendingAuthenticationToken means that the token is too old or used:
	// the user has to begin again.
	CodeInvalidPendingAuthenticationToken = "invalid_pending_authentication_token"
	// CodeUserMismatch means that the challenge is another user's.
	CodeUserMismatch = "user_mismatch"
	// CodeOrganizationMembershipNotFound means that the user is no member of the
	// organization.
	CodeOrganizationMembershipNotFound = "organization_membership_not_found"
	// CodeEmailPasswordAuthDisabled means that nobody signs in with a password.
	CodeEmailPasswordAuthDisabled = "email_password_auth_disabled"
	// CodeAuthenticationMethodNotAllowed means that this method is not allowed.
	CodeAuthenticationMethodNotAllowed = "authentication_method_not_allowed"
	// CodeSignUpNotAllowed means that there is no such user, and nobody signs up.
	CodeSignUpNotAllowed = "sign_up_not_allowed"
	// CodeInvitationInvalid means that the token of an invitation is not good.
	CodeInvitationInvalid = "invitation_invalid"
	// CodeInvitationCannotBeUsedForEmail means that the invitation is for another
	// address.
	CodeInvitationCannotBeUsedForEmail = "invitation_cannot_be_used_for_email"
	// CodePhoneNumberRequired means that a sign-up by SMS lacks its PhoneNumber.
	CodePhoneNumberRequired = "phone_number_required"
	// CodeVerificationIDRequired means that a sign-up by SMS lacks its
	// VerificationID.
	CodeVerificationIDRequired = "verification_id_required"
)

// unfinished is an error that holds an AuthenticationError.
type unfinished interface {
	error
	finish(answer *workos.Error)
	resumable() bool
}

// authenticationError gives an error of a sign-in its type, by its code or
// because it has a pending token.
func authenticationError(err error) error {
	answer, ok := err.(*workos.Error) //nolint:errorlint // what wraps one says more than a type would
	if !ok {
		return err
	}
	typed, known := unfinished(&AuthenticationError{}), true
	switch kind := code(err); kind {
	case "email_verification_required":
		typed = &EmailVerificationRequiredError{}
	case "mfa_challenge":
		typed = &MFAChallengeError{}
	case "mfa_enrollment":
		typed = &MFAEnrollmentError{}
	case "organization_selection_required":
		typed = &OrganizationSelectionRequiredError{}
	case "sso_required":
		typed = &SSORequiredError{}
	case "organization_authentication_methods_required":
		typed = &AuthenticationMethodsRequiredError{}
	case string(RadarChallengeKindEmail), string(RadarChallengeKindSMSSignUp), string(RadarChallengeKindSMSSignIn):
		typed = &RadarChallengeError{Kind: RadarChallengeKind(kind)}
	case "passkey_progressive_enrollment":
		typed = &PasskeyEnrollmentError{}
	case "application_consent_required":
		typed = &ConsentRequiredError{}
	default:
		known = false
	}
	// What does not decode stays empty: the code alone says what is asked for.
	_ = json.Unmarshal(answer.Body(), typed)
	if typed.finish(answer); known || typed.resumable() {
		return typed
	}
	return err
}
