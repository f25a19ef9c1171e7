// Package sso signs people in through the identity provider of their company (SAML,
// OpenID Connect) or through Google, Microsoft, GitHub and the like. It is for
// applications with users of their own; package usermanagement signs in the users
// that WorkOS keeps, by single sign-on too.
//
// An organization has a connection to its identity provider. To sign in, send
// the browser to it, and keep the state and the verifier of PKCE for when it
// comes back (in a cookie that scripts cannot read, or in a session):
//
//	signIn := sso.New(client)
//
//	pkce, state := sso.NewPKCE(), rand.Text()
//	target, err := signIn.AuthorizationURL(sso.AuthorizationURLParams{
//		Organization:  "org_123",
//		RedirectURI:   "https://app.example.com/callback",
//		State:         state,
//		CodeChallenge: pkce.Challenge,
//	})
//	...
//	http.Redirect(w, r, target, http.StatusFound)
//
// WorkOS sends the browser back to the redirect URI. Check that the parameter
// state is the one that was kept: else the sign-in was begun by somebody else.
// Then look for the parameter error, which stands there in place of a code, with
// an error_description; [Service.AuthorizationURL] says what it may be. Exchange the
// code, once, within 10 minutes:
//
//	result, err := signIn.GetProfileAndToken(ctx, sso.GetProfileAndTokenParams{
//		Code:         r.FormValue("code"),
//		CodeVerifier: pkce.Verifier,
//	})
//	...
//	if result.Profile.OrganizationID != "org_123" {
//		return errors.New("signed in to another organization")
//	}
//
// # Whom to trust
//
// A profile is what an identity provider says of a person, and every customer
// runs their own. Let people into the organization of the profile and into no
// other. The domain of the e-mail address proves nothing: an identity provider
// can be made to say any address. Keep the ConnectionID and the IDPID with the
// application's own account, and find it by them from then on.
//
// # Sign-ins that begin at the identity provider
//
// People also click on the application in the list that their identity provider
// shows them. The browser then arrives at the default redirect URI of the WorkOS
// dashboard with a code and without a state, and nobody knows who sent it: a link
// that signs it in to somebody else's account looks the same. Exchange the code,
// without a verifier, and with no more than the ConnectionID of the profile begin a
// sign-in with a state. The identity provider still knows the person, who does not
// have to type again.
//
// # PKCE
//
// With a pair of [NewPKCE], a code that is stolen on its way back to the
// application is worth nothing. A client without an API key, as in a desktop or
// mobile application, cannot do without; one with a key sends both.
//
// # Signing out
//
// Ending the application's own session leaves the one at the identity provider.
// To end that too, where the connection can, ask for a logout with
// [Service.AuthorizeLogout] and send the browser to its LogoutURL.
package sso

import "github.com/workos-go/workos"

// Service calls the single sign-on operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }
