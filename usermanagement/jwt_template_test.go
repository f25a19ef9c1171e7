package usermanagement_test

import (
	"context"
	"testing"

	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/usermanagement"
)

func TestJWTTemplateOperations(t *testing.T) {
	t.Parallel()
	const answer = `{"object":"jwt_template","content":"{\"urn:myapp:email\": \"{{user.email}}\"}",
		"created_at":"2026-01-15T12:00:00.000Z","updated_at":"2026-01-15T12:00:01.000Z"}`
	want := &usermanagement.JWTTemplate{
		Object:    "jwt_template",
		Content:   `{"urn:myapp:email": "{{user.email}}"}`,
		CreatedAt: at(0),
		UpdatedAt: at(1),
	}
	operationtest.Run(t, usermanagement.New, operationtest.Cases[service]{
		"GetJWTTemplate": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetJWTTemplate(ctx) },
			Line: "GET /user_management/jwt_template", Answer: answer, Want: want,
		},
		"UpdateJWTTemplate": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.UpdateJWTTemplate(ctx, usermanagement.UpdateJWTTemplateParams{Content: `{"urn:myapp:email": "{{user.email}}"}`})
			},
			Line: "PUT /user_management/jwt_template", Body: `{"content":"{\"urn:myapp:email\": \"{{user.email}}\"}"}`,
			Answer: answer, Want: want,
		},
	})
}
