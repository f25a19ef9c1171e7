package passwordless_test

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
	"github.com/workos-go/workos/passwordless"
	"github.com/workos-go/workos/workostest"
)

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
	ExpiresAt: time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC),
	Link:      "https://auth.workos.com/passwordless/t0ken/confirm",
}

// Every operation: what it sends, and what it makes of the answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		route    string
		answer   string
		call     func(*testing.T, *passwordless.Service) (any, error)
		line     string
		body     string
		expected any
	}{
		"CreateSession": {
			"POST /passwordless/sessions", fullSession,
			func(t *testing.T, s *passwordless.Service) (any, error) {
				t.Helper()
				return s.CreateSession(t.Context(), passwordless.CreateSessionParams{
					Type:        passwordless.SessionTypeMagicLink,
					Email:       "ann@foo-corp.com",
					RedirectURI: "https://app.example.com/callback",
					State:       "st4te",
					Connection:  "conn_1",
					ExpiresIn:   600,
				})
			},
			"POST /passwordless/sessions",
			`{"type":"MagicLink","email":"ann@foo-corp.com","redirect_uri":"https://app.example.com/callback","state":"st4te","connection":"conn_1","expires_in":600}`,
			wantSession,
		},
		"CreateSession with the least": {
			"POST /passwordless/sessions", fullSession,
			func(t *testing.T, s *passwordless.Service) (any, error) {
				t.Helper()
				return s.CreateSession(t.Context(), passwordless.CreateSessionParams{Type: passwordless.SessionTypeMagicLink, Email: "ann@foo-corp.com"})
			},
			"POST /passwordless/sessions", `{"type":"MagicLink","email":"ann@foo-corp.com"}`, wantSession,
		},
		"SendSession": {
			"POST /passwordless/sessions/{id}/send", `{"success":true,"message":"sent"}`,
			func(t *testing.T, s *passwordless.Service) (any, error) {
				t.Helper()
				return s.SendSession(t.Context(), "passwordless_session_1")
			},
			"POST /passwordless/sessions/passwordless_session_1/send", `{}`,
			&passwordless.SendResult{Success: true, Message: "sent"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := workostest.NewServer(t)
			srv.Fail(test.route, 1, workostest.Respond(201, nil, test.answer))
			got, err := test.call(t, passwordless.New(srv.Client()))
			require.NoError(t, err)
			assert.Equal(t, test.expected, got)
			requests := srv.Requests()
			require.Len(t, requests, 1)
			assert.Equal(t, test.line, requests[0].String())
			assert.Empty(t, requests[0].Query)
			assert.JSONEq(t, test.body, string(requests[0].Body))
			header := requests[0].Header
			assert.Equal(t, "Bearer "+workostest.APIKey, header.Get("Authorization"))
			assert.Equal(t, "application/json", header.Get("Accept"))
			assert.Equal(t, "application/json", header.Get("Content-Type"))
		})
	}
}

// Nulls, absent fields and unknown fields do not matter.
func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	links := passwordless.New(srv.Client())
	for _, body := range []string{
		`{"id":"passwordless_session_1"}`,
		`{"id":"passwordless_session_1","email":null,"expires_at":null,"link":null}`,
		`{"id":"passwordless_session_1","new_field":{"a":[1]}}`,
	} {
		srv.Fail("POST /passwordless/sessions", 1, workostest.Respond(201, nil, body))
		session, err := links.CreateSession(t.Context(), passwordless.CreateSessionParams{Type: "New", Email: "ann@foo-corp.com"})
		require.NoError(t, err, body)
		assert.Equal(t, &passwordless.Session{ID: "passwordless_session_1"}, session, body)
	}
	srv.Fail("POST /passwordless/sessions/{id}/send", 1, workostest.Respond(200, nil, `{"success":null,"new":1}`))
	result, err := links.SendSession(t.Context(), "passwordless_session_1")
	require.NoError(t, err)
	assert.Equal(t, &passwordless.SendResult{}, result)
}

func TestSessionRoundTrip(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal(wantSession)
	require.NoError(t, err)
	assert.JSONEq(t, strings.ReplaceAll(fullSession, ".000Z", "Z"), string(data))
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	links := passwordless.New(srv.Client())
	var paramErr *workos.ParamError
	for _, id := range []string{"", ".", ".."} {
		_, err := links.SendSession(t.Context(), id)
		require.ErrorAs(t, err, &paramErr)
		assert.Equal(t, "id", paramErr.Param)
	}
	for param, params := range map[string]passwordless.CreateSessionParams{
		"type":  {Email: "ann@foo-corp.com"},
		"email": {Type: passwordless.SessionTypeMagicLink},
	} {
		_, err := links.CreateSession(t.Context(), params)
		require.ErrorAs(t, err, &paramErr)
		assert.Equal(t, param, paramErr.Param)
	}
	assert.Empty(t, srv.Requests())
}

// Whoever has the link signs in as the person.
func TestLinkIsNotPrinted(t *testing.T) {
	t.Parallel()
	for _, value := range []any{*wantSession, wantSession} {
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "value", value)
		for _, text := range []string{fmt.Sprintf("%v %+v %#v", value, value, value), log.String()} {
			assert.NotContains(t, text, "t0ken")
			assert.Contains(t, text, "Email:ann@foo-corp.com")
		}
	}
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
