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
	user := srv.AddDirectoryUser(directory.ID, directorysync.User{FirstName: "Ada", LastName: "Lovelace"})
	group := srv.AddDirectoryGroup(directory.ID, directorysync.Group{Name: "Admins", RawAttributes: directorysync.Attributes{"n": 1}})
	srv.AddDirectoryUser(directory.ID, directorysync.User{State: directorysync.UserStateSuspended})

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
	survivor := srv.AddDirectoryUser(other.ID, directorysync.User{})
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

	srv.AddDirectoryUser("directory_1", directorysync.User{ID: "directory_user_1", IDPID: "1"})
	_, err = sync.GetUser(ctx, "directory_user_1", workos.WithResponse(&response))
	require.NoError(t, err)
	assert.JSONEq(t, `{"object":"directory_user","id":"directory_user_1","directory_id":"directory_1","organization_id":"org_1","idp_id":"1",
		"email":null,"first_name":null,"last_name":null,"name":null,"job_title":null,"username":null,"state":"active",
		"raw_attributes":{},"custom_attributes":{},"groups":[],
		"created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:00Z"}`, string(response.Body))

	srv.AddDirectoryGroup("directory_1", directorysync.Group{ID: "directory_group_1", IDPID: "2"})
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
	ada := srv.AddDirectoryUser(foo, directorysync.User{Email: "ada@a.com", IDPID: "1"}).ID
	bob := srv.AddDirectoryUser(foo, directorysync.User{Email: "bob@a.com", IDPID: "2"}).ID
	eve := srv.AddDirectoryUser(bar, directorysync.User{Email: "ada@a.com", IDPID: "1"}).ID
	devs := srv.AddDirectoryGroup(foo, directorysync.Group{Name: "Devs"}).ID
	ops := srv.AddDirectoryGroup(foo, directorysync.Group{Name: "Ops"}).ID
	empty := srv.AddDirectoryGroup(bar, directorysync.Group{}).ID
	srv.AddDirectoryGroupMember(devs, ada)
	srv.AddDirectoryGroupMember(ops, ada)
	srv.AddDirectoryGroupMember(devs, bob)

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
	user := srv.AddDirectoryUser(directory.ID, directorysync.User{ID: "directory_user_1", IDPID: "1", Email: "a@a.com"})
	group := srv.AddDirectoryGroup(directory.ID, directorysync.Group{ID: "directory_group_1", IDPID: "2", Name: "Devs"})
	srv.AddDirectoryGroupMember(group.ID, user.ID)
	srv.AddDirectoryGroupMember(group.ID, user.ID) // is one already
	srv.Advance(time.Minute)
	user.Email, user.CustomAttributes = "b@a.com", directorysync.Attributes{"department": "R&D"}
	assert.Equal(t, srv.Now(), srv.UpdateDirectoryUser(user).UpdatedAt)
	srv.Advance(time.Minute)
	assert.Equal(t, srv.Now().Add(-time.Minute), srv.UpdateDirectoryUser(user).UpdatedAt, "nothing changed")
	group.Name = "Developers"
	assert.Equal(t, "Developers", srv.UpdateDirectoryGroup(group).Name)
	srv.UpdateDirectoryGroup(group)
	srv.RemoveDirectoryGroupMember(group.ID, user.ID)
	srv.RemoveDirectoryGroupMember(group.ID, user.ID) // is none
	srv.AddDirectoryGroupMember(group.ID, user.ID)
	srv.RemoveDirectoryGroup(group.ID)
	group = srv.AddDirectoryGroup(directory.ID, directorysync.Group{})
	srv.AddDirectoryGroupMember(group.ID, user.ID)
	srv.RemoveDirectoryUser(user.ID)
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
	added := srv.AddDirectoryUser(directory.ID, given)
	expected, err := sync.GetUser(ctx, added.ID)
	require.NoError(t, err)
	assert.Equal(t, json.Number("9007199254740993"), expected.CustomAttributes["badge"])
	assert.Equal(t, "as older teams have it", expected.Groups[0].Name)
	given.CustomAttributes["badge"], given.Roles[0].Slug = 1, "changed"
	added.CustomAttributes["badge"], added.Roles[0].Slug = 1, "changed"
	got, err := sync.GetUser(ctx, added.ID)
	require.NoError(t, err)
	assert.Equal(t, expected, got)

	updated := srv.UpdateDirectoryUser(directorysync.User{ID: added.ID, Email: "a@a.com"})
	assert.Equal(t, expected.IDPID, updated.IDPID)
	assert.Equal(t, expected.CreatedAt, updated.CreatedAt)
	assert.Equal(t, directorysync.UserStateActive, updated.State)
	assert.Empty(t, updated.Roles)
	assert.Empty(t, updated.CustomAttributes)
}

func TestDirectoryMistakes(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	foo, bar := srv.AddDirectory(directorysync.Directory{ID: "directory_1"}), srv.AddDirectory(directorysync.Directory{})
	user := srv.AddDirectoryUser(foo.ID, directorysync.User{ID: "directory_user_1"})
	group := srv.AddDirectoryGroup(bar.ID, directorysync.Group{ID: "directory_group_1"})
	for message, mistake := range map[string]func(){
		`workostest: there is no directory "nope"`:                           func() { srv.AddDirectoryUser("nope", directorysync.User{}) },
		`workostest: there is no directory ""`:                               func() { srv.AddDirectoryGroup("", directorysync.Group{}) },
		`workostest: there is no directory user "nope"`:                      func() { srv.RemoveDirectoryUser("nope") },
		`workostest: there is no directory user ""`:                          func() { srv.UpdateDirectoryUser(directorysync.User{}) },
		`workostest: there is no directory group "nope"`:                     func() { srv.AddDirectoryGroupMember("nope", user.ID) },
		`workostest: there is no directory group "no"`:                       func() { srv.RemoveDirectoryGroup("no") },
		`workostest: there is no directory group ""`:                         func() { srv.UpdateDirectoryGroup(directorysync.Group{}) },
		`workostest: there is no directory user "no"`:                        func() { srv.RemoveDirectoryGroupMember(group.ID, "no") },
		`workostest: there is a directory "directory_1" already`:             func() { srv.AddDirectory(foo) },
		`workostest: there is a directory user "directory_user_1" already`:   func() { srv.AddDirectoryUser(foo.ID, user) },
		`workostest: there is a directory group "directory_group_1" already`: func() { srv.AddDirectoryGroup(foo.ID, group) },
		`workostest: directory group "directory_group_1" and directory user "directory_user_1" are in different directories`: func() {
			srv.AddDirectoryGroupMember(group.ID, user.ID)
		},
		"workostest: json: unsupported type: func()": func() {
			srv.AddDirectoryUser(foo.ID, directorysync.User{CustomAttributes: directorysync.Attributes{"f": func() {}}})
		},
	} {
		assert.PanicsWithValue(t, message, mistake)
	}
	_, err := directorysync.New(srv.Client()).GetUser(t.Context(), user.ID)
	require.NoError(t, err, "a mistake leaves the server as it was")
}
