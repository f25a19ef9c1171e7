package pipes_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/pipes"
	"github.com/workos-go/workos/workostest"
)

type service = *pipes.Service

var at = operationtest.At

func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, pipes.DataIntegration{Slug: "github"},
		`{"slug":"github"}`,
		`{"slug":"github","description":null,"scopes":null,"credentials":null,"installation":null,"custom_provider":null,"created_at":null}`,
		`{"slug":"github","new_field":{"a":[1]}}`)
	operationtest.RequireDecoded(t, pipes.DataIntegration{
		State: "new", AuthMethods: []pipes.AuthMethod{"new"}, Credentials: &pipes.OAuthCredentials{Type: "new"},
	}, `{"state":"new","auth_methods":["new"],"credentials":{"type":"new","client_id":null,"redacted_client_secret":null}}`)
	operationtest.RequireDecoded(t, pipes.AccessTokenResult{Error: "new"}, `{"active":false,"error":"new"}`)
	operationtest.RequireDecoded(t, pipes.CredentialsResult{Active: true, Credential: &pipes.Credential{AuthMethod: "new", Value: "v"}},
		`{"active":true,"credential":{"auth_method":"new","value":"v","expires_at":null}}`)
	operationtest.RequireDecoded(t, pipes.ConnectedAccount{ID: "a", State: "new"},
		`{"id":"a","state":"new","user_id":null,"organization_id":null,"api_key_last_4":null,"client_id":null,"config":null}`)
	operationtest.RequireDecoded(t, pipes.Configuration{ID: "a"}, `{"id":"a","scopes":null,"credentials":null}`)
	operationtest.RequireRoundTrip[pipes.DataIntegration](t, fullIntegration)
	operationtest.RequireRoundTrip[pipes.ConnectedAccount](t, fullAccount)
	operationtest.RequireRoundTrip[pipes.Configuration](t, fullConfiguration)
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	operationtest.RequireIDs(t, pipes.New)
	srv := workostest.NewServer(t)
	s, ctx := pipes.New(srv.Client()), t.Context()
	for param, params := range map[string]pipes.CreateDataIntegrationParams{
		"provider":             {},
		"credentials.type":     {Provider: "github", Credentials: pipes.OAuthCredentialsParams{ClientID: "c_1"}},
		"api_key.secret":       {Provider: "github", APIKey: pipes.APIKeyParams{UserID: "user_1"}},
		"api_key.user_id":      {Provider: "github", APIKey: pipes.APIKeyParams{Secret: "12345"}},
		"custom_provider.name": {Provider: "foo", CustomProvider: pipes.CustomProviderParams{TokenURL: "https://foo.com/token"}},
	} {
		assert.Equal(t, param, operationtest.RefusedParam(s.CreateDataIntegration(ctx, params)))
	}
	for param, params := range map[string]pipes.UpdateDataIntegrationParams{
		"credentials.type": {Credentials: pipes.OAuthCredentialsParams{ClientID: "c_1"}},
		"api_key.secret":   {APIKey: pipes.APIKeyParams{UserID: "user_1"}},
	} {
		assert.Equal(t, param, operationtest.RefusedParam(s.UpdateDataIntegration(ctx, "github", params)))
	}
	assert.Equal(t, "user_id", operationtest.RefusedParam(s.Authorize(ctx, "github", pipes.AuthorizeParams{})))
	assert.Equal(t, "user_id", operationtest.RefusedParam(s.GetAccessToken(ctx, "github", pipes.GetAccessTokenParams{})))
	assert.Equal(t, "user_id", operationtest.RefusedParam(s.GetCredentials(ctx, "github", pipes.GetCredentialsParams{})))
	for param, params := range map[string]pipes.UpsertAPIKeyParams{"user_id": {Secret: "s"}, "secret": {UserID: "user_1"}} {
		assert.Equal(t, param, operationtest.RefusedParam(s.UpsertAPIKey(ctx, "github", params)))
	}
	for param, params := range map[string]pipes.UpsertClientCredentialsParams{
		"user_id": {ClientID: "c", ClientSecret: "s"}, "client_id": {UserID: "u", ClientSecret: "s"}, "client_secret": {UserID: "u", ClientID: "c"},
	} {
		assert.Equal(t, param, operationtest.RefusedParam(s.UpsertClientCredentials(ctx, "github", params)))
	}
	assert.Empty(t, srv.Requests())
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	credentials := pipes.OAuthCredentialsParams{Type: pipes.OAuthCredentialsTypeCustom, ClientID: "c", ClientSecret: "s3cret"}
	key := pipes.APIKeyParams{Secret: "s3cret", UserID: "user_1"}
	token, credential := pipes.AccessToken{AccessToken: "s3cret"}, pipes.Credential{Value: "s3cret"}
	for _, value := range []any{
		credentials, key, token, credential,
		pipes.CreateDataIntegrationParams{Provider: "a", Credentials: credentials, APIKey: key},
		pipes.UpdateDataIntegrationParams{Credentials: credentials, APIKey: key},
		pipes.Authorization{URL: "https://api.workos.com/s3cret"},
		pipes.AccessTokenResult{Active: true, AccessToken: &token},
		pipes.CredentialsResult{Active: true, Credential: &credential},
		pipes.UpsertAPIKeyParams{UserID: "user_1", Secret: "s3cret"},
		pipes.UpsertClientCredentialsParams{UserID: "user_1", ClientID: "c", ClientSecret: "s3cret"},
		pipes.UpdateConfigurationParams{ClientID: "c", ClientSecret: "s3cret"},
	} {
		operationtest.RequireHidden(t, value, "s3cret")
	}
}

