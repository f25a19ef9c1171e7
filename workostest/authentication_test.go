package workostest_test

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/mfa"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// ann is a user who can sign in at once.
var ann = usermanagement.CreateUserParams{
	Email: "ann@example.com", EmailVerified: true, Password: "correct horse battery",
}

// world is a server with Ann, who is a member of as many organizations as asked
// for.
func world(t *testing.T, memberships int) (*workostest.Server, *usermanagement.Service, usermanagement.User, []string) {
	t.Helper()
	srv := workostest.NewServer(t)
	users := usermanagement.New(srv.Client())
	user := srv.AddUser(ann)
	var ids []string
	for range memberships {
		org := create(t, srv.Client(), "Foo Corp")
		_, err := users.CreateOrganizationMembership(t.Context(), usermanagement.CreateOrganizationMembershipParams{UserID: user.ID, OrganizationID: org.ID})
		require.NoError(t, err)
		ids = append(ids, org.ID)
	}
	return srv, users, user, ids
}

func password(t *testing.T, users *usermanagement.Service) (*usermanagement.Authentication, error) {
	t.Helper()
	return users.AuthenticateWithPassword(t.Context(), usermanagement.AuthenticateWithPasswordParams{
		Email: ann.Email, Password: ann.Password, RequestInfo: usermanagement.RequestInfo{IPAddress: "203.0.113.7", UserAgent: "test"},
	})
}

// sentCode returns the code of the last message.
func sentCode(t *testing.T, srv *workostest.Server, about workostest.MessageKind) string {
	t.Helper()
	outbox := srv.Outbox()
	require.NotEmpty(t, outbox)
	last := outbox[len(outbox)-1]
	require.Equal(t, about, last.Kind)
	return last.Code
}

func requireCode(t *testing.T, err error, code string) {
	t.Helper()
	var answer *workos.Error
	require.ErrorAs(t, err, &answer)
	require.Equal(t, code, answer.Code)
}

// verifyToken checks an access token against the server's JWKS, and returns what
// it says.
func verifyToken(t *testing.T, srv *workostest.Server, token string) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	require.Len(t, parts, 3)
	decode := func(part string) []byte {
		data, err := base64.RawURLEncoding.DecodeString(part)
		require.NoError(t, err)
		return data
	}
	var header struct{ Alg, Kid string }
	require.NoError(t, json.Unmarshal(decode(parts[0]), &header))
	type key struct{ Kid, N, E, Alg, Kty, Use string }
	set, err := workos.Get[struct{ Keys []key }](t.Context(), srv.Client(), workos.Path("/sso/jwks/{clientId}", workostest.ClientID), nil)
	require.NoError(t, err)
	at := slices.IndexFunc(set.Keys, func(k key) bool { return k.Kid == header.Kid })
	require.GreaterOrEqual(t, at, 0)
	require.Equal(t, key{Kid: header.Kid, N: set.Keys[at].N, E: "AQAB", Alg: header.Alg, Kty: "RSA", Use: "sig"}, set.Keys[at])
	public := &rsa.PublicKey{N: new(big.Int).SetBytes(decode(set.Keys[at].N)), E: 65537}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	require.NoError(t, rsa.VerifyPKCS1v15(public, crypto.SHA256, sum[:], decode(parts[2])))
	var claims map[string]any
	require.NoError(t, json.Unmarshal(decode(parts[1]), &claims))
	return claims
}

func TestSignInByPassword(t *testing.T) {
	t.Parallel()
	srv, users, user, orgs := world(t, 1)
	auth, err := password(t, users)
	require.NoError(t, err)
	assert.Equal(t, user.ID, auth.User.ID)
	assert.Equal(t, orgs[0], auth.OrganizationID)
	assert.Equal(t, usermanagement.AuthenticationMethodPassword, auth.AuthenticationMethod)
	assert.False(t, auth.User.LastSignInAt.IsZero())

	claims := verifyToken(t, srv, auth.AccessToken)
	assert.Equal(t, user.ID, claims["sub"])
	assert.Equal(t, orgs[0], claims["org_id"])
	assert.Equal(t, "member", claims["role"])
	assert.InDelta(t, claims["iat"].(float64)+300, claims["exp"], 0)

	page, err := users.ListSessions(t.Context(), user.ID, usermanagement.ListSessionsParams{})
	require.NoError(t, err)
	require.Len(t, page.Data, 1)
	session := page.Data[0]
	assert.Equal(t, claims["sid"], session.ID)
	assert.Equal(t, "203.0.113.7", session.IPAddress)
	assert.Equal(t, usermanagement.SessionAuthMethodPassword, session.AuthMethod)

	for _, wrong := range []usermanagement.AuthenticateWithPasswordParams{
		{Email: ann.Email, Password: "wrong"}, {Email: "nobody@example.com", Password: "wrong"},
	} {
		_, err := users.AuthenticateWithPassword(t.Context(), wrong)
		require.ErrorIs(t, err, workos.ErrBadRequest)
		requireCode(t, err, "invalid_credentials")
	}
	var kinds []events.Type
	happened, err := events.New(srv.Client()).List(t.Context(), events.ListParams{ListParams: workos.ListParams{Order: workos.OrderAsc}, Events: []events.Type{
		events.TypeSessionCreated, events.TypeAuthenticationPasswordSucceeded, events.TypeAuthenticationPasswordFailed,
	}})
	require.NoError(t, err)
	for _, event := range happened.Data {
		kinds = append(kinds, event.Type)
	}
	assert.Equal(t, []events.Type{
		events.TypeSessionCreated, events.TypeAuthenticationPasswordSucceeded,
		events.TypeAuthenticationPasswordFailed, events.TypeAuthenticationPasswordFailed,
	}, kinds)
}

func TestAccessTokenLife(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t, workostest.WithAccessTokenLife(time.Minute))
	srv.AddUser(ann)
	auth, err := password(t, usermanagement.New(srv.Client()))
	require.NoError(t, err)
	claims := verifyToken(t, srv, auth.AccessToken)
	assert.InDelta(t, claims["iat"].(float64)+60, claims["exp"], 0)
}

func TestUnknownClientsAndGrants(t *testing.T) {
	t.Parallel()
	srv, users, _, _ := world(t, 0)
	_, err := password(t, usermanagement.New(srv.Client(workos.WithClientID("client_other"))))
	requireCode(t, err, "unauthorized_client")
	_, err = password(t, usermanagement.New(srv.Client(workos.WithAPIKey("sk_wrong"))))
	requireCode(t, err, "invalid_client")
	for _, body := range []map[string]string{
		{"client_id": workostest.ClientID, "grant_type": "password", "email": ann.Email, "password": ann.Password}, // no secret
		{"client_id": workostest.ClientID, "grant_type": "authorization_code", "code": "x"},                        // nor a verifier
	} {
		_, err = workos.Post[any](t.Context(), srv.Client(), workos.Path("/user_management/authenticate"), body)
		requireCode(t, err, "invalid_client")
	}
	_, err = workos.Post[any](t.Context(), srv.Client(), workos.Path("/user_management/authenticate"),
		map[string]string{"client_id": workostest.ClientID, "client_secret": workostest.APIKey, "grant_type": "guess"})
	require.ErrorIs(t, err, workos.ErrUnprocessable)
	_, err = workos.Post[any](t.Context(), srv.Client(), workos.Path("/user_management/authenticate"),
		map[string]string{"client_id": workostest.ClientID, "client_secret": workostest.APIKey, "grant_type": "urn:workos:oauth:grant-type:password"})
	require.ErrorIs(t, err, workos.ErrUnprocessable)
	_, err = users.AuthorizeDevice(t.Context())
	require.NoError(t, err)
	_, err = usermanagement.New(srv.Client(workos.WithClientID("client_other"))).AuthorizeDevice(t.Context())
	requireCode(t, err, "invalid_client")
	_, err = workos.Get[any](t.Context(), srv.Client(), workos.Path("/sso/jwks/{clientId}", "client_other"), nil)
	require.ErrorIs(t, err, workos.ErrNotFound)
}

// follow goes to an authorization URL and returns the query with which the
// redirect URI was called.
func follow(t *testing.T, srv *workostest.Server, target string) url.Values {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	require.NoError(t, err)
	res, err := srv.Do(req)
	require.NoError(t, err)
	require.Equal(t, http.StatusFound, res.StatusCode)
	location, err := res.Location()
	require.NoError(t, err)
	assert.Equal(t, "app.example.com", location.Host)
	return location.Query()
}

func authorizationURL(t *testing.T, users *usermanagement.Service, params usermanagement.AuthorizationURLParams) string {
	t.Helper()
	params.RedirectURI = "https://app.example.com/callback?kept=1"
	if params.OrganizationID == "" {
		params.Provider = usermanagement.ProviderAuthKit
	}
	target, err := users.AuthorizationURL(params)
	require.NoError(t, err)
	return target
}

func TestSignInByCode(t *testing.T) {
	t.Parallel()
	srv, users, user, _ := world(t, 0)
	query := follow(t, srv, authorizationURL(t, users, usermanagement.AuthorizationURLParams{State: "st&te"}))
	assert.Equal(t, "st&te", query.Get("state"))
	assert.Equal(t, "1", query.Get("kept"))
	params := usermanagement.AuthenticateWithCodeParams{Code: query.Get("code")}
	auth, err := users.AuthenticateWithCode(t.Context(), params)
	require.NoError(t, err)
	assert.Equal(t, user.ID, auth.User.ID)
	assert.Empty(t, auth.OrganizationID)
	_, err = users.AuthenticateWithCode(t.Context(), params)
	requireCode(t, err, "invalid_grant") // used

	params.Code = follow(t, srv, authorizationURL(t, users, usermanagement.AuthorizationURLParams{})).Get("code")
	params.CodeVerifier = "none was announced"
	_, err = users.AuthenticateWithCode(t.Context(), params)
	requireCode(t, err, "code_challenge_not_found")

	late := usermanagement.AuthenticateWithCodeParams{Code: follow(t, srv, authorizationURL(t, users, usermanagement.AuthorizationURLParams{})).Get("code")}
	srv.Advance(10 * time.Minute)
	_, err = users.AuthenticateWithCode(t.Context(), late)
	requireCode(t, err, "invalid_grant")
}

func TestSignInByCodeWithPKCE(t *testing.T) {
	t.Parallel()
	srv, _, user, _ := world(t, 0)
	public := usermanagement.New(srv.Client(workos.WithAPIKey("")))
	pair := usermanagement.NewPKCE()
	target := authorizationURL(t, public, usermanagement.AuthorizationURLParams{CodeChallenge: pair.Challenge})
	auth, err := public.AuthenticateWithCode(t.Context(), usermanagement.AuthenticateWithCodeParams{
		Code: follow(t, srv, target).Get("code"), CodeVerifier: pair.Verifier,
	})
	require.NoError(t, err)
	assert.Equal(t, user.ID, auth.User.ID)
	again, err := public.AuthenticateWithRefreshToken(t.Context(), usermanagement.AuthenticateWithRefreshTokenParams{RefreshToken: auth.RefreshToken})
	require.NoError(t, err)
	assert.Equal(t, user.ID, again.User.ID)

	for _, verifier := range []string{usermanagement.NewPKCE().Verifier, pair.Challenge} {
		_, err = public.AuthenticateWithCode(t.Context(), usermanagement.AuthenticateWithCodeParams{
			Code: follow(t, srv, target).Get("code"), CodeVerifier: verifier,
		})
		requireCode(t, err, "invalid_grant")
	}
}

// Who signs in at the authorization URL, and what is wrong with one.
func TestAuthorize(t *testing.T) {
	t.Parallel()
	srv, users, _, orgs := world(t, 1)
	signIn := func(params usermanagement.AuthorizationURLParams) *usermanagement.Authentication {
		query := follow(t, srv, authorizationURL(t, users, params))
		auth, err := users.AuthenticateWithCode(t.Context(), usermanagement.AuthenticateWithCodeParams{Code: query.Get("code")})
		require.NoError(t, err)
		return auth
	}
	assert.Equal(t, orgs[0], signIn(usermanagement.AuthorizationURLParams{OrganizationID: orgs[0]}).OrganizationID)
	bob := signIn(usermanagement.AuthorizationURLParams{LoginHint: "bob@example.com"})
	assert.Equal(t, "bob@example.com", bob.User.Email, "is signed up")
	assert.Equal(t, bob.User.ID, signIn(usermanagement.AuthorizationURLParams{LoginHint: "bob@example.com"}).User.ID)

	invitation, err := users.SendInvitation(t.Context(), usermanagement.SendInvitationParams{Email: "eve@example.com", OrganizationID: orgs[0]})
	require.NoError(t, err)
	eve := signIn(usermanagement.AuthorizationURLParams{InvitationToken: invitation.Token})
	assert.Equal(t, "eve@example.com", eve.User.Email)
	assert.Equal(t, orgs[0], eve.OrganizationID)
	invitation, err = users.GetInvitation(t.Context(), invitation.ID)
	require.NoError(t, err)
	assert.Equal(t, usermanagement.InvitationStateAccepted, invitation.State)
	answer := follow(t, srv, authorizationURL(t, users, usermanagement.AuthorizationURLParams{InvitationToken: invitation.Token}))
	assert.Equal(t, "access_denied", answer.Get("error"), "was accepted already")

	base := authorizationURL(t, users, usermanagement.AuthorizationURLParams{State: "s"})
	for change, want := range map[string]string{
		"provider=":        "invalid_request",
		"code_challenge=x": "invalid_request", "invitation_token=x": "access_denied", "login_hint=x": "access_denied",
		"connection_id=conn_none": "connection_invalid", "organization_id=org_none": "organization_invalid",
	} {
		parsed, err := url.Parse(base)
		require.NoError(t, err)
		name, value, _ := strings.Cut(change, "=")
		query := parsed.Query()
		query.Set(name, value)
		parsed.RawQuery = query.Encode()
		answer := follow(t, srv, parsed.String())
		assert.Equal(t, want, answer.Get("error"), change)
		assert.Equal(t, "s", answer.Get("state"))
		assert.Empty(t, answer.Get("code"))
	}
	for _, wrong := range []string{
		"?response_type=code&client_id=x&redirect_uri=https://a.example", "?response_type=code&client_id=" + workostest.ClientID + "&redirect_uri=/a",
		"?response_type=token&client_id=" + workostest.ClientID + "&redirect_uri=https://a.example",
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://api.workos.test/user_management/authorize"+wrong, nil)
		require.NoError(t, err)
		res, err := srv.Do(req)
		require.NoError(t, err)
		assert.Equal(t, http.StatusUnprocessableEntity, res.StatusCode)
	}
}

func TestSignInByMagicAuth(t *testing.T) {
	t.Parallel()
	srv, users, _, _ := world(t, 0)
	_, err := users.CreateMagicAuth(t.Context(), usermanagement.CreateMagicAuthParams{Email: "new@example.com"})
	require.NoError(t, err)
	params := usermanagement.AuthenticateWithMagicAuthParams{Email: "new@example.com", Code: "wrong!"}
	_, err = users.AuthenticateWithMagicAuth(t.Context(), params)
	requireCode(t, err, "invalid_one_time_code")
	params.Code = sentCode(t, srv, workostest.MessageKindMagicAuth)
	auth, err := users.AuthenticateWithMagicAuth(t.Context(), params)
	require.NoError(t, err)
	assert.True(t, auth.User.EmailVerified)
	assert.Equal(t, usermanagement.AuthenticationMethodMagicAuth, auth.AuthenticationMethod)
	_, err = users.AuthenticateWithMagicAuth(t.Context(), params)
	requireCode(t, err, "one_time_code_previously_used")

	_, err = users.CreateMagicAuth(t.Context(), usermanagement.CreateMagicAuthParams{Email: "new@example.com"})
	require.NoError(t, err)
	params.Code = sentCode(t, srv, workostest.MessageKindMagicAuth)
	srv.Advance(10 * time.Minute)
	_, err = users.AuthenticateWithMagicAuth(t.Context(), params)
	requireCode(t, err, "one_time_code_expired")
}

