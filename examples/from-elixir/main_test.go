package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/webhooks"
	"github.com/workos-go/workos/workostest"
)

func TestDay(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out))
	assert.Equal(t, `Organization Foo Corp has the domain foo-corp.com, pending.
Its IT department verifies it in the Admin Portal: true.
Fake Corp with the same domain: another organization has this domain.
Ann signed in by single sign-on: ann@foo-corp.com.
The same code again: wrong code, or one that does not work any more.
The directory has 118 people who are to have access.
After the webhooks, 118 have it.
A webhook that somebody forged: 400 Bad Request.
Ben with a wrong password: wrong address or password.
Ben with the right one is signed in: false. He scans a QR code: true.
He mistypes the code: wrong code, or one that does not work any more.
He types it right: ben@foo-corp.com is signed in.
The next time he is shown a QR code: false.
ann@foo-corp.com signed in with a code by e-mail.
cat@foo-corp.com is invited, until 14 days from now.
Once more: invited already, or a member.
Invitations taken back: 1.
Events in the audit log: 1.
`, out.String())
}

// world is a strict WorkOS with one customer, and the service.
func world(t *testing.T) (*workostest.Server, *app, *organizations.Organization) {
	t.Helper()
	srv := workostest.NewServer(t, workostest.WithStrict())
	app := newApp(srv.Client(), redirectURI)
	org, err := app.onboard(t.Context(), "customer-42", "Foo Corp", "foo-corp.com")
	require.NoError(t, err)
	return srv, app, org
}

func TestOnboard(t *testing.T) {
	t.Parallel()
	srv, app, org := world(t)
	assert.Equal(t, "customer-42", org.ExternalID)

	// The job runs again, and days later, when the key is forgotten.
	for range 2 {
		again, err := app.onboard(t.Context(), "customer-42", "Foo Corp", "foo-corp.com")
		require.NoError(t, err)
		assert.Equal(t, org.ID, again.ID)
		srv.Advance(48 * time.Hour)
	}
	assert.Len(t, srv.Writes(), 1)
	srv.Fail("GET /organizations/external_id/{external_id}", 1, workostest.Respond(http.StatusForbidden, nil, "{}"))
	_, err := app.onboard(t.Context(), "customer-42", "Foo Corp", "foo-corp.com")
	require.ErrorIs(t, err, workos.ErrForbidden)

	_, err = app.onboard(t.Context(), "customer-43", "Fake Corp", "foo-corp.com")
	require.ErrorIs(t, err, errDomainTaken)
	_, err = app.onboard(t.Context(), "customer-44", "", "bar.example")
	var missing *workos.ParamError
	require.ErrorAs(t, err, &missing)
	assert.Equal(t, "name", missing.Param)

	_, err = app.portalURL(t.Context(), "org_unknown", returnURL)
	require.ErrorIs(t, err, workos.ErrNotFound)
}

func TestSSO(t *testing.T) {
	t.Parallel()
	srv, app, org := world(t)
	other := srv.AddOrganization(organizations.CreateParams{Name: "Bar Inc"})
	for _, id := range []string{org.ID, other.ID} {
		srv.AddProfile(srv.AddConnection(sso.Connection{OrganizationID: id}).ID, sso.Profile{Email: "ann@foo-corp.com"})
	}
	target, pending, err := app.beginSSO(org.ID)
	require.NoError(t, err)
	query, err := srv.Browse(t.Context(), target)
	require.NoError(t, err)

	_, err = app.finishSSO(t.Context(), pending, "of-somebody-else", query.Get("code"))
	require.ErrorIs(t, err, errForged)
	_, err = app.finishSSO(t.Context(), pendingSSO{}, "", query.Get("code")) // no cookie, no state
	require.ErrorIs(t, err, errForged)
	_, err = app.finishSSO(t.Context(), pending, query.Get("state"), "no-code")
	require.ErrorIs(t, err, errCode)
	profile, err := app.finishSSO(t.Context(), pending, query.Get("state"), query.Get("code"))
	require.NoError(t, err)
	assert.Equal(t, org.ID, profile.OrganizationID)

	// The identity provider of another customer vouches for the same address.
	target, pending, err = app.beginSSO(other.ID)
	require.NoError(t, err)
	query, err = srv.Browse(t.Context(), target)
	require.NoError(t, err)
	pending.organizationID = org.ID
	_, err = app.finishSSO(t.Context(), pending, query.Get("state"), query.Get("code"))
	require.ErrorIs(t, err, errWrongTenant)

	_, _, err = newApp(srv.Client(workos.WithClientID("")), redirectURI).beginSSO(org.ID)
	require.ErrorIs(t, err, workos.ErrMissingClientID)
}

