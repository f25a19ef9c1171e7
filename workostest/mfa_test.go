package workostest_test

import (
	"bytes"
	"encoding/base64"
	"image/png"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/mfa"
	"github.com/workos-go/workos/workostest"
)

func enrollFactor(t *testing.T, factors *mfa.Service, params mfa.EnrollFactorParams) *mfa.Factor {
	t.Helper()
	factor, err := factors.EnrollFactor(t.Context(), params)
	require.NoError(t, err)
	return factor
}

func challengeFactor(t *testing.T, factors *mfa.Service, factor *mfa.Factor) *mfa.Challenge {
	t.Helper()
	challenge, err := factors.ChallengeFactor(t.Context(), factor.ID, mfa.ChallengeFactorParams{})
	require.NoError(t, err)
	assert.Equal(t, factor.ID, challenge.FactorID)
	return challenge
}

func verifyChallenge(t *testing.T, factors *mfa.Service, challenge *mfa.Challenge, code string) bool {
	t.Helper()
	result, err := factors.VerifyChallenge(t.Context(), challenge.ID, mfa.VerifyChallengeParams{Code: code})
	require.NoError(t, err)
	assert.Equal(t, challenge.ID, result.Challenge.ID)
	return result.Valid
}

var totpParams = mfa.EnrollFactorParams{
	Type: mfa.FactorTypeTOTP, TOTPIssuer: "Foo & Corp", TOTPUser: "ann@foo-corp.com", UserID: "user_1",
}

func TestTOTPFactor(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	start := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)
	srv.SetTime(start)
	factors, ctx := mfa.New(srv.Client()), t.Context()
	factor := enrollFactor(t, factors, totpParams)
	totp := *factor.TOTP
	assert.Equal(t, &mfa.Factor{
		Object: "authentication_factor", ID: factor.ID, Type: mfa.FactorTypeTOTP, UserID: "user_1",
		TOTP: factor.TOTP, CreatedAt: start, UpdatedAt: start,
	}, factor)
	assert.True(t, strings.HasPrefix(factor.ID, "auth_factor_"))
	uri, err := url.Parse(totp.URI)
	require.NoError(t, err)
	assert.Equal(t, "otpauth://totp/Foo%20%26%20Corp:ann%40foo-corp.com", strings.Split(totp.URI, "?")[0])
	assert.Equal(t, url.Values{"secret": {totp.Secret}, "issuer": {"Foo & Corp"}}, uri.Query())
	image, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(totp.QRCode, "data:image/png;base64,"))
	require.NoError(t, err)
	_, err = png.Decode(bytes.NewReader(image))
	require.NoError(t, err)
	assert.NotEqual(t, totp.Secret, enrollFactor(t, factors, totpParams).TOTP.Secret)

	got, err := factors.GetFactor(ctx, factor.ID)
	require.NoError(t, err)
	factor.TOTP = &mfa.TOTP{Issuer: "Foo & Corp", User: "ann@foo-corp.com"}
	assert.Equal(t, factor, got, "the secret is shown once")

	first := challengeFactor(t, factors, factor)
	assert.Equal(t, &mfa.Challenge{
		Object: "authentication_challenge", ID: first.ID, FactorID: factor.ID, CreatedAt: start, UpdatedAt: start,
	}, first, "neither a code nor an end")
	assert.Empty(t, srv.Outbox())
	srv.Advance(time.Hour)
	assert.False(t, verifyChallenge(t, factors, first, workostest.TOTP(totp.Secret, start)))
	assert.False(t, verifyChallenge(t, factors, first, "12345"))
	assert.True(t, verifyChallenge(t, factors, first, workostest.TOTP(totp.Secret, srv.Now())))
	_, err = factors.VerifyChallenge(ctx, first.ID, mfa.VerifyChallengeParams{Code: workostest.TOTP(totp.Secret, srv.Now())})
	requireRefusal(t, err, 422, "authentication_challenge_previously_verified")

	second := challengeFactor(t, factors, factor)
	require.NoError(t, factors.DeleteFactor(ctx, factor.ID))
	_, err = factors.GetFactor(ctx, factor.ID)
	requireRefusal(t, err, 404, "")
	_, err = factors.ChallengeFactor(ctx, factor.ID, mfa.ChallengeFactorParams{})
	requireRefusal(t, err, 404, "")
	_, err = factors.VerifyChallenge(ctx, second.ID, mfa.VerifyChallengeParams{Code: "123456"})
	requireRefusal(t, err, 404, "")
	requireRefusal(t, factors.DeleteFactor(ctx, factor.ID), 404, "")
}

