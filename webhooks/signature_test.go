package webhooks_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/webhooks"
)

const (
	secret  = "whsec_0FWAiVGkEfGBqqsJH4aNAGBJ4"
	payload = `{"id":"event_01","event":"user.created","data":{"name":"Zoë"}}`

	// Computed by another program:
	//
	//	printf %s "1768478400000.$payload" | openssl dgst -sha256 -hmac "$secret"
	timestamp = "1768478400000"
	sum       = "1edf893b24f6677e21b2eb8784a7eb3256d21a9aaaffd119de720bed576fc8d0"
)

var signedAt = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

func clock(t time.Time) webhooks.Option {
	return webhooks.WithClock(func() time.Time { return t })
}

func TestSign(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "t="+timestamp+", v1="+sum, webhooks.Sign([]byte(payload), secret, signedAt))
	assert.Equal(t, "t="+timestamp+", v1="+sum, webhooks.Sign([]byte(payload), secret, signedAt.Add(time.Millisecond-1)))
}

func TestVerify(t *testing.T) {
	t.Parallel()
	wrong := strings.Repeat("0", 64)
	many := func(n int) string { return strings.Repeat("v1="+wrong+",", n) }
	for name, test := range map[string]struct {
		header string
		want   error
	}{
		"as documented":            {"t=" + timestamp + ", v1=" + sum, nil},
		"without a space":          {"t=" + timestamp + ",v1=" + sum, nil},
		"with more spaces":         {"  t=" + timestamp + " ,\tv1=" + sum + " ", nil},
		"the other way round":      {"v1=" + sum + ", t=" + timestamp, nil},
		"upper case":               {"t=" + timestamp + ", v1=" + strings.ToUpper(sum), nil},
		"unknown items":            {"t=" + timestamp + ", v0=abc, v2=, nonsense,, v1=" + sum + ", v11=a=b", nil},
		"good one first":           {"t=" + timestamp + ", v1=" + sum + ", v1=" + wrong, nil},
		"good one last":            {"t=" + timestamp + ", v1=" + wrong + ", v1=" + sum, nil},
		"good one after malformed": {"t=" + timestamp + ", v1=, v1=" + wrong[1:] + "g, v1=abc, v1=" + sum, nil},
		"good one the sixteenth":   {many(15) + "v1=" + sum + ",t=" + timestamp, nil},
		"good one and many more":   {"v1=" + sum + "," + many(1000) + "t=" + timestamp, nil},

		"good one after many": {many(16) + "v1=" + sum + ",t=" + timestamp, webhooks.ErrInvalidSignature},
		"none":                {"", webhooks.ErrNotSigned},
		"wrong":               {"t=" + timestamp + ", v1=" + wrong, webhooks.ErrInvalidSignature},
		"another time":        {"t=1768478400001, v1=" + sum, webhooks.ErrInvalidSignature},
		"same time, written otherwise": {
			"t=0" + timestamp + ", v1=" + sum, webhooks.ErrInvalidSignature,
		},
		"of seconds":            {"t=1768478400, v1=" + sum, webhooks.ErrInvalidSignature},
		"no time":               {"v1=" + sum, webhooks.ErrMalformedHeader},
		"no signature":          {"t=" + timestamp, webhooks.ErrMalformedHeader},
		"another scheme":        {"t=" + timestamp + ", v2=" + sum, webhooks.ErrMalformedHeader},
		"signature cut":         {"t=" + timestamp + ", v1=" + sum[:62], webhooks.ErrMalformedHeader},
		"signature too long":    {"t=" + timestamp + ", v1=" + sum + "00", webhooks.ErrMalformedHeader},
		"signature not in hex":  {"t=" + timestamp + ", v1=" + sum[1:] + "x", webhooks.ErrMalformedHeader},
		"two times":             {"t=" + timestamp + ", t=" + timestamp + ", v1=" + sum, webhooks.ErrMalformedHeader},
		"empty time":            {"t=, v1=" + sum, webhooks.ErrMalformedHeader},
		"negative time":         {"t=-" + timestamp + ", v1=" + sum, webhooks.ErrMalformedHeader},
		"signed time":           {"t=+" + timestamp + ", v1=" + sum, webhooks.ErrMalformedHeader},
		"time with a fraction":  {"t=" + timestamp + ".5, v1=" + sum, webhooks.ErrMalformedHeader},
		"time in other digits":  {"t=١٧٦, v1=" + sum, webhooks.ErrMalformedHeader},
		"overflowing time":      {"t=9223372036854775808, v1=" + sum, webhooks.ErrMalformedHeader},
		"endless time":          {"t=" + strings.Repeat("9", 100000) + ", v1=" + sum, webhooks.ErrMalformedHeader},
		"separators":            {",,,=,", webhooks.ErrMalformedHeader},
		"upper case of a name":  {"T=" + timestamp + ", V1=" + sum, webhooks.ErrMalformedHeader},
		"only spaces":           {"  ", webhooks.ErrMalformedHeader},
		"semicolons":            {"t=" + timestamp + "; v1=" + sum, webhooks.ErrMalformedHeader},
		"a signature that is t": {"t=" + sum, webhooks.ErrMalformedHeader},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := webhooks.Verify([]byte(payload), test.header, secret, clock(signedAt))
			require.ErrorIs(t, err, test.want)
			if err != nil {
				assert.Less(t, len(err.Error()), 120)
				for _, said := range []string{sum[:16], timestamp, secret, "event_01", "999"} {
					assert.NotContains(t, err.Error(), said)
				}
			}
		})
	}
}

