package workostest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/mfa"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/sso"
	um "github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/webhooks"
	"github.com/workos-go/workos/workostest"
)

const (
	tourCallback = "https://app.example.com/callback"
	tourPassword = "correct horse battery"
	tourSecret   = "whsec_tour"
)

// tour is a server with one verified user, Ann, who has a password.
type tour struct {
	*testing.T

	srv   *workostest.Server
	users *um.Service
	ann   um.User
}

func newTour(t *testing.T) tour {
	t.Helper()
	srv := workostest.NewServer(t, workostest.WithStrict())
	ann := srv.AddUser(um.CreateUserParams{Email: "ann@foo-corp.com", EmailVerified: true, Password: tourPassword})
	return tour{T: t, srv: srv, users: um.New(srv.Client()), ann: ann}
}

// password signs Ann in by her password.
func (t tour) password() (*um.Authentication, error) {
	return t.users.AuthenticateWithPassword(t.Context(), um.AuthenticateWithPasswordParams{Email: t.ann.Email, Password: tourPassword})
}

// join makes an organization and puts Ann into it.
func (t tour) join(name string) organizations.Organization {
	org := t.srv.AddOrganization(organizations.CreateParams{Name: name})
	t.srv.AddMembership(um.CreateOrganizationMembershipParams{UserID: t.ann.ID, OrganizationID: org.ID})
	return org
}

// connect gives an organization a connection that Ann signs in through.
func (t tour) connect(org organizations.Organization) string {
	return t.srv.AddProfile(t.srv.AddConnection(sso.Connection{OrganizationID: org.ID}).ID, sso.Profile{Email: t.ann.Email}).ConnectionID
}

// browse opens an authorization URL, and returns the code that comes back.
func (t tour) browse(target string, err error) string {
	t.Helper()
	require.NoError(t, err)
	answer := httptest.NewRecorder()
	t.srv.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, http.NoBody))
	back, err := url.Parse(answer.Header().Get("Location"))
	require.NoError(t, err)
	return back.Query().Get("code")
}

// code is the code in the only message so far.
func (t tour) code() string {
	t.Helper()
	outbox := t.srv.Outbox()
	require.Len(t, outbox, 1)
	return outbox[0].Code
}

// radar lets Radar challenge Ann's sign-in.
func (t tour) radar(kind um.RadarChallengeKind) *um.RadarChallengeError {
	t.Helper()
	t.srv.ChallengeByRadar(t.ann.ID, kind)
	return refused[*um.RadarChallengeError](t)
}

// signedIn checks that it is Ann who is signed in.
func (t tour) signedIn(auth *um.Authentication, err error) *um.Authentication {
	t.Helper()
	require.NoError(t, err)
	assert.Equal(t, t.ann.ID, auth.User.ID)
	return auth
}

// refused signs Ann in by her password, and returns what it still needs.
func refused[E error](t tour) E {
	t.Helper()
	_, err := t.password()
	var target E
	require.ErrorAs(t, err, &target)
	return target
}

