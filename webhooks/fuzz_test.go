package webhooks_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/webhooks"
)

// FuzzPayload receives any body that is signed: it is an event with an ID and a
// type, or refused, and in the same way by all who receive.
func FuzzPayload(f *testing.F) {
	for _, body := range []string{
		``, payload, `null`, `{}`, `[]`, `{"id":"event_01"}`, `{"id":"event_01","event":"e","data":7,"created_at":"2026"}`,
		`{"id":"event_01","event":"e"}{}`, `{"ID":"event_01","Event":"e","context":{"a":[]}}`, "{\"id\":\"\\ud800\",\"event\":\"\xff\"}",
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		signature := webhooks.Sign(body, secret, signedAt)
		event, err := webhooks.ConstructEvent(body, signature, secret, clock(signedAt))
		if err != nil && !errors.Is(err, webhooks.ErrInvalidPayload) {
			t.Fatal(err)
		}
		if err == nil && (event.ID == "" || event.Type == "") {
			t.Fatalf("an event without an ID or a type: %q", body)
		}
		req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", bytes.NewReader(body))
		req.Header.Set(webhooks.SignatureHeader, signature)
		answer, handled := httptest.NewRecorder(), false
		handle := func(context.Context, *events.Event) error { handled = true; return nil }
		webhooks.Handler(secret, handle, clock(signedAt)).ServeHTTP(answer, req)
		if handled != (err == nil) || handled != (answer.Code == http.StatusOK) {
			t.Fatalf("%v, and the handler answers %d", err, answer.Code)
		}
	})
}
