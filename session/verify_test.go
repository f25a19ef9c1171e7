package session_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func encode(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// What is no token of WorkOS's, or none that is good, lets nobody in.
func TestInvalidTokens(t *testing.T) {
	t.Parallel()
	srv := newOwnServer(t)
	m := newManager(t, srv, session.Config{Issuer: "https://api.workos.com/", Audience: "api"})
	good := said(map[string]any{"aud": "api"})
	with := func(changes map[string]any) string {
		if _, ok := changes["aud"]; !ok {
			changes["aud"] = "api"
		}
		return ownToken(t, changes)
	}
	_, err := m.VerifyToken(t.Context(), with(map[string]any{}))
	require.NoError(t, err)

	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	der := x509.MarshalPKCS1PublicKey(&ownKey().PublicKey)
	spki, err := x509.MarshalPKIXPublicKey(&ownKey().PublicKey)
	require.NoError(t, err)
	payload, err := json.Marshal(good)
	require.NoError(t, err)
	embedded, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: strangeKey()}, &jose.SignerOptions{EmbedJWK: true})
	require.NoError(t, err)
	embeddedJWS, err := embedded.Sign(payload)
	require.NoError(t, err)
	embeddedToken, err := embeddedJWS.CompactSerialize()
	require.NoError(t, err)
	parts := strings.Split(with(map[string]any{}), ".")
	admin := encode(`{"sub":"user_admin","exp":99999999999,"aud":"api","iss":"https://api.workos.com/"}`)

	for name, token := range map[string]string{
		"empty":                      "",
		"no token":                   "Bearer",
		"two parts":                  parts[0] + "." + parts[1],
		"four parts":                 strings.Join(parts, ".") + ".",
		"JSON form":                  embeddedJWS.FullSerialize(),
		"encrypted":                  "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.a.b.c.d",
		"too long":                   with(map[string]any{"x": strings.Repeat("x", 64<<10)}),
		"no signature":               parts[0] + "." + parts[1] + ".",
		"tampered payload":           parts[0] + "." + admin + "." + parts[2],
		"alg none":                   encode(`{"alg":"none","kid":"own"}`) + "." + parts[1] + ".",
		"alg None":                   encode(`{"alg":"None","kid":"own"}`) + "." + parts[1] + "." + parts[2],
		"no alg":                     encode(`{"kid":"own"}`) + "." + parts[1] + "." + parts[2],
		"HS256 by DER":               sign(t, jose.HS256, der, "own", good),
		"HS256 by SPKI":              sign(t, jose.HS256, spki, "own", good),
		"HS256 by PEM":               sign(t, jose.HS256, pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: spki}), "own", good),
		"HS256 by modulus":           sign(t, jose.HS256, ownKey().N.Bytes(), "own", good),
		"RS512":                      sign(t, jose.RS512, ownKey(), "own", good),
		"PS256":                      sign(t, jose.PS256, ownKey(), "own", good),
		"ES256":                      sign(t, jose.ES256, ecKey, "own", good),
		"another's key":              sign(t, jose.RS256, strangeKey(), "own", good),
		"unknown key":                sign(t, jose.RS256, strangeKey(), "strange", good),
		"known key, unknown kid":     sign(t, jose.RS256, ownKey(), "strange", good),
		"no kid":                     sign(t, jose.RS256, ownKey(), "", good),
		"kid of another type":        encode(`{"alg":"RS256","kid":7}`) + "." + parts[1] + "." + parts[2],
		"embedded jwk":               embeddedToken,
		"unknown crit":               encode(`{"alg":"RS256","kid":"own","crit":["x"],"x":1}`) + "." + parts[1] + "." + parts[2],
		"payload no JSON":            sign(t, jose.RS256, ownKey(), "own", "hello"),
		"payload null":               sign(t, jose.RS256, ownKey(), "own", "null"),
		"payload an array":           sign(t, jose.RS256, ownKey(), "own", "[]"),
		"payload empty":              sign(t, jose.RS256, ownKey(), "own", "{}"),
		"no exp":                     with(map[string]any{"exp": absent{}}),
		"exp null":                   with(map[string]any{"exp": nil}),
		"exp a string":               with(map[string]any{"exp": "99999999999"}),
		"exp true":                   with(map[string]any{"exp": true}),
		"exp huge":                   with(map[string]any{"exp": 1e300}),
		"exp infinite":               sign(t, jose.RS256, ownKey(), "own", `{"sub":"user_1","aud":"api","iss":"https://api.workos.com/","exp":1e999}`),
		"exp negative":               with(map[string]any{"exp": -1}),
		"exp in milliseconds":        with(map[string]any{"exp": time.Now().UnixMilli()}),
		"exp spelled otherwise":      with(map[string]any{"exp": absent{}, "EXP": 99999999999}),
		"nbf later":                  with(map[string]any{"nbf": time.Now().Add(time.Minute).Unix()}),
		"nbf a string":               with(map[string]any{"nbf": "0"}),
		"no sub":                     with(map[string]any{"sub": absent{}}),
		"sub null":                   with(map[string]any{"sub": nil}),
		"sub empty":                  with(map[string]any{"sub": ""}),
		"sub a number":               with(map[string]any{"sub": 7}),
		"sub spelled otherwise":      with(map[string]any{"sub": absent{}, "Sub": "user_1"}),
		"sid a number":               with(map[string]any{"sid": 7}),
		"org_id an object":           with(map[string]any{"org_id": map[string]any{}}),
		"role a list":                with(map[string]any{"role": []string{"admin"}}),
		"roles a string":             with(map[string]any{"roles": "admin"}),
		"permissions an object":      with(map[string]any{"permissions": map[string]bool{"all": true}}),
		"entitlements numbers":       with(map[string]any{"entitlements": []int{1}}),
		"feature_flags a string":     with(map[string]any{"feature_flags": "all"}),
		"another issuer":             with(map[string]any{"iss": "https://api.workos.com"}),
		"no issuer":                  with(map[string]any{"iss": absent{}}),
		"issuer a list":              with(map[string]any{"iss": []string{"https://api.workos.com/"}}),
		"another audience":           with(map[string]any{"aud": "app"}),
		"other audiences":            with(map[string]any{"aud": []string{"app", "apis"}}),
		"no audience":                with(map[string]any{"aud": absent{}}),
		"audience a number":          with(map[string]any{"aud": 7}),
		"expired, by another's key":  sign(t, jose.RS256, strangeKey(), "own", said(map[string]any{"exp": 1, "aud": "api"})),
		"expired, with another's ID": sign(t, jose.RS256, ownKey(), "own", said(map[string]any{"exp": 1, "aud": "api", "sub": 7})),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := m.VerifyToken(t.Context(), token)
			assert.Nil(t, requireTokenError(t, err, session.ErrInvalidToken))
			require.NotErrorIs(t, err, session.ErrExpired)
			if token == "" || len(token) > 64<<10 {
				return // nothing that a cookie can hold
			}
			_, err = m.Authenticate(t.Context(), sealed(t, m, token))
			s := requireTokenError(t, err, session.ErrInvalidToken)
			if strings.Contains(err.Error(), "not what Config takes") {
				assert.Nil(t, s, "the next token would be no better")
				return
			}
			assert.Equal(t, token, s.AccessToken)
			assert.Equal(t, "rt_1", s.RefreshToken)
			assert.Equal(t, "user_1", s.User.ID)
			operationtest.RequireHidden(t, err, token, "rt_1")
		})
	}
}

