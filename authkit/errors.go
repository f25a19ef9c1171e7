package authkit

import (
	"encoding/json"
	"errors"
	"html/template"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
)

// Error is a request that is not answered as somebody wanted it.
type Error struct {
	// StatusCode is the HTTP status of the answer. What is no status of an error means
	// 500.
	StatusCode int
	// Message tells the person what is wrong. Nothing of the request is in it.
	Message string
	// Err is why, or nil.
	Err error
}

// Error returns the message and the cause.
func (e *Error) Error() string {
	if e.Err == nil {
		return "authkit: " + e.Message
	}
	return "authkit: " + e.Message + " " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// fail answers a request that went wrong.
func (a *AuthKit) fail(w http.ResponseWriter, r *http.Request, err error) {
	e := explain(err)
	if e.StatusCode < 400 || e.StatusCode > 599 {
		e = &Error{http.StatusInternalServerError, e.Message, e.Err}
	}
	w.Header().Set("Cache-Control", notStored)
	if e.StatusCode == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", strconv.Itoa(retryAfter(err)))
	}
	switch {
	case a.config.OnError != nil:
		a.config.OnError(w, r, e)
	case wantsPage(r):
		showError(w, e, a.config.ReturnTo)
	default:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(e.StatusCode)
		_ = json.NewEncoder(w).Encode(map[string]string{"message": e.Message}) // to a browser that is gone
	}
}

// explain finds the status and the message of an error.
func explain(err error) *Error {
	var said *Error
	var provider *ProviderError
	var pending *usermanagement.AuthenticationError
	var refresh *session.RefreshError
	var answer *workos.Error
	answered := errors.As(err, &answer)
	switch {
	case errors.As(err, &said):
		return said
	case errors.Is(err, ErrInvalidState):
		return &Error{http.StatusBadRequest, "This sign-in was not begun here, or has taken too long. Please try again.", err}
	case errors.As(err, &provider):
		return &Error{http.StatusForbidden, "The sign-in was not successful.", err}
	case errors.As(err, &pending):
		return &Error{http.StatusForbidden, "The sign-in needs a step that cannot be taken here.", err}
	case answered && isMomentary(answer), !answered && errors.As(err, &refresh):
		return unavailable(err)
	case answered && answer.StatusCode != http.StatusUnauthorized:
		return &Error{http.StatusBadRequest, "You cannot be signed in. Please try again.", err}
	}
	return &Error{http.StatusInternalServerError, "Something is wrong here.", err}
}

// isMomentary reports whether an answer may be another one later.
func isMomentary(answer *workos.Error) bool {
	return answer.StatusCode < 300 || answer.StatusCode >= 500 || answer.StatusCode == http.StatusTooManyRequests
}

// unavailable is an error that will not be one later.
func unavailable(err error) *Error {
	return &Error{http.StatusServiceUnavailable, "This cannot be done at the moment. Please try again.", err}
}

// retryAfter returns after how many seconds it makes sense to try again.
func retryAfter(err error) int {
	wait := 5 * time.Second
	var refresh *session.RefreshError
	var answer *workos.Error
	if errors.As(err, &refresh) && refresh.RetryAfter > 0 {
		wait = refresh.RetryAfter
	} else if errors.As(err, &answer) && answer.RetryAfter > 0 {
		wait = answer.RetryAfter
	}
	return int(math.Ceil(wait.Seconds()))
}

var errorPage = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{.Message}}</title>
<h1>{{.Message}}</h1>
{{with .Description}}<p>{{.}}</p>
{{end}}<p><a href="{{.ReturnTo}}">Go on</a></p>
`))

// showError shows a page with an error, and with what the provider said about it.
func showError(w http.ResponseWriter, e *Error, returnTo string) {
	page := struct{ Message, Description, ReturnTo string }{Message: e.Message, ReturnTo: returnTo}
	var provider *ProviderError
	if errors.As(e, &provider) {
		page.Description = provider.Description
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", "default-src 'none'")
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(e.StatusCode)
	_ = errorPage.Execute(w, page) // to a browser that is gone
}
