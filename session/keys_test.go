package session_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/workostest"
)

var unavailable = workostest.Respond(http.StatusServiceUnavailable, nil, "upstream connect error")

func longToken(tb testing.TB) string {
	tb.Helper()
	return ownToken(tb, map[string]any{"exp": time.Now().Add(1000 * time.Hour).Unix()})
}

func unknownToken(t *testing.T) string {
	t.Helper()
	return sign(t, jose.RS256, strangeKey(), "strange", said(nil))
}

func TestKeysAreFetchedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		srv.Fail(jwksRoute, 1, workostest.Delay(time.Second))
		m := newManager(t, srv, session.Config{})
		s := signIn(t, srv, m)
		cookie, err := m.Seal(s)
		require.NoError(t, err)
		var callers sync.WaitGroup
		for range 1000 {
			callers.Go(func() {
				_, err := m.Authenticate(t.Context(), cookie)
				assert.NoError(t, err)
			})
		}
		callers.Wait()
		assert.Equal(t, 1, fetches(srv))
		arrived := srv.Requests()
		assert.Empty(t, arrived[len(arrived)-1].Header.Get("Authorization"), "the keys are public")
		before := len(arrived)
		for range 1000 {
			_, err := m.Authenticate(t.Context(), cookie)
			require.NoError(t, err)
		}
		assert.Len(t, srv.Requests(), before)
	})
}

func TestWaitingForKeysEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		srv.Fail(jwksRoute, 1, workostest.Delay(10*time.Second))
		serveKeys(t, srv, 1, rsaJWK("own", &ownKey().PublicKey))
		m := newManager(t, srv, session.Config{})
		token := longToken(t)
		var errs [100]error
		var took [100]time.Duration
		var callers sync.WaitGroup
		for i := range errs {
			callers.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), [2]time.Duration{time.Second, time.Minute}[i%2])
				defer cancel()
				start := time.Now()
				_, errs[i] = m.VerifyToken(ctx, token)
				took[i] = time.Since(start)
			})
		}
		callers.Wait()
		for i, err := range errs {
			if i%2 == 0 {
				require.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, time.Second, took[i])
				continue
			}
			// The server's own key came, and this one after a search.
			require.NoError(t, err)
			assert.Equal(t, 10*time.Second, took[i])
		}
		assert.Equal(t, 2, fetches(srv))
	})
}

func TestKeyRotation(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		m := newManager(t, srv, session.Config{})
		s := signIn(t, srv, m)
		_, err := m.VerifyToken(t.Context(), s.AccessToken)
		require.NoError(t, err)

		srv.RotateKeys()
		next, err := m.Refresh(t.Context(), s, session.RefreshParams{})
		require.NoError(t, err)
		for range 3 {
			_, err = m.VerifyToken(t.Context(), next.AccessToken)
			require.NoError(t, err)
			_, err = m.VerifyToken(t.Context(), s.AccessToken)
			require.NoError(t, err)
		}
		assert.Equal(t, 2, fetches(srv))

		// Whoever makes up keys makes nobody fetch them.
		for range 100 {
			_, err := m.VerifyToken(t.Context(), unknownToken(t))
			requireTokenError(t, err, session.ErrInvalidToken)
		}
		assert.Equal(t, 2, fetches(srv))
		time.Sleep(time.Minute)
		for range 100 {
			_, err := m.VerifyToken(t.Context(), unknownToken(t))
			requireTokenError(t, err, session.ErrInvalidToken)
		}
		assert.Equal(t, 3, fetches(srv))
	})
}

