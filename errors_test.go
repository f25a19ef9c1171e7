package workos_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
)

func TestErrorShapes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		want workos.Error
		text string
	}{
		"message":               {`{"message":"No."}`, workos.Error{Message: "No."}, "No."},
		"code and message":      {`{"code":"c","message":"No."}`, workos.Error{Code: "c", Message: "No."}, "c: No."},
		"messages":              {`{"message":["a","b"],"error":"Bad Request"}`, workos.Error{Message: "a; b", OAuthError: "Bad Request"}, "a; b"},
		"OAuth":                 {`{"error":"invalid_grant","error_description":"No."}`, workos.Error{Code: "invalid_grant", Message: "No.", OAuthError: "invalid_grant", OAuthErrorDescription: "No."}, "invalid_grant: No."},
		"error alone":           {`{"error":"No."}`, workos.Error{Message: "No.", OAuthError: "No."}, "No."},
		"error and message":     {`{"error":"Forbidden","message":"No."}`, workos.Error{Message: "No.", OAuthError: "Forbidden"}, "No."},
		"strings":               {`{"message":"No.","errors":["a","b"]}`, workos.Error{Message: "No.", FieldErrors: []workos.FieldError{{Message: "a"}, {Message: "b"}}}, "No.: a: b"},
		"code and message each": {`{"code":"c","message":"No.","errors":[{"code":"x","message":"y"}]}`, workos.Error{Code: "c", Message: "No.", FieldErrors: []workos.FieldError{{Code: "x", Message: "y"}}}, "c: No.: x y"},
		"field and code each":   {`{"message":"No.","errors":[{"field":"f","code":"required"}]}`, workos.Error{Message: "No.", FieldErrors: []workos.FieldError{{Field: "f", Code: "required"}}}, "No.: f required"},
		"instance path":         {`{"errors":[{"instancePath":"/targets"}]}`, workos.Error{FieldErrors: []workos.FieldError{{Field: "/targets"}}}, "/targets"},
		"constraints":           {`{"errors":[{"property":"origin","constraints":{"isUrl":"must be a URL","a":"b"}}]}`, workos.Error{FieldErrors: []workos.FieldError{{Field: "origin", Message: "b; must be a URL"}}}, "origin b; must be a URL"},
		"errors by field":       {`{"errors":{"name":["too long"],"age":"too low"}}`, workos.Error{FieldErrors: []workos.FieldError{{Field: "age", Message: "too low"}, {Field: "name", Message: "too long"}}}, "age too low: name too long"},
		"JSON string":           {`"Ratelimited"`, workos.Error{Message: "Ratelimited"}, "Ratelimited"},
		"odd types":             {`{"code":7,"message":{"a":1},"error":[],"errors":9}`, workos.Error{Message: `{"code":7,"message":{"a":1},"error":[],"errors":9}`}, `{"code":7,"message":{"a":1},"error":[],"errors":9}`},
		"odd items":             {`{"errors":[null,7,{"field":null}]}`, workos.Error{FieldErrors: []workos.FieldError{{}, {}, {}}}, ""},
		"nulls":                 {`{"code":null,"message":null,"error":null,"errors":null}`, workos.Error{Message: `{"code":null,"message":null,"error":null,"errors":null}`}, `{"code":null,"message":null,"error":null,"errors":null}`},
		"other JSON":            {`{"status":"broken"}`, workos.Error{Message: `{"status":"…"}`}, `{"status":"…"}`},
		"array":                 {`[1]`, workos.Error{Message: `[1]`}, `[1]`},
		"null":                  {`null`, workos.Error{Message: `null`}, `null`},
		"HTML":                  {"<html>\n<h1>Bad gateway</h1>", workos.Error{Message: "<html> <h1>Bad gateway</h1>"}, "<html> <h1>Bad gateway</h1>"},
		"cut off":               {`{"message":"No`, workos.Error{Message: `{"message":"…"`}, `{"message":"…"`},
		"garbage after JSON":    {`{"message":"No."}x`, workos.Error{Message: `{"message":"…"}x`}, `{"message":"…"}x`},
		"empty":                 {"", workos.Error{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := play(answer(418, test.body, "X-Request-ID", "req_1"))
			_, err := postThing(t, s.client())
			apiErr := asError(t, err)
			assert.Equal(t, test.body, string(apiErr.Body()))
			got := workos.Error{
				Code: apiErr.Code, Message: apiErr.Message, FieldErrors: apiErr.FieldErrors,
				OAuthError: apiErr.OAuthError, OAuthErrorDescription: apiErr.OAuthErrorDescription,
			}
			assert.Equal(t, test.want, got)
			assert.Equal(t, 418, apiErr.StatusCode)
			assert.Equal(t, "POST", apiErr.Method)
			assert.Equal(t, "/things", apiErr.Route)
			text := "workos: POST /things: 418 I'm a teapot"
			if test.text != "" {
				text += ": " + test.text
			}
			assert.Equal(t, text+" (request ID req_1)", err.Error())
		})
	}
}

