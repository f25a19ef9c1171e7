package main

import (
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/auditlogs"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

var foo = Customer{ID: "customer-42", Name: "Foo Corp", Domain: "foo-corp.com", Admin: "ann@foo-corp.com"}

func targetOf(id string) auditlogs.Target { return auditlogs.Target{ID: id, Type: "customer"} }

// What the code did is looked up as the code itself would, by the services.
func TestOnboard(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t, workostest.WithStrict())
	org, err := NewCustomers(srv.Client()).Onboard(t.Context(), foo)
	require.NoError(t, err)

	org, err = organizations.New(srv.Client()).Get(t.Context(), org.ID)
	require.NoError(t, err)
	require.Len(t, org.Domains, 1)
	assert.Equal(t, "foo-corp.com", org.Domains[0].Domain)

	outbox := srv.Outbox()
	require.Len(t, outbox, 1)
	assert.Equal(t, "ann@foo-corp.com", outbox[0].To)
	assert.Equal(t, workostest.MessageKindInvitation, outbox[0].Kind)
	users := usermanagement.New(srv.Client())
	invitations, err := users.ListInvitations(t.Context(), usermanagement.ListInvitationsParams{OrganizationID: org.ID})
	require.NoError(t, err)
	require.Len(t, invitations.Data, 1)
	assert.Equal(t, "admin", invitations.Data[0].RoleSlug)

	log := srv.AuditLogEvents(org.ID)
	require.Len(t, log, 1)
	assert.Equal(t, "customer.onboarded", log[0].Action)
}

// A customer whose organization has everything, as the one of the seed, gets nothing
// again: the domain is the same in capital letters, and Ann is a member.
func TestOnboardWhoIsThere(t *testing.T) {
	t.Parallel()
	_, srv := newSite(t)
	customer := foo
	customer.Domain = "Foo-Corp.com"
	_, err := NewCustomers(srv.Client()).Onboard(t.Context(), customer)
	require.NoError(t, err)
	assert.Equal(t, []string{"POST /audit_logs/events"}, routes(srv.Writes()))
	assert.NotContains(t, routes(srv.Requests()), "POST /organization_domains")
}

// Whatever goes wrong at whichever of its calls, a customer is onboarded once, by
// the client's retries or by the second call of Onboard.
func TestOnboardUnderFaults(t *testing.T) {
	t.Parallel()
	html := http.Header{"Content-Type": {"text/html"}}
	for name, fault := range map[string]workostest.Fault{
		"503":                  workostest.Respond(http.StatusServiceUnavailable, nil, "no upstream"),
		"no connection":        workostest.RefuseConnection(),
		"dropped before it":    workostest.DropRequest(),
		"dropped after it":     workostest.DropConnection(),
		"cut off":              workostest.CutBody(),
		"too many requests":    workostest.RateLimit(time.Second),
		"a proxy's sorry page": workostest.Respond(http.StatusOK, html, "<html>"),
		"refused":              workostest.Respond(http.StatusForbidden, nil, `{"message":"no"}`),
	} {
		for _, route := range []string{
			"GET /organizations/external_id/{external_id}", "POST /organizations",
			"POST /organization_domains", "POST /user_management/invitations",
			"POST /audit_logs/events",
		} {
			t.Run(name+" at "+route, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { // the waits between retries take no time
					srv := workostest.NewServer(t, workostest.WithStrict())
					srv.Fail(route, 1, fault)
					customers := NewCustomers(srv.Client())
					if _, err := customers.Onboard(t.Context(), foo); err != nil {
						_, err = customers.Onboard(t.Context(), foo)
						require.NoError(t, err)
					}
					// An organization, a domain, an invitation and an audit event.
					assert.Len(t, srv.Writes(), 4)
					assert.Len(t, srv.Outbox(), 1)
				})
			})
		}
	}
}

// In a bubble of testing/synctest the wait that a 429 asks for can be measured.
func TestOnboardWaitsAsLongAsItIsTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		srv.Fail("POST /organizations", 1, workostest.RateLimit(20*time.Second))
		began := time.Now()
		_, err := NewCustomers(srv.Client()).Onboard(t.Context(), foo)
		require.NoError(t, err)
		assert.Equal(t, 20*time.Second, time.Since(began))
	})
}

// An outage ends in an error that says so, within the time that the client gives a
// call. Stall is a server that never answers.
func TestOnboardEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		srv.Fail("GET /organizations/external_id/{external_id}", 10, workostest.Stall())
		began := time.Now()
		_, err := NewCustomers(srv.Client(workos.WithTimeout(10*time.Second))).Onboard(t.Context(), foo)
		require.Error(t, err)
		assert.Equal(t, 10*time.Second, time.Since(began))
		assert.Empty(t, srv.Writes())
	})
}

// A domain of another customer's is refused, and no retry changes that.
func TestOnboardDomainOfAnother(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t, workostest.WithStrict())
	srv.AddOrganization(organizations.CreateParams{
		Name:       "Bar Ltd",
		DomainData: []organizations.DomainData{{Domain: "foo-corp.com", State: organizations.DomainDataStateVerified}},
	})
	_, err := NewCustomers(srv.Client()).Onboard(t.Context(), foo)
	require.ErrorIs(t, err, workos.ErrConflict)
	assert.Empty(t, srv.Outbox())
}

// Each server is a world of its own: tests run beside each other without a word to
// one another.
func TestOnboardBesideEachOther(t *testing.T) {
	t.Parallel()
	for i := range 8 {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			t.Parallel()
			srv := workostest.NewServer(t, workostest.WithStrict())
			_, err := NewCustomers(srv.Client()).Onboard(t.Context(), foo)
			require.NoError(t, err)
			assert.Len(t, srv.Requests(), 5)
		})
	}
}
