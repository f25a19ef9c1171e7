package webhooks

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
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

type options struct {
	secrets   []string
	tolerance time.Duration
	now       func() time.Time
	maxBytes  int64
	logger    *slog.Logger
	err       error // what is wrong with an option
}

func newOptions(secret string, opts []Option) (*options, error) {
	o := &options{
		secrets:   []string{secret},
		tolerance: DefaultTolerance,
		now:       time.Now,
		maxBytes:  DefaultMaxBytes,
		logger:    slog.New(slog.DiscardHandler),
	}
	for i, opt := range opts {
		if opt == nil {
			o.err = fmt.Errorf("webhooks: option %d is nil", i+1)
			continue
		}
		opt(o)
	}
	for _, secret := range o.secrets {
		switch {
		case secret == "": // anybody can sign with it
			o.err = ErrNoSecret
		case strings.TrimSpace(secret) != secret: // comes of a file's last line
			o.err = errors.New("webhooks: a secret has white space around it")
		}
	}
	return o, o.err
}

// WithSecrets accepts payloads that are signed with one of these secrets too.
func WithSecrets(more ...string) Option {
	return func(o *options) { o.secrets = append(o.secrets, more...) }
}

// WithTolerance sets how far from now the time of a signature may be, before or
// after, in place of DefaultTolerance.
func WithTolerance(d time.Duration) Option {
	return func(o *options) {
		if d <= 0 {
			o.err = fmt.Errorf("webhooks: the tolerance is not positive: %s", d)
		}
		o.tolerance = d
	}
}

// WithClock asks now for the time, in place of time.Now.
func WithClock(now func() time.Time) Option {
	return func(o *options) {
		if now == nil {
			o.err = errors.New("webhooks: the clock is nil")
		}
		o.now = now
	}
}

// WithMaxBytes sets how long a body may be that Parse or a Handler reads, in
// place of DefaultMaxBytes.
func WithMaxBytes(n int64) Option {
	return func(o *options) {
		if n <= 0 {
			o.err = fmt.Errorf("webhooks: the limit of the body is not positive: %d", n)
		}
		o.maxBytes = n
	}
}

// WithLogger logs, at level Warn, why a Handler refused a POST: which check
// failed, or the error of its function. Payloads, signatures and secrets are
// never logged. A nil logger means none.
func WithLogger(logger *slog.Logger) Option {
	return func(o *options) {
		if logger == nil {
			logger = slog.New(slog.DiscardHandler)
		}
		o.logger = logger
	}
}
