package workos_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
)

var (
	errReset   = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	errRefused = &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	errLookup  = &net.DNSError{Err: "server misbehaving", Name: "api.example.com", IsTemporary: true}
	errTLS     = &tls.CertificateVerificationError{Err: errors.New("unknown authority")}
)

// inClient wraps err as *http.Client does.
func inClient(err error) error {
	return &url.Error{Op: "Get", URL: "https://api.example.com/secret?token=hunter22", Err: err}
}

// Which calls are repeated after which failures. Each script fails once and
// would then succeed.
func TestRetries(t *testing.T) {
	t.Parallel()
	const safe, always, never = "safe", "always", "never" // which calls are repeated
	for name, test := range map[string]struct {
		fault  step
		repeat string
	}{
		"dropped after the write": {failWith(inClient(errReset)), safe},
		"closed without answer":   {failWith(inClient(io.EOF)), safe},
		"unexpected EOF":          {failWith(io.ErrUnexpectedEOF), safe},
		"client's timeout":        {failWith(inClient(context.DeadlineExceeded)), safe},
		"refused":                 {failWith(inClient(errRefused)), always},
		"refused by the proxy":    {failWith(inClient(&net.OpError{Op: "proxyconnect", Net: "tcp", Err: errRefused})), always},
		"no address":              {failWith(inClient(errLookup)), always},
		"certificate":             {failWith(inClient(errTLS)), never},
		"408":                     {answer(408, ""), safe},
		"429":                     {answer(429, `{"message":"slow down"}`), always},
		"500":                     {answer(500, ""), safe},
		"501":                     {answer(501, ""), never},
		"502":                     {answer(502, "<html>"), safe},
		"503":                     {answer(503, ""), safe},
		"504":                     {answer(504, ""), safe},
		"522":                     {answer(522, ""), safe},
		"400":                     {answer(400, ""), never},
		"401":                     {answer(401, ""), never},
		"404":                     {answer(404, ""), never},
		"409":                     {answer(409, ""), never},
		"422":                     {answer(422, ""), never},
		"302":                     {answer(302, "", "Location", "https://example.org"), never},
		"body cut off":            {cutOff(200, `{"id":"th`), safe},
		"JSON cut off":            {answer(200, `{"id":"th`), safe},
		"HTML":                    {answer(200, "<html>"), never},
		"no body":                 {answer(200, ""), never},
	} {
		key := workos.WithIdempotencyKey("key-1")
		for kind, call := range map[string]struct {
			request workos.Request
			opts    []workos.RequestOption
			safe    bool
		}{
			"GET":                     {workos.Request{Method: "GET"}, nil, true},
			"PUT":                     {workos.Request{Method: "PUT", Body: struct{}{}}, nil, true},
			"DELETE":                  {workos.Request{Method: "DELETE"}, nil, true},
			"POST":                    {workos.Request{Method: "POST", Body: struct{}{}}, nil, false},
			"PATCH":                   {workos.Request{Method: "PATCH", Body: struct{}{}}, nil, false},
			"POST WithRetry":          {workos.Request{Method: "POST"}, []workos.RequestOption{workos.WithRetry()}, true},
			"POST key":                {workos.Request{Method: "POST"}, []workos.RequestOption{key}, false},
			"POST key, idempotent":    {workos.Request{Method: "POST", Idempotent: true}, []workos.RequestOption{key}, true},
			"POST, read-only":         {workos.Request{Method: "POST", ReadOnly: true}, nil, true},
			"POST no key, idempotent": {workos.Request{Method: "POST", Idempotent: true}, nil, false},
		} {
			t.Run(name+"/"+kind, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s := play(test.fault, answer(200, oneThing))
					call.request.Path = workos.Path("/things")
					err := s.client().Do(t.Context(), call.request, new(thing), call.opts...)
					if test.repeat == always || test.repeat == safe && call.safe {
						require.NoError(t, err)
						assert.Equal(t, 2, s.count())
						assert.Equal(t, s.bodies[0], s.bodies[1])
						return
					}
					require.Error(t, err)
					assert.NotContains(t, err.Error(), "hunter22")
					assert.Equal(t, 1, s.count())
				})
			})
		}
	}
}

// A doer knows what it sends: the route, and the attempt. A call that it makes
// itself, in the context of another, begins at 1.
func TestDoerKnowsWhatItSends(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen []string
		note := func(req *http.Request) {
			seen = append(seen, fmt.Sprint(req.Method, " ", req.Pattern, " ", workos.Attempt(req.Context())))
		}
		inner := play(func(req *http.Request) (*http.Response, error) {
			note(req)
			return answer(200, oneThing)(req)
		})
		client := play(func(req *http.Request) (*http.Response, error) {
			note(req)
			if workos.Attempt(req.Context()) < 3 {
				return answer(503, "busy")(req)
			}
			_, err := workos.Post[thing](req.Context(), inner.client(), workos.Path("/things"), nil)
			require.NoError(t, err)
			return answer(200, oneThing)(req)
		}).client()
		_, err := workos.Get[thing](t.Context(), client, workos.Path("/things/{id}", "thing_1"), thingParams{Kinds: []string{"a"}})
		require.NoError(t, err)
		assert.Equal(t, []string{"GET /things/{id} 1", "GET /things/{id} 2", "GET /things/{id} 3", "POST /things 1"}, seen)
		assert.Equal(t, 1, workos.Attempt(t.Context()))
	})
}

