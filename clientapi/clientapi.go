// Package clientapi gets the tokens by which a browser or an app calls the Client
// API of WorkOS, which is GraphQL, on behalf of one user in one organization.
//
//	token, err := clientapi.New(client).CreateToken(ctx, clientapi.CreateTokenParams{
//		OrganizationID: org.ID,
//		UserID:         user.ID,
//	})
//
// The application's server asks for the token; the API key stays there.
package clientapi

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// Service calls the Client API operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }

// CreateTokenParams are the parameters of CreateToken.
type CreateTokenParams struct {
	// OrganizationID is the organization that the token is for.
	OrganizationID string `json:"organization_id" required:"true"`
	// UserID is the user for whom the token acts.
	UserID string `json:"user_id" required:"true"`
}

// Token lets a browser or an app call the Client API.
type Token struct {
	// Token is the token. It lives for a short time.
	Token string `json:"token" secret:"true"`
}

// Format hides the token.
func (t Token) Format(f fmt.State, _ rune) { secret.Format(f, t) }

// LogValue hides the token.
func (t Token) LogValue() slog.Value { return secret.LogValue(t) }

// CreateToken returns a token for a user in an organization. An unknown user or
// organization is a workos.ErrNotFound, a user who is no member of the organization
// a workos.ErrUnprocessable.
//
// Calls POST /client/token.
func (s *Service) CreateToken(ctx context.Context, params CreateTokenParams, opts ...workos.RequestOption) (*Token, error) {
	return workos.Post[Token](ctx, s.client, workos.Path("/client/token"), params, opts...)
}
