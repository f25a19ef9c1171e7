package usermanagement_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

const fullSession = `{
	"object": "session",
	"id": "session_1",
	"impersonator": {"email": "admin@foo-corp.com", "reason": "A ticket"},
	"ip_address": "198.51.100.42",
	"organization_id": "org_1",
	"user_agent": "Mozilla/5.0",
	"user_id": "user_1",
	"auth_method": "magic_code",
	"status": "revoked",
	"expires_at": "2026-01-15T12:00:03.000Z",
	"ended_at": "2026-01-15T12:00:02.000Z",
	"created_at": "2026-01-15T12:00:00.000Z",
	"updated_at": "2026-01-15T12:00:01.000Z"
}`

func TestSessionOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, usermanagement.New, operationtest.Cases[service]{
		"ListSessions": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListSessions(ctx, "user_1", usermanagement.ListSessionsParams{ListParams: operationtest.Paging}))
			},
			Line:   "GET /user_management/users/user_1/sessions?after=x_0&before=x_9&limit=5&order=asc",
			Answer: operationtest.ListJSON(fullSession),
			Want: operationtest.PageOf(usermanagement.Session{
				Object:         "session",
				ID:             "session_1",
				Impersonator:   &usermanagement.Impersonator{Email: "admin@foo-corp.com", Reason: "A ticket"},
				IPAddress:      "198.51.100.42",
				OrganizationID: "org_1",
				UserAgent:      "Mozilla/5.0",
				UserID:         "user_1",
				AuthMethod:     usermanagement.SessionAuthMethodMagicCode,
				Status:         usermanagement.SessionStatusRevoked,
				ExpiresAt:      at(3),
				EndedAt:        at(2),
				CreatedAt:      at(0),
				UpdatedAt:      at(1),
			}),
		},
		"RevokeSession": {
			Call: func(ctx context.Context, s service) (any, error) {
				return nil, s.RevokeSession(ctx, usermanagement.RevokeSessionParams{SessionID: "session_1"})
			},
			Line: "POST /user_management/sessions/revoke", Body: `{"session_id":"session_1"}`,
		},
	})
}

func TestTolerantDecodingOfSessions(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, usermanagement.Session{ID: "session_1"},
		`{"id":"session_1"}`,
		`{"id":"session_1","impersonator":null,"ip_address":null,"user_agent":null,"ended_at":null,"new_field":1}`)
	operationtest.RequireDecoded(t,
		usermanagement.Session{ID: "session_1", AuthMethod: "new", Impersonator: &usermanagement.Impersonator{Email: "a@b.com"}},
		`{"id":"session_1","auth_method":"new","impersonator":{"email":"a@b.com","reason":null}}`)
}

func TestBadSessionInputIsNotSent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	err := usermanagement.New(srv.Client()).RevokeSession(t.Context(), usermanagement.RevokeSessionParams{})
	assert.Equal(t, "session_id", operationtest.RefusedParam(nil, err))
	assert.Empty(t, srv.Requests())
}
