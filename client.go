package workos

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"time"
)

// HTTPDoer sends one HTTP request. *http.Client is one.
//
// Like *http.Client, a doer returns a response with a body, or an error, and
// returns when the request's context ends.
//
// For traces and metrics, the request's Pattern is the route of the call, such as
// "/organizations/{id}", and Attempt says how often the call was sent.
type HTTPDoer interface {
	Do(req *http.Request) (*http.Response, error)
}

// Client sends requests to the WorkOS API. It does not change after NewClient
// and is safe for concurrent use. Make one and share it: it keeps connections.
type Client struct{ cfg *config }

// config is behind a pointer so that no formatting verb reaches the key.
type config struct {
	apiKey     string
	clientID   string
	baseURL    string
	base       *url.URL // baseURL, parsed
	doer       HTTPDoer
	maxRetries int
	timeout    time.Duration
	logger     *slog.Logger
	userAgent  string
	bearer     string // the header of the API key
	errs       []error
	buffers    sync.Pool // of *buffer
	shapes     sync.Map  // of *shape, by reflect.Type
}

// Option configures a Client.
type Option func(*config)

// NewClient returns a Client configured by options, and by WORKOS_API_KEY,
// WORKOS_CLIENT_ID and WORKOS_BASE_URL where the options say nothing.
//
// It never fails: a wrong configuration is the error of the first call, which
// is then not sent.
func NewClient(opts ...Option) *Client {
	cfg := &config{
		apiKey:     os.Getenv(envAPIKey),
		clientID:   os.Getenv(envClientID),
		baseURL:    cmp.Or(os.Getenv(envBaseURL), DefaultBaseURL),
		maxRetries: defaultMaxRetries,
		timeout:    DefaultTimeout,
		logger:     slog.New(slog.DiscardHandler),
		userAgent:  "workos-go/" + Version + " (" + runtime.Version() + ")",
	}
	for i, opt := range opts {
		if opt == nil {
			cfg.fail("option %d is nil", i+1)
			continue
		}
		opt(cfg)
	}
	cfg.check()
	if cfg.doer == nil {
		cfg.doer = newTransport()
	}
	return &Client{cfg}
}

// WithAPIKey sets the API key. An empty one means none, whatever
// WORKOS_API_KEY says: calls that need it fail with ErrMissingAPIKey.
func WithAPIKey(key string) Option {
	return func(cfg *config) { cfg.apiKey = key }
}

// WithClientID sets the client ID of the application.
func WithClientID(id string) Option {
	return func(cfg *config) { cfg.clientID = id }
}

// WithBaseURL sets where the API is: an absolute http or https URL, with or
// without a path in front of the API's own. A trailing slash does not matter.
func WithBaseURL(baseURL string) Option {
	return func(cfg *config) { cfg.baseURL = baseURL }
}

// WithHTTPClient sets what sends the requests, in place of the default client: to
// wrap that one, begin with NewHTTPClient. Each request's Pattern is the route of its
// call, such as "/organizations/{id}"; see HTTPDoer.
//
// An *http.Client whose CheckRedirect is nil follows no redirects here: net/http would
// turn a DELETE into a GET that succeeds.
func WithHTTPClient(doer HTTPDoer) Option {
	return func(cfg *config) {
		if isNil(doer) {
			cfg.fail("the HTTP client is nil")
			return
		}
		client, ok := doer.(*http.Client)
		switch {
		case !ok || client.CheckRedirect != nil:
		case client.Transport != nil && client.Jar == nil && client.Timeout == 0:
			// It adds nothing, but copies every header, for redirects.
			doer = transport{client.Transport}
		default:
			still := *client
			still.CheckRedirect = stay
			doer = &still
		}
		cfg.doer = doer
	}
}

// isNil reports whether v is nil, or a pointer or function that is.
func isNil(v any) bool {
	value := reflect.ValueOf(v)
	switch value.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Func:
		return value.IsNil()
	default:
		return false
	}
}

// WithMaxRetries sets how many times a call is sent again at most, in place of 3
// times; 0 turns retries off.
func WithMaxRetries(n int) Option {
	return func(cfg *config) {
		if n < 0 {
			cfg.fail("the number of retries is negative: %d", n)
		}
		cfg.maxRetries = n
	}
}

// WithTimeout bounds the calls whose context has no deadline, all attempts and
// waits included, in place of DefaultTimeout.
func WithTimeout(d time.Duration) Option {
	return func(cfg *config) {
		if d <= 0 {
			cfg.fail("the timeout is not positive: %s", d)
		}
		cfg.timeout = d
	}
}

// WithLogger logs a record of each attempt: method, route, status, duration,
// attempt and request ID, at level Debug, or Warn where the attempt got no
// answer, 429 or a 5xx. Headers, queries, bodies and IDs are never logged. The
// record's context is that of the call, for handlers that add what is in it. A nil
// logger means none.
func WithLogger(logger *slog.Logger) Option {
	return func(cfg *config) {
		if logger == nil {
			logger = slog.New(slog.DiscardHandler)
		}
		cfg.logger = logger
	}
}

