package session_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/iron"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// store is a Store that several Managers share, and that can fail.
type store struct {
	lock                    chan struct{}
	mu                      sync.Mutex
	values                  map[string]string
	lockErr, getErr, setErr error
	lastTTL                 time.Duration
}

func newStore() *store { return &store{lock: make(chan struct{}, 1), values: map[string]string{}} }

func (s *store) Lock(ctx context.Context, _ string) (func(), error) {
	if s.lockErr != nil {
		return nil, s.lockErr
	}
	select {
	case s.lock <- struct{}{}:
		return func() { <-s.lock }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (s *store) Get(_ context.Context, key string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if value, ok := s.values[key]; ok {
		return []byte(value), s.getErr
	}
	return nil, s.getErr
}

func (s *store) Set(_ context.Context, key string, value []byte, ttl time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.setErr == nil {
		s.values[key], s.lastTTL = string(value), ttl
	}
	return s.setErr
}

// refreshes counts the refresh tokens that were sent.
func refreshes(srv *workostest.Server) int {
	n := 0
	for _, r := range srv.Requests() {
		if r.Route == refreshRoute && strings.Contains(string(r.Body), `"grant_type":"refresh_token"`) {
			n++
		}
	}
	return n
}

// requireMoment asserts that an error of Refresh does not end the session.
func requireMoment(t *testing.T, err error) {
	t.Helper()
	require.NotErrorIs(t, err, session.ErrEnded)
	var refresh *session.RefreshError
	require.ErrorAs(t, err, &refresh)
}

func TestRefreshOnceForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		m := newManager(t, srv, session.Config{})
		cookie, err := m.Seal(signIn(t, srv, m))
		require.NoError(t, err)
		time.Sleep(6 * time.Minute)
		srv.Fail(refreshRoute, 1, workostest.Delay(time.Second))

		results := make(chan *session.Session, 1000)
		var callers sync.WaitGroup
		for range 1000 {
			callers.Go(func() {
				_, err := m.Authenticate(t.Context(), cookie)
				var outdated *session.TokenError
				if errors.As(err, &outdated) {
					next, _ := m.Refresh(t.Context(), outdated.Session, session.RefreshParams{})
					results <- next
				}
			})
		}
		callers.Wait()
		close(results)
		assert.Equal(t, 1, refreshes(srv))
		first := <-results
		require.NotNil(t, first)
		assert.True(t, time.Now().Before(first.ExpiresAt))
		n := 1
		for s := range results {
			assert.NotSame(t, first, s)
			assert.Equal(t, first, s)
			n++
		}
		assert.Equal(t, 1000, n)

		// A request with the old cookie that comes a little later.
		_, err = m.Authenticate(t.Context(), cookie)
		old := requireTokenError(t, err, session.ErrExpired)
		time.Sleep(time.Minute - time.Nanosecond)
		late, err := m.Refresh(t.Context(), old, session.RefreshParams{})
		require.NoError(t, err)
		assert.Equal(t, first.AccessToken, late.AccessToken)
		assert.Equal(t, first.RefreshToken, late.RefreshToken)
		assert.Equal(t, first.User, late.User)
		assert.Equal(t, 1, refreshes(srv))

		// And one that comes too late.
		time.Sleep(time.Nanosecond)
		_, err = m.Refresh(t.Context(), old, session.RefreshParams{})
		require.ErrorIs(t, err, session.ErrEnded)
		assert.Equal(t, 2, refreshes(srv))
	})
}

// All get the error too, and the next attempt is another one.
func TestRefreshFailsOnceForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		m := newManager(t, srv, session.Config{})
		s := signIn(t, srv, m)
		srv.Fail(refreshRoute, 1, workostest.Stall())
		var errs [100]error
		var callers sync.WaitGroup
		for i := range errs {
			callers.Go(func() { _, errs[i] = m.Refresh(t.Context(), s, session.RefreshParams{}) })
		}
		callers.Wait()
		for _, err := range errs {
			requireMoment(t, err)
			require.ErrorIs(t, err, context.DeadlineExceeded)
		}
		assert.Equal(t, 1, refreshes(srv), "it may have been received")
	})
}

