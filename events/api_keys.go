package events

import (
	"time"

	"github.com/workos-go/workos/apikeys"
)

// APIKeyUpdate is the payload of the event api_key.updated.
type APIKeyUpdate struct {
	apikeys.APIKey

	// PreviousAttributes are the values from before.
	PreviousAttributes APIKeyPreviousAttributes `json:"previous_attributes"`
}

// APIKeyPreviousAttributes are what a change of an API key replaced.
type APIKeyPreviousAttributes struct {
	// ExpiresAt is when the key would have stopped working; zero is never.
	ExpiresAt time.Time `json:"expires_at"`
}

// APIKeyCreated is the event api_key.created: an API key was created.
type APIKeyCreated struct{ Of[apikeys.APIKey] }

func (APIKeyCreated) kind() Type { return TypeAPIKeyCreated }

// APIKeyRevoked is the event api_key.revoked: an API key no longer works.
type APIKeyRevoked struct{ Of[apikeys.APIKey] }

func (APIKeyRevoked) kind() Type { return TypeAPIKeyRevoked }

// APIKeyUpdated is the event api_key.updated: an API key expires at another
// time.
type APIKeyUpdated struct{ Of[APIKeyUpdate] }

func (APIKeyUpdated) kind() Type { return TypeAPIKeyUpdated }