// WithAppInfo adds the name and version of the calling application to the
// User-Agent. The version may be empty.
func WithAppInfo(name, version string) Option {
	return func(cfg *config) {
		product := name
		if version != "" {
			product += "/" + version
		}
		if name == "" || strings.ContainsFunc(product, notVisible) {
			cfg.fail("the application's name or version is empty or not plain text: %q", product)
			return
		}
		cfg.userAgent += " " + product
	}
}

// APIKey returns the API key, or "".
func (c *Client) APIKey() string { return c.config().apiKey }

// ClientID returns the client ID, or "".
func (c *Client) ClientID() string { return c.config().clientID }

// RequireClientID returns the client ID, or ErrMissingClientID where there is
// none: for calls that cannot do without. A client with a wrong configuration
// says so here too.
func (c *Client) RequireClientID() (string, error) {
	cfg := c.config()
	if err := cfg.unusable(); err != nil {
		return "", err
	}
	if cfg.clientID == "" {
		return "", ErrMissingClientID
	}
	return cfg.clientID, nil
}

// BaseURL returns the base URL, without a trailing slash.
func (c *Client) BaseURL() string { return c.config().baseURL }

// Format writes the client's base URL, and no key, whatever the verb.
func (c Client) Format(f fmt.State, _ rune) {
	if c.cfg == nil {
		fmt.Fprint(f, "workos.Client(none)")
		return
	}
	fmt.Fprintf(f, "workos.Client(%s)", c.cfg.baseURL)
}

// config returns the configuration, an unusable one where NewClient made none.
func (c *Client) config() *config {
	if c == nil || c.cfg == nil {
		return &config{errs: []error{errors.New("it is nil or was not made by NewClient")}}
	}
	return c.cfg
}

// unusable says why the client cannot be used, or nil.
func (cfg *config) unusable() error {
	if len(cfg.errs) == 0 {
		return nil
	}
	return fmt.Errorf("the client cannot be used: %w", errors.Join(cfg.errs...))
}

func (cfg *config) fail(format string, args ...any) {
	cfg.errs = append(cfg.errs, fmt.Errorf(format, args...))
}

func (cfg *config) check() {
	if strings.ContainsFunc(cfg.apiKey, notVisible) {
		cfg.fail("the API key contains white space or characters that are not ASCII")
	}
	cfg.bearer = "Bearer " + cfg.apiKey
	cfg.baseURL = strings.TrimRight(cfg.baseURL, "/")
	var err error
	if cfg.base, err = parseBaseURL(cfg.baseURL); err != nil {
		cfg.fail("the base URL %w", err)
		cfg.baseURL = ""
	}
}

func parseBaseURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil: // url.Error repeats the URL, which may hold a password
		return nil, fmt.Errorf("cannot be parsed: %w", errors.Unwrap(err))
	case u.User != nil:
		return nil, errors.New("contains a user name or password")
	case u.Scheme != "http" && u.Scheme != "https", u.Host == "":
		return nil, errors.New("is not an absolute http or https URL")
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(s, "#"):
		return nil, errors.New("has a query or a fragment")
	}
	return u, nil
}

// notVisible reports whether r is anything but a visible ASCII character.
func notVisible(r rune) bool { return r <= ' ' || r > '~' }

// maxConns bounds the default client's connections to the API, busy or idle.
// net/http would keep two idle ones and dial anew for every burst.
const maxConns = 64

// NewHTTPClient returns a new *http.Client like that of a Client without
// WithHTTPClient: to change it, or to wrap its Transport, and to give it to
// WithHTTPClient.
//
//	httpClient := workos.NewHTTPClient()
//	httpClient.Transport = otelhttp.NewTransport(httpClient.Transport)
//
// It opens at most 64 connections, which it keeps (HTTP/2 needs one of them), and waits
// 30 seconds at most for an answer to begin. It follows no redirects; one to an address
// that cannot be read is an error of net/http.
func NewHTTPClient() *http.Client {
	return &http.Client{Transport: newTransport().RoundTripper, CheckRedirect: stay}
}

// stay follows no redirect.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// transport is an HTTPDoer that sends each request as it is: the API does not
// redirect, and what does must not get the key.
type transport struct{ http.RoundTripper }

func (t transport) Do(req *http.Request) (*http.Response, error) { return t.RoundTrip(req) }

func newTransport() transport {
	return transport{&http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		ForceAttemptHTTP2:      true,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 10 * time.Second},
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  30 * time.Second,
		IdleConnTimeout:        90 * time.Second,
		MaxConnsPerHost:        maxConns,
		MaxIdleConnsPerHost:    maxConns,
		MaxResponseHeaderBytes: 256 << 10,
	}}
}
