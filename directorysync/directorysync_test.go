package directorysync_test

import (
	"context"
	"encoding/json"
	"math"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/workostest"
)

const fullDirectory = `{
	"object": "directory",
	"id": "directory_1",
	"organization_id": "org_1",
	"external_key": "sPa12dwRQ",
	"type": "gsuite directory",
	"state": "linked",
	"name": "Foo Corp",
	"domain": "foo-corp.com",
	"metadata": {"users": {"active": 42, "inactive": 3}, "groups": 5},
	"created_at": "2026-01-15T12:00:00.000Z",
	"updated_at": "2026-01-15T12:00:01.000Z"
}`

const fullGroup = `{
	"object": "directory_group",
	"id": "directory_group_1",
	"idp_id": "02grqrue4294w24",
	"directory_id": "directory_1",
	"organization_id": "org_1",
	"name": "Developers",
	"raw_attributes": {"size": 12345678901234567890},
	"created_at": "2026-01-15T12:00:02.000Z",
	"updated_at": "2026-01-15T12:00:03.000Z"
}`

const fullUser = `{
	"object": "directory_user",
	"id": "directory_user_1",
	"directory_id": "directory_1",
	"organization_id": "org_1",
	"idp_id": "2836",
	"email": "marcelina.davis@example.com",
	"first_name": "Marcelina",
	"last_name": "Davis",
	"name": "Marcelina Davis",
	"emails": [{"primary": true, "type": "work", "value": "marcelina.davis@example.com"}],
	"job_title": "Software Engineer",
	"username": "mdavis",
	"state": "active",
	"raw_attributes": {"nested": {"list": [1, null, "two"]}},
	"custom_attributes": {"department": "Engineering", "badge": 9007199254740993},
	"role": {"slug": "member"},
	"roles": [{"slug": "member"}, {"slug": "admin"}],
	"created_at": "2026-01-15T12:00:04.000Z",
	"updated_at": "2026-01-15T12:00:05.000Z",
	"groups": [` + fullGroup + `]
}`

var at = operationtest.At

var wantDirectory = &directorysync.Directory{
	Object:         "directory",
	ID:             "directory_1",
	OrganizationID: "org_1",
	ExternalKey:    "sPa12dwRQ",
	Type:           directorysync.DirectoryTypeGSuite,
	State:          directorysync.DirectoryStateLinked,
	Name:           "Foo Corp",
	Domain:         "foo-corp.com",
	Metadata:       &directorysync.DirectoryMetadata{Users: directorysync.DirectoryUserCounts{Active: 42, Inactive: 3}, Groups: 5},
	CreatedAt:      at(0),
	UpdatedAt:      at(1),
}

var wantGroup = &directorysync.Group{
	Object:         "directory_group",
	ID:             "directory_group_1",
	IDPID:          "02grqrue4294w24",
	DirectoryID:    "directory_1",
	OrganizationID: "org_1",
	Name:           "Developers",
	RawAttributes:  directorysync.Attributes{"size": json.Number("12345678901234567890")},
	CreatedAt:      at(2),
	UpdatedAt:      at(3),
}

var wantUser = &directorysync.User{
	Object:           "directory_user",
	ID:               "directory_user_1",
	DirectoryID:      "directory_1",
	OrganizationID:   "org_1",
	IDPID:            "2836",
	Email:            "marcelina.davis@example.com",
	FirstName:        "Marcelina",
	LastName:         "Davis",
	Name:             "Marcelina Davis",
	Emails:           []directorysync.UserEmail{{Primary: true, Type: "work", Value: "marcelina.davis@example.com"}},
	JobTitle:         "Software Engineer",
	Username:         "mdavis",
	State:            directorysync.UserStateActive,
	RawAttributes:    directorysync.Attributes{"nested": map[string]any{"list": []any{json.Number("1"), nil, "two"}}},
	CustomAttributes: directorysync.Attributes{"department": "Engineering", "badge": json.Number("9007199254740993")},
	Role:             &directorysync.Role{Slug: "member"},
	Roles:            []directorysync.Role{{Slug: "member"}, {Slug: "admin"}},
	CreatedAt:        at(4),
	UpdatedAt:        at(5),
	Groups:           []directorysync.Group{*wantGroup},
}

// Every operation: what it sends, and what it makes of the answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	type service = *directorysync.Service
	operationtest.Run(t, directorysync.New, operationtest.Cases[service]{
		"ListDirectories": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListDirectories(ctx, directorysync.ListDirectoriesParams{
					ListParams: operationtest.Paging, OrganizationID: "org_1", Search: "Foo Corp", Domain: "foo-corp.com",
				}))
			},
			Line:   "GET /directories?after=x_0&before=x_9&domain=foo-corp.com&limit=5&order=asc&organization_id=org_1&search=Foo+Corp",
			Answer: operationtest.ListJSON(fullDirectory), Want: operationtest.PageOf(*wantDirectory),
		},
		"GetDirectory": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetDirectory(ctx, "directory_1") },
			Line: "GET /directories/directory_1", Answer: fullDirectory, Want: wantDirectory,
		},
		"DeleteDirectory": {
			Call: func(ctx context.Context, s service) (any, error) { return nil, s.DeleteDirectory(ctx, "directory_1") },
			Line: "DELETE /directories/directory_1",
		},
		"ListUsers": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListUsers(ctx, directorysync.ListUsersParams{
					ListParams: operationtest.Paging, Directory: "directory_1", Group: "directory_group_1", IDPID: "2836", Email: "a+b@example.com",
				}))
			},
			Line:   "GET /directory_users?after=x_0&before=x_9&directory=directory_1&email=a%2Bb%40example.com&group=directory_group_1&idp_id=2836&limit=5&order=asc",
			Answer: operationtest.ListJSON(fullUser), Want: operationtest.PageOf(*wantUser),
		},
		"GetUser": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetUser(ctx, "directory_user_1") },
			Line: "GET /directory_users/directory_user_1", Answer: fullUser, Want: wantUser,
		},
		"ListGroups": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListGroups(ctx, directorysync.ListGroupsParams{
					ListParams: operationtest.Paging, Directory: "directory_1", User: "directory_user_1",
				}))
			},
			Line:   "GET /directory_groups?after=x_0&before=x_9&directory=directory_1&limit=5&order=asc&user=directory_user_1",
			Answer: operationtest.ListJSON(fullGroup), Want: operationtest.PageOf(*wantGroup),
		},
		"GetGroup": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetGroup(ctx, "a/b") },
			Line: "GET /directory_groups/a%2Fb", Answer: fullGroup, Want: wantGroup,
		},
	})
}

// Nothing but what the caller asked for is sent.
func TestEmptyParams(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	sync, ctx := directorysync.New(srv.Client()), t.Context()
	_, err := sync.ListDirectories(ctx, directorysync.ListDirectoriesParams{})
	require.NoError(t, err)
	_, err = sync.ListUsers(ctx, directorysync.ListUsersParams{})
	require.ErrorIs(t, err, workos.ErrUnprocessable)
	_, err = sync.ListGroups(ctx, directorysync.ListGroupsParams{})
	require.ErrorIs(t, err, workos.ErrUnprocessable)
	for _, request := range srv.Requests() {
		assert.Equal(t, url.Values{}, request.Query, request.Path)
	}
}

func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	answers := []string{
		`{"id":"1"}`,
		`{"id":"1","organization_id":null,"metadata":null,"domain":null,"external_key":null,"email":null,"first_name":null,
			"last_name":null,"name":null,"emails":null,"job_title":null,"username":null,"raw_attributes":null,"custom_attributes":null,
			"role":null,"roles":null,"groups":null,"created_at":null}`,
		`{"id":"1","new_field":{"a":[1]}}`,
	}
	operationtest.RequireDecoded(t, directorysync.Directory{ID: "1"}, answers...)
	operationtest.RequireDecoded(t, directorysync.User{ID: "1"}, answers...)
	operationtest.RequireDecoded(t, directorysync.Group{ID: "1"}, answers...)
	operationtest.RequireDecoded(t, directorysync.Directory{Type: "gusto", State: "asleep"}, `{"type":"gusto","state":"asleep"}`)
	operationtest.RequireDecoded(t, directorysync.User{State: "retired", Emails: []directorysync.UserEmail{{}}},
		`{"state":"retired","emails":[{"value":null}]}`)
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	operationtest.RequireRoundTrip[directorysync.Directory](t, fullDirectory)
	operationtest.RequireRoundTrip[directorysync.User](t, fullUser)
	operationtest.RequireRoundTrip[directorysync.Group](t, fullGroup)
	operationtest.RequireRoundTrip[directorysync.GroupMembership](t,
		`{"directory_id":"directory_1","user":`+fullUser+`,"group":`+fullGroup+`}`)
	operationtest.RequireRoundTrip[directorysync.UserUpdate](t,
		strings.TrimSuffix(fullUser, "}")+`,"previous_attributes":{"email":null,"n":9007199254740993}}`)
	operationtest.RequireRoundTrip[directorysync.GroupUpdate](t,
		strings.TrimSuffix(fullGroup, "}")+`,"previous_attributes":{"name":"Devs","n":9007199254740993}}`)
	operationtest.RequireRoundTrip[directorysync.DirectoryEvent](t,
		`{"object":"directory","id":"directory_1","organization_id":"org_1","type":"gusto","state":"active","name":"Foo","external_key":"k",
			"domains":[{"object":"organization_domain","id":"org_domain_1","domain":"foo-corp.com"}],
			"created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:01Z"}`,
		`{"object":"directory","id":"directory_1","type":"rippling","state":"deleting","name":"Foo",
			"created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:01Z"}`)
	operationtest.RequireRoundTrip[directorysync.TokenEvent](t,
		`{"object":"directory_token","id":"t_1","directory_id":"directory_1","organization_id":"org_1","token_suffix":"abcd",
			"created_at":"2026-01-15T12:00:00Z"}`)
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	operationtest.RequireIDs(t, directorysync.New)
}

