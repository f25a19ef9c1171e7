package featureflags

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/workos-go/workos"
)

// The times of a Runtime; see RuntimeConfig.
const (
	// DefaultPollInterval is the time from one poll to the next.
	DefaultPollInterval = 30 * time.Second
	// MinPollInterval is the shortest time from one poll to the next.
	MinPollInterval = 5 * time.Second
	// DefaultTimeout bounds a poll.
	DefaultTimeout = 10 * time.Second
)

const (
	maxPollInterval = 24 * time.Hour
	firstBackoff    = time.Second     // the wait after a first failure, doubled after each
	maxBackoff      = time.Minute     // up to this
	maxRetryAfter   = 5 * time.Minute // longer ones are cut to this
)

// ErrClosed is what a Runtime says that was closed.
var ErrClosed = errors.New("featureflags: the Runtime is closed")

// RuntimeConfig configures a Runtime. The zero value is a good one.
type RuntimeConfig struct {
	// PollInterval is the time from one poll to the next, give or take a tenth, so
	// that the servers of an application do not ask all at once. 0 means
	// DefaultPollInterval, less than MinPollInterval means that, and more than a day
	// means a day.
	PollInterval time.Duration
	// Timeout bounds each poll, with its retries. 0 means DefaultTimeout.
	Timeout time.Duration
	// Bootstrap holds flags to begin with, as Snapshot returned them, so that there
	// are some before the API answers and where it does not. Nil means none.
	Bootstrap []byte
	// OnChange is called for each flag that a poll has changed since the last one,
	// or since Bootstrap, and finds the new rules in force. It may be nil. It is
	// called by the goroutine that polls: the next poll waits for it, and it must
	// not call Close.
	OnChange func(Change)
	// OnError is called with the error of each poll that failed, as OnChange is.
	OnError func(error)
}

// Runtime keeps the flags of the environment in memory and evaluates them there.
// It polls the API in the background. A poll that fails, or whose answer is not
// understood, changes no flag; the next one comes later, and not before the API's
// Retry-After, of which at most five minutes count. An answer 401 ends the polling,
// as does a client without an API key: Err says so, and the flags stay as they are.
//
// A Runtime is safe for concurrent use. Whoever asks for a flag waits for nothing
// and takes no lock. Make one with NewRuntime and share it.
type Runtime struct {
	config RuntimeConfig
	rules  atomic.Pointer[ruleSet] // nil until there are flags
	ready  chan struct{}           // closed when there are flags
	done   chan struct{}           // closed when polling has ended
	cancel context.CancelFunc

	mu    sync.Mutex // guards what follows
	stats RuntimeStats
	last  error // of the last poll
	ended error // why polling ended
}

// RuntimeStats say how the polling of a Runtime went.
type RuntimeStats struct {
	// Polls counts the polls that have ended.
	Polls int
	// Failures counts those of them that failed.
	Failures int
	// LastPoll is when the last poll ended, or zero.
	LastPoll time.Time
	// LastSuccess is when the last poll ended that did not fail, or zero. It is
	// since then that the flags may have become stale.
	LastSuccess time.Time
	// Flags is the number of flags.
	Flags int
}

// NewRuntime returns a Runtime that polls through client until it is closed. It
// waits for nothing: until WaitReady returns, flags are unknown, unless the config
// has some to begin with. It fails where the client or the config is wrong, as a
// Bootstrap is that is cut off or misses a part.
//
// The polls are calls of GET /sdk/feature-flags, which the API reference lacks and
// WorkOS's SDKs call.
func NewRuntime(client *workos.Client, config RuntimeConfig) (*Runtime, error) {
	if _, err := client.URL(workos.Path("/sdk/feature-flags"), nil); err != nil {
		return nil, err
	}
	if config.PollInterval < 0 || config.Timeout < 0 {
		return nil, fmt.Errorf("featureflags: the interval or the timeout is negative: %s, %s", config.PollInterval, config.Timeout)
	}
	config.PollInterval = min(max(cmp.Or(config.PollInterval, DefaultPollInterval), MinPollInterval), maxPollInterval)
	config.Timeout = cmp.Or(config.Timeout, DefaultTimeout)
	ctx, cancel := context.WithCancel(context.Background())
	r := &Runtime{config: config, ready: make(chan struct{}), done: make(chan struct{}), cancel: cancel}
	if config.Bootstrap != nil {
		var rules ruleSet
		if err := json.Unmarshal(config.Bootstrap, &rules); err != nil {
			cancel()
			return nil, fmt.Errorf("featureflags: the flags to begin with cannot be decoded: %w", err)
		}
		r.swap(rules)
	}
	go r.run(ctx, client)
	return r, nil
}

// Close ends the polling and waits until it has ended. No function of the config is
// called afterwards. The flags stay as they are. Closing again does nothing.
func (r *Runtime) Close() {
	r.cancel()
	<-r.done
}

