package authkit_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/authkit"
	"github.com/workos-go/workos/internal/iron"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

const authenticate = "POST /user_management/authenticate"

// refusedState asserts that a callback was refused before anything was exchanged.
func (b *browser) refusedState(got answer) {
	b.t.Helper()
	assert.Equal(b.t, http.StatusBadRequest, got.Code)
	assert.Equal(b.t, noStore, got.Header().Get("Cache-Control"))
	assert.Contains(b.t, got.Body.String(), "was not begun here")
	assert.Zero(b.t, b.exchanges())
	b.requireNobody()
}

// Somebody else's sign-in is nobody's: an attacker's code would sign the victim in
// as the attacker.
func TestCallbackOfSomebodyElse(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	attacker, victim := s.browser(), s.browser()
	stolen := attacker.authKit(attacker.get("/login").location, bob.Email)
	victim.refusedState(victim.get(stolen)) // has begun nothing

	own := victim.authKit(victim.get("/login").location, ann.Email)
	victim.refusedState(victim.get(stolen)) // has begun something else

	// The attacker's state under the name of the victim's, and the reverse.
	_, value := attacker.flow()
	name, _ := victim.flow()
	victim.set(name, value)
	victim.refusedState(victim.get(own))

	for _, target := range []string{
		"/callback", "/callback?state=x", "/callback?error=x", "/callback?code=x&state=x", "/callback?code=x&state=" + strings.Repeat("A", 26),
		"/callback?code=x&state=%00%0d%0a%3B=,", "/callback?error=access_denied&state=" + strings.Repeat("A", 26),
	} {
		victim.refusedState(victim.get(target))
	}
}

func TestCallbackOfOwnStateIsCompleteOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	b := s.browser()
	back, err := url.Parse(b.authKit(b.get("/login").location, ann.Email))
	require.NoError(t, err)
	query := back.Query()
	query.Set("state", query.Get("state")[:8]+strings.Repeat("A", 18))
	b.refusedState(b.get("/callback?" + query.Encode()))
	assert.Empty(t, b.cookies(flows), "one attempt")
}

func TestCallbackOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	b := s.browser()
	back := b.authKit(b.get("/login").location, ann.Email)
	name, value := b.flow()
	require.Equal(t, http.StatusSeeOther, b.get(back).Code)
	kept := b.cookies(session.CookieName)

	again := b.get(back)
	assert.Equal(t, http.StatusBadRequest, again.Code)
	assert.Equal(t, 1, s.exchanges())

	// Who kept the cookie of the sign-in has a code that is used.
	b.set(name, value)
	again = b.get(back)
	assert.Equal(t, http.StatusBadRequest, again.Code)
	assert.Equal(t, 2, s.exchanges())
	assert.Equal(t, kept, b.cookies(session.CookieName))
	assert.Contains(t, b.get("/").Body.String(), "Hello Ann")
}

func TestCallbackTooLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t, authkit.Config{})
		b := s.browser()
		back := b.authKit(b.get("/login").location, ann.Email)
		name, value := b.flow()
		time.Sleep(10*time.Minute - time.Second)
		require.Len(t, b.cookies(flows), 1)
		time.Sleep(2 * time.Second)
		assert.Empty(t, b.cookies(flows))
		time.Sleep(time.Minute) // clocks differ
		b.set(name, value)
		b.refusedState(b.get(back))
	})
}

// A session cookie that somebody planted is replaced by the one of the sign-in.
func TestSessionFixation(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	attacker, victim := s.browser(), s.browser()
	attacker.signIn(bob.Email, "/login")
	planted := attacker.cookies(session.CookieName)[session.CookieName]
	victim.set(session.CookieName, planted)
	victim.set(session.CookieName+".0", planted)
	victim.signIn(ann.Email, "/login")
	assert.Len(t, victim.cookies(""), 1)
	assert.NotEqual(t, planted, victim.cookies("")[session.CookieName])
	assert.Contains(t, victim.get("/").Body.String(), "Hello Ann")
}

