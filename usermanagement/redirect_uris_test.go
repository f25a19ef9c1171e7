package usermanagement_test

import (
	"context"
	"testing"

	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/usermanagement"
)

func TestRedirectURIOperations(t *testing.T) {
	t.Parallel()
	const answer = `{"object":"redirect_uri","id":"redir_1","uri":"https://foo-corp.com/callback","default":true,
		"created_at":"2026-01-15T12:00:00.000Z","updated_at":"2026-01-15T12:00:01.000Z"}`
	want := usermanagement.RedirectURI{
		Object:    "redirect_uri",
		ID:        "redir_1",
		URI:       "https://foo-corp.com/callback",
		Default:   true,
		CreatedAt: at(0),
		UpdatedAt: at(1),
	}
	operationtest.Run(t, usermanagement.New, operationtest.Cases[service]{
		"ListRedirectURIs": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListRedirectURIs(ctx, usermanagement.ListRedirectURIsParams{ListParams: operationtest.Paging}))
			},
			Line:   "GET /user_management/redirect_uris?after=x_0&before=x_9&limit=5&order=asc",
			Answer: operationtest.ListJSON(answer), Want: operationtest.PageOf(want),
		},
		"CreateRedirectURI": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateRedirectURI(ctx, usermanagement.CreateRedirectURIParams{URI: "https://foo-corp.com/callback"})
			},
			Line: "POST /user_management/redirect_uris", Body: `{"uri":"https://foo-corp.com/callback"}`, Answer: answer, Want: &want,
		},
		"DeleteRedirectURI": {
			Call: func(ctx context.Context, s service) (any, error) { return nil, s.DeleteRedirectURI(ctx, "redir_1") },
			Line: "DELETE /user_management/redirect_uris/redir_1",
		},
	})
}
