package authkit_test

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/authkit"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// expired signs somebody in whose access token has expired since.
func (b *browser) expired(email string) {
	b.t.Helper()
	b.srv.SetTime(time.Now().Add(-time.Hour))
	b.signIn(email, "/login")
	b.srv.SetTime(time.Now())
}

// accessToken returns an access token of Ann's.
func (s *site) accessToken() string {
	s.t.Helper()
	auth, err := usermanagement.New(s.srv.Client()).AuthenticateWithPassword(s.t.Context(),
		usermanagement.AuthenticateWithPasswordParams{Email: ann.Email, Password: ann.Password})
	require.NoError(s.t, err)
	return auth.AccessToken
}

func TestNobody(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{ReturnTo: "/start"})
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		b := s.browser()
		got := b.send(page(method, "/projects?page=2"))
		assert.Equal(t, http.StatusSeeOther, got.Code)
		assert.Equal(t, "Authorization, Cookie", got.Header().Get("Vary"))
		assert.Equal(t, noStore, got.Header().Get("Cache-Control"))
		assert.Equal(t, "/projects?page=2", b.get(b.authKit(got.location, ann.Email)).location)
	}
	b := s.browser()
	got := b.post("/projects", nil) // what was posted is lost
	assert.Equal(t, http.StatusSeeOther, got.Code)
	assert.Equal(t, "/start", b.get(b.authKit(got.location, ann.Email)).location)

	got = s.browser().get("/public")
	assert.Equal(t, "Hello nobody", got.Body.String())
	assert.Equal(t, "Authorization, Cookie", got.Header().Get("Vary"))
	assert.Empty(t, got.Header().Get("Cache-Control"))
	assert.Nil(t, authkit.FromContext(t.Context()))
}

// Programs, and scripts of pages, are answered 401.
func TestNobodyOfAnAPI(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	forged := s.accessToken()
	forged = forged[:len(forged)-8] + "AAAAAAAA"
	for name, tc := range map[string]struct {
		header map[string]string
		want   string
	}{
		"no header":        {nil, `Bearer realm="app.example.com"`},
		"JSON":             {map[string]string{"Accept": "application/json"}, `Bearer realm="app.example.com"`},
		"anything":         {map[string]string{"Accept": "*/*"}, `Bearer realm="app.example.com"`},
		"a script":         {map[string]string{"Accept": "text/html", "Sec-Fetch-Mode": "cors"}, `Bearer realm="app.example.com"`},
		"an image":         {map[string]string{"Accept": "text/html", "Sec-Fetch-Mode": "no-cors"}, `Bearer realm="app.example.com"`},
		"an old script":    {map[string]string{"Accept": "text/html", "X-Requested-With": "XMLHttpRequest"}, `Bearer realm="app.example.com"`},
		"a forged token":   {map[string]string{"Accept": "text/html", "Authorization": "Bearer " + forged}, `Bearer realm="app.example.com", error="invalid_token"`},
		"no token":         {map[string]string{"Authorization": "bearer "}, `Bearer realm="app.example.com"`},
		"a token of parts": {map[string]string{"Authorization": "BEARER a.b.c"}, `Bearer realm="app.example.com", error="invalid_token"`},
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			req := httptest.NewRequest(method, "/projects", http.NoBody)
			for name, value := range tc.header {
				req.Header.Set(name, value)
			}
			got := s.browser().send(req)
			assert.Equal(t, http.StatusUnauthorized, got.Code, name)
			assert.Equal(t, tc.want, got.Header().Get("WWW-Authenticate"), name)
			assert.Equal(t, "application/json", got.Header().Get("Content-Type"), name)
			assert.JSONEq(t, `{"message":"Nobody is signed in."}`, got.Body.String(), name)
			assert.Empty(t, got.Header()["Set-Cookie"], name)
			assert.Equal(t, noStore, got.Header().Get("Cache-Control"))
		}
	}
}