// Once a refresh token is on its way, its result is kept, whoever goes away.
func TestRefreshOutlivesItsCaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		m := newManager(t, srv, session.Config{})
		s := signIn(t, srv, m)
		srv.Fail(refreshRoute, 1, workostest.Delay(2*time.Second))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var first, second error
		var next *session.Session
		var callers sync.WaitGroup
		callers.Go(func() { _, first = m.Refresh(ctx, s, session.RefreshParams{}) })
		synctest.Wait()
		callers.Go(func() { next, second = m.Refresh(t.Context(), s, session.RefreshParams{}) })
		callers.Wait()
		requireMoment(t, first)
		require.ErrorIs(t, first, context.DeadlineExceeded)
		require.NoError(t, second)

		again, err := m.Refresh(t.Context(), s, session.RefreshParams{})
		require.NoError(t, err)
		assert.Equal(t, next.RefreshToken, again.RefreshToken)
		assert.Equal(t, 1, refreshes(srv))
	})
}

// Two machines refresh one session at the same time.
func TestRefreshOnTwoMachines(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		shared := newStore()
		machines := []*session.Manager{newManager(t, srv, session.Config{Store: shared}), newManager(t, srv, session.Config{Store: shared})}
		cookie, err := machines[0].Seal(signIn(t, srv, machines[0]))
		require.NoError(t, err)
		s, err := machines[0].Authenticate(t.Context(), cookie)
		require.NoError(t, err)
		srv.Fail(refreshRoute, 1, workostest.Delay(time.Second))
		results := make(chan *session.Session, 100)
		var callers sync.WaitGroup
		for i := range 100 {
			callers.Go(func() {
				if next, err := machines[i%2].Refresh(t.Context(), s, session.RefreshParams{}); assert.NoError(t, err) {
					results <- next
				}
			})
		}
		callers.Wait()
		close(results)
		assert.Equal(t, 1, refreshes(srv))
		first := <-results
		require.NotNil(t, first)
		for next := range results {
			assert.Equal(t, first.RefreshToken, next.RefreshToken)
			assert.Equal(t, first.User, next.User)
			assert.Equal(t, first.ExpiresAt, next.ExpiresAt)
		}
		assert.Equal(t, time.Minute, shared.lastTTL)
		require.Len(t, shared.values, 1)
		for key, value := range shared.values {
			for _, readable := range []string{s.RefreshToken, first.RefreshToken, first.AccessToken, s.User.Email} {
				assert.NotContains(t, key+value, readable)
			}
		}
	})
}

func TestFailingStore(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	shared := newStore()
	m := newManager(t, srv, session.Config{Store: shared})
	s := signIn(t, srv, m)
	down := errors.New("the store is down")
	refresh := func() (*session.Session, error) { return m.Refresh(t.Context(), s, session.RefreshParams{}) }

	shared.lockErr = down
	_, err := refresh()
	requireMoment(t, err)
	require.ErrorIs(t, err, down)
	shared.lockErr, shared.getErr = nil, down
	_, err = refresh()
	requireMoment(t, err)
	require.ErrorIs(t, err, down)
	assert.Zero(t, refreshes(srv), "a second refresh could end the session")

	shared.getErr, shared.setErr = nil, down
	next, err := refresh()
	require.NoError(t, err)
	assert.NotEqual(t, s.RefreshToken, next.RefreshToken)

	// What another application put there.
	shared.setErr = nil
	s, err = m.Refresh(t.Context(), next, session.RefreshParams{})
	require.NoError(t, err)
	require.Len(t, shared.values, 1)
	for key := range shared.values {
		shared.values[key] = "hello"
	}
	_, err = m.Refresh(t.Context(), next, session.RefreshParams{})
	requireMoment(t, err)
	requireNoVerdict(t, err)
	_, err = refresh()
	require.NoError(t, err)
}

