package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/workos-go/workos/workostest"
)

// fault is one way to go wrong, of one of three makes: one that workostest has, an
// answer, or something that is done to the connection.
type fault struct {
	name string
	// own is the fault of workostest.
	own *workostest.Fault
	// answer takes the place of the answer to an operation that was performed, or
	// was not.
	answer    func(*incident) *http.Response
	performed bool
	// wire writes to a connection in place of an answer, which is then closed, and
	// process is the same for a transport that has none.
	wire    func(*incident, net.Conn)
	process func(*incident) (*http.Response, error)
	// delivery is what becomes of a webhook.
	delivery func(*incident) *delivery
}

// incident is a fault at work.
type incident struct {
	random *rand.Rand
	// ctx ends with the request.
	ctx context.Context //nolint:containedctx // it is one with the request
	req *http.Request
	// body is the body of the request.
	body []byte
	// whole is the answer as it would have been, if the operation was performed.
	whole *http.Response
	// content is the body of whole.
	content []byte
	// elsewhere is the URL of another host.
	elsewhere string
}

// half is true in every other round.
func (i *incident) half() bool { return i.random.IntN(2) == 0 }

const hugeSize = 64 << 20

var faults = []*fault{
	{name: refused, own: own(workostest.RefuseConnection()), delivery: nothing},
	{name: "dropped before the write", own: own(workostest.DropRequest()), delivery: sent(func(*incident) int { return 0 }, ends)},
	{name: "dropped after the write", own: own(workostest.DropConnection()), delivery: func(i *incident) *delivery {
		return &delivery{body: bytes.NewReader(i.body), length: len(i.body), lost: true}
	}},
	{name: "dropped in the headers", performed: true, wire: inTheHeaders, process: failing(io.ErrUnexpectedEOF), delivery: nothing},
	{name: "dropped in the body", own: own(workostest.CutBody()), delivery: sent(halfOf, ends)},
	{name: "stall", own: own(workostest.Stall()), delivery: sent(halfOf, holds)},
	{name: "reset", performed: true, wire: reset, process: failing(&net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}), delivery: sent(halfOf, resets)},
	{name: "429 with Retry-After", answer: status(429, "1"), delivery: gateway(429)},
	{name: "429", answer: status(429, ""), delivery: gateway(429)},
	{name: "500", answer: status(500, ""), performed: true, delivery: gateway(500)},
	{name: "502", answer: status(502, ""), performed: true, delivery: gateway(502)},
	{name: "503", answer: status(503, "1"), delivery: gateway(503)},
	{name: "504", answer: status(504, ""), performed: true, delivery: gateway(504)},
	{name: "HTML", answer: page, delivery: func(i *incident) *delivery {
		text := pageFor(i)
		return &delivery{body: strings.NewReader(text), length: len(text)}
	}},
	{name: "cut JSON", answer: cutJSON, performed: true, delivery: func(i *incident) *delivery {
		return &delivery{body: bytes.NewReader(i.body[:len(i.body)/2]), length: len(i.body) / 2}
	}},
	{name: "huge body", answer: huge, performed: true, delivery: func(*incident) *delivery {
		return &delivery{body: io.LimitReader(endless{}, hugeSize), length: hugeSize}
	}},
	{name: "slow drip", answer: slow, performed: true, delivery: func(i *incident) *delivery {
		return &delivery{body: &drip{ctx: i.ctx}, length: 1000}
	}},
	{name: "wrong content length", performed: true, wire: wrongLength, process: wrongLengthInProcess, delivery: func(i *incident) *delivery {
		if i.half() {
			return &delivery{body: bytes.NewReader(i.body), length: len(i.body) + 100, end: ends}
		}
		return &delivery{body: bytes.NewReader(i.body), length: len(i.body) - 10}
	}},
	{name: "gzip bomb", answer: bomb, performed: true, delivery: func(*incident) *delivery {
		return &delivery{body: bytes.NewReader(bombOnce()), length: len(bombOnce()), encoding: "gzip"}
	}},
	{name: "redirect to another host", answer: redirect, delivery: gateway(302)},
	{name: badTLS, process: failing(&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}), delivery: nothing},
}

// The faults that a socket has before there is a request: link makes them.
const (
	refused = "refused"
	badTLS  = "TLS failure"
)

func own(f workostest.Fault) *workostest.Fault { return &f }

func failing(err error) func(*incident) (*http.Response, error) {
	return func(*incident) (*http.Response, error) { return nil, err }
}

// response is an answer with a body that may be of any length.
func response(code int, contentType, body string) *http.Response {
	return &http.Response{
		StatusCode:    code,
		Header:        http.Header{"Content-Type": {contentType}, "X-Request-Id": {"req_faults"}},
		Body:          io.NopCloser(strings.NewReader(body)),
		ContentLength: int64(len(body)),
	}
}

// echo is what a proxy that shows too much says: all that it was sent.
func echo(i *incident) string {
	return fmt.Sprintf("%s %s Authorization: %s %s", i.req.Method, i.req.URL, i.req.Header.Get("Authorization"), i.body)
}

