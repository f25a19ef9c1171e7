package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

const webhookSecret = "whsec_1"

// newSite returns the application on a WorkOS with the people of a seed file.
func newSite(t *testing.T) (*Site, *workostest.Server) {
	t.Helper()
	srv := workostest.NewServer(t, workostest.WithStrict())
	data, err := os.ReadFile("testdata/seed.json")
	require.NoError(t, err)
	var seed workostest.Seed
	require.NoError(t, json.Unmarshal(data, &seed))
	srv.Add(seed)

	site, err := NewSite(srv.Client(), SiteConfig{
		RedirectURI:    "https://app.example.com/callback",
		CookiePassword: "at least 32 characters, kept secret",
		WebhookSecret:  webhookSecret,
	})
	require.NoError(t, err)
	return site, srv
}

// signInAnn signs Ann in with her password, and returns the tokens.
func signInAnn(t *testing.T, site *Site) *usermanagement.Authentication {
	t.Helper()
	auth, err := site.users.AuthenticateWithPassword(t.Context(), usermanagement.AuthenticateWithPasswordParams{
		Email: "ann@foo-corp.com", Password: "correct horse battery",
	})
	require.NoError(t, err)
	return auth
}

// signInBen signs Ben in, who is a member of two organizations, to one of them.
func signInBen(t *testing.T, site *Site, organizationID string) *usermanagement.Authentication {
	t.Helper()
	_, err := site.users.AuthenticateWithPassword(t.Context(), usermanagement.AuthenticateWithPasswordParams{
		Email: "ben@foo-corp.com", Password: "wrong horse battery",
	})
	var choice *usermanagement.OrganizationSelectionRequiredError
	require.ErrorAs(t, err, &choice)
	params := usermanagement.AuthenticateWithOrganizationSelectionParams{
		PendingAuthenticationToken: choice.PendingAuthenticationToken, OrganizationID: organizationID,
	}
	auth, err := site.users.AuthenticateWithOrganizationSelection(t.Context(), params)
	require.NoError(t, err)
	return auth
}

// sessionCookie returns the cookie that a browser has after the sign-in.
func sessionCookie(t *testing.T, site *Site, auth *usermanagement.Authentication) *http.Cookie {
	t.Helper()
	s, err := site.auth.Sessions().FromAuthentication(auth)
	require.NoError(t, err)
	sealed, err := site.auth.Sessions().Seal(s)
	require.NoError(t, err)
	return &http.Cookie{Name: session.CookieName, Value: sealed}
}

// browse is a browser that asks for a page.
func browse(site *Site, method, target string, form url.Values, cookies ...*http.Cookie) *http.Response {
	req := httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
	req.Header.Set("Accept", "text/html")
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, cookie := range cookies {
		req.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	site.ServeHTTP(w, req)
	return w.Result()
}

// A signed-in request has the cookie of somebody who signed in: the middleware, the
// seal and the access token with its role are the real ones.
func TestSetUpSSOByRole(t *testing.T) {
	t.Parallel()
	site, _ := newSite(t)
	ann := sessionCookie(t, site, signInAnn(t, site))
	ben := sessionCookie(t, site, signInBen(t, site, "org_foo"))

	res := browse(site, http.MethodGet, "/settings/sso", nil, ann)
	assert.Equal(t, http.StatusSeeOther, res.StatusCode)
	assert.NotEmpty(t, res.Header.Get("Location"))
	assert.Equal(t, http.StatusForbidden, browse(site, http.MethodGet, "/settings/sso", nil, ben).StatusCode)
	// Who is not signed in is sent to AuthKit.
	res = browse(site, http.MethodGet, "/settings/sso", nil)
	assert.Equal(t, http.StatusSeeOther, res.StatusCode)
	assert.Contains(t, res.Header.Get("Location"), "/user_management/authorize?")
}

// A program signs in by the access token itself.
func TestHomeWithBearerToken(t *testing.T) {
	t.Parallel()
	site, _ := newSite(t)
	auth := signInAnn(t, site)
	req := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	req.Header.Set("Authorization", "Bearer "+auth.AccessToken)
	w := httptest.NewRecorder()
	site.ServeHTTP(w, req)
	assert.Equal(t, http.StatusOK, w.Code)
	assert.Equal(t, " of org_foo\n", w.Body.String())
}

// The whole way of a browser: to AuthKit, back with a code, and to the page.
func TestSignInWithAuthKit(t *testing.T) {
	t.Parallel()
	site, srv := newSite(t)
	toAuthKit := browse(site, http.MethodGet, "/login", nil)
	query, err := srv.Browse(t.Context(), toAuthKit.Header.Get("Location")) // signs in the first user of the seed
	require.NoError(t, err)
	back := browse(site, http.MethodGet, "/callback?"+query.Encode(), nil, toAuthKit.Cookies()...)
	require.Equal(t, http.StatusSeeOther, back.StatusCode)
	home := browse(site, http.MethodGet, "/", nil, back.Cookies()...)
	assert.Equal(t, http.StatusOK, home.StatusCode)
	page, err := io.ReadAll(home.Body)
	require.NoError(t, err)
	assert.Equal(t, "ann@foo-corp.com of org_foo\n", string(page))
}

// What would have been mailed is in the outbox.
func TestSignInWithCode(t *testing.T) {
	t.Parallel()
	site, srv := newSite(t)
	ann := url.Values{"email": {"ann@foo-corp.com"}}
	require.Equal(t, http.StatusAccepted, browse(site, http.MethodPost, "/code", ann).StatusCode)
	outbox := srv.Outbox()
	require.Len(t, outbox, 1)

	wrong := url.Values{"email": {"ann@foo-corp.com"}, "code": {"nonsense"}}
	assert.Equal(t, http.StatusForbidden, browse(site, http.MethodPost, "/code/check", wrong).StatusCode)
	right := url.Values{"email": {outbox[0].To}, "code": {outbox[0].Code}}
	res := browse(site, http.MethodPost, "/code/check", right)
	require.Equal(t, http.StatusSeeOther, res.StatusCode)
	assert.Equal(t, http.StatusOK, browse(site, http.MethodGet, "/", nil, res.Cookies()...).StatusCode)
	// A code is good for one sign-in.
	assert.Equal(t, http.StatusForbidden, browse(site, http.MethodPost, "/code/check", right).StatusCode)
}

// A form on a page of somebody else's has nothing sent.
func TestSendCodeCrossSite(t *testing.T) {
	t.Parallel()
	site, srv := newSite(t)
	req := httptest.NewRequest(http.MethodPost, "/code", strings.NewReader("email=ann@foo-corp.com"))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "cross-site") // as browsers do
	w := httptest.NewRecorder()
	site.ServeHTTP(w, req)
	assert.Equal(t, http.StatusForbidden, w.Code)
	assert.Empty(t, srv.Outbox())
}

