package workos_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
)

// loopback serves handler on a socket and counts the connections to it. Its
// client is the default one.
func loopback(t *testing.T, handler http.HandlerFunc) (*workos.Client, *atomic.Int64) {
	t.Helper()
	var connections atomic.Int64
	server := httptest.NewUnstartedServer(handler)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	return workos.NewClient(workos.WithAPIKey("sk_test"), workos.WithBaseURL(server.URL), workos.WithMaxRetries(0)), &connections
}

func TestOneGoroutineUsesOneConnection(t *testing.T) {
	t.Parallel()
	var calls atomic.Int64
	client, connections := loopback(t, func(w http.ResponseWriter, _ *http.Request) {
		switch (calls.Add(1) - 1) / 2 % 10 { // each once for a GET and once for a DELETE
		case 0:
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, `{"message":"gone"}`)
		case 1:
			w.WriteHeader(http.StatusBadGateway)
			_, _ = io.WriteString(w, "<html>"+strings.Repeat("bad gateway ", 10_000))
		case 2:
			w.WriteHeader(http.StatusUnprocessableEntity)
		case 3:
			_, _ = io.WriteString(w, "<html>")
		case 4:
			w.WriteHeader(http.StatusInternalServerError)
			w.(http.Flusher).Flush() // chunked
			_, _ = io.WriteString(w, `{"message":"broken"}`)
		case 5:
			w.(http.Flusher).Flush()
			_, _ = io.WriteString(w, oneThing)
		case 6:
			w.WriteHeader(http.StatusNoContent)
		default:
			_, _ = io.WriteString(w, oneThing+strings.Repeat(" ", 10_000))
		}
	})
	var failed, succeeded int
	for range 2600 {
		if _, err := getThing(t, client); err != nil {
			failed++
		} else {
			succeeded++
		}
		require.NoError(t, ignoreStatus(workos.Delete(t.Context(), client, workos.Path("/things"))))
	}
	assert.Equal(t, int64(5200), calls.Load())
	assert.GreaterOrEqual(t, failed, 1000)
	assert.GreaterOrEqual(t, succeeded, 1000)
	assert.Equal(t, int64(1), connections.Load())
}

// ignoreStatus drops errors that are answers.
func ignoreStatus(err error) error {
	var apiErr *workos.Error
	if err == nil || errors.As(err, &apiErr) {
		return nil
	}
	return err
}

func TestManyGoroutinesUseNoMoreConnections(t *testing.T) {
	t.Parallel()
	const goroutines = 64
	client, connections := loopback(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, oneThing) })
	var wg sync.WaitGroup
	for range goroutines {
		wg.Go(func() {
			for range 50 {
				_, err := workos.Get[thing](t.Context(), client, workos.Path("/things/{id}", "thing_1"), nil)
				assert.NoError(t, err)
			}
		})
	}
	wg.Wait()
	assert.LessOrEqual(t, connections.Load(), int64(goroutines))
}

func TestDefaultClientFollowsNoRedirect(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		assert.Empty(t, r.Header.Get("Authorization"))
		_, _ = io.WriteString(w, oneThing)
	}))
	t.Cleanup(other.Close)
	client, _ := loopback(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, http.StatusFound) })
	_, err := getThing(t, client)
	assert.Equal(t, http.StatusFound, asError(t, err).StatusCode)
	assert.Zero(t, asked.Load())
}

// roundTripper is an http.RoundTripper.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// The default client can be had to wrap it, and stays what it is behind any HTTPDoer.
func TestNewHTTPClient(t *testing.T) {
	t.Parallel()
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	}))
	t.Cleanup(server.Close)
	httpClient := workos.NewHTTPClient()
	transport, ok := httpClient.Transport.(*http.Transport)
	require.True(t, ok)
	assert.Equal(t, 64, transport.MaxIdleConnsPerHost)
	assert.Equal(t, 30*time.Second, transport.ResponseHeaderTimeout)
	assert.NotSame(t, transport, workos.NewHTTPClient().Transport, "each can be changed")

	var wrapped atomic.Int64
	httpClient.Transport = roundTripper(func(req *http.Request) (*http.Response, error) {
		wrapped.Add(1)
		return transport.RoundTrip(req)
	})
	for _, doer := range []workos.HTTPDoer{httpClient, step(httpClient.Do)} {
		client := workos.NewClient(workos.WithAPIKey("sk_test"), workos.WithBaseURL(server.URL), workos.WithHTTPClient(doer))
		_, err := getThing(t, client)
		assert.Equal(t, http.StatusFound, asError(t, err).StatusCode)
	}
	assert.Equal(t, int64(2), wrapped.Load())
	assert.Equal(t, int64(2), requests.Load())
}

