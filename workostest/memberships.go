package workostest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/usermanagement"
)

// membershipTables holds organization memberships.
type membershipTables struct {
	memberships map[string]*membership
}

// membership is a membership without what belongs to user and organization.
type membership struct {
	usermanagement.OrganizationMembership
}

// membershipAnswer is a membership as the API sends it.
type membershipAnswer struct {
	usermanagement.OrganizationMembership

	CustomAttributes map[string]any `json:"custom_attributes"`
	User             *userAnswer    `json:"user,omitempty"` // not in events
}

// defaultRole is the role of members who were given none.
const defaultRole = "member"

func (s *Server) registerMemberships() {
	s.memberships.memberships = map[string]*membership{}
	s.register("GET /user_management/organization_memberships", s.listMemberships)
	s.register("POST /user_management/organization_memberships", s.createMembership)
	s.register("GET /user_management/organization_memberships/{id}", s.getMembership)
	s.register("PUT /user_management/organization_memberships/{id}", s.updateMembership)
	s.register("DELETE /user_management/organization_memberships/{id}", s.deleteMembership)
	s.register("PUT /user_management/organization_memberships/{id}/deactivate", s.deactivateMembership)
	s.register("PUT /user_management/organization_memberships/{id}/reactivate", s.reactivateMembership)
	s.register("GET /user_management/organization_memberships/{omId}/groups", s.listMembershipGroups)
}

func (s *Server) membershipAnswer(m *membership) membershipAnswer {
	answer := membershipAnswer{OrganizationMembership: m.OrganizationMembership, CustomAttributes: m.CustomAttributes}
	answer.OrganizationName = s.organizations[m.OrganizationID].Name
	member := s.userAnswer(s.users.users[m.UserID])
	answer.User = &member
	return answer
}

// emitMembership emits an event of a membership, which tells less than the API
// answers.
func (s *Server) emitMembership(kind events.Type, m *membership) {
	s.emit(kind, membershipAnswer{OrganizationMembership: m.OrganizationMembership, CustomAttributes: m.CustomAttributes})
}

// membershipsOf returns the memberships of a user, oldest first.
func (s *Server) membershipsOf(userID string) []*membership {
	return s.membershipsWhere(func(m *membership) bool { return m.UserID == userID })
}

// membershipIn returns the membership of a user in an organization, or nil.
func (s *Server) membershipIn(organizationID, userID string) *membership {
	for _, m := range s.memberships.memberships {
		if m.OrganizationID == organizationID && m.UserID == userID {
			return m
		}
	}
	return nil
}

// isMember reports whether a user has an active membership of an organization.
func (s *Server) isMember(organizationID, userID string) bool {
	m := s.membershipIn(organizationID, userID)
	return m != nil && m.Status == usermanagement.OrganizationMembershipStatusActive
}

func (s *Server) membershipsWhere(matches func(*membership) bool) []*membership {
	var found []*membership
	for _, m := range s.memberships.memberships {
		if matches(m) {
			found = append(found, m)
		}
	}
	slices.SortFunc(found, func(a, b *membership) int { return strings.Compare(a.ID, b.ID) })
	return found
}

func (s *Server) listMemberships(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	userID, organizationID := query.Get("user_id"), query.Get("organization_id")
	statuses := []string{string(usermanagement.OrganizationMembershipStatusActive)}
	if query.Has("statuses") {
		statuses = strings.Split(query.Get("statuses"), ",")
	}
	if refused := s.refuseMembershipList(userID, organizationID, statuses); refused != nil {
		refused.write(w)
		return
	}
	var found []membershipAnswer
	for _, m := range s.memberships.memberships {
		if (userID == "" || m.UserID == userID) && (organizationID == "" || m.OrganizationID == organizationID) &&
			slices.Contains(statuses, string(m.Status)) {
			found = append(found, s.membershipAnswer(m))
		}
	}
	writeList(w, query, found, func(m membershipAnswer) string { return m.ID })
}

