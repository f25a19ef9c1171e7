package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/webhooks"
	"github.com/workos-go/workos/workostest"
)

func TestRun(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t, workostest.WithStrict())
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, srv))
	assert.Equal(t, `1. Created Foo Corp; the same order again is the same organization: true.
   Renamed to Foo Corporation; its external ID is still order-42.
2. Listed 120 users with 2 requests, from user1@foo-corp.com on.
   One page by hand: 1 organization, next cursor "".
3. Errors:
   it is not there
   not sent: name: is required
   there is one with this external ID
   wrong: email (invalid_email)
4. Ann signed in last: never.
5. Of 243 events, 121 were users to welcome.
6. Sessions of before:
   200 Hello Ann: left the cookie alone
   302 https://old.example.com/refresh?return_to=%2Fhome: left the cookie alone
   200 Hello Ann: wrote a cookie that begins with Fe26.2
   200 Hello Ann: left the cookie alone
7. One call, 2 attempts, 2 requests through the transport; it has a request ID: true.
8. Both ways at once say Foo Corporation, and that another one is gone: 0 differences.
`, out.String())
	var created, changed []string
	for _, write := range srv.Writes() {
		switch write.Route {
		case "POST /organizations":
			created = append(created, write.Header.Get("Idempotency-Key"))
		case "PUT /organizations/{id}":
			changed = append(changed, string(write.Body))
		}
	}
	assert.Equal(t, []string{"order-42"}, created)
	assert.Equal(t, []string{`{"name":"Foo Corporation","allow_profiles_outside_organization":false}`}, changed)
}

// An order is one organization: one that the old service has just created with the key
// alone, and one that comes again when the key is forgotten.
func TestOnboard(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t, workostest.WithStrict())
	s, err := newService(srv.Client(workos.WithMaxRetries(0)))
	require.NoError(t, err)
	old, err := s.orgs.Create(t.Context(), organizations.CreateParams{Name: "Bar Corp"}, workos.WithIdempotencyKey("order-41"))
	require.NoError(t, err)
	org, err := s.onboard(t.Context(), "order-41", "Bar Corp")
	require.NoError(t, err)
	assert.Equal(t, old.ID, org.ID)

	org, err = s.onboard(t.Context(), "order-42", "Foo Corp")
	require.NoError(t, err)
	srv.Advance(48 * time.Hour)
	again, err := s.onboard(t.Context(), "order-42", "Foo Corp")
	require.NoError(t, err)
	assert.Equal(t, org.ID, again.ID)

	srv.Fail("GET /organizations/external_id/{external_id}", 1, workostest.Respond(http.StatusBadGateway, nil, ""))
	_, err = s.onboard(t.Context(), "order-43", "Foo Corp")
	require.ErrorIs(t, err, workos.ErrServer)
	assert.Len(t, srv.Writes(), 2)
}

// A transport is shared by all calls: the race detector finds one that is not safe.
func TestCountingIsShared(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	transport := &counting{next: srv}
	orgs := organizations.New(newClient(workostest.APIKey, srv.URL(), transport))
	var calls sync.WaitGroup
	for range 20 {
		calls.Go(func() {
			_, err := orgs.List(t.Context(), organizations.ListParams{})
			assert.NoError(t, err)
		})
	}
	calls.Wait()
	assert.Equal(t, int64(20), transport.count.Load())
}

// fake is customers without any SDK: most tests need no more.
//
//	v4: a *Client of the package with the Endpoint of an httptest.Server, whose handler answers JSON
type fake map[string]string

func (f fake) Name(_ context.Context, id string) (string, error) {
	name, ok := f[id]
	if !ok {
		return "", errNoCustomer
	}
	return name, nil
}

func TestDifferences(t *testing.T) {
	t.Parallel()
	told := make(chan string, 4)
	both := &compared{
		old:     fake{"org_1": "Foo Corp", "org_2": "Bar Corp", "org_3": "Baz Corp"},
		new:     fake{"org_1": "Foo Corp", "org_2": "BAR CORP"},
		differs: func(id, _, _ string) { told <- id },
	}
	for _, id := range []string{"org_1", "org_2", "org_3", "org_4"} {
		name, err := both.Name(t.Context(), id)
		want, wantErr := both.old.Name(t.Context(), id)
		assert.Equal(t, want, name, id)
		assert.Equal(t, wantErr, err, id)
	}
	both.asked.Wait()
	close(told)
	var ids []string
	for id := range told {
		ids = append(ids, id)
	}
	assert.ElementsMatch(t, []string{"org_2", "org_3"}, ids)
}

// The new way is rate limited for longer than anybody waits: the answer is there at
// once, and the comparison is given up.
func TestNobodyWaitsForTheNewWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		srv.Fail("GET /organizations/{id}", 100, workostest.RateLimit(time.Second))
		var told []string
		both := &compared{
			old:     fake{"org_1": "Foo Corp"},
			new:     here{organizations.New(srv.Client())},
			differs: func(_, _, now string) { told = append(told, now) },
		}
		ctx, cancel := context.WithCancel(t.Context())
		began := time.Now()
		name, err := both.Name(ctx, "org_1")
		require.NoError(t, err)
		assert.Equal(t, "Foo Corp", name)
		assert.Equal(t, began, time.Now())
		cancel() // the request that asked is over
		both.asked.Wait()
		assert.LessOrEqual(t, time.Since(began), compareTimeout)
		require.Len(t, told, 1)
		assert.Contains(t, told[0], "429")
	})
}

// Who has gone away while the old way was asked is no difference.
func TestACancelledRequestIsNoDifference(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	both := &compared{
		old:     here{organizations.New(srv.Client())},
		new:     fake{"org_1": "Foo Corp"},
		differs: func(id, _, _ string) { t.Errorf("%s differs", id) },
	}
	_, err := both.Name(ctx, "org_1")
	require.ErrorIs(t, err, context.Canceled)
	both.asked.Wait()
}

// doer takes the place of the network: for an answer that is exactly so.
type doer func(*http.Request) (*http.Response, error)

func (d doer) Do(r *http.Request) (*http.Response, error) { return d(r) }

func TestAnAnswerByHand(t *testing.T) {
	t.Parallel()
	client := workos.NewClient(workos.WithAPIKey("sk_1"), workos.WithHTTPClient(doer(func(r *http.Request) (*http.Response, error) {
		assert.Equal(t, "/organizations/org_1", r.URL.Path)
		return &http.Response{
			StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
			Body: io.NopCloser(strings.NewReader(`{"id":"org_1","name":"Foo Corp"}`)), Request: r,
		}, nil
	})))
	name, err := here{organizations.New(client)}.Name(t.Context(), "org_1")
	require.NoError(t, err)
	assert.Equal(t, "Foo Corp", name)
}

func TestBothWaysAgree(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	for _, way := range []customers{
		before{base: srv.URL(), key: workostest.APIKey, client: http.DefaultClient},
		here{organizations.New(srv.Client(workos.WithMaxRetries(0)))},
	} {
		name, err := way.Name(t.Context(), org.ID)
		require.NoError(t, err)
		assert.Equal(t, "Foo Corp", name)
		_, err = way.Name(t.Context(), "org_gone")
		require.ErrorIs(t, err, errNoCustomer)
		srv.Fail("GET /organizations/{id}", 1, workostest.Respond(http.StatusBadGateway, nil, ""))
		_, err = way.Name(t.Context(), org.ID)
		require.Error(t, err)
		require.NotErrorIs(t, err, errNoCustomer)
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	orgs := organizations.New(srv.Client(workos.WithMaxRetries(0)))
	srv.Fail("GET /organizations/{id}", 1, workostest.Respond(http.StatusBadGateway, http.Header{"X-Request-Id": {"req_1"}}, ""))
	_, err := orgs.Get(t.Context(), "org_1")
	assert.Equal(t, `status 502, code "", request req_1`, explain(err))
	srv.Fail("GET /organizations/{id}", 1, workostest.RefuseConnection())
	_, err = orgs.Get(t.Context(), "org_1")
	assert.Equal(t, err.Error(), explain(err))
}

func TestOptional(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	for want, p := range map[string]*bool{`{}`: nil, `{"v":true}`: &yes, `{"v":false}`: &no} {
		data, err := json.Marshal(struct {
			V workos.Optional[bool] `json:"v,omitzero"`
		}{optional(p)})
		require.NoError(t, err)
		assert.JSONEq(t, want, string(data))
	}
	assert.True(t, value(&yes))
	assert.False(t, value[bool](nil))
}

func TestVerified(t *testing.T) {
	t.Parallel()
	body := []byte(`{"id":"event_1"}`)
	r := httptest.NewRequest(http.MethodPost, "/webhooks", http.NoBody)
	r.Header.Set(webhooks.SignatureHeader, webhooks.Sign(body, "whsec_1", time.Now()))
	require.NoError(t, verified(body, r, "whsec_1"))
	require.ErrorIs(t, verified(body, r, "whsec_2"), webhooks.ErrInvalidSignature)
	require.ErrorIs(t, verified([]byte(`{"id":"event_2"}`), r, "whsec_1"), webhooks.ErrInvalidSignature)
}

// Nobody loses a cookie that is good: not while the keys cannot be fetched, and not
// while a session cannot be refreshed.
func TestPages(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	s, err := newService(srv.Client(workos.WithMaxRetries(0)))
	require.NoError(t, err)
	d := &demo{service: s, out: io.Discard, srv: srv}
	require.NoError(t, d.tellTime(t.Context())) // adds Ann
	fresh, err := d.cookieOfBefore(t.Context(), time.Now())
	require.NoError(t, err)
	expired, err := d.cookieOfBefore(t.Context(), time.Now().Add(-time.Hour))
	require.NoError(t, err)

	get := func(cookie string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "/home", http.NoBody)
		r.AddCookie(&http.Cookie{Name: cookieName, Value: cookie})
		w := httptest.NewRecorder()
		pages{sessions: d.sessions}.ServeHTTP(w, r)
		return w
	}
	assert.Equal(t, http.StatusUnauthorized, get("").Code)
	assert.Equal(t, http.StatusUnauthorized, get(fresh[:len(fresh)-8]).Code)
	for _, c := range []struct{ route, cookie string }{
		{"GET /sso/jwks/{clientId}", fresh},
		{"POST /user_management/authenticate", expired},
	} {
		srv.Fail(c.route, 1, workostest.Respond(http.StatusBadGateway, nil, ""))
		w := get(c.cookie)
		assert.Equal(t, http.StatusServiceUnavailable, w.Code, c.route)
		assert.Empty(t, w.Result().Cookies(), c.route)
	}
	w := get(expired)
	assert.Equal(t, http.StatusOK, w.Code)
	assert.Equal(t, "private, no-store", w.Header().Get("Cache-Control"))
}