// Whoever can write to the Store, or mixes up its values, makes nobody of anybody.
func TestValuesOfTheStoreAreBound(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	shared := newStore()
	m := newManager(t, srv, session.Config{Store: shared})
	ann := signIn(t, srv, m)
	_, err := m.Refresh(t.Context(), ann, session.RefreshParams{})
	require.NoError(t, err)
	require.Len(t, shared.values, 1)
	var key, value string
	for key, value = range shared.values {
		_, err = m.Authenticate(t.Context(), value)
		require.ErrorIs(t, err, session.ErrUnreadable, "it is no cookie")
	}
	cookie, err := m.Seal(ann)
	require.NoError(t, err)
	shared.values[key] = cookie // nor is a cookie such a value
	_, err = m.Refresh(t.Context(), ann, session.RefreshParams{})
	requireNoVerdict(t, err)

	bob := *ann
	bob.RefreshToken = "rt_bob"
	srv.Fail(refreshRoute, 1, workostest.Respond(200, nil, `{"user":{"id":"user_1"},"access_token":"`+ownToken(t, nil)+`","refresh_token":"rt_2"}`))
	_, err = m.Refresh(t.Context(), &bob, session.RefreshParams{})
	require.NoError(t, err)
	require.Len(t, shared.values, 2)
	for key := range shared.values {
		shared.values[key] = value
	}
	_, err = m.Refresh(t.Context(), ann, session.RefreshParams{})
	require.NoError(t, err)
	_, err = m.Refresh(t.Context(), &bob, session.RefreshParams{})
	requireMoment(t, err)
	requireNoVerdict(t, err)
}

// Refresh tokens that come again lead nowhere, and that ends.
func TestRefreshTokensInACircle(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	m := newManager(t, srv, session.Config{})
	s := &session.Session{User: usermanagement.User{ID: "user_1"}, AccessToken: ownToken(t, nil), RefreshToken: "rt_1"}
	for _, token := range []string{"rt_2", "rt_1"} {
		srv.Fail(refreshRoute, 1, workostest.Respond(200, nil, `{"user":{"id":"user_1"},"access_token":"`+ownToken(t, nil)+`","refresh_token":"`+token+`"}`))
		next, err := m.Refresh(t.Context(), s, session.RefreshParams{})
		require.NoError(t, err)
		require.Equal(t, token, next.RefreshToken)
		s = next
	}
	_, err := m.Refresh(t.Context(), s, session.RefreshParams{})
	requireMoment(t, err)
	require.ErrorContains(t, err, "circle")
	assert.Equal(t, 2, refreshes(srv))
}

// panicking panics in one of its methods.
type panicking struct {
	*store

	method string
}

func (p panicking) Lock(ctx context.Context, key string) (func(), error) {
	if p.method == "Lock" {
		panic("t0ken " + key)
	}
	return p.store.Lock(ctx, key)
}

func (p panicking) Get(ctx context.Context, key string) ([]byte, error) {
	if p.method == "Get" {
		panic(errors.New("t0ken " + key))
	}
	return p.store.Get(ctx, key)
}

func (p panicking) Set(context.Context, string, []byte, time.Duration) error { panic("t0ken") }

// A Store that panics where it is to keep new tokens is like one that fails there: they
// are not lost.
func TestPanickingSet(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	m := newManager(t, srv, session.Config{Store: panicking{newStore(), "Set"}})
	s := signIn(t, srv, m)
	for range 2 { // the lock is free
		next, err := m.Refresh(t.Context(), s, session.RefreshParams{})
		require.NoError(t, err)
		require.NotEqual(t, s.RefreshToken, next.RefreshToken)
		s = next
	}
}

// unlocking is a Store whose locks are opened by a function of the test's.
type unlocking struct {
	*store

	unlock func()
}

func (u unlocking) Lock(context.Context, string) (func(), error) { return u.unlock, nil }

func TestBadUnlock(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	m := newManager(t, srv, session.Config{Store: unlocking{newStore(), func() { panic("t0ken") }}})
	s := signIn(t, srv, m)
	next, err := m.Refresh(t.Context(), s, session.RefreshParams{})
	require.NoError(t, err)
	require.NotEqual(t, s.RefreshToken, next.RefreshToken)

	m = newManager(t, srv, session.Config{Store: unlocking{newStore(), nil}})
	before := refreshes(srv)
	_, err = m.Refresh(t.Context(), next, session.RefreshParams{})
	requireMoment(t, err)
	require.ErrorContains(t, err, "nothing to unlock it with")
	assert.Equal(t, before, refreshes(srv), "the refresh token is still good")
}

// A Store that panics ends one refresh, and not the process.
func TestPanickingStore(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"Lock", "Get"} {
		srv := workostest.NewServer(t)
		m := newManager(t, srv, session.Config{Store: panicking{newStore(), method}})
		s := signIn(t, srv, m)
		_, err := m.Refresh(t.Context(), s, session.RefreshParams{})
		requireMoment(t, err)
		require.ErrorContains(t, err, "panicked with a ")
		operationtest.RequireHidden(t, err, "t0ken", s.RefreshToken)

		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err = m.Refresh(ctx, s, session.RefreshParams{}) // the lock is free
		require.NotErrorIs(t, err, context.DeadlineExceeded)
	}
}

