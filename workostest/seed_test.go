package workostest_test

import (
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

const seedDocument = `{
	"organizations": [{"id": "org_foo", "name": "Foo Corp", "domain_data": [{"domain": "foo-corp.com", "state": "verified"}]}],
	"users": [
		{"id": "user_ann", "email": "ann@foo-corp.com", "email_verified": true, "password": "correct horse battery"},
		{"email": "bob@foo-corp.com"}
	],
	"memberships": [{"user_id": "user_ann", "organization_id": "org_foo", "role_slug": "admin"}],
	"connections": [{"id": "conn_foo", "organization_id": "org_foo", "connection_type": "OktaSAML", "profiles": [{"email": "ann@foo-corp.com"}]}],
	"directories": [{
		"id": "directory_foo", "organization_id": "org_foo",
		"users": [{"id": "directory_user_1", "email": "ann@foo-corp.com"}],
		"groups": [{"id": "directory_group_1", "name": "Admins", "members": ["directory_user_1"]}]
	}],
	"roles": {"admin": ["users:write", "users:read"]}
}`

func TestSeed(t *testing.T) {
	t.Parallel()
	var seed workostest.Seed
	require.NoError(t, json.Unmarshal([]byte(seedDocument), &seed))
	srv := workostest.NewServer(t)
	srv.Add(seed)
	client, ctx := srv.Client(), t.Context()
	org, err := organizations.New(client).Get(ctx, "org_foo")
	require.NoError(t, err)
	assert.Equal(t, "foo-corp.com", org.Domains[0].Domain)
	connection, err := sso.New(client).GetConnection(ctx, "conn_foo")
	require.NoError(t, err)
	assert.Equal(t, sso.ConnectionTypeOktaSAML, connection.ConnectionType)
	members, err := directorysync.New(client).ListUsers(ctx, directorysync.ListUsersParams{Group: "directory_group_1"})
	require.NoError(t, err)
	require.Len(t, members.Data, 1)
	auth, err := usermanagement.New(client).AuthenticateWithPassword(ctx, usermanagement.AuthenticateWithPasswordParams{
		Email: "ann@foo-corp.com", Password: "correct horse battery",
	})
	require.NoError(t, err)
	assert.Equal(t, "user_ann", auth.User.ID)
	claims := verifyToken(t, srv, auth.AccessToken)
	assert.Equal(t, "org_foo", claims["org_id"])
	assert.Equal(t, []any{"users:read", "users:write"}, claims["permissions"])

	for name, wrong := range map[string]workostest.Seed{
		"organization again": {Organizations: []workostest.SeedOrganization{{ID: "org_foo", CreateParams: organizations.CreateParams{Name: "Foo"}}}},
		"user again":         {Users: []workostest.SeedUser{{ID: "user_ann", CreateUserParams: usermanagement.CreateUserParams{Email: "other@foo-corp.com"}}}},
		"organization":       {Organizations: []workostest.SeedOrganization{{}}},
		"user":               {Users: []workostest.SeedUser{{}}},
		"membership":         {Memberships: []usermanagement.CreateOrganizationMembershipParams{{UserID: "user_ann", OrganizationID: "org_none"}}},
	} {
		assert.Panics(t, func() { srv.Add(wrong) }, name)
	}
	assert.NotContains(t, fmt.Sprintf("%+v", seed), "correct horse battery")
}

func TestAddOrganizationAndMembership(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp", Metadata: map[string]string{"tier": "gold"}})
	got, err := organizations.New(srv.Client()).Get(t.Context(), org.ID)
	require.NoError(t, err)
	assert.Equal(t, &org, got)
	user := srv.AddUser(ann)
	member := srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: user.ID, OrganizationID: org.ID, RoleSlug: "admin"})
	found, err := usermanagement.New(srv.Client()).GetOrganizationMembership(t.Context(), member.ID)
	require.NoError(t, err)
	assert.Equal(t, &member, found)
	assert.Panics(t, func() {
		srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: user.ID, OrganizationID: org.ID})
	}, "is a member already")
}

// With a seed and a clock, everything is the same again, byte for byte.
func TestSeedAndClock(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) string {
		srv := workostest.NewServer(t, workostest.WithSeed(seed), workostest.WithTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)))
		var response workos.Response
		var all strings.Builder
		users, ctx := usermanagement.New(srv.Client()), t.Context()
		org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
		user := srv.AddUser(ann)
		srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: user.ID, OrganizationID: org.ID})
		_, err := password(t, users)
		require.NoError(t, err)
		_, err = users.CreateMagicAuth(ctx, usermanagement.CreateMagicAuthParams{Email: ann.Email}, workos.WithResponse(&response))
		require.NoError(t, err)
		all.Write(response.Body)
		_, err = users.AuthenticateWithPassword(ctx, usermanagement.AuthenticateWithPasswordParams{Email: ann.Email, Password: ann.Password}, workos.WithResponse(&response))
		require.NoError(t, err)
		all.Write(response.Body)
		require.NoError(t, users.DeleteUser(ctx, user.ID))
		_, err = events.New(srv.Client()).List(ctx, events.ListParams{}, workos.WithResponse(&response))
		require.NoError(t, err)
		all.Write(response.Body)
		all.WriteString(response.RequestID)
		return all.String()
	}
	first := run(1)
	assert.Equal(t, first, run(1))
	assert.NotEqual(t, first, run(2))
	assert.Contains(t, first, `"created_at":"2026-01-15T12:00:00Z"`)
}

func TestClaims(t *testing.T) {
	t.Parallel()
	srv, users, user, orgs := world(t, 1)
	srv.SetRole("member", "posts:write", "posts:read")
	srv.SetEntitlements(orgs[0], "audit-logs")
	srv.SetFeatureFlags(orgs[0], "new-editor", "beta")
	srv.SetFeatureFlags(user.ID, "beta", "dark-mode")
	auth, err := password(t, users)
	require.NoError(t, err)
	claims := verifyToken(t, srv, auth.AccessToken)
	assert.Equal(t, []any{"posts:read", "posts:write"}, claims["permissions"])
	assert.Equal(t, []any{"audit-logs"}, claims["entitlements"])
	assert.Equal(t, []any{"beta", "dark-mode", "new-editor"}, claims["feature_flags"])
}

// After a rotation, the JWKS shows the new key and the last one.
func TestRotateKeys(t *testing.T) {
	t.Parallel()
	srv, users, _, _ := world(t, 0)
	kids := func() []string {
		set, err := workos.Get[struct{ Keys []struct{ Kid string } }](t.Context(), srv.Client(), workos.Path("/sso/jwks/{clientId}", workostest.ClientID), nil)
		require.NoError(t, err)
		var kids []string
		for _, key := range set.Keys {
			kids = append(kids, key.Kid)
		}
		return kids
	}
	before, err := password(t, users)
	require.NoError(t, err)
	first := kids()
	srv.RotateKeys()
	second := kids()
	require.Len(t, second, 2)
	assert.Equal(t, first[0], second[1])
	after, err := password(t, users)
	require.NoError(t, err)
	verifyToken(t, srv, before.AccessToken)
	verifyToken(t, srv, after.AccessToken)
	srv.RotateKeys()
	assert.NotContains(t, kids(), first[0])
}

func TestMFAEnrollment(t *testing.T) {
	t.Parallel()
	srv, users, user, _ := world(t, 0)
	srv.RequireMFA(true)
	_, err := password(t, users)
	var enrollment *usermanagement.MFAEnrollmentError
	require.ErrorAs(t, err, &enrollment)
	assert.Equal(t, user.ID, enrollment.User.ID)
	enrolled, err := users.EnrollAuthFactor(t.Context(), user.ID, usermanagement.EnrollAuthFactorParams{Type: usermanagement.AuthenticationFactorTypeTOTP})
	require.NoError(t, err)
	auth, err := users.AuthenticateWithTOTP(t.Context(), usermanagement.AuthenticateWithTOTPParams{
		Code:                       workostest.TOTP(enrolled.Factor.TOTP.Secret, srv.Now()),
		PendingAuthenticationToken: enrollment.PendingAuthenticationToken,
		AuthenticationChallengeID:  enrolled.Challenge.ID,
	})
	require.NoError(t, err)
	assert.Equal(t, user.ID, auth.User.ID)
	_, err = password(t, users)
	var second *usermanagement.MFAChallengeError
	require.ErrorAs(t, err, &second)
	srv.RequireMFA(false)
	_, err = users.AuthenticateWithRefreshToken(t.Context(), usermanagement.AuthenticateWithRefreshTokenParams{RefreshToken: auth.RefreshToken})
	require.NoError(t, err)
}

