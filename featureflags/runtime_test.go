package featureflags_test

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/featureflags"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

const poll = "GET /sdk/feature-flags"

var (
	someone = featureflags.Target{UserID: "user_1", OrganizationID: "org_1"}
	zero    featureflags.RuntimeConfig
)

// serve returns a server with a flag "beta" that is on for user_1.
func serve(t *testing.T) *workostest.Server {
	t.Helper()
	srv := workostest.NewServer(t)
	srv.AddFeatureFlag(featureflags.Flag{Slug: "beta", Enabled: true}, "user_1")
	return srv
}

// start returns a Runtime whose client does not repeat what fails.
func start(t *testing.T, srv *workostest.Server, config featureflags.RuntimeConfig) *featureflags.Runtime {
	t.Helper()
	flags, err := featureflags.NewRuntime(srv.Client(workos.WithMaxRetries(0)), config)
	require.NoError(t, err)
	t.Cleanup(flags.Close)
	return flags
}

// after lets time pass, and what happens at its end happen.
func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// nextPoll waits for the next poll, and for what comes of it.
func nextPoll(flags *featureflags.Runtime) {
	for before := flags.Stats().Polls; flags.Stats().Polls == before; {
		after(time.Second)
	}
}

// seen gathers what the functions of a config are called with.
type seen[T any] struct {
	mu   sync.Mutex
	list []T
}

func (s *seen[T]) add(item T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, item)
}

// all returns what was seen since the last time.
func (s *seen[T]) all() []T {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.list
	s.list = nil
	return list
}

func respond(body string) workostest.Fault {
	return workostest.Respond(http.StatusOK, http.Header{"Content-Type": {"application/json"}}, body)
}

// rule is a flag as the API sends it.
func rule(slug string, enabled bool) string {
	state := "false"
	if enabled {
		state = "true"
	}
	return `"` + slug + `":{"slug":"` + slug + `","enabled":` + state + `,"default_value":true,"targets":{"users":[],"organizations":[]}}`
}

// The Node SDK's evaluator made the file: testdata/evaluations.mjs says how.
func TestEvaluatesAsTheNodeSDK(t *testing.T) {
	t.Parallel()
	bootstrap, err := os.ReadFile("testdata/flags.json")
	require.NoError(t, err)
	evaluations, err := os.ReadFile("testdata/evaluations.json")
	require.NoError(t, err)
	var cases []struct {
		UserID         string   `json:"user_id"`
		OrganizationID string   `json:"organization_id"`
		Enabled        []string `json:"enabled"`
	}
	require.NoError(t, json.Unmarshal(evaluations, &cases))
	require.Len(t, cases, 36)

	flags := idle(t, bootstrap)
	for _, test := range cases {
		target := featureflags.Target{UserID: test.UserID, OrganizationID: test.OrganizationID}
		all := flags.AllFlags(target)
		require.Len(t, all, 24)
		for slug, on := range all {
			assert.Equal(t, slices.Contains(test.Enabled, slug), on, "%s for %+v", slug, target)
			assert.Equal(t, on, flags.Enabled(slug, target))
			assert.Equal(t, on, flags.EnabledOr(slug, target, !on))
		}
		assert.False(t, flags.Enabled("unknown", target))
		assert.True(t, flags.EnabledOr("unknown", target, true))
	}
}

func TestRuntimePolls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := serve(t)
		srv.Fail(poll, 1, workostest.Delay(time.Second)) // the first answer takes its time
		flags := start(t, srv, zero)
		assert.False(t, flags.Enabled("beta", someone), "unknown yet")
		assert.Empty(t, flags.AllFlags(someone))
		assert.Nil(t, flags.Snapshot())
		require.NoError(t, flags.WaitReady(t.Context()))

		assert.True(t, flags.Enabled("beta", someone))
		assert.False(t, flags.Enabled("beta", featureflags.Target{UserID: "user_2"}))
		assert.Equal(t, map[string]bool{"beta": true}, flags.AllFlags(someone))
		rules, ok := flags.Rules("beta")
		assert.True(t, ok)
		assert.Equal(t, featureflags.Rules{
			Slug: "beta", Enabled: true, Users: map[string]bool{"user_1": true}, Organizations: map[string]bool{},
		}, rules)
		_, ok = flags.Rules("alpha")
		assert.False(t, ok)

		_, err := featureflags.New(srv.Client()).Disable(t.Context(), "beta")
		require.NoError(t, err)
		assert.True(t, flags.Enabled("beta", someone), "not before the next poll")
		nextPoll(flags)
		assert.False(t, flags.Enabled("beta", someone))
		require.NoError(t, flags.Err())
		stats := flags.Stats()
		assert.WithinDuration(t, time.Now(), stats.LastPoll, 6*time.Second)
		assert.Equal(t, featureflags.RuntimeStats{Polls: 2, Flags: 1, LastPoll: stats.LastPoll, LastSuccess: stats.LastPoll}, stats)
	})
}