// Neither cookie passes for the other, and neither can be changed.
func TestCookiesAreNotWhatTheyAreNot(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	b := s.browser()
	b.signIn(ann.Email, "/login")
	kept := b.cookies("")[session.CookieName]
	back := b.authKit(b.get("/login").location, ann.Email)
	name, value := b.flow()

	other := s.browser()
	other.set(session.CookieName, value)
	other.requireNobody()
	other.set(name, kept)
	assert.Equal(t, http.StatusBadRequest, other.get(back).Code)
	assert.Equal(t, 1, s.exchanges())

	for i := 0; i < len(kept); i += 7 {
		other.set(session.CookieName, kept[:i]+"A"+kept[i+1:])
		if kept[i] != 'A' && i != len(kept)-1 {
			other.requireNobody()
		}
	}
	for _, cookie := range []string{kept[:len(kept)/2], "A" + kept, "", "Fe26.2**", strings.ToUpper(kept)} {
		other.set(session.CookieName, cookie)
		other.requireNobody()
	}
	target, err := url.Parse(back)
	require.NoError(t, err)
	sealed, err := iron.Seal([]byte(target.Query().Get("state")+"\nverifier\n/"), password, time.Time{})
	require.NoError(t, err)
	other.set(name, sealed) // with the password of sessions
	assert.Equal(t, http.StatusBadRequest, other.get(back).Code)
	assert.Equal(t, 1, s.exchanges())

	for i := 0; i < len(value); i += 11 {
		if value[i] != 'A' {
			other.set(name, value[:i]+"A"+value[i+1:])
			assert.Equal(t, http.StatusBadRequest, other.get(back).Code)
		}
	}
	assert.Equal(t, 1, s.exchanges())
}

// Tabs do not disturb one another, and what is never finished does not pile up.
func TestTwoTabs(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	b := s.browser()
	first := b.authKit(b.get("/login?return_to=/first").location, ann.Email)
	second := b.authKit(b.get("/second").location, ann.Email)
	assert.Equal(t, "/first", b.get(first).location)
	assert.Equal(t, "/second", b.get(second).location)

	for range 9 {
		last := b.get("/login?return_to=/last").location
		assert.LessOrEqual(t, len(b.cookies(flows)), 5)
		second = b.authKit(last, ann.Email)
	}
	assert.Equal(t, "/last", b.get(second).location)
	assert.Len(t, b.cookies(flows), 4)
}

// A sign-in that WorkOS began, or that somebody else did, is begun anew.
func TestCallbackWithoutState(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{ReturnTo: "/start"})
	b := s.browser()
	got := b.get("/callback?code=01ABC")
	assert.Equal(t, http.StatusSeeOther, got.Code)
	assert.Zero(t, s.exchanges())
	assert.Equal(t, "/start", b.get(b.authKit(got.location, ann.Email)).location)
}

func TestCallbackWithError(t *testing.T) {
	t.Parallel()
	var seen error
	onError := func(w http.ResponseWriter, _ *http.Request, err *authkit.Error) {
		seen = err
		w.WriteHeader(err.StatusCode)
	}
	const said = `<script>alert("1")</script>' onload=x`
	for _, config := range []authkit.Config{{}, {OnError: onError}} {
		s := newSite(t, config)
		b := s.browser()
		target, err := url.Parse(b.get("/login").location)
		require.NoError(t, err)
		answer := url.Values{"state": {target.Query().Get("state")}, "error": {"access_denied"}, "error_description": {said}}
		got := b.get("/callback?" + answer.Encode())
		assert.Equal(t, http.StatusForbidden, got.Code)
		assert.NotContains(t, got.Body.String(), "<script")
		assert.Empty(t, b.cookies(""))
		if config.OnError == nil {
			assert.Contains(t, got.Body.String(), "&lt;script&gt;")
			assert.Equal(t, "default-src 'none'", got.Header().Get("Content-Security-Policy"))
			assert.Equal(t, "nosniff", got.Header().Get("X-Content-Type-Options"))
		}
		// Without the state, nothing of it is shown.
		got = b.get("/callback?" + answer.Encode())
		assert.NotContains(t, got.Body.String(), "script")
	}
	var provider *authkit.ProviderError
	require.ErrorAs(t, fmt.Errorf("x: %w", &authkit.ProviderError{Code: "c", Description: said}), &provider)
	assert.NotContains(t, provider.Error(), `alert("1")`)
	require.ErrorIs(t, seen, authkit.ErrInvalidState)
}

