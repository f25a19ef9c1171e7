package workostest

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"

	authz "github.com/workos-go/workos/authorization"
)

// resourceAnswer is a resource as the API sends it.
type resourceAnswer struct {
	authz.Resource

	Description      nullable `json:"description"`
	ParentResourceID nullable `json:"parent_resource_id"`
}

func newResourceAnswer(r *authz.Resource) resourceAnswer {
	return resourceAnswer{*r, nullable(r.Description), nullable(r.ParentResourceID)}
}

func (r resourceAnswer) id() string { return r.ID }

func (s *Server) registerResources() {
	s.register("GET /authorization/resources", s.listResources)
	s.register("POST /authorization/resources", s.createResource)
	s.register("GET /authorization/resources/{resource_id}", s.getResource)
	s.register("PATCH /authorization/resources/{resource_id}", s.updateResource)
	s.register("DELETE /authorization/resources/{resource_id}", s.deleteResource)
	s.register("GET /authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}", s.getResource)
	s.register("PATCH /authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}", s.updateResource)
	s.register("DELETE /authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}", s.deleteResource)
}

// organizationResource returns the resource that an organization itself is: all
// others are below it.
func (s *Server) organizationResource(organizationID string) *authz.Resource {
	for _, resource := range s.authorization.resources {
		if resource.OrganizationID == organizationID && resource.ResourceTypeSlug == organizationType {
			return resource
		}
	}
	return s.newResource(authz.Resource{
		OrganizationID: organizationID, ResourceTypeSlug: organizationType, ExternalID: organizationID,
		Name: s.organizations[organizationID].Name,
	})
}

func (s *Server) newResource(with authz.Resource) *authz.Resource {
	now := s.timestamp()
	with.Object, with.ID = "authorization_resource", s.ids.next("authz_resource", now)
	with.CreatedAt, with.UpdatedAt = now, now
	s.authorization.resources[with.ID] = &with
	return &with
}

// lineage returns the IDs of a resource and of all that it is a part of, up to the
// organization.
func (s *Server) lineage(resource *authz.Resource) []string {
	var ids []string
	for at := resource; at != nil; at = s.authorization.resources[at.ParentResourceID] {
		ids = append(ids, at.ID)
	}
	if top := s.organizationResource(resource.OrganizationID).ID; !slices.Contains(ids, top) {
		ids = append(ids, top)
	}
	return ids
}

// childrenOf returns the resources right below another one.
func (s *Server) childrenOf(parent *authz.Resource) []*authz.Resource {
	var children []*authz.Resource
	for _, resource := range s.authorization.resources {
		if resource.ID != parent.ID && resource.OrganizationID == parent.OrganizationID &&
			cmp.Or(resource.ParentResourceID, s.organizationResource(resource.OrganizationID).ID) == parent.ID {
			children = append(children, resource)
		}
	}
	return children
}

// resourceWith returns an organization's resource with a type and an external ID,
// or nil.
func (s *Server) resourceWith(organizationID, typeSlug, externalID string) *authz.Resource {
	if typeSlug == organizationType && externalID == organizationID && s.organizations[organizationID] != nil {
		return s.organizationResource(organizationID)
	}
	for _, resource := range s.authorization.resources {
		if resource.OrganizationID == organizationID && resource.ResourceTypeSlug == typeSlug && resource.ExternalID == externalID {
			return resource
		}
	}
	return nil
}

// resourceOf returns the resource of an organization that the params name, nil
// where they name none, or says why they cannot.
func (s *Server) resourceOf(organizationID string, ref authz.ResourceRef) (*authz.Resource, *refusal) {
	switch missing := ref.Missing(); {
	case ref == authz.ResourceRef{}:
		return nil, nil
	case missing != "":
		return nil, refuseParams(fieldError{missing, "required"})
	case ref.ID != "" && ref.ExternalID+ref.TypeSlug != "":
		return nil, refuseParams(fieldError{"resource_id", "excludes_resource_external_id"})
	}
	found := s.resourceWith(organizationID, ref.TypeSlug, ref.ExternalID)
	if ref.ID != "" {
		found = s.authorization.resources[ref.ID]
	}
	if found == nil || found.OrganizationID != organizationID {
		return nil, refuseUnknown("Resource", cmp.Or(ref.ID, ref.ExternalID))
	}
	return found, nil
}

