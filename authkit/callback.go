package authkit

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/usermanagement"
)

// ProviderError is what AuthKit sends a browser back with in place of a code.
type ProviderError struct {
	// Code is the error, such as "access_denied".
	Code string
	// Description says what happened. It is text that came in a URL: escape it
	// where it is shown.
	Description string
}

// Error returns the code and the description, quoted.
func (e *ProviderError) Error() string {
	return fmt.Sprintf("authkit: the sign-in failed: %q: %q", e.Code, e.Description)
}

// Challenge is a sign-in, or a move to another organization, that is not finished.
type Challenge struct {
	// Err says what is needed: one of the errors that
	// usermanagement.AuthenticationError lists, for errors.As. It has what the
	// Authenticate methods go on with, which stays on the server.
	Err error
	// ReturnTo is where the person wants to go: for Complete.
	ReturnTo string
}

// Callback returns the handler of the redirect URI, to which AuthKit sends people
// back. It refuses what this browser has not begun (ErrInvalidState), and sends
// people to AuthKit whose sign-in WorkOS began by itself, as an invitation does:
// only a sign-in that was begun here is one that the person wants.
func (a *AuthKit) Callback() http.Handler {
	return handler([]string{http.MethodGet}, func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		if query.Get("state") == "" && query.Get("code") != "" {
			a.redirectToSignIn(w, r, "", usermanagement.AuthorizationURLParams{})
			return
		}
		f, err := a.takeFlow(w, r, query.Get("state"))
		if err == nil && query.Get("code") == "" {
			err = &ProviderError{query.Get("error"), query.Get("error_description")}
		}
		if err == nil {
			err = a.exchange(w, r, query.Get("code"), f)
		}
		var pending *usermanagement.AuthenticationError
		switch {
		case err == nil:
		case a.config.OnChallenge != nil && errors.As(err, &pending):
			a.config.OnChallenge(w, r, &Challenge{err, f.returnTo})
		default:
			a.fail(w, r, err)
		}
	})
}

// exchange finishes a sign-in with the code that came back.
func (a *AuthKit) exchange(w http.ResponseWriter, r *http.Request, code string, f flow) error {
	auth, err := a.users.AuthenticateWithCode(r.Context(), usermanagement.AuthenticateWithCodeParams{
		RequestInfo:  a.requestInfo(r),
		Code:         code,
		CodeVerifier: f.pkce.Verifier,
	})
	var answer *workos.Error
	switch {
	case err == nil:
		return a.Complete(w, r, auth, f.returnTo)
	case errors.As(err, &answer):
		return err
	default: // there was no answer
		return unavailable(err)
	}
}

// Complete finishes a sign-in: it calls OnSignIn, sets the session's cookie, in
// place of any that was there, and redirects to returnTo, if that is a path of this
// site. Callback does so by itself. Call it where the application went on with a
// Challenge, or has a sign-in page of its own.
//
// Where there is an error, nothing was answered and nobody is signed in.
func (a *AuthKit) Complete(w http.ResponseWriter, r *http.Request, auth *usermanagement.Authentication, returnTo string) error {
	s, err := a.sessions.FromAuthentication(auth)
	if err != nil {
		return err
	}
	if a.config.OnSignIn != nil {
		if err := a.config.OnSignIn(r, auth); err != nil {
			return refused(err)
		}
	}
	if err := a.setSession(w, r, s); err != nil {
		return err
	}
	redirect(w, a.returnPath(returnTo))
	return nil
}

// refused is an error of OnSignIn, whatever it wraps.
func refused(err error) error {
	var said *Error
	switch {
	case !errors.As(err, &said):
		return &Error{http.StatusInternalServerError, "Something is wrong here.", err}
	case said == nil: // which has no methods to call
		return &Error{http.StatusInternalServerError, "Something is wrong here.", errors.New("authkit: OnSignIn returned a nil *Error")}
	}
	return err
}

// requestInfo is what WorkOS keeps of who signs in.
func (a *AuthKit) requestInfo(r *http.Request) usermanagement.RequestInfo {
	info := usermanagement.RequestInfo{UserAgent: r.UserAgent()}
	if a.config.ClientIP != nil {
		info.IPAddress = a.config.ClientIP(r)
	}
	return info
}
