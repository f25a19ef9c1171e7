package workostest_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/webhooks"
	"github.com/workos-go/workos/workostest"
)

const webhookSecret = "whsec_of_the_test"

var deliveryTime = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

// receiver is an application that receives webhooks.
type receiver struct {
	http.Handler

	err error // what it answers
	got []events.Event
}

func newReceiver(srv *workostest.Server) *receiver {
	r := &receiver{}
	r.Handler = webhooks.Handler(webhookSecret, func(_ context.Context, event *events.Event) error {
		r.got = append(r.got, *event)
		return r.err
	}, webhooks.WithClock(srv.Now))
	return r
}

// types returns the types of what was received.
func (r *receiver) types() []events.Type {
	var types []events.Type
	for _, event := range r.got {
		types = append(types, event.Type)
	}
	return types
}

// provision makes three events: a directory, a user and a group.
func provision(t *testing.T, opts ...workostest.Option) *workostest.Server {
	t.Helper()
	srv := workostest.NewServer(t, opts...)
	directory := srv.Directory(srv.AddDirectory(directorysync.Directory{}).ID)
	directory.AddUser(directorysync.User{Email: "a@a.com", CustomAttributes: directorysync.Attributes{"html": "<b>&</b>"}})
	directory.AddGroup(directorysync.Group{Name: "Devs"})
	return srv
}

var provisioned = []events.Type{events.TypeDSyncActivated, events.TypeDSyncUserCreated, events.TypeDSyncGroupCreated}

func TestDeliverFromNowOn(t *testing.T) {
	t.Parallel()
	srv := provision(t)
	r := newReceiver(srv)
	_, err := srv.Deliver(t.Context(), http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), webhookSecret)
	require.NoError(t, err)
	srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	_, err = srv.Deliver(t.Context(), r, webhookSecret)
	require.NoError(t, err)
	assert.Equal(t, []events.Type{events.TypeOrganizationCreated}, r.types())
}

// What arrives is what GET /events shows, in order, once.
func TestDeliver(t *testing.T) {
	t.Parallel()
	srv := provision(t, workostest.WithTime(deliveryTime))
	to := newReceiver(srv)
	done, err := srv.Deliver(t.Context(), to, webhookSecret)
	require.NoError(t, err)
	want := listDirectoryEvents(t, srv, events.ListParams{})
	assert.Equal(t, want, to.got)
	require.Len(t, done, 3)
	for i, delivery := range done {
		assert.Equal(t, workostest.Delivery{Event: want[i], Attempts: 1, StatusCode: 200}, delivery)
	}

	done, err = srv.Deliver(t.Context(), to, webhookSecret)
	require.NoError(t, err)
	assert.Empty(t, done, "all was delivered")
	srv.AddDirectory(directorysync.Directory{})
	_, err = srv.Deliver(t.Context(), to, webhookSecret)
	require.NoError(t, err)
	assert.Equal(t, append(provisioned, events.TypeDSyncActivated), to.types())

	done, err = srv.Deliver(t.Context(), to, webhookSecret, workostest.DeliverAgain())
	require.NoError(t, err)
	assert.Len(t, done, 4)
}

// The request is that of WorkOS, over a socket too.
func TestDeliveredRequest(t *testing.T) {
	t.Parallel()
	srv := provision(t, workostest.WithTime(deliveryTime))
	var bodies [][]byte
	handler := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		bodies = append(bodies, body)
		assert.Equal(t, "POST /hooks?a=1", r.Method+" "+r.RequestURI)
		assert.NotEmpty(t, r.Host)
		assert.NotEmpty(t, r.RemoteAddr)
		assert.Equal(t, strconv.Itoa(len(body)), strconv.FormatInt(r.ContentLength, 10))
		assert.Equal(t, []string{"application/json"}, r.Header["Content-Type"])
		assert.Equal(t, webhooks.Sign(body, webhookSecret, deliveryTime), r.Header.Get(webhooks.SignatureHeader))
	})
	var response workos.Response
	_, err := events.New(srv.Client()).List(t.Context(), events.ListParams{}, workos.WithResponse(&response))
	require.NoError(t, err)

	_, err = srv.Deliver(t.Context(), handler, webhookSecret, workostest.DeliverAt("/hooks?a=1"))
	require.NoError(t, err)
	listener := httptest.NewServer(handler)
	defer listener.Close()
	done, err := srv.DeliverTo(t.Context(), listener.URL+"/hooks?a=1", webhookSecret, workostest.DeliverAgain())
	require.NoError(t, err)
	assert.Len(t, done, 3)
	require.Len(t, bodies, 6)
	for i, body := range bodies {
		assert.True(t, bytes.Contains(response.Body, body), "%s", body)
		assert.Equal(t, bodies[i%3], body)
	}
}

