package actions_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/actions"
)

// request is a request as WorkOS sends it.
func request(body string) *http.Request {
	req := httptest.NewRequest(http.MethodPost, "/actions", strings.NewReader(body))
	req.Header.Set("Workos-Signature", actions.Sign([]byte(body), secret, signedAt))
	return req
}

func verdict(v actions.Verdict, err error) actions.Handlers {
	return actions.Handlers{Authentication: func(context.Context, *actions.Authentication) (actions.Verdict, error) { return v, err }}
}

func TestParse(t *testing.T) {
	t.Parallel()
	action, err := actions.Parse(request(payload), secret, clock(signedAt))
	require.NoError(t, err)
	assert.Equal(t, "Zoë", action.Authentication.User.FirstName)

	_, err = actions.Parse(request(payload), "another", clock(signedAt))
	require.ErrorIs(t, err, actions.ErrInvalidSignature)
	_, err = actions.Parse(request(payload), secret)
	require.ErrorIs(t, err, actions.ErrOutsideTolerance)
	_, err = actions.Parse(request(payload), "", clock(signedAt))
	require.ErrorIs(t, err, actions.ErrMissingSecret)
	_, err = actions.Parse(request(payload), secret, clock(signedAt), actions.WithMaxBytes(9))
	require.ErrorIs(t, err, actions.ErrTooLarge)
	_, err = actions.Parse(request(payload+strings.Repeat(" ", actions.DefaultMaxBytes)), secret, clock(signedAt))
	require.ErrorIs(t, err, actions.ErrTooLarge)
}

func TestHandler(t *testing.T) {
	t.Parallel()
	const (
		bad   = "Bad Request\n"
		fault = "Internal Server Error\n"
	)
	allow := verdict(actions.Allow(), nil)
	unsigned := request(payload)
	unsigned.Header.Del(actions.SignatureHeader)
	for name, test := range map[string]struct {
		req      *http.Request
		handlers actions.Handlers
		opts     []actions.Option
		status   int
		body     string
		log      string
	}{
		"GET":       {httptest.NewRequest(http.MethodGet, "/", nil), allow, nil, 405, "Method Not Allowed\n", ""},
		"unsigned":  {unsigned, allow, nil, 400, bad, "actions: no WorkOS-Signature header"},
		"too late":  {request(payload), allow, []actions.Option{actions.WithClock(signedAt.AddDate(1, 0, 0).Local)}, 400, bad, "actions: signed at a time outside the tolerance"},
		"no action": {request(`{"id":"s3cret"}`), allow, nil, 400, bad, "actions: the payload is not an action"},
		"too large": {request(payload), allow, []actions.Option{actions.WithMaxBytes(9)}, 413, "Request Entity Too Large\n", "actions: the body is too large"},
		"failed":    {request(payload), verdict(actions.Allow(), errors.New("no database")), nil, 500, fault, "no database"},
		"another kind": {
			request(`{"id":"action_1","object":"user_registration_action_context"}`), allow, nil,
			500, fault, `actions: no function for \"user_registration_action_context\"`,
		},
		"a new kind": {
			request(`{"id":"action_1","object":"` + strings.Repeat("x", 99) + `"}`), allow, nil,
			500, fault, `actions: no function for \"` + strings.Repeat("x", 60) + `\"`,
		},
		"no function": {request(payload), actions.Handlers{}, nil, 500, fault, "actions: the Handler has no function"},
		"no secret":   {request(payload), allow, []actions.Option{actions.WithSecrets("")}, 500, fault, "actions: a secret is empty"},
		"nil option":  {request(payload), allow, []actions.Option{nil}, 500, fault, "actions: option 3 is nil"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			handler := actions.Handler(secret, test.handlers, append([]actions.Option{
				clock(signedAt), actions.WithLogger(slog.New(slog.NewJSONHandler(&log, nil))),
			}, test.opts...)...)
			rec := httptest.NewRecorder()
			handler.ServeHTTP(rec, test.req)
			assert.Equal(t, test.status, rec.Code)
			assert.Equal(t, test.body, rec.Body.String())
			if test.log == "" {
				assert.Empty(t, log.String())
				return
			}
			assert.Contains(t, log.String(), `"level":"WARN","msg":"workos action failed"`)
			assert.Contains(t, log.String(), `"error":"`+test.log+`"`)
			for _, said := range []string{secret, "Zoë", "s3cret", "1768478400000"} {
				assert.NotContains(t, log.String(), said)
			}
		})
	}
}

// The answer is signed over its bytes, with the secret that the request has.
func TestHandlerAnswers(t *testing.T) {
	t.Parallel()
	var got []string
	handler := actions.Handler("new", actions.Handlers{
		Authentication: func(ctx context.Context, a *actions.Authentication) (actions.Verdict, error) {
			got = append(got, a.User.ID)
			return actions.Allow(), ctx.Err()
		},
		UserRegistration: func(ctx context.Context, r *actions.UserRegistration) (actions.Verdict, error) {
			got = append(got, r.UserData.Email)
			return actions.Deny("<no>"), ctx.Err()
		},
	}, clock(signedAt), actions.WithSecrets(secret))
	for body, want := range map[string]struct {
		kind    actions.Kind
		verdict actions.Verdict
	}{
		payload: {actions.KindAuthentication, actions.Allow()},
		`{"id":"action_2","object":"user_registration_action_context","user_data":{"email":"ann@example.com"}}`: {
			actions.KindUserRegistration, actions.Deny("<no>"),
		},
	} {
		rec := httptest.NewRecorder()
		handler.ServeHTTP(rec, request(body))
		assert.Equal(t, http.StatusOK, rec.Code)
		assert.Equal(t, "application/json", rec.Header().Get("Content-Type"))
		answer, err := actions.SignResponse(want.kind, want.verdict, secret, signedAt)
		require.NoError(t, err)
		assert.Equal(t, string(answer), rec.Body.String())
		var signed struct {
			Payload   json.RawMessage
			Signature string
		}
		require.NoError(t, json.Unmarshal(rec.Body.Bytes(), &signed))
		assert.Equal(t, actions.Sign(signed.Payload, secret, signedAt), "t=1768478400000, v1="+signed.Signature)
	}
	assert.ElementsMatch(t, []string{"user_1", "ann@example.com"}, got)
}

// Without a verdict there is no answer: a panic is net/http's.
func TestHandlerPanics(t *testing.T) {
	t.Parallel()
	srv := httptest.NewUnstartedServer(actions.Handler(secret, actions.Handlers{
		Authentication: func(context.Context, *actions.Authentication) (actions.Verdict, error) { panic("in the application") },
	}, clock(signedAt)))
	srv.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	srv.Start()
	defer srv.Close()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL, strings.NewReader(payload))
	require.NoError(t, err)
	req.Header = request(payload).Header
	_, err = srv.Client().Do(req)
	require.ErrorIs(t, err, io.EOF)
}

// A Handler that is printed does not show its secrets.
func TestHandlerHidesItsSecrets(t *testing.T) {
	t.Parallel()
	handler := actions.Handler("t0ken", verdict(actions.Allow(), nil), actions.WithSecrets("0ld-t0ken"))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		assert.Equal(t, "actions.Handler([redacted])", fmt.Sprintf(verb, handler))
	}
}