func TestAuthenticationPolicies(t *testing.T) {
	t.Parallel()
	srv, users, _, orgs := world(t, 1)
	session, err := password(t, users)
	require.NoError(t, err)
	connection := srv.AddConnection(sso.Connection{OrganizationID: orgs[0]})
	srv.AddProfile(connection.ID, sso.Profile{Email: ann.Email})

	srv.SetAuthenticationPolicy(orgs[0], workostest.AuthenticationPolicy{SSORequired: true})
	_, err = password(t, users)
	var required *usermanagement.SSORequiredError
	require.ErrorAs(t, err, &required)
	assert.Equal(t, []string{connection.ID}, required.ConnectionIDs)
	assert.Equal(t, ann.Email, required.Email)
	assert.NotEmpty(t, required.PendingAuthenticationToken)
	target, err := users.AuthorizationURL(usermanagement.AuthorizationURLParams{ConnectionID: required.ConnectionIDs[0], RedirectURI: "https://app.example.com/callback"})
	require.NoError(t, err)
	auth, err := users.AuthenticateWithCode(t.Context(), usermanagement.AuthenticateWithCodeParams{Code: follow(t, srv, target).Get("code")})
	require.NoError(t, err)
	assert.Equal(t, usermanagement.AuthenticationMethodSSO, auth.AuthenticationMethod)

	srv.SetAuthenticationPolicy(orgs[0], workostest.AuthenticationPolicy{Methods: []usermanagement.AuthenticationMethod{usermanagement.AuthenticationMethodGoogleOAuth}})
	_, err = password(t, users)
	var methods *usermanagement.AuthenticationMethodsRequiredError
	require.ErrorAs(t, err, &methods)
	assert.True(t, methods.AuthMethods["google_oauth"])
	assert.False(t, methods.AuthMethods["password"])
	assert.Equal(t, []string{connection.ID}, methods.SSOConnectionIDs)
	_, err = users.AuthenticateWithRefreshToken(t.Context(), usermanagement.AuthenticateWithRefreshTokenParams{RefreshToken: session.RefreshToken})
	require.NoError(t, err, "sessions go on")
	srv.SetAuthenticationPolicy(orgs[0], workostest.AuthenticationPolicy{})
	_, err = password(t, users)
	require.NoError(t, err)
}

func TestInterruptSignIn(t *testing.T) {
	t.Parallel()
	srv, users, user, _ := world(t, 0)
	srv.InterruptSignIn(user.ID, workostest.SignInStepConsent)
	_, err := password(t, users)
	var consent *usermanagement.ConsentRequiredError
	require.ErrorAs(t, err, &consent)
	srv.InterruptSignIn(user.ID, workostest.SignInStepPasskeyEnrollment)
	_, err = password(t, users)
	var passkey *usermanagement.PasskeyEnrollmentError
	require.ErrorAs(t, err, &passkey)
	_, err = password(t, users)
	require.NoError(t, err)
	assert.Panics(t, func() { srv.InterruptSignIn("user_none", workostest.SignInStepConsent) })
}