// Whatever the order of the events, and however often they come, the service ends
// with what the directory says.
func TestDirectory(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]workostest.DeliveryOption{
		"in order": nil,
		"twice":    {workostest.DeliverTwice()},
		"reversed": {workostest.DeliverReversed()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, app, org := world(t)
			okta := srv.Directory(srv.AddDirectory(directorysync.Directory{OrganizationID: org.ID}).ID)
			add := func(email string) directorysync.User {
				srv.Advance(time.Second)
				return okta.AddUser(directorysync.User{Email: email})
			}
			add("ann@foo-corp.com")
			ben, cat := add("ben@foo-corp.com"), add("cat@foo-corp.com")
			srv.Advance(time.Second)
			okta.SuspendUser(ben.ID)
			okta.DeleteUser(cat.ID)

			receiver := app.webhooks(secret, webhooks.WithClock(srv.Now))
			_, err := srv.Deliver(t.Context(), receiver, secret, opts...)
			require.NoError(t, err)
			assert.Equal(t, []string{"ann@foo-corp.com"}, app.people.allowed())

			employees, err := app.employees(t.Context(), org.ID)
			require.NoError(t, err)
			require.Len(t, employees, 1)
			assert.Equal(t, "ann@foo-corp.com", employees[0].PrimaryEmail())
		})
	}
}

// Two that say something else at the same time end with what denies, in both orders,
// and what comes after them counts again.
func TestSameTime(t *testing.T) {
	t.Parallel()
	at := time.Now()
	active := directorysync.User{ID: "directory_user_1", Email: "ann@foo-corp.com", UpdatedAt: at}
	suspended := active
	suspended.State = directorysync.UserStateSuspended
	for _, order := range [][]directorysync.User{{active, suspended}, {suspended, active}} {
		table := people{rows: map[string]person{}}
		for _, user := range order {
			require.NoError(t, table.save(t.Context(), user))
		}
		assert.Empty(t, table.allowed())
		later := active
		later.UpdatedAt = at.Add(time.Millisecond)
		require.NoError(t, table.save(t.Context(), later))
		assert.Equal(t, []string{"ann@foo-corp.com"}, table.allowed())
	}
}

func TestEmployeesOfAListThatBreaks(t *testing.T) {
	t.Parallel()
	srv, app, org := world(t)
	srv.AddDirectory(directorysync.Directory{OrganizationID: org.ID})
	srv.Fail("GET /directory_users", 1, workostest.Respond(http.StatusForbidden, nil, `{"message":"no"}`))
	_, err := app.employees(t.Context(), org.ID)
	require.ErrorIs(t, err, workos.ErrForbidden)
}

