package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/webhooks"
	"github.com/workos-go/workos/workostest"
)

// The transports.
const (
	inProcess = "in process"
	socket    = "socket"
)

// cell is a fault, a kind of call and a transport, with a WorkOS of its own.
type cell struct {
	*matrix

	spec    spec
	fault   *fault
	srv     *workostest.Server
	healthy *organizations.Service
	link    *link
	long    *workos.Client // bounded by contexts
	brief   *workos.Client // bounds its calls itself
	client  *workos.Client // one of the two
	texts   texts
	closing []func()
}

// briefly is the timeout of the client that bounds its calls itself.
const briefly = 200 * time.Millisecond

// cell runs rounds of a cell.
func (m *matrix) cell(s spec, from, to int) {
	labels := pprof.Labels("cell", s.String()) // of the goroutines, to know whose a leak is
	pprof.Do(context.Background(), labels, func(ctx context.Context) {
		c := &cell{matrix: m, spec: s, fault: find(faults, s.fault, func(f *fault) string { return f.name })}
		k := find(kinds, s.kind, func(k *kind) string { return k.name })
		defer c.close()
		prepare, err := c.open(k)
		if err != nil {
			m.violate(s, "opening: %v", err)
			return
		}
		for n := from; n <= to; n++ {
			r, err := prepare(c)
			if err != nil {
				m.violate(s, "preparing round %d: %v", n, err)
				return
			}
			c.play(ctx, k, r, n)
		}
	})
}

func find[T any](all []*T, name string, of func(*T) string) *T {
	return all[slices.IndexFunc(all, func(one *T) bool { return of(one) == name })]
}

func (c *cell) open(k *kind) (func(*cell) (*round, error), error) {
	c.srv = workostest.New()
	c.healthy = organizations.New(c.srv.Client())
	c.link = newLink(c.srv)
	opts := []workos.Option{
		workos.WithAPIKey(workostest.APIKey),
		workos.WithClientID(workostest.ClientID),
		workos.WithLogger(slog.New(slog.NewJSONHandler(&c.texts, &slog.HandlerOptions{Level: slog.LevelDebug}))),
	}
	if c.spec.transport == inProcess {
		opts = append(opts, workos.WithHTTPClient(c.link), workos.WithBaseURL("https://api.workos.test"))
	} else {
		if err := c.link.listen(); err != nil {
			return nil, err
		}
		base := "http://" + c.link.plain.Addr().String()
		if c.spec.fault == badTLS {
			base = "https://" + c.link.tls.Addr().String()
		}
		opts = append(opts, workos.WithBaseURL(base))
	}
	c.long = workos.NewClient(opts...)
	c.brief = workos.NewClient(append(opts, workos.WithTimeout(briefly))...)
	return k.open(c)
}

func (c *cell) close() {
	for _, f := range c.closing {
		f()
	}
	c.link.close()
}

// cannotHeal reports whether the link stays as bad as it is.
func (c *cell) cannotHeal() bool { return c.spec.transport == socket && c.spec.fault == badTLS }

// bound is what ends a call.
type bound struct {
	timeout time.Duration // of the context
	cancel  time.Duration // or when it is canceled
	own     bool          // or of the client
}

// plan says how a round goes, which follows from the seed.
func (c *cell) plan(k *kind, n int) (random *rand.Rand, skip, times int, b bound) {
	name := fnv.New64()
	_, _ = io.WriteString(name, c.spec.String()+strconv.Itoa(n))
	random = rand.New(rand.NewPCG(c.seed, name.Sum64())) //nolint:gosec // a seed
	times = []int{1, 2, 1000}[random.IntN(3)]
	skip = random.IntN(k.requests)
	switch draw := random.IntN(10); {
	case draw < 4:
		b.timeout = time.Duration(20+random.IntN(280)) * time.Millisecond
	case draw < 6:
		b.timeout = 2500 * time.Millisecond
	case draw < 8 && k.bounded():
		b.own = true
	default:
		b.timeout, b.cancel = time.Minute, time.Duration(5+random.IntN(200))*time.Millisecond
	}
	return random, skip, times, b
}

// play makes the call of a round and looks at what came of it.
func (c *cell) play(ctx context.Context, k *kind, r *round, n int) {
	random, skip, times, b := c.plan(k, n)
	up := func() {}
	c.link.arm(c.fault, skip, times, random)
	if c.spec.transport == socket && c.spec.fault == refused && c.spec.kind != "webhook" {
		up = c.link.down()
		if times < 1000 {
			timer := time.AfterFunc(time.Duration(times*random.IntN(200))*time.Millisecond, up)
			defer timer.Stop()
		}
	}
	c.played.Add(1)
	late, err := c.call(ctx, r, b)
	up()
	c.link.arm(nil, 0, 0, nil)
	left := c.link.settle()
	c.sees(err)
	writes := c.writes(r)
	c.look(r, n, writes, late, left)
	if r.verify == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := r.verify(ctx, err); err != nil {
		c.violate(c.spec, "round %d: %v", n, err)
	}
	if writes := c.writes(r); writes > 1 && !r.repeated {
		c.violate(c.spec, "round %d: written %d times in the end", n, writes)
	}
}

