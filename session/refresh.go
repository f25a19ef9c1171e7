package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/usermanagement"
)

// RefreshParams are the parameters of Refresh.
type RefreshParams struct {
	usermanagement.RequestInfo

	// OrganizationID moves the session to this organization; "" leaves it where it
	// is.
	OrganizationID string
}

// Refresh returns the session with new tokens, of which the caller keeps both: a
// refresh token is good for one call. The error is a *RefreshError: one that is
// ErrEnded where the person has to sign in again, and any other where the session
// may still be good.
//
// However many goroutines refresh a session, one call is sent, whose result is
// theirs, and that of those who come with the old refresh token within a minute.
// [Config.Store] makes it one call of all processes. The call goes on when ctx
// ends, for the others and for the next attempt, since by then the refresh token
// may be used. It is not repeated where WorkOS may have received it. That a refresh
// token is good no more is remembered for a minute too.
//
// Moving to an organization may need more of the person: see
// [usermanagement.AuthenticationError], which the error then is too. The session
// stays what it was.
//
// Calls POST /user_management/authenticate.
func (m *Manager) Refresh(ctx context.Context, s *Session, params RefreshParams) (*Session, error) {
	if s == nil || s.RefreshToken == "" {
		return nil, &RefreshError{err: errors.New("session: there is no refresh token")}
	}
	if err := ctx.Err(); err != nil {
		return nil, &RefreshError{err: fmt.Errorf("session: refreshing: %w", err)}
	}
	s = s.clone() // the call may outlive the caller, who can change it
	flight := m.refreshes.DoChan(refreshedKey(s)+params.OrganizationID, func() (any, error) {
		return m.refresh(context.WithoutCancel(ctx), s, params)
	})
	select {
	case done := <-flight:
		if done.Err != nil {
			return nil, done.Err
		}
		return done.Val.(*Session).clone(), nil
	case <-ctx.Done():
		return nil, &RefreshError{err: fmt.Errorf("session: refreshing: %w", ctx.Err())}
	}
}

// maxSteps is how often a session can have been refreshed, within a minute, since
// the one that somebody has.
const maxSteps = 100

// refresh goes on with a session where others left off.
func (m *Manager) refresh(ctx context.Context, s *Session, params RefreshParams) (next *Session, err error) {
	defer func() {
		// This goroutine is nobody's request, where somebody would recover.
		if cause := recover(); cause != nil {
			err = &RefreshError{err: fmt.Errorf("session: refreshing: the store or the client panicked with a %T", cause)}
		}
	}()
	found, done := false, false
	for range maxSteps {
		if next, done, err = m.step(ctx, s, params, found); done {
			return next, err
		}
		s, found = next, true
	}
	return nil, &RefreshError{err: errors.New("session: refreshing: the store leads in a circle")}
}

// step returns the session to go on with, and whether that is the one to keep. One
// that was found in the store is, unless it has expired or is for another
// organization than the one that is asked for.
func (m *Manager) step(ctx context.Context, s *Session, params RefreshParams, found bool) (next *Session, done bool, err error) {
	unlock, err := m.refreshed.lock(ctx, s)
	if err != nil {
		return nil, true, &RefreshError{err: err}
	}
	defer unlock()
	next, err = m.refreshed.get(ctx, s)
	switch {
	case err != nil:
		return nil, true, &RefreshError{err: err}
	case next != nil && next.RefreshToken != s.RefreshToken:
		return next, false, nil // nobody sends this refresh token any more
	case next != nil:
		s, found = next, true
	}
	if found && time.Now().Before(s.ExpiresAt) && cmp.Or(params.OrganizationID, s.OrganizationID) == s.OrganizationID {
		return s, true, nil
	}
	next, err = m.exchange(ctx, s, params)
	if err == nil {
		m.refreshed.set(ctx, s, next)
	}
	return next, true, err
}