// blocking is a Store that answers nothing.
type blocking struct {
	*store

	method string
}

func (b blocking) wait(ctx context.Context, method string) error {
	if b.method != method {
		return nil
	}
	<-ctx.Done()
	return ctx.Err()
}

func (b blocking) Lock(ctx context.Context, key string) (func(), error) {
	if err := b.wait(ctx, "Lock"); err != nil {
		return nil, err
	}
	return b.store.Lock(ctx, key)
}

func (b blocking) Get(ctx context.Context, key string) ([]byte, error) {
	if err := b.wait(ctx, "Get"); err != nil {
		return nil, err
	}
	return b.store.Get(ctx, key)
}

func (b blocking) Set(ctx context.Context, key string, value []byte, ttl time.Duration) error {
	if err := b.wait(ctx, "Set"); err != nil {
		return err
	}
	return b.store.Set(ctx, key, value, ttl)
}

func TestBlockingStore(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"Lock", "Get", "Set"} {
		synctest.Test(t, func(t *testing.T) {
			srv := workostest.NewServer(t)
			m := newManager(t, srv, session.Config{Store: blocking{newStore(), method}})
			s := signIn(t, srv, m)
			start := time.Now()
			next, err := m.Refresh(t.Context(), s, session.RefreshParams{})
			assert.Equal(t, 30*time.Second, time.Since(start), method)
			if method == "Set" {
				require.NoError(t, err)
				assert.NotEqual(t, s.RefreshToken, next.RefreshToken)
				return
			}
			requireMoment(t, err)
			require.ErrorIs(t, err, context.DeadlineExceeded)
			assert.Zero(t, refreshes(srv))
		})
	}
}

// Who has gone uses up no refresh token.
func TestRefreshAfterTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		m := newManager(t, srv, session.Config{})
		s := signIn(t, srv, m)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := m.Refresh(ctx, s, session.RefreshParams{})
		requireMoment(t, err)
		require.ErrorIs(t, err, context.Canceled)
		synctest.Wait()
		assert.Zero(t, refreshes(srv))
	})
}

// A session that lives for less than it is kept is refreshed again.
func TestRefreshedAndExpired(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		m := newManager(t, srv, session.Config{})
		s := &session.Session{User: usermanagement.User{ID: "user_1"}, AccessToken: ownToken(t, nil), RefreshToken: "rt_1"}
		for _, token := range []string{"rt_2", "rt_3"} {
			short := ownToken(t, map[string]any{"exp": time.Now().Add(30 * time.Second).Unix()})
			srv.Fail(refreshRoute, 1, workostest.Respond(200, nil, `{"user":{"id":"user_1"},"access_token":"`+short+`","refresh_token":"`+token+`"}`))
			for range 3 {
				next, err := m.Refresh(t.Context(), s, session.RefreshParams{})
				require.NoError(t, err)
				assert.Equal(t, token, next.RefreshToken)
			}
			time.Sleep(30 * time.Second)
		}
		requests := srv.Requests()
		assert.Len(t, requests, 2)
		assert.Contains(t, string(requests[1].Body), `"refresh_token":"rt_2"`)
	})
}

// A refresh token that is dead is asked about once in a while, for whatever
// organization.
func TestEndedIsRemembered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shared := newStore()
		for _, store := range []session.Store{nil, shared} {
			srv := workostest.NewServer(t)
			m := newManager(t, srv, session.Config{Store: store})
			s := signIn(t, srv, m)
			require.NoError(t, usermanagement.New(srv.Client()).RevokeSession(t.Context(), usermanagement.RevokeSessionParams{SessionID: s.ID}))
			for _, organization := range []string{"", "org_2", ""} {
				_, err := m.Refresh(t.Context(), s, session.RefreshParams{OrganizationID: organization})
				require.ErrorIs(t, err, session.ErrEnded)
				assert.Equal(t, 1, refreshes(srv))
			}
			if store != nil {
				_, err := newManager(t, srv, session.Config{Store: store}).Refresh(t.Context(), s, session.RefreshParams{})
				require.ErrorIs(t, err, session.ErrEnded)
				assert.Equal(t, 1, refreshes(srv))
				assert.Equal(t, time.Minute, shared.lastTTL)
				clear(shared.values)
			}
			time.Sleep(time.Minute)
			_, err := m.Refresh(t.Context(), s, session.RefreshParams{})
			require.ErrorIs(t, err, session.ErrEnded)
			assert.Equal(t, 2, refreshes(srv))
		}
	})
}

