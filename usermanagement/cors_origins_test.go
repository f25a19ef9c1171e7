package usermanagement_test

import (
	"context"
	"testing"

	"github.com/workos-go/workos/internal/operationtest"
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
		CreatedAt: at(0),
		UpdatedAt: at(1),
	}
	operationtest.Run(t, usermanagement.New, operationtest.Cases[service]{
		"ListCORSOrigins": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListCORSOrigins(ctx, usermanagement.ListCORSOriginsParams{ListParams: operationtest.Paging}))
			},
			Line:   "GET /user_management/cors_origins?after=x_0&before=x_9&limit=5&order=asc",
			Answer: operationtest.ListJSON(answer), Want: operationtest.PageOf(want),
		},
		"CreateCORSOrigin": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateCORSOrigin(ctx, usermanagement.CreateCORSOriginParams{Origin: "https://foo-corp.com"})
			},
			Line: "POST /user_management/cors_origins", Body: `{"origin":"https://foo-corp.com"}`, Answer: answer, Want: &want,
		},
	})
}