// Everything that a sign-in can need, one after the other.
func TestSignInStepByStep(t *testing.T) {
	t.Parallel()
	srv, users, user, orgs := world(t, 2)
	_, err := users.UpdateUser(t.Context(), user.ID, usermanagement.UpdateUserParams{EmailVerified: workos.Set(false)})
	require.NoError(t, err)
	factor, err := users.EnrollAuthFactor(t.Context(), user.ID, usermanagement.EnrollAuthFactorParams{Type: usermanagement.AuthenticationFactorTypeTOTP})
	require.NoError(t, err)
	srv.ChallengeByRadar(user.ID, usermanagement.RadarChallengeKindEmail)

	_, err = password(t, users)
	var verify *usermanagement.EmailVerificationRequiredError
	require.ErrorAs(t, err, &verify)
	assert.Equal(t, user.ID, verify.User.ID)
	verification, err := users.GetEmailVerification(t.Context(), verify.EmailVerificationID)
	require.NoError(t, err)
	_, err = users.AuthenticateWithEmailVerification(t.Context(), usermanagement.AuthenticateWithEmailVerificationParams{
		Code: "wrong!", PendingAuthenticationToken: verify.PendingAuthenticationToken,
	})
	requireCode(t, err, "invalid_one_time_code")
	_, err = users.AuthenticateWithEmailVerification(t.Context(), usermanagement.AuthenticateWithEmailVerificationParams{
		Code: verification.Code, PendingAuthenticationToken: verify.PendingAuthenticationToken,
	})
	var radar *usermanagement.RadarChallengeError
	require.ErrorAs(t, err, &radar)
	assert.Equal(t, usermanagement.RadarChallengeKindEmail, radar.Kind)
	challenge, err := users.GetRadarChallenge(t.Context(), radar.RadarChallengeID)
	require.NoError(t, err)
	assert.Equal(t, challenge.Code, sentCode(t, srv, workostest.MessageKindRadarChallenge))
	answer := usermanagement.AuthenticateWithRadarEmailChallengeParams{
		Code: "wrong!", RadarChallengeID: radar.RadarChallengeID, PendingAuthenticationToken: radar.PendingAuthenticationToken,
	}
	_, err = users.AuthenticateWithRadarEmailChallenge(t.Context(), answer)
	requireCode(t, err, "invalid_one_time_code")
	answer.Code = challenge.Code
	_, err = users.AuthenticateWithRadarEmailChallenge(t.Context(), answer)
	var second *usermanagement.MFAChallengeError
	require.ErrorAs(t, err, &second)
	assert.Equal(t, []usermanagement.PendingFactor{{ID: factor.Factor.ID, Type: "totp"}}, second.AuthenticationFactors)

	asked, err := mfa.New(srv.Client()).ChallengeFactor(t.Context(), second.AuthenticationFactors[0].ID, mfa.ChallengeFactorParams{})
	require.NoError(t, err)
	code := usermanagement.AuthenticateWithTOTPParams{
		Code: "wrong!", PendingAuthenticationToken: second.PendingAuthenticationToken, AuthenticationChallengeID: asked.ID,
	}
	_, err = users.AuthenticateWithTOTP(t.Context(), code)
	requireCode(t, err, "invalid_one_time_code")
	code.Code = workostest.TOTP(factor.Factor.TOTP.Secret, srv.Now())
	_, err = users.AuthenticateWithTOTP(t.Context(), code)
	var choice *usermanagement.OrganizationSelectionRequiredError
	require.ErrorAs(t, err, &choice)
	assert.Equal(t, []usermanagement.OrganizationChoice{{ID: orgs[0], Name: "Foo Corp"}, {ID: orgs[1], Name: "Foo Corp"}}, choice.Organizations)

	_, err = users.AuthenticateWithTOTP(t.Context(), code)
	requireCode(t, err, "invalid_pending_authentication_token") // is over
	selection := usermanagement.AuthenticateWithOrganizationSelectionParams{
		PendingAuthenticationToken: choice.PendingAuthenticationToken, OrganizationID: "org_other",
	}
	_, err = users.AuthenticateWithOrganizationSelection(t.Context(), selection)
	requireCode(t, err, "organization_membership_not_found")
	selection.OrganizationID = orgs[1]
	auth, err := users.AuthenticateWithOrganizationSelection(t.Context(), selection)
	require.NoError(t, err, "a wrong choice does not end it")
	assert.Equal(t, orgs[1], auth.OrganizationID)
	_, err = password(t, users)
	require.ErrorAs(t, err, &second) // address and Radar are done for good
}

func TestSelectOrganization(t *testing.T) {
	t.Parallel()
	srv, users, user, orgs := world(t, 2)
	_, err := password(t, users)
	var choice *usermanagement.OrganizationSelectionRequiredError
	require.ErrorAs(t, err, &choice)
	auth, err := users.AuthenticateWithOrganizationSelection(t.Context(), usermanagement.AuthenticateWithOrganizationSelectionParams{
		PendingAuthenticationToken: choice.PendingAuthenticationToken, OrganizationID: orgs[1],
	})
	require.NoError(t, err)
	assert.Equal(t, orgs[1], auth.OrganizationID)

	moved, err := users.AuthenticateWithRefreshToken(t.Context(), usermanagement.AuthenticateWithRefreshTokenParams{
		RefreshToken: auth.RefreshToken, OrganizationID: orgs[0],
	})
	require.NoError(t, err)
	assert.Equal(t, orgs[0], moved.OrganizationID)
	before, after := verifyToken(t, srv, auth.AccessToken), verifyToken(t, srv, moved.AccessToken)
	assert.Equal(t, before["sid"], after["sid"])
	assert.Equal(t, orgs[0], after["org_id"])

	_, err = users.AuthenticateWithRefreshToken(t.Context(), usermanagement.AuthenticateWithRefreshTokenParams{
		RefreshToken: moved.RefreshToken, OrganizationID: "org_other",
	})
	requireCode(t, err, "organization_membership_not_found")
	_, err = users.AuthenticateWithRefreshToken(t.Context(), usermanagement.AuthenticateWithRefreshTokenParams{RefreshToken: moved.RefreshToken})
	require.NoError(t, err, "is not used up by a refusal")

	require.NoError(t, organizations.New(srv.Client()).Delete(t.Context(), orgs[0]))
	auth, err = password(t, users)
	require.NoError(t, err)
	assert.Equal(t, orgs[1], auth.OrganizationID)
	require.NoError(t, users.DeleteUser(t.Context(), user.ID))
	_, err = users.AuthenticateWithRefreshToken(t.Context(), usermanagement.AuthenticateWithRefreshTokenParams{RefreshToken: auth.RefreshToken})
	requireCode(t, err, "invalid_grant")
}

