// Package passwordless signs people in by a link in an e-mail.
//
// It belongs to applications that have a Magic Link connection and finish the
// sign-in as they do for single sign-on: the link leads to WorkOS and from there to
// the redirect URI, with a code for GetProfileAndToken of package sso. New
// applications use its successor, Magic Auth in package usermanagement, which sends
// a code to type in: mail scanners that follow links do not use it up, and it signs
// in a user, not a profile.
//
// A session is created and its link sent, by WorkOS:
//
//	links := passwordless.New(client)
//
//	session, err := links.CreateSession(ctx, passwordless.CreateSessionParams{
//		Type:        passwordless.SessionTypeMagicLink,
//		Email:       "ann@foo-corp.com",
//		RedirectURI: "https://app.example.com/callback",
//	})
//
//	_, err = links.SendSession(ctx, session.ID)
//
// or by the application in a mail of its own, which has session.Link in it.
package passwordless

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// Service calls the passwordless session operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }

// Session is a sign-in that waits for a person to follow its link.
type Session struct {
	// Object is "passwordless_session".
	Object string `json:"object"`
	// ID identifies the session.
	ID string `json:"id"`
	// Email is the person's e-mail address.
	Email string `json:"email"`
	// ExpiresAt is when the link stops to work.
	ExpiresAt time.Time `json:"expires_at"`
	// Link signs in whoever follows it.
	Link string `json:"link" secret:"true"`
}

// Format hides the link.
func (s Session) Format(f fmt.State, _ rune) { secret.Format(f, s) }

// LogValue hides the link.
func (s Session) LogValue() slog.Value { return secret.LogValue(s) }

// SessionType is the kind of a session.
type SessionType string

// SessionTypeMagicLink is a sign-in by a link, the one kind that there is.
const SessionTypeMagicLink SessionType = "MagicLink"

// CreateSessionParams are the parameters of CreateSession.
type CreateSessionParams struct {
	// Type is the kind of the session: SessionTypeMagicLink.
	Type SessionType `json:"type" required:"true"`
	// Email is the person's e-mail address.
	Email string `json:"email" required:"true"`
	// RedirectURI is where the link leads to in the end. Empty leaves it to the
	// API, which has a default.
	RedirectURI string `json:"redirect_uri,omitempty"`
	// State comes back to the redirect URI as it is.
	State string `json:"state,omitempty"`
	// Connection is the ID of the Magic Link connection. Empty leaves it to the
	// API.
	Connection string `json:"connection,omitempty"`
	// ExpiresIn is for how many seconds the link works, 300 to 1800; 0 leaves it to
	// the API.
	ExpiresIn int `json:"expires_in,omitempty"`
}

// CreateSession creates a session with a link that signs the person in. Nothing
// is sent yet: SendSession does that. What is missing or cannot be is a
// workos.ErrUnprocessable.
//
// Calls POST /passwordless/sessions.
func (s *Service) CreateSession(ctx context.Context, params CreateSessionParams, opts ...workos.RequestOption) (*Session, error) {
	return workos.Post[Session](ctx, s.client, workos.Path("/passwordless/sessions"), params, opts...)
}

// SendResult says what became of an e-mail.
type SendResult struct {
	// Success says whether WorkOS took it upon itself to send the e-mail.
	Success bool `json:"success"`
	// Message says more, or is "".
	Message string `json:"message,omitempty"`
}

// SendSession e-mails the link of a session to its person. Each call is an
// e-mail. A session that does not exist, or no longer, is a workos.ErrNotFound.
//
// Calls POST /passwordless/sessions/{id}/send.
func (s *Service) SendSession(ctx context.Context, id string, opts ...workos.RequestOption) (*SendResult, error) {
	return workos.Post[SendResult](ctx, s.client, workos.Path("/passwordless/sessions/{id}/send", id), nil, opts...)
}