// Who shares no Store loses the race, and the other one's session is good.
func TestTwoMachinesWithoutAStore(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	first, second := newManager(t, srv, session.Config{}), newManager(t, srv, session.Config{})
	s := signIn(t, srv, first)
	next, err := first.Refresh(t.Context(), s, session.RefreshParams{})
	require.NoError(t, err)
	_, err = second.Refresh(t.Context(), s, session.RefreshParams{})
	require.ErrorIs(t, err, session.ErrEnded)
	_, err = second.Refresh(t.Context(), next, session.RefreshParams{})
	require.NoError(t, err)
}

// Nobody changes what others have got, or what is under way.
func TestRefreshedSessionsAreSeparate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		shared := newStore()
		m := newManager(t, srv, session.Config{Store: shared})
		s := &session.Session{
			User: usermanagement.User{ID: "user_1"}, AccessToken: ownToken(t, nil), RefreshToken: "rt_1",
			Impersonator: &usermanagement.Impersonator{Email: "support@example.com"},
		}
		lists := map[string]any{"roles": []string{"a"}, "permissions": []string{"a"}, "entitlements": []string{"a"}, "feature_flags": []string{"a"}}
		srv.Fail(refreshRoute, 1, workostest.Respond(200, nil,
			`{"user":{"id":"user_1","metadata":{"plan":"gold"}},"access_token":"`+ownToken(t, lists)+`","refresh_token":"rt_2"}`))
		unlock, err := shared.Lock(t.Context(), "")
		require.NoError(t, err)
		var results [3]*session.Session
		var callers sync.WaitGroup
		for i := range results {
			own := *s
			callers.Go(func() {
				var err error
				results[i], err = m.Refresh(t.Context(), &own, session.RefreshParams{})
				assert.NoError(t, err)
			})
			synctest.Wait()
			own.RefreshToken = "rt_changed"
		}
		unlock()
		callers.Wait()
		results[2].User.Metadata["plan"] = "iron"
		results[2].Impersonator.Email = "changed"
		for _, list := range [][]string{results[2].Roles, results[2].Permissions, results[2].Entitlements, results[2].FeatureFlags} {
			list[0] = "changed"
		}
		for _, got := range results[:2] {
			assert.Equal(t, map[string]string{"plan": "gold"}, got.User.Metadata)
			assert.Equal(t, "support@example.com", got.Impersonator.Email)
			for _, list := range [][]string{got.Roles, got.Permissions, got.Entitlements, got.FeatureFlags} {
				assert.Equal(t, []string{"a"}, list)
			}
		}
		again, err := m.Refresh(t.Context(), s, session.RefreshParams{})
		require.NoError(t, err)
		assert.Equal(t, "rt_2", again.RefreshToken, "kept under the refresh token that was sent")
	})
}

// What the cookie says beside a Session's fields outlives the refresh.
func TestUnknownFieldsOfARefreshedSession(t *testing.T) {
	t.Parallel()
	m := newManager(t, newOwnServer(t), session.Config{})
	content := `{"accessToken":"` + ownToken(t, map[string]any{"exp": 1}) + `","refreshToken":"rt_1","theirs":7,"user":{"id":"user_1","pronouns":"they"}}`
	sealed, err := iron.Seal([]byte(content), password, time.Time{})
	require.NoError(t, err)
	_, err = m.Authenticate(t.Context(), sealed)
	s := requireTokenError(t, err, session.ErrExpired)
	srv := workostest.NewServer(t)
	m = newManager(t, srv, session.Config{})
	srv.Fail(refreshRoute, 1, workostest.Respond(200, nil, `{"user":{"id":"user_1"},"access_token":"`+ownToken(t, nil)+`","refresh_token":"rt_2"}`))
	for range 2 { // the second from the memory
		next, err := m.Refresh(t.Context(), s, session.RefreshParams{})
		require.NoError(t, err)
		cookie, err := m.Seal(next)
		require.NoError(t, err)
		assert.Contains(t, contents(t, cookie, password), `"theirs":7`)
		assert.Contains(t, contents(t, cookie, password), `"pronouns":"they"`)
	}
}