func TestRulesAreCopies(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := serve(t)
		flags := start(t, srv, zero)
		require.NoError(t, flags.WaitReady(t.Context()))
		rules, _ := flags.Rules("beta")
		rules.Users["user_1"] = false
		assert.False(t, rules.EnabledFor(someone))
		assert.True(t, flags.Enabled("beta", someone))
	})
}

// clock is a workos.HTTPDoer that keeps when it was asked.
type clock struct {
	workos.HTTPDoer

	asked seen[time.Time]
}

func (c *clock) Do(req *http.Request) (*http.Response, error) {
	c.asked.add(time.Now())
	return c.HTTPDoer.Do(req)
}

// startClocked is start with the times of the polls.
func startClocked(t *testing.T, srv *workostest.Server, config featureflags.RuntimeConfig) *clock {
	t.Helper()
	c := &clock{HTTPDoer: srv}
	flags, err := featureflags.NewRuntime(srv.Client(workos.WithHTTPClient(c), workos.WithMaxRetries(0)), config)
	require.NoError(t, err)
	t.Cleanup(flags.Close)
	return c
}

// waits returns the times between the polls.
func (c *clock) waits() []time.Duration {
	asked := c.asked.all()
	var waits []time.Duration
	for i := range asked[1:] {
		waits = append(waits, asked[i+1].Sub(asked[i]))
	}
	return waits
}

// assertWaits asserts what the waits are, give or take a tenth.
func assertWaits(t *testing.T, want, got []time.Duration) {
	t.Helper()
	require.GreaterOrEqual(t, len(got), len(want))
	for i := range want {
		assert.InDelta(t, want[i], got[i], float64(want[i])/10+1, "wait %d", i+1)
	}
}

func TestInterval(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ config, want time.Duration }{
		"default": {0, 30 * time.Second}, "longer": {time.Minute, time.Minute}, "shortest": {time.Nanosecond, 5 * time.Second},
		"longest": {1<<63 - 1, 24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := serve(t)
				c := startClocked(t, srv, featureflags.RuntimeConfig{PollInterval: test.config})
				synctest.Wait()
				require.Len(t, srv.Requests(), 1, "the first one is not late")
				after(100 * test.want)
				waits := c.waits()
				require.InDelta(t, 100, len(waits), 12)
				assertWaits(t, slices.Repeat([]time.Duration{test.want}, len(waits)), waits)
				slices.Sort(waits)
				assert.Greater(t, len(slices.Compact(waits)), 50, "no two servers ask at the same time for long")
			})
		})
	}
}