const fullIntegration = `{
	"object": "data_integration",
	"id": "data_integration_1",
	"slug": "foo",
	"integration_type": "custom",
	"description": "Foo's things",
	"enabled": true,
	"state": "valid",
	"scopes": ["read"],
	"redirect_uri": "https://api.workos.com/data-integrations/foo/dik_1/callback",
	"auth_methods": ["oauth", "api_key"],
	"credentials": {"type": "custom", "client_id": "c_1", "redacted_client_secret": "cret"},
	"installation": {"id": "data_installation_1", "user_id": "user_1", "organization_id": "org_1", "api_key_last_4": "cdef"},
	"config": {"account": "acme"},
	"custom_provider": {
		"name": "Foo",
		"authorization_url": "https://foo.com/authorize",
		"token_url": "https://foo.com/token",
		"refresh_token_url": "https://foo.com/refresh",
		"pkce_enabled": true,
		"request_scope_separator": ",",
		"scopes_required": true,
		"client_secret_required": true,
		"additional_authorization_parameters": {"prompt": "consent"},
		"token_body_content_type": "application/json",
		"authenticate_via": "basic_auth_header"
	},
	"created_at": "2026-01-15T12:00:00.000Z",
	"updated_at": "2026-01-15T12:00:01.000Z"
}`

var wantIntegration = &pipes.DataIntegration{
	Object:          "data_integration",
	ID:              "data_integration_1",
	Slug:            "foo",
	IntegrationType: "custom",
	Description:     "Foo's things",
	Enabled:         true,
	State:           pipes.DataIntegrationStateValid,
	Scopes:          []string{"read"},
	RedirectURI:     "https://api.workos.com/data-integrations/foo/dik_1/callback",
	AuthMethods:     []pipes.AuthMethod{pipes.AuthMethodOAuth, pipes.AuthMethodAPIKey},
	Credentials:     &pipes.OAuthCredentials{Type: pipes.OAuthCredentialsTypeCustom, ClientID: "c_1", RedactedClientSecret: "cret"},
	Installation:    &pipes.Installation{ID: "data_installation_1", UserID: "user_1", OrganizationID: "org_1", APIKeyLast4: "cdef"},
	Config:          map[string]string{"account": "acme"},
	CustomProvider: &pipes.CustomProvider{
		Name:                              "Foo",
		AuthorizationURL:                  "https://foo.com/authorize",
		TokenURL:                          "https://foo.com/token",
		RefreshTokenURL:                   "https://foo.com/refresh",
		PKCEEnabled:                       true,
		RequestScopeSeparator:             ",",
		ScopesRequired:                    true,
		ClientSecretRequired:              true,
		AdditionalAuthorizationParameters: map[string]string{"prompt": "consent"},
		TokenBodyContentType:              "application/json",
		AuthenticateVia:                   pipes.AuthenticateViaBasicAuthHeader,
	},
	CreatedAt: at(0),
	UpdatedAt: at(1),
}

// Every operation of data integrations: what it sends, and what it makes of the
// answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	create := func(params pipes.CreateDataIntegrationParams) func(context.Context, service) (any, error) {
		return func(ctx context.Context, s service) (any, error) { return s.CreateDataIntegration(ctx, params) }
	}
	update := func(params pipes.UpdateDataIntegrationParams) func(context.Context, service) (any, error) {
		return func(ctx context.Context, s service) (any, error) { return s.UpdateDataIntegration(ctx, "foo", params) }
	}
	operationtest.Run(t, pipes.New, operationtest.Cases[service]{
		"ListDataIntegrations": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListDataIntegrations(ctx, pipes.ListDataIntegrationsParams{ListParams: operationtest.Paging}))
			},
			Line:   "GET /data-integrations?after=x_0&before=x_9&limit=5&order=asc",
			Answer: operationtest.ListJSON(fullIntegration), Want: operationtest.PageOf(*wantIntegration),
		},
		"CreateDataIntegration": {
			Call: create(pipes.CreateDataIntegrationParams{
				Provider: "foo", Description: "Foo's things", Enabled: true, Scopes: []string{"read"},
				AuthMethods: []pipes.AuthMethod{pipes.AuthMethodOAuth, pipes.AuthMethodAPIKey}, Config: map[string]string{"account": "acme"},
				Credentials: pipes.OAuthCredentialsParams{Type: pipes.OAuthCredentialsTypeCustom, ClientID: "c_1", ClientSecret: "s3cret"},
				APIKey:      pipes.APIKeyParams{Secret: "abcdef", UserID: "user_1", OrganizationID: "org_1"},
				CustomProvider: pipes.CustomProviderParams{
					Name: "Foo", AuthorizationURL: "https://foo.com/authorize", TokenURL: "https://foo.com/token",
					RefreshTokenURL: "https://foo.com/refresh", PKCEEnabled: workos.Set(false), RequestScopeSeparator: ",",
					ScopesRequired: true, ClientSecretRequired: workos.Set(false),
					AdditionalAuthorizationParameters: map[string]string{"prompt": "consent"},
					TokenBodyContentType:              "application/json", AuthenticateVia: pipes.AuthenticateViaBasicAuthHeader,
				},
			}),
			Line: "POST /data-integrations",
			Body: `{"provider":"foo","description":"Foo's things","enabled":true,"scopes":["read"],"auth_methods":["oauth","api_key"],
			"config":{"account":"acme"},"credentials":{"type":"custom","client_id":"c_1","client_secret":"s3cret"},
			"api_key":{"secret":"abcdef","user_id":"user_1","organization_id":"org_1"},
			"custom_provider":{"name":"Foo","authorization_url":"https://foo.com/authorize","token_url":"https://foo.com/token",
			"refresh_token_url":"https://foo.com/refresh","pkce_enabled":false,"request_scope_separator":",","scopes_required":true,
			"client_secret_required":false,"additional_authorization_parameters":{"prompt":"consent"},
			"token_body_content_type":"application/json","authenticate_via":"basic_auth_header"}}`,
			Answer: fullIntegration, Want: wantIntegration,
		},
		"CreateDataIntegration with the provider alone": {
			Call: create(pipes.CreateDataIntegrationParams{Provider: "foo"}),
			Line: "POST /data-integrations", Body: `{"provider":"foo"}`, Answer: fullIntegration, Want: wantIntegration,
		},
		"GetDataIntegration": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetDataIntegration(ctx, "foo") },
			Line: "GET /data-integrations/foo", Answer: fullIntegration, Want: wantIntegration,
		},
		"UpdateDataIntegration": {
			Call: update(pipes.UpdateDataIntegrationParams{
				Description: workos.Set(""), Enabled: workos.Set(false), Scopes: workos.Set([]string{}),
				Credentials: pipes.OAuthCredentialsParams{Type: pipes.OAuthCredentialsTypeOrganization},
				CustomProvider: pipes.UpdateCustomProviderParams{
					Name: "Bar", AuthorizationURL: "https://bar.com/a", TokenURL: "https://bar.com/t", RefreshTokenURL: workos.Null[string](),
					PKCEEnabled: workos.Set(false), RequestScopeSeparator: " ", ScopesRequired: workos.Set(false),
					ClientSecretRequired: workos.Set(false), AdditionalAuthorizationParameters: workos.Set(map[string]string{}),
					TokenBodyContentType: "application/json", AuthenticateVia: pipes.AuthenticateViaRequestBody,
				},
			}),
			Line: "PUT /data-integrations/foo",
			Body: `{"description":"","enabled":false,"scopes":[],"credentials":{"type":"organization"},
			"custom_provider":{"name":"Bar","authorization_url":"https://bar.com/a","token_url":"https://bar.com/t","refresh_token_url":null,
			"pkce_enabled":false,"request_scope_separator":" ","scopes_required":false,"client_secret_required":false,
			"additional_authorization_parameters":{},"token_body_content_type":"application/json","authenticate_via":"request_body"}}`,
			Answer: fullIntegration, Want: wantIntegration,
		},
		"UpdateDataIntegration to null": {
			Call: update(pipes.UpdateDataIntegrationParams{
				Description: workos.Null[string](), Scopes: workos.Null[[]string](),
				APIKey: pipes.APIKeyParams{Secret: "abcdef", UserID: "user_1"},
			}),
			Line: "PUT /data-integrations/foo", Body: `{"description":null,"scopes":null,"api_key":{"secret":"abcdef","user_id":"user_1"}}`,
			Answer: fullIntegration, Want: wantIntegration,
		},
		"UpdateDataIntegration of nothing": {
			Call: update(pipes.UpdateDataIntegrationParams{}),
			Line: "PUT /data-integrations/foo", Body: `{}`, Answer: fullIntegration, Want: wantIntegration,
		},
		"DeleteDataIntegration": {
			Call: func(ctx context.Context, s service) (any, error) { return nil, s.DeleteDataIntegration(ctx, "foo") },
			Line: "DELETE /data-integrations/foo",
		},
	})
}

const fullAccount = `{
	"object": "connected_account",
	"id": "data_installation_1",
	"user_id": "user_1",
	"organization_id": "org_1",
	"scopes": ["repo"],
	"auth_method": "client_credentials",
	"api_key_last_4": "cdef",
	"client_id": "c_1",
	"client_secret_last_4": "cret",
	"config": {"subdomain": "acme"},
	"state": "connected",
	"created_at": "2026-01-15T12:00:00.000Z",
	"updated_at": "2026-01-15T12:00:01.000Z"
}`

var wantAccount = &pipes.ConnectedAccount{
	Object:            "connected_account",
	ID:                "data_installation_1",
	UserID:            "user_1",
	OrganizationID:    "org_1",
	Scopes:            []string{"repo"},
	AuthMethod:        pipes.AuthMethodClientCredentials,
	APIKeyLast4:       "cdef",
	ClientID:          "c_1",
	ClientSecretLast4: "cret",
	Config:            map[string]string{"subdomain": "acme"},
	State:             pipes.ConnectedAccountStateConnected,
	CreatedAt:         at(0),
	UpdatedAt:         at(1),
}

// Every operation of connected accounts.
func TestConnectedAccountOperations(t *testing.T) {
	t.Parallel()
	token := func(ctx context.Context, s service) (any, error) {
		return s.GetAccessToken(ctx, "github", pipes.GetAccessTokenParams{UserID: "user_1", OrganizationID: "org_1"})
	}
	credentials := func(ctx context.Context, s service) (any, error) {
		return s.GetCredentials(ctx, "github", pipes.GetCredentialsParams{UserID: "user_1", OrganizationID: "org_1"})
	}
	const body = `{"user_id":"user_1","organization_id":"org_1"}`
	operationtest.Run(t, pipes.New, operationtest.Cases[service]{
		"Authorize": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.Authorize(ctx, "zendesk", pipes.AuthorizeParams{
					UserID: "user_1", OrganizationID: "org_1", ReturnTo: "https://foo-corp.com/", Config: map[string]string{"subdomain": "acme"},
				})
			},
			Line:   "POST /data-integrations/zendesk/authorize",
			Body:   `{"user_id":"user_1","organization_id":"org_1","return_to":"https://foo-corp.com/","config":{"subdomain":"acme"}}`,
			Answer: `{"url":"https://api.workos.com/data-integrations/abc/authorize-redirect"}`,
			Want:   &pipes.Authorization{URL: "https://api.workos.com/data-integrations/abc/authorize-redirect"},
		},
		"GetAccessToken": {
			Call: token, Line: "POST /data-integrations/github/token", ReadOnly: true, Body: body,
			Answer: `{"active":true,"access_token":{"object":"access_token","access_token":"gho_1","expires_at":"2026-01-15T12:00:00.000Z",
			"scopes":["repo"],"missing_scopes":["user"]}}`,
			Want: &pipes.AccessTokenResult{Active: true, AccessToken: &pipes.AccessToken{
				Object: "access_token", AccessToken: "gho_1", ExpiresAt: at(0), Scopes: []string{"repo"}, MissingScopes: []string{"user"},
			}},
		},
		"GetAccessToken where there is none": {
			Call: token, Line: "POST /data-integrations/github/token", ReadOnly: true, Body: body,
			Answer: `{"active":false,"error":"needs_reauthorization"}`,
			Want:   &pipes.AccessTokenResult{Error: pipes.UnavailableReasonNeedsReauthorization},
		},
		"GetCredentials": {
			Call: credentials, Line: "POST /data-integrations/github/credentials", ReadOnly: true, Body: body,
			Answer: `{"active":true,"credential":{"object":"credential","auth_method":"client_credentials","value":"00D","expires_at":"2026-01-15T12:00:00.000Z",
			"scopes":["api"],"missing_scopes":["web"],"metadata":{"instance_url":"https://acme.my.salesforce.com"}}}`,
			Want: &pipes.CredentialsResult{Active: true, Credential: &pipes.Credential{
				Object: "credential", AuthMethod: pipes.AuthMethodClientCredentials, Value: "00D", ExpiresAt: at(0),
				Scopes: []string{"api"}, MissingScopes: []string{"web"}, Metadata: map[string]any{"instance_url": "https://acme.my.salesforce.com"},
			}},
		},
		"GetCredentials of an API key": {
			Call: credentials, Line: "POST /data-integrations/github/credentials", ReadOnly: true, Body: body,
			Answer: `{"active":true,"credential":{"object":"credential","auth_method":"api_key","value":"key_1"}}`,
			Want: &pipes.CredentialsResult{Active: true, Credential: &pipes.Credential{
				Object: "credential", AuthMethod: pipes.AuthMethodAPIKey, Value: "key_1",
			}},
		},
		"GetCredentials where there are none": {
			Call: credentials, Line: "POST /data-integrations/github/credentials", ReadOnly: true, Body: body,
			Answer: `{"active":false,"error":"not_installed"}`, Want: &pipes.CredentialsResult{Error: pipes.UnavailableReasonNotInstalled},
		},
		"UpsertAPIKey": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.UpsertAPIKey(ctx, "github", pipes.UpsertAPIKeyParams{UserID: "user_1", OrganizationID: "org_1", Secret: "abcdef"})
			},
			Line: "PUT /data-integrations/github/api-key", Body: `{"user_id":"user_1","organization_id":"org_1","secret":"abcdef"}`,
			Answer: fullAccount, Want: wantAccount,
		},
		"UpsertClientCredentials": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.UpsertClientCredentials(ctx, "salesforce", pipes.UpsertClientCredentialsParams{
					UserID: "user_1", OrganizationID: "org_1", ClientID: "c_1", ClientSecret: "s3cret", Config: map[string]string{"subdomain": "acme"},
				})
			},
			Line: "PUT /data-integrations/salesforce/client-credentials",
			Body: `{"user_id":"user_1","organization_id":"org_1","client_id":"c_1","client_secret":"s3cret","config":{"subdomain":"acme"}}`,
			Want: wantAccount, Answer: fullAccount,
		},
	})
}

const fullConfiguration = `{
	"object": "data_integration_configuration",
	"id": "data_integration_1",
	"organization_id": "org_1",
	"slug": "github",
	"name": "GitHub",
	"enabled": true,
	"scopes": ["repo"],
	"config": {"account": "acme"},
	"created_at": "2026-01-15T12:00:00.000Z",
	"updated_at": "2026-01-15T12:00:01.000Z",
	"credentials": {
		"credentials_type": "organization",
		"has_credentials": true,
		"client_id": "c_1",
		"client_secret_last_four": "cret",
		"redirect_uri": "https://api.workos.com/data-integrations/github/dik_1/callback"
	}
}`

var wantConfiguration = &pipes.Configuration{
	Object:         "data_integration_configuration",
	ID:             "data_integration_1",
	OrganizationID: "org_1",
	Slug:           "github",
	Name:           "GitHub",
	Enabled:        true,
	Scopes:         []string{"repo"},
	Config:         map[string]string{"account": "acme"},
	CreatedAt:      at(0),
	UpdatedAt:      at(1),
	Credentials: &pipes.ConfigurationCredentials{
		CredentialsType:      pipes.ConfigurationCredentialsTypeOrganization,
		HasCredentials:       true,
		ClientID:             "c_1",
		ClientSecretLastFour: "cret",
		RedirectURI:          "https://api.workos.com/data-integrations/github/dik_1/callback",
	},
}

// Every operation of configurations.
func TestConfigurationOperations(t *testing.T) {
	t.Parallel()
	const line = "PUT /organizations/org_1/data_integration_configurations/github"
	update := func(params pipes.UpdateConfigurationParams) func(context.Context, service) (any, error) {
		return func(ctx context.Context, s service) (any, error) {
			return s.UpdateConfiguration(ctx, "org_1", "github", params)
		}
	}
	operationtest.Run(t, pipes.New, operationtest.Cases[service]{
		"ListConfigurations": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListConfigurations(ctx, "org_1"))
			},
			Line:   "GET /organizations/org_1/data_integration_configurations",
			Answer: `{"object":"list","data":[` + fullConfiguration + `]}`,
			Want:   &workos.List[pipes.Configuration]{Object: "list", Data: []pipes.Configuration{*wantConfiguration}},
		},
		"UpdateConfiguration": {
			Call: update(pipes.UpdateConfigurationParams{
				Enabled: workos.Set(false), Scopes: workos.Set([]string{}), ClientID: "c_1", ClientSecret: "s3cret",
				Config: workos.Set(map[string]string{"account": "acme"}),
			}),
			Line: line, Body: `{"enabled":false,"scopes":[],"client_id":"c_1","client_secret":"s3cret","config":{"account":"acme"}}`,
			Answer: fullConfiguration, Want: wantConfiguration,
		},
		"UpdateConfiguration to null": {
			Call: update(pipes.UpdateConfigurationParams{Scopes: workos.Null[[]string]()}),
			Line: line, Body: `{"scopes":null}`, Answer: fullConfiguration, Want: wantConfiguration,
		},
		"UpdateConfiguration of nothing": {
			Call: update(pipes.UpdateConfigurationParams{}), Line: line, Body: `{}`, Answer: fullConfiguration, Want: wantConfiguration,
		},
	})
}