func TestRefreshTokensAreGoodForOneCall(t *testing.T) {
	t.Parallel()
	srv, users, user, _ := world(t, 0)
	auth, err := password(t, users)
	require.NoError(t, err)
	refresh := func(token string) (*usermanagement.Authentication, error) {
		return users.AuthenticateWithRefreshToken(t.Context(), usermanagement.AuthenticateWithRefreshTokenParams{RefreshToken: token})
	}
	second, err := refresh(auth.RefreshToken)
	require.NoError(t, err)
	assert.NotEqual(t, auth.RefreshToken, second.RefreshToken)
	_, err = refresh(auth.RefreshToken)
	requireCode(t, err, "invalid_grant")
	_, err = refresh("unknown")
	requireCode(t, err, "invalid_grant")
	_, err = refresh(second.RefreshToken)
	require.NoError(t, err)

	page, err := users.ListSessions(t.Context(), user.ID, usermanagement.ListSessionsParams{})
	require.NoError(t, err)
	require.Len(t, page.Data, 1, "it is one session all along")
	srv.Advance(366 * 24 * time.Hour)
	page, err = users.ListSessions(t.Context(), user.ID, usermanagement.ListSessionsParams{})
	require.NoError(t, err)
	assert.Empty(t, page.Data)
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	srv, users, user, _ := world(t, 0)
	for _, end := range []func(id string){
		func(id string) {
			require.NoError(t, users.RevokeSession(t.Context(), usermanagement.RevokeSessionParams{SessionID: id}))
			err := users.RevokeSession(t.Context(), usermanagement.RevokeSessionParams{SessionID: id})
			require.ErrorIs(t, err, workos.ErrBadRequest)
		},
		func(id string) {
			target, err := users.LogoutURL(usermanagement.LogoutURLParams{SessionID: id, ReturnTo: "https://app.example.com/bye"})
			require.NoError(t, err)
			follow(t, srv, target)
		},
	} {
		auth, err := password(t, users)
		require.NoError(t, err)
		end(verifyToken(t, srv, auth.AccessToken)["sid"].(string))
		_, err = users.AuthenticateWithRefreshToken(t.Context(), usermanagement.AuthenticateWithRefreshTokenParams{RefreshToken: auth.RefreshToken})
		requireCode(t, err, "invalid_grant")
		page, err := users.ListSessions(t.Context(), user.ID, usermanagement.ListSessionsParams{})
		require.NoError(t, err)
		assert.Empty(t, page.Data)
	}
	revoked, err := events.New(srv.Client()).List(t.Context(), events.ListParams{ListParams: workos.ListParams{Order: workos.OrderAsc}, Events: []events.Type{events.TypeSessionRevoked}})
	require.NoError(t, err)
	require.Len(t, revoked.Data, 2)
	session, err := events.Data[usermanagement.Session](revoked.Data[0])
	require.NoError(t, err)
	assert.Equal(t, usermanagement.SessionStatusRevoked, session.Status)
	assert.False(t, session.EndedAt.IsZero())
	_, err = users.ListSessions(t.Context(), "user_other", usermanagement.ListSessionsParams{})
	require.ErrorIs(t, err, workos.ErrNotFound)
}

func TestRadarBySMS(t *testing.T) {
	t.Parallel()
	srv, users, user, _ := world(t, 0)
	srv.ChallengeByRadar(user.ID, usermanagement.RadarChallengeKindSMSSignUp)
	_, err := password(t, users)
	var radar *usermanagement.RadarChallengeError
	require.ErrorAs(t, err, &radar)
	assert.Equal(t, usermanagement.RadarChallengeKindSMSSignUp, radar.Kind)
	send := usermanagement.SendRadarSMSChallengeParams{UserID: user.ID, PendingAuthenticationToken: radar.PendingAuthenticationToken, PhoneNumber: "+15005550009"}
	sent, err := users.SendRadarSMSChallenge(t.Context(), send)
	require.NoError(t, err)
	params := usermanagement.AuthenticateWithRadarSMSChallengeParams{
		PendingAuthenticationToken: radar.PendingAuthenticationToken, Code: sentCode(t, srv, workostest.MessageKindRadarChallenge),
	}
	_, err = users.AuthenticateWithRadarSMSChallenge(t.Context(), params)
	requireCode(t, err, "verification_id_required")
	params.VerificationID = sent.VerificationID
	_, err = users.AuthenticateWithRadarSMSChallenge(t.Context(), params)
	requireCode(t, err, "phone_number_required")
	params.PhoneNumber = "+15005550000"
	_, err = users.AuthenticateWithRadarSMSChallenge(t.Context(), params)
	requireCode(t, err, "invalid_one_time_code")
	params.PhoneNumber = sent.PhoneNumber
	_, err = users.AuthenticateWithRadarSMSChallenge(t.Context(), params)
	require.NoError(t, err)
	_, err = users.SendRadarSMSChallenge(t.Context(), send)
	requireCode(t, err, "invalid_pending_authentication_token")

	srv.ChallengeByRadar(user.ID, usermanagement.RadarChallengeKindSMSSignIn)
	_, err = password(t, users)
	require.ErrorAs(t, err, &radar)
	_, err = users.AuthenticateWithRadarSMSChallenge(t.Context(), usermanagement.AuthenticateWithRadarSMSChallengeParams{
		PendingAuthenticationToken: radar.PendingAuthenticationToken, Code: sentCode(t, srv, workostest.MessageKindRadarChallenge),
	})
	require.NoError(t, err)
	assert.Panics(t, func() { srv.ChallengeByRadar("user_other", usermanagement.RadarChallengeKindEmail) })
}

func TestDevice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, _, user, _ := world(t, 0)
		users := usermanagement.New(srv.Client(workos.WithAPIKey("")))
		begin := func() *usermanagement.DeviceAuthorization {
			device, err := users.AuthorizeDevice(t.Context())
			require.NoError(t, err)
			return device
		}
		device := begin()
		assert.Contains(t, device.VerificationURIComplete, device.UserCode)
		time.AfterFunc(12*time.Second, func() { srv.ConfirmDevice(device.UserCode, ann.Email) })
		start := time.Now()
		auth, err := users.AwaitDevice(t.Context(), device)
		require.NoError(t, err)
		assert.Equal(t, 15*time.Second, time.Since(start))
		assert.Equal(t, user.ID, auth.User.ID)
		_, err = users.AuthenticateWithDeviceCode(t.Context(), usermanagement.AuthenticateWithDeviceCodeParams{DeviceCode: device.DeviceCode})
		requireCode(t, err, "invalid_grant")

		device = begin()
		srv.DenyDevice(device.UserCode)
		_, err = users.AwaitDevice(t.Context(), device)
		require.ErrorIs(t, err, usermanagement.ErrDeviceDenied)

		device = begin()
		ask := func() error {
			_, err := users.AuthenticateWithDeviceCode(t.Context(), usermanagement.AuthenticateWithDeviceCodeParams{DeviceCode: device.DeviceCode})
			return err
		}
		requireCode(t, ask(), "authorization_pending")
		requireCode(t, ask(), "slow_down")
		time.Sleep(5 * time.Minute)
		require.ErrorIs(t, ask(), usermanagement.ErrDeviceExpired)
		assert.Panics(t, func() { srv.ConfirmDevice("nobody's", ann.Email) })
		assert.Panics(t, func() { srv.ConfirmDevice(device.UserCode, "nobody@example.com") })
	})
}

func TestAuthFactorsOfUsers(t *testing.T) {
	t.Parallel()
	srv, users, user, _ := world(t, 0)
	params := usermanagement.EnrollAuthFactorParams{Type: usermanagement.AuthenticationFactorTypeTOTP}
	enrolled, err := users.EnrollAuthFactor(t.Context(), user.ID, params)
	require.NoError(t, err)
	assert.Equal(t, ann.Email, enrolled.Factor.TOTP.User)
	assert.Equal(t, enrolled.Factor.ID, enrolled.Challenge.AuthenticationFactorID)
	params.TOTPSecret = "JBSWY3DPEHPK3PXP"
	own, err := users.EnrollAuthFactor(t.Context(), user.ID, params)
	require.NoError(t, err)
	assert.Equal(t, params.TOTPSecret, own.Factor.TOTP.Secret)
	verified, err := mfa.New(srv.Client()).VerifyChallenge(t.Context(), own.Challenge.ID, mfa.VerifyChallengeParams{Code: workostest.TOTP(params.TOTPSecret, srv.Now())})
	require.NoError(t, err)
	assert.True(t, verified.Valid)

	page, err := users.ListAuthFactors(t.Context(), user.ID, usermanagement.ListAuthFactorsParams{ListParams: workos.ListParams{Order: workos.OrderAsc}})
	require.NoError(t, err)
	require.Len(t, page.Data, 2)
	assert.Equal(t, enrolled.Factor.ID, page.Data[0].ID)
	assert.Empty(t, page.Data[0].TOTP.Secret)

	params.TOTPSecret = "not base32!"
	_, err = users.EnrollAuthFactor(t.Context(), user.ID, params)
	require.ErrorIs(t, err, workos.ErrUnprocessable)
	_, err = users.EnrollAuthFactor(t.Context(), user.ID, usermanagement.EnrollAuthFactorParams{Type: "sms"})
	require.ErrorIs(t, err, workos.ErrUnprocessable)
	_, err = users.ListAuthFactors(t.Context(), "user_other", usermanagement.ListAuthFactorsParams{})
	require.ErrorIs(t, err, workos.ErrNotFound)
	require.NoError(t, users.DeleteUser(t.Context(), user.ID))
	_, err = mfa.New(srv.Client()).GetFactor(t.Context(), own.Factor.ID)
	require.ErrorIs(t, err, workos.ErrNotFound)
}

// By a connection, its profile signs in, to its organization.
func TestAuthorizeByConnection(t *testing.T) {
	t.Parallel()
	srv, users, user, orgs := world(t, 2)
	connection := srv.AddConnection(sso.Connection{OrganizationID: orgs[1]})
	srv.AddProfile(connection.ID, sso.Profile{Email: "other@example.com"})
	srv.AddProfile(connection.ID, sso.Profile{Email: ann.Email})
	target, err := users.AuthorizationURL(usermanagement.AuthorizationURLParams{
		ConnectionID: connection.ID, LoginHint: ann.Email, RedirectURI: "https://app.example.com/callback",
	})
	require.NoError(t, err)
	auth, err := users.AuthenticateWithCode(t.Context(), usermanagement.AuthenticateWithCodeParams{Code: follow(t, srv, target).Get("code")})
	require.NoError(t, err)
	assert.Equal(t, user.ID, auth.User.ID)
	assert.Equal(t, orgs[1], auth.OrganizationID)
	assert.Equal(t, usermanagement.AuthenticationMethodSSO, auth.AuthenticationMethod)
	assert.Equal(t, map[string]any{"organization_id": orgs[1], "connection_id": connection.ID, "session_id": nil},
		lastEvent(t, srv, events.TypeAuthenticationSSOSucceeded)["sso"])
}

// An authorization URL that is refused signs nobody up.
func TestRefusedAuthorize(t *testing.T) {
	t.Parallel()
	srv, users, _, _ := world(t, 0)
	target := authorizationURL(t, users, usermanagement.AuthorizationURLParams{LoginHint: "new@example.com"})
	assert.Equal(t, "invalid_request", follow(t, srv, target+"&code_challenge=x").Get("error"))
	page, err := users.ListUsers(t.Context(), usermanagement.ListUsersParams{})
	require.NoError(t, err)
	assert.Len(t, page.Data, 1)
}

