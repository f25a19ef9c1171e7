package vault_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/vault"
	"github.com/workos-go/workos/workostest"
)

// goldens are what internal/nodecheck/goldens-vault.mjs wrote.
type golden struct{ Name, Key, EncryptedKeys, Plaintext, AssociatedData, Encrypted string }

func readGoldens(t *testing.T) (goldens []golden) {
	t.Helper()
	data, err := os.ReadFile("testdata/encrypted.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &goldens))
	return goldens
}

// What the package of Node encrypted is decrypted, and what is encrypted with the
// same key has the same form.
func TestGoldens(t *testing.T) {
	t.Parallel()
	goldens := readGoldens(t)
	require.Len(t, goldens, 9)
	for _, golden := range goldens {
		srv := workostest.NewServer(t)
		secrets := vault.New(srv.Client())
		answer := fmt.Sprintf(`{"id":"key_1","data_key":%q,"encrypted_keys":%q,"context":{}}`, golden.Key, golden.EncryptedKeys)
		srv.Fail("POST /vault/v1/keys/decrypt", 2, workostest.Respond(200, nil, answer))
		srv.Fail("POST /vault/v1/keys/data-key", 1, workostest.Respond(200, nil, answer))
		with := vault.DecryptParams{AssociatedData: []byte(golden.AssociatedData)}

		plaintext, err := secrets.Decrypt(t.Context(), golden.Encrypted, with)
		require.NoError(t, err, golden.Name)
		assert.Equal(t, golden.Plaintext, string(plaintext), golden.Name)
		assert.JSONEq(t, fmt.Sprintf(`{"keys":%q}`, golden.EncryptedKeys), string(srv.Requests()[0].Body))

		encrypted, err := secrets.Encrypt(t.Context(), []byte(golden.Plaintext), vault.EncryptParams{
			KeyContext: keyContext, AssociatedData: []byte(golden.AssociatedData),
		})
		require.NoError(t, err, golden.Name)
		assert.JSONEq(t, `{"context":{"organization_id":"org_1"}}`, string(srv.Requests()[1].Body))
		ours, err := base64.StdEncoding.DecodeString(encrypted)
		require.NoError(t, err)
		theirs, err := base64.StdEncoding.DecodeString(golden.Encrypted)
		require.NoError(t, err)
		require.Len(t, ours, len(theirs), golden.Name)
		end := len(ours) - len(golden.Plaintext)
		assert.Equal(t, theirs[28:end], ours[28:end], golden.Name)
		assert.NotEqual(t, theirs[:28], ours[:28], golden.Name)

		plaintext, err = secrets.Decrypt(t.Context(), encrypted, with)
		require.NoError(t, err, golden.Name)
		assert.Equal(t, golden.Plaintext, string(plaintext), golden.Name)
	}
}

func TestEncryptedDataIsBound(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	secrets, ctx := vault.New(srv.Client()), t.Context()
	decrypt := func(encrypted, associated string) (string, error) {
		plaintext, err := secrets.Decrypt(ctx, encrypted, vault.DecryptParams{AssociatedData: []byte(associated)})
		return string(plaintext), err
	}
	encrypted, err := secrets.Encrypt(ctx, []byte("s3cret"), vault.EncryptParams{KeyContext: keyContext, AssociatedData: []byte("record_1")})
	require.NoError(t, err)
	assert.NotContains(t, encrypted, base64.StdEncoding.EncodeToString([]byte("s3c")))
	plaintext, err := decrypt(encrypted, "record_1")
	require.NoError(t, err)
	assert.Equal(t, "s3cret", plaintext)
	bare := strings.TrimRight(encrypted, "=")
	for _, written := range []string{bare, encrypted + "\n", encrypted + "\r\n", bare + "\n", bare[:40] + "\r\n" + bare[40:]} {
		plaintext, err = decrypt(written, "record_1")
		require.NoError(t, err, "%q", written)
		assert.Equal(t, "s3cret", plaintext)
	}

	for _, associated := range []string{"", "record_2"} {
		_, err = decrypt(encrypted, associated)
		require.ErrorIs(t, err, vault.ErrDecrypt)
	}
	data, err := base64.StdEncoding.DecodeString(encrypted)
	require.NoError(t, err)
	for i := range data {
		changed := slices.Clone(data)
		changed[i] ^= 1
		_, err := decrypt(base64.StdEncoding.EncodeToString(changed), "record_1")
		require.Error(t, err, i)
		if i < 28 || i >= len(data)-len("s3cret") {
			require.ErrorIs(t, err, vault.ErrDecrypt, i)
		}
	}

	// A key of Vault's that it does not know.
	_, err = vault.New(workostest.NewServer(t).Client()).Decrypt(ctx, encrypted, vault.DecryptParams{})
	require.ErrorIs(t, err, workos.ErrBadRequest)
	_, err = secrets.Encrypt(ctx, nil, vault.EncryptParams{})
	assert.Equal(t, "context", operationtest.RefusedParam(nil, err))
}

// What cannot be encrypted data is not sent.
func TestMalformed(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	head := make([]byte, 28)
	blob := func(length []byte, rest int) string {
		return base64.StdEncoding.EncodeToString(slices.Concat(head, length, make([]byte, rest)))
	}
	for name, encrypted := range map[string]string{
		"nothing":             "",
		"no base64":           "s3cret!",
		"base64url":           strings.Repeat("-_", 40),
		"only nonce and tag":  blob(nil, 0),
		"cut in the tag":      base64.StdEncoding.EncodeToString(head[:27]),
		"length without end":  blob([]byte{0x80}, 0),
		"no key":              blob([]byte{0}, 50),
		"key cut":             blob([]byte{10}, 9),
		"key too long":        blob(binary.AppendUvarint(nil, 1<<16+1), 1<<17),
		"length of 32 bits":   blob(binary.AppendUvarint(nil, 1<<32-1), 50),
		"length of 64 bits":   blob(bytes.Repeat([]byte{0xff}, 9), 50),
		"length that is more": blob(bytes.Repeat([]byte{0x80}, 40), 50),
	} {
		_, err := vault.New(srv.Client()).Decrypt(t.Context(), encrypted, vault.DecryptParams{})
		require.Equal(t, vault.ErrMalformed, err, name)
	}
	assert.Empty(t, srv.Requests())
}

// A data key that is none of AES-256 is refused, and not said.
func TestUnusableDataKeys(t *testing.T) {
	t.Parallel()
	good := base64.StdEncoding.EncodeToString(make([]byte, 32))
	for _, answer := range []string{
		`{}`, `{"data_key":"czNjcmV0","encrypted_keys":"b3BhcXVl"}`, `{"data_key":"` + good + `"}`,
		`{"data_key":"s3cret!","encrypted_keys":"b3BhcXVl"}`, `{"data_key":"` + good + `","encrypted_keys":"s3cret!"}`,
	} {
		srv := workostest.NewServer(t)
		srv.Fail("POST /vault/v1/keys/data-key", 1, workostest.Respond(200, nil, answer))
		_, err := vault.New(srv.Client()).Encrypt(t.Context(), []byte("a"), vault.EncryptParams{KeyContext: keyContext})
		require.EqualError(t, err, "vault: the API's data key is not one of AES-256 in base64")
	}
}

func TestKeyCache(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		secrets, ctx := vault.New(srv.Client()), t.Context()
		cache := vault.NewKeyCache(time.Minute, 3)
		asked := func() int { return len(srv.Requests()) }
		encrypt := func(of string, cache *vault.KeyCache) string {
			encrypted, err := secrets.Encrypt(ctx, []byte(of), vault.EncryptParams{KeyContext: map[string]string{"of": of}, Cache: cache})
			require.NoError(t, err)
			return encrypted
		}
		decrypt := func(encrypted string, cache *vault.KeyCache) string {
			plaintext, err := secrets.Decrypt(ctx, encrypted, vault.DecryptParams{Cache: cache})
			require.NoError(t, err)
			return string(plaintext)
		}

		ann := encrypt("ann", cache)
		assert.NotEqual(t, ann, encrypt("ann", cache))
		assert.Equal(t, 1, asked())
		encrypt("bob", cache)
		assert.Equal(t, 2, asked(), "another context has another key")
		for range 3 {
			assert.Equal(t, "ann", decrypt(ann, cache))
		}
		assert.Equal(t, 3, asked())

		// Time is over.
		time.Sleep(time.Minute)
		synctest.Wait()
		encrypt("ann", cache)
		assert.Equal(t, "ann", decrypt(ann, cache))
		assert.Equal(t, 5, asked())

		// There are too many: the number stays, and all of them work.
		for range 2 {
			for _, of := range []string{"a", "b", "c", "d", "e"} {
				assert.Equal(t, of, decrypt(encrypt(of, cache), cache))
			}
		}
		assert.Equal(t, 6, cache.Len(), "three to encrypt, three to decrypt")

		// They are forgotten.
		cache.Clear()
		assert.Zero(t, cache.Len())
		before := asked()
		assert.Equal(t, "ann", decrypt(ann, cache))
		assert.Equal(t, before+1, asked())

		// Another client's are its own.
		_, err := vault.New(workostest.NewServer(t).Client()).Decrypt(ctx, ann, vault.DecryptParams{Cache: cache})
		require.ErrorIs(t, err, workos.ErrBadRequest)

		// None is kept.
		before = asked()
		for _, none := range []*vault.KeyCache{nil, vault.NewKeyCache(0, 9), vault.NewKeyCache(time.Minute, 0)} {
			decrypt(ann, none)
			decrypt(ann, none)
		}
		assert.Equal(t, before+6, asked())
	})
}

