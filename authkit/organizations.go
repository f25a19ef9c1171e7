package authkit

import (
	"errors"
	"net/http"

	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
)

// maxForm is the size of the largest form that is read, in bytes.
const maxForm = 64 << 10

// SwitchOrganization returns the handler that moves a session to another
// organization, by a POST of this site's pages with the fields organization_id and
// return_to.
//
//	<form method="post" action="/organization">
//		<button name="organization_id" value="org_123">Foo Corp</button>
//	</form>
//
// An organization that asks for more, such as single sign-on, is a Challenge, and
// without Config.OnChallenge a sign-in to that organization.
func (a *AuthKit) SwitchOrganization() http.Handler {
	return a.posted(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		organizationID := r.PostFormValue("organization_id") // "" where the form cannot be read
		if organizationID == "" {
			a.fail(w, r, &Error{http.StatusBadRequest, "No organization was chosen.", nil})
			return
		}
		a.switchTo(w, r, organizationID, a.returnPath(r.PostFormValue("return_to"), requestedPath(r)))
	})
}

func (a *AuthKit) switchTo(w http.ResponseWriter, r *http.Request, organizationID, returnTo string) {
	s, err := a.stored(r)
	var outdated *session.TokenError
	if err == nil || errors.As(err, &outdated) && outdated.Refreshable() {
		_, err = a.refresh(w, r, s, organizationID)
	}
	var pending *usermanagement.AuthenticationError
	challenged := errors.As(err, &pending)
	switch {
	case err == nil:
		redirect(w, returnTo)
	case challenged && a.config.OnChallenge != nil:
		a.config.OnChallenge(w, r, &Challenge{err, returnTo})
	case challenged || errors.Is(err, session.ErrNobody):
		a.redirectToSignIn(w, r, returnTo, signInTo(organizationID, err))
	default:
		a.fail(w, r, err)
	}
}

// signInTo returns the parameters of a sign-in to an organization that asks for
// one: through its connection, where there is no choice.
func signInTo(organizationID string, err error) usermanagement.AuthorizationURLParams {
	var required *usermanagement.SSORequiredError
	if errors.As(err, &required) && len(required.ConnectionIDs) == 1 {
		return usermanagement.AuthorizationURLParams{ConnectionID: required.ConnectionIDs[0]}
	}
	return usermanagement.AuthorizationURLParams{OrganizationID: organizationID}
}

// refresh gets the session's next tokens and sets its cookie. Where the session is
// over it leaves the cookie: another process may have been faster, and the browser
// have a newer one by now.
func (a *AuthKit) refresh(w http.ResponseWriter, r *http.Request, s *session.Session, organizationID string) (*session.Session, error) {
	next, err := a.sessions.Refresh(r.Context(), s, session.RefreshParams{
		RequestInfo: a.requestInfo(r), OrganizationID: organizationID,
	})
	if err != nil {
		return nil, err
	}
	return next, a.setSession(w, r, next)
}
