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
		if s, _ := a.stored(r); s != nil && s.ID != "" {
			var err error
			if target, err = a.sessions.LogoutURL(s, a.config.SignedOutURL); err != nil {
				a.fail(w, r, err)
				return
			}
		}
		a.deleteSession(w, r)
		redirect(w, target)
	})
}

// stored returns the session in the cookie, whatever its access token is, and what
// is wrong with that. It is for those who end or refresh it, and nobody else.
func (a *AuthKit) stored(r *http.Request) (*session.Session, error) {
	if in, ok := a.known(r); ok && in.session != nil && in.session.RefreshToken != "" {
		return in.session, nil // newer than the cookie, it may be
	}
	s, err := a.sessions.AuthenticateRequest(r, a.config.CookieName)
	var outdated *session.TokenError
	if errors.As(err, &outdated) {
		s = outdated.Session
	}
	if err != nil && !errors.Is(err, session.ErrNobody) {
		err = unavailable(err)
	}
	return s, err
}