// Only some of the claims are there in every token, and others may be there.
func TestTolerantClaims(t *testing.T) {
	t.Parallel()
	m := newManager(t, newOwnServer(t), session.Config{Audience: "api"})
	for name, changes := range map[string]map[string]any{
		"nulls": {
			"sid": nil, "org_id": nil, "role": nil, "roles": nil, "permissions": nil, "entitlements": nil,
			"feature_flags": nil, "nbf": nil, "act": nil,
		},
		"absent":        {"sid": absent{}, "org_id": absent{}, "iss": absent{}, "iat": absent{}},
		"iat later":     {"iat": time.Now().Add(time.Hour).Unix()},
		"iat a string":  {"iat": "yesterday"},
		"odd act":       {"act": "somebody"},
		"unknown ones":  {"metadata": map[string]any{"Sub": 7}, "Role": 7, "SUB": "user_2"},
		"a fraction":    {"exp": float64(time.Now().Unix()) + 60.5},
		"an audience":   {"aud": "api"},
		"nbf a fortune": {"nbf": time.Now().Unix()},
	} {
		if _, ok := changes["aud"]; !ok {
			changes["aud"] = []string{"app", "api"}
		}
		s, err := m.VerifyToken(t.Context(), ownToken(t, changes))
		require.NoError(t, err, name)
		assert.Equal(t, "user_1", s.User.ID, name)
		assert.Empty(t, s.Role, name)
		assert.Nil(t, s.Impersonator, name)
	}

	s, err := m.VerifyToken(t.Context(), ownToken(t, map[string]any{"aud": "api", "act": map[string]any{"sub": "admin@example.com"}}))
	require.NoError(t, err)
	assert.Equal(t, &usermanagement.Impersonator{Email: "admin@example.com"}, s.Impersonator)
}

