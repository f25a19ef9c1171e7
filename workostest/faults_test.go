package workostest_test

import (
	"context"
	"math"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

// A delayed answer comes in time, or not at all: the caller gives up, or the
// server is closed.
func TestDelay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.New()
		orgs := organizations.New(srv.Client(workos.WithMaxRetries(0)))
		srv.Fail("POST /organizations", 3, workostest.Delay(5*time.Second))
		start := time.Now()
		org, err := orgs.Create(t.Context(), organizations.CreateParams{Name: "Foo Corp"})
		require.NoError(t, err)
		assert.Equal(t, 5*time.Second, time.Since(start))
		assert.Equal(t, start.UTC().Truncate(time.Millisecond), org.CreatedAt, "performed at once")

		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		_, err = orgs.Create(ctx, organizations.CreateParams{Name: "Foo Corp"})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, 7*time.Second, time.Since(start))

		time.AfterFunc(time.Second, srv.Close)
		_, err = orgs.Create(t.Context(), organizations.CreateParams{Name: "Foo Corp"})
		require.ErrorIs(t, err, syscall.ECONNRESET)
		assert.Equal(t, 8*time.Second, time.Since(start))
		assert.Len(t, srv.Writes(), 3)
	})
}

func TestDelayOverASocket(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.Fail("POST /organizations", 1, workostest.Delay(20*time.Millisecond))
	start := time.Now()
	create(t, transports(srv)["socket"], "Foo Corp")
	assert.GreaterOrEqual(t, time.Since(start), 20*time.Millisecond)
}

func TestRateLimitIsWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		start := time.Now()
		srv.Fail("POST /organizations", 1, workostest.RateLimit(7*time.Second))
		create(t, srv.Client(), "Foo Corp")
		assert.Equal(t, 7*time.Second, time.Since(start))
		assert.Len(t, srv.Writes(), 1)
	})
}

// failures makes calls, and returns which of them went wrong and the ID of what is
// made afterwards.
func failures(t *testing.T, plan func(*workostest.Server), opts ...workostest.Option) ([]int, string) {
	t.Helper()
	srv := workostest.NewServer(t, append(opts, workostest.WithTime(time.Unix(1_700_000_000, 0)))...)
	plan(srv)
	orgs := organizations.New(srv.Client(workos.WithMaxRetries(0)))
	var failed []int
	for i := range 200 {
		if _, err := orgs.List(t.Context(), organizations.ListParams{}); err != nil {
			failed = append(failed, i)
		}
	}
	return failed, create(t, srv.Client(), "Foo Corp").ID
}

func TestFailRandomly(t *testing.T) {
	t.Parallel()
	planned := func(pattern string, probability float64) func(*workostest.Server) {
		return func(srv *workostest.Server) { srv.FailRandomly(pattern, probability, workostest.DropRequest()) }
	}
	some, id := failures(t, planned("GET /organizations", 0.25), workostest.WithSeed(1))
	assert.InDelta(t, 50, len(some), 20)
	again, sameID := failures(t, planned("GET /organizations", 0.25), workostest.WithSeed(1))
	assert.Equal(t, some, again)
	assert.Equal(t, id, sameID)
	other, _ := failures(t, planned("GET /organizations", 0.25), workostest.WithSeed(2))
	assert.NotEqual(t, some, other)

	none, sameID := failures(t, func(*workostest.Server) {}, workostest.WithSeed(1))
	assert.Empty(t, none)
	assert.Equal(t, id, sameID, "faults change nothing that is made up")
	none, _ = failures(t, planned("GET /organizations", 0))
	assert.Empty(t, none)
	none, _ = failures(t, planned("GET /organizations/{id}", 1))
	assert.Empty(t, none)
	all, _ := failures(t, planned("GET /organizations", 1))
	assert.Len(t, all, 200)
	some, _ = failures(t, planned("GET /organizations", 0.25))
	assert.InDelta(t, 50, len(some), 40, "without a seed")

	srv := workostest.NewServer(t)
	for _, probability := range []float64{-0.1, 1.1, math.NaN(), math.Inf(1)} {
		assert.Panics(t, func() { srv.FailRandomly("", probability, workostest.Stall()) })
	}
	assert.PanicsWithValue(t, `workostest: no route "GET /organisations"`, func() {
		srv.FailRandomly("GET /organisations", 1, workostest.Stall())
	})
}

// Of several faults, the first planned happens.
func TestRandomFaultsAmongOthers(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.Fail("GET /organizations", 1, workostest.Respond(429, nil, ""))
	srv.FailRandomly("", 1, workostest.DropRequest())
	srv.Fail("GET /organizations", 1, workostest.Respond(500, nil, ""))
	orgs := organizations.New(srv.Client(workos.WithMaxRetries(0)))
	_, err := orgs.List(t.Context(), organizations.ListParams{})
	require.ErrorIs(t, err, workos.ErrTooManyRequests)
	for range 2 {
		_, err = orgs.List(t.Context(), organizations.ListParams{})
		require.ErrorIs(t, err, syscall.ECONNRESET)
	}
}
