// Package nodecheck_test seals in Node what Go opens and the other way round, with
// the packages that applications have: iron-session, iron-webcrypto and
// @workos-inc/node: sessions, what Vault encrypts and what actions sign. It needs
// node, and the packages that "make node" installs.
package nodecheck_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/url"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/internal/iron"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

const (
	password = "a cookie password for tests only, 1"
	another  = "пароль, который длиннее 32 символов 🔑"
)

// packages are those that seal and open.
var packages = []string{"iron-session", "iron-session 9", "iron-webcrypto", "iron-webcrypto 1", "@workos-inc/node", "@workos-inc/node 8"}

// do is one thing for Node to do, as serve.mjs reads it.
type do struct {
	Do       string          `json:"do"`
	By       string          `json:"by,omitempty"`
	Password string          `json:"password"`
	Data     json.RawMessage `json:"data,omitempty"`
	TTL      int             `json:"ttl"`
	Sealed   string          `json:"sealed,omitempty"`
	Options  map[string]any  `json:"options,omitempty"`
}

// node is a process that does one thing after another.
type node struct {
	requests io.Writer
	answers  *bufio.Reader
}

// start starts Node where "make node" runs the tests.
func start(t *testing.T) *node {
	t.Helper()
	if os.Getenv("NODECHECK") == "" {
		t.Skip(`"make node" runs it`)
	}
	command := exec.CommandContext(t.Context(), "node", "serve.mjs")
	command.Stderr = os.Stderr
	requests, err := command.StdinPipe()
	require.NoError(t, err)
	answers, err := command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	t.Cleanup(func() {
		_ = requests.Close()
		_ = command.Wait() // it is killed where the test ended too early
	})
	return &node{requests, bufio.NewReader(answers)}
}

// try returns what comes of a thing to do, or the error's text.
func (n *node) try(t *testing.T, what do, result any) (failure string) {
	t.Helper()
	require.NoError(t, json.NewEncoder(n.requests).Encode(what))
	line, err := n.answers.ReadBytes('\n')
	require.NoError(t, err)
	var answer struct {
		Result json.RawMessage
		Error  string
	}
	require.NoError(t, json.Unmarshal(line, &answer))
	if answer.Error == "" {
		require.NoError(t, json.Unmarshal(answer.Result, result), string(answer.Result))
	}
	return answer.Error
}

// run does a thing that does not fail.
func (n *node) run(t *testing.T, what do, result any) {
	t.Helper()
	require.Empty(t, n.try(t, what, result), "%s by %s", what.Do, what.By)
}

// world is a fake WorkOS with a user who is signed in to an organization.
func world(t *testing.T) (*workostest.Server, *session.Manager, *session.Session) {
	t.Helper()
	srv := workostest.NewServer(t)
	ann := usermanagement.CreateUserParams{Email: "ann@example.com", EmailVerified: true, Password: "correct horse battery", FirstName: "Ann"}
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: srv.AddUser(ann).ID, OrganizationID: org.ID})
	m, err := session.New(srv.Client(), session.Config{Passwords: []string{password, another}})
	require.NoError(t, err)
	auth, err := usermanagement.New(srv.Client()).AuthenticateWithPassword(t.Context(), usermanagement.AuthenticateWithPasswordParams{
		Email: ann.Email, Password: ann.Password,
	})
	require.NoError(t, err)
	s, err := m.FromAuthentication(auth)
	require.NoError(t, err)
	require.Equal(t, org.ID, s.OrganizationID)
	return srv, m, s
}

// options are what the Node SDK is to know of a fake.
func options(t *testing.T, srv *workostest.Server) map[string]any {
	t.Helper()
	address, err := url.Parse(srv.URL())
	require.NoError(t, err)
	return map[string]any{
		"apiKey": workostest.APIKey, "clientId": workostest.ClientID,
		"apiHostname": address.Hostname(), "port": address.Port(), "https": false,
	}
}

// variations returns sessions with what can be in them and what can be missing.
func variations(s *session.Session) map[string]*session.Session {
	full, bare, impersonated := *s, *s, *s
	at := time.Date(2026, 7, 1, 12, 0, 0, 120e6, time.UTC)
	full.User.FirstName, full.User.LastName, full.User.Name = "Ånn 日本 🎉", "O'\"\\\u2028<script>&", "Ann"
	full.User.ProfilePictureURL, full.User.Locale, full.User.ExternalID = "https://example.com/?a=1&b=2", "en-GB", "ext_1"
	full.User.Metadata, full.User.LastSignInAt = map[string]string{"a key": "a value", "plan": ""}, at
	bare.User = usermanagement.User{Object: "user", ID: s.User.ID, Email: "ann@example.com", Metadata: map[string]string{}, CreatedAt: at, UpdatedAt: at}
	impersonated.Impersonator = &usermanagement.Impersonator{Email: "support@example.com", Reason: "Ticket 7 → Ann"}
	impersonated.AuthenticationMethod = usermanagement.AuthenticationMethodImpersonation
	return map[string]*session.Session{"full": &full, "bare": &bare, "impersonated": &impersonated}
}