// Failures in a row are asked about less and less often.
func TestBackoff(t *testing.T) {
	t.Parallel()
	const s = time.Second
	down, limited := workostest.Respond(503, nil, ""), workostest.RateLimit(2*time.Minute)
	for name, test := range map[string]struct {
		before int // good polls
		faults []workostest.Fault
		want   []time.Duration
	}{
		"with flags":       {1, slices.Repeat([]workostest.Fault{down}, 9), []time.Duration{30 * s, 30 * s, 30 * s, 30 * s, 30 * s, 30 * s, 32 * s, 60 * s, 60 * s, 60 * s, 30 * s}},
		"without flags":    {0, slices.Repeat([]workostest.Fault{down}, 8), []time.Duration{s, 2 * s, 4 * s, 8 * s, 16 * s, 32 * s, 60 * s, 60 * s, 30 * s}},
		"once":             {2, []workostest.Fault{down}, []time.Duration{30 * s, 30 * s, 30 * s, 30 * s}},
		"Retry-After":      {1, []workostest.Fault{limited}, []time.Duration{30 * s, 126 * s, 30 * s}},
		"and without":      {0, []workostest.Fault{limited}, []time.Duration{126 * s, 30 * s}},
		"soon":             {1, []workostest.Fault{workostest.RateLimit(s)}, []time.Duration{30 * s, 30 * s}},
		"far too late":     {1, []workostest.Fault{workostest.RateLimit(24 * time.Hour)}, []time.Duration{30 * s, 315 * s, 30 * s}},
		"begins at second": {0, []workostest.Fault{down, workostest.RateLimit(time.Minute), down}, []time.Duration{s, 63 * s, 4 * s, 30 * s}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := serve(t)
				for range test.before {
					srv.Fail(poll, 1, respond(`{}`))
				}
				for _, fault := range test.faults {
					srv.Fail(poll, 1, fault)
				}
				c := startClocked(t, srv, zero)
				after(time.Hour)
				assertWaits(t, test.want, c.waits())
			})
		})
	}
}

// The API is not asked before it wants to be.
func TestRetryAfterIsALowerBound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := serve(t)
		srv.Fail(poll, 50, workostest.RateLimit(time.Minute))
		c := startClocked(t, srv, zero)
		after(2 * time.Hour)
		waits := c.waits()[:50]
		for _, wait := range waits {
			assert.GreaterOrEqual(t, wait, time.Minute)
			assert.LessOrEqual(t, wait, 66*time.Second)
		}
		slices.Sort(waits)
		assert.Greater(t, len(slices.Compact(waits)), 40, "nor by all servers at once")
	})
}

// The client's own retries go on within a poll, as long as its time lasts.
func TestTimeout(t *testing.T) {
	t.Parallel()
	for _, timeout := range []time.Duration{0, 10 * time.Second, 3 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			srv := serve(t)
			want := timeout
			if want == 0 {
				want = featureflags.DefaultTimeout
			}
			srv.Fail(poll, 1, workostest.Stall())
			var seen seen[error]
			start(t, srv, featureflags.RuntimeConfig{Timeout: timeout, OnError: seen.add})
			after(want - 1)
			assert.Empty(t, seen.all())
			after(1)
			errs := seen.all()
			require.Len(t, errs, 1)
			require.ErrorIs(t, errs[0], context.DeadlineExceeded)
		})
	}
	synctest.Test(t, func(t *testing.T) {
		srv := serve(t)
		srv.Fail(poll, 2, workostest.DropRequest())
		flags, err := featureflags.NewRuntime(srv.Client(), zero)
		require.NoError(t, err)
		defer flags.Close()
		require.NoError(t, flags.WaitReady(t.Context()))
		assert.Equal(t, 1, flags.Stats().Polls)
		assert.Zero(t, flags.Stats().Failures)
		assert.Len(t, srv.Requests(), 3)
	})
}

func TestUnauthorizedEndsPolling(t *testing.T) {
	t.Parallel()
	unauthorized := workostest.Respond(401, nil, `{"message":"Unauthorized"}`)
	synctest.Test(t, func(t *testing.T) {
		srv := serve(t)
		var errs seen[error]
		flags := start(t, srv, featureflags.RuntimeConfig{OnError: errs.add})
		require.NoError(t, flags.WaitReady(t.Context()))
		srv.Fail(poll, 1, unauthorized)
		after(time.Hour)
		require.ErrorIs(t, flags.Err(), workos.ErrUnauthorized)
		assert.Equal(t, []error{flags.Err()}, errs.all())
		assert.Len(t, srv.Requests(), 2)
		assert.True(t, flags.Enabled("beta", someone), "the last flags stay")
		require.NoError(t, flags.WaitReady(t.Context()))

		flags.Close()
		require.ErrorIs(t, flags.Err(), workos.ErrUnauthorized, "the reason does not change")
	})
	synctest.Test(t, func(t *testing.T) {
		srv := serve(t)
		srv.Fail(poll, 1, unauthorized)
		flags := start(t, srv, zero)
		err := flags.WaitReady(t.Context())
		require.ErrorIs(t, err, workos.ErrUnauthorized)
		assert.Equal(t, flags.Err(), err)
	})
	synctest.Test(t, func(t *testing.T) {
		srv := serve(t)
		flags, err := featureflags.NewRuntime(srv.Client(workos.WithAPIKey("")), featureflags.RuntimeConfig{Bootstrap: []byte(`{` + rule("beta", true) + `}`)})
		require.NoError(t, err)
		after(time.Hour)
		require.ErrorIs(t, flags.Err(), workos.ErrMissingAPIKey)
		assert.Empty(t, srv.Requests())
		assert.True(t, flags.Enabled("beta", someone), "flags of a file need no key")
		flags.Close()
	})
}

