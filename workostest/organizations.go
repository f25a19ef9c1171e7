package workostest

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
)

type organizationTable map[string]*organizations.Organization

// organizationAnswer is an organization as the API sends it.
type organizationAnswer struct {
	organizations.Organization

	Domains    []organizations.Domain `json:"domains"`
	ExternalID nullable               `json:"external_id"`
}

func (s *Server) registerOrganizations() {
	s.organizations = organizationTable{}
	s.register("GET /organizations", s.listOrganizations)
	s.register("POST /organizations", s.once(s.createOrganization))
	s.register("GET /organizations/{id}", s.getOrganization)
	s.register("PUT /organizations/{id}", s.updateOrganization)
	s.register("DELETE /organizations/{id}", s.deleteOrganization)
	s.register("GET /organizations/external_id/{external_id}", s.getOrganizationByExternalID)
	s.register("GET /organizations/{id}/audit_log_configuration", s.getAuditLogConfiguration)
}

// organizationPayload is an organization in an event: without a deprecated
// setting.
type organizationPayload struct {
	organizationAnswer

	AllowProfilesOutsideOrganization bool `json:"allow_profiles_outside_organization,omitempty"`
}

func (s *Server) organizationAnswer(org *organizations.Organization) organizationAnswer {
	return organizationAnswer{*org, s.domains.of(org.ID), nullable(org.ExternalID)}
}

// pathOrganization returns the ID of the organization in the path, or answers that
// there is none.
func (s *Server) pathOrganization(w http.ResponseWriter, r *http.Request) string {
	id := cmp.Or(r.PathValue("organizationId"), r.PathValue("organization_id"))
	if s.organizations[id] == nil {
		writeNotFound(w, "Organization", id)
		return ""
	}
	return id
}

func (s *Server) listOrganizations(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	search := strings.ToLower(query.Get("search"))
	domains := strings.Split(strings.ToLower(query.Get("domains")), ",")
	var found []organizationAnswer
	for _, org := range s.organizations {
		answer := s.organizationAnswer(org)
		hasDomain := func(d organizations.Domain) bool { return slices.Contains(domains, d.Domain) }
		if strings.Contains(strings.ToLower(org.Name), search) &&
			(!query.Has("domains") || slices.ContainsFunc(answer.Domains, hasDomain)) {
			found = append(found, answer)
		}
	}
	writeList(w, query, found, func(org organizationAnswer) string { return org.ID })
}

func (s *Server) createOrganization(w http.ResponseWriter, r *http.Request) {
	var params organizations.CreateParams
	if !readParams(w, r, &params) {
		return
	}
	org, refused := s.newOrganization(params, "")
	if refused != nil {
		refused.write(w)
		return
	}
	writeJSON(w, http.StatusCreated, s.organizationAnswer(org))
}

// AddOrganization creates an organization as organizations.Service.Create does,
// without a request: for what a test finds there. It panics where the API would
// refuse.
func (s *Server) AddOrganization(params organizations.CreateParams) organizations.Organization {
	s.mu.Lock()
	defer s.mu.Unlock()
	org := added(s.newOrganization(params, ""))
	return overTheWire[organizations.Organization](s.organizationAnswer(org))
}

// newOrganization creates an organization, with an ID of its own where it is given
// none, or says why it is refused.
func (s *Server) newOrganization(params organizations.CreateParams, id string) (*organizations.Organization, *refusal) {
	domains, problems := domainData(params.DomainData, params.Domains)
	if strings.TrimSpace(params.Name) == "" {
		problems = append(problems, fieldError{"name", "required"})
	}
	if s.organizations[id] != nil {
		problems = append(problems, fieldError{"id", "already_used"})
	}
	if problems != nil {
		return nil, &refusal{http.StatusUnprocessableEntity, apiError{Message: "Validation failed.", Errors: problems}}
	}
	now := s.timestamp()
	org := &organizations.Organization{
		Object:                           "organization",
		ID:                               cmp.Or(id, s.ids.next("org", now)),
		Name:                             params.Name,
		Metadata:                         map[string]string{},
		ExternalID:                       params.ExternalID,
		AllowProfilesOutsideOrganization: params.AllowProfilesOutsideOrganization,
		CreatedAt:                        now,
		UpdatedAt:                        now,
	}
	maps.Copy(org.Metadata, params.Metadata)
	return org, s.saveOrganization(events.TypeOrganizationCreated, org, domains)
}

// saveOrganization stores an organization and its domains (nil leaves them as
// they are) and emits an event of the given type, or says what is not allowed
// about it.
func (s *Server) saveOrganization(kind events.Type, org *organizations.Organization, domains []organizations.DomainData) *refusal {
	if status, refused := s.refuseOrganization(org, domains); status != 0 {
		return &refusal{status, refused}
	}
	s.organizations[org.ID] = org
	var changes []domainChange
	if domains != nil {
		changes = s.replaceDomains(org.ID, domains)
	}
	s.emitOrganization(kind, org)
	s.emitDomains(changes)
	return nil
}

func (s *Server) emitOrganization(kind events.Type, org *organizations.Organization) {
	s.emit(kind, organizationPayload{organizationAnswer: s.organizationAnswer(org)})
}

// refuseOrganization returns the status and body that refuse an organization, or
// a status of 0.
func (s *Server) refuseOrganization(org *organizations.Organization, domains []organizations.DomainData) (int, apiError) {
	for _, other := range s.organizations {
		switch {
		case other.ID == org.ID:
		case org.ExternalID != "" && other.ExternalID == org.ExternalID:
			return http.StatusBadRequest, apiError{Code: "external_id_already_used", Message: "The external ID is already used."}
		case org.StripeCustomerID != "" && other.StripeCustomerID == org.StripeCustomerID:
			return http.StatusBadRequest, apiError{Code: "stripe_customer_id_already_used", Message: "The Stripe customer ID is already used."}
		}
	}
	if !validMetadata(org.Metadata) {
		return http.StatusBadRequest, apiError{Code: "invalid_metadata", Message: "The metadata has too many keys, or one that is too long."}
	}
	if !validExternalID(org.ExternalID) {
		return http.StatusUnprocessableEntity, apiError{Message: "Validation failed.", Errors: []fieldError{{"external_id", "invalid"}}}
	}
	for _, domain := range domains {
		if owner := s.domains.owner(domain.Domain); owner != "" && owner != org.ID {
			return http.StatusConflict, apiError{Message: "The domain '" + domain.Domain + "' belongs to another organization."}
		}
	}
	return 0, apiError{}
}

// validMetadata checks the limits of metadata: 50 keys of 40 characters, with
// values of 600.
func validMetadata(metadata map[string]string) bool {
	for key, value := range metadata {
		if len([]rune(key)) > 40 || len([]rune(value)) > 600 {
			return false
		}
	}
	return len(metadata) <= 50
}

func validExternalID(id string) bool {
	return len(id) <= 128 && !strings.ContainsFunc(id, func(r rune) bool { return r > 0x7f })
}

func (s *Server) getOrganization(w http.ResponseWriter, r *http.Request) {
	if org := find(w, r, s.organizations, "Organization"); org != nil {
		writeJSON(w, http.StatusOK, s.organizationAnswer(org))
	}
}

func (s *Server) getOrganizationByExternalID(w http.ResponseWriter, r *http.Request) {
	externalID := r.PathValue("external_id")
	for _, org := range s.organizations {
		if org.ExternalID == externalID {
			writeJSON(w, http.StatusOK, s.organizationAnswer(org))
			return
		}
	}
	writeNotFound(w, "Organization", externalID)
}

