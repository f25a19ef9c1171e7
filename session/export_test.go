package session

import "context"

// Open returns what a cookie says, whatever its access token is.
func (m *Manager) Open(cookie string) (*Session, error) { return m.open(cookie) }

// CheckPasswords is what New says of passwords.
var CheckPasswords = checkPasswords

// NewMemory returns the Store of one process.
var NewMemory = newMemory

// FetchFirstKeys is what somebody does who found no keys a moment ago.
func (m *Manager) FetchFirstKeys(ctx context.Context) error {
	return m.keys.wait(ctx, m.keys.fetch(ctx, nil, false))
}

// Remembered returns how many locks and values a memory has.
func (m *memory) Remembered() (locks, values int) {
	return len(m.locks), max(len(m.values), len(m.order))
}

// Verified returns how many sessions are remembered.
func (m *Manager) Verified() int { return len(m.verified.recent) + len(m.verified.older) }

// Remembers says whether a cookie is among them.
func (m *Manager) Remembers(cookie string) bool {
	_, ok := m.verified.get(hashOf(cookieText, cookie))
	return ok
}
