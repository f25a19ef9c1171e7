package workostest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/connect"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// Providers are those with which somebody connected an account, oldest first.
func TestDataProviders(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	ann, bob := addUser(t, srv, "ann@foo-corp.com"), addUser(t, srv, "bob@foo-corp.com")
	want := []string{"slack", "github", "notion", "linear", "box"}
	for _, slug := range want {
		_, err := users.CreateConnectedAccount(ctx, ann, slug, usermanagement.CreateConnectedAccountParams{AccessToken: "a"})
		require.NoError(t, err)
	}
	page, err := users.ListDataProviders(ctx, bob, usermanagement.ListDataProvidersParams{})
	require.NoError(t, err)
	var got []string
	for _, provider := range page.Data {
		got = append(got, provider.Slug)
		assert.Nil(t, provider.ConnectedAccount, "it is Ann's")
	}
	assert.Equal(t, want, got)
}

func TestAuthorizedApplications(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users, applications, ctx := usermanagement.New(srv.Client()), connect.New(srv.Client()), t.Context()
	ann, bob, org := addUser(t, srv, "ann@foo-corp.com"), addUser(t, srv, "bob@foo-corp.com"), create(t, srv.Client(), "Foo Corp").ID
	srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: ann, OrganizationID: org})
	ofUser := func(id string) []usermanagement.AuthorizedApplication {
		page, err := users.ListAuthorizedApplications(ctx, id, usermanagement.ListAuthorizedApplicationsParams{})
		require.NoError(t, err)
		return page.Data
	}
	ofOrganization := func() []usermanagement.OrganizationAuthorizedApplication {
		page, err := users.ListOrganizationAuthorizedApplications(ctx, org, usermanagement.ListOrganizationAuthorizedApplicationsParams{})
		require.NoError(t, err)
		return page.Data
	}

	own := srv.AddAuthorizedApplication(ann, usermanagement.AuthorizedApplication{})
	assert.True(t, own.Application.IsFirstParty)
	assert.Equal(t, []string{}, own.GrantedScopes)
	known, err := applications.CreateOAuthApplication(ctx, connect.CreateOAuthApplicationParams{
		Name: "Importer", IsFirstParty: workos.Set(false), OrganizationID: org,
	})
	require.NoError(t, err)
	importer := usermanagement.AuthorizedApplication{
		GrantedScopes: []string{"openid"}, OAuthResource: "https://api.foo-corp.com", Application: usermanagement.ConnectApplication{ID: known.ID},
	}
	granted := srv.AddAuthorizedApplication(ann, importer)
	assert.Equal(t, "Importer", granted.Application.Name)
	assert.Equal(t, []usermanagement.AuthorizedApplication{granted, own}, ofUser(ann))
	theirs := srv.AddAuthorizedApplication(bob, importer)
	assert.Equal(t, []usermanagement.AuthorizedApplication{theirs}, ofUser(bob))
	assert.Equal(t, []usermanagement.OrganizationAuthorizedApplication{
		{AuthorizedApplication: granted, UserID: ann}, {AuthorizedApplication: own, UserID: ann},
	}, ofOrganization(), "Bob is no member")
	_, err = applications.GetApplication(ctx, own.Application.ClientID)
	require.NoError(t, err)

	client := srv.AddAuthorizedApplication(bob, usermanagement.AuthorizedApplication{
		Application: usermanagement.ConnectApplication{Name: "MCP client", WasDynamicallyRegistered: true},
	}).Application
	dynamic, err := applications.ListApplications(ctx, connect.ListApplicationsParams{RegistrationTypes: []connect.RegistrationType{connect.RegistrationTypeDynamic}})
	require.NoError(t, err)
	require.Len(t, dynamic.Data, 1)
	assert.Equal(t, client.ID, dynamic.Data[0].ID)
	require.NoError(t, users.DeleteAuthorizedApplication(ctx, bob, client.ID))

	requireRefusal(t, users.DeleteAuthorizedApplication(ctx, bob, own.Application.ID), 404, "")
	require.NoError(t, users.DeleteAuthorizedApplication(ctx, ann, own.Application.ClientID))
	requireRefusal(t, users.DeleteAuthorizedApplication(ctx, ann, own.Application.ClientID), 404, "")
	assert.Equal(t, []usermanagement.AuthorizedApplication{granted}, ofUser(ann))
	require.NoError(t, users.DeleteAuthorizedApplication(ctx, bob, known.ID))
	assert.Empty(t, ofUser(bob))
	require.NoError(t, applications.DeleteApplication(ctx, known.ID))
	assert.Empty(t, ofOrganization())
	srv.AddAuthorizedApplication(ann, usermanagement.AuthorizedApplication{})
	require.NoError(t, users.DeleteUser(ctx, ann))
	assert.Panics(t, func() { srv.AddAuthorizedApplication(ann, usermanagement.AuthorizedApplication{}) })
}

