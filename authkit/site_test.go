package authkit_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/authkit"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

const (
	origin   = "https://app.example.com"
	password = "correct-horse-battery-staple-0001"
	noStore  = "private, no-store"
)

// ann and bob can sign in at once.
var (
	ann = usermanagement.CreateUserParams{Email: "ann@example.com", FirstName: "Ann", EmailVerified: true, Password: "correct horse battery"}
	bob = usermanagement.CreateUserParams{Email: "bob@example.com", FirstName: "Bob", EmailVerified: true, Password: "correct horse battery"}
)

// site is an application, at origin.
type site struct {
	t    *testing.T
	srv  *workostest.Server
	auth *authkit.AuthKit
	mux  *http.ServeMux
}

// newSite returns an application where Ann and Bob can sign in.
func newSite(t *testing.T, config authkit.Config, opts ...workos.Option) *site {
	t.Helper()
	srv := workostest.NewServer(t)
	srv.AddUser(ann)
	srv.AddUser(bob)
	config.RedirectURI = origin + "/callback"
	config.CookiePasswords = []string{password}
	auth, err := authkit.New(srv.Client(opts...), config)
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.Handle("/login", auth.SignIn())
	mux.Handle("/signup", auth.SignUp())
	mux.Handle("/callback", auth.Callback())
	mux.Handle("/logout", auth.SignOut())
	mux.Handle("/organization", auth.SwitchOrganization())
	mux.Handle("/public", auth.WithUser(http.HandlerFunc(home)))
	mux.Handle("/admin", auth.RequireRole("admin")(http.HandlerFunc(home)))
	mux.Handle("/unset", auth.RequireRole("")(http.HandlerFunc(home)))
	mux.Handle("/reports", auth.RequirePermission("reports:read")(http.HandlerFunc(home)))
	mux.Handle("/", auth.RequireUser(http.HandlerFunc(home)))
	return &site{t, srv, auth, mux}
}

// home greets who is signed in.
func home(w http.ResponseWriter, r *http.Request) {
	if s := authkit.FromContext(r.Context()); s != nil {
		fmt.Fprintf(w, "Hello %s of %q", s.User.FirstName, s.OrganizationID)
		return
	}
	fmt.Fprint(w, "Hello nobody")
}

// browser keeps cookies and follows no redirect.
type browser struct {
	*site

	jar *cookiejar.Jar
}

func (s *site) browser() *browser {
	jar, err := cookiejar.New(nil)
	require.NoError(s.t, err)
	return &browser{s, jar}
}

// answer is what a browser got.
type answer struct {
	*httptest.ResponseRecorder

	location string
}