func TestAuthenticateWithoutASession(t *testing.T) {
	t.Parallel()
	srv := newOwnServer(t)
	m := newManager(t, srv, session.Config{})
	_, err := m.Authenticate(t.Context(), "")
	require.ErrorIs(t, err, session.ErrNoCookie)
	_, err = m.Authenticate(t.Context(), "hello")
	require.ErrorIs(t, err, session.ErrUnreadable)
	assert.Empty(t, srv.Requests())

	// The seal is not enough: the token has to be of the user in the cookie.
	_, err = m.Authenticate(t.Context(), sealed(t, m, ownToken(t, map[string]any{"sub": "user_2"})))
	requireTokenError(t, err, session.ErrInvalidToken)
	_, err = m.Authenticate(t.Context(), sealed(t, m, ownToken(t, map[string]any{"sub": "user_2", "exp": 1})))
	requireTokenError(t, err, session.ErrInvalidToken)
	require.NotErrorIs(t, err, session.ErrExpired)

	// Nor does the cookie say which organization it is.
	cookie, err := m.Seal(&session.Session{AccessToken: ownToken(t, map[string]any{"org_id": absent{}}), OrganizationID: "org_2"})
	require.NoError(t, err)
	s, err := m.Authenticate(t.Context(), cookie)
	require.NoError(t, err)
	assert.Empty(t, s.OrganizationID)
	assert.Equal(t, "user_1", s.User.ID)
}

// Of several cookies of one name, one that cannot be opened hides no other.
func TestAuthenticateRequest(t *testing.T) {
	t.Parallel()
	m := newManager(t, newOwnServer(t), session.Config{})
	good := sealed(t, m, ownToken(t, nil))
	old := sealed(t, m, ownToken(t, map[string]any{"exp": 1}))
	for header, want := range map[string]error{
		"":                          session.ErrNoCookie,
		"t=" + good:                 session.ErrNoCookie,
		"s=hello":                   session.ErrUnreadable,
		"s=hello; s=" + good:        nil,
		"s=" + good + "; s=hello":   nil,
		"s=hello; s.0=" + good:      nil,
		"s=" + old + "; s=" + good:  session.ErrExpired, // the first that can be opened, good or not
		"s=hello; s=; s=" + good:    nil,
		"s=hello; s=x; s.0=nothing": session.ErrUnreadable,
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		r.Header.Set("Cookie", header)
		s, err := m.AuthenticateRequest(r, "s")
		require.ErrorIs(t, err, want, header)
		if want == nil {
			assert.Equal(t, "user_1", s.User.ID, header)
		}
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := newOwnServer(t)
		strict, lenient := newManager(t, srv, session.Config{}), newManager(t, srv, session.Config{Leeway: 30 * time.Second})
		token := ownToken(t, map[string]any{"exp": time.Now().Add(time.Minute).Unix(), "nbf": time.Now().Add(20 * time.Second).Unix()})
		cookie := sealed(t, strict, token)
		expect := func(m *session.Manager, want error) {
			t.Helper()
			_, err := m.VerifyToken(t.Context(), token)
			require.ErrorIs(t, err, want)
			s, err := m.Authenticate(t.Context(), cookie)
			require.ErrorIs(t, err, want)
			if want != nil {
				s = requireTokenError(t, err, want)
			}
			if errors.Is(want, session.ErrInvalidToken) {
				assert.Nil(t, s)
				return
			}
			assert.Equal(t, "session_1", s.ID)
			assert.Equal(t, "org_1", s.OrganizationID)
			assert.Equal(t, "ann@example.com", s.User.Email)
			require.NoError(t, s.Claims(&map[string]any{}))
		}
		expect(strict, session.ErrInvalidToken)
		expect(lenient, nil)
		time.Sleep(20 * time.Second)
		expect(strict, nil)
		time.Sleep(39 * time.Second)
		expect(strict, nil)
		time.Sleep(time.Second)
		expect(strict, session.ErrExpired)
		expect(lenient, nil)
		time.Sleep(30 * time.Second)
		expect(lenient, session.ErrExpired)
	})
}

