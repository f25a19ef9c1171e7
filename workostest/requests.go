package workostest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
)

// Request is a request that arrived at a Server.
type Request struct {
	// Method is the HTTP method.
	Method string
	// Route is the operation, such as "GET /organizations/{id}", or "" where the
	// server has none for the request.
	Route string
	// Path is the path as it was sent, escaped.
	Path string
	// Query are the parameters of the query string.
	Query url.Values
	// Header is the header, with the API key.
	Header http.Header
	// Body is the body.
	Body []byte
}

// String returns the method and the path.
func (r Request) String() string { return r.Method + " " + r.Path }

// MarshalText returns String: for logs in JSON.
func (r Request) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Format writes String, whatever the verb.
func (r Request) Format(f fmt.State, _ rune) { fmt.Fprint(f, r.String()) }

// Requests returns the requests that arrived, oldest first. Attempts that
// RefuseConnection kept away are not among them.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Writes returns the requests that had an effect, in the order in which they were
// answered: those that were
// performed and answered 2xx, other than GET, whether or not the answer reached
// the caller. An answer that was remembered for an Idempotency-Key is none. A call
// that was repeated did something twice where it is here twice.
func (s *Server) Writes() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.writes)
}

func (s *Server) wrote(request Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes = append(s.writes, request)
}

// recorder holds the answer of an operation.
type recorder struct {
	*httptest.ResponseRecorder

	remembered bool // for an Idempotency-Key: nothing was performed
}

func newRecorder() *recorder { return &recorder{ResponseRecorder: httptest.NewRecorder()} }

// wrote reports whether an operation changed something.
func (r *recorder) wrote(method string) bool {
	return method != http.MethodGet && r.Code >= 200 && r.Code < 300 && !r.remembered
}

func newRequest(req *http.Request, route *route, body []byte) Request {
	recorded := Request{
		Method: req.Method,
		Path:   req.URL.EscapedPath(),
		Query:  req.URL.Query(),
		Header: req.Header.Clone(),
		Body:   bytes.Clone(body),
	}
	if route != nil {
		recorded.Route = route.pattern
	}
	return recorded
}

func readBody(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, nil
	}
	defer req.Body.Close()
	return io.ReadAll(req.Body)
}
