// Package signature signs what WorkOS and an application send each other, and
// checks what arrives: the code that webhooks and actions have in common.
package signature

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"
)

// HeaderName is the header that carries a signature.
const HeaderName = "WorkOS-Signature"

// maxSums is how many signatures of a header are looked at: more than there are
// secrets in use at a time.
const maxSums = 16

// Header is what the value of a header says.
type Header struct {
	timestamp string // as it was signed
	at        time.Time
	sums      [maxSums][sha256.Size]byte
	n         int // how many sums there are
}

// Sign returns the value of the header for a payload, at the time t.
func Sign(payload []byte, secret string, t time.Time) string {
	timestamp := strconv.FormatInt(t.UnixMilli(), 10)
	return "t=" + timestamp + ", v1=" + Sum(payload, secret, timestamp)
}

// Sum returns the signature alone: HMAC-SHA256 of the time in milliseconds since
// 1970, a dot and the payload, in hexadecimal.
func Sum(payload []byte, secret, timestamp string) string {
	sum := mac(secret, timestamp, payload)
	return hex.EncodeToString(sum[:])
}

// mac is HMAC-SHA256 (RFC 2104) as crypto/hmac computes it, on the stack: that
// allocates nine times, which takes a third of the time.
func mac(secret, timestamp string, payload []byte) (sum [sha256.Size]byte) {
	var pad [sha256.BlockSize]byte
	if len(secret) > len(pad) {
		sum = sha256.Sum256([]byte(secret))
		copy(pad[:], sum[:])
	} else {
		copy(pad[:], secret)
	}
	for i := range pad {
		pad[i] ^= 0x36
	}
	hash := sha256.New()
	hash.Write(pad[:])
	hash.Write([]byte(timestamp))
	hash.Write([]byte{'.'})
	hash.Write(payload)
	hash.Sum(sum[:0])
	for i := range pad {
		pad[i] ^= 0x36 ^ 0x5c
	}
	hash.Reset()
	hash.Write(pad[:])
	hash.Write(sum[:])
	hash.Sum(sum[:0])
	return sum
}

// parse reads the value of a header: items with commas between them, of which
// those that are neither t nor a v1 of the right length are left out, as they may
// be of a scheme to come. Its errors say what is wrong, and not with what.
func (h *Header) parse(value string) error {
	for item := range strings.SplitSeq(value, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(item), "=")
		switch {
		case name == "t" && h.timestamp != "":
			return errors.New("two times")
		case name == "t":
			// 63 bits: what overflows is refused, and so is a sign.
			ms, err := strconv.ParseUint(value, 10, 63)
			if err != nil {
				return errors.New("the time is no number of milliseconds")
			}
			h.timestamp, h.at = value, time.UnixMilli(int64(ms))
		case name == "v1" && h.n < maxSums && len(value) == 2*sha256.Size:
			if _, err := hex.Decode(h.sums[h.n][:], []byte(value)); err == nil {
				h.n++
			}
		}
	}
	switch {
	case h.timestamp == "":
		return errors.New("no time")
	case h.n == 0:
		return errors.New("no v1 signature")
	}
	return nil
}

// signed reports whether one of the header's signatures of the payload was made
// with the secret.
func (h *Header) signed(payload []byte, secret string) bool {
	want := mac(secret, h.timestamp, payload)
	for i := range h.n {
		if hmac.Equal(want[:], h.sums[i][:]) {
			return true
		}
	}
	return false
}
