package events

import (
	"time"

	"github.com/workos-go/workos/authorization"
)

// Role is the payload of the events of the environment's roles.
type Role struct {
	// Object is "role".
	Object string `json:"object"`
	// Slug names the role in the code, such as "editor".
	Slug string `json:"slug"`
	// ResourceTypeSlug is the type of the resources on which the role is assigned.
	ResourceTypeSlug string `json:"resource_type_slug"`
	// Permissions are the slugs of the role's permissions.
	Permissions []string `json:"permissions,omitempty"`
	// CreatedAt is when the role was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the role was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// OrganizationRole is the payload of the events of an organization's own roles.
type OrganizationRole struct {
	// Object is "organization_role".
	Object string `json:"object"`
	// OrganizationID is the organization whose role it is.
	OrganizationID string `json:"organization_id"`
	// Slug names the role in the code, such as "editor".
	Slug string `json:"slug"`
	// Name is the name of the role for people.
	Name string `json:"name"`
	// Description says what the role is for, or is "".
	Description string `json:"description"`
	// ResourceTypeSlug is the type of the resources on which the role is assigned.
	ResourceTypeSlug string `json:"resource_type_slug"`
	// Permissions are the slugs of the role's permissions.
	Permissions []string `json:"permissions"`
	// CreatedAt is when the role was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the role was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// OrganizationRoleCreated is the event organization_role.created: an
// organization has a new role of its own.
type OrganizationRoleCreated struct{ Of[OrganizationRole] }

func (OrganizationRoleCreated) kind() Type { return TypeOrganizationRoleCreated }

// OrganizationRoleDeleted is the event organization_role.deleted: an
// organization's own role is gone.
type OrganizationRoleDeleted struct{ Of[OrganizationRole] }

func (OrganizationRoleDeleted) kind() Type { return TypeOrganizationRoleDeleted }

// OrganizationRoleUpdated is the event organization_role.updated: an
// organization's own role changed.
type OrganizationRoleUpdated struct{ Of[OrganizationRole] }

func (OrganizationRoleUpdated) kind() Type { return TypeOrganizationRoleUpdated }

// PermissionCreated is the event permission.created: there is a new permission.
type PermissionCreated struct{ Of[authorization.Permission] }

func (PermissionCreated) kind() Type { return TypePermissionCreated }

// PermissionDeleted is the event permission.deleted: a permission is gone.
type PermissionDeleted struct{ Of[authorization.Permission] }

func (PermissionDeleted) kind() Type { return TypePermissionDeleted }

// PermissionUpdated is the event permission.updated: a permission changed.
type PermissionUpdated struct{ Of[authorization.Permission] }

func (PermissionUpdated) kind() Type { return TypePermissionUpdated }

// RoleCreated is the event role.created: there is a new role.
type RoleCreated struct{ Of[Role] }

func (RoleCreated) kind() Type { return TypeRoleCreated }

// RoleDeleted is the event role.deleted: a role is gone.
type RoleDeleted struct{ Of[Role] }

func (RoleDeleted) kind() Type { return TypeRoleDeleted }

// RoleUpdated is the event role.updated: a role changed.
type RoleUpdated struct{ Of[Role] }

func (RoleUpdated) kind() Type { return TypeRoleUpdated }
