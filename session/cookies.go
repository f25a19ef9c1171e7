package session

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// CookieName is what the Node packages call the cookie.
const CookieName = "wos-session"

// ErrCookieTooLarge means that a cookie is longer than what browsers keep in five.
var ErrCookieTooLarge = errors.New("session: the cookie is too large")

const (
	// maxCookieSize is how many bytes browsers take for a cookie, with its name and
	// attributes.
	maxCookieSize = 4096
	// maxCookieParts is in how many cookies one is split at most. Servers refuse
	// long headers.
	maxCookieParts = 5
)

// ReadCookie returns the value of a cookie of a request, put together where
// WriteCookie has split it, or "".
func ReadCookie(r *http.Request, name string) string {
	if values := ReadCookies(r, name); len(values) > 0 {
		return values[0]
	}
	return ""
}

// ReadCookies returns all values of a cookie of a request, first that of ReadCookie.
// A browser may have several cookies of one name, set for another path or by a host
// of the same domain, and does not say which is which: [Manager.AuthenticateRequest]
// takes the first that can be opened. Of each part of a cookie that is split, the
// first counts.
func ReadCookies(r *http.Request, name string) []string {
	var values []string
	for _, cookie := range r.CookiesNamed(name) {
		values = append(values, cookie.Value)
	}
	var whole strings.Builder
	for _, name := range partNames(name) {
		part, err := r.Cookie(name)
		if err != nil || part.Value == "" {
			break
		}
		whole.WriteString(part.Value)
	}
	values = append(values, whole.String())
	return slices.DeleteFunc(values, func(value string) bool { return value == "" })
}

// ReadBearer returns the token of a request's Authorization header, for
// [Manager.VerifyToken], or "" where there is none: no header, one with nothing after
// Bearer, or another scheme. How the scheme is written does not matter.
func ReadBearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// WriteCookie adds a cookie to a response. Browsers refuse one of more than 4096
// bytes: its value is then split over cookies of the names name.0, name.1, and so
// on, and ErrCookieTooLarge is returned where five are not enough. Node's packages
// cannot read a cookie that is split: where they share it, keep it small, by few
// permissions in the access token and little metadata.
//
// The cookies of these names that the request r has, and the value does not need,
// are made to expire. A negative MaxAge removes the cookie in all its parts. It
// has to have the Path and the Domain that it was written with.
//
// Where there is an error, nothing is written.
func WriteCookie(w http.ResponseWriter, r *http.Request, cookie *http.Cookie) error {
	parts, err := split(cookie)
	if err != nil {
		return err
	}
	for _, name := range append(partNames(cookie.Name), cookie.Name) {
		needed := slices.ContainsFunc(parts, func(part *http.Cookie) bool { return part.Name == name })
		if !needed && isSet(w, r, name) {
			http.SetCookie(w, expired(cookie, name))
		}
	}
	for _, part := range parts {
		http.SetCookie(w, part)
	}
	return nil
}

// split returns the cookies that keep a value, or the one that removes it.
func split(cookie *http.Cookie) ([]*http.Cookie, error) {
	if err := cookie.Valid(); err != nil {
		return nil, fmt.Errorf("session: the cookie is invalid: %w", err)
	}
	if strings.ContainsAny(cookie.Value, " ,") {
		return nil, errors.New("session: the cookie is invalid: there is a space or a comma in its value")
	}
	if cookie.MaxAge < 0 {
		return []*http.Cookie{expired(cookie, cookie.Name)}, nil
	}
	if whole := like(cookie, cookie.Name, cookie.Value); len(whole.String()) <= maxCookieSize {
		return []*http.Cookie{whole}, nil
	}
	var parts []*http.Cookie
	rest := cookie.Value
	for _, name := range partNames(cookie.Name) {
		room := maxCookieSize - len(like(cookie, name, "").String())
		size := min(max(room, 0), len(rest))
		if size == 0 {
			break
		}
		parts = append(parts, like(cookie, name, rest[:size]))
		rest = rest[size:]
	}
	if rest != "" || len(parts) == 0 {
		return nil, ErrCookieTooLarge
	}
	return parts, nil
}

// partNames returns the names of the cookies that one can be split over.
func partNames(name string) []string {
	names := make([]string, maxCookieParts)
	for i := range names {
		names[i] = name + "." + strconv.Itoa(i)
	}
	return names
}

// like returns a cookie with the attributes of another.
func like(cookie *http.Cookie, name, value string) *http.Cookie {
	other := *cookie //nolint:gosec // the attributes are up to the caller
	other.Name, other.Value = name, value
	return &other
}

// expired returns what removes the cookie of a name. Browsers tell cookies apart
// by their Path and Domain too.
func expired(cookie *http.Cookie, name string) *http.Cookie {
	removal := like(cookie, name, "") //nolint:gosec // the attributes are up to the caller
	removal.MaxAge, removal.Expires = -1, time.Time{}
	return removal
}

// isSet says whether the browser has a cookie, from before or once it has the
// response.
func isSet(w http.ResponseWriter, r *http.Request, name string) bool {
	return len(r.CookiesNamed(name)) > 0 || slices.ContainsFunc(w.Header()["Set-Cookie"], func(line string) bool {
		return strings.HasPrefix(line, name+"=")
	})
}
