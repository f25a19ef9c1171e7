package authkit

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
)

// ErrForbidden means that somebody is signed in who may not do this.
var ErrForbidden = errors.New("authkit: the user does not have the role or the permission")

// WithUser lets everybody through to next, where FromContext says who is signed
// in. Where that cannot be found out at the moment it is nobody, and the cookie is
// kept.
func (a *AuthKit) WithUser(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, err := a.authenticate(w, r)
		if err != nil {
			s = nil
		} else {
			w.Header().Set("Cache-Control", notStored)
		}
		next.ServeHTTP(w, a.as(r, s, err))
	})
}

// RequireUser lets those through to next who are signed in, whom FromContext
// returns there. Others are sent to AuthKit, and come back to the page that they
// asked for; programs, and scripts of pages, are answered 401. While it cannot be
// found out who somebody is, the answer is 503, and the cookie is kept.
//
// What next answers is not stored by caches, unless it sets another Cache-Control.
func (a *AuthKit) RequireUser(next http.Handler) http.Handler {
	return a.require(next, func(*session.Session) bool { return true })
}

// RequireRole returns the middleware that is RequireUser for those with a role in
// their organization, by its slug. Others are answered 403 (ErrForbidden): everybody,
// where the slug is "".
//
//	mux.Handle("/admin", auth.RequireRole("admin")(handler))
func (a *AuthKit) RequireRole(role string) func(next http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return a.require(next, func(s *session.Session) bool {
			return role != "" && (s.Role == role || slices.Contains(s.Roles, role))
		})
	}
}

// RequirePermission returns the middleware that is RequireUser for those with a
// permission in their organization, by its slug. Others are answered 403
// (ErrForbidden).
func (a *AuthKit) RequirePermission(permission string) func(next http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return a.require(next, func(s *session.Session) bool { return slices.Contains(s.Permissions, permission) })
	}
}

func (a *AuthKit) require(next http.Handler, may func(*session.Session) bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, err := a.authenticate(w, r)
		switch {
		case err == nil && may(s):
			w.Header().Set("Cache-Control", notStored)
			next.ServeHTTP(w, a.as(r, s, nil))
		case err == nil:
			a.forbid(w, a.as(r, s, nil))
		case errors.Is(err, session.ErrNobody):
			a.askWho(w, r, err)
		case errors.Is(err, session.ErrCookieTooLarge): // and will be the next time
			a.fail(w, r, err)
		default:
			a.fail(w, r, unavailable(err))
		}
	})
}

// as returns a request for which FromContext says who is signed in, or nil for the
// reason of an error.
func (a *AuthKit) as(r *http.Request, s *session.Session, err error) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), contextKey{}, signedIn{a, s, err}))
}

// authenticate returns who a request comes from, or why that is nobody or not
// known. A token in the header counts alone; an empty one is none. A session that has expired is
// refreshed.
func (a *AuthKit) authenticate(w http.ResponseWriter, r *http.Request) (*session.Session, error) {
	if in, ok := a.known(r); ok {
		return in.session, in.err
	}
	w.Header().Add("Vary", "Authorization, Cookie")
	if token := session.ReadBearer(r); token != "" {
		return a.sessions.VerifyToken(r.Context(), token)
	}
	s, err := a.sessions.AuthenticateRequest(r, a.config.CookieName)
	var outdated *session.TokenError
	if errors.As(err, &outdated) && outdated.Refreshable() {
		return a.refresh(w, r, outdated.Session, "")
	}
	return s, err
}

// askWho answers a request that needs somebody who is signed in.
func (a *AuthKit) askWho(w http.ResponseWriter, r *http.Request, err error) {
	switch {
	case !wantsPage(r):
		problem := ""
		if session.ReadBearer(r) != "" {
			problem = "invalid_token"
		}
		a.authenticateHeader(w, problem)
		a.fail(w, r, &Error{http.StatusUnauthorized, "Nobody is signed in.", err})
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		a.redirectToSignIn(w, r, r.RequestURI, usermanagement.AuthorizationURLParams{})
	default: // what was posted is lost
		a.redirectToSignIn(w, r, "", usermanagement.AuthorizationURLParams{})
	}
}

func (a *AuthKit) forbid(w http.ResponseWriter, r *http.Request) {
	if session.ReadBearer(r) != "" {
		a.authenticateHeader(w, "insufficient_scope")
	}
	a.fail(w, r, &Error{http.StatusForbidden, "You may not do this.", ErrForbidden})
}

// authenticateHeader says what credentials are wanted, and what is wrong with
// those that were sent (RFC 6750).
func (a *AuthKit) authenticateHeader(w http.ResponseWriter, problem string) {
	value := `Bearer realm="` + a.redirect.Hostname() + `"`
	if problem != "" {
		value += `, error="` + problem + `"`
	}
	w.Header().Set("WWW-Authenticate", value)
}

// wantsPage reports whether a request is that of a browser that goes to a page,
// and not a script's or a program's.
func wantsPage(r *http.Request) bool {
	mode := r.Header.Get("Sec-Fetch-Mode")
	return session.ReadBearer(r) == "" && r.Header.Get("X-Requested-With") == "" && (mode == "" || mode == "navigate") &&
		strings.Contains(strings.ToLower(strings.Join(r.Header.Values("Accept"), ",")), "text/html")
}