func TestRetriesEnd(t *testing.T) {
	t.Parallel()
	for retries, want := range map[int]int{0: 1, 1: 2, 5: 6} {
		synctest.Test(t, func(t *testing.T) {
			s := play(answer(503, `{"message":"busy"}`, "X-Request-ID", "req_1"))
			_, err := getThing(t, s.client(workos.WithMaxRetries(retries)))
			require.ErrorIs(t, err, workos.ErrServer)
			assert.Equal(t, "workos: GET /things/{id}: 503 Service Unavailable: busy (request ID req_1)", err.Error())
			assert.Equal(t, want, s.count())
		})
	}
}

// With more retries than anybody needs, waits stay under their bound.
func TestWaitsGrowAndAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var last time.Time
		var waits []time.Duration
		s := play(func(*http.Request) (*http.Response, error) {
			if !last.IsZero() {
				waits = append(waits, time.Since(last))
			}
			last = time.Now()
			return answer(503, "")(nil)
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		_, err := workos.Get[thing](ctx, s.client(workos.WithMaxRetries(100)), workos.Path("/things"), nil)
		require.ErrorIs(t, err, workos.ErrServer)
		require.Len(t, waits, 100)
		distinct := map[time.Duration]bool{}
		for i, wait := range waits {
			bound := 8 * time.Second
			if i < 4 {
				bound = 500 * time.Millisecond << i
			}
			assert.Less(t, wait, bound, "wait %d", i)
			distinct[wait] = true
		}
		assert.Greater(t, len(distinct), 90, "waits are random")
	})
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	const jitter = -1 // the wait is the random one
	for name, test := range map[string]struct {
		header string
		wait   time.Duration
		told   time.Duration
	}{
		"seconds":           {"7", 7 * time.Second, 7 * time.Second},
		"zero":              {"0", jitter, 0},
		"negative":          {"-5", jitter, 0},
		"garbage":           {"soon", jitter, 0},
		"fraction":          {"1.5", jitter, 0},
		"absent":            {"", jitter, 0},
		"large":             {"3600", 30 * time.Second, time.Hour},
		"absurd":            {"99999999999", 30 * time.Second, 24 * time.Hour},
		"overflow":          {"99999999999999999999999", 30 * time.Second, 24 * time.Hour},
		"negative overflow": {"-99999999999999999999999", jitter, 0},
		"date":              {"date+9s", 9 * time.Second, 9 * time.Second},
		"past date":         {"date-9s", jitter, 0},
		"far date":          {"date+999h", 30 * time.Second, 24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				header := func() string {
					if offset, ok := strings.CutPrefix(test.header, "date"); ok {
						d, err := time.ParseDuration(offset)
						require.NoError(t, err)
						return time.Now().Add(d).UTC().Format(http.TimeFormat)
					}
					return test.header
				}
				start := time.Now()
				s := play(answer(429, "{}", "Retry-After", header()), answer(200, oneThing))
				_, err := postThing(t, s.client())
				require.NoError(t, err)
				if test.wait == jitter {
					assert.Less(t, time.Since(start), 500*time.Millisecond)
				} else {
					assert.Equal(t, test.wait, time.Since(start))
				}

				time.Sleep(time.Until(time.Now().Truncate(time.Second).Add(time.Second))) // dates have no fraction
				s = play(answer(429, "{}", "Retry-After", header()))
				_, err = postThing(t, s.client(workos.WithMaxRetries(0)))
				assert.Equal(t, test.told, asError(t, err).RetryAfter)
			})
		})
	}
}

// A wait that the deadline would cut short is not begun.
func TestDeadlineInsideTheWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		start := time.Now()
		s := play(answer(429, `{"message":"slow down"}`, "Retry-After", "10"))
		_, err := workos.Get[thing](ctx, s.client(), workos.Path("/things"), nil)
		assert.Zero(t, time.Since(start))
		assert.Equal(t, 1, s.count())
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorIs(t, err, workos.ErrTooManyRequests)
		assert.Equal(t, 10*time.Second, asError(t, err).RetryAfter)
		assert.Equal(t, "workos: GET /things: context deadline exceeded; the last attempt: 429 Too Many Requests: slow down", err.Error())
	})
}

func TestCancelDuringTheWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		start := time.Now()
		s := play(answer(503, `{"code":"busy"}`, "Retry-After", "10"))
		_, err := workos.Get[thing](ctx, s.client(), workos.Path("/things"), nil)
		assert.Equal(t, 3*time.Second, time.Since(start))
		assert.Equal(t, 1, s.count())
		require.ErrorIs(t, err, context.Canceled)
		require.ErrorIs(t, err, workos.ErrServer)
		assert.Equal(t, "busy", asError(t, err).Code)
	})
}

// The context ends during the second attempt: the first one's answer is told.
func TestCancelDuringAnAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		start := time.Now()
		s := play(answer(503, `{"code":"busy"}`), hang)
		_, err := workos.Get[thing](ctx, s.client(), workos.Path("/things"), nil)
		assert.Equal(t, 20*time.Second, time.Since(start))
		assert.Equal(t, 2, s.count())
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorIs(t, err, workos.ErrServer)
		assert.Equal(t, "busy", asError(t, err).Code)
	})
}

// An answer whose body stalls until the deadline: both errors are told.
func TestDeadlineInTheBodyOfAnError(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]error{404: workos.ErrNotFound, 500: workos.ErrServer, 503: workos.ErrServer} {
		for _, method := range []string{"GET", "POST"} {
			synctest.Test(t, func(t *testing.T) {
				s := play(func(req *http.Request) (*http.Response, error) {
					stalled := readerFunc(func([]byte) (int, error) { <-req.Context().Done(); return 0, req.Context().Err() })
					body := io.NopCloser(io.MultiReader(strings.NewReader(`{"message":"No."}`), stalled))
					return &http.Response{StatusCode: status, Header: http.Header{}, Body: body}, nil
				})
				err := s.client().Do(t.Context(), workos.Request{Method: method, Path: workos.Path("/things")}, new(thing))
				require.ErrorIs(t, err, context.DeadlineExceeded)
				require.ErrorIs(t, err, want)
				assert.Equal(t, "No.", asError(t, err).Message)
				assert.Equal(t, 1, s.count())
			})
		}
	}
}

// An answer that ends the call is the call's result, whatever the context does.
func TestAnswerWinsOverACancelledContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s := play(func(req *http.Request) (*http.Response, error) {
		cancel()
		return answer(404, `{"message":"gone"}`)(req)
	})
	_, err := workos.Get[thing](ctx, s.client(), workos.Path("/things"), nil)
	require.ErrorIs(t, err, workos.ErrNotFound)
	require.NotErrorIs(t, err, context.Canceled)
}

func TestContextOverBeforeTheCall(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := play(answer(200, oneThing))
	_, err := workos.Get[thing](ctx, s.client(), workos.Path("/things"), nil)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, "workos: GET /things: context canceled", err.Error())
	assert.Zero(t, s.count())
}

// The answer began, and the context ended before its body did: both are told.
func TestCancelInTheBodyOfAnAnswer(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s := play(func(*http.Request) (*http.Response, error) {
		body := readerFunc(func([]byte) (int, error) { cancel(); return 0, ctx.Err() })
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(body)}, nil
	})
	_, err := workos.Get[thing](ctx, s.client(), workos.Path("/things"), nil)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 200, asError(t, err).StatusCode)
	assert.Equal(t, 1, s.count())
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// Without a deadline, everything together ends within the client's timeout.
func TestTimeoutBoundsEveryCall(t *testing.T) {
	t.Parallel()
	for name, steps := range map[string][]step{
		"hangs":                {hang},
		"hangs after failures": {answer(503, ""), failWith(errReset), hang},
		"always busy":          {answer(503, "", "Retry-After", "29")},
		"hangs in the body": {func(req *http.Request) (*http.Response, error) {
			body := readerFunc(func([]byte) (int, error) { <-req.Context().Done(); return 0, req.Context().Err() })
			return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(body)}, nil
		}},
	} {
		for timeout, opts := range map[time.Duration][]workos.Option{
			time.Minute:     nil,
			5 * time.Second: {workos.WithTimeout(5 * time.Second)},
		} {
			t.Run(name+"/"+strconv.Itoa(int(timeout.Seconds())), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					start := time.Now()
					s := play(steps...)
					_, err := getThing(t, s.client(append(opts, workos.WithMaxRetries(1000))...))
					require.ErrorIs(t, err, context.DeadlineExceeded)
					assert.LessOrEqual(t, time.Since(start), timeout)
				})
			})
		}
	}
}

func TestDeadlineOfTheCallerWins(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		start := time.Now()
		_, err := workos.Get[thing](ctx, play(hang).client(), workos.Path("/things"), nil)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, 10*time.Minute, time.Since(start))
	})
}

func TestTransportErrorIsFoundAndShort(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		long := fmt.Errorf("%01000d: %w", 7, errReset)
		_, err := getThing(t, play(failWith(inClient(long))).client())
		require.ErrorIs(t, err, syscall.ECONNRESET)
		assert.Less(t, len(err.Error()), 300)
		require.NotErrorIs(t, err, workos.ErrInvalidResponse)
	})
}
