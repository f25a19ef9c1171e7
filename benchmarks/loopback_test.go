package benchmarks_test

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

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
)

// loopback returns the two that are compared, each with the client that it has by
// default, on a server with sockets; and what counts its connections since it was
// last asked.
func loopback(tb testing.TB, handler http.HandlerFunc) (byHand *floor, sdk *workos.Client, connections func() int64) {
	tb.Helper()
	var n atomic.Int64
	server := httptest.NewUnstartedServer(handler)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			n.Add(1)
		}
	}
	server.Start()
	tb.Cleanup(server.Close)
	sdk = workos.NewClient(workos.WithAPIKey(apiKey), workos.WithBaseURL(server.URL), workos.WithMaxRetries(0))
	byHand = &floor{new(http.Client), server.URL, apiKey, "workos-go/0.1.0 (go1.26.0)"}
	return byHand, sdk, func() int64 { return n.Swap(0) }
}

func answerOrganization(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, organization)
}

func BenchmarkLoopbackGet(b *testing.B) {
	byHand, client, _ := loopback(b, answerOrganization)
	orgs := organizations.New(client)
	compare(b,
		func() (*organizations.Organization, error) { return byHand.get(b.Context(), orgID) },
		func() (*organizations.Organization, error) { return orgs.Get(b.Context(), orgID) })
}

func BenchmarkLoopbackCreate(b *testing.B) {
	byHand, client, _ := loopback(b, answerOrganization)
	orgs := organizations.New(client)
	compare(b,
		func() (*organizations.Organization, error) { return byHand.create(b.Context(), createParams) },
		func() (*organizations.Organization, error) { return orgs.Create(b.Context(), createParams) })
}

const goroutines = 64

// inParallel makes n calls from 64 goroutines.
func inParallel(n int, call func() error) error {
	var left atomic.Int64
	left.Store(int64(n))
	errs := make([]error, goroutines)
	var wg sync.WaitGroup
	for i := range goroutines {
		wg.Go(func() {
			for left.Add(-1) >= 0 && errs[i] == nil {
				errs[i] = call()
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func Benchmark64Goroutines(b *testing.B) {
	byHand, client, connections := loopback(b, answerOrganization)
	orgs := organizations.New(client)
	for _, impl := range []struct {
		name string
		get  func(context.Context, string) (*organizations.Organization, error)
	}{
		{"floor", byHand.get},
		{"sdk", func(ctx context.Context, id string) (*organizations.Organization, error) { return orgs.Get(ctx, id) }},
	} {
		b.Run("impl="+impl.name, func(b *testing.B) {
			b.ReportAllocs()
			connections()
			err := inParallel(b.N, func() error {
				_, err := impl.get(b.Context(), orgID)
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(connections())*1000/float64(b.N), "conns/1000op")
		})
	}
}

// A burst opens a connection for each goroutine at most, and all that follow use
// them.
func TestConnectionsOf64Goroutines(t *testing.T) {
	t.Parallel()
	const calls = 10_000
	byHand, _, connectionsByHand := loopback(t, answerOrganization)
	_, client, connections := loopback(t, answerOrganization)
	orgs := organizations.New(client)
	err := errors.Join(
		inParallel(calls, func() error { _, err := byHand.get(t.Context(), orgID); return err }),
		inParallel(calls, func() error { _, err := orgs.Get(t.Context(), orgID); return err }))
	if err != nil {
		t.Fatal(err)
	}
	n := connections()
	t.Logf("%d calls from %d goroutines: %d connections, by hand %d", calls, goroutines, n, connectionsByHand())
	if n > goroutines {
		t.Errorf("%d connections", n)
	}
}

// Every kind of answer leaves its connection to the next call.
func TestConnectionsByAnswer(t *testing.T) {
	t.Parallel()
	const calls = 1000
	flush := func(w http.ResponseWriter) { w.(http.Flusher).Flush() }
	write := func(w http.ResponseWriter, text string) { _, _ = io.WriteString(w, text) }
	get := func(ctx context.Context, orgs *organizations.Service) error {
		_, err := orgs.Get(ctx, orgID)
		return err
	}
	remove := func(ctx context.Context, orgs *organizations.Service) error { return orgs.Delete(ctx, orgID) }
	for _, test := range []struct {
		name   string
		call   func(context.Context, *organizations.Service) error
		status int // of the error, or 0
		answer func(http.ResponseWriter)
	}{
		{"200", get, 0, func(w http.ResponseWriter) { write(w, organization) }},
		{"200 chunked", get, 0, func(w http.ResponseWriter) { flush(w); write(w, organization) }},
		{"200 with a late end", get, 0, func(w http.ResponseWriter) { write(w, organization); flush(w); write(w, strings.Repeat(" ", 20_000)) }},
		{"DELETE 204", remove, 0, func(w http.ResponseWriter) { w.WriteHeader(http.StatusNoContent) }},
		{"DELETE 202 with a body", remove, 0, func(w http.ResponseWriter) { w.WriteHeader(http.StatusAccepted); write(w, "Accepted") }},
		{"DELETE 200 with a body", remove, 0, func(w http.ResponseWriter) { write(w, organization) }},
		{"404", get, 404, func(w http.ResponseWriter) { w.WriteHeader(http.StatusNotFound); write(w, `{"message":"gone"}`) }},
		{"500 HTML", get, 500, func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusInternalServerError)
			write(w, "<html>"+strings.Repeat("broken ", 10_000))
		}},
		{"200 undecodable", get, 200, func(w http.ResponseWriter) { write(w, "<html>") }},
	} {
		_, client, connections := loopback(t, func(w http.ResponseWriter, _ *http.Request) { test.answer(w) })
		orgs := organizations.New(client)
		for range calls {
			err := test.call(t.Context(), orgs)
			var apiErr *workos.Error
			switch {
			case test.status == 0 && err == nil, errors.As(err, &apiErr) && apiErr.StatusCode == test.status:
			default:
				t.Fatalf("%s: %v", test.name, err)
			}
		}
		n := connections()
		t.Logf("%-24s %d calls: %d connections", test.name, calls, n)
		if n != 1 {
			t.Errorf("%s: %d connections", test.name, n)
		}
	}
}
