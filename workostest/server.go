// Package workostest is a WorkOS in memory for tests and demos: no network, no key,
// no account.
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
// API. With [WithStrict], so are parameters that the API reference does not have.
// Each server is a world of its own, and is safe for concurrent use.
//
// A call of [Server.Client] opens no socket, so that it also works in a
// testing/synctest bubble, where the waits between retries take no time, and those
// of Delay and Stall if the server was made inside the bubble. Other
// programs and other languages reach the same server at [Server.URL].
//
// # Faults
//
// [Server.Fail] makes the next calls of a route go wrong: [Respond] with any
// status, header and body, or as the API does with [RateLimit]; the connection is
// gone before the operation took effect, with [RefuseConnection] and [DropRequest],
// or after that, with [DropConnection] and [CutBody]; [Delay] and [Stall] take time.
// [Server.FailRandomly] leaves it to chance which calls are hit.
//
//	srv.Fail("POST /organizations", 1, workostest.Respond(503, nil, "upstream connect error"))
//	srv.FailRandomly("", 0.1, workostest.DropConnection())
//
// # A world to begin with
//
// [Server.Add] adds a whole [Seed], which may be a JSON document, and
// [Server.AddOrganization], [Server.AddUser], [Server.AddMembership] one thing
// each. What is not made by the API, but in the dashboard or by an identity
// provider, is made by methods too: [Server.AddConnection] with
// [Server.AddProfile], [Server.AddDirectory], and [Server.Directory] for who comes
// and goes there, [Server.AddFeatureFlag], [Server.AddAgentRegistration],
// [Server.AddAuthorizedApplication].
//
// IDs, codes and tokens are made up at random, or follow from [WithSeed]; with
// [WithTime] besides, golden files hold.
//
// # Signing in
//
// People sign in as at WorkOS: by the redirects of the authorization endpoints,
// which sign in at once ([WithSignInPage] asks a person; [Server.Browse] is the
// browser), or by passwords, codes and second factors. What would have been e-mailed
// to them is in [Server.Outbox]; [TOTP] is their authenticator app,
// [Server.ConfirmDevice] their other device. [Server.ConnectAccount] consents for them
// at other providers, and [Server.StartExternalAuth] sends them to a login page of the
// application's own.
//
// A request of somebody who is signed in has the session's cookie: sign a user in with
// package usermanagement, and seal what FromAuthentication of the session.Manager
// returns with its Seal. A handler without its middleware gets the session by
// authkit.NewContext.
//
// What a sign-in still needs follows from the world, as with a user of two
// organizations, and from [Server.RequireMFA], [Server.SetAuthenticationPolicy],
// [Server.ChallengeByRadar] and [Server.InterruptSignIn].
//
// Access tokens are JWTs, whose keys the server has at /sso/jwks/{clientId};
// [Server.RotateKeys] changes them. [Server.SetRole], [Server.SetEntitlements] and
// [Server.SetFeatureFlags] say what they carry.
//
// # Events
//
// Writes give rise to events, which package events lists. [Server.Deliver] sends
// them to a handler of webhooks, [Server.DeliverTo] to a URL: in order or not,
// twice, late, or tampered with. [Server.ForgetEvents] takes them away, as WorkOS does
// after a while.
//
// # What is not there
//
// The server has the products that this module has packages for.
// [Server.Handle] answers other operations, and [Server.Fail] what does not come
// about by itself: quotas, and checks that only WorkOS can do. Hashes of passwords
// are kept and not compared. Identities are an empty list. The links of messages and
// of the Admin Portal lead nowhere: what is set up there is done by AddConnection,
// AddDirectory and the like.
//
// # What was called
//
// [Server.Requests] returns what arrived, and [Server.Writes] what had an effect: a
// retry that did something twice is there twice. [Server.SetTime] and
// [Server.Advance] hold the clock of the server, by which objects are dated and codes
// expire.
package workostest

import (
	"bytes"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
)

// The credentials that a Server accepts and its Client uses.
const (
	// APIKey is the one API key that is authorized.
	APIKey = "sk_test_workostest"
	// ClientID is the client ID of the application.
	ClientID = "client_workostest"
)