func TestTourSignIn(t *testing.T) {
	t.Parallel()

	for name, signIn := range map[string]func(tour){
		"authorization code": func(t tour) {
			code := t.browse(t.users.AuthorizationURL(um.AuthorizationURLParams{Provider: um.ProviderAuthKit, RedirectURI: tourCallback, LoginHint: t.ann.Email}))
			t.signedIn(t.users.AuthenticateWithCode(t.Context(), um.AuthenticateWithCodeParams{Code: code}))
		},
		"authorization code by a public client": func(t tour) {
			public := um.New(t.srv.Client(workos.WithAPIKey("")))
			pair := um.NewPKCE()
			code := t.browse(public.AuthorizationURL(um.AuthorizationURLParams{Provider: um.ProviderAuthKit, RedirectURI: tourCallback, CodeChallenge: pair.Challenge}))
			t.signedIn(public.AuthenticateWithCode(t.Context(), um.AuthenticateWithCodeParams{Code: code, CodeVerifier: pair.Verifier}))
		},
		"password and refresh token": func(t tour) {
			params := um.AuthenticateWithRefreshTokenParams{RefreshToken: t.signedIn(t.password()).RefreshToken}
			t.signedIn(t.users.AuthenticateWithRefreshToken(t.Context(), params))
			_, err := t.users.AuthenticateWithRefreshToken(t.Context(), params) // good for one call
			require.ErrorIs(t, err, workos.ErrBadRequest)
		},
		"magic auth": func(t tour) {
			_, err := t.users.CreateMagicAuth(t.Context(), um.CreateMagicAuthParams{Email: t.ann.Email})
			require.NoError(t, err)
			t.signedIn(t.users.AuthenticateWithMagicAuth(t.Context(), um.AuthenticateWithMagicAuthParams{Email: t.ann.Email, Code: t.code()}))
		},
		"e-mail verification": func(t tour) {
			t.ann = t.srv.AddUser(um.CreateUserParams{Email: "new@foo-corp.com", Password: tourPassword})
			pending := refused[*um.EmailVerificationRequiredError](t)
			t.signedIn(t.users.AuthenticateWithEmailVerification(t.Context(), um.AuthenticateWithEmailVerificationParams{Code: t.code(), PendingAuthenticationToken: pending.PendingAuthenticationToken}))
		},
		"second factor": tourSecondFactor,
		"organization selection": func(t tour) {
			t.join("Foo Corp")
			bar := t.join("Bar Corp")
			choice := refused[*um.OrganizationSelectionRequiredError](t)
			assert.Len(t, choice.Organizations, 2)
			auth := t.signedIn(t.users.AuthenticateWithOrganizationSelection(t.Context(), um.AuthenticateWithOrganizationSelectionParams{
				PendingAuthenticationToken: choice.PendingAuthenticationToken, OrganizationID: bar.ID,
			}))
			assert.Equal(t, bar.ID, auth.OrganizationID)
		},
		"Radar by e-mail": func(t tour) {
			challenge := t.radar(um.RadarChallengeKindEmail)
			t.signedIn(t.users.AuthenticateWithRadarEmailChallenge(t.Context(), um.AuthenticateWithRadarEmailChallengeParams{
				Code: t.code(), RadarChallengeID: challenge.RadarChallengeID, PendingAuthenticationToken: challenge.PendingAuthenticationToken,
			}))
		},
		"Radar by SMS at a sign-up": func(t tour) {
			token := t.radar(um.RadarChallengeKindSMSSignUp).PendingAuthenticationToken
			sent, err := t.users.SendRadarSMSChallenge(t.Context(), um.SendRadarSMSChallengeParams{UserID: t.ann.ID, PhoneNumber: "+15005550006", PendingAuthenticationToken: token})
			require.NoError(t, err)
			t.signedIn(t.users.AuthenticateWithRadarSMSChallenge(t.Context(), um.AuthenticateWithRadarSMSChallengeParams{Code: t.code(), VerificationID: sent.VerificationID, PhoneNumber: sent.PhoneNumber, PendingAuthenticationToken: token}))
		},
		"Radar by SMS at a sign-in": func(t tour) {
			token := t.radar(um.RadarChallengeKindSMSSignIn).PendingAuthenticationToken
			t.signedIn(t.users.AuthenticateWithRadarSMSChallenge(t.Context(), um.AuthenticateWithRadarSMSChallengeParams{Code: t.code(), PendingAuthenticationToken: token}))
		},
		"single sign-on is required": func(t tour) {
			org := t.join("Foo Corp")
			connection := t.connect(org)
			t.srv.SetAuthenticationPolicy(org.ID, workostest.AuthenticationPolicy{SSORequired: true})
			require.Equal(t, []string{connection}, refused[*um.SSORequiredError](t).ConnectionIDs)
			code := t.browse(t.users.AuthorizationURL(um.AuthorizationURLParams{ConnectionID: connection, RedirectURI: tourCallback}))
			auth := t.signedIn(t.users.AuthenticateWithCode(t.Context(), um.AuthenticateWithCodeParams{Code: code}))
			assert.Equal(t, um.AuthenticationMethodSSO, auth.AuthenticationMethod)
		},
		"other methods are required": func(t tour) {
			org := t.join("Foo Corp")
			t.srv.SetAuthenticationPolicy(org.ID, workostest.AuthenticationPolicy{Methods: []um.AuthenticationMethod{um.AuthenticationMethodMagicAuth}})
			required := refused[*um.AuthenticationMethodsRequiredError](t)
			assert.False(t, required.AuthMethods["password"])
			assert.True(t, required.AuthMethods["magic_auth"])
		},
		"profile of package sso": func(t tour) {
			connection := t.connect(t.srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"}))
			signIn := sso.New(t.srv.Client())
			code := t.browse(signIn.AuthorizationURL(sso.AuthorizationURLParams{Connection: connection, RedirectURI: tourCallback}))
			result, err := signIn.GetProfileAndToken(t.Context(), sso.GetProfileAndTokenParams{Code: code})
			require.NoError(t, err)
			require.Equal(t, t.ann.Email, result.Profile.Email)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			signIn(newTour(t))
		})
	}
}

