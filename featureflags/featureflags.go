// Package featureflags turns features on and off: for everyone, for single
// organizations and for single users.
//
// Flags are made in the dashboard, which also says what a flag's value is for
// those who are no targets. A flag that is not enabled is off for all; one that is
// enabled is on for its targets.
//
//	flags := featureflags.New(client)
//
//	_, err := flags.Enable(ctx, "advanced-analytics")
//	...
//	err = flags.AddTarget(ctx, "advanced-analytics", org.ID)
//	...
//	page, err := flags.ListForOrganization(ctx, org.ID, featureflags.ListForOrganizationParams{})
//
// Access tokens carry the flags that are on for the user and the organization of
// the session; package usermanagement lists those of a user.
//
// # Flags at run time
//
// A server that asks for flags with every request keeps them in memory, in a
// [Runtime], which polls the API in the background:
//
//	flags, err := featureflags.NewRuntime(client, featureflags.RuntimeConfig{})
//	...
//	defer flags.Close()
//	err = flags.WaitReady(ctx)
//	...
//	if flags.Enabled("new-dashboard", featureflags.Target{UserID: userID, OrganizationID: orgID}) {
//
// [Runtime.Snapshot] keeps flags for a start without the API.
package featureflags

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// Service calls the feature flag operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }

// Flag is a feature that is on for some and off for others.
type Flag struct {
	// Object is "feature_flag".
	Object string `json:"object"`
	// ID identifies the flag.
	ID string `json:"id"`
	// Slug is what the application calls the flag: unique.
	Slug string `json:"slug"`
	// Name describes the flag. Several may have the same.
	Name string `json:"name"`
	// Description says more of the flag, or is "".
	Description string `json:"description"`
	// Owner is who looks after the flag, or nil.
	Owner *Owner `json:"owner"`
	// Tags sort the flags.
	Tags []string `json:"tags"`
	// Enabled says whether the flag is in use in the environment.
	Enabled bool `json:"enabled"`
	// DefaultValue is the value for those who are no targets.
	DefaultValue bool `json:"default_value"`
	// CreatedAt is when the flag was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the flag was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// Owner is who looks after a flag.
type Owner struct {
	// Email is the owner's e-mail address.
	Email string `json:"email"`
	// FirstName is the owner's first name, or "".
	FirstName string `json:"first_name"`
	// LastName is the owner's last name, or "".
	LastName string `json:"last_name"`
}

// ListParams are the parameters of List.
type ListParams struct {
	workos.ListParams
}

// List returns a page of the flags of the environment, newest first unless the
// params say otherwise. The page's All walks over all of them.
//
// Calls GET /feature-flags.
func (s *Service) List(ctx context.Context, params ListParams, opts ...workos.RequestOption) (*workos.List[Flag], error) {
	return workos.GetList[Flag](ctx, s.client, workos.Path("/feature-flags"), params, opts...)
}

// ListForOrganizationParams are the parameters of ListForOrganization.
type ListForOrganizationParams struct {
	workos.ListParams
}

// ListForOrganization returns a page of the flags that are on for an organization,
// newest first unless the params say otherwise. The page's All walks over all of
// them. An unknown organization is a workos.ErrNotFound.
//
// Calls GET /organizations/{organizationId}/feature-flags.
func (s *Service) ListForOrganization(ctx context.Context, organizationID string, params ListForOrganizationParams, opts ...workos.RequestOption) (*workos.List[Flag], error) {
	return workos.GetList[Flag](ctx, s.client, workos.Path("/organizations/{organizationId}/feature-flags", organizationID), params, opts...)
}

// Get returns the flag with the given slug. An unknown slug is a
// workos.ErrNotFound.
//
// Calls GET /feature-flags/{slug}.
func (s *Service) Get(ctx context.Context, slug string, opts ...workos.RequestOption) (*Flag, error) {
	return workos.Get[Flag](ctx, s.client, workos.Path("/feature-flags/{slug}", slug), nil, opts...)
}

// Enable puts a flag to use in the environment: it is on for its targets, and has
// its default value for those who are no targets. An unknown slug is a
// workos.ErrNotFound.
//
// Calls PUT /feature-flags/{slug}/enable.
func (s *Service) Enable(ctx context.Context, slug string, opts ...workos.RequestOption) (*Flag, error) {
	return workos.Put[Flag](ctx, s.client, workos.Path("/feature-flags/{slug}/enable", slug), nil, opts...)
}

// Disable turns a flag off for everyone in the environment. Its targets stay for
// when it is enabled again. An unknown slug is a workos.ErrNotFound.
//
// Calls PUT /feature-flags/{slug}/disable.
func (s *Service) Disable(ctx context.Context, slug string, opts ...workos.RequestOption) (*Flag, error) {
	return workos.Put[Flag](ctx, s.client, workos.Path("/feature-flags/{slug}/disable", slug), nil, opts...)
}

// AddTarget turns a flag on for one user or one organization, by the ID. One who is
// a target already stays one. An ID of something else is a workos.ErrBadRequest
// with the code "invalid_resource_id_format"; an unknown slug, user or organization
// is a workos.ErrNotFound. The API does not list targets; Runtime.Rules has them.
//
// Calls POST /feature-flags/{slug}/targets/{resourceId}.
func (s *Service) AddTarget(ctx context.Context, slug, targetID string, opts ...workos.RequestOption) error {
	req := workos.Request{Method: "POST", Path: workos.Path("/feature-flags/{slug}/targets/{resourceId}", slug, targetID)}
	return s.client.Do(ctx, req, nil, opts...)
}

// RemoveTarget takes a user or an organization off a flag's targets: they have
// the flag's default value from then on. The errors are those of AddTarget.
//
// Calls DELETE /feature-flags/{slug}/targets/{resourceId}.
func (s *Service) RemoveTarget(ctx context.Context, slug, targetID string, opts ...workos.RequestOption) error {
	return workos.Delete(ctx, s.client, workos.Path("/feature-flags/{slug}/targets/{resourceId}", slug, targetID), opts...)
}
