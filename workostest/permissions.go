package workostest

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	authz "github.com/workos-go/workos/authorization"
	"github.com/workos-go/workos/events"
)

// permissionAnswer is a permission as the API sends it.
type permissionAnswer struct {
	authz.Permission

	Description nullable `json:"description"`
}

func newPermissionAnswer(p *authz.Permission) permissionAnswer {
	return permissionAnswer{*p, nullable(p.Description)}
}

func (p permissionAnswer) id() string { return p.ID }

// organizationType is the type of resources that permissions and roles are about
// unless they say otherwise.
const organizationType = "organization"

// What names, slugs and descriptions are limited to.
const (
	maxName        = 48
	maxDescription = 150
)

func (s *Server) registerPermissions() {
	s.register("GET /authorization/permissions", s.listPermissions)
	s.register("POST /authorization/permissions", s.createPermission)
	s.register("GET /authorization/permissions/{slug}", s.getPermission)
	s.register("PATCH /authorization/permissions/{slug}", s.updatePermission)
	s.register("DELETE /authorization/permissions/{slug}", s.deletePermission)
}

func (s *Server) listPermissions(w http.ResponseWriter, r *http.Request) {
	var found []permissionAnswer
	for _, p := range s.authorization.permissions {
		found = append(found, newPermissionAnswer(p))
	}
	writeList(w, r.URL.Query(), found, permissionAnswer.id)
}

func (s *Server) createPermission(w http.ResponseWriter, r *http.Request) {
	var params authz.CreatePermissionParams
	if !readParams(w, r, &params) {
		return
	}
	problems := textProblems(limited{"slug", params.Slug, maxName, true}, limited{"name", params.Name, maxName, true},
		limited{"description", params.Description, maxDescription, false}, limited{"resource_type_slug", params.ResourceTypeSlug, maxName, false})
	if !isSlug(params.Slug, "-_:.*") {
		problems = append(problems, fieldError{"slug", "invalid"})
	}
	switch {
	case problems != nil:
		writeInvalid(w, problems...)
		return
	case s.authorization.permissions[params.Slug] != nil:
		writeError(w, http.StatusConflict, apiError{Code: "permission_slug_conflict", Message: "The slug '" + params.Slug + "' is in use."})
		return
	}
	now := s.timestamp()
	p := &authz.Permission{
		Object:           "permission",
		ID:               s.ids.next("perm", now),
		Slug:             params.Slug,
		Name:             params.Name,
		Description:      params.Description,
		ResourceTypeSlug: cmp.Or(params.ResourceTypeSlug, organizationType),
		CreatedAt:        now,
		UpdatedAt:        now,
	}
	s.authorization.permissions[p.Slug] = p
	s.emit(events.TypePermissionCreated, newPermissionAnswer(p))
	writeJSON(w, http.StatusCreated, newPermissionAnswer(p))
}

// isSlug reports whether a text has lowercase letters, digits and the given
// characters alone.
func isSlug(text, others string) bool {
	return strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789"+others) == ""
}

// findPermission returns the permission in the path, or answers that there is none.
func (s *Server) findPermission(w http.ResponseWriter, r *http.Request) *authz.Permission {
	slug := r.PathValue("slug")
	if s.authorization.permissions[slug] == nil {
		writeNotFound(w, "Permission", slug)
	}
	return s.authorization.permissions[slug]
}

func (s *Server) getPermission(w http.ResponseWriter, r *http.Request) {
	if p := s.findPermission(w, r); p != nil {
		writeJSON(w, http.StatusOK, newPermissionAnswer(p))
	}
}

func (s *Server) updatePermission(w http.ResponseWriter, r *http.Request) {
	p := s.findPermission(w, r)
	var params authz.UpdatePermissionParams
	if p == nil || !readParams(w, r, &params) {
		return
	}
	description, _ := params.Description.Get()
	if problems := textProblems(limited{"name", params.Name, maxName, false}, limited{"description", description, maxDescription, false}); problems != nil {
		writeInvalid(w, problems...)
		return
	}
	p.Name = cmp.Or(params.Name, p.Name)
	if !params.Description.IsZero() {
		p.Description = description
	}
	p.UpdatedAt = s.timestamp()
	s.emit(events.TypePermissionUpdated, newPermissionAnswer(p))
	writeJSON(w, http.StatusOK, newPermissionAnswer(p))
}

func (s *Server) deletePermission(w http.ResponseWriter, r *http.Request) {
	p := s.findPermission(w, r)
	if p == nil {
		return
	}
	delete(s.authorization.permissions, p.Slug)
	for _, role := range s.authorization.roles {
		role.Permissions = slices.DeleteFunc(slices.Clone(role.Permissions), func(slug string) bool { return slug == p.Slug })
	}
	s.emit(events.TypePermissionDeleted, newPermissionAnswer(p))
	w.WriteHeader(http.StatusNoContent)
}
