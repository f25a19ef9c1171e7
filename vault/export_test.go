package vault

// MaxEncryptions is how often a kept key encrypts.
const MaxEncryptions = maxEncryptions

// Len is how many keys are kept.
func (c *KeyCache) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.keys)
}

// SetUses says how often the kept keys were used.
func (c *KeyCache) SetUses(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, key := range c.keys {
		key.uses = n
	}
}
