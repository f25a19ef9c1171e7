package iron_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/internal/iron"
)

const (
	password = "a password of at least 32 characters"
	another  = "another password of 32 characters or more"
)

var now = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

func seal(tb testing.TB, data string, expiresAt time.Time) string {
	tb.Helper()
	sealed, err := iron.Seal([]byte(data), password, expiresAt)
	require.NoError(tb, err)
	return sealed
}

func TestSeal(t *testing.T) {
	t.Parallel()
	sealed := seal(t, `{"a":1}`, time.Time{})
	assert.Regexp(t, `^Fe26\.2\*1\*[0-9a-f]{64}\*[\w-]{22}\*[\w-]{22}\*\*[0-9a-f]{64}\*[\w-]{43}~2$`, sealed)
	assert.NotEqual(t, sealed, seal(t, `{"a":1}`, time.Time{}), "salts and vectors are random")
	assert.Contains(t, seal(t, `{}`, now), "*1782907200000*")

	for size := range 50 {
		data := strings.Repeat("x", size)
		opened, err := iron.Open(seal(t, data, time.Time{}), []string{password}, now)
		require.NoError(t, err)
		assert.Equal(t, data, string(opened))
	}
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	sealed := seal(t, `{"a":1}`, time.Time{})
	opened, err := iron.Open(sealed, []string{another, password}, now)
	require.NoError(t, err)
	assert.JSONEq(t, `{"a":1}`, string(opened))
	for _, passwords := range [][]string{nil, {another}, {""}, {another, password + " "}} {
		_, err := iron.Open(sealed, passwords, now)
		require.ErrorIs(t, err, iron.ErrUnreadable)
		require.NotErrorIs(t, err, iron.ErrExpired)
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	sealed := seal(t, `{"a":1}`, now)
	for _, at := range []time.Time{now.Add(-time.Hour), now, now.Add(time.Minute - time.Millisecond)} {
		_, err := iron.Open(sealed, []string{password}, at)
		require.NoError(t, err, at)
	}
	_, err := iron.Open(sealed, []string{another, password}, now.Add(time.Minute))
	require.ErrorIs(t, err, iron.ErrExpired)
	require.ErrorIs(t, err, iron.ErrUnreadable)
	_, err = iron.Open(sealed, []string{another}, now.Add(time.Minute))
	require.NotErrorIs(t, err, iron.ErrExpired, "only a good seal says that it has expired")
}

func TestVersions(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		`{"persistent":{"a":1},"flash":{}}`: `{"a":1}`,
		`{"persistent":null,"a":1}`:         `{"persistent":null,"a":1}`,
		`{"a":1}`:                           `{"a":1}`,
		`["a"]`:                             `["a"]`,
		`text`:                              `text`,
	} {
		sealed := seal(t, data, time.Time{})
		plain := strings.TrimSuffix(sealed, "~2")
		for suffix, want := range map[string]string{"": data, "~2": data, "~1": want, "~3": want, "~": want} {
			opened, err := iron.Open(plain+suffix, []string{password}, now)
			require.NoError(t, err, suffix)
			assert.Equal(t, want, string(opened), suffix)
		}
	}
}

// One changed character, a missing part or one too many: whatever it is, the seal
// does not open.
func TestChangedSeals(t *testing.T) {
	t.Parallel()
	sealed := seal(t, `{"secret":"s3cret"}`, now)
	end := strings.Index(sealed, "~")
	for i := range end {
		other := byte('A')
		if sealed[i] == other {
			other = 'B'
		}
		requireUnreadable(t, sealed[:i]+string(other)+sealed[i+1:])
		requireUnreadable(t, sealed[:i])
	}
	for part := range strings.SplitSeq(sealed[:end], "*") {
		requireUnreadable(t, strings.Replace(sealed, part, "", 1))
	}
	for _, changed := range []string{
		"", "~2", "*", "*******", "Fe26.2", "Fe26.2*", "Fe26.2********", "Fe26.2*1******", "<html>", "null", "{}",
		sealed[:end] + "*", "*" + sealed, sealed[:end] + "=~2", sealed[:end] + "\n~2", strings.Replace(sealed, "Fe26.2", "Fe26.1", 1),
		strings.Repeat(sealed, 1000), iron.Prefix + strings.Repeat("a", 100<<10), iron.Prefix + strings.Repeat("*", 60<<10),
	} {
		requireUnreadable(t, changed)
	}
}

func requireUnreadable(tb testing.TB, sealed string) {
	tb.Helper()
	data, err := iron.Open(sealed, []string{another, password}, now)
	require.ErrorIs(tb, err, iron.ErrUnreadable, sealed)
	require.Nil(tb, data)
	require.NotContains(tb, err.Error(), "s3cret")
}

// A good MAC over nonsense does not open either.
func TestSignedNonsense(t *testing.T) {
	t.Parallel()
	const block = "AAAAAAAAAAAAAAAAAAAAAA" // 16 bytes
	parts := strings.Split(seal(t, `{}`, time.Time{}), "*")
	salt, vector, data := parts[2], parts[3], parts[4]
	for _, signed := range []string{
		"Fe26.2*1*" + salt + "*" + vector + "*" + data + "*soon",
		"Fe26.2*1*" + salt + "*" + vector + "*" + data + "*99999999999999999999",
		"Fe26.2*1*" + salt + "*" + vector[:21] + "*" + data + "*",
		"Fe26.2*1*" + salt + "*" + vector + block + "*" + data + "*",
		"Fe26.2*1*" + salt + "*" + vector + "**",
		"Fe26.2*1*" + salt + "*" + vector + "*AAAA*",
		"Fe26.2*1*" + salt + "*" + vector + "*" + data + "=*",
		// Of random bytes one in 256 would have the padding of nothing: these do not.
		"Fe26.2*1*salt*" + block + "*" + block + "*",
		"Fe26.2*1**" + block + "*" + block + "*",
	} {
		requireUnreadable(t, iron.Sign(signed, password, "salt"))
	}
	opened, err := iron.Open(iron.Sign("Fe26.2**"+salt+"*"+vector+"*"+data+"*", password, ""), []string{password}, now)
	require.NoError(t, err, "neither the ID of the password nor the form of the salt matters")
	assert.Equal(t, `{}`, string(opened))
}
