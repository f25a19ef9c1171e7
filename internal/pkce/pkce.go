// Package pkce makes the pairs of PKCE (RFC 7636).
package pkce

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log/slog"

	"github.com/workos-go/workos/internal/secret"
)

// Method is how a challenge is made of its verifier.
const Method = "S256"

// PKCE is a pair of PKCE (RFC 7636), which ties the exchange of an authorization
// code to whoever asked for it. It is used for one sign-in.
type PKCE struct {
	// Verifier stays with who began the sign-in, and is sent when the code is
	// exchanged.
	Verifier string `secret:"true"`
	// Challenge is the verifier's SHA-256 (S256) in base64url, for the
	// authorization URL.
	Challenge string
}

// New returns a new pair, with a verifier of 43 characters that hold 256 random
// bits.
func New() PKCE {
	var entropy [32]byte
	_, _ = rand.Read(entropy[:]) // never fails
	verifier := base64.RawURLEncoding.EncodeToString(entropy[:])
	return PKCE{verifier, Challenge(verifier)}
}

// Challenge returns the S256 challenge of a verifier.
func Challenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Format hides the verifier.
func (p PKCE) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the verifier.
func (p PKCE) LogValue() slog.Value { return secret.LogValue(p) }
