package workostest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func TestMembershipLifeCycle(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	service, ctx := usermanagement.New(srv.Client()), t.Context()
	org := create(t, srv.Client(), "Foo Corp")
	ann := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com"})
	params := usermanagement.CreateOrganizationMembershipParams{UserID: ann.ID, OrganizationID: org.ID}

	created, err := service.CreateOrganizationMembership(ctx, params)
	require.NoError(t, err)
	assert.Equal(t, "organization_membership", created.Object)
	assert.Regexp(t, `^om_01`, created.ID)
	assert.Equal(t, ann.ID, created.UserID)
	assert.Equal(t, ann, created.User)
	assert.Equal(t, org.ID, created.OrganizationID)
	assert.Equal(t, "Foo Corp", created.OrganizationName)
	assert.Equal(t, usermanagement.OrganizationMembershipStatusActive, created.Status)
	assert.Equal(t, usermanagement.Role{Slug: "member"}, created.Role)
	assert.Equal(t, []usermanagement.Role{{Slug: "member"}}, created.Roles)

	got, err := service.GetOrganizationMembership(ctx, created.ID)
	require.NoError(t, err)
	assert.Equal(t, created, got)
	_, err = service.CreateOrganizationMembership(ctx, params)
	requireRefusal(t, err, 400, "user_already_organization_member")

	updated, err := service.UpdateOrganizationMembership(ctx, created.ID, usermanagement.UpdateOrganizationMembershipParams{RoleSlugs: []string{"admin", "billing"}})
	require.NoError(t, err)
	assert.Equal(t, usermanagement.Role{Slug: "admin"}, updated.Role)
	assert.Equal(t, []usermanagement.Role{{Slug: "admin"}, {Slug: "billing"}}, updated.Roles)
	updated, err = service.UpdateOrganizationMembership(ctx, created.ID, usermanagement.UpdateOrganizationMembershipParams{})
	require.NoError(t, err)
	assert.Len(t, updated.Roles, 2, "nothing was changed")

	for range 2 { // the second time, there is nothing to do
		updated, err = service.DeactivateOrganizationMembership(ctx, created.ID)
		require.NoError(t, err)
		assert.Equal(t, usermanagement.OrganizationMembershipStatusInactive, updated.Status)
	}
	for range 2 {
		updated, err = service.ReactivateOrganizationMembership(ctx, created.ID)
		require.NoError(t, err)
		assert.Equal(t, usermanagement.OrganizationMembershipStatusActive, updated.Status)
		assert.Len(t, updated.Roles, 2, "the roles of before")
	}
	_, err = service.DeactivateOrganizationMembership(ctx, created.ID)
	require.NoError(t, err)
	params.RoleSlug = "owner"
	again, err := service.CreateOrganizationMembership(ctx, params)
	require.NoError(t, err)
	assert.Equal(t, created.ID, again.ID, "an inactive membership is activated")
	assert.Equal(t, usermanagement.OrganizationMembershipStatusActive, again.Status)
	assert.Equal(t, []usermanagement.Role{{Slug: "owner"}}, again.Roles)

	groups, err := service.ListOrganizationMembershipGroups(ctx, created.ID, usermanagement.ListOrganizationMembershipGroupsParams{})
	require.NoError(t, err)
	assert.Empty(t, groups.Data)

	var response workos.Response
	require.NoError(t, service.DeleteOrganizationMembership(ctx, created.ID, workos.WithResponse(&response)))
	assert.Equal(t, 200, response.StatusCode)
	for name, err := range membershipErrors(t, service, created.ID) {
		t.Log(name)
		requireRefusal(t, err, 404, "")
	}
	const updatedType = events.TypeOrganizationMembershipUpdated
	requireEvents(t, srv, events.TypeUserCreated, events.TypeOrganizationMembershipCreated, updatedType, updatedType,
		updatedType, updatedType, updatedType, updatedType, events.TypeOrganizationMembershipDeleted)
}

// membershipErrors calls everything that takes the ID of a membership.
func membershipErrors(t *testing.T, service *usermanagement.Service, id string) map[string]error {
	t.Helper()
	ctx, found := t.Context(), map[string]error{}
	_, found["get"] = service.GetOrganizationMembership(ctx, id)
	_, found["update"] = service.UpdateOrganizationMembership(ctx, id, usermanagement.UpdateOrganizationMembershipParams{})
	_, found["deactivate"] = service.DeactivateOrganizationMembership(ctx, id)
	_, found["reactivate"] = service.ReactivateOrganizationMembership(ctx, id)
	_, found["groups"] = service.ListOrganizationMembershipGroups(ctx, id, usermanagement.ListOrganizationMembershipGroupsParams{})
	found["delete"] = service.DeleteOrganizationMembership(ctx, id)
	return found
}