func TestBearer(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	call := func(b *browser, path, token string) answer {
		req := httptest.NewRequest(http.MethodPost, path, http.NoBody)
		req.Header.Set("Authorization", "Bearer "+token)
		return b.send(req)
	}
	got := call(s.browser(), "/projects", s.accessToken())
	assert.Equal(t, `Hello  of ""`, got.Body.String()) // the token has no name
	assert.Equal(t, noStore, got.Header().Get("Cache-Control"))
	assert.Empty(t, got.Header()["Set-Cookie"])

	got = call(s.browser(), "/admin", s.accessToken())
	assert.Equal(t, http.StatusForbidden, got.Code)
	assert.Contains(t, got.Header().Get("WWW-Authenticate"), `error="insufficient_scope"`)

	// A bad token is not made good by a cookie.
	b := s.browser()
	b.signIn(ann.Email, "/login")
	s.srv.SetTime(time.Now().Add(-time.Hour))
	old := s.accessToken()
	s.srv.SetTime(time.Now())
	assert.Equal(t, http.StatusUnauthorized, call(b, "/projects", old).Code)
	assert.Equal(t, "Hello nobody", call(b, "/public", old).Body.String())
	assert.Contains(t, b.get("/").Body.String(), "Hello Ann")

	// Other schemes are somebody else's.
	req := page(http.MethodGet, "/")
	req.SetBasicAuth("staging", "x")
	assert.Contains(t, b.send(req).Body.String(), "Hello Ann")

	// A token neither ends a session nor moves one.
	assert.Equal(t, "/", call(s.browser(), "/logout", s.accessToken()).location)
	assert.Equal(t, http.StatusBadRequest, call(s.browser(), "/organization", s.accessToken()).Code)
}

func TestRolesAndPermissions(t *testing.T) {
	t.Parallel()
	var seen error
	s := newSite(t, authkit.Config{})
	s.srv.SetRole("admin", "reports:read")
	b := s.browser()
	assert.Equal(t, http.StatusSeeOther, b.get("/admin").Code)
	b.signIn(ann.Email, "/login")
	for _, path := range []string{"/admin", "/reports", "/unset"} {
		got := b.get(path)
		assert.Equal(t, http.StatusForbidden, got.Code)
		assert.Contains(t, got.Body.String(), "You may not do this.")
	}
	s.inOrganizations(ann.Email, "Foo Corp")
	b.signIn(ann.Email, "/login")
	for _, path := range []string{"/admin", "/reports"} {
		assert.Contains(t, b.get(path).Body.String(), "Hello Ann")
	}

	var who string
	s = newSite(t, authkit.Config{OnError: func(w http.ResponseWriter, r *http.Request, err *authkit.Error) {
		seen, who = err, authkit.FromContext(r.Context()).User.Email
		w.WriteHeader(http.StatusTeapot)
	}})
	b = s.browser()
	b.signIn(ann.Email, "/login")
	assert.Equal(t, http.StatusTeapot, b.get("/admin").Code)
	require.ErrorIs(t, seen, authkit.ErrForbidden)
	assert.Equal(t, ann.Email, who)
}

// A handler's test gives it somebody, and no middleware takes the test's word for it.
func TestNewContext(t *testing.T) {
	t.Parallel()
	ctx := authkit.NewContext(t.Context(), &session.Session{User: usermanagement.User{FirstName: "Ann"}, Role: "admin"})
	req := httptest.NewRequestWithContext(ctx, http.MethodGet, "/", http.NoBody)
	w := httptest.NewRecorder()
	home(w, req)
	assert.Equal(t, `Hello Ann of ""`, w.Body.String())
	assert.Nil(t, authkit.FromContext(authkit.NewContext(ctx, nil)))

	s := newSite(t, authkit.Config{})
	for path, want := range map[string]int{"/": http.StatusUnauthorized, "/admin": http.StatusUnauthorized, "/public": http.StatusOK} {
		req := httptest.NewRequestWithContext(ctx, http.MethodGet, path, http.NoBody)
		got := s.browser().send(req)
		assert.Equal(t, want, got.Code, path)
		assert.NotContains(t, got.Body.String(), "Ann", path)
	}
}

func TestRefresh(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{ClientIP: func(*http.Request) string { return "203.0.113.7" }})
	b := s.browser()
	b.expired(ann.Email)
	before := b.cookies("")
	got := b.get("/public")
	assert.Contains(t, got.Body.String(), "Hello Ann")
	assert.Equal(t, noStore, got.Header().Get("Cache-Control"))
	require.Len(t, got.Result().Cookies(), 1)
	assert.NotEqual(t, before, b.cookies(""))
	assert.Equal(t, 2, s.exchanges())
	got = b.get("/")
	assert.Empty(t, got.Header()["Set-Cookie"])
	assert.Equal(t, 2, s.exchanges())
	for _, req := range s.srv.Requests() {
		if req.Route == authenticate {
			assert.Contains(t, string(req.Body), `"ip_address":"203.0.113.7"`)
			assert.Contains(t, string(req.Body), `"user_agent":"browser"`)
		}
	}
}

// One browser, one expired cookie, many requests: one call.
func TestRefreshRace(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	b := s.browser()
	b.expired(ann.Email)
	cookie := b.cookies("")[session.CookieName]
	answers := make([]*httptest.ResponseRecorder, 50)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() {
			req := page(http.MethodGet, "/")
			req.AddCookie(&http.Cookie{Name: session.CookieName, Value: cookie})
			answers[i] = httptest.NewRecorder()
			s.mux.ServeHTTP(answers[i], req)
		})
	}
	wg.Wait()
	assert.Equal(t, 2, s.exchanges(), "the sign-in and one refresh")
	for _, got := range answers {
		assert.Contains(t, got.Body.String(), "Hello Ann")
		require.Len(t, got.Result().Cookies(), 1)
		next := s.browser() // each of the cookies is good
		next.set(session.CookieName, got.Result().Cookies()[0].Value)
		assert.Contains(t, next.get("/").Body.String(), "Hello Ann")
	}
	assert.Equal(t, 2, s.exchanges())
}

// What is wrong with the moment signs nobody out.
func TestMomentaryFailure(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]workostest.Fault{
		"down":       workostest.Respond(503, nil, "no upstream"),
		"rate limit": workostest.RateLimit(5 * time.Second),
		"refused":    workostest.RefuseConnection(),
		"a proxy":    workostest.Respond(200, nil, "<html>"),
		"a 404":      workostest.Respond(404, nil, "<html>"),
		"a key":      workostest.Respond(401, nil, `{"message":"Unauthorized"}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, authkit.Config{}, workos.WithMaxRetries(0))
			b := s.browser()
			b.expired(ann.Email)
			kept := b.cookies("")

			s.srv.Fail(authenticate, 3, fault)
			got := b.get("/")
			assert.Equal(t, http.StatusServiceUnavailable, got.Code)
			assert.Equal(t, "5", got.Header().Get("Retry-After"))
			assert.Contains(t, got.Header().Get("Content-Type"), "text/html")
			assert.NotContains(t, got.Body.String(), "upstream")
			assert.Empty(t, got.Header()["Set-Cookie"])

			got = b.get("/public")
			assert.Equal(t, "Hello nobody", got.Body.String())
			assert.Empty(t, got.Header()["Set-Cookie"])

			got = b.send(httptest.NewRequest(http.MethodGet, "/", http.NoBody))
			assert.Equal(t, http.StatusServiceUnavailable, got.Code)
			assert.Contains(t, got.Body.String(), `{"message":`)
			assert.Equal(t, kept, b.cookies(""))
			assert.Contains(t, b.get("/").Body.String(), "Hello Ann")
		})
	}
}

// Without the keys nobody knows whose a cookie is, and its refresh token is kept.
// Who wants to go may go.
func TestNoKeys(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t, authkit.Config{}, workos.WithMaxRetries(0))
		b := s.browser()
		s.srv.FailRandomly("GET /sso/jwks/{clientId}", 1, workostest.RefuseConnection())
		b.signIn(ann.Email, "/login")
		kept := b.cookies("")
		require.Len(t, kept, 1)
		for _, got := range []answer{b.get("/"), b.post("/organization", url.Values{"organization_id": {"x"}})} {
			assert.Equal(t, http.StatusServiceUnavailable, got.Code)
			assert.NotEmpty(t, got.Header().Get("Retry-After"))
		}
		assert.Equal(t, "Hello nobody", b.get("/public").Body.String())
		assert.Equal(t, kept, b.cookies(""))
		assert.Equal(t, 1, s.exchanges())

		got := b.post("/logout", nil)
		assert.Contains(t, got.location, "/user_management/sessions/logout?session_id=session_")
		assert.Empty(t, b.cookies(""))
	})
}

// What the configuration does not take is nobody's, and no refresh makes it better.
func TestIssuerAndAudience(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]authkit.Config{"issuer": {Issuer: "https://login.example.com"}, "audience": {Audience: "api"}} {
		var seen error
		config.OnError = func(w http.ResponseWriter, _ *http.Request, err *authkit.Error) {
			seen = err
			w.WriteHeader(err.StatusCode)
		}
		strict := newSite(t, config)
		b := strict.browser()
		got := b.signIn(ann.Email, "/login")
		assert.Equal(t, http.StatusInternalServerError, got.Code)
		require.ErrorContains(t, seen, "its "+name+" is another")

		// From before the configuration was made stricter.
		open, err := authkit.New(strict.srv.Client(), authkit.Config{RedirectURI: origin + "/callback", CookiePasswords: []string{password}})
		require.NoError(t, err)
		strict.mux.Handle("/before/login", open.SignIn())
		strict.mux.Handle("/before/callback", open.Callback())
		begun := b.get("/before/login")
		require.Equal(t, http.StatusSeeOther, b.get("/before"+b.authKit(begun.location, ann.Email)).Code)
		require.NotEmpty(t, b.cookies(session.CookieName))
		exchanges := strict.exchanges()
		assert.Equal(t, http.StatusSeeOther, b.get("/").Code)
		b.requireNobody()
		assert.Equal(t, exchanges, strict.exchanges())
	}
}

// A session that is over is nobody's, and its cookie stays until the next sign-in:
// it may be a newer one by now. It costs one call, whatever is asked for.
func TestEndedSession(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/", "/public"} {
		s := newSite(t, authkit.Config{})
		b := s.browser()
		b.expired(ann.Email)
		page, err := usermanagement.New(s.srv.Client()).ListUsers(t.Context(), usermanagement.ListUsersParams{Email: ann.Email})
		require.NoError(t, err)
		require.NoError(t, usermanagement.New(s.srv.Client()).DeleteUser(t.Context(), page.Data[0].ID))
		kept := b.cookies(session.CookieName)
		var got answer
		for range 3 {
			got = b.get(path)
		}
		assert.Equal(t, kept, b.cookies(session.CookieName))
		assert.Equal(t, 2, s.exchanges())
		if path == "/" {
			assert.Equal(t, http.StatusSeeOther, got.Code)
			assert.Equal(t, "/", b.get(b.authKit(got.location, bob.Email)).location)
			assert.Contains(t, b.get("/").Body.String(), "Hello Bob")
		} else {
			assert.Equal(t, "Hello nobody", got.Body.String())
		}
	}
}

// Of two processes that share no Store, the one that is late with an old cookie does
// not delete the new one.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	b := s.browser()
	b.expired(ann.Email)
	old := b.cookies("")[session.CookieName]
	assert.Contains(t, b.get("/").Body.String(), "Hello Ann")
	kept := b.cookies(session.CookieName)

	other, err := authkit.New(s.srv.Client(), authkit.Config{RedirectURI: origin + "/callback", CookiePasswords: []string{password}})
	require.NoError(t, err)
	late := page(http.MethodGet, "/")
	late.AddCookie(&http.Cookie{Name: session.CookieName, Value: old})
	w := httptest.NewRecorder()
	other.WithUser(http.HandlerFunc(home)).ServeHTTP(w, late)
	assert.Equal(t, "Hello nobody", w.Body.String())
	assert.Empty(t, w.Header()["Set-Cookie"])
	assert.Equal(t, kept, b.cookies(session.CookieName))
}

// An expired session is ended all the same.
func TestSignOutOfExpired(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	b := s.browser()
	b.expired(ann.Email)
	got := b.post("/logout", nil)
	assert.Contains(t, got.location, "/user_management/sessions/logout?session_id=session_")
	assert.Empty(t, b.cookies(""))
	assert.Equal(t, 1, s.exchanges())
}

// A session of much is kept in several cookies, which are one person's.
func TestLargeSession(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	for _, user := range []string{ann.Email, bob.Email} {
		s.inOrganizations(user, "Foo Corp")
	}
	var permissions []string
	for range 150 {
		permissions = append(permissions, rand.Text())
	}
	s.srv.SetRole("admin", permissions...)
	a, b := s.browser(), s.browser()
	a.signIn(ann.Email, "/login")
	b.signIn(bob.Email, "/login")
	require.GreaterOrEqual(t, len(a.cookies("wos-session.")), 2)
	assert.Empty(t, a.cookies("")["wos-session"])
	assert.Contains(t, a.get("/admin").Body.String(), "Hello Ann")

	mixed := s.browser() // of two people's
	mixed.set("wos-session.0", a.cookies("")["wos-session.0"])
	mixed.requireNobody()
	for name, value := range b.cookies("") {
		if name != "wos-session.0" {
			mixed.set(name, value)
		}
	}
	mixed.requireNobody()

	s.srv.SetRole("admin")
	assert.Equal(t, "/x", a.signIn(ann.Email, "/login?return_to=/x").location)
	assert.Len(t, a.cookies(""), 1, "one is enough now")
	assert.Contains(t, a.get("/admin").Body.String(), "Hello Ann")
	b.post("/logout", nil)
	assert.Empty(t, b.cookies(""))
}

// What a neighbour of the domain planted, or a path above, does not hide the cookie.
func TestSeveralCookies(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	b := s.browser()
	b.signIn(ann.Email, "/login")
	kept := b.cookies("")[session.CookieName]
	half := len(kept) / 2
	for _, header := range []string{
		"wos-session=junk; wos-session=" + kept,
		"wos-session=; wos-session=Fe26.2*; wos-session=" + kept + "; wos-session.0=junk",
		"wos-session=junk; wos-session.0=" + kept[:half] + "; wos-session.1=" + kept[half:],
	} {
		req := page(http.MethodGet, "/")
		req.Header.Set("Cookie", header)
		assert.Contains(t, s.browser().send(req).Body.String(), "Hello Ann", header)
		req = posting("/logout", nil)
		req.Header.Set("Cookie", header)
		assert.Contains(t, s.browser().send(req).location, "session_id=session_", header)
	}
}

// A cookie from before the application set a CookieDomain makes way.
func TestCookieDomainThatIsNew(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	after, err := authkit.New(s.srv.Client(), authkit.Config{
		RedirectURI: origin + "/callback", CookiePasswords: []string{password}, CookieDomain: "example.com",
	})
	require.NoError(t, err)
	b := s.browser()
	b.expired(ann.Email)
	b.set(session.CookieName+".0", "junk")
	s.mux = http.NewServeMux()
	s.mux.Handle("/logout", after.SignOut())
	s.mux.Handle("/", after.RequireUser(http.HandlerFunc(home)))
	assert.Contains(t, b.get("/").Body.String(), "Hello Ann")
	at, err := url.Parse("https://other.example.com/")
	require.NoError(t, err)
	assert.Len(t, b.cookies(session.CookieName), 1)
	assert.Len(t, b.jar.Cookies(at), 1)
	got := b.get("/")
	assert.Contains(t, got.Body.String(), "Hello Ann")
	assert.Empty(t, got.Header()["Set-Cookie"])
	b.post("/logout", nil)
	assert.Empty(t, b.cookies(""))
}

// A handler says itself what caches may keep.
func TestCacheControlOfHandler(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	s.mux.Handle("/picture", s.auth.RequireUser(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "private, max-age=60")
	})))
	b := s.browser()
	b.signIn(ann.Email, "/login")
	assert.Equal(t, "private, max-age=60", b.get("/picture").Header().Get("Cache-Control"))
}

// A middleware in another one asks nothing again, unless it is another AuthKit's.
func TestNested(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	other := newSite(t, authkit.Config{CookieName: "other"})
	s.mux.Handle("/nested", s.auth.WithUser(s.auth.RequireUser(http.HandlerFunc(home))))
	s.mux.Handle("/switch", s.auth.WithUser(s.auth.SwitchOrganization()))
	s.mux.Handle("/leave", s.auth.WithUser(s.auth.SignOut()))
	s.mux.Handle("/foreign", s.auth.WithUser(other.auth.RequireUser(http.HandlerFunc(home))))
	b := s.browser()
	b.expired(ann.Email)
	got := b.get("/nested")
	assert.Contains(t, got.Body.String(), "Hello Ann")
	assert.Len(t, got.Header()["Set-Cookie"], 1)
	assert.Equal(t, 2, s.exchanges())
	assert.Equal(t, http.StatusSeeOther, b.get("/foreign").Code)

	b.expired(ann.Email)
	id := s.inOrganizations(ann.Email, "Foo Corp")[0]
	assert.Equal(t, http.StatusSeeOther, b.post("/switch", url.Values{"organization_id": {id}}).Code)
	assert.Equal(t, `Hello Ann of "`+id+`"`, b.get("/").Body.String())
	b.expired(ann.Email)
	req := posting("/leave", nil)
	req.Header.Set("Authorization", "Bearer "+s.accessToken())
	assert.Equal(t, "/", s.browser().send(req).location, "a token ends no session")
	b.post("/leave", nil)
	assert.Empty(t, b.cookies("wos-session"))
}

// Nor does it ask again what could not be found out.
func TestNestedFailure(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault  workostest.Fault
		status int
	}{
		"down":  {workostest.Respond(503, nil, ""), http.StatusServiceUnavailable},
		"ended": {workostest.Respond(400, nil, `{"error":"sso_required"}`), http.StatusSeeOther},
	} {
		s := newSite(t, authkit.Config{}, workos.WithMaxRetries(0))
		nested := s.auth.WithUser(s.auth.RequireUser(http.HandlerFunc(home)))
		s.mux.HandleFunc("/nested", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Vary", "Accept-Encoding")
			nested.ServeHTTP(w, r)
		})
		b := s.browser()
		b.expired(ann.Email)
		s.srv.Fail(authenticate, 2, tc.fault)
		got := b.get("/nested")
		assert.Equal(t, tc.status, got.Code, name)
		assert.Equal(t, 2, s.exchanges(), name)
		assert.Equal(t, []string{"Accept-Encoding", "Authorization, Cookie"}, got.Header()["Vary"])
	}
	s := newSite(t, authkit.Config{})
	s.mux.Handle("/nested", s.auth.WithUser(s.auth.RequireUser(http.HandlerFunc(home))))
	assert.Equal(t, http.StatusSeeOther, s.browser().get("/nested").Code)
}

// What no browser would keep will not be smaller later.
func TestTooLargeAfterARefresh(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	s.inOrganizations(ann.Email, "Foo Corp")
	b := s.browser()
	b.expired(ann.Email)
	var permissions []string
	for range 1500 {
		permissions = append(permissions, rand.Text())
	}
	s.srv.SetRole("admin", permissions...)
	got := b.get("/")
	assert.Equal(t, http.StatusInternalServerError, got.Code)
	assert.Empty(t, got.Header().Get("Retry-After"))
	assert.Empty(t, got.Header()["Set-Cookie"])
}

// A new password opens what the old one sealed, and seals what follows.
func TestPasswordRotation(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	b := s.browser()
	b.signIn(ann.Email, "/login")
	flow := b.authKit(b.get("/login").location, ann.Email)
	rotated, err := authkit.New(s.srv.Client(), authkit.Config{
		RedirectURI: origin + "/callback", CookiePasswords: []string{"another-password-of-32-characters", password},
	})
	require.NoError(t, err)
	s.mux = http.NewServeMux()
	s.mux.Handle("/callback", rotated.Callback())
	s.mux.Handle("/", rotated.RequireUser(http.HandlerFunc(home)))
	assert.Contains(t, b.get("/").Body.String(), "Hello Ann")
	assert.Equal(t, http.StatusSeeOther, b.get(flow).Code)

	s.mux = http.NewServeMux()
	s.mux.Handle("/", s.auth.RequireUser(http.HandlerFunc(home)))
	assert.Equal(t, http.StatusSeeOther, b.get("/").Code)
	assert.NotEmpty(t, b.cookies(session.CookieName), "an older process does not delete it")
}
