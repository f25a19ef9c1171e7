package usermanagement_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
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
	CustomAttributes: map[string]any{"department": "Engineering", "level": 7.0},
	CreatedAt:        second(0),
	UpdatedAt:        second(1),
	Role:             usermanagement.Role{Slug: "admin"},
	Roles:            []usermanagement.Role{{Slug: "admin"}, {Slug: "billing"}},
	User:             wantUser,
}

func TestOrganizationMembershipOperations(t *testing.T) {
	t.Parallel()
	checkOperations(t, map[string]operation{
		"ListOrganizationMemberships": {
			"GET /user_management/organization_memberships", listOf(fullMembership),
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return dataOf(s.ListOrganizationMemberships(ctx, usermanagement.ListOrganizationMembershipsParams{
					ListParams: allOfList, UserID: "user_1", OrganizationID: "org_1",
					Statuses: []usermanagement.OrganizationMembershipStatus{
						usermanagement.OrganizationMembershipStatusActive, usermanagement.OrganizationMembershipStatusPending,
					},
				}))
			},
			"GET /user_management/organization_memberships?after=x_0&before=x_9&limit=5&order=asc&organization_id=org_1&statuses=active%2Cpending&user_id=user_1", "",
			[]usermanagement.OrganizationMembership{wantMembership},
		},
		"CreateOrganizationMembership": {
			"POST /user_management/organization_memberships", fullMembership,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.CreateOrganizationMembership(ctx, usermanagement.CreateOrganizationMembershipParams{
					UserID: "user_1", OrganizationID: "org_1", RoleSlug: "admin",
				})
			},
			"POST /user_management/organization_memberships",
			`{"user_id":"user_1","organization_id":"org_1","role_slug":"admin"}`, &wantMembership,
		},
		"CreateOrganizationMembership with roles": {
			"POST /user_management/organization_memberships", fullMembership,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.CreateOrganizationMembership(ctx, usermanagement.CreateOrganizationMembershipParams{
					UserID: "user_1", OrganizationID: "org_1", RoleSlugs: []string{"admin", "billing"},
				})
			},
			"POST /user_management/organization_memberships",
			`{"user_id":"user_1","organization_id":"org_1","role_slugs":["admin","billing"]}`, &wantMembership,
		},
		"GetOrganizationMembership": {
			"GET /user_management/organization_memberships/{id}", fullMembership,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.GetOrganizationMembership(ctx, "om_1")
			},
			"GET /user_management/organization_memberships/om_1", "", &wantMembership,
		},
		"UpdateOrganizationMembership": {
			"PUT /user_management/organization_memberships/{id}", fullMembership,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.UpdateOrganizationMembership(ctx, "om_1", usermanagement.UpdateOrganizationMembershipParams{RoleSlug: "admin"})
			},
			"PUT /user_management/organization_memberships/om_1", `{"role_slug":"admin"}`, &wantMembership,
		},
		"UpdateOrganizationMembership to roles": {
			"PUT /user_management/organization_memberships/{id}", fullMembership,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.UpdateOrganizationMembership(ctx, "om_1", usermanagement.UpdateOrganizationMembershipParams{RoleSlugs: []string{"admin"}})
			},
			"PUT /user_management/organization_memberships/om_1", `{"role_slugs":["admin"]}`, &wantMembership,
		},
		"DeleteOrganizationMembership": {
			"DELETE /user_management/organization_memberships/{id}", "",
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return nil, s.DeleteOrganizationMembership(ctx, "om_1")
			},
			"DELETE /user_management/organization_memberships/om_1", "", nil,
		},
		"DeactivateOrganizationMembership": {
			"PUT /user_management/organization_memberships/{id}/deactivate", fullMembership,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.DeactivateOrganizationMembership(ctx, "om_1")
			},
			"PUT /user_management/organization_memberships/om_1/deactivate", `{}`, &wantMembership,
		},
		"ReactivateOrganizationMembership": {
			"PUT /user_management/organization_memberships/{id}/reactivate", fullMembership,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.ReactivateOrganizationMembership(ctx, "om_1")
			},
			"PUT /user_management/organization_memberships/om_1/reactivate", `{}`, &wantMembership,
		},
		"ListOrganizationMembershipGroups": {
			"GET /user_management/organization_memberships/{omId}/groups",
			listOf(`{"object":"group","id":"group_1","organization_id":"org_1","name":"Engineering","description":"Those who build",
				"created_at":"2026-01-15T12:00:00.000Z","updated_at":"2026-01-15T12:00:01.000Z"}`),
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return dataOf(s.ListOrganizationMembershipGroups(ctx, "om_1", usermanagement.ListOrganizationMembershipGroupsParams{ListParams: allOfList}))
			},
			"GET /user_management/organization_memberships/om_1/groups?after=x_0&before=x_9&limit=5&order=asc", "",
			[]usermanagement.Group{{
				Object: "group", ID: "group_1", OrganizationID: "org_1", Name: "Engineering", Description: "Those who build",
				CreatedAt: second(0), UpdatedAt: second(1),
			}},
		},
	})
}

