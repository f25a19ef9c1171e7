package sso_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/workostest"
)

type service = *sso.Service

const fullConnection = `{
	"object": "connection",
	"id": "conn_1",
	"organization_id": "org_1",
	"connection_type": "OktaSAML",
	"name": "Foo Corp",
	"state": "active",
	"status": "linked",
	"domains": [{"object": "connection_domain", "id": "conn_domain_1", "domain": "foo-corp.com"}],
	"external_key": "3QMR4u0Tok6SgwY2AWG6u6mkQ",
	"created_at": "2026-01-15T12:00:00.000Z",
	"updated_at": "2026-01-15T12:00:01.000Z"
}`

var at = operationtest.At

var wantConnection = &sso.Connection{
	Object:         "connection",
	ID:             "conn_1",
	OrganizationID: "org_1",
	ConnectionType: sso.ConnectionTypeOktaSAML,
	Name:           "Foo Corp",
	State:          sso.ConnectionStateActive,
	Status:         sso.ConnectionStatusLinked,
	Domains:        []sso.ConnectionDomain{{Object: "connection_domain", ID: "conn_domain_1", Domain: "foo-corp.com"}},
	ExternalKey:    "3QMR4u0Tok6SgwY2AWG6u6mkQ",
	CreatedAt:      at(0),
	UpdatedAt:      at(1),
}

const fullProfile = `{
	"object": "profile",
	"id": "prof_1",
	"organization_id": "org_1",
	"connection_id": "conn_1",
	"connection_type": "GoogleOAuth",
	"idp_id": "103456789012345678901",
	"email": "ann@foo-corp.com",
	"first_name": "Ann",
	"last_name": "Lee",
	"name": "Ann Lee",
	"role": {"slug": "admin"},
	"roles": [{"slug": "admin"}, {"slug": "member"}],
	"groups": ["Engineering", "Berlin"],
	"custom_attributes": {"title": "CTO", "floor": 3},
	"raw_attributes": {"locale": "de", "emails": ["ann@foo-corp.com"]}
}`

var wantProfile = &sso.Profile{
	Object:           "profile",
	ID:               "prof_1",
	OrganizationID:   "org_1",
	ConnectionID:     "conn_1",
	ConnectionType:   sso.ConnectionTypeGoogleOAuth,
	IDPID:            "103456789012345678901",
	Email:            "ann@foo-corp.com",
	FirstName:        "Ann",
	LastName:         "Lee",
	Name:             "Ann Lee",
	Role:             &sso.Role{Slug: "admin"},
	Roles:            []sso.Role{{Slug: "admin"}, {Slug: "member"}},
	Groups:           []string{"Engineering", "Berlin"},
	CustomAttributes: map[string]any{"title": "CTO", "floor": json.Number("3")},
	RawAttributes:    map[string]any{"locale": "de", "emails": []any{"ann@foo-corp.com"}},
}

const fullProfileAndToken = `{
	"token_type": "Bearer",
	"access_token": "s3cret-access",
	"expires_in": 600,
	"profile": ` + fullProfile + `,
	"oauth_tokens": {
		"provider": "GoogleOAuth",
		"refresh_token": "s3cret-refresh",
		"access_token": "s3cret-provider",
		"expires_at": 1768478400,
		"scopes": ["profile", "email"]
	}
}`

var wantProfileAndToken = &sso.ProfileAndToken{
	TokenType:   "Bearer",
	AccessToken: "s3cret-access",
	ExpiresIn:   600,
	Profile:     *wantProfile,
	OAuthTokens: &sso.OAuthTokens{
		Provider: "GoogleOAuth", RefreshToken: "s3cret-refresh", AccessToken: "s3cret-provider",
		ExpiresAt: 1768478400, Scopes: []string{"profile", "email"},
	},
}

// Every operation: what it sends, and what it makes of the answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, sso.New, operationtest.Cases[service]{
		"ListConnections": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListConnections(ctx, sso.ListConnectionsParams{
					ListParams:     operationtest.Paging,
					ConnectionType: sso.ConnectionTypeGitHubOAuthFilter,
					Domain:         "foo-corp.com",
					OrganizationID: "org_1",
					Search:         "Foo Corp",
				}))
			},
			Line:   "GET /connections?after=x_0&before=x_9&connection_type=GithubOAuth&domain=foo-corp.com&limit=5&order=asc&organization_id=org_1&search=Foo+Corp",
			Answer: operationtest.ListJSON(fullConnection), Want: operationtest.PageOf(*wantConnection),
		},
		"ListConnections of all": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListConnections(ctx, sso.ListConnectionsParams{}))
			},
			Line:   "GET /connections",
			Answer: operationtest.ListJSON(fullConnection), Want: operationtest.PageOf(*wantConnection),
		},
		"GetConnection": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetConnection(ctx, "conn_1") },
			Line: "GET /connections/conn_1", Answer: fullConnection, Want: wantConnection,
		},
		"DeleteConnection": {
			Call: func(ctx context.Context, s service) (any, error) { return nil, s.DeleteConnection(ctx, "conn/1") },
			Line: "DELETE /connections/conn%2F1",
		},
		"GetProfileAndToken": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.GetProfileAndToken(ctx, sso.GetProfileAndTokenParams{Code: "the code"})
			},
			Line: "POST /sso/token", Authorization: operationtest.NoAuthorization,
			Body:   `{"client_id":"client_workostest","client_secret":"sk_test_workostest","grant_type":"authorization_code","code":"the code"}`,
			Answer: fullProfileAndToken, Want: wantProfileAndToken,
		},
		"GetProfileAndToken with a verifier": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.GetProfileAndToken(ctx, sso.GetProfileAndTokenParams{Code: "the code", CodeVerifier: "the verifier"})
			},
			Line: "POST /sso/token", Authorization: operationtest.NoAuthorization,
			Body: `{"client_id":"client_workostest","client_secret":"sk_test_workostest","grant_type":"authorization_code",
			"code":"the code","code_verifier":"the verifier"}`,
			Answer: fullProfileAndToken, Want: wantProfileAndToken,
		},
		"GetProfile": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetProfile(ctx, "the token") },
			Line: "GET /sso/profile", Authorization: "Bearer the token", Answer: fullProfile, Want: wantProfile,
		},
		"AuthorizeLogout": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.AuthorizeLogout(ctx, sso.AuthorizeLogoutParams{ProfileID: "prof_1"})
			},
			Line: "POST /sso/logout/authorize", Body: `{"profile_id":"prof_1"}`,
			Answer: `{"logout_url":"https://auth.workos.com/sso/logout?token=ey","logout_token":"ey"}`,
			Want:   &sso.LogoutAuthorization{LogoutURL: "https://auth.workos.com/sso/logout?token=ey", LogoutToken: "ey"},
		},
	})
}

// URLs are built without a request.
func TestURLs(t *testing.T) {
	t.Parallel()
	const callback = "https://app.example.com/callback?a=b"
	const fixed = "client_id=client_workostest&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback%3Fa%3Db&response_type=code"
	authorize := func(params sso.AuthorizationURLParams) func(service) (string, error) {
		return func(s service) (string, error) { return s.AuthorizationURL(params) }
	}
	for name, test := range map[string]struct {
		build func(service) (string, error)
		want  string
	}{
		"connection":   {authorize(sso.AuthorizationURLParams{RedirectURI: callback, Connection: "conn_1"}), "/sso/authorize?connection=conn_1&" + fixed},
		"organization": {authorize(sso.AuthorizationURLParams{RedirectURI: callback, Organization: "org_1"}), "/sso/authorize?organization=org_1&" + fixed},
		"provider":     {authorize(sso.AuthorizationURLParams{RedirectURI: callback, Provider: sso.ProviderGoogle}), "/sso/authorize?provider=GoogleOAuth&" + fixed},
		"domain":       {authorize(sso.AuthorizationURLParams{RedirectURI: callback, Domain: "foo-corp.com"}), "/sso/authorize?domain=foo-corp.com&" + fixed},
		"everything": {
			authorize(sso.AuthorizationURLParams{
				RedirectURI: callback, Connection: "conn_1", Organization: "org_1", Provider: sso.ProviderGoogle, Domain: "foo-corp.com",
				State: "a state&more=1", CodeChallenge: "the-challenge", DomainHint: "foo-corp.com", LoginHint: "ann@foo-corp.com",
				Nonce: "nonce 1", Prompt: "login", ProviderScopes: []string{"openid", "https://provider.example/scope"},
				ProviderQueryParams: sso.ProviderQueryParams{"hd": "example.com", "access type": "off&line"},
			}),
			"/sso/authorize?connection=conn_1&organization=org_1&provider=GoogleOAuth&domain=foo-corp.com&state=a+state%26more%3D1" +
				"&code_challenge=the-challenge&code_challenge_method=S256&domain_hint=foo-corp.com&login_hint=ann%40foo-corp.com" +
				"&nonce=nonce+1&prompt=login&provider_scopes=openid%2Chttps%3A%2F%2Fprovider.example%2Fscope" +
				"&provider_query_params%5Bhd%5D=example.com&provider_query_params%5Baccess+type%5D=off%26line&" + fixed,
		},
		"logout": {func(s service) (string, error) { return s.LogoutURL("a token&") }, "/sso/logout?token=a+token%26"},
		"keys":   {service.JWKSURL, "/sso/jwks/client_workostest"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := workostest.NewServer(t)
			built, err := test.build(sso.New(srv.Client(workos.WithAPIKey(""))))
			require.NoError(t, err)
			got, err := url.Parse(built)
			require.NoError(t, err)
			want, err := url.Parse("https://api.workos.test" + test.want)
			require.NoError(t, err)
			assert.Equal(t, want.Query(), got.Query())
			got.RawQuery, want.RawQuery = "", ""
			assert.Equal(t, want.String(), got.String())
			assert.Empty(t, srv.Requests())
		})
	}
}