func TestChangedPayload(t *testing.T) {
	t.Parallel()
	header := webhooks.Sign([]byte(payload), secret, signedAt)
	for _, changed := range []string{"", payload + " ", payload[1:], strings.Replace(payload, "Zoë", "Zoe", 1)} {
		require.ErrorIs(t, webhooks.Verify([]byte(changed), header, secret, clock(signedAt)), webhooks.ErrInvalidSignature)
	}
	require.NoError(t, webhooks.Verify(nil, webhooks.Sign(nil, secret, signedAt), secret, clock(signedAt)))
}

func TestTolerance(t *testing.T) {
	t.Parallel()
	const longest = time.Duration(math.MaxInt64)
	for name, test := range map[string]struct {
		offset time.Duration // of the clock from the time of the signature
		opts   []webhooks.Option
		want   error
	}{
		"just now":               {0, nil, nil},
		"180 s ago":              {180 * time.Second, nil, nil},
		"longer ago":             {180*time.Second + time.Millisecond, nil, webhooks.ErrOutsideTolerance},
		"180 s from now":         {-180 * time.Second, nil, nil},
		"farther from now":       {-180*time.Second - time.Millisecond, nil, webhooks.ErrOutsideTolerance},
		"a shorter tolerance":    {2 * time.Second, []webhooks.Option{webhooks.WithTolerance(time.Second)}, webhooks.ErrOutsideTolerance},
		"a longer tolerance":     {time.Hour, []webhooks.Option{webhooks.WithTolerance(time.Hour)}, nil},
		"the longest tolerance":  {50 * 365 * 24 * time.Hour, []webhooks.Option{webhooks.WithTolerance(longest)}, nil},
		"long before, the other": {-50 * 365 * 24 * time.Hour, nil, webhooks.ErrOutsideTolerance},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			header := webhooks.Sign([]byte(payload), secret, signedAt)
			opts := append([]webhooks.Option{clock(signedAt.Add(test.offset))}, test.opts...)
			require.ErrorIs(t, webhooks.Verify([]byte(payload), header, secret, opts...), test.want)
		})
	}
	// The greatest time that a header can say is well-formed and far away.
	header := webhooks.Sign([]byte(payload), secret, time.UnixMilli(math.MaxInt64))
	assert.Contains(t, header, "t=9223372036854775807, ")
	require.ErrorIs(t, webhooks.Verify([]byte(payload), header, secret), webhooks.ErrOutsideTolerance)
	// One before 1970 cannot be said.
	header = webhooks.Sign([]byte(payload), secret, time.UnixMilli(-1))
	require.ErrorIs(t, webhooks.Verify([]byte(payload), header, secret), webhooks.ErrMalformedHeader)
	// The clock is the system's unless an option says otherwise.
	require.NoError(t, webhooks.Verify([]byte(payload), webhooks.Sign([]byte(payload), secret, time.Now()), secret))
}