func TestPrimaryEmail(t *testing.T) {
	t.Parallel()
	email := func(value string, primary bool) directorysync.UserEmail {
		return directorysync.UserEmail{Value: value, Primary: primary}
	}
	for name, test := range map[string]struct {
		user     directorysync.User
		expected string
	}{
		"nothing": {directorysync.User{}, ""},
		"email":   {directorysync.User{Email: "A@a.com", Emails: []directorysync.UserEmail{email("b@b.com", true)}, Username: "c@c.com"}, "A@a.com"},
		"the primary one": {
			directorysync.User{Emails: []directorysync.UserEmail{email("a@a.com", false), email("", true), email("b@b.com", true)}, Username: "c@c.com"},
			"b@b.com",
		},
		"the first one": {
			directorysync.User{Emails: []directorysync.UserEmail{email("", true), email("a@a.com", false), email("b@b.com", false)}, Username: "c@c.com"},
			"a@a.com",
		},
		"username":                  {directorysync.User{Username: "c@c.com", Emails: []directorysync.UserEmail{email("", false)}}, "c@c.com"},
		"a username":                {directorysync.User{Username: "mdavis"}, ""},
		"a Windows username":        {directorysync.User{Username: `FOO\mdavis`}, ""},
		"a name with an address":    {directorysync.User{Username: "M <m@m.com>"}, ""},
		"a name that begins with @": {directorysync.User{Username: "@mdavis"}, ""},
	} {
		assert.Equal(t, test.expected, test.user.PrimaryEmail(), name)
	}
}

func TestFullName(t *testing.T) {
	t.Parallel()
	for want, user := range map[string]directorysync.User{
		"":             {},
		"Lovelace, A.": {Name: "Lovelace, A.", FirstName: "Ada", LastName: "Lovelace"},
		"Ada Lovelace": {FirstName: "Ada", LastName: "Lovelace"},
		"Ada":          {FirstName: "Ada"},
		"Lovelace":     {LastName: "Lovelace"},
	} {
		assert.Equal(t, want, user.FullName())
	}
}

func TestDeprovisioned(t *testing.T) {
	t.Parallel()
	for state, expected := range map[directorysync.UserState]bool{
		directorysync.UserStateActive:    false,
		directorysync.UserStateSuspended: true,
		"deleted":                        true,
		directorysync.UserStateInactive:  true,
		"":                               false,
		"on_parental_leave":              false,
	} {
		assert.Equal(t, expected, directorysync.User{State: state}.Deprovisioned(), state)
	}
}

