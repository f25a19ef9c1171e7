package usermanagement_test

import (
	"context"
	"testing"

	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/usermanagement"
)

const magicAuthJSON = `{
	"object": "magic_auth",
	"id": "magic_auth_1",
	"user_id": "user_1",
	"email": "ann@foo-corp.com",
	"expires_at": "2026-01-15T12:00:00.000Z",
	"created_at": "2026-01-15T12:00:01.000Z",
	"updated_at": "2026-01-15T12:00:02.000Z",
	"code": "123456",
	"radar_auth_attempt_id": "radar_att_1"
}`

func TestMagicAuthOperations(t *testing.T) {
	t.Parallel()
	want := &usermanagement.MagicAuth{
		Object:             "magic_auth",
		ID:                 "magic_auth_1",
		UserID:             "user_1",
		Email:              "ann@foo-corp.com",
		ExpiresAt:          at(0),
		CreatedAt:          at(1),
		UpdatedAt:          at(2),
		Code:               "123456",
		RadarAuthAttemptID: "radar_att_1",
	}
	operationtest.Run(t, usermanagement.New, operationtest.Cases[service]{
		"CreateMagicAuth": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateMagicAuth(ctx, usermanagement.CreateMagicAuthParams{
					Email:              "ann@foo-corp.com",
					InvitationToken:    "t0ken",
					IPAddress:          "192.0.2.1",
					UserAgent:          "Mozilla/5.0",
					RadarAuthAttemptID: "radar_att_0",
					SignalsID:          "signals_1",
				})
			},
			Line: "POST /user_management/magic_auth",
			Body: `{"email":"ann@foo-corp.com","invitation_token":"t0ken","ip_address":"192.0.2.1","user_agent":"Mozilla/5.0",
			"radar_auth_attempt_id":"radar_att_0","signals_id":"signals_1"}`,
			Answer: magicAuthJSON, Want: want,
		},
		"CreateMagicAuth with the address alone": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateMagicAuth(ctx, usermanagement.CreateMagicAuthParams{Email: "ann@foo-corp.com"})
			},
			Line: "POST /user_management/magic_auth", Body: `{"email":"ann@foo-corp.com"}`, Answer: magicAuthJSON, Want: want,
		},
		"GetMagicAuth": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetMagicAuth(ctx, "magic_auth_1") },
			Line: "GET /user_management/magic_auth/magic_auth_1", Answer: magicAuthJSON, Want: want,
		},
		"SendMagicAuthCode": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.SendMagicAuthCode(ctx, usermanagement.SendMagicAuthCodeParams{Email: "ann@foo-corp.com"})
			},
			Line: "POST /user_management/magic_auth/send", Body: `{"email":"ann@foo-corp.com"}`,
			Answer: `{"email":"ann@foo-corp.com"}`, Want: &usermanagement.SentMagicAuthCode{Email: "ann@foo-corp.com"},
		},
	})
}