// tourSecondFactor enrolls an authenticator app, and signs in with it.
func tourSecondFactor(t tour) {
	t.srv.RequireMFA(true)
	enroll := refused[*um.MFAEnrollmentError](t)
	enrolled, err := t.users.EnrollAuthFactor(t.Context(), t.ann.ID, um.EnrollAuthFactorParams{Type: um.AuthenticationFactorTypeTOTP})
	require.NoError(t, err)
	show := func() string { return workostest.TOTP(enrolled.Factor.TOTP.Secret, t.srv.Now()) }
	t.signedIn(t.users.AuthenticateWithTOTP(t.Context(), um.AuthenticateWithTOTPParams{Code: show(), AuthenticationChallengeID: enrolled.Challenge.ID, PendingAuthenticationToken: enroll.PendingAuthenticationToken}))

	pending := refused[*um.MFAChallengeError](t)
	require.Len(t, pending.AuthenticationFactors, 1)
	challenge, err := mfa.New(t.srv.Client()).ChallengeFactor(t.Context(), pending.AuthenticationFactors[0].ID, mfa.ChallengeFactorParams{})
	require.NoError(t, err)
	t.signedIn(t.users.AuthenticateWithTOTP(t.Context(), um.AuthenticateWithTOTPParams{Code: show(), AuthenticationChallengeID: challenge.ID, PendingAuthenticationToken: pending.PendingAuthenticationToken}))
}

// A device asks every few seconds, which take no time in a bubble.
func TestTourDevice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(tt *testing.T) {
		t := newTour(tt)
		device, err := t.users.AuthorizeDevice(t.Context())
		require.NoError(t, err)
		time.AfterFunc(12*time.Second, func() { t.srv.ConfirmDevice(device.UserCode, t.ann.Email) })
		t.signedIn(t.users.AwaitDevice(t.Context(), device))
	})
}

func TestTourDirectory(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	directory := srv.Directory(srv.AddDirectory(directorysync.Directory{Name: "Foo Corp"}).ID)
	group := directory.AddGroup(directorysync.Group{Name: "Engineers"})
	bob := directory.AddUser(directorysync.User{Email: "bob@foo-corp.com"})
	directory.AddMember(group.ID, bob.ID)
	assert.True(t, directory.SuspendUser(bob.ID).Deprovisioned())
	directory.DeleteUser(bob.ID)
	story := []events.Type{
		events.TypeDSyncActivated, events.TypeDSyncGroupCreated, events.TypeDSyncUserCreated, events.TypeDSyncGroupUserAdded,
		events.TypeDSyncUserUpdated, events.TypeDSyncGroupUserRemoved, events.TypeDSyncUserDeleted,
	}

	heard, seen, failures := []events.Type(nil), map[string]bool{}, 2
	handler := webhooks.Handler(tourSecret, func(_ context.Context, event *events.Event) error {
		if failures--; failures >= 0 {
			return errors.New("the database is down")
		}
		if !seen[event.ID] {
			seen[event.ID] = true
			heard = append(heard, event.Type)
		}
		return nil
	}, webhooks.WithClock(srv.Now))

	// What is late or corrupted is not believed.
	_, err := srv.Deliver(t.Context(), handler, tourSecret, workostest.DeliverLate(time.Hour))
	require.Error(t, err)
	_, err = srv.Deliver(t.Context(), handler, tourSecret, workostest.DeliverAgain(), workostest.DeliverCorrupted())
	require.Error(t, err)
	require.Empty(t, heard)
	// The handler fails twice, and gets the event a third time.
	deliveries, err := srv.Deliver(t.Context(), handler, tourSecret, workostest.DeliverAgain())
	require.NoError(t, err)
	require.Equal(t, 3, deliveries[0].Attempts)
	require.Equal(t, story, heard)
	// Every event comes twice more, and changes nothing.
	_, err = srv.Deliver(t.Context(), handler, tourSecret, workostest.DeliverAgain(), workostest.DeliverTwice(), workostest.DeliverReversed())
	require.NoError(t, err)
	require.Equal(t, story, heard)
	// The events API tells the same story.
	page, err := events.New(srv.Client()).List(t.Context(), events.ListParams{ListParams: workos.ListParams{Order: workos.OrderAsc}, Events: story})
	require.NoError(t, err)
	assert.Len(t, page.Data, len(story))
}