func (s *Server) updateOrganization(w http.ResponseWriter, r *http.Request) {
	found := find(w, r, s.organizations, "Organization")
	var params organizations.UpdateParams
	if found == nil || !readParams(w, r, &params) {
		return
	}
	data, hasData := params.DomainData.Get()
	names, hasNames := params.Domains.Get()
	domains, problems := domainData(data, names)
	if externalID, ok := params.ExternalID.Get(); ok && externalID == "" {
		problems = append(problems, fieldError{"external_id", "invalid"})
	}
	if problems != nil {
		writeInvalid(w, problems...)
		return
	}
	if !hasData && !hasNames {
		domains = nil
	}
	org := *found
	if params.Name != "" {
		org.Name = params.Name
	}
	if params.StripeCustomerID != "" {
		org.StripeCustomerID = params.StripeCustomerID
	}
	if allow, ok := params.AllowProfilesOutsideOrganization.Get(); ok {
		org.AllowProfilesOutsideOrganization = allow
	}
	if !params.ExternalID.IsZero() {
		org.ExternalID, _ = params.ExternalID.Get()
	}
	org.Metadata = updateMetadata(org.Metadata, params.Metadata)
	org.UpdatedAt = s.timestamp()
	if refused := s.saveOrganization(events.TypeOrganizationUpdated, &org, domains); refused != nil {
		refused.write(w)
		return
	}
	writeJSON(w, http.StatusOK, s.organizationAnswer(&org))
}

// updateMetadata returns the metadata after an update: keys set or removed, or
// all of them removed by null.
func updateMetadata(old map[string]string, update workos.Optional[workos.MetadataUpdate]) map[string]string {
	updated := map[string]string{}
	if !update.IsNull() {
		maps.Copy(updated, old)
	}
	changes, _ := update.Get()
	for key, value := range changes {
		if text, ok := value.Get(); ok {
			updated[key] = text
		} else {
			delete(updated, key)
		}
	}
	return updated
}

func (s *Server) deleteOrganization(w http.ResponseWriter, r *http.Request) {
	org := find(w, r, s.organizations, "Organization")
	if org == nil {
		return
	}
	s.emitOrganization(events.TypeOrganizationDeleted, org)
	delete(s.organizations, org.ID)
	s.auditLogs.forget(org.ID)
	s.emitDomains(s.replaceDomains(org.ID, nil))
	s.removeMembers(org.ID)
	s.removeAuthorization(org.ID)
	s.removeConnections(org.ID)
	s.removeDirectories(org.ID)
	s.removeAPIKeys(org.ID)
	s.removeApplications(org.ID)
	s.removePipes(org.ID)
	w.WriteHeader(http.StatusAccepted)
}

func (s *Server) getAuditLogConfiguration(w http.ResponseWriter, r *http.Request) {
	if org := find(w, r, s.organizations, "Organization"); org != nil {
		writeJSON(w, http.StatusOK, organizations.AuditLogConfiguration{
			OrganizationID:        org.ID,
			RetentionPeriodInDays: cmp.Or(s.auditLogs.retention[org.ID], 30),
			State:                 organizations.AuditLogStateInactive,
		})
	}
}

// domainData joins the two ways to give domains to an organization, and says what
// is wrong with them.
func domainData(data []organizations.DomainData, names []string) ([]organizations.DomainData, []fieldError) {
	joined := []organizations.DomainData{}
	var problems []fieldError
	add := func(name, field string, state organizations.DomainDataState) {
		name = strings.ToLower(name)
		if !validDomain(name) {
			problems = append(problems, fieldError{field, "invalid_domain"})
		}
		joined = append(joined, organizations.DomainData{Domain: name, State: state})
	}
	for i, domain := range data {
		field := "domain_data[" + strconv.Itoa(i) + "]"
		add(domain.Domain, field+".domain", domain.State)
		switch domain.State {
		case organizations.DomainDataStatePending, organizations.DomainDataStateVerified:
		default:
			problems = append(problems, fieldError{field + ".state", "unknown_value"})
		}
	}
	for i, name := range names {
		add(name, "domains["+strconv.Itoa(i)+"]", organizations.DomainDataStatePending)
	}
	return joined, problems
}
