package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/auditlogs"
	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/mfa"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/portal"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/webhooks"
)

// What the service tells its callers; the atoms of its {:error, reason} before.
var (
	errDomainTaken  = errors.New("another organization has this domain")
	errForged       = errors.New("this sign-in did not begin in this browser")
	errWrongTenant  = errors.New("signed in to another organization")
	errCredentials  = errors.New("wrong address or password")
	errCode         = errors.New("wrong code, or one that does not work any more")
	errNotSupported = errors.New("this service cannot finish such a sign-in")
	errInvited      = errors.New("invited already, or a member")
)

// refusal returns the code with which WorkOS refused a call, which a clause for
// {:error, %WorkOS.Error{code: code}} matched before, or "".
func refusal(err error) string {
	var answer *workos.Error
	if errors.As(err, &answer) {
		return answer.Code
	}
	return ""
}

// app is the service. It is made once, and its methods are safe for concurrent use.
type app struct {
	audit         *auditlogs.Service
	directories   *directorysync.Service
	factors       *mfa.Service
	organizations *organizations.Service
	portal        *portal.Service
	sso           *sso.Service
	users         *usermanagement.Service
	people        *people
	redirectURI   string
}

// newApp returns the service. The client stands in place of config :workos, and is
// an argument, so that tests give it one of their own.
func newApp(client *workos.Client, redirectURI string) *app {
	return &app{
		audit:         auditlogs.New(client),
		directories:   directorysync.New(client),
		factors:       mfa.New(client),
		organizations: organizations.New(client),
		portal:        portal.New(client),
		sso:           sso.New(client),
		users:         usermanagement.New(client),
		people:        &people{rows: map[string]person{}},
		redirectURI:   redirectURI,
	}
}

// onboard creates the organization of a new customer. It may be called again for
// the same customer, as by a job that was interrupted, and there is one organization.
func (a *app) onboard(
	ctx context.Context, customer, name, domain string,
) (*organizations.Organization, error) {
	// The key below is remembered for 24 hours; the external ID stays.
	org, err := a.organizations.GetByExternalID(ctx, customer)
	if !errors.Is(err, workos.ErrNotFound) {
		return org, err
	}
	// WorkOS.Organizations.create_organization(
	//   %{name: name, domains: [domain], idempotency_key: key})
	org, err = a.organizations.Create(ctx, organizations.CreateParams{
		Name:       name,
		ExternalID: customer,
		DomainData: []organizations.DomainData{
			{Domain: domain, State: organizations.DomainDataStatePending},
		},
	}, workos.WithIdempotencyKey("onboard-"+customer)) // it names the customer, not the call
	if errors.Is(err, workos.ErrConflict) {
		return nil, errDomainTaken
	}
	return org, err
}

// portalURL returns where an IT admin of a customer verifies the domain. The link
// works for five minutes: redirect to it.
func (a *app) portalURL(ctx context.Context, organizationID, returnURL string) (string, error) {
	// WorkOS.Portal.generate_link(%{organization: org_id, intent: "domain_verification", return_url: url})
	link, err := a.portal.GenerateLink(ctx, portal.GenerateLinkParams{
		Organization: organizationID,
		Intent:       portal.IntentDomainVerification,
		ReturnURL:    returnURL,
	})
	if err != nil {
		return "", err
	}
	return link.Link, nil
}

// pendingSSO is what the session of the browser keeps while its person is at the
// identity provider.
type pendingSSO struct {
	organizationID, state, verifier string
}

// beginSSO returns where to send the browser.
func (a *app) beginSSO(organizationID string) (string, pendingSSO, error) {
	pkce := sso.NewPKCE()
	pending := pendingSSO{organizationID: organizationID, state: rand.Text(), verifier: pkce.Verifier}
	// WorkOS.SSO.get_authorization_url(%{organization: org_id, redirect_uri: uri, state: state})
	target, err := a.sso.AuthorizationURL(sso.AuthorizationURLParams{
		Organization:  organizationID,
		RedirectURI:   a.redirectURI,
		State:         pending.state,
		CodeChallenge: pkce.Challenge,
	})
	return target, pending, err
}

