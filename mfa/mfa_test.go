package mfa_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/mfa"
	"github.com/workos-go/workos/workostest"
)

const (
	fullFactor = `{
		"object": "authentication_factor",
		"id": "auth_factor_1",
		"type": "totp",
		"user_id": "user_1",
		"sms": {"phone_number": "+15005550006"},
		"totp": {
			"issuer": "Foo Corp",
			"user": "ann@foo-corp.com",
			"secret": "JBSWY3DPEHPK3PXP",
			"qr_code": "data:image/png;base64,iVBORw0KGgo",
			"uri": "otpauth://totp/Foo:ann?secret=JBSWY3DPEHPK3PXP"
		},
		"created_at": "2026-01-15T12:00:00.000Z",
		"updated_at": "2026-01-15T12:00:01.000Z"
	}`
	fullChallenge = `{
		"object": "authentication_challenge",
		"id": "auth_challenge_1",
		"expires_at": "2026-01-15T12:00:09.000Z",
		"code": "123456",
		"authentication_factor_id": "auth_factor_1",
		"created_at": "2026-01-15T12:00:02.000Z",
		"updated_at": "2026-01-15T12:00:03.000Z"
	}`
	fullVerification = `{"challenge":` + fullChallenge + `,"valid":true}`
)

func at(second int) time.Time { return time.Date(2026, 1, 15, 12, 0, second, 0, time.UTC) }

var (
	wantFactor = &mfa.Factor{
		Object: "authentication_factor",
		ID:     "auth_factor_1",
		Type:   mfa.FactorTypeTOTP,
		UserID: "user_1",
		SMS:    &mfa.SMS{PhoneNumber: "+15005550006"},
		TOTP: &mfa.TOTP{
			Issuer: "Foo Corp",
			User:   "ann@foo-corp.com",
			Secret: "JBSWY3DPEHPK3PXP",
			QRCode: "data:image/png;base64,iVBORw0KGgo",
			URI:    "otpauth://totp/Foo:ann?secret=JBSWY3DPEHPK3PXP",
		},
		CreatedAt: at(0),
		UpdatedAt: at(1),
	}
	wantChallenge = &mfa.Challenge{
		Object:    "authentication_challenge",
		ID:        "auth_challenge_1",
		ExpiresAt: at(9),
		Code:      "123456",
		FactorID:  "auth_factor_1",
		CreatedAt: at(2),
		UpdatedAt: at(3),
	}
	wantVerification = &mfa.Verification{Challenge: *wantChallenge, Valid: true}
)

