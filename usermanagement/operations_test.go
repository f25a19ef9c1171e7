package usermanagement_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// settingsOperation is an operation: what it sends, and what it makes of an
// answer.
type settingsOperation struct {
	route  string // as in the API reference
	answer string
	call   func(context.Context, *usermanagement.Service) (any, error)
	line   string // method, path and query of the request
	body   string // "" where it sends none
	want   any
}

func runSettingsOperations(t *testing.T, operations map[string]settingsOperation) {
	t.Helper()
	for name, test := range operations {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := workostest.NewServer(t)
			settingsAnswer(srv, test.route, test.answer)
			got, err := test.call(t.Context(), usermanagement.New(srv.Client()))
			require.NoError(t, err)
			assert.Equal(t, test.want, got)
			require.Len(t, srv.Requests(), 1)
			request := srv.Requests()[0]
			line := request.Method + " " + request.Path
			if len(request.Query) > 0 {
				line += "?" + request.Query.Encode()
			}
			assert.Equal(t, test.line, line)
			assert.Equal(t, "Bearer "+workostest.APIKey, request.Header.Get("Authorization"))
			assert.Equal(t, "application/json", request.Header.Get("Accept"))
			assert.Equal(t, test.body != "", request.Header.Get("Content-Type") == "application/json")
			if test.body == "" {
				assert.Empty(t, request.Body)
				return
			}
			assert.JSONEq(t, test.body, string(request.Body))
		})
	}
}