func TestWireOfAMembership(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	org := create(t, srv.Client(), "Foo Corp")
	ann := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com"})
	var response workos.Response
	m, err := usermanagement.New(srv.Client()).CreateOrganizationMembership(t.Context(), usermanagement.CreateOrganizationMembershipParams{
		UserID: ann.ID, OrganizationID: org.ID,
	}, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, 201, response.StatusCode)
	common := `"object":"organization_membership","id":"` + m.ID + `","user_id":"` + ann.ID + `","organization_id":"` + org.ID + `",
		"status":"active","directory_managed":false,"custom_attributes":{},"role":{"slug":"member"},"roles":[{"slug":"member"}],
		"created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:00Z"`
	assert.JSONEq(t, `{`+common+`,"organization_name":"Foo Corp","user":{"object":"user","id":"`+ann.ID+`","email":"ann@foo-corp.com",
		"email_verified":false,"first_name":null,"last_name":null,"name":null,"profile_picture_url":null,"external_id":null,"metadata":{},
		"last_sign_in_at":null,"locale":null,"created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:00Z"}}`, string(response.Body))
	event := requireEvents(t, srv, events.TypeUserCreated, events.TypeOrganizationMembershipCreated)
	assert.JSONEq(t, `{`+common+`}`, string(event.Data))
}

func TestListMemberships(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	service, ctx := usermanagement.New(srv.Client()), t.Context()
	foo, bar := create(t, srv.Client(), "Foo Corp"), create(t, srv.Client(), "Bar Inc")
	ann := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com"})
	bob := srv.AddUser(usermanagement.CreateUserParams{Email: "bob@foo-corp.com"})
	join := func(userID, organizationID string) string {
		m, err := service.CreateOrganizationMembership(ctx, usermanagement.CreateOrganizationMembershipParams{UserID: userID, OrganizationID: organizationID})
		require.NoError(t, err)
		return m.ID
	}
	annFoo, bobFoo, annBar := join(ann.ID, foo.ID), join(bob.ID, foo.ID), join(ann.ID, bar.ID)
	_, err := service.DeactivateOrganizationMembership(ctx, bobFoo)
	require.NoError(t, err)
	_, err = service.SendInvitation(ctx, usermanagement.SendInvitationParams{Email: bob.Email, OrganizationID: bar.ID})
	require.NoError(t, err)

	const active, inactive, pending = usermanagement.OrganizationMembershipStatusActive,
		usermanagement.OrganizationMembershipStatusInactive, usermanagement.OrganizationMembershipStatusPending
	type params = usermanagement.ListOrganizationMembershipsParams
	statuses := func(s ...usermanagement.OrganizationMembershipStatus) []usermanagement.OrganizationMembershipStatus {
		return s
	}
	for name, test := range map[string]struct {
		params params
		want   []string
	}{
		"of a user":           {params{UserID: ann.ID}, []string{annBar, annFoo}},
		"active alone":        {params{OrganizationID: foo.ID}, []string{annFoo}},
		"of both":             {params{UserID: ann.ID, OrganizationID: foo.ID}, []string{annFoo}},
		"inactive":            {params{UserID: bob.ID, Statuses: statuses(inactive)}, []string{bobFoo}},
		"active and inactive": {params{OrganizationID: foo.ID, Statuses: statuses(active, inactive)}, []string{bobFoo, annFoo}},
		"oldest first":        {params{OrganizationID: foo.ID, Statuses: statuses(inactive, active), ListParams: workos.ListParams{Order: workos.OrderAsc}}, []string{annFoo, bobFoo}},
	} {
		page, err := service.ListOrganizationMemberships(ctx, test.params)
		require.NoError(t, err, name)
		var ids []string
		for _, m := range page.Data {
			ids = append(ids, m.ID)
		}
		assert.Equal(t, test.want, ids, name)
	}
	page, err := service.ListOrganizationMemberships(ctx, params{OrganizationID: bar.ID, Statuses: statuses(pending)})
	require.NoError(t, err)
	require.Len(t, page.Data, 1)
	assert.Equal(t, bob.ID, page.Data[0].UserID)

	_, err = service.ListOrganizationMemberships(ctx, params{})
	requireRefusal(t, err, 400, "missing_user_id_or_organization_id")
	_, err = service.ListOrganizationMemberships(ctx, params{UserID: ann.ID, Statuses: statuses("gone")})
	requireRefusal(t, err, 400, "invalid_request_parameters")
	for _, unknown := range []params{{UserID: "user_none"}, {OrganizationID: "org_none"}} {
		_, err = service.ListOrganizationMemberships(ctx, unknown)
		requireRefusal(t, err, 404, "")
	}
}

