package passwordless_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/passwordless"
	"github.com/workos-go/workos/workostest"
)

type service = *passwordless.Service

const fullSession = `{
	"object": "passwordless_session",
	"id": "passwordless_session_1",
	"email": "ann@foo-corp.com",
	"expires_at": "2026-01-15T12:00:00.000Z",
	"link": "https://auth.workos.com/passwordless/t0ken/confirm"
}`

var wantSession = &passwordless.Session{
	Object:    "passwordless_session",
	ID:        "passwordless_session_1",
	Email:     "ann@foo-corp.com",
	ExpiresAt: operationtest.At(0),
	Link:      "https://auth.workos.com/passwordless/t0ken/confirm",
}

// Every operation: what it sends, and what it makes of the answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, passwordless.New, operationtest.Cases[service]{
		"CreateSession": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateSession(ctx, passwordless.CreateSessionParams{
					Type:        passwordless.SessionTypeMagicLink,
					Email:       "ann@foo-corp.com",
					RedirectURI: "https://app.example.com/callback",
					State:       "st4te",
					Connection:  "conn_1",
					ExpiresIn:   600,
				})
			},
			Line: "POST /passwordless/sessions",
			Body: `{"type":"MagicLink","email":"ann@foo-corp.com","redirect_uri":"https://app.example.com/callback",
			"state":"st4te","connection":"conn_1","expires_in":600}`,
			Answer: fullSession, Want: wantSession,
		},
		"CreateSession with the least": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateSession(ctx, passwordless.CreateSessionParams{Type: passwordless.SessionTypeMagicLink, Email: "ann@foo-corp.com"})
			},
			Line: "POST /passwordless/sessions", Body: `{"type":"MagicLink","email":"ann@foo-corp.com"}`,
			Answer: fullSession, Want: wantSession,
		},
		"SendSession": {
			Call: func(ctx context.Context, s service) (any, error) { return s.SendSession(ctx, "passwordless_session_1") },
			Line: "POST /passwordless/sessions/passwordless_session_1/send", Body: `{}`,
			Answer: `{"success":true,"message":"sent"}`, Want: &passwordless.SendResult{Success: true, Message: "sent"},
		},
	})
}

func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, passwordless.Session{ID: "passwordless_session_1"},
		`{"id":"passwordless_session_1"}`,
		`{"id":"passwordless_session_1","email":null,"expires_at":null,"link":null}`,
		`{"id":"passwordless_session_1","new_field":{"a":[1]}}`)
	operationtest.RequireDecoded(t, passwordless.SendResult{}, `{"success":null,"new":1}`)
}

func TestSessionRoundTrip(t *testing.T) {
	t.Parallel()
	operationtest.RequireRoundTrip[passwordless.Session](t, fullSession)
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	operationtest.RequireIDs(t, passwordless.New)
	srv := workostest.NewServer(t)
	links := passwordless.New(srv.Client())
	for param, params := range map[string]passwordless.CreateSessionParams{
		"type":  {Email: "ann@foo-corp.com"},
		"email": {Type: passwordless.SessionTypeMagicLink},
	} {
		assert.Equal(t, param, operationtest.RefusedParam(links.CreateSession(t.Context(), params)))
	}
	assert.Empty(t, srv.Requests())
}

// Whoever has the link signs in as the person.
func TestLinkIsNotPrinted(t *testing.T) {
	t.Parallel()
	operationtest.RequireHidden(t, *wantSession, "t0ken")
	assert.Contains(t, fmt.Sprint(wantSession), "Email:ann@foo-corp.com")
}

// What may have sent an e-mail is not repeated by itself.
func TestSendIsSentOnce(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.Fail("", 9, workostest.Respond(503, nil, `{"message":"down"}`))
	_, err := passwordless.New(srv.Client()).SendSession(t.Context(), "passwordless_session_1")
	require.ErrorIs(t, err, workos.ErrServer)
	assert.Len(t, srv.Requests(), 1)
}
