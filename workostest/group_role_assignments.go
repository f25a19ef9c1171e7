package workostest

import (
	"cmp"
	"maps"
	"net/http"
	"strconv"

	authz "github.com/workos-go/workos/authorization"
)

func (s *Server) registerGroupRoleAssignments() {
	s.register("GET /authorization/groups/{group_id}/role_assignments", s.listGroupRoleAssignments)
	s.register("POST /authorization/groups/{group_id}/role_assignments", s.assignGroupRole)
	s.register("PUT /authorization/groups/{group_id}/role_assignments", s.replaceGroupRoleAssignments)
	s.register("DELETE /authorization/groups/{group_id}/role_assignments", s.removeGroupRole)
	s.register("GET /authorization/groups/{group_id}/role_assignments/{role_assignment_id}", s.getGroupRoleAssignment)
	s.register("DELETE /authorization/groups/{group_id}/role_assignments/{role_assignment_id}", s.removeGroupRoleAssignment)
}

// findGroup returns the group in the path, or answers that there is none.
func (s *Server) findGroup(w http.ResponseWriter, r *http.Request) *group {
	id, organizationID := cmp.Or(r.PathValue("group_id"), r.PathValue("groupId")), r.PathValue("organizationId")
	if !s.hasOrganization(w, r) {
		return nil
	}
	found := s.groups.groups[id]
	if found == nil || organizationID != "" && found.OrganizationID != organizationID {
		writeNotFound(w, "Group", id)
		return nil
	}
	return found
}

// groupRoles returns the assignments of a group.
func (s *Server) groupRoles(g *group) []*authz.GroupRoleAssignment {
	var found []*authz.GroupRoleAssignment
	for _, a := range s.authorization.groupAssignments {
		if a.GroupID == g.ID {
			found = append(found, a)
		}
	}
	return found
}

func (s *Server) listGroupRoleAssignments(w http.ResponseWriter, r *http.Request) {
	if g := s.findGroup(w, r); g != nil {
		writeList(w, r.URL.Query(), s.groupRoles(g), func(a *authz.GroupRoleAssignment) string { return a.ID })
	}
}

// groupAssignable is assignable for a group, where no resource is the organization.
func (s *Server) groupAssignable(g *group, params authz.AssignGroupRoleParams) (*authz.Resource, *refusal) {
	ref := params.ResourceRef
	if ref == (authz.ResourceRef{}) {
		ref.ID = s.organizationResource(g.OrganizationID).ID
	}
	return s.assignable(g.OrganizationID, params.RoleSlug, ref)
}

// groupRole returns the assignment of a role of a group on a resource, or nil.
func (s *Server) groupRole(g *group, role, resourceID string) *authz.GroupRoleAssignment {
	for _, a := range s.groupRoles(g) {
		if a.Role.Slug == role && a.Resource.ID == resourceID {
			return a
		}
	}
	return nil
}

func (s *Server) newGroupRole(g *group, role string, resource *authz.Resource) *authz.GroupRoleAssignment {
	now := s.timestamp()
	a := &authz.GroupRoleAssignment{
		Object:    "group_role_assignment",
		ID:        s.ids.next("gra", now),
		GroupID:   g.ID,
		Role:      authz.AssignedRole{Slug: role},
		Resource:  assigned(resource),
		CreatedAt: now,
		UpdatedAt: now,
	}
	s.authorization.groupAssignments[a.ID] = a
	return a
}

func (s *Server) assignGroupRole(w http.ResponseWriter, r *http.Request) {
	g := s.findGroup(w, r)
	var params authz.AssignGroupRoleParams
	if g == nil || !readParams(w, r, &params) {
		return
	}
	resource, refused := s.groupAssignable(g, params)
	switch {
	case refused != nil:
		refused.write(w)
	case s.groupRole(g, params.RoleSlug, resource.ID) != nil:
		writeError(w, http.StatusConflict, apiError{Code: "duplicate_group_role_assignment", Message: "The group has the role there."})
	default:
		a := s.newGroupRole(g, params.RoleSlug, resource)
		s.syncGroupRoles()
		writeJSON(w, http.StatusCreated, a)
	}
}

func (s *Server) replaceGroupRoleAssignments(w http.ResponseWriter, r *http.Request) {
	g := s.findGroup(w, r)
	var params authz.ReplaceGroupRoleAssignmentsParams
	if g == nil || !readParams(w, r, &params) {
		return
	}
	if params.RoleAssignments == nil {
		writeInvalid(w, fieldError{"role_assignments", "required"})
		return
	}
	var resources []*authz.Resource
	for i, entry := range params.RoleAssignments {
		resource, refused := s.groupAssignable(g, entry)
		switch {
		case refused != nil && refused.status == http.StatusUnprocessableEntity:
			writeInvalid(w, fieldError{"role_assignments[" + strconv.Itoa(i) + "]", "invalid"})
			return
		case refused != nil:
			refused.write(w)
			return
		}
		resources = append(resources, resource)
	}
	stay := map[string]bool{}
	for i, entry := range params.RoleAssignments {
		a := s.groupRole(g, entry.RoleSlug, resources[i].ID)
		if a == nil {
			a = s.newGroupRole(g, entry.RoleSlug, resources[i])
		}
		stay[a.ID] = true
	}
	maps.DeleteFunc(s.authorization.groupAssignments, func(id string, a *authz.GroupRoleAssignment) bool { return a.GroupID == g.ID && !stay[id] })
	s.syncGroupRoles()
	writeList(w, map[string][]string{"limit": {strconv.Itoa(maxLimit)}}, s.groupRoles(g), func(a *authz.GroupRoleAssignment) string { return a.ID })
}

func (s *Server) removeGroupRole(w http.ResponseWriter, r *http.Request) {
	g := s.findGroup(w, r)
	var params authz.RemoveGroupRoleParams
	if g == nil || !readParams(w, r, &params) {
		return
	}
	resource, refused := s.groupAssignable(g, authz.AssignGroupRoleParams(params))
	if refused != nil {
		refused.write(w)
		return
	}
	a := s.groupRole(g, params.RoleSlug, resource.ID)
	if a == nil {
		writeNotFound(w, "Group role assignment", params.RoleSlug)
		return
	}
	s.takeGroupRole(w, a)
}

// takeGroupRole takes a role away from the members of a group.
func (s *Server) takeGroupRole(w http.ResponseWriter, a *authz.GroupRoleAssignment) {
	delete(s.authorization.groupAssignments, a.ID)
	s.syncGroupRoles()
	w.WriteHeader(http.StatusNoContent)
}

// findGroupRole returns the assignment in the path, or answers that there is none.
func (s *Server) findGroupRole(w http.ResponseWriter, r *http.Request) *authz.GroupRoleAssignment {
	g, id := s.findGroup(w, r), r.PathValue("role_assignment_id")
	if g == nil {
		return nil
	}
	a := s.authorization.groupAssignments[id]
	if a == nil || a.GroupID != g.ID {
		writeNotFound(w, "Group role assignment", id)
		return nil
	}
	return a
}

func (s *Server) getGroupRoleAssignment(w http.ResponseWriter, r *http.Request) {
	if a := s.findGroupRole(w, r); a != nil {
		writeJSON(w, http.StatusOK, a)
	}
}

func (s *Server) removeGroupRoleAssignment(w http.ResponseWriter, r *http.Request) {
	if a := s.findGroupRole(w, r); a != nil {
		s.takeGroupRole(w, a)
	}
}
