package events

import (
	"time"

	"github.com/workos-go/workos/pipes"
)

// ConnectedAccount is the payload of the events of accounts at other providers
// that users connected.
type ConnectedAccount struct {
	// Object is "connected_account".
	Object string `json:"object"`
	// ID identifies the connected account.
	ID string `json:"id"`
	// DataIntegrationID is the integration that the account is of.
	DataIntegrationID string `json:"data_integration_id"`
	// ProviderSlug names the provider, such as "github".
	ProviderSlug string `json:"provider_slug"`
	// UserID is the user that the account belongs to, or "".
	UserID string `json:"user_id"`
	// OrganizationID is the organization that the account is for, or "".
	OrganizationID string `json:"organization_id"`
	// Scopes are the OAuth scopes that the user granted.
	Scopes []string `json:"scopes"`
	// State says whether the account can be used.
	State pipes.ConnectedAccountState `json:"state"`
	// CreatedAt is when the account was connected.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the connected account was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// FailedAccountConnection is the payload of the event
// pipes.connected_account.connection_failed.
type FailedAccountConnection struct {
	// Object is "connection_failed".
	Object string `json:"object"`
	// DataIntegrationID is the integration that the account would be of.
	DataIntegrationID string `json:"data_integration_id"`
	// ProviderSlug names the provider.
	ProviderSlug string `json:"provider_slug"`
	// UserID is who wanted to connect it, or "".
	UserID string `json:"user_id"`
	// OrganizationID is the organization that wanted to, or "".
	OrganizationID string `json:"organization_id"`
	// ErrorCode identifies the reason.
	ErrorCode string `json:"error_code"`
	// ErrorReason says more of it, or is "".
	ErrorReason string `json:"error_reason"`
	// ProviderError is the OAuth error of the provider, or "".
	ProviderError string `json:"provider_error"`
	// ProviderErrorDescription is what the provider says of it, or "".
	ProviderErrorDescription string `json:"provider_error_description"`
	// CreatedAt is when it failed.
	CreatedAt time.Time `json:"created_at"`
}

// PipesConnectedAccountConnected is the event
// pipes.connected_account.connected: an account was connected.
type PipesConnectedAccountConnected struct{ Of[ConnectedAccount] }

func (PipesConnectedAccountConnected) kind() Type { return TypePipesConnectedAccountConnected }

// PipesConnectedAccountConnectionFailed is the event
// pipes.connected_account.connection_failed: an account could not be connected.
type PipesConnectedAccountConnectionFailed struct{ Of[FailedAccountConnection] }

func (PipesConnectedAccountConnectionFailed) kind() Type {
	return TypePipesConnectedAccountConnectionFailed
}

// PipesConnectedAccountDisconnected is the event
// pipes.connected_account.disconnected: an account is no longer connected.
type PipesConnectedAccountDisconnected struct{ Of[ConnectedAccount] }

func (PipesConnectedAccountDisconnected) kind() Type { return TypePipesConnectedAccountDisconnected }

// PipesConnectedAccountReauthorizationNeeded is the event
// pipes.connected_account.reauthorization_needed: an account cannot be used
// until its user allows it again.
type PipesConnectedAccountReauthorizationNeeded struct{ Of[ConnectedAccount] }

func (PipesConnectedAccountReauthorizationNeeded) kind() Type {
	return TypePipesConnectedAccountReauthorizationNeeded
}
