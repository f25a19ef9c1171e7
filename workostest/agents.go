package workostest

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/workos-go/workos/agents"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/usermanagement"
)

// agentsTables hold the registrations of agents by ID, their credentials by value,
// and the attempts to claim them by token.
type agentsTables struct {
	registrations map[string]*agents.Registration
	credentials   map[string]agentCredential
	attempts      map[string]*claimAttempt
}

// agentCredential is a credential of an agent.
type agentCredential struct {
	AgentCredential

	registrationID string
}

// claimAttempt is an attempt to claim an agent, and who makes it.
type claimAttempt struct {
	id, registrationID, email    string
	userID, organizationID, code string
	expiresAt                    time.Time
}

// agentLife is how long credentials and claims of agents are good for.
const agentLife = time.Hour

func (s *Server) registerAgents() {
	s.agents = agentsTables{map[string]*agents.Registration{}, map[string]agentCredential{}, map[string]*claimAttempt{}}
	s.register("GET /agents/registrations/{id}", s.getAgentRegistration)
	s.register("POST /agents/credentials/validate", s.validateAgentCredential)
	s.register("PATCH /agents/claims/attempts", s.linkClaimAttempt)
}

// registrationAnswer is a registration as the API sends it.
type registrationAnswer struct {
	agents.Registration

	AgentIdentity identityAnswer `json:"agent_identity"`
}

type identityAnswer struct {
	agents.Identity

	UserID nullable `json:"userland_user_id"`
}

func newRegistrationAnswer(r *agents.Registration) registrationAnswer {
	return registrationAnswer{*r, identityAnswer{r.AgentIdentity, nullable(r.AgentIdentity.UserID)}}
}

// AddAgentRegistration adds an agent that registered at an organization. What is
// zero gets a default: an anonymous agent for whom nobody vouches. An organization
// that is not there panics.
func (s *Server) AddAgentRegistration(r agents.Registration) agents.Registration {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.organizations[r.OrganizationID] == nil {
		panic("workostest: no organization " + r.OrganizationID)
	}
	now := s.timestamp()
	r.ID, r.AgentIdentity.ID = cmp.Or(r.ID, s.ids.next("agent_reg", now)), cmp.Or(r.AgentIdentity.ID, s.ids.next("agent_identity", now))
	r.Status, r.Kind = cmp.Or(r.Status, agents.RegistrationStatusUnverified), cmp.Or(r.Kind, agents.RegistrationKindAnonymous)
	r.CreatedAt, r.UpdatedAt, r.AgentIdentity.CreatedAt, r.AgentIdentity.UpdatedAt = now, now, now, now
	s.agents.registrations[r.ID] = &r
	method := string(r.Kind)
	if r.Kind == agents.RegistrationKindIdentityAssertion {
		method = "id_jag"
	}
	s.emit(events.TypeAgentRegistrationCreated, map[string]any{
		"object": "agent_registration", "id": r.ID, "organization_id": r.OrganizationID,
		"agent_identity": map[string]any{
			"object": "agent_identity", "id": r.AgentIdentity.ID, "userland_user_id": nullable(r.AgentIdentity.UserID),
		},
		"status": r.Status, "kind": r.Kind, "method": method, "created_at": now, "updated_at": now,
	})
	return overTheWire[agents.Registration](newRegistrationAnswer(&r))
}

// AgentCredential is a credential that an agent is given.
type AgentCredential struct {
	// Type is the kind of the credential; "" is an API key.
	Type agents.CredentialType
	// Audience is whom an access token is for, or "".
	Audience string
	// ExpiresAt is until when the credential is good; zero is an hour from now.
	ExpiresAt time.Time
}

// AddAgentCredential gives an agent a credential and returns it: an API key or an
// access token, of which nothing can be read here. A registration that is not
// there panics.
func (s *Server) AddAgentCredential(registrationID string, c AgentCredential) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.agentRegistration(registrationID)
	now := s.timestamp()
	id := s.ids.next("agent_credential", now)
	c.Type = cmp.Or(c.Type, agents.CredentialTypeAPIKey)
	if c.ExpiresAt.IsZero() {
		c.ExpiresAt = now.Add(agentLife)
	}
	detail := map[string]any{"kind": c.Type, "api_key_id": s.ids.next("api_key", now)}
	if c.Type == agents.CredentialTypeAccessToken {
		detail = map[string]any{"kind": c.Type, "jti": s.ids.next("jti", now), "expires_at": c.ExpiresAt}
	}
	value := "agent_" + s.random.token()
	s.agents.credentials[value] = agentCredential{c, registrationID}
	s.emit(events.TypeAgentRegistrationCredentialIssued, map[string]any{
		"object": "agent_registration_credential", "id": id, "agent_registration_id": registrationID,
		"detail": detail, "created_at": now, "updated_at": now,
	})
	return value
}

