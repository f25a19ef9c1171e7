package workostest

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	authz "github.com/workos-go/workos/authorization"
	"github.com/workos-go/workos/events"
)

// role is a role, of an organization or of the environment.
type role struct {
	authz.Role

	organizationID string
}

// roleAnswer is a role as the API sends it.
type roleAnswer struct {
	authz.Role

	Description nullable `json:"description"`
}

// rolePayload is a role of the environment in an event.
type rolePayload struct {
	Object           string    `json:"object"`
	Slug             string    `json:"slug"`
	ResourceTypeSlug string    `json:"resource_type_slug"`
	Permissions      []string  `json:"permissions"`
	CreatedAt        time.Time `json:"created_at"`
	UpdatedAt        time.Time `json:"updated_at"`
}

// organizationRolePayload is a role of an organization in an event.
type organizationRolePayload struct {
	rolePayload

	OrganizationID string   `json:"organization_id"`
	Name           string   `json:"name"`
	Description    nullable `json:"description"`
}

func (s *Server) registerRoles() {
	s.register("GET /authorization/roles", s.listRoles)
	s.register("POST /authorization/roles", s.createRole)
	s.register("GET /authorization/roles/{slug}", s.getRole)
	s.register("PATCH /authorization/roles/{slug}", s.updateRole)
	s.register("POST /authorization/roles/{slug}/permissions", s.addRolePermission)
	s.register("PUT /authorization/roles/{slug}/permissions", s.setRolePermissions)
	s.register("GET /authorization/organizations/{organizationId}/roles", s.listRoles)
	s.register("POST /authorization/organizations/{organizationId}/roles", s.createRole)
	s.register("GET /authorization/organizations/{organizationId}/roles/{slug}", s.getRole)
	s.register("PATCH /authorization/organizations/{organizationId}/roles/{slug}", s.updateRole)
	s.register("DELETE /authorization/organizations/{organizationId}/roles/{slug}", s.deleteRole)
	s.register("POST /authorization/organizations/{organizationId}/roles/{slug}/permissions", s.addRolePermission)
	s.register("PUT /authorization/organizations/{organizationId}/roles/{slug}/permissions", s.setRolePermissions)
	s.register("DELETE /authorization/organizations/{organizationId}/roles/{slug}/permissions/{permissionSlug}", s.removeRolePermission)
}

func newRoleAnswer(r *role) roleAnswer { return roleAnswer{r.Role, nullable(r.Description)} }

// emitRole emits an event of a role: the one for its type.
func (s *Server) emitRole(r *role, ofEnvironment, ofOrganization events.Type) {
	payload := rolePayload{"role", r.Slug, r.ResourceTypeSlug, r.Permissions, r.CreatedAt, r.UpdatedAt}
	if r.organizationID == "" {
		s.emit(ofEnvironment, payload)
		return
	}
	payload.Object = "organization_role"
	s.emit(ofOrganization, organizationRolePayload{payload, r.organizationID, r.Name, nullable(r.Description)})
}

// rolesOf returns the roles of the environment and of an organization, oldest
// first. Every environment has the role of members who were given none.
func (s *Server) rolesOf(organizationID string) []*role {
	if len(s.authorization.roles) == 0 {
		s.newRole("", authz.Role{Slug: defaultRole, Name: "Member", Type: authz.RoleTypeEnvironment, ResourceTypeSlug: organizationType})
	}
	var found []*role
	for _, r := range s.authorization.roles {
		if r.organizationID == "" || r.organizationID == organizationID {
			found = append(found, r)
		}
	}
	slices.SortFunc(found, func(a, b *role) int { return strings.Compare(a.ID, b.ID) })
	return found
}

// role returns the role with the slug that an organization has, or nil.
func (s *Server) role(organizationID, slug string) *role {
	for _, r := range s.rolesOf(organizationID) {
		if r.Slug == slug {
			return r
		}
	}
	return nil
}

func (s *Server) newRole(organizationID string, with authz.Role) *role {
	now := s.timestamp()
	with.Object, with.ID, with.Permissions = "role", s.ids.next("role", now), []string{}
	with.CreatedAt, with.UpdatedAt = now, now
	r := &role{with, organizationID}
	s.authorization.roles[r.ID] = r
	return r
}

