package workostest

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// route is an operation. http.ServeMux refuses the API's routes: several match
// /organizations/external_id/audit_log_configuration, none more than the others.
type route struct {
	pattern  string
	segments []string // of method and path
	handler  http.HandlerFunc
	public   bool // needs no API key
	own      bool // not of Handle
}

// Handle answers an operation that the server does not have, or in place of it:
// a pattern such as "POST /things/{id}/paint", as in the API reference, and its
// handler, which finds placeholders by r.PathValue. Requests without the API key
// do not reach it, but for those of operations that need none, and Fail makes it go
// wrong like any other.
func (s *Server) Handle(pattern string, handler http.HandlerFunc) {
	method, path, ok := strings.Cut(pattern, " ")
	if !ok || method == "" || !strings.HasPrefix(path, "/") || strings.HasSuffix(path, "/") {
		panic("workostest: no pattern of a route: " + strconv.Quote(pattern))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	added := &route{pattern: pattern, segments: strings.Split(pattern, "/"), handler: handler}
	for _, other := range s.routes {
		added.public = added.public || other.public && other.pattern == pattern
	}
	s.routes = append(s.routes, added)
}

// register adds an operation whose handler runs with the lock held.
func (s *Server) register(pattern string, handler http.HandlerFunc) {
	s.Handle(pattern, func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		handler(w, r)
		s.record(pattern, w)
	})
	s.routes[len(s.routes)-1].own = true
}

// registerPublic is register for an operation that sees to the credentials of its
// callers itself: no API key is asked for.
func (s *Server) registerPublic(pattern string, handler http.HandlerFunc) {
	s.register(pattern, handler)
	s.routes[len(s.routes)-1].public = true
}

// Routes returns the patterns of the operations that the server has, also those
// of Handle, sorted by path.
func (s *Server) Routes() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var patterns []string
	for _, route := range s.routes {
		patterns = append(patterns, route.pattern)
	}
	slices.SortFunc(patterns, func(a, b string) int {
		methodA, pathA, _ := strings.Cut(a, " ")
		methodB, pathB, _ := strings.Cut(b, " ")
		return cmp.Or(cmp.Compare(pathA, pathB), cmp.Compare(methodA, methodB))
	})
	return slices.Compact(patterns)
}

// route returns the operation that the request asks for, or nil. Where several
// match, it is the one with the earliest segment that the others leave open, and
// else the last one. The lock is held.
func (s *Server) route(req *http.Request) *route {
	segments := strings.Split(req.Method+" "+req.URL.EscapedPath(), "/")
	var best *route
	for _, route := range s.routes {
		if route.matches(segments) && (best == nil || !best.closerThan(route)) {
			best = route
		}
	}
	return best
}

func (r *route) matches(segments []string) bool {
	if len(segments) != len(r.segments) {
		return false
	}
	for i, segment := range r.segments {
		if placeholder(segment) == "" && segment != segments[i] || segments[i] == "" {
			return false
		}
	}
	return true
}

func (r *route) closerThan(other *route) bool {
	for i, segment := range r.segments {
		open, otherOpen := placeholder(segment) != "", placeholder(other.segments[i]) != ""
		if open != otherOpen {
			return otherOpen
		}
	}
	return false
}

// placeholder returns the name in a segment that stands for any value, or "".
func placeholder(segment string) string {
	if name, ok := strings.CutPrefix(segment, "{"); ok {
		return strings.TrimSuffix(name, "}")
	}
	return ""
}

// serve performs the operation, with its placeholders as path values.
func (r *route) serve(w http.ResponseWriter, req *http.Request) {
	req.Pattern = r.pattern
	for i, segment := range strings.Split(req.Method+" "+req.URL.EscapedPath(), "/") {
		if name := placeholder(r.segments[i]); name != "" {
			value, _ := url.PathUnescape(segment) // EscapedPath escapes correctly
			req.SetPathValue(name, value)
		}
	}
	r.handler(w, req)
}
