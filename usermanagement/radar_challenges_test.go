package usermanagement_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func TestSendRadarSMSChallenge(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.Fail("POST /user_management/radar_challenges", 1, workostest.Respond(201, nil, `{"verification_id":"ver_1","phone_number":"+15005550006"}`))
	users := usermanagement.New(srv.Client())
	got, err := users.SendRadarSMSChallenge(t.Context(), usermanagement.SendRadarSMSChallengeParams{
		UserID: "user_1", PendingAuthenticationToken: "pending", PhoneNumber: "+15005550006", IPAddress: "203.0.113.7", UserAgent: "Mozilla/5.0",
	})
	require.NoError(t, err)
	assert.Equal(t, &usermanagement.RadarSMSChallenge{VerificationID: "ver_1", PhoneNumber: "+15005550006"}, got)
	assert.Equal(t, "POST /user_management/radar_challenges", srv.Requests()[0].String())
	assert.JSONEq(t, `{"user_id":"user_1","pending_authentication_token":"pending","phone_number":"+15005550006",
		"ip_address":"203.0.113.7","user_agent":"Mozilla/5.0"}`, string(srv.Requests()[0].Body))

	var paramErr *workos.ParamError
	for param, params := range map[string]usermanagement.SendRadarSMSChallengeParams{
		"user_id":                      {},
		"pending_authentication_token": {UserID: "user_1"},
		"phone_number":                 {UserID: "user_1", PendingAuthenticationToken: "pending"},
	} {
		_, err := users.SendRadarSMSChallenge(t.Context(), params)
		require.ErrorAs(t, err, &paramErr)
		assert.Equal(t, param, paramErr.Param)
	}
	assert.Len(t, srv.Requests(), 1)
}

func TestGetRadarChallenge(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.Fail("GET /user_management/radar_challenges/{id}", 1, workostest.Respond(200, nil, `{"object":"radar_challenge","id":"radar_challenge_1",
		"type":"email","user_id":"user_1","email":"ann@example.com","code":"123456","expires_at":"2026-01-15T12:00:00.000Z",
		"created_at":"2026-01-15T12:00:01.000Z","updated_at":"2026-01-15T12:00:02.000Z"}`))
	users := usermanagement.New(srv.Client())
	got, err := users.GetRadarChallenge(t.Context(), "radar_challenge_1")
	require.NoError(t, err)
	assert.Equal(t, &usermanagement.RadarChallenge{
		Object: "radar_challenge", ID: "radar_challenge_1", Type: usermanagement.RadarChallengeTypeEmail, UserID: "user_1",
		Email: "ann@example.com", Code: "123456", ExpiresAt: instant(0), CreatedAt: instant(1), UpdatedAt: instant(2),
	}, got)
	assert.Equal(t, "GET /user_management/radar_challenges/radar_challenge_1", srv.Requests()[0].String())
	var paramErr *workos.ParamError
	_, err = users.GetRadarChallenge(t.Context(), "")
	require.ErrorAs(t, err, &paramErr)
}