// parentOf is resourceOf for a parent.
func (s *Server) parentOf(organizationID string, ref authz.ParentRef) (*authz.Resource, *refusal) {
	found, refused := s.resourceOf(organizationID, authz.ResourceRef(ref))
	if refused != nil && refused.status == http.StatusUnprocessableEntity {
		return nil, refuseParams(fieldError{cmp.Or(ref.Missing(), "parent_resource_id"), "incomplete_or_ambiguous"})
	}
	return found, refused
}

// findResource returns the resource in the path, or answers that there is none.
func (s *Server) findResource(w http.ResponseWriter, r *http.Request) *authz.Resource {
	id, organizationID, externalID := r.PathValue("resource_id"), r.PathValue("organization_id"), r.PathValue("external_id")
	found := s.authorization.resources[id]
	if id == "" {
		found = s.resourceWith(organizationID, r.PathValue("resource_type_slug"), externalID)
	}
	if found == nil || organizationID != "" && found.OrganizationID != organizationID {
		writeNotFound(w, "Resource", cmp.Or(id, externalID))
		return nil
	}
	return found
}

// findChangeableResource is findResource for all but organizations themselves.
func (s *Server) findChangeableResource(w http.ResponseWriter, r *http.Request) *authz.Resource {
	found := s.findResource(w, r)
	if found != nil && found.ResourceTypeSlug == organizationType {
		writeError(w, http.StatusForbidden, apiError{Message: "The resource is an organization."})
		return nil
	}
	return found
}

func (s *Server) listResources(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if query.Get("organization_id") == "" && query.Get("resource_type_slug") == "" {
		refuseWith("missing_organization_id_or_resource_type_slug", "An organization ID or a resource type is needed.").write(w)
		return
	}
	parent := authz.ParentRef{
		ID: query.Get("parent_resource_id"), ExternalID: query.Get("parent_external_id"), TypeSlug: query.Get("parent_resource_type_slug"),
	}
	if parent.Missing() != "" || parent.ID != "" && parent.TypeSlug+parent.ExternalID != "" {
		writeInvalid(w, fieldError{"parent_resource_id", "incomplete_or_ambiguous"})
		return
	}
	is := func(name, value string) bool { return !query.Has(name) || query.Get(name) == value }
	var found []resourceAnswer
	for _, resource := range s.authorization.resources {
		if resource.ResourceTypeSlug != organizationType && is("organization_id", resource.OrganizationID) &&
			is("resource_type_slug", resource.ResourceTypeSlug) && is("resource_external_id", resource.ExternalID) &&
			(parent == authz.ParentRef{} || s.isBelow(resource, parent)) {
			found = append(found, newResourceAnswer(resource))
		}
	}
	writeList(w, query, found, resourceAnswer.id)
}

// isBelow reports whether a resource is right below another one.
func (s *Server) isBelow(resource *authz.Resource, parent authz.ParentRef) bool {
	found, _ := s.parentOf(resource.OrganizationID, parent)
	return found != nil && slices.Contains(s.childrenOf(found), resource)
}

