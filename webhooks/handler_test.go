package webhooks_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/webhooks"
)

// delivery is a request as WorkOS sends it.
func delivery(body string) *http.Request {
	req := httptest.NewRequest(http.MethodPost, "/webhooks", strings.NewReader(body))
	req.Header.Set("Workos-Signature", webhooks.Sign([]byte(body), secret, signedAt))
	return req
}

func accept(context.Context, *events.Event) error { return nil }

// closed fails the test when it is read.
type closed struct{ t *testing.T }

func (c closed) Read([]byte) (int, error) {
	c.t.Error("the body was read")
	return 0, io.EOF
}

func TestParse(t *testing.T) {
	t.Parallel()
	event, err := webhooks.Parse(delivery(payload), secret, clock(signedAt))
	require.NoError(t, err)
	assert.Equal(t, &events.Event{ID: "event_01", Type: events.TypeUserCreated, Data: []byte(`{"name":"Zoë"}`)}, event)

	_, err = webhooks.Parse(delivery(payload), "another", clock(signedAt))
	require.ErrorIs(t, err, webhooks.ErrInvalidSignature)
	_, err = webhooks.Parse(delivery(payload), secret)
	require.ErrorIs(t, err, webhooks.ErrOutsideTolerance)
	_, err = webhooks.Parse(delivery(`{}`), secret, clock(signedAt))
	require.ErrorIs(t, err, webhooks.ErrInvalidPayload)

	req := delivery(payload)
	req.Body = io.NopCloser(io.MultiReader(strings.NewReader(payload[:9]), iotest.ErrReader(io.ErrUnexpectedEOF)))
	_, err = webhooks.Parse(req, secret, clock(signedAt))
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

func TestParseReadsNoBodyInVain(t *testing.T) {
	t.Parallel()
	unread := func(header string, length int64) *http.Request {
		req := httptest.NewRequest(http.MethodPost, "/webhooks", closed{t})
		req.Header.Set(webhooks.SignatureHeader, header)
		req.ContentLength = length
		return req
	}
	_, err := webhooks.Parse(unread("", -1), secret)
	require.ErrorIs(t, err, webhooks.ErrNotSigned)
	_, err = webhooks.Parse(unread("t=1", -1), secret)
	require.ErrorIs(t, err, webhooks.ErrMalformedHeader)
	_, err = webhooks.Parse(unread("t="+timestamp+",v1="+sum, -1), "")
	require.ErrorIs(t, err, webhooks.ErrMissingSecret)
	_, err = webhooks.Parse(unread("t="+timestamp+",v1="+sum, webhooks.DefaultMaxBytes+1), secret)
	require.ErrorIs(t, err, webhooks.ErrTooLarge)
}

func TestMaxBytes(t *testing.T) {
	t.Parallel()
	body := payload + strings.Repeat(" ", webhooks.DefaultMaxBytes-len(payload))
	for name, test := range map[string]struct {
		body string
		opts []webhooks.Option
		want error
	}{
		"1 MiB":      {body, nil, nil},
		"more":       {body + " ", nil, webhooks.ErrTooLarge},
		"a lower":    {payload, []webhooks.Option{webhooks.WithMaxBytes(int64(len(payload)) - 1)}, webhooks.ErrTooLarge},
		"just right": {payload, []webhooks.Option{webhooks.WithMaxBytes(int64(len(payload)))}, nil},
		"a higher":   {body + " ", []webhooks.Option{webhooks.WithMaxBytes(2 << 20)}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, length := range []int64{int64(len(test.body)), -1} {
				req := delivery(test.body)
				req.ContentLength = length
				_, err := webhooks.Parse(req, secret, append(test.opts, clock(signedAt))...)
				require.ErrorIs(t, err, test.want)
			}
		})
	}
}

