package session_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/session"
)

// browser keeps cookies as browsers do: by name, none of more than 4096 bytes.
type browser struct{ cookies map[string]string }

func (b *browser) request(t *testing.T) *http.Request {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	return r
}

func (b *browser) receive(t *testing.T, w *httptest.ResponseRecorder) {
	t.Helper()
	for _, line := range w.Header()["Set-Cookie"] {
		require.LessOrEqual(t, len(line), 4096)
		require.Contains(t, line, "; Path=/app; Domain=example.com")
		cookie, err := http.ParseSetCookie(line)
		require.NoError(t, err)
		if cookie.MaxAge < 0 {
			delete(b.cookies, cookie.Name)
		} else {
			b.cookies[cookie.Name] = cookie.Value
		}
	}
}

func (b *browser) write(t *testing.T, cookies ...*http.Cookie) {
	t.Helper()
	w := httptest.NewRecorder()
	r := b.request(t)
	for _, cookie := range cookies {
		require.NoError(t, session.WriteCookie(w, r, cookie))
	}
	b.receive(t, w)
}

func (b *browser) names() string {
	var names []string
	for _, name := range []string{"s", "s.0", "s.1", "s.2", "s.3", "s.4", "s.5", "t"} {
		if _, ok := b.cookies[name]; ok {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

func appCookie(value string) *http.Cookie {
	return &http.Cookie{Name: "s", Value: value, Path: "/app", Domain: "example.com", MaxAge: 3600, Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode}
}

// longText returns a text of which no part is like another.
func longText(size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		b.WriteString(strings.Repeat(string(rune('a'+i%26)), 1+i/26))
	}
	return b.String()[:size]
}

func TestCookiesAreSplit(t *testing.T) {
	t.Parallel()
	attributes := len(appCookie("").String())
	for name, test := range map[string]struct {
		size int
		want string
	}{
		"short":     {10, "s"},
		"just fits": {4096 - attributes, "s"},
		"too long":  {4096 - attributes + 1, "s.0 s.1"},
		"three":     {2*(4096-attributes-2) + 1, "s.0 s.1 s.2"},
		"five":      {5 * (4096 - attributes - 2), "s.0 s.1 s.2 s.3 s.4"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := &browser{map[string]string{}}
			b.write(t, appCookie(longText(test.size)))
			assert.Equal(t, test.want, b.names())
			assert.Equal(t, longText(test.size), session.ReadCookie(b.request(t), "s"))
		})
	}
}

// Whatever the browser has, it has the new value afterwards and nothing beside it.
func TestCookiesReplaceOneAnother(t *testing.T) {
	t.Parallel()
	removed := appCookie("")
	removed.MaxAge = -1
	cookies := map[string]*http.Cookie{
		"": removed, "s": appCookie(longText(100)), "s.0 s.1": appCookie(longText(5000)), "s.0 s.1 s.2 s.3": appCookie(longText(15000)),
	}
	for first, before := range cookies {
		for second, after := range cookies {
			b := &browser{map[string]string{"t": "another", "s.5": "another"}}
			b.write(t, before)
			assert.Equal(t, strings.TrimSpace(first+" s.5 t"), b.names())
			b.write(t, after)
			assert.Equal(t, strings.TrimSpace(second+" s.5 t"), b.names())
			assert.Equal(t, after.Value, session.ReadCookie(b.request(t), "s"))

			b = &browser{map[string]string{}}
			b.write(t, before, after)
			assert.Equal(t, second, b.names(), "two in one response")
		}
	}
}

func TestRemovalIsAlwaysWritten(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	removed := appCookie("whatever")
	removed.MaxAge = -1
	require.NoError(t, session.WriteCookie(w, (&browser{}).request(t), removed))
	assert.Equal(t, []string{"s=; Path=/app; Domain=example.com; Max-Age=0; HttpOnly; Secure; SameSite=Lax"}, w.Header()["Set-Cookie"])
}

func TestInvalidCookiesAreNotWritten(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*http.Cookie){
		"no name":     func(c *http.Cookie) { c.Name = "" },
		"a name":      func(c *http.Cookie) { c.Name = "a b" },
		"a semicolon": func(c *http.Cookie) { c.Value = "s3cret; Domain=evil.example" },
		"a line":      func(c *http.Cookie) { c.Value = "s3cret\r\nSet-Cookie: a=b" },
		"a quote":     func(c *http.Cookie) { c.Value = `"s3cret"` },
		"a space":     func(c *http.Cookie) { c.Value = "s3cret s3cret" },
		"a comma":     func(c *http.Cookie) { c.Value = "s3cret,s3cret" },
		"a path":      func(c *http.Cookie) { c.Path = "/;" },
		"a domain":    func(c *http.Cookie) { c.Domain = "a b" },
		"too large":   func(c *http.Cookie) { c.Value = longText(5 * 4096) },
		"no room":     func(c *http.Cookie) { c.Path = "/" + longText(4096) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := appCookie("v")
			change(c)
			w := httptest.NewRecorder()
			r := (&browser{map[string]string{"s": "old", "s.0": "old"}}).request(t)
			err := session.WriteCookie(w, r, c)
			require.Error(t, err)
			assert.Equal(t, name == "too large" || name == "no room", errors.Is(err, session.ErrCookieTooLarge))
			assert.NotContains(t, err.Error(), "s3cret")
			assert.Empty(t, w.Header())
		})
	}
}

