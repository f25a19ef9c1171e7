package workostest_test

import (
	"encoding/base64"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/vault"
	"github.com/workos-go/workos/workostest"
)

var keyContext = map[string]string{"organization_id": "org_1"}

func TestVaultObjects(t *testing.T) {
	t.Parallel()
	srv, ctx := workostest.NewServer(t, workostest.WithTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))), t.Context()
	secrets := vault.New(srv.Client())
	params := vault.CreateObjectParams{Name: "database", Value: "one", KeyContext: keyContext}
	first, err := secrets.CreateObject(ctx, params)
	require.NoError(t, err)
	assert.Equal(t, keyContext, first.Context)
	requireRefusal(t, get(secrets.CreateObject(ctx, params)), 409, "")

	object, err := secrets.GetObject(ctx, first.ID)
	require.NoError(t, err)
	assert.Equal(t, &vault.Object{ID: first.ID, Name: "database", Value: "one", Metadata: *first}, object)
	byName, err := secrets.GetObjectByName(ctx, "database")
	require.NoError(t, err)
	assert.Equal(t, object, byName)

	srv.Advance(time.Hour)
	second, err := secrets.UpdateObject(ctx, first.ID, vault.UpdateObjectParams{Value: "three", VersionCheck: first.VersionID})
	require.NoError(t, err)
	assert.NotEqual(t, first.VersionID, second.Metadata.VersionID)
	assert.Equal(t, first.KeyID, second.Metadata.KeyID)
	assert.Equal(t, srv.Now(), second.Metadata.UpdatedAt)
	requireRefusal(t, get(secrets.UpdateObject(ctx, first.ID, vault.UpdateObjectParams{Value: "two", VersionCheck: first.VersionID})), 409, "")
	described, err := secrets.DescribeObject(ctx, first.ID)
	require.NoError(t, err)
	assert.Equal(t, second, described)
	object, err = secrets.GetObject(ctx, first.ID)
	require.NoError(t, err)
	assert.Equal(t, "three", object.Value)

	versions, err := secrets.ListObjectVersions(ctx, first.ID)
	require.NoError(t, err)
	require.Len(t, versions.Data, 2)
	newest, oldest := versions.Data[0], versions.Data[1]
	assert.Equal(t, second.Metadata.VersionID, newest.ID)
	assert.True(t, newest.CurrentVersion)
	assert.Equal(t, 5, newest.Size)
	assert.Equal(t, first.VersionID, oldest.ID)
	assert.False(t, oldest.CurrentVersion)
	assert.NotEqual(t, newest.ETag, oldest.ETag)
	assert.False(t, versions.HasMore())

	requireRefusal(t, get(secrets.DeleteObject(ctx, first.ID, vault.DeleteObjectParams{VersionCheck: first.VersionID})), 409, "")
	deleted, err := secrets.DeleteObject(ctx, first.ID, vault.DeleteObjectParams{VersionCheck: newest.ID})
	require.NoError(t, err)
	assert.Equal(t, &vault.DeletedObject{Name: "database", Success: true}, deleted)
	for _, err := range []error{
		get(secrets.GetObject(ctx, first.ID)), get(secrets.GetObjectByName(ctx, "database")), get(secrets.DescribeObject(ctx, first.ID)),
		get(secrets.ListObjectVersions(ctx, first.ID)), get(secrets.UpdateObject(ctx, first.ID, vault.UpdateObjectParams{Value: "a"})),
		get(secrets.DeleteObject(ctx, first.ID, vault.DeleteObjectParams{})),
	} {
		requireRefusal(t, err, 404, "")
	}
	again, err := secrets.CreateObject(ctx, params)
	require.NoError(t, err)
	assert.Equal(t, first.KeyID, again.KeyID, "the key follows from the context")

	for kind, n := range map[events.Type]int{
		events.TypeVaultDataCreated: 2, events.TypeVaultDataRead: 3, events.TypeVaultDataUpdated: 1,
		events.TypeVaultDataDeleted: 1, events.TypeVaultMetadataRead: 2,
	} {
		assert.Len(t, told(t, srv, kind), n, kind)
	}
}

func TestListVaultObjects(t *testing.T) {
	t.Parallel()
	srv, ctx := workostest.NewServer(t), t.Context()
	secrets := vault.New(srv.Client())
	start := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)
	for i, name := range []string{"foo-database", "foo-mail", "bar-database"} {
		srv.SetTime(start.Add(time.Duration(i) * time.Millisecond))
		_, err := secrets.CreateObject(ctx, vault.CreateObjectParams{Name: name, Value: "a", KeyContext: keyContext})
		require.NoError(t, err)
	}
	names := func(params vault.ListObjectsParams) (names []string) {
		page, err := secrets.ListObjects(ctx, params)
		require.NoError(t, err)
		for object, err := range page.All(ctx) {
			require.NoError(t, err)
			names = append(names, object.Name)
		}
		return names
	}
	assert.Equal(t, []string{"bar-database", "foo-mail", "foo-database"}, names(vault.ListObjectsParams{ListParams: workos.ListParams{Limit: 1}}))
	assert.Equal(t, []string{"foo-database", "foo-mail", "bar-database"}, names(vault.ListObjectsParams{ListParams: workos.ListParams{Order: workos.OrderAsc}}))
	assert.Equal(t, []string{"bar-database", "foo-database"}, names(vault.ListObjectsParams{Search: "DATA"}))
	assert.Equal(t, []string{"bar-database", "foo-mail"}, names(vault.ListObjectsParams{UpdatedAfter: start}))
	assert.NotEmpty(t, told(t, srv, events.TypeVaultNamesListed))

	requireRefusal(t, get(secrets.ListObjects(ctx, vault.ListObjectsParams{ListParams: workos.ListParams{Limit: -1}})), 400, "")
	requireRefusal(t, get(secrets.ListObjects(ctx, vault.ListObjectsParams{ListParams: workos.ListParams{Order: workos.OrderNormal}})), 400, "")
	status, _ := send(t, srv, "GET /vault/v1/kv?updatedAfter=yesterday", "")
	assert.Equal(t, 400, status)
}

func TestDataKeys(t *testing.T) {
	t.Parallel()
	srv, ctx := workostest.NewServer(t), t.Context()
	keys := vault.New(srv.Client())
	key, err := keys.CreateDataKey(ctx, vault.CreateDataKeyParams{Context: keyContext})
	require.NoError(t, err)
	plain, err := base64.StdEncoding.DecodeString(key.DataKey)
	require.NoError(t, err)
	assert.Len(t, plain, 32)
	other, err := keys.CreateDataKey(ctx, vault.CreateDataKeyParams{Context: keyContext})
	require.NoError(t, err)
	assert.NotEqual(t, key.DataKey, other.DataKey)

	again, err := keys.DecryptDataKey(ctx, vault.DecryptDataKeyParams{Keys: key.EncryptedKeys})
	require.NoError(t, err)
	assert.Equal(t, &vault.DecryptedDataKey{ID: key.ID, DataKey: key.DataKey}, again)

	moved, err := keys.RekeyDataKey(ctx, vault.RekeyDataKeyParams{Context: map[string]string{"organization_id": "org_2"}, EncryptedKeys: key.EncryptedKeys})
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"organization_id": "org_2"}, moved.Context)
	assert.Equal(t, key.DataKey, moved.DataKey)
	assert.NotEqual(t, key.EncryptedKeys, moved.EncryptedKeys)
	again, err = keys.DecryptDataKey(ctx, vault.DecryptDataKeyParams{Keys: moved.EncryptedKeys})
	require.NoError(t, err)
	assert.Equal(t, key.DataKey, again.DataKey)

	requireRefusal(t, get(keys.DecryptDataKey(ctx, vault.DecryptDataKeyParams{Keys: "A" + key.EncryptedKeys})), 400, "")
	requireRefusal(t, get(keys.RekeyDataKey(ctx, vault.RekeyDataKeyParams{Context: keyContext, EncryptedKeys: "A"})), 400, "")
	assert.Len(t, told(t, srv, events.TypeVaultDEKRead), 3)
	assert.Len(t, told(t, srv, events.TypeVaultDEKDecrypted), 3)
}

func TestRefusedVaultParams(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	created, err := vault.New(srv.Client()).CreateObject(t.Context(), vault.CreateObjectParams{Name: "a", Value: "a", KeyContext: keyContext})
	require.NoError(t, err)
	for line, refused := range map[string]map[string]int{
		"POST /vault/v1/kv":                {`{"name":"b","value":"b"}`: 422, `{"name":1}`: 400, "": 400},
		"PUT /vault/v1/kv/" + created.ID:   {`{"version_check":null}`: 400, "{": 400},
		"POST /vault/v1/keys/data-key":     {`{}`: 422, `{"context":[]}`: 400},
		"POST /vault/v1/keys/decrypt":      {`{}`: 400, `[]`: 400},
		"POST /vault/v1/keys/rekey":        {`{"encrypted_keys":"a"}`: 422, `{"context":1}`: 400},
		"DELETE /vault/v1/kv/secret_none":  {"": 404},
		"GET /vault/v1/kv/name/none":       {"": 404},
		"GET /vault/v1/kv/none/metadata":   {"": 404},
		"GET /vault/v1/kv/none/versions":   {"": 404},
		"PUT /vault/v1/kv/secret_none":     {`{"value":"a"}`: 404},
		"GET /vault/v1/kv?limit=0":         {"": 400},
		"GET /vault/v1/kv?order=backwards": {"": 400},
	} {
		for body, want := range refused {
			status, answer := send(t, srv, line, body)
			assert.Equal(t, want, status, line+body)
			assert.Contains(t, answer, `{"error":"`)
		}
	}
}