// content returns the JSON that Go seals.
func content(t *testing.T, cookie string) json.RawMessage {
	t.Helper()
	data, err := iron.Open(cookie, []string{password}, time.Now())
	require.NoError(t, err)
	return data
}

func TestSealsAreAlike(t *testing.T) {
	t.Parallel()
	n := start(t)
	_, m, signedIn := world(t)
	for name, s := range variations(signedIn) {
		cookie, err := m.Seal(s)
		require.NoError(t, err)
		data := content(t, cookie)
		for _, by := range packages {
			var opened json.RawMessage
			n.run(t, do{Do: "open", By: by, Password: password, Sealed: cookie}, &opened)
			assert.JSONEq(t, string(data), string(opened), "Go's %s session in %s", name, by)

			for _, secret := range []string{password, another} {
				for _, ttl := range []int{0, 3600} {
					var sealed string
					n.run(t, do{Do: "seal", By: by, Password: secret, Data: data, TTL: ttl}, &sealed)
					found, err := m.Authenticate(t.Context(), sealed)
					require.NoError(t, err)
					assert.EqualExportedValues(t, *s, *found, "the %s session of %s", name, by)
					again, err := m.Seal(found)
					require.NoError(t, err)
					assert.JSONEq(t, string(data), string(content(t, again)), "the %s session of %s", name, by)
				}
			}
		}
	}
}

// What does not open in Go does not open in Node.
func TestRefusalsAreAlike(t *testing.T) {
	t.Parallel()
	n := start(t)
	refused := func(by, sealed, secret string) {
		var opened map[string]any
		if n.try(t, do{Do: "open", By: by, Password: secret, Sealed: sealed}, &opened) == "" {
			assert.Empty(t, opened, by)
		}
		_, err := iron.Open(sealed, []string{secret}, time.Now())
		require.ErrorIs(t, err, iron.ErrUnreadable)
	}
	for _, by := range packages {
		seal := func(expiresAt time.Time) string {
			sealed, err := iron.Seal([]byte(`{"a":1}`), password, expiresAt)
			require.NoError(t, err)
			return sealed
		}
		for _, opens := range []time.Time{{}, time.Now().Add(10 * time.Minute), time.Now().Add(-30 * time.Second)} {
			var opened map[string]any
			n.run(t, do{Do: "open", By: by, Password: password, Sealed: seal(opens)}, &opened)
			assert.Equal(t, map[string]any{"a": 1.0}, opened, by)
		}
		refused(by, seal(time.Now().Add(-2*time.Minute)), password)
		sealed := seal(time.Time{})
		refused(by, sealed, another)
		refused(by, "Fe26.2*2"+sealed[len("Fe26.2*1"):], password)
		refused(by, sealed[:len(sealed)-3]+"~2", password)
	}
}

// A session goes from Go to Node and back, and each verifies and refreshes it.
func TestSessionsAreShared(t *testing.T) {
	t.Parallel()
	n := start(t)
	srv, m, s := world(t)
	srv.SetEntitlements(s.OrganizationID, "audit-logs")
	srv.SetFeatureFlags(s.OrganizationID, "beta")
	s, err := m.Refresh(t.Context(), s, session.RefreshParams{})
	require.NoError(t, err)
	server := options(t, srv)
	for range 2 {
		cookie, err := m.Seal(s)
		require.NoError(t, err)
		for _, how := range []string{"authenticate", "authenticateWithSessionCookie"} {
			var found authenticated
			n.run(t, do{Do: how, Password: password, Sealed: cookie, Options: server}, &found)
			assert.Equal(t, authenticated{
				Authenticated: true, SessionID: s.ID, OrganizationID: s.OrganizationID, Role: s.Role, Roles: s.Roles, Permissions: s.Permissions,
				Entitlements: []string{"audit-logs"}, FeatureFlags: []string{"beta"},
				User:        struct{ ID, FirstName string }{s.User.ID, "Ann"},
				AccessToken: s.AccessToken, AuthenticationMethod: string(s.AuthenticationMethod),
			}, found, how)
		}

		var refreshed struct {
			Authenticated bool
			SealedSession string
		}
		n.run(t, do{Do: "refresh", Password: password, Sealed: cookie, Options: server}, &refreshed)
		require.True(t, refreshed.Authenticated)
		next, err := m.Authenticate(t.Context(), refreshed.SealedSession)
		require.NoError(t, err)
		assert.Equal(t, s.ID, next.ID)
		assert.Equal(t, s.User.Email, next.User.Email)
		assert.NotEqual(t, s.RefreshToken, next.RefreshToken)
		s, err = m.Refresh(t.Context(), next, session.RefreshParams{})
		require.NoError(t, err)
		assert.Equal(t, next.ID, s.ID)
	}
}

// authenticated is what the Node SDK says of a session.
type authenticated struct {
	Authenticated                           bool
	SessionID, OrganizationID, Role         string
	Roles                                   []string
	Permissions, Entitlements, FeatureFlags []string
	User                                    struct{ ID, FirstName string }
	AccessToken, AuthenticationMethod       string
}
