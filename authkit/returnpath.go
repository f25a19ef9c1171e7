package authkit

import (
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"
)

// maxReturnPath is the length of the longest path that people are sent back to, in
// bytes: it has to fit in a cookie.
const maxReturnPath = 1024

// isReturnPath reports whether a browser that is sent to a text stays on this site,
// whatever it makes of it: a path, with a query and a fragment or not, that is
// escaped as browsers do.
func isReturnPath(text string) bool {
	if len(text) > maxReturnPath || !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") {
		return false
	}
	for i := range len(text) {
		if c := text[i]; c <= ' ' || c >= 0x7f || c == '\\' {
			return false
		}
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil {
		return false
	}
	// What decodes the path may redirect by what it finds there.
	deceptive := func(r rune) bool { return r == '\\' || unicode.IsControl(r) }
	segments := strings.Split(u.Path, "/")
	return !strings.HasPrefix(u.Path, "//") && !strings.ContainsFunc(u.Path, deceptive) &&
		!slices.Contains(segments, ".") && !slices.Contains(segments, "..")
}

// returnPath returns where a sign-in goes: to a text if that is a path of this
// site and not where sign-ins begin or end, or else to Config.ReturnTo.
func (a *AuthKit) returnPath(text string, signIns ...string) string {
	if !isReturnPath(text) {
		return a.config.ReturnTo
	}
	u, _ := url.Parse(text)
	for _, signIn := range append(signIns, a.redirect.Path) {
		if path.Clean(u.Path) == path.Clean("/"+signIn) {
			return a.config.ReturnTo
		}
	}
	return text
}

// requestedPath returns the path of a request as the browser sent it, decoded, also
// where http.StripPrefix was in between.
func requestedPath(r *http.Request) string {
	u, err := url.ParseRequestURI(r.RequestURI)
	if err != nil {
		return r.URL.Path
	}
	return u.Path
}
