package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/workostest"
)

// startRedis starts a Redis of the test's own and returns its address.
func startRedis(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil && os.Getenv("CI") != "" {
		t.Fatal("there is no redis-server")
	}
	if err != nil {
		t.Skip("there is no redis-server: install it (apt-get install redis-server) to run this test")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := listener.Addr().String()
	require.NoError(t, listener.Close())
	_, port, err := net.SplitHostPort(address)
	require.NoError(t, err)

	server := exec.Command(path, "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", t.TempDir())
	var output bytes.Buffer
	server.Stdout, server.Stderr = &output, &output
	require.NoError(t, server.Start())
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
		if t.Failed() {
			t.Log(output.String())
		}
	})
	client := redis.NewClient(&redis.Options{Addr: address})
	defer client.Close()
	require.Eventually(t, func() bool { return client.Ping(t.Context()).Err() == nil }, 10*time.Second, 20*time.Millisecond)
	return address
}

func newStore(t *testing.T, address string) redisStore {
	t.Helper()
	client := redis.NewClient(&redis.Options{Addr: address})
	t.Cleanup(func() { _ = client.Close() })
	return redisStore{client}
}

func TestRun(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	require.NoError(t, run(t.Context(), &out, startRedis(t)))
	assert.Equal(t, "20 requests on 2 machines refreshed the session\n1 call to WorkOS\nAll have the same session.\n", out.String())
}

// Without its store, nobody refreshes what somebody else may have refreshed.
func TestRedisIsDown(t *testing.T) {
	t.Parallel()
	client := redis.NewClient(&redis.Options{Addr: "127.0.0.1:1", MaxRetries: -1})
	defer client.Close()
	srv := workostest.NewServer(t)
	m, err := newManager(srv, client)
	require.NoError(t, err)
	s, err := signIn(t.Context(), srv, m)
	require.NoError(t, err)
	_, err = m.Refresh(t.Context(), s, session.RefreshParams{})
	require.Error(t, err)
	require.NotErrorIs(t, err, session.ErrEnded)
	assert.Zero(t, countRefreshes(srv))
}

func TestStore(t *testing.T) {
	t.Parallel()
	address := startRedis(t)
	a, b := newStore(t, address), newStore(t, address)

	value, err := a.Get(t.Context(), "key")
	require.NoError(t, err)
	assert.Nil(t, value)
	require.NoError(t, a.Set(t.Context(), "key", []byte("value"), time.Minute))
	value, err = b.Get(t.Context(), "key")
	require.NoError(t, err)
	assert.Equal(t, "value", string(value))
	ttl, err := a.client.TTL(t.Context(), "key").Result()
	require.NoError(t, err)
	assert.Equal(t, time.Minute, ttl)
}

func TestLock(t *testing.T) {
	t.Parallel()
	address := startRedis(t)
	a, b := newStore(t, address), newStore(t, address)

	// One at a time.
	var holders, most atomic.Int32
	var callers sync.WaitGroup
	errs := make([]error, 20)
	for i := range errs {
		callers.Go(func() {
			var unlock func()
			if unlock, errs[i] = []redisStore{a, b}[i%2].Lock(t.Context(), "key"); errs[i] != nil {
				return
			}
			most.Store(max(most.Load(), holders.Add(1)))
			time.Sleep(time.Millisecond)
			holders.Add(-1)
			unlock()
		})
	}
	callers.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	assert.EqualValues(t, 1, most.Load())

	// Who waits can give up, and another key is another lock.
	unlock, err := a.Lock(t.Context(), "key")
	require.NoError(t, err)
	other, err := b.Lock(t.Context(), "other key")
	require.NoError(t, err)
	other()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err = b.Lock(ctx, "key")
	require.ErrorIs(t, err, context.DeadlineExceeded)

	// A lock whose holder is gone ends, and is then not the holder's to release.
	ttl, err := a.client.TTL(t.Context(), "key:lock").Result()
	require.NoError(t, err)
	assert.InDelta(t, lockTime, ttl, float64(2*time.Second))
	require.NoError(t, a.client.Expire(t.Context(), "key:lock", time.Second).Err())
	next, err := b.Lock(t.Context(), "key")
	require.NoError(t, err)
	unlock()
	held, err := b.client.Exists(t.Context(), "key:lock").Result()
	require.NoError(t, err)
	assert.EqualValues(t, 1, held)
	next()
	held, err = b.client.Exists(t.Context(), "key:lock").Result()
	require.NoError(t, err)
	assert.Zero(t, held)
}