func TestRefreshOfNothing(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	m := newManager(t, srv, session.Config{})
	for _, s := range []*session.Session{nil, {}, {AccessToken: "at_1"}} {
		_, err := m.Refresh(t.Context(), s, session.RefreshParams{})
		requireMoment(t, err)
		require.ErrorContains(t, err, "there is no refresh token")
	}
	assert.Empty(t, srv.Requests())
}

// Without a password there is no cookie, and still one call for all.
func TestRefreshWithoutPasswords(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	s := signIn(t, srv, newManager(t, srv, session.Config{}))
	m, err := session.New(srv.Client(), session.Config{})
	require.NoError(t, err)
	first, err := m.Refresh(t.Context(), s, session.RefreshParams{})
	require.NoError(t, err)
	second, err := m.Refresh(t.Context(), s, session.RefreshParams{})
	require.NoError(t, err)
	assert.Equal(t, first.RefreshToken, second.RefreshToken)
	assert.Equal(t, 1, refreshes(srv))
	_, err = m.Seal(first)
	require.Error(t, err)
}

// What ends a session, and what does not.
func TestRefreshErrors(t *testing.T) {
	t.Parallel()
	oauth := func(code string) string { return `{"error":"` + code + `","error_description":"No."}` }
	coded := func(code string) string { return `{"code":"` + code + `","message":"No."}` }
	for name, test := range map[string]struct {
		fault         workostest.Fault
		ends, endMove bool // whether it ends the session, also one that was to move
	}{
		"invalid grant":            {workostest.Respond(400, nil, oauth("invalid_grant")), true, true},
		"invalid grant, bare":      {workostest.Respond(400, nil, `{"error":"invalid_grant"}`), true, true},
		"no user":                  {workostest.Respond(404, nil, coded("user_not_found")), true, true},
		"something gone":           {workostest.Respond(404, nil, coded("entity_not_found")), true, false},
		"no organization":          {workostest.Respond(400, nil, oauth("organization_not_found")), true, false},
		"no member":                {workostest.Respond(400, nil, oauth("organization_membership_not_found")), true, false},
		"not an organization":      {workostest.Respond(400, nil, coded("invalid_organization_id")), true, false},
		"single sign-on":           {workostest.Respond(400, nil, oauth("sso_required")), true, false},
		"MFA enrollment":           {workostest.Respond(403, nil, coded("mfa_enrollment")), true, false},
		"MFA challenge":            {workostest.Respond(403, nil, coded("mfa_challenge")), true, false},
		"organization selection":   {workostest.Respond(403, nil, coded("organization_selection_required")), true, false},
		"email verification":       {workostest.Respond(403, nil, coded("email_verification_required")), true, false},
		"other methods":            {workostest.Respond(400, nil, oauth("organization_authentication_methods_required")), true, false},
		"method not allowed":       {workostest.Respond(403, nil, coded("authentication_method_not_allowed")), true, false},
		"what is still to come":    {workostest.Respond(403, nil, `{"code":"retina_scan","pending_authentication_token":"t0ken"}`), true, false},
		"invalid client":           {workostest.Respond(401, nil, oauth("invalid_client")), false, false},
		"invalid client, 400":      {workostest.Respond(400, nil, oauth("invalid_client")), false, false},
		"unauthorized client":      {workostest.Respond(400, nil, oauth("unauthorized_client")), false, false},
		"invalid request":          {workostest.Respond(400, nil, oauth("invalid_request")), false, false},
		"token too big":            {workostest.Respond(400, nil, oauth("token_too_big")), false, false},
		"wrong API key":            {workostest.Respond(401, nil, `{"message":"Unauthorized"}`), false, false},
		"unauthorized, of a proxy": {workostest.Respond(401, nil, oauth("invalid_grant")), false, false},
		"forbidden":                {workostest.Respond(403, nil, "<html>blocked by the firewall</html>"), false, false},
		"not found":                {workostest.Respond(404, nil, "<html>no such page</html>"), false, false},
		"a bare 400":               {workostest.Respond(400, nil, ""), false, false},
		"timeout":                  {workostest.Respond(408, nil, ""), false, false},
		"unprocessable":            {workostest.Respond(422, nil, coded("invalid_request_parameters")), false, false},
		"too many":                 {workostest.RateLimit(7 * time.Second), false, false},
		"quota":                    {workostest.Respond(429, nil, coded("daily_quota_exceeded")), false, false},
		"server error":             {workostest.Respond(500, nil, oauth("invalid_grant")), false, false},
		"unavailable":              {workostest.Respond(503, http.Header{"Retry-After": {"7"}}, ""), false, false},
		"refused connection":       {workostest.RefuseConnection(), false, false},
		"dropped request":          {workostest.DropRequest(), false, false},
		"dropped connection":       {workostest.DropConnection(), false, false},
		"cut answer":               {workostest.CutBody(), false, false},
		"HTML":                     {workostest.Respond(200, nil, "<html>Welcome to the hotel's network</html>"), false, false},
		"no access token":          {workostest.Respond(200, nil, `{"user":{"id":"user_1"},"refresh_token":"t0ken"}`), false, false},
		"an opaque access token":   {workostest.Respond(200, nil, `{"user":{"id":"user_1"},"access_token":"t0ken","refresh_token":"t0ken"}`), false, false},
	} {
		for _, organization := range []string{"", "org_2"} {
			t.Run(fmt.Sprint(name, organization), func(t *testing.T) {
				t.Parallel()
				srv := workostest.NewServer(t)
				m := newManager(t, srv, session.Config{}, workos.WithMaxRetries(0))
				s := signIn(t, srv, m)
				srv.Fail(refreshRoute, 1, test.fault)
				_, err := m.Refresh(t.Context(), s, session.RefreshParams{OrganizationID: organization})
				ends := test.ends
				if organization != "" {
					ends = test.endMove
				}
				var refresh *session.RefreshError
				require.ErrorAs(t, err, &refresh)
				assert.Equal(t, ends, errors.Is(err, session.ErrEnded), err)
				if !ends {
					requireNoVerdict(t, err)
				}
				operationtest.RequireHidden(t, err, s.RefreshToken, s.AccessToken, workostest.APIKey, "t0ken")
				var answer *workos.Error
				if errors.As(err, &answer) && !ends {
					assert.Equal(t, answer.RetryAfter, refresh.RetryAfter)
				}
				if strings.Contains(name, "many") || name == "unavailable" {
					assert.Equal(t, 7*time.Second, refresh.RetryAfter)
				}
				assert.LessOrEqual(t, refreshes(srv), 1)
			})
		}
	}
}

