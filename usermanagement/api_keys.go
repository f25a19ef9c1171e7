package usermanagement

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// APIKey is a key by which a user calls the API of the application. It is no
// key of the WorkOS API.
type APIKey struct {
	// Object is "api_key".
	Object string `json:"object"`
	// ID identifies the key.
	ID string `json:"id"`
	// Owner is whom the key belongs to.
	Owner APIKeyOwner `json:"owner"`
	// Name describes the key.
	Name string `json:"name"`
	// ObfuscatedValue is a piece of the key, by which a person knows it again.
	ObfuscatedValue string `json:"obfuscated_value"`
	// LastUsedAt is when the key was last used, or zero.
	LastUsedAt time.Time `json:"last_used_at"`
	// ExpiresAt is when the key stops working; zero is never.
	ExpiresAt time.Time `json:"expires_at"`
	// Permissions are the slugs of what the key allows.
	Permissions []string `json:"permissions"`
	// CreatedAt is when the key was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the key was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// APIKeyOwner is whom an API key belongs to.
type APIKeyOwner struct {
	// Type is "user".
	Type string `json:"type"`
	// ID is the user.
	ID string `json:"id"`
	// OrganizationID is the organization for which the user acts with the key.
	OrganizationID string `json:"organization_id"`
}

// ListAPIKeysParams are the parameters of ListAPIKeys.
type ListAPIKeysParams struct {
	workos.ListParams

	// OrganizationID asks for the keys for this organization.
	OrganizationID string `url:"organization_id,omitempty"`
}

// ListAPIKeys returns a page of a user's API keys, newest first unless the params
// say otherwise. The page's All walks over all of them. An unknown user is a
// workos.ErrNotFound.
//
// Calls GET /user_management/users/{userId}/api_keys.
func (s *Service) ListAPIKeys(ctx context.Context, userID string, params ListAPIKeysParams, opts ...workos.RequestOption) (*workos.List[APIKey], error) {
	return workos.GetList[APIKey](ctx, s.client, workos.Path("/user_management/users/{userId}/api_keys", userID), params, opts...)
}

// CreatedAPIKey is a new API key with its value.
type CreatedAPIKey struct {
	APIKey

	// Value is the key itself: show it to the user, as it does not come back.
	Value string `json:"value" secret:"true"`
}

// Format hides the value.
func (k CreatedAPIKey) Format(f fmt.State, _ rune) { secret.Format(f, k) }

// LogValue hides the value.
func (k CreatedAPIKey) LogValue() slog.Value { return secret.LogValue(k) }

// CreateAPIKeyParams are the parameters of CreateAPIKey.
type CreateAPIKeyParams struct {
	// Name describes the key.
	Name string `json:"name" required:"true"`
	// OrganizationID is the organization for which the user acts with the key. The
	// user is an active member of it.
	OrganizationID string `json:"organization_id" required:"true"`
	// Permissions are the slugs of what the key allows: permissions that the
	// environment lets the keys of users have.
	Permissions []string `json:"permissions,omitempty"`
	// ExpiresAt is when the key stops working; zero is never.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
}

// CreateAPIKey creates an API key of a user, and returns its value this once. What
// is missing or cannot be is a workos.ErrBadRequest with field errors, or a
// workos.ErrUnprocessable; an unknown user is a workos.ErrNotFound. Package apikeys
// validates, expires and deletes the key.
//
// Calls POST /user_management/users/{userId}/api_keys.
func (s *Service) CreateAPIKey(ctx context.Context, userID string, params CreateAPIKeyParams, opts ...workos.RequestOption) (*CreatedAPIKey, error) {
	return workos.Post[CreatedAPIKey](ctx, s.client, workos.Path("/user_management/users/{userId}/api_keys", userID), params, opts...)
}