// finishSSO returns who signed in, from the query of the redirect URI. A profile is
// what the customer's own identity provider says: it counts for that customer alone.
func (a *app) finishSSO(ctx context.Context, pending pendingSSO, state, code string) (*sso.Profile, error) {
	if pending.state == "" || state != pending.state {
		return nil, errForged
	}
	// WorkOS.SSO.get_profile_and_token(code)
	result, err := a.sso.GetProfileAndToken(ctx, sso.GetProfileAndTokenParams{Code: code, CodeVerifier: pending.verifier})
	switch {
	case refusal(err) == "invalid_grant", errors.Is(err, workos.ErrUnprocessable): // the latter is no code at all
		return nil, errCode
	case err != nil:
		return nil, err
	case result.Profile.OrganizationID != pending.organizationID:
		return nil, errWrongTenant
	}
	return &result.Profile, nil
}

// employees returns the people of a customer's directories who are to have access.
func (a *app) employees(ctx context.Context, organizationID string) ([]directorysync.User, error) {
	// WorkOS.DirectorySync.list_directories(%{organization_id: org_id})
	params := directorysync.ListDirectoriesParams{OrganizationID: organizationID}
	directories, err := a.directories.ListDirectories(ctx, params)
	if err != nil {
		return nil, err
	}
	var employees []directorysync.User
	for directory, err := range directories.All(ctx) {
		if err != nil {
			return nil, err
		}
		// WorkOS.DirectorySync.list_users(%{directory: directory.id, limit: 100, after: cursor})
		page, err := a.directories.ListUsers(ctx, directorysync.ListUsersParams{
			ListParams: workos.ListParams{Limit: 100},
			Directory:  directory.ID,
		})
		if err != nil {
			return nil, err
		}
		for user, err := range page.All(ctx) {
			if err != nil {
				return nil, err
			}
			if !user.Deprovisioned() {
				employees = append(employees, user)
			}
		}
	}
	return employees, nil
}

// secondStep is what the session of the browser keeps between the password and the
// code. With it and a code anybody can finish the sign-in: it stays on the server.
type secondStep struct {
	pendingToken, challengeID string
	// qrCode and secret are for somebody who has no second factor yet, or else "": the
	// src of an img for an authenticator app to scan, or what to type into the app.
	qrCode, secret string
}

// signIn signs a user in with a password. Where that needs a second step, there is no
// Authentication yet, and the page asks for a code.
func (a *app) signIn(
	ctx context.Context, email, password string, from usermanagement.RequestInfo,
) (*usermanagement.Authentication, *secondStep, error) {
	// WorkOS.UserManagement.authenticate_with_password(
	//   %{email: email, password: password, ip_address: ip, user_agent: agent})
	params := usermanagement.AuthenticateWithPasswordParams{
		RequestInfo: from,
		Email:       email,
		Password:    password,
	}
	auth, err := a.users.AuthenticateWithPassword(ctx, params)
	if err == nil {
		return auth, nil, nil
	}
	var (
		challenge  *usermanagement.MFAChallengeError
		enrollment *usermanagement.MFAEnrollmentError
		pending    *usermanagement.AuthenticationError
	)
	switch {
	case errors.As(err, &challenge):
		step, err := a.challenge(ctx, challenge)
		return nil, step, err
	case errors.As(err, &enrollment):
		step, err := a.enroll(ctx, enrollment)
		return nil, step, err
	case errors.As(err, &pending): // it needs something else, as the choice of an organization
		return nil, nil, fmt.Errorf("%w: %w", errNotSupported, err)
	case refusal(err) == usermanagement.CodeInvalidCredentials:
		return nil, nil, errCredentials
	default:
		return nil, nil, err
	}
}

// challenge asks for a code of the first of a user's factors.
func (a *app) challenge(ctx context.Context, need *usermanagement.MFAChallengeError) (*secondStep, error) {
	if len(need.AuthenticationFactors) == 0 {
		return nil, errNotSupported
	}
	// WorkOS.MFA.challenge_factor(%{authentication_factor_id: factor_id})
	challenge, err := a.factors.ChallengeFactor(ctx, need.AuthenticationFactors[0].ID, mfa.ChallengeFactorParams{})
	if err != nil {
		return nil, err
	}
	return &secondStep{pendingToken: need.PendingAuthenticationToken, challengeID: challenge.ID}, nil
}

// enroll gives an authenticator app to a user who has to have one.
func (a *app) enroll(ctx context.Context, need *usermanagement.MFAEnrollmentError) (*secondStep, error) {
	// WorkOS.UserManagement.enroll_auth_factor(user_id, %{type: "totp", totp_issuer: "Acme"})
	enrolled, err := a.users.EnrollAuthFactor(ctx, need.User.ID, usermanagement.EnrollAuthFactorParams{
		Type:       usermanagement.AuthenticationFactorTypeTOTP,
		TOTPIssuer: "Acme",
	})
	if err != nil {
		return nil, err
	}
	step := &secondStep{pendingToken: need.PendingAuthenticationToken, challengeID: enrolled.Challenge.ID}
	if totp := enrolled.Factor.TOTP; totp != nil {
		step.qrCode, step.secret = totp.QRCode, totp.Secret
	}
	return step, nil
}

// finishSignIn takes the code of the second step. After an errCode the person may
// type in another one.
func (a *app) finishSignIn(
	ctx context.Context, step secondStep, code string,
) (*usermanagement.Authentication, error) {
	// WorkOS.UserManagement.authenticate_with_totp(
	//   %{code: code, authentication_challenge_id: id, pending_authentication_code: token})
	auth, err := a.users.AuthenticateWithTOTP(ctx, usermanagement.AuthenticateWithTOTPParams{
		Code:                       code,
		AuthenticationChallengeID:  step.challengeID,
		PendingAuthenticationToken: step.pendingToken,
	})
	return auth, codeError(err)
}

// sendCode has WorkOS mail a code by which a user signs in.
func (a *app) sendCode(ctx context.Context, email string) error {
	// WorkOS.UserManagement.send_magic_auth_code(email)
	_, err := a.users.CreateMagicAuth(ctx, usermanagement.CreateMagicAuthParams{Email: email})
	return err
}

// signInWithCode signs a user in with the code of sendCode.
func (a *app) signInWithCode(ctx context.Context, email, code string) (*usermanagement.Authentication, error) {
	// WorkOS.UserManagement.authenticate_with_magic_auth(%{email: email, code: code})
	auth, err := a.users.AuthenticateWithMagicAuth(ctx, usermanagement.AuthenticateWithMagicAuthParams{Email: email, Code: code})
	return auth, codeError(err)
}

// codeError tells a code that the person can correct from what nobody here can.
func codeError(err error) error {
	switch refusal(err) {
	case usermanagement.CodeInvalidOneTimeCode, usermanagement.CodeOneTimeCodePreviouslyUsed, usermanagement.CodeOneTimeCodeExpired:
		return errCode
	default:
		return err
	}
}

// invite invites somebody to a customer's organization.
func (a *app) invite(ctx context.Context, organizationID, email string) (*usermanagement.Invitation, error) {
	// WorkOS.UserManagement.send_invitation(%{email: email, organization_id: org_id, expires_in_days: 14})
	invitation, err := a.users.SendInvitation(ctx, usermanagement.SendInvitationParams{
		Email:          email,
		OrganizationID: organizationID,
		ExpiresInDays:  14,
	})
	switch refusal(err) {
	case "email_already_invited_to_organization", "user_already_organization_member":
		return nil, errInvited
	default:
		return invitation, err
	}
}