// Whoever is deleted in the middle is not signed in.
func TestUsersDeletedWhileTheySignIn(t *testing.T) {
	t.Parallel()
	for name, begin := range map[string]func(*testing.T, *workostest.Server, *usermanagement.Service) func() error{
		"code": func(t *testing.T, srv *workostest.Server, users *usermanagement.Service) func() error {
			t.Helper()
			code := follow(t, srv, authorizationURL(t, users, usermanagement.AuthorizationURLParams{})).Get("code")
			return func() error {
				_, err := users.AuthenticateWithCode(t.Context(), usermanagement.AuthenticateWithCodeParams{Code: code})
				return err
			}
		},
		"device": func(t *testing.T, srv *workostest.Server, users *usermanagement.Service) func() error {
			t.Helper()
			device, err := users.AuthorizeDevice(t.Context())
			require.NoError(t, err)
			srv.ConfirmDevice(device.UserCode, ann.Email)
			return func() error {
				_, err := users.AuthenticateWithDeviceCode(t.Context(), usermanagement.AuthenticateWithDeviceCodeParams{DeviceCode: device.DeviceCode})
				return err
			}
		},
		"refresh token": func(t *testing.T, _ *workostest.Server, users *usermanagement.Service) func() error {
			t.Helper()
			auth, err := password(t, users)
			require.NoError(t, err)
			return func() error {
				_, err := users.AuthenticateWithRefreshToken(t.Context(), usermanagement.AuthenticateWithRefreshTokenParams{RefreshToken: auth.RefreshToken})
				return err
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, users, user, _ := world(t, 0)
			finish := begin(t, srv, users)
			require.NoError(t, users.DeleteUser(t.Context(), user.ID))
			requireCode(t, finish(), "invalid_grant")
		})
	}
	_, users, user, _ := world(t, 2)
	_, err := password(t, users)
	var choice *usermanagement.OrganizationSelectionRequiredError
	require.ErrorAs(t, err, &choice)
	require.NoError(t, users.DeleteUser(t.Context(), user.ID))
	_, err = users.AuthenticateWithOrganizationSelection(t.Context(), usermanagement.AuthenticateWithOrganizationSelectionParams{
		PendingAuthenticationToken: choice.PendingAuthenticationToken, OrganizationID: choice.Organizations[0].ID,
	})
	requireCode(t, err, "invalid_pending_authentication_token")
}

// An interrupted sign-in can go on for ten minutes, an inactive member not at all.
func TestInterruptedSignInsEnd(t *testing.T) {
	t.Parallel()
	srv, users, user, orgs := world(t, 3)
	_, err := password(t, users)
	var choice *usermanagement.OrganizationSelectionRequiredError
	require.ErrorAs(t, err, &choice)
	params := usermanagement.AuthenticateWithOrganizationSelectionParams{PendingAuthenticationToken: choice.PendingAuthenticationToken, OrganizationID: orgs[0]}
	srv.Advance(10 * time.Minute)
	_, err = users.AuthenticateWithOrganizationSelection(t.Context(), params)
	requireCode(t, err, "invalid_pending_authentication_token")

	page, err := users.ListOrganizationMemberships(t.Context(), usermanagement.ListOrganizationMembershipsParams{UserID: user.ID, OrganizationID: orgs[0]})
	require.NoError(t, err)
	_, err = users.DeactivateOrganizationMembership(t.Context(), page.Data[0].ID)
	require.NoError(t, err)
	_, err = password(t, users)
	require.ErrorAs(t, err, &choice)
	assert.Len(t, choice.Organizations, 2)
	params.PendingAuthenticationToken = choice.PendingAuthenticationToken
	_, err = users.AuthenticateWithOrganizationSelection(t.Context(), params)
	requireCode(t, err, "organization_membership_not_found")
}

// A code of a second factor is the user's own, and good once.
func TestRefusedSecondFactors(t *testing.T) {
	t.Parallel()
	srv, users, user, _ := world(t, 0)
	enroll := func(id string) *usermanagement.EnrolledAuthFactor {
		enrolled, err := users.EnrollAuthFactor(t.Context(), id, usermanagement.EnrollAuthFactorParams{Type: usermanagement.AuthenticationFactorTypeTOTP})
		require.NoError(t, err)
		return enrolled
	}
	own := enroll(user.ID)
	others := enroll(srv.AddUser(usermanagement.CreateUserParams{Email: "bob@example.com"}).ID)
	try := func(challenge, code string) error {
		_, err := password(t, users)
		var second *usermanagement.MFAChallengeError
		require.ErrorAs(t, err, &second)
		_, err = users.AuthenticateWithTOTP(t.Context(), usermanagement.AuthenticateWithTOTPParams{
			PendingAuthenticationToken: second.PendingAuthenticationToken, AuthenticationChallengeID: challenge, Code: code,
		})
		return err
	}
	requireCode(t, try(others.Challenge.ID, workostest.TOTP(others.Factor.TOTP.Secret, srv.Now())), "user_mismatch")
	require.ErrorIs(t, try("auth_challenge_none", "123456"), workos.ErrNotFound)
	code := workostest.TOTP(own.Factor.TOTP.Secret, srv.Now())
	require.NoError(t, try(own.Challenge.ID, code))
	requireCode(t, try(own.Challenge.ID, code), "one_time_code_previously_used")
	challenge, err := mfa.New(srv.Client()).ChallengeFactor(t.Context(), own.Factor.ID, mfa.ChallengeFactorParams{})
	require.NoError(t, err)
	for range 10 {
		requireCode(t, try(challenge.ID, "wrong!"), "invalid_one_time_code")
	}
	requireCode(t, try(challenge.ID, code), "one_time_code_too_many_attempts")
}

// The code of a Radar challenge is good once, and for a time.
func TestRadarCodesEnd(t *testing.T) {
	t.Parallel()
	srv, users, user, _ := world(t, 0)
	challenged := func() usermanagement.AuthenticateWithRadarEmailChallengeParams {
		srv.ChallengeByRadar(user.ID, usermanagement.RadarChallengeKindEmail)
		_, err := password(t, users)
		var radar *usermanagement.RadarChallengeError
		require.ErrorAs(t, err, &radar)
		return usermanagement.AuthenticateWithRadarEmailChallengeParams{
			PendingAuthenticationToken: radar.PendingAuthenticationToken, RadarChallengeID: radar.RadarChallengeID,
			Code: sentCode(t, srv, workostest.MessageKindRadarChallenge),
		}
	}
	first := challenged()
	_, err := users.AuthenticateWithRadarEmailChallenge(t.Context(), first)
	require.NoError(t, err)
	second := challenged()
	first.PendingAuthenticationToken = second.PendingAuthenticationToken
	_, err = users.AuthenticateWithRadarEmailChallenge(t.Context(), first)
	requireCode(t, err, "invalid_one_time_code")
	_, err = users.SendRadarSMSChallenge(t.Context(), usermanagement.SendRadarSMSChallengeParams{
		UserID: user.ID, PendingAuthenticationToken: second.PendingAuthenticationToken, PhoneNumber: "not a number",
	})
	require.ErrorIs(t, err, workos.ErrUnprocessable)
	_, err = users.SendRadarSMSChallenge(t.Context(), usermanagement.SendRadarSMSChallengeParams{
		UserID: "user_other", PendingAuthenticationToken: second.PendingAuthenticationToken, PhoneNumber: "+15005550009",
	})
	requireCode(t, err, "user_mismatch")
}

