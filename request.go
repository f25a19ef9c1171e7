package workos

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Request is one call: what Do sends. Query and Body are structs, as the params
// of the product packages are: Query with url tags for go-querystring, Body with
// json tags, and `required:"true"` on what must not be zero.
type Request struct {
	// Method is the HTTP method; empty means GET.
	Method string
	// Path is the path below the base URL, made by the function Path.
	Path Route
	// Query becomes the query string: a struct, url.Values, or nil for none.
	Query any
	// Body becomes the JSON body: anything that marshals. Nil is {} for POST, PUT
	// and PATCH, and none for other methods.
	Body any
	// Idempotent says that the API performs requests with the same
	// Idempotency-Key once, so that a POST with a key may be repeated.
	Idempotent bool
	// ReadOnly says that the request changes nothing, whatever its method, so that
	// it may be repeated like a GET.
	ReadOnly bool
	// Public says that the API asks for no API key, as where the parameters
	// themselves are the credentials: none is sent, and the client needs none.
	Public bool
}

// String returns the method and the route, without IDs, query or body.
func (r Request) String() string { return r.Method + " " + r.Path.template }

// Format writes String, whatever the verb.
func (r Request) Format(f fmt.State, _ rune) { fmt.Fprint(f, r.String()) }

// MarshalText returns String: for logs in JSON.
func (r Request) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Route is the path of a call, made by Path.
type Route struct {
	template string
	args     []string
	server   string
}

// Path makes a path from a template, written as in the API reference, and a
// value for each placeholder:
//
//	workos.Path("/organizations/{id}", id)
//
// Each value becomes one escaped path segment. One that is empty, "." or ".." is
// a *ParamError of the call. Errors and logs show the template alone.
func Path(template string, args ...string) Route { return Route{template: template, args: args} }

// At returns the route of an operation that has a server of its own, such as
// https://auth.workos.com. It takes the place of https://api.workos.com; a client with
// another base URL finds the operation there like all others.
func (r Route) At(server string) Route {
	r.server = server
	return r
}

// String returns the template.
func (r Route) String() string { return r.template }

// Format writes the template, whatever the verb.
func (r Route) Format(f fmt.State, _ rune) { fmt.Fprint(f, r.template) }

// expand returns the escaped path.
func (r Route) expand() (string, error) {
	n := strings.Count(r.template, "{")
	switch {
	case !strings.HasPrefix(r.template, "/"):
		return "", fmt.Errorf("the path %q does not begin with a slash", r.template)
	case strings.Count(r.template, "}") != n || strings.ContainsAny(r.template, "?#"):
		return "", fmt.Errorf("the path %q is not a template of a path", r.template)
	case n != len(r.args):
		return "", fmt.Errorf("the path %s has %d placeholders and was given %d values", r.template, n, len(r.args))
	}
	path, rest := "", r.template
	for _, arg := range r.args {
		before, after, _ := strings.Cut(rest, "{")
		name, after, _ := strings.Cut(after, "}")
		switch arg {
		case "":
			return "", &ParamError{name, "is empty"}
		case ".", "..":
			return "", &ParamError{name, "is a relative path: " + arg}
		}
		path, rest = path+before+url.PathEscape(arg), after
	}
	return path + rest, nil
}

// placeholders returns the names in the template, in order.
func (r Route) placeholders() []string {
	var names []string
	for _, part := range strings.Split(r.template, "{")[1:] {
		name, _, _ := strings.Cut(part, "}")
		names = append(names, name)
	}
	return names
}

// Do sends req and decodes the JSON of the answer into out, which is a pointer,
// or nil where the answer does not matter.
//
// It returns an *Error where the API refused or its answer cannot be decoded
// (ErrInvalidResponse), a *ParamError where a parameter is missing, and else
// what the transport or the context said.
func (c *Client) Do(ctx context.Context, req Request, out any, opts ...RequestOption) error {
	req.Method = cmp.Or(req.Method, http.MethodGet)
	call, err := c.prepare(ctx, req, out, opts)
	if err == nil {
		err = call.run(ctx)
	}
	switch err.(type) { //nolint:errorlint // only an *Error itself names the call
	case nil, *Error:
		return err
	default:
		return fmt.Errorf("workos: %s: %w", req, err)
	}
}

// URL returns the URL of a path and a query, without sending anything: for those
// to which people are sent. The query is a struct with url tags, or nil. It
// returns a *ParamError where a parameter is missing.
func (c *Client) URL(path Route, query any) (string, error) {
	cfg := c.config()
	err := cfg.unusable()
	if err == nil {
		var where target
		if where, err = cfg.target(path, query); err == nil {
			return where.String(), nil
		}
	}
	return "", fmt.Errorf("workos: %s: %w", path, err)
}

// target is the URL of a call in its parts, of which the path is escaped.
type target struct{ server, path, query string }

func (t target) String() string {
	if t.query != "" {
		return t.server + t.path + "?" + t.query
	}
	return t.server + t.path
}

