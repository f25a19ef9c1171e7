package session

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/workos-go/workos/internal/iron"
)

const (
	// refreshedTime is how long a refreshed session is kept for those who come with
	// the refresh token before it: other tabs, and requests that were under way.
	refreshedTime = time.Minute
	// storeTimeout bounds each call of a Store, the wait for a lock with it.
	storeTimeout = 30 * time.Second
)

// Store shares refreshed sessions among the processes of an application, so that a
// refresh token is used by one of them. Its keys are hashes and its values are
// sealed, each for its key. It is safe for concurrent use, and [Config] has one for a
// single process.
//
// The folder examples/session-redis has one for Redis.
type Store interface {
	// Lock waits until nobody else holds a key and returns what releases it, or an
	// error where ctx ends before, which is no end of the lock. A lock whose holder
	// has died ends by itself, after more time than the client gives its calls
	// (workos.WithTimeout).
	Lock(ctx context.Context, key string) (unlock func(), err error)
	// Get returns the value of a key, or nil where there is none.
	Get(ctx context.Context, key string) ([]byte, error)
	// Set keeps a value for ttl.
	Set(ctx context.Context, key string, value []byte, ttl time.Duration) error
}

// ended is kept in place of a session for a refresh token that has none any more.
const ended = `"ended"`

// refreshed keeps sessions in a Store, each under the refresh token that it was
// refreshed with.
type refreshed struct {
	store     Store
	passwords []string
}

// newRefreshed returns what keeps refreshed sessions: in memory, where there is no
// Store, and sealed with a password of its own, where there is none.
func newRefreshed(config Config) refreshed {
	if len(config.Passwords) == 0 {
		config.Passwords = []string{rand.Text() + rand.Text()}
	}
	if config.Store == nil {
		config.Store = newMemory()
	}
	return refreshed{config.Store, config.Passwords}
}

// refreshedKey returns the key of what a session becomes. It is that of its refresh
// token alone: moving to another organization uses up the same one.
func refreshedKey(s *Session) string {
	sum := sha256.Sum256([]byte(s.RefreshToken))
	return "workos-session-" + hex.EncodeToString(sum[:])
}

// sealPasswords returns the passwords of what a session becomes: others than those
// of cookies and of every other session, so that no value passes for another.
func (r refreshed) sealPasswords(s *Session) []string {
	var derived []string
	for _, password := range r.passwords {
		mac := hmac.New(sha256.New, []byte(password))
		mac.Write([]byte("workos-go session: " + s.RefreshToken))
		derived = append(derived, hex.EncodeToString(mac.Sum(nil)))
	}
	return derived
}

func (r refreshed) lock(ctx context.Context, s *Session) (unlock func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	release, err := r.store.Lock(ctx, refreshedKey(s))
	if err != nil {
		return nil, fmt.Errorf("session: locking the refresh token: %w", err)
	}
	if release == nil {
		return nil, errors.New("session: locking the refresh token: the store returned nothing to unlock it with")
	}
	return func() {
		defer func() { _ = recover() }() // the refresh token has been used: what it brought is not lost by this
		release()
	}, nil
}

// get returns what a session became, or nil, or an error that is ErrEnded.
func (r refreshed) get(ctx context.Context, s *Session) (*Session, error) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	value, err := r.store.Get(ctx, refreshedKey(s))
	if err != nil {
		return nil, fmt.Errorf("session: looking for a refreshed session: %w", err)
	}
	if value == nil {
		return nil, nil //nolint:nilnil // there is none
	}
	content, err := iron.Open(string(value), r.sealPasswords(s), time.Now())
	if err == nil && string(content) == ended {
		return nil, fmt.Errorf("%w: its refresh token was refused less than a minute ago", ErrEnded)
	}
	var next *Session
	if err == nil {
		next, err = decode(content, camelCase)
	}
	if err == nil {
		_, _, err = next.readToken()
	}
	if err != nil {
		// The text alone: what cannot be opened is not the cookie.
		return nil, fmt.Errorf("session: opening a refreshed session: %s", err.Error())
	}
	return next, nil
}

// set keeps what a session became. Where that fails, or the store panics, those who come
// later with the old refresh token do without: this session is good all the same, and
// there is no second one for that token.
func (r refreshed) set(ctx context.Context, s, next *Session) {
	if content, err := next.encode(); err == nil {
		r.keep(ctx, s, content)
	}
}

func (r refreshed) keep(ctx context.Context, s *Session, content []byte) {
	defer func() { _ = recover() }() // as an error of Set is no concern either
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	if sealed, err := iron.Seal(content, r.sealPasswords(s)[0], time.Time{}); err == nil {
		_ = r.store.Set(ctx, refreshedKey(s), []byte(sealed), refreshedTime)
	}
}
