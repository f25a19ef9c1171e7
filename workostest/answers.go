package workostest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"
)

// apiError is the body of an answer that refuses.
type apiError struct {
	Code    string       `json:"code,omitempty"`
	Message string       `json:"message"`
	Errors  []fieldError `json:"errors,omitempty"`
}

// fieldError says what is wrong with one parameter.
type fieldError struct {
	Field string `json:"field"`
	Code  string `json:"code"`
}

func writeError(w http.ResponseWriter, status int, body apiError) { writeJSON(w, status, body) }

func writeNotFound(w http.ResponseWriter, kind, id string) {
	refuseUnknown(kind, id).write(w)
}

func writeInvalid(w http.ResponseWriter, problems ...fieldError) {
	writeError(w, http.StatusUnprocessableEntity, apiError{Message: "Validation failed.", Errors: problems})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	data, err := json.Marshal(body)
	if err != nil {
		panic(err) // the server's own types marshal
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(data)
}

// readParams decodes the body of a request, or answers that it is malformed.
func readParams(w http.ResponseWriter, r *http.Request, params any) bool {
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(body, params)
	}
	var wrongType *json.UnmarshalTypeError
	switch {
	case err == nil:
		return true
	case errors.As(err, &wrongType):
		writeInvalid(w, fieldError{wrongType.Field, "invalid_type"})
	default:
		writeError(w, http.StatusBadRequest, apiError{Message: "The body is not a JSON document."})
	}
	return false
}

// find returns the object with the ID in the path, or answers that there is none.
func find[T any](w http.ResponseWriter, r *http.Request, table map[string]*T, kind string) *T {
	id := r.PathValue("id")
	if table[id] == nil {
		writeNotFound(w, kind, id)
	}
	return table[id]
}

// nullable is a string that is null on the wire when it is empty.
type nullable string

// MarshalJSON returns null for "".
func (n nullable) MarshalJSON() ([]byte, error) {
	if n == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(n))
}

// nullableTime is a time that is null on the wire when it is zero.
type nullableTime time.Time

// MarshalJSON returns null for the zero time.
func (n nullableTime) MarshalJSON() ([]byte, error) {
	if time.Time(n).IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(time.Time(n))
}

// refusal is an answer that refuses; nil is none.
type refusal struct {
	status int
	body   any
}

func (r *refusal) write(w http.ResponseWriter) { writeJSON(w, r.status, r.body) }

// oauthError is the body of an answer that refuses in the form of OAuth.
type oauthError struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
}

// refuseWith returns a refusal with the status 400.
func refuseWith(code, message string) *refusal {
	return &refusal{http.StatusBadRequest, apiError{Code: code, Message: message}}
}

// refuseParams returns a refusal of parameters that are missing or bad.
func refuseParams(problems ...fieldError) *refusal {
	return &refusal{http.StatusUnprocessableEntity, apiError{
		Code: "invalid_request_parameters", Message: "Validation failed.", Errors: problems,
	}}
}

// refuseUnknown returns a refusal for an ID of nothing.
func refuseUnknown(kind, id string) *refusal {
	return &refusal{http.StatusNotFound, apiError{Message: fmt.Sprintf("%s not found: '%s'.", kind, id)}}
}

// idempotentAnswer is the answer to the requests with one Idempotency-Key.
type idempotentAnswer struct {
	answer *httptest.ResponseRecorder
	at     time.Time
}

// idempotentLife is how long the API remembers an idempotency key.
const idempotentLife = 24 * time.Hour

// once performs an operation once for an idempotency key, and answers the same
// to every later request with it.
func (s *Server) once(operation http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get("Idempotency-Key")
		if key == "" {
			operation(w, r)
			return
		}
		key = r.Method + " " + r.URL.Path + " " + key
		known, ok := s.idempotent[key]
		if ok = ok && s.now().Sub(known.at) < idempotentLife; !ok {
			known = idempotentAnswer{httptest.NewRecorder(), s.now()}
			operation(known.answer, r)
		}
		if answer, arrived := w.(*recorder); arrived {
			answer.remembered = ok
		}
		if known.answer.Code < http.StatusBadRequest {
			s.idempotent[key] = known
		}
		writeAnswer(w, known.answer, known.answer.Body.Len())
	}
}
