package mfa_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/operationtest"
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

var at = operationtest.At

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
	type service = *mfa.Service
	operationtest.Run(t, mfa.New, operationtest.Cases[service]{
		"EnrollFactor": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.EnrollFactor(ctx, mfa.EnrollFactorParams{
					Type:        mfa.FactorTypeTOTP,
					PhoneNumber: "+15005550006",
					TOTPIssuer:  "Foo Corp",
					TOTPUser:    "ann@foo-corp.com",
					UserID:      "user_1",
				})
			},
			Line:   "POST /auth/factors/enroll",
			Body:   `{"type":"totp","phone_number":"+15005550006","totp_issuer":"Foo Corp","totp_user":"ann@foo-corp.com","user_id":"user_1"}`,
			Answer: fullFactor, Want: wantFactor,
		},
		"EnrollFactor with the type alone": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.EnrollFactor(ctx, mfa.EnrollFactorParams{Type: mfa.FactorTypeGenericOTP})
			},
			Line: "POST /auth/factors/enroll", Body: `{"type":"generic_otp"}`, Answer: fullFactor, Want: wantFactor,
		},
		"GetFactor": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetFactor(ctx, "auth_factor_1") },
			Line: "GET /auth/factors/auth_factor_1", Answer: fullFactor, Want: wantFactor,
		},
		"DeleteFactor": {
			Call: func(ctx context.Context, s service) (any, error) { return nil, s.DeleteFactor(ctx, "auth_factor_1") },
			Line: "DELETE /auth/factors/auth_factor_1",
		},
		"ChallengeFactor": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.ChallengeFactor(ctx, "auth_factor_1", mfa.ChallengeFactorParams{SMSTemplate: "Use {{code}}."})
			},
			Line: "POST /auth/factors/auth_factor_1/challenge", Body: `{"sms_template":"Use {{code}}."}`,
			Answer: fullChallenge, Want: wantChallenge,
		},
		"ChallengeFactor without a template": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.ChallengeFactor(ctx, "auth_factor_1", mfa.ChallengeFactorParams{})
			},
			Line: "POST /auth/factors/auth_factor_1/challenge", Body: `{}`, Answer: fullChallenge, Want: wantChallenge,
		},
		"VerifyChallenge": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.VerifyChallenge(ctx, "auth_challenge_1", mfa.VerifyChallengeParams{Code: "123456"})
			},
			Line: "POST /auth/challenges/auth_challenge_1/verify", Body: `{"code":"123456"}`,
			Answer: fullVerification, Want: wantVerification,
		},
	})
}

func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, mfa.Factor{ID: "auth_factor_1"},
		`{"id":"auth_factor_1"}`,
		`{"id":"auth_factor_1","type":null,"user_id":null,"sms":null,"totp":null,"created_at":null}`,
		`{"id":"auth_factor_1","new_field":{"a":[1]}}`)
	operationtest.RequireDecoded(t, mfa.Factor{Type: "iris", TOTP: &mfa.TOTP{}}, `{"type":"iris","totp":{"issuer":null,"secret":null}}`)
	operationtest.RequireDecoded(t, mfa.Challenge{ID: "c"}, `{"id":"c","expires_at":null,"code":null}`)
	operationtest.RequireDecoded(t, mfa.Verification{}, `{"challenge":null,"valid":false}`)
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	operationtest.RequireRoundTrip[mfa.Factor](t, fullFactor)
	operationtest.RequireRoundTrip[mfa.Verification](t, fullVerification)
	data, err := json.Marshal(mfa.Challenge{})
	require.NoError(t, err)
	assert.NotContains(t, string(data), "expires_at")
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	operationtest.RequireIDs(t, mfa.New)
	srv := workostest.NewServer(t)
	factors, ctx := mfa.New(srv.Client()), t.Context()
	assert.Equal(t, "type", operationtest.RefusedParam(factors.EnrollFactor(ctx, mfa.EnrollFactorParams{TOTPIssuer: "Foo Corp"})))
	assert.Equal(t, "code", operationtest.RefusedParam(factors.VerifyChallenge(ctx, "auth_challenge_1", mfa.VerifyChallengeParams{})))
	assert.Empty(t, srv.Requests())
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	for _, value := range []any{
		*wantFactor, *wantFactor.TOTP, *wantChallenge, *wantVerification, mfa.VerifyChallengeParams{Code: "123456"},
	} {
		operationtest.RequireHidden(t, value, "JBSWY3DPEHPK3PXP", "iVBORw0KGgo", "123456")
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