func TestDeliveryIsRepeated(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func(http.ResponseWriter){
		"500":      func(w http.ResponseWriter) { w.WriteHeader(http.StatusInternalServerError) },
		"302":      func(w http.ResponseWriter) { w.Header().Set("Location", "/"); w.WriteHeader(http.StatusFound) },
		"a panic":  func(http.ResponseWriter) { panic("out of order") },
		"an abort": func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
	} {
		for _, overSocket := range []bool{false, true} {
			srv := provision(t)
			calls := 0
			handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if calls++; calls < 3 {
					fail(w)
					return
				}
				w.WriteHeader(http.StatusNoContent)
			})
			deliver := func() ([]workostest.Delivery, error) { return srv.Deliver(t.Context(), handler, webhookSecret) }
			if overSocket {
				listener := httptest.NewUnstartedServer(handler)
				listener.Config.ErrorLog = log.New(io.Discard, "", 0)
				listener.Start()
				defer listener.Close()
				deliver = func() ([]workostest.Delivery, error) {
					return srv.DeliverTo(t.Context(), listener.URL, webhookSecret)
				}
			}
			done, err := deliver()
			require.NoError(t, err, name)
			assert.Equal(t, []int{3, 1, 1}, attempts(done), name)
			assert.Equal(t, http.StatusNoContent, done[0].StatusCode, name)
		}
	}
}

func attempts(done []workostest.Delivery) []int {
	var counts []int
	for _, delivery := range done {
		counts = append(counts, delivery.Attempts)
	}
	return counts
}

func TestDeliveryIsGivenUp(t *testing.T) {
	t.Parallel()
	srv := provision(t)
	to := newReceiver(srv)
	to.err = errors.New("the database is gone")
	done, err := srv.Deliver(t.Context(), to, webhookSecret)
	require.ErrorContains(t, err, done[0].Event.ID+" (dsync.activated) was given up: the answer was 500 Internal Server Error")
	assert.Equal(t, []int{6, 6, 6}, attempts(done))
	assert.Equal(t, 500, done[0].StatusCode)
	require.EqualError(t, done[0].Err, "the answer was 500 Internal Server Error")
	assert.Len(t, to.got, 18)

	done, err = srv.Deliver(t.Context(), to, webhookSecret)
	require.NoError(t, err)
	assert.Empty(t, done, "it is over")

	done, err = srv.Deliver(t.Context(), http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("oh") }), webhookSecret, workostest.DeliverAgain())
	require.Error(t, err)
	assert.Equal(t, 0, done[0].StatusCode)
	require.EqualError(t, done[0].Err, "the handler panicked: oh")

	done, err = srv.DeliverTo(t.Context(), "http://127.0.0.1:1", webhookSecret, workostest.DeliverAgain())
	require.Error(t, err)
	assert.Equal(t, []int{6, 6, 6}, attempts(done))
	_, err = srv.DeliverTo(t.Context(), ":", webhookSecret, workostest.DeliverAgain())
	require.ErrorContains(t, err, "missing protocol scheme")
}

func TestDeliveryOptions(t *testing.T) {
	t.Parallel()
	bad := []int{400, 400, 400}
	good := []int{200, 200, 200}
	for name, test := range map[string]struct {
		secret   string
		opt      workostest.DeliveryOption
		statuses []int
		types    []events.Type
	}{
		"reversed":           {webhookSecret, workostest.DeliverReversed(), good, []events.Type{provisioned[2], provisioned[1], provisioned[0]}},
		"corrupted":          {webhookSecret, workostest.DeliverCorrupted(), bad, nil},
		"another secret":     {"whsec_of_somebody", workostest.DeliverAgain(), bad, nil},
		"in the tolerance":   {webhookSecret, workostest.DeliverLate(webhooks.DefaultTolerance), good, provisioned},
		"late":               {webhookSecret, workostest.DeliverLate(webhooks.DefaultTolerance + time.Millisecond), bad, nil},
		"early":              {webhookSecret, workostest.DeliverLate(-webhooks.DefaultTolerance - time.Millisecond), bad, nil},
		"types":              {webhookSecret, workostest.DeliverTypes(provisioned[1], provisioned[2]), good[1:], provisioned[1:]},
		"no types":           {webhookSecret, workostest.DeliverTypes(), nil, nil},
		"types of elsewhere": {webhookSecret, workostest.DeliverTypes(events.TypeUserCreated), nil, nil},
	} {
		srv := provision(t, workostest.WithTime(deliveryTime))
		to := newReceiver(srv)
		done, err := srv.Deliver(t.Context(), to, test.secret, test.opt)
		var statuses []int
		for _, delivery := range done {
			statuses = append(statuses, delivery.StatusCode)
		}
		assert.Equal(t, test.statuses, statuses, name)
		assert.Equal(t, test.types, to.types(), name)
		assert.Equal(t, len(statuses) > 0 && statuses[0] == 400, err != nil, name)
	}
}