// settingsAnswer makes a route answer with a body, whatever it is sent.
func settingsAnswer(srv *workostest.Server, route, body string) {
	srv.Handle(route, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
}

// settingsData returns the data of a page.
func settingsData[T any](page *workos.List[T], err error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	return page.Data, nil
}

// settingsTime is a time of an answer, "2026-01-15T12:00:00.000Z" and so on.
func settingsTime(second int) time.Time {
	return time.Date(2026, 1, 15, 12, 0, second, 0, time.UTC)
}

// settingsPage is the list with one item.
func settingsPage(item string) string {
	return `{"object":"list","data":[` + item + `],"list_metadata":{"before":null,"after":null}}`
}

const (
	settingsUserJSON = `{
		"object": "user",
		"id": "user_1",
		"first_name": "Ann",
		"last_name": null,
		"email": "ann@foo-corp.com",
		"email_verified": true,
		"profile_picture_url": null,
		"external_id": null,
		"last_sign_in_at": null,
		"created_at": "2026-01-15T12:00:00.000Z",
		"updated_at": "2026-01-15T12:00:01.000Z"
	}`
	settingsPageQuery = "?after=a&before=b&limit=5&order=asc"
)

var (
	settingsUser = usermanagement.User{
		Object:        "user",
		ID:            "user_1",
		FirstName:     "Ann",
		Email:         "ann@foo-corp.com",
		EmailVerified: true,
		CreatedAt:     settingsTime(0),
		UpdatedAt:     settingsTime(1),
	}
	settingsPageParams = workos.ListParams{After: "a", Before: "b", Limit: 5, Order: workos.OrderAsc}
)

// settingsCalls are all operations that take IDs, by the number of them.
func settingsCalls(ctx context.Context, s *usermanagement.Service) (one map[string]func(string) error, two map[string]func(string, string) error) {
	one = map[string]func(id string) error{
		"GetMagicAuth":          func(id string) error { _, err := s.GetMagicAuth(ctx, id); return err },
		"GetEmailVerification":  func(id string) error { _, err := s.GetEmailVerification(ctx, id); return err },
		"SendVerificationEmail": func(id string) error { _, err := s.SendVerificationEmail(ctx, id); return err },
		"VerifyEmail": func(id string) error {
			_, err := s.VerifyEmail(ctx, id, usermanagement.VerifyEmailParams{Code: "1"})
			return err
		},
		"SendEmailChange": func(id string) error {
			_, err := s.SendEmailChange(ctx, id, usermanagement.SendEmailChangeParams{NewEmail: "a"})
			return err
		},
		"ConfirmEmailChange": func(id string) error {
			_, err := s.ConfirmEmailChange(ctx, id, usermanagement.ConfirmEmailChangeParams{Code: "1"})
			return err
		},
		"GetPasswordReset": func(id string) error { _, err := s.GetPasswordReset(ctx, id); return err },
		"EnrollAuthFactor": func(id string) error {
			_, err := s.EnrollAuthFactor(ctx, id, usermanagement.EnrollAuthFactorParams{Type: "totp"})
			return err
		},
		"ListAuthFactors": func(id string) error {
			_, err := s.ListAuthFactors(ctx, id, usermanagement.ListAuthFactorsParams{})
			return err
		},
		"ListIdentities": func(id string) error { _, err := s.ListIdentities(ctx, id); return err },
		"ListAuthorizedApplications": func(id string) error {
			_, err := s.ListAuthorizedApplications(ctx, id, usermanagement.ListAuthorizedApplicationsParams{})
			return err
		},
		"ListDataProviders": func(id string) error {
			_, err := s.ListDataProviders(ctx, id, usermanagement.ListDataProvidersParams{})
			return err
		},
		"ListFeatureFlags": func(id string) error {
			_, err := s.ListFeatureFlags(ctx, id, usermanagement.ListFeatureFlagsParams{})
			return err
		},
		"ListAPIKeys": func(id string) error {
			_, err := s.ListAPIKeys(ctx, id, usermanagement.ListAPIKeysParams{})
			return err
		},
		"CreateAPIKey": func(id string) error {
			_, err := s.CreateAPIKey(ctx, id, usermanagement.CreateAPIKeyParams{Name: "a", OrganizationID: "org_1"})
			return err
		},
		"DeleteRedirectURI": func(id string) error { return s.DeleteRedirectURI(ctx, id) },
	}
	two = map[string]func(a, b string) error{
		"DeleteAuthorizedApplication": func(a, b string) error { return s.DeleteAuthorizedApplication(ctx, a, b) },
		"GetConnectedAccount": func(a, b string) error {
			_, err := s.GetConnectedAccount(ctx, a, b, usermanagement.GetConnectedAccountParams{})
			return err
		},
		"CreateConnectedAccount": func(a, b string) error {
			_, err := s.CreateConnectedAccount(ctx, a, b, usermanagement.CreateConnectedAccountParams{})
			return err
		},
		"UpdateConnectedAccount": func(a, b string) error {
			_, err := s.UpdateConnectedAccount(ctx, a, b, usermanagement.UpdateConnectedAccountParams{})
			return err
		},
		"DeleteConnectedAccount": func(a, b string) error {
			return s.DeleteConnectedAccount(ctx, a, b, usermanagement.DeleteConnectedAccountParams{})
		},
	}
	return one, two
}

func TestSettingsBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	var paramErr *workos.ParamError
	one, two := settingsCalls(ctx, users)
	for _, id := range []string{"", ".", ".."} {
		for name, call := range one {
			require.ErrorAs(t, call(id), &paramErr, "%s(%q)", name, id)
		}
		for name, call := range two {
			require.ErrorAs(t, call(id, "a"), &paramErr, "%s(%q, a)", name, id)
			assert.Equal(t, "user_id", paramErr.Param)
			require.ErrorAs(t, call("a", id), &paramErr, "%s(a, %q)", name, id)
		}
	}
	for name, test := range map[string]struct {
		param string
		call  func() error
	}{
		"CreateMagicAuth": {"email", func() error {
			_, err := users.CreateMagicAuth(ctx, usermanagement.CreateMagicAuthParams{})
			return err
		}},
		"SendMagicAuthCode": {"email", func() error {
			_, err := users.SendMagicAuthCode(ctx, usermanagement.SendMagicAuthCodeParams{})
			return err
		}},
		"VerifyEmail": {"code", func() error {
			_, err := users.VerifyEmail(ctx, "user_1", usermanagement.VerifyEmailParams{})
			return err
		}},
		"SendEmailChange": {"new_email", func() error {
			_, err := users.SendEmailChange(ctx, "user_1", usermanagement.SendEmailChangeParams{})
			return err
		}},
		"ConfirmEmailChange": {"code", func() error {
			_, err := users.ConfirmEmailChange(ctx, "user_1", usermanagement.ConfirmEmailChangeParams{})
			return err
		}},
		"CreatePasswordReset": {"email", func() error {
			_, err := users.CreatePasswordReset(ctx, usermanagement.CreatePasswordResetParams{})
			return err
		}},
		"ResetPassword without token": {"token", func() error {
			_, err := users.ResetPassword(ctx, usermanagement.ResetPasswordParams{NewPassword: "a"})
			return err
		}},
		"ResetPassword without password": {"new_password", func() error {
			_, err := users.ResetPassword(ctx, usermanagement.ResetPasswordParams{Token: "a"})
			return err
		}},
		"SendPasswordResetEmail without address": {"email", func() error {
			return users.SendPasswordResetEmail(ctx, usermanagement.SendPasswordResetEmailParams{PasswordResetURL: "a"})
		}},
		"SendPasswordResetEmail without page": {"password_reset_url", func() error {
			return users.SendPasswordResetEmail(ctx, usermanagement.SendPasswordResetEmailParams{Email: "a"})
		}},
		"EnrollAuthFactor": {"type", func() error {
			_, err := users.EnrollAuthFactor(ctx, "user_1", usermanagement.EnrollAuthFactorParams{})
			return err
		}},
		"CreateAPIKey without name": {"name", func() error {
			_, err := users.CreateAPIKey(ctx, "user_1", usermanagement.CreateAPIKeyParams{OrganizationID: "org_1"})
			return err
		}},
		"CreateAPIKey without organization": {"organization_id", func() error {
			_, err := users.CreateAPIKey(ctx, "user_1", usermanagement.CreateAPIKeyParams{Name: "a"})
			return err
		}},
		"CreateCORSOrigin": {"origin", func() error {
			_, err := users.CreateCORSOrigin(ctx, usermanagement.CreateCORSOriginParams{})
			return err
		}},
		"CreateRedirectURI": {"uri", func() error {
			_, err := users.CreateRedirectURI(ctx, usermanagement.CreateRedirectURIParams{})
			return err
		}},
		"UpdateJWTTemplate": {"content", func() error {
			_, err := users.UpdateJWTTemplate(ctx, usermanagement.UpdateJWTTemplateParams{})
			return err
		}},
	} {
		require.ErrorAs(t, test.call(), &paramErr, name)
		assert.Equal(t, test.param, paramErr.Param, name)
	}
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
		&usermanagement.EnrolledAuthFactor{
			Factor:    usermanagement.AuthenticationFactor{ID: "shown", TOTP: &usermanagement.TOTP{Secret: hidden}},
			Challenge: usermanagement.AuthenticationChallenge{Code: hidden},
		},
		usermanagement.CreatedAPIKey{APIKey: usermanagement.APIKey{ID: "shown"}, Value: hidden},
		usermanagement.CreateConnectedAccountParams{OrganizationID: "shown", AccessToken: hidden, RefreshToken: hidden},
		usermanagement.UpdateConnectedAccountParams{OrganizationID: "shown", AccessToken: hidden, RefreshToken: hidden},
	} {
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "value", value)
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "value", value)
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			fmt.Fprintf(&log, verb, value)
			fmt.Fprintf(&log, verb, []any{value})
		}
		assert.NotContains(t, log.String(), hidden, "%T", value)
	}
	assert.Contains(t, fmt.Sprint(usermanagement.MagicAuth{ID: "shown", Code: hidden}), "shown")
	assert.Contains(t, fmt.Sprint(usermanagement.AuthenticationFactor{ID: "shown"}), "TOTP:<nil>")
	data, err := json.Marshal(usermanagement.VerifyEmailParams{Code: hidden})
	require.NoError(t, err)
	assert.JSONEq(t, `{"code":"t0ken"}`, string(data), "the API gets it")
}

