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
		switch calls.Add(1) % 10 {
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
	for range 1000 {
		if _, err := getThing(t, client); err != nil {
			failed++
		} else {
			succeeded++
		}
		require.NoError(t, ignoreStatus(workos.Delete(t.Context(), client, workos.Path("/things"))))
	}
	assert.Equal(t, 2000, int(calls.Load()))
	assert.Positive(t, failed)
	assert.Positive(t, succeeded)
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

// net/http itself repeats a request with an Idempotency-Key when a connection
// that was kept breaks. Where the API does not honor the key, it must not.
func TestPostWithAKeyIsSentOnceOverAKeptConnection(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]any{"with a body": thing{Name: "One"}, "without a body": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var posts atomic.Int64
			client, _ := loopback(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					data, err := io.ReadAll(r.Body)
					assert.NoError(t, err)
					assert.Equal(t, body != nil, len(data) > 0)
					assert.Equal(t, "key-1", r.Header.Get("Idempotency-Key"))
					posts.Add(1)
					panic(http.ErrAbortHandler) // after the write took effect
				}
				_, _ = io.WriteString(w, oneThing)
			})
			_, err := getThing(t, client) // opens the connection
			require.NoError(t, err)
			_, err = workos.Post[thing](t.Context(), client, workos.Path("/things"), body, workos.WithIdempotencyKey("key-1"))
			require.Error(t, err)
			assert.Equal(t, int64(1), posts.Load())
		})
	}
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
