package session

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"sync/atomic"
	"time"

	"github.com/workos-go/workos"
)

const (
	// keysAge is how old the keys get before they are fetched again, in the
	// background.
	keysAge = 10 * time.Minute
	// keysIdle is how old they get before that is waited for, unless it has failed
	// meanwhile: nobody has asked for so long that they may have been withdrawn.
	keysIdle = time.Hour
	// keysCooldown is how long nothing is fetched for an unknown key after
	// something was: anybody can make up the name of a key.
	keysCooldown = time.Minute
	// keysBackoff is how long nothing is fetched after that failed.
	keysBackoff = 5 * time.Second

	maxKeys    = 100
	minKeyBits = 2048
	maxKeyBits = 8192
)

// errNoKey means that the keys are known, and the one that is asked for is not
// among them.
var errNoKey = errors.New("no key of the client has its ID")

// keySet holds the public keys with which a client's access tokens are verified.
// What it once knew it knows until it learns better.
type keySet struct {
	client  *workos.Client
	current atomic.Pointer[keys]

	mu       sync.Mutex
	running  *keysFetch // or nil
	err      error      // of the last fetch
	failed   time.Time  // when err came
	searched time.Time  // when an unknown key was last fetched for
}

// keys are the keys of one answer, which does not change.
type keys struct {
	byID    map[string]*rsa.PublicKey
	fetched time.Time
}

// keysFetch is a call that any number of goroutines wait for.
type keysFetch struct {
	done chan struct{} // closed at the end, when err is set
	err  error
}

// fetched returns a call that has ended.
func fetched(err error) *keysFetch {
	f := &keysFetch{make(chan struct{}), err}
	close(f.done)
	return f
}

// find returns the key with an ID. It waits where no keys are known, or old ones,
// and, if the caller wants to search, where this one is not. The error is errNoKey,
// or says why that could not be found out.
func (s *keySet) find(ctx context.Context, id string, search bool) (*rsa.PublicKey, error) {
	known, err := s.known(ctx)
	if err != nil {
		return nil, err
	}
	key := known.byID[id]
	if key == nil && search {
		if err := s.wait(ctx, s.fetch(ctx, known, true)); err != nil {
			return nil, err
		}
		key = s.current.Load().byID[id]
	}
	if key == nil {
		return nil, errNoKey
	}
	return key, nil
}

// known returns the keys that are known, once some are.
func (s *keySet) known(ctx context.Context) (*keys, error) {
	known := s.current.Load()
	if known != nil && time.Since(known.fetched) <= keysAge {
		return known, nil
	}
	idle := known == nil || s.idle(known)
	f := s.fetch(ctx, known, false)
	if !idle {
		return known, nil
	}
	if err := s.wait(ctx, f); err != nil && (known == nil || ctx.Err() != nil) {
		return nil, err
	}
	return s.current.Load(), nil
}

// idle reports whether keys are old because nobody has asked for them. Where WorkOS
// cannot be reached, only the first who asks waits for that.
func (s *keySet) idle(known *keys) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return time.Since(known.fetched) > keysIdle && (s.err == nil || time.Since(s.failed) > keysIdle)
}

// fetch begins to fetch what comes after the known keys, unless that is under way,
// or done, or was tried a moment ago. It does not end with the context of the
// caller, as others wait too.
func (s *keySet) fetch(ctx context.Context, known *keys, search bool) *keysFetch {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.running != nil:
		return s.running
	case s.current.Load() != known,
		s.err == nil && search && time.Since(s.searched) < keysCooldown:
		return fetched(nil)
	case s.err != nil && time.Since(s.failed) < keysBackoff:
		return fetched(s.err)
	}
	f := &keysFetch{done: make(chan struct{})}
	s.running = f
	go s.run(context.WithoutCancel(ctx), f, search)
	return f
}

func (s *keySet) run(ctx context.Context, f *keysFetch, search bool) {
	var known *keys
	known, f.err = s.call(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch s.err = f.err; {
	case s.err != nil:
		s.failed = time.Now()
	case search:
		s.searched = time.Now()
		fallthrough
	default:
		s.current.Store(known)
	}
	s.running = nil
	close(f.done)
}

func (s *keySet) wait(ctx context.Context, f *keysFetch) error {
	select {
	case <-f.done:
		return f.err
	default:
	}
	select {
	case <-f.done:
		return f.err
	case <-ctx.Done():
		return fmt.Errorf("session: waiting for the keys: %w", ctx.Err())
	}
}

// call fetches the keys. Without a deadline, the client bounds the time.
func (s *keySet) call(ctx context.Context) (*keys, error) {
	path := workos.Path("/sso/jwks/{clientId}", s.client.ClientID())
	answer, err := workos.Do[struct {
		Keys []json.RawMessage `json:"keys"`
	}](ctx, s.client, workos.Request{Path: path, Public: true})
	if err != nil {
		return nil, fmt.Errorf("session: fetching the keys: %w", err)
	}
	known := &keys{map[string]*rsa.PublicKey{}, time.Now()}
	for _, raw := range answer.Keys {
		if id, key := readKey(raw); key != nil && len(known.byID) < maxKeys {
			known.byID[id] = key
		}
	}
	if len(known.byID) == 0 {
		return nil, errors.New("session: fetching the keys: there is none to use in the answer")
	}
	return known, nil
}

// readKey returns a key and its ID, or nil where it is not one that verifies
// access tokens.
func readKey(raw []byte) (id string, key *rsa.PublicKey) {
	var jwk struct {
		Type string `json:"kty"`
		ID   string `json:"kid"`
		Use  string `json:"use"`
		Alg  string `json:"alg"`
		N    string `json:"n"`
		E    string `json:"e"`
	}
	if json.Unmarshal(raw, &jwk) != nil || jwk.Type != "RSA" || jwk.ID == "" ||
		jwk.Use != "" && jwk.Use != "sig" || jwk.Alg != "" && jwk.Alg != "RS256" {
		return "", nil
	}
	n, okN := readInteger(jwk.N, maxKeyBits)
	e, okE := readInteger(jwk.E, 31)
	if !okN || !okE || n.BitLen() < minKeyBits || n.Bit(0) == 0 || e.Bit(0) == 0 || e.Int64() < 3 {
		return "", nil
	}
	return jwk.ID, &rsa.PublicKey{N: n, E: int(e.Int64())}
}

// readInteger decodes an integer of a key, of no more than so many bits.
func readInteger(text string, bits int) (*big.Int, bool) {
	data, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(data) > bits/8+1 {
		return nil, false
	}
	n := new(big.Int).SetBytes(data)
	return n, n.BitLen() <= bits
}
