package main

import (
	"context"
	"errors"
	"net/http"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

// onboard creates the organization of an order, once, however often it is called
// for it: WorkOS remembers the key for 24 hours, and the external ID for good. With
// the key, the library also repeats the call when WorkOS is down. It is the key of
// before, so that an order that the old service began is not done twice.
//
//	v4: organizations.CreateOrganization(ctx, organizations.CreateOrganizationOpts{
//	        Name: name, IdempotencyKey: orderID,
//	    })
func (s *service) onboard(ctx context.Context, orderID, name string) (*organizations.Organization, error) {
	org, err := s.orgs.GetByExternalID(ctx, orderID)
	if !errors.Is(err, workos.ErrNotFound) {
		return org, err
	}
	return s.orgs.Create(ctx, organizations.CreateParams{
		Name:       name,
		ExternalID: orderID,
	}, workos.WithIdempotencyKey(orderID))
}

// change is what the service's own API takes: nil leaves a field alone.
type change struct {
	Name          *string
	AllowOutsider *bool
}

// change sends a change. Name cannot be empty, so that it is a plain string, and
// empty leaves it alone. False is a value to be sent, so that it is an Optional.
//
//	v10: pointers in the params of the organizations service's update operation
func (s *service) change(ctx context.Context, id string, c change) (*organizations.Organization, error) {
	return s.orgs.Update(ctx, id, organizations.UpdateParams{
		Name:                             value(c.Name),
		AllowProfilesOutsideOrganization: optional(c.AllowOutsider),
	})
}

// optional makes an Optional of a pointer. Where nil means "clear it" in your code,
// return workos.Null[T]() for nil.
func optional[T any](p *T) workos.Optional[T] {
	if p == nil {
		return workos.Optional[T]{}
	}
	return workos.Set(*p)
}

// value returns what a pointer points to, or the zero value.
func value[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}

// write creates an organization while WorkOS is down for a moment, and changes it.
func (d *demo) write(ctx context.Context) error {
	d.srv.Fail("POST /organizations", 1, workostest.Respond(http.StatusServiceUnavailable, nil, "{}"))
	org, err := d.onboard(ctx, "order-42", "Foo Corp")
	if err != nil {
		return err
	}
	d.org = org.ID
	again, err := d.onboard(ctx, "order-42", "Foo Corp")
	if err != nil {
		return err
	}
	d.say("1. Created %s; the same order again is the same organization: %t.", org.Name, again.ID == org.ID)

	name, allow := "Foo Corporation", false
	org, err = d.change(ctx, org.ID, change{Name: &name, AllowOutsider: &allow})
	if err != nil {
		return err
	}
	d.say("   Renamed to %s; its external ID is still %s.", org.Name, org.ExternalID)
	return nil
}
