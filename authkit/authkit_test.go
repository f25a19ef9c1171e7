package authkit_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
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
		"a cookie's domain":     {func(c *authkit.Config) { c.CookieDomain = "a b" }, "invalid Cookie.Domain"},
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

// The names are those of WorkOS's Node packages.
func TestEnvironment(t *testing.T) {
	t.Setenv("WORKOS_REDIRECT_URI", "http://localhost:8080/callback")
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
	assert.Contains(t, begun.location, "redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Fcallback")
	flow := begun.Result().Cookies()[0]
	assert.Regexp(t, "^mine-sign-in-.{8}=.*; Path=/; Domain=example.com; Max-Age=600; HttpOnly; SameSite=Lax$", flow.Raw)
	back := b.get(b.authKit(begun.location, ann.Email))
	require.Len(t, back.Result().Cookies(), 2, back.Body)
	assert.Regexp(t, "^mine=Fe26.*; Path=/; Domain=example.com; Max-Age=60; HttpOnly; SameSite=Lax$", back.Result().Cookies()[1].Raw)

	t.Setenv("WORKOS_COOKIE_MAX_AGE", "soon")
	_, err = authkit.New(s.srv.Client(), authkit.Config{})
	require.ErrorContains(t, err, "WORKOS_COOKIE_MAX_AGE")
}

func TestCookieAttributes(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{CookiePath: "/app", CookieSameSite: http.SameSiteNoneMode, CookieMaxAge: time.Hour, CookieName: "mine"})
	back := s.browser().signIn(ann.Email, "/login")
	require.Len(t, back.Result().Cookies(), 2)
	assert.Regexp(t, "^mine=Fe26.*; Path=/app; Max-Age=3600; HttpOnly; Secure; SameSite=None$", back.Result().Cookies()[1].Raw)
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
