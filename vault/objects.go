package vault

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// Object is a secret that Vault keeps.
type Object struct {
	// ID identifies the object.
	ID string `json:"id"`
	// Name is what the application calls the object: unique.
	Name string `json:"name"`
	// Value is the secret itself.
	Value string `json:"value" secret:"true"`
	// Metadata is what Vault knows of the object.
	Metadata ObjectMetadata `json:"metadata"`
}

// Format hides the value.
func (o Object) Format(f fmt.State, _ rune) { secret.Format(f, o) }

// LogValue hides the value.
func (o Object) LogValue() slog.Value { return secret.LogValue(o) }

// ObjectMetadata is what Vault knows of an object.
type ObjectMetadata struct {
	// ID identifies the object.
	ID string `json:"id"`
	// Context decides which key the object is encrypted with.
	Context map[string]string `json:"context"`
	// EnvironmentID is the environment that the object belongs to.
	EnvironmentID string `json:"environment_id"`
	// KeyID is the key that the object is encrypted with.
	KeyID string `json:"key_id"`
	// VersionID is the object's current version, or "".
	VersionID string `json:"version_id,omitempty"`
	// UpdatedAt is when the object was last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// UpdatedBy is who did that.
	UpdatedBy Actor `json:"updated_by"`
}

// Actor is who did something: a user or an API key.
type Actor struct {
	// ID identifies the actor.
	ID string `json:"id"`
	// Name is the actor's name.
	Name string `json:"name"`
}

// ListObjectsParams are the parameters of ListObjects.
type ListObjectsParams struct {
	workos.ListParams

	// Search asks for the objects whose name contains this text.
	Search string `url:"search,omitempty"`
	// UpdatedAfter asks for the objects that were changed after this time.
	UpdatedAfter time.Time `url:"updatedAfter,omitempty" layout:"2006-01-02T15:04:05.999999999Z07:00"` //nolint:tagliatelle // as the API has it
}

// ObjectSummary is an object of a list.
type ObjectSummary struct {
	// ID identifies the object.
	ID string `json:"id"`
	// Name is what the application calls the object.
	Name string `json:"name"`
	// UpdatedAt is when the object was last changed, or zero.
	UpdatedAt time.Time `json:"updated_at,omitzero"`
}

// ListObjects returns a page of the objects, without their values. The page's All
// walks over all of them. Their order is OrderAsc or OrderDesc.
//
// Calls GET /vault/v1/kv.
func (s *Service) ListObjects(ctx context.Context, params ListObjectsParams, opts ...workos.RequestOption) (*workos.List[ObjectSummary], error) {
	return workos.GetList[ObjectSummary](ctx, s.client, workos.Path("/vault/v1/kv"), params, opts...)
}

// CreateObjectParams are the parameters of CreateObject.
type CreateObjectParams struct {
	// Name is what the application calls the object: unique.
	Name string `json:"name" required:"true"`
	// Value is the secret itself.
	Value string `json:"value" required:"true" secret:"true"`
	// KeyContext decides which key the object is encrypted with: objects of the
	// same context share one.
	KeyContext map[string]string `json:"key_context" required:"true"`
}

