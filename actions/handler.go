package actions

import (
	"context"
	"fmt"
	"net/http"

	"github.com/workos-go/workos/internal/signature"
)

// Handlers are the functions that decide, by kind. One is enough for an action of
// its kind. They may be called at once for several people.
type Handlers struct {
	// Authentication decides whether a user may sign in.
	Authentication func(context.Context, *Authentication) (Verdict, error)
	// UserRegistration decides whether a user may be created.
	UserRegistration func(context.Context, *UserRegistration) (Verdict, error)
}

// Handler returns an HTTP handler that asks the functions for verdicts on the
// actions that WorkOS posts. It answers
//
//	200 with the verdict, signed, when a function returned one: also when it denies;
//	400 to what is not WorkOS's: not signed, signed wrongly or at another time,
//	    or no action; also where the body could not be read to its end;
//	405 to other methods than POST;
//	413 to a body that is too large, as for Parse;
//	500 when a function returned an error, or there is none for the kind, and to
//	    every POST while a secret or an option is unusable.
//
// Only the first is a verdict. On the others, as on no answer in time, WorkOS does
// what the dashboard says for an action that fails. The answer never says more;
// WithLogger tells the application. A panic of a function is left to net/http,
// which logs it and closes the connection: there is no verdict either.
//
// The person waits meanwhile: functions should be quick. Their context ends when
// the connection does.
func Handler(secret string, handlers Handlers, opts ...Option) http.Handler {
	o, err := newOptions(secret, opts)
	if err == nil && handlers.Authentication == nil && handlers.UserRegistration == nil {
		o.Refuse("the Handler has no function")
	}
	answer := func(ctx context.Context, payload []byte, secret string) ([]byte, int, error) {
		action, err := decode(payload)
		if err != nil {
			return nil, http.StatusBadRequest, err
		}
		verdict, err := handlers.decide(ctx, action)
		if err != nil {
			return nil, http.StatusInternalServerError, err
		}
		body, err := SignResponse(action.Kind, verdict, secret, o.Now())
		return body, http.StatusInternalServerError, err
	}
	return &signature.Handler{Receiver: &o, Log: "workos action failed", Handle: answer}
}

func (h Handlers) decide(ctx context.Context, action *Action) (Verdict, error) {
	switch {
	case action.Authentication != nil && h.Authentication != nil:
		return h.Authentication(ctx, action.Authentication)
	case action.UserRegistration != nil && h.UserRegistration != nil:
		return h.UserRegistration(ctx, action.UserRegistration)
	default:
		return Verdict{}, fmt.Errorf("actions: no function for %.60q", action.Kind)
	}
}
