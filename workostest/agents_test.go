package workostest_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/agents"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func TestAgentCredentials(t *testing.T) {
	t.Parallel()
	srv, ctx := workostest.NewServer(t), t.Context()
	service := agents.New(srv.Client())
	org := create(t, srv.Client(), "Foo Corp").ID
	agent := srv.AddAgentRegistration(agents.Registration{OrganizationID: org})
	got, err := service.GetRegistration(ctx, agent.ID)
	require.NoError(t, err)
	assert.Equal(t, &agent, got)
	assert.Equal(t, agents.RegistrationStatusUnverified, got.Status)
	requireRefusal(t, get(service.GetRegistration(ctx, "agent_reg_none")), 404, "")
	revoked := srv.AddAgentRegistration(agents.Registration{
		OrganizationID: org, Status: agents.RegistrationStatusRevoked, Kind: agents.RegistrationKindIdentityAssertion,
	})

	key := srv.AddAgentCredential(agent.ID, workostest.AgentCredential{})
	token := srv.AddAgentCredential(agent.ID, workostest.AgentCredential{
		Type: agents.CredentialTypeAccessToken, Audience: "https://api.foo-corp.com", ExpiresAt: srv.Now().Add(time.Minute),
	})
	for name, test := range map[string]struct {
		params agents.ValidateCredentialParams
		valid  bool
	}{
		"key":              {agents.ValidateCredentialParams{Type: agents.CredentialTypeAPIKey, Credential: key}, true},
		"token":            {agents.ValidateCredentialParams{Type: agents.CredentialTypeAccessToken, Credential: token}, true},
		"audience":         {agents.ValidateCredentialParams{Type: agents.CredentialTypeAccessToken, Credential: token, Audience: "https://api.foo-corp.com"}, true},
		"another audience": {agents.ValidateCredentialParams{Type: agents.CredentialTypeAccessToken, Credential: token, Audience: "https://bar.com"}, false},
		"another type":     {agents.ValidateCredentialParams{Type: agents.CredentialTypeAPIKey, Credential: token}, false},
		"unknown":          {agents.ValidateCredentialParams{Type: agents.CredentialTypeAPIKey, Credential: "a"}, false},
		"revoked": {agents.ValidateCredentialParams{
			Type: agents.CredentialTypeAPIKey, Credential: srv.AddAgentCredential(revoked.ID, workostest.AgentCredential{}),
		}, false},
	} {
		checked, err := service.ValidateCredential(ctx, test.params)
		require.NoError(t, err, name)
		assert.Equal(t, test.valid, checked.Valid, name)
		assert.Equal(t, test.valid, checked.RegistrationID == agent.ID && checked.ExpiresAt.After(srv.Now()), name)
	}
	srv.Advance(2 * time.Minute)
	checked, err := service.ValidateCredential(ctx, agents.ValidateCredentialParams{Type: agents.CredentialTypeAccessToken, Credential: token})
	require.NoError(t, err)
	assert.Equal(t, &agents.CredentialValidation{}, checked)
	requireRefusal(t, get(service.ValidateCredential(ctx, agents.ValidateCredentialParams{Type: "password", Credential: key})), 400, "invalid_request")

	assert.Len(t, told(t, srv, events.TypeAgentRegistrationCreated), 2)
	assert.Len(t, told(t, srv, events.TypeAgentRegistrationCredentialIssued), 3)
	assert.Panics(t, func() { srv.AddAgentRegistration(agents.Registration{}) })
	assert.Panics(t, func() { srv.AddAgentCredential("agent_reg_none", workostest.AgentCredential{}) })
	assert.Panics(t, func() { srv.StartAgentClaim("agent_reg_none", "ann@foo-corp.com") })
	assert.Panics(t, func() { srv.CompleteAgentClaim("") })
}

func linkOf(token, email, externalID, organizationID string) agents.LinkClaimAttemptParams {
	return agents.LinkClaimAttemptParams{
		Type: agents.LinkTypeExternalUser, ClaimAttemptToken: token, OrganizationID: organizationID,
		User: agents.ExternalUser{Email: email, ExternalID: externalID},
	}
}

