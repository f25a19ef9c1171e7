// Package webhooks receives events from WorkOS by HTTP, and manages the endpoints
// to which WorkOS sends them.
//
// To receive events, create an endpoint once and keep its secret where the
// application keeps its other secrets:
//
//	endpoint, err := webhooks.New(client).CreateEndpoint(ctx, webhooks.CreateEndpointParams{
//		EndpointURL: "https://example.com/webhooks/workos",
//		Events:      []events.Type{events.TypeUserCreated, events.TypeUserDeleted},
//	})
//	// keep endpoint.Secret
//
// In the application, a [Handler] checks that what arrives comes from WorkOS, and
// passes it on, best to an events.Mux, which ignores types that it does not know:
//
//	mux := events.NewMux()
//	events.Handle(mux, func(ctx context.Context, e events.UserCreated) error {
//		return welcome(ctx, e.Data.Email)
//	})
//	http.Handle("/webhooks/workos", webhooks.Handler(secret, mux.Dispatch))
//
// [Parse] does the same in a handler of the application's own, [ConstructEvent]
// where there is no *http.Request, and [Verify] checks without decoding. Nothing may
// read the body before them, such as a middleware that logs it: the signature is of
// its bytes.
//
// # The answer
//
// WorkOS waits some seconds for the answer. A 2xx says that the event is handled. After
// anything else, also a 400 or a 413, and after no answer in time, it sends the event
// again: several times, after waits that grow to hours, and in the end never again.
// Other events do not wait for one that fails.
//
// So the function of a Handler returns nil once the event is handled or stored, and an
// error where it should come again. What takes long is stored, and done afterwards.
//
// # The same event twice
//
// An event arrives again when the answer to it was late or lost, and whoever
// records a delivery can repeat it as long as its time is within the tolerance, 180
// seconds. So a handler must be idempotent: it stores the ID of each event that it
// handled, best in the transaction that handles it, and answers success to one
// whose ID is there already. Keep the IDs for some days: as long as WorkOS tries.
//
// # Order
//
// Events arrive in any order, several at once. What an event says of an object may be
// older than what the application has: compare the UpdatedAt of the payload with the
// one that was saved, and remember what was deleted. Where the order matters more than
// the time, an events.Consumer reads the same events in theirs; a Handler whose function
// calls its Wake has it do so at once.
//
// # When something is wrong
//
// The answer says nothing; the record of [WithLogger] has the error:
//
//   - [ErrNotSigned], [ErrMalformedHeader]: it is not from WorkOS, or a proxy takes
//     the header out.
//   - [ErrInvalidSignature]: the secret is another endpoint's or another
//     environment's, or something changed the body on its way.
//   - [ErrOutsideTolerance]: the clock of this machine is wrong, or somebody repeats
//     what they recorded.
//   - [ErrTooLarge]: the body is longer than 1 MiB, or than [WithMaxBytes] says.
//   - [ErrMissingSecret], or a word about an option: the Handler is misconfigured, and
//     answers 500 to everything.
//   - events.ErrInvalidPayload: the payload is not what its type says. It comes again
//     in vain, unless the function writes it down and returns nil.
//   - Any other is the function's own, or that of the connection.
//
// All of these events are sent again for a while, so that what is mended soon is made
// good by itself. What WorkOS gave up is still in the events API: an events.Consumer
// with the same function, and with the time when the outage began as its Start, reads
// what was missed.
//
// # Changing the secret
//
// The API gives an endpoint no other secret. To have one, create a second endpoint, at another
// URL of the same application, and accept both secrets; once the new one works, delete
// the old endpoint, and then its secret. In between every event arrives twice:
//
//	webhooks.Handler(newSecret, handle, webhooks.WithSecrets(oldSecret))
//
// # Testing
//
// [Sign] makes the header that WorkOS would send:
//
//	req := httptest.NewRequest("POST", "/webhooks/workos", bytes.NewReader(payload))
//	req.Header.Set(webhooks.SignatureHeader, webhooks.Sign(payload, secret, time.Now()))
//	handler.ServeHTTP(httptest.NewRecorder(), req)
package webhooks

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/workos-go/workos/events"
)

// What an error can be matched with by errors.Is. None says what the payload or
// the signature was.
var (
	// ErrMissingSecret means that a secret is empty. Nothing was looked at.
	ErrMissingSecret = errors.New("webhooks: a secret is empty")
	// ErrNotSigned means that there is no signature.
	ErrNotSigned = errors.New("webhooks: no " + SignatureHeader + " header")
	// ErrMalformedHeader means that the header has no time, several, or no signature.
	ErrMalformedHeader = errors.New("webhooks: malformed " + SignatureHeader + " header")
	// ErrInvalidSignature means that no signature was made with one of the secrets:
	// the payload is not WorkOS's, was changed on its way, or is another
	// endpoint's.
	ErrInvalidSignature = errors.New("webhooks: wrong signature")
	// ErrOutsideTolerance means that the payload is WorkOS's and was signed too
	// long ago, or in the future: it was sent again by somebody, or a clock is
	// wrong.
	ErrOutsideTolerance = errors.New("webhooks: signed at a time outside the tolerance")
	// ErrTooLarge means that the body is longer than WithMaxBytes allows.
	ErrTooLarge = errors.New("webhooks: the body is too large")
	// ErrInvalidPayload means that the payload is WorkOS's and is not an event.
	ErrInvalidPayload = errors.New("webhooks: the payload is not an event")
)

// ConstructEvent verifies a payload as Verify does, and decodes the event in it.
// What is no JSON object with an ID and a type is an ErrInvalidPayload.
func ConstructEvent(payload []byte, header, secret string, opts ...Option) (*events.Event, error) {
	if err := Verify(payload, header, secret, opts...); err != nil {
		return nil, err
	}
	return decode(payload)
}

func decode(payload []byte) (*events.Event, error) {
	event := new(events.Event)
	// The errors of package json quote what they could not decode.
	if json.Unmarshal(payload, event) != nil || event.ID == "" || event.Type == "" {
		return nil, ErrInvalidPayload
	}
	return event, nil
}

// Parse reads the body of a request that a server received, verifies it as Verify
// does, and decodes the event in it. It reads no body without a well-formed
// signature, and at most 1 MiB of one with it, or what WithMaxBytes says: one
// that is longer is an ErrTooLarge. Nothing may have read from the body before.
func Parse(r *http.Request, secret string, opts ...Option) (*events.Event, error) {
	o, err := newOptions(secret, opts)
	if err != nil {
		return nil, err
	}
	payload, _, err := o.Read(r)
	if err != nil {
		return nil, err
	}
	return decode(payload)
}
