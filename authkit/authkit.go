// Package authkit signs people in to a web application with AuthKit, the hosted
// sign-in page of WorkOS: handlers and middleware for net/http, and for every
// router that takes them.
//
//	package main
//
//	import (
//		"fmt"
//		"log"
//		"net/http"
//
//		"github.com/workos-go/workos"
//		"github.com/workos-go/workos/authkit"
//	)
//
//	func main() {
//		// WORKOS_API_KEY, WORKOS_CLIENT_ID, WORKOS_REDIRECT_URI, WORKOS_COOKIE_PASSWORD
//		auth, err := authkit.New(workos.NewClient(), authkit.Config{})
//		if err != nil {
//			log.Fatal(err)
//		}
//		mux := http.NewServeMux()
//		mux.Handle("GET /login", auth.SignIn())
//		mux.Handle("GET /callback", auth.Callback())
//		mux.Handle("POST /logout", auth.SignOut())
//		mux.Handle("/", auth.RequireUser(http.HandlerFunc(home)))
//		log.Fatal(http.ListenAndServe("localhost:3000", mux))
//	}
//
//	func home(w http.ResponseWriter, r *http.Request) {
//		s := authkit.FromContext(r.Context())
//		fmt.Fprintf(w, "Hello %s", s.User.FirstName)
//	}
//
// The redirect URI is where Callback is, http://localhost:3000/callback here, and
// is one of those in the WorkOS dashboard. The cookie password is a secret of at
// least 32 characters, such as openssl rand -base64 32 makes.
//
// # What happens
//
// [AuthKit.SignIn] sends the browser to AuthKit, and AuthKit sends it back to
// [AuthKit.Callback] with a code. Callback checks that this browser began the
// sign-in, exchanges the code, seals the session in a cookie and redirects to where
// the person wanted to go. [AuthKit.RequireUser] opens the cookie, verifies the
// access token in it and, when that has expired, gets the next one; [FromContext]
// is who it is. Nobody is asked over the network as long as the access token is
// good.
//
// The cookie is that of authkit-nextjs and its siblings. Package session is what
// stands below: it says which errors mean that nobody is signed in.
//
// # APIs
//
// RequireUser also takes access tokens of AuthKit in an Authorization header
// (Bearer). It answers 401, in JSON, to who asks for no page: a browser is
// redirected to AuthKit where it navigates and accepts HTML.
//
// # Testing
//
// A handler alone is given somebody by [NewContext]:
//
//	req = req.WithContext(authkit.NewContext(req.Context(), &session.Session{OrganizationID: "org_123"}))
//
// The middleware does not believe that, and asks the request: send a cookie or a token of
// package workostest through it.
//
// # What is left to do
//
// Sign out by a form that posts:
//
//	<form method="post" action="/logout"><button>Sign out</button></form>
//
// [AuthKit.SignOut] and [AuthKit.SwitchOrganization] refuse posts of other sites.
// An application's own forms want the same: http.CrossOriginProtection, around
// everything.
//
// No URL is ever made of a Host header, so behind a proxy there is one thing to set up:
// [Config].ClientIP, for without it WorkOS learns no address of the person.
package authkit

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
)

// Config says how an AuthKit signs people in. The zero Config takes what it needs
// from the environment.
type Config struct {
	// RedirectURI is the URL of Callback, absolute, as it is in the dashboard, or
	// "" for WORKOS_REDIRECT_URI. Cookies are for https alone where it is https.
	RedirectURI string
	// CookiePasswords seal cookies and open them, each of at least 32 characters: the
	// first seals, all of them open. To change it, add a new one after the old one
	// on all machines, then put it first, then take the old one out. None means
	// WORKOS_COOKIE_PASSWORD.
	CookiePasswords []string `secret:"true"`
	// CookieName is the name of the session's cookie, or "" for
	// WORKOS_COOKIE_NAME, or else session.CookieName.
	CookieName string
	// CookieDomain shares the cookies with the domain's subdomains, of which the
	// redirect URI's host is one. "" means WORKOS_COOKIE_DOMAIN, or else the one
	// host that set them.
	CookieDomain string
	// CookiePath is where the session's cookie is sent, or "" for "/".
	CookiePath string
	// CookieMaxAge is how long browsers keep the session's cookie, or 0 for
	// WORKOS_COOKIE_MAX_AGE, in seconds, or else 400 days. When a session ends is
	// up to the dashboard.
	CookieMaxAge time.Duration
	// CookieSameSite is Lax, or None for an application in another site's frames.
	// Strict would lose the session on the way back from AuthKit. Zero means Lax.
	CookieSameSite http.SameSite
	// ReturnTo is where people go after a sign-in that nothing says more about: a
	// path of this site or an absolute URL, or "" for "/".
	ReturnTo string
	// SignedOutURL is where people go after SignOut: absolute, and one of the
	// logout redirects in the dashboard. "" means the dashboard's default.
	SignedOutURL string

	// Leeway is how much longer than it says an access token is good, for clocks
	// that differ.
	Leeway time.Duration
	// Issuer is what the access token's iss must be, or "" for any.
	Issuer string
	// Audience is what must be in the access token's aud, or "" for any.
	Audience string
	// Store shares refreshed sessions with other processes of the application. Nil
	// keeps them in the memory of this one; see session.Config.
	Store session.Store

	// OnSignIn is called when somebody has signed in, before there is a cookie:
	// the application keeps its own record of the user. An error ends the
	// sign-in; an *Error says how.
	OnSignIn func(r *http.Request, auth *usermanagement.Authentication) error
	// OnChallenge takes over sign-ins that are not finished, because something is
	// still needed of the person. Without it they end in an error; AuthKit itself
	// asks for what it can.
	OnChallenge func(w http.ResponseWriter, r *http.Request, c *Challenge)
	// OnError answers what goes wrong, in place of a plain page or a piece of
	// JSON: also what RequireUser answers when WorkOS cannot be reached.
	// Retry-After, where there is one, and Cache-Control are in the header
	// already. FromContext knows who it is that may not do something.
	OnError func(w http.ResponseWriter, r *http.Request, err *Error)
	// ClientIP returns the address of the person, which WorkOS keeps with the
	// session. Only the application knows which proxies to believe. Nil sends
	// none.
	ClientIP func(r *http.Request) string
}