func status(code int, retryAfter string) func(*incident) *http.Response {
	return func(i *incident) *http.Response {
		res := response(code, "application/json", fmt.Sprintf(`{"message":%q}`, "It went wrong: "+echo(i)))
		if i.half() {
			res = response(code, "text/html", pageFor(i))
		}
		if retryAfter != "" {
			res.Header.Set("Retry-After", retryAfter)
		}
		return res
	}
}

func pageFor(i *incident) string {
	return "<!DOCTYPE html><title>Sign in to the network</title><pre>" + echo(i) + "</pre>"
}

func page(i *incident) *http.Response { return response(200, "text/html", pageFor(i)) }

func cutJSON(i *incident) *http.Response {
	return response(200, "application/json", string(i.content[:len(i.content)/2]))
}

func huge(i *incident) *http.Response {
	res := response(200, "application/json", "")
	res.Body, res.ContentLength = io.NopCloser(io.LimitReader(endless{}, hugeSize)), -1
	if i.half() {
		res.ContentLength = hugeSize
	}
	return res
}

func slow(i *incident) *http.Response {
	res := response(200, "application/json", "")
	res.Body, res.ContentLength = io.NopCloser(&drip{ctx: i.ctx}), -1
	return res
}

func bomb(*incident) *http.Response {
	res := response(200, "application/json", string(bombOnce()))
	res.Header.Set("Content-Encoding", "gzip")
	return res
}

// bombOnce is 64 MiB in 64 KiB.
var bombOnce = sync.OnceValue(func() []byte {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = io.CopyN(w, endless{}, hugeSize)
	_ = w.Close()
	return packed.Bytes()
})

func redirect(i *incident) *http.Response {
	res := response(302, "text/plain", "")
	res.Header.Set("Location", i.elsewhere)
	return res
}

// head writes the status line and the header of an answer of n bytes.
func head(i *incident, n int) []byte {
	return []byte("HTTP/1.1 " + strconv.Itoa(i.whole.StatusCode) + " OK\r\nContent-Type: application/json\r\nContent-Length: " + strconv.Itoa(n) + "\r\n\r\n")
}

func inTheHeaders(i *incident, conn net.Conn) {
	all := head(i, len(i.content))
	_, _ = conn.Write(all[:i.random.IntN(len(all)-4)])
}

func reset(i *incident, conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	if i.half() {
		_, _ = conn.Write(head(i, len(i.content)))
	}
}

func wrongLength(i *incident, conn net.Conn) {
	n := len(i.content) + 100
	if i.half() {
		n = len(i.content) / 2
	}
	_, _ = conn.Write(append(head(i, n), i.content...))
}

func wrongLengthInProcess(i *incident) (*http.Response, error) {
	body, n := io.Reader(bytes.NewReader(i.content[:len(i.content)/2])), len(i.content)/2
	if i.half() {
		body, n = io.MultiReader(bytes.NewReader(i.content), broken{io.ErrUnexpectedEOF}), len(i.content)+100
	}
	res := response(i.whole.StatusCode, "application/json", "")
	res.Body, res.ContentLength = io.NopCloser(body), int64(n)
	return res, nil
}

// endless is JSON without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '['
	}
	return len(p), nil
}

// drip is a body of a byte every 5 milliseconds, until its context ends.
type drip struct {
	ctx context.Context //nolint:containedctx // a reader has no other
}

func (d *drip) Read(p []byte) (int, error) {
	timer := time.NewTimer(5 * time.Millisecond)
	defer timer.Stop()
	select {
	case <-timer.C:
		p[0] = ' '
		return 1, nil
	case <-d.ctx.Done():
		return 0, d.ctx.Err()
	}
}

type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

// delivery is what arrives of a webhook.
type delivery struct {
	missing  bool // nothing arrives
	answer   int  // what stands between answers with this, if it is not 0
	lost     bool // the answer is
	body     io.Reader
	length   int
	encoding string
	end      ending
}

// ending is what the sender does after the body.
type ending int

const (
	waits ending = iota // for the answer
	ends
	resets
	holds
)

// err is how a body ends for a receiver that has no socket.
func (e ending) reader(ctx context.Context) io.Reader {
	switch e {
	case ends:
		return broken{io.ErrUnexpectedEOF}
	case resets:
		return broken{&net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}}
	case holds:
		return held{ctx}
	default:
		return strings.NewReader("")
	}
}

// held is a body that does not go on.
type held struct {
	ctx context.Context //nolint:containedctx // a reader has no other
}

func (h held) Read([]byte) (int, error) {
	<-h.ctx.Done()
	return 0, errors.Join(io.ErrUnexpectedEOF, h.ctx.Err())
}

func nothing(*incident) *delivery { return &delivery{missing: true} }

func halfOf(i *incident) int { return len(i.body) / 2 }

// sent is a delivery of so many bytes of the body.
func sent(size func(*incident) int, end ending) func(*incident) *delivery {
	return func(i *incident) *delivery {
		return &delivery{body: bytes.NewReader(i.body[:size(i)]), length: len(i.body), end: end}
	}
}

func gateway(code int) func(*incident) *delivery {
	return func(*incident) *delivery { return &delivery{answer: code} }
}
