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
	current, err := a.sessions.Authenticate(r.Context(), session.ReadCookie(r, session.CookieName))
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
	srv := workostest.New(workostest.WithClock(time.Now().Add(-10 * time.Minute)))
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
