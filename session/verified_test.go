package session_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/internal/iron"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/workostest"
)

func TestRememberedSessionsAreTheCallers(t *testing.T) {
	t.Parallel()
	m := newManager(t, newOwnServer(t), session.Config{})
	token := ownToken(t, map[string]any{"roles": []string{"member"}})
	for name, authenticate := range map[string]func() (*session.Session, error){
		"cookie": func() (*session.Session, error) { return m.Authenticate(t.Context(), sealed(t, m, token)) },
		"bearer": func() (*session.Session, error) { return m.VerifyToken(t.Context(), token) },
	} {
		for range 3 {
			s, err := authenticate()
			require.NoError(t, err, name)
			assert.Equal(t, []string{"member"}, s.Roles, name)
			s.Roles[0] = "admin" // of this request alone
		}
	}
}

// What was verified as one is not remembered as the other.
func TestRememberedSessionsAreOfTheirKind(t *testing.T) {
	t.Parallel()
	m := newManager(t, newOwnServer(t), session.Config{})
	token := ownToken(t, nil)
	cookie := sealed(t, m, token)
	_, err := m.Authenticate(t.Context(), cookie)
	require.NoError(t, err)
	_, err = m.VerifyToken(t.Context(), token)
	require.NoError(t, err)

	_, err = m.VerifyToken(t.Context(), cookie)
	require.ErrorIs(t, err, session.ErrInvalidToken)
	_, err = m.Authenticate(t.Context(), token)
	require.ErrorIs(t, err, session.ErrUnreadable)
}

func TestRememberedSessionsEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newManager(t, newOwnServer(t), session.Config{Leeway: 5 * time.Second})
		token := ownToken(t, map[string]any{"exp": time.Now().Add(time.Minute).Unix()})
		cookie := sealed(t, m, token)
		good := func() {
			_, err := m.Authenticate(t.Context(), cookie)
			require.NoError(t, err)
			_, err = m.VerifyToken(t.Context(), token)
			require.NoError(t, err)
		}
		good()
		time.Sleep(time.Minute + 4*time.Second)
		good()
		time.Sleep(time.Second)
		_, err := m.Authenticate(t.Context(), cookie)
		requireTokenError(t, err, session.ErrExpired)
		_, err = m.VerifyToken(t.Context(), token)
		require.ErrorIs(t, err, session.ErrExpired)
	})
}

// What was verified by a key that is withdrawn, or is another by now, is forgotten.
func TestRememberedSessionsEndWithTheirKeys(t *testing.T) {
	t.Parallel()
	for name, next := range map[string]jwk{
		"withdrawn": rsaJWK("next", &strangeKey().PublicKey),
		"replaced":  rsaJWK("own", &strangeKey().PublicKey),
	} {
		synctest.Test(t, func(t *testing.T) {
			srv := workostest.NewServer(t)
			serveKeys(t, srv, 1, rsaJWK("own", &ownKey().PublicKey))
			serveKeys(t, srv, 10, next)
			m := newManager(t, srv, session.Config{})
			token := ownToken(t, map[string]any{"exp": time.Now().Add(24 * time.Hour).Unix()})
			cookie := sealed(t, m, token)
			_, err := m.Authenticate(t.Context(), cookie)
			require.NoError(t, err)
			time.Sleep(2 * time.Hour) // by then the keys are asked for again
			_, err = m.Authenticate(t.Context(), cookie)
			requireTokenError(t, err, session.ErrInvalidToken)
			require.NotErrorIs(t, err, session.ErrExpired, name)
		})
	}
}

// A seal's own time counts, however often it was opened before.
func TestExpiringSealsAreNotRemembered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := newManager(t, newOwnServer(t), session.Config{})
		content := fmt.Sprintf(`{"accessToken":%q,"user":{"id":"user_1"}}`, ownToken(t, nil))
		cookie, err := iron.Seal([]byte(content), password, time.Now().Add(time.Minute))
		require.NoError(t, err)
		_, err = m.Authenticate(t.Context(), cookie)
		require.NoError(t, err)
		time.Sleep(2 * time.Minute)
		_, err = m.Authenticate(t.Context(), cookie)
		require.ErrorIs(t, err, session.ErrUnreadable)
	})
}

func TestRememberedSessionsAreBounded(t *testing.T) {
	t.Parallel()
	m := newManager(t, newOwnServer(t), session.Config{})
	token := ownToken(t, nil)
	first := sealed(t, m, token)
	for i := range 3000 {
		cookie := sealed(t, m, token)
		if i == 0 {
			cookie = first
		}
		_, err := m.Authenticate(t.Context(), cookie)
		require.NoError(t, err)
	}
	assert.Equal(t, 2000, m.Verified())
	assert.False(t, m.Remembers(first))
}
