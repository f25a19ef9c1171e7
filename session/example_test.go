package session_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// application is one that does without package authkit.
type application struct{ sessions *session.Manager }

// home is a page for those who are signed in.
func (a application) home(w http.ResponseWriter, r *http.Request) {
	current, err := a.whoIs(w, r)
	switch {
	case err == nil:
		w.Header().Set("Cache-Control", "private, no-store")
		fmt.Fprintf(w, "Hello %s", current.User.FirstName)
	case errors.Is(err, session.ErrNobody):
		http.Error(w, "Please sign in.", http.StatusUnauthorized)
	default:
		http.Error(w, "Please try again later.", http.StatusServiceUnavailable)
	}
}

// whoIs returns the session of a request. Where its access token has expired it gets
// the next one, and the browser a new cookie.
func (a application) whoIs(w http.ResponseWriter, r *http.Request) (*session.Session, error) {
	current, err := a.sessions.AuthenticateRequest(r, session.CookieName)
	var outdated *session.TokenError
	if !errors.As(err, &outdated) || !outdated.Refreshable() {
		return current, err
	}
	current, err = a.sessions.Refresh(r.Context(), outdated.Session, session.RefreshParams{})
	if err != nil {
		return nil, err
	}
	return current, a.keep(w, r, current)
}

// keep writes a session's cookie.
func (a application) keep(w http.ResponseWriter, r *http.Request, s *session.Session) error {
	sealed, err := a.sessions.Seal(s)
	if err != nil {
		return err
	}
	return session.WriteCookie(w, r, &http.Cookie{
		Name: session.CookieName, Value: sealed, Path: "/", MaxAge: 400 * 24 * 3600,
		HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode,
	})
}

// signIn is the end of a sign-in: here by a password, elsewhere by the code that
// AuthKit sends back.
func (a application) signIn(w http.ResponseWriter, r *http.Request, users *usermanagement.Service) error {
	auth, err := users.AuthenticateWithPassword(r.Context(), usermanagement.AuthenticateWithPasswordParams{
		Email: "ann@example.com", Password: "correct horse battery",
	})
	if err != nil {
		return err
	}
	begun, err := a.sessions.FromAuthentication(auth)
	if err != nil {
		return err
	}
	return a.keep(w, r, begun)
}

// A page that only those see who are signed in, and that keeps them so.
func Example() {
	srv := workostest.New(workostest.WithTime(time.Now().Add(-10 * time.Minute)))
	defer srv.Close()
	srv.AddUser(usermanagement.CreateUserParams{Email: "ann@example.com", FirstName: "Ann", Password: "correct horse battery", EmailVerified: true})
	client := srv.Client() // in production: workos.NewClient()
	sessions, err := session.New(client, session.Config{
		Passwords: []string{"a secret of at least 32 characters"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	app := application{sessions}
	get := func(cookies []*http.Cookie) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/", http.NoBody)
		for _, cookie := range cookies {
			r.AddCookie(cookie)
		}
		w := httptest.NewRecorder()
		app.home(w, r)
		fmt.Println(w.Code, strings.TrimSpace(w.Body.String()), len(w.Result().Cookies()), "cookies")
		return w
	}

	get(nil)

	// Somebody signed in ten minutes ago.
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/login", http.NoBody)
	if err := app.signIn(w, r, usermanagement.New(client)); err != nil {
		fmt.Println(err)
		return
	}
	srv.SetTime(time.Now())
	refreshed := get(w.Result().Cookies())
	get(refreshed.Result().Cookies())
	// Output:
	// 401 Please sign in. 0 cookies
	// 200 Hello Ann 1 cookies
	// 200 Hello Ann 0 cookies
}

// backend is a service behind a front end of Node, which signs people in and
// refreshes their sessions.
type backend struct{ sessions *session.Manager }

// requireUser lets those through who are signed in. It refreshes nothing: a refresh
// token is good for one call, and that one is the front end's.
func (b backend) requireUser(
	next func(http.ResponseWriter, *http.Request, *session.Session),
) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		current, err := b.sessions.AuthenticateRequest(r, session.CookieName)
		switch {
		case err == nil:
			w.Header().Set("Cache-Control", "private, no-store")
			next(w, r, current)
		case errors.Is(err, session.ErrExpired):
			http.Error(w, "expired", http.StatusUnauthorized) // the front end refreshes, and asks again
		case errors.Is(err, session.ErrNobody):
			http.Error(w, "nobody is signed in", http.StatusUnauthorized)
		default: // the keys could not be fetched: that says nothing about the cookie
			http.Error(w, "try again later", http.StatusServiceUnavailable)
		}
	})
}