func TestWaitReady(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := serve(t)
		srv.Fail(poll, 3, workostest.Respond(503, nil, "upstream connect error"))
		flags := start(t, srv, zero)
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		err := flags.WaitReady(ctx)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorIs(t, err, workos.ErrServer, "why there are none yet")
		require.NoError(t, flags.WaitReady(t.Context()))
		require.NoError(t, flags.WaitReady(ctx), "there are flags now")
	})
	synctest.Test(t, func(t *testing.T) {
		srv := serve(t)
		srv.Fail(poll, 1, workostest.Stall())
		flags := start(t, srv, zero)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.EqualError(t, flags.WaitReady(ctx), "featureflags: no flags yet: context canceled")
	})
	synctest.Test(t, func(t *testing.T) {
		srv := serve(t)
		srv.Fail(poll, 1, workostest.Stall())
		flags := start(t, srv, zero)
		var waiting sync.WaitGroup
		for range 10 {
			waiting.Go(func() { assert.ErrorIs(t, flags.WaitReady(t.Context()), featureflags.ErrClosed) })
		}
		synctest.Wait()
		flags.Close()
		waiting.Wait()
		assert.Zero(t, flags.Stats(), "a poll that was given up is none")
	})
}

// That no goroutine is left, synctest sees to.
func TestClose(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault workostest.Fault
		wait  time.Duration
	}{
		"at once": {respond(`{}`), 0}, "in a poll": {workostest.Stall(), time.Second}, "between polls": {respond(`{}`), time.Second},
		"in a back-off": {workostest.Respond(500, nil, ""), time.Second / 2}, "when the answer arrives": {workostest.Delay(time.Second), time.Second},
		"when polling has ended": {workostest.Respond(401, nil, ""), time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := serve(t)
				srv.Fail(poll, 1, test.fault)
				var errs seen[error]
				flags := start(t, srv, featureflags.RuntimeConfig{OnError: errs.add})
				if test.wait > 0 {
					time.Sleep(test.wait)
				}
				begin := time.Now()
				var closing sync.WaitGroup
				for range 3 {
					closing.Go(flags.Close)
				}
				closing.Wait()
				flags.Close()
				errs.all()
				assert.Equal(t, begin, time.Now(), "it did not wait for the API")
				require.Error(t, flags.Err())
				sent := len(srv.Requests())
				after(time.Hour)
				assert.Len(t, srv.Requests(), sent)
				assert.Empty(t, errs.all())
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		srv := serve(t)
		flags := start(t, srv, zero)
		require.NoError(t, flags.WaitReady(t.Context()))
		flags.Close()
		require.ErrorIs(t, flags.Err(), featureflags.ErrClosed)
		assert.True(t, flags.Enabled("beta", someone), "the last flags stay")
		require.NoError(t, flags.WaitReady(t.Context()))
	})
}