func TestAgentClaims(t *testing.T) {
	t.Parallel()
	srv, ctx := workostest.NewServer(t), t.Context()
	service := agents.New(srv.Client())
	orgs := []string{create(t, srv.Client(), "Foo Corp").ID, create(t, srv.Client(), "Bar Inc").ID}
	user := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com", ExternalID: "42"})
	agent := srv.AddAgentRegistration(agents.Registration{OrganizationID: orgs[0]})
	token := srv.StartAgentClaim(agent.ID, "ann@foo-corp.com")
	link := func(externalID, organizationID string) (*agents.ClaimView, error) {
		return service.LinkClaimAttempt(ctx, linkOf(token, "ann@foo-corp.com", externalID, organizationID))
	}

	for _, org := range orgs {
		srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: user.ID, OrganizationID: org})
	}
	_, err := link("42", "")
	requireRefusal(t, err, 409, "organization_selection_required")
	var choice *agents.OrganizationSelectionRequiredError
	require.ErrorAs(t, err, &choice)
	assert.Equal(t, []agents.OrganizationChoice{{ID: orgs[0], Name: "Foo Corp"}, {ID: orgs[1], Name: "Bar Inc"}}, choice.Organizations)
	requireRefusal(t, get(link("42", "org_none")), 400, "invalid_organization")
	view, err := link("42", orgs[1])
	require.NoError(t, err)
	assert.Equal(t, agent.ID, view.ID)
	assert.Len(t, view.Organizations, 2)
	again, err := link("42", orgs[1])
	require.NoError(t, err)
	assert.Equal(t, view, again)
	requireRefusal(t, get(link("43", "")), 400, "wrong_account")

	claimed := srv.CompleteAgentClaim(view.UserCode)
	assert.Equal(t, agents.RegistrationStatusVerified, claimed.Status)
	assert.Equal(t, user.ID, claimed.AgentIdentity.UserID)
	assert.Equal(t, orgs[1], claimed.OrganizationID)
	assert.NotNil(t, claimed.Claim.ClaimCompletion)
	got, err := service.GetRegistration(ctx, agent.ID)
	require.NoError(t, err)
	assert.Equal(t, &claimed, got)
	requireRefusal(t, get(link("42", orgs[1])), 409, "already_claimed")
	assert.Len(t, told(t, srv, events.TypeAgentRegistrationClaimAttemptCreated), 1)
	assert.Len(t, told(t, srv, events.TypeAgentRegistrationClaimCompleted), 1)
}

// The user is made where there is none, and found by the external ID.
func TestAgentClaimsOfStrangers(t *testing.T) {
	t.Parallel()
	srv, ctx := workostest.NewServer(t), t.Context()
	service, users := agents.New(srv.Client()), usermanagement.New(srv.Client())
	agent := srv.AddAgentRegistration(agents.Registration{OrganizationID: create(t, srv.Client(), "Foo Corp").ID})
	token := srv.StartAgentClaim(agent.ID, "ann@foo-corp.com")
	_, err := service.LinkClaimAttempt(ctx, linkOf(token, "ann@foo-corp.com", "42", ""))
	require.NoError(t, err)
	made, err := users.GetUserByExternalID(ctx, "42")
	require.NoError(t, err)
	assert.Equal(t, "ann@foo-corp.com", made.Email)

	srv.AddUser(usermanagement.CreateUserParams{Email: "bob@foo-corp.com"})
	ofBob := srv.StartAgentClaim(agent.ID, "bob@foo-corp.com")
	for code, params := range map[string]agents.LinkClaimAttemptParams{
		"invalid_claim":        linkOf("none", "ann@foo-corp.com", "42", ""),
		"email_mismatch":       linkOf(ofBob, "ann@foo-corp.com", "42", ""),
		"email_already_in_use": linkOf(ofBob, "bob@foo-corp.com", "44", ""),
		"invalid_request":      linkOf(ofBob, "bob", "44", ""),
	} {
		_, err := service.LinkClaimAttempt(ctx, params)
		status := 400
		if errors.Is(err, workos.ErrConflict) {
			status = 409
		}
		requireRefusal(t, err, status, code)
	}
	srv.Advance(time.Hour)
	requireRefusal(t, get(service.LinkClaimAttempt(ctx, linkOf(token, "ann@foo-corp.com", "42", ""))), 410, "claim_expired")
}
