// Package pipes gets the application into its users' accounts at other providers,
// such as GitHub or Slack: WorkOS asks for their consent, keeps the credentials
// and refreshes them.
//
// A data integration is such a provider, set up once: with the OAuth credentials
// of the application's own, or for accounts that are entered by an API key.
//
//	service := pipes.New(client)
//
//	_, err := service.CreateDataIntegration(ctx, pipes.CreateDataIntegrationParams{
//		Provider: "github",
//		Enabled:  true,
//		Scopes:   []string{"repo"},
//		Credentials: pipes.OAuthCredentialsParams{
//			Type: pipes.OAuthCredentialsTypeCustom, ClientID: id, ClientSecret: secret,
//		},
//	})
//
// Users go to the URL of an authorization to connect their accounts:
//
//	authorization, err := service.Authorize(ctx, "github", pipes.AuthorizeParams{
//		UserID:   user.ID,
//		ReturnTo: "https://app.foo-corp.com/settings",
//	})
//	...
//	http.Redirect(w, r, authorization.URL, http.StatusFound)
//
// From then on there is an access token for the application, whenever it asks:
//
//	got, err := service.GetAccessToken(ctx, "github", pipes.GetAccessTokenParams{UserID: user.ID})
//	switch {
//	case err != nil:
//		return err
//	case !got.Active: // got.Error says why
//		return askToConnect()
//	}
//	use(got.AccessToken.AccessToken)
//
// Package usermanagement lists, imports and disconnects the connected accounts of a
// user.
package pipes

import "github.com/workos-go/workos"

// Service calls the Pipes operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }
