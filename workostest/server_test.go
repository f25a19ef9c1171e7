package workostest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

func create(t *testing.T, client *workos.Client, name string, opts ...workos.RequestOption) *organizations.Organization {
	t.Helper()
	org, err := organizations.New(client).Create(t.Context(), organizations.CreateParams{Name: name}, opts...)
	require.NoError(t, err)
	return org
}

// transports are the two ways to the same server.
func transports(srv *workostest.Server) map[string]*workos.Client {
	return map[string]*workos.Client{
		"in process": srv.Client(workos.WithMaxRetries(0)),
		"socket": workos.NewClient(workos.WithAPIKey(workostest.APIKey), workos.WithBaseURL(srv.URL()),
			workos.WithMaxRetries(0)),
	}
}

func TestBothWaysReachTheSameServer(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	url := srv.URL()
	for _, client := range transports(srv) {
		org := create(t, client, "Foo Corp")
		for _, other := range transports(srv) {
			got, err := organizations.New(other).Get(t.Context(), org.ID)
			require.NoError(t, err)
			assert.Equal(t, org, got)
		}
	}
	assert.Equal(t, url, srv.URL())
	assert.Equal(t, workostest.ClientID, srv.Client().ClientID())
}

// The server may be the transport of an http.Client, or be wrapped as one.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	org := create(t, srv.Client(workos.WithHTTPClient(&http.Client{Transport: srv})), "Foo Corp")
	got, err := organizations.New(srv.Client()).Get(t.Context(), org.ID)
	require.NoError(t, err)
	assert.Equal(t, org, got)
}

func TestServersAreWorldsOfTheirOwn(t *testing.T) {
	t.Parallel()
	first, second := workostest.NewServer(t), workostest.NewServer(t)
	org := create(t, first.Client(), "Foo Corp")
	_, err := organizations.New(second.Client()).Get(t.Context(), org.ID)
	require.ErrorIs(t, err, workos.ErrNotFound)
	assert.Empty(t, second.Requests()[0].Body)
	assert.Len(t, first.Requests(), 1)
}

func TestAuthorization(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	for _, key := range []string{"sk_wrong", workostest.APIKey + "x"} {
		_, err := organizations.New(srv.Client(workos.WithAPIKey(key))).List(t.Context(), organizations.ListParams{})
		require.ErrorIs(t, err, workos.ErrUnauthorized)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL()+"/organizations", nil)
	require.NoError(t, err)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	assert.Equal(t, http.StatusUnauthorized, res.StatusCode)
	assert.JSONEq(t, `{"message":"Unauthorized"}`, string(body))
	assert.NotEmpty(t, res.Header.Get("X-Request-ID"))
	assert.Equal(t, "application/json; charset=utf-8", res.Header.Get("Content-Type"))
}

func TestUnknownRoutes(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	for _, path := range []workos.Route{
		workos.Path("/nothing"), workos.Path("/organizations/"), workos.Path("/organizations/org_1/"),
		workos.Path("/organizations//audit_log_configuration"), workos.Path("/"),
	} {
		_, err := workos.Get[map[string]any](t.Context(), srv.Client(), path, nil)
		require.ErrorIs(t, err, workos.ErrNotFound)
		require.ErrorContains(t, err, "Cannot GET /")
	}
	for _, request := range srv.Requests() {
		assert.Empty(t, request.Route)
	}
}

// An operation that the server does not have is answered by the test itself.
func TestHandle(t *testing.T) {
	t.Parallel()
	type thing struct {
		ID string `json:"id"`
	}
	srv := workostest.NewServer(t)
	srv.Handle("POST /things/{id}/paint", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		assert.JSONEq(t, `{"color":"red"}`, string(body))
		srv.Advance(time.Hour) // no lock is held
		_, _ = io.WriteString(w, `{"id":"`+r.PathValue("id")+`"}`)
	})
	srv.Fail("POST /things/{id}/paint", 1, workostest.Respond(429, nil, ""))
	got, err := workos.Post[thing](t.Context(), srv.Client(), workos.Path("/things/{id}/paint", "a/b"), map[string]string{"color": "red"})
	require.NoError(t, err)
	assert.Equal(t, "a/b", got.ID)
	assert.Equal(t, "POST /things/{id}/paint", srv.Requests()[1].Route)

	_, err = workos.Post[thing](t.Context(), srv.Client(workos.WithAPIKey("wrong")), workos.Path("/things/{id}/paint", "1"), nil)
	require.ErrorIs(t, err, workos.ErrUnauthorized)
	srv.Handle("GET /organizations/{id}", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"id":"mine"}`) })
	org, err := organizations.New(srv.Client()).Get(t.Context(), "org_1")
	require.NoError(t, err)
	assert.Equal(t, "mine", org.ID, "in place of the server's own")
	for _, pattern := range []string{"", "GET", "/things", "GET things", "GET /", "GET /things/"} {
		assert.Panics(t, func() { srv.Handle(pattern, nil) }, pattern)
	}
}

// The literal segment wins, as early as there is one.
func TestRoutesThatOverlap(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	orgs := organizations.New(srv.Client())
	_, err := orgs.GetByExternalID(t.Context(), "audit_log_configuration")
	require.ErrorIs(t, err, workos.ErrNotFound)
	_, err = orgs.GetAuditLogConfiguration(t.Context(), "org_1")
	require.ErrorIs(t, err, workos.ErrNotFound)
	requests := srv.Requests()
	assert.Equal(t, "GET /organizations/external_id/{external_id}", requests[0].Route)
	assert.Equal(t, "GET /organizations/{id}/audit_log_configuration", requests[1].Route)
}

func TestRequestsAreRecorded(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	orgs := organizations.New(srv.Client())
	create(t, srv.Client(), "Foo Corp", workos.WithHeader("X-One", "1"))
	_, err := orgs.List(t.Context(), organizations.ListParams{Domains: []string{"a.com", "b.com"}})
	require.NoError(t, err)
	_, err = orgs.Get(t.Context(), "a/b")
	require.ErrorIs(t, err, workos.ErrNotFound)

	requests := srv.Requests()
	require.Len(t, requests, 3)
	assert.Equal(t, "POST", requests[0].Method)
	assert.Equal(t, "POST /organizations", requests[0].Route)
	assert.JSONEq(t, `{"name":"Foo Corp"}`, string(requests[0].Body))
	assert.Equal(t, "1", requests[0].Header.Get("X-One"))
	assert.Equal(t, "a.com,b.com", requests[1].Query.Get("domains"))
	assert.Equal(t, "/organizations/a%2Fb", requests[2].Path)
	assert.Equal(t, "GET /organizations/{id}", requests[2].Route)
	for _, value := range []any{requests[0], &requests[0], requests, srv} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			assert.NotContains(t, fmt.Sprintf(verb, value), workostest.APIKey)
		}
	}
}

func TestFaultsByRouteAndCount(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	orgs := organizations.New(srv.Client(workos.WithMaxRetries(0)))
	org := create(t, srv.Client(), "Foo Corp")
	header := http.Header{"retry-after": {"7"}}
	srv.Fail("GET /organizations/{id}", 2, workostest.Respond(429, header, `{"message":"slow down"}`))
	srv.Fail("GET /organizations/{id}", 1, workostest.Respond(503, nil, "<html>"))

	_, err := orgs.List(t.Context(), organizations.ListParams{})
	require.NoError(t, err, "another route")
	for range 2 {
		_, err = orgs.Get(t.Context(), org.ID)
		var apiErr *workos.Error
		require.ErrorAs(t, err, &apiErr)
		assert.Equal(t, 429, apiErr.StatusCode)
		assert.Equal(t, "slow down", apiErr.Message)
		assert.Equal(t, 7*time.Second, apiErr.RetryAfter)
		assert.NotEmpty(t, apiErr.RequestID)
	}
	_, err = orgs.Get(t.Context(), org.ID)
	require.ErrorIs(t, err, workos.ErrServer)
	_, err = orgs.Get(t.Context(), org.ID)
	require.NoError(t, err, "the faults are used up")

	srv.Fail("", 1, workostest.Respond(500, nil, ""))
	_, err = orgs.List(t.Context(), organizations.ListParams{})
	require.ErrorIs(t, err, workos.ErrServer, "any route")
	assert.PanicsWithValue(t, `workostest: no route "GET /organisations"`, func() {
		srv.Fail("GET /organisations", 1, workostest.Stall())
	})
	assert.PanicsWithValue(t, "workostest: a fault that happens 0 times", func() { srv.Fail("", 0, workostest.Stall()) })
	for _, status := range []int{0, 101, 600} {
		assert.Panics(t, func() { workostest.Respond(status, nil, "") })
	}
}

// Each fault, over both transports: what the caller sees and what took effect.
func TestFaults(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault     workostest.Fault
		performed bool
		check     func(t *testing.T, err error, inProcess bool)
	}{
		"respond": {workostest.Respond(500, nil, "<html>"), false, func(t *testing.T, err error, _ bool) {
			t.Helper()
			require.ErrorIs(t, err, workos.ErrServer)
		}},
		"refuse": {workostest.RefuseConnection(), false, func(t *testing.T, err error, inProcess bool) {
			t.Helper()
			assert.Equal(t, inProcess, errors.Is(err, syscall.ECONNREFUSED))
		}},
		"drop": {workostest.DropConnection(), true, func(t *testing.T, err error, inProcess bool) {
			t.Helper()
			assert.Equal(t, inProcess, errors.Is(err, syscall.ECONNRESET))
		}},
		"drop request": {workostest.DropRequest(), false, func(t *testing.T, err error, inProcess bool) {
			t.Helper()
			assert.Equal(t, inProcess, errors.Is(err, syscall.ECONNRESET))
		}},
		"rate limit": {workostest.RateLimit(1500 * time.Millisecond), false, func(t *testing.T, err error, _ bool) {
			t.Helper()
			var apiErr *workos.Error
			require.ErrorAs(t, err, &apiErr)
			require.ErrorIs(t, err, workos.ErrTooManyRequests)
			assert.Equal(t, "rate_limit_exceeded", apiErr.Code)
			assert.Equal(t, "Too many requests.", apiErr.Message)
			assert.Equal(t, 2*time.Second, apiErr.RetryAfter)
		}},
		"delay": {workostest.Delay(time.Hour), true, func(t *testing.T, err error, _ bool) {
			t.Helper()
			require.ErrorIs(t, err, context.DeadlineExceeded)
		}},
		"stall": {workostest.Stall(), true, func(t *testing.T, err error, _ bool) {
			t.Helper()
			require.ErrorIs(t, err, context.DeadlineExceeded)
		}},
		"cut": {workostest.CutBody(), true, func(t *testing.T, err error, _ bool) {
			t.Helper()
			require.ErrorIs(t, err, workos.ErrInvalidResponse)
			require.ErrorIs(t, err, io.ErrUnexpectedEOF)
			require.ErrorContains(t, err, "201 Created")
		}},
	} {
		for _, transport := range []string{"in process", "socket"} {
			t.Run(name+"/"+transport, func(t *testing.T) {
				t.Parallel()
				srv := workostest.NewServer(t)
				client := transports(srv)[transport]
				create(t, client, "opens the connection")
				srv.Fail("POST /organizations", 1, test.fault)
				ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
				if name != "stall" && name != "delay" {
					cancel()
					ctx, cancel = context.WithCancel(t.Context())
				}
				defer cancel()
				_, err := organizations.New(client).Create(ctx, organizations.CreateParams{Name: "Foo Corp"})
				require.Error(t, err)
				test.check(t, err, transport == "in process")
				arrived, written := 2, 1
				if name == "refuse" {
					arrived = 1
				}
				if test.performed {
					written = 2
				}
				assert.Len(t, srv.Requests(), arrived)
				assert.Len(t, srv.Writes(), written)

				page, err := organizations.New(client).List(t.Context(), organizations.ListParams{Search: "foo"})
				require.NoError(t, err)
				assert.Equal(t, test.performed, len(page.Data) == 1)
			})
		}
	}
}

// Waits between retries take no time in a synctest bubble.
func TestInABubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		client := srv.Client()
		srv.Fail("GET /organizations", 2, workostest.Respond(503, http.Header{"Retry-After": {"20"}}, ""))
		start := time.Now()
		_, err := organizations.New(client).List(t.Context(), organizations.ListParams{})
		require.NoError(t, err)
		assert.Equal(t, 40*time.Second, time.Since(start))

		srv.Fail("GET /organizations", 9, workostest.Stall())
		_, err = organizations.New(client).List(t.Context(), organizations.ListParams{})
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

func TestCloseEndsStalledCalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.New()
		srv.Fail("", 1, workostest.Stall())
		time.AfterFunc(time.Second, srv.Close)
		_, err := organizations.New(srv.Client(workos.WithMaxRetries(0))).List(t.Context(), organizations.ListParams{})
		require.ErrorIs(t, err, syscall.ECONNRESET)
		srv.Close() // again
		assert.PanicsWithValue(t, "workostest: URL of a closed Server", func() { srv.URL() })
	})
}

func TestClock(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	start := time.Date(2030, 2, 3, 4, 5, 6, 789_000_000, time.FixedZone("", 3600))
	srv.SetTime(start)
	org := create(t, srv.Client(), "Foo Corp")
	assert.Equal(t, start.UTC(), org.CreatedAt)
	assert.Equal(t, start.UTC(), org.UpdatedAt)

	srv.Advance(36 * time.Hour)
	assert.Equal(t, start.Add(36*time.Hour), srv.Now())
	updated, err := organizations.New(srv.Client()).Update(t.Context(), org.ID, organizations.UpdateParams{Name: "Bar"})
	require.NoError(t, err)
	assert.Equal(t, start.UTC(), updated.CreatedAt)
	assert.Equal(t, start.Add(36*time.Hour).UTC(), updated.UpdatedAt)
}

// IDs are unique, look like WorkOS's, and are in the order of creation.
func TestIDs(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	pattern := regexp.MustCompile(`^org_01[0-9A-HJKMNP-TV-Z]{24}$`)
	last := ""
	for i := range 600 {
		if i%200 == 199 {
			srv.Advance(time.Millisecond)
		}
		id := create(t, srv.Client(), "Foo Corp").ID
		assert.Regexp(t, pattern, id)
		assert.Greater(t, id, last)
		last = id
	}
	// 2026-01-01 in milliseconds since 1970, in Crockford's base32.
	assert.Equal(t, "01KDVDNA03", last[len("org_"):len("org_")+10])
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.Fail("GET /organizations", 5, workostest.Respond(500, nil, ""))
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			client := srv.Client(workos.WithMaxRetries(0))
			if i%2 == 0 {
				client = workos.NewClient(workos.WithAPIKey(workostest.APIKey), workos.WithBaseURL(srv.URL()), workos.WithMaxRetries(0))
			}
			orgs := organizations.New(client)
			for range 20 {
				org, err := orgs.Create(t.Context(), organizations.CreateParams{Name: "Foo Corp"})
				if err != nil {
					t.Error(err)
					return
				}
				_, err = orgs.Update(t.Context(), org.ID, organizations.UpdateParams{Metadata: workos.Set(workos.MetadataUpdate{"a": workos.Set("b")})})
				if err != nil {
					t.Error(err)
					return
				}
				_, _ = orgs.List(t.Context(), organizations.ListParams{})
				srv.Advance(time.Millisecond)
				_ = srv.Requests()
			}
		})
	}
	wg.Wait()
	assert.Len(t, srv.Requests(), 16*60)
}

type brokenBody struct{}

func (brokenBody) Read([]byte) (int, error) { return 0, errors.New("disk is gone") }

func TestRequestThatCannotBeRead(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://api.workos.test/organizations", brokenBody{})
	require.NoError(t, err)
	_, err = srv.Do(req)
	require.ErrorContains(t, err, "disk is gone")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = srv.Do(req.WithContext(ctx))
	require.ErrorIs(t, err, context.Canceled)
	assert.Empty(t, srv.Requests())
}

func TestMalformedBodies(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	for body, want := range map[string]int{
		"":                              http.StatusBadRequest,
		"{":                             http.StatusBadRequest,
		"[]":                            http.StatusUnprocessableEntity,
		`{"name":"a"}{}`:                http.StatusBadRequest,
		`{"name":7}`:                    http.StatusUnprocessableEntity,
		`{"name":"a","metadata":["a"]}`: http.StatusUnprocessableEntity,
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://api.workos.test/organizations", bytes.NewReader([]byte(body)))
		require.NoError(t, err)
		req.Header.Set("Authorization", "Bearer "+workostest.APIKey)
		res, err := srv.Do(req)
		require.NoError(t, err)
		answer, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		assert.Equal(t, want, res.StatusCode, body)
		assert.True(t, strings.HasPrefix(string(answer), `{"message":`), string(answer))
	}
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	nothing := func(http.ResponseWriter, *http.Request) {}
	srv.Handle("POST /a_widgets", nothing)
	srv.Handle("GET /a_widgets", nothing)
	srv.Handle("GET /organizations", nothing) // in place of the server's own
	routes := srv.Routes()
	assert.Equal(t, []string{"GET /a_widgets", "POST /a_widgets"}, routes[:2])
	assert.Contains(t, routes, "DELETE /organizations/{id}")
	once := map[string]bool{}
	for _, route := range routes {
		assert.False(t, once[route], route)
		once[route] = true
	}
}
