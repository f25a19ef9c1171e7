package usermanagement_test

import (
	"context"
	"testing"

	"github.com/workos-go/workos/usermanagement"
)

func TestCORSOriginOperations(t *testing.T) {
	t.Parallel()
	const answer = `{"object":"cors_origin","id":"cors_origin_1","origin":"https://foo-corp.com",
		"created_at":"2026-01-15T12:00:00.000Z","updated_at":"2026-01-15T12:00:01.000Z"}`
	want := usermanagement.CORSOrigin{
		Object:    "cors_origin",
		ID:        "cors_origin_1",
		Origin:    "https://foo-corp.com",
		CreatedAt: settingsTime(0),
		UpdatedAt: settingsTime(1),
	}
	runSettingsOperations(t, map[string]settingsOperation{
		"ListCORSOrigins": {
			"GET /user_management/cors_origins", settingsPage(answer),
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return settingsData(s.ListCORSOrigins(ctx, usermanagement.ListCORSOriginsParams{ListParams: settingsPageParams}))
			},
			"GET /user_management/cors_origins" + settingsPageQuery, "", []usermanagement.CORSOrigin{want},
		},
		"CreateCORSOrigin": {
			"POST /user_management/cors_origins", answer,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.CreateCORSOrigin(ctx, usermanagement.CreateCORSOriginParams{Origin: "https://foo-corp.com"})
			},
			"POST /user_management/cors_origins", `{"origin":"https://foo-corp.com"}`, &want,
		},
	})
}
