package workostest_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/auditlogs"
	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/webhooks"
	"github.com/workos-go/workos/workostest"
)

// populated is a strict server that has three of everything, and the lists in
// which they are, as path and query.
func populated(t *testing.T) (*workostest.Server, []string) {
	t.Helper()
	srv := workostest.NewServer(t, workostest.WithStrict())
	ctx, orgs, users := t.Context(), organizations.New(srv.Client()), usermanagement.New(srv.Client())
	directory := srv.AddDirectory(directorysync.Directory{})
	user := srv.AddUser(ann)
	for range 3 {
		_, err := password(t, users)
		require.NoError(t, err)
	}
	for i := range 3 {
		n := strconv.Itoa(i)
		org, err := orgs.Create(ctx, organizations.CreateParams{Name: "Foo Corp " + n, Domains: []string{"foo" + n + ".com"}})
		require.NoError(t, err)
		srv.AddConnection(sso.Connection{OrganizationID: org.ID})
		srv.Directory(directory.ID).AddUser(directorysync.User{})
		srv.Directory(directory.ID).AddGroup(directorysync.Group{})
		_, err = auditlogs.New(srv.Client()).CreateSchema(ctx, "user.invited", auditlogs.CreateSchemaParams{Targets: []auditlogs.SchemaTarget{{Type: "user"}}})
		require.NoError(t, err)
		_, err = auditlogs.New(srv.Client()).CreateSchema(ctx, "user.invited_"+n, auditlogs.CreateSchemaParams{Targets: []auditlogs.SchemaTarget{{Type: "user"}}})
		require.NoError(t, err)
		_, err = webhooks.New(srv.Client()).CreateEndpoint(ctx, webhooks.CreateEndpointParams{EndpointURL: "https://foo.com/" + n, Events: []events.Type{events.TypeUserCreated}})
		require.NoError(t, err)
		populateUser(t, users, user.ID, org.ID, n)
	}
	srv.AddDirectory(directorysync.Directory{})
	of := "/user_management/users/" + user.ID
	return srv, []string{
		"/audit_logs/actions", "/audit_logs/actions/user.invited/schemas", "/connections", "/directories",
		"/directory_groups?directory=" + directory.ID, "/directory_users?directory=" + directory.ID,
		"/organizations", // events have no cursor to what is before "/user_management/cors_origins",
		"/user_management/invitations", "/user_management/organization_memberships?user_id=" + user.ID,
		"/user_management/redirect_uris", "/user_management/users", of + "/api_keys", of + "/auth_factors",
		of + "/sessions", "/webhook_endpoints",
	}
}

// populateUser does what concerns a user, once.
func populateUser(t *testing.T, users *usermanagement.Service, userID, organizationID, n string) {
	t.Helper()
	ctx := t.Context()
	_, err := users.CreateUser(ctx, usermanagement.CreateUserParams{Email: n + "@foo.com"})
	require.NoError(t, err)
	_, err = users.SendInvitation(ctx, usermanagement.SendInvitationParams{Email: n + "@bar.com"})
	require.NoError(t, err)
	_, err = users.CreateRedirectURI(ctx, usermanagement.CreateRedirectURIParams{URI: "https://foo.com/" + n})
	require.NoError(t, err)
	_, err = users.CreateCORSOrigin(ctx, usermanagement.CreateCORSOriginParams{Origin: "https://foo" + n + ".com"})
	require.NoError(t, err)
	membership := usermanagement.CreateOrganizationMembershipParams{UserID: userID, OrganizationID: organizationID}
	_, err = users.CreateOrganizationMembership(ctx, membership)
	require.NoError(t, err)
	_, err = users.EnrollAuthFactor(ctx, userID, usermanagement.EnrollAuthFactorParams{Type: usermanagement.AuthenticationFactorTypeTOTP})
	require.NoError(t, err)
	_, err = users.CreateAPIKey(ctx, userID, usermanagement.CreateAPIKeyParams{Name: n, OrganizationID: organizationID})
	require.NoError(t, err)
}

