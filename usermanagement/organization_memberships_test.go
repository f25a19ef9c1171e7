package usermanagement_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

const fullMembership = `{
	"object": "organization_membership",
	"id": "om_1",
	"user_id": "user_1",
	"organization_id": "org_1",
	"status": "active",
	"directory_managed": true,
	"organization_name": "Foo Corp",
	"custom_attributes": {"department": "Engineering", "level": 7},
	"created_at": "2026-01-15T12:00:00.000Z",
	"updated_at": "2026-01-15T12:00:01.000Z",
	"role": {"slug": "admin"},
	"roles": [{"slug": "admin"}, {"slug": "billing"}],
	"user": ` + fullUser + `
}`

var wantMembership = usermanagement.OrganizationMembership{
	Object:           "organization_membership",
	ID:               "om_1",
	UserID:           "user_1",
	OrganizationID:   "org_1",
	Status:           usermanagement.OrganizationMembershipStatusActive,
	DirectoryManaged: true,
	OrganizationName: "Foo Corp",
	CustomAttributes: map[string]any{"department": "Engineering", "level": json.Number("7")},
	CreatedAt:        at(0),
	UpdatedAt:        at(1),
	Role:             usermanagement.Role{Slug: "admin"},
	Roles:            []usermanagement.Role{{Slug: "admin"}, {Slug: "billing"}},
	User:             wantUser,
}

func TestOrganizationMembershipOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, usermanagement.New, operationtest.Cases[service]{
		"ListOrganizationMemberships": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListOrganizationMemberships(ctx, usermanagement.ListOrganizationMembershipsParams{
					ListParams: operationtest.Paging, UserID: "user_1", OrganizationID: "org_1",
					Statuses: []usermanagement.OrganizationMembershipStatus{
						usermanagement.OrganizationMembershipStatusActive, usermanagement.OrganizationMembershipStatusPending,
					},
				}))
			},
			Line:   "GET /user_management/organization_memberships?after=x_0&before=x_9&limit=5&order=asc&organization_id=org_1&statuses=active%2Cpending&user_id=user_1",
			Answer: operationtest.ListJSON(fullMembership), Want: operationtest.PageOf(wantMembership),
		},
		"CreateOrganizationMembership": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateOrganizationMembership(ctx, usermanagement.CreateOrganizationMembershipParams{
					UserID: "user_1", OrganizationID: "org_1", RoleSlug: "admin",
				})
			},
			Line:   "POST /user_management/organization_memberships",
			Body:   `{"user_id":"user_1","organization_id":"org_1","role_slug":"admin"}`,
			Answer: fullMembership, Want: &wantMembership,
		},
		"CreateOrganizationMembership with roles": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateOrganizationMembership(ctx, usermanagement.CreateOrganizationMembershipParams{
					UserID: "user_1", OrganizationID: "org_1", RoleSlugs: []string{"admin", "billing"},
				})
			},
			Line:   "POST /user_management/organization_memberships",
			Body:   `{"user_id":"user_1","organization_id":"org_1","role_slugs":["admin","billing"]}`,
			Answer: fullMembership, Want: &wantMembership,
		},
		"GetOrganizationMembership": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetOrganizationMembership(ctx, "om_1") },
			Line: "GET /user_management/organization_memberships/om_1", Answer: fullMembership, Want: &wantMembership,
		},
		"UpdateOrganizationMembership": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.UpdateOrganizationMembership(ctx, "om_1", usermanagement.UpdateOrganizationMembershipParams{RoleSlug: "admin"})
			},
			Line: "PUT /user_management/organization_memberships/om_1", Body: `{"role_slug":"admin"}`,
			Answer: fullMembership, Want: &wantMembership,
		},
		"UpdateOrganizationMembership to roles": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.UpdateOrganizationMembership(ctx, "om_1", usermanagement.UpdateOrganizationMembershipParams{RoleSlugs: []string{"admin"}})
			},
			Line: "PUT /user_management/organization_memberships/om_1", Body: `{"role_slugs":["admin"]}`,
			Answer: fullMembership, Want: &wantMembership,
		},
		"DeleteOrganizationMembership": {
			Call: func(ctx context.Context, s service) (any, error) {
				return nil, s.DeleteOrganizationMembership(ctx, "om_1")
			},
			Line: "DELETE /user_management/organization_memberships/om_1",
		},
		"DeactivateOrganizationMembership": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.DeactivateOrganizationMembership(ctx, "om_1")
			},
			Line: "PUT /user_management/organization_memberships/om_1/deactivate", Body: `{}`,
			Answer: fullMembership, Want: &wantMembership,
		},
		"ReactivateOrganizationMembership": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.ReactivateOrganizationMembership(ctx, "om_1")
			},
			Line: "PUT /user_management/organization_memberships/om_1/reactivate", Body: `{}`,
			Answer: fullMembership, Want: &wantMembership,
		},
		"ListOrganizationMembershipGroups": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListOrganizationMembershipGroups(ctx, "om_1", usermanagement.ListOrganizationMembershipGroupsParams{ListParams: operationtest.Paging}))
			},
			Line: "GET /user_management/organization_memberships/om_1/groups?after=x_0&before=x_9&limit=5&order=asc",
			Answer: operationtest.ListJSON(`{"object":"group","id":"group_1","organization_id":"org_1","name":"Engineering","description":"Those who build",
				"created_at":"2026-01-15T12:00:00.000Z","updated_at":"2026-01-15T12:00:01.000Z"}`),
			Want: operationtest.PageOf(usermanagement.Group{
				Object: "group", ID: "group_1", OrganizationID: "org_1", Name: "Engineering", Description: "Those who build",
				CreatedAt: at(0), UpdatedAt: at(1),
			}),
		},
	})
}

// Events have less than answers.
func TestTolerantDecodingOfMemberships(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, usermanagement.OrganizationMembership{ID: "om_1"},
		`{"id":"om_1"}`,
		`{"id":"om_1","custom_attributes":null,"roles":null,"user":null,"new_field":[1]}`)
	operationtest.RequireDecoded(t, usermanagement.OrganizationMembership{ID: "om_1", Status: "brand_new", Role: usermanagement.Role{Slug: "a"}},
		`{"id":"om_1","status":"brand_new","role":{"slug":"a","name":"A"}}`)
	operationtest.RequireDecoded(t, usermanagement.Group{ID: "group_1"}, `{"id":"group_1","description":null,"new":1}`)
}

func TestBadMembershipInputIsNotSent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users := usermanagement.New(srv.Client())
	for param, params := range map[string]usermanagement.CreateOrganizationMembershipParams{
		"user_id":         {OrganizationID: "org_1"},
		"organization_id": {UserID: "user_1"},
	} {
		assert.Equal(t, param, operationtest.RefusedParam(users.CreateOrganizationMembership(t.Context(), params)))
	}
	assert.Empty(t, srv.Requests())
}
