package main

import (
	"context"
	"net/http"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/webhooks"
)

// receiver receives events: verified, decoded, each type by a function of its own.
//
//	v4:  header := r.Header.Get("WorkOS-Signature")
//	     body, err := webhooks.NewClient(secret).ValidatePayload(header, string(raw)),
//	     then json.Unmarshal and a switch
//	v10: verified by the SDK; the switch over the type is the application's
func receiver(secret string, welcome func(ctx context.Context, email string) error) http.Handler {
	mux := events.NewMux()
	events.Handle(mux, func(ctx context.Context, e events.UserCreated) error {
		return welcome(ctx, e.Data.Email)
	})
	return webhooks.Handler(secret, mux.Dispatch)
}

// verified is for a handler of before that decodes for itself and stays.
func verified(raw []byte, r *http.Request, secret string) error {
	return webhooks.Verify(raw, r.Header.Get(webhooks.SignatureHeader), secret)
}

// receive delivers what has happened so far, as WorkOS would.
func (d *demo) receive(ctx context.Context) error {
	const secret = "whsec_of_the_endpoint" // the same as before
	var welcomed int
	handler := receiver(secret, func(context.Context, string) error {
		welcomed++
		return nil
	})
	sent, err := d.srv.Deliver(ctx, handler, secret)
	if err != nil {
		return err
	}
	d.say("5. Of %d events, %d were users to welcome.", len(sent), welcomed)
	return nil
}
