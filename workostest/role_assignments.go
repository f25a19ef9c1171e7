package workostest

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	authz "github.com/workos-go/workos/authorization"
)

// roleAssignmentAnswer is a role assignment as the API sends it.
type roleAssignmentAnswer struct {
	authz.RoleAssignment

	Source struct {
		Type                  authz.RoleAssignmentSourceType `json:"type"`
		GroupRoleAssignmentID nullable                       `json:"group_role_assignment_id"`
	} `json:"source"`
}

func newRoleAssignmentAnswer(a *authz.RoleAssignment) roleAssignmentAnswer {
	answer := roleAssignmentAnswer{RoleAssignment: *a}
	answer.Source.Type, answer.Source.GroupRoleAssignmentID = a.Source.Type, nullable(a.Source.GroupRoleAssignmentID)
	return answer
}

func (a roleAssignmentAnswer) id() string { return a.ID }

func (s *Server) registerRoleAssignments() {
	s.register("GET /authorization/organization_memberships/{organization_membership_id}/role_assignments", s.listRoleAssignments)
	s.register("POST /authorization/organization_memberships/{organization_membership_id}/role_assignments", s.assignRole)
	s.register("DELETE /authorization/organization_memberships/{organization_membership_id}/role_assignments", s.removeRole)
	s.register("DELETE /authorization/organization_memberships/{organization_membership_id}/role_assignments/{role_assignment_id}", s.removeRoleAssignment)
	s.register("GET /authorization/resources/{resource_id}/role_assignments", s.listResourceRoleAssignments)
	s.register("GET /authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}/role_assignments", s.listResourceRoleAssignments)
}

func (s *Server) listRoleAssignments(w http.ResponseWriter, r *http.Request) {
	m := s.findMembership(w, r)
	if m == nil {
		return
	}
	query := r.URL.Query()
	is := func(name, value string) bool { return !query.Has(name) || query.Get(name) == value }
	var found []roleAssignmentAnswer
	for _, a := range s.authorization.assignments {
		if a.OrganizationMembershipID == m.ID && is("resource_id", a.Resource.ID) &&
			is("resource_external_id", a.Resource.ExternalID) && is("resource_type_slug", a.Resource.ResourceTypeSlug) {
			found = append(found, newRoleAssignmentAnswer(a))
		}
	}
	writeList(w, query, found, roleAssignmentAnswer.id)
}

func (s *Server) listResourceRoleAssignments(w http.ResponseWriter, r *http.Request) {
	resource := s.findResource(w, r)
	if resource == nil {
		return
	}
	query := r.URL.Query()
	var found []roleAssignmentAnswer
	for _, a := range s.authorization.assignments {
		if a.Resource.ID == resource.ID && (!query.Has("role_slug") || query.Get("role_slug") == a.Role.Slug) {
			found = append(found, newRoleAssignmentAnswer(a))
		}
	}
	writeList(w, query, found, roleAssignmentAnswer.id)
}

// assignable returns the resource on which an organization's role can be assigned,
// which is nil where none is named, or says why it cannot.
func (s *Server) assignable(organizationID, slug string, ref authz.ResourceRef) (*authz.Resource, *refusal) {
	if slug == "" {
		return nil, refuseParams(fieldError{"role_slug", "required"})
	}
	role := s.role(organizationID, slug)
	if role == nil {
		return nil, refuseUnknown("Role", slug)
	}
	resource, refused := s.resourceOf(organizationID, ref)
	if resource != nil && resource.ResourceTypeSlug != role.ResourceTypeSlug {
		return nil, refuseParams(fieldError{"role_slug", "is_for_another_resource_type"})
	}
	return resource, refused
}

func (s *Server) assignRole(w http.ResponseWriter, r *http.Request) {
	m := s.findMembership(w, r)
	var params authz.AssignRoleParams
	if m == nil || !readParams(w, r, &params) {
		return
	}
	resource, refused := s.assignable(m.OrganizationID, params.RoleSlug, params.ResourceRef)
	if refused == nil && resource == nil {
		refused = refuseParams(fieldError{"resource_id", "required"})
	}
	if refused != nil {
		refused.write(w)
		return
	}
	a := s.ownAssignment(m.ID, params.RoleSlug, resource.ID)
	if a == nil {
		a = s.newAssignment(m.ID, params.RoleSlug, assigned(resource), "")
	}
	writeJSON(w, http.StatusCreated, newRoleAssignmentAnswer(a))
}

