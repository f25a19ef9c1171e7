package session_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"maps"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

const (
	password     = "correct horse battery staple pass"
	jwksRoute    = "GET /sso/jwks/{clientId}"
	refreshRoute = "POST /user_management/authenticate"
)

// Keys take their time, so that all tests share them.
var (
	ownKey     = sync.OnceValue(newKey)
	strangeKey = sync.OnceValue(newKey)
)

func newKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

// jwk is a public key as the API shows it.
type jwk map[string]any

func rsaJWK(id string, key *rsa.PublicKey) jwk {
	encode := base64.RawURLEncoding.EncodeToString
	return jwk{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": id,
		"n": encode(key.N.Bytes()), "e": encode(big.NewInt(int64(key.E)).Bytes()),
	}
}

// serveKeys makes the server answer with keys, so many times.
func serveKeys(t *testing.T, srv *workostest.Server, times int, keys ...jwk) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"keys": keys})
	require.NoError(t, err)
	srv.Fail(jwksRoute, times, workostest.Respond(http.StatusOK, nil, string(body)))
}

// newOwnServer returns a server whose only key is ownKey, called "own".
func newOwnServer(t *testing.T) *workostest.Server {
	t.Helper()
	srv := workostest.NewServer(t)
	serveKeys(t, srv, 1_000_000, rsaJWK("own", &ownKey().PublicKey))
	return srv
}

func newManager(t *testing.T, srv *workostest.Server, config session.Config, opts ...workos.Option) *session.Manager {
	t.Helper()
	config.Passwords = []string{password}
	m, err := session.New(srv.Client(opts...), config)
	require.NoError(t, err)
	return m
}

// said are the claims of a token that is good, changed by some.
func said(changes map[string]any) map[string]any {
	claims := map[string]any{
		"iss": "https://api.workos.com/", "sub": "user_1", "sid": "session_1", "org_id": "org_1",
		"exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix(),
	}
	maps.Copy(claims, changes)
	for name, value := range claims {
		if value == (absent{}) {
			delete(claims, name)
		}
	}
	return claims
}

// absent is the value of a claim that is not there.
type absent struct{}

// sign makes a token by any algorithm and key.
func sign(tb testing.TB, algorithm jose.SignatureAlgorithm, key any, id string, claims any) string {
	tb.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: jose.JSONWebKey{Key: key, KeyID: id}}, nil)
	require.NoError(tb, err)
	payload, ok := claims.(string)
	if !ok {
		data, err := json.Marshal(claims)
		require.NoError(tb, err)
		payload = string(data)
	}
	signed, err := signer.Sign([]byte(payload))
	require.NoError(tb, err)
	token, err := signed.CompactSerialize()
	require.NoError(tb, err)
	return token
}

// ownToken makes a token as WorkOS would.
func ownToken(tb testing.TB, changes map[string]any) string {
	tb.Helper()
	return sign(tb, jose.RS256, ownKey(), "own", said(changes))
}

// sealed returns a cookie with a token.
func sealed(t *testing.T, m *session.Manager, token string) string {
	t.Helper()
	cookie, err := m.Seal(&session.Session{
		User: usermanagement.User{ID: "user_1", Email: "ann@example.com"}, AccessToken: token, RefreshToken: "rt_1",
	})
	require.NoError(t, err)
	return cookie
}

// signIn adds a user, who signs in.
func signIn(t *testing.T, srv *workostest.Server, m *session.Manager) *session.Session {
	t.Helper()
	srv.AddUser(usermanagement.CreateUserParams{Email: "ann@example.com", Password: "long pa55word", EmailVerified: true})
	auth, err := usermanagement.New(srv.Client()).AuthenticateWithPassword(t.Context(),
		usermanagement.AuthenticateWithPasswordParams{Email: "ann@example.com", Password: "long pa55word"})
	require.NoError(t, err)
	s, err := m.FromAuthentication(auth)
	require.NoError(t, err)
	return s
}

// fetches counts how often the keys were asked for.
func fetches(srv *workostest.Server) int {
	n := 0
	for _, r := range srv.Requests() {
		if r.Route == jwksRoute {
			n++
		}
	}
	return n
}

// requireNoVerdict asserts that an error says nothing about the session.
func requireNoVerdict(t *testing.T, err error) {
	t.Helper()
	require.Error(t, err)
	for _, verdict := range []error{
		session.ErrNobody, session.ErrNoCookie, session.ErrUnreadable, session.ErrInvalidToken, session.ErrExpired, session.ErrEnded,
	} {
		require.NotErrorIs(t, err, verdict)
	}
}

// requireTokenError asserts that an error is a *TokenError of a kind, and returns
// its session.
func requireTokenError(t *testing.T, err, kind error) *session.Session {
	t.Helper()
	require.ErrorIs(t, err, kind)
	require.ErrorIs(t, err, session.ErrNobody)
	var token *session.TokenError
	require.ErrorAs(t, err, &token)
	return token.Session
}

