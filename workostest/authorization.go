package workostest

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	authz "github.com/workos-go/workos/authorization"
	"github.com/workos-go/workos/usermanagement"
)

// authorizationTables holds what the operations of authorization know.
type authorizationTables struct {
	permissions      map[string]*authz.Permission // by slug
	roles            map[string]*role
	resources        map[string]*authz.Resource
	assignments      map[string]*authz.RoleAssignment // also those that groups give
	groupAssignments map[string]*authz.GroupRoleAssignment
}

func (s *Server) registerAuthorization() {
	s.authorization = authorizationTables{
		permissions:      map[string]*authz.Permission{},
		roles:            map[string]*role{},
		resources:        map[string]*authz.Resource{},
		assignments:      map[string]*authz.RoleAssignment{},
		groupAssignments: map[string]*authz.GroupRoleAssignment{},
	}
	s.registerPermissions()
	s.registerRoles()
	s.registerResources()
	s.registerRoleAssignments()
	s.registerGroupRoleAssignments()
	s.register("POST /authorization/organization_memberships/{organization_membership_id}/check", s.check)
	s.register("GET /authorization/organization_memberships/{organization_membership_id}/resources", s.listMembershipResources)
	s.register("GET /authorization/organization_memberships/{organization_membership_id}/resources/{resource_id}/permissions", s.listMembershipPermissions)
	s.register("GET /authorization/organization_memberships/{organization_membership_id}/resources/{resource_type_slug}/{external_id}/permissions", s.listMembershipPermissions)
	s.register("GET /authorization/resources/{resource_id}/organization_memberships", s.listResourceMemberships)
	s.register("GET /authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}/organization_memberships", s.listResourceMemberships)
}

// granted returns the permissions that a member has on a resource, by roles on it
// and, unless they are to be direct, on all that it is a part of. The roles of the
// membership are roles on the organization. Who cannot sign in has none.
func (s *Server) granted(m *membership, resource *authz.Resource, direct bool) map[string]bool {
	slugs := map[string]bool{}
	if m.OrganizationID != resource.OrganizationID || m.Status != usermanagement.OrganizationMembershipStatusActive {
		return slugs
	}
	places := s.lineage(resource)
	if direct {
		places = places[:1]
	}
	grant := func(role string) {
		for _, slug := range s.permissionsOf(m.OrganizationID, role) {
			slugs[slug] = true
		}
	}
	for _, a := range s.authorization.assignments {
		if a.OrganizationMembershipID == m.ID && slices.Contains(places, a.Resource.ID) {
			grant(a.Role.Slug)
		}
	}
	if slices.Contains(places, s.organizationResource(m.OrganizationID).ID) {
		for _, role := range m.Roles {
			grant(role.Slug)
		}
	}
	return slugs
}

// findMembership returns the membership in the path, or answers that there is none.
func (s *Server) findMembership(w http.ResponseWriter, r *http.Request) *membership {
	id := r.PathValue("organization_membership_id")
	if s.memberships.memberships[id] == nil {
		writeNotFound(w, "Organization membership", id)
	}
	return s.memberships.memberships[id]
}

func (s *Server) check(w http.ResponseWriter, r *http.Request) {
	m := s.findMembership(w, r)
	var params authz.CheckParams
	if m == nil || !readParams(w, r, &params) {
		return
	}
	resource, refused := s.resourceOf(m.OrganizationID, params.ResourceRef)
	switch {
	case params.PermissionSlug == "":
		writeInvalid(w, fieldError{"permission_slug", "required"})
	case refused != nil:
		refused.write(w)
	case resource == nil:
		writeInvalid(w, fieldError{"resource_id", "required"})
	default:
		writeJSON(w, http.StatusOK, authz.CheckResult{Authorized: s.granted(m, resource, false)[params.PermissionSlug]})
	}
}

