package agents_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/agents"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/workostest"
)

type service = *agents.Service

var at = operationtest.At

const fullRegistration = `{
	"id": "agent_reg_1",
	"agent_identity": {
		"id": "agent_identity_1",
		"userland_user_id": "user_1",
		"created_at": "2026-01-15T12:00:00.000Z",
		"updated_at": "2026-01-15T12:00:01.000Z"
	},
	"organization_id": "org_1",
	"status": "verified",
	"kind": "service_auth",
	"claim": {
		"id": "agent_claim_1",
		"claim_completion": {
			"id": "agent_claim_completion_1",
			"created_at": "2026-01-15T12:00:02.000Z",
			"updated_at": "2026-01-15T12:00:03.000Z",
			"expires_at": "2026-01-15T12:00:04.000Z",
			"claimed_at": "2026-01-15T12:00:05.000Z"
		},
		"created_at": "2026-01-15T12:00:06.000Z",
		"updated_at": "2026-01-15T12:00:07.000Z",
		"expires_at": "2026-01-15T12:00:08.000Z"
	},
	"created_at": "2026-01-15T12:00:09.000Z",
	"updated_at": "2026-01-15T12:00:10.000Z"
}`

var wantRegistration = &agents.Registration{
	ID:             "agent_reg_1",
	AgentIdentity:  agents.Identity{ID: "agent_identity_1", UserID: "user_1", CreatedAt: at(0), UpdatedAt: at(1)},
	OrganizationID: "org_1",
	Status:         agents.RegistrationStatusVerified,
	Kind:           agents.RegistrationKindServiceAuth,
	Claim: &agents.Claim{
		ID: "agent_claim_1",
		ClaimCompletion: &agents.ClaimCompletion{
			ID: "agent_claim_completion_1", CreatedAt: at(2), UpdatedAt: at(3), ExpiresAt: at(4), ClaimedAt: at(5),
		},
		CreatedAt: at(6), UpdatedAt: at(7), ExpiresAt: at(8),
	},
	CreatedAt: at(9), UpdatedAt: at(10),
}

var link = agents.LinkClaimAttemptParams{
	Type: agents.LinkTypeExternalUser, ClaimAttemptToken: "t0ken", OrganizationID: "org_1",
	User: agents.ExternalUser{Email: "ann@foo-corp.com", ExternalID: "42"},
}

func TestOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, agents.New, operationtest.Cases[service]{
		"GetRegistration": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetRegistration(ctx, "agent_reg_1") },
			Line: "GET /agents/registrations/agent_reg_1", Answer: fullRegistration, Want: wantRegistration,
		},
		"ValidateCredential": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.ValidateCredential(ctx, agents.ValidateCredentialParams{Type: agents.CredentialTypeAPIKey, Credential: "k3y"})
			},
			Line: "POST /agents/credentials/validate", ReadOnly: true, Body: `{"type":"api_key","credential":"k3y"}`,
			Answer: `{"valid":true,"registration_id":"agent_reg_1","expires_at":"2026-01-15T12:00:00.000Z"}`,
			Want:   &agents.CredentialValidation{Valid: true, RegistrationID: "agent_reg_1", ExpiresAt: at(0)},
		},
		"ValidateCredential for an audience": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.ValidateCredential(ctx, agents.ValidateCredentialParams{
					Type: agents.CredentialTypeAccessToken, Credential: "j.w.t", Audience: "https://api.foo-corp.com",
				})
			},
			Line: "POST /agents/credentials/validate", ReadOnly: true,
			Body:   `{"type":"access_token","credential":"j.w.t","audience":"https://api.foo-corp.com"}`,
			Answer: `{"valid":false,"registration_id":null,"expires_at":null}`, Want: &agents.CredentialValidation{},
		},
		"LinkClaimAttempt": {
			Call: func(ctx context.Context, s service) (any, error) { return s.LinkClaimAttempt(ctx, link) },
			Line: "PATCH /agents/claims/attempts",
			Body: `{"type":"link_external_user","claim_attempt_token":"t0ken","organization_id":"org_1",
			"user":{"email":"ann@foo-corp.com","external_id":"42"}}`,
			Answer: `{"id":"agent_reg_1","status":"unverified","user_code":"123456","organizations":[{"id":"org_1","name":"Foo Corp"}]}`,
			Want: &agents.ClaimView{
				ID: "agent_reg_1", Status: agents.RegistrationStatusUnverified, UserCode: "123456",
				Organizations: []agents.OrganizationChoice{{ID: "org_1", Name: "Foo Corp"}},
			},
		},
	})
}

