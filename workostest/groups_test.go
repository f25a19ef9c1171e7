package workostest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/groups"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func TestGroupLifeCycle(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t, workostest.WithStrict())
	teams, ctx := groups.New(srv.Client()), t.Context()
	org, other := srv.AddOrganization(organizations.CreateParams{Name: "Foo"}), srv.AddOrganization(organizations.CreateParams{Name: "Bar"})
	created := must(teams.Create(ctx, org.ID, groups.CreateParams{Name: "Engineering", Description: "Builds"}))
	assert.Equal(t, "group", created.Object)
	assert.Equal(t, org.ID, created.OrganizationID)
	assert.Equal(t, created, must(teams.Get(ctx, org.ID, created.ID)))
	must(teams.Create(ctx, other.ID, groups.CreateParams{Name: "Engineering"}))
	page := must(teams.List(ctx, org.ID, groups.ListParams{}))
	assert.Equal(t, []groups.Group{*created}, page.Data)

	updated := must(teams.Update(ctx, org.ID, created.ID, groups.UpdateParams{Name: "Research"}))
	assert.Equal(t, "Research", updated.Name)
	assert.Equal(t, "Builds", updated.Description)
	assert.Empty(t, must(teams.Update(ctx, org.ID, created.ID, groups.UpdateParams{Description: workos.Null[string]()})).Description)

	_, err := teams.Get(ctx, other.ID, created.ID)
	requireRefusal(t, err, 404, "")
	_, err = teams.Create(ctx, "gone", groups.CreateParams{Name: "a"})
	requireRefusal(t, err, 404, "")
	_, err = teams.List(ctx, "gone", groups.ListParams{})
	requireRefusal(t, err, 404, "")
	_, err = teams.Create(ctx, org.ID, groups.CreateParams{Name: strings.Repeat("n", 257), Description: strings.Repeat("d", 151)})
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "name", Code: "too_long"}, workos.FieldError{Field: "description", Code: "too_long"})
	_, err = teams.Update(ctx, org.ID, created.ID, groups.UpdateParams{Name: strings.Repeat("n", 257)})
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "name", Code: "too_long"})
	status, answer := send(t, srv, "POST /organizations/"+org.ID+"/groups", "{}")
	assert.Equal(t, 422, status, answer)

	require.NoError(t, teams.Delete(ctx, org.ID, created.ID))
	requireRefusal(t, teams.Delete(ctx, org.ID, created.ID), 404, "")
	var kinds []events.Type
	for _, event := range listDirectoryEvents(t, srv, events.ListParams{
		OrganizationID: org.ID, Events: []events.Type{events.TypeGroupCreated, events.TypeGroupUpdated, events.TypeGroupDeleted},
	}) {
		kinds = append(kinds, event.Type)
	}
	assert.Equal(t, []events.Type{events.TypeGroupCreated, events.TypeGroupUpdated, events.TypeGroupUpdated, events.TypeGroupDeleted}, kinds)
}

func TestGroupMembers(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t, workostest.WithStrict())
	teams, users, ctx := groups.New(srv.Client()), usermanagement.New(srv.Client()), t.Context()
	org, other := srv.AddOrganization(organizations.CreateParams{Name: "Foo"}), srv.AddOrganization(organizations.CreateParams{Name: "Bar"})
	ann := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com"})
	member := srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: ann.ID, OrganizationID: org.ID})
	stranger := srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: ann.ID, OrganizationID: other.ID})
	group := must(teams.Create(ctx, org.ID, groups.CreateParams{Name: "Engineering"}))
	add := func(membershipID string) error {
		_, err := teams.AddMember(ctx, org.ID, group.ID, groups.AddMemberParams{OrganizationMembershipID: membershipID})
		return err
	}
	require.NoError(t, add(member.ID))
	require.NoError(t, add(member.ID))
	requireRefusal(t, add(stranger.ID), 404, "")
	requireRefusal(t, add("gone"), 404, "")

	members := func() []groups.OrganizationMembership {
		return must(teams.ListMembers(ctx, org.ID, group.ID, groups.ListMembersParams{})).Data
	}
	require.Len(t, members(), 1)
	assert.Equal(t, member.ID, members()[0].ID)
	assert.Equal(t, "Foo", members()[0].OrganizationName)
	groupsOf := must(users.ListOrganizationMembershipGroups(ctx, member.ID,
		usermanagement.ListOrganizationMembershipGroupsParams{}))
	assert.Equal(t, []usermanagement.Group{usermanagement.Group(*group)}, groupsOf.Data)

	require.NoError(t, teams.RemoveMember(ctx, org.ID, group.ID, member.ID))
	requireRefusal(t, teams.RemoveMember(ctx, org.ID, group.ID, member.ID), 404, "")
	assert.Empty(t, members())
	require.NoError(t, add(member.ID))
	require.NoError(t, users.DeleteOrganizationMembership(ctx, member.ID))
	assert.Empty(t, members(), "who leaves the organization leaves its groups")
	_, err := teams.ListMembers(ctx, org.ID, "gone", groups.ListMembersParams{})
	requireRefusal(t, err, 404, "")
	status, answer := send(t, srv, "POST /organizations/"+org.ID+"/groups/"+group.ID+"/organization-memberships", "{}")
	assert.Equal(t, 422, status, answer)

	var told []string
	for _, event := range listDirectoryEvents(t, srv, events.ListParams{Events: []events.Type{events.TypeGroupMemberAdded, events.TypeGroupMemberRemoved}}) {
		told = append(told, string(event.Type))
		assert.JSONEq(t, `{"group_id":"`+group.ID+`","organization_membership_id":"`+member.ID+`"}`, string(event.Data))
	}
	assert.Equal(t, []string{"group.member_added", "group.member_removed", "group.member_added", "group.member_removed"}, told)
}
