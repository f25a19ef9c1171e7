package webhooks

import (
	"log/slog"
	"time"

	"github.com/workos-go/workos/internal/signature"
)

// DefaultTolerance is how far from now the time of a signature may be, before or
// after, where WithTolerance does not say otherwise.
const DefaultTolerance = 180 * time.Second

// DefaultMaxBytes is how long a body may be where WithMaxBytes does not say
// otherwise: 1 MiB.
const DefaultMaxBytes = 1 << 20

// Option changes how payloads are received. One that is not usable, such as a
// tolerance that is not positive, is an error of every call.
type Option func(*options)

type options = signature.Receiver

func newOptions(secret string, opts []Option) (options, error) {
	return signature.NewReceiver("webhooks", signature.Errors{
		NoSecret:         ErrMissingSecret,
		NotSigned:        ErrNotSigned,
		MalformedHeader:  ErrMalformedHeader,
		Signature:        ErrInvalidSignature,
		OutsideTolerance: ErrOutsideTolerance,
		TooLarge:         ErrTooLarge,
	}, secret, DefaultTolerance, opts)
}

// WithSecrets accepts payloads that are signed with one of these secrets too.
func WithSecrets(more ...string) Option {
	return func(o *options) { o.AddSecrets(more...) }
}

// WithTolerance sets how far from now the time of a signature may be, before or
// after, in place of DefaultTolerance.
func WithTolerance(d time.Duration) Option {
	return func(o *options) { o.SetTolerance(d) }
}

// WithClock asks now for the time, in place of time.Now.
func WithClock(now func() time.Time) Option {
	return func(o *options) { o.SetClock(now) }
}

// WithMaxBytes sets how long a body may be that Parse or a Handler reads, in
// place of DefaultMaxBytes.
func WithMaxBytes(n int64) Option {
	return func(o *options) { o.SetMaxBytes(n) }
}

// WithLogger logs, at level Warn, why a Handler refused a POST: which check
// failed, or the error of its function. Payloads, signatures and secrets are
// never logged. A nil logger means none.
func WithLogger(logger *slog.Logger) Option {
	return func(o *options) { o.SetLogger(logger) }
}
