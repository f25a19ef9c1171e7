package webhooks

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// SignatureHeader is the header that carries the signature:
//
//	WorkOS-Signature: t=1768478400000, v1=1edf893b24f6677e21b2eb8784a7eb3256d21a9aaaffd119de720bed576fc8d0
//
// Here t is the time of the signature in milliseconds since 1970, and v1 is
// HMAC-SHA256, with the endpoint's secret as its key, of that number, a dot and
// the body.
const SignatureHeader = "WorkOS-Signature"

// maxSignatures is how many signatures of a header are looked at: more than there
// are secrets in use at a time.
const maxSignatures = 16

// signature is what a header says.
type signature struct {
	timestamp string // as it was signed
	at        time.Time
	sums      [maxSignatures][sha256.Size]byte
	n         int // how many sums there are
}

// Verify checks that WorkOS signed the payload, which is the body of a request as
// it arrived, with the secret and within the tolerance. The header is that of
// SignatureHeader. Its errors are ErrNoSecret, ErrNotSigned, ErrMalformedHeader,
// ErrSignature and ErrOutsideTolerance, and that of an Option which is unusable.
//
// A payload that was verified once can arrive again: see the package comment.
func Verify(payload []byte, header, secret string, opts ...Option) error {
	o, err := newOptions(secret, opts)
	if err != nil {
		return err
	}
	sig, err := parseSignature(header)
	if err != nil {
		return err
	}
	return o.verify(payload, sig)
}

// Sign returns the value of the SignatureHeader with which WorkOS would send the
// payload at the time t: for tests.
func Sign(payload []byte, secret string, t time.Time) string {
	timestamp := strconv.FormatInt(t.UnixMilli(), 10)
	var sum [sha256.Size]byte
	return "t=" + timestamp + ", v1=" + hex.EncodeToString(appendSum(sum[:0], secret, timestamp, payload))
}

// verify looks at the signature before the time: whoever cannot sign learns
// nothing of the clock, and ErrOutsideTolerance says that the payload is WorkOS's.
func (o *options) verify(payload []byte, sig *signature) error {
	if !o.signed(payload, sig) {
		return ErrSignature
	}
	if o.now().Sub(sig.at).Abs() > o.tolerance {
		return ErrOutsideTolerance
	}
	return nil
}

// signed reports whether one of the signatures was made with one of the secrets.
func (o *options) signed(payload []byte, sig *signature) bool {
	var sum [sha256.Size]byte
	for _, secret := range o.secrets {
		want := appendSum(sum[:0], secret, sig.timestamp, payload)
		for i := range sig.n {
			if hmac.Equal(want, sig.sums[i][:]) {
				return true
			}
		}
	}
	return false
}

func appendSum(dst []byte, secret, timestamp string, payload []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(timestamp + "."))
	mac.Write(payload)
	return mac.Sum(dst)
}

// parseSignature reads a header: items with commas between them, of which those
// that are neither t nor a v1 of the right length are left out, as they may be
// of a scheme to come.
func parseSignature(header string) (*signature, error) {
	if header == "" {
		return nil, ErrNotSigned
	}
	sig := new(signature)
	for item := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(item), "=")
		switch {
		case name == "t" && sig.timestamp != "":
			return nil, fmt.Errorf("%w: two times", ErrMalformedHeader)
		case name == "t":
			// 63 bits: what overflows is refused, and so is a sign.
			ms, err := strconv.ParseUint(value, 10, 63)
			if err != nil {
				return nil, fmt.Errorf("%w: the time is no number of milliseconds", ErrMalformedHeader)
			}
			sig.timestamp, sig.at = value, time.UnixMilli(int64(ms))
		case name == "v1" && sig.n < maxSignatures && len(value) == 2*sha256.Size:
			if _, err := hex.Decode(sig.sums[sig.n][:], []byte(value)); err == nil {
				sig.n++
			}
		}
	}
	switch {
	case sig.timestamp == "":
		return nil, fmt.Errorf("%w: no time", ErrMalformedHeader)
	case sig.n == 0:
		return nil, fmt.Errorf("%w: no v1 signature", ErrMalformedHeader)
	}
	return sig, nil
}