// A clock may be wrong by one step of 30 seconds, to both sides.
func TestTOTPTolerance(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	now := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)
	srv.SetTime(now)
	factors := mfa.New(srv.Client())
	factor := enrollFactor(t, factors, totpParams)
	for drift, want := range map[time.Duration]bool{
		-31 * time.Second: false, -30 * time.Second: true, 0: true, 59 * time.Second: true, 60 * time.Second: false,
	} {
		code := workostest.TOTP(factor.TOTP.Secret, now.Add(drift))
		assert.Equal(t, want, verifyChallenge(t, factors, challengeFactor(t, factors, factor), code), drift)
	}
}

// The test vectors of RFC 6238, appendix B, in six digits.
func TestTOTP(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[int64]string{
		59:          "287082",
		1111111109:  "081804",
		1111111111:  "050471",
		1234567890:  "005924",
		2000000000:  "279037",
		20000000000: "353130",
	} {
		for _, secret := range []string{"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "gezd gnbv gy3t qojq gezd gnbv gy3t qojq"} {
			assert.Equal(t, want, workostest.TOTP(secret, time.Unix(seconds, 0)))
		}
	}
	assert.Equal(t, workostest.TOTP("GEZDG===", time.Unix(59, 0)), workostest.TOTP("GEZDG", time.Unix(59, 0)), "padding")
	assert.PanicsWithValue(t, "workostest: the secret of a TOTP is no base32", func() { workostest.TOTP("0189", time.Now()) })
}

func TestSMSFactor(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	start := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)
	srv.SetTime(start)
	factors := mfa.New(srv.Client())
	factor := enrollFactor(t, factors, mfa.EnrollFactorParams{Type: mfa.FactorTypeSMS, PhoneNumber: "+15005550006"})
	assert.Equal(t, &mfa.SMS{PhoneNumber: "+15005550006"}, factor.SMS)
	assert.Nil(t, factor.TOTP)

	first := challengeFactor(t, factors, factor)
	assert.Empty(t, first.Code, "the code is in the message alone")
	assert.Equal(t, start.Add(10*time.Minute), first.ExpiresAt)
	second := challengeFactor(t, factors, factor)
	messages := srv.Outbox()
	require.Len(t, messages, 2)
	assert.Equal(t, workostest.Message{
		To: "+15005550006", Kind: workostest.MessageKindMFA, Code: messages[0].Code, SentAt: start,
	}, messages[0])
	assert.Regexp(t, `^\d{6}$`, messages[0].Code)

	srv.Advance(10*time.Minute - time.Millisecond)
	assert.True(t, verifyChallenge(t, factors, first, messages[0].Code))
	srv.Advance(time.Millisecond)
	_, err := factors.VerifyChallenge(t.Context(), second.ID, mfa.VerifyChallengeParams{Code: messages[1].Code})
	requireRefusal(t, err, 422, "authentication_challenge_expired")
}

