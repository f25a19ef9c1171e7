package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizationdomains"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/workostest"
)

const (
	helloAnn    = "200 Hello ann@foo-corp.com of Foo Corp"
	notBegun    = "400 This sign-in did not begin in this browser, or is over. Sign in again."
	over        = "400 This sign-in is over. Sign in again."
	noAccount   = "403 You have no account here. Ask your IT department."
	notSignedIn = "403 Your identity provider did not sign you in. If it happens again, ask your IT department."
	noAnswer    = "502 Single sign-on does not answer. Sign in again."
	signInPage  = "200 the sign-in page"
)

// newTest returns a world in which Foo Corp has single sign-on.
func newTest(t *testing.T) (w *world, foo sso.Connection) {
	t.Helper()
	w = newWorld(workostest.NewServer(t, workostest.WithStrict()))
	t.Cleanup(w.close)
	return w, setUp(w.srv, "customer-1", "Foo Corp", "foo-corp.com", "Ann@Foo-Corp.com", "new@foo-corp.com")
}

// sees returns a function that unwraps what a person sees: see(ann.get("/")).
func sees(t *testing.T) func(string, error) string {
	t.Helper()
	return func(seen string, err error) string {
		t.Helper()
		require.NoError(t, err)
		return seen
	}
}

// password is Ann's, for /login.
func password() url.Values {
	return url.Values{"email": {"ann@foo-corp.com"}, "password": {"correct horse"}}
}

// begin begins to sign in, and returns where the browser is sent.
func (b *browser) begin(t *testing.T, email string) *url.URL {
	t.Helper()
	client := &http.Client{Jar: b.client.Jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.PostForm(b.base+"/sso", url.Values{"email": {email}})
	require.NoError(t, err)
	defer res.Body.Close()
	target, err := res.Location()
	require.NoError(t, err)
	return target
}

// calls counts the requests of a route that arrived at WorkOS.
func (w *world) calls(route string) (n int) {
	for _, req := range w.srv.Requests() {
		if req.Route == route {
			n++
		}
	}
	return n
}

func TestDemo(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, demo(&out))
	assert.Contains(t, out.String(), "Ann is signed out:                     "+signInPage)
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	w, _ := newTest(t)
	ann, see := newBrowser(w.app.URL), sees(t)
	assert.Equal(t, helloAnn, see(ann.signIn(" Ann@Foo-Corp.com")))
	assert.Equal(t, helloAnn, see(ann.get("/")), "the session stays")
	assert.Equal(t, helloAnn, see(newBrowser(w.app.URL).signIn("ann@foo-corp.com")), "the account is linked")
	assert.Equal(t, 1, w.calls("GET /organizations/{id}"), "which needs the organization once")
	newcomer := newBrowser(w.app.URL)
	assert.Equal(t, "200 Hello new@foo-corp.com of Foo Corp", see(newcomer.signIn("new@foo-corp.com")))
	assert.Contains(t, see(newcomer.post("/settings/sso", nil)), "403 ", "a new account is no admin's")
	assert.Equal(t, "404 Your company does not use single sign-on here: sign in with your password.", see(ann.signIn("bob@bar-corp.com")))
}

// Somebody who knew the password is out when it stops working.
func TestLinkingEndsPasswordSessions(t *testing.T) {
	t.Parallel()
	w, foo := newTest(t)
	ann, thief, see := newBrowser(w.app.URL), newBrowser(w.app.URL), sees(t)
	require.Equal(t, helloAnn, see(thief.post("/login", password())))
	require.Equal(t, helloAnn, see(ann.signIn("ann@foo-corp.com")))
	assert.Equal(t, signInPage, see(thief.get("/")))
	assert.Equal(t, helloAnn, see(ann.get("/")))
	see(w.deleteConnection(t.Context(), foo))
	assert.Equal(t, signInPage, see(thief.get("/")), "nor does it come back")
}

func TestCallbackRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		target func(url.Values) // changes what is asked of WorkOS
		back   func(url.Values) // changes what comes back
		want   string
		tokens int // how often a code is exchanged
	}{
		"wrong state": {back: func(q url.Values) { q.Set("state", "forged") }, want: notBegun},
		"no state": { // nor is the code good without its verifier
			back: func(q url.Values) { q.Del("state") }, want: over, tokens: 1,
		},
		"wrong code": {back: func(q url.Values) { q.Set("code", "wrong") }, want: over, tokens: 1},
		"no code":    {back: func(q url.Values) { q.Del("code") }, want: over},
		"provider error": {
			target: func(q url.Values) { q.Set("organization", "org_unknown") }, want: notSignedIn,
		},
		"provider error without a state": {
			target: func(q url.Values) { q.Set("organization", "org_unknown") },
			back:   func(q url.Values) { q.Del("state") }, want: notSignedIn,
		},
		"another organization": {
			target: func(q url.Values) { q.Set("organization", "org_bar"); q.Set("login_hint", "bob@bar-corp.com") },
			want:   "403 You signed in to another organization than you asked for.", tokens: 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, _ := newTest(t)
			bar := w.srv.AddConnection(sso.Connection{OrganizationID: "org_bar"})
			w.srv.AddProfile(bar.ID, sso.Profile{Email: "bob@bar-corp.com"})
			ann := newBrowser(w.app.URL)
			target := ann.begin(t, "ann@foo-corp.com")
			query := target.Query()
			if c.target != nil {
				c.target(query)
			}
			target.RawQuery = query.Encode()
			back, err := w.srv.Browse(t.Context(), target.String())
			require.NoError(t, err)
			if c.back != nil {
				c.back(back)
			}
			see := sees(t)
			assert.Equal(t, c.want, see(ann.get("/sso/callback?"+back.Encode())))
			assert.Equal(t, c.tokens, w.calls("POST /sso/token"))
			assert.Equal(t, signInPage, see(ann.get("/")))
		})
	}
}

func TestReplayedCode(t *testing.T) {
	t.Parallel()
	w, _ := newTest(t)
	ann, see := newBrowser(w.app.URL), sees(t)
	back, err := w.srv.Browse(t.Context(), ann.begin(t, "ann@foo-corp.com").String())
	require.NoError(t, err)
	callback := "/sso/callback?" + back.Encode()
	assert.Equal(t, notBegun, see(newBrowser(w.app.URL).get(callback)), "another browser does not have the cookie")
	assert.Equal(t, helloAnn, see(ann.get(callback)))
	assert.Equal(t, notBegun, see(ann.get(callback)), "nor does this one any more")
	assert.Equal(t, 1, w.calls("POST /sso/token"))
	assert.Equal(t, helloAnn, see(ann.get("/")), "she stays signed in")
}

func TestCodeIsSentOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault workostest.Fault
		want  string
		calls int
	}{
		"429 is repeated":                 {workostest.RateLimit(0), helloAnn, 2},
		"no connection is repeated":       {workostest.RefuseConnection(), helloAnn, 1}, // of two, one arrives
		"503 is not":                      {workostest.Respond(503, nil, "upstream connect error"), noAnswer, 1},
		"nor is a connection that breaks": {workostest.DropConnection(), noAnswer, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, _ := newTest(t)
			ann, see := newBrowser(w.app.URL), sees(t)
			w.srv.Fail("POST /sso/token", 1, c.fault)
			assert.Equal(t, c.want, see(ann.signIn("ann@foo-corp.com")))
			assert.Equal(t, c.calls, w.calls("POST /sso/token"))
			assert.Equal(t, helloAnn, see(ann.signIn("ann@foo-corp.com")), "signing in anew works")
		})
	}
}

// A code without a state, whoever sent it, makes the service ask.
func TestClickAtIDP(t *testing.T) {
	t.Parallel()
	w, foo := newTest(t)
	ann, see := newBrowser(w.app.URL), sees(t)
	assert.Equal(t, helloAnn, see(ann.clickAtIDP(w, foo, "ann@foo-corp.com")))
	assert.Equal(t, 2, w.calls("POST /sso/token"))
	requests := w.srv.Requests()
	asked := requests[len(requests)-3].Query // then come the exchange and the organization
	assert.NotEmpty(t, asked.Get("state"))
	assert.NotEmpty(t, asked.Get("code_challenge"))
}

