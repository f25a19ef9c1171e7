package session

// Open returns what a cookie says, whatever its access token is.
func (m *Manager) Open(cookie string) (*Session, error) { return m.open(cookie) }

// CheckPasswords is what New says of passwords.
var CheckPasswords = checkPasswords

// NewMemory returns the Store of one process.
var NewMemory = newMemory

// Remembered returns how many locks and values a memory has.
func (m *memory) Remembered() (locks, values int) {
	return len(m.locks), max(len(m.values), len(m.order))
}
