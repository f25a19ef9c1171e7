package authkit

import (
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/workos-go/workos/internal/iron"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
)

// notStored keeps an answer out of all caches.
const notStored = "private, no-store"

// cookie returns a cookie with what the session's and those of sign-ins share.
func (a *AuthKit) cookie(name, value string, maxAge time.Duration) *http.Cookie {
	cookie := &http.Cookie{ //nolint:gosec // it is for https alone unless the redirect URI is not
		Name:     name,
		Value:    value,
		Path:     "/",
		Domain:   a.config.CookieDomain,
		MaxAge:   int(maxAge / time.Second),
		Secure:   a.secure(),
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
	}
	if maxAge < 0 {
		cookie.MaxAge = -1
	}
	return cookie
}

func (a *AuthKit) sessionCookie(value string, maxAge time.Duration) *http.Cookie {
	cookie := a.cookie(a.config.CookieName, value, maxAge) //nolint:gosec // as above
	cookie.Path, cookie.SameSite = a.config.CookiePath, a.config.CookieSameSite
	return cookie
}

func (a *AuthKit) secure() bool { return a.redirect.Scheme == "https" }

// setSession seals a session in its cookie, in place of the one that r has.
func (a *AuthKit) setSession(w http.ResponseWriter, r *http.Request, s *session.Session) error {
	sealed, err := a.sessions.Seal(s)
	if err != nil {
		return err
	}
	return a.writeSession(w, r, sealed, a.config.CookieMaxAge)
}

// deleteSession deletes the session's cookie.
func (a *AuthKit) deleteSession(w http.ResponseWriter, r *http.Request) {
	_ = a.writeSession(w, r, "", -1) // nothing is not too long
}

func (a *AuthKit) writeSession(w http.ResponseWriter, r *http.Request, value string, maxAge time.Duration) error {
	w.Header().Set("Cache-Control", notStored)
	if err := session.WriteCookie(w, r, a.sessionCookie(value, maxAge)); err != nil {
		return err
	}
	if a.config.CookieDomain == "" || session.ReadCookie(r, a.config.CookieName) == "" {
		return nil
	}
	before := a.sessionCookie("", -1) //nolint:gosec // as above; one from before there was a CookieDomain
	before.Domain = ""
	return session.WriteCookie(w, r, before)
}

// ErrInvalidState means that Callback was called with a sign-in that this browser
// has not begun, has finished, or took more than ten minutes for.
var ErrInvalidState = errors.New("authkit: the sign-in was not begun by this browser, or not lately")

const (
	// flowLife is how long a sign-in may take.
	flowLife = 10 * time.Minute
	// maxFlows is how many sign-ins a browser may have begun and not finished.
	maxFlows = 5
)

// flow is a sign-in between SignIn and Callback. Each has a cookie of its own, so
// that those of two tabs do not meet.
type flow struct {
	state    string
	pkce     usermanagement.PKCE
	returnTo string
}

func newFlow(returnTo string) flow { return flow{rand.Text(), usermanagement.NewPKCE(), returnTo} }

// flowPrefix is what the names of the cookies of sign-ins begin with. Where
// browsers see to it, no other host can set them.
func (a *AuthKit) flowPrefix() string {
	prefix := a.config.CookieName + "-sign-in-"
	if a.secure() && a.config.CookieDomain == "" {
		prefix = "__Host-" + prefix
	}
	return prefix
}

// flowName returns the name of the cookie of the sign-in with a state.
func (a *AuthKit) flowName(state string) string { return a.flowPrefix() + state[:min(len(state), 8)] }

// setFlow seals a sign-in in its cookie. Of many that were not finished, the
// oldest are forgotten.
func (a *AuthKit) setFlow(w http.ResponseWriter, r *http.Request, f flow) error {
	content := strings.Join([]string{f.state, f.pkce.Verifier, f.returnTo}, "\n")
	sealed, err := iron.Seal([]byte(content), a.flowPasswords[0], time.Now().Add(flowLife))
	if err != nil {
		return fmt.Errorf("authkit: %w", err)
	}
	var pending []string // oldest first, as browsers send them
	for _, cookie := range r.Cookies() {
		if strings.HasPrefix(cookie.Name, a.flowPrefix()) {
			pending = append(pending, cookie.Name)
		}
	}
	for _, name := range pending[:max(0, len(pending)-maxFlows+1)] {
		http.SetCookie(w, a.cookie(name, "", -1))
	}
	http.SetCookie(w, a.cookie(a.flowName(f.state), sealed, flowLife))
	w.Header().Set("Cache-Control", notStored)
	return nil
}

// takeFlow returns the sign-in with a state, once: it deletes its cookie.
func (a *AuthKit) takeFlow(w http.ResponseWriter, r *http.Request, state string) (flow, error) {
	cookie, err := r.Cookie(a.flowName(state))
	if err != nil {
		return flow{}, ErrInvalidState
	}
	http.SetCookie(w, a.cookie(cookie.Name, "", -1))
	content, err := iron.Open(cookie.Value, a.flowPasswords, time.Now())
	if err != nil {
		return flow{}, fmt.Errorf("%w: %w", ErrInvalidState, err)
	}
	parts := strings.SplitN(string(content), "\n", 3)
	if len(parts) != 3 || subtle.ConstantTimeCompare([]byte(parts[0]), []byte(state)) == 0 {
		return flow{}, ErrInvalidState
	}
	return flow{parts[0], usermanagement.PKCE{Verifier: parts[1]}, parts[2]}, nil
}
