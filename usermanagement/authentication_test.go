package usermanagement_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

const authenticate = "POST /user_management/authenticate"

const fullAuthentication = `{
	"user": ` + fullUser + `,
	"organization_id": "org_1",
	"access_token": "eyJ.access",
	"refresh_token": "rt_1",
	"authkit_authorization_code": "authkit_code",
	"authentication_method": "SSO",
	"impersonator": {"email": "admin@foo-corp.com", "reason": "support"},
	"oauth_tokens": {
		"provider": "GoogleOAuth",
		"refresh_token": "google_rt",
		"access_token": "google_at",
		"expires_at": 1768478400,
		"scopes": ["profile", "email"]
	}
}`

var wantAuthentication = &usermanagement.Authentication{
	User:                     wantUser,
	OrganizationID:           "org_1",
	AccessToken:              "eyJ.access",
	RefreshToken:             "rt_1",
	AuthKitAuthorizationCode: "authkit_code",
	AuthenticationMethod:     usermanagement.AuthenticationMethodSSO,
	Impersonator:             &usermanagement.Impersonator{Email: "admin@foo-corp.com", Reason: "support"},
	OAuthTokens: &usermanagement.OAuthTokens{
		Provider:     "GoogleOAuth",
		AccessToken:  "google_at",
		RefreshToken: "google_rt",
		ExpiresAt:    1768478400,
		Scopes:       []string{"profile", "email"},
	},
}

var info = usermanagement.RequestInfo{IPAddress: "203.0.113.7", DeviceID: "dev_1", UserAgent: "Mozilla/5.0"}

// sent is what RequestInfo and the credentials make of a grant.
func sent(grantType, rest string) string {
	return `{"client_id":"` + workostest.ClientID + `","client_secret":"` + workostest.APIKey + `","grant_type":"` + grantType + `",
		"ip_address":"203.0.113.7","device_id":"dev_1","user_agent":"Mozilla/5.0",` + rest + `}`
}

// grant is a sign-in, and what it sends.
func grant(body string, call func(context.Context, service) (any, error)) operationtest.Case[service] {
	return operationtest.Case[service]{Call: call, Line: authenticate, Body: body, Answer: fullAuthentication, Want: wantAuthentication}
}