// A link with the code of somebody else does not sign a browser in to their account.
func TestLinkToAnAccount(t *testing.T) {
	t.Parallel()
	w, _ := newTest(t)
	bar := setUp(w.srv, "customer-2", "Bar Corp", "bar-corp.com", "bob@bar-corp.com")
	asked := "200 Sign in to Bar Corp as bob@bar-corp.com?"
	ann, nobody, see := newBrowser(w.app.URL), newBrowser(w.app.URL), sees(t)
	require.Equal(t, helloAnn, see(ann.signIn("ann@foo-corp.com")))
	assert.Equal(t, asked, see(ann.arrive(w, bar, "bob@bar-corp.com")))
	assert.Equal(t, helloAnn, see(ann.get("/")), "she did not click")
	assert.Equal(t, asked, see(nobody.arrive(w, bar, "bob@bar-corp.com")))
	assert.Equal(t, signInPage, see(nobody.get("/")))
	assert.Equal(t, "200 Hello bob@bar-corp.com of Bar Corp", see(nobody.clickAtIDP(w, bar, "bob@bar-corp.com")))

	w.srv.Fail("GET /organizations/{id}", 1, workostest.Respond(403, nil, ""))
	assert.Equal(t, noAnswer, see(nobody.arrive(w, bar, "bob@bar-corp.com")))
}

// What the identity provider of one customer says opens no account of another.
func TestAccountTakeover(t *testing.T) {
	t.Parallel()
	w, foo := newTest(t)
	orgs := organizations.New(w.srv.Client())
	bar := setUp(w.srv, "customer-2", "Bar Corp", "bar-corp.com", "ann@foo-corp.com", "zoe@gmail.com")
	mallory, see := newBrowser(w.app.URL), sees(t)
	assert.Equal(t, noAccount, see(mallory.clickAtIDP(w, bar, "ann@foo-corp.com")), "she is another customer's")
	assert.Equal(t, noAccount, see(mallory.clickAtIDP(w, bar, "zoe@gmail.com")), "the domain is not Bar Corp's")

	_, err := organizationdomains.New(w.srv.Client()).Create(t.Context(), organizationdomains.CreateParams{
		OrganizationID: bar.OrganizationID, Domain: "bar-corp.net",
	})
	require.NoError(t, err)
	assert.Contains(t, see(mallory.signIn("new@bar-corp.net")), "404 ", "a domain that is not verified is nobody's")

	stranger := setUp(w.srv, "", "Not a customer", "stranger.com", "eve@stranger.com")
	assert.Equal(t, noAccount, see(mallory.clickAtIDP(w, stranger, "eve@stranger.com")))

	w.srv.Fail("POST /sso/token", 1, workostest.Respond(200, nil, fmt.Sprintf(
		`{"access_token": "t", "profile": {"id": "prof_1", "organization_id": %q, "connection_id": %q, "email": "ann@foo-corp.com"}}`,
		foo.OrganizationID, foo.ID)))
	assert.Equal(t, noAccount, see(mallory.signIn("ann@foo-corp.com")), "nobody has no ID")

	sold := organizations.UpdateParams{DomainData: workos.Set([]organizations.DomainData{})}
	bought := organizations.UpdateParams{DomainData: workos.Set([]organizations.DomainData{
		{Domain: "foo-corp.com", State: organizations.DomainDataStateVerified},
	})}
	_, err = orgs.Update(t.Context(), foo.OrganizationID, sold)
	require.NoError(t, err)
	_, err = orgs.Update(t.Context(), bar.OrganizationID, bought)
	require.NoError(t, err)
	assert.Equal(t, noAccount, see(mallory.signIn("ann@foo-corp.com")), "who buys the domain does not buy the accounts")
}

