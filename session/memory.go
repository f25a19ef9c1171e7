package session

import (
	"context"
	"sync"
	"time"
)

// maxRemembered is how many values a memory keeps at most.
const maxRemembered = 10_000

// memory is the Store of one process.
type memory struct {
	mu     sync.Mutex
	locks  map[string]*memoryLock
	values map[string]memoryValue
	order  []memoryKey // of values, as they were set
}

// memoryLock is a lock that somebody holds or waits for.
type memoryLock struct {
	held    chan struct{} // full while somebody holds it
	holders int           // with those who wait
}

type memoryValue struct {
	data    []byte
	expires time.Time
}

type memoryKey struct {
	key     string
	expires time.Time
}

func newMemory() *memory {
	return &memory{locks: map[string]*memoryLock{}, values: map[string]memoryValue{}}
}

func (m *memory) Lock(ctx context.Context, key string) (func(), error) {
	m.mu.Lock()
	lock := m.locks[key]
	if lock == nil {
		lock = &memoryLock{held: make(chan struct{}, 1)}
		m.locks[key] = lock
	}
	lock.holders++
	m.mu.Unlock()
	select {
	case lock.held <- struct{}{}:
		return func() {
			<-lock.held
			m.leave(key, lock)
		}, nil
	case <-ctx.Done():
		m.leave(key, lock)
		return nil, ctx.Err()
	}
}

func (m *memory) leave(key string, lock *memoryLock) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if lock.holders--; lock.holders == 0 {
		delete(m.locks, key)
	}
}

func (m *memory) Get(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.forget()
	return m.values[key].data, nil
}

func (m *memory) Set(_ context.Context, key string, value []byte, ttl time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	expires := time.Now().Add(ttl)
	m.values[key] = memoryValue{value, expires}
	m.order = append(m.order, memoryKey{key, expires})
	m.forget()
	return nil
}

// forget drops what has expired, and the oldest of what is too much. All is kept
// for the same time, so what was set first expires first.
func (m *memory) forget() {
	for len(m.order) > 0 && (len(m.order) > maxRemembered || !time.Now().Before(m.order[0].expires)) {
		first := m.order[0]
		if m.values[first.key].expires.Equal(first.expires) {
			delete(m.values, first.key)
		}
		m.order[0] = memoryKey{} // lets go of the string
		m.order = m.order[1:]
	}
}
