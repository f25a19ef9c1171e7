package connect_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/connect"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/workostest"
)

type service = *connect.Service

const (
	fullApplication = `{
		"object": "connect_application",
		"id": "conn_app_1",
		"client_id": "client_1",
		"name": "Importer",
		"description": "Imports things",
		"scopes": ["openid", "email"],
		"application_type": "oauth",
		"redirect_uris": [{"uri": "https://foo-corp.com/callback", "default": true}],
		"uses_pkce": true,
		"is_first_party": false,
		"was_dynamically_registered": true,
		"organization_id": "org_1",
		"created_at": "2026-01-15T12:00:00.000Z",
		"updated_at": "2026-01-15T12:00:01.000Z"
	}`
	fullSecret = `{
		"object": "connect_application_secret",
		"id": "secret_1",
		"secret_hint": "abc123",
		"last_used_at": "2026-01-15T12:00:00.000Z",
		"created_at": "2026-01-15T12:00:01.000Z",
		"updated_at": "2026-01-15T12:00:02.000Z"
	}`
)

var at = operationtest.At

var wantApplication = &connect.Application{
	Object:                   "connect_application",
	ID:                       "conn_app_1",
	ClientID:                 "client_1",
	Name:                     "Importer",
	Description:              "Imports things",
	Scopes:                   []string{"openid", "email"},
	ApplicationType:          connect.ApplicationTypeOAuth,
	RedirectURIs:             []connect.RedirectURI{{URI: "https://foo-corp.com/callback", Default: true}},
	UsesPKCE:                 true,
	WasDynamicallyRegistered: true,
	OrganizationID:           "org_1",
	CreatedAt:                at(0),
	UpdatedAt:                at(1),
}

var wantSecret = connect.ClientSecret{
	Object: "connect_application_secret", ID: "secret_1", SecretHint: "abc123", LastUsedAt: at(0), CreatedAt: at(1), UpdatedAt: at(2),
}

// Every operation of applications: what it sends, and what it makes of the answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	update := func(params connect.UpdateApplicationParams) func(context.Context, service) (any, error) {
		return func(ctx context.Context, s service) (any, error) {
			return s.UpdateApplication(ctx, "conn_app_1", params)
		}
	}
	operationtest.Run(t, connect.New, operationtest.Cases[service]{
		"ListApplications": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListApplications(ctx, connect.ListApplicationsParams{
					ListParams:        operationtest.Paging,
					RegistrationTypes: []connect.RegistrationType{connect.RegistrationTypeAuthenticated, connect.RegistrationTypeDynamic},
					OrganizationID:    "org_1",
				}))
			},
			Line:   "GET /connect/applications?after=x_0&before=x_9&limit=5&order=asc&organization_id=org_1&registration_types=authenticated%2Cdynamic",
			Answer: operationtest.ListJSON(fullApplication), Want: operationtest.PageOf(*wantApplication),
		},
		"CreateOAuthApplication": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateOAuthApplication(ctx, connect.CreateOAuthApplicationParams{
					Name:           "Importer",
					IsFirstParty:   workos.Set(false),
					OrganizationID: "org_1",
					Description:    "Imports things",
					Scopes:         []string{"openid", "email"},
					RedirectURIs:   []connect.RedirectURIParams{{URI: "https://foo-corp.com/callback", Default: workos.Set(true)}},
					UsesPKCE:       workos.Set(false),
				})
			},
			Line: "POST /connect/applications",
			Body: `{"application_type":"oauth","name":"Importer","is_first_party":false,"organization_id":"org_1","description":"Imports things",
			"scopes":["openid","email"],"redirect_uris":[{"uri":"https://foo-corp.com/callback","default":true}],"uses_pkce":false}`,
			Answer: fullApplication, Want: wantApplication,
		},
		"CreateOAuthApplication with little": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateOAuthApplication(ctx, connect.CreateOAuthApplicationParams{Name: "Importer", IsFirstParty: workos.Set(true)})
			},
			Line: "POST /connect/applications", Body: `{"application_type":"oauth","name":"Importer","is_first_party":true}`,
			Answer: fullApplication, Want: wantApplication,
		},
		"CreateM2MApplication": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateM2MApplication(ctx, connect.CreateM2MApplicationParams{
					Name: "Importer", OrganizationID: "org_1", Description: "Imports things", Scopes: []string{"import"},
				})
			},
			Line:   "POST /connect/applications",
			Body:   `{"application_type":"m2m","name":"Importer","organization_id":"org_1","description":"Imports things","scopes":["import"]}`,
			Answer: `{"id":"conn_app_2","application_type":"m2m","organization_id":"org_1","scopes":["import"]}`,
			Want: &connect.Application{
				ID: "conn_app_2", ApplicationType: connect.ApplicationTypeM2M, OrganizationID: "org_1", Scopes: []string{"import"},
			},
		},
		"GetApplication": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetApplication(ctx, "client_1") },
			Line: "GET /connect/applications/client_1", Answer: fullApplication, Want: wantApplication,
		},
		"UpdateApplication": {
			Call: update(connect.UpdateApplicationParams{
				Name: "Exporter", Description: workos.Set(""), Scopes: workos.Set([]string{"email"}),
				RedirectURIs: workos.Set([]connect.RedirectURIParams{{URI: "https://foo-corp.com/a", Default: workos.Set(false)}}),
			}),
			Line: "PUT /connect/applications/conn_app_1",
			Body: `{"name":"Exporter","description":"","scopes":["email"],"redirect_uris":[{"uri":"https://foo-corp.com/a","default":false}]}`,
			Want: wantApplication, Answer: fullApplication,
		},
		"UpdateApplication to null": {
			Call: update(connect.UpdateApplicationParams{
				Description: workos.Null[string](), Scopes: workos.Null[[]string](), RedirectURIs: workos.Null[[]connect.RedirectURIParams](),
			}),
			Line: "PUT /connect/applications/conn_app_1", Body: `{"description":null,"scopes":null,"redirect_uris":null}`,
			Answer: fullApplication, Want: wantApplication,
		},
		"UpdateApplication of nothing": {
			Call: update(connect.UpdateApplicationParams{}),
			Line: "PUT /connect/applications/conn_app_1", Body: `{}`, Answer: fullApplication, Want: wantApplication,
		},
		"DeleteApplication": {
			Call: func(ctx context.Context, s service) (any, error) { return nil, s.DeleteApplication(ctx, "conn_app_1") },
			Line: "DELETE /connect/applications/conn_app_1",
		},
	})
}

// Every other operation.
func TestOtherOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, connect.New, operationtest.Cases[service]{
		"ListClientSecrets": {
			Call: func(ctx context.Context, s service) (any, error) { return s.ListClientSecrets(ctx, "conn_app_1") },
			Line: "GET /connect/applications/conn_app_1/client_secrets", Answer: "[" + fullSecret + "]", Want: []connect.ClientSecret{wantSecret},
		},
		"CreateClientSecret": {
			Call: func(ctx context.Context, s service) (any, error) { return s.CreateClientSecret(ctx, "conn_app_1") },
			Line: "POST /connect/applications/conn_app_1/client_secrets", Body: `{}`,
			Answer: fullSecret[:len(fullSecret)-1] + `,"secret":"s3cretabc123"}`,
			Want:   &connect.CreatedClientSecret{ClientSecret: wantSecret, Secret: "s3cretabc123"},
		},
		"DeleteClientSecret": {
			Call: func(ctx context.Context, s service) (any, error) { return nil, s.DeleteClientSecret(ctx, "secret_1") },
			Line: "DELETE /connect/client_secrets/secret_1",
		},
		"CompleteOAuth2": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CompleteOAuth2(ctx, connect.CompleteOAuth2Params{
					ExternalAuthID: "ext_auth_1",
					User: connect.User{
						ID: "42", Email: "ann@foo-corp.com", FirstName: "Ann", LastName: "Lee", Name: "Ann Lee", Metadata: map[string]string{"tier": "gold"},
					},
					UserConsentOptions: []connect.UserConsentOption{{
						Claim: "workspace", Type: connect.UserConsentOptionTypeEnum, Label: "Workspace",
						Choices: []connect.UserConsentChoice{{Value: "w1", Label: "Design"}},
					}},
				})
			},
			Line: "POST /authkit/oauth2/complete",
			Body: `{"external_auth_id":"ext_auth_1","user":{"id":"42","email":"ann@foo-corp.com","first_name":"Ann","last_name":"Lee","name":"Ann Lee",
			"metadata":{"tier":"gold"}},"user_consent_options":[{"claim":"workspace","type":"enum","label":"Workspace",
			"choices":[{"value":"w1","label":"Design"}]}]}`,
			Answer: `{"redirect_uri":"https://foo.authkit.app/complete"}`, Want: &connect.OAuth2Completion{RedirectURI: "https://foo.authkit.app/complete"},
		},
		"CompleteOAuth2 with little": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CompleteOAuth2(ctx, connect.CompleteOAuth2Params{
					ExternalAuthID: "ext_auth_1", User: connect.User{ID: "42", Email: "ann@foo-corp.com"},
				})
			},
			Line: "POST /authkit/oauth2/complete", Body: `{"external_auth_id":"ext_auth_1","user":{"id":"42","email":"ann@foo-corp.com"}}`,
			Answer: `{"redirect_uri":"https://foo.authkit.app/complete"}`, Want: &connect.OAuth2Completion{RedirectURI: "https://foo.authkit.app/complete"},
		},
	})
}

func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, connect.Application{ID: "conn_app_1"},
		`{"id":"conn_app_1"}`,
		`{"id":"conn_app_1","description":null,"scopes":null,"redirect_uris":null,"is_first_party":null,"organization_id":null,"created_at":null}`,
		`{"id":"conn_app_1","new_field":{"a":[1]}}`)
	operationtest.RequireDecoded(t, connect.Application{ApplicationType: "saml"}, `{"application_type":"saml"}`)
	operationtest.RequireDecoded(t, connect.ClientSecret{ID: "secret_1"}, `{"id":"secret_1","last_used_at":null,"new_field":1}`)
	operationtest.RequireRoundTrip[connect.Application](t, fullApplication)
	operationtest.RequireRoundTrip[connect.ClientSecret](t, fullSecret)
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	operationtest.RequireIDs(t, connect.New)
	srv := workostest.NewServer(t)
	apps, ctx := connect.New(srv.Client()), t.Context()
	for param, params := range map[string]connect.CreateOAuthApplicationParams{
		"name":                 {IsFirstParty: workos.Set(true)},
		"is_first_party":       {Name: "a"},
		"redirect_uris[0].uri": {Name: "a", IsFirstParty: workos.Set(true), RedirectURIs: []connect.RedirectURIParams{{}}},
	} {
		assert.Equal(t, param, operationtest.RefusedParam(apps.CreateOAuthApplication(ctx, params)))
	}
	for param, params := range map[string]connect.CreateM2MApplicationParams{
		"name":            {OrganizationID: "org_1"},
		"organization_id": {Name: "a"},
	} {
		assert.Equal(t, param, operationtest.RefusedParam(apps.CreateM2MApplication(ctx, params)))
	}
	ann := connect.User{ID: "42", Email: "ann@foo-corp.com"}
	for param, params := range map[string]connect.CompleteOAuth2Params{
		"external_auth_id": {User: ann},
		"user":             {ExternalAuthID: "ext_auth_1"},
		"user.id":          {ExternalAuthID: "ext_auth_1", User: connect.User{Email: "ann@foo-corp.com"}},
		"user.email":       {ExternalAuthID: "ext_auth_1", User: connect.User{ID: "42"}},
		"user_consent_options[0].claim": {
			ExternalAuthID: "ext_auth_1", User: ann, UserConsentOptions: []connect.UserConsentOption{{}},
		},
	} {
		assert.Equal(t, param, operationtest.RefusedParam(apps.CompleteOAuth2(ctx, params)))
	}
	assert.Empty(t, srv.Requests())
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	operationtest.RequireHidden(t, connect.CreatedClientSecret{ClientSecret: wantSecret, Secret: "s3cret"}, "s3cret")
}