// Format hides the passwords.
func (c Config) Format(f fmt.State, _ rune) { secret.Format(f, c) }

// LogValue hides the passwords.
func (c Config) LogValue() slog.Value { return secret.LogValue(c) }

// AuthKit makes the handlers and the middleware of an application. It is safe for
// concurrent use.
type AuthKit struct {
	config        Config
	users         *usermanagement.Service
	sessions      *session.Manager
	redirect      *url.URL
	origins       *http.CrossOriginProtection
	flowPasswords []string
}

// New returns an AuthKit that asks through client, which has a client ID. What is
// missing, and what cannot work, is an error.
//
// It sends nothing; the first access token to verify fetches the keys.
func New(client *workos.Client, config Config) (*AuthKit, error) {
	redirect, err := config.complete()
	if err != nil {
		return nil, fmt.Errorf("authkit: %w", err)
	}
	sessions, err := session.New(client, session.Config{
		Passwords: config.CookiePasswords,
		Leeway:    config.Leeway,
		Issuer:    config.Issuer,
		Audience:  config.Audience,
		Store:     config.Store,
	})
	if err != nil {
		return nil, fmt.Errorf("authkit: %w", err)
	}
	origins := http.NewCrossOriginProtection()
	if err := origins.AddTrustedOrigin(originOf(redirect)); err != nil {
		return nil, fmt.Errorf("authkit: the redirect URI: %w", err)
	}
	auth := &AuthKit{
		config:        config,
		users:         usermanagement.New(client),
		sessions:      sessions,
		redirect:      redirect,
		origins:       origins,
		flowPasswords: flowPasswords(config.CookiePasswords),
	}
	if err := auth.sessionCookie("", 0).Valid(); err != nil {
		return nil, fmt.Errorf("authkit: the cookie: %w", err)
	}
	return auth, nil
}

// Format writes what it is, and no password.
func (a AuthKit) Format(f fmt.State, _ rune) { fmt.Fprint(f, "authkit.AuthKit([redacted])") }

// Sessions returns the Manager of the sessions: for what this package has no
// handler for.
func (a *AuthKit) Sessions() *session.Manager { return a.sessions }

// complete fills in what is empty and checks everything. It returns the redirect
// URI.
func (c *Config) complete() (*url.URL, error) {
	if err := c.readEnvironment(); err != nil {
		return nil, err
	}
	c.CookieName = cmp.Or(c.CookieName, session.CookieName)
	c.CookiePath = cmp.Or(c.CookiePath, "/")
	c.CookieMaxAge = cmp.Or(c.CookieMaxAge, 400*24*time.Hour)
	c.CookieSameSite = cmp.Or(c.CookieSameSite, http.SameSiteLaxMode)
	c.ReturnTo = cmp.Or(c.ReturnTo, "/")

	redirect, err := absoluteURL(c.RedirectURI)
	if err != nil {
		return nil, fmt.Errorf("the redirect URI: %w", err)
	}
	if _, err := absoluteURL(c.SignedOutURL); err != nil && c.SignedOutURL != "" {
		return nil, fmt.Errorf("SignedOutURL: %w", err)
	}
	if _, err := absoluteURL(c.ReturnTo); err != nil && !isReturnPath(c.ReturnTo) {
		return nil, fmt.Errorf("ReturnTo is no path of this site: %q", c.ReturnTo)
	}
	if err := c.checkCookieScope(redirect); err != nil {
		return nil, err
	}
	return redirect, c.checkCookies(redirect.Scheme == "https")
}