func (s *Server) refuseMembershipList(userID, organizationID string, statuses []string) *refusal {
	for _, status := range statuses {
		switch usermanagement.OrganizationMembershipStatus(status) {
		case usermanagement.OrganizationMembershipStatusActive, usermanagement.OrganizationMembershipStatusInactive,
			usermanagement.OrganizationMembershipStatusPending:
		default:
			return refuseWith("invalid_request_parameters", "Validation failed: no status '"+status+"'.")
		}
	}
	switch {
	case userID == "" && organizationID == "":
		return refuseWith("missing_user_id_or_organization_id", "A user ID or an organization ID is needed.")
	case userID != "" && s.users.users[userID] == nil:
		return refuseUnknown("User", userID)
	case organizationID != "" && s.organizations[organizationID] == nil:
		return refuseUnknown("Organization", organizationID)
	}
	return nil
}

func (s *Server) createMembership(w http.ResponseWriter, r *http.Request) {
	var params usermanagement.CreateOrganizationMembershipParams
	if !readParams(w, r, &params) {
		return
	}
	m, refused := s.newMembership(params)
	if refused != nil {
		refused.write(w)
		return
	}
	writeJSON(w, http.StatusCreated, s.membershipAnswer(m))
}

// AddMembership makes a user a member of an organization as
// usermanagement.Service.CreateOrganizationMembership does, without a request. It
// panics where the API would refuse.
func (s *Server) AddMembership(params usermanagement.CreateOrganizationMembershipParams) usermanagement.OrganizationMembership {
	s.mu.Lock()
	defer s.mu.Unlock()
	return overTheWire[usermanagement.OrganizationMembership](s.membershipAnswer(added(s.newMembership(params))))
}

// newMembership makes a user a member of an organization, or says why not.
func (s *Server) newMembership(params usermanagement.CreateOrganizationMembershipParams) (*membership, *refusal) {
	roles, refused := requestedRoles(params.RoleSlug, params.RoleSlugs)
	if roles == nil {
		roles = []usermanagement.Role{{Slug: defaultRole}}
	}
	if refused == nil {
		refused = s.refuseMembership(params.UserID, params.OrganizationID)
	}
	if refused != nil {
		return nil, refused
	}
	return s.saveMembership(params.UserID, params.OrganizationID, usermanagement.OrganizationMembershipStatusActive, roles), nil
}

// refuseMembership says why a user cannot be made a member of an organization.
func (s *Server) refuseMembership(userID, organizationID string) *refusal {
	switch {
	case userID == "":
		return refuseParams(fieldError{"user_id", "required"})
	case organizationID == "":
		return refuseParams(fieldError{"organization_id", "required"})
	case s.users.users[userID] == nil:
		return refuseUnknown("User", userID)
	case s.organizations[organizationID] == nil:
		return refuseUnknown("Organization", organizationID)
	}
	m := s.membershipIn(organizationID, userID)
	switch {
	case m == nil, m.Status == usermanagement.OrganizationMembershipStatusInactive:
		return nil
	case m.Status == usermanagement.OrganizationMembershipStatusPending:
		return refusePending("reactivate", "The user needs to accept the invitation instead.")
	default:
		return refuseWith("user_already_organization_member", "The user is a member of the organization already.")
	}
}

func refusePending(what, instead string) *refusal {
	return refuseWith("cannot_"+what+"_pending_organization_membership", "A pending organization membership cannot be "+what+"d. "+instead)
}

// saveMembership gives the membership of a user in an organization a status and
// roles, and creates it where there is none.
func (s *Server) saveMembership(userID, organizationID string, status usermanagement.OrganizationMembershipStatus, roles []usermanagement.Role) *membership {
	now := s.timestamp()
	m, kind := s.membershipIn(organizationID, userID), events.TypeOrganizationMembershipUpdated
	if m == nil {
		kind = events.TypeOrganizationMembershipCreated
		m = &membership{usermanagement.OrganizationMembership{
			Object:           "organization_membership",
			ID:               s.ids.next("om", now),
			UserID:           userID,
			OrganizationID:   organizationID,
			CustomAttributes: map[string]any{},
			CreatedAt:        now,
		}}
		s.memberships.memberships[m.ID] = m
	}
	m.Status, m.Role, m.Roles, m.UpdatedAt = status, roles[0], roles, now
	s.emitMembership(kind, m)
	return m
}