func TestChanges(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := serve(t)
		var changes seen[featureflags.Change]
		var running atomic.Pointer[featureflags.Runtime]
		flags := start(t, srv, featureflags.RuntimeConfig{OnChange: func(change featureflags.Change) {
			changes.add(change)
			rules, ok := running.Load().Rules(change.Slug)
			assert.Equal(t, ok, change.Current != nil)
			assert.True(t, !ok || assert.ObjectsAreEqual(&rules, change.Current), "the new rules are in force")
		}})
		running.Store(flags)
		after(10 * time.Minute)
		assert.Empty(t, changes.all(), "neither the first flags nor the same ones are a change")

		user := srv.AddUser(usermanagement.CreateUserParams{Email: "marcelina@foo-corp.com"})
		service := featureflags.New(srv.Client())
		before, _ := flags.Rules("beta")
		require.NoError(t, service.AddTarget(t.Context(), "beta", user.ID))
		srv.AddFeatureFlag(featureflags.Flag{Slug: "alpha"})
		nextPoll(flags)
		alpha, _ := flags.Rules("alpha")
		beta, _ := flags.Rules("beta")
		told := changes.all()
		assert.Equal(t, []featureflags.Change{
			{Slug: "alpha", Current: &alpha}, {Slug: "beta", Previous: &before, Current: &beta},
		}, told)
		assert.True(t, beta.EnabledFor(featureflags.Target{UserID: user.ID}))
		assert.False(t, before.EnabledFor(featureflags.Target{UserID: user.ID}))
		told[1].Current.Users[user.ID] = false
		assert.True(t, flags.Enabled("beta", featureflags.Target{UserID: user.ID}), "who is told of a change has a copy")

		srv.Fail(poll, 1, respond(`{}`))
		nextPoll(flags)
		assert.Equal(t, []featureflags.Change{{Slug: "alpha", Previous: &alpha}, {Slug: "beta", Previous: &beta}}, changes.all())
	})
}

func TestWhatIsAChange(t *testing.T) {
	t.Parallel()
	rules := func(change ...string) string {
		return `{` + strings.NewReplacer(change...).Replace(rule("beta", true)) + `}`
	}
	two := `"users":[{"id":"a","enabled":true},{"id":"b","enabled":false}]`
	for name, test := range map[string]struct {
		before, after string
		want          int
	}{
		"enabled":       {rules(), rules(`"enabled":true`, `"enabled":false`), 1},
		"default":       {rules(), rules(`"default_value":true`, `"default_value":false`), 1},
		"user":          {rules(), rules(`"users":[]`, two), 1},
		"value":         {rules(`"users":[]`, two), rules(`"users":[]`, strings.Replace(two, "false", "true", 1)), 1},
		"organization":  {rules(), rules(`"organizations":[]`, `"organizations":[{"id":"a","enabled":true}]`), 1},
		"order":         {rules(`"users":[]`, two), rules(`"users":[]`, `"users":[{"id":"b","enabled":false},{"id":"a","enabled":true}]`), 0},
		"new members":   {rules(), rules(`"slug"`, `"name":"Beta","slug"`), 0},
		"from no flags": {`{}`, rules(), 1},
		"no flags":      {`{}`, `{}`, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := serve(t)
				var changes seen[featureflags.Change]
				srv.Fail(poll, 1, respond(test.after))
				start(t, srv, featureflags.RuntimeConfig{Bootstrap: []byte(test.before), OnChange: changes.add})
				synctest.Wait()
				assert.Len(t, changes.all(), test.want)
			})
		})
	}
}

func TestBootstrap(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := serve(t)
		first := start(t, srv, zero)
		require.NoError(t, first.WaitReady(t.Context()))
		snapshot := first.Snapshot()
		assert.JSONEq(t, `{"beta":{"slug":"beta","enabled":true,"default_value":false,`+
			`"targets":{"users":[{"id":"user_1","enabled":true}],"organizations":[]}}}`, string(snapshot))
		first.Close()

		srv.Fail(poll, 1, workostest.RefuseConnection())
		flags := start(t, srv, featureflags.RuntimeConfig{Bootstrap: snapshot})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.NoError(t, flags.WaitReady(ctx), "there are flags before the first poll")
		assert.True(t, flags.Enabled("beta", someone))
		synctest.Wait()
		assert.Equal(t, snapshot, flags.Snapshot())
		assert.Equal(t, 1, flags.Stats().Failures)
		assert.Zero(t, flags.Stats().LastSuccess)
		assert.Equal(t, 1, flags.Stats().Flags)
	})
}

