package usermanagement_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// Whatever an answer that refuses a sign-in says: it is an error, which wraps the
// answer and does not show the pending token.
func FuzzAuthenticationError(f *testing.F) {
	for _, body := range []string{
		`{"code":"mfa_challenge","message":"m","pending_authentication_token":"t0ken-of-16-chars","user":{"id":"user_1"},"authentication_factors":[{"id":"a","type":"totp"}]}`,
		`{"error":"sso_required","error_description":"m","connection_ids":["conn_1"],"email":"a@example.com"}`,
		`{"code":"organization_selection_required","organizations":{"id":1}}`, `{"code":"radar_challenge","user":null}`,
		`{"code":null,"error":[],"pending_authentication_token":1}`, `[]`, `null`, ``, `{`, `"mfa_challenge"`, `<html>`,
	} {
		f.Add(http.StatusForbidden, body)
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 300 || status > 599 {
			t.Skip("not a status that refuses")
		}
		srv := workostest.NewServer(t)
		srv.Fail(authenticate, 1, workostest.Respond(status, nil, body))
		client := srv.Client(workos.WithMaxRetries(0))
		_, err := usermanagement.New(client).AuthenticateWithPassword(t.Context(), usermanagement.AuthenticateWithPasswordParams{Email: "a@example.com", Password: "p"})
		var answer *workos.Error
		require.ErrorAs(t, err, &answer)
		require.Equal(t, status, answer.StatusCode)
		var pending *usermanagement.AuthenticationError
		if errors.As(err, &pending) && len(pending.PendingAuthenticationToken) > 8 && !strings.Contains(answer.Error(), pending.PendingAuthenticationToken) {
			require.NotContains(t, fmt.Sprintf("%+v %#v", err, err), pending.PendingAuthenticationToken)
		}
	})
}
