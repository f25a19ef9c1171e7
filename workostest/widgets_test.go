package workostest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/widgets"
)

func TestWidgetTokens(t *testing.T) {
	t.Parallel()
	srv, _, user, orgs := world(t, 1)
	tokens, ctx := widgets.New(srv.Client()), t.Context()
	other := create(t, srv.Client(), "Bar Inc").ID
	scopes := []widgets.Scope{widgets.ScopeUsersTableManage}
	seen := map[string]bool{}
	for _, params := range []widgets.CreateTokenParams{
		{OrganizationID: orgs[0], UserID: user.ID, Scopes: scopes}, {UserID: user.ID}, {OrganizationID: orgs[0]},
	} {
		token, err := tokens.CreateToken(ctx, params)
		require.NoError(t, err)
		assert.False(t, seen[token.Token])
		seen[token.Token] = true
	}
	required := workos.FieldError{Field: "organization_id", Code: "required"}
	requireRefusal(t, get(tokens.CreateToken(ctx, widgets.CreateTokenParams{})), 422, "invalid_request_parameters", required)
	requireRefusal(t, get(tokens.CreateToken(ctx, widgets.CreateTokenParams{UserID: user.ID, Scopes: scopes})), 422, "invalid_request_parameters", required)
	requireRefusal(t, get(tokens.CreateToken(ctx, widgets.CreateTokenParams{OrganizationID: orgs[0], Scopes: []widgets.Scope{"all"}})), 422,
		"invalid_request_parameters", workos.FieldError{Field: "scopes", Code: "unknown_value"})
	requireRefusal(t, get(tokens.CreateToken(ctx, widgets.CreateTokenParams{OrganizationID: "org_none", UserID: user.ID})), 404, "")
	requireRefusal(t, get(tokens.CreateToken(ctx, widgets.CreateTokenParams{UserID: "user_none"})), 404, "")
	requireRefusal(t, get(tokens.CreateToken(ctx, widgets.CreateTokenParams{OrganizationID: other, UserID: user.ID})), 422, "")
}