func (c *Config) readEnvironment() error {
	c.RedirectURI = cmp.Or(c.RedirectURI, os.Getenv("WORKOS_REDIRECT_URI"))
	c.CookieName = cmp.Or(c.CookieName, os.Getenv("WORKOS_COOKIE_NAME"))
	c.CookieDomain = cmp.Or(c.CookieDomain, os.Getenv("WORKOS_COOKIE_DOMAIN"))
	if password := os.Getenv("WORKOS_COOKIE_PASSWORD"); len(c.CookiePasswords) == 0 && password != "" {
		c.CookiePasswords = []string{password}
	}
	if maxAge := os.Getenv("WORKOS_COOKIE_MAX_AGE"); c.CookieMaxAge == 0 && maxAge != "" {
		seconds, err := strconv.ParseInt(maxAge, 10, 32)
		if err != nil || seconds <= 0 {
			return fmt.Errorf("WORKOS_COOKIE_MAX_AGE is no number of seconds: %q", maxAge)
		}
		c.CookieMaxAge = time.Duration(seconds) * time.Second
	}
	return nil
}

func (c *Config) checkCookies(secure bool) error {
	switch {
	case len(c.CookiePasswords) == 0:
		return errors.New("no cookie password: set WORKOS_COOKIE_PASSWORD or CookiePasswords")
	case !strings.HasPrefix(c.CookiePath, "/"):
		return fmt.Errorf("CookiePath does not begin with a slash: %q", c.CookiePath)
	case c.CookieMaxAge < time.Second:
		return fmt.Errorf("CookieMaxAge is less than a second: %s", c.CookieMaxAge)
	case c.CookieSameSite == http.SameSiteNoneMode && !secure:
		return errors.New("CookieSameSite: browsers refuse None without https")
	case c.CookieSameSite != http.SameSiteLaxMode && c.CookieSameSite != http.SameSiteNoneMode:
		return errors.New("CookieSameSite is neither Lax nor None")
	}
	return nil
}

// checkCookieScope returns an error where browsers would refuse the session's cookie
// for its name or its domain.
func (c *Config) checkCookieScope(redirect *url.URL) error {
	name := strings.ToLower(c.CookieName)
	domain := strings.ToLower(strings.TrimPrefix(c.CookieDomain, "."))
	host := strings.ToLower(redirect.Hostname())
	switch {
	case strings.HasPrefix(name, "__host-") && (redirect.Scheme != "https" || c.CookieDomain != "" || c.CookiePath != "/"):
		return errors.New("CookieName: browsers refuse __Host- without https, with a domain, and with a path")
	case strings.HasPrefix(name, "__secure-") && redirect.Scheme != "https":
		return errors.New("CookieName: browsers refuse __Secure- without https")
	case domain == "":
		return nil
	case domain != host && !strings.HasSuffix(host, "."+domain):
		return fmt.Errorf("CookieDomain is not the domain of the redirect URI: %q", c.CookieDomain)
	case domain != "localhost" && !strings.Contains(domain, "."):
		return fmt.Errorf("CookieDomain: browsers refuse a domain that everybody shares: %q", c.CookieDomain)
	}
	return nil
}

// originOf returns the origin of a URL, as browsers write it.
func originOf(u *url.URL) string {
	host := strings.ToLower(u.Host)
	switch u.Scheme {
	case "http":
		host = strings.TrimSuffix(host, ":80")
	case "https":
		host = strings.TrimSuffix(host, ":443")
	}
	return u.Scheme + "://" + host
}

// absoluteURL parses a URL to which browsers are sent.
func absoluteURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case text == "":
		return nil, errors.New("there is none: set WORKOS_REDIRECT_URI or RedirectURI")
	case err != nil:
		return nil, errors.New("it cannot be parsed")
	case u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "":
		return nil, fmt.Errorf("it is no absolute http or https URL: %q", text)
	case u.User != nil || u.Fragment != "":
		return nil, errors.New("it has a user or a fragment")
	}
	return u, nil
}

// flowPasswords returns the passwords of the cookies of sign-ins: others than the
// session's, so that neither cookie passes for the other.
func flowPasswords(passwords []string) []string {
	var derived []string
	for _, password := range passwords {
		mac := hmac.New(sha256.New, []byte(password))
		mac.Write([]byte("workos-go authkit: the cookie of a sign-in"))
		derived = append(derived, hex.EncodeToString(mac.Sum(nil)))
	}
	return derived
}

// contextKey is where a request's context has who is signed in.
type contextKey struct{}

// signedIn is who is signed in, by whose word, or why that is nobody or not known.
type signedIn struct {
	by      *AuthKit
	session *session.Session
	err     error
}

// NewContext returns a context in which FromContext finds s: for tests of handlers.
// RequireUser and the other middleware go by the request alone, whatever is in its
// context.
func NewContext(ctx context.Context, s *session.Session) context.Context {
	return context.WithValue(ctx, contextKey{}, signedIn{session: s})
}

// FromContext returns who is signed in, as RequireUser or WithUser found, or nil.
func FromContext(ctx context.Context) *session.Session {
	in, _ := ctx.Value(contextKey{}).(signedIn)
	return in.session
}

// known returns what a middleware of this AuthKit has already found.
func (a *AuthKit) known(r *http.Request) (signedIn, bool) {
	in, _ := r.Context().Value(contextKey{}).(signedIn)
	return in, in.by == a
}
