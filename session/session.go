// Package session reads and writes the cookie that keeps people signed in.
//
// A sign-in with AuthKit ends in two tokens: an access token, a JWT that says for
// some minutes who somebody is, and a refresh token that gets the next one. Both
// are kept in a sealed cookie. The seal is that of the Node SDK, authkit-nextjs and
// its siblings, so a Go service behind such a front end reads the cookie that the
// front end wrote, and the other way round. Package authkit does all that this page
// shows for net/http; use this package where something else stands in front.
//
//	sessions, err := session.New(client, session.Config{
//		Passwords: []string{os.Getenv("WORKOS_COOKIE_PASSWORD")},
//	})
//
//	// whoIs returns who a request comes from.
//	func whoIs(w http.ResponseWriter, r *http.Request) (*session.Session, error) {
//		current, err := sessions.AuthenticateRequest(r, session.CookieName)
//		var outdated *session.TokenError
//		if !errors.As(err, &outdated) || !outdated.Refreshable() {
//			return current, err
//		}
//		current, err = sessions.Refresh(r.Context(), outdated.Session, session.RefreshParams{})
//		if err != nil {
//			return nil, err
//		}
//		sealed, err := sessions.Seal(current)
//		if err != nil {
//			return nil, err
//		}
//		return current, session.WriteCookie(w, r, &http.Cookie{
//			Name: session.CookieName, Value: sealed, Path: "/", MaxAge: 400 * 24 * 3600,
//			HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode,
//		})
//	}
//
// A sign-in ends in the same way, with [Manager.FromAuthentication], [Manager.Seal]
// and [WriteCookie]. The example shows a whole page, and how it is refused.
//
// [Manager.AuthenticateRequest] asks nobody: it opens the seal and verifies the access
// token's signature against the keys of the client ID, which are fetched once and
// kept. An API that is called with access tokens verifies the one of [ReadBearer] by
// [Manager.VerifyToken].
//
// # Errors
//
// [ErrNobody] means that nobody is signed in, and [ErrNoCookie], [ErrUnreadable],
// [ErrInvalidToken] and [ErrExpired], which wrap it, say why. The last two are a
// [*TokenError], which carries the session: it can be logged out, and refreshed
// where it says so. Any other error is about the moment and not about the cookie,
// as where the keys cannot be fetched: keep the cookie. It is a *TokenError too, so
// that people can sign out all the same.
//
// [Manager.Refresh] says [ErrEnded] where the session is over and the person has to
// sign in again. Keep the cookie even so, until the next sign-in replaces it: the
// browser may have a newer one by now, from another process. After any other error,
// try again later.
package session

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
	"github.com/workos-go/workos/usermanagement"
)

// What an error can be matched with by errors.Is: that nobody is signed in, and why.
var (
	// ErrNobody means that nobody is signed in: answer 401, or ask who it is. The
	// errors that say why wrap it.
	ErrNobody = errors.New("session: nobody is signed in")
	// ErrNoCookie means that there is no cookie.
	ErrNoCookie = fmt.Errorf("%w: there is no cookie", ErrNobody)
	// ErrUnreadable means that no password opens the cookie, or that no session is
	// in it.
	ErrUnreadable = fmt.Errorf("%w: the cookie cannot be opened", ErrNobody)
	// ErrInvalidToken means that the access token is not one that WorkOS made for
	// this client, or not one that Config takes.
	ErrInvalidToken = fmt.Errorf("%w: the access token is invalid", ErrNobody)
	// ErrExpired means that the access token's time is over: refresh the session.
	ErrExpired = fmt.Errorf("%w: the access token has expired", ErrNobody)
	// ErrEnded means that a session cannot be refreshed any more: the person has to
	// sign in again.
	ErrEnded = fmt.Errorf("%w: the session has ended", ErrNobody)
)

// TokenError says that an access token is not good, or no longer, and matches
// ErrInvalidToken or ErrExpired. Where it matches neither, the keys could not be
// fetched, and nobody knows: it wraps what happened.
type TokenError struct {
	// Session is what the cookie holds. Nothing but the cookie's seal vouches for
	// it: use it to refresh or to log out, never to let somebody in.
	//
	// It is nil where the token came without a cookie, and where its issuer, its
	// audience or its nbf are not what Config takes: the next token would be no
	// better, and nobody is signed in.
	Session *Session
	err     error
}

// Refreshable reports whether [Manager.Refresh] can help: there is a session with a
// refresh token, and its access token is known to be of no use.
func (e *TokenError) Refreshable() bool {
	return e.Session != nil && e.Session.RefreshToken != "" && (errors.Is(e.err, ErrExpired) || errors.Is(e.err, ErrInvalidToken))
}

// Error says why the token is not good.
func (e *TokenError) Error() string { return cmp.Or(e.err, ErrInvalidToken).Error() }

// Unwrap returns ErrExpired, an error that wraps ErrInvalidToken, or what kept the
// keys from being fetched.
func (e *TokenError) Unwrap() error { return e.err }