// WaitReady waits until there are flags: from the API, or from Bootstrap. Where
// there are none, it returns the reason why polling ended, such as a
// workos.ErrUnauthorized or ErrClosed, or, when ctx ends, its error together with
// that of the last poll.
func (r *Runtime) WaitReady(ctx context.Context) error {
	select {
	case <-r.ready:
	case <-r.done:
	case <-ctx.Done():
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.rules.Load() != nil:
		return nil
	case r.ended != nil:
		return r.ended
	case r.last != nil:
		return fmt.Errorf("featureflags: no flags yet: %w; the last poll: %w", ctx.Err(), r.last)
	default:
		return fmt.Errorf("featureflags: no flags yet: %w", ctx.Err())
	}
}

// Err returns why polling has ended: a workos.ErrUnauthorized, a
// workos.ErrMissingAPIKey or ErrClosed. It is nil as long as it goes on.
func (r *Runtime) Err() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.ended
}

// Stats returns how the polling went so far.
func (r *Runtime) Stats() RuntimeStats {
	r.mu.Lock()
	defer r.mu.Unlock()
	stats := r.stats
	stats.Flags = len(r.current())
	return stats
}

// Enabled reports whether a flag is on for target. One that is unknown is off.
func (r *Runtime) Enabled(slug string, target Target) bool { return r.EnabledOr(slug, target, false) }

// EnabledOr is Enabled with a value for a flag that is unknown.
func (r *Runtime) EnabledOr(slug string, target Target, unknown bool) bool {
	if rules, ok := r.current()[slug]; ok {
		return rules.EnabledFor(target)
	}
	return unknown
}

// AllFlags returns whether each flag is on for target, by slug.
func (r *Runtime) AllFlags(target Target) map[string]bool {
	rules := r.current()
	values := make(map[string]bool, len(rules))
	for slug, rules := range rules {
		values[slug] = rules.EnabledFor(target)
	}
	return values
}

// Rules returns for whom a flag is on, and whether the flag is known.
func (r *Runtime) Rules(slug string) (Rules, bool) {
	rules, ok := r.current()[slug]
	return rules.clone(), ok
}

// Snapshot returns all flags as JSON, for the Bootstrap of a later Runtime: those
// that the API sent, in the form in which it sends them. It is nil where there are
// no flags yet.
func (r *Runtime) Snapshot() []byte {
	rules := r.rules.Load()
	if rules == nil {
		return nil
	}
	data, err := json.Marshal(rules)
	if err != nil {
		panic(err) // strings and booleans marshal
	}
	return data
}

// current returns the flags, or nil where there are none yet.
func (r *Runtime) current() ruleSet {
	if rules := r.rules.Load(); rules != nil {
		return *rules
	}
	return nil
}

// swap puts other flags in place and returns how they differ: in nothing, where
// they are the first ones.
func (r *Runtime) swap(rules ruleSet) []Change {
	previous := r.rules.Swap(&rules)
	if previous == nil {
		close(r.ready)
		return nil
	}
	return rules.changes(*previous)
}

// run polls until the context ends or there is no use in it.
func (r *Runtime) run(ctx context.Context, client *workos.Client) {
	defer close(r.done)
	for failures := 0; ; {
		err := r.poll(ctx, client)
		switch {
		case ctx.Err() != nil:
			r.end(ErrClosed)
			return
		case err == nil:
			failures = 0
		case errors.Is(err, workos.ErrUnauthorized), errors.Is(err, workos.ErrMissingAPIKey):
			r.end(err)
			r.report(err)
			return
		default:
			failures++
			r.report(err)
		}
		select {
		case <-time.After(r.wait(failures, err)):
		case <-ctx.Done():
		}
	}
}

func (r *Runtime) end(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = err
}

func (r *Runtime) report(err error) {
	if r.config.OnError != nil {
		r.config.OnError(err)
	}
}

// poll asks for the flags once and tells of what changed.
func (r *Runtime) poll(ctx context.Context, client *workos.Client) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	limited, cancel := context.WithTimeout(ctx, r.config.Timeout)
	defer cancel()
	rules, err := workos.Get[ruleSet](limited, client, workos.Path("/sdk/feature-flags"), nil)
	if ctx.Err() != nil {
		return ctx.Err() // whatever it did to the poll
	}
	r.count(err)
	if err != nil {
		return err
	}
	for _, change := range r.swap(*rules) {
		if r.config.OnChange != nil {
			r.config.OnChange(change)
		}
	}
	return nil
}

// count adds a poll to the stats.
func (r *Runtime) count(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last = err
	r.stats.Polls++
	r.stats.LastPoll = time.Now()
	if err == nil {
		r.stats.LastSuccess = r.stats.LastPoll
	} else {
		r.stats.Failures++
	}
}

// wait returns how long to wait after a poll: the interval, or longer after
// failures in a row; shorter where there are no flags yet.
func (r *Runtime) wait(failures int, err error) time.Duration {
	wait := r.config.PollInterval
	if failures > 0 {
		backoff := min(firstBackoff<<min(failures-1, 10), maxBackoff)
		if r.rules.Load() != nil {
			backoff = max(backoff, wait)
		}
		wait = backoff
	}
	wait = wait - wait/10 + random(wait/5)
	if apiErr := (*workos.Error)(nil); errors.As(err, &apiErr) {
		told := min(apiErr.RetryAfter, maxRetryAfter)
		wait = max(wait, told+random(told/10))
	}
	return wait
}

func random(bound time.Duration) time.Duration {
	return rand.N(bound + 1) //nolint:gosec // spreads load, hides nothing
}