// requireToken is requireUser for the servers of the front end, which call with the
// access token in a header.
func (b backend) requireToken(
	next func(http.ResponseWriter, *http.Request, *session.Session),
) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		current, err := b.sessions.VerifyToken(r.Context(), session.ReadBearer(r))
		switch {
		case err == nil:
			next(w, r, current)
		case errors.Is(err, session.ErrNobody):
			http.Error(w, "the token is not good", http.StatusUnauthorized)
		default:
			http.Error(w, "try again later", http.StatusServiceUnavailable)
		}
	})
}

// A service that reads the cookie of a front end, and leaves it alone.
func Example_behindNode() {
	srv := workostest.New()
	defer srv.Close()
	srv.AddUser(usermanagement.CreateUserParams{Email: "ann@example.com", FirstName: "Ann", Password: "correct horse battery", EmailVerified: true})
	client := srv.Client() // in production: workos.NewClient(), with the client ID of the front end
	sessions, err := session.New(client, session.Config{
		Passwords: []string{"a secret of at least 32 characters"}, // the front end's WORKOS_COOKIE_PASSWORD
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	hello := func(w http.ResponseWriter, _ *http.Request, current *session.Session) {
		fmt.Fprintf(w, "Hello %s", current.User.ID[:5])
	}
	service := backend{sessions}
	get := func(handler http.Handler, name, value string) {
		r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/", http.NoBody)
		r.Header.Set(name, value)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		fmt.Println(w.Code, strings.TrimSpace(w.Body.String()), len(w.Result().Cookies()), "cookies")
	}

	for _, age := range []time.Duration{0, 10 * time.Minute} {
		srv.SetTime(time.Now().Add(-age))
		auth, err := usermanagement.New(client).AuthenticateWithPassword(context.Background(), usermanagement.AuthenticateWithPasswordParams{
			Email: "ann@example.com", Password: "correct horse battery",
		})
		if err != nil {
			fmt.Println(err)
			return
		}
		begun, err := sessions.FromAuthentication(auth)
		if err != nil {
			fmt.Println(err)
			return
		}
		sealed, err := sessions.Seal(begun) // as the front end does
		if err != nil {
			fmt.Println(err)
			return
		}
		get(service.requireUser(hello), "Cookie", session.CookieName+"="+sealed)
		get(service.requireToken(hello), "Authorization", "Bearer "+begun.AccessToken)
	}
	get(service.requireUser(hello), "Cookie", "")
	// Output:
	// 200 Hello user_ 0 cookies
	// 200 Hello user_ 0 cookies
	// 401 expired 0 cookies
	// 401 the token is not good 0 cookies
	// 401 nobody is signed in 0 cookies
}

// An API whose callers send the access token that they signed in for.
func ExampleManager_VerifyToken() {
	srv := workostest.New()
	defer srv.Close()
	ann := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@example.com", Password: "correct horse battery", EmailVerified: true})
	client := srv.Client() // in production: workos.NewClient()
	sessions, err := session.New(client, session.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	api := func(w http.ResponseWriter, r *http.Request) {
		caller, err := sessions.VerifyToken(r.Context(), session.ReadBearer(r))
		switch {
		case err == nil:
			fmt.Fprint(w, caller.User.ID == ann.ID)
		case errors.Is(err, session.ErrNobody):
			http.Error(w, "no valid token", http.StatusUnauthorized)
		default: // the keys could not be fetched
			http.Error(w, "try again later", http.StatusServiceUnavailable)
		}
	}

	auth, err := usermanagement.New(client).AuthenticateWithPassword(context.Background(), usermanagement.AuthenticateWithPasswordParams{
		Email: "ann@example.com", Password: "correct horse battery",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, token := range []string{auth.AccessToken, "eyJhbGciOi..."} {
		r := httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/", http.NoBody)
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		api(w, r)
		fmt.Println(w.Code, strings.TrimSpace(w.Body.String()))
	}
	// Output:
	// 200 true
	// 401 no valid token
}
