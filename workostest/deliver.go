package workostest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"time"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/webhooks"
)

// maxDeliveries is how often an event is sent at most.
const maxDeliveries = 6

// Delivery is what became of an event that Deliver or DeliverTo sent.
type Delivery struct {
	// Event is the event.
	Event events.Event
	// Attempts is how often it was sent.
	Attempts int
	// StatusCode is the HTTP status of the last answer, or 0 where there was none.
	StatusCode int
	// Err is nil where that was a 2xx, and else what was wrong with the last
	// attempt: the event was given up.
	Err error
}

// DeliveryOption changes what Deliver and DeliverTo send.
type DeliveryOption func(*delivering)

// DeliverTypes sends the events of these types alone; the others remain to be
// delivered.
func DeliverTypes(types ...events.Type) DeliveryOption {
	return func(d *delivering) {
		d.filters = append(d.filters, func(e *events.Event) bool { return slices.Contains(types, e.Type) })
	}
}

// DeliverAgain sends everything from the start, delivered or not.
func DeliverAgain() DeliveryOption { return func(d *delivering) { d.again = true } }

// DeliverReversed sends the newest event first: WorkOS promises no order.
func DeliverReversed() DeliveryOption { return func(d *delivering) { d.reversed = true } }

// DeliverTwice sends every event, and once more, as WorkOS may.
func DeliverTwice() DeliveryOption { return func(d *delivering) { d.times = 2 } }

// DeliverLate sends what was signed as long ago as age says: replayed by
// somebody, where that is more than a receiver's tolerance.
func DeliverLate(age time.Duration) DeliveryOption { return func(d *delivering) { d.age = age } }

// DeliverCorrupted sends events whose ID is changed after signing.
func DeliverCorrupted() DeliveryOption { return func(d *delivering) { d.corrupted = true } }

// DeliverAt is the URL that the handler of Deliver is requested at, in place of
// "/": for one that has routes.
func DeliverAt(url string) DeliveryOption { return func(d *delivering) { d.url = url } }

// delivering is one call of Deliver or DeliverTo.
type delivering struct {
	server  *Server
	url     string
	secret  string
	request func(*http.Request) (status int, err error)

	filters   []func(*events.Event) bool
	again     bool
	reversed  bool
	times     int
	age       time.Duration
	corrupted bool
	claimed   map[string]bool // IDs of events that were due before this call
}

// Deliver sends the events that were not delivered yet to a handler, such as that
// of package webhooks, oldest first, and returns what became of each of them:
//
//	handler := webhooks.Handler(secret, receive, webhooks.WithClock(srv.Now))
//	_, err := srv.Deliver(ctx, handler, secret)
//
// They are sent as WorkOS does: one by one, as GET /events shows them, signed with
// the secret at the time of the server's clock. Those of the few types that are
// not sent to endpoints stand only there. Where a webhook endpoint has the URL
// (of DeliverTo, or by DeliverAt), only the types are sent that it is for, and
// nothing while it is disabled.
//
// To begin with what happens from now on, deliver what there is to a handler that
// does nothing:
//
//	_, err := srv.Deliver(ctx, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), secret)
//
// What is not answered by a 2xx, or by a panic, is sent again, up to 6 times in
// all, and then given up. WorkOS waits between the attempts, for hours at last,
// and goes on with other events; here they follow at once, and the clock stands.
// The error says which events were given up, or that the context ended: what was
// not tried then is delivered by the next call. So are the events that the handler
// gives rise to itself. An event that was given up is delivered by DeliverAgain
// alone.
func (s *Server) Deliver(ctx context.Context, to http.Handler, secret string, opts ...DeliveryOption) ([]Delivery, error) {
	d := newDelivering(s, "/", secret, opts)
	d.request = func(req *http.Request) (int, error) {
		answer, err := serve(to, req)
		return answer.Code, err
	}
	return d.deliver(ctx)
}

// serve returns what a handler answers. The status is 0 where it panicked.
func serve(to http.Handler, req *http.Request) (answer *httptest.ResponseRecorder, err error) {
	answer = httptest.NewRecorder()
	defer func() {
		if reason := recover(); reason != nil {
			answer.Code, err = 0, fmt.Errorf("the handler panicked: %v", reason)
		}
	}()
	// What a server would have filled in:
	req.RequestURI, req.Host, req.RemoteAddr = req.URL.RequestURI(), cmp.Or(req.Host, "example.com"), "192.0.2.1:1234"
	to.ServeHTTP(answer, req)
	return answer, nil
}

