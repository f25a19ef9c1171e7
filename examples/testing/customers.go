package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/auditlogs"
	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/organizationdomains"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
)

// Customer is a company that has bought the product.
type Customer struct {
	ID     string // the application's own
	Name   string
	Domain string // of its e-mail addresses
	Admin  string // e-mail address of its first admin
}

// Customers takes companies on, and lets go of those who leave them.
type Customers struct {
	orgs        *organizations.Service
	domains     *organizationdomains.Service
	directories *directorysync.Service
	users       *usermanagement.Service
	audit       *auditlogs.Service
}

// NewCustomers returns Customers that are kept at WorkOS through client.
func NewCustomers(client *workos.Client) *Customers {
	return &Customers{
		orgs:        organizations.New(client),
		domains:     organizationdomains.New(client),
		directories: directorysync.New(client),
		users:       usermanagement.New(client),
		audit:       auditlogs.New(client),
	}
}

// Onboard gives a customer an organization with a domain, and invites its first
// admin. Call it again where it failed half-way: what is there is left alone.
func (c *Customers) Onboard(
	ctx context.Context, customer Customer,
) (*organizations.Organization, error) {
	org, err := c.organization(ctx, customer)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(org.Domains, func(d organizations.Domain) bool {
		return strings.EqualFold(d.Domain, customer.Domain)
	}) {
		params := organizationdomains.CreateParams{OrganizationID: org.ID, Domain: customer.Domain}
		if _, err := c.domains.Create(ctx, params); err != nil {
			return nil, err
		}
	}
	_, err = c.users.SendInvitation(ctx, usermanagement.SendInvitationParams{
		Email: customer.Admin, OrganizationID: org.ID, RoleSlug: "admin",
	})
	if err != nil && !hasCode(err, "email_already_invited_to_organization", "user_already_organization_member") {
		return nil, err
	}
	return org, c.record(ctx, "onboard-"+customer.ID, org.ID, "customer.onboarded",
		auditlogs.Target{ID: customer.ID, Type: "customer", Name: customer.Name})
}

// organization returns the organization of a customer, which it creates once. The
// key lets the client send the request again when the answer is lost.
func (c *Customers) organization(ctx context.Context, customer Customer) (*organizations.Organization, error) {
	org, err := c.orgs.GetByExternalID(ctx, customer.ID)
	if !errors.Is(err, workos.ErrNotFound) {
		return org, err
	}
	return c.orgs.Create(ctx, organizations.CreateParams{Name: customer.Name, ExternalID: customer.ID},
		workos.WithIdempotencyKey("onboard-"+customer.ID))
}

// Offboard takes access away from somebody who has left a customer. The ID is that
// of the event that says so. It may be called again, as events arrive twice.
func (c *Customers) Offboard(ctx context.Context, eventID string, gone directorysync.User) error {
	// A filter that is empty is none: the lists would be those of the whole environment.
	// Without an address there is nobody to find, and without an organization nothing
	// to be a member of; the event would be the same when it is sent again.
	email := gone.PrimaryEmail()
	if email == "" || gone.OrganizationID == "" {
		return nil
	}
	// An event may arrive late, after one that is newer: what counts is what the
	// directory says now. Whom it does not know any more is gone.
	now, err := c.directories.GetUser(ctx, gone.ID)
	if err != nil && !errors.Is(err, workos.ErrNotFound) {
		return err
	}
	if err == nil && !now.Deprovisioned() {
		return nil
	}
	page, err := c.users.ListUsers(ctx, usermanagement.ListUsersParams{Email: email})
	if err != nil {
		return err
	}
	for user, err := range page.All(ctx) {
		if err != nil {
			return err
		}
		if err := c.lockOut(ctx, user.ID, gone.OrganizationID); err != nil {
			return err
		}
	}
	return c.record(ctx, eventID, gone.OrganizationID, "member.offboarded",
		auditlogs.Target{ID: gone.ID, Type: "directory_user"})
}

// lockOut ends the memberships of a user in an organization, and then the sessions
// there, so that none begins in between.
func (c *Customers) lockOut(ctx context.Context, userID, organizationID string) error {
	memberships, err := c.users.ListOrganizationMemberships(ctx, usermanagement.ListOrganizationMembershipsParams{
		UserID: userID, OrganizationID: organizationID,
	})
	if err != nil {
		return err
	}
	for membership, err := range memberships.All(ctx) {
		if err != nil {
			return err
		}
		if _, err := c.users.DeactivateOrganizationMembership(ctx, membership.ID); err != nil {
			return err
		}
	}
	sessions, err := c.users.ListSessions(ctx, userID, usermanagement.ListSessionsParams{})
	if err != nil {
		return err
	}
	for session, err := range sessions.All(ctx) {
		if err != nil {
			return err
		}
		if session.OrganizationID != organizationID {
			continue
		}
		if err := c.users.RevokeSession(ctx, usermanagement.RevokeSessionParams{SessionID: session.ID}); err != nil {
			return err
		}
	}
	return nil
}

// record writes an event to an organization's audit log, once for each key.
func (c *Customers) record(ctx context.Context, key, organizationID, action string, target auditlogs.Target) error {
	_, err := c.audit.CreateEvent(ctx, auditlogs.CreateEventParams{
		OrganizationID: organizationID,
		Event: auditlogs.Event{
			Action:     action,
			OccurredAt: time.Now(),
			Actor:      auditlogs.Actor{ID: "onboarding", Type: "service"},
			Targets:    []auditlogs.Target{target},
			Context:    auditlogs.Context{Location: "backend"},
		},
	}, workos.WithIdempotencyKey(key))
	return err
}

// hasCode reports whether the API refused with one of the codes.
func hasCode(err error, codes ...string) bool {
	var apiErr *workos.Error
	return errors.As(err, &apiErr) && slices.Contains(codes, apiErr.Code)
}