// permissionOf returns the permission of a query, or answers that there is none.
func permissionOf(w http.ResponseWriter, query url.Values) string {
	slug := query.Get("permission_slug")
	if slug == "" {
		writeInvalid(w, fieldError{"permission_slug", "required"})
	}
	return slug
}

func (s *Server) listMembershipResources(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	m := s.findMembership(w, r)
	if m == nil {
		return
	}
	permission := permissionOf(w, query)
	if permission == "" {
		return
	}
	parent, refused := s.parentOf(m.OrganizationID, authz.ParentRef{
		ID:         query.Get("parent_resource_id"),
		ExternalID: query.Get("parent_resource_external_id"),
		TypeSlug:   query.Get("parent_resource_type_slug"),
	})
	switch {
	case refused != nil:
		refused.write(w)
		return
	case parent == nil:
		writeInvalid(w, fieldError{"parent_resource_id", "required"})
		return
	}
	var found []resourceAnswer
	for _, resource := range s.childrenOf(parent) {
		if s.granted(m, resource, false)[permission] {
			found = append(found, newResourceAnswer(resource))
		}
	}
	writeList(w, query, found, resourceAnswer.id)
}

func (s *Server) listMembershipPermissions(w http.ResponseWriter, r *http.Request) {
	m := s.findMembership(w, r)
	if m == nil {
		return
	}
	r.SetPathValue("organization_id", m.OrganizationID)
	resource := s.findResource(w, r)
	if resource == nil {
		return
	}
	var found []permissionAnswer
	for slug := range s.granted(m, resource, false) {
		if p := s.authorization.permissions[slug]; p != nil { // and not of SetRole alone
			found = append(found, newPermissionAnswer(p))
		}
	}
	writeList(w, r.URL.Query(), found, permissionAnswer.id)
}

// memberAnswer is a membership as the API sends it in lists of those of a group or
// with a permission: without roles.
type memberAnswer struct {
	membershipAnswer

	Role  *struct{}  `json:"role,omitempty"`
	Roles []struct{} `json:"roles,omitempty"`
}

func (m memberAnswer) id() string { return m.ID }

func (s *Server) listResourceMemberships(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	resource := s.findResource(w, r)
	if resource == nil {
		return
	}
	permission := permissionOf(w, query)
	if permission == "" {
		return
	}
	assignment := authz.Assignment(query.Get("assignment"))
	if !slices.Contains([]authz.Assignment{"", authz.AssignmentDirect, authz.AssignmentIndirect}, assignment) {
		writeInvalid(w, fieldError{"assignment", "unknown_value"})
		return
	}
	var found []memberAnswer
	for _, m := range s.memberships.memberships {
		if s.granted(m, resource, assignment == authz.AssignmentDirect)[permission] {
			found = append(found, memberAnswer{membershipAnswer: s.membershipAnswer(m)})
		}
	}
	writeList(w, query, found, memberAnswer.id)
}

// removeAuthorization deletes the resources, roles and groups of an organization
// that is deleted.
func (s *Server) removeAuthorization(organizationID string) {
	maps.DeleteFunc(s.authorization.roles, func(_ string, role *role) bool { return role.organizationID == organizationID })
	for _, g := range s.groups.groups {
		if g.OrganizationID == organizationID {
			s.removeGroup(g)
		}
	}
	maps.DeleteFunc(s.authorization.resources, func(_ string, resource *authz.Resource) bool { return resource.OrganizationID == organizationID })
}

// limited is a text of the params, and how long it may be.
type limited struct {
	field, value string
	most         int
	required     bool
}

// textProblems returns which texts are missing or too long.
func textProblems(texts ...limited) []fieldError {
	var problems []fieldError
	for _, text := range texts {
		switch {
		case text.required && text.value == "":
			problems = append(problems, fieldError{text.field, "required"})
		case len([]rune(text.value)) > text.most:
			problems = append(problems, fieldError{text.field, "too_long"})
		}
	}
	return problems
}
