package directorysync

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// Group is a group of users in a directory.
type Group struct {
	// Object is "directory_group".
	Object string `json:"object"`
	// ID identifies the group.
	ID string `json:"id"`
	// IDPID is the provider's own ID of the group.
	IDPID string `json:"idp_id"`
	// DirectoryID is the directory that the group belongs to.
	DirectoryID string `json:"directory_id"`
	// OrganizationID is the organization whose directory it is.
	OrganizationID string `json:"organization_id"`
	// Name describes the group. It may change.
	Name string `json:"name"`
	// RawAttributes is the group as the provider sent it.
	RawAttributes Attributes `json:"raw_attributes,omitempty"`
	// CreatedAt is when the group was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the group was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// ListGroupsParams are the parameters of ListGroups. Directory or User is needed.
type ListGroupsParams struct {
	workos.ListParams

	// Directory asks for the groups of the directory with this ID. It or User is
	// needed.
	Directory string `url:"directory,omitempty"`
	// User asks for the groups of the directory user with this ID.
	User string `url:"user,omitempty"`
}

// ListGroups returns a page of the groups of a directory or of a user, newest first
// unless the params say otherwise. The page's All walks over all of them. Without a
// directory and a user it is a workos.ErrUnprocessable; an unknown one is a
// workos.ErrNotFound.
//
// Calls GET /directory_groups.
func (s *Service) ListGroups(ctx context.Context, params ListGroupsParams, opts ...workos.RequestOption) (*workos.List[Group], error) {
	return workos.GetList[Group](ctx, s.client, workos.Path("/directory_groups"), params, opts...)
}

// GetGroup returns the group with the given ID. An unknown ID is a
// workos.ErrNotFound.
//
// Calls GET /directory_groups/{id}.
func (s *Service) GetGroup(ctx context.Context, id string, opts ...workos.RequestOption) (*Group, error) {
	return workos.Get[Group](ctx, s.client, workos.Path("/directory_groups/{id}", id), nil, opts...)
}
