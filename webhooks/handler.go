package webhooks

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/workos-go/workos/events"
)

// Handler returns an HTTP handler that gives the events that WorkOS posts to
// handle. It answers
//
//	200 when handle returned nil: WorkOS does not send the event again;
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
// WorkOS waits for the answer: handle should store what takes long and do it
// afterwards. Its context ends when the connection does. It may be called at once
// for several events, for the same event more than once, and for types that it
// does not know, to which it returns nil.
func Handler(secret string, handle func(context.Context, *events.Event) error, opts ...Option) http.Handler {
	o, err := newOptions(secret, opts)
	if err == nil && handle == nil {
		err = errors.New("webhooks: the function of the Handler is nil")
	}
	return &handler{o, err, handle}
}

type handler struct {
	*options

	unusable error
	handle   func(context.Context, *events.Event) error
}

// Format writes what it is, and no secret.
func (h *handler) Format(f fmt.State, _ rune) { fmt.Fprint(f, "webhooks.Handler([redacted])") }

// ServeHTTP receives an event.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	if status, err := h.receive(r); err != nil {
		h.logger.LogAttrs(r.Context(), slog.LevelWarn, "workos webhook failed",
			slog.Int("status", status), slog.String("error", err.Error()))
		http.Error(w, http.StatusText(status), status)
	}
}

// receive returns the status of the answer where there is an error.
func (h *handler) receive(r *http.Request) (int, error) {
	if h.unusable != nil {
		return http.StatusInternalServerError, h.unusable
	}
	event, err := h.parse(r)
	switch {
	case errors.Is(err, ErrTooLarge):
		return http.StatusRequestEntityTooLarge, err
	case err != nil:
		return http.StatusBadRequest, err
	}
	return http.StatusInternalServerError, h.handle(r.Context(), event)
}
