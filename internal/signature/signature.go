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
	var sum [sha256.Size]byte
	return hex.EncodeToString(appendSum(sum[:0], secret, timestamp, payload))
}

func appendSum(dst []byte, secret, timestamp string, payload []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(timestamp + "."))
	mac.Write(payload)
	return mac.Sum(dst)
}

// Parse reads the value of a header: items with commas between them, of which
// those that are neither t nor a v1 of the right length are left out, as they may
// be of a scheme to come. Its errors say what is wrong, and not with what.
func Parse(value string) (*Header, error) {
	h := new(Header)
	for item := range strings.SplitSeq(value, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(item), "=")
		switch {
		case name == "t" && h.timestamp != "":
			return nil, errors.New("two times")
		case name == "t":
			// 63 bits: what overflows is refused, and so is a sign.
			ms, err := strconv.ParseUint(value, 10, 63)
			if err != nil {
				return nil, errors.New("the time is no number of milliseconds")
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
		return nil, errors.New("no time")
	case h.n == 0:
		return nil, errors.New("no v1 signature")
	}
	return h, nil
}

// Secret returns that of the secrets with which one of the header's signatures of
// the payload was made, or "".
func (h *Header) Secret(payload []byte, secrets ...string) string {
	var sum [sha256.Size]byte
	for _, secret := range secrets {
		want := appendSum(sum[:0], secret, h.timestamp, payload)
		for i := range h.n {
			if hmac.Equal(want, h.sums[i][:]) {
				return secret
			}
		}
	}
	return ""
}
