package usermanagement_test

import (
	"context"
	"testing"

	"github.com/workos-go/workos/usermanagement"
)

func TestJWTTemplateOperations(t *testing.T) {
	t.Parallel()
	const answer = `{"object":"jwt_template","content":"{\"urn:myapp:email\": \"{{user.email}}\"}",
		"created_at":"2026-01-15T12:00:00.000Z","updated_at":"2026-01-15T12:00:01.000Z"}`
	want := &usermanagement.JWTTemplate{
		Object:    "jwt_template",
		Content:   `{"urn:myapp:email": "{{user.email}}"}`,
		CreatedAt: settingsTime(0),
		UpdatedAt: settingsTime(1),
	}
	runSettingsOperations(t, map[string]settingsOperation{
		"GetJWTTemplate": {
			"GET /user_management/jwt_template", answer,
			func(ctx context.Context, s *usermanagement.Service) (any, error) { return s.GetJWTTemplate(ctx) },
			"GET /user_management/jwt_template", "", want,
		},
		"UpdateJWTTemplate": {
			"PUT /user_management/jwt_template", answer,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.UpdateJWTTemplate(ctx, usermanagement.UpdateJWTTemplateParams{Content: `{"urn:myapp:email": "{{user.email}}"}`})
			},
			"PUT /user_management/jwt_template", `{"content":"{\"urn:myapp:email\": \"{{user.email}}\"}"}`, want,
		},
	})
}