// Keys are fetched again from time to time, and nobody waits for it.
func TestKeysInTheBackground(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		serveKeys(t, srv, 1, rsaJWK("own", &ownKey().PublicKey))
		srv.Fail(jwksRoute, 1, workostest.Stall())
		srv.Fail(jwksRoute, 2, unavailable)
		serveKeys(t, srv, 1, rsaJWK("own", &ownKey().PublicKey), rsaJWK("strange", &strangeKey().PublicKey))
		m := newManager(t, srv, session.Config{}, workos.WithMaxRetries(0), workos.WithTimeout(20*time.Second))
		token := longToken(t)
		verify := func(want int) {
			t.Helper()
			start := time.Now()
			for range 10 {
				ctx, cancel := context.WithCancel(t.Context())
				_, err := m.VerifyToken(ctx, token)
				cancel() // ends no call that others wait for
				require.NoError(t, err)
			}
			assert.Equal(t, start, time.Now())
			synctest.Wait()
			assert.Equal(t, want, fetches(srv))
		}
		verify(1)
		time.Sleep(10 * time.Minute)
		verify(1)
		time.Sleep(time.Second)
		verify(2)
		time.Sleep(19 * time.Second)
		verify(2) // under way
		time.Sleep(time.Second)
		synctest.Wait() // given up
		verify(2)
		time.Sleep(5 * time.Second)
		verify(3)
		time.Sleep(5*time.Second - 1)
		verify(3)
		time.Sleep(time.Nanosecond)
		verify(4)
		time.Sleep(5 * time.Second)
		verify(5)
		_, err := m.VerifyToken(t.Context(), unknownToken(t))
		require.NoError(t, err, "the new key is there")
		time.Sleep(10 * time.Minute)
		verify(5)
	})
}

// After a long time in which nobody asked, a key may have been withdrawn: it is not
// believed in while others can be had.
func TestWithdrawnKey(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		m := newManager(t, srv, session.Config{}, workos.WithMaxRetries(0))
		token := longToken(t)
		verify := func() error {
			_, err := m.VerifyToken(t.Context(), token)
			return err
		}
		serveKeys(t, srv, 1, rsaJWK("own", &ownKey().PublicKey))
		require.NoError(t, verify())
		time.Sleep(time.Hour + 1)
		srv.Fail(jwksRoute, 2, workostest.Stall())
		serveKeys(t, srv, 9, rsaJWK("strange", &strangeKey().PublicKey))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := m.VerifyToken(ctx, token)
		requireNoVerdict(t, err)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.NoError(t, verify(), "there are no others to be had")
		start := time.Now()
		time.Sleep(5 * time.Second)
		require.NoError(t, verify(), "nor a little later")
		assert.Equal(t, 5*time.Second, time.Since(start), "and nobody waits again to be told so")
		time.Sleep(2 * time.Hour)
		require.ErrorIs(t, verify(), session.ErrInvalidToken)
	})
}

// Who comes when the keys have just come fetches none.
func TestKeysOfAMomentAgo(t *testing.T) {
	t.Parallel()
	srv := newOwnServer(t)
	m := newManager(t, srv, session.Config{})
	for range 3 {
		require.NoError(t, m.FetchFirstKeys(t.Context()))
	}
	assert.Equal(t, 1, fetches(srv))
}

// While WorkOS is down nobody can say that a key is unknown, and what is known
// stays so.
func TestUnknownKeyWhileDown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		serveKeys(t, srv, 1, rsaJWK("own", &ownKey().PublicKey))
		srv.Fail(jwksRoute, 2, unavailable)
		serveKeys(t, srv, 1, rsaJWK("strange", &strangeKey().PublicKey))
		m := newManager(t, srv, session.Config{}, workos.WithMaxRetries(0))
		own, strange := longToken(t), unknownToken(t)
		_, err := m.VerifyToken(t.Context(), own)
		require.NoError(t, err)
		for range 2 {
			for range 10 {
				_, err = m.VerifyToken(t.Context(), strange)
				requireNoVerdict(t, err)
				require.ErrorIs(t, err, workos.ErrServer)
				_, err = m.VerifyToken(t.Context(), own)
				require.NoError(t, err)
			}
			time.Sleep(5 * time.Second)
		}
		assert.Equal(t, 3, fetches(srv))
		_, err = m.VerifyToken(t.Context(), strange)
		require.NoError(t, err)
		assert.Equal(t, 4, fetches(srv))
	})
}