// Absent and unknown fields and unknown values do not matter; events have less than
// answers.
func TestTolerantDecodingOfMemberships(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]usermanagement.OrganizationMembership{
		`{"id":"om_1"}`: {ID: "om_1"},
		`{"id":"om_1","custom_attributes":null,"roles":null,"user":null,"new_field":[1]}`: {ID: "om_1"},
		`{"id":"om_1","status":"brand_new","role":{"slug":"a","name":"A"}}`:               {ID: "om_1", Status: "brand_new", Role: usermanagement.Role{Slug: "a"}},
	} {
		srv := workostest.NewServer(t)
		planAnswer(srv, "GET /user_management/organization_memberships/{id}", body)
		membership, err := usermanagement.New(srv.Client()).GetOrganizationMembership(t.Context(), "om_1")
		require.NoError(t, err, body)
		assert.Equal(t, &want, membership, body)
	}
	srv := workostest.NewServer(t)
	planAnswer(srv, "GET /user_management/organization_memberships/{omId}/groups", listOf(`{"id":"group_1","description":null,"new":1}`))
	page, err := usermanagement.New(srv.Client()).ListOrganizationMembershipGroups(t.Context(), "om_1", usermanagement.ListOrganizationMembershipGroupsParams{})
	require.NoError(t, err)
	assert.Equal(t, []usermanagement.Group{{ID: "group_1"}}, page.Data)
}

func TestBadMembershipInputIsNotSent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	service, ctx := usermanagement.New(srv.Client()), t.Context()
	var paramErr *workos.ParamError
	for param, params := range map[string]usermanagement.CreateOrganizationMembershipParams{
		"user_id":         {OrganizationID: "org_1"},
		"organization_id": {UserID: "user_1"},
	} {
		_, err := service.CreateOrganizationMembership(ctx, params)
		require.ErrorAs(t, err, &paramErr)
		assert.Equal(t, param, paramErr.Param)
	}
	requireRefused(t, srv, map[string]func(string) error{
		"Get": func(id string) error { _, err := service.GetOrganizationMembership(ctx, id); return err },
		"Update": func(id string) error {
			_, err := service.UpdateOrganizationMembership(ctx, id, usermanagement.UpdateOrganizationMembershipParams{})
			return err
		},
		"Delete":     func(id string) error { return service.DeleteOrganizationMembership(ctx, id) },
		"Deactivate": func(id string) error { _, err := service.DeactivateOrganizationMembership(ctx, id); return err },
		"Reactivate": func(id string) error { _, err := service.ReactivateOrganizationMembership(ctx, id); return err },
		"Groups": func(id string) error {
			_, err := service.ListOrganizationMembershipGroups(ctx, id, usermanagement.ListOrganizationMembershipGroupsParams{})
			return err
		},
	})
}
