package authkit_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/workos-go/workos/authkit"
)

// notHere is what leads away from this site, or may.
var notHere = []string{
	"", "x", "x/y", "?x", "#x", " /x", "https://evil.example", "https:/evil.example", "https:evil.example", "HTTPS://evil.example/",
	"//evil.example", "///evil.example", "////evil.example/", "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\\/evil.example",
	"/x\\y", "/x?y=\\", "/\t/evil.example", "/\n/evil.example", "/\r\nSet-Cookie: x=y", "/x\x00", "\x00/x", "/x\x7f", "/x y",
	"/%2f/evil.example", "/%2Fevil.example", "/%5cevil.example", "/%5Cevil.example", "/%09/evil.example", "/%0d%0aSet-Cookie:x", "/x%00",
	"/./evil.example", "/.//evil.example", "/..//evil.example", "/x/..//evil.example", "/%2e%2e//evil.example", "/x/%2e%2e/%2fevil.example",
	"javascript:alert(1)", "data:text/html,x", "/%", "/%zz", "/é", "/\u2028", "//@evil.example", "//user:password@evil.example/x",
	"mailto:a@b", "http:///evil.example", "/" + strings.Repeat("x", 1024),
}

// here is what stays on this site.
var here = []string{
	"/", "/x", "/x/", "/x?y#z", "/x?y=https://evil.example", "/x#//evil.example", "/x//y", "/a/https://other.example/", "/x?y=%5C%0A",
	"/%C3%A9", "/x:y", "/@x", "/x@evil.example", "/?", "/#", "/%252fevil.example", "/...", "/a.b/..c", "/" + strings.Repeat("x", 1023),
}

func TestIsReturnPath(t *testing.T) {
	t.Parallel()
	for _, text := range notHere {
		assert.False(t, authkit.IsReturnPath(text), "%q", text)
	}
	for _, text := range here {
		assert.True(t, authkit.IsReturnPath(text), "%q", text)
	}
}

// FuzzIsReturnPath resolves what is let through as a browser does.
func FuzzIsReturnPath(f *testing.F) {
	for _, text := range append(here, notHere...) {
		f.Add(text)
	}
	base, err := url.Parse(origin + "/some/page?q")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !authkit.IsReturnPath(text) {
			return
		}
		// Browsers take \ for /, and leave out what cannot be seen.
		seen := strings.Map(func(r rune) rune {
			switch {
			case r == '\\':
				return '/'
			case r <= ' ':
				return -1
			}
			return r
		}, text)
		if seen != text || !strings.HasPrefix(seen, "/") || strings.HasPrefix(seen, "//") {
			t.Fatalf("%q leads away", text)
		}
		target, err := base.Parse(text)
		if err != nil || target.Scheme != base.Scheme || target.Host != base.Host || target.User != nil {
			t.Fatalf("%q leads to %v: %v", text, target, err)
		}
		if decoded, err := url.PathUnescape(target.EscapedPath()); err != nil || strings.HasPrefix(decoded, "//") {
			t.Fatalf("%q leads to %q: %v", text, decoded, err)
		}
	})
}

func TestOpenRedirects(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{ReturnTo: "/start"})
	for _, text := range append([]string{"/login", "/login?return_to=/login", "/callback?code=x", "/login/."}, notHere...) {
		back := s.browser().signIn(ann.Email, "/login?return_to="+url.QueryEscape(text))
		assert.Equal(t, "/start", back.location, "%q", text)
	}
	for _, text := range here {
		back := s.browser().signIn(ann.Email, "/login?return_to="+url.QueryEscape(text))
		assert.Equal(t, text, back.location, "%q", text)
	}
	b := s.browser()
	b.signIn(ann.Email, "/login")
	id := s.inOrganizations(ann.Email, "Foo Corp")[0]
	for _, text := range append([]string{"/organization", "/callback"}, notHere...) {
		moved := b.post("/organization", url.Values{"organization_id": {id}, "return_to": {text}})
		assert.Equal(t, "/start", moved.location, "%q", text)
	}
}

// The path is that which the browser asked for, not what a router left of it.
func TestReturnPathBehindStripPrefix(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	s.mux.Handle("/app/", http.StripPrefix("/app", s.auth.RequireUser(http.HandlerFunc(home))))
	assert.Equal(t, "/app/x/y?z=1", s.browser().signIn(ann.Email, "/app/x/y?z=1").location)
	s.mux = http.NewServeMux()
	s.mux.Handle("/callback", s.auth.Callback())
	b := s.browser()
	w := httptest.NewRecorder()
	s.auth.RequireUser(http.HandlerFunc(home)).ServeHTTP(w, page(http.MethodGet, "//evil.example/x"))
	b.set(w.Result().Cookies()[0].Name, w.Result().Cookies()[0].Value)
	assert.Equal(t, "/", b.get(b.authKit(w.Header().Get("Location"), ann.Email)).location)
}
