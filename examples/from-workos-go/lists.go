package main

import (
	"context"
	"fmt"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
)

// emails returns the addresses of an organization's users: of all of them, 100 a
// request.
//
//	v4:  page, err := usermanagement.ListUsers(ctx, usermanagement.ListUsersOpts{After: after}),
//	     again and again until page.ListMetadata.After is empty
//	v10: the iterator of the users' list operation, 10 a request unless the params say more
func (s *service) emails(ctx context.Context, organizationID string) ([]string, error) {
	page, err := s.users.ListUsers(ctx, usermanagement.ListUsersParams{
		ListParams:     workos.ListParams{Limit: 100, Order: workos.OrderAsc},
		OrganizationID: organizationID,
	})
	if err != nil {
		return nil, err
	}
	var emails []string
	for user, err := range page.All(ctx) {
		if err != nil {
			return nil, err
		}
		emails = append(emails, user.Email)
	}
	return emails, nil
}

// onePage returns a page, and the cursor to the next one or "": for an API of the
// service's own that pages as v4 did.
func (s *service) onePage(ctx context.Context, after string) ([]organizations.Organization, string, error) {
	page, err := s.orgs.List(ctx, organizations.ListParams{ListParams: workos.ListParams{After: after}})
	if err != nil {
		return nil, "", err
	}
	return page.Data, page.Metadata.After, nil
}

// list walks over more users than a page has.
func (d *demo) list(ctx context.Context) error {
	for i := range 120 {
		user := d.srv.AddUser(usermanagement.CreateUserParams{Email: fmt.Sprintf("user%d@foo-corp.com", i+1)})
		d.srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: user.ID, OrganizationID: d.org})
	}
	before := len(d.srv.Requests())
	emails, err := d.emails(ctx, d.org)
	if err != nil {
		return err
	}
	d.say("2. Listed %d users with %d requests, from %s on.", len(emails), len(d.srv.Requests())-before, emails[0])
	orgs, next, err := d.onePage(ctx, "")
	if err != nil {
		return err
	}
	d.say("   One page by hand: %d organization, next cursor %q.", len(orgs), next)
	return nil
}
