package authkit_test

import (
	"bytes"
	"cmp"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/authkit"
	"github.com/workos-go/workos/workostest"
)

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	client := workostest.NewServer(t).Client()
	for name, tc := range map[string]struct {
		change func(*authkit.Config)
		want   string
	}{
		"no redirect URI":       {func(c *authkit.Config) { c.RedirectURI = "" }, "WORKOS_REDIRECT_URI"},
		"a relative one":        {func(c *authkit.Config) { c.RedirectURI = "/callback" }, "no absolute http or https URL"},
		"one without a scheme":  {func(c *authkit.Config) { c.RedirectURI = "app.example.com/callback" }, "no absolute http or https URL"},
		"one without a host":    {func(c *authkit.Config) { c.RedirectURI = "https:///callback" }, "no absolute http or https URL"},
		"one of another scheme": {func(c *authkit.Config) { c.RedirectURI = "ftp://x/callback" }, "no absolute http or https URL"},
		"one with a user":       {func(c *authkit.Config) { c.RedirectURI = "https://u:hidden@x/callback" }, "a user or a fragment"},
		"one with a fragment":   {func(c *authkit.Config) { c.RedirectURI = "https://x/callback#f" }, "a user or a fragment"},
		"no URL":                {func(c *authkit.Config) { c.RedirectURI = "https://x\x7f" }, "cannot be parsed"},
		"no password":           {func(c *authkit.Config) { c.CookiePasswords = nil }, "WORKOS_COOKIE_PASSWORD"},
		"a short password":      {func(c *authkit.Config) { c.CookiePasswords = []string{password, "hidden"} }, "Passwords[1] has fewer than 32"},
		"a cookie's name":       {func(c *authkit.Config) { c.CookieName = "a b" }, "invalid Cookie.Name"},
		"no domain":             {func(c *authkit.Config) { c.CookieDomain = "a b" }, "not the domain of the redirect URI"},
		"another's domain":      {func(c *authkit.Config) { c.CookieDomain = "other.com" }, "not the domain of the redirect URI"},
		"a part of a name":      {func(c *authkit.Config) { c.CookieDomain = "ample.com" }, "not the domain of the redirect URI"},
		"a host below":          {func(c *authkit.Config) { c.CookieDomain = "x.app.example.com" }, "not the domain of the redirect URI"},
		"everybody's domain":    {func(c *authkit.Config) { c.CookieDomain = "com" }, "everybody shares"},
		"__Host- and a domain":  {func(c *authkit.Config) { c.CookieName, c.CookieDomain = "__Host-s", "example.com" }, "__Host-"},
		"__Host- and a path":    {func(c *authkit.Config) { c.CookieName, c.CookiePath = "__host-s", "/app" }, "__Host-"},
		"__Host- and http":      {func(c *authkit.Config) { c.CookieName, c.RedirectURI = "__Host-s", "http://localhost/callback" }, "__Host-"},
		"__Secure- and http":    {func(c *authkit.Config) { c.CookieName, c.RedirectURI = "__Secure-s", "http://localhost/callback" }, "__Secure-"},
		"a cookie's path":       {func(c *authkit.Config) { c.CookiePath = "app" }, "CookiePath"},
		"a cookie's age":        {func(c *authkit.Config) { c.CookieMaxAge = -time.Hour }, "CookieMaxAge"},
		"strict cookies":        {func(c *authkit.Config) { c.CookieSameSite = http.SameSiteStrictMode }, "neither Lax nor None"},
		"None without https": {func(c *authkit.Config) {
			c.RedirectURI, c.CookieSameSite = "http://localhost/callback", http.SameSiteNoneMode
		}, "without https"},
		"ReturnTo":         {func(c *authkit.Config) { c.ReturnTo = "//evil.example" }, "ReturnTo"},
		"the SignedOutURL": {func(c *authkit.Config) { c.SignedOutURL = "/bye" }, "SignedOutURL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := authkit.Config{RedirectURI: origin + "/callback", CookiePasswords: []string{password}}
			tc.change(&config)
			auth, err := authkit.New(client, config)
			require.ErrorContains(t, err, tc.want)
			assert.NotContains(t, err.Error(), "hidden")
			assert.Nil(t, auth)
		})
	}
	_, err := authkit.New(workos.NewClient(workos.WithClientID("")), authkit.Config{RedirectURI: origin, CookiePasswords: []string{password}})
	require.ErrorIs(t, err, workos.ErrMissingClientID)
}

func TestNewTakes(t *testing.T) {
	t.Parallel()
	client := workostest.NewServer(t).Client()
	for name, config := range map[string]authkit.Config{
		"the host":          {CookieDomain: "App.Example.com"},
		"the domain above":  {CookieDomain: "example.com"},
		"with a dot":        {CookieDomain: ".example.com"},
		"__Host-":           {CookieName: "__Host-s"},
		"__Secure-":         {CookieName: "__Secure-s", CookieDomain: "example.com", CookiePath: "/app"},
		"localhost":         {CookieDomain: "localhost", RedirectURI: "http://localhost:8080/callback"},
		"an address":        {CookieDomain: "127.0.0.1", RedirectURI: "http://127.0.0.1:8080/callback"},
		"an IPv6 address":   {RedirectURI: "http://[::1]:8080/callback"},
		"an upper-case URI": {CookieDomain: "example.com", RedirectURI: "HTTPS://APP.EXAMPLE.COM/callback"},
	} {
		config.RedirectURI = cmp.Or(config.RedirectURI, origin+"/callback")
		config.CookiePasswords = []string{password}
		_, err := authkit.New(client, config)
		require.NoError(t, err, name)
	}
}

