package workostest

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/workos-go/workos/webhooks"
)

// webhookTables holds webhook endpoints, and which events were delivered.
type webhookTables struct {
	endpoints map[string]*webhooks.Endpoint
	delivered map[string]bool // by ID of the event
}

func (s *Server) registerWebhooks() {
	s.webhooks = webhookTables{map[string]*webhooks.Endpoint{}, map[string]bool{}}
	s.register("GET /webhook_endpoints", s.listWebhookEndpoints)
	s.register("POST /webhook_endpoints", s.createWebhookEndpoint)
	s.register("PATCH /webhook_endpoints/{id}", s.updateWebhookEndpoint)
	s.register("DELETE /webhook_endpoints/{id}", s.deleteWebhookEndpoint)
}

func (s *Server) listWebhookEndpoints(w http.ResponseWriter, r *http.Request) {
	var found []*webhooks.Endpoint
	for _, endpoint := range s.webhooks.endpoints {
		found = append(found, endpoint)
	}
	writeList(w, r.URL.Query(), found, func(endpoint *webhooks.Endpoint) string { return endpoint.ID })
}

func (s *Server) createWebhookEndpoint(w http.ResponseWriter, r *http.Request) {
	var params webhooks.CreateEndpointParams
	if !readParams(w, r, &params) {
		return
	}
	now := s.timestamp()
	endpoint := webhooks.Endpoint{
		Object:      "webhook_endpoint",
		ID:          s.ids.next("we", now),
		EndpointURL: params.EndpointURL,
		Secret:      "whsec_" + s.random.text(25),
		Status:      webhooks.EndpointStatusEnabled,
		Events:      params.Events,
		CreatedAt:   now,
		UpdatedAt:   now,
	}
	s.saveWebhookEndpoint(w, http.StatusCreated, endpoint)
}

func (s *Server) updateWebhookEndpoint(w http.ResponseWriter, r *http.Request) {
	found := s.findWebhookEndpoint(w, r)
	var params webhooks.UpdateEndpointParams
	if found == nil || !readParams(w, r, &params) {
		return
	}
	endpoint := *found
	if params.EndpointURL != "" {
		endpoint.EndpointURL = params.EndpointURL
	}
	if params.Status != "" {
		endpoint.Status = params.Status
	}
	if !params.Events.IsZero() {
		endpoint.Events, _ = params.Events.Get()
	}
	endpoint.UpdatedAt = s.timestamp()
	s.saveWebhookEndpoint(w, http.StatusOK, endpoint)
}

func (s *Server) deleteWebhookEndpoint(w http.ResponseWriter, r *http.Request) {
	if endpoint := s.findWebhookEndpoint(w, r); endpoint != nil {
		delete(s.webhooks.endpoints, endpoint.ID)
		w.WriteHeader(http.StatusNoContent)
	}
}

// findWebhookEndpoint is find with the code that these operations answer.
func (s *Server) findWebhookEndpoint(w http.ResponseWriter, r *http.Request) *webhooks.Endpoint {
	endpoint := s.webhooks.endpoints[r.PathValue("id")]
	if endpoint == nil {
		writeError(w, http.StatusNotFound, apiError{Code: "entity_not_found", Message: "Webhook endpoint not found."})
	}
	return endpoint
}

// saveWebhookEndpoint stores an endpoint and answers with it, or with what is not
// allowed about it.
func (s *Server) saveWebhookEndpoint(w http.ResponseWriter, status int, endpoint webhooks.Endpoint) {
	target, err := url.Parse(endpoint.EndpointURL)
	taken := func(other *webhooks.Endpoint) bool {
		return other.ID != endpoint.ID && other.EndpointURL == endpoint.EndpointURL
	}
	switch problems := webhookProblems(endpoint); {
	case problems != nil:
		writeJSON(w, http.StatusUnprocessableEntity, map[string]any{
			"code": "invalid_request_parameters", "message": "Validation failed.", "errors": problems,
		})
	case err != nil || target.Scheme != "https" || target.Host == "":
		writeError(w, http.StatusUnprocessableEntity, apiError{Code: "invalid_url", Message: "The endpoint's URL is no https URL."})
	case slices.ContainsFunc(slices.Collect(maps.Values(s.webhooks.endpoints)), taken):
		writeError(w, http.StatusConflict, apiError{Code: "duplicate_endpoint", Message: "Another endpoint has this URL."})
	default:
		s.webhooks.endpoints[endpoint.ID] = &endpoint
		writeJSON(w, status, endpoint)
	}
}

// webhookProblem says what is wrong with an endpoint, and not in which parameter.
type webhookProblem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func webhookProblems(endpoint webhooks.Endpoint) []webhookProblem {
	var problems []webhookProblem
	if endpoint.EndpointURL == "" {
		problems = append(problems, webhookProblem{"required", "endpoint_url is required."})
	}
	if endpoint.Events == nil {
		problems = append(problems, webhookProblem{"required", "events is required."})
	}
	known := strings.Fields(webhookEvents)
	for _, kind := range endpoint.Events {
		if !slices.Contains(known, string(kind)) {
			problems = append(problems, webhookProblem{"unknown_event_type", "'" + string(kind) + "' is not sent to endpoints."})
		}
	}
	switch endpoint.Status {
	case webhooks.EndpointStatusEnabled, webhooks.EndpointStatusDisabled:
	default:
		problems = append(problems, webhookProblem{"unknown_value", "status is enabled or disabled."})
	}
	return problems
}

// webhookEvents are the types of events that are sent to endpoints.
const webhookEvents = `
	agent.registration.claim.attempt.created agent.registration.claim.completed
	agent.registration.created agent.registration.credential.issued agent.registration.deleted
	agent.registration.expired agent.registration.organization.switched
	agent.registration.refreshed agent.registration.revoked
	api_key.created api_key.revoked api_key.updated
	authentication.email_verification_succeeded authentication.magic_auth_failed
	authentication.magic_auth_succeeded authentication.mfa_succeeded authentication.oauth_failed
	authentication.oauth_succeeded authentication.passkey_failed
	authentication.passkey_succeeded authentication.password_failed
	authentication.password_succeeded authentication.radar_risk_detected
	authentication.reauthentication_succeeded authentication.sso_failed
	authentication.sso_started authentication.sso_succeeded authentication.sso_timed_out
	connection.activated connection.deactivated connection.deleted
	connection.saml_certificate_renewal_required connection.saml_certificate_renewed
	dsync.activated dsync.deleted dsync.group.created dsync.group.deleted dsync.group.updated
	dsync.group.user_added dsync.group.user_removed dsync.user.created dsync.user.deleted
	dsync.user.updated
	email_verification.created flag.created flag.deleted flag.rule_updated flag.updated
	group.created group.deleted group.member_added group.member_removed group.updated
	invitation.accepted invitation.created invitation.resent invitation.revoked
	magic_auth.created organization.created organization.deleted organization.updated
	organization_domain.created organization_domain.deleted organization_domain.updated
	organization_domain.verification_failed organization_domain.verified
	organization_membership.created organization_membership.deleted
	organization_membership.updated organization_role.created organization_role.deleted
	organization_role.updated password_reset.created password_reset.succeeded permission.created
	permission.deleted permission.updated pipes.connected_account.connected
	pipes.connected_account.connection_failed pipes.connected_account.disconnected
	pipes.connected_account.reauthorization_needed radar.challenge_created role.created
	role.deleted role.updated session.created session.revoked user.created user.deleted
	user.updated waitlist_user.approved waitlist_user.created waitlist_user.denied
`