// Who comes back after the keys have changed is not signed out.
func TestExpiredWithAnUnknownKey(t *testing.T) {
	t.Parallel()
	srv := newOwnServer(t)
	m := newManager(t, srv, session.Config{})
	old := sign(t, jose.RS256, strangeKey(), "old", said(map[string]any{"exp": 1}))
	_, err := m.Authenticate(t.Context(), sealed(t, m, old))
	s := requireTokenError(t, err, session.ErrExpired)
	assert.Equal(t, "session_1", s.ID)
	assert.Len(t, srv.Requests(), 1, "an old key is not looked for")

	_, err = m.VerifyToken(t.Context(), old)
	requireTokenError(t, err, session.ErrInvalidToken)
	require.NotErrorIs(t, err, session.ErrExpired)

	// A key that is known has the last word.
	_, err = m.Authenticate(t.Context(), sealed(t, m, sign(t, jose.RS256, strangeKey(), "own", said(map[string]any{"exp": 1}))))
	requireTokenError(t, err, session.ErrInvalidToken)
	require.NotErrorIs(t, err, session.ErrExpired)
}

// Without any key, an old session can be refreshed, and nobody is let in.
func TestWithoutKeys(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.Fail(jwksRoute, 1, workostest.Respond(http.StatusServiceUnavailable, nil, "upstream connect error"))
	m := newManager(t, srv, session.Config{}, workos.WithMaxRetries(0))
	_, err := m.Authenticate(t.Context(), sealed(t, m, ownToken(t, nil)))
	requireNoVerdict(t, err)
	var answer *workos.Error
	require.ErrorAs(t, err, &answer)
	var unknown *session.TokenError
	require.ErrorAs(t, err, &unknown)
	assert.False(t, unknown.Refreshable(), "its access token may be good")
	link, err := m.LogoutURL(unknown.Session, "")
	require.NoError(t, err)
	assert.Contains(t, link, "session_id=session_1")
	_, err = m.VerifyToken(t.Context(), ownToken(t, nil))
	requireNoVerdict(t, err)
	_, err = m.VerifyToken(t.Context(), ownToken(t, map[string]any{"exp": 1}))
	requireNoVerdict(t, err)
	_, err = m.Authenticate(t.Context(), sealed(t, m, ownToken(t, map[string]any{"exp": 1})))
	requireTokenError(t, err, session.ErrExpired)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	stalled := workostest.NewServer(t)
	stalled.Fail(jwksRoute, 1, workostest.Stall())
	m = newManager(t, stalled, session.Config{})
	_, err = m.Authenticate(ctx, sealed(t, m, ownToken(t, map[string]any{"exp": 1})))
	requireNoVerdict(t, err)
	require.ErrorIs(t, err, context.Canceled)
}

func TestFromAuthentication(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	m := newManager(t, srv, session.Config{})
	user := usermanagement.User{ID: "user_1"}
	s, err := m.FromAuthentication(&usermanagement.Authentication{
		User: user, AccessToken: ownToken(t, map[string]any{"permissions": []string{"a"}}), RefreshToken: "rt_1",
		AuthenticationMethod: usermanagement.AuthenticationMethodSSO, Impersonator: &usermanagement.Impersonator{Email: "x@example.com"},
	})
	require.NoError(t, err)
	assert.Equal(t, []string{"a"}, s.Permissions)
	assert.Equal(t, "x@example.com", s.Impersonator.Email)

	// Tokens that were kept elsewhere may have expired, and have no user with them.
	s, err = m.FromAuthentication(&usermanagement.Authentication{AccessToken: ownToken(t, map[string]any{"exp": 1}), RefreshToken: "rt_1"})
	require.NoError(t, err)
	assert.Equal(t, "user_1", s.User.ID)
	assert.Equal(t, time.Unix(1, 0), s.ExpiresAt)
	for name, token := range map[string]string{
		"no token":       "",
		"opaque":         "at_1",
		"another user's": ownToken(t, map[string]any{"sub": "user_2"}),
		"no exp":         ownToken(t, map[string]any{"exp": nil}),
		"roles 7":        ownToken(t, map[string]any{"roles": 7}),
	} {
		_, err := m.FromAuthentication(&usermanagement.Authentication{User: user, AccessToken: token})
		require.ErrorIs(t, err, session.ErrInvalidToken, name)
	}
	_, err = m.FromAuthentication(nil)
	requireNoVerdict(t, err)
	assert.Empty(t, srv.Requests())
}

