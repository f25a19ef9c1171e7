package workostest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/apikeys"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func TestOrganizationAPIKeys(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	keys, ctx := apikeys.New(srv.Client()), t.Context()
	foo, bar := create(t, srv.Client(), "Foo Corp"), create(t, srv.Client(), "Bar Inc")
	var response workos.Response
	created, err := keys.Create(ctx, foo.ID, apikeys.CreateParams{
		Name: "CI", Permissions: []string{"posts:read"}, ExpiresAt: srv.Now().Add(time.Hour),
	}, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, 201, response.StatusCode)
	assert.JSONEq(t, `{"object":"api_key","id":"`+created.ID+`","owner":{"type":"organization","id":"`+foo.ID+`"},
		"name":"CI","obfuscated_value":"sk_...`+created.Value[len(created.Value)-4:]+`","last_used_at":null,"expires_at":"2026-01-15T13:00:00Z",
		"permissions":["posts:read"],"created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:00Z","value":"`+created.Value+`"}`, string(response.Body))
	assert.NotContains(t, lastEvent(t, srv, events.TypeAPIKeyCreated), "value")
	other, err := keys.Create(ctx, foo.ID, apikeys.CreateParams{Name: "Laptop"})
	require.NoError(t, err)

	page, err := keys.List(ctx, foo.ID, apikeys.ListParams{}, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, []apikeys.APIKey{other.APIKey, created.APIKey}, page.Data)
	assert.NotContains(t, string(response.Body), `"value"`)
	page, err = keys.List(ctx, bar.ID, apikeys.ListParams{})
	require.NoError(t, err)
	assert.Empty(t, page.Data)

	require.NoError(t, keys.Delete(ctx, created.ID))
	assert.Equal(t, created.ID, lastEvent(t, srv, events.TypeAPIKeyRevoked)["id"])
	requireRefusal(t, keys.Delete(ctx, created.ID), 404, "")
	page, err = keys.List(ctx, foo.ID, apikeys.ListParams{})
	require.NoError(t, err)
	assert.Equal(t, []apikeys.APIKey{other.APIKey}, page.Data)

	_, err = workos.Post[any](ctx, srv.Client(), workos.Path("/organizations/{organizationId}/api_keys", foo.ID), nil)
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "name", Code: "required"})
	_, err = keys.Create(ctx, foo.ID, apikeys.CreateParams{Name: "a", ExpiresAt: srv.Now()})
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "expires_at", Code: "invalid"})
	requireRefusal(t, get(keys.Create(ctx, "org_none", apikeys.CreateParams{Name: "a"})), 404, "")
	requireRefusal(t, get(keys.List(ctx, "org_none", apikeys.ListParams{})), 404, "")
}

// Keys of organizations and of users are validated, expired and deleted alike.
func TestAPIKeyLife(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	keys, ctx := apikeys.New(srv.Client()), t.Context()
	org, ann := create(t, srv.Client(), "Foo Corp"), addUser(t, srv, "ann@foo-corp.com")
	srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: ann, OrganizationID: org.ID})
	ofOrg, err := keys.Create(ctx, org.ID, apikeys.CreateParams{Name: "CI"})
	require.NoError(t, err)
	ofAnn, err := usermanagement.New(srv.Client()).CreateAPIKey(ctx, ann, usermanagement.CreateAPIKeyParams{Name: "Laptop", OrganizationID: org.ID})
	require.NoError(t, err)

	validate := func(value string) *apikeys.APIKey {
		validation, err := keys.Validate(ctx, apikeys.ValidateParams{Value: value})
		require.NoError(t, err)
		return validation.APIKey
	}
	for value, owner := range map[string]apikeys.Owner{
		ofOrg.Value: {Type: apikeys.OwnerTypeOrganization, ID: org.ID},
		ofAnn.Value: {Type: apikeys.OwnerTypeUser, ID: ann, OrganizationID: org.ID},
	} {
		found := validate(value)
		require.NotNil(t, found)
		assert.Equal(t, owner, found.Owner)
		assert.Equal(t, srv.Now(), found.LastUsedAt)
		end := srv.Now().Add(time.Hour)
		expiring, err := keys.Expire(ctx, found.ID, apikeys.ExpireParams{ExpiresAt: workos.Set(end)})
		require.NoError(t, err)
		assert.Equal(t, end, expiring.ExpiresAt)
		updated := lastEvent(t, srv, events.TypeAPIKeyUpdated)
		assert.Equal(t, map[string]any{"expires_at": nil}, updated["previous_attributes"])
		assert.NotNil(t, updated["expires_at"])
	}
	assert.Nil(t, validate("sk_none"))

	kept, err := keys.Expire(ctx, ofAnn.ID, apikeys.ExpireParams{ExpiresAt: workos.Null[time.Time]()})
	require.NoError(t, err)
	assert.Zero(t, kept.ExpiresAt)
	srv.Advance(time.Hour)
	assert.Nil(t, validate(ofOrg.Value))
	assert.NotNil(t, validate(ofAnn.Value))
	requireRefusal(t, get(keys.Expire(ctx, ofOrg.ID, apikeys.ExpireParams{})), 409, "api_key_already_expired")

	expired, err := keys.Expire(ctx, ofAnn.ID, apikeys.ExpireParams{ExpiresAt: workos.Set(srv.Now().Add(-time.Hour))})
	require.NoError(t, err)
	assert.Equal(t, srv.Now(), expired.ExpiresAt)
	assert.Nil(t, validate(ofAnn.Value))
	requireRefusal(t, get(keys.Expire(ctx, "api_key_none", apikeys.ExpireParams{})), 404, "")
	require.NoError(t, keys.Delete(ctx, ofAnn.ID))

	_, err = workos.Post[any](ctx, srv.Client(), workos.Path("/api_keys/validations"), nil)
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "value", Code: "required"})
}

// What belongs to an organization or a user goes with them.
func TestAPIKeysOfWhomIsGone(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	keys, ctx := apikeys.New(srv.Client()), t.Context()
	users := usermanagement.New(srv.Client())
	foo, bar := create(t, srv.Client(), "Foo Corp"), create(t, srv.Client(), "Bar Inc")
	ann := addUser(t, srv, "ann@foo-corp.com")
	var values []string
	for _, org := range []*organizations.Organization{foo, bar} {
		srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: ann, OrganizationID: org.ID})
		key, err := keys.Create(ctx, org.ID, apikeys.CreateParams{Name: "CI"})
		require.NoError(t, err)
		own, err := users.CreateAPIKey(ctx, ann, usermanagement.CreateAPIKeyParams{Name: "CI", OrganizationID: org.ID})
		require.NoError(t, err)
		values = append(values, key.Value, own.Value)
	}
	good := func() []bool {
		var good []bool
		for _, value := range values {
			validation, err := keys.Validate(ctx, apikeys.ValidateParams{Value: value})
			require.NoError(t, err)
			good = append(good, validation.APIKey != nil)
		}
		return good
	}
	assert.Equal(t, []bool{true, true, true, true}, good())
	require.NoError(t, organizations.New(srv.Client()).Delete(ctx, foo.ID))
	assert.Equal(t, []bool{false, false, true, true}, good())
	require.NoError(t, users.DeleteUser(ctx, ann))
	assert.Equal(t, []bool{false, false, true, false}, good())

	page, err := events.New(srv.Client()).List(ctx, events.ListParams{
		Events: []events.Type{events.TypeAPIKeyCreated, events.TypeAPIKeyRevoked}, OrganizationID: bar.ID,
	})
	require.NoError(t, err)
	assert.Len(t, page.Data, 3, "two were created, one is gone")
}
