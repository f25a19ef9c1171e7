package workostest_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/workostest"
)

// listDirectoryEvents returns all events, oldest first.
func listDirectoryEvents(t *testing.T, srv *workostest.Server, params events.ListParams) []events.Event {
	t.Helper()
	params.Order = workos.OrderAsc
	page, err := events.New(srv.Client()).List(t.Context(), params)
	require.NoError(t, err)
	var all []events.Event
	for event, err := range page.All(t.Context()) {
		require.NoError(t, err)
		all = append(all, event)
	}
	return all
}

func TestDirectoryLifeCycle(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	sync, ctx := directorysync.New(srv.Client()), t.Context()
	directory := srv.AddDirectory(directorysync.Directory{OrganizationID: "org_1", Name: "Foo Corp", Domain: "foo-corp.com"})
	user := srv.Directory(directory.ID).AddUser(directorysync.User{FirstName: "Ada", LastName: "Lovelace"})
	group := srv.Directory(directory.ID).AddGroup(directorysync.Group{Name: "Admins", RawAttributes: directorysync.Attributes{"n": 1}})
	srv.Directory(directory.ID).AddUser(directorysync.User{State: directorysync.UserStateSuspended})

	assert.Equal(t, directorysync.DirectoryTypeOktaSCIM, directory.Type)
	assert.Equal(t, directorysync.DirectoryStateLinked, directory.State)
	assert.Equal(t, "Ada Lovelace", user.Name)
	assert.Equal(t, directorysync.UserStateActive, user.State)
	assert.Equal(t, "org_1", user.OrganizationID)
	assert.Equal(t, directory.ID, group.DirectoryID)
	assert.NotEmpty(t, group.IDPID)

	got, err := sync.GetDirectory(ctx, directory.ID)
	require.NoError(t, err)
	directory.Metadata = &directorysync.DirectoryMetadata{Users: directorysync.DirectoryUserCounts{Active: 1, Inactive: 1}, Groups: 1}
	assert.Equal(t, &directory, got)
	gotUser, err := sync.GetUser(ctx, user.ID)
	require.NoError(t, err)
	assert.Equal(t, &user, gotUser)
	gotGroup, err := sync.GetGroup(ctx, group.ID)
	require.NoError(t, err)
	assert.Equal(t, &group, gotGroup)

	other := srv.AddDirectory(directorysync.Directory{})
	survivor := srv.Directory(other.ID).AddUser(directorysync.User{})
	var response workos.Response
	require.NoError(t, sync.DeleteDirectory(ctx, directory.ID, workos.WithResponse(&response)))
	assert.Equal(t, http.StatusAccepted, response.StatusCode)
	_, err = sync.GetDirectory(ctx, directory.ID)
	requireRefusal(t, err, 404, "")
	_, err = sync.GetUser(ctx, user.ID)
	requireRefusal(t, err, 404, "")
	_, err = sync.GetGroup(ctx, group.ID)
	requireRefusal(t, err, 404, "")
	requireRefusal(t, sync.DeleteDirectory(ctx, directory.ID), 404, "")
	_, err = sync.GetUser(ctx, survivor.ID)
	require.NoError(t, err)
}

func TestWireOfADirectory(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	sync, ctx := directorysync.New(srv.Client()), t.Context()
	var response workos.Response
	srv.AddDirectory(directorysync.Directory{ID: "directory_1", OrganizationID: "org_1", ExternalKey: "key"})
	_, err := sync.GetDirectory(ctx, "directory_1", workos.WithResponse(&response))
	require.NoError(t, err)
	assert.JSONEq(t, `{"object":"directory","id":"directory_1","organization_id":"org_1","external_key":"key","type":"okta scim v2.0",
		"state":"linked","name":"Directory","metadata":{"users":{"active":0,"inactive":0},"groups":0},
		"created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:00Z"}`, string(response.Body))

	srv.Directory("directory_1").AddUser(directorysync.User{ID: "directory_user_1", IDPID: "1"})
	_, err = sync.GetUser(ctx, "directory_user_1", workos.WithResponse(&response))
	require.NoError(t, err)
	assert.JSONEq(t, `{"object":"directory_user","id":"directory_user_1","directory_id":"directory_1","organization_id":"org_1","idp_id":"1",
		"email":null,"first_name":null,"last_name":null,"name":null,"job_title":null,"username":null,"state":"active",
		"raw_attributes":{},"custom_attributes":{},"groups":[],
		"created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:00Z"}`, string(response.Body))

	srv.Directory("directory_1").AddGroup(directorysync.Group{ID: "directory_group_1", IDPID: "2"})
	_, err = sync.GetGroup(ctx, "directory_group_1", workos.WithResponse(&response))
	require.NoError(t, err)
	assert.JSONEq(t, `{"object":"directory_group","id":"directory_group_1","directory_id":"directory_1","organization_id":"org_1","idp_id":"2",
		"name":"Group","created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:00Z"}`, string(response.Body))
}

func TestFilteredDirectories(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	sync := directorysync.New(srv.Client())
	foo := srv.AddDirectory(directorysync.Directory{Name: "Foo Corp", Domain: "foo-corp.com", OrganizationID: "org_1"}).ID
	labs := srv.AddDirectory(directorysync.Directory{Name: "Foo Labs", Domain: "foo-labs.com", OrganizationID: "org_1"}).ID
	bar := srv.AddDirectory(directorysync.Directory{Name: "Bar", Domain: "foo-corp.com", OrganizationID: "org_2"}).ID
	for name, test := range map[string]struct {
		params   directorysync.ListDirectoriesParams
		expected []string
	}{
		"all":             {directorysync.ListDirectoriesParams{}, []string{bar, labs, foo}},
		"oldest first":    {directorysync.ListDirectoriesParams{ListParams: workos.ListParams{Order: workos.OrderAsc}}, []string{foo, labs, bar}},
		"organization":    {directorysync.ListDirectoriesParams{OrganizationID: "org_1"}, []string{labs, foo}},
		"no organization": {directorysync.ListDirectoriesParams{OrganizationID: "org_3"}, []string{}},
		"search":          {directorysync.ListDirectoriesParams{Search: "foo"}, []string{labs, foo}},
		"domain":          {directorysync.ListDirectoriesParams{Domain: "foo-corp.com"}, []string{bar, foo}},
		"all of them":     {directorysync.ListDirectoriesParams{Domain: "foo-corp.com", Search: "foo", OrganizationID: "org_1"}, []string{foo}},
	} {
		page, err := sync.ListDirectories(t.Context(), test.params)
		require.NoError(t, err, name)
		got := []string{}
		for _, directory := range page.Data {
			got = append(got, directory.ID)
		}
		assert.Equal(t, test.expected, got, name)
	}
}

func TestFilteredDirectoryUsers(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	sync := directorysync.New(srv.Client())
	foo, bar := srv.AddDirectory(directorysync.Directory{}).ID, srv.AddDirectory(directorysync.Directory{}).ID
	ada := srv.Directory(foo).AddUser(directorysync.User{Email: "ada@a.com", IDPID: "1"}).ID
	bob := srv.Directory(foo).AddUser(directorysync.User{Email: "bob@a.com", IDPID: "2"}).ID
	eve := srv.Directory(bar).AddUser(directorysync.User{Email: "ada@a.com", IDPID: "1"}).ID
	devs := srv.Directory(foo).AddGroup(directorysync.Group{Name: "Devs"}).ID
	ops := srv.Directory(foo).AddGroup(directorysync.Group{Name: "Ops"}).ID
	empty := srv.Directory(bar).AddGroup(directorysync.Group{}).ID
	srv.Directory(foo).AddMember(devs, ada)
	srv.Directory(foo).AddMember(ops, ada)
	srv.Directory(foo).AddMember(devs, bob)

	for name, test := range map[string]struct {
		params   directorysync.ListUsersParams
		expected []string
	}{
		"directory":            {directorysync.ListUsersParams{Directory: foo}, []string{bob, ada}},
		"oldest first":         {directorysync.ListUsersParams{ListParams: workos.ListParams{Order: workos.OrderAsc}, Directory: foo}, []string{ada, bob}},
		"other directory":      {directorysync.ListUsersParams{Directory: bar}, []string{eve}},
		"group":                {directorysync.ListUsersParams{Group: devs}, []string{bob, ada}},
		"small group":          {directorysync.ListUsersParams{Group: ops}, []string{ada}},
		"empty group":          {directorysync.ListUsersParams{Group: empty}, []string{}},
		"group elsewhere":      {directorysync.ListUsersParams{Directory: bar, Group: devs}, []string{}},
		"ID at the provider":   {directorysync.ListUsersParams{Directory: foo, IDPID: "1"}, []string{ada}},
		"e-mail":               {directorysync.ListUsersParams{Directory: foo, Email: "bob@a.com"}, []string{bob}},
		"nobody's e-mail":      {directorysync.ListUsersParams{Directory: bar, Email: "bob@a.com"}, []string{}},
		"all of them together": {directorysync.ListUsersParams{Directory: foo, Group: devs, Email: "ada@a.com", IDPID: "1"}, []string{ada}},
	} {
		page, err := sync.ListUsers(t.Context(), test.params)
		require.NoError(t, err, name)
		got := []string{}
		for _, user := range page.Data {
			got = append(got, user.ID)
		}
		assert.Equal(t, test.expected, got, name)
	}
	for name, test := range map[string]struct {
		params   directorysync.ListGroupsParams
		expected []string
	}{
		"directory":      {directorysync.ListGroupsParams{Directory: foo}, []string{ops, devs}},
		"user":           {directorysync.ListGroupsParams{User: ada}, []string{ops, devs}},
		"other user":     {directorysync.ListGroupsParams{Directory: foo, User: bob}, []string{devs}},
		"without groups": {directorysync.ListGroupsParams{User: eve}, []string{}},
		"user elsewhere": {directorysync.ListGroupsParams{Directory: bar, User: ada}, []string{}},
	} {
		page, err := sync.ListGroups(t.Context(), test.params)
		require.NoError(t, err, name)
		got := []string{}
		for _, group := range page.Data {
			got = append(got, group.ID)
		}
		assert.Equal(t, test.expected, got, name)
	}

	for name, test := range map[string]struct {
		params directorysync.ListUsersParams
		status int
	}{
		"neither":                 {directorysync.ListUsersParams{}, 422},
		"e-mail alone":            {directorysync.ListUsersParams{Email: "ada@a.com"}, 422},
		"e-mail without it":       {directorysync.ListUsersParams{Group: devs, Email: "ada@a.com"}, 422},
		"provider's ID":           {directorysync.ListUsersParams{Group: devs, IDPID: "1"}, 422},
		"no such directory":       {directorysync.ListUsersParams{Directory: "directory_0"}, 404},
		"no such group":           {directorysync.ListUsersParams{Group: "directory_group_0"}, 404},
		"no such group here":      {directorysync.ListUsersParams{Directory: foo, Group: "directory_group_0"}, 404},
		"no such directory there": {directorysync.ListUsersParams{Directory: "directory_0", Group: devs}, 404},
	} {
		_, err := sync.ListUsers(t.Context(), test.params)
		require.Error(t, err, name)
		requireRefusal(t, err, test.status, "")
	}
	for name, test := range map[string]struct {
		params directorysync.ListGroupsParams
		status int
	}{
		"neither":           {directorysync.ListGroupsParams{}, 422},
		"no such directory": {directorysync.ListGroupsParams{Directory: "directory_0"}, 404},
		"no such user":      {directorysync.ListGroupsParams{User: "directory_user_0"}, 404},
	} {
		_, err := sync.ListGroups(t.Context(), test.params)
		require.Error(t, err, name)
		requireRefusal(t, err, test.status, "")
	}
}

// Every change is an event, with the payload of the document, in order.
func TestDirectoryEvents(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	org, err := organizations.New(srv.Client()).Create(t.Context(), organizations.CreateParams{Name: "Foo Corp", Domains: []string{"foo-corp.com"}})
	require.NoError(t, err)
	directory := srv.AddDirectory(directorysync.Directory{ID: "directory_1", OrganizationID: org.ID, ExternalKey: "key"})
	user := srv.Directory(directory.ID).AddUser(directorysync.User{ID: "directory_user_1", IDPID: "1", Email: "a@a.com"})
	group := srv.Directory(directory.ID).AddGroup(directorysync.Group{ID: "directory_group_1", IDPID: "2", Name: "Devs"})
	srv.Directory(directory.ID).AddMember(group.ID, user.ID)
	srv.Directory(directory.ID).AddMember(group.ID, user.ID) // is one already
	srv.Advance(time.Minute)
	user.Email, user.CustomAttributes = "b@a.com", directorysync.Attributes{"department": "R&D"}
	assert.Equal(t, srv.Now(), srv.Directory(directory.ID).UpdateUser(user).UpdatedAt)
	srv.Advance(time.Minute)
	assert.Equal(t, srv.Now().Add(-time.Minute), srv.Directory(directory.ID).UpdateUser(user).UpdatedAt, "nothing changed")
	group.Name = "Developers"
	assert.Equal(t, "Developers", srv.Directory(directory.ID).UpdateGroup(group).Name)
	srv.Directory(directory.ID).UpdateGroup(group)
	srv.Directory(directory.ID).RemoveMember(group.ID, user.ID)
	srv.Directory(directory.ID).RemoveMember(group.ID, user.ID) // is none
	srv.Directory(directory.ID).AddMember(group.ID, user.ID)
	srv.Directory(directory.ID).DeleteGroup(group.ID)
	group = srv.Directory(directory.ID).AddGroup(directorysync.Group{})
	srv.Directory(directory.ID).AddMember(group.ID, user.ID)
	srv.Directory(directory.ID).DeleteUser(user.ID)
	require.NoError(t, directorysync.New(srv.Client()).DeleteDirectory(t.Context(), directory.ID))

	all := listDirectoryEvents(t, srv, events.ListParams{})
	// Organizations and their domains have events of their own.
	all = slices.DeleteFunc(all, func(e events.Event) bool { return !strings.HasPrefix(string(e.Type), "dsync.") })
	var types []events.Type
	for _, event := range all {
		types = append(types, event.Type)
	}
	require.Equal(t, []events.Type{
		events.TypeDSyncActivated, events.TypeDSyncUserCreated, events.TypeDSyncGroupCreated, events.TypeDSyncGroupUserAdded,
		events.TypeDSyncUserUpdated, events.TypeDSyncGroupUpdated, events.TypeDSyncGroupUserRemoved,
		events.TypeDSyncGroupUserAdded, events.TypeDSyncGroupUserRemoved, events.TypeDSyncGroupDeleted,
		events.TypeDSyncGroupCreated, events.TypeDSyncGroupUserAdded, events.TypeDSyncGroupUserRemoved, events.TypeDSyncUserDeleted,
		events.TypeDSyncDeleted,
	}, types)

	times := `"created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:00Z"`
	wireUser := `"object":"directory_user","id":"directory_user_1","directory_id":"directory_1","organization_id":"` + org.ID + `","idp_id":"1",
		"first_name":null,"last_name":null,"name":null,"job_title":null,"username":null,"state":"active","raw_attributes":{},`
	wireGroup := `"object":"directory_group","id":"directory_group_1","directory_id":"directory_1","organization_id":"` + org.ID + `","idp_id":"2",`
	for i, expected := range []string{
		`{"object":"directory","id":"directory_1","organization_id":"` + org.ID + `","type":"okta scim v2.0","state":"active","name":"Directory",
			"external_key":"key","domains":[{"object":"organization_domain","id":"` + org.Domains[0].ID + `","domain":"foo-corp.com"}],` + times + `}`,
		`{` + wireUser + `"email":"a@a.com","custom_attributes":{},` + times + `}`,
		`{` + wireGroup + `"name":"Devs",` + times + `}`,
		`{"directory_id":"directory_1","user":{` + wireUser + `"email":"a@a.com","custom_attributes":{},` + times + `},"group":{` + wireGroup + `"name":"Devs",` + times + `}}`,
		`{` + wireUser + `"email":"b@a.com","custom_attributes":{"department":"R&D"},"created_at":"2026-01-15T12:00:00Z",
			"updated_at":"2026-01-15T12:01:00Z","previous_attributes":{"email":"a@a.com","custom_attributes":{}}}`,
		`{` + wireGroup + `"name":"Developers","created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:02:00Z","previous_attributes":{"name":"Devs"}}`,
	} {
		assert.JSONEq(t, expected, string(all[i].Data))
	}
	assert.JSONEq(t, `{"object":"directory","id":"directory_1","organization_id":"`+org.ID+`","type":"okta scim v2.0","state":"deleting",
		"name":"Directory",`+times+`}`, string(all[len(all)-1].Data))

	// All of them belong to the organization.
	of := listDirectoryEvents(t, srv, events.ListParams{OrganizationID: org.ID, Events: types})
	assert.Len(t, of, len(types))
}

// A directory that is not linked yet is there, and nothing has happened.
func TestDirectoryThatIsNotLinked(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	directory := srv.AddDirectory(directorysync.Directory{State: directorysync.DirectoryStateValidating})
	got, err := directorysync.New(srv.Client()).GetDirectory(t.Context(), directory.ID)
	require.NoError(t, err)
	assert.Equal(t, directorysync.DirectoryStateValidating, got.State)
	assert.Empty(t, listDirectoryEvents(t, srv, events.ListParams{}))
}

// What the caller keeps of a user is the caller's.
func TestDirectoryUserIsCopied(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	sync, ctx := directorysync.New(srv.Client()), t.Context()
	directory := srv.AddDirectory(directorysync.Directory{})
	given := directorysync.User{
		CustomAttributes: directorysync.Attributes{"badge": 9007199254740993}, Roles: []directorysync.Role{{Slug: "admin"}},
		Groups: []directorysync.Group{{Name: "as older teams have it"}},
	}
	added := srv.Directory(directory.ID).AddUser(given)
	expected, err := sync.GetUser(ctx, added.ID)
	require.NoError(t, err)
	assert.Equal(t, json.Number("9007199254740993"), expected.CustomAttributes["badge"])
	assert.Equal(t, "as older teams have it", expected.Groups[0].Name)
	given.CustomAttributes["badge"], given.Roles[0].Slug = 1, "changed"
	added.CustomAttributes["badge"], added.Roles[0].Slug = 1, "changed"
	got, err := sync.GetUser(ctx, added.ID)
	require.NoError(t, err)
	assert.Equal(t, expected, got)

	updated := srv.Directory(directory.ID).UpdateUser(directorysync.User{ID: added.ID, Email: "a@a.com"})
	assert.Equal(t, expected.IDPID, updated.IDPID)
	assert.Equal(t, expected.CreatedAt, updated.CreatedAt)
	assert.Equal(t, directorysync.UserStateActive, updated.State)
	assert.Empty(t, updated.Roles)
	assert.Empty(t, updated.CustomAttributes)
}

func TestSuspendUser(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	directory := srv.Directory(srv.AddDirectory(directorysync.Directory{}).ID)
	user := directory.AddUser(directorysync.User{Email: "a@a.com", CustomAttributes: directorysync.Attributes{"department": "R&D"}})
	suspended := directory.SuspendUser(user.ID)
	user.State, user.UpdatedAt = directorysync.UserStateSuspended, suspended.UpdatedAt
	assert.Equal(t, user, suspended)
	assert.Equal(t, user, directory.SuspendUser(user.ID))
	got, err := directorysync.New(srv.Client()).GetUser(t.Context(), user.ID)
	require.NoError(t, err)
	assert.Equal(t, &user, got)

	changes := listDirectoryEvents(t, srv, events.ListParams{Events: []events.Type{events.TypeDSyncUserUpdated}})
	require.Len(t, changes, 1, "the second time, nothing changed")
	update, err := events.Data[directorysync.UserUpdate](changes[0])
	require.NoError(t, err)
	assert.Equal(t, directorysync.Attributes{"state": "active"}, update.PreviousAttributes)
}

// The directories and the connections of an organization end with it.
func TestDeletedOrganization(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	orgs, ctx := organizations.New(srv.Client()), t.Context()
	org, err := orgs.Create(ctx, organizations.CreateParams{Name: "Foo Corp"})
	require.NoError(t, err)
	stays := srv.AddDirectory(directorysync.Directory{OrganizationID: "org_1"})
	stayingConnection := srv.AddConnection(sso.Connection{OrganizationID: "org_1"})
	goes := srv.AddDirectory(directorysync.Directory{OrganizationID: org.ID})
	user := srv.Directory(goes.ID).AddUser(directorysync.User{})
	connection := srv.AddConnection(sso.Connection{OrganizationID: org.ID})
	profile := srv.AddProfile(connection.ID, sso.Profile{Email: "a@a.com"})
	unfinished := authorize(t, srv, sso.AuthorizationURLParams{Connection: connection.ID, RedirectURI: "https://foo.com/callback"})
	require.NotEmpty(t, unfinished.Get("code"))
	require.NoError(t, orgs.Delete(ctx, org.ID))

	sync, connections := directorysync.New(srv.Client()), sso.New(srv.Client())
	_, err = sync.GetDirectory(ctx, goes.ID)
	requireRefusal(t, err, 404, "")
	_, err = sync.GetUser(ctx, user.ID)
	requireRefusal(t, err, 404, "")
	_, err = connections.GetConnection(ctx, connection.ID)
	requireRefusal(t, err, 404, "")
	_, err = connections.AuthorizeLogout(ctx, sso.AuthorizeLogoutParams{ProfileID: profile.ID})
	requireRefusal(t, err, 404, "")
	_, err = connections.GetProfileAndToken(ctx, sso.GetProfileAndTokenParams{Code: unfinished.Get("code")})
	require.ErrorContains(t, err, "invalid_grant")
	_, err = sync.GetDirectory(ctx, stays.ID)
	require.NoError(t, err)
	_, err = connections.GetConnection(ctx, stayingConnection.ID)
	require.NoError(t, err)

	all := listDirectoryEvents(t, srv, events.ListParams{OrganizationID: org.ID})
	var types []events.Type
	for _, event := range all[len(all)-3:] {
		types = append(types, event.Type)
	}
	assert.Equal(t, []events.Type{events.TypeOrganizationDeleted, events.TypeConnectionDeleted, events.TypeDSyncDeleted}, types)
}

func TestStatesOfADirectory(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	sync, ctx, since := directorysync.New(srv.Client()), t.Context(), newEvents(t, srv)
	directory := srv.Directory(srv.AddDirectory(directorysync.Directory{ID: "directory_1"}).ID)
	ada := directory.AddUser(directorysync.User{Email: "ada@foo-corp.com"})
	since()
	for _, state := range []directorysync.DirectoryState{
		directorysync.DirectoryStateValidating, directorysync.DirectoryStateInvalidCredentials,
		directorysync.DirectoryStateUnlinked, directorysync.DirectoryStateDeleting,
	} {
		srv.Advance(time.Minute)
		set := directory.SetState(state)
		assert.Equal(t, state, set.State)
		assert.Equal(t, srv.Now(), set.UpdatedAt)
		got, err := sync.GetDirectory(ctx, "directory_1")
		require.NoError(t, err)
		assert.Equal(t, &set, got)
		_, err = sync.GetUser(ctx, ada.ID)
		require.NoError(t, err)
		types, _ := since()
		assert.Empty(t, types, state)
	}
	linked := directory.SetState(directorysync.DirectoryStateLinked)
	types, payloads := since()
	require.Equal(t, []events.Type{events.TypeDSyncActivated}, types)
	assert.Contains(t, payloads[0], `"state":"active"`)
	srv.Advance(time.Minute)
	assert.Equal(t, linked, directory.SetState(directorysync.DirectoryStateLinked), "nothing changed")
	types, _ = since()
	assert.Empty(t, types)
}

func TestDirectoryMistakes(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	for _, id := range []string{"directory_1", "directory_2", "directory_gone"} {
		srv.AddDirectory(directorysync.Directory{ID: id})
	}
	foo, bar, gone := srv.Directory("directory_1"), srv.Directory("directory_2"), srv.Directory("directory_gone")
	user := foo.AddUser(directorysync.User{ID: "directory_user_1"})
	group := bar.AddGroup(directorysync.Group{ID: "directory_group_1"})
	require.NoError(t, directorysync.New(srv.Client()).DeleteDirectory(t.Context(), "directory_gone"))
	for message, mistake := range map[string]func(){
		`workostest: there is no directory "nope"`:                           func() { srv.Directory("nope") },
		`workostest: there is no directory ""`:                               func() { srv.Directory("") },
		`workostest: there is no directory "directory_gone"`:                 func() { gone.AddUser(directorysync.User{}) },
		`workostest: directory "directory_1" has no user "nope"`:             func() { foo.DeleteUser("nope") },
		`workostest: directory "directory_1" has no user ""`:                 func() { foo.UpdateUser(directorysync.User{}) },
		`workostest: directory "directory_1" has no user "no"`:               func() { foo.SuspendUser("no") },
		`workostest: directory "directory_1" has no group "nope"`:            func() { foo.AddMember("nope", user.ID) },
		`workostest: directory "directory_1" has no group "no"`:              func() { foo.DeleteGroup("no") },
		`workostest: directory "directory_1" has no group ""`:                func() { foo.UpdateGroup(directorysync.Group{}) },
		`workostest: directory "directory_2" has no user "no"`:               func() { bar.RemoveMember(group.ID, "no") },
		`workostest: there is a directory "directory_1" already`:             func() { srv.AddDirectory(directorysync.Directory{ID: "directory_1"}) },
		`workostest: there is a directory user "directory_user_1" already`:   func() { bar.AddUser(user) },
		`workostest: there is a directory group "directory_group_1" already`: func() { foo.AddGroup(group) },
		// Another directory has them.
		`workostest: directory "directory_1" has no group "directory_group_1"`: func() { foo.AddMember(group.ID, user.ID) },
		`workostest: directory "directory_2" has no user "directory_user_1"`:   func() { bar.DeleteUser(user.ID) },
		"workostest: json: unsupported type: func()": func() {
			foo.AddUser(directorysync.User{CustomAttributes: directorysync.Attributes{"f": func() {}}})
		},
	} {
		assert.PanicsWithValue(t, message, mistake)
	}
	_, err := directorysync.New(srv.Client()).GetUser(t.Context(), user.ID)
	require.NoError(t, err, "a mistake leaves the server as it was")
}