// While the old service refreshes, pages are sent there and back, and nothing else is.
func TestRefreshThere(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	s, err := newService(srv.Client(workos.WithMaxRetries(0)))
	require.NoError(t, err)
	d := &demo{service: s, out: io.Discard, srv: srv}
	require.NoError(t, d.tellTime(t.Context())) // adds Ann
	expired, err := d.cookieOfBefore(t.Context(), time.Now().Add(-time.Hour))
	require.NoError(t, err)
	const there = "https://old.example.com/refresh"
	for _, c := range []struct {
		method, target string
		code           int
		location       string
	}{
		{http.MethodGet, "/home?tab=2&sort=name", http.StatusFound, there + "?return_to=%2Fhome%3Ftab%3D2%26sort%3Dname"},
		{http.MethodHead, "/home", http.StatusFound, there + "?return_to=%2Fhome"},
		{http.MethodPost, "/home", http.StatusUnauthorized, ""},
		{http.MethodDelete, "/home", http.StatusUnauthorized, ""},
		{http.MethodGet, "//evil.example/home", http.StatusUnauthorized, ""},
		{http.MethodGet, "/%2Fevil.example/home", http.StatusUnauthorized, ""},
		{http.MethodGet, `/\evil.example/home`, http.StatusUnauthorized, ""},
		{http.MethodGet, "/%5Cevil.example/home", http.StatusUnauthorized, ""},
	} {
		r := httptest.NewRequest(c.method, c.target, http.NoBody)
		r.AddCookie(&http.Cookie{Name: cookieName, Value: expired})
		w := httptest.NewRecorder()
		pages{sessions: d.sessions, oldRefresh: there}.ServeHTTP(w, r)
		assert.Equal(t, c.code, w.Code, c)
		assert.Equal(t, c.location, w.Header().Get("Location"), c)
		assert.Equal(t, "private, no-store", w.Header().Get("Cache-Control"), c)
	}
}

func TestStepsReportErrors(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.Fail("", 100, workostest.Respond(http.StatusBadRequest, nil, `{"message":"no","code":"nope"}`))
	err := run(t.Context(), io.Discard, srv)
	var apiErr *workos.Error
	require.ErrorAs(t, err, &apiErr)
	assert.Equal(t, "nope", apiErr.Code)
	canceled, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("enough"))
	require.ErrorIs(t, run(canceled, io.Discard, workostest.NewServer(t)), context.Canceled)
}
