package usermanagement_test

import (
	"context"
	"testing"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/usermanagement"
)

const connectedAccountJSON = `{
	"object": "connected_account",
	"id": "data_installation_1",
	"user_id": "user_1",
	"organization_id": "org_1",
	"scopes": ["repo"],
	"auth_method": "client_credentials",
	"api_key_last_4": "3456",
	"client_id": "client_1",
	"client_secret_last_4": "cdef",
	"config": {"instance_url": "https://foo-corp.com"},
	"state": "needs_reauthorization",
	"created_at": "2026-01-15T12:00:00.000Z",
	"updated_at": "2026-01-15T12:00:01.000Z"
}`

func wantConnectedAccount() *usermanagement.ConnectedAccount {
	return &usermanagement.ConnectedAccount{
		Object:            "connected_account",
		ID:                "data_installation_1",
		UserID:            "user_1",
		OrganizationID:    "org_1",
		Scopes:            []string{"repo"},
		AuthMethod:        usermanagement.ConnectedAccountAuthMethodClientCredentials,
		APIKeyLast4:       "3456",
		ClientID:          "client_1",
		ClientSecretLast4: "cdef",
		Config:            map[string]string{"instance_url": "https://foo-corp.com"},
		State:             usermanagement.ConnectedAccountStateNeedsReauthorization,
		CreatedAt:         at(0),
		UpdatedAt:         at(1),
	}
}

// The organization is in the query and nowhere else, the tokens in the body and
// nowhere else.
func TestConnectedAccountOperations(t *testing.T) {
	t.Parallel()
	const path = " /user_management/users/user_1/connected_accounts/github"
	operationtest.Run(t, usermanagement.New, operationtest.Cases[service]{
		"GetConnectedAccount": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.GetConnectedAccount(ctx, "user_1", "github", usermanagement.GetConnectedAccountParams{OrganizationID: "org_1"})
			},
			Line: "GET" + path + "?organization_id=org_1", Answer: connectedAccountJSON, Want: wantConnectedAccount(),
		},
		"CreateConnectedAccount": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateConnectedAccount(ctx, "user_1", "github", usermanagement.CreateConnectedAccountParams{
					OrganizationID: "org_1",
					AccessToken:    "gho_1",
					RefreshToken:   "ghr_1",
					ExpiresAt:      at(2),
					Scopes:         []string{"repo"},
					State:          usermanagement.ConnectedAccountStateConnected,
				})
			},
			Line:   "POST" + path + "?organization_id=org_1",
			Body:   `{"access_token":"gho_1","refresh_token":"ghr_1","expires_at":"2026-01-15T12:00:02Z","scopes":["repo"],"state":"connected"}`,
			Answer: connectedAccountJSON, Want: wantConnectedAccount(),
		},
		"CreateConnectedAccount of nothing": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateConnectedAccount(ctx, "user_1", "github", usermanagement.CreateConnectedAccountParams{})
			},
			Line: "POST" + path, Body: `{}`, Answer: connectedAccountJSON, Want: wantConnectedAccount(),
		},
		"UpdateConnectedAccount": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.UpdateConnectedAccount(ctx, "user_1", "github", usermanagement.UpdateConnectedAccountParams{
					OrganizationID: "org_1",
					AccessToken:    "gho_1",
					RefreshToken:   "ghr_1",
					ExpiresAt:      at(2),
					Scopes:         workos.Set([]string{}),
					State:          usermanagement.ConnectedAccountStateNeedsReauthorization,
				})
			},
			Line:   "PUT" + path + "?organization_id=org_1",
			Body:   `{"access_token":"gho_1","refresh_token":"ghr_1","expires_at":"2026-01-15T12:00:02Z","scopes":[],"state":"needs_reauthorization"}`,
			Answer: connectedAccountJSON, Want: wantConnectedAccount(),
		},
		"UpdateConnectedAccount of nothing": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.UpdateConnectedAccount(ctx, "user_1", "github", usermanagement.UpdateConnectedAccountParams{})
			},
			Line: "PUT" + path, Body: `{}`, Answer: connectedAccountJSON, Want: wantConnectedAccount(),
		},
		"DeleteConnectedAccount": {
			Call: func(ctx context.Context, s service) (any, error) {
				return nil, s.DeleteConnectedAccount(ctx, "user_1", "github", usermanagement.DeleteConnectedAccountParams{OrganizationID: "org_1"})
			},
			Line: "DELETE" + path + "?organization_id=org_1",
		},
	})
}