// grants are all of them, with every parameter.
var grants = operationtest.Cases[service]{
	"Code": grant(
		sent("authorization_code", `"code":"c0de","code_verifier":"verifier","invitation_token":"inv","signals_id":"sig"`),
		func(ctx context.Context, s service) (any, error) {
			return s.AuthenticateWithCode(ctx, usermanagement.AuthenticateWithCodeParams{
				RequestInfo: info, Code: "c0de", CodeVerifier: "verifier", InvitationToken: "inv", SignalsID: "sig",
			})
		},
	),
	"Password": grant(
		sent("password", `"email":"ann@example.com","password":"pa55word","invitation_token":"inv","signals_id":"sig","radar_auth_attempt_id":"att"`),
		func(ctx context.Context, s service) (any, error) {
			return s.AuthenticateWithPassword(ctx, usermanagement.AuthenticateWithPasswordParams{
				RequestInfo: info, Email: "ann@example.com", Password: "pa55word", InvitationToken: "inv", SignalsID: "sig", RadarAuthAttemptID: "att",
			})
		},
	),
	"RefreshToken": grant(
		sent("refresh_token", `"refresh_token":"rt_0","organization_id":"org_1"`),
		func(ctx context.Context, s service) (any, error) {
			return s.AuthenticateWithRefreshToken(ctx, usermanagement.AuthenticateWithRefreshTokenParams{
				RequestInfo: info, RefreshToken: "rt_0", OrganizationID: "org_1",
			})
		},
	),
	"MagicAuth": grant(
		sent("urn:workos:oauth:grant-type:magic-auth:code",
			`"code":"123456","email":"ann@example.com","link_authorization_code":"link","invitation_token":"inv","radar_auth_attempt_id":"att"`),
		func(ctx context.Context, s service) (any, error) {
			return s.AuthenticateWithMagicAuth(ctx, usermanagement.AuthenticateWithMagicAuthParams{
				RequestInfo: info, Code: "123456", Email: "ann@example.com", LinkAuthorizationCode: "link", InvitationToken: "inv", RadarAuthAttemptID: "att",
			})
		},
	),
	"EmailVerification": grant(
		sent("urn:workos:oauth:grant-type:email-verification:code", `"code":"123456","pending_authentication_token":"pending"`),
		func(ctx context.Context, s service) (any, error) {
			return s.AuthenticateWithEmailVerification(ctx, usermanagement.AuthenticateWithEmailVerificationParams{
				RequestInfo: info, Code: "123456", PendingAuthenticationToken: "pending",
			})
		},
	),
	"TOTP": grant(
		sent("urn:workos:oauth:grant-type:mfa-totp",
			`"code":"123456","pending_authentication_token":"pending","authentication_challenge_id":"auth_challenge_1"`),
		func(ctx context.Context, s service) (any, error) {
			return s.AuthenticateWithTOTP(ctx, usermanagement.AuthenticateWithTOTPParams{
				RequestInfo: info, Code: "123456", PendingAuthenticationToken: "pending", AuthenticationChallengeID: "auth_challenge_1",
			})
		},
	),
	"OrganizationSelection": grant(
		sent("urn:workos:oauth:grant-type:organization-selection", `"pending_authentication_token":"pending","organization_id":"org_1"`),
		func(ctx context.Context, s service) (any, error) {
			return s.AuthenticateWithOrganizationSelection(ctx, usermanagement.AuthenticateWithOrganizationSelectionParams{
				RequestInfo: info, PendingAuthenticationToken: "pending", OrganizationID: "org_1",
			})
		},
	),
	"RadarEmailChallenge": grant(
		sent("urn:workos:oauth:grant-type:radar-email-challenge:code",
			`"code":"123456","radar_challenge_id":"radar_challenge_1","pending_authentication_token":"pending"`),
		func(ctx context.Context, s service) (any, error) {
			return s.AuthenticateWithRadarEmailChallenge(ctx, usermanagement.AuthenticateWithRadarEmailChallengeParams{
				RequestInfo: info, Code: "123456", RadarChallengeID: "radar_challenge_1", PendingAuthenticationToken: "pending",
			})
		},
	),
	"RadarSMSChallenge": grant(
		sent("urn:workos:oauth:grant-type:radar-sms-challenge:code",
			`"code":"123456","verification_id":"ver_1","phone_number":"+15005550006","pending_authentication_token":"pending"`),
		func(ctx context.Context, s service) (any, error) {
			return s.AuthenticateWithRadarSMSChallenge(ctx, usermanagement.AuthenticateWithRadarSMSChallengeParams{
				RequestInfo: info, Code: "123456", VerificationID: "ver_1", PhoneNumber: "+15005550006", PendingAuthenticationToken: "pending",
			})
		},
	),
	"DeviceCode": grant(
		`{"client_id":"`+workostest.ClientID+`","grant_type":"urn:ietf:params:oauth:grant-type:device_code",
		"ip_address":"203.0.113.7","device_id":"dev_1","user_agent":"Mozilla/5.0","device_code":"dc_1"}`,
		func(ctx context.Context, s service) (any, error) {
			return s.AuthenticateWithDeviceCode(ctx, usermanagement.AuthenticateWithDeviceCodeParams{RequestInfo: info, DeviceCode: "dc_1"})
		},
	),
}

func TestGrants(t *testing.T) {
	t.Parallel()
	cases := maps.Clone(grants)
	device := cases["DeviceCode"] // has no secret to show
	device.Authorization = operationtest.NoAuthorization
	cases["DeviceCode"] = device
	operationtest.Run(t, usermanagement.New, cases)
}

// An answer without a user or a token, of a proxy for instance, signs nobody in.
func TestAuthenticationThatIsNone(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{`{}`, `{"status":"ok"}`, `{"access_token":"a"}`, `{"user":{"id":"user_1"}}`, `{"user":null,"access_token":"a"}`} {
		srv := workostest.NewServer(t)
		srv.Fail(authenticate, 1, workostest.Respond(http.StatusOK, nil, answer))
		_, err := grants["Password"].Call(t.Context(), usermanagement.New(srv.Client()))
		require.ErrorIs(t, err, workos.ErrInvalidResponse, answer)
	}
}

// Somebody may be a member of a thousand organizations.
func TestLongChoice(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	choice := strings.Repeat(`{"id":"org_01EHZNVPK3SFK441A1RGBFSHRT","name":"One of many"},`, 3000)
	srv.Fail(authenticate, 1, workostest.Respond(http.StatusForbidden, http.Header{"Content-Type": {"application/json; charset=utf-8"}},
		`{"code":"organization_selection_required","organizations":[`+choice+`{"id":"org_last"}],"pending_authentication_token":"pending_t0ken"}`))
	_, err := grants["Password"].Call(t.Context(), usermanagement.New(srv.Client()))
	var selection *usermanagement.OrganizationSelectionRequiredError
	require.ErrorAs(t, err, &selection)
	assert.Len(t, selection.Organizations, 3001)
	assert.Equal(t, "pending_t0ken", selection.PendingAuthenticationToken)
}

// A client without an API key does what needs no secret, and sends none.
func TestGrantsOfPublicClients(t *testing.T) {
	t.Parallel()
	public := map[string]bool{"Code": true, "RefreshToken": true, "DeviceCode": true}
	for name, test := range grants {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := workostest.NewServer(t)
			srv.Fail(authenticate, 1, workostest.Respond(http.StatusOK, nil, fullAuthentication))
			_, err := test.Call(t.Context(), usermanagement.New(srv.Client(workos.WithAPIKey(""))))
			if !public[name] {
				require.ErrorIs(t, err, workos.ErrMissingAPIKey)
				assert.Empty(t, srv.Requests())
				return
			}
			require.NoError(t, err)
			assert.NotContains(t, srv.Requests()[0].Header, "Authorization")
			var body map[string]any
			require.NoError(t, json.Unmarshal(srv.Requests()[0].Body, &body))
			assert.NotContains(t, body, "client_secret")

			_, err = test.Call(t.Context(), usermanagement.New(srv.Client(workos.WithClientID(""))))
			require.ErrorIs(t, err, workos.ErrMissingClientID)
			assert.Len(t, srv.Requests(), 1)
		})
	}
	srv := workostest.NewServer(t)
	_, err := usermanagement.New(srv.Client(workos.WithAPIKey(""))).AuthenticateWithCode(t.Context(), usermanagement.AuthenticateWithCodeParams{Code: "c0de"})
	require.ErrorIs(t, err, workos.ErrMissingAPIKey, "neither verifier nor key")
	require.EqualError(t, err, "usermanagement: authenticating by authorization_code: "+workos.ErrMissingAPIKey.Error())
}

func TestGrantsWithoutParameters(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	assert.Equal(t, "code", operationtest.RefusedParam(users.AuthenticateWithCode(ctx, usermanagement.AuthenticateWithCodeParams{})))
	assert.Equal(t, "email", operationtest.RefusedParam(users.AuthenticateWithPassword(ctx, usermanagement.AuthenticateWithPasswordParams{})))
	assert.Equal(t, "refresh_token", operationtest.RefusedParam(users.AuthenticateWithRefreshToken(ctx, usermanagement.AuthenticateWithRefreshTokenParams{})))
	assert.Equal(t, "device_code", operationtest.RefusedParam(users.AwaitDevice(ctx, &usermanagement.DeviceAuthorization{Interval: 1e-9, ExpiresIn: 60})))
	assert.Equal(t, "pending_authentication_token", operationtest.RefusedParam(
		users.AuthenticateWithOrganizationSelection(ctx, usermanagement.AuthenticateWithOrganizationSelectionParams{})))
	assert.Empty(t, srv.Requests())
}

