package usermanagement_test

import (
	"context"
	"testing"

	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/usermanagement"
)

func TestFeatureFlagOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, usermanagement.New, operationtest.Cases[service]{
		"ListFeatureFlags": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListFeatureFlags(ctx, "user_1", usermanagement.ListFeatureFlagsParams{ListParams: operationtest.Paging}))
			},
			Line: "GET /user_management/users/user_1/feature-flags?after=x_0&before=x_9&limit=5&order=asc",
			Answer: operationtest.ListJSON(`{
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
			Want: operationtest.PageOf(usermanagement.FeatureFlag{
				Object:       "feature_flag",
				ID:           "flag_1",
				Slug:         "advanced-analytics",
				Name:         "Advanced Analytics",
				Description:  "More charts",
				Owner:        &usermanagement.FeatureFlagOwner{Email: "dev@foo-corp.com", FirstName: "Dev"},
				Tags:         []string{"reports"},
				Enabled:      true,
				DefaultValue: true,
				CreatedAt:    at(0),
				UpdatedAt:    at(1),
			}),
		},
	})
}
