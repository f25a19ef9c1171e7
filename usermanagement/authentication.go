package usermanagement

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// Authentication is a finished sign-in: who it is, and the tokens of the session.
type Authentication struct {
	// User is who signed in.
	User User `json:"user"`
	// OrganizationID is the organization that the session is for, or "".
	OrganizationID string `json:"organization_id,omitempty"`
	// AccessToken is a JWT that stands for the session for some minutes.
	AccessToken string `json:"access_token" secret:"true"`
	// RefreshToken gets the next access token, once: AuthenticateWithRefreshToken
	// returns the refresh token that follows it.
	RefreshToken string `json:"refresh_token" secret:"true"`
	// AuthKitAuthorizationCode is a code that another application exchanges for
	// tokens of its own, or "".
	AuthKitAuthorizationCode string `json:"authkit_authorization_code,omitempty" secret:"true"`
	// AuthenticationMethod says how the user signed in when the session began.
	AuthenticationMethod AuthenticationMethod `json:"authentication_method,omitempty"`
	// Impersonator is who signed in as the user, or nil.
	Impersonator *Impersonator `json:"impersonator,omitempty"`
	// OAuthTokens are the identity provider's own tokens, or nil.
	OAuthTokens *OAuthTokens `json:"oauth_tokens,omitempty"`
}

// Format hides the tokens.
func (a Authentication) Format(f fmt.State, _ rune) { secret.Format(f, a) }

// LogValue hides the tokens.
func (a Authentication) LogValue() slog.Value { return secret.LogValue(a) }

// UnmarshalJSON decodes an authentication. One without a user or an access token
// is an error: nobody is signed in by a proxy's answer.
func (a *Authentication) UnmarshalJSON(data []byte) error {
	type plain Authentication
	if err := json.Unmarshal(data, (*plain)(a)); err != nil {
		return err
	}
	if a.User.ID == "" || a.AccessToken == "" {
		return errors.New("it has no user or no access token")
	}
	return nil
}

// AuthenticationMethod says how a user signed in.
type AuthenticationMethod string

// How users sign in.
const (
	AuthenticationMethodAppleOAuth             AuthenticationMethod = "AppleOAuth"
	AuthenticationMethodBitbucketOAuth         AuthenticationMethod = "BitbucketOAuth"
	AuthenticationMethodCrossAppAuth           AuthenticationMethod = "CrossAppAuth"
	AuthenticationMethodDiscordOAuth           AuthenticationMethod = "DiscordOAuth"
	AuthenticationMethodExternalAuth           AuthenticationMethod = "ExternalAuth"
	AuthenticationMethodGitHubOAuth            AuthenticationMethod = "GitHubOAuth"
	AuthenticationMethodGitLabOAuth            AuthenticationMethod = "GitLabOAuth"
	AuthenticationMethodGoogleOAuth            AuthenticationMethod = "GoogleOAuth"
	AuthenticationMethodGrokOAuth              AuthenticationMethod = "GrokOAuth"
	AuthenticationMethodImpersonation          AuthenticationMethod = "Impersonation"
	AuthenticationMethodIntuitOAuth            AuthenticationMethod = "IntuitOAuth"
	AuthenticationMethodLinkedInOAuth          AuthenticationMethod = "LinkedInOAuth"
	AuthenticationMethodMagicAuth              AuthenticationMethod = "MagicAuth"
	AuthenticationMethodMicrosoftOAuth         AuthenticationMethod = "MicrosoftOAuth"
	AuthenticationMethodMigratedSession        AuthenticationMethod = "MigratedSession"
	AuthenticationMethodPasskey                AuthenticationMethod = "Passkey"
	AuthenticationMethodPassword               AuthenticationMethod = "Password"
	AuthenticationMethodSalesforceOAuth        AuthenticationMethod = "SalesforceOAuth"
	AuthenticationMethodSlackOAuth             AuthenticationMethod = "SlackOAuth"
	AuthenticationMethodSSO                    AuthenticationMethod = "SSO"
	AuthenticationMethodVercelMarketplaceOAuth AuthenticationMethod = "VercelMarketplaceOAuth"
	AuthenticationMethodVercelOAuth            AuthenticationMethod = "VercelOAuth"
	AuthenticationMethodXeroOAuth              AuthenticationMethod = "XeroOAuth"
	AuthenticationMethodXOAuth                 AuthenticationMethod = "XOAuth"
)

