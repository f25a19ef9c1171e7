package workostest_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/actions"
	"github.com/workos-go/workos/internal/signature"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

const actionSecret = "s3cret of an action"

func TestSendAction(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t, workostest.WithTime(deliveryTime))
	var got []any
	handler := actions.Handler(actionSecret, actions.Handlers{
		Authentication: func(_ context.Context, a *actions.Authentication) (actions.Verdict, error) {
			got = append(got, *a)
			return actions.Allow(), nil
		},
		UserRegistration: func(_ context.Context, r *actions.UserRegistration) (actions.Verdict, error) {
			got = append(got, *r)
			return actions.Deny("No."), nil
		},
	}, actions.WithClock(srv.Now))
	user := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@example.com", Metadata: map[string]string{"plan": "gold"}})

	verdict, err := srv.SendAction(t.Context(), handler, actionSecret, actions.Action{
		Authentication: &actions.Authentication{ID: "action_1", User: user},
	})
	require.NoError(t, err)
	assert.Equal(t, actions.Allow(), verdict)
	verdict, err = srv.SendAction(t.Context(), handler, actionSecret, actions.Action{
		ID: "action_2", UserRegistration: &actions.UserRegistration{UserData: actions.UserData{Email: "bob@example.com"}},
	})
	require.NoError(t, err)
	assert.Equal(t, actions.Deny("No."), verdict)
	verdict, err = srv.SendAction(t.Context(), handler, actionSecret, actions.Action{
		Raw: []byte(`{"id":"action_3","object":"authentication_action_context"}`),
	})
	require.NoError(t, err)
	assert.Equal(t, actions.Allow(), verdict)
	assert.Equal(t, []any{
		actions.Authentication{Object: "authentication_action_context", ID: "action_1", User: user},
		actions.UserRegistration{
			Object: "user_registration_action_context", ID: "action_2",
			UserData: actions.UserData{Object: "user_data", Email: "bob@example.com"},
		},
		actions.Authentication{Object: "authentication_action_context", ID: "action_3"},
	}, got)
}

// What WorkOS would not take for a verdict is an error.
func TestSendActionInVain(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t, workostest.WithTime(deliveryTime))
	action := actions.Action{Authentication: &actions.Authentication{}}
	answer := func(kind actions.Kind, secret string, at time.Time) string {
		body, err := actions.SignResponse(kind, actions.Allow(), secret, at)
		require.NoError(t, err)
		return string(body)
	}
	good := answer(actions.KindAuthentication, actionSecret, srv.Now())
	neither := fmt.Sprintf(`{"timestamp":%d,"verdict":"Perhaps"}`, srv.Now().UnixMilli())
	for body, want := range map[string]string{
		fmt.Sprintf(`{"object":"authentication_action_response","payload":%s,"signature":%q}`, neither,
			signature.Sum([]byte(neither), actionSecret, strconv.FormatInt(srv.Now().UnixMilli(), 10))): `it says "Perhaps"`,
		good:                                   "",
		strings.Replace(good, ",", " ,", 1):    "",
		strings.Replace(good, "Allow", "Y", 1): "wrong signature",
		answer(actions.KindAuthentication, "another", srv.Now()):                            "wrong signature",
		answer(actions.KindAuthentication, actionSecret, srv.Now().Add(31*time.Second)):     "signed at another time",
		answer(actions.KindUserRegistration, actionSecret, srv.Now()):                       `it is a "user_registration_action_response" and answers a "authentication_action_context"`,
		`{"object":"authentication_action_response","payload":{"timestamp":1,"verdict":""}`: "unexpected end of JSON input",
		"": "unexpected end of JSON input",
	} {
		handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
		verdict, err := srv.SendAction(t.Context(), handler, actionSecret, action)
		if want == "" {
			require.NoError(t, err)
			assert.True(t, verdict.Allowed)
			continue
		}
		require.ErrorContains(t, err, "workostest: the answer is not a verdict: ")
		require.ErrorContains(t, err, want)
		assert.False(t, verdict.Allowed)
	}

	handler := actions.Handler("another", actions.Handlers{
		Authentication: func(context.Context, *actions.Authentication) (actions.Verdict, error) { return actions.Allow(), nil },
	}, actions.WithClock(srv.Now))
	_, err := srv.SendAction(t.Context(), handler, actionSecret, action)
	require.EqualError(t, err, "workostest: the answer was 400 Bad Request")
	_, err = srv.SendAction(t.Context(), http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("oh") }), actionSecret, action)
	require.EqualError(t, err, "workostest: the handler panicked: oh")
	_, err = srv.SendAction(t.Context(), handler, actionSecret, actions.Action{})
	require.EqualError(t, err, "workostest: the action has no context")
}