// Server is a WorkOS in memory. It is an http.Handler, a workos.HTTPDoer, and an
// http.RoundTripper.
type Server struct {
	closed    chan struct{}
	closeOnce sync.Once

	mu       sync.Mutex // guards what follows
	routes   []*route
	faults   []*plannedFault
	chance   *mathrand.Rand // of faults, so that they change nothing that is made up
	strict   bool
	requests []Request
	writes   []Request
	listener *httptest.Server
	now      func() time.Time
	random   *entropy

	signInPage      bool
	accessTokenLife time.Duration
	authorizations  map[string]authorization // by path

	ids idSource

	idempotent    map[string]idempotentAnswer
	organizations organizationTable
	domains       domainTable

	sso            ssoTables
	directories    directoryTables
	mfa            mfaTables
	passwordless   passwordlessTables
	auditLogs      auditLogTables
	webhooks       webhookTables
	users          userTables
	memberships    membershipTables
	invitations    invitationTables
	credentials    credentialTables
	userSettings   userSettingTables
	authentication authenticationTables
	claims         claimTables
	authorization  authorizationTables
	groups         groupsTables
	apiKeys        apiKeysTables
	connect        connectTables
	pipes          pipesTables
	featureFlags   featureFlagsTables
	radarLists     radarListsTables
	vault          vaultTables
	agents         agentsTables

	events    []*events.Event
	forgotten map[string]bool // by ID of an event
	outbox    []Message
}

// NewServer returns a Server that is closed when the test ends.
func NewServer(tb testing.TB, opts ...Option) *Server {
	tb.Helper()
	s := New(opts...)
	tb.Cleanup(s.Close)
	return s
}

// New returns a Server for programs that are no tests. Close it when done.
func New(opts ...Option) *Server {
	s := &Server{closed: make(chan struct{}), now: time.Now, random: newEntropy(), idempotent: map[string]idempotentAnswer{}, accessTokenLife: accessTokenLife, forgotten: map[string]bool{}}
	s.ids.random = s.random
	for _, opt := range opts {
		opt(s)
	}
	s.chance = newChance(s.random)
	s.registerOrganizations()
	s.registerOrganizationDomains()
	s.registerEvents()
	s.registerSSO()
	s.registerDirectories()
	s.registerMFA()
	s.registerPasswordless()
	s.registerPortal()
	s.registerAuditLogs()
	s.registerWebhooks()
	s.registerUsers()
	s.registerMemberships()
	s.registerInvitations()
	s.registerCredentials()
	s.registerUserSettings()
	s.registerAuthentication()
	s.registerClaims()
	s.registerAuthorization()
	s.registerGroups()
	s.registerAPIKeys()
	s.registerConnect()
	s.registerPipes()
	s.registerFeatureFlags()
	s.registerRadarLists()
	s.registerVault()
	s.registerWidgets()
	s.registerAgents()
	s.registerClientAPI()
	return s
}

// Close ends stalled calls and the listener of URL, if there is one.
func (s *Server) Close() {
	s.closeOnce.Do(func() {
		close(s.closed)
		s.mu.Lock()
		listener := s.listener
		s.mu.Unlock()
		if listener != nil {
			listener.CloseClientConnections()
			listener.Close()
		}
	})
}

// Format writes what it is, and not which requests arrived with which key.
func (s *Server) Format(f fmt.State, _ rune) { fmt.Fprint(f, "workostest.Server") }

// Client returns a client whose calls this server answers, without a socket.
// Options are applied on top: workos.WithAPIKey("") makes a public client.
func (s *Server) Client(opts ...workos.Option) *workos.Client {
	return workos.NewClient(slices.Concat([]workos.Option{
		workos.WithAPIKey(APIKey),
		workos.WithClientID(ClientID),
		workos.WithBaseURL("https://api.workos.test"),
		workos.WithHTTPClient(s),
	}, opts)...)
}