// What was not of the types remains.
func TestDeliverTypes(t *testing.T) {
	t.Parallel()
	srv := provision(t)
	to := newReceiver(srv)
	_, err := srv.Deliver(t.Context(), to, webhookSecret, workostest.DeliverTypes(events.TypeDSyncUserCreated))
	require.NoError(t, err)
	_, err = srv.Deliver(t.Context(), to, webhookSecret)
	require.NoError(t, err)
	assert.Equal(t, []events.Type{provisioned[1], provisioned[0], provisioned[2]}, to.types())
}

func TestDeliverTwice(t *testing.T) {
	t.Parallel()
	srv := provision(t)
	to := newReceiver(srv)
	done, err := srv.Deliver(t.Context(), to, webhookSecret, workostest.DeliverTwice())
	require.NoError(t, err)
	assert.Equal(t, []int{1, 1, 1, 1, 1, 1}, attempts(done))
	require.Len(t, to.got, 6)
	for i := 0; i < 6; i += 2 {
		assert.Equal(t, to.got[i], to.got[i+1])
	}
}

// An endpoint of the URL says which types are sent, if any.
func TestDeliverToEndpoint(t *testing.T) {
	t.Parallel()
	const url = "https://foo-corp.com/webhooks"
	srv := provision(t)
	hooks, to := webhooks.New(srv.Client()), newReceiver(srv)
	endpoint, err := hooks.CreateEndpoint(t.Context(), webhooks.CreateEndpointParams{
		EndpointURL: url, Events: []events.Type{events.TypeDSyncUserCreated},
	})
	require.NoError(t, err)
	mux := http.NewServeMux()
	mux.Handle("POST foo-corp.com/webhooks", to)
	_, err = srv.Deliver(t.Context(), mux, webhookSecret, workostest.DeliverAt(url))
	require.NoError(t, err)
	assert.Equal(t, []events.Type{events.TypeDSyncUserCreated}, to.types())

	_, err = hooks.UpdateEndpoint(t.Context(), endpoint.ID, webhooks.UpdateEndpointParams{Status: webhooks.EndpointStatusDisabled})
	require.NoError(t, err)
	done, err := srv.Deliver(t.Context(), mux, webhookSecret, workostest.DeliverAt(url), workostest.DeliverAgain())
	require.NoError(t, err)
	assert.Empty(t, done)
}

// What the context's end left undone is delivered later.
func TestDeliverUntilTheContextEnds(t *testing.T) {
	t.Parallel()
	srv := provision(t)
	to := newReceiver(srv)
	ctx, cancel := context.WithCancel(t.Context())
	interrupted := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(to.got) == 1 {
			cancel()
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		to.ServeHTTP(w, r)
	})
	done, err := srv.Deliver(ctx, interrupted, webhookSecret)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, []int{1}, attempts(done))
	done, err = srv.Deliver(ctx, to, webhookSecret)
	require.ErrorIs(t, err, context.Canceled)
	assert.Empty(t, done)
	_, err = srv.Deliver(t.Context(), to, webhookSecret)
	require.NoError(t, err)
	assert.Equal(t, provisioned, to.types())
}

// A handler may call the server: what comes of it is delivered next time.
func TestDeliverToWhoCallsTheServer(t *testing.T) {
	t.Parallel()
	srv := provision(t)
	orgs := organizations.New(srv.Client())
	handler := webhooks.Handler(webhookSecret, func(ctx context.Context, event *events.Event) error {
		if event.Type != events.TypeDSyncGroupCreated {
			return nil
		}
		_, err := orgs.Create(ctx, organizations.CreateParams{Name: "Devs"})
		return err
	})
	done, err := srv.Deliver(t.Context(), handler, webhookSecret)
	require.NoError(t, err)
	assert.Len(t, done, 3)
	done, err = srv.Deliver(t.Context(), handler, webhookSecret)
	require.NoError(t, err)
	require.Len(t, done, 1)
	assert.Equal(t, events.TypeOrganizationCreated, done[0].Event.Type)
}

func TestDeliverInABubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := provision(t)
		got := 0
		handler := webhooks.Handler(webhookSecret, func(context.Context, *events.Event) error {
			got++
			time.Sleep(time.Hour)
			return nil
		})
		_, err := srv.Deliver(t.Context(), handler, webhookSecret)
		require.NoError(t, err)
		assert.Equal(t, 3, got)
	})
}

// Calls at the same time share the events between them.
func TestDeliverAtTheSameTime(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	for range 20 {
		srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	}
	var received atomic.Int32
	handler := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { received.Add(1) })
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			_, err := srv.Deliver(t.Context(), handler, "whsec_1")
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	assert.Equal(t, int32(20), received.Load())
}