// OAuthTokens are tokens for the API of an OAuth provider.
type OAuthTokens struct {
	// Provider is the OAuth provider, such as "GoogleOAuth".
	Provider string `json:"provider"`
	// RefreshToken gets new access tokens from the provider.
	RefreshToken string `json:"refresh_token" secret:"true"`
	// AccessToken is for the provider's API.
	AccessToken string `json:"access_token" secret:"true"`
	// ExpiresAt is when the access token expires, in seconds since 1970.
	ExpiresAt int64 `json:"expires_at"`
	// Scopes are what the access token allows.
	Scopes []string `json:"scopes"`
}

// Format hides the tokens.
func (t OAuthTokens) Format(f fmt.State, _ rune) { secret.Format(f, t) }

// LogValue hides the tokens.
func (t OAuthTokens) LogValue() slog.Value { return secret.LogValue(t) }

// RequestInfo describes the request with which a person signs in, as the
// application saw it. It is optional, and stands in the session and in the
// events of the sign-in.
type RequestInfo struct {
	// IPAddress is where the person's request came from.
	IPAddress string `json:"ip_address,omitempty"`
	// DeviceID identifies the person's device.
	DeviceID string `json:"device_id,omitempty"`
	// UserAgent is the User-Agent header of the person's request.
	UserAgent string `json:"user_agent,omitempty"`
}

// credentials are what every authentication sends.
type credentials struct {
	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret,omitempty"`
	GrantType    string `json:"grant_type"`
}

// credentials returns those of the client for a type of grant. Where the
// parameters are proof enough, the client can do without an API key.
func (s *Service) credentials(grantType string, proof bool) (credentials, error) {
	id, err := s.client.RequireClientID()
	if err == nil && s.client.APIKey() == "" && !proof {
		err = workos.ErrMissingAPIKey
	}
	if err != nil {
		err = fmt.Errorf("usermanagement: authenticating by %s: %w", grantType, err)
	}
	return credentials{id, s.client.APIKey(), grantType}, err
}

// authenticate sends a grant, without the API key where the credentials have no
// secret.
func (s *Service) authenticate(ctx context.Context, client credentials, grant any, opts []workos.RequestOption) (*Authentication, error) {
	auth, err := workos.Do[Authentication](ctx, s.client, workos.Request{
		Method: "POST",
		Path:   workos.Path("/user_management/authenticate"),
		Body:   grant,
		Public: client.ClientSecret == "",
	}, opts...)
	return auth, authenticationError(err)
}

// AuthenticateWithCodeParams are the parameters of
// AuthenticateWithCode.
type AuthenticateWithCodeParams struct {
	RequestInfo

	// Code is the authorization code with which the redirect URI was called.
	Code string `json:"code" required:"true" secret:"true"`
	// CodeVerifier is the Verifier of the PKCE whose Challenge the authorization
	// URL had.
	CodeVerifier string `json:"code_verifier,omitempty" secret:"true"`
	// InvitationToken accepts an invitation.
	InvitationToken string `json:"invitation_token,omitempty" secret:"true"`
	// SignalsID is what Radar's script in the browser calls the visit.
	SignalsID string `json:"signals_id,omitempty"`
}

