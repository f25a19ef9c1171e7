package workos

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
)

// What an error can be matched with by errors.Is. The ones named after a status
// match every *Error with that status, ErrServer all from 500 on.
var (
	ErrBadRequest      = errors.New("workos: bad request")          // 400
	ErrUnauthorized    = errors.New("workos: unauthorized")         // 401
	ErrForbidden       = errors.New("workos: forbidden")            // 403
	ErrNotFound        = errors.New("workos: not found")            // 404
	ErrConflict        = errors.New("workos: conflict")             // 409
	ErrUnprocessable   = errors.New("workos: unprocessable entity") // 422
	ErrTooManyRequests = errors.New("workos: too many requests")    // 429
	ErrServer          = errors.New("workos: server error")         // 5xx

	// ErrInvalidResponse is an *Error too: a 2xx answer whose body is not what
	// the call decodes, such as a proxy's HTML, or is cut off. A write that gets
	// it was performed.
	ErrInvalidResponse = errors.New("workos: invalid response")
	// ErrMissingAPIKey is what a call returns that needs an API key where the
	// client has none.
	ErrMissingAPIKey = errors.New("no API key: set " + EnvAPIKey + " or use WithAPIKey")
	// ErrMissingClientID is what a call returns that needs a client ID where the
	// client has none.
	ErrMissingClientID = errors.New("no client ID: set " + EnvClientID + " or use WithClientID")
)

// Error is an answer of the API that is not what was asked for: a status outside
// 2xx, or a body that cannot be decoded (ErrInvalidResponse). What it prints is
// short and has no secrets of the request in it.
type Error struct {
	// StatusCode is the HTTP status.
	StatusCode int
	// Code identifies the error: the answer's code, or else its OAuth error.
	Code string
	// Message says what is wrong: the answer's message, several joined by "; ",
	// or else its OAuth description, its error, or a piece of its body.
	Message string
	// OAuthError is the answer's error: an OAuth code such as "invalid_grant".
	OAuthError string
	// OAuthErrorDescription is the answer's error_description.
	OAuthErrorDescription string
	// FieldErrors says what is wrong with single parameters.
	FieldErrors []FieldError
	// RequestID is what WorkOS calls this request: quote it to their support.
	RequestID string
	// RetryAfter is how long the API asked to wait, at most 24 hours, or 0.
	RetryAfter time.Duration
	// Method is the method of the request.
	Method string
	// Route is the path of the request as a template, without its IDs.
	Route string

	body func() []byte // a function, so that no formatting verb reaches it
	cut  bool          // the body ended before its end
	err  error         // what kept the body from being decoded
}

// FieldError is what is wrong with one parameter. The API fills in one or more
// of its fields.
type FieldError struct {
	// Field is the parameter's name or its path in the body.
	Field string
	// Code identifies what is wrong, such as "required".
	Code string
	// Message says what is wrong.
	Message string
}

// Error describes the answer: route, status, code, message, field errors and
// request ID, with at most 200 bytes of what the API wrote.
func (e *Error) Error() string {
	return fmt.Sprintf("workos: %s %s: %s", e.Method, e.Route, e.detail())
}

func (e *Error) detail() string {
	parts := []string{e.Message}
	if e.Code != "" {
		parts = []string{e.Code, e.Message}
	}
	for _, field := range e.FieldErrors {
		parts = append(parts, field.String())
	}
	text := statusText(e.StatusCode)
	if said := join(": ", parts...); said != "" {
		text += ": " + truncate(said, 200)
	}
	if e.RequestID != "" {
		text += " (request ID " + truncate(e.RequestID, 128) + ")"
	}
	return text
}

// String joins what the field error says.
func (f FieldError) String() string { return join(" ", f.Field, f.Code, f.Message) }

// Body returns the answer's body, at most its first 64 KiB. It may hold tokens.
func (e *Error) Body() []byte {
	if e.body == nil {
		return nil
	}
	return e.body()
}

// Unwrap returns what kept the answer from being decoded, or nil.
func (e *Error) Unwrap() error { return e.err }

// Is reports whether target is the sentinel of e's status.
func (e *Error) Is(target error) bool {
	if e.StatusCode >= 500 {
		return target == ErrServer
	}
	sentinel, ok := map[int]error{
		http.StatusBadRequest:          ErrBadRequest,
		http.StatusUnauthorized:        ErrUnauthorized,
		http.StatusForbidden:           ErrForbidden,
		http.StatusNotFound:            ErrNotFound,
		http.StatusConflict:            ErrConflict,
		http.StatusUnprocessableEntity: ErrUnprocessable,
		http.StatusTooManyRequests:     ErrTooManyRequests,
	}[e.StatusCode]
	return ok && target == sentinel
}

// newError makes an Error of an answer.
func (c *call) newError(r *Response) *Error {
	body := r.Body
	if len(body) > maxKept {
		body = bytes.Clone(body[:maxKept])
	}
	e := &Error{
		StatusCode: r.StatusCode,
		RequestID:  r.RequestID,
		RetryAfter: parseRetryAfter(r.Header.Get("Retry-After"), time.Now()),
		Method:     c.request.Method,
		Route:      c.request.Path.template,
		body:       func() []byte { return body },
	}
	if !r.ok() {
		e.parse(body, c.redactor())
	}
	return e
}