// What cannot be answered by a second try is not answered by "try again".
func TestSignInWithCodeRefused(t *testing.T) {
	t.Parallel()
	site, srv := newSite(t)
	srv.RequireMFA(true)
	ann := url.Values{"email": {"ann@foo-corp.com"}}
	browse(site, http.MethodPost, "/code", ann)
	ann.Set("code", srv.Outbox()[0].Code)
	assert.Equal(t, http.StatusForbidden, browse(site, http.MethodPost, "/code/check", ann).StatusCode)
	assert.Equal(t, http.StatusForbidden, browse(site, http.MethodPost, "/code/check", nil).StatusCode)

	// What a workostest does not refuse by itself, it is told to.
	srv.Fail("POST /user_management/magic_auth", 1, workostest.Respond(http.StatusBadRequest, nil, `{"code":"sign_up_not_allowed"}`))
	assert.Equal(t, http.StatusAccepted, browse(site, http.MethodPost, "/code", ann).StatusCode)
	srv.Fail("POST /user_management/magic_auth", 1, workostest.Respond(http.StatusServiceUnavailable, nil, "down"))
	assert.Equal(t, http.StatusServiceUnavailable, browse(site, http.MethodPost, "/code", ann).StatusCode)
}

// After five minutes the access token has expired, and the next page refreshes the
// session. The clocks of the site and of WorkOS are the bubble's.
func TestSessionIsRefreshed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		site, srv := newSite(t)
		cookie := sessionCookie(t, site, signInAnn(t, site))
		before := len(srv.Writes())

		require.Empty(t, browse(site, http.MethodGet, "/", nil, cookie).Cookies())
		time.Sleep(6 * time.Minute)
		res := browse(site, http.MethodGet, "/", nil, cookie)
		assert.Equal(t, http.StatusOK, res.StatusCode)
		assert.Len(t, res.Cookies(), 1)
		require.Len(t, srv.Writes(), before+1)
		assert.Equal(t, "POST /user_management/authenticate", srv.Writes()[before].Route)
	})
}

// WorkOS that is down signs nobody out: the answer is 503, and the cookie stays.
func TestSessionOutlivesAnOutage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		site, srv := newSite(t)
		cookie := sessionCookie(t, site, signInAnn(t, site))
		time.Sleep(6 * time.Minute)

		srv.Fail("POST /user_management/authenticate", 1, workostest.Respond(http.StatusServiceUnavailable, nil, "down"))
		res := browse(site, http.MethodGet, "/", nil, cookie)
		assert.Equal(t, http.StatusServiceUnavailable, res.StatusCode)
		assert.Empty(t, res.Cookies())
		time.Sleep(time.Minute)
		assert.Equal(t, http.StatusOK, browse(site, http.MethodGet, "/", nil, cookie).StatusCode)
	})
}
