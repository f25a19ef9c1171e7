package events

// Authentication is the payload of the events of sign-ins. Those of failed ones
// have a FailedAuthentication, those of SSO an SSOAuthentication.
type Authentication struct {
	// Type says how somebody signed in.
	Type AuthenticationType `json:"type"`
	// Status says what came of it.
	Status AuthenticationStatus `json:"status"`
	// IPAddress is where the person's request came from, or "".
	IPAddress string `json:"ip_address"`
	// UserAgent is the User-Agent header of the person's request, or "".
	UserAgent string `json:"user_agent"`
	// UserID is the user, or "" where it is not known.
	UserID string `json:"user_id"`
	// Email is the user's e-mail address, or "" where it is not known.
	Email string `json:"email"`
}

// FailedAuthentication is the payload of the events of failed sign-ins.
type FailedAuthentication struct {
	Authentication

	// Error says why it failed.
	Error AuthenticationFailure `json:"error"`
}

// SSOAuthentication is the payload of the events of SSO sign-ins.
type SSOAuthentication struct {
	Authentication

	// SSO says where the user signed in.
	SSO SSODetails `json:"sso"`
}

// FailedSSOAuthentication is the payload of the events of SSO sign-ins that
// failed.
type FailedSSOAuthentication struct {
	SSOAuthentication

	// Error says why it failed.
	Error AuthenticationFailure `json:"error"`
}

// AuthenticationType says how somebody signed in.
type AuthenticationType string

// How somebody can sign in.
const (
	AuthenticationTypeEmailVerification AuthenticationType = "email_verification"
	AuthenticationTypeMagicAuth         AuthenticationType = "magic_auth"
	AuthenticationTypeMFA               AuthenticationType = "mfa"
	AuthenticationTypeOAuth             AuthenticationType = "oauth"
	AuthenticationTypePasskey           AuthenticationType = "passkey"
	AuthenticationTypePassword          AuthenticationType = "password"
	// AuthenticationTypeReauthentication is of somebody who was signed in.
	AuthenticationTypeReauthentication AuthenticationType = "reauthentication"
	AuthenticationTypeSSO              AuthenticationType = "sso"
)

// AuthenticationStatus says what came of a sign-in.
type AuthenticationStatus string

// What can come of a sign-in.
const (
	AuthenticationStatusFailed    AuthenticationStatus = "failed"
	AuthenticationStatusStarted   AuthenticationStatus = "started"
	AuthenticationStatusSucceeded AuthenticationStatus = "succeeded"
	AuthenticationStatusTimedOut  AuthenticationStatus = "timed_out"
)

// AuthenticationFailure says why a sign-in failed.
type AuthenticationFailure struct {
	// Code identifies the reason.
	Code string `json:"code"`
	// Message says it in English.
	Message string `json:"message"`
}

// SSODetails say where a user signed in by SSO. Each is "" where it is not known.
type SSODetails struct {
	// OrganizationID is the organization.
	OrganizationID string `json:"organization_id"`
	// ConnectionID is the connection to its identity provider.
	ConnectionID string `json:"connection_id"`
	// SessionID identifies the sign-in.
	SessionID string `json:"session_id"`
}

// AuthenticationEmailVerificationFailed is the event
// authentication.email_verification_failed: a sign-in with an e-mail
// verification code failed.
type AuthenticationEmailVerificationFailed struct{ Of[FailedAuthentication] }

func (AuthenticationEmailVerificationFailed) kind() Type {
	return TypeAuthenticationEmailVerificationFailed
}

// AuthenticationEmailVerificationSucceeded is the event
// authentication.email_verification_succeeded: a sign-in with an e-mail
// verification code succeeded.
type AuthenticationEmailVerificationSucceeded struct{ Of[Authentication] }

func (AuthenticationEmailVerificationSucceeded) kind() Type {
	return TypeAuthenticationEmailVerificationSucceeded
}

// AuthenticationMagicAuthFailed is the event authentication.magic_auth_failed:
// a sign-in with a Magic Auth code failed.
type AuthenticationMagicAuthFailed struct{ Of[FailedAuthentication] }

func (AuthenticationMagicAuthFailed) kind() Type { return TypeAuthenticationMagicAuthFailed }

