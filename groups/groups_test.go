package groups_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/groups"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/workostest"
)

type service = *groups.Service

var at = operationtest.At

const times = `"created_at":"2026-01-15T12:00:00.000Z","updated_at":"2026-01-15T12:00:01.000Z"`

const fullGroup = `{"object":"group","id":"group_1","organization_id":"org_1","name":"Engineering","description":"Builds",` + times + `}`

const fullMembership = `{"object":"organization_membership","id":"om_1","user_id":"user_1","organization_id":"org_1","status":"active",
	"directory_managed":true,"organization_name":"Foo Corp","custom_attributes":{"department":"R&D"},` + times + `}`

var (
	wantGroup = &groups.Group{
		Object: "group", ID: "group_1", OrganizationID: "org_1", Name: "Engineering", Description: "Builds", CreatedAt: at(0), UpdatedAt: at(1),
	}
	wantMembership = &groups.OrganizationMembership{
		Object: "organization_membership", ID: "om_1", UserID: "user_1", OrganizationID: "org_1",
		Status: groups.OrganizationMembershipStatusActive, DirectoryManaged: true, OrganizationName: "Foo Corp",
		CustomAttributes: groups.Attributes{"department": "R&D"}, CreatedAt: at(0), UpdatedAt: at(1),
	}
)

// Every operation: what it sends, and what it makes of the answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	const paging = "?after=x_0&before=x_9&limit=5&order=asc"
	operationtest.Run(t, groups.New, operationtest.Cases[service]{
		"Create": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.Create(ctx, "org_1", groups.CreateParams{Name: "Engineering", Description: "Builds"})
			},
			Line: "POST /organizations/org_1/groups", Body: `{"name":"Engineering","description":"Builds"}`, Answer: fullGroup, Want: wantGroup,
		},
		"Create with the name alone": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.Create(ctx, "org_1", groups.CreateParams{Name: "Engineering"})
			},
			Line: "POST /organizations/org_1/groups", Body: `{"name":"Engineering"}`, Answer: fullGroup, Want: wantGroup,
		},
		"List": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.List(ctx, "org_1", groups.ListParams{ListParams: operationtest.Paging}))
			},
			Line:   "GET /organizations/org_1/groups" + paging,
			Answer: operationtest.ListJSON(fullGroup), Want: operationtest.PageOf(*wantGroup),
		},
		"Get": {
			Call: func(ctx context.Context, s service) (any, error) { return s.Get(ctx, "org_1", "group_1") },
			Line: "GET /organizations/org_1/groups/group_1", Answer: fullGroup, Want: wantGroup,
		},
		"Update": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.Update(ctx, "org_1", "group_1", groups.UpdateParams{Name: "Engineering", Description: workos.Null[string]()})
			},
			Line: "PATCH /organizations/org_1/groups/group_1", Body: `{"name":"Engineering","description":null}`, Answer: fullGroup, Want: wantGroup,
		},
		"Update of nothing": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.Update(ctx, "org_1", "group_1", groups.UpdateParams{})
			},
			Line: "PATCH /organizations/org_1/groups/group_1", Body: `{}`, Answer: fullGroup, Want: wantGroup,
		},
		"Delete": {
			Call: func(ctx context.Context, s service) (any, error) { return nil, s.Delete(ctx, "org_1", "group_1") },
			Line: "DELETE /organizations/org_1/groups/group_1",
		},
		"AddMember": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.AddMember(ctx, "org_1", "group_1", groups.AddMemberParams{OrganizationMembershipID: "om_1"})
			},
			Line: "POST /organizations/org_1/groups/group_1/organization-memberships", Body: `{"organization_membership_id":"om_1"}`,
			Answer: fullGroup, Want: wantGroup,
		},
		"ListMembers": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListMembers(ctx, "org_1", "group_1", groups.ListMembersParams{ListParams: operationtest.Paging}))
			},
			Line:   "GET /organizations/org_1/groups/group_1/organization-memberships" + paging,
			Answer: operationtest.ListJSON(fullMembership), Want: operationtest.PageOf(*wantMembership),
		},
		"RemoveMember": {
			Call: func(ctx context.Context, s service) (any, error) {
				return nil, s.RemoveMember(ctx, "org_1", "group_1", "om_1")
			},
			Line: "DELETE /organizations/org_1/groups/group_1/organization-memberships/om_1",
		},
	})
}

func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, groups.Group{ID: "group_1"},
		`{"id":"group_1"}`, `{"id":"group_1","description":null,"created_at":null,"new_field":{"a":[1]}}`)
	operationtest.RequireDecoded(t, groups.OrganizationMembership{Status: "new"},
		`{"status":"new"}`, `{"status":"new","custom_attributes":null,"organization_name":null,"new_field":1}`)
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	operationtest.RequireRoundTrip[groups.Group](t, fullGroup)
	operationtest.RequireRoundTrip[groups.OrganizationMembership](t, fullMembership)
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	operationtest.RequireIDs(t, groups.New)
	srv := workostest.NewServer(t)
	teams, ctx := groups.New(srv.Client()), t.Context()
	assert.Equal(t, "name", operationtest.RefusedParam(teams.Create(ctx, "org_1", groups.CreateParams{})))
	assert.Equal(t, "organization_membership_id", operationtest.RefusedParam(teams.AddMember(ctx, "org_1", "group_1", groups.AddMemberParams{})))
	assert.Empty(t, srv.Requests())
}