func (cfg *config) target(path Route, query any) (target, error) {
	where := target{server: cfg.baseURL}
	if path.server != "" && cfg.baseURL == DefaultBaseURL {
		where.server = path.server
	}
	var err error
	if where.path, err = path.expand(); err != nil {
		return target{}, err
	}
	values, err := cfg.encodeQuery(query)
	where.query = values.Encode()
	return where, err
}

// parse returns a target as net/http wants it. Nothing is parsed where the path
// has nothing that is escaped.
func (cfg *config) parse(t target) (*url.URL, error) {
	if t.server != cfg.baseURL || cfg.base.RawPath != "" || strings.ContainsFunc(t.path, notPlain) {
		return url.Parse(t.String())
	}
	u := *cfg.base
	u.Path, u.RawQuery = u.Path+t.path, t.query
	return &u, nil
}

// notPlain reports whether r is anything but a letter, a digit or one of the
// signs that stand for themselves in a path.
func notPlain(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '_', r == '/', r == '-', r == '.', r == '~':
		return false
	default:
		return true
	}
}

// Get sends a GET request and returns the decoded answer. The query is a struct
// with url tags, or nil.
func Get[T any](ctx context.Context, c *Client, path Route, query any, opts ...RequestOption) (*T, error) {
	return Do[T](ctx, c, Request{Method: http.MethodGet, Path: path, Query: query}, opts...)
}

// Post sends a POST request and returns the decoded answer. The body is a struct
// with json tags; nil sends {}.
func Post[T any](ctx context.Context, c *Client, path Route, body any, opts ...RequestOption) (*T, error) {
	return Do[T](ctx, c, Request{Method: http.MethodPost, Path: path, Body: body}, opts...)
}

// Put is Post with the method PUT.
func Put[T any](ctx context.Context, c *Client, path Route, body any, opts ...RequestOption) (*T, error) {
	return Do[T](ctx, c, Request{Method: http.MethodPut, Path: path, Body: body}, opts...)
}

// Patch is Post with the method PATCH.
func Patch[T any](ctx context.Context, c *Client, path Route, body any, opts ...RequestOption) (*T, error) {
	return Do[T](ctx, c, Request{Method: http.MethodPatch, Path: path, Body: body}, opts...)
}

// Delete sends a DELETE request. The answer's body does not matter, but for a page,
// which is no answer of the API's (ErrInvalidResponse). One that was repeated may be
// answered ErrNotFound although the first attempt deleted the object.
func Delete(ctx context.Context, c *Client, path Route, opts ...RequestOption) error {
	return c.Do(ctx, Request{Method: http.MethodDelete, Path: path}, nil, opts...)
}

// Do sends any request and returns the decoded answer: Client.Do for one type.
func Do[T any](ctx context.Context, c *Client, req Request, opts ...RequestOption) (*T, error) {
	out := new(T)
	if err := c.Do(ctx, req, out, opts...); err != nil {
		return nil, err
	}
	return out, nil
}

// RequestOption changes one call.
type RequestOption func(*requestOptions)

type requestOptions struct {
	header   http.Header // what the caller sets; nil where that is nothing
	retry    bool
	response *Response
	err      error
}

// WithHeader sets a header of one call, in place of the client's own. One that HTTP does
// not allow is a *ParamError of the call.
func WithHeader(name, value string) RequestOption {
	return func(o *requestOptions) {
		if name == "" || strings.ContainsFunc(name, notToken) || strings.ContainsFunc(value, notHeader) {
			o.err = &ParamError{name, "is a header whose name or value HTTP does not allow"}
			return
		}
		switch name = http.CanonicalHeaderKey(name); name {
		case "Host", "Content-Length", "Transfer-Encoding":
			o.err = &ParamError{name, "is a header that cannot be set"}
		default:
			if o.header == nil {
				o.header = http.Header{}
			}
			o.header.Set(name, value)
		}
	}
}

// WithIdempotencyKey sends a key by which the API performs one request once,
// however often it arrives within 24 hours. Operations that honor it say so;
// with the key they are repeated like a GET. An empty one is a *ParamError of the call.
func WithIdempotencyKey(key string) RequestOption {
	return withNonEmpty("Idempotency-Key", key, key)
}

// WithBearerToken authorizes one call with a token in place of the API key,
// which is then not sent. An empty one is a *ParamError of the call.
func WithBearerToken(token string) RequestOption {
	return withNonEmpty("Authorization", token, "Bearer "+token)
}

func withNonEmpty(header, value, content string) RequestOption {
	if value == "" {
		return func(o *requestOptions) { o.err = &ParamError{header, "is empty"} }
	}
	return WithHeader(header, content)
}

// WithRetry lets a POST or PATCH be repeated like a GET, although it may have
// reached the API before it failed: for what is harmless to do twice.
func WithRetry() RequestOption {
	return func(o *requestOptions) { o.retry = true }
}

