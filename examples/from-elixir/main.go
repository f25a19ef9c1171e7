// From-elixir is a service as it was written in Elixir on the Elixir SDK, moved to
// Go: what it asks of WorkOS is in app.go, with the call that it made before above
// each of its calls.
//
// It runs on a WorkOS inside this process, which is also its customers, their IT
// departments and their mailboxes, and shows a day of it.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"strings"
	"time"

	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/webhooks"
	"github.com/workos-go/workos/workostest"
)

const (
	redirectURI = "https://acme.example/callback"
	returnURL   = "https://acme.example/settings"
	secret      = "whsec_of_the_endpoint"
	password    = "correct horse battery staple"
)

func main() {
	log.SetFlags(0)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

// run shows a day of the service.
func run(ctx context.Context, out io.Writer) error {
	srv := workostest.New()
	defer srv.Close()
	// In production: newApp(workos.NewClient(), redirectURI), which reads WORKOS_API_KEY
	// and WORKOS_CLIENT_ID.
	d := day{app: newApp(srv.Client(), redirectURI), srv: srv, out: out}
	for _, hour := range []func(context.Context) error{
		d.onboard, d.singleSignOn, d.directory, d.secondFactor, d.magicAuth, d.invitations, d.auditLog,
	} {
		if err := hour(ctx); err != nil {
			return err
		}
	}
	return nil
}

// day is the service and the world around it.
type day struct {
	app          *app
	srv          *workostest.Server
	out          io.Writer
	organization string
}

func (d *day) say(format string, args ...any) {
	fmt.Fprintf(d.out, format+"\n", args...)
}

// want returns an error where a call did not fail as it should have.
func want(err, expected error) error {
	switch {
	case errors.Is(err, expected):
		return nil
	case err == nil:
		return fmt.Errorf("there was no error where this one belongs: %w", expected)
	default:
		return err
	}
}

func (d *day) onboard(ctx context.Context) error {
	// The first answer is lost on its way: the call is repeated, and the key sees to it
	// that nothing is done twice.
	d.srv.Fail("POST /organizations", 1, workostest.DropConnection())
	org, err := d.app.onboard(ctx, "customer-42", "Foo Corp", "foo-corp.com")
	if err != nil {
		return err
	}
	d.organization = org.ID
	d.say("Organization %s has the domain %s, %s.", org.Name, org.Domains[0].Domain, org.Domains[0].State)
	link, err := d.app.portalURL(ctx, org.ID, returnURL)
	if err != nil {
		return err
	}
	d.say("Its IT department verifies it in the Admin Portal: %t.", strings.HasPrefix(link, "https://"))
	_, err = d.app.onboard(ctx, "customer-43", "Fake Corp", "foo-corp.com")
	d.say("Fake Corp with the same domain: %v.", err)
	return want(err, errDomainTaken)
}

func (d *day) singleSignOn(ctx context.Context) error {
	connection := d.srv.AddConnection(sso.Connection{OrganizationID: d.organization})
	d.srv.AddProfile(connection.ID, sso.Profile{Email: "ann@foo-corp.com", FirstName: "Ann"})
	target, pending, err := d.app.beginSSO(d.organization)
	if err != nil {
		return err
	}
	query, err := d.srv.Browse(ctx, target)
	if err != nil {
		return err
	}
	profile, err := d.app.finishSSO(ctx, pending, query.Get("state"), query.Get("code"))
	if err != nil {
		return err
	}
	d.say("%s signed in by single sign-on: %s.", profile.FirstName, profile.Email)
	_, err = d.app.finishSSO(ctx, pending, query.Get("state"), query.Get("code"))
	d.say("The same code again: %v.", err)
	return want(err, errCode)
}

func (d *day) directory(ctx context.Context) error {
	okta := d.srv.Directory(d.srv.AddDirectory(directorysync.Directory{OrganizationID: d.organization}).ID)
	var users []directorysync.User
	for i := range 120 { // more than fit on a page
		users = append(users, okta.AddUser(directorysync.User{Email: fmt.Sprintf("user%d@foo-corp.com", i+1)}))
	}
	okta.SuspendUser(users[0].ID)
	okta.DeleteUser(users[1].ID)
	employees, err := d.app.employees(ctx, d.organization)
	if err != nil {
		return err
	}
	d.say("The directory has %d people who are to have access.", len(employees))

	receiver := d.app.webhooks(secret, webhooks.WithClock(d.srv.Now))
	// WorkOS promises neither that an event comes once nor in which order.
	_, err = d.srv.Deliver(ctx, receiver, secret, workostest.DeliverTwice(), workostest.DeliverReversed())
	if err != nil {
		return err
	}
	d.say("After the webhooks, %d have it.", len(d.app.people.allowed()))
	status := forge(ctx, receiver)
	d.say("A webhook that somebody forged: %d %s.", status, http.StatusText(status))
	if status != http.StatusBadRequest || len(d.app.people.allowed()) != len(employees) {
		return errors.New("people have access who must not")
	}
	return nil
}

// forge posts an event that is not signed with the secret, and returns the answer's
// status.
func forge(ctx context.Context, receiver http.Handler) int {
	payload := []byte(`{"object":"event","id":"event_1","event":"` + string(events.TypeDSyncUserCreated) + `","data":{"id":"directory_user_1"}}`)
	req := httptest.NewRequestWithContext(ctx, http.MethodPost, "/webhooks/workos", bytes.NewReader(payload))
	req.Header.Set(webhooks.SignatureHeader, webhooks.Sign(payload, "another secret", time.Now()))
	answer := httptest.NewRecorder()
	receiver.ServeHTTP(answer, req)
	return answer.Code
}

func (d *day) secondFactor(ctx context.Context) error {
	ben := d.srv.AddUser(usermanagement.CreateUserParams{Email: "ben@foo-corp.com", EmailVerified: true, Password: password})
	d.srv.RequireMFA(true)
	defer d.srv.RequireMFA(false)
	from := usermanagement.RequestInfo{IPAddress: "198.51.100.7", UserAgent: "a browser"}
	_, _, err := d.app.signIn(ctx, ben.Email, "wrong", from)
	d.say("Ben with a wrong password: %v.", err)
	if err := want(err, errCredentials); err != nil {
		return err
	}
	auth, step, err := d.app.signIn(ctx, ben.Email, password, from)
	if err != nil {
		return err
	}
	d.say("Ben with the right one is signed in: %t. He scans a QR code: %t.", auth != nil, step.qrCode != "")
	app := step.secret // Ben's authenticator app has it from now on
	_, err = d.app.finishSignIn(ctx, *step, "123")
	d.say("He mistypes the code: %v.", err)
	if err := want(err, errCode); err != nil {
		return err
	}
	if auth, err = d.app.finishSignIn(ctx, *step, workostest.TOTP(app, d.srv.Now())); err != nil {
		return err
	}
	d.say("He types it right: %s is signed in.", auth.User.Email)

	d.srv.Advance(time.Minute) // a code works once
	if _, step, err = d.app.signIn(ctx, ben.Email, password, from); err != nil {
		return err
	}
	d.say("The next time he is shown a QR code: %t.", step.qrCode != "")
	_, err = d.app.finishSignIn(ctx, *step, workostest.TOTP(app, d.srv.Now()))
	return err
}

func (d *day) magicAuth(ctx context.Context) error {
	if err := d.app.sendCode(ctx, "ann@foo-corp.com"); err != nil {
		return err
	}
	outbox := d.srv.Outbox()
	auth, err := d.app.signInWithCode(ctx, "ann@foo-corp.com", outbox[len(outbox)-1].Code)
	if err != nil {
		return err
	}
	d.say("%s signed in with a code by e-mail.", auth.User.Email)
	return nil
}

func (d *day) invitations(ctx context.Context) error {
	invitation, err := d.app.invite(ctx, d.organization, "cat@foo-corp.com")
	if err != nil {
		return err
	}
	d.say("%s is invited, until %d days from now.", invitation.Email, int(invitation.ExpiresAt.Sub(invitation.CreatedAt).Hours()/24))
	_, err = d.app.invite(ctx, d.organization, "cat@foo-corp.com")
	d.say("Once more: %v.", err)
	if err := want(err, errInvited); err != nil {
		return err
	}
	revoked, err := d.app.uninvite(ctx, d.organization, "cat@foo-corp.com")
	d.say("Invitations taken back: %d.", revoked)
	return err
}

func (d *day) auditLog(ctx context.Context) error {
	done := export{
		id: "export_1", reportID: "report_7", organizationID: d.organization,
		userID: "user_ben", ip: "198.51.100.7", at: d.srv.Now(),
	}
	for range 2 { // as by a job that runs again
		if err := d.app.record(ctx, done); err != nil {
			return err
		}
	}
	d.say("Events in the audit log: %d.", len(d.srv.AuditLogEvents(d.organization)))
	return nil
}