// Every operation: what it sends, and what it makes of the answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	type result = any
	for name, test := range map[string]struct {
		route    string
		status   int
		answer   string
		call     func(*testing.T, *mfa.Service) (result, error)
		line     string
		body     string
		expected result
	}{
		"EnrollFactor": {
			"POST /auth/factors/enroll", 201, fullFactor,
			func(t *testing.T, s *mfa.Service) (result, error) {
				t.Helper()
				return s.EnrollFactor(t.Context(), mfa.EnrollFactorParams{
					Type:        mfa.FactorTypeTOTP,
					PhoneNumber: "+15005550006",
					TOTPIssuer:  "Foo Corp",
					TOTPUser:    "ann@foo-corp.com",
					UserID:      "user_1",
				})
			},
			"POST /auth/factors/enroll",
			`{"type":"totp","phone_number":"+15005550006","totp_issuer":"Foo Corp","totp_user":"ann@foo-corp.com","user_id":"user_1"}`,
			wantFactor,
		},
		"EnrollFactor with the type alone": {
			"POST /auth/factors/enroll", 201, fullFactor,
			func(t *testing.T, s *mfa.Service) (result, error) {
				t.Helper()
				return s.EnrollFactor(t.Context(), mfa.EnrollFactorParams{Type: mfa.FactorTypeGenericOTP})
			},
			"POST /auth/factors/enroll", `{"type":"generic_otp"}`, wantFactor,
		},
		"GetFactor": {
			"GET /auth/factors/{id}", 200, fullFactor,
			func(t *testing.T, s *mfa.Service) (result, error) {
				t.Helper()
				return s.GetFactor(t.Context(), "auth_factor_1")
			},
			"GET /auth/factors/auth_factor_1", "", wantFactor,
		},
		"DeleteFactor": {
			"DELETE /auth/factors/{id}", 204, "",
			func(t *testing.T, s *mfa.Service) (result, error) {
				t.Helper()
				return nil, s.DeleteFactor(t.Context(), "auth_factor_1")
			},
			"DELETE /auth/factors/auth_factor_1", "", nil,
		},
		"ChallengeFactor": {
			"POST /auth/factors/{id}/challenge", 201, fullChallenge,
			func(t *testing.T, s *mfa.Service) (result, error) {
				t.Helper()
				return s.ChallengeFactor(t.Context(), "auth_factor_1", mfa.ChallengeFactorParams{SMSTemplate: "Use {{code}}."})
			},
			"POST /auth/factors/auth_factor_1/challenge", `{"sms_template":"Use {{code}}."}`, wantChallenge,
		},
		"ChallengeFactor without a template": {
			"POST /auth/factors/{id}/challenge", 201, fullChallenge,
			func(t *testing.T, s *mfa.Service) (result, error) {
				t.Helper()
				return s.ChallengeFactor(t.Context(), "auth_factor_1", mfa.ChallengeFactorParams{})
			},
			"POST /auth/factors/auth_factor_1/challenge", `{}`, wantChallenge,
		},
		"VerifyChallenge": {
			"POST /auth/challenges/{id}/verify", 201, fullVerification,
			func(t *testing.T, s *mfa.Service) (result, error) {
				t.Helper()
				return s.VerifyChallenge(t.Context(), "auth_challenge_1", mfa.VerifyChallengeParams{Code: "123456"})
			},
			"POST /auth/challenges/auth_challenge_1/verify", `{"code":"123456"}`, wantVerification,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := workostest.NewServer(t)
			srv.Fail(test.route, 1, workostest.Respond(test.status, nil, test.answer))
			got, err := test.call(t, mfa.New(srv.Client()))
			require.NoError(t, err)
			assert.Equal(t, test.expected, got)
			requests := srv.Requests()
			require.Len(t, requests, 1)
			assert.Equal(t, test.line, requests[0].String())
			assert.Empty(t, requests[0].Query)
			if test.body == "" {
				assert.Empty(t, requests[0].Body)
			} else {
				assert.JSONEq(t, test.body, string(requests[0].Body))
			}
			header := requests[0].Header
			assert.Equal(t, "Bearer "+workostest.APIKey, header.Get("Authorization"))
			assert.Equal(t, "application/json", header.Get("Accept"))
			assert.Equal(t, test.body != "", header.Get("Content-Type") == "application/json")
		})
	}
}

// Nulls, absent fields, unknown fields and unknown values do not matter.
func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	factors, ctx := mfa.New(srv.Client()), t.Context()
	for _, body := range []string{
		`{"id":"auth_factor_1"}`,
		`{"id":"auth_factor_1","type":null,"user_id":null,"sms":null,"totp":null,"created_at":null}`,
		`{"id":"auth_factor_1","new_field":{"a":[1]}}`,
	} {
		srv.Fail("GET /auth/factors/{id}", 1, workostest.Respond(200, nil, body))
		factor, err := factors.GetFactor(ctx, "auth_factor_1")
		require.NoError(t, err, body)
		assert.Equal(t, &mfa.Factor{ID: "auth_factor_1"}, factor, body)
	}
	srv.Fail("GET /auth/factors/{id}", 1, workostest.Respond(200, nil, `{"type":"iris","totp":{"issuer":null,"secret":null}}`))
	factor, err := factors.GetFactor(ctx, "auth_factor_1")
	require.NoError(t, err)
	assert.Equal(t, &mfa.Factor{Type: "iris", TOTP: &mfa.TOTP{}}, factor)

	srv.Fail("POST /auth/factors/{id}/challenge", 1, workostest.Respond(201, nil, `{"id":"c","expires_at":null,"code":null}`))
	challenge, err := factors.ChallengeFactor(ctx, "auth_factor_1", mfa.ChallengeFactorParams{})
	require.NoError(t, err)
	assert.Equal(t, &mfa.Challenge{ID: "c"}, challenge)

	srv.Fail("POST /auth/challenges/{id}/verify", 1, workostest.Respond(201, nil, `{"challenge":null,"valid":false}`))
	verification, err := factors.VerifyChallenge(ctx, "c", mfa.VerifyChallengeParams{Code: "1"})
	require.NoError(t, err)
	assert.Equal(t, &mfa.Verification{}, verification)
}

