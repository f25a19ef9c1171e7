package workos_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
)

func TestNewClientReadsEnvironment(t *testing.T) {
	t.Setenv("WORKOS_API_KEY", "sk_env")
	t.Setenv("WORKOS_CLIENT_ID", "client_env")
	t.Setenv("WORKOS_BASE_URL", "https://env.example.com/")

	client := workos.NewClient()
	assert.Equal(t, "sk_env", client.APIKey())
	assert.Equal(t, "client_env", client.ClientID())
	assert.Equal(t, "https://env.example.com", client.BaseURL())

	client = workos.NewClient(workos.WithAPIKey("sk_opt"), workos.WithClientID("client_opt"), workos.WithBaseURL("http://opt.example.com"))
	assert.Equal(t, "sk_opt", client.APIKey())
	assert.Equal(t, "client_opt", client.ClientID())
	assert.Equal(t, "http://opt.example.com", client.BaseURL())
}

func TestNewClientDefaults(t *testing.T) {
	t.Setenv("WORKOS_API_KEY", "")
	t.Setenv("WORKOS_CLIENT_ID", "")
	t.Setenv("WORKOS_BASE_URL", "")

	client := workos.NewClient()
	assert.Equal(t, "https://api.workos.com", client.BaseURL())
	_, err := getThing(t, client)
	require.ErrorIs(t, err, workos.ErrMissingAPIKey)
	require.EqualError(t, err, "workos: GET /things/{id}: no API key: set WORKOS_API_KEY or use WithAPIKey")
	_, err = client.RequireClientID()
	require.ErrorIs(t, err, workos.ErrMissingClientID)

	id, err := workos.NewClient(workos.WithClientID("client_1")).RequireClientID()
	require.NoError(t, err)
	assert.Equal(t, "client_1", id)
}

func TestExplicitlyNoAPIKey(t *testing.T) {
	t.Setenv("WORKOS_API_KEY", "sk_env")
	s := play(answer(200, oneThing))
	_, err := getThing(t, s.client(workos.WithAPIKey("")))
	require.ErrorIs(t, err, workos.ErrMissingAPIKey)
	assert.Zero(t, s.count())
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{
		"https://api.example.com":         "https://api.example.com/things/thing_1",
		"https://api.example.com/":        "https://api.example.com/things/thing_1",
		"https://api.example.com//":       "https://api.example.com/things/thing_1",
		"https://proxy.example.com/a/b":   "https://proxy.example.com/a/b/things/thing_1",
		"https://proxy.example.com/a/b/":  "https://proxy.example.com/a/b/things/thing_1",
		"http://localhost:8080":           "http://localhost:8080/things/thing_1",
		"https://proxy.example.com/a%2Fb": "https://proxy.example.com/a%2Fb/things/thing_1",
	} {
		t.Run(base, func(t *testing.T) {
			t.Parallel()
			s := play(answer(200, oneThing))
			_, err := getThing(t, s.client(workos.WithBaseURL(base)))
			require.NoError(t, err)
			assert.Equal(t, want, s.last().URL.String())
		})
	}
}

// Wrong configurations: the first call says what is wrong, and sends nothing.
func TestWrongConfiguration(t *testing.T) {
	t.Parallel()
	var noClient *http.Client
	for name, test := range map[string]struct {
		opt  workos.Option
		want string
	}{
		"empty base URL":         {workos.WithBaseURL(""), "base URL is not an absolute http or https URL"},
		"relative base URL":      {workos.WithBaseURL("api.example.com"), "base URL is not an absolute"},
		"base URL without host":  {workos.WithBaseURL("https://"), "base URL is not an absolute"},
		"other scheme":           {workos.WithBaseURL("ftp://api.example.com"), "base URL is not an absolute"},
		"unparsable base URL":    {workos.WithBaseURL("https://api.example.com:port"), "base URL cannot be parsed"},
		"control character":      {workos.WithBaseURL("https://api.example.com\n"), "base URL cannot be parsed"},
		"base URL with query":    {workos.WithBaseURL("https://api.example.com?a=b"), "has a query or a fragment"},
		"base URL with fragment": {workos.WithBaseURL("https://api.example.com#"), "has a query or a fragment"},
		"base URL with password": {workos.WithBaseURL("https://me:hunter22@api.example.com"), "user name or password"},
		"nil HTTPDoer":           {workos.WithHTTPClient(nil), "the HTTP client is nil"},
		"nil *http.Client":       {workos.WithHTTPClient(noClient), "the HTTP client is nil"},
		"nil function":           {workos.WithHTTPClient(step(nil)), "the HTTP client is nil"},
		"base URL and password":  {workos.WithBaseURL("me:hunter22@api.example.com"), "the base URL is not an absolute"},
		"negative retries":       {workos.WithMaxRetries(-1), "the number of retries is negative: -1"},
		"timeout of zero":        {workos.WithTimeout(0), "the timeout is not positive"},
		"negative timeout":       {workos.WithTimeout(-time.Second), "the timeout is not positive"},
		"nil option":             {nil, "option 4 is nil"},
		"key with a newline":     {workos.WithAPIKey("sk_hunter22\n"), "the API key contains white space"},
		"application's name":     {workos.WithAppInfo("", "1.0"), "application's name"},
		"application's version":  {workos.WithAppInfo("app", "1.0 beta"), "application's name or version"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := play(answer(200, oneThing))
			client := s.client(test.opt)
			_, err := getThing(t, client)
			require.ErrorContains(t, err, test.want)
			require.ErrorContains(t, err, "workos: GET /things/{id}: ")
			assert.NotContains(t, err.Error(), "hunter22")
			assert.NotContains(t, client.BaseURL(), "hunter22")
			assert.Zero(t, s.count())
		})
	}
}

