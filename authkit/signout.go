package authkit

import (
	"cmp"
	"errors"
	"net/http"

	"github.com/workos-go/workos/session"
)

// SignOut returns the handler that ends a session, by a POST of this site's pages.
// It deletes the cookie and sends people by way of AuthKit, which ends the session
// there, to Config.SignedOutURL. Where nobody is signed in they go there at once.
func (a *AuthKit) SignOut() http.Handler {
	return a.posted(func(w http.ResponseWriter, r *http.Request) {
		target := cmp.Or(a.config.SignedOutURL, a.config.ReturnTo)
		s, err := a.stored(r)
		if err != nil && !isNobody(err) {
			a.fail(w, r, err)
			return
		}
		if s != nil && s.ID != "" {
			if target, err = a.sessions.LogoutURL(s, a.config.SignedOutURL); err != nil {
				a.fail(w, r, err)
				return
			}
		}
		a.deleteSession(w, r)
		redirect(w, target)
	})
}

// stored returns the session in the cookie, expired or not, to end or to refresh
// it. It is nil where the error is one of isNobody.
func (a *AuthKit) stored(r *http.Request) (*session.Session, error) {
	if s := a.known(r); s != nil && s.RefreshToken != "" {
		return s, nil // newer than the cookie, it may be
	}
	s, err := a.sessions.Authenticate(r.Context(), session.ReadCookie(r, a.config.CookieName))
	var outdated *session.TokenError
	switch {
	case errors.As(err, &outdated) && outdated.Session != nil:
		return outdated.Session, nil
	case err != nil && !isNobody(err):
		return nil, unavailable(err)
	}
	return s, err
}
