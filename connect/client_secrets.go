package connect

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// ClientSecret is a client secret of an application, without its value.
type ClientSecret struct {
	// Object is "connect_application_secret".
	Object string `json:"object"`
	// ID identifies the client secret.
	ID string `json:"id"`
	// SecretHint is the end of the value, by which a person knows it again.
	SecretHint string `json:"secret_hint"`
	// LastUsedAt is when the client secret was last used, or zero.
	LastUsedAt time.Time `json:"last_used_at"`
	// CreatedAt is when the client secret was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the client secret was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// ListClientSecrets returns the client secrets of the application with the given
// ID or client ID: all of them, as the API has no pages here. An unknown ID is a
// workos.ErrNotFound.
//
// Calls GET /connect/applications/{id}/client_secrets.
func (s *Service) ListClientSecrets(ctx context.Context, applicationID string, opts ...workos.RequestOption) ([]ClientSecret, error) {
	secrets, err := workos.Get[[]ClientSecret](ctx, s.client, workos.Path("/connect/applications/{id}/client_secrets", applicationID), nil, opts...)
	if err != nil {
		return nil, err
	}
	return *secrets, nil
}

// CreatedClientSecret is a new client secret with its value.
type CreatedClientSecret struct {
	ClientSecret

	// Secret is the value: keep it, as it does not come back.
	Secret string `json:"secret" secret:"true"`
}

// Format hides the secret.
func (c CreatedClientSecret) Format(f fmt.State, _ rune) { secret.Format(f, c) }

// LogValue hides the secret.
func (c CreatedClientSecret) LogValue() slog.Value { return secret.LogValue(c) }

// CreateClientSecret creates a client secret for the application with the given
// ID or client ID, beside those that it has, and returns its value this once. To
// rotate, create one, bring it to the application, and delete the old one. An
// unknown ID is a workos.ErrNotFound.
//
// Calls POST /connect/applications/{id}/client_secrets.
func (s *Service) CreateClientSecret(ctx context.Context, applicationID string, opts ...workos.RequestOption) (*CreatedClientSecret, error) {
	return workos.Post[CreatedClientSecret](ctx, s.client, workos.Path("/connect/applications/{id}/client_secrets", applicationID), nil, opts...)
}

// DeleteClientSecret revokes the client secret with the given ID. An unknown ID is
// a workos.ErrNotFound.
//
// Calls DELETE /connect/client_secrets/{id}.
func (s *Service) DeleteClientSecret(ctx context.Context, id string, opts ...workos.RequestOption) error {
	return workos.Delete(ctx, s.client, workos.Path("/connect/client_secrets/{id}", id), opts...)
}