// A key encrypts so often, and then another does.
func TestKeyCacheGoesOn(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	secrets, cache := vault.New(srv.Client()), vault.NewKeyCache(time.Hour, 9)
	for _, asked := range []int{1, 1, 2, 2} {
		_, err := secrets.Encrypt(t.Context(), nil, vault.EncryptParams{KeyContext: keyContext, Cache: cache})
		require.NoError(t, err)
		assert.Len(t, srv.Requests(), asked)
		cache.SetUses(vault.MaxEncryptions - 1)
	}
}

func TestKeyCacheAtTheSameTime(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	secrets, cache := vault.New(srv.Client()), vault.NewKeyCache(time.Millisecond, 2)
	done := make(chan error)
	for i := range 8 {
		go func() {
			for n := range 20 {
				context := map[string]string{"of": strconv.Itoa((i + n) % 3)}
				encrypted, err := secrets.Encrypt(t.Context(), []byte("a"), vault.EncryptParams{KeyContext: context, Cache: cache})
				if err == nil {
					_, err = secrets.Decrypt(t.Context(), encrypted, vault.DecryptParams{Cache: cache})
				}
				if err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range 8 {
		require.NoError(t, <-done)
	}
	cache.Clear()
}

// answers is a workos.HTTPDoer that is asked in a bubble.
type answers func(*http.Request) (*http.Response, error)

func (f answers) Do(req *http.Request) (*http.Response, error) { return f(req) }

// Those who need the same key at the same time ask once.
func TestKeyCacheAsksOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		secrets, cache := vault.New(srv.Client()), vault.NewKeyCache(time.Hour, 9)
		encrypted := make(chan string, 50)
		encrypt := func(ctx context.Context) error {
			text, err := secrets.Encrypt(ctx, []byte("a"), vault.EncryptParams{KeyContext: keyContext, Cache: cache})
			encrypted <- text
			return err
		}
		srv.Fail("POST /vault/v1/keys/data-key", 1, workostest.Delay(time.Second))
		done := make(chan error, 50)
		for range 50 {
			go func() { done <- encrypt(t.Context()) }()
		}
		for range 50 {
			require.NoError(t, <-done)
			plaintext, err := secrets.Decrypt(t.Context(), <-encrypted, vault.DecryptParams{Cache: cache})
			require.NoError(t, err)
			assert.Equal(t, "a", string(plaintext))
		}
		assert.Len(t, srv.Requests(), 2, "one to encrypt, one to decrypt")
	})
}

