package vault_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/vault"
	"github.com/workos-go/workos/workostest"
)

type service = *vault.Service

var at = operationtest.At

const fullMetadata = `{
	"id": "secret_1",
	"context": {"organization_id": "org_1"},
	"environment_id": "environment_1",
	"key_id": "key_1",
	"version_id": "version_2",
	"updated_at": "2026-01-15T12:00:00.000Z",
	"updated_by": {"id": "api_key_1", "name": "Production"}
}`

var wantMetadata = vault.ObjectMetadata{
	ID:            "secret_1",
	Context:       map[string]string{"organization_id": "org_1"},
	EnvironmentID: "environment_1",
	KeyID:         "key_1",
	VersionID:     "version_2",
	UpdatedAt:     at(0),
	UpdatedBy:     vault.Actor{ID: "api_key_1", Name: "Production"},
}

const (
	fullObject      = `{"id":"secret_1","name":"database","value":"s3cret","metadata":` + fullMetadata + `}`
	fullDescription = `{"id":"secret_1","name":"database","metadata":` + fullMetadata + `}`
	fullDataKey     = `{"id":"data_key_1","context":{"organization_id":"org_1"},"data_key":"czNjcmV0","encrypted_keys":"b3BhcXVl"}`
)

var (
	wantObject      = &vault.Object{ID: "secret_1", Name: "database", Value: "s3cret", Metadata: wantMetadata}
	wantDescription = &vault.ObjectDescription{ID: "secret_1", Name: "database", Metadata: wantMetadata}
	keyContext      = map[string]string{"organization_id": "org_1"}
	wantDataKey     = &vault.DataKey{ID: "data_key_1", Context: keyContext, DataKey: "czNjcmV0", EncryptedKeys: "b3BhcXVl"}
)

func TestObjectOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, vault.New, operationtest.Cases[service]{
		"ListObjects": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListObjects(ctx, vault.ListObjectsParams{
					ListParams: operationtest.Paging, Search: "data", UpdatedAfter: at(0).Add(5e6),
				}))
			},
			Line:   "GET /vault/v1/kv?after=x_0&before=x_9&limit=5&order=asc&search=data&updatedAfter=2026-01-15T12%3A00%3A00.005Z",
			Answer: operationtest.ListJSON(`{"id":"secret_1","name":"database","updated_at":"2026-01-15T12:00:00.000Z"}`),
			Want:   operationtest.PageOf(vault.ObjectSummary{ID: "secret_1", Name: "database", UpdatedAt: at(0)}),
		},
		"CreateObject": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateObject(ctx, vault.CreateObjectParams{Name: "database", Value: "s3cret", KeyContext: keyContext})
			},
			Line: "POST /vault/v1/kv", Body: `{"name":"database","value":"s3cret","key_context":{"organization_id":"org_1"}}`,
			Answer: fullMetadata, Want: &wantMetadata,
		},
		"GetObject": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetObject(ctx, "secret_1") },
			Line: "GET /vault/v1/kv/secret_1", Answer: fullObject, Want: wantObject,
		},
		"GetObjectByName": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetObjectByName(ctx, "foo/database") },
			Line: "GET /vault/v1/kv/name/foo%2Fdatabase", Answer: fullObject, Want: wantObject,
		},
		"DescribeObject": {
			Call: func(ctx context.Context, s service) (any, error) { return s.DescribeObject(ctx, "secret_1") },
			Line: "GET /vault/v1/kv/secret_1/metadata", Answer: fullDescription, Want: wantDescription,
		},
		"UpdateObject": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.UpdateObject(ctx, "secret_1", vault.UpdateObjectParams{Value: "s3cret", VersionCheck: "version_1"})
			},
			Line: "PUT /vault/v1/kv/secret_1", Body: `{"value":"s3cret","version_check":"version_1"}`,
			Answer: fullDescription, Want: wantDescription,
		},
		"UpdateObject whatever is there": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.UpdateObject(ctx, "secret_1", vault.UpdateObjectParams{Value: "s3cret"})
			},
			Line: "PUT /vault/v1/kv/secret_1", Body: `{"value":"s3cret"}`, Answer: fullDescription, Want: wantDescription,
		},
		"DeleteObject": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.DeleteObject(ctx, "secret_1", vault.DeleteObjectParams{VersionCheck: "version_2"})
			},
			Line:   "DELETE /vault/v1/kv/secret_1?version_check=version_2",
			Answer: `{"name":"database","success":true}`, Want: &vault.DeletedObject{Name: "database", Success: true},
		},
		"ListObjectVersions": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListObjectVersions(ctx, "secret_1"))
			},
			Line: "GET /vault/v1/kv/secret_1/versions",
			Answer: `{"data":[{"id":"version_2","etag":"5f2b","size":6,"current_version":true,"created_at":"2026-01-15T12:00:00.000Z"}],
			"list_metadata":{"before":null,"after":null}}`,
			Want: &workos.List[vault.ObjectVersion]{Data: []vault.ObjectVersion{
				{ID: "version_2", ETag: "5f2b", Size: 6, CurrentVersion: true, CreatedAt: at(0)},
			}},
		},
	})
}

func TestDataKeyOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, vault.New, operationtest.Cases[service]{
		"CreateDataKey": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateDataKey(ctx, vault.CreateDataKeyParams{Context: keyContext})
			},
			Line: "POST /vault/v1/keys/data-key", Body: `{"context":{"organization_id":"org_1"}}`, Answer: fullDataKey, Want: wantDataKey,
		},
		"DecryptDataKey": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.DecryptDataKey(ctx, vault.DecryptDataKeyParams{Keys: "b3BhcXVl"})
			},
			Line: "POST /vault/v1/keys/decrypt", ReadOnly: true, Body: `{"keys":"b3BhcXVl"}`,
			Answer: `{"id":"data_key_1","data_key":"czNjcmV0"}`, Want: &vault.DecryptedDataKey{ID: "data_key_1", DataKey: "czNjcmV0"},
		},
		"RekeyDataKey": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.RekeyDataKey(ctx, vault.RekeyDataKeyParams{Context: keyContext, EncryptedKeys: "b2xk"})
			},
			Line: "POST /vault/v1/keys/rekey", Body: `{"context":{"organization_id":"org_1"},"encrypted_keys":"b2xk"}`,
			Answer: fullDataKey, Want: wantDataKey,
		},
	})
}

func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, vault.Object{ID: "secret_1"},
		`{"id":"secret_1"}`,
		`{"id":"secret_1","metadata":{"version_id":null,"context":null,"updated_by":null,"updated_at":null}}`,
		`{"id":"secret_1","new_field":{"a":[1]}}`)
	operationtest.RequireDecoded(t, vault.ObjectSummary{Name: "a"}, `{"name":"a","updated_at":null}`)
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	operationtest.RequireRoundTrip[vault.Object](t, fullObject)
	operationtest.RequireRoundTrip[vault.DataKey](t, fullDataKey)
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	operationtest.RequireIDs(t, vault.New, "Decrypt")
	srv := workostest.NewServer(t)
	secrets, ctx := vault.New(srv.Client()), t.Context()
	for param, params := range map[string]vault.CreateObjectParams{
		"name":        {Value: "a", KeyContext: keyContext},
		"value":       {Name: "a", KeyContext: keyContext},
		"key_context": {Name: "a", Value: "a"},
	} {
		assert.Equal(t, param, operationtest.RefusedParam(secrets.CreateObject(ctx, params)))
	}
	assert.Equal(t, "value", operationtest.RefusedParam(secrets.UpdateObject(ctx, "secret_1", vault.UpdateObjectParams{})))
	assert.Equal(t, "context", operationtest.RefusedParam(secrets.CreateDataKey(ctx, vault.CreateDataKeyParams{})))
	assert.Equal(t, "keys", operationtest.RefusedParam(secrets.DecryptDataKey(ctx, vault.DecryptDataKeyParams{})))
	assert.Equal(t, "context", operationtest.RefusedParam(secrets.RekeyDataKey(ctx, vault.RekeyDataKeyParams{EncryptedKeys: "a"})))
	assert.Equal(t, "encrypted_keys", operationtest.RefusedParam(secrets.RekeyDataKey(ctx, vault.RekeyDataKeyParams{Context: keyContext})))
	assert.Empty(t, srv.Requests())
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	for _, value := range []any{
		*wantObject, *wantDataKey, vault.DecryptedDataKey{DataKey: "czNjcmV0"},
		vault.CreateObjectParams{Name: "a", Value: "s3cret"}, vault.UpdateObjectParams{Value: "s3cret"},
	} {
		operationtest.RequireHidden(t, value, "s3cret", "czNjcmV0")
	}
}

// Vault says what is wrong in a form of its own.
func TestErrors(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	_, err := vault.New(srv.Client()).GetObject(t.Context(), "secret_none")
	require.ErrorIs(t, err, workos.ErrNotFound)
	var apiErr *workos.Error
	require.ErrorAs(t, err, &apiErr)
	assert.Equal(t, "Object not found.", apiErr.Message)
}