// Whoever cannot sign is not told whether the time would do.
func TestSignatureComesBeforeTolerance(t *testing.T) {
	t.Parallel()
	header := webhooks.Sign([]byte(payload), "another secret", signedAt)
	require.ErrorIs(t, webhooks.Verify([]byte(payload), header, secret), webhooks.ErrInvalidSignature)
	header = webhooks.Sign([]byte(payload), secret, signedAt)
	require.ErrorIs(t, webhooks.Verify([]byte(payload), header, secret), webhooks.ErrOutsideTolerance)
}

func TestSeveralSecrets(t *testing.T) {
	t.Parallel()
	more := webhooks.WithSecrets("second", "third")
	for _, good := range []string{secret, "second", "third", "fourth"} {
		header := webhooks.Sign([]byte(payload), good, signedAt)
		require.NoError(t, webhooks.Verify([]byte(payload), header, secret, clock(signedAt), more, webhooks.WithSecrets("fourth")), good)
	}
	header := webhooks.Sign([]byte(payload), "fifth", signedAt)
	require.ErrorIs(t, webhooks.Verify([]byte(payload), header, secret, clock(signedAt), more), webhooks.ErrInvalidSignature)
	// A header of two signatures, of which one is of the second secret.
	header = webhooks.Sign([]byte(payload), "fifth", signedAt) + "," + strings.Split(webhooks.Sign([]byte(payload), "third", signedAt), ",")[1]
	require.NoError(t, webhooks.Verify([]byte(payload), header, secret, clock(signedAt), more))
}

// Anybody can sign with an empty secret.
func TestEmptySecret(t *testing.T) {
	t.Parallel()
	header := webhooks.Sign([]byte(payload), "", signedAt)
	for _, header := range []string{header, "", "nonsense"} {
		require.ErrorIs(t, webhooks.Verify([]byte(payload), header, "", clock(signedAt)), webhooks.ErrMissingSecret)
		require.ErrorIs(t, webhooks.Verify([]byte(payload), header, secret, webhooks.WithSecrets("a", "")), webhooks.ErrMissingSecret)
		require.ErrorIs(t, webhooks.Verify([]byte(payload), header, "", nil), webhooks.ErrMissingSecret)
		_, err := webhooks.ConstructEvent([]byte(payload), header, "")
		require.ErrorIs(t, err, webhooks.ErrMissingSecret)
	}
}

func TestUnusableOptions(t *testing.T) {
	t.Parallel()
	header := webhooks.Sign([]byte(payload), secret, time.Now())
	for want, opt := range map[string]webhooks.Option{
		"webhooks: option 2 is nil":                           nil,
		"webhooks: the tolerance is not positive: 0s":         webhooks.WithTolerance(0),
		"webhooks: the clock is nil":                          webhooks.WithClock(nil),
		"webhooks: the limit of the body is not positive: -1": webhooks.WithMaxBytes(-1),
		"webhooks: the tolerance is not positive: -1m0s":      webhooks.WithTolerance(-time.Minute),
		"webhooks: the limit of the body is not positive: 0":  webhooks.WithMaxBytes(0),
	} {
		require.EqualError(t, webhooks.Verify([]byte(payload), header, secret, webhooks.WithLogger(nil), opt), want)
	}
	require.NoError(t, webhooks.Verify([]byte(payload), header, secret, webhooks.WithLogger(nil)))
}