// An address that somebody new has does not open the account of who had it before.
func TestAddressOfSomebodyElse(t *testing.T) {
	t.Parallel()
	w, foo := newTest(t)
	see := sees(t)
	require.Equal(t, helloAnn, see(newBrowser(w.app.URL).signIn("ann@foo-corp.com")))
	another := w.srv.AddConnection(sso.Connection{OrganizationID: foo.OrganizationID})
	w.srv.AddProfile(another.ID, sso.Profile{Email: "ann@foo-corp.com"})
	assert.Equal(t, noAccount, see(newBrowser(w.app.URL).clickAtIDP(w, another, "ann@foo-corp.com")))
}

func TestConnectionInactive(t *testing.T) {
	t.Parallel()
	w, foo := newTest(t)
	ann, see := newBrowser(w.app.URL), sees(t)
	require.Equal(t, helloAnn, see(ann.signIn("ann@foo-corp.com")))
	foo.State = sso.ConnectionStateInactive
	w.srv.AddConnection(foo)
	assert.Equal(t, notSignedIn, see(newBrowser(w.app.URL).signIn("ann@foo-corp.com")))
	assert.Equal(t, helloAnn, see(ann.get("/")), "who is signed in stays so")
}

func TestConnectionDeleted(t *testing.T) {
	t.Parallel()
	w, foo := newTest(t)
	ann, see := newBrowser(w.app.URL), sees(t)
	require.Equal(t, helloAnn, see(ann.signIn("ann@foo-corp.com")))
	see(w.deleteConnection(t.Context(), foo))
	assert.Equal(t, signInPage, see(ann.get("/")))
	assert.Equal(t, notSignedIn, see(ann.signIn("ann@foo-corp.com")))
	assert.Contains(t, see(ann.post("/login", password())), "401", "the password from before does not come back")

	next := w.srv.AddConnection(sso.Connection{OrganizationID: foo.OrganizationID})
	w.srv.AddProfile(next.ID, sso.Profile{Email: "ann@foo-corp.com"})
	assert.Equal(t, helloAnn, see(ann.signIn("ann@foo-corp.com")), "it is the account from before")
	assert.Contains(t, see(ann.post("/settings/sso", nil)), "to ", "with its rights")
}

// The accounts follow to a new identity provider when the old connection is deleted.
func TestConnectionReplaced(t *testing.T) {
	t.Parallel()
	w, old := newTest(t)
	ann, see := newBrowser(w.app.URL), sees(t)
	require.Equal(t, helloAnn, see(ann.signIn("ann@foo-corp.com")))
	old.State = sso.ConnectionStateInactive
	w.srv.AddConnection(old)
	next := w.srv.AddConnection(sso.Connection{OrganizationID: old.OrganizationID})
	w.srv.AddProfile(next.ID, sso.Profile{Email: "ann@foo-corp.com"})
	assert.Equal(t, noAccount, see(newBrowser(w.app.URL).signIn("ann@foo-corp.com")))
	assert.Equal(t, helloAnn, see(ann.get("/")), "who is signed in stays so")
	see(w.deleteConnection(t.Context(), old))
	assert.Equal(t, signInPage, see(ann.get("/")))
	assert.Equal(t, helloAnn, see(ann.signIn("ann@foo-corp.com")))
	assert.Contains(t, see(ann.post("/settings/sso", nil)), "to ", "it is the account from before")
}

// The webhook arrives after the code was exchanged, before the account is linked.
func TestConnectionDeletedMeanwhile(t *testing.T) {
	t.Parallel()
	w, foo := newTest(t)
	ann, see := newBrowser(w.app.URL), sees(t)
	org, err := organizations.New(w.srv.Client()).Get(t.Context(), foo.OrganizationID)
	require.NoError(t, err)
	w.srv.Handle("GET /organizations/{id}", func(rw http.ResponseWriter, r *http.Request) {
		_, err := w.deleteConnection(r.Context(), foo)
		assert.NoError(t, err)
		assert.NoError(t, json.NewEncoder(rw).Encode(org))
	})
	assert.Equal(t, noAccount, see(ann.signIn("ann@foo-corp.com")))
	assert.Equal(t, signInPage, see(ann.get("/")))
	assert.Equal(t, helloAnn, see(ann.post("/login", password())), "nothing was linked")
}

