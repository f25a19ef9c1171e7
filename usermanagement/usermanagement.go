// Package usermanagement signs people in and keeps them: users, the
// organizations that they are members of, invitations, sessions, and every way
// to authenticate that WorkOS offers.
//
// # Signing in
//
// The shortest way is AuthKit, the hosted sign-in page. The application sends
// the browser to it and gets it back with a code:
//
//	users := usermanagement.New(client)
//
//	// GET /login
//	pair, state := usermanagement.NewPKCE(), rand.Text() // kept in a cookie
//	target, err := users.AuthorizationURL(usermanagement.AuthorizationURLParams{
//		Provider:      usermanagement.ProviderAuthKit,
//		RedirectURI:   "https://example.com/callback",
//		State:         state,
//		CodeChallenge: pair.Challenge,
//	})
//
//	// GET /callback?code=...&state=..., with the state compared
//	auth, err := users.AuthenticateWithCode(ctx, usermanagement.AuthenticateWithCodeParams{
//		Code:         code,
//		CodeVerifier: pair.Verifier,
//	})
//
// Package authkit does this for web applications on net/http, and keeps the session
// in a cookie. An application with a sign-in page of its own calls the other
// Authenticate methods: passwords, codes by e-mail ([Service.CreateMagicAuth]),
// second factors. A program without a browser calls [Service.AuthorizeDevice] and
// [Service.AwaitDevice].
//
// # What a sign-in still needs
//
// A sign-in may be right and not finished: the user has to enter a code of a
// second factor, to verify an address, to choose an organization. The error says
// which, and holds what to go on with; [AuthenticationError] lists them all:
//
//	auth, err := users.AuthenticateWithPassword(ctx, params)
//	var choice *usermanagement.OrganizationSelectionRequiredError
//	if errors.As(err, &choice) {
//		chosen := usermanagement.AuthenticateWithOrganizationSelectionParams{
//			PendingAuthenticationToken: choice.PendingAuthenticationToken,
//			OrganizationID:             choice.Organizations[0].ID, // what the user chose
//		}
//		auth, err = users.AuthenticateWithOrganizationSelection(ctx, chosen)
//	}
//
// A sign-in that is refused is a *workos.Error, whose Code says why:
//
//	var refusal *workos.Error
//	if errors.As(err, &refusal) && refusal.Code == usermanagement.CodeInvalidCredentials {
//		// a wrong address or password: let the person try again
//	}
//
// # Sessions
//
// An [Authentication] holds an access token, which is good for some minutes, and a
// refresh token, which [Service.AuthenticateWithRefreshToken] exchanges once for
// the next two. The access token is a JWT; the keys that sign it are at the URL
// that JWKSURL of package sso returns. [Service.LogoutURL] and
// [Service.RevokeSession] end the session.
//
// # Secrets
//
// The types that hold passwords, codes and tokens do not show them when they are
// printed or logged; package workos says where that ends.
package usermanagement

import "github.com/workos-go/workos"

// Service calls the user management operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }
