package usermanagement_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

type service = *usermanagement.Service

var at = operationtest.At

func TestBadIDsAreNotSent(t *testing.T) {
	t.Parallel()
	operationtest.RequireIDs(t, usermanagement.New)
}

func TestSettingsBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	assert.Equal(t, "email", operationtest.RefusedParam(users.CreateMagicAuth(ctx, usermanagement.CreateMagicAuthParams{})))
	assert.Equal(t, "email", operationtest.RefusedParam(users.SendMagicAuthCode(ctx, usermanagement.SendMagicAuthCodeParams{})))
	assert.Equal(t, "code", operationtest.RefusedParam(users.VerifyEmail(ctx, "user_1", usermanagement.VerifyEmailParams{})))
	assert.Equal(t, "new_email", operationtest.RefusedParam(users.SendEmailChange(ctx, "user_1", usermanagement.SendEmailChangeParams{})))
	assert.Equal(t, "code", operationtest.RefusedParam(users.ConfirmEmailChange(ctx, "user_1", usermanagement.ConfirmEmailChangeParams{})))
	assert.Equal(t, "email", operationtest.RefusedParam(users.CreatePasswordReset(ctx, usermanagement.CreatePasswordResetParams{})))
	assert.Equal(t, "token", operationtest.RefusedParam(users.ResetPassword(ctx, usermanagement.ResetPasswordParams{NewPassword: "a"})))
	assert.Equal(t, "new_password", operationtest.RefusedParam(users.ResetPassword(ctx, usermanagement.ResetPasswordParams{Token: "a"})))
	assert.Equal(t, "email", operationtest.RefusedParam(nil, users.SendPasswordResetEmail(ctx, usermanagement.SendPasswordResetEmailParams{PasswordResetURL: "a"})))
	assert.Equal(t, "password_reset_url", operationtest.RefusedParam(nil, users.SendPasswordResetEmail(ctx, usermanagement.SendPasswordResetEmailParams{Email: "a"})))
	assert.Equal(t, "type", operationtest.RefusedParam(users.EnrollAuthFactor(ctx, "user_1", usermanagement.EnrollAuthFactorParams{})))
	assert.Equal(t, "name", operationtest.RefusedParam(users.CreateAPIKey(ctx, "user_1", usermanagement.CreateAPIKeyParams{OrganizationID: "org_1"})))
	assert.Equal(t, "organization_id", operationtest.RefusedParam(users.CreateAPIKey(ctx, "user_1", usermanagement.CreateAPIKeyParams{Name: "a"})))
	assert.Equal(t, "origin", operationtest.RefusedParam(users.CreateCORSOrigin(ctx, usermanagement.CreateCORSOriginParams{})))
	assert.Equal(t, "uri", operationtest.RefusedParam(users.CreateRedirectURI(ctx, usermanagement.CreateRedirectURIParams{})))
	assert.Equal(t, "content", operationtest.RefusedParam(users.UpdateJWTTemplate(ctx, usermanagement.UpdateJWTTemplateParams{})))
	assert.Empty(t, srv.Requests())
}

// Nothing that signs somebody in is printed or logged.
func TestSettingsSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	const hidden = "t0ken"
	for _, value := range []any{
		usermanagement.MagicAuth{ID: "shown", Code: hidden},
		usermanagement.CreateMagicAuthParams{Email: "shown", InvitationToken: hidden},
		usermanagement.EmailVerification{ID: "shown", Code: hidden},
		usermanagement.VerifyEmailParams{Code: hidden},
		usermanagement.ConfirmEmailChangeParams{Code: hidden},
		usermanagement.PasswordReset{ID: "shown", PasswordResetToken: hidden, PasswordResetURL: "https://foo.com/?token=" + hidden},
		usermanagement.ResetPasswordParams{Token: hidden, NewPassword: hidden},
		usermanagement.TOTP{Issuer: "shown", Secret: hidden, QRCode: hidden, URI: "otpauth://" + hidden},
		usermanagement.AuthenticationChallenge{ID: "shown", Code: hidden},
		usermanagement.EnrollAuthFactorParams{Type: "totp", TOTPUser: "shown", TOTPSecret: hidden},
		usermanagement.AuthenticationFactor{ID: "shown", TOTP: &usermanagement.TOTP{Secret: hidden}},
		usermanagement.EnrolledAuthFactor{
			Factor:    usermanagement.AuthenticationFactor{ID: "shown", TOTP: &usermanagement.TOTP{Secret: hidden}},
			Challenge: usermanagement.AuthenticationChallenge{Code: hidden},
		},
		usermanagement.CreatedAPIKey{APIKey: usermanagement.APIKey{ID: "shown"}, Value: hidden},
		usermanagement.CreateConnectedAccountParams{OrganizationID: "shown", AccessToken: hidden, RefreshToken: hidden},
		usermanagement.UpdateConnectedAccountParams{OrganizationID: "shown", AccessToken: hidden, RefreshToken: hidden},
	} {
		operationtest.RequireHidden(t, value, hidden)
	}
	assert.Contains(t, fmt.Sprint(usermanagement.MagicAuth{ID: "shown", Code: hidden}), "shown")
	assert.Contains(t, fmt.Sprint(usermanagement.AuthenticationFactor{ID: "shown"}), "TOTP:<nil>")
	data, err := json.Marshal(usermanagement.VerifyEmailParams{Code: hidden})
	require.NoError(t, err)
	assert.JSONEq(t, `{"code":"t0ken"}`, string(data), "the API gets it")
}

func TestSettingsTolerantDecoding(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, usermanagement.MagicAuth{ID: "a"}, `{"id":"a","code":null,"expires_at":null,"new":{"a":[1]}}`)
	operationtest.RequireDecoded(t, usermanagement.AuthenticationFactor{ID: "a", Type: "retina"},
		`{"id":"a","type":"retina","sms":null,"totp":null}`)
	operationtest.RequireDecoded(t, []usermanagement.Identity{{IDPID: "a", Type: "new", Provider: "NewOAuth"}, {}},
		`[{"idp_id":"a","type":"new","provider":"NewOAuth"},{}]`)
	operationtest.RequireDecoded(t, usermanagement.APIKey{ID: "a"}, `{"id":"a","last_used_at":null,"expires_at":null,"permissions":null}`)
	operationtest.RequireDecoded(t, usermanagement.FeatureFlag{ID: "a"}, `{"id":"a","description":null,"owner":null}`)
	operationtest.RequireDecoded(t, usermanagement.DataProvider{ID: "a", Ownership: "new"},
		`{"id":"a","scopes":null,"connected_account":null,"ownership":"new"}`)
	operationtest.RequireDecoded(t, usermanagement.ConnectedAccount{ID: "a", State: "new"},
		`{"id":"a","user_id":null,"organization_id":null,"api_key_last_4":null,"client_secret_last_4":null,"state":"new"}`)
	operationtest.RequireDecoded(t,
		usermanagement.AuthorizedApplication{ID: "a", Application: usermanagement.ConnectApplication{
			ID: "b", ApplicationType: usermanagement.ConnectApplicationTypeM2M, OrganizationID: "org_1",
		}},
		`{"id":"a","application":{"id":"b","application_type":"m2m","description":null,"organization_id":"org_1"}}`)
}
