// Package apikeys manages the API keys by which the customers of an application
// call the application's own API: of organizations here, of users in package
// usermanagement. They are no keys of the WorkOS API.
//
// An administrator of an organization creates a key, whose value is shown once:
//
//	keys := apikeys.New(client)
//
//	key, err := keys.Create(ctx, org.ID, apikeys.CreateParams{
//		Name:        "CI",
//		Permissions: []string{"posts:read"},
//	})
//	show(key.Value)
//
// The customer's program sends it with each request to the application, which asks
// whose it is:
//
//	if value == "" {
//		return errUnauthorized
//	}
//	validation, err := keys.Validate(ctx, apikeys.ValidateParams{Value: value})
//	switch {
//	case err != nil:
//		return err // nobody knows whether the key is good
//	case validation.APIKey == nil:
//		return errUnauthorized
//	case !slices.Contains(validation.APIKey.Permissions, "posts:read"):
//		return errForbidden
//	}
//
// [Service.Validate], [Service.Expire] and [Service.Delete] take the keys of users
// too.
package apikeys

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// Service calls the API key operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }

// APIKey is a key for the API of the application.
type APIKey struct {
	// Object is "api_key".
	Object string `json:"object"`
	// ID identifies the key.
	ID string `json:"id"`
	// Owner is whom the key belongs to.
	Owner Owner `json:"owner"`
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

// Owner is whom an API key belongs to.
type Owner struct {
	// Type says what the owner is.
	Type OwnerType `json:"type"`
	// ID is the organization or the user.
	ID string `json:"id"`
	// OrganizationID is the organization for which a user acts with the key; "" for
	// the key of an organization.
	OrganizationID string `json:"organization_id,omitempty"`
}

// OwnerType says what the owner of an API key is.
type OwnerType string

// What owners can be.
const (
	OwnerTypeOrganization OwnerType = "organization"
	OwnerTypeUser         OwnerType = "user"
)

// ListParams are the parameters of List.
type ListParams struct {
	workos.ListParams
}

// List returns a page of an organization's API keys, newest first unless the
// params say otherwise. The page's All walks over all of them. An unknown
// organization is a workos.ErrNotFound.
//
// Calls GET /organizations/{organizationId}/api_keys.
func (s *Service) List(ctx context.Context, organizationID string, params ListParams, opts ...workos.RequestOption) (*workos.List[APIKey], error) {
	return workos.GetList[APIKey](ctx, s.client, workos.Path("/organizations/{organizationId}/api_keys", organizationID), params, opts...)
}

// CreatedAPIKey is a new API key with its value.
type CreatedAPIKey struct {
	APIKey

	// Value is the key itself: show it to whoever asked for it, as it does not come
	// back.
	Value string `json:"value" secret:"true"`
}

// Format hides the value.
func (k CreatedAPIKey) Format(f fmt.State, _ rune) { secret.Format(f, k) }

// LogValue hides the value.
func (k CreatedAPIKey) LogValue() slog.Value { return secret.LogValue(k) }

// CreateParams are the parameters of Create.
type CreateParams struct {
	// Name describes the key.
	Name string `json:"name" required:"true"`
	// Permissions are the slugs of what the key allows: permissions that the
	// environment lets the keys of organizations have.
	Permissions []string `json:"permissions,omitempty"`
	// ExpiresAt is when the key stops working; zero is never.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
}

// Create creates an API key of an organization, and returns its value this once.
// What cannot be, such as an end in the past, is a workos.ErrUnprocessable; an
// unknown organization is a workos.ErrNotFound.
//
// Calls POST /organizations/{organizationId}/api_keys.
func (s *Service) Create(ctx context.Context, organizationID string, params CreateParams, opts ...workos.RequestOption) (*CreatedAPIKey, error) {
	return workos.Post[CreatedAPIKey](ctx, s.client, workos.Path("/organizations/{organizationId}/api_keys", organizationID), params, opts...)
}

// ValidateParams are the parameters of Validate.
type ValidateParams struct {
	// Value is the key that somebody sent to the application.
	Value string `json:"value" required:"true" secret:"true"`
}

// Format hides the value.
func (p ValidateParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the value.
func (p ValidateParams) LogValue() slog.Value { return secret.LogValue(p) }

// Validation says what is behind the value of an API key.
type Validation struct {
	// APIKey is the key, or nil where the value is not good: of no key, or of one
	// that has expired or was deleted.
	APIKey *APIKey `json:"api_key"`
	// AgentRegistrationID is the agent registration that the key was issued for, or
	// "".
	AgentRegistrationID string `json:"agent_registration_id,omitempty"`
}

// Validate returns the API key with the given value, of an organization or of a
// user. A value that is not good is no error: APIKey is nil then. An empty value is a
// *workos.ParamError: whoever sends no key is to be turned away before. The call only
// asks, and is repeated like a GET.
//
// Calls POST /api_keys/validations.
func (s *Service) Validate(ctx context.Context, params ValidateParams, opts ...workos.RequestOption) (*Validation, error) {
	req := workos.Request{Method: "POST", Path: workos.Path("/api_keys/validations"), Body: params, ReadOnly: true}
	return workos.Do[Validation](ctx, s.client, req, opts...)
}

// ExpireParams are the parameters of Expire.
type ExpireParams struct {
	// ExpiresAt is when the key is to stop working. What is left alone, or is past,
	// is now; Null calls off an end that is still to come.
	ExpiresAt workos.Optional[time.Time] `json:"expires_at,omitzero"`
}

// Expire ends an API key, of an organization or of a user, now or later. The key
// stays in lists. One that has expired is a workos.ErrConflict with the code
// "api_key_already_expired", an unknown ID a workos.ErrNotFound.
//
// Calls POST /api_keys/{id}/expire.
func (s *Service) Expire(ctx context.Context, id string, params ExpireParams, opts ...workos.RequestOption) (*APIKey, error) {
	return workos.Post[APIKey](ctx, s.client, workos.Path("/api_keys/{id}/expire", id), params, opts...)
}

// Delete deletes an API key, of an organization or of a user. It cannot be
// undone. An unknown ID is a workos.ErrNotFound.
//
// Calls DELETE /api_keys/{id}.
func (s *Service) Delete(ctx context.Context, id string, opts ...workos.RequestOption) error {
	return workos.Delete(ctx, s.client, workos.Path("/api_keys/{id}", id), opts...)
}