func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, sso.Connection{ID: "conn_1"},
		`{"id":"conn_1"}`,
		`{"id":"conn_1","organization_id":null,"name":null,"domains":null,"created_at":null,"status":null}`,
		`{"id":"conn_1","new_field":{"a":[1]}}`)
	operationtest.RequireDecoded(t, sso.Connection{ConnectionType: "BrandNewSAML", State: "resting"},
		`{"connection_type":"BrandNewSAML","state":"resting"}`)
	operationtest.RequireDecoded(t, sso.ProfileAndToken{AccessToken: "at_1", Profile: sso.Profile{ID: "prof_1"}},
		`{"access_token":"at_1","profile":{"id":"prof_1","organization_id":null,"first_name":null,"last_name":null,"name":null,
		"role":null,"roles":null,"groups":null,"custom_attributes":null,"raw_attributes":null,"new":1},"oauth_tokens":null}`)
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	operationtest.RequireRoundTrip[sso.Connection](t, fullConnection)
	operationtest.RequireRoundTrip[sso.ProfileAndToken](t, fullProfileAndToken)
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	operationtest.RequireIDs(t, sso.New, "GetProfile", "LogoutURL")
	srv := workostest.NewServer(t)
	s, ctx := sso.New(srv.Client()), t.Context()
	for param, params := range map[string]sso.AuthorizationURLParams{
		"redirect_uri": {Connection: "conn_1"},
		"connection":   {RedirectURI: "https://app.example.com/callback", LoginHint: "ann@foo-corp.com"},
	} {
		assert.Equal(t, param, operationtest.RefusedParam(s.AuthorizationURL(params)))
	}
	assert.Equal(t, "code", operationtest.RefusedParam(s.GetProfileAndToken(ctx, sso.GetProfileAndTokenParams{CodeVerifier: "verifier"})))
	assert.Equal(t, "profile_id", operationtest.RefusedParam(s.AuthorizeLogout(ctx, sso.AuthorizeLogoutParams{})))
	assert.Equal(t, "token", operationtest.RefusedParam(s.LogoutURL("")))
	assert.Equal(t, "Authorization", operationtest.RefusedParam(s.GetProfile(ctx, "")))
	assert.Empty(t, srv.Requests())
}

// Whoever finds that a parameter of a URL is missing, the error begins alike.
func TestMissingParams(t *testing.T) {
	t.Parallel()
	s := sso.New(workostest.NewServer(t).Client())
	for param, params := range map[string]sso.AuthorizationURLParams{
		"connection":   {RedirectURI: "https://app.example.com/callback"},
		"redirect_uri": {Connection: "conn_1"},
	} {
		_, err := s.AuthorizationURL(params)
		var missing *workos.ParamError
		require.ErrorAs(t, err, &missing)
		assert.Equal(t, param, missing.Param)
		assert.ErrorContains(t, err, "workos: /sso/authorize: parameter ")
	}
}

// What a client lacks is said before anything is sent.
func TestCredentials(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	ctx := t.Context()
	anonymous := sso.New(srv.Client(workos.WithClientID("")))
	_, err := anonymous.AuthorizationURL(sso.AuthorizationURLParams{RedirectURI: "https://app.example.com/", Connection: "conn_1"})
	require.ErrorIs(t, err, workos.ErrMissingClientID)
	_, err = anonymous.JWKSURL()
	require.ErrorIs(t, err, workos.ErrMissingClientID)
	_, err = anonymous.GetProfileAndToken(ctx, sso.GetProfileAndTokenParams{Code: "code", CodeVerifier: "verifier"})
	require.ErrorIs(t, err, workos.ErrMissingClientID)

	public := sso.New(srv.Client(workos.WithAPIKey("")))
	_, err = public.GetProfileAndToken(ctx, sso.GetProfileAndTokenParams{Code: "code"})
	require.ErrorIs(t, err, workos.ErrMissingAPIKey)
	_, err = public.AuthorizeLogout(ctx, sso.AuthorizeLogoutParams{ProfileID: "prof_1"})
	require.ErrorIs(t, err, workos.ErrMissingAPIKey)
	assert.Empty(t, srv.Requests())

	srv.Fail("POST /sso/token", 1, workostest.Respond(http.StatusOK, nil, fullProfileAndToken))
	_, err = public.GetProfileAndToken(ctx, sso.GetProfileAndTokenParams{Code: "code", CodeVerifier: "verifier"})
	require.NoError(t, err)
	assert.JSONEq(t, `{"client_id":"client_workostest","grant_type":"authorization_code","code":"code","code_verifier":"verifier"}`,
		string(srv.Requests()[0].Body))

	srv.Fail("GET /sso/profile", 1, workostest.Respond(http.StatusOK, nil, fullProfile))
	profile, err := public.GetProfile(ctx, "token")
	require.NoError(t, err)
	assert.Equal(t, wantProfile, profile)
}

// Options of the caller reach the request, and cannot bring the API key back.
func TestGetProfileIsAuthorizedByItsToken(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.Fail("GET /sso/profile", 1, workostest.Respond(http.StatusOK, nil, fullProfile))
	opts := make([]workos.RequestOption, 0, 8)
	opts = append(opts, workos.WithHeader("X-Extra", "1"), workos.WithBearerToken(workostest.APIKey))
	_, err := sso.New(srv.Client()).GetProfile(t.Context(), "token", opts...)
	require.NoError(t, err)
	header := srv.Requests()[0].Header
	assert.Equal(t, "Bearer token", header.Get("Authorization"))
	assert.Equal(t, "1", header.Get("X-Extra"))
	assert.Nil(t, opts[:3][2], "the caller's slice is left alone")
}

// The errors of OAuth have a code, and do not repeat what was sent.
func TestRefusals(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	s, ctx := sso.New(srv.Client()), t.Context()
	srv.Fail("POST /sso/token", 1, workostest.Respond(http.StatusBadRequest, nil,
		`{"error":"invalid_grant","error_description":"The code s3cret-code has expired."}`))
	_, err := s.GetProfileAndToken(ctx, sso.GetProfileAndTokenParams{Code: "s3cret-code", CodeVerifier: "s3cret-verifier"})
	require.ErrorIs(t, err, workos.ErrBadRequest)
	var apiErr *workos.Error
	require.ErrorAs(t, err, &apiErr)
	assert.Equal(t, "invalid_grant", apiErr.Code)
	assert.NotContains(t, err.Error(), "s3cret")
	assert.NotContains(t, err.Error(), workostest.APIKey)

	srv.Fail("GET /sso/profile", 1, workostest.Respond(http.StatusUnauthorized, nil, `{"error":"Unauthorized"}`))
	_, err = s.GetProfile(ctx, "s3cret-token")
	require.ErrorIs(t, err, workos.ErrUnauthorized)
	assert.NotContains(t, err.Error(), "s3cret")
}

// A code is exchanged once: the call is not repeated where it may have arrived.
func TestTheExchangeIsNotRepeated(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.Fail("POST /sso/token", 1, workostest.DropConnection())
	_, err := sso.New(srv.Client()).GetProfileAndToken(t.Context(), sso.GetProfileAndTokenParams{Code: "code"})
	require.Error(t, err)
	assert.Len(t, srv.Requests(), 1)
}

func TestPKCE(t *testing.T) {
	t.Parallel()
	first, second := sso.NewPKCE(), sso.NewPKCE()
	assert.NotEqual(t, first.Verifier, second.Verifier)
	assert.Len(t, first.Verifier, 43)
	assert.Len(t, first.Challenge, 43)
	assert.NotEqual(t, first.Verifier, first.Challenge)
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	for _, value := range []any{
		sso.PKCE{Verifier: "s3cret", Challenge: "shown"},
		sso.GetProfileAndTokenParams{Code: "s3cret-code", CodeVerifier: "s3cret-verifier"},
		*wantProfileAndToken,
		*wantProfileAndToken.OAuthTokens,
		sso.LogoutAuthorization{LogoutURL: "https://auth.workos.com/sso/logout?token=s3cret", LogoutToken: "s3cret"},
	} {
		operationtest.RequireHidden(t, value, "s3cret")
	}
}

// In production, signing out has a server of its own.
func TestLogoutServer(t *testing.T) {
	t.Parallel()
	s := sso.New(workos.NewClient(workos.WithBaseURL(workos.DefaultBaseURL)))
	got, err := s.LogoutURL("token")
	require.NoError(t, err)
	assert.Equal(t, "https://auth.workos.com/sso/logout?token=token", got)
}

// An answer without a profile or a token, of a proxy for instance, signs nobody in.
func TestProfileThatIsNone(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{`{}`, `{"status":"ok"}`, `{"access_token":"at_1"}`, `{"profile":{"id":"prof_1"}}`, `{"access_token":"at_1","profile":null}`} {
		srv := workostest.NewServer(t)
		srv.Fail("POST /sso/token", 1, workostest.Respond(http.StatusOK, nil, answer))
		_, err := sso.New(srv.Client()).GetProfileAndToken(t.Context(), sso.GetProfileAndTokenParams{Code: "code"})
		require.ErrorIs(t, err, workos.ErrInvalidResponse, answer)
	}
}
