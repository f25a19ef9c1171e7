package workostest_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/workostest"
)

const redirectURI = "https://app.example.com/callback?tenant=7"

// browse requests a URL as a browser does, without an API key.
func browse(t *testing.T, srv *workostest.Server, target string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	require.NoError(t, err)
	res, err := srv.Do(req)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	return res
}

// authorize signs in and returns what comes back to the redirect URI.
func authorize(t *testing.T, srv *workostest.Server, params sso.AuthorizationURLParams) url.Values {
	t.Helper()
	params.RedirectURI = redirectURI
	target, err := sso.New(srv.Client()).AuthorizationURL(params)
	require.NoError(t, err)
	res := browse(t, srv, target)
	require.Equal(t, http.StatusFound, res.StatusCode)
	location, err := res.Location()
	require.NoError(t, err)
	assert.Equal(t, "https://app.example.com/callback", location.Scheme+"://"+location.Host+location.Path)
	assert.Equal(t, "7", location.Query().Get("tenant"))
	return location.Query()
}

func emitted(t *testing.T, srv *workostest.Server) []events.Event {
	t.Helper()
	page, err := events.New(srv.Client()).List(t.Context(), events.ListParams{ListParams: workos.ListParams{Order: workos.OrderAsc}})
	require.NoError(t, err)
	return page.Data
}

func TestConnections(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	now := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)
	srv.SetTime(now)
	s, ctx := sso.New(srv.Client()), t.Context()
	org := create(t, srv.Client(), "Foo Corp")
	first := srv.AddConnection(sso.Connection{OrganizationID: org.ID, Domains: []sso.ConnectionDomain{{Domain: "foo-corp.com"}}})
	assert.Equal(t, sso.Connection{
		Object: "connection", ID: first.ID, OrganizationID: org.ID, ConnectionType: sso.ConnectionTypeGenericSAML, Name: "Foo Corp",
		State: sso.ConnectionStateActive, Status: sso.ConnectionStatusLinked,
		Domains:   []sso.ConnectionDomain{{Object: "connection_domain", ID: first.Domains[0].ID, Domain: "foo-corp.com"}},
		CreatedAt: now, UpdatedAt: now,
	}, first)
	second := srv.AddConnection(sso.Connection{
		ID: "conn_2", Name: "Bar", ConnectionType: sso.ConnectionTypeGitHubOAuth, State: sso.ConnectionStateDraft, CreatedAt: now.Add(-time.Hour),
	})
	assert.Equal(t, sso.ConnectionStatusUnlinked, second.Status)
	assert.Equal(t, now.Add(-time.Hour), second.CreatedAt)

	got, err := s.GetConnection(ctx, first.ID)
	require.NoError(t, err)
	assert.Equal(t, first, *got)
	for name, test := range map[string]struct {
		params sso.ListConnectionsParams
		want   []sso.Connection
	}{
		"all, newest first": {sso.ListConnectionsParams{}, []sso.Connection{second, first}},
		"oldest":            {sso.ListConnectionsParams{ListParams: workos.ListParams{Limit: 1, Order: workos.OrderAsc}}, []sso.Connection{first}},
		"type":              {sso.ListConnectionsParams{ConnectionType: sso.ConnectionTypeGenericSAML}, []sso.Connection{first}},
		"GitHub":            {sso.ListConnectionsParams{ConnectionType: sso.ConnectionTypeGitHubOAuthFilter}, []sso.Connection{second}},
		"domain":            {sso.ListConnectionsParams{Domain: "Foo-Corp.com"}, []sso.Connection{first}},
		"organization":      {sso.ListConnectionsParams{OrganizationID: org.ID}, []sso.Connection{first}},
		"name":              {sso.ListConnectionsParams{Search: "bAR"}, []sso.Connection{second}},
		"none":              {sso.ListConnectionsParams{Search: "bar", OrganizationID: org.ID}, []sso.Connection{}},
	} {
		page, err := s.ListConnections(ctx, test.params)
		require.NoError(t, err, name)
		assert.Equal(t, test.want, page.Data, name)
	}
	_, err = s.ListConnections(ctx, sso.ListConnectionsParams{ListParams: workos.ListParams{Limit: 101}})
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "limit", Code: "out_of_range"})

	var response workos.Response
	require.NoError(t, s.DeleteConnection(ctx, first.ID, workos.WithResponse(&response)))
	assert.Equal(t, 204, response.StatusCode)
	_, err = s.GetConnection(ctx, first.ID)
	requireRefusal(t, err, 404, "")
	requireRefusal(t, s.DeleteConnection(ctx, first.ID), 404, "")
}

func TestConnectionEvents(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.AddConnection(sso.Connection{State: sso.ConnectionStateInactive})
	connection := srv.AddConnection(sso.Connection{OrganizationID: "org_1", ExternalKey: "key", Domains: []sso.ConnectionDomain{{Domain: "a.com"}}})
	require.NoError(t, sso.New(srv.Client()).DeleteConnection(t.Context(), connection.ID))
	found := emitted(t, srv)
	require.Len(t, found, 2)
	assert.Equal(t, events.TypeConnectionActivated, found[0].Type)
	activated, err := events.Data[sso.Connection](found[0])
	require.NoError(t, err)
	connection.ExternalKey = "key"
	assert.Equal(t, connection, *activated)
	assert.Equal(t, events.TypeConnectionDeleted, found[1].Type)
	deleted, err := events.Data[map[string]any](found[1])
	require.NoError(t, err)
	assert.Equal(t, connection.ID, (*deleted)["id"])
	assert.NotContains(t, *deleted, "domains")
	assert.NotContains(t, *deleted, "status")
	assert.NotContains(t, *deleted, "external_key")
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	s, ctx := sso.New(srv.Client()), t.Context()
	connection := srv.AddConnection(sso.Connection{
		OrganizationID: "org_1", ConnectionType: sso.ConnectionTypeGoogleOAuth, Domains: []sso.ConnectionDomain{{Domain: "foo-corp.com"}},
	})
	ann := srv.AddProfile(connection.ID, sso.Profile{Email: "ann@foo-corp.com", FirstName: "Ann", LastName: "Lee", Groups: []string{"Ops"}})
	bob := srv.AddProfile(connection.ID, sso.Profile{Email: "bob@foo-corp.com", Role: &sso.Role{Slug: "admin"}})
	assert.Equal(t, "Ann Lee", ann.Name)
	assert.Equal(t, "org_1", ann.OrganizationID)
	assert.Equal(t, sso.ConnectionTypeGoogleOAuth, ann.ConnectionType)
	for name, test := range map[string]struct {
		params sso.AuthorizationURLParams
		want   sso.Profile
	}{
		"connection":   {sso.AuthorizationURLParams{Connection: connection.ID}, ann},
		"organization": {sso.AuthorizationURLParams{Organization: "org_1", State: "a state"}, ann},
		"provider":     {sso.AuthorizationURLParams{Provider: sso.ProviderGoogle}, ann},
		"domain":       {sso.AuthorizationURLParams{Domain: "foo-corp.com"}, ann},
		"login hint":   {sso.AuthorizationURLParams{Connection: connection.ID, LoginHint: "Bob@foo-corp.com"}, bob},
	} {
		came := authorize(t, srv, test.params)
		assert.Equal(t, test.params.State, came.Get("state"), name)
		assert.Equal(t, test.params.State != "", came.Has("state"), name)
		result, err := s.GetProfileAndToken(ctx, sso.GetProfileAndTokenParams{Code: came.Get("code")})
		require.NoError(t, err, name)
		assert.Equal(t, test.want, result.Profile, name)
		assert.Equal(t, "Bearer", result.TokenType)
		assert.Equal(t, 600, result.ExpiresIn)
		again, err := s.GetProfile(ctx, result.AccessToken)
		require.NoError(t, err, name)
		assert.Equal(t, test.want, *again, name)
	}
}