// rawList is a list as it is on the wire.
type rawList struct {
	Object   string              `json:"object"`
	Data     []json.RawMessage   `json:"data"`
	Metadata workos.ListMetadata `json:"list_metadata"`
}

func list(t *testing.T, srv *workostest.Server, target string, query ...string) rawList {
	t.Helper()
	separator := "?"
	if strings.Contains(target, "?") {
		separator = "&"
	}
	status, body := send(t, srv, "GET "+target+separator+strings.Join(query, "&"), "")
	require.Equal(t, 200, status, "%s %v: %s", target, query, body)
	var page rawList
	require.NoError(t, json.Unmarshal([]byte(body), &page))
	assert.Equal(t, "list", page.Object)
	return page
}

// Every list is walked through in both directions and all orders.
func TestEveryListHasCursors(t *testing.T) {
	t.Parallel()
	srv, lists := populated(t)
	for _, target := range lists {
		t.Run(target, func(t *testing.T) {
			t.Parallel()
			newest := list(t, srv, target, "limit=100").Data
			require.GreaterOrEqual(t, len(newest), 2)
			oldest := slices.Clone(newest)
			slices.Reverse(oldest)
			for order, want := range map[string][]json.RawMessage{"desc": newest, "asc": oldest, "normal": newest} {
				forward, back := "after=", "before="
				next := func(page rawList) string { return page.Metadata.After }
				previous := func(page rawList) string { return page.Metadata.Before }
				if order == "normal" {
					forward, back, next, previous = back, forward, previous, next
				}
				page := list(t, srv, target, "limit=1", "order="+order)
				assert.Empty(t, previous(page), "the first page")
				var there, andBack []json.RawMessage
				for there = page.Data; next(page) != ""; there = append(there, page.Data...) {
					page = list(t, srv, target, "limit=1", "order="+order, forward+next(page))
				}
				assert.Equal(t, want, there, order)
				for andBack = page.Data; previous(page) != ""; andBack = append(andBack, page.Data...) {
					page = list(t, srv, target, "limit=1", "order="+order, back+previous(page))
				}
				slices.Reverse(andBack)
				assert.Equal(t, want, andBack, order)
			}
		})
	}
}

// Lists refuse the same everywhere, and take a cursor of what is no longer there.
func TestEveryListHasLimits(t *testing.T) {
	t.Parallel()
	srv, lists := populated(t)
	for _, target := range lists {
		for _, limit := range []string{"1", "100"} {
			assert.NotEmpty(t, list(t, srv, target, "limit="+limit).Data)
		}
		assert.LessOrEqual(t, len(list(t, srv, target).Data), 10)
		separator := "?"
		if strings.Contains(target, "?") {
			separator = "&"
		}
		for query, field := range map[string]string{
			"limit=0": "limit", "limit=101": "limit", "limit=-1": "limit", "limit=ten": "limit", "limit=": "limit", "limit=1.5": "limit",
			"order=newest": "order", "order=DESC": "order", "order=": "order",
		} {
			status, body := send(t, srv, "GET "+target+separator+query, "")
			assert.Equal(t, 422, status, target+query)
			assert.Contains(t, body, `"field":"`+field+`"`, target+query)
		}
		for _, cursor := range []string{"after=zzz", "before=zzz", "after=0", "before=0", "after=0&before=zzz"} {
			list(t, srv, target, cursor, "limit=1")
		}
	}
}

// A list whose page ends at an object that is then deleted goes on behind it.
func TestCursorOfWhatIsDeleted(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	orgs := organizations.New(srv.Client())
	last := create(t, srv.Client(), "last")
	cursor := create(t, srv.Client(), "cursor")
	create(t, srv.Client(), "first")
	page, err := orgs.List(t.Context(), organizations.ListParams{ListParams: workos.ListParams{Limit: 2}})
	require.NoError(t, err)
	require.NoError(t, orgs.Delete(t.Context(), cursor.ID))
	page, err = page.Next(t.Context())
	require.NoError(t, err)
	require.Len(t, page.Data, 1)
	assert.Equal(t, last.ID, page.Data[0].ID)
	assert.False(t, page.HasMore())
}