// uninvite takes back what is pending for an address, and says how many that were.
func (a *app) uninvite(ctx context.Context, organizationID, email string) (int, error) {
	// WorkOS.UserManagement.list_invitations(%{organization_id: org_id, email: email})
	page, err := a.users.ListInvitations(ctx, usermanagement.ListInvitationsParams{OrganizationID: organizationID, Email: email})
	if err != nil {
		return 0, err
	}
	revoked := 0
	for invitation, err := range page.All(ctx) {
		if err != nil {
			return revoked, err
		}
		if invitation.State != usermanagement.InvitationStatePending {
			continue
		}
		// WorkOS.UserManagement.revoke_invitation(invitation.id)
		if _, err := a.users.RevokeInvitation(ctx, invitation.ID); err != nil {
			return revoked, err
		}
		revoked++
	}
	return revoked, nil
}

// export is something that a user did, which the customer's audit log is to have.
// A report may be exported any number of times: each of them has an ID of its own.
type export struct {
	id, reportID, organizationID, userID, ip string
	at                                       time.Time
}

// record writes it. The key is the ID of the export, and not of the report: a job that
// runs again writes nothing twice, and the next export of the same report is written.
func (a *app) record(ctx context.Context, e export) error {
	// WorkOS.AuditLogs.create_event(%{organization_id: org_id, event: event, idempotency_key: key})
	_, err := a.audit.CreateEvent(ctx, auditlogs.CreateEventParams{
		OrganizationID: e.organizationID,
		Event: auditlogs.Event{
			Action:     "report.exported",
			OccurredAt: e.at,
			Actor:      auditlogs.Actor{ID: e.userID, Type: "user"},
			Targets:    []auditlogs.Target{{ID: e.reportID, Type: "report"}},
			Context:    auditlogs.Context{Location: e.ip},
		},
	}, workos.WithIdempotencyKey(e.id))
	return err
}

// webhooks takes the place of a plug in front of Plug.Parsers: the handler reads the
// body itself, once. Where a function returns an error, WorkOS sends the event again.
func (a *app) webhooks(secret string, opts ...webhooks.Option) http.Handler {
	mux := events.NewMux()
	events.Handle(mux, func(ctx context.Context, e events.DSyncUserCreated) error {
		return a.people.save(ctx, e.Data)
	})
	events.Handle(mux, func(ctx context.Context, e events.DSyncUserUpdated) error {
		return a.people.save(ctx, e.Data.User) // who left is mostly updated, to another state
	})
	events.Handle(mux, func(ctx context.Context, e events.DSyncUserDeleted) error {
		return a.people.remove(ctx, e.Data.ID)
	})
	// WorkOS.Webhooks.construct_event(body, signature, secret)
	return webhooks.Handler(secret, mux.Dispatch, opts...)
}

// people is who may use the service: a table of its database, here in memory. An event
// may arrive twice, and after one that is newer.
type people struct {
	mu   sync.Mutex
	rows map[string]person // by the ID of the directory user
}

type person struct {
	email     string
	allowed   bool
	removed   bool
	updatedAt time.Time
}

// save keeps what a directory says of somebody, unless it said something else since. Of
// two with the same time nobody knows which is newer: the one that denies stays.
func (p *people) save(_ context.Context, user directorysync.User) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	row, known := p.rows[user.ID]
	denied := known && !row.allowed && user.UpdatedAt.Equal(row.updatedAt)
	if row.removed || denied || user.UpdatedAt.Before(row.updatedAt) {
		return nil
	}
	p.rows[user.ID] = person{
		email: user.PrimaryEmail(), allowed: !user.Deprovisioned(), updatedAt: user.UpdatedAt,
	}
	return nil
}

// remove takes somebody's access for good: directories do not use an ID again.
func (p *people) remove(_ context.Context, id string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rows[id] = person{removed: true}
	return nil
}

// allowed returns the addresses of those who may use the service, sorted.
func (p *people) allowed() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var emails []string
	for _, row := range p.rows {
		if row.allowed {
			emails = append(emails, row.email)
		}
	}
	slices.Sort(emails)
	return emails
}