func TestCallbackThatFails(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault  workostest.Fault
		status int
		wait   string
	}{
		"WorkOS is down":    {workostest.Respond(503, nil, "no upstream"), http.StatusServiceUnavailable, "5"},
		"too many requests": {workostest.RateLimit(17 * time.Second), http.StatusServiceUnavailable, "17"},
		"no connection":     {workostest.RefuseConnection(), http.StatusServiceUnavailable, "5"},
		"a proxy's page":    {workostest.Respond(200, nil, "<html>"), http.StatusServiceUnavailable, "5"},
		"a wrong API key":   {workostest.Respond(401, nil, `{"message":"Unauthorized"}`), http.StatusInternalServerError, ""},
		"a wrong code":      {workostest.Respond(400, nil, `{"error":"invalid_grant","error_description":"x"}`), http.StatusBadRequest, ""},
		"no user":           {workostest.Respond(200, nil, `{}`), http.StatusServiceUnavailable, "5"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, authkit.Config{}, workos.WithMaxRetries(0))
			b := s.browser()
			back := b.authKit(b.get("/login").location, ann.Email)
			s.srv.Fail(authenticate, 1, tc.fault)
			got := b.get(back)
			assert.Equal(t, tc.status, got.Code, got.Body)
			assert.Equal(t, tc.wait, got.Header().Get("Retry-After"))
			assert.Equal(t, noStore, got.Header().Get("Cache-Control"))
			assert.Empty(t, b.cookies(""))
			assert.NotContains(t, got.Body.String(), "upstream")
		})
	}
}

func TestMethods(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	b := s.browser()
	for path, allowed := range map[string][]string{
		"/login": {"GET", "HEAD"}, "/signup": {"GET", "HEAD"}, "/callback": {"GET"}, "/logout": {"POST"}, "/organization": {"POST"},
	} {
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"} {
			got := b.send(page(method, path))
			if len(got.Header()["Allow"]) == 0 {
				assert.Contains(t, allowed, method, path)
				continue
			}
			assert.NotContains(t, allowed, method, path)
			assert.Equal(t, http.StatusMethodNotAllowed, got.Code)
			assert.Equal(t, allowed, got.Header()["Allow"])
		}
	}
}

// What the Host header says leads nowhere.
func TestHostThatLies(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{SignedOutURL: origin + "/bye"})
	b := s.browser()
	lying := func(req *http.Request) answer {
		req.Host = "evil.example"
		req.Header.Set("X-Forwarded-Host", "evil.example")
		req.Header.Set("Forwarded", "host=evil.example")
		got := b.send(req)
		assert.NotContains(t, fmt.Sprint(got.Header(), got.Body), "evil")
		return got
	}
	for _, path := range []string{"/login", "/signup", "/", "/projects"} {
		got := lying(page(http.MethodGet, path))
		assert.Contains(t, got.location, url.QueryEscape(origin+"/callback"))
	}
	lying(page(http.MethodGet, b.authKit(b.get("/login").location, ann.Email)))
	lying(page(http.MethodGet, "/"))
	lying(posting("/organization", url.Values{"organization_id": {"org_1"}}))
	lying(posting("/logout", nil))
}

func TestSignUpAndSignInURL(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	b := s.browser()
	assert.Contains(t, b.get("/signup?return_to=/x").location, "screen_hint=sign-up")

	s.mux.HandleFunc("/google", func(w http.ResponseWriter, r *http.Request) {
		target, err := s.auth.SignInURL(w, r, r.FormValue("to"), usermanagement.AuthorizationURLParams{
			Provider: usermanagement.ProviderGoogle, State: "x", CodeChallenge: "x", LoginHint: r.FormValue("hint"),
		})
		if assert.NoError(t, err) {
			http.Redirect(w, r, target, http.StatusFound)
		}
	})
	begun := b.get("/google?to=/x&hint=ann@example.com")
	target, err := url.Parse(begun.location)
	require.NoError(t, err)
	assert.Equal(t, "GoogleOAuth", target.Query().Get("provider"))
	assert.Len(t, target.Query().Get("state"), 26)
	assert.Len(t, target.Query().Get("code_challenge"), 43)
	assert.Equal(t, noStore, begun.Header().Get("Cache-Control"))
	assert.Equal(t, "/x", b.get(b.authKit(begun.location, ann.Email)).location)

	w := page(http.MethodGet, "/")
	_, err = s.auth.SignInURL(nil, w, "/", usermanagement.AuthorizationURLParams{ConnectionID: "c", ScreenHint: "sign-up"})
	require.Error(t, err)
}

