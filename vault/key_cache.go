package vault

import (
	"bytes"
	"context"
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
// that of what it decrypted before. Several calls at the same time for the same key
// ask once.
//
// What Vault withdraws, such as the key of a customer, works here until the keys'
// time is over. A KeyCache is safe for concurrent use and keeps the keys of
// different clients apart; it does not see that an option asks in another name. A
// nil one keeps nothing.
type KeyCache struct {
	life time.Duration
	size int

	mu       sync.Mutex
	encrypts keys
	decrypts keys
	fetches  map[cacheID]chan struct{} // closed when the fetch has ended
}

// NewKeyCache returns a KeyCache that keeps at most size keys for Encrypt and as many
// for Decrypt, each as long as life says. Where either is not positive, it keeps none.
func NewKeyCache(life time.Duration, size int) *KeyCache {
	return &KeyCache{life: life, size: size, encrypts: keys{}, decrypts: keys{}, fetches: map[cacheID]chan struct{}{}}
}

// Format writes what it is, and no key.
func (c *KeyCache) Format(f fmt.State, _ rune) { fmt.Fprint(f, "vault.KeyCache([redacted])") }

// Clear forgets all keys. A call in progress does not keep its key either.
func (c *KeyCache) Clear() {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, all := range []keys{c.encrypts, c.decrypts} {
		for id := range all {
			all.forget(id)
		}
	}
	clear(c.fetches)
}

// keys are those that are kept.
type keys map[cacheID]*cachedKey

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
func (c *KeyCache) get(ctx context.Context, id cacheID, fetch func() (dataKey, error)) (key dataKey, err error) {
	if c == nil || c.life <= 0 || c.size <= 0 {
		return fetch()
	}
	key, mine, other := c.begin(id)
	if other != nil {
		select {
		case <-other:
		case <-ctx.Done():
			return dataKey{}, ctx.Err()
		}
		key, mine, _ = c.begin(id) // without the key, the other one failed: do not wait again
	}
	if key.key != nil {
		return key, nil
	}
	if mine != nil {
		defer func() { c.end(id, mine, key) }()
	}
	return fetch()
}

// begin returns a key that is kept. Otherwise it returns the caller's fetch, which end
// ends, or that of another, which the caller can wait for.
func (c *KeyCache) begin(id cacheID) (key dataKey, mine, other chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := c.like(id)
	if kept := all[id]; kept != nil {
		key = kept.clone()
		if kept.uses++; kept.uses == maxEncryptions {
			all.forget(id)
		}
		return key, nil, nil
	}
	if other = c.fetches[id]; other == nil {
		mine = make(chan struct{})
		c.fetches[id] = mine
	}
	return dataKey{}, mine, other
}

// end keeps a key that was fetched, unless the fetch failed or Clear was called
// meanwhile.
func (c *KeyCache) end(id cacheID, fetch chan struct{}, key dataKey) {
	defer close(fetch)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fetches[id] != fetch {
		return
	}
	delete(c.fetches, id)
	if key.key != nil {
		c.keep(id, key)
	}
}

// keep keeps a copy of a key. It is called with the lock held.
func (c *KeyCache) keep(id cacheID, key dataKey) {
	all := c.like(id)
	for other := range all {
		if len(all) < c.size {
			break
		}
		all.forget(other)
	}
	kept := &cachedKey{dataKey: key.clone(), uses: 1}
	all[id] = kept
	kept.expiry = time.AfterFunc(c.life, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if all[id] == kept {
			all.forget(id)
		}
	})
}

// like returns the keys for Encrypt, or those for Decrypt: many records that are read
// do not push out the key by which others are written.
func (c *KeyCache) like(id cacheID) keys {
	if id.encrypted == "" {
		return c.encrypts
	}
	return c.decrypts
}

// forget wipes a key.
func (all keys) forget(id cacheID) {
	if kept := all[id]; kept != nil {
		kept.expiry.Stop()
		clear(kept.key)
		delete(all, id)
	}
}

func (k dataKey) clone() dataKey { return dataKey{bytes.Clone(k.key), k.encrypted} }