// What the answers with codes look like, and what becomes of them.
func TestAuthenticationErrors(t *testing.T) {
	t.Parallel()
	user := usermanagement.User{ID: "user_1", Email: "ann@example.com"}
	base := usermanagement.AuthenticationError{PendingAuthenticationToken: "pending_t0ken", User: user}
	const common = `"message":"Not yet.","pending_authentication_token":"pending_t0ken","user":{"id":"user_1","email":"ann@example.com"}`
	for name, test := range map[string]struct {
		status int
		body   string
		want   error
	}{
		"email verification": {
			403, `{"code":"email_verification_required",` + common + `,"email":"ann@example.com","email_verification_id":"email_verification_1"}`,
			&usermanagement.EmailVerificationRequiredError{EmailVerificationID: "email_verification_1"},
		},
		"MFA challenge": {
			403, `{"code":"mfa_challenge",` + common + `,"email":"ann@example.com","authentication_factors":[{"id":"auth_factor_1","type":"totp"}]}`,
			&usermanagement.MFAChallengeError{AuthenticationFactors: []usermanagement.PendingFactor{{ID: "auth_factor_1", Type: "totp"}}},
		},
		"MFA enrollment": {
			403, `{"code":"mfa_enrollment",` + common + `,"email":"ann@example.com"}`,
			&usermanagement.MFAEnrollmentError{},
		},
		"organization selection": {
			403, `{"code":"organization_selection_required",` + common + `,"email":"ann@example.com","organizations":[{"id":"org_1","name":"Foo Corp"},{"id":"org_2","name":"Bar"}]}`,
			&usermanagement.OrganizationSelectionRequiredError{Organizations: []usermanagement.OrganizationChoice{{ID: "org_1", Name: "Foo Corp"}, {ID: "org_2", Name: "Bar"}}},
		},
		"SSO": {
			400, `{"error":"sso_required","error_description":"Not yet.",` + common[len(`"message":"Not yet.",`):] + `,"email":"ann@example.com","connection_ids":["conn_1"]}`,
			&usermanagement.SSORequiredError{ConnectionIDs: []string{"conn_1"}},
		},
		"authentication methods": {
			400, `{"error":"organization_authentication_methods_required","error_description":"Not yet.",` + common[len(`"message":"Not yet.",`):] +
				`,"email":"ann@example.com","sso_connection_ids":["conn_1"],"auth_methods":{"password":false,"google_oauth":true}}`,
			&usermanagement.AuthenticationMethodsRequiredError{SSOConnectionIDs: []string{"conn_1"}, AuthMethods: map[string]bool{"password": false, "google_oauth": true}},
		},
		"Radar by e-mail": {
			403, `{"code":"radar_challenge",` + common + `,"email":"ann@example.com","radar_challenge_id":"radar_challenge_1"}`,
			&usermanagement.RadarChallengeError{Kind: usermanagement.RadarChallengeKindEmail, RadarChallengeID: "radar_challenge_1"},
		},
		"Radar at sign-up": {
			403, `{"code":"radar_sign_up_challenge",` + common + `,"email":"ann@example.com"}`,
			&usermanagement.RadarChallengeError{Kind: usermanagement.RadarChallengeKindSMSSignUp},
		},
		"Radar by SMS": {
			403, `{"code":"radar_sms_sign_in_challenge",` + common + `,"email":"ann@example.com","phone_number":"+1…06"}`,
			&usermanagement.RadarChallengeError{Kind: usermanagement.RadarChallengeKindSMSSignIn, PhoneNumber: "+1…06"},
		},
		"passkey": {
			403, `{"code":"passkey_progressive_enrollment",` + common + `,"email":"ann@example.com"}`,
			&usermanagement.PasskeyEnrollmentError{},
		},
		"consent": {
			403, `{"code":"application_consent_required",` + common + `,"email":"ann@example.com"}`,
			&usermanagement.ConsentRequiredError{},
		},
		"what nobody knows yet": {
			403, `{"code":"retina_scan_required",` + common + `,"email":"ann@example.com"}`,
			&usermanagement.AuthenticationError{},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, grant := range grants {
				srv := workostest.NewServer(t)
				srv.Fail(authenticate, 1, workostest.Respond(test.status, http.Header{"X-Request-Id": {"req_1"}}, test.body))
				_, err := grant.Call(t.Context(), usermanagement.New(srv.Client()))
				require.Equal(t, reflect.TypeOf(test.want), reflect.TypeOf(err))

				var answer *workos.Error
				require.ErrorAs(t, err, &answer)
				assert.Equal(t, test.status, answer.StatusCode)
				assert.Equal(t, test.status == http.StatusForbidden, errors.Is(err, workos.ErrForbidden))
				var unfinished *usermanagement.AuthenticationError
				require.ErrorAs(t, err, &unfinished)
				assert.Same(t, answer, unfinished.Err)
				assert.Equal(t, "ann@example.com", unfinished.Email)

				// All but the part that they share is as expected.
				want := reflect.ValueOf(test.want).Elem()
				expected := base
				expected.Email, expected.Err = "ann@example.com", answer
				if want.Type() == reflect.TypeFor[usermanagement.AuthenticationError]() {
					assert.Equal(t, error(&expected), err)
				} else {
					filled := reflect.New(want.Type())
					filled.Elem().Set(want)
					filled.Elem().FieldByName("AuthenticationError").Set(reflect.ValueOf(expected))
					assert.Equal(t, filled.Interface(), err)
				}
				operationtest.RequireHidden(t, err, "pending_t0ken")
				assert.Equal(t, err.Error(), fmt.Sprintf("%+v", err))
				assert.Contains(t, err.Error(), "Not yet.")
			}
		})
	}
}