// A session that the next request would refuse does not begin, and is not gone on
// with.
func TestWhatConfigTakes(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]session.Config{"issuer": {Issuer: "https://login.example.com"}, "audience": {Audience: "api"}} {
		srv := workostest.NewServer(t)
		auth := usermanagement.Authentication{User: usermanagement.User{ID: "user_1"}, AccessToken: ownToken(t, nil), RefreshToken: "rt_1"}
		_, err := newManager(t, srv, config).FromAuthentication(&auth)
		require.ErrorIs(t, err, session.ErrInvalidToken)
		require.ErrorContains(t, err, "its "+name+" is another")

		s := signIn(t, srv, newManager(t, srv, session.Config{}))
		_, err = newManager(t, srv, config).Refresh(t.Context(), s, session.RefreshParams{})
		requireMoment(t, err)
		requireNoVerdict(t, err)
		require.ErrorContains(t, err, "its "+name+" is another")
	}
}

func TestRefreshable(t *testing.T) {
	t.Parallel()
	m := newManager(t, newOwnServer(t), session.Config{})
	refreshable := func(s session.Session) bool {
		cookie, err := m.Seal(&s)
		require.NoError(t, err)
		_, err = m.Authenticate(t.Context(), cookie)
		var outdated *session.TokenError
		require.ErrorAs(t, err, &outdated)
		return outdated.Refreshable()
	}
	expired := ownToken(t, map[string]any{"exp": 1})
	assert.True(t, refreshable(session.Session{AccessToken: expired, RefreshToken: "rt_1"}))
	assert.True(t, refreshable(session.Session{AccessToken: "at_1", RefreshToken: "rt_1"}))
	assert.False(t, refreshable(session.Session{AccessToken: expired}))
	assert.False(t, refreshable(session.Session{AccessToken: ownToken(t, map[string]any{"nbf": time.Now().Add(time.Hour).Unix()}), RefreshToken: "rt_1"}))
	assert.False(t, (&session.TokenError{}).Refreshable())
}

// Whatever arrives, it is no token that nobody signed.
func FuzzVerifyToken(f *testing.F) {
	token := ownToken(f, nil)
	for _, seed := range []string{
		"", "..", token, token[:len(token)-4], encode(`{"alg":"none","kid":"own"}`) + "." + strings.Split(token, ".")[1] + ".",
		encode(`{"alg":"RS256","kid":"own","jwk":{"kty":"RSA","n":"AQAB","e":"AQAB"}}`) + ".e30.AA",
		encode(`{"alg":"RS256","kid":"own","x5c":["AA=="],"crit":["b64"],"b64":false}`) + "." + encode(`{"exp":1e999,"sub":[]}`) + ".AA",
	} {
		f.Add(seed)
	}
	srv := workostest.New()
	f.Cleanup(srv.Close)
	body, err := json.Marshal(map[string]any{"keys": []jwk{rsaJWK("own", &ownKey().PublicKey)}})
	require.NoError(f, err)
	srv.Fail(jwksRoute, 1_000_000, workostest.Respond(http.StatusOK, nil, string(body)))
	m, err := session.New(srv.Client(), session.Config{})
	require.NoError(f, err)
	payload := strings.Split(token, ".")[1]
	f.Fuzz(func(t *testing.T, candidate string) {
		s, err := m.VerifyToken(t.Context(), candidate)
		if err != nil {
			require.Nil(t, s)
			requireTokenError(t, err, session.ErrInvalidToken)
			return
		}
		// Base64 has several spellings of some bytes.
		require.Equal(t, payload, strings.NewReplacer("\r", "", "\n", "").Replace(strings.Split(candidate, ".")[1]))
	})
}