func TestHandler(t *testing.T) {
	t.Parallel()
	const (
		bad   = "Bad Request\n"
		fault = "Internal Server Error\n"
	)
	unsigned := delivery(payload)
	unsigned.Header.Del(webhooks.SignatureHeader)
	for name, test := range map[string]struct {
		req    *http.Request
		handle func(context.Context, *events.Event) error
		opts   []webhooks.Option
		status int
		body   string
		log    string
	}{
		"good":      {delivery(payload), accept, nil, 200, "", ""},
		"GET":       {httptest.NewRequest(http.MethodGet, "/", nil), accept, nil, 405, "Method Not Allowed\n", ""},
		"unsigned":  {unsigned, accept, nil, 400, bad, "webhooks: no WorkOS-Signature header"},
		"too late":  {delivery(payload), accept, []webhooks.Option{webhooks.WithClock(signedAt.AddDate(1, 0, 0).Local)}, 400, bad, "webhooks: signed at a time outside the tolerance"},
		"no event":  {delivery(`{"id":"s3cret"}`), accept, nil, 400, bad, "webhooks: the payload is not an event"},
		"too large": {delivery(payload), accept, []webhooks.Option{webhooks.WithMaxBytes(9)}, 413, "Request Entity Too Large\n", "webhooks: the body is too large"},
		"failed": {
			delivery(payload), func(context.Context, *events.Event) error { return errors.New("no database") },
			nil, 500, fault, "no database",
		},
		"nothing to call": {delivery(payload), nil, nil, 500, fault, "webhooks: the function of the Handler is nil"},
		"no secret":       {delivery(payload), accept, []webhooks.Option{webhooks.WithSecrets("")}, 500, fault, "webhooks: a secret is empty"},
		"bad option":      {delivery(payload), accept, []webhooks.Option{webhooks.WithTolerance(0)}, 500, fault, "webhooks: the tolerance is not positive: 0s"},
		"nil option":      {delivery(payload), accept, []webhooks.Option{nil}, 500, fault, "webhooks: option 3 is nil"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			handler := webhooks.Handler(secret, test.handle, append([]webhooks.Option{
				clock(signedAt), webhooks.WithLogger(slog.New(slog.NewJSONHandler(&log, nil))),
			}, test.opts...)...)
			rec := httptest.NewRecorder()
			handler.ServeHTTP(rec, test.req)
			assert.Equal(t, test.status, rec.Code)
			assert.Equal(t, test.body, rec.Body.String())
			if test.status == http.StatusMethodNotAllowed {
				assert.Equal(t, "POST", rec.Header().Get("Allow"))
			}
			if test.log == "" {
				assert.Empty(t, log.String())
				return
			}
			assert.Contains(t, log.String(), `"level":"WARN","msg":"workos webhook failed"`)
			assert.Contains(t, log.String(), `"error":"`+test.log+`"`)
			for _, said := range []string{secret, sum, "Zoë", "s3cret", timestamp} {
				assert.NotContains(t, log.String(), said)
			}
		})
	}
}

// The function gets the event and the context of the request.
func TestHandlerPassesOn(t *testing.T) {
	t.Parallel()
	type key struct{}
	var got *events.Event
	var value any
	handler := webhooks.Handler(secret, func(ctx context.Context, event *events.Event) error {
		got, value = event, ctx.Value(key{})
		return nil
	}, clock(signedAt))
	req := delivery(payload)
	handler.ServeHTTP(httptest.NewRecorder(), req.WithContext(context.WithValue(req.Context(), key{}, "kept")))
	require.NotNil(t, got)
	assert.Equal(t, "event_01", got.ID)
	assert.Equal(t, "kept", value)
}

// What is refused does not reach the function.
func TestHandlerKeepsOut(t *testing.T) {
	t.Parallel()
	handler := webhooks.Handler("another", func(context.Context, *events.Event) error {
		t.Error("was called")
		return nil
	}, clock(signedAt))
	rec := httptest.NewRecorder()
	handler.ServeHTTP(rec, delivery(payload))
	assert.Equal(t, http.StatusBadRequest, rec.Code)
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPut, http.MethodOptions} {
		rec = httptest.NewRecorder()
		handler.ServeHTTP(rec, httptest.NewRequest(method, "/", nil))
		assert.Equal(t, http.StatusMethodNotAllowed, rec.Code)
	}
}

// A panic is net/http's: the sender gets no answer, and the server goes on.
func TestHandlerPanics(t *testing.T) {
	t.Parallel()
	var calls atomic.Int32
	srv := httptest.NewUnstartedServer(webhooks.Handler(secret, func(context.Context, *events.Event) error {
		if calls.Add(1) == 1 {
			panic("in the application")
		}
		return nil
	}, clock(signedAt)))
	srv.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	srv.Start()
	defer srv.Close()
	send := func() (*http.Response, error) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL, strings.NewReader(payload))
		require.NoError(t, err)
		req.Header.Set(webhooks.SignatureHeader, webhooks.Sign([]byte(payload), secret, signedAt))
		return srv.Client().Do(req)
	}
	_, err := send()
	require.ErrorIs(t, err, io.EOF)
	res, err := send()
	require.NoError(t, err)
	defer res.Body.Close()
	assert.Equal(t, http.StatusOK, res.StatusCode)
}

// A Handler that is printed does not show its secrets.
func TestHandlerHidesItsSecrets(t *testing.T) {
	t.Parallel()
	handler := webhooks.Handler("whsec_t0ken", func(context.Context, *events.Event) error { return nil }, webhooks.WithSecrets("whsec_0ld-t0ken"))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		assert.Equal(t, "webhooks.Handler([redacted])", fmt.Sprintf(verb, handler))
	}
}

// A secret that was read from a file with its last line's end would never match.
func TestSecretWithWhiteSpace(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"whsec_1\n", " whsec_1", "\t"} {
		err := webhooks.Verify([]byte("{}"), webhooks.Sign([]byte("{}"), secret, time.Now()), secret)
		require.ErrorContains(t, err, "white space")
		err = webhooks.Verify([]byte("{}"), webhooks.Sign([]byte("{}"), "whsec_1", time.Now()), "whsec_1", webhooks.WithSecrets(secret))
		require.ErrorContains(t, err, "white space")
	}
}

// A request that a client made has no body where a server's has an empty one.
func TestRequestWithoutABody(t *testing.T) {
	t.Parallel()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
	require.NoError(t, err)
	req.Header.Set(webhooks.SignatureHeader, webhooks.Sign(nil, "whsec_1", time.Now()))
	_, err = webhooks.Parse(req, "whsec_1")
	require.ErrorIs(t, err, webhooks.ErrInvalidPayload)
}
