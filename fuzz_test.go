package workos_test

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/workos-go/workos"
)

// FuzzError feeds any status, body and Retry-After to the decoders of answers:
// none panics, every error is short, valid text without control characters.
func FuzzError(f *testing.F) {
	for _, body := range []string{
		``, `null`, `{}`, `[]`, `"Ratelimited"`, `<html>`, oneThing, `{"id":"th`,
		`{"code":"c","message":["a","b"],"errors":[{"field":"f","code":"c"},"s",{"property":"p","constraints":{"a":"b"}}]}`,
		`{"error":"invalid_grant","error_description":"No."}`, `{"errors":{"a":["b"]}}`, "{\"message\":\"\\u0000\\ud800\"}",
	} {
		f.Add(400, body, "7")
		f.Add(200, body, "Mon, 23 Nov 2026 00:00:00 GMT")
	}
	f.Fuzz(func(t *testing.T, status int, body, retryAfter string) {
		s := play(answer(status, body, "Retry-After", retryAfter))
		_, err := postThing(t, s.client(workos.WithMaxRetries(0)))
		if err == nil {
			return
		}
		var apiErr *workos.Error
		if !errors.As(err, &apiErr) {
			t.Fatalf("not an *Error: %v", err)
		}
		text := err.Error()
		if len(text) > 400 || !utf8.ValidString(text) || strings.ContainsAny(text, "\r\n\x00\x1b") {
			t.Fatalf("%d bytes: %q", len(text), text)
		}
		if apiErr.RetryAfter < 0 || apiErr.RetryAfter > 24*time.Hour {
			t.Fatalf("RetryAfter %s", apiErr.RetryAfter)
		}
	})
}

// FuzzRetryAfter waits for as long as a header says, whatever it says: as many seconds
// as a number says, and never longer than a day.
func FuzzRetryAfter(f *testing.F) {
	for _, value := range []string{"", "0", "7", "-7", "1.5", "99999999999999999999", "-99999999999999999999", "+3", "0x10", " 7",
		"Mon, 23 Nov 2126 00:00:00 GMT", "Monday, 23-Nov-26 00:00:00 GMT", "Mon Nov 23 00:00:00 0000", "23 Nov 2026"} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		_, err := getThing(t, play(answer(429, "", "Retry-After", value)).client(workos.WithMaxRetries(0)))
		var apiErr *workos.Error
		if !errors.As(err, &apiErr) || apiErr.RetryAfter < 0 || apiErr.RetryAfter > 24*time.Hour {
			t.Fatalf("%q: %v", value, err)
		}
		if seconds, err := strconv.Atoi(value); err == nil && apiErr.RetryAfter != time.Duration(max(0, min(seconds, 86400)))*time.Second {
			t.Fatalf("%q: %s", value, apiErr.RetryAfter)
		}
	})
}

// FuzzList walks over a list whose second page is anything.
func FuzzList(f *testing.F) {
	for _, page := range []string{
		`{"data":[{"id":"b"}],"list_metadata":{"after":null}}`, `{"data":[{"id":"b"}],"list_metadata":{"after":"a"}}`,
		`{"data":null}`, `{"data":[null,{}],"list_metadata":null}`, `[]`, ``, `{"data":[{"id":"`,
	} {
		f.Add(page)
	}
	f.Fuzz(func(t *testing.T, page string) {
		s := pages(`{"data":[{"id":"a"}],"list_metadata":{"after":"a"}}`, page)
		first, err := workos.GetList[thing](t.Context(), s.client(workos.WithMaxRetries(0)), workos.Path("/things"), nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = collect(t.Context(), first)
		if err != nil && !errors.Is(err, workos.ErrInvalidResponse) {
			t.Fatal(err)
		}
		if s.count() > 3 {
			t.Fatalf("%d requests for a list that repeats itself", s.count())
		}
	})
}

// FuzzPath sends any ID: it arrives as one segment, or nothing is sent.
func FuzzPath(f *testing.F) {
	for _, id := range []string{"", ".", "..", "a/b", "a?b", "a#b", "%2e", " ", "é", "\xff", "{id}"} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		s := play(func(req *http.Request) (*http.Response, error) {
			path := req.URL.EscapedPath()
			if req.URL.Path != "/things/"+id || strings.Count(path, "/") != 2 || req.URL.RawQuery != "" || req.URL.Fragment != "" {
				t.Fatalf("%q arrived as %q", id, req.URL)
			}
			return answer(200, oneThing)(req)
		})
		_, err := workos.Get[thing](t.Context(), s.client(), workos.Path("/things/{id}", id), nil)
		if refused := id == "" || id == "." || id == ".."; refused != (err != nil) || refused == (s.count() > 0) {
			t.Fatalf("%q: %v", id, err)
		}
	})
}