func TestGenericOTPFactor(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	factors := mfa.New(srv.Client())
	factor := enrollFactor(t, factors, mfa.EnrollFactorParams{Type: mfa.FactorTypeGenericOTP})
	open := challengeFactor(t, factors, factor)
	assert.Regexp(t, `^\d{6}$`, open.Code)
	assert.False(t, open.ExpiresAt.IsZero())
	assert.Empty(t, srv.Outbox())
	for range 9 {
		assert.False(t, verifyChallenge(t, factors, open, "wrong"))
	}
	assert.True(t, verifyChallenge(t, factors, open, open.Code))

	open = challengeFactor(t, factors, factor)
	for range 10 {
		assert.False(t, verifyChallenge(t, factors, open, "wrong"))
	}
	_, err := factors.VerifyChallenge(t.Context(), open.ID, mfa.VerifyChallengeParams{Code: open.Code})
	requireRefusal(t, err, 400, "one_time_code_too_many_attempts")
}

func TestFactorsThatAreRefused(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	factors, ctx := mfa.New(srv.Client()), t.Context()
	for name, test := range map[string]struct {
		params mfa.EnrollFactorParams
		fields []workos.FieldError
	}{
		"unknown type":  {mfa.EnrollFactorParams{Type: "iris"}, []workos.FieldError{{Field: "type", Code: "unknown_value"}}},
		"webauthn":      {mfa.EnrollFactorParams{Type: mfa.FactorTypeWebAuthn}, []workos.FieldError{{Field: "type", Code: "unknown_value"}}},
		"no number":     {mfa.EnrollFactorParams{Type: mfa.FactorTypeSMS}, []workos.FieldError{{Field: "phone_number", Code: "required"}}},
		"a bad number":  {mfa.EnrollFactorParams{Type: mfa.FactorTypeSMS, PhoneNumber: "555"}, []workos.FieldError{{Field: "phone_number", Code: "invalid_phone_number"}}},
		"an empty TOTP": {mfa.EnrollFactorParams{Type: mfa.FactorTypeTOTP}, []workos.FieldError{{Field: "totp_issuer", Code: "required"}, {Field: "totp_user", Code: "required"}}},
	} {
		_, err := factors.EnrollFactor(ctx, test.params)
		require.ErrorIs(t, err, workos.ErrUnprocessable, name)
		requireRefusal(t, err, 422, "", test.fields...)
	}
	err := srv.Client().Do(ctx, workos.Request{Method: "POST", Path: workos.Path("/auth/factors/enroll")}, nil)
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "type", Code: "required"})

	open := challengeFactor(t, factors, enrollFactor(t, factors, totpParams))
	err = srv.Client().Do(ctx, workos.Request{Method: "POST", Path: workos.Path("/auth/challenges/{id}/verify", open.ID)}, nil)
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "code", Code: "required"})
}

func TestWireOfAFactor(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	factors, ctx := mfa.New(srv.Client()), t.Context()
	var response workos.Response
	factor, err := factors.EnrollFactor(ctx, mfa.EnrollFactorParams{Type: mfa.FactorTypeGenericOTP}, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, 201, response.StatusCode)
	assert.JSONEq(t, `{"object":"authentication_factor","id":"`+factor.ID+`","type":"generic_otp",
		"created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:00Z"}`, string(response.Body))

	totp := enrollFactor(t, factors, totpParams)
	_, err = factors.GetFactor(ctx, totp.ID, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, 200, response.StatusCode)
	assert.JSONEq(t, `{"object":"authentication_factor","id":"`+totp.ID+`","type":"totp","user_id":"user_1",
		"totp":{"issuer":"Foo & Corp","user":"ann@foo-corp.com"},
		"created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:00Z"}`, string(response.Body))
	open, err := factors.ChallengeFactor(ctx, totp.ID, mfa.ChallengeFactorParams{}, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, 201, response.StatusCode)
	assert.JSONEq(t, `{"object":"authentication_challenge","id":"`+open.ID+`","authentication_factor_id":"`+totp.ID+`",
		"created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:00Z"}`, string(response.Body))
	_, err = factors.VerifyChallenge(ctx, open.ID, mfa.VerifyChallengeParams{Code: "wrong"}, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, 201, response.StatusCode)
	require.NoError(t, factors.DeleteFactor(ctx, totp.ID, workos.WithResponse(&response)))
	assert.Equal(t, 204, response.StatusCode)
}
