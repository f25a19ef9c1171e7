package usermanagement_test

import (
	"context"
	"testing"

	"github.com/workos-go/workos/usermanagement"
)

func TestFeatureFlagOperations(t *testing.T) {
	t.Parallel()
	runSettingsOperations(t, map[string]settingsOperation{
		"ListFeatureFlags": {
			"GET /user_management/users/{userId}/feature-flags",
			settingsPage(`{
				"object": "feature_flag",
				"id": "flag_1",
				"slug": "advanced-analytics",
				"name": "Advanced Analytics",
				"description": "More charts",
				"owner": {"email": "dev@foo-corp.com", "first_name": "Dev", "last_name": null},
				"tags": ["reports"],
				"enabled": true,
				"default_value": true,
				"created_at": "2026-01-15T12:00:00.000Z",
				"updated_at": "2026-01-15T12:00:01.000Z"
			}`),
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return settingsData(s.ListFeatureFlags(ctx, "user_1", usermanagement.ListFeatureFlagsParams{ListParams: settingsPageParams}))
			},
			"GET /user_management/users/user_1/feature-flags" + settingsPageQuery, "",
			[]usermanagement.FeatureFlag{{
				Object:       "feature_flag",
				ID:           "flag_1",
				Slug:         "advanced-analytics",
				Name:         "Advanced Analytics",
				Description:  "More charts",
				Owner:        &usermanagement.FeatureFlagOwner{Email: "dev@foo-corp.com", FirstName: "Dev"},
				Tags:         []string{"reports"},
				Enabled:      true,
				DefaultValue: true,
				CreatedAt:    settingsTime(0),
				UpdatedAt:    settingsTime(1),
			}},
		},
	})
}