// WithResponse fills r with the last response of the call, also where the call
// returns an error; without any response r is empty. A List fills it again for
// every page.
func WithResponse(r *Response) RequestOption {
	return func(o *requestOptions) {
		if r == nil {
			o.err = errors.New("WithResponse was given nil")
			return
		}
		o.response = r
	}
}

func notToken(r rune) bool {
	return notVisible(r) || strings.ContainsRune(`()<>@,;:\"/[]?={}`, r)
}

func notHeader(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }

// call is a request made ready: everything is checked and encoded, once for all
// attempts.
type call struct {
	*config
	requestOptions
	request       Request
	url           *url.URL // apart from the call: doers keep requests
	authorization string   // of the API key, or "" where the call does not send it
	body          []byte
	out           any
	buffer        *buffer  // of the attempt that is made
	answer        Response // to it
}

// prepare checks everything that can be checked before anything is sent.
func (c *Client) prepare(ctx context.Context, req Request, out any, opts []RequestOption) (*call, error) {
	call := &call{config: c.config(), request: req, out: out}
	if err := call.unusable(); err != nil {
		return nil, err
	}
	if ctx == nil {
		return nil, errors.New("the context is nil")
	}
	if v := reflect.ValueOf(out); v.IsValid() && (v.Kind() != reflect.Pointer || v.IsNil()) {
		return nil, fmt.Errorf("the answer cannot be decoded into a %T that is no pointer or nil", out)
	}
	if strings.ContainsFunc(req.Method, notToken) {
		return nil, fmt.Errorf("invalid method %q", req.Method)
	}
	where, err := call.target(req.Path, req.Query)
	if err != nil {
		return nil, err
	}
	if call.body, err = call.encodeBody(req.Method, req.Body); err != nil {
		return nil, err
	}
	if call.url, err = call.parse(where); err != nil {
		return nil, call.transportError(err)
	}
	return call, call.apply(opts)
}

// apply sets the options of one call, and what authorizes it.
func (c *call) apply(opts []RequestOption) error {
	for i, opt := range opts {
		if opt == nil {
			c.err = fmt.Errorf("request option %d is nil", i+1)
		} else {
			opt(&c.requestOptions)
		}
		if c.err != nil {
			break
		}
	}
	if c.response != nil {
		*c.response = Response{}
	}
	if c.err != nil {
		return c.err
	}
	if c.header.Get("Authorization") == "" && !c.request.Public {
		if c.apiKey == "" {
			return ErrMissingAPIKey
		}
		c.authorization = c.bearer
		c.header.Del("Authorization")
	}
	return nil
}

// newHeader returns the header of one attempt: doers may change it.
func (c *call) newHeader() http.Header {
	values := [...]string{"application/json", c.userAgent, c.authorization, "application/json"}
	header := make(http.Header, len(values)+len(c.header))
	header["Accept"], header["User-Agent"] = values[0:1:1], values[1:2:2]
	if c.authorization != "" {
		header["Authorization"] = values[2:3:3]
	}
	if c.body != nil {
		header["Content-Type"] = values[3:4:4]
	}
	for name, set := range c.header {
		header[name] = slices.Clone(set)
	}
	return header
}

// attempt sends the request once and reads the answer, as far as it is wanted.
func (c *call) attempt(ctx context.Context, n int) (*Response, error) {
	start := time.Now()
	res, err := c.send(ctx)
	c.log(ctx, n, time.Since(start), res, err)
	if res != nil && c.response != nil {
		*c.response = *res
		c.response.Attempts, c.response.Body = n, bytes.Clone(res.Body)
	}
	return res, err
}

func (c *call) send(ctx context.Context) (*Response, error) {
	req := (&http.Request{
		Method: c.request.Method, URL: c.url, Host: c.url.Host,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: c.newHeader(), Body: http.NoBody, Pattern: c.request.Path.template,
	}).WithContext(ctx)
	if c.body != nil {
		// Without GetBody, net/http cannot repeat the request by itself.
		req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(c.body)), int64(len(c.body))
	}
	res, err := c.doer.Do(req)
	switch {
	case err != nil:
		return nil, c.transportError(err)
	case res == nil:
		return nil, errors.New("the HTTP client returned neither a response nor an error")
	case res.Request != nil && res.Request.Method != req.Method:
		_ = c.read(res, false)
		return nil, errors.New("the HTTP client followed a redirect and sent a " + res.Request.Method)
	}
	return c.read(res, c.out != nil), nil
}

func (c *call) log(ctx context.Context, n int, took time.Duration, res *Response, err error) {
	level := slog.LevelDebug
	if err != nil || res.StatusCode == http.StatusTooManyRequests || res.StatusCode >= 500 {
		level = slog.LevelWarn
	}
	if !c.logger.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("method", c.request.Method),
		slog.String("route", c.request.Path.template),
		slog.Int("attempt", n),
		slog.Duration("duration", took),
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", err.Error()))
	} else {
		attrs = append(attrs, slog.Int("status", res.StatusCode), slog.String("request_id", res.RequestID))
	}
	c.logger.LogAttrs(ctx, level, "workos request", attrs...)
}