// Anything can stand in an answer that refuses.
// The constants are what is answered, in both forms of errors.
func TestCodesOfRefusedSignIns(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	ann := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@example.com", EmailVerified: true, Password: "correct horse"})
	sent, err := users.CreateMagicAuth(ctx, usermanagement.CreateMagicAuthParams{Email: ann.Email})
	require.NoError(t, err)
	magic := func(code string) error {
		_, err := users.AuthenticateWithMagicAuth(ctx, usermanagement.AuthenticateWithMagicAuthParams{Email: ann.Email, Code: code})
		return err
	}
	mistyped := magic("wrong!")
	require.NoError(t, magic(sent.Code))
	_, password := users.AuthenticateWithPassword(ctx, usermanagement.AuthenticateWithPasswordParams{Email: ann.Email, Password: "wrong"})
	_, grant := users.AuthenticateWithCode(ctx, usermanagement.AuthenticateWithCodeParams{Code: "none"})
	_, pending := users.AuthenticateWithTOTP(ctx, usermanagement.AuthenticateWithTOTPParams{
		Code: "123456", PendingAuthenticationToken: "none", AuthenticationChallengeID: "none",
	})
	for want, err := range map[string]error{
		usermanagement.CodeInvalidCredentials:                password,
		usermanagement.CodeInvalidGrant:                      grant,
		usermanagement.CodeInvalidOneTimeCode:                mistyped,
		usermanagement.CodeOneTimeCodePreviouslyUsed:         magic(sent.Code),
		usermanagement.CodeInvalidPendingAuthenticationToken: pending,
	} {
		var refusal *workos.Error
		require.ErrorAs(t, err, &refusal)
		assert.Equal(t, want, refusal.Code)
	}
}

func TestAuthenticationErrorsThatAreOdd(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]error{
		`{"code":"mfa_challenge"}`: &usermanagement.MFAChallengeError{},
		`{"code":"mfa_challenge","user":null,"authentication_factors":null,"pending_authentication_token":null}`:  &usermanagement.MFAChallengeError{},
		`{"code":"mfa_challenge","user":[],"authentication_factors":7,"pending_authentication_token":{}}`:         &usermanagement.MFAChallengeError{},
		`{"code":"organization_selection_required","organizations":[null,{}]}`:                                    &usermanagement.OrganizationSelectionRequiredError{},
		`{"error":"organization_authentication_methods_required","error_description":"x","auth_methods":{"a":1}}`: &usermanagement.AuthenticationMethodsRequiredError{},
		`{"code":"new","pending_authentication_token":""}`:                                                        &workos.Error{},
		`{"code":"new","pending_authentication_token":7}`:                                                         &workos.Error{},
		`{"code":"invalid_credentials","message":"no"}`:                                                           &workos.Error{},
		`[]`:     &workos.Error{},
		`null`:   &workos.Error{},
		`<html>`: &workos.Error{},
		``:       &workos.Error{},
		`{"code":"mfa_challenge","pending_authentication_token":"pending_t0`: &workos.Error{},
		`{"error":"sso_required"}`: &usermanagement.SSORequiredError{},
	} {
		srv := workostest.NewServer(t)
		srv.Fail(authenticate, 1, workostest.Respond(http.StatusForbidden, nil, body))
		_, err := grants["Password"].Call(t.Context(), usermanagement.New(srv.Client()))
		require.Equal(t, reflect.TypeOf(want), reflect.TypeOf(err), body)
		require.ErrorIs(t, err, workos.ErrForbidden, body)
		operationtest.RequireHidden(t, err, "pending_t0")
	}
}

