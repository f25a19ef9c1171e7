package workostest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/clientapi"
)

func TestClientTokens(t *testing.T) {
	t.Parallel()
	srv, _, user, orgs := world(t, 1)
	tokens, ctx := clientapi.New(srv.Client()), t.Context()
	token, err := tokens.CreateToken(ctx, clientapi.CreateTokenParams{OrganizationID: orgs[0], UserID: user.ID})
	require.NoError(t, err)
	assert.NotEmpty(t, token.Token)
	requireRefusal(t, get(tokens.CreateToken(ctx, clientapi.CreateTokenParams{OrganizationID: "org_none", UserID: user.ID})), 404, "")
	requireRefusal(t, get(tokens.CreateToken(ctx, clientapi.CreateTokenParams{OrganizationID: orgs[0], UserID: "user_none"})), 404, "")
	for _, body := range []string{`{"user_id":"a"}`, `{"organization_id":"` + orgs[0] + `"}`} {
		status, _ := send(t, srv, "POST /client/token", body)
		assert.Equal(t, 422, status)
	}
}
