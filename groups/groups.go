// Package groups puts members of an organization together, so that what holds for
// all of them is said once: package authorization assigns roles to groups.
//
// A group belongs to an organization, and its members are memberships of that
// organization, which package usermanagement has.
//
//	teams := groups.New(client)
//
//	group, err := teams.Create(ctx, org.ID, groups.CreateParams{Name: "Engineering"})
//	_, err = teams.AddMember(ctx, org.ID, group.ID, groups.AddMemberParams{
//		OrganizationMembershipID: membership.ID,
//	})
//
// The groups that a membership is in are listed by
// usermanagement.Service.ListOrganizationMembershipGroups.
package groups

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// Service calls the group operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }

// Group is a group of an organization's members.
type Group struct {
	// Object is "group".
	Object string `json:"object"`
	// ID identifies the group.
	ID string `json:"id"`
	// OrganizationID is the organization that the group belongs to.
	OrganizationID string `json:"organization_id"`
	// Name is the name of the group.
	Name string `json:"name"`
	// Description says what the group is for, or is "".
	Description string `json:"description"`
	// CreatedAt is when the group was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the group was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// CreateParams are the parameters of Create.
type CreateParams struct {
	// Name is the name of the group, at most 256 characters.
	Name string `json:"name" required:"true"`
	// Description says what the group is for, in at most 150 characters.
	Description string `json:"description,omitempty"`
}

// Create creates a group without members. An unknown organization is a
// workos.ErrNotFound.
//
// Calls POST /organizations/{organizationId}/groups.
func (s *Service) Create(ctx context.Context, organizationID string, params CreateParams, opts ...workos.RequestOption) (*Group, error) {
	return workos.Post[Group](ctx, s.client, workos.Path("/organizations/{organizationId}/groups", organizationID), params, opts...)
}

// ListParams are the parameters of List.
type ListParams struct {
	workos.ListParams
}

// List returns a page of an organization's groups, newest first unless the params
// say otherwise. The page's All walks over all of them. An unknown organization is
// a workos.ErrNotFound.
//
// Calls GET /organizations/{organizationId}/groups.
func (s *Service) List(ctx context.Context, organizationID string, params ListParams, opts ...workos.RequestOption) (*workos.List[Group], error) {
	return workos.GetList[Group](ctx, s.client, workos.Path("/organizations/{organizationId}/groups", organizationID), params, opts...)
}

// Get returns the group of an organization with the given ID. An unknown ID is a
// workos.ErrNotFound.
//
// Calls GET /organizations/{organizationId}/groups/{groupId}.
func (s *Service) Get(ctx context.Context, organizationID, groupID string, opts ...workos.RequestOption) (*Group, error) {
	return workos.Get[Group](ctx, s.client, workos.Path("/organizations/{organizationId}/groups/{groupId}", organizationID, groupID), nil, opts...)
}

// UpdateParams are the parameters of Update. What is zero stays as it is.
type UpdateParams struct {
	// Name is the name of the group, at most 256 characters.
	Name string `json:"name,omitempty"`
	// Description says what the group is for, in at most 150 characters; Null
	// clears it.
	Description workos.Optional[string] `json:"description,omitzero"`
}

// Update changes a group. An unknown ID is a workos.ErrNotFound.
//
// Calls PATCH /organizations/{organizationId}/groups/{groupId}.
func (s *Service) Update(ctx context.Context, organizationID, groupID string, params UpdateParams, opts ...workos.RequestOption) (*Group, error) {
	return workos.Patch[Group](ctx, s.client, workos.Path("/organizations/{organizationId}/groups/{groupId}", organizationID, groupID), params, opts...)
}

// Delete deletes a group. Its members stay members of the organization, and lose
// what they had by the group. An unknown ID is a workos.ErrNotFound.
//
// Calls DELETE /organizations/{organizationId}/groups/{groupId}.
func (s *Service) Delete(ctx context.Context, organizationID, groupID string, opts ...workos.RequestOption) error {
	return workos.Delete(ctx, s.client, workos.Path("/organizations/{organizationId}/groups/{groupId}", organizationID, groupID), opts...)
}