func TestSnapshotOfNodeFlags(t *testing.T) {
	t.Parallel()
	bootstrap, err := os.ReadFile("testdata/flags.json")
	require.NoError(t, err)
	for range 2 { // the second time from the snapshot of the first
		flags := idle(t, bootstrap)
		again := idle(t, flags.Snapshot())
		assert.Equal(t, flags.AllFlags(someone), again.AllFlags(someone))
		assert.Equal(t, flags.Snapshot(), again.Snapshot())
		bootstrap = flags.Snapshot()
	}
}

// idle returns a Runtime that has the given flags and does not poll.
func idle(t *testing.T, bootstrap []byte) *featureflags.Runtime {
	t.Helper()
	srv := workostest.NewServer(t)
	srv.Fail(poll, 1, workostest.Stall())
	flags := start(t, srv, featureflags.RuntimeConfig{Bootstrap: bootstrap})
	flags.Close()
	return flags
}

func TestWrongConfigIsRefused(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	good := `{` + rule("beta", true) + `}`
	for name, test := range map[string]struct {
		client *workos.Client
		config featureflags.RuntimeConfig
		want   string
	}{
		"no client":    {nil, zero, "the client cannot be used"},
		"wrong client": {srv.Client(workos.WithTimeout(-1)), zero, "the timeout is not positive"},
		"interval":     {srv.Client(), featureflags.RuntimeConfig{PollInterval: -1}, "negative: -1ns, 0s"},
		"timeout":      {srv.Client(), featureflags.RuntimeConfig{Timeout: -1}, "negative: 0s, -1ns"},
		"empty":        {srv.Client(), featureflags.RuntimeConfig{Bootstrap: []byte{}}, "unexpected end of JSON input"},
		"null":         {srv.Client(), featureflags.RuntimeConfig{Bootstrap: []byte(`null`)}, "there is null in place of flags"},
		"array":        {srv.Client(), featureflags.RuntimeConfig{Bootstrap: []byte(`[]`)}, "cannot unmarshal array"},
		"cut":          {srv.Client(), featureflags.RuntimeConfig{Bootstrap: []byte(good[:len(good)-1])}, "unexpected end of JSON input"},
		"two":          {srv.Client(), featureflags.RuntimeConfig{Bootstrap: []byte(good + good)}, "after top-level value"},
		"incomplete":   {srv.Client(), featureflags.RuntimeConfig{Bootstrap: []byte(`{"beta":{"slug":"beta"}}`)}, "flag beta: enabled is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			flags, err := featureflags.NewRuntime(test.client, test.config)
			require.ErrorContains(t, err, test.want)
			assert.Nil(t, flags)
		})
	}
	assert.Empty(t, srv.Requests())
}

// Whoever asks for a flag sees the flags of one poll, also while they change.
func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := serve(t)
		off := respond(`{` + rule("a", false) + `,` + rule("b", false) + `}`)
		on := respond(`{` + rule("a", true) + `,` + rule("b", true) + `}`)
		for range 20 {
			srv.Fail(poll, 1, off)
			srv.Fail(poll, 1, on)
		}
		flags := start(t, srv, featureflags.RuntimeConfig{OnChange: func(featureflags.Change) {}})
		require.NoError(t, flags.WaitReady(t.Context()))
		var asking sync.WaitGroup
		for range 8 {
			asking.Go(func() {
				for range 200 {
					all := flags.AllFlags(someone)
					assert.Equal(t, all["a"], all["b"])
					flags.Enabled("a", someone)
					flags.Snapshot()
					assert.Zero(t, flags.Stats().Failures)
					time.Sleep(3 * time.Second)
				}
			})
		}
		asking.Wait()
	})
}

