package actions_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/workos-go/workos/actions"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	const secret = "the action's, from the WorkOS dashboard"

	// In the application: decide.
	mux := http.NewServeMux()
	mux.Handle("POST /", actions.Handler(secret, actions.Handlers{
		UserRegistration: func(_ context.Context, r *actions.UserRegistration) (actions.Verdict, error) {
			if r.Invitation == nil && !strings.HasSuffix(r.UserData.Email, "@foo-corp.com") {
				return actions.Deny("Please ask a colleague for an invitation."), nil
			}
			return actions.Allow(), nil
		},
	}))

	// In a test: be WorkOS.
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	for _, r := range []actions.UserRegistration{
		{UserData: actions.UserData{Email: "ann@foo-corp.com"}},
		{UserData: actions.UserData{Email: "bob@example.com"}},
		{UserData: actions.UserData{Email: "eve@example.com"}, Invitation: &usermanagement.Invitation{ID: "invitation_1"}},
	} {
		verdict, err := srv.SendAction(ctx, mux, secret, actions.Action{UserRegistration: &r})
		fmt.Println(r.UserData.Email, verdict.Allowed, verdict.Message, err)
	}
	// Output:
	// ann@foo-corp.com true  <nil>
	// bob@example.com false Please ask a colleague for an invitation. <nil>
	// eve@example.com true  <nil>
}

// In a handler of the application's own.
func ExampleParse() {
	const secret = "the action's"
	decide := func(w http.ResponseWriter, r *http.Request) {
		action, err := actions.Parse(r, secret)
		if err != nil { // not WorkOS's: the reason is for the log, not for the answer
			fmt.Println(err)
			http.Error(w, "", http.StatusBadRequest)
			return
		}
		answer, err := actions.SignResponse(action.Kind, actions.Allow(), secret, time.Now())
		if err != nil {
			http.Error(w, "", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(answer)
	}

	payload := []byte(`{"id":"action_1","object":"authentication_action_context","user":{"id":"user_1"}}`)
	for _, key := range []string{secret, "somebody's"} {
		req := httptest.NewRequest(http.MethodPost, "/actions", bytes.NewReader(payload))
		req.Header.Set(actions.SignatureHeader, actions.Sign(payload, key, time.Now()))
		answer := httptest.NewRecorder()
		decide(answer, req)
		fmt.Println(answer.Code)
	}
	// Output:
	// 200
	// actions: wrong signature
	// 400
}
