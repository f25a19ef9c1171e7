package apikeys_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/apikeys"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/workostest"
)

type service = *apikeys.Service

const (
	fullKey = `{
		"object": "api_key",
		"id": "api_key_1",
		"owner": {"type": "organization", "id": "org_1"},
		"name": "CI",
		"obfuscated_value": "sk_...abcd",
		"last_used_at": "2026-01-15T12:00:00.000Z",
		"expires_at": "2026-01-15T12:00:01.000Z",
		"permissions": ["posts:read", "posts:write"],
		"created_at": "2026-01-15T12:00:02.000Z",
		"updated_at": "2026-01-15T12:00:03.000Z"
	}`
	userKey = `{"object":"api_key","id":"api_key_2","owner":{"type":"user","id":"user_1","organization_id":"org_1"}}`
)

var at = operationtest.At

var wantKey = apikeys.APIKey{
	Object:          "api_key",
	ID:              "api_key_1",
	Owner:           apikeys.Owner{Type: apikeys.OwnerTypeOrganization, ID: "org_1"},
	Name:            "CI",
	ObfuscatedValue: "sk_...abcd",
	LastUsedAt:      at(0),
	ExpiresAt:       at(1),
	Permissions:     []string{"posts:read", "posts:write"},
	CreatedAt:       at(2),
	UpdatedAt:       at(3),
}

// Every operation: what it sends, and what it makes of the answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	createdKey := fullKey[:len(fullKey)-1] + `,"value":"sk_1234abcd"}`
	expire := func(params apikeys.ExpireParams) func(context.Context, service) (any, error) {
		return func(ctx context.Context, s service) (any, error) { return s.Expire(ctx, "api_key_1", params) }
	}
	operationtest.Run(t, apikeys.New, operationtest.Cases[service]{
		"List": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.List(ctx, "org_1", apikeys.ListParams{ListParams: operationtest.Paging}))
			},
			Line:   "GET /organizations/org_1/api_keys?after=x_0&before=x_9&limit=5&order=asc",
			Answer: operationtest.ListJSON(fullKey), Want: operationtest.PageOf(wantKey),
		},
		"Create": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.Create(ctx, "org_1", apikeys.CreateParams{Name: "CI", Permissions: []string{"posts:read"}, ExpiresAt: at(1)})
			},
			Line: "POST /organizations/org_1/api_keys", Body: `{"name":"CI","permissions":["posts:read"],"expires_at":"2026-01-15T12:00:01Z"}`,
			Answer: createdKey, Want: &apikeys.CreatedAPIKey{APIKey: wantKey, Value: "sk_1234abcd"},
		},
		"Create with the name alone": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.Create(ctx, "org_1", apikeys.CreateParams{Name: "CI"})
			},
			Line: "POST /organizations/org_1/api_keys", Body: `{"name":"CI"}`,
			Answer: createdKey, Want: &apikeys.CreatedAPIKey{APIKey: wantKey, Value: "sk_1234abcd"},
		},
		"Validate": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.Validate(ctx, apikeys.ValidateParams{Value: "sk_1234abcd"})
			},
			Line: "POST /api_keys/validations", ReadOnly: true, Body: `{"value":"sk_1234abcd"}`,
			Answer: `{"api_key":` + userKey + `,"agent_registration_id":"agent_reg_1"}`,
			Want: &apikeys.Validation{
				APIKey: &apikeys.APIKey{Object: "api_key", ID: "api_key_2", Owner: apikeys.Owner{
					Type: apikeys.OwnerTypeUser, ID: "user_1", OrganizationID: "org_1",
				}},
				AgentRegistrationID: "agent_reg_1",
			},
		},
		"Validate what is not good": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.Validate(ctx, apikeys.ValidateParams{Value: "sk_none"})
			},
			Line: "POST /api_keys/validations", ReadOnly: true, Body: `{"value":"sk_none"}`, Answer: `{"api_key":null}`, Want: &apikeys.Validation{},
		},
		"Expire now": {
			Call: expire(apikeys.ExpireParams{}),
			Line: "POST /api_keys/api_key_1/expire", Body: `{}`, Answer: fullKey, Want: &wantKey,
		},
		"Expire later": {
			Call: expire(apikeys.ExpireParams{ExpiresAt: workos.Set(at(1))}),
			Line: "POST /api_keys/api_key_1/expire", Body: `{"expires_at":"2026-01-15T12:00:01Z"}`, Answer: fullKey, Want: &wantKey,
		},
		"Expire never": {
			Call: expire(apikeys.ExpireParams{ExpiresAt: workos.Null[time.Time]()}),
			Line: "POST /api_keys/api_key_1/expire", Body: `{"expires_at":null}`, Answer: fullKey, Want: &wantKey,
		},
		"Delete": {
			Call: func(ctx context.Context, s service) (any, error) { return nil, s.Delete(ctx, "api_key_1") },
			Line: "DELETE /api_keys/api_key_1",
		},
	})
}

func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, apikeys.APIKey{ID: "api_key_1"},
		`{"id":"api_key_1"}`,
		`{"id":"api_key_1","owner":null,"permissions":null,"last_used_at":null,"expires_at":null}`,
		`{"id":"api_key_1","new_field":{"a":[1]}}`)
	operationtest.RequireDecoded(t, apikeys.APIKey{Owner: apikeys.Owner{Type: "team", ID: "team_1"}}, `{"owner":{"type":"team","id":"team_1"}}`)
	operationtest.RequireRoundTrip[apikeys.APIKey](t, fullKey)
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	operationtest.RequireIDs(t, apikeys.New)
	srv := workostest.NewServer(t)
	keys, ctx := apikeys.New(srv.Client()), t.Context()
	assert.Equal(t, "name", operationtest.RefusedParam(keys.Create(ctx, "org_1", apikeys.CreateParams{})))
	assert.Equal(t, "value", operationtest.RefusedParam(keys.Validate(ctx, apikeys.ValidateParams{})))
	assert.Empty(t, srv.Requests())
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	operationtest.RequireHidden(t, apikeys.CreatedAPIKey{APIKey: wantKey, Value: "s3cret"}, "s3cret")
	operationtest.RequireHidden(t, apikeys.ValidateParams{Value: "s3cret"}, "s3cret")
}
