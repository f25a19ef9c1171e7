package usermanagement_test

import (
	"context"
	"testing"

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
		CreatedAt: settingsTime(0),
		UpdatedAt: settingsTime(1),
	}
	runSettingsOperations(t, map[string]settingsOperation{
		"ListRedirectURIs": {
			"GET /user_management/redirect_uris", settingsPage(answer),
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return settingsData(s.ListRedirectURIs(ctx, usermanagement.ListRedirectURIsParams{ListParams: settingsPageParams}))
			},
			"GET /user_management/redirect_uris" + settingsPageQuery, "", []usermanagement.RedirectURI{want},
		},
		"CreateRedirectURI": {
			"POST /user_management/redirect_uris", answer,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.CreateRedirectURI(ctx, usermanagement.CreateRedirectURIParams{URI: "https://foo-corp.com/callback"})
			},
			"POST /user_management/redirect_uris", `{"uri":"https://foo-corp.com/callback"}`, &want,
		},
		"DeleteRedirectURI": {
			"DELETE /user_management/redirect_uris/{id}", "",
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return nil, s.DeleteRedirectURI(ctx, "redir_1")
			},
			"DELETE /user_management/redirect_uris/redir_1", "", nil,
		},
	})
}
