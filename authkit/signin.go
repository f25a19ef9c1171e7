package authkit

import (
	"net/http"
	"slices"

	"github.com/workos-go/workos/usermanagement"
)

// SignIn returns the handler that sends people to AuthKit to sign in. They come
// back to the path in the query parameter return_to, if it is one of this site.
func (a *AuthKit) SignIn() http.Handler { return a.begin(usermanagement.ScreenHintSignIn) }

// SignUp is SignIn for new users: AuthKit shows its page for them first.
func (a *AuthKit) SignUp() http.Handler { return a.begin(usermanagement.ScreenHintSignUp) }

func (a *AuthKit) begin(hint usermanagement.ScreenHint) http.Handler {
	return handler([]string{http.MethodGet, http.MethodHead}, func(w http.ResponseWriter, r *http.Request) {
		returnTo := a.returnPath(r.URL.Query().Get("return_to"), requestedPath(r))
		a.redirectToSignIn(w, r, returnTo, usermanagement.AuthorizationURLParams{ScreenHint: hint})
	})
}

// SignInURL begins a sign-in with parameters of the caller's, such as an
// organization, a provider or a login hint. It sets the cookie by which Callback
// knows the sign-in, and returns the URL to redirect to. RedirectURI is
// Config.RedirectURI unless params say otherwise, and Provider is AuthKit; State
// and CodeChallenge are filled in. People come back to returnTo, if it is a path of
// this site, within ten minutes.
//
//	func signInToFoo(w http.ResponseWriter, r *http.Request) {
//		target, err := auth.SignInURL(w, r, "/projects", usermanagement.AuthorizationURLParams{OrganizationID: foo})
//		...
//		http.Redirect(w, r, target, http.StatusSeeOther)
//	}
//
// Builds the URL of GET /user_management/authorize.
func (a *AuthKit) SignInURL(w http.ResponseWriter, r *http.Request, returnTo string, params usermanagement.AuthorizationURLParams) (string, error) {
	f := newFlow(a.returnPath(returnTo))
	params.State, params.CodeChallenge = f.state, f.pkce.Challenge
	if params.RedirectURI == "" {
		params.RedirectURI = a.config.RedirectURI
	}
	if params.Provider == "" && params.ConnectionID == "" {
		params.Provider = usermanagement.ProviderAuthKit
	}
	target, err := a.users.AuthorizationURL(params)
	if err != nil {
		return "", err
	}
	return target, a.setFlow(w, r, f)
}

func (a *AuthKit) redirectToSignIn(w http.ResponseWriter, r *http.Request, returnTo string, params usermanagement.AuthorizationURLParams) {
	target, err := a.SignInURL(w, r, returnTo, params)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	redirect(w, target)
}

// redirect sends a browser on with a GET. It leaves the URL as it is, where
// http.Redirect would clean its path.
func redirect(w http.ResponseWriter, target string) {
	w.Header().Set("Location", target)
	w.WriteHeader(http.StatusSeeOther)
}

// handler serves some methods, with answers that nobody stores, and refuses the
// others.
func handler(methods []string, serve http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", notStored)
		if slices.Contains(methods, r.Method) {
			serve(w, r)
			return
		}
		w.Header()["Allow"] = methods
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
	})
}

// posted serves the posts of this site's own pages.
func (a *AuthKit) posted(serve http.HandlerFunc) http.Handler {
	return handler([]string{http.MethodPost}, func(w http.ResponseWriter, r *http.Request) {
		if err := a.origins.Check(r); err != nil {
			a.fail(w, r, &Error{http.StatusForbidden, "This page was asked for by another site.", err})
			return
		}
		serve(w, r)
	})
}