func TestTourFaults(t *testing.T) {
	t.Parallel()
	unavailable := workostest.Respond(http.StatusServiceUnavailable, nil, "upstream connect error")
	for name, tc := range map[string]struct {
		times int
		fault workostest.Fault
		waits time.Duration // at least
	}{
		"not there":             {1, workostest.RefuseConnection(), 0},
		"gone before the write": {1, workostest.DropRequest(), 0},
		"gone after the write":  {1, workostest.DropConnection(), 0},
		"cut body":              {1, workostest.CutBody(), 0},
		"rate limit":            {1, workostest.RateLimit(20 * time.Second), 20 * time.Second},
		"unavailable":           {3, unavailable, time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := workostest.NewServer(t)
				srv.Fail("POST /organizations", tc.times, tc.fault)
				began := time.Now()
				var answer workos.Response
				_, err := organizations.New(srv.Client()).Create(t.Context(), organizations.CreateParams{Name: "Foo Corp"}, workos.WithIdempotencyKey("customer-42"), workos.WithResponse(&answer))
				require.NoError(t, err)
				assert.GreaterOrEqual(t, time.Since(began), tc.waits)
				assert.Equal(t, tc.times+1, answer.Attempts)
				assert.Len(t, srv.Writes(), 1)
			})
		})
	}
}

func TestTourRandomFaults(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t, workostest.WithSeed(1))
		srv.FailRandomly("", 0.2, workostest.DropConnection())
		orgs := organizations.New(srv.Client(workos.WithMaxRetries(10)))
		const n = 50
		for i := range n {
			_, err := orgs.Create(t.Context(), organizations.CreateParams{Name: "Foo Corp"}, workos.WithIdempotencyKey(fmt.Sprint("customer-", i)))
			require.NoError(t, err)
		}
		assert.Greater(t, len(srv.Requests()), n)
		assert.Len(t, srv.Writes(), n)
	})
}

func TestTourStrict(t *testing.T) {
	t.Parallel()
	client := workostest.NewServer(t, workostest.WithStrict()).Client()
	_, err := workos.Post[organizations.Organization](t.Context(), client, workos.Path("/organizations"), map[string]any{"name": "Foo Corp", "colour": "red"})
	require.ErrorIs(t, err, workos.ErrUnprocessable)
	require.ErrorContains(t, err, "colour")
	_, err = workos.GetList[organizations.Organization](t.Context(), client, workos.Path("/organizations"), url.Values{"colour": {"red"}})
	require.ErrorContains(t, err, "colour")
}

const tourWorld = `{
  "organizations": [{"id": "org_foo", "name": "Foo Corp"}],
  "users": [{"id": "user_ann", "email": "ann@foo-corp.com", "email_verified": true, "password": "correct horse battery"}],
  "memberships": [{"user_id": "user_ann", "organization_id": "org_foo", "role_slug": "admin"}],
  "connections": [{"id": "conn_foo", "organization_id": "org_foo", "profiles": [{"email": "ann@foo-corp.com"}]}],
  "directories": [{"id": "directory_foo", "organization_id": "org_foo",
    "users": [{"id": "directory_user_ann", "email": "ann@foo-corp.com"}],
    "groups": [{"name": "Engineers", "members": ["directory_user_ann"]}]}],
  "roles": {"admin": ["billing:write"]}
}`

// Two servers of one seed and one clock answer the same.
func TestTourSeed(t *testing.T) {
	t.Parallel()
	var world workostest.Seed
	require.NoError(t, json.Unmarshal([]byte(tourWorld), &world))
	run := func() string {
		srv := workostest.NewServer(t, workostest.WithSeed(42), workostest.WithTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)))
		srv.Add(world)
		users := um.New(srv.Client())
		var signIn, listed workos.Response
		_, err := users.AuthenticateWithPassword(t.Context(), um.AuthenticateWithPasswordParams{Email: "ann@foo-corp.com", Password: tourPassword}, workos.WithResponse(&signIn))
		require.NoError(t, err)
		_, err = users.CreateMagicAuth(t.Context(), um.CreateMagicAuthParams{Email: "ann@foo-corp.com"})
		require.NoError(t, err)
		_, err = events.New(srv.Client()).List(t.Context(), events.ListParams{Events: []events.Type{
			events.TypeUserCreated, events.TypeDSyncGroupUserAdded, events.TypeAuthenticationPasswordSucceeded,
		}}, workos.WithResponse(&listed))
		require.NoError(t, err)
		outbox := srv.Outbox()
		require.Len(t, outbox, 1)
		require.Equal(t, workostest.MessageKindMagicAuth, outbox[0].Kind)
		return string(signIn.Body) + string(listed.Body) + outbox[0].Code
	}
	first := run()
	assert.Contains(t, first, `"directory_user_ann"`)
	assert.Equal(t, first, run())
}