func TestForgedWebhooks(t *testing.T) {
	t.Parallel()
	_, app, _ := world(t)
	receiver := app.webhooks(secret)
	assert.Equal(t, http.StatusBadRequest, forge(t.Context(), receiver))

	unsigned := httptest.NewRecorder()
	receiver.ServeHTTP(unsigned, httptest.NewRequest(http.MethodPost, "/", http.NoBody))
	assert.Equal(t, http.StatusBadRequest, unsigned.Code)
	assert.Empty(t, app.people.allowed())
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	srv, app, _ := world(t)
	ann := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com", EmailVerified: true, Password: password})
	from := usermanagement.RequestInfo{IPAddress: "198.51.100.7"}

	auth, step, err := app.signIn(t.Context(), ann.Email, password, from)
	require.NoError(t, err)
	assert.Nil(t, step)
	assert.Equal(t, ann.ID, auth.User.ID)

	_, _, err = app.signIn(t.Context(), ann.Email, "wrong", from)
	require.ErrorIs(t, err, errCredentials)

	srv.RequireMFA(true)
	auth, step, err = app.signIn(t.Context(), ann.Email, password, from)
	require.NoError(t, err)
	assert.Nil(t, auth)
	require.NotEmpty(t, step.secret)
	authenticator := step.secret

	// A second factor that is there is asked, and no new one enrolled.
	_, err = app.finishSignIn(t.Context(), *step, workostest.TOTP(authenticator, srv.Now()))
	require.NoError(t, err)
	srv.Advance(time.Minute)
	_, step, err = app.signIn(t.Context(), ann.Email, password, from)
	require.NoError(t, err)
	assert.Empty(t, step.secret)
	_, err = app.finishSignIn(t.Context(), *step, workostest.TOTP(authenticator, srv.Now().Add(-time.Hour)))
	require.ErrorIs(t, err, errCode)
	auth, err = app.finishSignIn(t.Context(), *step, workostest.TOTP(authenticator, srv.Now()))
	require.NoError(t, err)
	assert.Equal(t, ann.ID, auth.User.ID)

	// What the service has no page for is an error that says so.
	ben := srv.AddUser(usermanagement.CreateUserParams{Email: "ben@foo-corp.com", Password: password})
	_, _, err = app.signIn(t.Context(), ben.Email, password, from)
	require.ErrorIs(t, err, errNotSupported)
	var verification *usermanagement.EmailVerificationRequiredError
	require.ErrorAs(t, err, &verification)
}

func TestMagicAuth(t *testing.T) {
	t.Parallel()
	srv, app, _ := world(t)
	require.NoError(t, app.sendCode(t.Context(), "dan@foo-corp.com"))
	code := srv.Outbox()[0].Code

	_, err := app.signInWithCode(t.Context(), "dan@foo-corp.com", "wrong")
	require.ErrorIs(t, err, errCode)
	auth, err := app.signInWithCode(t.Context(), "dan@foo-corp.com", code)
	require.NoError(t, err)
	assert.Equal(t, "dan@foo-corp.com", auth.User.Email)
	_, err = app.signInWithCode(t.Context(), "dan@foo-corp.com", code)
	require.ErrorIs(t, err, errCode)
}

func TestInvitations(t *testing.T) {
	t.Parallel()
	_, app, org := world(t)
	invitation, err := app.invite(t.Context(), org.ID, "eve@foo-corp.com")
	require.NoError(t, err)
	assert.Equal(t, org.ID, invitation.OrganizationID)
	_, err = app.invite(t.Context(), org.ID, "eve@foo-corp.com")
	require.ErrorIs(t, err, errInvited)

	revoked, err := app.uninvite(t.Context(), org.ID, "eve@foo-corp.com")
	require.NoError(t, err)
	assert.Equal(t, 1, revoked)
	revoked, err = app.uninvite(t.Context(), org.ID, "eve@foo-corp.com")
	require.NoError(t, err)
	assert.Zero(t, revoked)
}

func TestRecord(t *testing.T) {
	t.Parallel()
	srv, app, org := world(t)
	done := export{
		id: "export_1", reportID: "report_7", organizationID: org.ID,
		userID: "user_ann", ip: "198.51.100.7", at: srv.Now(),
	}
	srv.Fail("POST /audit_logs/events", 1, workostest.DropConnection()) // the answer is lost
	require.NoError(t, app.record(t.Context(), done))
	require.NoError(t, app.record(t.Context(), done))
	require.Len(t, srv.AuditLogEvents(org.ID), 1)

	done.id = "export_2" // of the same report
	require.NoError(t, app.record(t.Context(), done))
	log := srv.AuditLogEvents(org.ID)
	require.Len(t, log, 2)
	for _, event := range log {
		assert.Equal(t, "report_7", event.Targets[0].ID)
	}

	done.organizationID = "org_unknown"
	done.id = "export_3"
	require.ErrorIs(t, app.record(t.Context(), done), workos.ErrNotFound)
}
