package workos

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
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
	// it may have been performed.
	ErrInvalidResponse = errors.New("workos: invalid response")
	// ErrMissingAPIKey is what a call returns that needs an API key where the
	// client has none.
	ErrMissingAPIKey = errors.New("no API key: set " + envAPIKey + " or use WithAPIKey")
	// ErrMissingClientID is what a call returns that needs a client ID where the
	// client has none.
	ErrMissingClientID = errors.New("no client ID: set " + envClientID + " or use WithClientID")
)

// Error is an answer of the API that is not what was asked for: a status outside
// 2xx, or a body that cannot be decoded (ErrInvalidResponse). What it prints is
// short and has no secrets of the request in it.
//
// It is always returned as a pointer: errors.As wants a variable of type *Error, and
// panics with one of type Error.
type Error struct {
	// StatusCode is the HTTP status.
	StatusCode int
	// Code identifies the error: the answer's code, or else its OAuth error,
	// where that has a description.
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
	cut  bool          // a 2xx body ended before its end
	err  error         // what kept the body from being read or decoded
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

// Format writes Error, whatever the verb.
func (e Error) Format(f fmt.State, _ rune) { fmt.Fprint(f, e.Error()) }

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
		text += " (request ID " + e.RequestID + ")"
	}
	return text
}

// String joins what the field error says.
func (f FieldError) String() string { return join(" ", f.Field, f.Code, f.Message) }

// Body returns the answer's body, at most its first 64 KiB, or 1 MiB of JSON. It
// may hold tokens.
func (e *Error) Body() []byte {
	if e.body == nil {
		return nil
	}
	return e.body()
}

// Unwrap returns what kept the answer from being decoded, or nil.
func (e *Error) Unwrap() error { return e.err }

// Is reports whether target is the sentinel of e's status.
func (e *Error) Is(target error) bool { return target != nil && target == sentinel(e.StatusCode) }

func sentinel(status int) error {
	switch status {
	case http.StatusBadRequest:
		return ErrBadRequest
	case http.StatusUnauthorized:
		return ErrUnauthorized
	case http.StatusForbidden:
		return ErrForbidden
	case http.StatusNotFound:
		return ErrNotFound
	case http.StatusConflict:
		return ErrConflict
	case http.StatusUnprocessableEntity:
		return ErrUnprocessable
	case http.StatusTooManyRequests:
		return ErrTooManyRequests
	}
	if status >= http.StatusInternalServerError {
		return ErrServer
	}
	return nil
}

// newError makes an Error of an answer.
func (c *call) newError(r *Response) *Error {
	body := r.Body
	if r.ok() { // the others were read no further
		body = body[:min(len(body), maxKept)]
	}
	body = bytes.Clone(body)
	e := &Error{
		StatusCode: r.StatusCode,
		RequestID:  r.RequestID,
		RetryAfter: parseRetryAfter(r.Header.Get("Retry-After"), time.Now()),
		err:        r.cut,
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
		if json.Unmarshal(body, &text) == nil {
			e.Message = redact(text)
		} else {
			e.Message = snippet(redact(string(body)), 200)
		}
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
		e.Message = snippet(redact(string(body)), 200)
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