// Nulls, absent fields, unknown fields and unknown values do not matter.
func TestSettingsTolerantDecoding(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	for _, test := range []struct {
		route, answer string
		call          func() (any, error)
		want          any
	}{
		{
			"GET /user_management/magic_auth/{id}", `{"id":"a","code":null,"expires_at":null,"new":{"a":[1]}}`,
			func() (any, error) { return users.GetMagicAuth(ctx, "a") },
			&usermanagement.MagicAuth{ID: "a"},
		},
		{
			"GET /user_management/users/{userlandUserId}/auth_factors", settingsPage(`{"id":"a","type":"retina","sms":null,"totp":null}`),
			func() (any, error) {
				return settingsData(users.ListAuthFactors(ctx, "a", usermanagement.ListAuthFactorsParams{}))
			},
			[]usermanagement.AuthenticationFactor{{ID: "a", Type: "retina"}},
		},
		{
			"GET /user_management/users/{id}/identities", `[{"idp_id":"a","type":"new","provider":"NewOAuth"},{}]`,
			func() (any, error) { return users.ListIdentities(ctx, "a") },
			[]usermanagement.Identity{{IDPID: "a", Type: "new", Provider: "NewOAuth"}, {}},
		},
		{
			"GET /user_management/users/{userId}/api_keys", settingsPage(`{"id":"a","last_used_at":null,"expires_at":null,"permissions":null}`),
			func() (any, error) {
				return settingsData(users.ListAPIKeys(ctx, "a", usermanagement.ListAPIKeysParams{}))
			},
			[]usermanagement.APIKey{{ID: "a"}},
		},
		{
			"GET /user_management/users/{userId}/feature-flags", settingsPage(`{"id":"a","description":null,"owner":null}`),
			func() (any, error) {
				return settingsData(users.ListFeatureFlags(ctx, "a", usermanagement.ListFeatureFlagsParams{}))
			},
			[]usermanagement.FeatureFlag{{ID: "a"}},
		},
		{
			"GET /user_management/users/{user_id}/data_providers", `{"data":[{"id":"a","scopes":null,"connected_account":null,"ownership":"new"}]}`,
			func() (any, error) {
				return settingsData(users.ListDataProviders(ctx, "a", usermanagement.ListDataProvidersParams{}))
			},
			[]usermanagement.DataProvider{{ID: "a", Ownership: "new"}},
		},
		{
			"GET /user_management/users/{user_id}/connected_accounts/{slug}",
			`{"id":"a","user_id":null,"organization_id":null,"api_key_last_4":null,"client_secret_last_4":null,"state":"new"}`,
			func() (any, error) {
				return users.GetConnectedAccount(ctx, "a", "b", usermanagement.GetConnectedAccountParams{})
			},
			&usermanagement.ConnectedAccount{ID: "a", State: "new"},
		},
		{
			"GET /user_management/users/{user_id}/authorized_applications",
			settingsPage(`{"id":"a","application":{"id":"b","application_type":"m2m","description":null,"organization_id":"org_1"}}`),
			func() (any, error) {
				return settingsData(users.ListAuthorizedApplications(ctx, "a", usermanagement.ListAuthorizedApplicationsParams{}))
			},
			[]usermanagement.AuthorizedApplication{{ID: "a", Application: usermanagement.ConnectApplication{
				ID: "b", ApplicationType: usermanagement.ConnectApplicationTypeM2M, OrganizationID: "org_1",
			}}},
		},
	} {
		settingsAnswer(srv, test.route, test.answer)
		got, err := test.call()
		require.NoError(t, err, test.route)
		assert.Equal(t, test.want, got, test.route)
	}
}