// DeliverTo is Deliver for whatever listens at a URL. Redirects are not followed.
func (s *Server) DeliverTo(ctx context.Context, url, secret string, opts ...DeliveryOption) ([]Delivery, error) {
	d := newDelivering(s, url, secret, opts)
	d.url = url
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	d.request = func(req *http.Request) (int, error) {
		res, err := client.Do(req)
		if err != nil {
			return 0, err
		}
		defer res.Body.Close()
		_, _ = io.Copy(io.Discard, res.Body) // for the connection to be used again
		return res.StatusCode, nil
	}
	return d.deliver(ctx)
}

func newDelivering(s *Server, url, secret string, opts []DeliveryOption) *delivering {
	d := &delivering{server: s, url: url, secret: secret, times: 1, claimed: map[string]bool{}}
	for _, opt := range opts {
		opt(d)
	}
	return d
}

// deliver sends what is to be sent.
func (d *delivering) deliver(ctx context.Context) ([]Delivery, error) {
	var done []Delivery
	var givenUp []error
	due := d.due()
	for i, event := range due {
		delivery := d.send(ctx, event)
		if ctx.Err() != nil && delivery.Err != nil {
			d.putBack(due[i:])
			return done, errors.Join(append(givenUp, ctx.Err())...)
		}
		done = append(done, delivery)
		if delivery.Err != nil {
			givenUp = append(givenUp, fmt.Errorf("workostest: %s (%s) was given up: %w", event.ID, event.Type, delivery.Err))
		}
	}
	return done, errors.Join(givenUp...)
}

// due returns the events that are to be sent, in that order. They count as
// delivered from then on, so that no other call sends them too.
func (d *delivering) due() []*events.Event {
	d.server.mu.Lock()
	defer d.server.mu.Unlock()
	sent := strings.Fields(webhookEvents)
	filters := slices.Clone(d.filters)
	filters = append(filters, func(e *events.Event) bool { return slices.Contains(sent, string(e.Type)) })
	for _, endpoint := range d.server.webhooks.endpoints {
		if endpoint.EndpointURL == d.url {
			wanted := *endpoint
			filters = append(filters, func(e *events.Event) bool {
				return wanted.Status == webhooks.EndpointStatusEnabled && slices.Contains(wanted.Events, e.Type)
			})
		}
	}
	var due []*events.Event
	for _, event := range d.server.events {
		refuses := func(filter func(*events.Event) bool) bool { return !filter(event) }
		if (d.again || !d.server.webhooks.delivered[event.ID]) && !slices.ContainsFunc(filters, refuses) {
			due = append(due, slices.Repeat([]*events.Event{event}, d.times)...)
			d.claimed[event.ID] = !d.server.webhooks.delivered[event.ID]
			d.server.webhooks.delivered[event.ID] = true
		}
	}
	if d.reversed {
		slices.Reverse(due)
	}
	return due
}

// putBack makes events that were not sent due again, if they were before.
func (d *delivering) putBack(unsent []*events.Event) {
	d.server.locked(func() {
		for _, event := range unsent {
			if d.claimed[event.ID] {
				delete(d.server.webhooks.delivered, event.ID)
			}
		}
	})
}

// send sends an event until it is received or given up.
func (d *delivering) send(ctx context.Context, event *events.Event) Delivery {
	delivery := Delivery{Event: *event}
	delivery.Event.Data = bytes.Clone(event.Data)
	for delivery.Attempts < maxDeliveries {
		if delivery.Err = ctx.Err(); delivery.Err != nil {
			return delivery
		}
		delivery.Attempts++
		req, err := d.newRequest(ctx, *event)
		if err == nil {
			delivery.StatusCode, err = d.request(req)
		}
		if err == nil && (delivery.StatusCode < 200 || delivery.StatusCode > 299) {
			err = fmt.Errorf("the answer was %d %s", delivery.StatusCode, http.StatusText(delivery.StatusCode))
		}
		if delivery.Err = err; err == nil {
			break
		}
	}
	return delivery
}

// newRequest returns an attempt, signed.
func (d *delivering) newRequest(ctx context.Context, event events.Event) (*http.Request, error) {
	payload, err := json.Marshal(event)
	if err != nil {
		return nil, err
	}
	signature := webhooks.Sign(payload, d.secret, d.server.Now().Add(-d.age))
	if d.corrupted {
		payload = bytes.Replace(payload, []byte(event.ID), []byte(event.ID+"_corrupted"), 1)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url, bytes.NewReader(payload))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(webhooks.SignatureHeader, signature)
	return req, nil
}
