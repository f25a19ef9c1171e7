package usermanagement_test

import (
	"context"
	"testing"

	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/usermanagement"
)

func TestAuthorizedApplicationOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, usermanagement.New, operationtest.Cases[service]{
		"ListAuthorizedApplications": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListAuthorizedApplications(ctx, "user_1", usermanagement.ListAuthorizedApplicationsParams{ListParams: operationtest.Paging}))
			},
			Line: "GET /user_management/users/user_1/authorized_applications?after=x_0&before=x_9&limit=5&order=asc",
			Answer: operationtest.ListJSON(`{
				"object": "authorized_connect_application",
				"id": "authorized_connect_app_1",
				"granted_scopes": ["openid"],
				"oauth_resource": "https://api.foo-corp.com",
				"application": {
					"object": "connect_application",
					"id": "conn_app_1",
					"client_id": "client_1",
					"description": "Reads mail",
					"name": "Mail",
					"scopes": ["openid", "email"],
					"application_type": "oauth",
					"redirect_uris": [{"uri": "https://foo-corp.com/callback", "default": true}],
					"uses_pkce": true,
					"is_first_party": true,
					"was_dynamically_registered": true,
					"organization_id": "org_1",
					"created_at": "2026-01-15T12:00:00.000Z",
					"updated_at": "2026-01-15T12:00:01.000Z"
				}
			}`),
			Want: operationtest.PageOf(usermanagement.AuthorizedApplication{
				Object:        "authorized_connect_application",
				ID:            "authorized_connect_app_1",
				GrantedScopes: []string{"openid"},
				OAuthResource: "https://api.foo-corp.com",
				Application: usermanagement.ConnectApplication{
					Object:                   "connect_application",
					ID:                       "conn_app_1",
					ClientID:                 "client_1",
					Description:              "Reads mail",
					Name:                     "Mail",
					Scopes:                   []string{"openid", "email"},
					ApplicationType:          usermanagement.ConnectApplicationTypeOAuth,
					RedirectURIs:             []usermanagement.ConnectApplicationRedirectURI{{URI: "https://foo-corp.com/callback", Default: true}},
					UsesPKCE:                 true,
					IsFirstParty:             true,
					WasDynamicallyRegistered: true,
					OrganizationID:           "org_1",
					CreatedAt:                at(0),
					UpdatedAt:                at(1),
				},
			}),
		},
		"ListOrganizationAuthorizedApplications": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListOrganizationAuthorizedApplications(ctx, "org_1",
					usermanagement.ListOrganizationAuthorizedApplicationsParams{ListParams: operationtest.Paging}))
			},
			Line: "GET /organizations/org_1/authorized_applications?after=x_0&before=x_9&limit=5&order=asc",
			Answer: operationtest.ListJSON(`{
				"object": "authorized_connect_application",
				"id": "authorized_connect_app_1",
				"granted_scopes": ["openid"],
				"application": {"id": "conn_app_1", "description": null, "application_type": "m2m", "organization_id": "org_1"},
				"user_id": "user_1"
			}`),
			Want: operationtest.PageOf(usermanagement.OrganizationAuthorizedApplication{
				AuthorizedApplication: usermanagement.AuthorizedApplication{
					Object:        "authorized_connect_application",
					ID:            "authorized_connect_app_1",
					GrantedScopes: []string{"openid"},
					Application: usermanagement.ConnectApplication{
						ID: "conn_app_1", ApplicationType: usermanagement.ConnectApplicationTypeM2M, OrganizationID: "org_1",
					},
				},
				UserID: "user_1",
			}),
		},
		"DeleteAuthorizedApplication": {
			Call: func(ctx context.Context, s service) (any, error) {
				return nil, s.DeleteAuthorizedApplication(ctx, "user_1", "client_1")
			},
			Line: "DELETE /user_management/users/user_1/authorized_applications/client_1",
		},
	})
}