func TestReadCookie(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"":                       "",
		"t=1; s1=2; s.=3; s.a=4": "",
		"s=1":                    "1",
		"s=1; s=2":               "1",
		`s="1"`:                  "1",
		"s=1; s.0=2":             "1",
		"s.0=2; s=1":             "1",
		"s=; s.0=2":              "2",
		"s.1=b; s.0=a; s.2=c":    "abc",
		"s.0=a; s.2=c":           "a",
		"s.0=a; s.1=; s.2=c":     "a",
		"s.1=b; s.2=c":           "",
		"s.0=a; s.0=b; s.1=c":    "ac",
		"s.00=a; s.01=b":         "",
		"s.0=a; s.1=b; s.2=c; s.3=d; s.4=e; s.5=f; s.6=g": "abcde",
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Header.Set("Cookie", header)
		assert.Equal(t, want, session.ReadCookie(r, "s"), header)
	}
}

func TestReadBearer(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"Bearer a.b.c":    "a.b.c",
		"bearer a.b.c":    "a.b.c",
		"BEARER   a.b.c ": "a.b.c",
		"":                "",
		"Bearer":          "",
		"Bearer ":         "",
		"a.b.c":           "",
		"Bearera.b.c":     "",
		"Basic a.b.c":     "",
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		r.Header.Set("Authorization", header)
		assert.Equal(t, want, session.ReadBearer(r), header)
	}
	assert.Empty(t, session.ReadBearer(&http.Request{}))
}

func TestReadCookies(t *testing.T) {
	t.Parallel()
	for header, want := range map[string][]string{
		"":                              nil,
		"s=; t=1":                       {},
		"s=1":                           {"1"},
		"s=1; t=2; s=3; s=":             {"1", "3"},
		"s.0=a; s=1; s.1=b; s=2; s.3=c": {"1", "2", "ab"},
		"s.0=a; s.1=b":                  {"ab"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Header.Set("Cookie", header)
		assert.ElementsMatch(t, want, session.ReadCookies(r, "s"), header)
	}
}

// FuzzReadCookie reads what it wrote, whatever the browser sent before.
func FuzzReadCookie(f *testing.F) {
	for _, header := range []string{"", "s=1", "s.0=a; s.1=b", `s="; s.0=a`, "s=;;; s.4=x; s.3", "=s; s.0"} {
		f.Add(header, "Fe26.2*1*a-b_c**~2", 100)
		f.Add(header, "x", 9000)
	}
	f.Fuzz(func(t *testing.T, header, value string, times int) {
		value = strings.Repeat(value, max(0, min(times, 30000/(1+len(value)))))
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Header.Set("Cookie", header)
		before := session.ReadCookie(r, "s")
		b := &browser{map[string]string{}}
		for _, c := range r.Cookies() {
			if _, ok := b.cookies[c.Name]; !ok {
				b.cookies[c.Name] = c.Value
			}
		}
		w := httptest.NewRecorder()
		if err := session.WriteCookie(w, r, appCookie(value)); err != nil {
			if len(w.Header()) > 0 {
				t.Fatalf("written in spite of %v", err)
			}
			return
		}
		b.receive(t, w)
		if got := session.ReadCookie(b.request(t), "s"); got != value {
			t.Fatalf("%q, then wrote %q and read %q", before, value, got)
		}
	})
}
