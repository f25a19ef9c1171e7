package vault

import (
	"bytes"
	"fmt"
	"sync"
	"time"

	"github.com/workos-go/workos"
)

// maxEncryptions is how often a kept data key encrypts: far less than what random
// nonces of 96 bits allow.
const maxEncryptions = 1 << 20

// KeyCache keeps data keys in memory for Encrypt and Decrypt, which then need not
// ask Vault each time: Encrypt takes the same key for the same context, and Decrypt
// that of what it decrypted before.
//
// What Vault withdraws, such as the key of a customer, works here until the keys'
// time is over. A KeyCache is safe for concurrent use and keeps the keys of
// different clients apart; it does not see that an option asks in another name. A
// nil one keeps nothing.
type KeyCache struct {
	life time.Duration
	size int

	mu   sync.Mutex
	keys map[cacheID]*cachedKey
}

// NewKeyCache returns a KeyCache that keeps at most size keys, each as long as life
// says. Where either is not positive, it keeps none.
func NewKeyCache(life time.Duration, size int) *KeyCache {
	return &KeyCache{life: life, size: size, keys: map[cacheID]*cachedKey{}}
}

// Format writes what it is, and no key.
func (c *KeyCache) Format(f fmt.State, _ rune) { fmt.Fprint(f, "vault.KeyCache([redacted])") }

// Clear forgets all keys.
func (c *KeyCache) Clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id := range c.keys {
		c.forget(id)
	}
}

// cacheID is a client with what its key decrypts, or the context that it encrypts
// for.
type cacheID struct {
	client    *workos.Client
	encrypted string
	context   string
}

type cachedKey struct {
	dataKey

	uses   int
	expiry *time.Timer
}

// get returns a key that is kept, or that fetch returns. The caller wipes it.
func (c *KeyCache) get(id cacheID, fetch func() (dataKey, error)) (dataKey, error) {
	if c == nil || c.life <= 0 || c.size <= 0 {
		return fetch()
	}
	if key, ok := c.find(id); ok {
		return key, nil
	}
	key, err := fetch()
	if err == nil {
		c.keep(id, key)
	}
	return key, err
}

func (c *KeyCache) find(id cacheID) (dataKey, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept := c.keys[id]
	if kept == nil {
		return dataKey{}, false
	}
	key := kept.clone()
	if kept.uses++; kept.uses == maxEncryptions {
		c.forget(id)
	}
	return key, true
}

func (c *KeyCache) keep(id cacheID, key dataKey) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.forget(id) // another call was as fast
	for other := range c.keys {
		if len(c.keys) < c.size {
			break
		}
		c.forget(other)
	}
	kept := &cachedKey{dataKey: key.clone(), uses: 1}
	c.keys[id] = kept
	kept.expiry = time.AfterFunc(c.life, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.keys[id] == kept {
			c.forget(id)
		}
	})
}

// forget wipes a key. It is called with the lock held.
func (c *KeyCache) forget(id cacheID) {
	if kept := c.keys[id]; kept != nil {
		kept.expiry.Stop()
		clear(kept.key)
		delete(c.keys, id)
	}
}

func (k dataKey) clone() dataKey { return dataKey{bytes.Clone(k.key), k.encrypted} }