// send sends a request with the browser's cookies, and keeps those of the answer.
func (b *browser) send(req *http.Request) answer {
	b.t.Helper()
	at, err := url.Parse(origin)
	require.NoError(b.t, err)
	at.Path = req.URL.Path
	for _, cookie := range b.jar.Cookies(at) {
		req.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	b.mux.ServeHTTP(w, req)
	b.jar.SetCookies(at, w.Result().Cookies())
	return answer{w, w.Header().Get("Location")}
}

func page(method, target string) *http.Request {
	req := httptest.NewRequest(method, target, http.NoBody)
	req.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	req.Header.Set("User-Agent", "browser")
	return req
}

// get goes to a page.
func (b *browser) get(target string) answer {
	b.t.Helper()
	return b.send(page(http.MethodGet, target))
}

// post sends a form of the site's own.
func (b *browser) post(target string, form url.Values) answer {
	b.t.Helper()
	return b.send(posting(target, form))
}

func posting(target string, form url.Values) *http.Request {
	req := page(http.MethodPost, target)
	req.Body = io.NopCloser(strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return req
}

// authKit lets somebody sign in at AuthKit, and returns the URL to which AuthKit
// sends the browser back.
func (b *browser) authKit(target, email string) string {
	b.t.Helper()
	u, err := url.Parse(target)
	require.NoError(b.t, err)
	query := u.Query()
	query.Set("login_hint", email)
	u.RawQuery = query.Encode()
	back, err := b.srv.Browse(b.t.Context(), u.String())
	require.NoError(b.t, err)
	return "/callback?" + back.Encode()
}

// signIn signs somebody in, from a page that begins it.
func (b *browser) signIn(email, from string) answer {
	b.t.Helper()
	begun := b.get(from)
	require.Equal(b.t, http.StatusSeeOther, begun.Code, begun.Body)
	return b.get(b.authKit(begun.location, email))
}

// cookies returns the values of the cookies whose names begin with a prefix.
func (b *browser) cookies(prefix string) map[string]string {
	b.t.Helper()
	at, err := url.Parse(origin)
	require.NoError(b.t, err)
	found := map[string]string{}
	for _, cookie := range b.jar.Cookies(at) {
		if strings.HasPrefix(cookie.Name, prefix) {
			found[cookie.Name] = cookie.Value
		}
	}
	return found
}

// set plants a cookie.
func (b *browser) set(name, value string) {
	b.t.Helper()
	at, err := url.Parse(origin)
	require.NoError(b.t, err)
	b.jar.SetCookies(at, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

const flows = "__Host-wos-session-sign-in-"

// flow returns the one cookie of a sign-in that has begun.
func (b *browser) flow() (name, value string) {
	b.t.Helper()
	found := b.cookies(flows)
	require.Len(b.t, found, 1)
	name = slices.Collect(maps.Keys(found))[0]
	return name, found[name]
}

// requireNobody asserts that a browser is not signed in.
func (b *browser) requireNobody() {
	b.t.Helper()
	require.Equal(b.t, "Hello nobody", b.get("/public").Body.String())
}

// exchanges returns how often something was exchanged for tokens.
func (s *site) exchanges() int {
	n := 0
	for _, req := range s.srv.Requests() {
		if req.Route == "POST /user_management/authenticate" {
			n++
		}
	}
	return n
}

func TestSignInAndOut(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{SignedOutURL: origin + "/bye"})
	b := s.browser()

	begun := b.get("/login?return_to=/projects%3Fpage%3D2%23top")
	assert.Equal(t, http.StatusSeeOther, begun.Code)
	assert.Equal(t, noStore, begun.Header().Get("Cache-Control"))
	target, err := url.Parse(begun.location)
	require.NoError(t, err)
	query := target.Query()
	assert.Equal(t, "api.workos.test/user_management/authorize", target.Host+target.Path)
	assert.Equal(t, origin+"/callback", query.Get("redirect_uri"))
	assert.Equal(t, "authkit", query.Get("provider"))
	assert.Equal(t, "sign-in", query.Get("screen_hint"))
	assert.Len(t, query.Get("state"), 26)
	assert.Len(t, query.Get("code_challenge"), 43)
	flow := begun.Result().Cookies()[0]
	assert.Equal(t, flows+query.Get("state")[:8], flow.Name)
	assert.True(t, flow.HttpOnly && flow.Secure && flow.SameSite == http.SameSiteLaxMode && flow.MaxAge == 600 && flow.Path == "/" && flow.Domain == "", flow)

	back := b.get(b.authKit(begun.location, ann.Email))
	assert.Equal(t, http.StatusSeeOther, back.Code)
	assert.Equal(t, "/projects?page=2#top", back.location)
	assert.Equal(t, noStore, back.Header().Get("Cache-Control"))
	assert.Empty(t, b.cookies(flows))
	kept := back.Result().Cookies()[1]
	assert.Equal(t, session.CookieName, kept.Name)
	assert.True(t, kept.HttpOnly && kept.Secure && kept.SameSite == http.SameSiteLaxMode && kept.MaxAge == 400*24*3600 && kept.Path == "/" && kept.Domain == "", kept)

	hello := b.get("/projects")
	assert.Equal(t, `Hello Ann of ""`, hello.Body.String())
	assert.Equal(t, noStore, hello.Header().Get("Cache-Control"))
	assert.Equal(t, "Authorization, Cookie", hello.Header().Get("Vary"))

	out := b.post("/logout", nil)
	assert.Equal(t, http.StatusSeeOther, out.Code)
	assert.Contains(t, out.location, "/user_management/sessions/logout?return_to="+url.QueryEscape(origin+"/bye")+"&session_id=session_")
	assert.Empty(t, b.cookies(""))
	again := b.post("/logout", nil)
	assert.Equal(t, origin+"/bye", again.location)
}
