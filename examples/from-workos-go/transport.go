package main

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

// newClient returns a client with another address, another transport and other
// bounds. Everything that is made from it goes that way.
//
//	v4:  &organizations.Client{APIKey: key, Endpoint: base, HTTPClient: ...},
//	     or these fields of organizations.DefaultClient; the same for each package
//	v10: options of NewClient
func newClient(key, base string, transport http.RoundTripper) *workos.Client {
	return workos.NewClient(
		workos.WithAPIKey(key),
		workos.WithBaseURL(base),
		workos.WithHTTPClient(&http.Client{Transport: transport}),
		workos.WithTimeout(20*time.Second), // of a call with its repetitions, where the context has no deadline
		workos.WithMaxRetries(2),
	)
}

// traced sends a header with one call, and returns how often the call was sent and
// what WorkOS calls it.
func traced(ctx context.Context, orgs *organizations.Service, id, trace string) (attempts int, requestID string, err error) {
	var res workos.Response
	_, err = orgs.Get(ctx, id, workos.WithHeader("X-Trace", trace), workos.WithResponse(&res))
	return res.Attempts, res.RequestID, err
}

// counting counts the requests that go through it: calls share a transport.
type counting struct {
	next  http.RoundTripper
	count atomic.Int64
}

func (c *counting) RoundTrip(r *http.Request) (*http.Response, error) {
	c.count.Add(1)
	return c.next.RoundTrip(r)
}

// route sends a call to another address by a transport of the application's own.
func (d *demo) route(ctx context.Context) error {
	transport := &counting{next: workos.NewHTTPClient().Transport}
	orgs := organizations.New(newClient(workostest.APIKey, d.srv.URL(), transport))
	d.srv.Fail("GET /organizations/{id}", 1, workostest.RateLimit(0))
	attempts, requestID, err := traced(ctx, orgs, d.org, "trace-1")
	if err != nil {
		return err
	}
	d.say("7. One call, %d attempts, %d requests through the transport; it has a request ID: %t.",
		attempts, transport.count.Load(), requestID != "")
	return nil
}
