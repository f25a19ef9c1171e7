package workostest

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"syscall"
)

// Fault is what goes wrong with a call; see Server.Fail.
type Fault struct {
	kind   faultKind
	status int
	header http.Header
	body   string
}

type faultKind int

const (
	none faultKind = iota
	respond
	refuse
	drop
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

// RefuseConnection fails as if nothing listened: the request does not arrive and
// is not recorded. Over a socket, the connection is closed without an answer.
func RefuseConnection() Fault { return Fault{kind: refuse} }

// DropConnection performs the operation and closes the connection in place of
// the answer.
func DropConnection() Fault { return Fault{kind: drop} }

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
	pattern string
	times   int
	fault   Fault
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
	s.mu.Lock()
	defer s.mu.Unlock()
	known := func(r *route) bool { return r.pattern == pattern }
	if pattern != "" && !slices.ContainsFunc(s.routes, known) {
		panic("workostest: no route " + strconv.Quote(pattern))
	}
	s.faults = append(s.faults, &plannedFault{pattern, times, fault})
}

// nextFault takes the fault that is planned for the route, if there is one.
func (s *Server) nextFault(route *route) Fault {
	for _, planned := range s.faults {
		if planned.times > 0 && (planned.pattern == "" || route != nil && planned.pattern == route.pattern) {
			planned.times--
			return planned.fault
		}
	}
	return Fault{}
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