// Format hides the code, the verifier and the invitation token.
func (p AuthenticateWithCodeParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the code, the verifier and the invitation token.
func (p AuthenticateWithCodeParams) LogValue() slog.Value { return secret.LogValue(p) }

// AuthenticateWithCode signs a user in with the code that came back from the
// authorization URL. A code is good for a few minutes and for one call.
//
// A client without an API key (a public client) needs the verifier; without both,
// the error is workos.ErrMissingAPIKey. A code that is wrong, used or too old is a
// workos.ErrBadRequest with CodeInvalidGrant. What the sign-in still needs is one
// of the errors that [AuthenticationError] lists.
//
// Calls POST /user_management/authenticate.
func (s *Service) AuthenticateWithCode(ctx context.Context, params AuthenticateWithCodeParams, opts ...workos.RequestOption) (*Authentication, error) {
	client, err := s.credentials("authorization_code", params.CodeVerifier != "")
	if err != nil {
		return nil, err
	}
	return s.authenticate(ctx, client, struct {
		credentials
		AuthenticateWithCodeParams
	}{client, params}, opts)
}

// AuthenticateWithPasswordParams are the parameters of
// AuthenticateWithPassword.
type AuthenticateWithPasswordParams struct {
	RequestInfo

	// Email is the user's e-mail address.
	Email string `json:"email" required:"true"`
	// Password is the user's password.
	Password string `json:"password" required:"true" secret:"true"`
	// InvitationToken accepts an invitation.
	InvitationToken string `json:"invitation_token,omitempty" secret:"true"`
	// SignalsID is what Radar's script in the browser calls the visit.
	SignalsID string `json:"signals_id,omitempty"`
	// RadarAuthAttemptID is the Radar attempt that the sign-in belongs to.
	RadarAuthAttemptID string `json:"radar_auth_attempt_id,omitempty"`
}

// Format hides the password and the invitation token.
func (p AuthenticateWithPasswordParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the password and the invitation token.
func (p AuthenticateWithPasswordParams) LogValue() slog.Value { return secret.LogValue(p) }

// AuthenticateWithPassword signs a user in with a password.
//
// A wrong address or password is a workos.ErrBadRequest with
// CodeInvalidCredentials. Where passwords are not allowed it is a
// workos.ErrForbidden with CodeEmailPasswordAuthDisabled or
// CodeAuthenticationMethodNotAllowed. What the sign-in still needs is one of the
// errors that [AuthenticationError] lists.
//
// Calls POST /user_management/authenticate.
func (s *Service) AuthenticateWithPassword(ctx context.Context, params AuthenticateWithPasswordParams, opts ...workos.RequestOption) (*Authentication, error) {
	client, err := s.credentials("password", false)
	if err != nil {
		return nil, err
	}
	return s.authenticate(ctx, client, struct {
		credentials
		AuthenticateWithPasswordParams
	}{client, params}, opts)
}

// AuthenticateWithRefreshTokenParams are the parameters of
// AuthenticateWithRefreshToken.
type AuthenticateWithRefreshTokenParams struct {
	RequestInfo

	// RefreshToken is that of the session's last authentication.
	RefreshToken string `json:"refresh_token" required:"true" secret:"true"`
	// OrganizationID moves the session to this organization.
	OrganizationID string `json:"organization_id,omitempty"`
}

// Format hides the refresh token.
func (p AuthenticateWithRefreshTokenParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the refresh token.
func (p AuthenticateWithRefreshTokenParams) LogValue() slog.Value { return secret.LogValue(p) }

// AuthenticateWithRefreshToken goes on with a session: it returns a new access
// token, and the refresh token for the next time. A client without an API key
// can do it too, for its own sessions.
//
// A refresh token is good for one call: of two calls at the same time, one fails.
// One that is used, revoked or too old is a workos.ErrBadRequest with
// CodeInvalidGrant: the user has to sign in again. Moving to an organization may
// need more: see [AuthenticationError].
//
// Calls POST /user_management/authenticate.
func (s *Service) AuthenticateWithRefreshToken(ctx context.Context, params AuthenticateWithRefreshTokenParams, opts ...workos.RequestOption) (*Authentication, error) {
	client, err := s.credentials("refresh_token", true)
	if err != nil {
		return nil, err
	}
	return s.authenticate(ctx, client, struct {
		credentials
		AuthenticateWithRefreshTokenParams
	}{client, params}, opts)
}

// AuthenticateWithMagicAuthParams are the parameters of
// AuthenticateWithMagicAuth.
type AuthenticateWithMagicAuthParams struct {
	RequestInfo

	// Code is the one-time code that was sent to the user.
	Code string `json:"code" required:"true" secret:"true"`
	// Email is the user's e-mail address.
	Email string `json:"email" required:"true"`
	// LinkAuthorizationCode is the code of an earlier sign-in that ended in an
	// error because the user exists already: the two are linked.
	LinkAuthorizationCode string `json:"link_authorization_code,omitempty" secret:"true"`
	// InvitationToken accepts an invitation.
	InvitationToken string `json:"invitation_token,omitempty" secret:"true"`
	// RadarAuthAttemptID is the Radar attempt that the sign-in belongs to.
	RadarAuthAttemptID string `json:"radar_auth_attempt_id,omitempty"`
}

// Format hides the codes and the invitation token.
func (p AuthenticateWithMagicAuthParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the codes and the invitation token.
func (p AuthenticateWithMagicAuthParams) LogValue() slog.Value { return secret.LogValue(p) }

// AuthenticateWithMagicAuth signs a user in with the code that CreateMagicAuth
// made.
//
// A code that is wrong, used or too old is a workos.ErrBadRequest with
// CodeInvalidOneTimeCode, CodeOneTimeCodePreviouslyUsed or CodeOneTimeCodeExpired.
// What the sign-in still needs is one of the errors that [AuthenticationError]
// lists.
//
// Calls POST /user_management/authenticate.
func (s *Service) AuthenticateWithMagicAuth(ctx context.Context, params AuthenticateWithMagicAuthParams, opts ...workos.RequestOption) (*Authentication, error) {
	client, err := s.credentials("urn:workos:oauth:grant-type:magic-auth:code", false)
	if err != nil {
		return nil, err
	}
	return s.authenticate(ctx, client, struct {
		credentials
		AuthenticateWithMagicAuthParams
	}{client, params}, opts)
}

// AuthenticateWithEmailVerificationParams are the parameters of
// AuthenticateWithEmailVerification.
type AuthenticateWithEmailVerificationParams struct {
	RequestInfo

	// Code is the one-time code that was sent to the user.
	Code string `json:"code" required:"true" secret:"true"`
	// PendingAuthenticationToken is that of the error that asked for it.
	PendingAuthenticationToken string `json:"pending_authentication_token" required:"true" secret:"true"`
}

// Format hides the code and the pending token.
func (p AuthenticateWithEmailVerificationParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the code and the pending token.
func (p AuthenticateWithEmailVerificationParams) LogValue() slog.Value { return secret.LogValue(p) }

// AuthenticateWithEmailVerification goes on with a sign-in that ended in an
// *EmailVerificationRequiredError.
//
// A code that is wrong, used or too old is a workos.ErrBadRequest with
// CodeInvalidOneTimeCode, CodeOneTimeCodePreviouslyUsed or CodeOneTimeCodeExpired,
// a pending token that is too old or used one with
// CodeInvalidPendingAuthenticationToken. The sign-in may need more: see
// [AuthenticationError].
//
// Calls POST /user_management/authenticate.
func (s *Service) AuthenticateWithEmailVerification(ctx context.Context, params AuthenticateWithEmailVerificationParams, opts ...workos.RequestOption) (*Authentication, error) {
	client, err := s.credentials("urn:workos:oauth:grant-type:email-verification:code", false)
	if err != nil {
		return nil, err
	}
	return s.authenticate(ctx, client, struct {
		credentials
		AuthenticateWithEmailVerificationParams
	}{client, params}, opts)
}

// AuthenticateWithTOTPParams are the parameters of
// AuthenticateWithTOTP.
type AuthenticateWithTOTPParams struct {
	RequestInfo

	// Code is the code that the user's authenticator app shows, or that was sent
	// to the user's phone.
	Code string `json:"code" required:"true" secret:"true"`
	// PendingAuthenticationToken is that of the error that asked for it.
	PendingAuthenticationToken string `json:"pending_authentication_token" required:"true" secret:"true"`
	// AuthenticationChallengeID is the challenge that the code answers.
	AuthenticationChallengeID string `json:"authentication_challenge_id" required:"true"`
}

// Format hides the code and the pending token.
func (p AuthenticateWithTOTPParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the code and the pending token.
func (p AuthenticateWithTOTPParams) LogValue() slog.Value { return secret.LogValue(p) }

// AuthenticateWithTOTP goes on with a sign-in that ended in an
// *MFAChallengeError or *MFAEnrollmentError: package mfa makes the challenge for
// one of the error's factors, EnrollAuthFactor for a new one.
//
// A code that is wrong, used or too old is a workos.ErrBadRequest with
// CodeInvalidOneTimeCode, CodeOneTimeCodePreviouslyUsed or CodeOneTimeCodeExpired,
// one too many with CodeOneTimeCodeTooManyAttempts; a challenge of another user
// with CodeUserMismatch; a pending token that is too old or used with
// CodeInvalidPendingAuthenticationToken. The sign-in may need more: see
// [AuthenticationError].
//
// Calls POST /user_management/authenticate.
func (s *Service) AuthenticateWithTOTP(ctx context.Context, params AuthenticateWithTOTPParams, opts ...workos.RequestOption) (*Authentication, error) {
	client, err := s.credentials("urn:workos:oauth:grant-type:mfa-totp", false)
	if err != nil {
		return nil, err
	}
	return s.authenticate(ctx, client, struct {
		credentials
		AuthenticateWithTOTPParams
	}{client, params}, opts)
}

// AuthenticateWithOrganizationSelectionParams are the parameters of
// AuthenticateWithOrganizationSelection.
type AuthenticateWithOrganizationSelectionParams struct {
	RequestInfo

	// PendingAuthenticationToken is that of the error that asked for it.
	PendingAuthenticationToken string `json:"pending_authentication_token" required:"true" secret:"true"`
	// OrganizationID is the organization that the user chose.
	OrganizationID string `json:"organization_id" required:"true"`
}

// Format hides the pending token.
func (p AuthenticateWithOrganizationSelectionParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the pending token.
func (p AuthenticateWithOrganizationSelectionParams) LogValue() slog.Value { return secret.LogValue(p) }

// AuthenticateWithOrganizationSelection goes on with a sign-in that ended in an
// *OrganizationSelectionRequiredError.
//
// An organization of which the user is no member is a workos.ErrBadRequest with
// CodeOrganizationMembershipNotFound, a pending token that is too old or used one
// with CodeInvalidPendingAuthenticationToken. The sign-in may need more: see
// [AuthenticationError].
//
// Calls POST /user_management/authenticate.
func (s *Service) AuthenticateWithOrganizationSelection(ctx context.Context, params AuthenticateWithOrganizationSelectionParams, opts ...workos.RequestOption) (*Authentication, error) {
	client, err := s.credentials("urn:workos:oauth:grant-type:organization-selection", false)
	if err != nil {
		return nil, err
	}
	return s.authenticate(ctx, client, struct {
		credentials
		AuthenticateWithOrganizationSelectionParams
	}{client, params}, opts)
}

// AuthenticateWithRadarEmailChallengeParams are the parameters of
// AuthenticateWithRadarEmailChallenge.
type AuthenticateWithRadarEmailChallengeParams struct {
	RequestInfo

	// Code is the one-time code that was sent to the user.
	Code string `json:"code" required:"true" secret:"true"`
	// RadarChallengeID is the challenge that the code answers.
	RadarChallengeID string `json:"radar_challenge_id" required:"true"`
	// PendingAuthenticationToken is that of the error that asked for it.
	PendingAuthenticationToken string `json:"pending_authentication_token" required:"true" secret:"true"`
}

// Format hides the code and the pending token.
func (p AuthenticateWithRadarEmailChallengeParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the code and the pending token.
func (p AuthenticateWithRadarEmailChallengeParams) LogValue() slog.Value { return secret.LogValue(p) }

// AuthenticateWithRadarEmailChallenge goes on with a sign-in that ended in a
// *RadarChallengeError of the kind RadarChallengeKindEmail.
//
// A code that is wrong or too old is a workos.ErrBadRequest with
// CodeInvalidOneTimeCode or CodeOneTimeCodeExpired, a pending token that is too
// old or used one with CodeInvalidPendingAuthenticationToken. The sign-in may need
// more: see [AuthenticationError].
//
// Calls POST /user_management/authenticate.
func (s *Service) AuthenticateWithRadarEmailChallenge(ctx context.Context, params AuthenticateWithRadarEmailChallengeParams, opts ...workos.RequestOption) (*Authentication, error) {
	client, err := s.credentials("urn:workos:oauth:grant-type:radar-email-challenge:code", false)
	if err != nil {
		return nil, err
	}
	return s.authenticate(ctx, client, struct {
		credentials
		AuthenticateWithRadarEmailChallengeParams
	}{client, params}, opts)
}

// AuthenticateWithRadarSMSChallengeParams are the parameters of
// AuthenticateWithRadarSMSChallenge.
type AuthenticateWithRadarSMSChallengeParams struct {
	RequestInfo

	// Code is the one-time code that was sent to the user's phone.
	Code string `json:"code" required:"true" secret:"true"`
	// VerificationID is what SendRadarSMSChallenge returned: for sign-ups.
	VerificationID string `json:"verification_id,omitempty"`
	// PhoneNumber is where SendRadarSMSChallenge sent the code: for sign-ups.
	PhoneNumber string `json:"phone_number,omitempty"`
	// PendingAuthenticationToken is that of the error that asked for it.
	PendingAuthenticationToken string `json:"pending_authentication_token" required:"true" secret:"true"`
}

// Format hides the code and the pending token.
func (p AuthenticateWithRadarSMSChallengeParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the code and the pending token.
func (p AuthenticateWithRadarSMSChallengeParams) LogValue() slog.Value { return secret.LogValue(p) }

// AuthenticateWithRadarSMSChallenge goes on with a sign-in that ended in a
// *RadarChallengeError of the kind RadarChallengeKindSMSSignUp or
// RadarChallengeKindSMSSignIn.
//
// A sign-up without VerificationID or PhoneNumber is a workos.ErrBadRequest with
// CodeVerificationIDRequired or CodePhoneNumberRequired, a wrong code one with
// CodeInvalidOneTimeCode, a pending token that is too old or used one with
// CodeInvalidPendingAuthenticationToken. The sign-in may need more: see
// [AuthenticationError].
//
// Calls POST /user_management/authenticate.
func (s *Service) AuthenticateWithRadarSMSChallenge(ctx context.Context, params AuthenticateWithRadarSMSChallengeParams, opts ...workos.RequestOption) (*Authentication, error) {
	client, err := s.credentials("urn:workos:oauth:grant-type:radar-sms-challenge:code", false)
	if err != nil {
		return nil, err
	}
	return s.authenticate(ctx, client, struct {
		credentials
		AuthenticateWithRadarSMSChallengeParams
	}{client, params}, opts)
}