// Whoever waits for another waits as long as its own context, and does without where
// the other one gives up.
func TestKeyCacheWaits(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func() (*http.Response, error){
		"failed":   func() (*http.Response, error) { return nil, errors.New("no network") },
		"panicked": func() (*http.Response, error) { panic("oh") },
	} {
		synctest.Test(t, func(t *testing.T) {
			srv := workostest.NewServer(t)
			var asked atomic.Int32
			client := srv.Client(workos.WithMaxRetries(0), workos.WithHTTPClient(answers(func(req *http.Request) (*http.Response, error) {
				if asked.Add(1) == 1 {
					time.Sleep(time.Minute)
					return fail()
				}
				return srv.Do(req)
			})))
			cache := vault.NewKeyCache(time.Hour, 9)
			encrypt := func(d time.Duration) (err error) {
				defer func() {
					if problem := recover(); problem != nil {
						err = fmt.Errorf("%v", problem)
					}
				}()
				ctx, cancel := context.WithTimeout(t.Context(), d)
				defer cancel()
				_, err = vault.New(client).Encrypt(ctx, nil, vault.EncryptParams{KeyContext: keyContext, Cache: cache})
				return err
			}
			first, short, long := make(chan error, 1), make(chan error, 1), make(chan error, 1)
			go func() { first <- encrypt(time.Hour) }()
			synctest.Wait()
			go func() { short <- encrypt(time.Second) }()
			go func() { long <- encrypt(time.Hour) }()
			require.ErrorIs(t, <-short, context.DeadlineExceeded, name)
			assert.EqualValues(t, 1, asked.Load())
			require.Error(t, <-first, name)
			require.NoError(t, <-long, name)
			require.NoError(t, encrypt(time.Hour), name)
			assert.EqualValues(t, 2, asked.Load(), name)
		})
	}
}

