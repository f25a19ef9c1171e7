package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

// customers is what the rest of the application needs to know of organizations. Its
// code and its tests know no SDK, so that there can be two behind it.
type customers interface {
	// Name returns the name of a customer, or errNoCustomer.
	Name(ctx context.Context, id string) (string, error)
}

var errNoCustomer = errors.New("there is no such customer")

// here is customers by this library.
type here struct{ orgs *organizations.Service }

func (h here) Name(ctx context.Context, id string) (string, error) {
	org, err := h.orgs.Get(ctx, id)
	if errors.Is(err, workos.ErrNotFound) {
		return "", errNoCustomer
	}
	if err != nil {
		return "", err
	}
	return org.Name, nil
}

// before is customers by the official SDK. That is no dependency of this example, so
// that it is a request by hand here. Both use the same API key, and what they create
// is at WorkOS: there is nothing to migrate.
//
//	v4: org, err := organizations.GetOrganization(ctx, organizations.GetOrganizationOpts{
//	        Organization: id,
//	    })
type before struct {
	base, key string
	client    *http.Client
}

func (b before) Name(ctx context.Context, id string) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.base+"/organizations/"+url.PathEscape(id), http.NoBody)
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+b.key)
	res, err := b.client.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	var org struct{ Name string }
	switch {
	case res.StatusCode == http.StatusNotFound:
		return "", errNoCustomer
	case res.StatusCode != http.StatusOK:
		return "", fmt.Errorf("status %d", res.StatusCode)
	}
	err = json.NewDecoder(res.Body).Decode(&org)
	return org.Name, err
}

// compared answers what the old way does, and tells where the new one differs: for
// reads, and for a while. Nobody waits for the new one: it is asked besides the answer.
// Writes go one way, chosen by a flag of the application's.
type compared struct {
	old, new customers
	differs  func(id, before, now string) // for concurrent use
	asked    sync.WaitGroup               // to wait for before the program ends
}

// compareTimeout is how long the new way has for a call, repetitions included.
const compareTimeout = 2 * time.Second

func (c *compared) Name(ctx context.Context, id string) (string, error) {
	name, err := c.old.Name(ctx, id)
	if ctx.Err() != nil { // who asked is gone, which is no difference
		return name, err
	}
	ctx = context.WithoutCancel(ctx) // the request ends with the answer
	c.asked.Go(func() { c.compare(ctx, id, name, err) })
	return name, err
}

// compare asks the new way for what the old one answered.
func (c *compared) compare(ctx context.Context, id, name string, err error) {
	ctx, cancel := context.WithTimeout(ctx, compareTimeout)
	defer cancel()
	other, otherErr := c.new.Name(ctx, id)
	if other != name || (err == nil) != (otherErr == nil) ||
		errors.Is(err, errNoCustomer) != errors.Is(otherErr, errNoCustomer) {
		c.differs(id, fmt.Sprintf("%q, %v", name, err), fmt.Sprintf("%q, %v", other, otherErr))
	}
}

// compare asks both ways for one that is there and one that is not.
func (d *demo) compare(ctx context.Context) error {
	var differences atomic.Int64
	both := &compared{
		old:     before{base: d.srv.URL(), key: workostest.APIKey, client: http.DefaultClient},
		new:     here{d.orgs},
		differs: func(string, string, string) { differences.Add(1) },
	}
	name, err := both.Name(ctx, d.org)
	if err != nil {
		return err
	}
	if _, err := both.Name(ctx, "org_gone"); !errors.Is(err, errNoCustomer) {
		return fmt.Errorf("a customer that is gone was expected, not %w", err)
	}
	both.asked.Wait()
	d.say("8. Both ways at once say %s, and that another one is gone: %d differences.", name, differences.Load())
	return nil
}
