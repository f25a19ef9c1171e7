package benchmarks_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/webhooks"
)

const webhookSecret = "whsec_0FWAiVGkEfGBqqsJH4aNAGBJ4"

// webhook is an event of 1.2 KB.
const webhook = `{"object":"event","id":"event_01HQ7G4QXWJ2N1K3M5P6R8S9T0","event":"user.updated","data":{` +
	`"object":"user","id":"user_01E4ZCR3C56J083X43JQXF3JK5","email":"marcelina.davis@example.com",` +
	`"first_name":"Marcelina","last_name":"Davis","email_verified":true,` +
	`"profile_picture_url":"https://workoscdn.com/images/v1/123abc0123456789.png",` +
	`"external_id":"f1ffa2b2-c20b-4d39-be5c-212726e11222","metadata":{"timezone":"America/New_York","plan":"enterprise",` +
	`"department":"Engineering","cost_center":"4711","manager":"user_01E4ZCR3C56J083X43JQXF3JK9"},` +
	`"last_sign_in_at":"2026-01-15T12:00:00.000Z","locale":"en-US",` +
	`"created_at":"2026-01-15T12:00:00.000Z","updated_at":"2026-01-15T12:00:00.000Z"},` +
	`"created_at":"2026-01-15T12:00:00.000Z","context":{"client_id":"client_01E4ZCR3C56J083X43JQXF3JK5",` +
	`"actor":{"id":"user_01E4ZCR3C56J083X43JQXF3JK9","source":"dashboard","name":"Grace Hopper"},` +
	`"previous_attributes":{"first_name":"Marcy","metadata":{"timezone":"America/Los_Angeles","plan":"free","department":"Engineering"}}}}`

// verifyByHand checks a signature: what somebody writes who has no library.
func verifyByHand(payload []byte, header, secret string) error {
	var timestamp, signature string
	for item := range strings.SplitSeq(header, ",") {
		switch name, value, _ := strings.Cut(strings.TrimSpace(item), "="); name {
		case "t":
			timestamp = value
		case "v1":
			signature = value
		}
	}
	ms, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return err
	}
	if time.Since(time.UnixMilli(ms)).Abs() > 3*time.Minute {
		return errors.New("too old")
	}
	sum, err := hex.DecodeString(signature)
	if err != nil {
		return err
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(timestamp + "."))
	mac.Write(payload)
	if !hmac.Equal(mac.Sum(nil), sum) {
		return errors.New("wrong signature")
	}
	return nil
}

// receiveByHand decodes the payload into the type that its event says.
func receiveByHand(payload []byte, header, secret string) (*usermanagement.User, error) {
	if err := verifyByHand(payload, header, secret); err != nil {
		return nil, err
	}
	var event struct {
		ID        string          `json:"id"`
		Type      string          `json:"event"`
		Data      json.RawMessage `json:"data"`
		CreatedAt time.Time       `json:"created_at"`
		Context   *events.Context `json:"context"`
	}
	if err := json.Unmarshal(payload, &event); err != nil {
		return nil, err
	}
	if event.Type != "user.updated" {
		return nil, errors.New("another type")
	}
	user := new(usermanagement.User)
	return user, json.Unmarshal(event.Data, user)
}

func signed() (payload []byte, header string) {
	payload = []byte(webhook)
	return payload, webhooks.Sign(payload, webhookSecret, time.Now().Add(time.Minute))
}

func BenchmarkWebhookVerify(b *testing.B) {
	payload, header := signed()
	compare(b,
		func() (any, error) { return nil, verifyByHand(payload, header, webhookSecret) },
		func() (any, error) { return nil, webhooks.Verify(payload, header, webhookSecret) })
}

func BenchmarkWebhookDecode(b *testing.B) {
	payload, header := signed()
	compare(b,
		func() (*usermanagement.User, error) { return receiveByHand(payload, header, webhookSecret) },
		func() (*usermanagement.User, error) {
			event, err := webhooks.ConstructEvent(payload, header, webhookSecret)
			if err != nil {
				return nil, err
			}
			return events.Data[usermanagement.User](event)
		})
}

func BenchmarkWebhookDispatch(b *testing.B) {
	payload, header := signed()
	mux := events.NewMux()
	var got string
	events.Handle(mux, func(_ context.Context, e events.UserUpdated) error {
		got = e.Data.ID
		return nil
	})
	compare(b,
		func() (string, error) {
			user, err := receiveByHand(payload, header, webhookSecret)
			if err == nil {
				got = user.ID
			}
			return got, err
		},
		func() (string, error) {
			event, err := webhooks.ConstructEvent(payload, header, webhookSecret)
			if err == nil {
				err = mux.Dispatch(b.Context(), event)
			}
			return got, err
		})
}
