package vault

// MaxEncryptions is how often a kept key encrypts.
const MaxEncryptions = maxEncryptions

// Len is how many keys are kept.
func (c *KeyCache) Len() int { return len(c.Keys()) }

// Keys returns the kept keys: not copies, so that a test sees them wiped.
func (c *KeyCache) Keys() (kept [][]byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, all := range []keys{c.encrypts, c.decrypts} {
		for _, key := range all {
			kept = append(kept, key.key)
		}
	}
	return kept
}

// SetUses says how often the kept keys were used.
func (c *KeyCache) SetUses(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, key := range c.encrypts {
		key.uses = n
	}
}
