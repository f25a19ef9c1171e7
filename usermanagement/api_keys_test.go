package usermanagement_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

const apiKeyJSON = `{
	"object": "api_key",
	"id": "api_key_1",
	"owner": {"type": "user", "id": "user_1", "organization_id": "org_1"},
	"name": "CI",
	"obfuscated_value": "sk_...3456",
	"last_used_at": "2026-01-15T12:00:00.000Z",
	"expires_at": "2026-01-15T12:00:01.000Z",
	"permissions": ["posts:read"],
	"value": "sk_abc123456",
	"created_at": "2026-01-15T12:00:02.000Z",
	"updated_at": "2026-01-15T12:00:03.000Z"
}`

func TestAPIKeyOperations(t *testing.T) {
	t.Parallel()
	key := usermanagement.APIKey{
		Object:          "api_key",
		ID:              "api_key_1",
		Owner:           usermanagement.APIKeyOwner{Type: "user", ID: "user_1", OrganizationID: "org_1"},
		Name:            "CI",
		ObfuscatedValue: "sk_...3456",
		LastUsedAt:      at(0),
		ExpiresAt:       at(1),
		Permissions:     []string{"posts:read"},
		CreatedAt:       at(2),
		UpdatedAt:       at(3),
	}
	created := &usermanagement.CreatedAPIKey{APIKey: key, Value: "sk_abc123456"}
	operationtest.Run(t, usermanagement.New, operationtest.Cases[service]{
		"ListAPIKeys": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListAPIKeys(ctx, "user_1", usermanagement.ListAPIKeysParams{ListParams: operationtest.Paging, OrganizationID: "org_1"}))
			},
			Line:   "GET /user_management/users/user_1/api_keys?after=x_0&before=x_9&limit=5&order=asc&organization_id=org_1",
			Answer: operationtest.ListJSON(apiKeyJSON), Want: operationtest.PageOf(key),
		},
		"CreateAPIKey": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateAPIKey(ctx, "user_1", usermanagement.CreateAPIKeyParams{
					Name: "CI", OrganizationID: "org_1", Permissions: []string{"posts:read"}, ExpiresAt: at(1),
				})
			},
			Line:   "POST /user_management/users/user_1/api_keys",
			Body:   `{"name":"CI","organization_id":"org_1","permissions":["posts:read"],"expires_at":"2026-01-15T12:00:01Z"}`,
			Answer: apiKeyJSON, Want: created,
		},
		"CreateAPIKey with what is required": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateAPIKey(ctx, "user_1", usermanagement.CreateAPIKeyParams{Name: "CI", OrganizationID: "org_1"})
			},
			Line: "POST /user_management/users/user_1/api_keys", Body: `{"name":"CI","organization_id":"org_1"}`,
			Answer: apiKeyJSON, Want: created,
		},
	})
}

// A key is created once, with an idempotency key or without: the API does not
// honor one here, and nobody would know of the second.
func TestCreateAPIKeyIsNotRepeated(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	params := usermanagement.CreateAPIKeyParams{Name: "CI", OrganizationID: "org_1"}
	srv.Fail("POST /user_management/users/{userId}/api_keys", 2, workostest.DropConnection())
	_, err := users.CreateAPIKey(ctx, "user_1", params, workos.WithIdempotencyKey("key-1"))
	require.Error(t, err)
	_, err = users.CreateAPIKey(ctx, "user_1", params)
	require.Error(t, err)
	assert.Len(t, srv.Requests(), 2)
}