func TestErrorOfABodyCutOff(t *testing.T) {
	t.Parallel()
	_, err := postThing(t, play(cutOff(400, `{"message":"No."}`)).client())
	require.ErrorIs(t, err, workos.ErrBadRequest)
	assert.Equal(t, "No.", asError(t, err).Message)

	_, err = postThing(t, play(cutOff(400, `{"message":"No`)).client())
	require.ErrorIs(t, err, workos.ErrBadRequest)
}

func TestSentinels(t *testing.T) {
	t.Parallel()
	sentinels := []error{
		workos.ErrBadRequest, workos.ErrUnauthorized, workos.ErrForbidden, workos.ErrNotFound, workos.ErrConflict,
		workos.ErrUnprocessable, workos.ErrTooManyRequests, workos.ErrServer, workos.ErrInvalidResponse,
		workos.ErrMissingAPIKey, workos.ErrMissingClientID, io.EOF,
	}
	for status, want := range map[int]error{
		400: workos.ErrBadRequest, 401: workos.ErrUnauthorized, 403: workos.ErrForbidden, 404: workos.ErrNotFound,
		409: workos.ErrConflict, 422: workos.ErrUnprocessable, 429: workos.ErrTooManyRequests,
		500: workos.ErrServer, 502: workos.ErrServer, 503: workos.ErrServer, 599: workos.ErrServer,
		200: workos.ErrInvalidResponse, 301: nil, 402: nil, 410: nil, 0: nil,
	} {
		_, err := postThing(t, play(answer(status, "")).client(workos.WithMaxRetries(0)))
		require.Error(t, err)
		for _, sentinel := range sentinels {
			matches := sentinel == want //nolint:errorlint // which of the two variables it is
			assert.Equal(t, matches, errors.Is(err, sentinel), "%d and %v", status, sentinel)
		}
	}
}

// A sentinel is an answer, and there is none.
func TestParamErrorIsNoSentinel(t *testing.T) {
	t.Parallel()
	_, err := workos.Get[thing](t.Context(), play().client(), workos.Path("/things/{id}", ""), nil)
	require.ErrorAs(t, err, new(*workos.ParamError))
	for _, sentinel := range []error{workos.ErrBadRequest, workos.ErrUnprocessable, workos.ErrInvalidResponse} {
		require.NotErrorIs(t, err, sentinel)
	}
}

func TestErrorTextIsBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 10_000)
	for _, body := range []any{
		map[string]any{"message": long},
		map[string]any{"code": long, "message": long},
		map[string]any{"errors": []map[string]string{{"field": long}, {"code": long}}},
		map[string]any{"error": long, "error_description": long},
		long,
	} {
		data, err := json.Marshal(body)
		require.NoError(t, err)
		_, err = postThing(t, play(answer(400, string(data))).client())
		apiErr := asError(t, err)
		prefix := "workos: POST /things: 400 Bad Request: "
		assert.LessOrEqual(t, len(err.Error()), len(prefix)+200)
		assert.True(t, utf8.ValidString(err.Error()))
		assert.NotContains(t, err.Error(), "?")
		assert.True(t, strings.HasSuffix(err.Error(), "é…"), err.Error())
		assert.LessOrEqual(t, len(apiErr.Body()), 64<<10)
		assert.LessOrEqual(t, len(fmt.Sprintf("%#v %+v", apiErr, *apiErr)), 2*len(prefix)+401)
	}
}

