package sso

import (
	"fmt"
	"net/url"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/pkce"
)

// PKCE is a pair of PKCE (RFC 7636), for one sign-in. It has two fields, both of
// them strings: Challenge, for the authorization URL, and Verifier, with which
// the code is exchanged. It does not print its verifier.
type PKCE = pkce.PKCE

// NewPKCE returns a new pair of PKCE.
func NewPKCE() PKCE { return pkce.New() }

// AuthorizationURLParams are the parameters of AuthorizationURL.
type AuthorizationURLParams struct {
	// RedirectURI is where the browser comes back to. It is one of those that are
	// registered in the WorkOS dashboard.
	RedirectURI string `url:"redirect_uri" required:"true"`
	// Connection is the ID of the connection to sign in through.
	Connection string `url:"connection,omitempty"`
	// Organization is the ID of the organization whose connection it is. One with
	// several connections needs Connection.
	Organization string `url:"organization,omitempty"`
	// Provider signs in through a provider, whoever the person belongs to.
	Provider Provider `url:"provider,omitempty"`
	// Domain is a domain of the connection to sign in through.
	//
	// Deprecated: use Organization or Connection.
	Domain string `url:"domain,omitempty"`
	// State comes back with the browser as it is. Make it random, keep it, and
	// compare, so that nobody is signed in who did not begin to.
	State string `url:"state,omitempty"`
	// CodeChallenge is the Challenge of a PKCE. The code that comes back is then
	// exchanged with its Verifier alone.
	CodeChallenge string `url:"code_challenge,omitempty"`
	// DomainHint fills in the domain at Microsoft OAuth and Google SAML.
	DomainHint string `url:"domain_hint,omitempty"`
	// LoginHint fills in the user name or e-mail address at identity providers
	// that allow it.
	LoginHint string `url:"login_hint,omitempty"`
	// Nonce is a random string against replays, for OpenID Connect.
	Nonce string `url:"nonce,omitempty"`
	// Prompt may be "login": people sign in anew, although the identity provider
	// knows them.
	Prompt string `url:"prompt,omitempty"`
	// ProviderScopes are scopes to ask the provider for, in addition (OAuth and
	// OpenID Connect).
	ProviderScopes []string `url:"provider_scopes,omitempty,comma"`
	// ProviderQueryParams are parameters to pass on to the provider (OAuth).
	ProviderQueryParams ProviderQueryParams `url:"provider_query_params,omitempty"`
}

// Provider is a provider that people sign in through without a connection of an
// organization.
type Provider string

// The providers.
const (
	ProviderApple             Provider = "AppleOAuth"
	ProviderBitbucket         Provider = "BitbucketOAuth"
	ProviderGitHub            Provider = "GitHubOAuth"
	ProviderGitLab            Provider = "GitLabOAuth"
	ProviderGoogle            Provider = "GoogleOAuth"
	ProviderIntuit            Provider = "IntuitOAuth"
	ProviderLinkedIn          Provider = "LinkedInOAuth"
	ProviderMicrosoft         Provider = "MicrosoftOAuth"
	ProviderSalesforce        Provider = "SalesforceOAuth"
	ProviderSlack             Provider = "SlackOAuth"
	ProviderVercel            Provider = "VercelOAuth"
	ProviderVercelMarketplace Provider = "VercelMarketplaceOAuth"
	ProviderXero              Provider = "XeroOAuth"
)

// ProviderQueryParams are query parameters for a provider, by name.
type ProviderQueryParams map[string]string

// EncodeValues writes each parameter as key[name]=value.
func (p ProviderQueryParams) EncodeValues(key string, values *url.Values) error {
	for name, value := range p {
		values.Set(key+"["+name+"]", value)
	}
	return nil
}

// authorizationQuery is the query of an authorization URL.
type authorizationQuery struct {
	AuthorizationURLParams

	ClientID            string `url:"client_id"`
	ResponseType        string `url:"response_type"`
	CodeChallengeMethod string `url:"code_challenge_method,omitempty"`
}

// AuthorizationURL returns where to send the browser of a person who signs in. It
// sends nothing.
//
// Without a redirect URI it is a *workos.ParamError, and so it is without
// Connection, Organization and Provider; a client without a client ID gets
// workos.ErrMissingClientID.
//
// What keeps a person from signing in arrives at the redirect URI, as error and
// error_description. WorkOS's OpenAPI document does not list the codes, and there are
// others; these are the ones that package workostest answers with:
//
//   - access_denied: the identity provider does not let the person in. They can try
//     again, or ask their IT department.
//   - connection_unlinked: the connection is not active. The customer's IT department
//     sets it up in the Admin Portal.
//   - connection_invalid, organization_invalid: there is no such connection, or the
//     organization is unknown or has none.
//   - ambiguous_connection_selector: the organization has several connections, and
//     Connection has to say which.
//   - invalid_connection_selector, invalid_request: the URL is not one of
//     AuthorizationURL.
//
// A person can do something about the first alone.
//
// Builds the URL of GET /sso/authorize.
func (s *Service) AuthorizationURL(params AuthorizationURLParams) (string, error) {
	query, err := s.authorization(params)
	if err != nil {
		return "", fmt.Errorf("workos: /sso/authorize: %w", err)
	}
	return s.client.URL(workos.Path("/sso/authorize"), query)
}

func (s *Service) authorization(params AuthorizationURLParams) (authorizationQuery, error) {
	query := authorizationQuery{AuthorizationURLParams: params, ResponseType: "code"}
	if params.CodeChallenge != "" {
		query.CodeChallengeMethod = pkce.Method
	}
	if params.Connection == "" && params.Organization == "" && params.Provider == "" && params.Domain == "" {
		return query, &workos.ParamError{Param: "connection", Reason: "is required, or else organization or provider"}
	}
	var err error
	query.ClientID, err = s.client.RequireClientID()
	return query, err
}

// JWKSURL returns the URL of the public keys that access tokens of this client's
// application are signed with. It sends nothing. A client without a client ID gets
// workos.ErrMissingClientID.
//
// Builds the URL of GET /sso/jwks/{clientId}.
func (s *Service) JWKSURL() (string, error) {
	clientID, err := s.client.RequireClientID()
	if err != nil {
		return "", fmt.Errorf("workos: /sso/jwks/{clientId}: %w", err)
	}
	return s.client.URL(workos.Path("/sso/jwks/{clientId}", clientID), nil)
}