// What nothing can create here is an empty list, for users who exist.
func TestEmptyUserSettings(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	ann := addUser(t, srv, "ann@foo-corp.com")
	identities, err := users.ListIdentities(ctx, ann)
	require.NoError(t, err)
	assert.Equal(t, []usermanagement.Identity{}, identities)
	applications, err := users.ListAuthorizedApplications(ctx, ann, usermanagement.ListAuthorizedApplicationsParams{})
	require.NoError(t, err)
	assert.Empty(t, applications.Data)
	org := create(t, srv.Client(), "Foo Corp").ID
	ofAll, err := users.ListOrganizationAuthorizedApplications(ctx, org, usermanagement.ListOrganizationAuthorizedApplicationsParams{})
	require.NoError(t, err)
	assert.Empty(t, ofAll.Data)
	flags, err := users.ListFeatureFlags(ctx, ann, usermanagement.ListFeatureFlagsParams{})
	require.NoError(t, err)
	assert.Empty(t, flags.Data)
	providers, err := users.ListDataProviders(ctx, ann, usermanagement.ListDataProvidersParams{})
	require.NoError(t, err)
	assert.Empty(t, providers.Data)
	assert.False(t, providers.HasMore())
	requireRefusal(t, users.DeleteAuthorizedApplication(ctx, ann, "client_1"), 404, "")

	const none = "user_none"
	for _, err := range []error{
		get(users.ListIdentities(ctx, none)),
		get(users.ListAuthorizedApplications(ctx, none, usermanagement.ListAuthorizedApplicationsParams{})),
		users.DeleteAuthorizedApplication(ctx, none, "client_1"),
		get(users.ListOrganizationAuthorizedApplications(ctx, none, usermanagement.ListOrganizationAuthorizedApplicationsParams{})),
		get(users.ListFeatureFlags(ctx, none, usermanagement.ListFeatureFlagsParams{})),
		get(users.ListDataProviders(ctx, none, usermanagement.ListDataProvidersParams{})),
		get(users.ListAPIKeys(ctx, none, usermanagement.ListAPIKeysParams{})),
		get(users.CreateAPIKey(ctx, none, usermanagement.CreateAPIKeyParams{Name: "a", OrganizationID: "org_1"})),
	} {
		requireRefusal(t, err, 404, "")
	}
}

func TestConnectedAccounts(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	ann, org := addUser(t, srv, "ann@foo-corp.com"), create(t, srv.Client(), "Foo Corp")
	var response workos.Response
	created, err := users.CreateConnectedAccount(ctx, ann, "github", usermanagement.CreateConnectedAccountParams{
		AccessToken: "gho_1", Scopes: []string{"repo"},
	}, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, 201, response.StatusCode)
	assert.JSONEq(t, `{"object":"connected_account","id":"`+created.ID+`","user_id":"`+ann+`","organization_id":null,"scopes":["repo"],
		"auth_method":"oauth","state":"connected","created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:00Z"}`, string(response.Body))
	event := lastEvent(t, srv, events.TypePipesConnectedAccountConnected)
	assert.Equal(t, "github", event["provider_slug"])
	assert.ElementsMatch(t, []string{
		"object", "id", "data_integration_id", "provider_slug", "user_id", "organization_id", "scopes", "state", "created_at", "updated_at",
	}, keys(event))

	ofOrg, err := users.CreateConnectedAccount(ctx, ann, "github", usermanagement.CreateConnectedAccountParams{OrganizationID: org.ID})
	require.NoError(t, err)
	assert.Equal(t, usermanagement.ConnectedAccountStateNeedsReauthorization, ofOrg.State, "there is no token")
	assert.Equal(t, org.ID, ofOrg.OrganizationID)
	assert.Equal(t, ofOrg.ID, lastEvent(t, srv, events.TypePipesConnectedAccountReauthorizationNeeded)["id"])
	got, err := users.GetConnectedAccount(ctx, ann, "github", usermanagement.GetConnectedAccountParams{OrganizationID: org.ID})
	require.NoError(t, err)
	assert.Equal(t, ofOrg, got)

	srv.Advance(time.Minute)
	updated, err := users.UpdateConnectedAccount(ctx, ann, "github", usermanagement.UpdateConnectedAccountParams{
		OrganizationID: org.ID, AccessToken: "gho_2", Scopes: workos.Set([]string{"user"}),
	})
	require.NoError(t, err)
	assert.Equal(t, usermanagement.ConnectedAccountStateConnected, updated.State)
	assert.Equal(t, []string{"user"}, updated.Scopes)
	assert.Equal(t, srv.Now(), updated.UpdatedAt)
	updated, err = users.UpdateConnectedAccount(ctx, ann, "github", usermanagement.UpdateConnectedAccountParams{OrganizationID: org.ID})
	require.NoError(t, err)
	assert.Equal(t, []string{"user"}, updated.Scopes, "nothing was changed")

	updated, err = users.UpdateConnectedAccount(ctx, ann, "github", usermanagement.UpdateConnectedAccountParams{
		OrganizationID: org.ID, AccessToken: "gho_3", State: usermanagement.ConnectedAccountStateNeedsReauthorization,
	})
	require.NoError(t, err)
	assert.Equal(t, usermanagement.ConnectedAccountStateNeedsReauthorization, updated.State, "as it was told")

	providers, err := users.ListDataProviders(ctx, ann, usermanagement.ListDataProvidersParams{}, workos.WithResponse(&response))
	require.NoError(t, err)
	require.Len(t, providers.Data, 1)
	assert.Equal(t, "github", providers.Data[0].Slug)
	require.NotNil(t, providers.Data[0].ConnectedAccount)
	assert.Equal(t, created.ID, providers.Data[0].ConnectedAccount.ID)
	assert.Equal(t, ann, providers.Data[0].ConnectedAccount.OldUserID)
	assert.Contains(t, string(response.Body), `"userlandUserId":"`+ann+`","organizationId":null`)

	require.NoError(t, users.DeleteConnectedAccount(ctx, ann, "github", usermanagement.DeleteConnectedAccountParams{}))
	assert.Equal(t, created.ID, lastEvent(t, srv, events.TypePipesConnectedAccountDisconnected)["id"])
	providers, err = users.ListDataProviders(ctx, ann, usermanagement.ListDataProvidersParams{})
	require.NoError(t, err)
	require.Len(t, providers.Data, 1)
	assert.Nil(t, providers.Data[0].ConnectedAccount)
	_, err = users.GetConnectedAccount(ctx, ann, "github", usermanagement.GetConnectedAccountParams{OrganizationID: org.ID})
	require.NoError(t, err, "the other one is still there")
}

func TestRefusedConnectedAccounts(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	ann := addUser(t, srv, "ann@foo-corp.com")
	account, err := users.CreateConnectedAccount(ctx, ann, "github", usermanagement.CreateConnectedAccountParams{RefreshToken: "ghr_1"})
	require.NoError(t, err)
	assert.Equal(t, usermanagement.ConnectedAccountStateConnected, account.State)
	_, err = users.CreateConnectedAccount(ctx, ann, "github", usermanagement.CreateConnectedAccountParams{RefreshToken: "ghr_1"})
	requireRefusal(t, err, 409, "")

	invalid := workos.FieldError{Field: "state", Code: "invalid"}
	_, err = users.CreateConnectedAccount(ctx, ann, "slack", usermanagement.CreateConnectedAccountParams{State: usermanagement.ConnectedAccountStateConnected})
	requireRefusal(t, err, 422, "", invalid)
	_, err = users.UpdateConnectedAccount(ctx, ann, "github", usermanagement.UpdateConnectedAccountParams{State: usermanagement.ConnectedAccountStateDisconnected})
	requireRefusal(t, err, 422, "", invalid)

	for user, slug := range map[string]string{ann: "slack", "user_none": "github"} {
		for _, err := range []error{
			get(users.GetConnectedAccount(ctx, user, slug, usermanagement.GetConnectedAccountParams{})),
			get(users.UpdateConnectedAccount(ctx, user, slug, usermanagement.UpdateConnectedAccountParams{})),
			users.DeleteConnectedAccount(ctx, user, slug, usermanagement.DeleteConnectedAccountParams{}),
		} {
			requireRefusal(t, err, 404, "")
		}
	}
	_, err = users.CreateConnectedAccount(ctx, "user_none", "slack", usermanagement.CreateConnectedAccountParams{})
	requireRefusal(t, err, 404, "")
	_, err = users.CreateConnectedAccount(ctx, ann, "slack", usermanagement.CreateConnectedAccountParams{OrganizationID: "org_none"})
	requireRefusal(t, err, 404, "")
}

func TestUserAPIKeys(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	ann, bob := addUser(t, srv, "ann@foo-corp.com"), addUser(t, srv, "bob@foo-corp.com")
	foo, bar := create(t, srv.Client(), "Foo Corp"), create(t, srv.Client(), "Bar Inc")
	_, err := users.CreateAPIKey(ctx, ann, usermanagement.CreateAPIKeyParams{Name: "CI", OrganizationID: foo.ID})
	requireRefusal(t, err, 422, "")
	for _, user := range []string{ann, bob} {
		for _, org := range []string{foo.ID, bar.ID} {
			_, err := users.CreateOrganizationMembership(ctx, usermanagement.CreateOrganizationMembershipParams{UserID: user, OrganizationID: org})
			require.NoError(t, err)
		}
	}
	var response workos.Response
	created, err := users.CreateAPIKey(ctx, ann, usermanagement.CreateAPIKeyParams{
		Name: "CI", OrganizationID: foo.ID, Permissions: []string{"posts:read"}, ExpiresAt: srv.Now().Add(time.Hour),
	}, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.JSONEq(t, `{"object":"api_key","id":"`+created.ID+`","owner":{"type":"user","id":"`+ann+`","organization_id":"`+foo.ID+`"},
		"name":"CI","obfuscated_value":"sk_...`+created.Value[len(created.Value)-4:]+`","last_used_at":null,"expires_at":"2026-01-15T13:00:00Z",
		"permissions":["posts:read"],"created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:00Z","value":"`+created.Value+`"}`, string(response.Body))
	event := lastEvent(t, srv, events.TypeAPIKeyCreated)
	assert.Equal(t, created.ID, event["id"])
	assert.NotContains(t, event, "value")

	other, err := users.CreateAPIKey(ctx, ann, usermanagement.CreateAPIKeyParams{Name: "Laptop", OrganizationID: bar.ID})
	require.NoError(t, err)

	list := func(user, organization string) []usermanagement.APIKey {
		page, err := users.ListAPIKeys(ctx, user, usermanagement.ListAPIKeysParams{OrganizationID: organization}, workos.WithResponse(&response))
		require.NoError(t, err)
		assert.NotContains(t, string(response.Body), `"value"`)
		return page.Data
	}
	assert.Equal(t, []usermanagement.APIKey{other.APIKey, created.APIKey}, list(ann, ""))
	assert.Equal(t, []usermanagement.APIKey{created.APIKey}, list(ann, foo.ID))
	assert.Empty(t, list(bob, ""))

	field := func(name, code string) workos.FieldError { return workos.FieldError{Field: name, Code: code} }
	_, err = workos.Post[any](ctx, srv.Client(), workos.Path("/user_management/users/{userId}/api_keys", ann), nil)
	requireRefusal(t, err, 400, "", field("name", "required"), field("organization_id", "required"))
	_, err = users.CreateAPIKey(ctx, ann, usermanagement.CreateAPIKeyParams{Name: "a", OrganizationID: foo.ID, ExpiresAt: srv.Now()})
	requireRefusal(t, err, 400, "", field("expires_at", "invalid"))
	_, err = users.CreateAPIKey(ctx, ann, usermanagement.CreateAPIKeyParams{Name: "a", OrganizationID: "org_none"})
	requireRefusal(t, err, 404, "")
}

func TestCORSOrigins(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	var want []usermanagement.CORSOrigin
	for _, origin := range []string{"https://app.foo-corp.com", "http://localhost:3000"} {
		created, err := users.CreateCORSOrigin(ctx, usermanagement.CreateCORSOriginParams{Origin: origin})
		require.NoError(t, err)
		assert.Equal(t, origin, created.Origin)
		want = append(want, *created)
	}
	page, err := users.ListCORSOrigins(ctx, usermanagement.ListCORSOriginsParams{ListParams: workos.ListParams{Order: workos.OrderAsc}})
	require.NoError(t, err)
	assert.Equal(t, want, page.Data)

	_, err = users.CreateCORSOrigin(ctx, usermanagement.CreateCORSOriginParams{Origin: "http://localhost:3000"})
	requireRefusal(t, err, 409, "duplicate_cors_origin")
	for _, origin := range []string{"foo", "https://", "ftp://foo.com", "https://foo.com/", "https://foo.com/a", "https://foo.com?a", "https://a@foo.com", "https://foo.com#a", ":"} {
		_, err = users.CreateCORSOrigin(ctx, usermanagement.CreateCORSOriginParams{Origin: origin})
		requireRefusal(t, err, 422, "", workos.FieldError{Field: "origin", Message: "origin must be scheme, host and port"})
	}
}

func TestRedirectURIs(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	add := func(uri string) (*usermanagement.RedirectURI, error) {
		return users.CreateRedirectURI(ctx, usermanagement.CreateRedirectURIParams{URI: uri})
	}
	first, err := add("https://foo-corp.com/callback")
	require.NoError(t, err)
	assert.True(t, first.Default)
	second, err := add("http://localhost:3000/callback")
	require.NoError(t, err)
	assert.False(t, second.Default)
	assert.Regexp(t, `^redir_01`, second.ID)
	_, err = add("http://localhost:3000/callback")
	requireRefusal(t, err, 422, "")
	for _, uri := range []string{"callback", "/callback", "https://foo.com/#a", ":"} {
		_, err = add(uri)
		requireRefusal(t, err, 400, "")
	}

	list := func() []usermanagement.RedirectURI {
		page, err := users.ListRedirectURIs(ctx, usermanagement.ListRedirectURIsParams{})
		require.NoError(t, err)
		return page.Data
	}
	assert.Equal(t, []usermanagement.RedirectURI{*second, *first}, list())
	require.NoError(t, users.DeleteRedirectURI(ctx, second.ID))
	requireRefusal(t, users.DeleteRedirectURI(ctx, second.ID), 404, "")
	requireRefusal(t, users.DeleteRedirectURI(ctx, first.ID), 409, "")
	assert.Equal(t, []usermanagement.RedirectURI{*first}, list())
}

func TestJWTTemplate(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	requireRefusal(t, get(users.GetJWTTemplate(ctx)), 404, "")
	created, err := users.UpdateJWTTemplate(ctx, usermanagement.UpdateJWTTemplateParams{Content: `{"a":"{{user.email}}"}`})
	require.NoError(t, err)
	assert.Equal(t, &usermanagement.JWTTemplate{
		Object: "jwt_template", Content: `{"a":"{{user.email}}"}`, CreatedAt: srv.Now(), UpdatedAt: srv.Now(),
	}, created)
	srv.Advance(time.Hour)
	updated, err := users.UpdateJWTTemplate(ctx, usermanagement.UpdateJWTTemplateParams{Content: "{}"})
	require.NoError(t, err)
	assert.Equal(t, created.CreatedAt, updated.CreatedAt)
	assert.Equal(t, srv.Now(), updated.UpdatedAt)
	got, err := users.GetJWTTemplate(ctx)
	require.NoError(t, err)
	assert.Equal(t, updated, got)
	_, err = users.UpdateJWTTemplate(ctx, usermanagement.UpdateJWTTemplateParams{Content: " "})
	requireRefusal(t, err, 422, "invalid_request_parameters")
}
