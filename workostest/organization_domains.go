package workostest

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizationdomains"
	"github.com/workos-go/workos/organizations"
)

// domainTable holds the domains of all organizations, as an organization shows
// them; the standalone form has the same JSON.
type domainTable map[string]*organizations.Domain

// of returns the domains of an organization, oldest first.
func (t domainTable) of(organizationID string) []organizations.Domain {
	domains := []organizations.Domain{}
	for _, domain := range t {
		if domain.OrganizationID == organizationID {
			domains = append(domains, *domain)
		}
	}
	slices.SortFunc(domains, func(a, b organizations.Domain) int { return strings.Compare(a.ID, b.ID) })
	return domains
}

// owner returns the ID of the organization that has a domain, or "".
func (t domainTable) owner(name string) string {
	for _, domain := range t {
		if domain.Domain == name {
			return domain.OrganizationID
		}
	}
	return ""
}

func (s *Server) registerOrganizationDomains() {
	s.domains = domainTable{}
	s.register("POST /organization_domains", s.createOrganizationDomain)
	s.register("GET /organization_domains/{id}", s.getOrganizationDomain)
	s.register("DELETE /organization_domains/{id}", s.deleteOrganizationDomain)
	s.register("POST /organization_domains/{id}/verify", s.verifyOrganizationDomain)
}

// domainChange is what happened to a domain.
type domainChange struct {
	kind   events.Type
	domain *organizations.Domain
}

func (s *Server) emitDomains(changes []domainChange) {
	for _, change := range changes {
		s.emit(change.kind, change.domain)
	}
}

// replaceDomains gives an organization these domains in place of its own, and
// returns what that changed. One that it had keeps its ID.
func (s *Server) replaceDomains(organizationID string, domains []organizations.DomainData) []domainChange {
	before := s.domains.of(organizationID)
	own := map[string]*organizations.Domain{}
	for _, domain := range before {
		own[domain.Domain] = s.domains[domain.ID]
		delete(s.domains, domain.ID)
	}
	var changes []domainChange
	for _, data := range domains {
		domain, state := own[data.Domain], organizations.DomainState(data.State)
		switch {
		case domain == nil:
			domain = s.newDomain(organizationID, data.Domain)
			own[data.Domain] = domain
			changes = append(changes, domainChange{events.TypeOrganizationDomainCreated, domain})
		case state == organizations.DomainStateVerified && state != domain.State:
			changes = append(changes, domainChange{events.TypeOrganizationDomainVerified, domain})
		case state != domain.State:
			changes = append(changes, domainChange{events.TypeOrganizationDomainUpdated, domain})
		}
		if state != domain.State {
			domain.State = state
			domain.VerificationStrategy = organizations.DomainVerificationStrategyManual
			domain.UpdatedAt = s.timestamp()
		}
		s.domains[domain.ID] = domain
	}
	for _, domain := range before {
		if s.domains[domain.ID] == nil {
			changes = append(changes, domainChange{events.TypeOrganizationDomainDeleted, &domain})
		}
	}
	return changes
}

func (s *Server) newDomain(organizationID, name string) *organizations.Domain {
	now := s.timestamp()
	return &organizations.Domain{
		Object:               "organization_domain",
		ID:                   s.ids.next("org_domain", now),
		OrganizationID:       organizationID,
		Domain:               name,
		State:                organizations.DomainStatePending,
		VerificationPrefix:   "workostest-domain-verification-" + strings.ToLower(s.random.text(6)),
		VerificationToken:    s.random.text(25),
		VerificationStrategy: organizations.DomainVerificationStrategyDNS,
		CreatedAt:            now,
		UpdatedAt:            now,
	}
}

func (s *Server) createOrganizationDomain(w http.ResponseWriter, r *http.Request) {
	var params organizationdomains.CreateParams
	if !readParams(w, r, &params) {
		return
	}
	name := strings.ToLower(params.Domain)
	owner := s.domains.owner(name)
	var problems []fieldError
	if !validDomain(name) {
		problems = append(problems, fieldError{"domain", "invalid_domain"})
	}
	if params.OrganizationID == "" {
		problems = append(problems, fieldError{"organization_id", "required"})
	}
	switch {
	case problems != nil:
		writeInvalid(w, problems...)
	case s.organizations[params.OrganizationID] == nil:
		writeNotFound(w, "Organization", params.OrganizationID)
	case owner == params.OrganizationID:
		writeError(w, http.StatusConflict, apiError{Code: "domain_already_exists", Message: "Domain already exists for this organization."})
	case owner != "":
		writeError(w, http.StatusConflict, apiError{Code: "domain_already_exists", Message: "Domain already exists for another organization."})
	default:
		domain := s.newDomain(params.OrganizationID, name)
		s.domains[domain.ID] = domain
		s.emit(events.TypeOrganizationDomainCreated, domain)
		writeJSON(w, http.StatusCreated, domain)
	}
}

func (s *Server) getOrganizationDomain(w http.ResponseWriter, r *http.Request) {
	if domain := find(w, r, s.domains, "Organization domain"); domain != nil {
		writeJSON(w, http.StatusOK, domain)
	}
}

func (s *Server) deleteOrganizationDomain(w http.ResponseWriter, r *http.Request) {
	if domain := find(w, r, s.domains, "Organization domain"); domain != nil {
		delete(s.domains, domain.ID)
		s.emit(events.TypeOrganizationDomainDeleted, domain)
		w.WriteHeader(http.StatusNoContent)
	}
}

// verifyOrganizationDomain finds every DNS record that it looks for.
func (s *Server) verifyOrganizationDomain(w http.ResponseWriter, r *http.Request) {
	domain := find(w, r, s.domains, "Organization domain")
	if domain == nil {
		return
	}
	if domain.State == organizations.DomainStateVerified {
		writeError(w, http.StatusBadRequest, apiError{Code: "domain_already_verified", Message: "Domain is already verified."})
		return
	}
	domain.State = organizations.DomainStateVerified
	domain.UpdatedAt = s.timestamp()
	s.emit(events.TypeOrganizationDomainVerified, domain)
	writeJSON(w, http.StatusCreated, domain)
}

var domainName = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`)

func validDomain(name string) bool { return len(name) <= 253 && domainName.MatchString(name) }
