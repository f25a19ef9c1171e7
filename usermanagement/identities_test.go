package usermanagement_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func TestIdentityOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, usermanagement.New, operationtest.Cases[service]{
		"ListIdentities": {
			Call:   func(ctx context.Context, s service) (any, error) { return s.ListIdentities(ctx, "user_1") },
			Line:   "GET /user_management/users/user_1/identities",
			Answer: `[{"idp_id":"4F42ABDE","type":"OAuth","provider":"MicrosoftOAuth"},{"idp_id":"17","type":"OAuth","provider":"GithubOAuth"}]`,
			Want: []usermanagement.Identity{
				{IDPID: "4F42ABDE", Type: usermanagement.IdentityTypeOAuth, Provider: usermanagement.IdentityProviderMicrosoft},
				{IDPID: "17", Type: usermanagement.IdentityTypeOAuth, Provider: usermanagement.IdentityProviderGitHub},
			},
		},
	})
}

// An answer that is no array is an error, and not an empty list.
func TestListIdentitiesOfAnotherForm(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	for _, answer := range []string{`null`, `{"data":[]}`, `[{"idp_id":1}]`} {
		srv.Fail("", 1, workostest.Respond(200, nil, answer))
		identities, err := usermanagement.New(srv.Client()).ListIdentities(t.Context(), "user_1")
		require.ErrorIs(t, err, workos.ErrInvalidResponse)
		assert.Nil(t, identities)
	}
}
