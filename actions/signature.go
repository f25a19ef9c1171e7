package actions

import (
	"time"

	"github.com/workos-go/workos/internal/signature"
)

// SignatureHeader is the header that carries the signature of a request, as for
// webhooks: t is its time in milliseconds since 1970, and v1 is HMAC-SHA256, with
// the action's secret as its key, of that number, a dot and the body.
const SignatureHeader = "WorkOS-Signature"

// Verify checks that WorkOS signed the payload, which is the body of a request as
// it arrived, with the secret and within the tolerance, 30 seconds unless
// WithTolerance says otherwise. The header is that of SignatureHeader. Its errors
// are ErrMissingSecret, ErrNotSigned, ErrMalformedHeader, ErrInvalidSignature and
// ErrOutsideTolerance, and that of an Option which is unusable.
func Verify(payload []byte, header, secret string, opts ...Option) error {
	o, err := newOptions(secret, opts)
	if err != nil {
		return err
	}
	return o.Verify(payload, header)
}

// Sign returns the value of the SignatureHeader with which WorkOS would send the
// payload at the time t: for tests.
func Sign(payload []byte, secret string, t time.Time) string {
	return signature.Sign(payload, secret, t)
}