// The kind of a Radar challenge is there in every form of the answer.
func TestRadarKindInOAuthForm(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.Fail(authenticate, 1, workostest.Respond(http.StatusBadRequest, nil, `{"error":"radar_sms_sign_in_challenge","error_description":"d"}`))
	_, err := grants["Password"].Call(t.Context(), usermanagement.New(srv.Client()))
	var radar *usermanagement.RadarChallengeError
	require.ErrorAs(t, err, &radar)
	assert.Equal(t, usermanagement.RadarChallengeKindSMSSignIn, radar.Kind)
}

// A sign-in is sent once, whatever became of it: codes and refresh tokens are
// good for one call.
func TestSignInsAreNotRepeated(t *testing.T) {
	t.Parallel()
	for _, fault := range []workostest.Fault{
		workostest.DropConnection(), workostest.CutBody(), workostest.Respond(http.StatusServiceUnavailable, nil, ""),
	} {
		srv := workostest.NewServer(t)
		srv.Fail(authenticate, 9, fault)
		_, err := grants["RefreshToken"].Call(t.Context(), usermanagement.New(srv.Client()))
		require.Error(t, err)
		assert.Len(t, srv.Requests(), 1)
		operationtest.RequireHidden(t, err, "rt_0", workostest.APIKey)
	}
}

func TestAuthenticationTypesHideSecrets(t *testing.T) {
	t.Parallel()
	for _, value := range []any{
		*wantAuthentication,
		usermanagement.AuthenticateWithCodeParams{Code: "t0ken", CodeVerifier: "t0ken", InvitationToken: "t0ken"},
		usermanagement.AuthenticateWithPasswordParams{Password: "t0ken", InvitationToken: "t0ken"},
		usermanagement.AuthenticateWithRefreshTokenParams{RefreshToken: "t0ken"},
		usermanagement.AuthenticateWithMagicAuthParams{Code: "t0ken", LinkAuthorizationCode: "t0ken", InvitationToken: "t0ken"},
		usermanagement.AuthenticateWithEmailVerificationParams{Code: "t0ken", PendingAuthenticationToken: "t0ken"},
		usermanagement.AuthenticateWithTOTPParams{Code: "t0ken", PendingAuthenticationToken: "t0ken"},
		usermanagement.AuthenticateWithOrganizationSelectionParams{PendingAuthenticationToken: "t0ken"},
		usermanagement.AuthenticateWithRadarEmailChallengeParams{Code: "t0ken", PendingAuthenticationToken: "t0ken"},
		usermanagement.AuthenticateWithRadarSMSChallengeParams{Code: "t0ken", PendingAuthenticationToken: "t0ken"},
		usermanagement.AuthenticateWithDeviceCodeParams{DeviceCode: "t0ken"},
		usermanagement.DeviceAuthorization{DeviceCode: "t0ken"},
		usermanagement.SendRadarSMSChallengeParams{PendingAuthenticationToken: "t0ken"},
		usermanagement.RadarChallenge{Code: "t0ken"},
		usermanagement.PKCE{Verifier: "t0ken"},
		*wantAuthentication.OAuthTokens,
	} {
		operationtest.RequireHidden(t, value, "t0ken", "eyJ.access", "rt_1", "authkit_code", "google_at", "google_rt")
	}
}

// Made by hand, in an application's own tests.
func TestAuthenticationErrorWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	err := error(&usermanagement.MFAChallengeError{})
	assert.Equal(t, "usermanagement: the authentication is not finished", fmt.Sprint(err))
	var answer *workos.Error
	require.NotErrorAs(t, err, &answer)
	operationtest.RequireHidden(t, &usermanagement.MFAChallengeError{AuthenticationError: usermanagement.AuthenticationError{PendingAuthenticationToken: "t0ken"}}, "t0ken")
}
