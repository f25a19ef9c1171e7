package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// lockTime is how long the lock of a process that died stands in the way of others.
// It is longer than a refresh can take: see the client's timeout in main.go.
const lockTime = 20 * time.Second

// redisStore is a session.Store in a Redis.
type redisStore struct{ client *redis.Client }

// release deletes a lock if it is still its holder's: it may have expired, and be
// somebody else's by now.
var release = redis.NewScript(`
if redis.call("GET", KEYS[1]) == ARGV[1] then
	return redis.call("DEL", KEYS[1])
end
return 0`)

// Lock tries to set a key that is not there, until it can.
func (s redisStore) Lock(ctx context.Context, key string) (func(), error) {
	key, holder := key+":lock", rand.Text()
	wait := time.NewTicker(20 * time.Millisecond)
	defer wait.Stop()
	for {
		err := s.client.SetArgs(ctx, key, holder, redis.SetArgs{Mode: "NX", TTL: lockTime}).Err()
		if err == nil {
			return func() { s.unlock(context.WithoutCancel(ctx), key, holder) }, nil
		}
		if !errors.Is(err, redis.Nil) {
			return nil, fmt.Errorf("locking in Redis: %w", err)
		}
		select {
		case <-wait.C:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// unlock has a time of its own, as that of Lock is over. Where it fails, the lock
// expires.
func (s redisStore) unlock(ctx context.Context, key, holder string) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_ = release.Run(ctx, s.client, []string{key}, holder).Err()
}

// Get returns the value of a key, or nil.
func (s redisStore) Get(ctx context.Context, key string) ([]byte, error) {
	value, err := s.client.Get(ctx, key).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	return value, err
}

// Set keeps a value for ttl.
func (s redisStore) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	return s.client.Set(ctx, key, value, ttl).Err()
}
