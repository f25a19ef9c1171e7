package webhooks

import (
	"context"
	"net/http"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/internal/signature"
)

// Handler returns an HTTP handler that gives the events that WorkOS posts to
// handle. It answers
//
//	200 when handle returned nil: WorkOS does not send the event again, as it does
//	    after all the others;
//	400 to what is not WorkOS's: not signed, signed wrongly or at another time,
//	    or no event; also where the body could not be read to its end;
//	405 to other methods than POST;
//	413 to a body that is too large, as for Parse;
//	500 when handle returned an error, and to every POST while a secret or an
//	    option is unusable.
//
// The answer never says more; WithLogger tells the application. A panic of handle
// is left to net/http, which logs it and closes the connection, so that WorkOS
// sends the event again.
//
// WorkOS waits some seconds for the answer: handle should store what takes long and
// do it afterwards. Its context ends when the connection does. It may be called at once
// for several events, for the same event more than once, and for types that it
// does not know, to which it returns nil. How long a slow sender may take is said by
// the ReadTimeout of the http.Server.
func Handler(secret string, handle func(context.Context, *events.Event) error, opts ...Option) http.Handler {
	o, err := newOptions(secret, opts)
	if err == nil && handle == nil {
		o.Refuse("the function of the Handler is nil")
	}
	receive := func(ctx context.Context, payload []byte, _ string) ([]byte, int, error) {
		event, err := decode(payload)
		if err != nil {
			return nil, http.StatusBadRequest, err
		}
		return nil, http.StatusInternalServerError, handle(ctx, event)
	}
	return &signature.Handler{Receiver: &o, Log: "workos webhook failed", Handle: receive}
}