// permissionsOf returns the permissions of an organization's role, those of SetRole
// among them.
func (s *Server) permissionsOf(organizationID, slug string) []string {
	permissions := s.claims.roles[slug]
	for _, r := range s.authorization.roles {
		if r.Slug == slug && (r.organizationID == "" || r.organizationID == organizationID) {
			permissions = slices.Concat(permissions, r.Permissions)
		}
	}
	return permissions
}

// hasOrganization reports whether there is the organization in the path, if there
// is one in it, or answers that there is none.
func (s *Server) hasOrganization(w http.ResponseWriter, r *http.Request) bool {
	id := r.PathValue("organizationId")
	if id != "" && s.organizations[id] == nil {
		writeNotFound(w, "Organization", id)
		return false
	}
	return true
}

// findRole returns the role in the path, or answers that there is none. One of the
// environment counts for an organization where it is only read.
func (s *Server) findRole(w http.ResponseWriter, r *http.Request) *role {
	organizationID, slug := r.PathValue("organizationId"), r.PathValue("slug")
	if !s.hasOrganization(w, r) {
		return nil
	}
	found := s.role(organizationID, slug)
	if found == nil || r.Method != http.MethodGet && found.organizationID != organizationID {
		writeNotFound(w, "Role", slug)
		return nil
	}
	return found
}

func (s *Server) listRoles(w http.ResponseWriter, r *http.Request) {
	if !s.hasOrganization(w, r) {
		return
	}
	found := []roleAnswer{}
	for _, role := range s.rolesOf(r.PathValue("organizationId")) {
		found = append(found, newRoleAnswer(role))
	}
	writeJSON(w, http.StatusOK, map[string]any{"object": "list", "data": found})
}

func (s *Server) createRole(w http.ResponseWriter, r *http.Request) {
	var params authz.CreateOrganizationRoleParams
	if !s.hasOrganization(w, r) || !readParams(w, r, &params) {
		return
	}
	organizationID, kind, code := r.PathValue("organizationId"), authz.RoleTypeEnvironment, "role_slug_conflict"
	problems := textProblems(limited{"slug", params.Slug, maxName, organizationID == ""}, limited{"name", params.Name, maxName, true},
		limited{"description", params.Description, maxDescription, false}, limited{"resource_type_slug", params.ResourceTypeSlug, maxName, false})
	if organizationID != "" {
		kind, code = authz.RoleTypeOrganization, "organization_role_slug_conflict"
		params.Slug = cmp.Or(params.Slug, s.roleSlug(params.Name))
		if !isSlug(params.Slug, "-_") || !strings.HasPrefix(params.Slug, "org-") {
			problems = append(problems, fieldError{"slug", "invalid"})
		}
	}
	switch {
	case problems != nil:
		writeInvalid(w, problems...)
		return
	case s.role(organizationID, params.Slug) != nil:
		writeError(w, http.StatusConflict, apiError{Code: code, Message: "The slug '" + params.Slug + "' is in use."})
		return
	}
	created := s.newRole(organizationID, authz.Role{
		Slug: params.Slug, Name: params.Name, Description: params.Description, Type: kind,
		ResourceTypeSlug: cmp.Or(params.ResourceTypeSlug, organizationType),
	})
	s.emitRole(created, events.TypeRoleCreated, events.TypeOrganizationRoleCreated)
	writeJSON(w, http.StatusCreated, newRoleAnswer(created))
}

// roleSlug makes a slug of the name of an organization's role.
func (s *Server) roleSlug(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(letter rune) bool { return !isSlug(string(letter), "") })
	slug := "org-" + strings.Join(words, "-")
	return strings.TrimRight(slug[:min(len(slug), maxName-9)], "-") + "-" + strings.ToLower(s.random.text(8))
}

func (s *Server) getRole(w http.ResponseWriter, r *http.Request) {
	if found := s.findRole(w, r); found != nil {
		writeJSON(w, http.StatusOK, newRoleAnswer(found))
	}
}

