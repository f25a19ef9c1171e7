package signature

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// DefaultMaxBytes is how long a body may be where SetMaxBytes does not say
// otherwise: 1 MiB.
const DefaultMaxBytes = 1 << 20

// Errors are those of the package that receives, by which its users match.
type Errors struct {
	NoSecret         error
	NotSigned        error
	MalformedHeader  error
	Signature        error
	OutsideTolerance error
	TooLarge         error
}

// Receiver checks what arrives from WorkOS. Its setters are the options of the
// package that receives; one that is not usable is an error of Check.
type Receiver struct {
	name      string
	errors    Errors
	secrets   []string
	tolerance time.Duration
	now       func() time.Time
	maxBytes  int64
	logger    *slog.Logger
	unusable  error
}

// NewReceiver returns a Receiver for the package of this name.
func NewReceiver(name string, errs Errors, secret string, tolerance time.Duration) *Receiver {
	return &Receiver{
		name:      name,
		errors:    errs,
		secrets:   []string{secret},
		tolerance: tolerance,
		now:       time.Now,
		maxBytes:  DefaultMaxBytes,
		logger:    slog.New(slog.DiscardHandler),
	}
}

// Apply applies options.
func Apply[O ~func(*Receiver)](r *Receiver, opts []O) {
	for i, opt := range opts {
		if opt == nil {
			r.Refuse("option %d is nil", i+1)
			continue
		}
		opt(r)
	}
}

// AddSecrets accepts what is signed with one of these too.
func (r *Receiver) AddSecrets(secrets ...string) { r.secrets = append(r.secrets, secrets...) }

// SetTolerance sets how far from now the time of a signature may be.
func (r *Receiver) SetTolerance(d time.Duration) {
	if d <= 0 {
		r.Refuse("the tolerance is not positive: %s", d)
	}
	r.tolerance = d
}

// SetClock sets what is asked for the time.
func (r *Receiver) SetClock(now func() time.Time) {
	if now == nil {
		r.Refuse("the clock is nil")
	}
	r.now = now
}

// SetMaxBytes sets how long a body may be.
func (r *Receiver) SetMaxBytes(n int64) {
	if n <= 0 {
		r.Refuse("the limit of the body is not positive: %d", n)
	}
	r.maxBytes = n
}

// SetLogger sets where a Handler says what it refused. Nil means nowhere.
func (r *Receiver) SetLogger(logger *slog.Logger) {
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	r.logger = logger
}

// Refuse keeps what makes the Receiver unusable.
func (r *Receiver) Refuse(format string, args ...any) {
	r.unusable = fmt.Errorf(r.name+": "+format, args...)
}

// Check returns why the Receiver cannot be used. It is called once, after the
// setters.
func (r *Receiver) Check() error {
	for _, secret := range r.secrets {
		switch {
		case secret == "": // anybody can sign with it
			r.unusable = r.errors.NoSecret
		case strings.TrimSpace(secret) != secret: // comes of a file's last line
			r.Refuse("a secret has white space around it")
		}
	}
	return r.unusable
}

// Now returns the time.
func (r *Receiver) Now() time.Time { return r.now() }

// Verify checks a payload, given the value of its header.
func (r *Receiver) Verify(payload []byte, value string) error {
	header, err := r.parse(value)
	if err != nil {
		return err
	}
	_, err = r.verify(payload, header)
	return err
}

func (r *Receiver) parse(value string) (*Header, error) {
	if value == "" {
		return nil, r.errors.NotSigned
	}
	header, err := Parse(value)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", r.errors.MalformedHeader, err)
	}
	return header, nil
}

// verify returns the secret of the signature. It looks at the signature before the
// time: whoever cannot sign learns nothing of the clock, and OutsideTolerance says
// that the payload is WorkOS's.
func (r *Receiver) verify(payload []byte, header *Header) (secret string, err error) {
	if secret = header.Secret(payload, r.secrets...); secret == "" {
		return "", r.errors.Signature
	}
	if r.now().Sub(header.at).Abs() > r.tolerance {
		return "", r.errors.OutsideTolerance
	}
	return secret, nil
}

// Read returns the body of a request, verified, and the secret that it was signed
// with. It reads no body without a well-formed header.
func (r *Receiver) Read(req *http.Request) (payload []byte, secret string, err error) {
	header, err := r.parse(req.Header.Get(HeaderName))
	if err != nil {
		return nil, "", err
	}
	if payload, err = r.readBody(req); err != nil {
		return nil, "", err
	}
	if secret, err = r.verify(payload, header); err != nil {
		return nil, "", err
	}
	return payload, secret, nil
}

func (r *Receiver) readBody(req *http.Request) ([]byte, error) {
	if req.ContentLength > r.maxBytes {
		return nil, r.errors.TooLarge
	}
	if req.Body == nil { // as a client's request can be, in a test
		return nil, nil
	}
	payload, err := io.ReadAll(http.MaxBytesReader(nil, req.Body, r.maxBytes))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, r.errors.TooLarge
	case err != nil:
		return nil, fmt.Errorf("%s: reading the body: %w", r.name, err)
	default:
		return payload, nil
	}
}
