package main

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-chi/chi/v5"
)

// This file is the service as it was: users, passwords, sessions. What single
// sign-on added to it says so.

// user is an account. Each belongs to one customer.
type user struct {
	id       string
	email    string // in lower case, unique
	customer string
	admin    bool     // may change the settings of the customer
	password string   // your service keeps a hash; "" is no sign-in by password
	identity identity // added: who the person is at the customer's identity provider
}

// session is what a session cookie stands for.
type session struct {
	userID     string
	expires    time.Time
	connection string // added: through which the person signed in, or ""
	logout     string // added: the profile to sign out there, or ""
}

// service has its users and sessions in memory, in place of a database.
type service struct {
	customers map[string]string // names by ID
	secure    bool              // cookies are for HTTPS alone

	mu       sync.Mutex
	users    []user
	sessions map[string]session // by the cookie's value
	deleted  map[string]bool    // added: connections that are no more
}

func (s *service) routes() *chi.Mux {
	r := chi.NewRouter()
	r.Use(deadline, http.NewCrossOriginProtection().Handler)
	r.Get("/", s.home)
	r.Post("/login", s.login)
	r.Post("/logout", s.logout)
	return r
}

// deadline ends the calls that a handler makes after 20 seconds. The handler then says
// so; chi's middleware.Timeout would answer a second time.
func deadline(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 20*time.Second)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

var pages = template.Must(template.New("").Parse(`<!doctype html>
<title>Example</title>
{{with .Message}}<p>{{.}}</p>{{end}}
{{if .User}}<p>Hello {{.User}} of {{.Customer}}</p>
<form method=post action=/logout><button>Sign out</button></form>
{{if .Admin}}<form method=post><button formaction=/settings/domain_verification>Verify your domain</button>
<button formaction=/settings/sso>Set up single sign-on</button></form>{{end}}
{{else}}<form method=post action=/login><input name=email placeholder=E-mail>
<input name=password type=password placeholder=Password><button>Sign in</button></form>
<form method=post action=/sso><input name=email placeholder="E-mail at work">
<button>Sign in with single sign-on</button></form>{{end}}
`))

type page struct {
	Message, User, Customer string
	Admin                   bool
}

func show(w http.ResponseWriter, status int, p page) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_ = pages.Execute(w, p) // the browser is gone
}

func (s *service) home(w http.ResponseWriter, r *http.Request) {
	u, ok := s.signedIn(r)
	if !ok {
		show(w, http.StatusOK, page{})
		return
	}
	show(w, http.StatusOK, page{User: u.email, Customer: s.customers[u.customer], Admin: u.admin})
}

func (s *service) login(w http.ResponseWriter, r *http.Request) {
	email, password := strings.ToLower(r.PostFormValue("email")), r.PostFormValue("password")
	u, ok := s.find(func(u user) bool { return u.email == email })
	if !ok || u.password == "" || subtle.ConstantTimeCompare([]byte(u.password), []byte(password)) == 0 ||
		!s.startSession(w, r, session{userID: u.id}) {
		show(w, http.StatusUnauthorized, page{Message: "This is not your password, or you sign in with single sign-on."})
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (s *service) logout(w http.ResponseWriter, r *http.Request) {
	s.endSession(w, r)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (s *service) find(fits func(user) bool) (user, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.IndexFunc(s.users, fits); i >= 0 {
		return s.users[i], true
	}
	return user{}, false
}

func (s *service) signedIn(r *http.Request) (user, bool) {
	cookie, err := r.Cookie("session")
	if err != nil {
		return user{}, false
	}
	s.mu.Lock()
	session, ok := s.sessions[cookie.Value]
	s.mu.Unlock()
	if !ok || session.expires.Before(time.Now()) {
		return user{}, false
	}
	return s.find(func(u user) bool { return u.id == session.userID })
}

const sessionLife = 8 * time.Hour

// startSession begins a session in place of the browser's own, and forgets those that
// are over. It does not (added) where the account was linked or unlinked meanwhile: the
// person signed in by what no longer counts.
func (s *service) startSession(w http.ResponseWriter, r *http.Request, begun session) bool {
	now, token, before := time.Now(), rand.Text(), ""
	if cookie, err := r.Cookie("session"); err == nil {
		before = cookie.Value
	}
	begun.expires = now.Add(sessionLife)
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.ContainsFunc(s.users, func(u user) bool {
		return u.id == begun.userID && u.identity.connection == begun.connection
	}) {
		return false
	}
	maps.DeleteFunc(s.sessions, func(value string, old session) bool {
		return value == before || old.expires.Before(now)
	})
	s.sessions[token] = begun
	s.setCookie(w, "session", token, "/", sessionLife)
	return true
}

func (s *service) endSession(w http.ResponseWriter, r *http.Request) session {
	cookie, err := r.Cookie("session")
	if err != nil {
		return session{}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ended := s.sessions[cookie.Value]
	delete(s.sessions, cookie.Value)
	s.setCookie(w, "session", "", "/", -time.Second)
	return ended
}

// setCookie sets a cookie that scripts do not see, or removes it where its life is
// negative. It is not SameSite=Strict: the browser would not send it where it comes
// back from the identity provider.
func (s *service) setCookie(w http.ResponseWriter, name, value, path string, life time.Duration) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure where there is HTTPS
		Name: name, Value: value, Path: path, MaxAge: int(life.Seconds()),
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode,
	})
}