func (s *Server) updateRole(w http.ResponseWriter, r *http.Request) {
	found := s.findRole(w, r)
	var params authz.UpdateRoleParams
	if found == nil || !readParams(w, r, &params) {
		return
	}
	description, _ := params.Description.Get()
	if problems := textProblems(limited{"name", params.Name, maxName, false}, limited{"description", description, maxDescription, false}); problems != nil {
		writeInvalid(w, problems...)
		return
	}
	found.Name = cmp.Or(params.Name, found.Name)
	if !params.Description.IsZero() {
		found.Description = description
	}
	s.saveRole(w, found)
}

// saveRole notes that a role was changed, and answers with it.
func (s *Server) saveRole(w http.ResponseWriter, r *role) {
	r.UpdatedAt = s.timestamp()
	s.emitRole(r, events.TypeRoleUpdated, events.TypeOrganizationRoleUpdated)
	writeJSON(w, http.StatusOK, newRoleAnswer(r))
}

func (s *Server) addRolePermission(w http.ResponseWriter, r *http.Request) {
	found := s.findRole(w, r)
	var params authz.AddRolePermissionParams
	if found == nil || !readParams(w, r, &params) {
		return
	}
	switch {
	case params.PermissionSlug == "":
		writeInvalid(w, fieldError{"slug", "required"})
	case s.authorization.permissions[params.PermissionSlug] == nil:
		writeNotFound(w, "Permission", params.PermissionSlug)
	case slices.Contains(found.Permissions, params.PermissionSlug):
		writeJSON(w, http.StatusOK, newRoleAnswer(found))
	default:
		found.Permissions = sortedSet(append(slices.Clone(found.Permissions), params.PermissionSlug))
		s.saveRole(w, found)
	}
}

func (s *Server) setRolePermissions(w http.ResponseWriter, r *http.Request) {
	found := s.findRole(w, r)
	var params authz.SetRolePermissionsParams
	if found == nil || !readParams(w, r, &params) {
		return
	}
	if params.Permissions == nil {
		writeInvalid(w, fieldError{"permissions", "required"})
		return
	}
	for _, slug := range params.Permissions {
		if s.authorization.permissions[slug] == nil {
			writeNotFound(w, "Permission", slug)
			return
		}
	}
	found.Permissions = sortedSet(params.Permissions)
	s.saveRole(w, found)
}

func (s *Server) removeRolePermission(w http.ResponseWriter, r *http.Request) {
	found := s.findRole(w, r)
	if found == nil {
		return
	}
	slug := r.PathValue("permissionSlug")
	at := slices.Index(found.Permissions, slug)
	if at < 0 {
		writeNotFound(w, "Permission", slug)
		return
	}
	found.Permissions = slices.Delete(slices.Clone(found.Permissions), at, at+1)
	s.saveRole(w, found)
}

func (s *Server) deleteRole(w http.ResponseWriter, r *http.Request) {
	found := s.findRole(w, r)
	switch {
	case found == nil:
	case s.isAssigned(found):
		writeError(w, http.StatusConflict, apiError{Code: "role_has_assignments", Message: "The role '" + found.Slug + "' is assigned."})
	default:
		delete(s.authorization.roles, found.ID)
		s.emitRole(found, events.TypeRoleDeleted, events.TypeOrganizationRoleDeleted)
		w.WriteHeader(http.StatusNoContent)
	}
}

// isAssigned reports whether members or groups of its organization have a role.
func (s *Server) isAssigned(r *role) bool {
	for _, m := range s.memberships.memberships {
		for _, role := range m.Roles {
			if m.OrganizationID == r.organizationID && role.Slug == r.Slug {
				return true
			}
		}
	}
	for _, a := range s.authorization.assignments {
		if a.Role.Slug == r.Slug && s.authorization.resources[a.Resource.ID].OrganizationID == r.organizationID {
			return true
		}
	}
	for _, a := range s.authorization.groupAssignments {
		if a.Role.Slug == r.Slug && s.authorization.resources[a.Resource.ID].OrganizationID == r.organizationID {
			return true
		}
	}
	return false
}