// AuthenticationMagicAuthSucceeded is the event
// authentication.magic_auth_succeeded: a sign-in with a Magic Auth code
// succeeded.
type AuthenticationMagicAuthSucceeded struct{ Of[Authentication] }

func (AuthenticationMagicAuthSucceeded) kind() Type { return TypeAuthenticationMagicAuthSucceeded }

// AuthenticationMFAFailed is the event authentication.mfa_failed: a sign-in
// with a second factor failed.
type AuthenticationMFAFailed struct{ Of[FailedAuthentication] }

func (AuthenticationMFAFailed) kind() Type { return TypeAuthenticationMFAFailed }

// AuthenticationMFASucceeded is the event authentication.mfa_succeeded: a
// sign-in with a second factor succeeded.
type AuthenticationMFASucceeded struct{ Of[Authentication] }

func (AuthenticationMFASucceeded) kind() Type { return TypeAuthenticationMFASucceeded }

// AuthenticationOAuthFailed is the event authentication.oauth_failed: a sign-in
// with OAuth failed.
type AuthenticationOAuthFailed struct{ Of[FailedAuthentication] }

func (AuthenticationOAuthFailed) kind() Type { return TypeAuthenticationOAuthFailed }

// AuthenticationOAuthSucceeded is the event authentication.oauth_succeeded: a
// sign-in with OAuth succeeded.
type AuthenticationOAuthSucceeded struct{ Of[Authentication] }

func (AuthenticationOAuthSucceeded) kind() Type { return TypeAuthenticationOAuthSucceeded }

// AuthenticationPasskeyFailed is the event authentication.passkey_failed: a
// sign-in with a passkey failed.
type AuthenticationPasskeyFailed struct{ Of[FailedAuthentication] }

func (AuthenticationPasskeyFailed) kind() Type { return TypeAuthenticationPasskeyFailed }

// AuthenticationPasskeySucceeded is the event authentication.passkey_succeeded:
// a sign-in with a passkey succeeded.
type AuthenticationPasskeySucceeded struct{ Of[Authentication] }

func (AuthenticationPasskeySucceeded) kind() Type { return TypeAuthenticationPasskeySucceeded }

// AuthenticationPasswordFailed is the event authentication.password_failed: a
// sign-in with a password failed.
type AuthenticationPasswordFailed struct{ Of[FailedAuthentication] }

func (AuthenticationPasswordFailed) kind() Type { return TypeAuthenticationPasswordFailed }

// AuthenticationPasswordSucceeded is the event
// authentication.password_succeeded: a sign-in with a password succeeded.
type AuthenticationPasswordSucceeded struct{ Of[Authentication] }

func (AuthenticationPasswordSucceeded) kind() Type { return TypeAuthenticationPasswordSucceeded }

// AuthenticationReauthenticationSucceeded is the event
// authentication.reauthentication_succeeded: somebody who was signed in did it
// again, for something that asks for it.
type AuthenticationReauthenticationSucceeded struct{ Of[Authentication] }

func (AuthenticationReauthenticationSucceeded) kind() Type {
	return TypeAuthenticationReauthenticationSucceeded
}

// AuthenticationSSOFailed is the event authentication.sso_failed: a sign-in by
// SSO failed.
type AuthenticationSSOFailed struct{ Of[FailedSSOAuthentication] }

func (AuthenticationSSOFailed) kind() Type { return TypeAuthenticationSSOFailed }

// AuthenticationSSOStarted is the event authentication.sso_started: somebody
// was sent to an identity provider.
type AuthenticationSSOStarted struct{ Of[SSOAuthentication] }

func (AuthenticationSSOStarted) kind() Type { return TypeAuthenticationSSOStarted }

// AuthenticationSSOSucceeded is the event authentication.sso_succeeded: a
// sign-in by SSO succeeded.
type AuthenticationSSOSucceeded struct{ Of[SSOAuthentication] }

func (AuthenticationSSOSucceeded) kind() Type { return TypeAuthenticationSSOSucceeded }

// AuthenticationSSOTimedOut is the event authentication.sso_timed_out: nobody
// came back from an identity provider.
type AuthenticationSSOTimedOut struct{ Of[FailedSSOAuthentication] }

func (AuthenticationSSOTimedOut) kind() Type { return TypeAuthenticationSSOTimedOut }
