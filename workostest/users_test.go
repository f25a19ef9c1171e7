package workostest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// requireEvents asserts the types of the events so far, but for those of
// organizations, and returns the last one.
func requireEvents(t *testing.T, srv *workostest.Server, want ...events.Type) events.Event {
	t.Helper()
	page, err := events.New(srv.Client()).List(t.Context(), events.ListParams{ListParams: workos.ListParams{Limit: 100, Order: workos.OrderAsc}})
	require.NoError(t, err)
	var types []events.Type
	var last events.Event
	for _, event := range page.Data {
		if !strings.HasPrefix(string(event.Type), "organization.") {
			types, last = append(types, event.Type), event
		}
	}
	require.Equal(t, want, types)
	return last
}

func TestUserLifeCycle(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	created, err := users.CreateUser(ctx, usermanagement.CreateUserParams{
		Email: "Ann@foo-corp.com", Password: "correct horse", FirstName: "Ann", LastName: "Lee", Name: "Ann Lee",
		EmailVerified: true, Metadata: map[string]string{"tier": "gold", "seats": "5"}, ExternalID: "person 7/a",
	})
	require.NoError(t, err)
	assert.Equal(t, "user", created.Object)
	assert.Regexp(t, `^user_01`, created.ID)
	assert.Equal(t, "Ann@foo-corp.com", created.Email)
	assert.True(t, created.EmailVerified)
	assert.Equal(t, map[string]string{"tier": "gold", "seats": "5"}, created.Metadata)

	got, err := users.GetUserByExternalID(ctx, "person 7/a")
	require.NoError(t, err)
	assert.Equal(t, created, got)
	got, err = users.GetUser(ctx, created.ID)
	require.NoError(t, err)
	assert.Equal(t, created, got)

	updated, err := users.UpdateUser(ctx, created.ID, usermanagement.UpdateUserParams{})
	require.NoError(t, err)
	updated.UpdatedAt = created.UpdatedAt
	assert.Equal(t, created, updated, "nothing was changed")

	updated, err = users.UpdateUser(ctx, created.ID, usermanagement.UpdateUserParams{
		Email: "ann@bar.com", Password: "battery staple", FirstName: workos.Set(""), LastName: workos.Set("Ray"), Name: workos.Set("Ann Ray"),
		Metadata:   workos.Set(workos.MetadataUpdate{"tier": workos.Set("silver"), "seats": workos.Null[string]()}),
		ExternalID: workos.Null[string](), Locale: workos.Set("en-US"),
	})
	require.NoError(t, err)
	assert.Equal(t, "ann@bar.com", updated.Email)
	assert.False(t, updated.EmailVerified, "the new address was not")
	assert.Empty(t, updated.FirstName)
	assert.Equal(t, "Ray", updated.LastName)
	assert.Equal(t, "Ann Ray", updated.Name)
	assert.Equal(t, map[string]string{"tier": "silver"}, updated.Metadata)
	assert.Empty(t, updated.ExternalID)
	assert.Equal(t, "en-US", updated.Locale)

	updated, err = users.UpdateUser(ctx, created.ID, usermanagement.UpdateUserParams{
		Email: "Ann@bar.com", EmailVerified: workos.Set(true), Metadata: workos.Null[workos.MetadataUpdate](), Locale: workos.Null[string](),
		PasswordHash: "aGFzaA==", PasswordHashType: "ssha256", PasswordSaltPosition: "prefix",
	})
	require.NoError(t, err)
	assert.True(t, updated.EmailVerified)
	assert.Empty(t, updated.Metadata)
	assert.Empty(t, updated.Locale)
	_, err = users.GetUserByExternalID(ctx, "person 7/a")
	requireRefusal(t, err, 404, "")

	var response workos.Response
	require.NoError(t, users.DeleteUser(ctx, created.ID, workos.WithResponse(&response)))
	assert.Equal(t, 200, response.StatusCode)
	_, err = users.GetUser(ctx, created.ID)
	requireRefusal(t, err, 404, "")
	_, err = users.UpdateUser(ctx, created.ID, usermanagement.UpdateUserParams{})
	requireRefusal(t, err, 404, "")
	requireRefusal(t, users.DeleteUser(ctx, created.ID), 404, "")

	event := requireEvents(t, srv, events.TypeUserCreated, events.TypeUserUpdated, events.TypeUserUpdated, events.TypeUserUpdated, events.TypeUserDeleted)
	payload, err := events.Data[usermanagement.User](event)
	require.NoError(t, err)
	assert.Empty(t, payload.Metadata)
	payload.Metadata = updated.Metadata
	assert.Equal(t, updated, payload)
}

func TestWireOfAUser(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	var response workos.Response
	user, err := usermanagement.New(srv.Client()).CreateUser(t.Context(), usermanagement.CreateUserParams{
		Email: "ann@foo-corp.com", Password: "correct horse",
	}, workos.WithResponse(&response))
	require.NoError(t, err)
	want := `{"object":"user","id":"` + user.ID + `","email":"ann@foo-corp.com","email_verified":false,"first_name":null,"last_name":null,
		"name":null,"profile_picture_url":null,"external_id":null,"metadata":{},"last_sign_in_at":null,"locale":null,
		"created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:00Z"}`
	assert.Equal(t, 201, response.StatusCode)
	assert.JSONEq(t, want, string(response.Body))
	assert.JSONEq(t, want, string(requireEvents(t, srv, events.TypeUserCreated).Data))
}

func TestListUsers(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	org := create(t, srv.Client(), "Foo Corp")
	ann := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com"})
	bob := srv.AddUser(usermanagement.CreateUserParams{Email: "bob@foo-corp.com"})
	_, err := users.CreateOrganizationMembership(ctx, usermanagement.CreateOrganizationMembershipParams{UserID: bob.ID, OrganizationID: org.ID})
	require.NoError(t, err)
	for name, test := range map[string]struct {
		params usermanagement.ListUsersParams
		want   []string
	}{
		"all":                  {usermanagement.ListUsersParams{}, []string{bob.ID, ann.ID}},
		"oldest first":         {usermanagement.ListUsersParams{ListParams: workos.ListParams{Order: workos.OrderAsc}}, []string{ann.ID, bob.ID}},
		"address":              {usermanagement.ListUsersParams{Email: "ANN@foo-corp.com"}, []string{ann.ID}},
		"organization":         {usermanagement.ListUsersParams{OrganizationID: org.ID}, []string{bob.ID}},
		"organization of old":  {usermanagement.ListUsersParams{Organization: org.ID}, []string{bob.ID}},
		"both":                 {usermanagement.ListUsersParams{OrganizationID: org.ID, Email: "ann@foo-corp.com"}, nil},
		"unknown organization": {usermanagement.ListUsersParams{OrganizationID: "org_none"}, nil},
	} {
		page, err := users.ListUsers(ctx, test.params)
		require.NoError(t, err, name)
		var ids []string
		for _, user := range page.Data {
			ids = append(ids, user.ID)
		}
		assert.Equal(t, test.want, ids, name)
	}
}

