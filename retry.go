package workos

import (
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	defaultMaxRetries = 3

	firstWait     = 500 * time.Millisecond // the first wait is shorter than this
	maxWait       = 8 * time.Second        // so is every later one than this
	maxRetryAfter = 30 * time.Second       // longer ones are cut to this
	maxTold       = 24 * time.Hour         // the longest Retry-After an Error tells
)

type attemptKey struct{}

// Attempt returns which attempt of its call a request is that an HTTPDoer sends, by
// the request's context: 1 for the first, more for what is sent again.
func Attempt(ctx context.Context) int {
	if n, ok := ctx.Value(attemptKey{}).(int); ok {
		return n
	}
	return 1
}

// run sends the request, again where that is safe and may help, until there is
// an answer or the context ends.
func (c *call) run(ctx context.Context) error {
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.timeout)
		defer cancel()
	}
	var last error // what the API or the network said last
	for n := 1; ctx.Err() == nil; n++ {
		err := c.try(ctx, n)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil && errors.As(err, new(*transportError)) {
			break // the context's own doing
		}
		if n > c.maxRetries || !c.mayRepeat(err) {
			return err
		}
		last = err
		if ctxErr := pause(ctx, waitAfter(err, n)); ctxErr != nil {
			return interrupted(ctxErr, last)
		}
	}
	return interrupted(ctx.Err(), last)
}

// try makes one attempt and returns what came of it.
func (c *call) try(ctx context.Context, n int) error {
	if n != Attempt(ctx) { // nothing is allocated for the first
		ctx = context.WithValue(ctx, attemptKey{}, n)
	}
	c.buffer = c.takeBuffer()
	defer c.giveBack(c.buffer)
	res, err := c.attempt(ctx, n)
	switch {
	case err != nil:
		return err
	case res.ok():
		return c.decode(res)
	default:
		return c.newError(res)
	}
}

// mayRepeat reports whether the request can be sent again after err.
func (c *call) mayRepeat(err error) bool {
	if apiErr := (*Error)(nil); errors.As(err, &apiErr) {
		return apiErr.StatusCode == http.StatusTooManyRequests || c.repeatable() && apiErr.passing()
	}
	if errors.As(err, new(*tls.CertificateVerificationError)) {
		return false
	}
	return c.repeatable() || unsent(err)
}

// repeatable reports whether the request does no harm when it arrives twice.
func (c *call) repeatable() bool {
	switch c.request.Method {
	case http.MethodGet, http.MethodPut, http.MethodDelete:
		return true
	default:
		return c.retry || c.request.ReadOnly || c.request.Idempotent && c.hasIdempotencyKey()
	}
}

func (c *call) hasIdempotencyKey() bool { return c.header.Get("Idempotency-Key") != "" }

// passing reports whether the same request may succeed a moment later.
func (e *Error) passing() bool {
	switch {
	case e.StatusCode == http.StatusRequestTimeout:
		return true
	case e.StatusCode >= 500:
		return e.StatusCode != http.StatusNotImplemented
	default:
		return e.cut
	}
}

// unsent reports whether err shows that no connection was made, or that the
// server did not look at the request: net/http says so of HTTP/2 when it would
// repeat the request and cannot.
func unsent(err error) bool {
	var op *net.OpError
	if errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect") || errors.As(err, new(*net.DNSError)) {
		return true
	}
	text := err.Error()
	return strings.Contains(text, "http2: Transport: cannot retry err [") && !strings.Contains(text, "PROTOCOL_ERROR")
}

// waitAfter returns how long to wait after the nth attempt: what Retry-After
// says, or a random time under a bound that doubles.
func waitAfter(err error, n int) time.Duration {
	var apiErr *Error
	if errors.As(err, &apiErr) && apiErr.RetryAfter > 0 {
		return min(apiErr.RetryAfter, maxRetryAfter)
	}
	bound := maxWait
	if n < 10 {
		bound = min(maxWait, firstWait<<(n-1))
	}
	return rand.N(bound) //nolint:gosec // spreads load, hides nothing
}

// pause waits, or returns the context's error: at once where its deadline would
// pass during the wait.
func pause(ctx context.Context, wait time.Duration) error {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
		return context.DeadlineExceeded
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// interrupted joins the context's error, if it ended the call, and what the last
// attempt brought, if there was one.
func interrupted(ctxErr, last error) error {
	switch {
	case ctxErr == nil:
		return last
	case last == nil:
		return ctxErr
	default:
		return &interruption{ctxErr, last}
	}
}

// interruption matches both of its errors.
type interruption struct{ ctxErr, last error }

func (e *interruption) Error() string {
	text := e.last.Error()
	if apiErr, ok := e.last.(*Error); ok { //nolint:errorlint // only to print it without the route twice
		text = apiErr.detail()
	}
	return e.ctxErr.Error() + "; the last attempt: " + text
}

func (e *interruption) Unwrap() []error { return []error{e.ctxErr, e.last} }

// parseRetryAfter reads a Retry-After header: seconds or a date. What is
// neither, or past, is 0.
func parseRetryAfter(value string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseInt(value, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		seconds = max(0, min(seconds, int64(maxTold/time.Second)))
		return time.Duration(seconds) * time.Second
	}
	date, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return max(0, min(date.Sub(now), maxTold))
}