// The API repeats what it was sent; the error does not.
func TestErrorHidesSecretsOfTheRequest(t *testing.T) {
	t.Parallel()
	secrets := map[string]string{
		"key": "sk_test_script", "password": "hunter22", "token": "invitation-token", "code": "123456", "nested": "deep-secret",
		"verifier": "pkce-verifier",
	}
	echo := strings.Join([]string{secrets["key"], secrets["password"], secrets["token"], secrets["code"], secrets["nested"], secrets["verifier"]}, " ")
	data, err := json.Marshal(map[string]any{
		"code": "c " + echo, "message": "m " + echo, "error": "e " + echo, "error_description": "d " + echo,
		"errors": []any{map[string]any{"field": "f " + echo, "message": echo}, echo},
	})
	require.NoError(t, err)
	request := workos.Request{
		Method: "POST",
		Path:   workos.Path("/invitations/{token}", secrets["token"]),
		Query:  url.Values{"code": {secrets["code"]}},
		Body: map[string]any{
			"email": "mail@example.com", "password": secrets["password"],
			"list": []any{map[string]any{"client_secret": secrets["nested"], "code_verifier": secrets["verifier"]}},
		},
	}
	for name, step := range map[string]step{
		"JSON":      answer(400, string(data)),
		"HTML":      answer(400, "<html>"+echo),
		"200":       answer(200, "<html>"+echo),
		"transport": failWith(errors.New("cannot send " + echo)),
	} {
		err := play(step).client().Do(t.Context(), request, new(thing))
		require.Error(t, err)
		for kind, secret := range secrets {
			assert.NotContains(t, err.Error(), secret, "%s: %s", name, kind)
		}
		assert.Contains(t, err.Error(), "[redacted]", name)
		var apiErr *workos.Error
		if errors.As(err, &apiErr) {
			shown, err := json.Marshal(apiErr)
			require.NoError(t, err)
			for kind, secret := range secrets {
				assert.NotContains(t, string(shown), secret, "%s: %s", name, kind)
			}
		}
	}

	// However it is escaped, wherever the text is cut.
	for _, password := range []string{`p<w>d"x`, "ab+/cd ef", "päss&word"} {
		quoted, err := json.Marshal(password)
		require.NoError(t, err)
		for _, form := range []string{password, string(quoted), url.QueryEscape(password), url.PathEscape(password), html.EscapeString(password)} {
			for fill := 150; fill < 200; fill += 7 {
				_, err := workos.Post[thing](t.Context(), play(answer(400, "<html>"+strings.Repeat(" ", fill)+form)).client(),
					workos.Path("/things"), map[string]string{"backup_codes": password, "short_code": password[:4]})
				require.ErrorIs(t, err, workos.ErrBadRequest)
				assert.NotContains(t, err.Error(), strings.Trim(form, `"`)[:4], "%d %s", fill, form)
			}
		}
	}
	for _, authorization := range []string{"Basic hunter22==", "bearer hunter22", "hunter22"} {
		_, err := postThing(t, play(answer(400, `{"message":"hunter22== or hunter22"}`)).client(), workos.WithHeader("Authorization", authorization))
		assert.NotContains(t, err.Error(), authorization[strings.LastIndex(authorization, " ")+1:])
	}

	_, err = workos.Post[thing](t.Context(), play(answer(400, `{"message":"the name is required, mail@example.com"}`)).client(),
		workos.Path("/things"), map[string]any{"email": "mail@example.com", "code": "re"})
	assert.ErrorContains(t, err, "the name is required, mail@example.com", "what is no secret stays")
}