// What is forgotten is wiped, and a key on its way is not kept.
func TestKeyCacheForgets(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		secrets, cache := vault.New(srv.Client()), vault.NewKeyCache(time.Hour, 1)
		encrypt := func(of string) string {
			encrypted, err := secrets.Encrypt(t.Context(), nil, vault.EncryptParams{KeyContext: map[string]string{"of": of}, Cache: cache})
			require.NoError(t, err)
			return encrypted
		}
		wiped := make([]byte, 32)
		for name, forget := range map[string]func(){
			"cleared": cache.Clear,
			"expired": func() {
				time.Sleep(time.Hour)
				synctest.Wait()
			},
			"pushed out": func() {
				_, err := secrets.Decrypt(t.Context(), encrypt("bob"), vault.DecryptParams{Cache: cache})
				require.NoError(t, err)
			},
			"used up": func() {
				cache.SetUses(vault.MaxEncryptions - 1)
				encrypt("ann")
				cache.Clear() // that for Decrypt
			},
		} {
			cache.Clear()
			_, err := secrets.Decrypt(t.Context(), encrypt("ann"), vault.DecryptParams{Cache: cache})
			require.NoError(t, err)
			kept := cache.Keys()
			require.Len(t, kept, 2)
			require.NotContains(t, kept, wiped, "in use")
			forget()
			assert.Equal(t, [][]byte{wiped, wiped}, kept, name)
		}

		cache.Clear()
		srv.Fail("POST /vault/v1/keys/data-key", 1, workostest.Delay(time.Minute))
		done := make(chan string)
		go func() { done <- encrypt("ann") }()
		synctest.Wait()
		cache.Clear()
		assert.NotEmpty(t, <-done)
		assert.Zero(t, cache.Len())
		encrypt("ann")
		assert.Equal(t, 1, cache.Len())
	})
	(*vault.KeyCache)(nil).Clear()
}

