package workostest

import (
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/workos-go/workos/internal/secret"
)

// Message is an e-mail or a text message that WorkOS would have sent.
type Message struct {
	// To is the e-mail address or the phone number.
	To string
	// Kind says what it is for.
	Kind MessageKind
	// Code is the one-time code in the message, or "".
	Code string `secret:"true"`
	// Token is the token in the message, or "".
	Token string `secret:"true"`
	// URL is the link in the message, or "".
	URL string `secret:"true"`
	// SentAt is when it was sent, by the server's clock.
	SentAt time.Time
}

// MessageKind says what a Message is for.
type MessageKind string

// What messages are for.
const (
	MessageKindEmailChange       MessageKind = "email_change"
	MessageKindEmailVerification MessageKind = "email_verification"
	MessageKindInvitation        MessageKind = "invitation"
	MessageKindMagicAuth         MessageKind = "magic_auth"
	MessageKindMFA               MessageKind = "mfa"
	MessageKindPasswordless      MessageKind = "passwordless"
	MessageKindPasswordReset     MessageKind = "password_reset"
	MessageKindRadarChallenge    MessageKind = "radar_challenge"
)

// Format hides the code, the token and the link.
func (m Message) Format(f fmt.State, _ rune) { secret.Format(f, m) }

// LogValue hides the code, the token and the link.
func (m Message) LogValue() slog.Value { return secret.LogValue(m) }

// Outbox returns what the server would have sent by e-mail or text message so
// far, oldest first: a test reads its codes and links there.
func (s *Server) Outbox() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.outbox)
}

// send puts a message into the outbox.
func (s *Server) send(m Message) {
	m.SentAt = s.timestamp()
	s.outbox = append(s.outbox, m)
}
