package workostest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// Fault is what goes wrong with a call; see Server.Fail.
type Fault struct {
	kind   faultKind
	status int
	header http.Header
	body   string
	delay  time.Duration
}

type faultKind int

const (
	none faultKind = iota
	respond
	refuse
	dropRequest
	drop
	delay
	stall
	cut
)

// Respond answers with the given status, header and body. The operation is not
// performed. A status outside 200 to 599 panics.
func Respond(status int, header http.Header, body string) Fault {
	if status < 200 || status > 599 {
		panic("workostest: no status of an answer: " + strconv.Itoa(status))
	}
	return Fault{kind: respond, status: status, header: header, body: body}
}

// RateLimit answers 429, as the API does to one who calls too often, and says how
// long to wait, in whole seconds, rounded up. The operation is not performed.
func RateLimit(retryAfter time.Duration) Fault {
	seconds := (retryAfter + time.Second - 1) / time.Second
	header := http.Header{
		"Content-Type": {"application/json; charset=utf-8"},
		"Retry-After":  {strconv.FormatInt(int64(seconds), 10)},
	}
	return Respond(http.StatusTooManyRequests, header, `{"message":"Too many requests.","code":"rate_limit_exceeded"}`)
}

// RefuseConnection fails as if nothing listened: the request does not arrive and
// is not recorded. Over a socket, the connection is closed without an answer.
func RefuseConnection() Fault { return Fault{kind: refuse} }

// DropRequest closes the connection when the request has arrived and is recorded.
// The operation is not performed; the caller cannot tell this from DropConnection.
func DropRequest() Fault { return Fault{kind: dropRequest} }

// DropConnection performs the operation and closes the connection in place of
// the answer.
func DropConnection() Fault { return Fault{kind: drop} }

// Delay performs the operation at once and answers after d, unless the caller gives
// up or the server is closed before.
func Delay(d time.Duration) Fault { return Fault{kind: delay, delay: d} }

// Stall performs the operation and does not answer until the caller gives up or
// the server is closed.
func Stall() Fault { return Fault{kind: stall} }

// CutBody performs the operation and closes the connection in the middle of the
// answer's body.
func CutBody() Fault { return Fault{kind: cut} }

var (
	errRefused error = &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	errDropped error = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
)

type plannedFault struct {
	pattern     string
	times       int     // left, or
	probability float64 // of every call
	fault       Fault
}

// Fail makes the next calls of a route go wrong, as many as times says. The
// pattern is the route as in the API reference, such as
// "GET /organizations/{id}"; "" means every route. Faults of one route happen in
// the order in which they were planned. A route that the server does not have
// panics, as its fault would never happen: Handle adds one.
func (s *Server) Fail(pattern string, times int, fault Fault) {
	if times < 1 {
		panic("workostest: a fault that happens " + strconv.Itoa(times) + " times")
	}
	s.plan(&plannedFault{pattern: pattern, times: times, fault: fault})
}

// FailRandomly makes each call of a route go wrong with a probability from 0 to 1,
// for as long as the server lives. The pattern is that of Fail. Which calls are hit
// follows from WithSeed, where they come one after another. Of several faults, the
// first that hits a call happens, in the order in which they were planned, those of
// Fail among them.
func (s *Server) FailRandomly(pattern string, probability float64, fault Fault) {
	if !(probability >= 0 && probability <= 1) { // nor NaN
		panic("workostest: no probability: " + strconv.FormatFloat(probability, 'g', -1, 64))
	}
	s.plan(&plannedFault{pattern: pattern, probability: probability, fault: fault})
}

func (s *Server) plan(fault *plannedFault) {
	if fault.fault.kind == none {
		panic("workostest: a fault that is none")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	known := func(r *route) bool { return r.pattern == fault.pattern }
	if fault.pattern != "" && !slices.ContainsFunc(s.routes, known) {
		panic("workostest: no route " + strconv.Quote(fault.pattern))
	}
	s.faults = append(s.faults, fault)
}

// newChance returns a generator for random faults, which follows from what makes
// things up and changes nothing about it later.
func newChance(random io.Reader) *mathrand.Rand {
	var key [32]byte
	_, _ = io.ReadFull(random, key[:])
	return mathrand.New(mathrand.NewChaCha8(key)) //nolint:gosec // no secret
}

// nextFault takes the fault that is planned for the route, if there is one.
func (s *Server) nextFault(route *route) Fault {
	for _, planned := range s.faults {
		if planned.pattern != "" && (route == nil || planned.pattern != route.pattern) {
			continue
		}
		if planned.times > 0 {
			planned.times--
			return planned.fault
		}
		if planned.probability > 0 && s.chance.Float64() < planned.probability {
			return planned.fault
		}
	}
	return Fault{}
}

// wait lets the time of a fault pass. It fails when the context ends or the server
// is closed before.
func (s *Server) wait(ctx context.Context, fault Fault) error {
	var over <-chan time.Time // never
	switch fault.kind {
	case stall:
	case delay:
		timer := time.NewTimer(fault.delay)
		defer timer.Stop()
		over = timer.C
	default:
		return nil
	}
	select {
	case <-over:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-s.closed:
		return errDropped
	}
}

// answer writes what Respond was given.
func (f Fault) answer(w http.ResponseWriter) {
	for name, values := range f.header {
		w.Header()[http.CanonicalHeaderKey(name)] = values
	}
	w.WriteHeader(f.status)
	_, _ = io.WriteString(w, f.body)
}

// cutShort breaks the body of res in the middle.
func cutShort(res *http.Response) *http.Response {
	whole, _ := io.ReadAll(res.Body) // from memory
	res.Body = io.NopCloser(io.MultiReader(bytes.NewReader(whole[:len(whole)/2]), broken{}))
	return res
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// writeAnswer sends an answer, n bytes of its body.
func writeAnswer(w http.ResponseWriter, answer *httptest.ResponseRecorder, n int) {
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	_, err := bytes.NewReader(answer.Body.Bytes()[:n]).WriteTo(w)
	if n < answer.Body.Len() && err == nil {
		err = http.NewResponseController(w).Flush()
	}
	if err != nil && !errors.Is(err, http.ErrBodyNotAllowed) {
		panic(http.ErrAbortHandler)
	}
}
