package webhooks_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/webhooks"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()

	// Once: tell WorkOS where to send events, and keep the secret.
	endpoint, err := webhooks.New(srv.Client()).CreateEndpoint(ctx, webhooks.CreateEndpointParams{
		EndpointURL: "https://example.com/webhooks/workos",
		Events:      []events.Type{events.TypeUserCreated},
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	// In the application: receive them. Those of other types are ignored.
	mux := events.NewMux()
	events.Handle(mux, func(_ context.Context, e events.UserCreated) error {
		fmt.Println("welcome", e.Data.Email)
		return nil
	})
	handler := webhooks.Handler(endpoint.Secret, mux.Dispatch) // http.Handle("/webhooks/workos", handler)

	// In a test: be WorkOS.
	payload := []byte(`{"object":"event","id":"event_1","event":"user.created","data":{"email":"ann@foo-corp.com"}}`)
	req := httptest.NewRequest(http.MethodPost, "/webhooks/workos", bytes.NewReader(payload))
	req.Header.Set(webhooks.SignatureHeader, webhooks.Sign(payload, endpoint.Secret, time.Now()))
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, req)
	fmt.Println(answer.Code)
	// Output:
	// welcome ann@foo-corp.com
	// 200
}

// The new secret and the old one are accepted as long as both are in use.
func ExampleWithSecrets() {
	payload := []byte(`{"id":"event_1","event":"user.deleted","data":{}}`)
	for _, secret := range []string{"whsec_new", "whsec_old", "whsec_older"} {
		header := webhooks.Sign(payload, secret, time.Now())
		fmt.Println(webhooks.Verify(payload, header, "whsec_new", webhooks.WithSecrets("whsec_old")))
	}
	// Output:
	// <nil>
	// <nil>
	// webhooks: wrong signature
}

func ExampleConstructEvent() {
	payload := []byte(`{"id":"event_1","event":"user.deleted","data":{"id":"user_1"}}`)
	header := webhooks.Sign(payload, "whsec_1", time.Now().Add(-time.Hour))

	_, err := webhooks.ConstructEvent(payload, header, "whsec_1")
	if errors.Is(err, webhooks.ErrOutsideTolerance) {
		fmt.Println("signed long ago")
	}
	event, err := webhooks.ConstructEvent(payload, header, "whsec_1", webhooks.WithTolerance(2*time.Hour))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(event.ID, event.Type, string(event.Data))
	// Output:
	// signed long ago
	// event_1 user.deleted {"id":"user_1"}
}

// In a handler of the application's own.
func ExampleParse() {
	const secret = "whsec_1"
	receive := func(w http.ResponseWriter, r *http.Request) {
		event, err := webhooks.Parse(r, secret)
		if err != nil { // not WorkOS's: the reason is for the log, not for the answer
			fmt.Println(err)
			http.Error(w, "", http.StatusBadRequest)
			return
		}
		fmt.Println(event.ID, event.Type)
	}

	payload := []byte(`{"object":"event","id":"event_1","event":"user.created","data":{}}`)
	for _, key := range []string{secret, "whsec_of_somebody"} {
		req := httptest.NewRequest(http.MethodPost, "/webhooks/workos", bytes.NewReader(payload))
		req.Header.Set(webhooks.SignatureHeader, webhooks.Sign(payload, key, time.Now()))
		receive(httptest.NewRecorder(), req)
	}
	// Output:
	// event_1 user.created
	// webhooks: wrong signature
}
