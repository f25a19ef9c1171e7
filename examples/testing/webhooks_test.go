package main

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/webhooks"
	"github.com/workos-go/workos/workostest"
)

// Ben leaves Foo Corp, and stays at Bar Ltd. The event comes twice, as it may, and is
// done once.
func TestOffboard(t *testing.T) {
	t.Parallel()
	site, srv := newSite(t)
	ben, atBar := signInBen(t, site, "org_foo"), signInBen(t, site, "org_bar")
	before := len(srv.Writes())
	srv.Directory("directory_foo").SuspendUser("directory_user_ben")

	for _, how := range []workostest.DeliveryOption{workostest.DeliverTwice(), workostest.DeliverAgain()} {
		_, err := srv.Deliver(t.Context(), site, webhookSecret, workostest.DeliverAt("/webhooks"), how)
		require.NoError(t, err)
	}
	assert.Equal(t, []string{
		"PUT /user_management/organization_memberships/{id}/deactivate",
		"POST /user_management/sessions/revoke",
		"POST /audit_logs/events",
	}, routes(srv.Writes()[before:]))
	require.Len(t, srv.AuditLogEvents("org_foo"), 1)

	_, err := site.users.AuthenticateWithRefreshToken(t.Context(), usermanagement.AuthenticateWithRefreshTokenParams{
		RefreshToken: ben.RefreshToken,
	})
	require.Error(t, err)
	_, err = site.users.AuthenticateWithRefreshToken(t.Context(), usermanagement.AuthenticateWithRefreshTokenParams{
		RefreshToken: atBar.RefreshToken,
	})
	require.NoError(t, err)
	signInAnn(t, site) // she stays
}

// Who leaves, comes back and leaves again is in the audit log twice.
func TestOffboardAgain(t *testing.T) {
	t.Parallel()
	site, srv := newSite(t)
	directory := srv.Directory("directory_foo")
	for range 2 {
		ben := directory.SuspendUser("directory_user_ben")
		_, err := srv.Deliver(t.Context(), site, webhookSecret, workostest.DeliverAt("/webhooks"))
		require.NoError(t, err)
		ben.State = directorysync.UserStateActive
		directory.UpdateUser(ben)
	}
	assert.Len(t, srv.AuditLogEvents("org_foo"), 2)
}

// Where something fails half-way the answer is 500, and WorkOS sends the event
// again: the second attempt does the rest.
func TestOffboardHalfWay(t *testing.T) {
	t.Parallel()
	site, srv := newSite(t)
	signInBen(t, site, "org_foo")
	srv.Directory("directory_foo").DeleteUser("directory_user_ben")
	srv.Fail("POST /user_management/sessions/revoke", 1, workostest.Respond(http.StatusServiceUnavailable, nil, "down"))

	deliveries, err := srv.Deliver(t.Context(), site, webhookSecret,
		workostest.DeliverAt("/webhooks"), workostest.DeliverTypes(events.TypeDSyncUserDeleted))
	require.NoError(t, err)
	require.Len(t, deliveries, 1)
	assert.Equal(t, 2, deliveries[0].Attempts)
	sessions, err := site.users.ListSessions(t.Context(), "user_ben", usermanagement.ListSessionsParams{})
	require.NoError(t, err)
	assert.Empty(t, sessions.Data)
}

// What WorkOS did not sign, or somebody sends again later, has no effect.
func TestOffboardForged(t *testing.T) {
	t.Parallel()
	for name, how := range map[string]workostest.DeliveryOption{
		"changed": workostest.DeliverCorrupted(),
		"late":    workostest.DeliverLate(2 * webhooks.DefaultTolerance),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, srv := newSite(t)
			srv.Directory("directory_foo").SuspendUser("directory_user_ben")
			_, err := srv.Deliver(t.Context(), site, webhookSecret, workostest.DeliverAt("/webhooks"), how)
			require.Error(t, err)
			assert.Empty(t, srv.Requests())
		})
	}
}

// Ben was suspended by mistake and is back before the event arrives, or after the one
// that says so: he stays. Where the directory cannot be asked the event is sent again.
func TestOffboardBack(t *testing.T) {
	t.Parallel()
	for name, how := range map[string]workostest.DeliveryOption{
		"late":     workostest.DeliverTwice(),
		"reversed": workostest.DeliverReversed(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, srv := newSite(t)
			directory := srv.Directory("directory_foo")
			ben := directory.SuspendUser("directory_user_ben")
			ben.State = directorysync.UserStateActive
			directory.UpdateUser(ben)
			srv.Fail("GET /directory_users/{id}", 1, workostest.Respond(http.StatusForbidden, nil, "{}"))

			_, err := srv.Deliver(t.Context(), site, webhookSecret, workostest.DeliverAt("/webhooks"), how)
			require.NoError(t, err)
			assert.Empty(t, srv.Writes())
		})
	}
}

// Somebody without an address is nobody here, and a directory without an organization
// says nothing of anyone's: everybody else stays, and the event is not sent again.
func TestOffboardUnknown(t *testing.T) {
	t.Parallel()
	for name, left := range map[string]struct {
		directory directorysync.Directory
		user      directorysync.User
	}{
		"no address":      {directorysync.Directory{OrganizationID: "org_foo"}, directorysync.User{Username: "ben"}},
		"no organization": {directorysync.Directory{}, directorysync.User{Email: "ben@foo-corp.com"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			site, srv := newSite(t)
			directory := srv.Directory(srv.AddDirectory(left.directory).ID)
			directory.SuspendUser(directory.AddUser(left.user).ID)
			_, err := srv.Deliver(t.Context(), site, webhookSecret, workostest.DeliverAt("/webhooks"))
			require.NoError(t, err)
			assert.Empty(t, srv.Writes())
		})
	}
}

// Somebody whose title changed is no one who left.
func TestOffboardNobody(t *testing.T) {
	t.Parallel()
	site, srv := newSite(t)
	srv.Directory("directory_foo").UpdateUser(directorysync.User{
		ID: "directory_user_ben", Email: "ben@foo-corp.com", FirstName: "Ben",
	})
	_, err := srv.Deliver(t.Context(), site, webhookSecret, workostest.DeliverAt("/webhooks"))
	require.NoError(t, err)
	assert.Empty(t, srv.Writes())
}

func routes(requests []workostest.Request) []string {
	var all []string
	for _, r := range requests {
		all = append(all, r.Route)
	}
	return all
}