// An old browser sends an origin, in lower case and without the usual port.
func TestOriginOfTheRedirectURI(t *testing.T) {
	t.Parallel()
	for uri, origin := range map[string]string{
		"https://app.example.com/callback":     "https://app.example.com",
		"https://App.Example.com/callback":     "https://app.example.com",
		"https://app.example.com:443/callback": "https://app.example.com",
		"http://app.example.com:80/callback":   "http://app.example.com",
		"http://localhost:443/callback":        "http://localhost:443",
		"http://[::1]:80/callback":             "http://[::1]",
	} {
		auth, err := authkit.New(workostest.NewServer(t).Client(), authkit.Config{RedirectURI: uri, CookiePasswords: []string{password}})
		require.NoError(t, err)
		for sent, status := range map[string]int{origin: http.StatusSeeOther, "https://evil.example": http.StatusForbidden} {
			req := page(http.MethodPost, "/logout")
			req.Host = "10.0.0.1:8080"
			req.Header.Set("Origin", sent)
			w := httptest.NewRecorder()
			auth.SignOut().ServeHTTP(w, req)
			assert.Equal(t, status, w.Code, "%s from %s", uri, sent)
		}
	}
}

// The names are those of WorkOS's Node packages.
func TestEnvironment(t *testing.T) {
	t.Setenv("WORKOS_REDIRECT_URI", "http://app.example.com:8080/callback")
	t.Setenv("WORKOS_COOKIE_PASSWORD", password)
	t.Setenv("WORKOS_COOKIE_NAME", "mine")
	t.Setenv("WORKOS_COOKIE_DOMAIN", "example.com")
	t.Setenv("WORKOS_COOKIE_MAX_AGE", "60")
	s := &site{t: t, srv: workostest.NewServer(t), mux: http.NewServeMux()}
	s.srv.AddUser(ann)
	auth, err := authkit.New(s.srv.Client(), authkit.Config{})
	require.NoError(t, err)
	s.mux.Handle("/login", auth.SignIn())
	s.mux.Handle("/callback", auth.Callback())

	b := s.browser()
	begun := b.get("/login")
	assert.Contains(t, begun.location, "redirect_uri=http%3A%2F%2Fapp.example.com%3A8080%2Fcallback")
	flow := begun.Result().Cookies()[0]
	assert.Regexp(t, "^mine-sign-in-.{8}=.*; Path=/; Domain=example.com; Max-Age=600; HttpOnly; SameSite=Lax$", flow.Raw)
	back := b.get(b.authKit(begun.location, ann.Email))
	require.Len(t, back.Result().Cookies(), 2, back.Body)
	assert.Regexp(t, "^mine=Fe26.*; Path=/; Domain=example.com; Max-Age=60; HttpOnly; SameSite=Lax$", back.Result().Cookies()[1].Raw)

	for _, maxAge := range []string{"soon", "0", "-1", "9223372037", "18446744100", "99999999999999999999"} {
		t.Setenv("WORKOS_COOKIE_MAX_AGE", maxAge)
		_, err = authkit.New(s.srv.Client(), authkit.Config{})
		require.ErrorContains(t, err, "WORKOS_COOKIE_MAX_AGE", maxAge)
	}
}

func TestCookieAttributes(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{CookiePath: "/app", CookieSameSite: http.SameSiteNoneMode, CookieMaxAge: time.Hour, CookieName: "mine"})
	back := s.browser().signIn(ann.Email, "/login")
	require.Len(t, back.Result().Cookies(), 2)
	assert.Regexp(t, "^mine=Fe26.*; Path=/app; Max-Age=3600; HttpOnly; Secure; SameSite=None$", back.Result().Cookies()[1].Raw)

	s = newSite(t, authkit.Config{CookieName: "__Secure-s"})
	assert.Regexp(t, "^__Host-__Secure-s-sign-in-", s.browser().get("/login").Result().Cookies()[0].Name, "no other host can set it")
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	config := authkit.Config{RedirectURI: origin + "/callback", CookiePasswords: []string{password}}
	auth, err := authkit.New(workostest.NewServer(t).Client(), config)
	require.NoError(t, err)
	for _, value := range []any{config, &config, auth, *auth} {
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "value", value)
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "value", value)
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			fmt.Fprintf(&log, verb, value)
		}
		assert.NotContains(t, log.String(), password)
		assert.NotContains(t, log.String(), "Passwords:[c")
	}
}

// The application of the documentation lets in whom it says.
func TestApplication(t *testing.T) {
	t.Setenv("WORKOS_REDIRECT_URI", "https://app.example.com/callback")
	t.Setenv("WORKOS_COOKIE_PASSWORD", "correct-horse-battery-staple-0001")
	srv := workostest.NewServer(t)
	site, err := newApplication(srv.Client())
	require.NoError(t, err)
	for path, status := range map[string]int{"/": 200, "/projects": 401, "/reports": 401, "/admin": 401, "/login": 303} {
		w := httptest.NewRecorder()
		site.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, http.NoBody))
		require.Equal(t, status, w.Code, path)
	}

	auth, err := newAuth(srv.Client(), nil, nil)
	require.NoError(t, err)
	w := httptest.NewRecorder()
	signInTo(auth, "org_foo")(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/foo/login", http.NoBody))
	require.Contains(t, w.Header().Get("Location"), "organization_id=org_foo")
}