// StartAgentClaim begins an attempt of a person to claim an agent, for an hour, and
// returns its token, with which the person is sent to the application. A
// registration that is not there panics.
func (s *Server) StartAgentClaim(registrationID, email string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, now, token := s.agentRegistration(registrationID), s.timestamp(), "cla_tkn_"+s.random.token()
	if r.Claim == nil {
		r.Claim = &agents.Claim{ID: s.ids.next("agent_claim", now), CreatedAt: now, UpdatedAt: now, ExpiresAt: now.Add(agentLife)}
	}
	a := &claimAttempt{id: s.ids.next("agent_claim_attempt", now), registrationID: r.ID, email: email, expiresAt: now.Add(agentLife)}
	s.agents.attempts[token] = a
	s.emit(events.TypeAgentRegistrationClaimAttemptCreated, map[string]any{
		"object": "agent_registration_claim_attempt", "id": a.id, "agent_registration_id": r.ID, "agent_registration_claim_id": r.Claim.ID,
		"login_hint": email, "expires_at": a.expiresAt, "created_at": now, "updated_at": now,
	})
	return token
}

// CompleteAgentClaim is the agent that presents the code that its person told it:
// the agent is verified, and the person's. A code that nobody was shown panics.
func (s *Server) CompleteAgentClaim(userCode string) agents.Registration {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.agents.attempts {
		if a.code == "" || a.code != userCode {
			continue
		}
		r, now := s.agentRegistration(a.registrationID), s.timestamp()
		r.Status, r.UpdatedAt, r.AgentIdentity.UserID, r.AgentIdentity.UpdatedAt = agents.RegistrationStatusVerified, now, a.userID, now
		r.OrganizationID = cmp.Or(a.organizationID, r.OrganizationID)
		r.Claim.UpdatedAt = now
		r.Claim.ClaimCompletion = &agents.ClaimCompletion{
			ID: s.ids.next("agent_claim_completion", now), CreatedAt: now, UpdatedAt: now, ExpiresAt: a.expiresAt, ClaimedAt: now,
		}
		s.emit(events.TypeAgentRegistrationClaimCompleted, map[string]any{
			"object": "agent_registration_claim", "id": r.Claim.ID, "agent_registration_id": r.ID, "completed_by_attempt_id": a.id,
			"claimed_by":   map[string]any{"user_id": a.userID, "organization_id": nullable(a.organizationID)},
			"completed_at": now, "created_at": r.Claim.CreatedAt, "updated_at": now,
		})
		return overTheWire[agents.Registration](newRegistrationAnswer(r))
	}
	panic("workostest: no claim has the code " + userCode)
}

func (s *Server) agentRegistration(id string) *agents.Registration {
	r := s.agents.registrations[id]
	if r == nil {
		panic("workostest: no agent registration " + id)
	}
	return r
}

func (s *Server) getAgentRegistration(w http.ResponseWriter, r *http.Request) {
	if found := find(w, r, s.agents.registrations, "Agent registration"); found != nil {
		writeJSON(w, http.StatusOK, newRegistrationAnswer(found))
	}
}

func (s *Server) validateAgentCredential(w http.ResponseWriter, r *http.Request) {
	var params agents.ValidateCredentialParams
	if !readParams(w, r, &params) {
		return
	}
	if params.Credential == "" || params.Type != agents.CredentialTypeAPIKey && params.Type != agents.CredentialTypeAccessToken {
		refuseWith("invalid_request", "type and credential are required.").write(w)
		return
	}
	answer := struct {
		Valid          bool         `json:"valid"`
		RegistrationID nullable     `json:"registration_id"`
		ExpiresAt      nullableTime `json:"expires_at"`
	}{}
	c, ok := s.agents.credentials[params.Credential]
	if ok && c.Type == params.Type && (params.Audience == "" || params.Audience == c.Audience) && s.now().Before(c.ExpiresAt) {
		switch s.agents.registrations[c.registrationID].Status {
		case agents.RegistrationStatusExpired, agents.RegistrationStatusRevoked:
		default:
			answer.Valid, answer.RegistrationID, answer.ExpiresAt = true, nullable(c.registrationID), nullableTime(c.ExpiresAt)
		}
	}
	writeJSON(w, http.StatusOK, answer)
}