func TestSeveralMistakesAreAllTold(t *testing.T) {
	t.Parallel()
	_, err := getThing(t, workos.NewClient(workos.WithMaxRetries(-1), nil, workos.WithTimeout(-1)))
	require.ErrorContains(t, err, "retries")
	require.ErrorContains(t, err, "option 2 is nil")
	require.ErrorContains(t, err, "timeout")
}

func TestClientNotMadeByNewClient(t *testing.T) {
	t.Parallel()
	for _, client := range []*workos.Client{nil, {}} {
		_, err := getThing(t, client)
		require.ErrorContains(t, err, "not made by NewClient")
		_, err = workos.GetList[thing](t.Context(), client, workos.Path("/things"), nil)
		require.ErrorContains(t, err, "not made by NewClient")
		assert.Empty(t, client.APIKey()+client.ClientID()+client.BaseURL())
		_, err = client.RequireClientID()
		require.ErrorContains(t, err, "not made by NewClient")
	}
}

func TestUserAgent(t *testing.T) {
	t.Parallel()
	s := play(answer(200, oneThing))
	_, err := getThing(t, s.client())
	require.NoError(t, err)
	assert.Contains(t, s.last().UserAgent(), "workos-go/"+workos.Version)

	_, err = getThing(t, s.client(workos.WithAppInfo("acme-portal", "2.1")))
	require.NoError(t, err)
	assert.Contains(t, s.last().UserAgent(), "workos-go/"+workos.Version)
	assert.True(t, strings.HasSuffix(s.last().UserAgent(), " acme-portal/2.1"), s.last().UserAgent())

	_, err = getThing(t, s.client(workos.WithAppInfo("acme-portal", "")))
	require.NoError(t, err)
	assert.True(t, strings.HasSuffix(s.last().UserAgent(), " acme-portal"), s.last().UserAgent())
}

func TestLogger(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s := play(
		answer(429, `{"message":"slow down"}`, "X-Request-ID", "req_1", "Retry-After", "0"),
		failWith(fmt.Errorf("cannot reach %s", "https://api.example.com/things/thing_1?token=token_hunter22")),
		answer(200, oneThing, "X-Request-ID", "req_3"),
	)
	_, err := getThing(t, s.client(workos.WithLogger(logger), workos.WithTimeout(time.Minute)), workos.WithBearerToken("token_hunter22"))
	require.NoError(t, err)

	records := strings.Split(strings.TrimSpace(log.String()), "\n")
	require.Len(t, records, 3)
	assert.Contains(t, records[0], "level=WARN")
	assert.Contains(t, records[0], "method=GET route=/things/{id} attempt=1 duration=")
	assert.Contains(t, records[0], "status=429 request_id=req_1")
	assert.Contains(t, records[1], "level=WARN")
	assert.Contains(t, records[1], "attempt=2")
	assert.Contains(t, records[1], "error=")
	assert.Contains(t, records[2], "level=DEBUG")
	assert.Contains(t, records[2], "attempt=3")
	assert.Contains(t, records[2], "status=200 request_id=req_3")
	assert.Contains(t, records[1], `error="cannot reach https://api.example.com/things/{id}?token=[redacted]"`)
	for _, hidden := range []string{"hunter22", "thing_1", "One", "slow down"} {
		assert.NotContains(t, log.String(), hidden)
	}

	_, err = getThing(t, s.client(workos.WithLogger(nil)))
	require.NoError(t, err)
}

// No formatting verb shows a secret of anything that the package exports.
func TestFormattingHidesSecrets(t *testing.T) {
	t.Parallel()
	const secret = "hunter22"
	s := play(answer(401, `{"message":"no `+secret+`","pending_authentication_token":"`+secret+`"}`, "Set-Cookie", secret))
	client := s.client(workos.WithAPIKey("sk_" + secret))
	var response workos.Response
	request := workos.Request{
		Method: http.MethodPost,
		Path:   workos.Path("/things/{token}", secret),
		Query:  map[string]string{"a": secret},
		Body:   map[string]string{"password": secret},
	}
	_, err := workos.Get[thing](t.Context(), client, request.Path, nil, workos.WithBearerToken(secret), workos.WithResponse(&response))
	apiErr := asError(t, err)
	require.Contains(t, string(apiErr.Body()), secret)
	require.Contains(t, string(response.Body), secret)

	for _, value := range []any{
		[]workos.Response{response}, map[string]workos.Request{"a": request},
		client, *client, &client, struct{ C *workos.Client }{client},
		err, apiErr, *apiErr, response, &response,
		request, &request, request.Path, &request.Path,
		workos.WithAPIKey(secret), workos.WithBearerToken(secret), workos.WithHeader("A", secret),
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			text := fmt.Sprintf(verb, value)
			assert.NotContains(t, text, secret, "%s of %T", verb, value)
			assert.NotContains(t, text, fmt.Sprintf("%x", secret), "%s of %T", verb, value)
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("text", "value", value)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("json", "value", value)
		assert.NotContains(t, log.String(), secret, "log of %T", value)
		assert.NotContains(t, log.String(), base64.StdEncoding.EncodeToString(response.Body)[:20], "log of %T", value)
	}
	assert.Equal(t, "workos.Client(https://api.example.com)", fmt.Sprint(client))
	assert.Equal(t, "POST /things/{token}", fmt.Sprint(request))
	assert.Equal(t, err.Error(), fmt.Sprintf("%#v", *apiErr))
	assert.Equal(t, "workos.Client(none)", fmt.Sprint(&workos.Client{}))
}