// What a person has to do first can be read from the error.
func TestRefreshSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	m := newManager(t, srv, session.Config{})
	s := signIn(t, srv, m)
	for _, organization := range []string{"org_2", ""} {
		srv.Fail(refreshRoute, 1, workostest.Respond(400, nil, `{"error":"sso_required","error_description":"No.","connection_ids":["conn_1"]}`))
		_, err := m.Refresh(t.Context(), s, session.RefreshParams{OrganizationID: organization})
		var sso *usermanagement.SSORequiredError
		require.ErrorAs(t, err, &sso)
		assert.Equal(t, []string{"conn_1"}, sso.ConnectionIDs)
		assert.Equal(t, organization == "", errors.Is(err, session.ErrEnded))
	}
	_, err := m.Refresh(t.Context(), s, session.RefreshParams{})
	require.NoError(t, err, "neither used up the refresh token")
}

// The client repeats what WorkOS did not take.
func TestRefreshAfterARateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		m := newManager(t, srv, session.Config{})
		s := signIn(t, srv, m)
		srv.Fail(refreshRoute, 1, workostest.RateLimit(7*time.Second))
		start := time.Now()
		_, err := m.Refresh(t.Context(), s, session.RefreshParams{})
		require.NoError(t, err)
		assert.Equal(t, 7*time.Second, time.Since(start))
	})
}

func TestRevokedSession(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	m := newManager(t, srv, session.Config{})
	s := signIn(t, srv, m)
	require.NoError(t, usermanagement.New(srv.Client()).RevokeSession(t.Context(), usermanagement.RevokeSessionParams{SessionID: s.ID}))
	_, err := m.Refresh(t.Context(), s, session.RefreshParams{})
	require.ErrorIs(t, err, session.ErrEnded)
	require.ErrorIs(t, err, workos.ErrBadRequest)
}

