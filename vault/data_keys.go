package vault

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// DataKey is a key by which the application encrypts for itself, with the form
// of it that may be stored.
type DataKey struct {
	// ID identifies the key.
	ID string `json:"id"`
	// Context decides which keys of Vault's EncryptedKeys is encrypted with.
	Context map[string]string `json:"context"`
	// DataKey is the key itself, in base64. Nobody is to store it.
	DataKey string `json:"data_key" secret:"true"`
	// EncryptedKeys is the key, encrypted by Vault, in base64: what to store beside
	// the data, and what DecryptDataKey takes.
	EncryptedKeys string `json:"encrypted_keys"`
}

// Format hides the key.
func (k DataKey) Format(f fmt.State, _ rune) { secret.Format(f, k) }

// LogValue hides the key.
func (k DataKey) LogValue() slog.Value { return secret.LogValue(k) }

// CreateDataKeyParams are the parameters of CreateDataKey.
type CreateDataKeyParams struct {
	// Context decides which keys of Vault's the new one is encrypted with.
	Context map[string]string `json:"context" required:"true"`
}

// CreateDataKey returns a new key by which the application can encrypt. Vault
// keeps nothing of it: what was encrypted with it is lost with EncryptedKeys.
//
// Calls POST /vault/v1/keys/data-key.
func (s *Service) CreateDataKey(ctx context.Context, params CreateDataKeyParams, opts ...workos.RequestOption) (*DataKey, error) {
	return workos.Post[DataKey](ctx, s.client, workos.Path("/vault/v1/keys/data-key"), params, opts...)
}

// DecryptDataKeyParams are the parameters of DecryptDataKey.
type DecryptDataKeyParams struct {
	// Keys is the EncryptedKeys of a DataKey.
	Keys string `json:"keys" required:"true"`
}

// DecryptedDataKey is a key that was encrypted by Vault.
type DecryptedDataKey struct {
	// ID identifies the key.
	ID string `json:"id"`
	// DataKey is the key itself, in base64.
	DataKey string `json:"data_key" secret:"true"`
}

// Format hides the key.
func (k DecryptedDataKey) Format(f fmt.State, _ rune) { secret.Format(f, k) }

// LogValue hides the key.
func (k DecryptedDataKey) LogValue() slog.Value { return secret.LogValue(k) }

// DecryptDataKey returns the key that an EncryptedKeys holds. It only asks, and is
// repeated like a GET. What Vault cannot decrypt is a workos.ErrBadRequest.
//
// Calls POST /vault/v1/keys/decrypt.
func (s *Service) DecryptDataKey(ctx context.Context, params DecryptDataKeyParams, opts ...workos.RequestOption) (*DecryptedDataKey, error) {
	req := workos.Request{Method: "POST", Path: workos.Path("/vault/v1/keys/decrypt"), Body: params, ReadOnly: true}
	return workos.Do[DecryptedDataKey](ctx, s.client, req, opts...)
}

// RekeyDataKeyParams are the parameters of RekeyDataKey.
type RekeyDataKeyParams struct {
	// Context decides which keys of Vault's the data key is encrypted with from now
	// on.
	Context map[string]string `json:"context" required:"true"`
	// EncryptedKeys is that of a DataKey.
	EncryptedKeys string `json:"encrypted_keys" required:"true"`
}

// RekeyDataKey encrypts a data key for another context: its EncryptedKeys is to
// be stored in place of the old one. What was encrypted with the key stays as it
// is. What Vault cannot decrypt is a workos.ErrBadRequest.
//
// Calls POST /vault/v1/keys/rekey.
func (s *Service) RekeyDataKey(ctx context.Context, params RekeyDataKeyParams, opts ...workos.RequestOption) (*DataKey, error) {
	return workos.Post[DataKey](ctx, s.client, workos.Path("/vault/v1/keys/rekey"), params, opts...)
}