func TestNew(t *testing.T) {
	t.Parallel()
	client := workos.NewClient(workos.WithClientID("client_1"))
	for name, test := range map[string]struct {
		client *workos.Client
		config session.Config
		want   string
	}{
		"nil client":      {nil, session.Config{}, "session: the client cannot be used: it is nil"},
		"no client ID":    {workos.NewClient(workos.WithClientID("")), session.Config{}, "session: no client ID"},
		"wrong client":    {workos.NewClient(workos.WithMaxRetries(-1)), session.Config{}, "the number of retries is negative"},
		"short password":  {client, session.Config{Passwords: []string{password, "t0ken"}}, "Config.Passwords[1] has fewer than 32 characters"},
		"negative leeway": {client, session.Config{Leeway: -time.Second}, "Config.Leeway is negative: -1s"},
		"store, unsealed": {client, session.Config{Store: newStore()}, "Config.Store needs Config.Passwords"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := session.New(test.client, test.config)
			require.ErrorContains(t, err, test.want)
			operationtest.RequireHidden(t, err, "t0ken")
		})
	}
	_, err := session.New(client, session.Config{})
	require.NoError(t, err)
}

// A sign-in, as it goes.
func TestSession(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	m := newManager(t, srv, session.Config{Issuer: "https://api.workos.com/user_management/" + workostest.ClientID})
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	user := srv.AddUser(usermanagement.CreateUserParams{Email: "bob@example.com", Password: "long pa55word", EmailVerified: true})
	srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{OrganizationID: org.ID, UserID: user.ID, RoleSlug: "admin"})
	srv.SetRole("admin", "posts:read", "posts:write")
	srv.SetEntitlements(org.ID, "audit-logs")
	srv.SetFeatureFlags(user.ID, "dark-mode")
	auth, err := usermanagement.New(srv.Client()).AuthenticateWithPassword(t.Context(),
		usermanagement.AuthenticateWithPasswordParams{Email: "bob@example.com", Password: "long pa55word"})
	require.NoError(t, err)

	s, err := m.FromAuthentication(auth)
	require.NoError(t, err)
	cookie, err := m.Seal(s)
	require.NoError(t, err)
	assert.Zero(t, fetches(srv), "whoever signs in needs no key")

	for range 3 {
		s, err = m.Authenticate(t.Context(), cookie)
		require.NoError(t, err)
	}
	assert.Equal(t, 1, fetches(srv))
	assert.Equal(t, auth.User, s.User)
	assert.True(t, strings.HasPrefix(s.ID, "session_"))
	assert.Equal(t, org.ID, s.OrganizationID)
	assert.Equal(t, "admin", s.Role)
	assert.Equal(t, []string{"admin"}, s.Roles)
	assert.Equal(t, []string{"posts:read", "posts:write"}, s.Permissions)
	assert.Equal(t, []string{"audit-logs"}, s.Entitlements)
	assert.Equal(t, []string{"dark-mode"}, s.FeatureFlags)
	assert.Equal(t, usermanagement.AuthenticationMethodPassword, s.AuthenticationMethod)
	assert.WithinDuration(t, time.Now().Add(5*time.Minute), s.ExpiresAt, 10*time.Second)
	assert.Nil(t, s.Impersonator)
	operationtest.RequireHidden(t, *s, s.AccessToken, s.RefreshToken)

	var more struct {
		ID string `json:"jti"`
	}
	require.NoError(t, s.Claims(&more))
	assert.NotEmpty(t, more.ID)
	require.ErrorContains(t, s.Claims(&[]string{}), "session: decoding the claims: ")

	bearer, err := m.VerifyToken(t.Context(), s.AccessToken)
	require.NoError(t, err)
	assert.Equal(t, usermanagement.User{ID: user.ID}, bearer.User)
	assert.Equal(t, s.Permissions, bearer.Permissions)
	assert.Empty(t, bearer.RefreshToken)
}

func TestLogoutURL(t *testing.T) {
	t.Parallel()
	srv := newOwnServer(t)
	m := newManager(t, srv, session.Config{})
	s, err := m.Authenticate(t.Context(), sealed(t, m, ownToken(t, nil)))
	require.NoError(t, err)
	link, err := m.LogoutURL(s, "")
	require.NoError(t, err)
	assert.Equal(t, "https://api.workos.test/user_management/sessions/logout?session_id=session_1", link)

	_, err = m.Authenticate(t.Context(), sealed(t, m, ownToken(t, map[string]any{"exp": 1})))
	link, err = m.LogoutURL(requireTokenError(t, err, session.ErrExpired), "https://example.com/bye")
	require.NoError(t, err)
	assert.Equal(t, "https://api.workos.test/user_management/sessions/logout?return_to=https%3A%2F%2Fexample.com%2Fbye&session_id=session_1", link)

	for _, s := range []*session.Session{nil, {}} {
		_, err = m.LogoutURL(s, "")
		assert.Equal(t, "session_id", operationtest.RefusedParam(nil, err))
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	operationtest.RequireHidden(t, newManager(t, workostest.NewServer(t), session.Config{}), password)
	config := session.Config{Passwords: []string{password}, Issuer: "https://issuer"}
	operationtest.RequireHidden(t, config, password)
	assert.Contains(t, config.LogValue().String(), "Issuer:https://issuer", "the rest is shown")
}

// What was never made has a text all the same.
func TestZeroErrors(t *testing.T) {
	t.Parallel()
	for _, err := range []error{&session.TokenError{}, &session.RefreshError{}} {
		assert.Regexp(t, "^session: ", err.Error())
	}
}
