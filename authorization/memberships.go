package authorization

import (
	"context"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/attributes"
)

// OrganizationMembership is a user's place in an organization. Package
// usermanagement says more of it.
type OrganizationMembership struct {
	// Object is "organization_membership".
	Object string `json:"object"`
	// ID identifies the membership.
	ID string `json:"id"`
	// UserID is the user.
	UserID string `json:"user_id"`
	// OrganizationID is the organization that the user is a member of.
	OrganizationID string `json:"organization_id"`
	// Status says whether the user can sign in to the organization.
	Status OrganizationMembershipStatus `json:"status"`
	// DirectoryManaged says whether a directory decides on the membership.
	DirectoryManaged bool `json:"directory_managed"`
	// OrganizationName is the name of the organization, or "".
	OrganizationName string `json:"organization_name,omitempty"`
	// CustomAttributes are what the customer's identity provider says of the user.
	CustomAttributes Attributes `json:"custom_attributes,omitempty"`
	// CreatedAt is when the membership was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the membership was last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// User is the user.
	User User `json:"user"`
}

// Attributes are what an identity provider says of a user, by name: a
// map[string]any whose numbers are json.Number, so that none is rounded.
type Attributes = attributes.Map

// OrganizationMembershipStatus says whether a user can sign in to an
// organization.
type OrganizationMembershipStatus string

// The statuses of a membership.
const (
	OrganizationMembershipStatusActive OrganizationMembershipStatus = "active"
	// OrganizationMembershipStatusInactive means that it was deactivated.
	OrganizationMembershipStatusInactive OrganizationMembershipStatus = "inactive"
	// OrganizationMembershipStatusPending means that the user has not accepted the
	// invitation yet.
	OrganizationMembershipStatusPending OrganizationMembershipStatus = "pending"
)

// User is a person who signs in to the application. Package usermanagement says
// more of it.
type User struct {
	// Object is "user".
	Object string `json:"object"`
	// ID identifies the user.
	ID string `json:"id"`
	// FirstName is the user's first name, or "".
	FirstName string `json:"first_name"`
	// LastName is the user's last name, or "".
	LastName string `json:"last_name"`
	// Name is the user's full name, or "".
	Name string `json:"name,omitempty"`
	// ProfilePictureURL is where a picture of the user is, or "".
	ProfilePictureURL string `json:"profile_picture_url"`
	// Email is the user's e-mail address.
	Email string `json:"email"`
	// EmailVerified says whether the user has shown to own Email.
	EmailVerified bool `json:"email_verified"`
	// ExternalID is the application's own ID of the user, or "".
	ExternalID string `json:"external_id"`
	// Metadata is what the application stored with the user.
	Metadata map[string]string `json:"metadata,omitempty"`
	// LastSignInAt is when the user last signed in, or zero.
	LastSignInAt time.Time `json:"last_sign_in_at"`
	// Locale is the user's language and region, such as "en-US", or "".
	Locale string `json:"locale,omitempty"`
	// CreatedAt is when the user was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the user was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// ListResourceMembershipsParams are the parameters of ListResourceMemberships and
// ListResourceMembershipsByExternalID.
type ListResourceMembershipsParams struct {
	workos.ListParams

	// PermissionSlug is what the members may do with the resource.
	PermissionSlug string `url:"permission_slug" required:"true"`
	// Assignment asks for members who have their role on the resource itself, or
	// also on what it is a part of.
	Assignment Assignment `url:"assignment,omitempty"`
}

// Assignment says where members have their roles.
type Assignment string

// The places of roles.
const (
	// AssignmentDirect is the resource itself.
	AssignmentDirect Assignment = "direct"
	// AssignmentIndirect is the resource and what it is a part of.
	AssignmentIndirect Assignment = "indirect"
)

// ListResourceMemberships returns a page of the members who have a permission on a
// resource, newest first unless the params say otherwise. The page's All walks over
// all of them. An unknown resource is a workos.ErrNotFound.
//
// Calls GET /authorization/resources/{resource_id}/organization_memberships.
func (s *Service) ListResourceMemberships(ctx context.Context, resourceID string, params ListResourceMembershipsParams, opts ...workos.RequestOption) (*workos.List[OrganizationMembership], error) {
	path := workos.Path("/authorization/resources/{resource_id}/organization_memberships", resourceID)
	return workos.GetList[OrganizationMembership](ctx, s.client, path, params, opts...)
}

// ListResourceMembershipsByExternalID is ListResourceMemberships for an
// organization's resource of the given type with the given external ID.
//
// Calls GET /authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}/organization_memberships.
func (s *Service) ListResourceMembershipsByExternalID(ctx context.Context, organizationID, typeSlug, externalID string, params ListResourceMembershipsParams, opts ...workos.RequestOption) (*workos.List[OrganizationMembership], error) {
	path := workos.Path("/authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}/organization_memberships", organizationID, typeSlug, externalID)
	return workos.GetList[OrganizationMembership](ctx, s.client, path, params, opts...)
}
