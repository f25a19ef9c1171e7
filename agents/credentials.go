package agents

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// CredentialType is the kind of an agent's credential.
type CredentialType string

// The kinds of credentials.
const (
	// CredentialTypeAccessToken means a JWT.
	CredentialTypeAccessToken CredentialType = "access_token"
	CredentialTypeAPIKey      CredentialType = "api_key"
)

// ValidateCredentialParams are the parameters of ValidateCredential.
type ValidateCredentialParams struct {
	// Type is the kind of the credential.
	Type CredentialType `json:"type" required:"true"`
	// Credential is what the agent presented.
	Credential string `json:"credential" required:"true" secret:"true"`
	// Audience is whom an access token has to be for; empty takes any. It goes
	// with CredentialTypeAccessToken alone.
	Audience string `json:"audience,omitempty"`
}

// Format hides the credential.
func (p ValidateCredentialParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the credential.
func (p ValidateCredentialParams) LogValue() slog.Value { return secret.LogValue(p) }

// CredentialValidation says what a credential is good for.
type CredentialValidation struct {
	// Valid says whether the credential is an agent's, and still good.
	Valid bool `json:"valid"`
	// RegistrationID is the agent's registration, or "" where Valid is false.
	RegistrationID string `json:"registration_id"`
	// ExpiresAt is until when the credential is good, or zero where Valid is false.
	ExpiresAt time.Time `json:"expires_at"`
}

// ValidateCredential says whose credential an agent presented. One that is no
// good is no error: Valid is false. An empty one is a *workos.ParamError: whoever
// sends none is to be turned away before. The call only asks, and is repeated like a
// GET.
//
// Calls POST /agents/credentials/validate.
func (s *Service) ValidateCredential(ctx context.Context, params ValidateCredentialParams, opts ...workos.RequestOption) (*CredentialValidation, error) {
	req := workos.Request{Method: "POST", Path: workos.Path("/agents/credentials/validate"), Body: params, ReadOnly: true}
	return workos.Do[CredentialValidation](ctx, s.client, req, opts...)
}