// The certificate of the key is valid today and for its thumbprint, and tokens say
// all roles.
func TestKeysAndRoles(t *testing.T) {
	t.Parallel()
	srv, users, user, _ := world(t, 0)
	org := create(t, srv.Client(), "Foo Corp")
	_, err := users.CreateOrganizationMembership(t.Context(), usermanagement.CreateOrganizationMembershipParams{
		UserID: user.ID, OrganizationID: org.ID, RoleSlugs: []string{"admin", "billing"},
	})
	require.NoError(t, err)
	auth, err := password(t, users)
	require.NoError(t, err)
	claims := verifyToken(t, srv, auth.AccessToken)
	assert.Equal(t, "admin", claims["role"])
	assert.Equal(t, []any{"admin", "billing"}, claims["roles"])

	set, err := workos.Get[struct {
		Keys []struct {
			X5C        []string `json:"x5c"`
			Thumbprint string   `json:"x5t#S256"` //nolint:tagliatelle // RFC 7517 names it
		}
	}](t.Context(), srv.Client(), workos.Path("/sso/jwks/{clientId}", workostest.ClientID), nil)
	require.NoError(t, err)
	der, err := base64.StdEncoding.DecodeString(set.Keys[0].X5C[0])
	require.NoError(t, err)
	certificate, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	assert.True(t, certificate.NotBefore.Before(srv.Now()) && certificate.NotAfter.After(srv.Now()))
	sum := sha256.Sum256(der)
	assert.Equal(t, base64.RawURLEncoding.EncodeToString(sum[:]), set.Keys[0].Thumbprint)
}

// Single sign-on of another organization is none of this one's.
func TestSSORequiredMeansTheOrganizationsOwn(t *testing.T) {
	t.Parallel()
	srv, users, _, orgs := world(t, 2)
	own, other := srv.AddConnection(sso.Connection{OrganizationID: orgs[1]}), srv.AddConnection(sso.Connection{OrganizationID: orgs[0]})
	srv.AddProfile(other.ID, sso.Profile{Email: ann.Email})
	srv.AddProfile(own.ID, sso.Profile{Email: ann.Email})
	srv.SetAuthenticationPolicy(orgs[1], workostest.AuthenticationPolicy{SSORequired: true})
	through := func(connection string) *usermanagement.Authentication {
		target, err := users.AuthorizationURL(usermanagement.AuthorizationURLParams{ConnectionID: connection, RedirectURI: "https://app.example.com/callback"})
		require.NoError(t, err)
		auth, err := users.AuthenticateWithCode(t.Context(), usermanagement.AuthenticateWithCodeParams{Code: follow(t, srv, target).Get("code")})
		require.NoError(t, err)
		return auth
	}
	_, err := users.AuthenticateWithRefreshToken(t.Context(), usermanagement.AuthenticateWithRefreshTokenParams{
		RefreshToken: through(other.ID).RefreshToken, OrganizationID: orgs[1],
	})
	var required *usermanagement.SSORequiredError
	require.ErrorAs(t, err, &required)
	assert.Equal(t, []string{own.ID}, required.ConnectionIDs)
	assert.Equal(t, orgs[1], through(own.ID).OrganizationID)
}

// A method that one organization refuses is no end of the sign-in to another.
func TestRefusedMethodDoesNotEndTheSignIn(t *testing.T) {
	t.Parallel()
	srv, users, _, orgs := world(t, 2)
	srv.SetAuthenticationPolicy(orgs[1], workostest.AuthenticationPolicy{Methods: []usermanagement.AuthenticationMethod{usermanagement.AuthenticationMethodMagicAuth}})
	_, err := password(t, users)
	var choice *usermanagement.OrganizationSelectionRequiredError
	require.ErrorAs(t, err, &choice)
	params := usermanagement.AuthenticateWithOrganizationSelectionParams{PendingAuthenticationToken: choice.PendingAuthenticationToken, OrganizationID: orgs[1]}
	_, err = users.AuthenticateWithOrganizationSelection(t.Context(), params)
	var methods *usermanagement.AuthenticationMethodsRequiredError
	require.ErrorAs(t, err, &methods)
	params.OrganizationID = orgs[0]
	auth, err := users.AuthenticateWithOrganizationSelection(t.Context(), params)
	require.NoError(t, err)
	assert.Equal(t, orgs[0], auth.OrganizationID)
}

// A connection without people signs nobody in, and Browse says when the browser
// does not come back.
func TestBrowse(t *testing.T) {
	t.Parallel()
	srv, users, _, orgs := world(t, 1)
	connection := srv.AddConnection(sso.Connection{OrganizationID: orgs[0]})
	target, err := users.AuthorizationURL(usermanagement.AuthorizationURLParams{ConnectionID: connection.ID, RedirectURI: "https://app.example.com/callback"})
	require.NoError(t, err)
	query, err := srv.Browse(t.Context(), target)
	require.NoError(t, err)
	assert.Equal(t, "access_denied", query.Get("error"))
	_, err = srv.Browse(t.Context(), "https://api.workos.test/user_management/authorize")
	require.ErrorContains(t, err, "422")
	_, err = srv.Browse(t.Context(), ":")
	require.Error(t, err)
	ended, end := context.WithCancel(t.Context())
	end()
	_, err = srv.Browse(ended, target)
	require.ErrorIs(t, err, context.Canceled)
}