func TestRefusedUsers(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	srv.AddUser(usermanagement.CreateUserParams{Email: "taken@foo-corp.com", ExternalID: "taken"})
	own := srv.AddUser(usermanagement.CreateUserParams{Email: "own@foo-corp.com", ExternalID: "own"})
	const bcrypt = "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy"
	field := func(name, code string) []workos.FieldError { return []workos.FieldError{{Field: name, Code: code}} }
	why := func(code, message string) []workos.FieldError {
		return []workos.FieldError{{Code: code, Message: message}}
	}
	const short = "A password has at least 10 characters."
	for name, test := range map[string]struct {
		params usermanagement.CreateUserParams
		status int
		code   string
		fields []workos.FieldError
	}{
		"no address":            {usermanagement.CreateUserParams{Email: "ann"}, 422, "invalid_request_parameters", field("email", "invalid_email")},
		"address with a name":   {usermanagement.CreateUserParams{Email: "Ann <ann@foo-corp.com>"}, 422, "invalid_request_parameters", field("email", "invalid_email")},
		"address taken":         {usermanagement.CreateUserParams{Email: "TAKEN@foo-corp.com"}, 400, "user_creation_error", why("email_not_available", "The e-mail address is not available.")},
		"external ID taken":     {usermanagement.CreateUserParams{ExternalID: "taken"}, 400, "user_creation_error", why("external_id_already_used", "The external ID is already used.")},
		"external ID too long":  {usermanagement.CreateUserParams{ExternalID: strings.Repeat("a", 129)}, 422, "invalid_request_parameters", field("external_id", "invalid")},
		"metadata too long":     {usermanagement.CreateUserParams{Metadata: map[string]string{strings.Repeat("k", 41): ""}}, 400, "invalid_metadata", nil},
		"short password":        {usermanagement.CreateUserParams{Password: "123456789"}, 400, "password_strength_error", why("password_too_short", short)},
		"password and hash":     {usermanagement.CreateUserParams{Password: "correct horse", PasswordHash: bcrypt, PasswordHashType: "bcrypt"}, 400, "password_and_password_hash_provided", nil},
		"password and type":     {usermanagement.CreateUserParams{Password: "correct horse", PasswordHashType: "bcrypt"}, 400, "password_and_password_hash_type_provided", nil},
		"salt alone":            {usermanagement.CreateUserParams{PasswordSaltPosition: "prefix"}, 400, "password_salt_position_requires_password_hash", nil},
		"hash alone":            {usermanagement.CreateUserParams{PasswordHash: bcrypt}, 422, "invalid_request_parameters", field("password_hash_type", "required")},
		"type alone":            {usermanagement.CreateUserParams{PasswordHashType: "bcrypt"}, 422, "invalid_request_parameters", field("password_hash", "required")},
		"unknown type":          {usermanagement.CreateUserParams{PasswordHash: "a", PasswordHashType: "md5"}, 422, "invalid_request_parameters", field("password_hash_type", "unknown_value")},
		"salt of another type":  {usermanagement.CreateUserParams{PasswordHash: bcrypt, PasswordHashType: "bcrypt", PasswordSaltPosition: "prefix"}, 422, "invalid_request_parameters", field("password_salt_position", "unknown_value")},
		"unknown salt":          {usermanagement.CreateUserParams{PasswordHash: "a", PasswordHashType: "ssha256", PasswordSaltPosition: "middle"}, 422, "invalid_request_parameters", field("password_salt_position", "unknown_value")},
		"hash that is not that": {usermanagement.CreateUserParams{PasswordHash: "a", PasswordHashType: "bcrypt"}, 400, "invalid_password_hash", nil},
	} {
		t.Log(name)
		if test.params.Email == "" {
			test.params.Email = "new@foo-corp.com"
		}
		_, err := users.CreateUser(ctx, test.params)
		requireRefusal(t, err, test.status, test.code, test.fields...)
	}
	for code, params := range map[string]usermanagement.UpdateUserParams{
		"email_not_available":                 {Email: "Taken@foo-corp.com"},
		"external_id_already_used":            {ExternalID: workos.Set("taken")},
		"invalid_email":                       {Email: "ann"},
		"invalid_locale":                      {Locale: workos.Set("e!")},
		"invalid_metadata":                    {Metadata: workos.Set(workos.MetadataUpdate{"k": workos.Set(strings.Repeat("v", 601))})},
		"invalid_password_hash":               {PasswordHash: "a", PasswordHashType: "bcrypt"},
		"password_and_password_hash_provided": {Password: "correct horse", PasswordHash: bcrypt},
	} {
		_, err := users.UpdateUser(ctx, own.ID, params)
		requireRefusal(t, err, 400, code)
	}
	_, err := users.UpdateUser(ctx, own.ID, usermanagement.UpdateUserParams{Password: "12345"})
	requireRefusal(t, err, 400, "password_strength_error", why("password_too_short", short)...)
	for _, id := range []string{"", "é"} {
		_, err = users.UpdateUser(ctx, own.ID, usermanagement.UpdateUserParams{ExternalID: workos.Set(id)})
		requireRefusal(t, err, 422, "invalid_request_parameters", field("external_id", "invalid")...)
	}
	_, err = workos.Post[any](ctx, srv.Client(), workos.Path("/user_management/users"), struct{}{})
	requireRefusal(t, err, 422, "invalid_request_parameters", field("email", "invalid_email")...)

	got, err := users.GetUser(ctx, own.ID)
	require.NoError(t, err)
	assert.Equal(t, &own, got, "what is refused changes nothing")
	page, err := users.ListUsers(ctx, usermanagement.ListUsersParams{})
	require.NoError(t, err)
	assert.Len(t, page.Data, 2)
	_, err = users.UpdateUser(ctx, own.ID, usermanagement.UpdateUserParams{Email: "OWN@foo-corp.com", ExternalID: workos.Set("own")})
	require.NoError(t, err, "its own values")
}

func TestAddUser(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	added := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com", Metadata: map[string]string{"tier": "gold"}})
	got, err := usermanagement.New(srv.Client()).GetUser(t.Context(), added.ID)
	require.NoError(t, err)
	assert.Equal(t, &added, got)
	added.Metadata["tier"] = "silver"
	got, err = usermanagement.New(srv.Client()).GetUser(t.Context(), added.ID)
	require.NoError(t, err)
	assert.Equal(t, "gold", got.Metadata["tier"], "what was returned is the caller's")
	assert.PanicsWithValue(t, `workostest: the API would refuse this: {"code":"invalid_request_parameters","message":"Validation failed.","errors":[{"field":"email","code":"invalid_email"}]}`,
		func() { srv.AddUser(usermanagement.CreateUserParams{Password: "correct horse"}) })
	assert.Panics(t, func() { srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com"}) })
	require.NotPanics(t, func() { srv.AddUser(usermanagement.CreateUserParams{Email: "bob@foo-corp.com"}) }, "the lock is free again")
}
