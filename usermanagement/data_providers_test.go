package usermanagement_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func dataProvidersJSON() string {
	account := strings.TrimSuffix(connectedAccountJSON, "}") + `,
		"userlandUserId": "user_1", "organizationId": "org_1",
		"createdAt": "2026-01-15T12:00:00.000Z", "updatedAt": "2026-01-15T12:00:01.000Z"}`
	return `{"object": "list", "data": [{
		"object": "data_provider",
		"id": "data_integration_1",
		"name": "GitHub",
		"description": "Your repositories",
		"slug": "github",
		"integration_type": "github",
		"credentials_type": "oauth2",
		"scopes": ["repo"],
		"auth_methods": ["oauth", "api_key"],
		"ownership": "userland_user",
		"created_at": "2026-01-15T12:00:02.000Z",
		"updated_at": "2026-01-15T12:00:03.000Z",
		"integrationType": "github",
		"credentialsType": "oauth2",
		"createdAt": "2026-01-15T12:00:02.000Z",
		"updatedAt": "2026-01-15T12:00:03.000Z",
		"connected_account": ` + account + `
	}]}`
}

func TestDataProviderOperations(t *testing.T) {
	t.Parallel()
	account := wantConnectedAccount()
	account.OldUserID, account.OldOrganizationID = "user_1", "org_1"
	account.OldCreatedAt, account.OldUpdatedAt = "2026-01-15T12:00:00.000Z", "2026-01-15T12:00:01.000Z"
	operationtest.Run(t, usermanagement.New, operationtest.Cases[service]{
		"ListDataProviders": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListDataProviders(ctx, "user_1", usermanagement.ListDataProvidersParams{OrganizationID: "org_1"}))
			},
			Line:   "GET /user_management/users/user_1/data_providers?organization_id=org_1",
			Answer: dataProvidersJSON(),
			Want: &workos.List[usermanagement.DataProvider]{Object: "list", Data: []usermanagement.DataProvider{{
				Object:             "data_provider",
				ID:                 "data_integration_1",
				Name:               "GitHub",
				Description:        "Your repositories",
				Slug:               "github",
				IntegrationType:    "github",
				CredentialsType:    "oauth2",
				Scopes:             []string{"repo"},
				AuthMethods:        []usermanagement.ConnectedAccountAuthMethod{"oauth", "api_key"},
				Ownership:          usermanagement.DataProviderOwnershipUser,
				CreatedAt:          at(2),
				UpdatedAt:          at(3),
				OldIntegrationType: "github",
				OldCredentialsType: "oauth2",
				OldCreatedAt:       "2026-01-15T12:00:02.000Z",
				OldUpdatedAt:       "2026-01-15T12:00:03.000Z",
				ConnectedAccount:   account,
			}}},
		},
	})
}

// The list has no pages: All ends without asking for more.
func TestListDataProvidersHasOnePage(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.Fail("", 1, workostest.Respond(200, nil, dataProvidersJSON()))
	page, err := usermanagement.New(srv.Client()).ListDataProviders(t.Context(), "user_1", usermanagement.ListDataProvidersParams{})
	require.NoError(t, err)
	n := 0
	for _, err := range page.All(t.Context()) {
		require.NoError(t, err)
		n++
	}
	assert.Equal(t, 1, n)
	assert.Len(t, srv.Requests(), 1)
}
