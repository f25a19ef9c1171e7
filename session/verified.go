package session

import (
	"context"
	"crypto/rsa"
	"crypto/sha256"
	"sync"
	"time"

	"github.com/workos-go/workos/internal/iron"
)

// maxVerified is how many sessions are remembered before older ones are forgotten:
// up to twice as many are there at a time.
const maxVerified = 1000

// verified remembers sessions whose access tokens were verified, by the hash of the
// cookie or the token that they came in. Somebody who is signed in sends the same
// one again and again.
type verified struct {
	mu            sync.RWMutex
	recent, older map[textHash]verifiedSession
}

// textHash stands for a cookie or a token. The zero value stands for one that is not
// remembered.
type textHash [sha256.Size]byte

// What a text came as: a token in a cookie has no seal, and a cookie is no token.
const (
	cookieText = "cookie "
	tokenText  = "token "
)

// hashOf returns what stands for a text that came as a cookie or as a token. Seals
// that have a time of their own are looked at each time.
func hashOf(kind, text string) textHash {
	if len(text) > maxTokenSize || iron.Expires(text) {
		return textHash{}
	}
	return sha256.Sum256([]byte(kind + text))
}

// verifiedSession is a session, and the key that its access token was signed with.
type verifiedSession struct {
	session *Session
	by      signer
}

// signer is a key, and its ID.
type signer struct {
	id  string
	key *rsa.PublicKey
}

// remembered returns the session that a cookie or a token has been found to stand
// for, or nil. Its time must not be over, and its key still be one of the client's.
func (m *Manager) remembered(ctx context.Context, hash textHash) *Session {
	found, ok := m.verified.get(hash)
	if !ok || !time.Now().Before(found.session.ExpiresAt.Add(m.config.Leeway)) {
		return nil
	}
	if key, err := m.keys.find(ctx, found.by.id, false); err != nil || !key.Equal(found.by.key) {
		return nil
	}
	return found.session.clone()
}

func (v *verified) get(hash textHash) (verifiedSession, bool) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if found, ok := v.recent[hash]; ok {
		return found, true
	}
	found, ok := v.older[hash]
	return found, ok
}

func (v *verified) add(hash textHash, s *Session, by signer) {
	if hash == (textHash{}) {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.recent == nil || len(v.recent) >= maxVerified {
		v.recent, v.older = map[textHash]verifiedSession{}, v.recent
	}
	v.recent[hash] = verifiedSession{s.clone(), by}
}
