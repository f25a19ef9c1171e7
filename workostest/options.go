package workostest

import (
	"crypto/rand"
	"encoding/binary"
	"io"
	mathrand "math/rand/v2"
	"strings"
	"time"
)

// Option changes a Server.
type Option func(*Server)

// WithSeed makes everything that is made up, IDs, codes and tokens, follow from a
// number: with the same one, and a clock that stands still, two runs of a test
// get the same answers, byte for byte. Keys of RotateKeys are new each time.
func WithSeed(seed uint64) Option {
	return func(s *Server) {
		var key [32]byte
		binary.LittleEndian.PutUint64(key[:], seed)
		s.random.Reader = mathrand.NewChaCha8(key)
	}
}

// WithTime stops the server's clock at t, as SetTime does.
func WithTime(t time.Time) Option {
	return func(s *Server) { s.now = func() time.Time { return t } }
}

// WithAccessTokenLife makes access tokens expire after d, in whole seconds, and not
// after 5 minutes, as the dashboard of WorkOS can.
func WithAccessTokenLife(d time.Duration) Option {
	return func(s *Server) { s.accessTokenLife = d }
}

// entropy makes things up.
type entropy struct{ io.Reader }

func newEntropy() *entropy { return &entropy{rand.Reader} }

// text returns n letters and digits (base32), of 5 random bits each.
func (e *entropy) text(n int) string {
	text := make([]byte, n)
	_, _ = io.ReadFull(e, text) // neither source fails
	for i, b := range text {
		text[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[b%32]
	}
	return string(text)
}

// token returns what nobody can guess.
func (e *entropy) token() string { return e.text(26) }

// digits returns a one-time code: 6 digits.
func (e *entropy) digits() string {
	var bits [8]byte
	_, _ = io.ReadFull(e, bits[:]) // neither source fails
	code := []byte(strings.Repeat("0", 6))
	for i, n := 0, binary.LittleEndian.Uint64(bits[:]); i < len(code); i, n = i+1, n/10 {
		code[i] += byte(n % 10)
	}
	return string(code)
}
