package authorization

// ResourceRef says which resource is meant, by its ID or by its type and external
// ID: make it with ResourceID or ResourceExternalID, which never stand for
// nothing. The organization itself is a resource too:
//
//	authorization.ResourceExternalID("organization", org.ID)
type ResourceRef struct {
	// ID is the resource's.
	ID string `json:"resource_id,omitempty"`
	// ExternalID is the application's own ID of the resource, with TypeSlug.
	ExternalID string `json:"resource_external_id,omitempty"`
	// TypeSlug is the type of the resource, with ExternalID.
	TypeSlug string `json:"resource_type_slug,omitempty"`

	given bool // by a function, perhaps an empty ID
}

// ResourceID is the resource with the given ID. An empty one is refused by every
// call, with a *workos.ParamError.
func ResourceID(id string) ResourceRef { return ResourceRef{ID: id, given: true} }

// ResourceExternalID is the resource of the given type, such as "document", with
// the application's own ID. Empty ones are refused by every call, with a
// *workos.ParamError.
func ResourceExternalID(typeSlug, externalID string) ResourceRef {
	return ResourceRef{ExternalID: externalID, TypeSlug: typeSlug, given: true}
}

// Missing returns the parameter without which r is not complete, or "". It is for
// the check of parameters that every call makes.
func (r ResourceRef) Missing() string {
	switch {
	case r == ResourceRef{} || r.ID != "":
		return ""
	case r.ExternalID == "" && r.TypeSlug == "":
		return "resource_id"
	case r.ExternalID == "":
		return "resource_external_id"
	case r.TypeSlug == "":
		return "resource_type_slug"
	default:
		return ""
	}
}

// ParentRef says which resource another one is a part of: make it with ParentID or
// ParentExternalID.
type ParentRef struct {
	// ID is the parent's.
	ID string `json:"parent_resource_id,omitempty" url:"parent_resource_id,omitempty"`
	// ExternalID is the application's own ID of the parent, with TypeSlug.
	ExternalID string `json:"parent_resource_external_id,omitempty" url:"parent_resource_external_id,omitempty"`
	// TypeSlug is the type of the parent, with ExternalID.
	TypeSlug string `json:"parent_resource_type_slug,omitempty" url:"parent_resource_type_slug,omitempty"`

	given bool // by a function, perhaps an empty ID
}

// ParentID is ResourceID for a parent.
func ParentID(id string) ParentRef { return ParentRef(ResourceID(id)) }

// ParentExternalID is ResourceExternalID for a parent.
func ParentExternalID(typeSlug, externalID string) ParentRef {
	return ParentRef(ResourceExternalID(typeSlug, externalID))
}

// Missing is as ResourceRef's.
func (r ParentRef) Missing() string {
	if missing := ResourceRef(r).Missing(); missing != "" {
		return "parent_" + missing
	}
	return ""
}