// Format hides the value.
func (p CreateObjectParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the value.
func (p CreateObjectParams) LogValue() slog.Value { return secret.LogValue(p) }

// CreateObject encrypts and stores a secret under a name. A name that another
// object has is a workos.ErrConflict.
//
// Calls POST /vault/v1/kv.
func (s *Service) CreateObject(ctx context.Context, params CreateObjectParams, opts ...workos.RequestOption) (*ObjectMetadata, error) {
	return workos.Post[ObjectMetadata](ctx, s.client, workos.Path("/vault/v1/kv"), params, opts...)
}

// GetObject returns the object with the given ID, with its value, decrypted. An
// unknown ID is a workos.ErrNotFound.
//
// Calls GET /vault/v1/kv/{id}.
func (s *Service) GetObject(ctx context.Context, id string, opts ...workos.RequestOption) (*Object, error) {
	return workos.Get[Object](ctx, s.client, workos.Path("/vault/v1/kv/{id}", id), nil, opts...)
}

// GetObjectByName is GetObject by the object's name.
//
// Calls GET /vault/v1/kv/name/{name}.
func (s *Service) GetObjectByName(ctx context.Context, name string, opts ...workos.RequestOption) (*Object, error) {
	return workos.Get[Object](ctx, s.client, workos.Path("/vault/v1/kv/name/{name}", name), nil, opts...)
}

// ObjectDescription is an object without its value.
type ObjectDescription struct {
	// ID identifies the object.
	ID string `json:"id"`
	// Name is what the application calls the object.
	Name string `json:"name"`
	// Metadata is what Vault knows of the object.
	Metadata ObjectMetadata `json:"metadata"`
}

// DescribeObject returns what Vault knows of an object, and does not decrypt its
// value. An unknown ID is a workos.ErrNotFound.
//
// Calls GET /vault/v1/kv/{id}/metadata.
func (s *Service) DescribeObject(ctx context.Context, id string, opts ...workos.RequestOption) (*ObjectDescription, error) {
	return workos.Get[ObjectDescription](ctx, s.client, workos.Path("/vault/v1/kv/{id}/metadata", id), nil, opts...)
}

// UpdateObjectParams are the parameters of UpdateObject.
type UpdateObjectParams struct {
	// Value takes the place of the object's value.
	Value string `json:"value" required:"true" secret:"true"`
	// VersionCheck is the version that is expected to be the current one: the
	// update is refused where it is not. Empty overwrites whatever is there.
	VersionCheck string `json:"version_check,omitempty"`
}

// Format hides the value.
func (p UpdateObjectParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the value.
func (p UpdateObjectParams) LogValue() slog.Value { return secret.LogValue(p) }

// UpdateObject gives an object a new value, which is a new version of it; the key
// context stays. Another version than the expected one is a workos.ErrConflict,
// an unknown ID a workos.ErrNotFound.
//
// An update whose answer was lost is repeated, and then refused where
// VersionCheck is set: the first attempt made a new version. So a conflict may be
// with the call itself. GetObject tells: where the value is the one that was sent,
// nobody else was faster.
//
// Calls PUT /vault/v1/kv/{id}.
func (s *Service) UpdateObject(ctx context.Context, id string, params UpdateObjectParams, opts ...workos.RequestOption) (*ObjectDescription, error) {
	return workos.Put[ObjectDescription](ctx, s.client, workos.Path("/vault/v1/kv/{id}", id), params, opts...)
}

// DeleteObjectParams are the parameters of DeleteObject.
type DeleteObjectParams struct {
	// VersionCheck is the version that is expected to be the current one: the
	// object stays where it is not. Empty deletes whatever is there.
	VersionCheck string `url:"version_check,omitempty"`
}

// DeletedObject says what became of an object.
type DeletedObject struct {
	// Name is what the application called the object.
	Name string `json:"name"`
	// Success says whether it is gone.
	Success bool `json:"success"`
}

// DeleteObject deletes an object with all of its versions. Another version than
// the expected one is a workos.ErrConflict, an unknown ID a workos.ErrNotFound.
//
// Calls DELETE /vault/v1/kv/{id}.
func (s *Service) DeleteObject(ctx context.Context, id string, params DeleteObjectParams, opts ...workos.RequestOption) (*DeletedObject, error) {
	req := workos.Request{Method: "DELETE", Path: workos.Path("/vault/v1/kv/{id}", id), Query: params}
	return workos.Do[DeletedObject](ctx, s.client, req, opts...)
}

// ObjectVersion is a value that an object has or had, without the value.
type ObjectVersion struct {
	// ID identifies the version.
	ID string `json:"id"`
	// ETag is a hash of the value: versions with the same value have the same.
	ETag string `json:"etag"`
	// Size is the length of what is stored, in bytes.
	Size int `json:"size"`
	// CurrentVersion says whether it is the object's value now.
	CurrentVersion bool `json:"current_version"`
	// CreatedAt is when the object got the value.
	CreatedAt time.Time `json:"created_at"`
}

// ListObjectVersions returns the versions of an object: all of them, as the API
// has no pages here. An unknown ID is a workos.ErrNotFound.
//
// Calls GET /vault/v1/kv/{id}/versions.
func (s *Service) ListObjectVersions(ctx context.Context, id string, opts ...workos.RequestOption) (*workos.List[ObjectVersion], error) {
	return workos.GetList[ObjectVersion](ctx, s.client, workos.Path("/vault/v1/kv/{id}/versions", id), nil, opts...)
}
