package signature

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
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
	secret    string
	more      []string // other secrets
	tolerance time.Duration
	now       func() time.Time
	maxBytes  int64
	logger    *slog.Logger // or nil
	unusable  error
}

// NewReceiver returns a Receiver for the package of this name. It is no pointer:
// without options, a Receiver takes no memory beside the stack.
func NewReceiver[O ~func(*Receiver)](name string, errs Errors, secret string, tolerance time.Duration, opts []O) (Receiver, error) {
	r := Receiver{
		name:      name,
		errors:    errs,
		secret:    secret,
		tolerance: tolerance,
		now:       time.Now,
		maxBytes:  DefaultMaxBytes,
	}
	if len(opts) > 0 {
		r = apply(r, opts)
	}
	r.check()
	return r, r.unusable
}

func apply[O ~func(*Receiver)](r Receiver, opts []O) Receiver {
	for i, opt := range opts {
		if opt == nil {
			r.Refuse("option %d is nil", i+1)
			continue
		}
		opt(&r)
	}
	return r
}

// AddSecrets accepts what is signed with one of these too.
func (r *Receiver) AddSecrets(secrets ...string) { r.more = append(r.more, secrets...) }

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
func (r *Receiver) SetLogger(logger *slog.Logger) { r.logger = logger }

// Refuse keeps what makes the Receiver unusable.
func (r *Receiver) Refuse(format string, args ...any) {
	r.unusable = fmt.Errorf(r.name+": "+format, args...)
}

// check looks at the secrets, after the setters.
func (r *Receiver) check() {
	r.checkSecret(r.secret)
	for _, secret := range r.more {
		r.checkSecret(secret)
	}
}

func (r *Receiver) checkSecret(secret string) {
	switch {
	case secret == "": // anybody can sign with it
		r.unusable = r.errors.NoSecret
	case strings.TrimSpace(secret) != secret: // comes of a file's last line
		r.Refuse("a secret has white space around it")
	}
}

// Now returns the time.
func (r *Receiver) Now() time.Time { return r.now() }

// Verify checks a payload, given the value of its header.
func (r *Receiver) Verify(payload []byte, value string) error {
	header, err := r.parse(value)
	if err != nil {
		return err
	}
	_, err = r.verify(payload, &header)
	return err
}

func (r *Receiver) parse(value string) (header Header, err error) {
	if value == "" {
		return header, r.errors.NotSigned
	}
	if err := header.parse(value); err != nil {
		return header, fmt.Errorf("%w: %w", r.errors.MalformedHeader, err)
	}
	return header, nil
}

// verify returns the secret of the signature. It looks at the signature before the
// time: whoever cannot sign learns nothing of the clock, and OutsideTolerance says
// that the payload is WorkOS's.
func (r *Receiver) verify(payload []byte, header *Header) (secret string, err error) {
	secret = r.secret
	if !header.signed(payload, secret) {
		i := slices.IndexFunc(r.more, func(other string) bool { return header.signed(payload, other) })
		if i < 0 {
			return "", r.errors.Signature
		}
		secret = r.more[i]
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
	if secret, err = r.verify(payload, &header); err != nil {
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