// URL returns the address at which the server listens on the loopback interface.
// The first call opens the socket, Close closes it; a closed server has no URL.
func (s *Server) URL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener == nil {
		select {
		case <-s.closed:
			panic("workostest: URL of a closed Server")
		default:
			s.listener = httptest.NewServer(s)
		}
	}
	return s.listener.URL
}

// Do answers a request as the API would, in this process.
func (s *Server) Do(req *http.Request) (*http.Response, error) {
	if err := req.Context().Err(); err != nil {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, err
	}
	answer, fault, err := s.answer(req)
	if err == nil {
		err = s.wait(req.Context(), fault)
	}
	if err != nil {
		return nil, err
	}
	res := answer.Result()
	res.Request = req
	switch fault.kind {
	case refuse:
		return nil, errRefused
	case drop, dropRequest:
		return nil, errDropped
	case cut:
		return cutShort(res), nil
	default:
		return res, nil
	}
}

// RoundTrip is Do: what wraps a transport can wrap the server, or an http.Client be
// made of it.
func (s *Server) RoundTrip(req *http.Request) (*http.Response, error) { return s.Do(req) }

// ServeHTTP answers a request as the API would.
func (s *Server) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	answer, fault, err := s.answer(req)
	if err != nil {
		panic(http.ErrAbortHandler) // the client is gone, or sent no body that can be read
	}
	if s.wait(req.Context(), fault) != nil {
		panic(http.ErrAbortHandler)
	}
	switch fault.kind {
	case refuse, drop, dropRequest: // as near to a refusal as a handler gets
	case cut:
		writeAnswer(w, answer.ResponseRecorder, answer.Body.Len()/2)
	default:
		writeAnswer(w, answer.ResponseRecorder, answer.Body.Len())
		return
	}
	panic(http.ErrAbortHandler)
}

// answer records the request and does what it asks for, unless the fault that is
// planned for it says otherwise. It returns the fault that is still to happen.
func (s *Server) answer(req *http.Request) (*recorder, Fault, error) {
	body, err := readBody(req)
	if err != nil {
		return nil, Fault{}, err
	}
	route, fault, requestID := s.arrive(req, body)
	var unknown *refusal
	if s.strict && route != nil && route.own {
		unknown = route.refuseUnknownParams(req, body)
	}
	answer := newRecorder()
	answer.Header().Set("X-Request-Id", requestID)
	switch {
	case fault.kind == refuse || fault.kind == dropRequest:
	case unknown != nil:
		unknown.write(answer)
	case fault.kind == respond:
		fault.answer(answer)
	case (route == nil || !route.public) && req.Header.Get("Authorization") != "Bearer "+APIKey:
		writeError(answer, http.StatusUnauthorized, apiError{Message: "Unauthorized"})
	case route == nil:
		writeError(answer, http.StatusNotFound, apiError{Message: "Cannot " + req.Method + " " + req.URL.Path})
	default:
		served := req.Clone(req.Context())
		served.Body = io.NopCloser(bytes.NewReader(body))
		route.serve(answer, served)
		if answer.wrote(req.Method) {
			s.wrote(newRequest(req, route, body))
		}
	}
	return answer, fault, nil
}

// arrive records a request, unless its connection is refused, and returns the
// operation and the fault that it meets.
func (s *Server) arrive(req *http.Request, body []byte) (*route, Fault, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	route := s.route(req)
	fault := s.nextFault(route)
	if fault.kind != refuse {
		s.requests = append(s.requests, newRequest(req, route, body))
	}
	return route, fault, s.ids.next("req", s.now())
}

// SetTime stops the server's clock at t.
func (s *Server) SetTime(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = func() time.Time { return t }
}

// Advance moves the server's clock by d from where it stands, and stops it there. The
// application's own goes on: package session, which compares access tokens and cookies
// with it, packages webhooks and actions without WithClock, and the waits of retries.
// In a bubble of testing/synctest, sleep in place of Advance, and all of them move.
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

// timestamp is the time as it stands in objects: UTC, in whole milliseconds.
func (s *Server) timestamp() time.Time { return s.now().UTC().Truncate(time.Millisecond) }