// What the answer does not say stays as it was.
func TestRefreshKeepsWhatIsNotSaid(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	m := newManager(t, srv, session.Config{})
	cookie, err := m.Seal(&session.Session{
		User:                 usermanagement.User{ID: "user_1"},
		AccessToken:          ownToken(t, map[string]any{"exp": 1}),
		RefreshToken:         "rt_1",
		AuthenticationMethod: usermanagement.AuthenticationMethodSSO,
		Impersonator:         &usermanagement.Impersonator{Email: "x@example.com", Reason: "Ticket 7"},
	})
	require.NoError(t, err)
	_, err = m.Authenticate(t.Context(), cookie)
	s := requireTokenError(t, err, session.ErrExpired)
	next := ownToken(t, map[string]any{"act": map[string]any{"sub": "x@example.com"}, "role": "admin"})
	srv.Fail(refreshRoute, 1, workostest.Respond(200, nil, `{"user":{"id":"user_1","first_name":"Ann"},"access_token":"`+next+`"}`))
	info := usermanagement.RequestInfo{IPAddress: "192.0.2.1", UserAgent: "Firefox"}
	refreshed, err := m.Refresh(t.Context(), s, session.RefreshParams{RequestInfo: info})
	require.NoError(t, err)
	assert.Equal(t, "Ann", refreshed.User.FirstName)
	assert.Equal(t, "admin", refreshed.Role)
	assert.Equal(t, "rt_1", refreshed.RefreshToken)
	assert.Equal(t, usermanagement.AuthenticationMethodSSO, refreshed.AuthenticationMethod)
	assert.Equal(t, "Ticket 7", refreshed.Impersonator.Reason)
	requests := srv.Requests()
	assert.JSONEq(t, `{"client_id":"client_workostest","client_secret":"sk_test_workostest","grant_type":"refresh_token","refresh_token":"rt_1",
		"organization_id":"org_1","ip_address":"192.0.2.1","user_agent":"Firefox"}`, string(requests[len(requests)-1].Body))

	// A refresh token that does not change is no circle.
	again, err := m.Refresh(t.Context(), refreshed, session.RefreshParams{})
	require.NoError(t, err)
	assert.Equal(t, refreshed.AccessToken, again.AccessToken)
	assert.Equal(t, 1, refreshes(srv))
}

// A session moves, and whoever still has the refresh token of before follows it.
func TestMovingToAnotherOrganization(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		m := newManager(t, srv, session.Config{})
		s := signIn(t, srv, m)
		var orgs []string
		for _, name := range []string{"Foo Corp", "Bar Corp"} {
			org := srv.AddOrganization(organizations.CreateParams{Name: name})
			srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{OrganizationID: org.ID, UserID: s.User.ID})
			orgs = append(orgs, org.ID)
		}
		to := func(organization string) session.RefreshParams {
			return session.RefreshParams{OrganizationID: organization}
		}

		// At the same time, to two organizations and to none.
		srv.Fail(refreshRoute, 1, workostest.Delay(time.Second))
		var callers sync.WaitGroup
		for i := range 30 {
			organization := append(orgs, "")[i%3]
			callers.Go(func() {
				next, err := m.Refresh(t.Context(), s, to(organization))
				if assert.NoError(t, err) && organization != "" {
					assert.Equal(t, organization, next.OrganizationID)
				}
			})
		}
		callers.Wait()
		assert.LessOrEqual(t, refreshes(srv), 3)

		// Whoever does not ask for an organization gets where the session went last.
		before := refreshes(srv)
		last, err := m.Refresh(t.Context(), s, to(""))
		require.NoError(t, err)
		again, err := m.Refresh(t.Context(), s, to(last.OrganizationID))
		require.NoError(t, err)
		assert.Equal(t, last.RefreshToken, again.RefreshToken)
		assert.Equal(t, before, refreshes(srv))
		last, err = m.Refresh(t.Context(), last, to(""))
		require.NoError(t, err)
		assert.Equal(t, again.OrganizationID, last.OrganizationID, "it stays where it is")

		// Where they may not go, they stay, and so does the session.
		_, err = m.Refresh(t.Context(), last, to("org_unknown"))
		requireMoment(t, err)
		_, err = m.Refresh(t.Context(), last, to(""))
		require.NoError(t, err)
	})
}
