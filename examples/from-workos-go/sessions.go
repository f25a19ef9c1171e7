package main

import (
	"cmp"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
)

// cookieName is what the application called the cookie of before.
const cookieName = "session"

// pages are the pages of people who are signed in, by a cookie that v10 sealed or
// one that this library did.
type pages struct {
	sessions *session.Manager
	// oldRefresh is where the service of before refreshes a session, or "" where
	// that service is gone.
	oldRefresh string
}

// ServeHTTP says hello. It verifies the access token, which v10 did not do when it
// opened a cookie.
func (p pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "private, no-store") // the page is for one person
	current, err := p.sessions.AuthenticateRequest(r, cookieName)
	var outdated *session.TokenError
	if errors.As(err, &outdated) && outdated.Refreshable() {
		if p.oldRefresh != "" {
			p.refreshThere(w, r)
			return
		}
		current, err = p.refresh(w, r, outdated.Session)
	}
	switch {
	case err == nil:
		fmt.Fprintf(w, "Hello %s", current.User.FirstName)
	case errors.Is(err, session.ErrNobody):
		http.Error(w, "Please sign in.", http.StatusUnauthorized)
	default: // about the moment: the cookie is good
		http.Error(w, "Please try again later.", http.StatusServiceUnavailable)
	}
}

// refreshThere sends a browser to the old service, which cannot read what is sealed here.
// A refresh token is good for one call: as long as both run, one of them refreshes. Only
// a page can be sent there, and not what a form says. A path such as //example.com would
// be another site's when the browser comes back.
func (p pages) refreshThere(w http.ResponseWriter, r *http.Request) {
	path, page := r.URL.Path, r.Method == http.MethodGet || r.Method == http.MethodHead
	if !page || strings.HasPrefix(path, "//") || strings.HasPrefix(path, `/\`) {
		http.Error(w, "Please sign in.", http.StatusUnauthorized)
		return
	}
	returnTo := url.QueryEscape(r.URL.RequestURI())
	http.Redirect(w, r, p.oldRefresh+"?return_to="+returnTo, http.StatusFound)
}

// refresh gets the next access token, and writes the cookie anew, which is sealed
// as Node's packages do from then on.
func (p pages) refresh(w http.ResponseWriter, r *http.Request, old *session.Session) (*session.Session, error) {
	current, err := p.sessions.Refresh(r.Context(), old, session.RefreshParams{})
	if err != nil {
		return nil, err
	}
	sealed, err := p.sessions.Seal(current)
	if err != nil {
		return nil, err
	}
	return current, session.WriteCookie(w, r, &http.Cookie{
		Name: cookieName, Value: sealed, Path: "/", MaxAge: 400 * 24 * 3600,
		HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode,
	})
}

// signIn has somebody come with a cookie of before: good for some minutes, then
// expired while both services run, then expired with this one alone.
func (d *demo) signIn(ctx context.Context) error {
	fresh, err := d.cookieOfBefore(ctx, time.Now())
	if err != nil {
		return err
	}
	expired, err := d.cookieOfBefore(ctx, time.Now().Add(-time.Hour))
	if err != nil {
		return err
	}
	both := pages{sessions: d.sessions, oldRefresh: "https://old.example.com/refresh"}
	alone := pages{sessions: d.sessions}
	d.say("6. Sessions of before:")
	d.visit(ctx, both, fresh)
	d.visit(ctx, both, expired)
	d.visit(ctx, alone, d.visit(ctx, alone, expired))
	return nil
}

// visit is the browser: it returns the cookie that it has after the visit.
func (d *demo) visit(ctx context.Context, handler http.Handler, cookie string) string {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/home", http.NoBody)
	r.AddCookie(&http.Cookie{Name: cookieName, Value: cookie}) //nolint:gosec // what a browser sends has no attributes
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	written := "left the cookie alone"
	for _, c := range w.Result().Cookies() {
		cookie, written = c.Value, "wrote a cookie that begins with "+strings.Split(c.Value, "*")[0]
	}
	d.say("   %d %s: %s", w.Code, cmp.Or(w.Header().Get("Location"), w.Body.String()), written)
	return cookie
}

// cookieOfBefore signs Ann in at a time, and seals the session as v10 does: names in
// snake case, AES-256-GCM, base64. Yours are there already.
func (d *demo) cookieOfBefore(ctx context.Context, at time.Time) (string, error) {
	d.srv.SetTime(at)
	defer func() { d.srv.SetTime(time.Now()) }()
	auth, err := d.users.AuthenticateWithPassword(ctx, usermanagement.AuthenticateWithPasswordParams{
		Email: "ann@foo-corp.com", Password: "correct horse battery",
	})
	if err != nil {
		return "", err
	}
	content, err := json.Marshal(map[string]any{
		"access_token": auth.AccessToken, "refresh_token": auth.RefreshToken, "user": auth.User,
	})
	if err != nil {
		return "", err
	}
	key := sha256.Sum256([]byte(cookiePassword))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return "", err
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return "", err
	}
	sealed := gcm.Seal(nil, nil, content, nil) //nolint:gosec // it makes the nonce itself
	return base64.StdEncoding.EncodeToString(sealed), nil
}
