package usermanagement

import (
	"context"

	"github.com/workos-go/workos"
)

// Identity is an account of a user at a provider of sign-ins, such as Google.
type Identity struct {
	// IDPID is the provider's own ID of the user.
	IDPID string `json:"idp_id"`
	// Type is the kind of the identity.
	Type IdentityType `json:"type"`
	// Provider is the provider.
	Provider IdentityProvider `json:"provider"`
}

// IdentityType is the kind of an identity.
type IdentityType string

// The kinds of identities.
const (
	IdentityTypeOAuth IdentityType = "OAuth"
)

// IdentityProvider is a provider of sign-ins.
type IdentityProvider string

// The providers of sign-ins.
const (
	IdentityProviderApple             IdentityProvider = "AppleOAuth"
	IdentityProviderBitbucket         IdentityProvider = "BitbucketOAuth"
	IdentityProviderDiscord           IdentityProvider = "DiscordOAuth"
	IdentityProviderGitHub            IdentityProvider = "GithubOAuth"
	IdentityProviderGitLab            IdentityProvider = "GitLabOAuth"
	IdentityProviderGoogle            IdentityProvider = "GoogleOAuth"
	IdentityProviderGrok              IdentityProvider = "GrokOAuth"
	IdentityProviderIntuit            IdentityProvider = "IntuitOAuth"
	IdentityProviderLinkedIn          IdentityProvider = "LinkedInOAuth"
	IdentityProviderMicrosoft         IdentityProvider = "MicrosoftOAuth"
	IdentityProviderSalesforce        IdentityProvider = "SalesforceOAuth"
	IdentityProviderSlack             IdentityProvider = "SlackOAuth"
	IdentityProviderVercel            IdentityProvider = "VercelOAuth"
	IdentityProviderVercelMarketplace IdentityProvider = "VercelMarketplaceOAuth"
	IdentityProviderX                 IdentityProvider = "XOAuth"
	IdentityProviderXero              IdentityProvider = "XeroOAuth"
)

// ListIdentities returns the accounts by which a user signed in at other providers:
// all of them, as the API has no pages here. An unknown user is a
// workos.ErrNotFound.
//
// Calls GET /user_management/users/{id}/identities.
func (s *Service) ListIdentities(ctx context.Context, userID string, opts ...workos.RequestOption) ([]Identity, error) {
	identities, err := workos.Get[[]Identity](ctx, s.client, workos.Path("/user_management/users/{id}/identities", userID), nil, opts...)
	if err != nil {
		return nil, err
	}
	return *identities, nil
}