func TestOnSignIn(t *testing.T) {
	t.Parallel()
	var refuse error
	var seen []string
	s := newSite(t, authkit.Config{OnSignIn: func(r *http.Request, auth *usermanagement.Authentication) error {
		seen = append(seen, r.URL.Path, auth.User.Email)
		return refuse
	}})
	b := s.browser()
	refuse = errors.New("the database is down")
	got := b.signIn(ann.Email, "/login")
	assert.Equal(t, http.StatusInternalServerError, got.Code)
	assert.NotContains(t, got.Body.String(), "database")
	b.requireNobody()

	refuse = &authkit.Error{StatusCode: http.StatusForbidden, Message: "Not on the list.", Err: errors.New("hidden")}
	got = b.signIn(ann.Email, "/login")
	assert.Equal(t, http.StatusForbidden, got.Code)
	assert.Contains(t, got.Body.String(), "Not on the list.")
	assert.Equal(t, "authkit: Not on the list. hidden", refuse.Error())
	assert.Equal(t, "authkit: x", (&authkit.Error{Message: "x"}).Error())
	assert.NotContains(t, got.Body.String(), "hidden")
	b.requireNobody()

	refuse = nil
	assert.Equal(t, "/", b.signIn(ann.Email, "/login").location)
	assert.Equal(t, []string{"/callback", ann.Email, "/callback", ann.Email, "/callback", ann.Email}, seen)
}

// An Error that is half made is an error all the same.
func TestOnSignInWithAnOddError(t *testing.T) {
	t.Parallel()
	for _, refuse := range []error{
		&authkit.Error{Message: "Not on the list."}, &authkit.Error{StatusCode: 200}, &authkit.Error{StatusCode: 1000}, (*authkit.Error)(nil),
		fmt.Errorf("x: %w", (*authkit.Error)(nil)), fmt.Errorf("x: %w", &authkit.Error{StatusCode: 303, Message: "Not on the list."}),
	} {
		var seen *authkit.Error
		s := newSite(t, authkit.Config{
			OnSignIn: func(*http.Request, *usermanagement.Authentication) error { return refuse },
			OnError:  func(_ http.ResponseWriter, _ *http.Request, err *authkit.Error) { seen = err },
		})
		b := s.browser()
		b.signIn(ann.Email, "/login")
		require.NotNil(t, seen)
		assert.Equal(t, http.StatusInternalServerError, seen.StatusCode)
		assert.NotEmpty(t, seen.Error())
		b.requireNobody()
	}
}

// An application that asks for the organization itself finishes the sign-in.
func TestOnChallenge(t *testing.T) {
	t.Parallel()
	var s *site
	onChallenge := func(w http.ResponseWriter, r *http.Request, c *authkit.Challenge) {
		var choice *usermanagement.OrganizationSelectionRequiredError
		if !errors.As(c.Err, &choice) {
			t.Error(c.Err)
			return
		}
		auth, err := usermanagement.New(s.srv.Client()).AuthenticateWithOrganizationSelection(r.Context(),
			usermanagement.AuthenticateWithOrganizationSelectionParams{
				PendingAuthenticationToken: choice.PendingAuthenticationToken,
				OrganizationID:             choice.Organizations[1].ID,
			})
		if assert.NoError(t, err) {
			assert.NoError(t, s.auth.Complete(w, r, auth, c.ReturnTo))
		}
	}
	s = newSite(t, authkit.Config{OnChallenge: onChallenge})
	s.inOrganizations(ann.Email, "Foo Corp", "Bar Inc")
	b := s.browser()
	assert.Equal(t, "/projects", b.signIn(ann.Email, "/projects").location)
	assert.Regexp(t, `^Hello Ann of "org_`, b.get("/projects").Body.String())

	// Without the hook it is an error, that tells nothing.
	s = newSite(t, authkit.Config{})
	s.inOrganizations(ann.Email, "Foo Corp", "Bar Inc")
	b = s.browser()
	got := b.signIn(ann.Email, "/projects")
	assert.Equal(t, http.StatusForbidden, got.Code)
	assert.Contains(t, got.Body.String(), "needs a step")
	b.requireNobody()
}

func TestCompleteRefuses(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	auth, err := usermanagement.New(s.srv.Client()).AuthenticateWithPassword(t.Context(),
		usermanagement.AuthenticateWithPasswordParams{Email: ann.Email, Password: ann.Password})
	require.NoError(t, err)
	auth.User.Metadata = map[string]string{"large": strings.Repeat("x", 20000)}
	for _, auth := range []*usermanagement.Authentication{{}, {AccessToken: "x"}, auth} {
		got := s.browser().send(page(http.MethodGet, "/login"))
		before := got.Result().Header.Clone()
		require.Error(t, s.auth.Complete(got, page(http.MethodGet, "/"), auth, "/"))
		assert.Equal(t, before, got.Header())
	}
}
