// Package workostest provides a WorkOS that runs inside a test, as httptest is
// an HTTP server that does: no network, no key, no account.
//
//	func TestOnboarding(t *testing.T) {
//		srv := workostest.NewServer(t)
//		orgs := organizations.New(srv.Client())
//
//		org, err := orgs.Create(t.Context(), organizations.CreateParams{Name: "Foo Corp"})
//		...
//	}
//
// What is created is kept in memory, listed with cursors, found, changed and
// deleted; what is wrong is refused, with the status codes and bodies of the
// API. Each server is a world of its own, and is safe for concurrent use.
//
// A call of [Server.Client] opens no socket, so that it also works in a
// testing/synctest bubble, where the waits between retries take no time. Other
// programs and other languages reach the same server at [Server.URL].
//
// # Faults
//
// [Server.Fail] makes the next calls of a route go wrong: [Respond] with any
// status, header and body, [RefuseConnection], [DropConnection], [Stall],
// [CutBody].
//
//	srv.Fail("POST /organizations", 1, workostest.Respond(503, nil, "upstream connect error"))
//
// # What was called
//
// [Server.Requests] returns what arrived, [Server.SetTime] and [Server.Advance]
// hold the clock by which objects are dated.
package workostest

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/workos-go/workos"
)

// The credentials that a Server accepts and its Client uses.
const (
	// APIKey is the one API key that is authorized.
	APIKey = "sk_test_workostest" //nolint:gosec // opens nothing
	// ClientID is the client ID of the application.
	ClientID = "client_workostest"
)

// Server is a WorkOS in memory. It is an http.Handler and a workos.HTTPDoer.
type Server struct {
	routes []*route

	mu       sync.Mutex
	now      func() time.Time
	ids      idSource
	faults   []*plannedFault
	requests []Request
	listener *httptest.Server

	closed    chan struct{}
	closeOnce sync.Once

	idempotent    idempotentAnswers
	organizations organizationTable
	domains       domainTable
}

// NewServer returns a Server that is closed when the test ends.
func NewServer(tb testing.TB) *Server {
	tb.Helper()
	s := New()
	tb.Cleanup(s.Close)
	return s
}

// New returns a Server for programs that are no tests. Close it when done.
func New() *Server {
	s := &Server{
		now:           time.Now,
		closed:        make(chan struct{}),
		idempotent:    idempotentAnswers{},
		organizations: organizationTable{},
		domains:       domainTable{},
	}
	s.registerOrganizations()
	s.registerOrganizationDomains()
	return s
}

// Close ends stalled calls and the listener of URL, if there is one.
func (s *Server) Close() {
	s.mu.Lock()
	listener := s.listener
	s.mu.Unlock()
	s.closeOnce.Do(func() { close(s.closed) })
	if listener != nil {
		listener.CloseClientConnections()
		listener.Close()
	}
}

// Format writes what it is, and not which requests arrived with which key.
func (s *Server) Format(f fmt.State, _ rune) { fmt.Fprint(f, "workostest.Server") }

// Client returns a client whose calls this server answers, without a socket.
// Options are applied on top.
func (s *Server) Client(opts ...workos.Option) *workos.Client {
	return workos.NewClient(slices.Concat([]workos.Option{
		workos.WithAPIKey(APIKey),
		workos.WithClientID(ClientID),
		workos.WithBaseURL("https://api.workos.test"),
		workos.WithHTTPClient(s),
	}, opts)...)
}

// URL returns the address at which the server listens on the loopback interface.
// The first call opens the socket, Close closes it.
func (s *Server) URL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener == nil {
		s.listener = httptest.NewServer(s)
	}
	return s.listener.URL
}

// Do answers a request as the API would, in this process.
func (s *Server) Do(req *http.Request) (*http.Response, error) {
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	body, err := readBody(req)
	if err != nil {
		return nil, err
	}
	fault := s.nextFault(req)
	if fault.kind == refuse {
		return nil, errRefused
	}
	recorded := s.perform(req, body, fault)
	switch fault.kind {
	case drop:
		return nil, errDropped
	case stall:
		return nil, s.waitFor(req.Context())
	case cut:
		return cutShort(recorded.Result()), nil
	default:
		return recorded.Result(), nil
	}
}

// ServeHTTP answers a request as the API would.
func (s *Server) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := readBody(req)
	if err != nil {
		return // the client is gone
	}
	fault := s.nextFault(req)
	if fault.kind == refuse {
		panic(http.ErrAbortHandler) // as near to a refusal as a handler gets
	}
	recorded := s.perform(req, body, fault)
	switch fault.kind {
	case drop:
		panic(http.ErrAbortHandler)
	case stall:
		_ = s.waitFor(req.Context())
		panic(http.ErrAbortHandler)
	case cut:
		writeAnswer(w, recorded, recorded.Body.Len()/2)
		panic(http.ErrAbortHandler)
	default:
		writeAnswer(w, recorded, recorded.Body.Len())
	}
}

// perform records the request and does what it asks for, or what the fault says
// in its place.
func (s *Server) perform(req *http.Request, body []byte, fault Fault) *httptest.ResponseRecorder {
	s.mu.Lock()
	defer s.mu.Unlock()
	route := s.route(req)
	s.requests = append(s.requests, newRequest(req, route, body))
	answer := httptest.NewRecorder()
	answer.Header().Set("X-Request-Id", s.ids.next("req", s.now()))
	switch {
	case fault.kind == respond:
		fault.answer(answer)
	case req.Header.Get("Authorization") != "Bearer "+APIKey:
		writeError(answer, http.StatusUnauthorized, apiError{Message: "Unauthorized"})
	case route == nil:
		writeError(answer, http.StatusNotFound, apiError{Message: "Cannot " + req.Method + " " + req.URL.Path})
	default:
		served := req.Clone(req.Context())
		served.Body = http.NoBody
		if len(body) > 0 {
			served.Body = closer{bytes.NewReader(body)}
		}
		route.serve(answer, served)
	}
	return answer
}

// waitFor returns when the context ends or the server is closed.
func (s *Server) waitFor(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.closed:
		return errDropped
	}
}

// SetTime stops the server's clock at t.
func (s *Server) SetTime(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = func() time.Time { return t }
}

// Advance moves the server's clock by d from where it stands, and stops it there.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.now().Add(d)
	s.now = func() time.Time { return t }
}

// Now returns the time by the server's clock.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}