func assigned(resource *authz.Resource) authz.AssignedResource {
	return authz.AssignedResource{ID: resource.ID, ExternalID: resource.ExternalID, ResourceTypeSlug: resource.ResourceTypeSlug}
}

// newAssignment gives a member a role on a resource, by an assignment of a group
// where there is one.
func (s *Server) newAssignment(membershipID, role string, resource authz.AssignedResource, group string) *authz.RoleAssignment {
	now := s.timestamp()
	source := authz.RoleAssignmentSource{Type: authz.RoleAssignmentSourceTypeDirect}
	if group != "" {
		source = authz.RoleAssignmentSource{Type: authz.RoleAssignmentSourceTypeGroup, GroupRoleAssignmentID: group}
	}
	a := &authz.RoleAssignment{
		Object:                   "role_assignment",
		ID:                       s.ids.next("role_assignment", now),
		OrganizationMembershipID: membershipID,
		Role:                     authz.AssignedRole{Slug: role},
		Resource:                 resource,
		Source:                   source,
		CreatedAt:                now,
		UpdatedAt:                now,
	}
	s.authorization.assignments[a.ID] = a
	return a
}

// ownAssignment returns the assignment of a role that a member has not by a group,
// or nil.
func (s *Server) ownAssignment(membershipID, role, resourceID string) *authz.RoleAssignment {
	for _, a := range s.authorization.assignments {
		if a.OrganizationMembershipID == membershipID && a.Role.Slug == role && a.Resource.ID == resourceID &&
			a.Source.Type == authz.RoleAssignmentSourceTypeDirect {
			return a
		}
	}
	return nil
}

func (s *Server) removeRole(w http.ResponseWriter, r *http.Request) {
	m := s.findMembership(w, r)
	var params authz.RemoveRoleParams
	if m == nil || !readParams(w, r, &params) {
		return
	}
	resource, refused := s.resourceOf(m.OrganizationID, params.ResourceRef)
	switch {
	case refused != nil:
		refused.write(w)
		return
	case params.RoleSlug == "":
		writeInvalid(w, fieldError{"role_slug", "required"})
		return
	case resource == nil:
		writeInvalid(w, fieldError{"resource_id", "required"})
		return
	}
	a := s.ownAssignment(m.ID, params.RoleSlug, resource.ID)
	if a == nil {
		writeNotFound(w, "Role assignment", params.RoleSlug)
		return
	}
	delete(s.authorization.assignments, a.ID)
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) removeRoleAssignment(w http.ResponseWriter, r *http.Request) {
	m := s.findMembership(w, r)
	if m == nil {
		return
	}
	id := r.PathValue("role_assignment_id")
	switch a := s.authorization.assignments[id]; {
	case a == nil || a.OrganizationMembershipID != m.ID:
		writeNotFound(w, "Role assignment", id)
	case a.Source.Type == authz.RoleAssignmentSourceTypeGroup:
		writeError(w, http.StatusForbidden, apiError{Message: "The role is assigned by a group."})
	default:
		delete(s.authorization.assignments, id)
		w.WriteHeader(http.StatusNoContent)
	}
}

// syncGroupRoles gives the members of groups the roles of the groups, and takes
// away those that nothing gives any more. It goes after every change of either.
func (s *Server) syncGroupRoles() {
	given := map[[2]string]*authz.GroupRoleAssignment{} // by it and the membership
	for id, a := range s.authorization.groupAssignments {
		for _, membershipID := range s.groups.groups[a.GroupID].members {
			given[[2]string{id, membershipID}] = a
		}
	}
	maps.DeleteFunc(s.authorization.assignments, func(_ string, a *authz.RoleAssignment) bool {
		key := [2]string{a.Source.GroupRoleAssignmentID, a.OrganizationMembershipID}
		_, stays := given[key]
		delete(given, key)
		return key[0] != "" && !stays
	})
	for _, key := range slices.SortedFunc(maps.Keys(given), func(a, b [2]string) int { return strings.Compare(a[0]+a[1], b[0]+b[1]) }) {
		s.newAssignment(key[1], given[key].Role.Slug, given[key].Resource, key[0])
	}
}