// With the page, a person chooses whom to sign in as.
func TestSignInPage(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t, workostest.WithSignInPage(), workostest.WithStrict())
	srv.AddUser(ann)
	srv.AddUser(usermanagement.CreateUserParams{Email: "bob+b&c@example.com", EmailVerified: true})
	connection := srv.AddConnection(sso.Connection{OrganizationID: "org_1"})
	srv.AddProfile(connection.ID, sso.Profile{Email: "eve@foo-corp.com"})
	users := usermanagement.New(srv.Client())
	page := func(target string) string {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
		require.NoError(t, err)
		res, err := srv.Do(req)
		require.NoError(t, err)
		assert.Equal(t, http.StatusOK, res.StatusCode)
		assert.Equal(t, "text/html; charset=utf-8", res.Header.Get("Content-Type"))
		body, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		return string(body)
	}
	shown := page(authorizationURL(t, users, usermanagement.AuthorizationURLParams{State: "st&te"}))
	assert.Contains(t, shown, "bob&#43;b&amp;c@example.com")
	assert.Contains(t, shown, "stands in for AuthKit&#39;s")
	links := regexp.MustCompile(`href="([^"]+)">([^<]+)<`).FindAllStringSubmatch(shown, -1)
	require.Len(t, links, 2)
	assert.Equal(t, ann.Email, links[0][2])
	for i, email := range []string{ann.Email, "bob+b&c@example.com"} {
		query := follow(t, srv, "https://api.workos.test"+html.UnescapeString(links[i][1]))
		assert.Equal(t, "st&te", query.Get("state"))
		auth, err := users.AuthenticateWithCode(t.Context(), usermanagement.AuthenticateWithCodeParams{Code: query.Get("code")})
		require.NoError(t, err)
		assert.Equal(t, email, auth.User.Email)
		assert.Equal(t, email, html.UnescapeString(links[i][2]))
	}

	target, err := sso.New(srv.Client()).AuthorizationURL(sso.AuthorizationURLParams{Connection: connection.ID, RedirectURI: "https://app.example.com/callback"})
	require.NoError(t, err)
	assertOnlyEve := func(shown string) {
		assert.Contains(t, shown, "eve@foo-corp.com")
		assert.NotContains(t, shown, ann.Email)
		assert.Contains(t, shown, "stands in for the identity provider&#39;s")
	}
	assertOnlyEve(page(target))
	target, err = users.AuthorizationURL(usermanagement.AuthorizationURLParams{ConnectionID: connection.ID, RedirectURI: "https://app.example.com/callback"})
	require.NoError(t, err)
	assertOnlyEve(page(target))
	target, err = sso.New(srv.Client()).AuthorizationURL(sso.AuthorizationURLParams{Connection: "conn_none", RedirectURI: "https://app.example.com/callback"})
	require.NoError(t, err)
	assert.Contains(t, page(target), "There is nobody.")
	_, err = workos.Get[any](t.Context(), srv.Client(), workos.Path("/workostest/sign_in"), nil)
	require.Error(t, err)
	_, err = workos.Get[any](t.Context(), srv.Client(), workos.Path("/workostest/sign_in"), struct {
		Target string `url:"target"`
	}{"/organizations"})
	require.ErrorIs(t, err, workos.ErrNotFound)
}

// The page of an invitation offers whom it is for.
func TestSignInPageOfAnInvitation(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t, workostest.WithSignInPage())
	srv.AddUser(ann)
	users := usermanagement.New(srv.Client())
	invitation, err := users.SendInvitation(t.Context(), usermanagement.SendInvitationParams{Email: "new@foo-corp.com"})
	require.NoError(t, err)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, authorizationURL(t, users, usermanagement.AuthorizationURLParams{InvitationToken: invitation.Token}), nil)
	require.NoError(t, err)
	res, err := srv.Do(req)
	require.NoError(t, err)
	page, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	assert.Contains(t, string(page), "new@foo-corp.com")
	assert.NotContains(t, string(page), ann.Email)
}

// What takes the place of an operation that needs no key needs none either.
func TestHandleInPlaceOfAPublicOperation(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.Handle("GET /sso/jwks/{clientId}", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"keys":[]}`) })
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://api.workos.test/sso/jwks/client_1", nil)
	require.NoError(t, err)
	res, err := srv.Do(req)
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, res.StatusCode)
}

func TestWhatCannotBe(t *testing.T) {
	t.Parallel()
	srv, _, user, _ := world(t, 0)
	for name, do := range map[string]func(){
		"a fault that is none": func() { srv.Fail("", 1, workostest.Fault{}) },
		"a kind of Radar's":    func() { srv.ChallengeByRadar(user.ID, "sms") },
		"a step":               func() { srv.InterruptSignIn(user.ID, "retina_scan") },
		"an organization":      func() { srv.SetAuthenticationPolicy("org_none", workostest.AuthenticationPolicy{}) },
	} {
		assert.Panics(t, do, name)
	}
}
