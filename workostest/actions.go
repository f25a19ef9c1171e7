package workostest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/workos-go/workos/actions"
	"github.com/workos-go/workos/internal/signature"
)

// SendAction asks a handler, such as that of package actions, for its verdict as
// WorkOS does, signed with the secret at the time of the server's clock:
//
//	handler := actions.Handler(secret, handlers, actions.WithClock(srv.Now))
//	verdict, err := srv.SendAction(ctx, handler, secret, actions.Action{
//		Authentication: &actions.Authentication{User: *user},
//	})
//
// The action is its Raw, or its Authentication or UserRegistration, with an ID and
// an object where they have none. The error says what is wrong with the answer: a
// status other than 200, or a body that is not an answer to the question, signed
// with the secret within the tolerance of package actions. WorkOS then has no
// verdict.
func (s *Server) SendAction(ctx context.Context, to http.Handler, secret string, action actions.Action) (actions.Verdict, error) {
	payload, err := s.encodeAction(action)
	if err != nil {
		return actions.Verdict{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "/", bytes.NewReader(payload))
	if err != nil {
		return actions.Verdict{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(actions.SignatureHeader, actions.Sign(payload, secret, s.Now()))
	answer, err := serve(to, req)
	switch {
	case err != nil:
		return actions.Verdict{}, fmt.Errorf("workostest: %w", err)
	case answer.Code != http.StatusOK:
		return actions.Verdict{}, fmt.Errorf("workostest: the answer was %d %s", answer.Code, http.StatusText(answer.Code))
	}
	verdict, err := readVerdict(payload, answer.Body.Bytes(), secret, s.Now())
	if err != nil {
		return actions.Verdict{}, fmt.Errorf("workostest: the answer is not a verdict: %w", err)
	}
	return verdict, nil
}

// encodeAction returns the context of an action, as it is sent.
func (s *Server) encodeAction(action actions.Action) (payload []byte, err error) {
	s.locked(func() { action.ID = cmp.Or(action.ID, s.ids.next("action", s.now())) })
	switch {
	case action.Raw != nil:
		return action.Raw, nil
	case action.Authentication != nil:
		a := *action.Authentication
		a.ID, a.Object = cmp.Or(a.ID, action.ID), string(actions.KindAuthentication)
		return json.Marshal(a)
	case action.UserRegistration != nil:
		r := *action.UserRegistration
		r.ID, r.Object, r.UserData.Object = cmp.Or(r.ID, action.ID), string(actions.KindUserRegistration), "user_data"
		return json.Marshal(r)
	default:
		return nil, errors.New("workostest: the action has no context")
	}
}

// readVerdict reads an answer as WorkOS must: its signature first.
func readVerdict(asked, body []byte, secret string, now time.Time) (verdict actions.Verdict, err error) {
	var question struct{ Object string }
	var answer struct {
		Object    string          `json:"object"`
		Payload   json.RawMessage `json:"payload"`
		Signature string          `json:"signature"`
	}
	var decision struct {
		Timestamp json.Number `json:"timestamp"`
		Verdict   string      `json:"verdict"`
		Message   string      `json:"error_message"`
	}
	if err := errors.Join(json.Unmarshal(asked, &question), json.Unmarshal(body, &answer), json.Unmarshal(answer.Payload, &decision)); err != nil {
		return verdict, err
	}
	at, err := decision.Timestamp.Int64()
	kind := strings.TrimSuffix(question.Object, "_context")
	switch {
	case answer.Signature != signature.Sum(answer.Payload, secret, decision.Timestamp.String()):
		return verdict, errors.New("wrong signature")
	case err != nil || now.Sub(time.UnixMilli(at)).Abs() > actions.DefaultTolerance:
		return verdict, errors.New("signed at another time")
	case answer.Object != kind+"_response":
		return verdict, fmt.Errorf("it is a %q and answers a %q", answer.Object, question.Object)
	case decision.Verdict != "Allow" && decision.Verdict != "Deny":
		return verdict, fmt.Errorf("it says %q", decision.Verdict)
	}
	return actions.Verdict{Allowed: decision.Verdict == "Allow", Message: decision.Message}, nil
}