// requestedRoles returns the roles that the params ask for, or nil where they leave them
// alone. Any slug is a role.
func requestedRoles(slug string, slugs []string) ([]usermanagement.Role, *refusal) {
	if slug != "" && slugs != nil {
		return nil, refuseParams(fieldError{"role_slugs", "excludes_role_slug"})
	}
	if slugs != nil && len(slugs) == 0 {
		return nil, refuseParams(fieldError{"role_slugs", "required"})
	}
	if slug != "" {
		slugs = []string{slug}
	}
	var roles []usermanagement.Role
	for _, slug := range slugs {
		if slug == "" {
			return nil, &refusal{http.StatusUnprocessableEntity, apiError{Code: "invalid_role", Message: "Role '' is not a valid role."}}
		}
		roles = append(roles, usermanagement.Role{Slug: slug})
	}
	return roles, nil
}

func (s *Server) getMembership(w http.ResponseWriter, r *http.Request) {
	if m := find(w, r, s.memberships.memberships, "Organization membership"); m != nil {
		writeJSON(w, http.StatusOK, s.membershipAnswer(m))
	}
}

func (s *Server) updateMembership(w http.ResponseWriter, r *http.Request) {
	m := find(w, r, s.memberships.memberships, "Organization membership")
	var params usermanagement.UpdateOrganizationMembershipParams
	if m == nil || !readParams(w, r, &params) {
		return
	}
	roles, refused := requestedRoles(params.RoleSlug, params.RoleSlugs)
	if refused != nil {
		refused.write(w)
		return
	}
	if roles == nil {
		roles = m.Roles
	}
	writeJSON(w, http.StatusOK, s.membershipAnswer(s.saveMembership(m.UserID, m.OrganizationID, m.Status, roles)))
}

func (s *Server) deleteMembership(w http.ResponseWriter, r *http.Request) {
	if m := find(w, r, s.memberships.memberships, "Organization membership"); m != nil {
		s.removeMembership(m)
		w.WriteHeader(http.StatusOK)
	}
}

func (s *Server) removeMembership(m *membership) {
	delete(s.memberships.memberships, m.ID)
	s.forgetMember(m.ID)
	s.emitMembership(events.TypeOrganizationMembershipDeleted, m)
}

// removeMembers deletes the memberships of an organization that is deleted, and
// the invitations to it.
func (s *Server) removeMembers(organizationID string) {
	for _, m := range s.membershipsWhere(func(m *membership) bool { return m.OrganizationID == organizationID }) {
		s.removeMembership(m)
	}
	for id, i := range s.invitations.invitations {
		if i.OrganizationID == organizationID {
			delete(s.invitations.invitations, id)
		}
	}
}

func (s *Server) deactivateMembership(w http.ResponseWriter, r *http.Request) {
	s.switchMembership(w, r, usermanagement.OrganizationMembershipStatusInactive,
		refusePending("deactivate", "This membership should be deleted instead."))
}

func (s *Server) reactivateMembership(w http.ResponseWriter, r *http.Request) {
	s.switchMembership(w, r, usermanagement.OrganizationMembershipStatusActive,
		refusePending("reactivate", "The user needs to accept the invitation instead."))
}

// switchMembership gives a membership a status, if it has another one. A pending
// one is refused.
func (s *Server) switchMembership(w http.ResponseWriter, r *http.Request, status usermanagement.OrganizationMembershipStatus, refused *refusal) {
	m := find(w, r, s.memberships.memberships, "Organization membership")
	switch {
	case m == nil:
	case m.Status == usermanagement.OrganizationMembershipStatusPending:
		refused.write(w)
	default:
		if m.Status != status {
			s.saveMembership(m.UserID, m.OrganizationID, status, m.Roles)
		}
		writeJSON(w, http.StatusOK, s.membershipAnswer(m))
	}
}