// An answer without a key to use is no answer.
func TestUselessKeys(t *testing.T) {
	t.Parallel()
	small, err := rsa.GenerateKey(rand.Reader, 1024)
	require.NoError(t, err)
	own := func(changes jwk) string {
		key := rsaJWK("own", &ownKey().PublicKey)
		maps.Copy(key, changes)
		body, err := json.Marshal(map[string]any{"keys": []jwk{key}})
		require.NoError(t, err)
		return string(body)
	}
	for name, body := range map[string]string{
		"HTML":            "<html>Welcome to the hotel's network</html>",
		"empty":           "",
		"null":            "null",
		"a list":          "[]",
		"no keys":         "{}",
		"null keys":       `{"keys":null}`,
		"an empty list":   `{"keys":[]}`,
		"keys a string":   `{"keys":"own"}`,
		"odd keys":        `{"keys":[null,7,"own",[],{}]}`,
		"an EC key":       `{"keys":[{"kty":"EC","kid":"own","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}`,
		"a secret":        `{"keys":[{"kty":"oct","kid":"own","k":"AQAB"}]}`,
		"a small key":     own(rsaJWK("own", &small.PublicKey)),
		"for encryption":  own(jwk{"use": "enc"}),
		"for RS512":       own(jwk{"alg": "RS512"}),
		"without a name":  own(jwk{"kid": ""}),
		"name a number":   own(jwk{"kid": 7}),
		"no modulus":      own(jwk{"n": nil}),
		"no base64":       own(jwk{"n": "!"}),
		"a large modulus": own(jwk{"n": strings.Repeat("_", 2000)}),
		"an even modulus": own(rsaJWK("own", &rsa.PublicKey{N: new(big.Int).Lsh(ownKey().N, 1), E: ownKey().E})),
		"exponent 1":      own(jwk{"e": "AQ"}),
		"even exponent":   own(jwk{"e": "BA"}),
		"exponent 0":      own(jwk{"e": ""}),
		"large exponent":  own(jwk{"e": "gAAAAAE"}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := workostest.NewServer(t)
				useless := workostest.Respond(http.StatusOK, nil, body)
				srv.Fail(jwksRoute, 1, useless)
				serveKeys(t, srv, 1, rsaJWK("own", &ownKey().PublicKey))
				srv.Fail(jwksRoute, 1, useless)
				m := newManager(t, srv, session.Config{}, workos.WithMaxRetries(0))
				token := longToken(t)
				_, err := m.VerifyToken(t.Context(), token)
				requireNoVerdict(t, err)
				time.Sleep(5 * time.Second)
				_, err = m.VerifyToken(t.Context(), token)
				require.NoError(t, err)
				time.Sleep(11 * time.Minute)
				for range 2 { // the first begins to fetch what does not replace the keys
					_, err = m.VerifyToken(t.Context(), token)
					require.NoError(t, err)
					synctest.Wait()
				}
				assert.Equal(t, 3, fetches(srv))
			})
		})
	}
}

func TestManyKeys(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	keys := []jwk{{"kty": "EC", "kid": "ec"}, {"kty": 7}, nil, rsaJWK("own", &ownKey().PublicKey)}
	delete(keys[3], "use")
	delete(keys[3], "alg")
	for i := range 10_000 {
		keys = append(keys, rsaJWK(fmt.Sprint("key", i), &strangeKey().PublicKey))
	}
	serveKeys(t, srv, 9, keys...)
	m := newManager(t, srv, session.Config{})
	_, err := m.VerifyToken(t.Context(), ownToken(t, nil))
	require.NoError(t, err)
	_, err = m.VerifyToken(t.Context(), sign(t, jose.RS256, strangeKey(), "key98", said(nil)))
	require.NoError(t, err)
	_, err = m.VerifyToken(t.Context(), sign(t, jose.RS256, strangeKey(), "key99", said(nil)))
	requireTokenError(t, err, session.ErrInvalidToken)
}

// Whatever the keys are, they do no harm.
func FuzzJWKS(f *testing.F) {
	own, err := json.Marshal(map[string]any{"keys": []jwk{rsaJWK("own", &ownKey().PublicKey)}})
	require.NoError(f, err)
	for _, seed := range []string{
		string(own), `{"keys":[{"kty":"RSA","kid":"own","n":"AQAB","e":"AQAB"}]}`, `{"keys":[null,[],{"kty":"oct","k":"AA"}]}`, `<html>`, ``,
	} {
		f.Add([]byte(seed))
	}
	token := longToken(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		srv := workostest.NewServer(t)
		srv.Fail(jwksRoute, 2, workostest.Respond(http.StatusOK, nil, string(body)))
		m, err := session.New(srv.Client(workos.WithMaxRetries(0)), session.Config{})
		require.NoError(t, err)
		if _, err = m.VerifyToken(t.Context(), token); err != nil && !errors.Is(err, session.ErrInvalidToken) {
			requireNoVerdict(t, err)
		}
	})
}
