package signature

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
)

// Handler is the http.Handler of a package that receives.
type Handler struct {
	// Receiver checks the requests.
	Receiver *Receiver
	// Log is the message of what is logged.
	Log string
	// Handle takes a payload that was verified, and the secret that it was signed
	// with. It returns the answer, if there is one, or an error and the status to
	// answer with.
	Handle func(ctx context.Context, payload []byte, secret string) (answer []byte, status int, err error)
}

// Format writes what it is, and no secret.
func (h *Handler) Format(f fmt.State, _ rune) { fmt.Fprint(f, h.Receiver.name, ".Handler([redacted])") }

// ServeHTTP receives a payload.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	answer, status, err := h.receive(r)
	if err != nil {
		if logger := h.Receiver.logger; logger != nil {
			logger.LogAttrs(r.Context(), slog.LevelWarn, h.Log, slog.Int("status", status), slog.String("error", err.Error()))
		}
		http.Error(w, http.StatusText(status), status)
		return
	}
	if answer != nil {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(answer) //nolint:gosec // JSON that was signed, and no page
	}
}

// receive returns the status of the answer where there is an error.
func (h *Handler) receive(r *http.Request) ([]byte, int, error) {
	if h.Receiver.unusable != nil {
		return nil, http.StatusInternalServerError, h.Receiver.unusable
	}
	payload, secret, err := h.Receiver.Read(r)
	switch {
	case errors.Is(err, h.Receiver.errors.TooLarge):
		return nil, http.StatusRequestEntityTooLarge, err
	case err != nil:
		return nil, http.StatusBadRequest, err
	}
	return h.Handle(r.Context(), payload, secret)
}