// A person of several organizations has to choose one: the error has them.
func TestOrganizationSelection(t *testing.T) {
	t.Parallel()
	const code = `"code":"organization_selection_required","message":"Choose."`
	claim := func(status int, body string) error {
		srv := workostest.NewServer(t)
		srv.Fail("PATCH /agents/claims/attempts", 1, workostest.Respond(status, nil, body))
		view, err := agents.New(srv.Client()).LinkClaimAttempt(t.Context(), link)
		assert.Nil(t, view)
		return err
	}
	for body, want := range map[string][]agents.OrganizationChoice{
		`{` + code + `,"organizations":[{"id":"org_1","name":"Foo Corp"},{"id":"org_2","name":"Bar Inc"}]}`: {
			{ID: "org_1", Name: "Foo Corp"}, {ID: "org_2", Name: "Bar Inc"},
		},
		`{` + code + `}`:                       nil,
		`{` + code + `,"organizations":null}`:  nil,
		`{` + code + `,"organizations":"new"}`: nil,
	} {
		err := claim(409, body)
		var choice *agents.OrganizationSelectionRequiredError
		require.ErrorAs(t, err, &choice)
		assert.Equal(t, want, choice.Organizations)
		require.ErrorIs(t, err, workos.ErrConflict)
		var answer *workos.Error
		require.ErrorAs(t, err, &answer)
		assert.Equal(t, "organization_selection_required", answer.Code)
		assert.Equal(t, answer.Error(), err.Error())
		operationtest.RequireHidden(t, err, "Foo Corp")
		assert.Contains(t, fmt.Sprintf("%v %#v", choice, *choice), "Choose.")
	}
	for _, err := range []error{claim(409, `{"code":"already_claimed"}`), claim(400, "")} {
		assert.NotErrorAs(t, err, new(*agents.OrganizationSelectionRequiredError))
	}
	var empty agents.OrganizationSelectionRequiredError
	require.NotEmpty(t, empty.Error())
	assert.NoError(t, empty.Unwrap())
}

func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, agents.Registration{ID: "agent_reg_1", Status: "brand_new"},
		`{"id":"agent_reg_1","status":"brand_new"}`,
		`{"id":"agent_reg_1","status":"brand_new","agent_identity":{"userland_user_id":null},"claim":null,"created_at":null}`,
		`{"id":"agent_reg_1","status":"brand_new","new_field":1}`)
	operationtest.RequireDecoded(t, agents.Registration{Claim: &agents.Claim{}}, `{"claim":{"claim_completion":null}}`)
	operationtest.RequireDecoded(t, agents.ClaimView{}, `{}`, `{"organizations":null}`)
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	operationtest.RequireRoundTrip[agents.Registration](t, fullRegistration)
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	operationtest.RequireIDs(t, agents.New)
	srv := workostest.NewServer(t)
	svc, ctx := agents.New(srv.Client()), t.Context()
	assert.Equal(t, "type", operationtest.RefusedParam(svc.ValidateCredential(ctx, agents.ValidateCredentialParams{Credential: "a"})))
	assert.Equal(t, "credential", operationtest.RefusedParam(svc.ValidateCredential(ctx, agents.ValidateCredentialParams{Type: "api_key"})))
	for param, leaveOut := range map[string]func(*agents.LinkClaimAttemptParams){
		"type":                func(p *agents.LinkClaimAttemptParams) { p.Type = "" },
		"claim_attempt_token": func(p *agents.LinkClaimAttemptParams) { p.ClaimAttemptToken = "" },
		"user":                func(p *agents.LinkClaimAttemptParams) { p.User = agents.ExternalUser{} },
		"user.email":          func(p *agents.LinkClaimAttemptParams) { p.User.Email = "" },
		"user.external_id":    func(p *agents.LinkClaimAttemptParams) { p.User.ExternalID = "" },
	} {
		params := link
		leaveOut(&params)
		assert.Equal(t, param, operationtest.RefusedParam(svc.LinkClaimAttempt(ctx, params)))
	}
	assert.Empty(t, srv.Requests())
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	operationtest.RequireHidden(t, link, "t0ken")
	operationtest.RequireHidden(t, agents.ValidateCredentialParams{Credential: "t0ken"}, "t0ken")
	operationtest.RequireHidden(t, agents.ClaimView{UserCode: "t0ken"}, "t0ken")
}