// Session is somebody who is signed in.
type Session struct {
	// ID identifies the session, for RevokeSession of package usermanagement.
	ID string
	// User is who is signed in, as of the last sign-in or refresh. Of a bearer
	// token it has the ID alone.
	User usermanagement.User
	// OrganizationID is the organization that the session is for, or "".
	OrganizationID string
	// Role is the slug of the user's role in the organization, or "".
	Role string
	// Roles are the slugs of all the user's roles in the organization.
	Roles []string
	// Permissions are the slugs of what these roles permit.
	Permissions []string
	// Entitlements are what the organization has paid for.
	Entitlements []string
	// FeatureFlags are the slugs of the flags that are on for the user.
	FeatureFlags []string
	// Impersonator is who signed in as the user, or nil.
	Impersonator *usermanagement.Impersonator
	// AuthenticationMethod says how the user signed in, or is "" where the cookie
	// does not say.
	AuthenticationMethod usermanagement.AuthenticationMethod
	// ExpiresAt is when the access token expires.
	ExpiresAt time.Time
	// AccessToken is the JWT that the other fields were read from.
	AccessToken string `secret:"true"`
	// RefreshToken gets the next access token, once, or is "" for a bearer token.
	RefreshToken string `secret:"true"`

	claims json.RawMessage            // the payload of AccessToken
	extra  map[string]json.RawMessage // what the cookie says beside all this
}

// Claims decodes all claims of the access token into a struct or map of the
// caller's, as json.Unmarshal does.
func (s *Session) Claims(into any) error {
	if err := json.Unmarshal(s.claims, into); err != nil {
		return fmt.Errorf("session: decoding the claims: %w", err)
	}
	return nil
}

// Format hides the tokens.
func (s Session) Format(f fmt.State, _ rune) { secret.Format(f, s) }

// LogValue hides the tokens.
func (s Session) LogValue() slog.Value { return secret.LogValue(s) }

// Config says how a Manager keeps sessions.
type Config struct {
	// Passwords seal and open cookies, each of at least 32 characters: the first
	// seals, all of them open. To change it, add a new one after the old one on all
	// machines, then put it first, then take the old one out. Node's packages call
	// it WORKOS_COOKIE_PASSWORD. Without any, a Manager verifies bearer tokens only.
	Passwords []string `secret:"true"`
	// Leeway is how much longer than it says an access token is good, for clocks
	// that differ.
	Leeway time.Duration
	// Issuer is what the access token's iss must be, or "" for any.
	Issuer string
	// Audience is what must be in the access token's aud, or "" for any.
	Audience string
	// Store shares refreshed sessions with other processes of the application.
	// Nil keeps them in the memory of this one: of processes that refresh one
	// session at the same time, each then sends the refresh token, and it is good
	// for the first. The others are told ErrEnded while the browser gets a newer
	// cookie. So it is beside a front end of Node, which shares no Store. Keep the
	// cookie on ErrEnded, and nobody is signed out by it.
	Store Store
}

// Format hides the passwords.
func (c Config) Format(f fmt.State, _ rune) { secret.Format(f, c) }

// LogValue hides the passwords.
func (c Config) LogValue() slog.Value { return secret.LogValue(c) }

// Manager opens, verifies, refreshes and seals sessions. It is safe for concurrent
// use, and there is one for a client: it holds the client's keys.
type Manager struct {
	users     *usermanagement.Service
	config    Config
	keys      keySet
	verified  verified
	refreshes singleflight.Group
	refreshed refreshed
}

// New returns a Manager of the sessions of a client, which has a client ID. It
// sends nothing; the first token to verify fetches the keys.
func New(client *workos.Client, config Config) (*Manager, error) {
	if _, err := client.RequireClientID(); err != nil {
		return nil, fmt.Errorf("session: %w", err)
	}
	if err := checkPasswords(config.Passwords); err != nil {
		return nil, err
	}
	if config.Leeway < 0 {
		return nil, fmt.Errorf("session: Config.Leeway is negative: %s", config.Leeway)
	}
	if config.Store != nil && len(config.Passwords) == 0 {
		return nil, errors.New("session: Config.Store needs Config.Passwords: what it keeps is sealed")
	}
	config.Passwords = slices.Clone(config.Passwords)
	return &Manager{
		users:     usermanagement.New(client),
		config:    config,
		keys:      keySet{client: client},
		refreshed: newRefreshed(config),
	}, nil
}

// Format writes what it is, and no password.
func (m *Manager) Format(f fmt.State, _ rune) { fmt.Fprint(f, "session.Manager([redacted])") }

// LogValue writes what it is, and no password.
func (m *Manager) LogValue() slog.Value { return secret.LogValue(m) }

// LogoutURL returns the URL to which a user is sent to end a session, expired or
// not. AuthKit sends them on to returnTo, or to where the dashboard says if it is
// "".
//
// Builds the URL of GET /user_management/sessions/logout.
func (m *Manager) LogoutURL(s *Session, returnTo string) (string, error) {
	s = cmp.Or(s, &Session{}) // has no ID, which is an error
	return m.users.LogoutURL(usermanagement.LogoutURLParams{SessionID: s.ID, ReturnTo: returnTo})
}
