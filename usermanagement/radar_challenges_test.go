package usermanagement_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func TestRadarChallengeOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, usermanagement.New, operationtest.Cases[service]{
		"SendRadarSMSChallenge": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.SendRadarSMSChallenge(ctx, usermanagement.SendRadarSMSChallengeParams{
					UserID: "user_1", PendingAuthenticationToken: "pending", PhoneNumber: "+15005550006",
					IPAddress: "203.0.113.7", UserAgent: "Mozilla/5.0",
				})
			},
			Line: "POST /user_management/radar_challenges",
			Body: `{"user_id":"user_1","pending_authentication_token":"pending","phone_number":"+15005550006",
			"ip_address":"203.0.113.7","user_agent":"Mozilla/5.0"}`,
			Answer: `{"verification_id":"ver_1","phone_number":"+15005550006"}`,
			Want:   &usermanagement.RadarSMSChallenge{VerificationID: "ver_1", PhoneNumber: "+15005550006"},
		},
		"GetRadarChallenge": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.GetRadarChallenge(ctx, "radar_challenge_1")
			},
			Line: "GET /user_management/radar_challenges/radar_challenge_1",
			Answer: `{"object":"radar_challenge","id":"radar_challenge_1","type":"email","user_id":"user_1","email":"ann@example.com",
			"code":"123456","expires_at":"2026-01-15T12:00:00.000Z","created_at":"2026-01-15T12:00:01.000Z","updated_at":"2026-01-15T12:00:02.000Z"}`,
			Want: &usermanagement.RadarChallenge{
				Object: "radar_challenge", ID: "radar_challenge_1", Type: usermanagement.RadarChallengeTypeEmail, UserID: "user_1",
				Email: "ann@example.com", Code: "123456", ExpiresAt: at(0), CreatedAt: at(1), UpdatedAt: at(2),
			},
		},
	})
}

func TestBadRadarChallengeInputIsNotSent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users := usermanagement.New(srv.Client())
	for param, params := range map[string]usermanagement.SendRadarSMSChallengeParams{
		"user_id":                      {},
		"pending_authentication_token": {UserID: "user_1"},
		"phone_number":                 {UserID: "user_1", PendingAuthenticationToken: "pending"},
	} {
		assert.Equal(t, param, operationtest.RefusedParam(users.SendRadarSMSChallenge(t.Context(), params)))
	}
	assert.Empty(t, srv.Requests())
}