func (s *Server) createResource(w http.ResponseWriter, r *http.Request) {
	var params authz.CreateResourceParams
	if !readParams(w, r, &params) {
		return
	}
	problems := textProblems(limited{"organization_id", params.OrganizationID, 1 << 10, true}, limited{"external_id", params.ExternalID, 128, true},
		limited{"resource_type_slug", params.ResourceTypeSlug, maxName, true}, limited{"name", params.Name, maxName, true},
		limited{"description", params.Description, maxDescription, false})
	if !validExternalID(params.ExternalID) {
		problems = append(problems, fieldError{"external_id", "invalid"})
	}
	if params.ResourceTypeSlug == organizationType { // is there with the organization
		problems = append(problems, fieldError{"resource_type_slug", "invalid"})
	}
	switch {
	case problems != nil:
		writeInvalid(w, problems...)
		return
	case s.organizations[params.OrganizationID] == nil:
		writeNotFound(w, "Organization", params.OrganizationID)
		return
	case s.resourceWith(params.OrganizationID, params.ResourceTypeSlug, params.ExternalID) != nil:
		writeError(w, http.StatusConflict, apiError{Code: "authorization_resource_external_id_conflict", Message: "The external ID is in use."})
		return
	}
	parent, refused := s.parentOf(params.OrganizationID, params.ParentRef)
	if refused != nil {
		refused.write(w)
		return
	}
	resource := s.newResource(authz.Resource{
		OrganizationID: params.OrganizationID, ResourceTypeSlug: params.ResourceTypeSlug, ExternalID: params.ExternalID,
		Name: params.Name, Description: params.Description,
	})
	if parent != nil {
		resource.ParentResourceID = parent.ID
	}
	writeJSON(w, http.StatusCreated, newResourceAnswer(resource))
}

func (s *Server) getResource(w http.ResponseWriter, r *http.Request) {
	if resource := s.findResource(w, r); resource != nil {
		writeJSON(w, http.StatusOK, newResourceAnswer(resource))
	}
}

func (s *Server) updateResource(w http.ResponseWriter, r *http.Request) {
	resource := s.findChangeableResource(w, r)
	var params authz.UpdateResourceParams
	if resource == nil || !readParams(w, r, &params) {
		return
	}
	description, _ := params.Description.Get()
	if problems := textProblems(limited{"name", params.Name, maxName, false}, limited{"description", description, maxDescription, false}); problems != nil {
		writeInvalid(w, problems...)
		return
	}
	parent, refused := s.parentOf(resource.OrganizationID, params.ParentRef)
	switch {
	case refused != nil:
		refused.write(w)
		return
	case parent != nil && slices.Contains(s.lineage(parent), resource.ID):
		writeInvalid(w, fieldError{"parent_resource_id", "is_below_the_resource"})
		return
	case parent != nil:
		resource.ParentResourceID = parent.ID
	}
	resource.Name = cmp.Or(params.Name, resource.Name)
	if !params.Description.IsZero() {
		resource.Description = description
	}
	resource.UpdatedAt = s.timestamp()
	writeJSON(w, http.StatusOK, newResourceAnswer(resource))
}

func (s *Server) deleteResource(w http.ResponseWriter, r *http.Request) {
	resource := s.findChangeableResource(w, r)
	if resource == nil {
		return
	}
	cascade := false
	if query := r.URL.Query(); query.Has("cascade_delete") {
		var err error
		if cascade, err = strconv.ParseBool(query.Get("cascade_delete")); err != nil {
			writeInvalid(w, fieldError{"cascade_delete", "invalid_type"})
			return
		}
	}
	if !cascade && s.hasDependents(resource) {
		writeError(w, http.StatusConflict, apiError{Code: "resource_has_dependents", Message: "The resource has children or role assignments."})
		return
	}
	s.removeResource(resource)
	s.syncGroupRoles()
	w.WriteHeader(http.StatusNoContent)
}

// hasDependents reports whether there is something below a resource, or a role
// assigned on it.
func (s *Server) hasDependents(resource *authz.Resource) bool {
	for _, a := range s.authorization.assignments {
		if a.Resource.ID == resource.ID {
			return true
		}
	}
	for _, a := range s.authorization.groupAssignments {
		if a.Resource.ID == resource.ID {
			return true
		}
	}
	return len(s.childrenOf(resource)) > 0
}

// removeResource deletes a resource, all below it and the roles assigned on them.
func (s *Server) removeResource(resource *authz.Resource) {
	for _, child := range s.childrenOf(resource) {
		s.removeResource(child)
	}
	delete(s.authorization.resources, resource.ID)
	maps.DeleteFunc(s.authorization.assignments, func(_ string, a *authz.RoleAssignment) bool { return a.Resource.ID == resource.ID })
	maps.DeleteFunc(s.authorization.groupAssignments, func(_ string, a *authz.GroupRoleAssignment) bool { return a.Resource.ID == resource.ID })
}