// parse fills in what the body says, in any of the shapes that the API has.
func (e *Error) parse(body []byte, redact func(string) string) {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		var text string
		if json.Unmarshal(body, &text) != nil {
			text = snippet(body)
		}
		e.Message = redact(text)
		return
	}
	member := func(name string) string { return redact(text(members[name])) }
	e.Code, e.Message = member("code"), member("message")
	e.OAuthError, e.OAuthErrorDescription = member("error"), member("error_description")
	e.FieldErrors = fieldErrors(members["errors"], redact)
	if e.Code == "" && e.OAuthErrorDescription != "" {
		e.Code = e.OAuthError
	}
	if e.Message == "" {
		e.Message = e.OAuthErrorDescription
	}
	if e.Message == "" && e.Code == "" {
		e.Message = e.OAuthError
	}
	if e.Message == "" && e.Code == "" && e.FieldErrors == nil {
		e.Message = redact(snippet(body))
	}
}

// fieldErrors reads an array of strings or objects, or an object of them.
func fieldErrors(raw json.RawMessage, redact func(string) string) []FieldError {
	var found []FieldError
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) == nil {
		for _, item := range items {
			found = append(found, fieldError(item, redact))
		}
		return found
	}
	var byField map[string]json.RawMessage
	_ = json.Unmarshal(raw, &byField) // anything else is no field error
	for _, name := range slices.Sorted(maps.Keys(byField)) {
		found = append(found, FieldError{Field: redact(name), Message: redact(text(byField[name]))})
	}
	return found
}

func fieldError(raw json.RawMessage, redact func(string) string) FieldError {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil {
		return FieldError{Message: redact(text(raw))}
	}
	first := func(names ...string) string {
		for _, name := range names {
			if said := text(members[name]); said != "" {
				return redact(said)
			}
		}
		return ""
	}
	return FieldError{
		Field:   first("field", "property", "instancePath"),
		Code:    first("code"),
		Message: first("message", "constraints"),
	}
}

// text returns the text of a string, or of the strings in an array or an object.
func text(raw json.RawMessage) string {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		return one
	}
	var several []string
	if json.Unmarshal(raw, &several) == nil {
		return join("; ", several...)
	}
	var named map[string]string
	if json.Unmarshal(raw, &named) == nil {
		for _, name := range slices.Sorted(maps.Keys(named)) {
			several = append(several, named[name])
		}
	}
	return join("; ", several...)
}

// join joins the parts that say something.
func join(separator string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), separator)
}

// truncate makes text fit for a line of a log: at most n bytes of valid UTF-8
// without control characters.
func truncate(text string, n int) string {
	const ellipsis = "…"
	if len(text) > n {
		text = text[:n-len(ellipsis)] + ellipsis
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}

// snippet returns the beginning of a body that could not be understood. Strings
// in what looks like JSON are masked, but for the names of members: they may be
// tokens.
func snippet(body []byte) string {
	text := bytes.TrimSpace(body)
	if len(text) > 0 && (text[0] == '{' || text[0] == '[' || text[0] == '"') {
		text = maskStrings(text[:min(len(text), maxKept)])
	}
	return truncate(string(text[:min(len(text), 1024)]), 200)
}

// maskStrings replaces the content of JSON strings that are not member names.
func maskStrings(text []byte) []byte {
	var masked []byte
	for len(text) > 0 {
		if text[0] != '"' {
			masked, text = append(masked, text[0]), text[1:]
			continue
		}
		end := 1
		for end < len(text) && text[end] != '"' {
			if text[end] == '\\' {
				end++
			}
			end++
		}
		end = min(end+1, len(text))
		if bytes.HasPrefix(bytes.TrimLeft(text[end:], " \t\r\n"), []byte(":")) {
			masked = append(masked, text[:end]...)
		} else {
			masked = append(masked, `"…"`...)
		}
		text = text[end:]
	}
	return masked
}

// transportError is what the HTTP client said, with a text that is safe to print.
type transportError struct {
	text string
	err  error
}

func (c *call) transportError(err error) error {
	if urlErr := (*url.Error)(nil); errors.As(err, &urlErr) {
		err = urlErr.Err // url.Error prints the URL, with its IDs and query
	}
	return &transportError{truncate(c.redactor()(err.Error()), 200), err}
}

func (e *transportError) Error() string { return e.text }
func (e *transportError) Unwrap() error { return e.err }

// redactor returns a function that removes the secrets of the request from what
// others wrote about it.
func (c *call) redactor() func(string) string {
	var pairs []string
	for _, secret := range c.secrets() {
		pairs = append(pairs, secret, "[redacted]")
	}
	return strings.NewReplacer(pairs...).Replace
}

// secrets returns the credentials of the request and the parameters that are
// secret by their name, longest first.
func (c *call) secrets() []string {
	found := []string{strings.TrimPrefix(c.header.Get("Authorization"), "Bearer ")}
	var body any
	_ = json.Unmarshal(c.body, &body) // a request without a body has none
	found = secretsIn(body, "", found)
	if u, err := url.Parse(c.url); err == nil {
		for name, values := range u.Query() {
			found = secretsIn(values[0], name, found)
		}
	}
	for i, name := range c.request.Path.placeholders() {
		found = secretsIn(c.request.Path.args[i], name, found)
	}
	found = slices.DeleteFunc(found, func(s string) bool { return len(s) < 4 })
	slices.SortFunc(found, func(a, b string) int { return len(b) - len(a) })
	return found
}

// secretsIn adds the strings in value whose names say that they are secret.
func secretsIn(value any, name string, found []string) []string {
	switch value := value.(type) {
	case string:
		for _, suffix := range []string{"token", "secret", "password", "code", "key", "verifier"} {
			if strings.HasSuffix(strings.ToLower(name), suffix) {
				return append(found, value)
			}
		}
	case []any:
		for _, item := range value {
			found = secretsIn(item, name, found)
		}
	case map[string]any:
		for name, member := range value {
			found = secretsIn(member, name, found)
		}
	}
	return found
}
