package session_test

import (
	"context"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/session"
)

func TestMemoryForgets(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		memory := session.NewMemory()
		get := func(key string) string {
			value, err := memory.Get(t.Context(), key)
			require.NoError(t, err)
			return string(value)
		}
		require.NoError(t, memory.Set(t.Context(), "a", []byte("1"), time.Minute))
		time.Sleep(30 * time.Second)
		assert.Equal(t, "1", get("a"))
		require.NoError(t, memory.Set(t.Context(), "a", []byte("2"), time.Minute))
		time.Sleep(time.Minute - 1)
		assert.Equal(t, "2", get("a"))
		time.Sleep(time.Nanosecond)
		assert.Empty(t, get("a"))
		_, values := memory.Remembered()
		assert.Zero(t, values)

		for i := range 10_001 {
			require.NoError(t, memory.Set(t.Context(), strconv.Itoa(i), []byte("x"), time.Minute))
		}
		assert.Empty(t, get("0"))
		assert.Equal(t, "x", get("1"))
		assert.Equal(t, "x", get("10000"))
		_, values = memory.Remembered()
		assert.Equal(t, 10_000, values)
	})
}

func TestMemoryLocks(t *testing.T) {
	t.Parallel()
	memory := session.NewMemory()
	held := 0 // the race detector looks on
	var holders sync.WaitGroup
	for range 100 {
		holders.Go(func() {
			if unlock, err := memory.Lock(t.Context(), "a"); err == nil {
				held++
				unlock()
			}
		})
	}
	holders.Wait()
	assert.Equal(t, 100, held)

	unlock, err := memory.Lock(t.Context(), "a")
	require.NoError(t, err)
	other, err := memory.Lock(t.Context(), "b")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = memory.Lock(ctx, "a")
	require.ErrorIs(t, err, context.Canceled)
	unlock()
	other()
	locks, _ := memory.Remembered()
	assert.Zero(t, locks)
}