// call returns the error of a call, and for how long it outlived its context: from
// the moment at which a timer of this process can tell that time is over.
func (c *cell) call(ctx context.Context, r *round, b bound) (late time.Duration, err error) {
	c.client = c.long
	deadline := time.Now().Add(b.timeout)
	if b.own {
		c.client, deadline = c.brief, time.Now().Add(briefly)
	} else {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline)
		defer cancel()
		if b.cancel > 0 {
			deadline = time.Now().Add(b.cancel)
			timer := time.AfterFunc(b.cancel, cancel)
			defer timer.Stop()
		}
	}
	told := make(chan time.Time, 1)
	timer := time.AfterFunc(time.Until(deadline), func() { told <- time.Now() })
	err = r.do(ctx)
	if end := time.Now(); !timer.Stop() {
		late = max(0, end.Sub(<-told))
	}
	return late, err
}

// look compares what a round left behind with what is to hold.
func (c *cell) look(r *round, n, writes int, late time.Duration, left int) {
	if late > maxLate {
		c.mu.Lock()
		c.late = append(c.late, lateRound{c.spec, n, late})
		c.mu.Unlock()
		late = 0 // unless it is so again
	}
	c.update(c.spec, func(res *result) {
		res.writes = max(res.writes, writes)
		res.left = max(res.left, left)
		res.late = max(res.late, late)
	})
	if writes > 1 && !r.repeated {
		c.violate(c.spec, "round %d: written %d times", n, writes)
	}
	if left > 0 {
		c.violate(c.spec, "round %d: %d connections or requests are still in use", n, left)
	}
	if c.link.strayed.Load() > 0 {
		c.violate(c.spec, "round %d: a request went to another host", n)
	}
	c.secrets(n)
}

// writes counts how often what the round asks for was done.
func (c *cell) writes(r *round) int {
	n := 0
	for _, write := range c.srv.Writes() {
		if r.route != "" && write.Route == r.route &&
			(strings.Contains(write.Path, r.mark) || bytes.Contains(write.Body, []byte(r.mark))) {
			n++
		}
	}
	return n
}

// secrets looks for secrets in what was written about errors.
func (c *cell) secrets(n int) {
	texts := c.texts.take()
	c.link.mu.Lock()
	defer c.link.mu.Unlock()
	for _, secret := range []string{workostest.APIKey, password, cookieSecret, webhookSecret} {
		c.link.secrets[secret] = true
	}
	for secret := range c.link.secrets {
		if bytes.Contains(texts, []byte(secret[:min(len(secret), 24)])) {
			c.violate(c.spec, "round %d: a secret is in a text", n)
		}
	}
}

// sees notes what kind of error a caller saw, and its texts.
func (c *cell) sees(err error) {
	name := class(err)
	if name == "" {
		c.violate(c.spec, "an error that cannot be told: %T %v", err, err)
		name = "?"
	}
	_, _ = fmt.Fprintf(&c.texts, "%v %+v %#v %q\n", err, err, err, err)
	c.update(c.spec, func(r *result) { r.saw[name]++ })
}

// classes are what errors.Is tells apart, the more telling first.
var classes = []struct {
	err  error
	name string
}{
	{session.ErrEnded, "ended"},
	{context.DeadlineExceeded, "deadline"},
	{context.Canceled, "canceled"},
	{workos.ErrInvalidResponse, "invalid"},
	{workos.ErrTooManyRequests, "429"},
	{workos.ErrServer, "5xx"},
	{workos.ErrNotFound, "404"},
	{webhooks.ErrNotSigned, "not signed"},
	{webhooks.ErrInvalidSignature, "signature"},
	{webhooks.ErrTooLarge, "too large"},
	{webhooks.ErrInvalidPayload, "no event"},
	{errGivenUp, "given up"},
	{syscall.ECONNREFUSED, "refused"},
	{syscall.ECONNRESET, "reset"},
	{syscall.EPIPE, "reset"},
	{net.ErrClosed, "closed"},
	{io.ErrUnexpectedEOF, "cut"},
	{io.EOF, "EOF"},
}

// class returns what an error can be told to be, or "".
func class(err error) string {
	if err == nil {
		return "ok"
	}
	for _, class := range classes {
		if errors.Is(err, class.err) {
			return class.name
		}
	}
	var answer *workos.Error
	var broken *net.OpError
	var network interface{ Unreachable() bool }
	switch {
	case errors.As(err, new(*tls.CertificateVerificationError)):
		return "certificate"
	case errors.As(err, &broken):
		return broken.Op
	case errors.As(err, &answer):
		return strconv.Itoa(answer.StatusCode)
	case errors.As(err, &network): // not HTTP, for one
		return "unreachable"
	default:
		return ""
	}
}
