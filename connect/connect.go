// Package connect manages the applications to which people, or their
// organizations, give access: WorkOS Connect, by which the application becomes a
// provider of OAuth 2.0 and OpenID Connect for others.
//
// An OAuth application signs people in, as with "Sign in with Foo Corp"; one of
// machine to machine (M2M) is a program of an organization, which gets its tokens
// with a client ID and a client secret alone:
//
//	service := connect.New(client)
//
//	application, err := service.CreateM2MApplication(ctx, connect.CreateM2MApplicationParams{
//		Name:           "Importer",
//		OrganizationID: org.ID,
//	})
//	...
//	created, err := service.CreateClientSecret(ctx, application.ID)
//	show(application.ClientID, created.Secret) // this once
//
// Package usermanagement lists what people authorized: ListAuthorizedApplications and
// ListOrganizationAuthorizedApplications.
//
// # The application's own login
//
// Where AuthKit's OAuth flows go through a login page of the application's own
// (standalone Connect), AuthKit sends people there with an external_auth_id in the
// query. Having signed them in, the application says who they are, and sends them
// on:
//
//	completion, err := service.CompleteOAuth2(ctx, connect.CompleteOAuth2Params{
//		ExternalAuthID: r.URL.Query().Get("external_auth_id"),
//		User:           connect.User{ID: account.ID, Email: account.Email},
//	})
//	...
//	http.Redirect(w, r, completion.RedirectURI, http.StatusFound)
package connect

import "github.com/workos-go/workos"

// Service calls the Connect operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }
