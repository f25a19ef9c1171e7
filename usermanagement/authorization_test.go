package usermanagement_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func TestAuthorizationURL(t *testing.T) {
	t.Parallel()
	users := usermanagement.New(workos.NewClient(workos.WithAPIKey(""), workos.WithClientID("client_1"), workos.WithBaseURL("https://auth.example.com")))
	const redirect = "https://example.com/callback?next=/a b"
	for want, params := range map[string]usermanagement.AuthorizationURLParams{
		"provider=authkit": {RedirectURI: redirect, Provider: usermanagement.ProviderAuthKit},
		"connection_id=conn_1&code_challenge=chall&code_challenge_method=S256&state=a%26b": {
			RedirectURI: redirect, ConnectionID: "conn_1", CodeChallenge: "chall", State: "a&b",
		},
		"organization_id=org_1&max_age=0&provider_scopes=profile%2Cemail": {
			RedirectURI: redirect, OrganizationID: "org_1", MaxAge: workos.Set(0), ProviderScopes: []string{"profile", "email"},
		},
		"provider=authkit&organization_id=org_1&screen_hint=sign-up&login_hint=ann%40example.com&domain_hint=example.com&invitation_token=inv&" +
			"max_age=3600&prompt=login&provider_query_params%5Bhd%5D=example.com&provider_query_params%5Bx+y%5D=1": {
			RedirectURI: redirect, Provider: usermanagement.ProviderAuthKit, OrganizationID: "org_1", ScreenHint: usermanagement.ScreenHintSignUp,
			LoginHint: "ann@example.com", DomainHint: "example.com", InvitationToken: "inv", MaxAge: workos.Set(3600), Prompt: "login",
			ProviderQueryParams: map[string]string{"hd": "example.com", "x y": "1"},
		},
	} {
		got, err := users.AuthorizationURL(params)
		require.NoError(t, err)
		parsed, err := url.Parse(got)
		require.NoError(t, err)
		expected, err := url.ParseQuery(want)
		require.NoError(t, err)
		expected.Set("client_id", "client_1")
		expected.Set("response_type", "code")
		expected.Set("redirect_uri", redirect)
		assert.Equal(t, expected, parsed.Query())
		parsed.RawQuery = ""
		assert.Equal(t, "https://auth.example.com/user_management/authorize", parsed.String())
	}
}

// Each rule that is broken is named.
func TestAuthorizationURLRules(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users := usermanagement.New(srv.Client())
	for param, params := range map[string]usermanagement.AuthorizationURLParams{
		"provider":     {RedirectURI: "https://example.com"},
		"redirect_uri": {Provider: usermanagement.ProviderAuthKit},
		"screen_hint":  {RedirectURI: "https://example.com", OrganizationID: "org_1", ScreenHint: usermanagement.ScreenHintSignIn},
	} {
		got, err := users.AuthorizationURL(params)
		var paramErr *workos.ParamError
		require.ErrorAs(t, err, &paramErr)
		assert.Equal(t, param, paramErr.Param)
		assert.Empty(t, got)
	}
	_, err := usermanagement.New(srv.Client(workos.WithClientID(""))).AuthorizationURL(usermanagement.AuthorizationURLParams{
		RedirectURI: "https://example.com", Provider: usermanagement.ProviderAuthKit,
	})
	require.ErrorIs(t, err, workos.ErrMissingClientID)
	assert.Empty(t, srv.Requests())
}

func TestLogoutURL(t *testing.T) {
	t.Parallel()
	users := usermanagement.New(workos.NewClient(workos.WithBaseURL("https://auth.example.com")))
	got, err := users.LogoutURL(usermanagement.LogoutURLParams{SessionID: "session_1", ReturnTo: "https://example.com/bye"})
	require.NoError(t, err)
	assert.Equal(t, "https://auth.example.com/user_management/sessions/logout?return_to=https%3A%2F%2Fexample.com%2Fbye&session_id=session_1", got)
	got, err = users.LogoutURL(usermanagement.LogoutURLParams{SessionID: "session_1"})
	require.NoError(t, err)
	assert.Equal(t, "https://auth.example.com/user_management/sessions/logout?session_id=session_1", got)
	_, err = users.LogoutURL(usermanagement.LogoutURLParams{})
	var paramErr *workos.ParamError
	require.ErrorAs(t, err, &paramErr)
}

func TestNewPKCE(t *testing.T) {
	t.Parallel()
	pair := usermanagement.NewPKCE()
	assert.Len(t, pair.Verifier, 43)
	assert.Len(t, pair.Challenge, 43)
	assert.NotEqual(t, pair, usermanagement.NewPKCE())
}