// Many that are decrypted do not push out the key that encrypts.
func TestKeyCacheOfBothKinds(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	secrets, cache := vault.New(srv.Client()), vault.NewKeyCache(time.Hour, 2)
	made := 0
	for range 9 {
		encrypted, err := secrets.Encrypt(t.Context(), nil, vault.EncryptParams{KeyContext: keyContext})
		require.NoError(t, err)
		_, err = secrets.Decrypt(t.Context(), encrypted, vault.DecryptParams{Cache: cache})
		require.NoError(t, err)
		before := len(srv.Requests())
		_, err = secrets.Encrypt(t.Context(), nil, vault.EncryptParams{KeyContext: keyContext, Cache: cache})
		require.NoError(t, err)
		made += len(srv.Requests()) - before
	}
	assert.Equal(t, 1, made)
}

// Contexts that look alike are not the same.
func TestKeyCacheOfContexts(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	secrets, cache := vault.New(srv.Client()), vault.NewKeyCache(time.Hour, 9)
	for i, keyContext := range []map[string]string{{"a": "b c:d"}, {"a": "b", "c": "d"}, {"a": `b" "c":"d`}} {
		for range 2 {
			_, err := secrets.Encrypt(t.Context(), nil, vault.EncryptParams{KeyContext: keyContext, Cache: cache})
			require.NoError(t, err)
		}
		assert.Len(t, srv.Requests(), i+1)
	}
}

func TestKeyCacheIsNotPrinted(t *testing.T) {
	t.Parallel()
	params := vault.EncryptParams{KeyContext: keyContext, Cache: vault.NewKeyCache(time.Hour, 1)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		assert.Contains(t, fmt.Sprintf(verb, params), "vault.KeyCache([redacted])")
	}
}

// doer answers every request in the same way.
type doer string

func (d doer) Do(req *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(d))), Request: req}, nil
}

// FuzzDecrypt: nothing panics, and only what was encrypted is decrypted.
func FuzzDecrypt(f *testing.F) {
	key := bytes.Repeat([]byte{7}, 32)
	answer := doer(fmt.Sprintf(`{"data_key":%q,"encrypted_keys":"b3BhcXVl"}`, base64.StdEncoding.EncodeToString(key)))
	secrets := vault.New(workos.NewClient(workos.WithAPIKey("sk_test"), workos.WithHTTPClient(answer)))
	f.Add("", []byte(nil), 0)
	f.Add(strings.Repeat("A", 60), []byte("a"), 3)
	f.Add(base64.StdEncoding.EncodeToString(append(make([]byte, 28), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1)), []byte("b"), 9)
	f.Fuzz(func(t *testing.T, hostile string, plaintext []byte, at int) {
		if got, err := secrets.Decrypt(t.Context(), hostile, vault.DecryptParams{}); err == nil {
			t.Fatalf("%q decrypts to %q", hostile, got)
		}
		encrypted, err := secrets.Encrypt(t.Context(), plaintext, vault.EncryptParams{KeyContext: keyContext, AssociatedData: plaintext})
		if err != nil {
			t.Fatal(err)
		}
		got, err := secrets.Decrypt(t.Context(), encrypted, vault.DecryptParams{AssociatedData: plaintext})
		if err != nil || !bytes.Equal(got, plaintext) {
			t.Fatalf("%q: %q, %v", plaintext, got, err)
		}
		changed := []byte(encrypted)
		if i := uint(at) % uint(28*4/3); changed[i] != 'A' { // in the nonce or the tag
			changed[i] = 'A'
			if _, err := secrets.Decrypt(t.Context(), string(changed), vault.DecryptParams{AssociatedData: plaintext}); err == nil {
				t.Fatal("changed data decrypts")
			}
		}
	})
}
