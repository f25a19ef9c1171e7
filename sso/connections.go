package sso

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// Connection ties an organization to its identity provider. Connections are made
// in the WorkOS dashboard or by the organization itself in the Admin Portal (see
// package portal).
type Connection struct {
	// Object is "connection".
	Object string `json:"object"`
	// ID identifies the connection.
	ID string `json:"id"`
	// OrganizationID is the organization that the connection belongs to, or "".
	OrganizationID string `json:"organization_id,omitempty"`
	// ConnectionType is the kind of the identity provider.
	ConnectionType ConnectionType `json:"connection_type"`
	// Name describes the connection, mostly by the organization's name.
	Name string `json:"name"`
	// State says whether people can sign in through the connection.
	State ConnectionState `json:"state"`
	// Status is "linked" for a connection that people can sign in through.
	//
	// Deprecated: use State.
	Status ConnectionStatus `json:"status"`
	// Domains are the e-mail domains of the people who sign in.
	Domains []ConnectionDomain `json:"domains"`
	// ExternalKey is another key of the connection, in events alone.
	ExternalKey string `json:"external_key,omitempty"`
	// CreatedAt is when the connection was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the connection was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// ConnectionDomain is an e-mail domain of the people who sign in through a
// connection.
type ConnectionDomain struct {
	// Object is "connection_domain".
	Object string `json:"object"`
	// ID identifies the domain.
	ID string `json:"id"`
	// Domain is the domain's name, such as "foo-corp.com".
	Domain string `json:"domain"`
}

// ConnectionState says whether people can sign in through a connection.
type ConnectionState string

// The states of a connection.
const (
	// ConnectionStateRequiresType means that the identity provider is still to be
	// chosen.
	ConnectionStateRequiresType ConnectionState = "requires_type"
	// ConnectionStateDraft means that it is being set up.
	ConnectionStateDraft ConnectionState = "draft"
	// ConnectionStateValidating means that its settings are being checked.
	ConnectionStateValidating ConnectionState = "validating"
	// ConnectionStateActive means that people can sign in.
	ConnectionStateActive ConnectionState = "active"
	// ConnectionStateInactive means that it is switched off.
	ConnectionStateInactive ConnectionState = "inactive"
	// ConnectionStateDeleting means that it will be gone soon.
	ConnectionStateDeleting ConnectionState = "deleting"
)

// ConnectionStatus says whether people can sign in through a connection.
//
// Deprecated: use ConnectionState.
type ConnectionStatus string

// The statuses of a connection.
//
// Deprecated: use those of ConnectionState.
const (
	ConnectionStatusLinked   ConnectionStatus = "linked"
	ConnectionStatusUnlinked ConnectionStatus = "unlinked"
)

// ConnectionType is the kind of identity provider that a connection leads to.
type ConnectionType string

// The kinds of identity providers.
const (
	ConnectionTypeADFSSAML       ConnectionType = "ADFSSAML"
	ConnectionTypeADPOIDC        ConnectionType = "AdpOidc"
	ConnectionTypeAppleOAuth     ConnectionType = "AppleOAuth"
	ConnectionTypeAuth0Migration ConnectionType = "Auth0Migration"
	ConnectionTypeAuth0SAML      ConnectionType = "Auth0SAML"
	ConnectionTypeAzureSAML      ConnectionType = "AzureSAML"
	ConnectionTypeBitbucketOAuth ConnectionType = "BitbucketOAuth"
	ConnectionTypeCASSAML        ConnectionType = "CasSAML"
	ConnectionTypeClassLinkSAML  ConnectionType = "ClassLinkSAML"
	ConnectionTypeCleverOIDC     ConnectionType = "CleverOIDC"
	ConnectionTypeCloudflareSAML ConnectionType = "CloudflareSAML"
	ConnectionTypeCyberArkSAML   ConnectionType = "CyberArkSAML"
	ConnectionTypeDiscordOAuth   ConnectionType = "DiscordOAuth"
	ConnectionTypeDuoSAML        ConnectionType = "DuoSAML"
	ConnectionTypeEntraIDOIDC    ConnectionType = "EntraIdOIDC"
	ConnectionTypeGenericOIDC    ConnectionType = "GenericOIDC"
	ConnectionTypeGenericSAML    ConnectionType = "GenericSAML"
	ConnectionTypeGitHubOAuth    ConnectionType = "GitHubOAuth"
	// ConnectionTypeGitHubOAuthFilter is how ListConnections writes
	// ConnectionTypeGitHubOAuth.
	ConnectionTypeGitHubOAuthFilter ConnectionType = "GithubOAuth"
	ConnectionTypeGitLabOAuth       ConnectionType = "GitLabOAuth"
	ConnectionTypeGoogleOAuth       ConnectionType = "GoogleOAuth"
	ConnectionTypeGoogleOIDC        ConnectionType = "GoogleOIDC"
	ConnectionTypeGoogleSAML        ConnectionType = "GoogleSAML"
	ConnectionTypeGrokOAuth         ConnectionType = "GrokOAuth"
	ConnectionTypeIntuitOAuth       ConnectionType = "IntuitOAuth"
	ConnectionTypeJumpCloudSAML     ConnectionType = "JumpCloudSAML"
	ConnectionTypeKeycloakSAML      ConnectionType = "KeycloakSAML"
	ConnectionTypeLastPassSAML      ConnectionType = "LastPassSAML"
	ConnectionTypeLinkedInOAuth     ConnectionType = "LinkedInOAuth"
	ConnectionTypeLoginGovOIDC      ConnectionType = "LoginGovOidc"
	ConnectionTypeMagicLink         ConnectionType = "MagicLink"
	ConnectionTypeMicrosoftOAuth    ConnectionType = "MicrosoftOAuth"
	ConnectionTypeMiniOrangeSAML    ConnectionType = "MiniOrangeSAML"
	ConnectionTypeNetIQSAML         ConnectionType = "NetIqSAML"
	ConnectionTypeOktaOIDC          ConnectionType = "OktaOIDC"
	ConnectionTypeOktaSAML          ConnectionType = "OktaSAML"
	ConnectionTypeOneLoginSAML      ConnectionType = "OneLoginSAML"
	ConnectionTypeOracleSAML        ConnectionType = "OracleSAML"
	// ConnectionTypePending means that the type is still to be chosen.
	ConnectionTypePending               ConnectionType = "Pending"
	ConnectionTypePingFederateSAML      ConnectionType = "PingFederateSAML"
	ConnectionTypePingOneSAML           ConnectionType = "PingOneSAML"
	ConnectionTypeRipplingSAML          ConnectionType = "RipplingSAML"
	ConnectionTypeSalesforceOAuth       ConnectionType = "SalesforceOAuth"
	ConnectionTypeSalesforceSAML        ConnectionType = "SalesforceSAML"
	ConnectionTypeShibbolethGenericSAML ConnectionType = "ShibbolethGenericSAML"
	ConnectionTypeShibbolethSAML        ConnectionType = "ShibbolethSAML"
	ConnectionTypeSimpleSAMLPHPSAML     ConnectionType = "SimpleSamlPhpSAML"
	ConnectionTypeSlackOAuth            ConnectionType = "SlackOAuth"
	// ConnectionTypeTestIDP is the identity provider that WorkOS has for trying
	// out.
	ConnectionTypeTestIDP                ConnectionType = "TestIdp"
	ConnectionTypeVercelMarketplaceOAuth ConnectionType = "VercelMarketplaceOAuth"
	ConnectionTypeVercelOAuth            ConnectionType = "VercelOAuth"
	ConnectionTypeVMwareSAML             ConnectionType = "VMwareSAML"
	ConnectionTypeXeroOAuth              ConnectionType = "XeroOAuth"
	ConnectionTypeXOAuth                 ConnectionType = "XOAuth"
)

// ListConnectionsParams are the parameters of ListConnections.
type ListConnectionsParams struct {
	workos.ListParams

	// ConnectionType asks for the connections to this kind of identity provider.
	ConnectionType ConnectionType `url:"connection_type,omitempty"`
	// Domain asks for the connections that have this domain.
	Domain string `url:"domain,omitempty"`
	// OrganizationID asks for the connections of this organization.
	OrganizationID string `url:"organization_id,omitempty"`
	// Search asks for the connections whose name contains this text.
	Search string `url:"search,omitempty"`
}

// ListConnections returns a page of the connections, newest first unless the
// params say otherwise. The page's All walks over all of them. A filter that
// cannot be is a workos.ErrUnprocessable.
//
// Calls GET /connections.
func (s *Service) ListConnections(ctx context.Context, params ListConnectionsParams, opts ...workos.RequestOption) (*workos.List[Connection], error) {
	return workos.GetList[Connection](ctx, s.client, workos.Path("/connections"), params, opts...)
}

// GetConnection returns the connection with the given ID. An unknown ID is a
// workos.ErrNotFound.
//
// Calls GET /connections/{id}.
func (s *Service) GetConnection(ctx context.Context, id string, opts ...workos.RequestOption) (*Connection, error) {
	return workos.Get[Connection](ctx, s.client, workos.Path("/connections/{id}", id), nil, opts...)
}

// DeleteConnection deletes a connection: nobody signs in through it any more. It
// cannot be undone. An unknown ID is a workos.ErrNotFound.
//
// Calls DELETE /connections/{id}.
func (s *Service) DeleteConnection(ctx context.Context, id string, opts ...workos.RequestOption) error {
	return workos.Delete(ctx, s.client, workos.Path("/connections/{id}", id), opts...)
}