func TestGzipOverASocket(t *testing.T) {
	t.Parallel()
	client, _ := loopback(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "gzip", r.Header.Get("Accept-Encoding"))
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(pack(oneThing))
	})
	got, err := getThing(t, client)
	require.NoError(t, err)
	assert.Equal(t, "One", got.Name)
}

// net/http itself repeats a request with one of these headers when a connection
// that was kept breaks. Where the API does not honor the key, it must not.
func TestPostWithAKeyIsSentOnceOverAKeptConnection(t *testing.T) {
	t.Parallel()
	for header, opt := range map[string]workos.RequestOption{
		"Idempotency-Key":   workos.WithIdempotencyKey("key-1"),
		"X-Idempotency-Key": workos.WithHeader("X-Idempotency-Key", "key-1"),
		"idempotency-key":   workos.WithHeader("idempotency-key", ""),
	} {
		for kind, body := range map[string]any{"with a body": thing{Name: "One"}, "without a body": nil} {
			t.Run(header+"/"+kind, func(t *testing.T) {
				t.Parallel()
				var posts atomic.Int64
				client, _ := loopback(t, func(w http.ResponseWriter, r *http.Request) {
					if r.Method == http.MethodPost {
						data, err := io.ReadAll(r.Body)
						assert.NoError(t, err)
						assert.NotEmpty(t, data)
						assert.Equal(t, int64(len(data)), r.ContentLength)
						assert.NotNil(t, r.Header.Values(header))
						posts.Add(1)
						panic(http.ErrAbortHandler) // after the write took effect
					}
					_, _ = io.WriteString(w, oneThing)
				})
				_, err := getThing(t, client) // opens the connection
				require.NoError(t, err)
				_, err = workos.Post[thing](t.Context(), client, workos.Path("/things"), body, opt)
				require.Error(t, err)
				assert.Equal(t, int64(1), posts.Load())
			})
		}
	}
}

// With 101 net/http hands out the bare connection, which no context ends.
func TestSwitchingProtocols(t *testing.T) {
	t.Parallel()
	client, _ := loopback(t, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		assert.NoError(t, err)
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
		t.Cleanup(func() { _ = conn.Close() })
		_, _ = io.Copy(io.Discard, conn) // until the client closes it
	})
	_, err := getThing(t, client)
	assert.Equal(t, http.StatusSwitchingProtocols, asError(t, err).StatusCode)
}

// A plain http.Client would turn a DELETE into a GET, which succeeds.
func TestNoRedirectWithAnHTTPClient(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		var requests atomic.Int64
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			http.Redirect(w, r, "/elsewhere", status)
		}))
		t.Cleanup(server.Close)
		httpClient := &http.Client{}
		client := workos.NewClient(workos.WithAPIKey("sk_test"), workos.WithBaseURL(server.URL), workos.WithHTTPClient(httpClient))
		err := workos.Delete(t.Context(), client, workos.Path("/things"))
		assert.Equal(t, status, asError(t, err).StatusCode)
		_, err = postThing(t, client)
		assert.Equal(t, status, asError(t, err).StatusCode)
		assert.Equal(t, int64(2), requests.Load())
		assert.Nil(t, httpClient.CheckRedirect, "the caller's client is left alone")
	}
}

func TestRedirectThatChangedTheRequest(t *testing.T) {
	t.Parallel()
	body := &closes{Reader: strings.NewReader(oneThing)}
	s := play(func(req *http.Request) (*http.Response, error) {
		followed := req.Clone(req.Context())
		followed.Method = http.MethodGet
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: body, Request: followed}, nil
	})
	_, err := postThing(t, s.client())
	require.ErrorContains(t, err, "followed a redirect and sent a GET")
	assert.Equal(t, 1, body.n)
	assert.Equal(t, 1, s.count())
}

func TestCancelledContextEndsACallAtOnce(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	client, _ := loopback(t, func(_ http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-r.Context().Done()
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	go func() { <-arrived; cancel() }()
	_, err := workos.Get[thing](ctx, client, workos.Path("/things"), nil)
	require.ErrorIs(t, err, context.Canceled)
}
