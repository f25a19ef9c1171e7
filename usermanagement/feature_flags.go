package usermanagement

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// FeatureFlag is a feature that is on for some and off for others.
type FeatureFlag struct {
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
	Owner *FeatureFlagOwner `json:"owner"`
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

// FeatureFlagOwner is who looks after a flag.
type FeatureFlagOwner struct {
	// Email is the owner's e-mail address.
	Email string `json:"email"`
	// FirstName is the owner's first name, or "".
	FirstName string `json:"first_name"`
	// LastName is the owner's last name, or "".
	LastName string `json:"last_name"`
}

// ListFeatureFlagsParams are the parameters of ListFeatureFlags.
type ListFeatureFlagsParams struct {
	workos.ListParams
}

// ListFeatureFlags returns a page of the flags that are on for a user or for an
// organization of the user, newest first unless the params say otherwise. The
// page's All walks over all of them. An unknown user is a workos.ErrNotFound.
//
// Calls GET /user_management/users/{userId}/feature-flags.
func (s *Service) ListFeatureFlags(ctx context.Context, userID string, params ListFeatureFlagsParams, opts ...workos.RequestOption) (*workos.List[FeatureFlag], error) {
	return workos.GetList[FeatureFlag](ctx, s.client, workos.Path("/user_management/users/{userId}/feature-flags", userID), params, opts...)
}