func TestCustomAttributes(t *testing.T) {
	t.Parallel()
	type employee struct {
		Department string      `json:"department"`
		Badge      int64       `json:"badge"`
		Salary     json.Number `json:"salary"`
		Hours      float64     `json:"hours"`
		Manager    *struct {
			Email string `json:"email"`
		} `json:"manager"`
		Sites []string `json:"sites"`
		Other string   `json:"other"`
	}
	var user directorysync.User
	require.NoError(t, json.Unmarshal([]byte(`{"custom_attributes":{"department":"R&D <b>","badge":9007199254740993,
		"salary":12345678901234567890.10,"hours":37.5,"manager":{"email":"boss@a.com"},"sites":["a","b"],"other":null,"more":[1,{}]}}`), &user))
	got, err := directorysync.CustomAttributes[employee](user)
	require.NoError(t, err)
	assert.Equal(t, "R&D <b>", got.Department)
	assert.Equal(t, int64(9007199254740993), got.Badge)
	assert.Equal(t, json.Number("12345678901234567890.10"), got.Salary)
	assert.InDelta(t, 37.5, got.Hours, 0)
	assert.Equal(t, "boss@a.com", got.Manager.Email)
	assert.Equal(t, []string{"a", "b"}, got.Sites)
	assert.Empty(t, got.Other)

	attributes, err := directorysync.CustomAttributes[directorysync.Attributes](user)
	require.NoError(t, err)
	assert.Equal(t, user.CustomAttributes, *attributes)

	for _, none := range []directorysync.Attributes{nil, {}} {
		got, err = directorysync.CustomAttributes[employee](directorysync.User{CustomAttributes: none})
		require.NoError(t, err)
		assert.Equal(t, &employee{}, got)
	}
	for _, wrong := range []directorysync.Attributes{{"department": 7}, {"badge": "x"}, {"badge": 1.5}, {"hours": math.NaN()}} {
		got, err = directorysync.CustomAttributes[employee](directorysync.User{ID: "directory_user_1", CustomAttributes: wrong})
		require.ErrorContains(t, err, "directorysync: decoding the custom attributes of directory_user_1: json: ")
		assert.Nil(t, got)
	}
	require.Error(t, json.Unmarshal([]byte(`{"custom_attributes":["none"]}`), &user))
}

// A directory is walked over with a request for each 100 users.
func TestWalkOverALargeDirectory(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	sync := directorysync.New(srv.Client())
	directory, other := srv.AddDirectory(directorysync.Directory{}), srv.AddDirectory(directorysync.Directory{})
	var expected, got []string
	for i := range 2500 {
		user := srv.Directory(directory.ID).AddUser(directorysync.User{Email: "user" + strconv.Itoa(i) + "@foo-corp.com"})
		expected = append(expected, user.ID)
	}
	srv.Directory(other.ID).AddUser(directorysync.User{})

	page, err := sync.ListUsers(t.Context(), directorysync.ListUsersParams{
		ListParams: workos.ListParams{Limit: 100, Order: workos.OrderAsc}, Directory: directory.ID,
	})
	require.NoError(t, err)
	for user, err := range page.All(t.Context()) {
		require.NoError(t, err)
		got = append(got, user.ID)
	}
	assert.Equal(t, expected, got)
	assert.Len(t, srv.Requests(), 25)
}

// A copy that follows the events is what the directory is.
func TestStayCurrent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	sync, log, ctx := directorysync.New(srv.Client()), events.New(srv.Client()), t.Context()
	directory := srv.AddDirectory(directorysync.Directory{OrganizationID: "org_1"})
	stays := srv.Directory(directory.ID).AddUser(directorysync.User{Email: "stays@foo-corp.com"})
	leaves := srv.Directory(directory.ID).AddUser(directorysync.User{Email: "leaves@foo-corp.com"})

	srv.Advance(time.Minute)
	saved := map[string]directorysync.User{}
	began := srv.Now()
	page, err := sync.ListUsers(ctx, directorysync.ListUsersParams{Directory: directory.ID})
	require.NoError(t, err)
	for user, err := range page.All(ctx) {
		require.NoError(t, err)
		saved[user.ID] = user
	}

	srv.Advance(time.Minute)
	stays.State = directorysync.UserStateSuspended
	srv.Directory(directory.ID).UpdateUser(stays)
	comes := srv.Directory(directory.ID).AddUser(directorysync.User{Email: "comes@foo-corp.com"})
	srv.Directory(directory.ID).DeleteUser(leaves.ID)

	changes, err := log.List(ctx, events.ListParams{ListParams: workos.ListParams{Order: workos.OrderAsc}, RangeStart: began, OrganizationID: "org_1"})
	require.NoError(t, err)
	for event, err := range changes.All(ctx) {
		require.NoError(t, err)
		user, err := events.Data[directorysync.User](event)
		require.NoError(t, err)
		switch event.Type {
		case events.TypeDSyncUserCreated, events.TypeDSyncUserUpdated:
			saved[user.ID] = *user
		case events.TypeDSyncUserDeleted:
			delete(saved, user.ID)
		default:
			t.Errorf("unexpected %s", event.Type)
		}
	}
	require.Len(t, saved, 2)
	assert.Equal(t, "comes@foo-corp.com", saved[comes.ID].PrimaryEmail())
	assert.True(t, saved[stays.ID].Deprovisioned())
}