// FuzzFlags feeds any flags to the decoder: what it takes can be evaluated, and
// comes back from a snapshot as it was; what it refuses leaves none.
func FuzzFlags(f *testing.F) {
	for _, flags := range []string{
		``, `null`, `{}`, `[]`, `{"a":null}`, `{"a":{}}`, `{` + rule("a", true) + `,` + rule("b", false) + `}`, `{` + rule("", true) + `}`,
		`{"a":{"slug":"a","enabled":true,"default_value":false,"targets":{"users":[{"id":"user_1","enabled":false},{"id":"","enabled":true}],"organizations":[{"id":"org_1","enabled":true}]}}}`,
	} {
		f.Add(flags)
	}
	srv := workostest.New()
	f.Cleanup(srv.Close)
	client := srv.Client(workos.WithAPIKey("")) // polls nothing
	f.Fuzz(func(t *testing.T, text string) {
		flags, err := featureflags.NewRuntime(client, featureflags.RuntimeConfig{Bootstrap: []byte(text)})
		if err != nil {
			return
		}
		flags.Close()
		again, err := featureflags.NewRuntime(client, featureflags.RuntimeConfig{Bootstrap: flags.Snapshot()})
		require.NoError(t, err)
		again.Close()
		for _, target := range []featureflags.Target{{}, someone} {
			assert.Equal(t, flags.AllFlags(target), again.AllFlags(target))
		}
		assert.Equal(t, flags.Snapshot(), again.Snapshot())
	})
}

func TestFailedPollsKeepTheFlags(t *testing.T) {
	t.Parallel()
	good := `{` + rule("beta", false) + `}`
	for name, fault := range map[string]workostest.Fault{
		"refused":           workostest.RefuseConnection(),
		"too slow":          workostest.Stall(),
		"cut":               workostest.CutBody(),
		"server error":      workostest.Respond(503, nil, "upstream connect error"),
		"forbidden":         workostest.Respond(403, nil, `{}`),
		"not found":         workostest.Respond(404, nil, good),
		"empty":             respond(``),
		"page":              respond(`<html>`),
		"null":              respond(`null`),
		"array":             respond(`[]`),
		"error with 200":    respond(`{"message":"Not now."}`),
		"too long":          respond(good + strings.Repeat(" ", 16<<20)),
		"flag null":         respond(`{"beta":null}`),
		"no slug":           respond(`{"beta":{"enabled":true,"default_value":true,"targets":{"users":[],"organizations":[]}}}`),
		"other slug":        respond(strings.Replace(good, `"slug":"beta"`, `"slug":"alpha"`, 1)),
		"no enabled":        respond(strings.Replace(good, `"enabled":false,`, ``, 1)),
		"enabled null":      respond(strings.Replace(good, `"enabled":false`, `"enabled":null`, 1)),
		"enabled a string":  respond(strings.Replace(good, `"enabled":false`, `"enabled":"false"`, 1)),
		"no default":        respond(strings.Replace(good, `"default_value":true,`, ``, 1)),
		"no targets":        respond(strings.Replace(good, `"targets"`, `"rules"`, 1)),
		"no users":          respond(strings.Replace(good, `"users":[],`, ``, 1)),
		"no organizations":  respond(strings.Replace(good, `,"organizations":[]`, ``, 1)),
		"no ID":             respond(strings.Replace(good, `"users":[]`, `"users":[{"enabled":true}]`, 1)),
		"no value":          respond(strings.Replace(good, `"organizations":[]`, `"organizations":[{"id":"org_1"}]`, 1)),
		"a bad one of many": respond(`{` + rule("beta", false) + `,"alpha":{}}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := serve(t)
				var seen seen[error]
				flags := start(t, srv, featureflags.RuntimeConfig{OnError: seen.add})
				require.NoError(t, flags.WaitReady(t.Context()))
				first := flags.Stats().LastSuccess
				srv.Fail(poll, 1, fault)
				nextPoll(flags)
				assert.True(t, flags.Enabled("beta", someone))
				errs := seen.all()
				require.Len(t, errs, 1)
				require.ErrorContains(t, errs[0], "/sdk/feature-flags")
				require.NoError(t, flags.Err())
				stats := flags.Stats()
				assert.Equal(t, featureflags.RuntimeStats{Polls: 2, Failures: 1, Flags: 1, LastPoll: stats.LastPoll, LastSuccess: first}, stats)

				nextPoll(flags)
				assert.Empty(t, seen.all())
				assert.Greater(t, flags.Stats().LastSuccess, first)
			})
		})
	}
}