// What is not known of a person is null, as the API has it.
func TestWireOfAProfile(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	connection := srv.AddConnection(sso.Connection{ID: "conn_1"})
	srv.AddProfile(connection.ID, sso.Profile{ID: "prof_1", IDPID: "1", Email: "ann@foo-corp.com"})
	came := authorize(t, srv, sso.AuthorizationURLParams{Connection: connection.ID})
	var response workos.Response
	result, err := sso.New(srv.Client()).GetProfileAndToken(t.Context(), sso.GetProfileAndTokenParams{Code: came.Get("code")}, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, 200, response.StatusCode)
	assert.JSONEq(t, `{"token_type":"Bearer","access_token":"`+result.AccessToken+`","expires_in":600,"profile":{
		"object":"profile","id":"prof_1","organization_id":null,"connection_id":"conn_1","connection_type":"GenericSAML",
		"idp_id":"1","email":"ann@foo-corp.com","first_name":null,"last_name":null,"name":null,"raw_attributes":{}}}`, string(response.Body))
}

func TestRefusedSignIns(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	add := func(org string, state sso.ConnectionState) sso.Connection {
		c := srv.AddConnection(sso.Connection{OrganizationID: org, State: state})
		srv.AddProfile(c.ID, sso.Profile{Email: "ann@foo-corp.com"})
		return c
	}
	active := add("org_1", "")
	inactive := add("org_2", sso.ConnectionStateInactive)
	add("org_3", "")
	add("org_3", "")
	add("org_4", "")
	add("org_4", sso.ConnectionStateDraft)
	empty := srv.AddConnection(sso.Connection{})
	for name, test := range map[string]struct {
		params sso.AuthorizationURLParams
		want   string
	}{
		"no such connection":       {sso.AuthorizationURLParams{Connection: "conn_9"}, "connection_invalid"},
		"no such organization":     {sso.AuthorizationURLParams{Organization: "org_9"}, "organization_invalid"},
		"no such provider":         {sso.AuthorizationURLParams{Provider: sso.ProviderApple}, "connection_invalid"},
		"no such domain":           {sso.AuthorizationURLParams{Domain: "foo-corp.com"}, "connection_invalid"},
		"inactive":                 {sso.AuthorizationURLParams{Connection: inactive.ID}, "connection_unlinked"},
		"inactive of organization": {sso.AuthorizationURLParams{Organization: "org_2"}, "connection_unlinked"},
		"several":                  {sso.AuthorizationURLParams{Organization: "org_3"}, "ambiguous_connection_selector"},
		"one active of several":    {sso.AuthorizationURLParams{Organization: "org_4"}, ""},
		"nobody":                   {sso.AuthorizationURLParams{Connection: empty.ID}, "access_denied"},
		"somebody else":            {sso.AuthorizationURLParams{Connection: active.ID, LoginHint: "eve@foo-corp.com"}, "access_denied"},
	} {
		test.params.State = "a state"
		came := authorize(t, srv, test.params)
		assert.Equal(t, test.want, came.Get("error"), name)
		assert.Equal(t, test.want == "", came.Get("error_description") == "", name)
		assert.Equal(t, test.want == "", came.Has("code"), name)
		assert.Equal(t, "a state", came.Get("state"), name)
	}

	const base = "https://api.workos.test/sso/authorize?"
	const good = "client_id=client_workostest&response_type=code&redirect_uri=https%3A%2F%2Fa.com"
	for query, want := range map[string]string{
		good: "invalid_connection_selector",
		good + "&connection=" + active.ID + "&code_challenge=abc":                             "invalid_request",
		good + "&connection=" + active.ID + "&code_challenge=abc&code_challenge_method=plain": "invalid_request",
	} {
		location, err := browse(t, srv, base+query).Location()
		require.NoError(t, err)
		assert.Equal(t, want, location.Query().Get("error"), query)
		assert.False(t, location.Query().Has("state"))
	}
	for _, query := range []string{
		"client_id=client_other&response_type=code&redirect_uri=https%3A%2F%2Fa.com",
		"client_id=client_workostest&response_type=token&redirect_uri=https%3A%2F%2Fa.com",
		"client_id=client_workostest&response_type=code&redirect_uri=callback",
		"client_id=client_workostest&response_type=code&redirect_uri=%3A",
	} {
		assert.Equal(t, 422, browse(t, srv, base+query).StatusCode, query)
	}
	assert.Panics(t, func() { srv.AddProfile("conn_9", sso.Profile{}) })
}

func TestRefusedExchanges(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	ctx := t.Context()
	s, public := sso.New(srv.Client()), sso.New(srv.Client(workos.WithAPIKey("")))
	connection := srv.AddConnection(sso.Connection{})
	srv.AddProfile(connection.ID, sso.Profile{Email: "ann@foo-corp.com"})
	pair := sso.NewPKCE()
	plain := func() string {
		return authorize(t, srv, sso.AuthorizationURLParams{Connection: connection.ID}).Get("code")
	}
	challenged := func() string {
		return authorize(t, srv, sso.AuthorizationURLParams{Connection: connection.ID, CodeChallenge: pair.Challenge}).Get("code")
	}
	late := plain()
	srv.Advance(10*time.Minute + time.Second)
	used := challenged()
	_, err := public.GetProfileAndToken(ctx, sso.GetProfileAndTokenParams{Code: used, CodeVerifier: pair.Verifier})
	require.NoError(t, err)
	_, err = s.GetProfileAndToken(ctx, sso.GetProfileAndTokenParams{Code: challenged(), CodeVerifier: pair.Verifier})
	require.NoError(t, err)

	for name, test := range map[string]struct {
		service *sso.Service
		params  sso.GetProfileAndTokenParams
		code    string
	}{
		"unknown":                       {s, sso.GetProfileAndTokenParams{Code: "code"}, "invalid_grant"},
		"too late":                      {s, sso.GetProfileAndTokenParams{Code: late}, "invalid_grant"},
		"used":                          {public, sso.GetProfileAndTokenParams{Code: used, CodeVerifier: pair.Verifier}, "invalid_grant"},
		"another verifier":              {s, sso.GetProfileAndTokenParams{Code: challenged(), CodeVerifier: sso.NewPKCE().Verifier}, "invalid_grant"},
		"no verifier":                   {s, sso.GetProfileAndTokenParams{Code: challenged()}, "invalid_grant"},
		"verifier without challenge":    {public, sso.GetProfileAndTokenParams{Code: plain(), CodeVerifier: pair.Verifier}, "invalid_grant"},
		"another client":                {sso.New(srv.Client(workos.WithClientID("client_other"))), sso.GetProfileAndTokenParams{Code: plain()}, "invalid_client"},
		"another key":                   {sso.New(srv.Client(workos.WithAPIKey("sk_other"))), sso.GetProfileAndTokenParams{Code: plain()}, "invalid_client"},
		"another key beside a verifier": {sso.New(srv.Client(workos.WithAPIKey("sk_other"))), sso.GetProfileAndTokenParams{Code: challenged(), CodeVerifier: pair.Verifier}, "invalid_client"},
	} {
		_, err := test.service.GetProfileAndToken(ctx, test.params)
		require.Error(t, err, name)
		requireRefusal(t, err, 400, test.code)
	}

	post := func(body map[string]string) error {
		return srv.Client().Do(ctx, workos.Request{Method: "POST", Path: workos.Path("/sso/token"), Body: body, Public: true}, nil)
	}
	requireRefusal(t, post(map[string]string{}), 422, "",
		workos.FieldError{Field: "client_id", Code: "required"}, workos.FieldError{Field: "code", Code: "required"}, workos.FieldError{Field: "grant_type", Code: "required"})
	requireRefusal(t, post(map[string]string{"client_id": workostest.ClientID, "code": "code", "grant_type": "password"}), 400, "unsupported_grant_type")
	requireRefusal(t, post(map[string]string{"client_id": workostest.ClientID, "code": plain(), "grant_type": "authorization_code"}), 400, "invalid_client")
}

func TestAccessTokens(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	s, ctx := sso.New(srv.Client()), t.Context()
	connection := srv.AddConnection(sso.Connection{})
	srv.AddProfile(connection.ID, sso.Profile{Email: "ann@foo-corp.com"})
	token := func() string {
		code := authorize(t, srv, sso.AuthorizationURLParams{Connection: connection.ID}).Get("code")
		result, err := s.GetProfileAndToken(t.Context(), sso.GetProfileAndTokenParams{Code: code})
		require.NoError(t, err)
		return result.AccessToken
	}
	old := token()
	srv.Advance(11 * time.Minute)
	for _, wrong := range []string{old, "token", workostest.APIKey} {
		_, err := s.GetProfile(ctx, wrong)
		require.ErrorIs(t, err, workos.ErrUnauthorized)
	}
	orphaned := token()
	require.NoError(t, s.DeleteConnection(ctx, connection.ID))
	_, err := s.GetProfile(ctx, orphaned)
	requireRefusal(t, err, 404, "")
}

func TestLogout(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	s, ctx := sso.New(srv.Client()), t.Context()
	saml := srv.AddConnection(sso.Connection{OrganizationID: "org_1"})
	oidc := srv.AddConnection(sso.Connection{OrganizationID: "org_2", ConnectionType: sso.ConnectionTypeGenericOIDC})
	ann := srv.AddProfile(saml.ID, sso.Profile{Email: "ann@foo-corp.com"})
	bob := srv.AddProfile(oidc.ID, sso.Profile{Email: "bob@bar.com"})

	_, err := s.AuthorizeLogout(ctx, sso.AuthorizeLogoutParams{ProfileID: ann.ID})
	requireRefusal(t, err, 400, "connection_invalid")
	_, err = s.AuthorizeLogout(ctx, sso.AuthorizeLogoutParams{ProfileID: "prof_9"})
	requireRefusal(t, err, 404, "")
	err = srv.Client().Do(ctx, workos.Request{Method: "POST", Path: workos.Path("/sso/logout/authorize")}, nil)
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "profile_id", Code: "required"})

	saml.ConnectionType, saml.OrganizationID = sso.ConnectionTypeGenericOIDC, "org_3"
	srv.AddConnection(saml)
	_, err = s.AuthorizeLogout(ctx, sso.AuthorizeLogoutParams{ProfileID: ann.ID})
	require.NoError(t, err, "the connection has another kind now")
	code := authorize(t, srv, sso.AuthorizationURLParams{Connection: saml.ID}).Get("code")
	moved, err := s.GetProfileAndToken(ctx, sso.GetProfileAndTokenParams{Code: code})
	require.NoError(t, err)
	assert.Equal(t, "org_3", moved.Profile.OrganizationID)

	authorized := func() *sso.LogoutAuthorization {
		logout, err := s.AuthorizeLogout(ctx, sso.AuthorizeLogoutParams{ProfileID: bob.ID})
		require.NoError(t, err)
		return logout
	}
	logout := authorized()
	built, err := s.LogoutURL(logout.LogoutToken)
	require.NoError(t, err)
	assert.Equal(t, logout.LogoutURL, built)
	assert.Equal(t, 200, browse(t, srv, logout.LogoutURL).StatusCode, "signed in to no application")
	assert.Equal(t, 404, browse(t, srv, logout.LogoutURL).StatusCode, "used")

	authorize(t, srv, sso.AuthorizationURLParams{Connection: oidc.ID})
	res := browse(t, srv, authorized().LogoutURL)
	assert.Equal(t, 302, res.StatusCode)
	assert.Equal(t, "https://app.example.com/", res.Header.Get("Location"))

	late := authorized()
	srv.Advance(time.Hour)
	assert.Equal(t, 404, browse(t, srv, late.LogoutURL).StatusCode)
}
