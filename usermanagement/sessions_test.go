package usermanagement_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
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
	checkOperations(t, map[string]operation{
		"ListSessions": {
			"GET /user_management/users/{id}/sessions", listOf(fullSession),
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return dataOf(s.ListSessions(ctx, "user_1", usermanagement.ListSessionsParams{ListParams: allOfList}))
			},
			"GET /user_management/users/user_1/sessions?after=x_0&before=x_9&limit=5&order=asc", "",
			[]usermanagement.Session{{
				Object:         "session",
				ID:             "session_1",
				Impersonator:   &usermanagement.Impersonator{Email: "admin@foo-corp.com", Reason: "A ticket"},
				IPAddress:      "198.51.100.42",
				OrganizationID: "org_1",
				UserAgent:      "Mozilla/5.0",
				UserID:         "user_1",
				AuthMethod:     usermanagement.SessionAuthMethodMagicCode,
				Status:         usermanagement.SessionStatusRevoked,
				ExpiresAt:      second(3),
				EndedAt:        second(2),
				CreatedAt:      second(0),
				UpdatedAt:      second(1),
			}},
		},
		"RevokeSession": {
			"POST /user_management/sessions/revoke", "",
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return nil, s.RevokeSession(ctx, usermanagement.RevokeSessionParams{SessionID: "session_1"})
			},
			"POST /user_management/sessions/revoke", `{"session_id":"session_1"}`, nil,
		},
	})
}

// Nulls, absent and unknown fields and unknown values do not matter.
func TestTolerantDecodingOfSessions(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]usermanagement.Session{
		`{"id":"session_1"}`: {ID: "session_1"},
		`{"id":"session_1","impersonator":null,"ip_address":null,"user_agent":null,"ended_at":null,"new_field":1}`: {ID: "session_1"},
		`{"id":"session_1","auth_method":"new","impersonator":{"email":"a@b.com","reason":null}}`: {
			ID: "session_1", AuthMethod: "new", Impersonator: &usermanagement.Impersonator{Email: "a@b.com"},
		},
	} {
		srv := workostest.NewServer(t)
		planAnswer(srv, "GET /user_management/users/{id}/sessions", listOf(body))
		page, err := usermanagement.New(srv.Client()).ListSessions(t.Context(), "user_1", usermanagement.ListSessionsParams{})
		require.NoError(t, err, body)
		assert.Equal(t, []usermanagement.Session{want}, page.Data, body)
	}
}

func TestBadSessionInputIsNotSent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	service, ctx := usermanagement.New(srv.Client()), t.Context()
	var paramErr *workos.ParamError
	require.ErrorAs(t, service.RevokeSession(ctx, usermanagement.RevokeSessionParams{}), &paramErr)
	assert.Equal(t, "session_id", paramErr.Param)
	requireRefused(t, srv, map[string]func(string) error{
		"ListSessions": func(id string) error {
			_, err := service.ListSessions(ctx, id, usermanagement.ListSessionsParams{})
			return err
		},
	})
}
