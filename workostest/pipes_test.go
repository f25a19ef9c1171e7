package workostest_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/pipes"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// ownCredentials are those of an application at a provider.
var ownCredentials = pipes.OAuthCredentialsParams{Type: pipes.OAuthCredentialsTypeCustom, ClientID: "c_1", ClientSecret: "s3cret"}

func TestDataIntegrations(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	service, ctx := pipes.New(srv.Client()), t.Context()
	ann := addUser(t, srv, "ann@foo-corp.com")
	var response workos.Response
	github, err := service.CreateDataIntegration(ctx, pipes.CreateDataIntegrationParams{
		Provider: "github", Enabled: true, Credentials: ownCredentials,
	}, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, 201, response.StatusCode)
	assert.JSONEq(t, `{"object":"data_integration","id":"`+github.ID+`","slug":"github","integration_type":"github","description":null,
		"enabled":true,"state":"valid","scopes":null,"redirect_uri":"`+github.RedirectURI+`","auth_methods":["oauth"],
		"credentials":{"type":"custom","client_id":"c_1","redacted_client_secret":"cret"},"installation":null,"config":{},"custom_provider":null,
		"created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:00Z"}`, string(response.Body))
	custom, err := service.CreateDataIntegration(ctx, pipes.CreateDataIntegrationParams{
		Provider: "foo", Description: "Foo's", Credentials: pipes.OAuthCredentialsParams{Type: pipes.OAuthCredentialsTypeOrganization},
		CustomProvider: pipes.CustomProviderParams{Name: "Foo", AuthorizationURL: "https://foo.com/a", TokenURL: "https://foo.com/t"},
	})
	require.NoError(t, err)
	assert.True(t, custom.CustomProvider.PKCEEnabled)
	assert.Equal(t, &pipes.OAuthCredentials{Type: pipes.OAuthCredentialsTypeOrganization}, custom.Credentials)
	keyed, err := service.CreateDataIntegration(ctx, pipes.CreateDataIntegrationParams{
		Provider: "openai", AuthMethods: []pipes.AuthMethod{pipes.AuthMethodAPIKey}, Config: map[string]string{"region": "eu"},
		APIKey: pipes.APIKeyParams{Secret: "sk-abcdef", UserID: ann},
	})
	require.NoError(t, err)
	assert.Nil(t, keyed.Credentials)
	assert.Equal(t, &pipes.Installation{ID: keyed.Installation.ID, UserID: ann, APIKeyLast4: "cdef"}, keyed.Installation)
	assert.Equal(t, keyed.Installation.ID, lastEvent(t, srv, events.TypePipesConnectedAccountConnected)["id"])
	keyed.Installation = nil // is told once

	page, err := service.ListDataIntegrations(ctx, pipes.ListDataIntegrationsParams{})
	require.NoError(t, err)
	assert.Equal(t, []pipes.DataIntegration{*keyed, *custom, *github}, page.Data)

	srv.Advance(time.Minute)
	changed, err := service.UpdateDataIntegration(ctx, "foo", pipes.UpdateDataIntegrationParams{
		Description: workos.Null[string](), Enabled: workos.Set(true), Scopes: workos.Set([]string{"read"}), Credentials: ownCredentials,
		CustomProvider: pipes.UpdateCustomProviderParams{
			Name: "Food", RefreshTokenURL: workos.Set("https://foo.com/r"), PKCEEnabled: workos.Set(false), ScopesRequired: workos.Set(true),
			ClientSecretRequired: workos.Set(false), AdditionalAuthorizationParameters: workos.Set(map[string]string{"a": "b"}),
		},
	})
	require.NoError(t, err)
	assert.Empty(t, changed.Description)
	assert.True(t, changed.Enabled)
	assert.Equal(t, []string{"read"}, changed.Scopes)
	assert.Equal(t, "c_1", changed.Credentials.ClientID)
	assert.Equal(t, &pipes.CustomProvider{
		Name: "Food", AuthorizationURL: "https://foo.com/a", TokenURL: "https://foo.com/t", RefreshTokenURL: "https://foo.com/r",
		RequestScopeSeparator: " ", ScopesRequired: true, AdditionalAuthorizationParameters: map[string]string{"a": "b"},
		TokenBodyContentType: "application/x-www-form-urlencoded", AuthenticateVia: pipes.AuthenticateViaRequestBody,
	}, changed.CustomProvider)
	got, err := service.GetDataIntegration(ctx, "foo")
	require.NoError(t, err)
	assert.Equal(t, changed, got)

	providers, err := usermanagement.New(srv.Client()).ListDataProviders(ctx, ann, usermanagement.ListDataProvidersParams{})
	require.NoError(t, err)
	require.Len(t, providers.Data, 3)
	assert.Equal(t, "Food", providers.Data[1].Name)
	assert.Equal(t, "cdef", providers.Data[2].ConnectedAccount.APIKeyLast4)

	require.NoError(t, service.DeleteDataIntegration(ctx, "openai"))
	assert.Equal(t, "openai", lastEvent(t, srv, events.TypePipesConnectedAccountDisconnected)["provider_slug"])
	requireRefusal(t, service.DeleteDataIntegration(ctx, "openai"), 404, "")
	requireRefusal(t, get(service.GetDataIntegration(ctx, "openai")), 404, "")
	requireRefusal(t, get(service.UpdateDataIntegration(ctx, "openai", pipes.UpdateDataIntegrationParams{})), 404, "")
}

func TestRefusedDataIntegrations(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	service, ctx := pipes.New(srv.Client()), t.Context()
	ann := addUser(t, srv, "ann@foo-corp.com")
	_, err := service.CreateDataIntegration(ctx, pipes.CreateDataIntegrationParams{Provider: "github", Credentials: ownCredentials})
	require.NoError(t, err)
	apiKeys := []pipes.AuthMethod{pipes.AuthMethodAPIKey}
	key := func(secret, user, org string) pipes.APIKeyParams {
		return pipes.APIKeyParams{Secret: secret, UserID: user, OrganizationID: org}
	}
	for name, test := range map[string]struct {
		params pipes.CreateDataIntegrationParams
		status int
		field  string
	}{
		"taken":                   {pipes.CreateDataIntegrationParams{Provider: "github", Credentials: ownCredentials}, 409, ""},
		"no credentials":          {pipes.CreateDataIntegrationParams{Provider: "a"}, 422, "credentials required"},
		"credentials of nobody":   {pipes.CreateDataIntegrationParams{Provider: "a", Credentials: pipes.OAuthCredentialsParams{Type: "x"}}, 422, "credentials.type unknown_value"},
		"unknown method":          {pipes.CreateDataIntegrationParams{Provider: "a", AuthMethods: []pipes.AuthMethod{"x"}}, 422, "auth_methods unknown_value"},
		"API key beside OAuth":    {pipes.CreateDataIntegrationParams{Provider: "a", Credentials: ownCredentials, APIKey: key("12345", ann, "")}, 422, ""},
		"API key too short":       {pipes.CreateDataIntegrationParams{Provider: "a", AuthMethods: apiKeys, APIKey: key("1234", ann, "")}, 422, "api_key.secret too_short"},
		"API key of nobody":       {pipes.CreateDataIntegrationParams{Provider: "a", AuthMethods: apiKeys, APIKey: key("12345", "user_none", "")}, 404, ""},
		"API key for nobody":      {pipes.CreateDataIntegrationParams{Provider: "a", AuthMethods: apiKeys, APIKey: key("12345", ann, "org_none")}, 404, ""},
		"custom without a URL":    {pipes.CreateDataIntegrationParams{Provider: "a", Credentials: ownCredentials, CustomProvider: pipes.CustomProviderParams{Name: "A", TokenURL: "https://a.com"}}, 422, "custom_provider.authorization_url required"},
		"credentials without any": {pipes.CreateDataIntegrationParams{Provider: "a", Credentials: pipes.OAuthCredentialsParams{Type: pipes.OAuthCredentialsTypeCustom, ClientID: "c"}}, 422, "credentials.client_secret required"},
	} {
		_, err := service.CreateDataIntegration(ctx, test.params)
		var apiErr *workos.Error
		require.ErrorAs(t, err, &apiErr, name)
		assert.Equal(t, test.status, apiErr.StatusCode, name)
		if test.field != "" {
			require.Len(t, apiErr.FieldErrors, 1, name)
			assert.Equal(t, test.field, apiErr.FieldErrors[0].Field+" "+apiErr.FieldErrors[0].Code, name)
		}
	}
	_, err = workos.Post[any](ctx, srv.Client(), workos.Path("/data-integrations"), nil)
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "credentials", Code: "required"}, workos.FieldError{Field: "provider", Code: "required"})
	for code, params := range map[string]pipes.UpdateDataIntegrationParams{
		"excludes_credentials": {Credentials: ownCredentials, APIKey: key("12345", ann, "")},
		"not_custom":           {CustomProvider: pipes.UpdateCustomProviderParams{Name: "A"}},
	} {
		_, err = service.UpdateDataIntegration(ctx, "github", params)
		var apiErr *workos.Error
		require.ErrorAs(t, err, &apiErr)
		assert.Equal(t, code, apiErr.FieldErrors[0].Code)
	}
	requireRefusal(t, get(service.UpdateDataIntegration(ctx, "github", pipes.UpdateDataIntegrationParams{APIKey: key("12345", ann, "")})), 422, "")
}

// What a token request answers follows from the account that was connected.
func TestProviderTokens(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	service, users, ctx := pipes.New(srv.Client()), usermanagement.New(srv.Client()), t.Context()
	ann := addUser(t, srv, "ann@foo-corp.com")
	_, err := service.CreateDataIntegration(ctx, pipes.CreateDataIntegrationParams{
		Provider: "github", Credentials: ownCredentials, Scopes: []string{"repo", "user"},
	})
	require.NoError(t, err)
	token := func() *pipes.AccessTokenResult {
		result, err := service.GetAccessToken(ctx, "github", pipes.GetAccessTokenParams{UserID: ann})
		require.NoError(t, err)
		return result
	}
	assert.Equal(t, &pipes.AccessTokenResult{Error: pipes.UnavailableReasonNotInstalled}, token())
	_, err = users.CreateConnectedAccount(ctx, ann, "github", usermanagement.CreateConnectedAccountParams{AccessToken: "gho_1", Scopes: []string{"repo"}})
	require.NoError(t, err)
	assert.Equal(t, &pipes.AccessTokenResult{Active: true, AccessToken: &pipes.AccessToken{
		Object: "access_token", AccessToken: "gho_1", Scopes: []string{"repo"}, MissingScopes: []string{"user"},
	}}, token())

	end := srv.Now().Add(time.Minute)
	_, err = users.UpdateConnectedAccount(ctx, ann, "github", usermanagement.UpdateConnectedAccountParams{AccessToken: "gho_2", ExpiresAt: end})
	require.NoError(t, err)
	assert.Equal(t, end, token().AccessToken.ExpiresAt)
	srv.Advance(time.Minute)
	assert.Equal(t, &pipes.AccessTokenResult{Error: pipes.UnavailableReasonNeedsReauthorization}, token(), "nothing refreshes it")
	assert.Equal(t, "github", lastEvent(t, srv, events.TypePipesConnectedAccountReauthorizationNeeded)["provider_slug"])

	_, err = users.UpdateConnectedAccount(ctx, ann, "github", usermanagement.UpdateConnectedAccountParams{RefreshToken: "ghr_1"})
	require.NoError(t, err)
	refreshed := token()
	require.True(t, refreshed.Active)
	assert.NotEqual(t, "gho_2", refreshed.AccessToken.AccessToken)
	assert.Equal(t, srv.Now().Add(time.Hour), refreshed.AccessToken.ExpiresAt)
	assert.Equal(t, refreshed, token(), "it is still good")
	credentials, err := service.GetCredentials(ctx, "github", pipes.GetCredentialsParams{UserID: ann})
	require.NoError(t, err)
	assert.Equal(t, &pipes.CredentialsResult{Active: true, Credential: &pipes.Credential{
		Object: "credential", AuthMethod: pipes.AuthMethodOAuth, Value: refreshed.AccessToken.AccessToken, ExpiresAt: refreshed.AccessToken.ExpiresAt,
		Scopes: []string{"repo"}, MissingScopes: []string{"user"},
	}}, credentials)

	require.NoError(t, users.DeleteConnectedAccount(ctx, ann, "github", usermanagement.DeleteConnectedAccountParams{}))
	assert.Equal(t, pipes.UnavailableReasonNotInstalled, token().Error)
}

func TestConnectAccount(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	service, ctx := pipes.New(srv.Client()), t.Context()
	ann, org := addUser(t, srv, "ann@foo-corp.com"), create(t, srv.Client(), "Foo Corp")
	for _, params := range []pipes.CreateDataIntegrationParams{
		{Provider: "zendesk", Enabled: true, Credentials: ownCredentials, Scopes: []string{"read", "write"}},
		{Provider: "openai", Enabled: true, AuthMethods: []pipes.AuthMethod{pipes.AuthMethodAPIKey}},
	} {
		_, err := service.CreateDataIntegration(ctx, params)
		require.NoError(t, err)
	}
	_, err := service.UpdateConfiguration(ctx, org.ID, "zendesk", pipes.UpdateConfigurationParams{Scopes: workos.Set([]string{"read"})})
	require.NoError(t, err)
	authorization, err := service.Authorize(ctx, "zendesk", pipes.AuthorizeParams{
		UserID: ann, OrganizationID: org.ID, ReturnTo: "https://foo-corp.com/back", Config: map[string]string{"subdomain": "foo"},
	})
	require.NoError(t, err)
	assert.Equal(t, "https://foo-corp.com/back", srv.ConnectAccount(authorization.URL))
	assert.Panics(t, func() { srv.ConnectAccount(authorization.URL) }, "it was used")
	account, err := usermanagement.New(srv.Client()).GetConnectedAccount(ctx, ann, "zendesk", usermanagement.GetConnectedAccountParams{OrganizationID: org.ID})
	require.NoError(t, err)
	assert.Equal(t, []string{"read"}, account.Scopes, "those of the organization")
	assert.Equal(t, map[string]string{"subdomain": "foo"}, account.Config)
	assert.Equal(t, usermanagement.ConnectedAccountStateConnected, account.State)
	got, err := service.GetAccessToken(ctx, "zendesk", pipes.GetAccessTokenParams{UserID: ann, OrganizationID: org.ID})
	require.NoError(t, err)
	assert.True(t, got.Active)
	assert.Empty(t, got.AccessToken.MissingScopes)

	authorize := func(slug string, params pipes.AuthorizeParams) error {
		return get(service.Authorize(ctx, slug, params))
	}
	requireRefusal(t, authorize("slack", pipes.AuthorizeParams{UserID: ann}), 404, "")
	requireRefusal(t, authorize("zendesk", pipes.AuthorizeParams{UserID: "user_none"}), 404, "")
	requireRefusal(t, authorize("zendesk", pipes.AuthorizeParams{UserID: ann, OrganizationID: "org_none"}), 404, "")
	requireRefusal(t, authorize("zendesk", pipes.AuthorizeParams{UserID: ann, ReturnTo: "/back"}), 400, "")
	requireRefusal(t, authorize("openai", pipes.AuthorizeParams{UserID: ann}), 400, "")
	_, err = workos.Post[any](ctx, srv.Client(), workos.Path("/data-integrations/{slug}/authorize", "zendesk"), nil)
	requireRefusal(t, err, 400, "")

	require.NoError(t, organizations.New(srv.Client()).Delete(ctx, org.ID))
	assert.Equal(t, account.ID, lastEvent(t, srv, events.TypePipesConnectedAccountDisconnected)["id"])
}

// Nobody connects an account where a data integration is off, for all or for the
// organization.
func TestAuthorizeWhatIsNotEnabled(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	service, ctx := pipes.New(srv.Client()), t.Context()
	ann, org := addUser(t, srv, "ann@foo-corp.com"), create(t, srv.Client(), "Foo Corp")
	_, err := service.CreateDataIntegration(ctx, pipes.CreateDataIntegrationParams{Provider: "github", Credentials: ownCredentials, Scopes: []string{"repo"}})
	require.NoError(t, err)
	authorize := func(organizationID string) error {
		_, err := service.Authorize(ctx, "github", pipes.AuthorizeParams{UserID: ann, OrganizationID: organizationID})
		return err
	}
	configure := func(params pipes.UpdateConfigurationParams) {
		_, err := service.UpdateConfiguration(ctx, org.ID, "github", params)
		require.NoError(t, err)
	}
	configure(pipes.UpdateConfigurationParams{Scopes: workos.Set([]string{"repo"})})
	requireRefusal(t, authorize(""), 400, "")
	requireRefusal(t, authorize(org.ID), 400, "")
	_, err = service.UpdateDataIntegration(ctx, "github", pipes.UpdateDataIntegrationParams{Enabled: workos.Set(true)})
	require.NoError(t, err)
	require.NoError(t, authorize(""))
	require.NoError(t, authorize(org.ID), "who said nothing of it")
	configure(pipes.UpdateConfigurationParams{Enabled: workos.Set(false)})
	require.NoError(t, authorize(""))
	requireRefusal(t, authorize(org.ID), 400, "")
}

// An account is entered by one method.
func TestEnteredAccounts(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	service, ctx := pipes.New(srv.Client()), t.Context()
	ann := addUser(t, srv, "ann@foo-corp.com")
	for slug, method := range map[string]pipes.AuthMethod{"openai": pipes.AuthMethodAPIKey, "salesforce": pipes.AuthMethodClientCredentials} {
		_, err := service.CreateDataIntegration(ctx, pipes.CreateDataIntegrationParams{Provider: slug, AuthMethods: []pipes.AuthMethod{method}})
		require.NoError(t, err)
	}
	apiKey := func(ctx context.Context, slug, secret string) (*pipes.ConnectedAccount, error) {
		return service.UpsertAPIKey(ctx, slug, pipes.UpsertAPIKeyParams{UserID: ann, Secret: secret})
	}
	keyed, err := apiKey(ctx, "openai", "sk-abcdef")
	require.NoError(t, err)
	assert.Equal(t, "cdef", keyed.APIKeyLast4)
	assert.Equal(t, pipes.AuthMethodAPIKey, keyed.AuthMethod)
	rotated, err := apiKey(ctx, "openai", "sk-ghijkl")
	require.NoError(t, err)
	assert.Equal(t, keyed.ID, rotated.ID)
	got, err := service.GetCredentials(ctx, "openai", pipes.GetCredentialsParams{UserID: ann})
	require.NoError(t, err)
	assert.Equal(t, &pipes.Credential{Object: "credential", AuthMethod: pipes.AuthMethodAPIKey, Value: "sk-ghijkl"}, got.Credential)

	enter := func(slug string) (*pipes.ConnectedAccount, error) {
		return service.UpsertClientCredentials(ctx, slug, pipes.UpsertClientCredentialsParams{
			UserID: ann, ClientID: "c_1", ClientSecret: "s3cret", Config: map[string]string{"instance": "foo"},
		})
	}
	entered, err := enter("salesforce")
	require.NoError(t, err)
	assert.Equal(t, "c_1", entered.ClientID)
	assert.Equal(t, "cret", entered.ClientSecretLast4)
	assert.Equal(t, map[string]string{"instance": "foo"}, entered.Config)
	got, err = service.GetCredentials(ctx, "salesforce", pipes.GetCredentialsParams{UserID: ann})
	require.NoError(t, err)
	assert.NotEmpty(t, got.Credential.Value)
	assert.NotZero(t, got.Credential.ExpiresAt)

	requireRefusal(t, get(service.GetAccessToken(ctx, "openai", pipes.GetAccessTokenParams{UserID: ann})), 422, "auth_method_mismatch")
	requireRefusal(t, get(enter("openai")), 422, "auth_method_mismatch")
	requireRefusal(t, get(apiKey(ctx, "salesforce", "sk-abcdef")), 422, "auth_method_mismatch")
	requireRefusal(t, get(service.UpsertAPIKey(ctx, "openai", pipes.UpsertAPIKeyParams{UserID: "user_none", Secret: "s"})), 404, "")
	requireRefusal(t, get(enter("slack")), 404, "")
	requireRefusal(t, get(service.GetCredentials(ctx, "slack", pipes.GetCredentialsParams{UserID: ann})), 404, "")
	bob := addUser(t, srv, "bob@foo-corp.com")
	requireRefusal(t, get(service.UpsertAPIKey(ctx, "salesforce", pipes.UpsertAPIKeyParams{UserID: bob, Secret: "s"})), 400, "")
	for _, path := range []string{"/data-integrations/{slug}/api-key", "/data-integrations/{slug}/client-credentials"} {
		_, err = workos.Put[any](ctx, srv.Client(), workos.Path(path, "openai"), nil)
		requireRefusal(t, err, 400, "")
	}
}

func TestConfigurations(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	service, ctx := pipes.New(srv.Client()), t.Context()
	foo, bar := create(t, srv.Client(), "Foo Corp"), create(t, srv.Client(), "Bar Inc")
	for _, params := range []pipes.CreateDataIntegrationParams{
		{Provider: "github", Enabled: true, Credentials: ownCredentials, Scopes: []string{"repo", "user"}},
		{Provider: "snowflake", Credentials: pipes.OAuthCredentialsParams{Type: pipes.OAuthCredentialsTypeOrganization}},
	} {
		_, err := service.CreateDataIntegration(ctx, params)
		require.NoError(t, err)
	}
	srv.Advance(time.Minute)
	var response workos.Response
	changed, err := service.UpdateConfiguration(ctx, foo.ID, "github", pipes.UpdateConfigurationParams{
		Enabled: workos.Set(false), Scopes: workos.Set([]string{"repo"}),
	}, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.NotContains(t, string(response.Body), "credentials")
	assert.False(t, changed.Enabled)
	assert.Equal(t, []string{"repo"}, changed.Scopes)
	assert.Equal(t, srv.Now(), changed.CreatedAt)
	own, err := service.UpdateConfiguration(ctx, foo.ID, "snowflake", pipes.UpdateConfigurationParams{
		ClientID: "c_2", ClientSecret: "s3cret", Config: workos.Set(map[string]string{"account": "acme"}),
	})
	require.NoError(t, err)
	assert.Equal(t, &pipes.ConfigurationCredentials{
		CredentialsType: pipes.ConfigurationCredentialsTypeOrganization, HasCredentials: true, ClientID: "c_2",
		ClientSecretLastFour: "cret", RedirectURI: own.Credentials.RedirectURI,
	}, own.Credentials)
	assert.Equal(t, map[string]string{"account": "acme"}, own.Config)

	page, err := service.ListConfigurations(ctx, foo.ID)
	require.NoError(t, err)
	assert.Equal(t, []pipes.Configuration{*changed, *own}, page.Data)
	page, err = service.ListConfigurations(ctx, bar.ID)
	require.NoError(t, err)
	require.Len(t, page.Data, 2)
	assert.True(t, page.Data[0].Enabled)
	assert.Equal(t, []string{"repo", "user"}, page.Data[0].Scopes)
	assert.False(t, page.Data[1].Credentials.HasCredentials)
	inherited, err := service.UpdateConfiguration(ctx, foo.ID, "github", pipes.UpdateConfigurationParams{Scopes: workos.Null[[]string]()})
	require.NoError(t, err)
	assert.Equal(t, []string{"repo", "user"}, inherited.Scopes)

	for name, test := range map[string]struct {
		slug   string
		params pipes.UpdateConfigurationParams
		status int
	}{
		"nothing":              {"github", pipes.UpdateConfigurationParams{}, 400},
		"client ID alone":      {"snowflake", pipes.UpdateConfigurationParams{ClientID: "c"}, 400},
		"client secret alone":  {"snowflake", pipes.UpdateConfigurationParams{ClientSecret: "s"}, 400},
		"unwanted credentials": {"github", pipes.UpdateConfigurationParams{ClientID: "c", ClientSecret: "s"}, 400},
		"unwanted config":      {"github", pipes.UpdateConfigurationParams{Config: workos.Set(map[string]string{"a": "b"})}, 400},
		"unknown scope":        {"github", pipes.UpdateConfigurationParams{Scopes: workos.Set([]string{"admin"})}, 422},
		"unknown slug":         {"slack", pipes.UpdateConfigurationParams{Enabled: workos.Set(true)}, 404},
	} {
		_, err := service.UpdateConfiguration(ctx, foo.ID, test.slug, test.params)
		var apiErr *workos.Error
		require.ErrorAs(t, err, &apiErr, name)
		assert.Equal(t, test.status, apiErr.StatusCode, name)
	}
	requireRefusal(t, get(service.UpdateConfiguration(ctx, "org_none", "github", pipes.UpdateConfigurationParams{Enabled: workos.Set(true)})), 404, "")
	requireRefusal(t, get(service.ListConfigurations(ctx, "org_none")), 404, "")
	require.NoError(t, service.DeleteDataIntegration(ctx, "github"))
	page, err = service.ListConfigurations(ctx, foo.ID)
	require.NoError(t, err)
	assert.Len(t, page.Data, 1)
}

// A provider whose accounts were imported is WorkOS's own until it is set up.
func TestSharedProviders(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	service, users, ctx := pipes.New(srv.Client()), usermanagement.New(srv.Client()), t.Context()
	ann := addUser(t, srv, "ann@foo-corp.com")
	_, err := users.CreateConnectedAccount(ctx, ann, "github", usermanagement.CreateConnectedAccountParams{AccessToken: "gho_1"})
	require.NoError(t, err)
	requireRefusal(t, get(service.GetDataIntegration(ctx, "github")), 404, "")
	page, err := service.ListDataIntegrations(ctx, pipes.ListDataIntegrationsParams{})
	require.NoError(t, err)
	assert.Empty(t, page.Data)
	_, err = service.CreateDataIntegration(ctx, pipes.CreateDataIntegrationParams{Provider: "github", Credentials: ownCredentials})
	require.NoError(t, err)
	got, err := service.GetAccessToken(ctx, "github", pipes.GetAccessTokenParams{UserID: ann})
	require.NoError(t, err)
	assert.Equal(t, "gho_1", got.AccessToken.AccessToken, "its accounts stay")
	require.NoError(t, users.DeleteUser(ctx, ann))
	lastEvent(t, srv, events.TypePipesConnectedAccountDisconnected)
}
