package usermanagement_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func TestIdentityOperations(t *testing.T) {
	t.Parallel()
	runSettingsOperations(t, map[string]settingsOperation{
		"ListIdentities": {
			"GET /user_management/users/{id}/identities",
			`[{"idp_id":"4F42ABDE","type":"OAuth","provider":"MicrosoftOAuth"},{"idp_id":"17","type":"OAuth","provider":"GithubOAuth"}]`,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.ListIdentities(ctx, "user_1")
			},
			"GET /user_management/users/user_1/identities", "",
			[]usermanagement.Identity{
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
		settingsAnswer(srv, "GET /user_management/users/{id}/identities", answer)
		identities, err := usermanagement.New(srv.Client()).ListIdentities(t.Context(), "user_1")
		require.ErrorIs(t, err, workos.ErrInvalidResponse)
		assert.Nil(t, identities)
	}
}