func TestLogout(t *testing.T) {
	t.Parallel()
	w, foo := newTest(t)
	ann, see := newBrowser(w.app.URL), sees(t)
	require.Equal(t, helloAnn, see(ann.signIn("ann@foo-corp.com")))
	assert.Equal(t, signInPage, see(ann.post("/logout", nil)))
	assert.Zero(t, w.calls("POST /sso/logout/authorize"), "SAML cannot sign out")

	foo.ConnectionType = sso.ConnectionTypeGenericOIDC
	w.srv.AddConnection(foo)
	require.Equal(t, helloAnn, see(ann.signIn("ann@foo-corp.com")))
	assert.Equal(t, signInPage, see(ann.post("/logout", nil)))
	assert.Equal(t, 1, w.calls("GET /sso/logout"), "the browser went there")

	require.Equal(t, helloAnn, see(ann.signIn("ann@foo-corp.com")))
	w.srv.Fail("POST /sso/logout/authorize", 1, workostest.Respond(503, nil, ""))
	assert.Equal(t, signInPage, see(ann.post("/logout", nil)), "without WorkOS the session ends here")
}

func TestCookies(t *testing.T) {
	t.Parallel()
	w, _ := newTest(t)
	for baseURL, secure := range map[string]bool{"https://example.com": true, "http://localhost:8080": false} {
		app := newApp(w.srv.Client(), secret, baseURL)
		for path, name := range map[string]string{"/login": "session", "/sso": "sso_"} {
			rec := httptest.NewRecorder()
			app.ServeHTTP(rec, form(t, path, password()))
			cookies := rec.Result().Cookies()
			require.Len(t, cookies, 1, path)
			assert.True(t, strings.HasPrefix(cookies[0].Name, name), cookies[0].Name)
			assert.True(t, cookies[0].HttpOnly, path)
			assert.Equal(t, secure, cookies[0].Secure, path)
			assert.Equal(t, http.SameSiteLaxMode, cookies[0].SameSite, path)
			assert.Positive(t, cookies[0].MaxAge, path)
		}
	}
}

// form returns the request of a form.
func form(t *testing.T, path string, values url.Values) *http.Request {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(values.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return req
}

// Nor can another site sign the browser in or out, or say that the person clicked.
func TestCrossSite(t *testing.T) {
	t.Parallel()
	w, _ := newTest(t)
	for _, path := range []string{"/login", "/logout", "/sso", "/sso/confirm", "/settings/sso"} {
		rec := httptest.NewRecorder()
		req := form(t, path, password())
		req.Header.Set("Sec-Fetch-Site", "cross-site")
		w.app.Config.Handler.ServeHTTP(rec, req)
		assert.Equal(t, http.StatusForbidden, rec.Code, path)
		assert.Empty(t, rec.Result().Cookies(), path)
		assert.NotContains(t, rec.Body.String(), "<p>", "the service itself refuses "+path)
	}
}

func TestAdminPortal(t *testing.T) {
	t.Parallel()
	w := newWorld(workostest.NewServer(t, workostest.WithStrict()))
	t.Cleanup(w.close)
	ann, see := newBrowser(w.app.URL), sees(t)
	assert.Equal(t, "403 Ask an admin of your company.", see(ann.post("/settings/sso", nil)))
	see(ann.post("/login", password()))
	w.srv.Fail("POST /organizations", 1, workostest.DropConnection()) // made, and the answer is lost
	for _, intent := range []string{"sso", "domain_verification"} {
		assert.Equal(t, "to setup.workos.test", see(ann.post("/settings/"+intent, nil)))
	}
	assert.Contains(t, see(ann.post("/settings/dsync", nil)), "404")
	org, err := organizations.New(w.srv.Client()).GetByExternalID(t.Context(), "customer-1")
	require.NoError(t, err)
	assert.Equal(t, "Foo Corp", org.Name)
}
