package workostest_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/featureflags"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// told returns the events of these types, oldest first.
func told(t *testing.T, srv *workostest.Server, kinds ...events.Type) []events.Event {
	t.Helper()
	page, err := events.New(srv.Client()).List(t.Context(), events.ListParams{
		ListParams: workos.ListParams{Limit: 100, Order: workos.OrderAsc}, Events: kinds,
	})
	require.NoError(t, err)
	return page.Data
}

func TestFeatureFlags(t *testing.T) {
	t.Parallel()
	srv, ctx := workostest.NewServer(t), t.Context()
	flags := featureflags.New(srv.Client())
	full := srv.AddFeatureFlag(featureflags.Flag{
		Slug: "beta", Name: "Beta", Description: "New things", Tags: []string{"new"}, DefaultValue: true,
		Owner: &featureflags.Owner{Email: "dev@foo-corp.com"},
	})
	plain := srv.AddFeatureFlag(featureflags.Flag{Slug: "new-editor"})
	assert.Equal(t, "new-editor", plain.Name)
	assert.Panics(t, func() { srv.AddFeatureFlag(featureflags.Flag{Slug: "beta"}) })
	assert.Panics(t, func() { srv.AddFeatureFlag(featureflags.Flag{Name: "Beta"}) })

	page, err := flags.List(ctx, featureflags.ListParams{})
	require.NoError(t, err)
	assert.Equal(t, []featureflags.Flag{plain, full}, page.Data)
	got, err := flags.Get(ctx, "beta")
	require.NoError(t, err)
	assert.Equal(t, &full, got)

	srv.SetTime(plain.CreatedAt.AddDate(0, 0, 1))
	on, err := flags.Enable(ctx, "new-editor")
	require.NoError(t, err)
	assert.True(t, on.Enabled)
	assert.Equal(t, plain.CreatedAt.AddDate(0, 0, 1), on.UpdatedAt)
	again, err := flags.Enable(ctx, "new-editor")
	require.NoError(t, err)
	assert.Equal(t, on, again)
	off, err := flags.Disable(ctx, "new-editor")
	require.NoError(t, err)
	assert.False(t, off.Enabled)

	assert.Len(t, told(t, srv, events.TypeFlagCreated), 2)
	updated := told(t, srv, events.TypeFlagUpdated)
	require.Len(t, updated, 2, "the second Enable changed nothing")
	assert.JSONEq(t, `{"enabled":false}`, string(updated[0].Context.PreviousAttributes["data"]))
	assert.Equal(t, events.ActorSourceAPI, updated[0].Context.Actor.Source)

	requireRefusal(t, get(flags.List(ctx, featureflags.ListParams{ListParams: workos.ListParams{Limit: 101}})), 422, "",
		workos.FieldError{Field: "limit", Code: "out_of_range"})
	requireRefusal(t, get(flags.ListForOrganization(ctx, "org_none", featureflags.ListForOrganizationParams{})), 404, "")
	for _, err := range []error{
		get(flags.Get(ctx, "none")), get(flags.Enable(ctx, "none")), get(flags.Disable(ctx, "none")),
		flags.AddTarget(ctx, "none", "org_1"), flags.RemoveTarget(ctx, "none", "org_1"),
		flags.AddTarget(ctx, "beta", "org_none"), flags.RemoveTarget(ctx, "beta", "user_none"),
	} {
		requireRefusal(t, err, 404, "")
	}
	requireRefusal(t, flags.AddTarget(ctx, "beta", "group_1"), 400, "invalid_resource_id_format")
}

// Flags are on for whom they name, in lists and in access tokens.
func TestFeatureFlagTargets(t *testing.T) {
	t.Parallel()
	srv, users, user, orgs := world(t, 1)
	flags, ctx := featureflags.New(srv.Client()), t.Context()
	other := create(t, srv.Client(), "Bar Inc").ID
	for _, slug := range []string{"of-org", "of-user", "of-other", "off"} {
		srv.AddFeatureFlag(featureflags.Flag{Slug: slug, Enabled: slug != "off"}, map[string]string{"off": user.ID}[slug])
	}
	srv.AddFeatureFlag(featureflags.Flag{Slug: "of-all", Enabled: true, DefaultValue: true})
	for slug, target := range map[string]string{"of-org": orgs[0], "of-user": user.ID, "of-other": other} {
		require.NoError(t, flags.AddTarget(ctx, slug, target))
		require.NoError(t, flags.AddTarget(ctx, slug, target))
	}
	slugs := func(found []featureflags.Flag) (slugs []string) {
		for _, f := range found {
			slugs = append(slugs, f.Slug)
		}
		return slugs
	}
	page, err := flags.ListForOrganization(ctx, orgs[0], featureflags.ListForOrganizationParams{})
	require.NoError(t, err)
	assert.ElementsMatch(t, []string{"of-org", "of-all"}, slugs(page.Data))
	ofUser, err := users.ListFeatureFlags(ctx, user.ID, usermanagement.ListFeatureFlagsParams{})
	require.NoError(t, err)
	require.Len(t, ofUser.Data, 3)
	assert.Equal(t, []string{"of-all", "of-user", "of-org"}, []string{ofUser.Data[0].Slug, ofUser.Data[1].Slug, ofUser.Data[2].Slug})

	srv.SetFeatureFlags(orgs[0], "of-test", "of-all")
	auth, err := password(t, users)
	require.NoError(t, err)
	assert.Equal(t, []any{"of-all", "of-org", "of-test", "of-user"}, verifyToken(t, srv, auth.AccessToken)["feature_flags"])

	require.NoError(t, flags.RemoveTarget(ctx, "of-org", orgs[0]))
	require.NoError(t, flags.RemoveTarget(ctx, "of-org", orgs[0]))
	page, err = flags.ListForOrganization(ctx, orgs[0], featureflags.ListForOrganizationParams{})
	require.NoError(t, err)
	assert.Equal(t, []string{"of-all"}, slugs(page.Data))

	changes := told(t, srv, events.TypeFlagRuleUpdated)
	require.Len(t, changes, 4, "what was a target already changed nothing")
	last := changes[3].Context
	assert.Equal(t, events.AccessTypeNone, last.AccessType)
	assert.Empty(t, last.ConfiguredTargets.Organizations)
	assert.JSONEq(t, `{"access_type":"some","configured_targets":{"organizations":[{"id":"`+orgs[0]+`","name":"Foo Corp"}],"users":[]}}`,
		string(last.PreviousAttributes["context"]))
}

func TestSeedOfFeatureFlags(t *testing.T) {
	t.Parallel()
	var seed workostest.Seed
	require.NoError(t, json.Unmarshal([]byte(`{
		"organizations": [{"id": "org_foo", "name": "Foo Corp"}],
		"feature_flags": [{"id": "flag_1", "slug": "new-editor", "enabled": true, "targets": ["org_foo"]}]
	}`), &seed))
	srv := workostest.NewServer(t)
	srv.Add(seed)
	page, err := featureflags.New(srv.Client()).ListForOrganization(t.Context(), "org_foo", featureflags.ListForOrganizationParams{})
	require.NoError(t, err)
	require.Len(t, page.Data, 1)
	assert.Equal(t, "flag_1", page.Data[0].ID)
}

// A Runtime is told of all flags, also those that are off for all.
func TestFlagRules(t *testing.T) {
	t.Parallel()
	srv, ctx := workostest.NewServer(t, workostest.WithStrict()), t.Context()
	service := featureflags.New(srv.Client())
	rules := func() string {
		t.Helper()
		var answer json.RawMessage
		require.NoError(t, srv.Client().Do(ctx, workos.Request{Path: workos.Path("/sdk/feature-flags")}, &answer))
		return string(answer)
	}
	assert.JSONEq(t, `{}`, rules())

	user := srv.AddUser(usermanagement.CreateUserParams{Email: "marcelina@foo-corp.com"})
	srv.AddFeatureFlag(featureflags.Flag{Slug: "beta", DefaultValue: true}, "org_1")
	srv.AddFeatureFlag(featureflags.Flag{Slug: "new-editor"}, "user_1", user.ID)
	_, err := service.Enable(ctx, "new-editor")
	require.NoError(t, err)
	assert.JSONEq(t, `{
		"beta": {"slug": "beta", "enabled": false, "default_value": true,
			"targets": {"users": [], "organizations": [{"id": "org_1", "enabled": true}]}},
		"new-editor": {"slug": "new-editor", "enabled": true, "default_value": false,
			"targets": {"users": [{"id": "user_1", "enabled": true}, {"id": "`+user.ID+`", "enabled": true}], "organizations": []}}
	}`, rules())
	require.NoError(t, service.RemoveTarget(ctx, "new-editor", user.ID))
	assert.NotContains(t, rules(), user.ID)

	err = srv.Client(workos.WithAPIKey("sk_other")).Do(ctx, workos.Request{Path: workos.Path("/sdk/feature-flags")}, nil)
	assert.ErrorIs(t, err, workos.ErrUnauthorized)
}

// What the caller does with its flag afterwards is not the server's.
func TestAddedFeatureFlagIsACopy(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	flag := featureflags.Flag{Slug: "beta", Tags: []string{"new"}, Owner: &featureflags.Owner{Email: "dev@foo-corp.com"}}
	srv.AddFeatureFlag(flag)
	flag.Tags[0], flag.Owner.Email = "old", "ann@foo-corp.com"
	got, err := featureflags.New(srv.Client()).Get(t.Context(), "beta")
	require.NoError(t, err)
	assert.Equal(t, []string{"new"}, got.Tags)
	assert.Equal(t, "dev@foo-corp.com", got.Owner.Email)
}