func TestConstructEvent(t *testing.T) {
	t.Parallel()
	event, err := webhooks.ConstructEvent([]byte(payload), "t="+timestamp+", v1="+sum, secret, clock(signedAt))
	require.NoError(t, err)
	assert.Equal(t, "event_01", event.ID)
	assert.Equal(t, "user.created", string(event.Type))
	assert.JSONEq(t, `{"name":"Zoë"}`, string(event.Data))

	_, err = webhooks.ConstructEvent([]byte(payload), "t="+timestamp+", v1="+sum, "another", clock(signedAt))
	require.ErrorIs(t, err, webhooks.ErrInvalidSignature)
}

// What is no event is refused, without a word of what it is.
func TestInvalidPayloads(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		``, `null`, `[]`, `"s3cret"`, `{}`, `{"id":"s3cret"}`, `{"event":"s3cret"}`, `{"id":"","event":"user.created"}`,
		`{"id":"event_1","event":"user.created"`, `{"id":31337,"event":"user.created"}`, payload + payload,
		`{"id":"event_1","event":"user.created","created_at":"s3cret"}`, "\xff\xfe",
	} {
		_, err := webhooks.ConstructEvent([]byte(body), webhooks.Sign([]byte(body), secret, signedAt), secret, clock(signedAt))
		require.Equal(t, webhooks.ErrInvalidPayload, err, body)
	}
	// A later API may send more.
	body := `{"id":"event_1","event":"brand.new","new":[1],"context":null,"created_at":null}`
	event, err := webhooks.ConstructEvent([]byte(body), webhooks.Sign([]byte(body), secret, signedAt), secret, clock(signedAt))
	require.NoError(t, err)
	assert.Equal(t, "brand.new", string(event.Type))
}

// FuzzVerify: no header panics or is taken for a signature; what Sign made always
// verifies, and never with a byte changed.
func FuzzVerify(f *testing.F) {
	good := "t=" + timestamp + ", v1=" + sum
	for _, header := range []string{
		"", good, good + ",v1=", "t=,v1=", "t=-1,v1=" + sum, "t=9223372036854775807,v1=" + sum, "t=99999999999999999999,v1=" + sum, ",=,", "t=1,t=2",
	} {
		f.Add(header, []byte(payload), "whsec_other", int64(1768478400000), 7)
	}
	f.Fuzz(func(t *testing.T, header string, body []byte, key string, ms int64, at int) {
		now := time.UnixMilli(ms)
		if err := webhooks.Verify(body, header, "a secret that nobody knows", clock(now)); err == nil {
			t.Fatalf("%q verifies", header)
		} else if len(err.Error()) > 120 {
			t.Fatalf("a long error: %v", err)
		}
		if strings.TrimSpace(key) != key || key == "" || ms < 0 {
			return
		}
		signature := webhooks.Sign(body, key, now)
		if err := webhooks.Verify(body, signature, key, clock(now)); err != nil {
			t.Fatal(err)
		}
		flip := func(data []byte) []byte {
			changed := slices.Clone(data)
			changed[uint(at)%uint(len(data))] ^= 1
			return changed
		}
		if len(body) > 0 && webhooks.Verify(flip(body), signature, key, clock(now)) == nil {
			t.Fatal("a changed payload verifies")
		}
		name, rest, _ := strings.Cut(signature, ", v1=")
		for _, changed := range []string{
			"t=" + string(flip([]byte(name[2:]))) + ", v1=" + rest,
			name + ", v1=" + string(flip([]byte(rest))),
		} {
			if webhooks.Verify(body, changed, key, clock(now)) == nil {
				t.Fatalf("%q verifies in place of %q", changed, signature)
			}
		}
	})
}