// exchange sends the refresh token, once. Without a deadline, the client bounds
// the time.
func (m *Manager) exchange(ctx context.Context, s *Session, params RefreshParams) (*Session, error) {
	organization := cmp.Or(params.OrganizationID, s.OrganizationID)
	auth, err := m.users.AuthenticateWithRefreshToken(ctx, usermanagement.AuthenticateWithRefreshTokenParams{
		RequestInfo:    params.RequestInfo,
		RefreshToken:   s.RefreshToken,
		OrganizationID: organization,
	})
	if err != nil {
		if ends(err, true) {
			m.refreshed.keep(ctx, s, []byte(ended))
		}
		return nil, refreshError(err, organization != s.OrganizationID)
	}
	next, err := m.FromAuthentication(auth)
	if err != nil {
		// The text alone: what this answer is says nothing about the session.
		return nil, &RefreshError{err: fmt.Errorf("session: refreshing: %s", err.Error())}
	}
	next.RefreshToken = cmp.Or(next.RefreshToken, s.RefreshToken)
	next.AuthenticationMethod = cmp.Or(next.AuthenticationMethod, s.AuthenticationMethod)
	next.Impersonator = cmp.Or(auth.Impersonator, s.Impersonator, next.Impersonator)
	next.extra = s.extra
	return next, nil
}

// clone returns a copy that shares nothing that changes.
func (s *Session) clone() *Session {
	c := *s
	c.User.Metadata = maps.Clone(s.User.Metadata)
	c.Roles = slices.Clone(s.Roles)
	c.Permissions = slices.Clone(s.Permissions)
	c.Entitlements = slices.Clone(s.Entitlements)
	c.FeatureFlags = slices.Clone(s.FeatureFlags)
	if s.Impersonator != nil {
		impersonator := *s.Impersonator
		c.Impersonator = &impersonator
	}
	return &c
}

// RefreshError is why a session was not refreshed. Where it matches ErrEnded, the
// session is over. Else it may still be good: keep the cookie, and try again later.
// It wraps the *workos.Error or *usermanagement.AuthenticationError of the call, if
// there was one, or what the transport, the store or the context said.
type RefreshError struct {
	// RetryAfter is how long to wait before the next attempt, or 0 where nothing
	// says so.
	RetryAfter time.Duration
	err        error
}

var errRefresh = errors.New("session: refreshing")

// Error says why, without tokens.
func (e *RefreshError) Error() string { return cmp.Or(e.err, errRefresh).Error() }

// Unwrap returns an error that wraps the cause, and ErrEnded where the session is
// over.
func (e *RefreshError) Unwrap() error { return e.err }

// refreshError wraps the error of a call, which was to move the session to another
// organization or was not.
func refreshError(err error, moving bool) *RefreshError {
	if ends(err, moving) {
		return &RefreshError{err: fmt.Errorf("%w: %w", ErrEnded, err)}
	}
	var wait time.Duration
	var answer *workos.Error
	if errors.As(err, &answer) {
		wait = answer.RetryAfter
	}
	return &RefreshError{wait, fmt.Errorf("session: refreshing: %w", err)}
}

// ends reports whether an error says that the person has to sign in again. That
// takes a code of WorkOS's: statuses come from proxies too. What a configuration
// brings about and what passes ends no session, nor does what keeps it from moving.
func ends(err error, moving bool) bool {
	var answer *workos.Error
	if !errors.As(err, &answer) || !slices.Contains([]int{http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound}, answer.StatusCode) {
		return false
	}
	switch cmp.Or(answer.Code, answer.OAuthError) {
	case "invalid_grant", "user_not_found":
		return true
	case "entity_not_found", "organization_not_found", "organization_membership_not_found", "invalid_organization_id",
		"authentication_method_not_allowed", "email_password_auth_disabled", "access_denied":
		return !moving
	default:
		return !moving && errors.As(err, new(*usermanagement.AuthenticationError))
	}
}
