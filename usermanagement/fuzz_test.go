package usermanagement_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

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

// Whatever a device is told: AwaitDevice asks twice a second at most, ends with its
// context, and does not show the device's code.
func FuzzDevice(f *testing.F) {
	for _, poll := range []string{
		`{"error":"authorization_pending"}`, `{"error":"slow_down","error_description":"m"}`, `{"code":"access_denied"}`, `{"error":"expired_token"}`,
		`{"access_token":"a","refresh_token":"r","user":{"id":"user_1"}}`, `{"error":{}}`, `<html>`, ``, `null`,
	} {
		f.Add(http.StatusBadRequest, `{"device_code":"d3vice-c0de","user_code":"ABCD","verification_uri":"https://a.b","expires_in":300,"interval":5}`, poll)
		f.Add(http.StatusBadRequest, `{"device_code":"d3vice-c0de","expires_in":300,"interval":1e-9}`, poll)
		f.Add(http.StatusOK, `{"device_code":"d3vice-c0de","expires_in":1e300,"interval":1e-9}`, poll)
		f.Add(http.StatusBadGateway, `{"device_code":"d3vice-c0de","expires_in":-1,"interval":-5}`, poll)
	}
	f.Fuzz(func(t *testing.T, status int, device, poll string) {
		if status < 200 || status > 599 {
			t.Skip("not a status of an answer")
		}
		synctest.Test(t, func(t *testing.T) {
			srv := workostest.NewServer(t)
			srv.Fail("POST /user_management/authorize/device", 1, workostest.Respond(http.StatusOK, nil, device))
			srv.FailRandomly(authenticate, 1, workostest.Respond(status, nil, poll))
			users := usermanagement.New(srv.Client(workos.WithMaxRetries(0)))
			authorization, err := users.AuthorizeDevice(t.Context())
			if err != nil {
				require.ErrorIs(t, err, workos.ErrInvalidResponse)
				return
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			_, err = users.AwaitDevice(ctx, authorization)
			require.LessOrEqual(t, len(srv.Requests()), 122)
			text := fmt.Sprintf("%+v %#v", err, err)
			if secret := authorization.DeviceCode; len(secret) > 8 && !strings.Contains(poll, secret) {
				require.NotContains(t, text, secret)
			}
		})
	})
}