// Nothing of an answer is lost when it is encoded again.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for full, want := range map[string]any{fullFactor: wantFactor, fullVerification: wantVerification} {
		data, err := json.Marshal(want)
		require.NoError(t, err)
		assert.JSONEq(t, strings.ReplaceAll(full, ".000Z", "Z"), string(data))
	}
	data, err := json.Marshal(mfa.Challenge{})
	require.NoError(t, err)
	assert.NotContains(t, string(data), "expires_at")
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	factors, ctx := mfa.New(srv.Client()), t.Context()
	var paramErr *workos.ParamError
	for name, call := range map[string]func(id string) error{
		"GetFactor":    func(id string) error { _, err := factors.GetFactor(ctx, id); return err },
		"DeleteFactor": func(id string) error { return factors.DeleteFactor(ctx, id) },
		"ChallengeFactor": func(id string) error {
			_, err := factors.ChallengeFactor(ctx, id, mfa.ChallengeFactorParams{})
			return err
		},
		"VerifyChallenge": func(id string) error {
			_, err := factors.VerifyChallenge(ctx, id, mfa.VerifyChallengeParams{Code: "123456"})
			return err
		},
	} {
		for _, id := range []string{"", ".", ".."} {
			require.ErrorAs(t, call(id), &paramErr, "%s(%q)", name, id)
			assert.Equal(t, "id", paramErr.Param)
		}
	}
	_, err := factors.EnrollFactor(ctx, mfa.EnrollFactorParams{TOTPIssuer: "Foo Corp"})
	require.ErrorAs(t, err, &paramErr)
	assert.Equal(t, "type", paramErr.Param)
	_, err = factors.VerifyChallenge(ctx, "auth_challenge_1", mfa.VerifyChallengeParams{})
	require.ErrorAs(t, err, &paramErr)
	assert.Equal(t, "code", paramErr.Param)
	assert.Empty(t, srv.Requests())
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	for _, value := range []any{
		*wantFactor, wantFactor, *wantFactor.TOTP, wantFactor.TOTP, *wantChallenge, wantChallenge,
		*wantVerification, wantVerification, mfa.VerifyChallengeParams{Code: "123456"},
	} {
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "value", value)
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "value", value)
		for _, text := range []string{fmt.Sprintf("%v %+v %#v %s", value, value, value, value), fmt.Sprintf("%+v", []any{value}), log.String()} {
			for _, secret := range []string{"JBSWY3DPEHPK3PXP", "iVBORw0KGgo", "123456"} {
				assert.NotContains(t, text, secret, "%T", value)
			}
			assert.Contains(t, text, "[redacted]", "%T", value)
		}
	}
	assert.Contains(t, fmt.Sprint(wantFactor), "ann@foo-corp.com", "what is no secret is printed")
	assert.Contains(t, fmt.Sprint(wantVerification), "Valid:true")
}

// A code is spent by its first use: a verification is never repeated by itself.
func TestVerificationIsSentOnce(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.Fail("", 9, workostest.Respond(503, nil, `{"message":"down"}`))
	_, err := mfa.New(srv.Client()).VerifyChallenge(t.Context(), "auth_challenge_1", mfa.VerifyChallengeParams{Code: "123456"})
	require.ErrorIs(t, err, workos.ErrServer)
	assert.NotContains(t, err.Error(), "123456")
	assert.Len(t, srv.Requests(), 1)
}