func (s *Server) linkClaimAttempt(w http.ResponseWriter, r *http.Request) {
	var params agents.LinkClaimAttemptParams
	if !readParams(w, r, &params) {
		return
	}
	a := s.agents.attempts[params.ClaimAttemptToken]
	refused := s.refuseClaim(a, params)
	if refused != nil {
		refused.write(w)
		return
	}
	u := s.userByExternalID(params.User.ExternalID)
	if u == nil {
		u, refused = s.newUser(usermanagement.CreateUserParams{Email: params.User.Email, ExternalID: params.User.ExternalID}, "")
		if refused != nil {
			refuseWith("invalid_request", "The user cannot be created.").write(w)
			return
		}
	}
	organizations := s.agentOrganizations(u.ID)
	if refused := refusePlacement(organizations, params.OrganizationID); refused != nil {
		refused.write(w)
		return
	}
	if a.organizationID = params.OrganizationID; len(organizations) == 1 {
		a.organizationID = organizations[0].ID
	}
	a.userID, a.code = u.ID, cmp.Or(a.code, s.random.digits())
	registration := s.agents.registrations[a.registrationID]
	writeJSON(w, http.StatusOK, agents.ClaimView{
		ID: registration.ID, Status: registration.Status, UserCode: a.code, Organizations: organizations,
	})
}

// refuseClaim says why a person cannot claim an agent, or returns nil.
func (s *Server) refuseClaim(a *claimAttempt, params agents.LinkClaimAttemptParams) *refusal {
	byID, byEmail := s.userByExternalID(params.User.ExternalID), s.userByEmail(params.User.Email)
	switch {
	case params.Type != agents.LinkTypeExternalUser || params.User.ExternalID == "" || !validEmail(params.User.Email):
		return refuseWith("invalid_request", "The parameters are not valid.")
	case a == nil:
		return refuseWith("invalid_claim", "There is no such claim.")
	case !s.now().Before(a.expiresAt):
		return &refusal{http.StatusGone, apiError{Code: "claim_expired", Message: "The claim has expired."}}
	case s.agents.registrations[a.registrationID].Claim.ClaimCompletion != nil:
		return refuseClaimConflict("already_claimed", "The agent has been claimed.")
	case a.userID != "" && (byID == nil || byID.ID != a.userID):
		return refuseWith("wrong_account", "The claim is another user's.")
	case !strings.EqualFold(params.User.Email, a.email), byID != nil && !strings.EqualFold(byID.Email, params.User.Email):
		return refuseWith("email_mismatch", "The e-mail address is another one.")
	case byID == nil && byEmail != nil:
		return refuseClaimConflict("email_already_in_use", "Another user has the e-mail address.")
	default:
		return nil
	}
}

func refuseClaimConflict(code, message string) *refusal {
	return &refusal{http.StatusConflict, apiError{Code: code, Message: message}}
}

// refusePlacement says why an agent cannot be placed in an organization, or returns
// nil.
func refusePlacement(choices []agents.OrganizationChoice, organizationID string) *refusal {
	chosen := func(o agents.OrganizationChoice) bool { return o.ID == organizationID }
	switch {
	case organizationID != "" && !slices.ContainsFunc(choices, chosen):
		return refuseWith("invalid_organization", "The organization is none of the user's.")
	case organizationID == "" && len(choices) > 1:
		return &refusal{http.StatusConflict, struct {
			apiError

			Organizations []agents.OrganizationChoice `json:"organizations"`
		}{apiError{Code: "organization_selection_required", Message: "The user has to choose an organization."}, choices}}
	default:
		return nil
	}
}

// agentOrganizations returns the organizations of a user.
func (s *Server) agentOrganizations(userID string) []agents.OrganizationChoice {
	found := []agents.OrganizationChoice{}
	for _, m := range s.membershipsOf(userID) {
		if m.Status == usermanagement.OrganizationMembershipStatusActive {
			found = append(found, agents.OrganizationChoice{ID: m.OrganizationID, Name: s.organizations[m.OrganizationID].Name})
		}
	}
	return found
}
