package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
)

// explain says what an error is, for the service's own API. An error of this
// library is a pointer, *workos.Error; that of v4 was a value.
//
//	v4: var e workos_errors.HTTPError
//	    errors.As(err, &e) && e.Code == 404, where Code is the status
func explain(err error) string {
	var param *workos.ParamError
	var apiErr *workos.Error
	switch {
	case errors.As(err, &param):
		return fmt.Sprintf("not sent: %s: %s", param.Param, param.Reason)
	case errors.Is(err, workos.ErrNotFound):
		return "it is not there"
	case errors.As(err, &apiErr) && apiErr.Code == "external_id_already_used":
		return "there is one with this external ID"
	case errors.As(err, &apiErr) && len(apiErr.FieldErrors) > 0:
		first := apiErr.FieldErrors[0]
		return fmt.Sprintf("wrong: %s (%s)", first.Field, first.Code)
	case errors.As(err, &apiErr):
		return fmt.Sprintf("status %d, code %q, request %s",
			apiErr.StatusCode, apiErr.Code, apiErr.RequestID)
	default: // no answer: the network, or the context
		return err.Error()
	}
}

// fail meets errors of several kinds.
func (d *demo) fail(ctx context.Context) error {
	_, notFound := d.orgs.Get(ctx, "org_gone")
	_, notSent := d.orgs.Create(ctx, organizations.CreateParams{})
	_, taken := d.orgs.Create(ctx, organizations.CreateParams{Name: "Bar Corp", ExternalID: "order-42"})
	_, wrong := d.users.CreateUser(ctx, usermanagement.CreateUserParams{Email: "nobody"})
	d.say("3. Errors:")
	for _, err := range []error{notFound, notSent, taken, wrong} {
		if err == nil {
			return errors.New("an error was expected")
		}
		d.say("   %s", explain(err))
	}
	return nil
}