func TestRefusedMemberships(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	service, ctx := usermanagement.New(srv.Client()), t.Context()
	org := create(t, srv.Client(), "Foo Corp")
	ann := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com"})
	for name, test := range map[string]struct {
		body   map[string]any
		status int
		code   string
		fields []workos.FieldError
	}{
		"no user":      {map[string]any{"organization_id": org.ID}, 422, "invalid_request_parameters", []workos.FieldError{{Field: "user_id", Code: "required"}}},
		"no org":       {map[string]any{"user_id": ann.ID}, 422, "invalid_request_parameters", []workos.FieldError{{Field: "organization_id", Code: "required"}}},
		"unknown user": {map[string]any{"user_id": "user_none", "organization_id": org.ID}, 404, "", nil},
		"unknown org":  {map[string]any{"user_id": ann.ID, "organization_id": "org_none"}, 404, "", nil},
		"role and roles": {
			map[string]any{"user_id": ann.ID, "organization_id": org.ID, "role_slug": "a", "role_slugs": []string{"a"}},
			422, "invalid_request_parameters", []workos.FieldError{{Field: "role_slugs", Code: "excludes_role_slug"}},
		},
		"no roles": {
			map[string]any{"user_id": ann.ID, "organization_id": org.ID, "role_slugs": []string{}},
			422, "invalid_request_parameters", []workos.FieldError{{Field: "role_slugs", Code: "required"}},
		},
		"empty role": {map[string]any{"user_id": ann.ID, "organization_id": org.ID, "role_slugs": []string{""}}, 422, "invalid_role", nil},
	} {
		t.Log(name)
		_, err := workos.Post[any](ctx, srv.Client(), workos.Path("/user_management/organization_memberships"), test.body)
		requireRefusal(t, err, test.status, test.code, test.fields...)
	}
	requireEvents(t, srv, events.TypeUserCreated)

	_, err := service.SendInvitation(ctx, usermanagement.SendInvitationParams{Email: ann.Email, OrganizationID: org.ID})
	require.NoError(t, err)
	page, err := service.ListOrganizationMemberships(ctx, usermanagement.ListOrganizationMembershipsParams{
		UserID: ann.ID, Statuses: []usermanagement.OrganizationMembershipStatus{usermanagement.OrganizationMembershipStatusPending},
	})
	require.NoError(t, err)
	pending := page.Data[0]
	_, err = service.CreateOrganizationMembership(ctx, usermanagement.CreateOrganizationMembershipParams{UserID: ann.ID, OrganizationID: org.ID})
	requireRefusal(t, err, 400, "cannot_reactivate_pending_organization_membership")
	_, err = service.ReactivateOrganizationMembership(ctx, pending.ID)
	requireRefusal(t, err, 400, "cannot_reactivate_pending_organization_membership")
	_, err = service.DeactivateOrganizationMembership(ctx, pending.ID)
	requireRefusal(t, err, 400, "cannot_deactivate_pending_organization_membership")
	_, err = service.UpdateOrganizationMembership(ctx, pending.ID, usermanagement.UpdateOrganizationMembershipParams{RoleSlugs: []string{""}})
	requireRefusal(t, err, 422, "invalid_role")
}

// A membership goes with its user, and with its organization.
func TestMembershipsOfWhatIsDeleted(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	service, ctx := usermanagement.New(srv.Client()), t.Context()
	org := create(t, srv.Client(), "Foo Corp")
	var ids, users []string
	for _, email := range []string{"ann@foo-corp.com", "bob@foo-corp.com"} {
		user := srv.AddUser(usermanagement.CreateUserParams{Email: email})
		m, err := service.CreateOrganizationMembership(ctx, usermanagement.CreateOrganizationMembershipParams{UserID: user.ID, OrganizationID: org.ID})
		require.NoError(t, err)
		ids, users = append(ids, m.ID), append(users, user.ID)
	}
	sent, err := service.SendInvitation(ctx, usermanagement.SendInvitationParams{Email: "new@foo-corp.com", OrganizationID: org.ID})
	require.NoError(t, err)

	require.NoError(t, service.DeleteUser(ctx, users[0]))
	_, err = service.GetOrganizationMembership(ctx, ids[0])
	requireRefusal(t, err, 404, "")
	_, err = service.GetOrganizationMembership(ctx, ids[1])
	require.NoError(t, err)

	require.NoError(t, organizations.New(srv.Client()).Delete(ctx, org.ID))
	_, err = service.GetOrganizationMembership(ctx, ids[1])
	requireRefusal(t, err, 404, "")
	_, err = service.GetInvitation(ctx, sent.ID)
	requireRefusal(t, err, 404, "")
	page, err := service.ListOrganizationMemberships(ctx, usermanagement.ListOrganizationMembershipsParams{UserID: users[1]})
	require.NoError(t, err)
	assert.Empty(t, page.Data)
	requireEvents(t, srv, events.TypeUserCreated, events.TypeOrganizationMembershipCreated, events.TypeUserCreated, events.TypeOrganizationMembershipCreated,
		events.TypeInvitationCreated, events.TypeOrganizationMembershipDeleted, events.TypeUserDeleted, events.TypeOrganizationMembershipDeleted)
}
