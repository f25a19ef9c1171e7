// Package actions answers AuthKit Actions: WorkOS asks the application, while a
// person signs in or registers, whether that may go on.
//
// An action is a URL of the application and a secret, both from the WorkOS
// dashboard. WorkOS posts what it knows of the person to the URL, signed with the
// secret, and takes an answer that is signed with it too. A [Handler] does both:
//
//	mux.Handle("POST /actions", actions.Handler(secret, actions.Handlers{
//		UserRegistration: func(ctx context.Context, r *actions.UserRegistration) (actions.Verdict, error) {
//			if r.Invitation == nil {
//				return actions.Deny("Please ask a colleague for an invitation."), nil
//			}
//			return actions.Allow(), nil
//		},
//		Authentication: func(ctx context.Context, a *actions.Authentication) (actions.Verdict, error) {
//			...
//		},
//	}))
//
// In a handler of the application's own, [Parse] reads a request and
// [SignResponse] makes the answer:
//
//	action, err := actions.Parse(r, secret)
//	...
//	answer, err := actions.SignResponse(action.Kind, actions.Allow(), secret, time.Now())
//	...
//	w.Header().Set("Content-Type", "application/json")
//	w.Write(answer)
//
// [ConstructAction] serves where there is no *http.Request, and [Verify] checks
// without decoding.
//
// # When there is no verdict
//
// An application that cannot decide answers with an error, as a Handler does with
// status 500. WorkOS then does what the dashboard says for an action that fails.
// To let everybody in, or nobody, while a database is away, return that verdict in
// place of the error.
//
// # The same request twice
//
// Whoever records a request can repeat it as long as its time is within the
// tolerance. It then gets a verdict of which WorkOS knows nothing; so a handler
// should decide and leave what follows from it, such as creating an account, to
// the events (see package webhooks).
//
// # Testing
//
// The fake of package workostest sends actions to a handler and checks what it
// answers:
//
//	verdict, err := srv.SendAction(ctx, handler, secret, actions.Action{
//		UserRegistration: &actions.UserRegistration{UserData: actions.UserData{Email: "ann@foo-corp.com"}},
//	})
package actions

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
)

// What an error can be matched with by errors.Is. None says what the payload or
// the signature was.
var (
	// ErrMissingSecret means that a secret is empty. Nothing was looked at.
	ErrMissingSecret = errors.New("actions: a secret is empty")
	// ErrNotSigned means that there is no signature.
	ErrNotSigned = errors.New("actions: no " + SignatureHeader + " header")
	// ErrMalformedHeader means that the header has no time, several, or no signature.
	ErrMalformedHeader = errors.New("actions: malformed " + SignatureHeader + " header")
	// ErrInvalidSignature means that no signature was made with one of the secrets:
	// the payload is not WorkOS's, was changed on its way, or is another action's.
	ErrInvalidSignature = errors.New("actions: wrong signature")
	// ErrOutsideTolerance means that the payload is WorkOS's and was signed too
	// long ago, or in the future: it was sent again by somebody, or a clock is
	// wrong.
	ErrOutsideTolerance = errors.New("actions: signed at a time outside the tolerance")
	// ErrTooLarge means that the body is longer than WithMaxBytes allows.
	ErrTooLarge = errors.New("actions: the body is too large")
	// ErrInvalidPayload means that the payload is WorkOS's and is not an action.
	ErrInvalidPayload = errors.New("actions: the payload is not an action")
)

// Kind is what an action is asked about: the object of its context.
type Kind string

// The kinds of actions.
const (
	// KindAuthentication asks whether a user may sign in.
	KindAuthentication Kind = "authentication_action_context"
	// KindUserRegistration asks whether a user may be created.
	KindUserRegistration Kind = "user_registration_action_context"
)

// Action is a question of WorkOS. One of the two pointers is set, or none where
// the kind is a new one.
type Action struct {
	// Kind is what is asked.
	Kind Kind
	// ID identifies the context, in what is asked and in WorkOS's dashboard.
	ID string
	// Authentication is the context of a KindAuthentication.
	Authentication *Authentication
	// UserRegistration is the context of a KindUserRegistration.
	UserRegistration *UserRegistration
	// Raw is the context as it arrived.
	Raw json.RawMessage
}

// Authentication is what WorkOS knows of a user who signs in.
type Authentication struct {
	// Object is "authentication_action_context".
	Object string `json:"object"`
	// ID identifies the context.
	ID string `json:"id"`
	// User is who signs in.
	User usermanagement.User `json:"user"`
	// Organization is what the user signs in to, or nil.
	Organization *organizations.Organization `json:"organization,omitempty"`
	// OrganizationMembership is the user's membership of Organization, or nil.
	OrganizationMembership *usermanagement.OrganizationMembership `json:"organization_membership,omitempty"`
	// IPAddress is where the person's request came from, or "".
	IPAddress string `json:"ip_address,omitempty"`
	// UserAgent is the User-Agent header of the person's request, or "".
	UserAgent string `json:"user_agent,omitempty"`
	// DeviceFingerprint is the same for the same device, or "".
	DeviceFingerprint string `json:"device_fingerprint,omitempty"`
	// Issuer says who vouches for the person, or "".
	Issuer string `json:"issuer,omitempty"`
}

// UserRegistration is what WorkOS knows of a person who registers.
type UserRegistration struct {
	// Object is "user_registration_action_context".
	Object string `json:"object"`
	// ID identifies the context.
	ID string `json:"id"`
	// UserData is what the person said of themselves.
	UserData UserData `json:"user_data"`
	// Invitation is what the person follows, or nil. It has no token.
	Invitation *usermanagement.Invitation `json:"invitation,omitempty"`
	// IPAddress is where the person's request came from, or "".
	IPAddress string `json:"ip_address,omitempty"`
	// UserAgent is the User-Agent header of the person's request, or "".
	UserAgent string `json:"user_agent,omitempty"`
	// DeviceFingerprint is the same for the same device, or "".
	DeviceFingerprint string `json:"device_fingerprint,omitempty"`
}

// UserData describes a user who does not exist yet.
type UserData struct {
	// Object is "user_data".
	Object string `json:"object"`
	// Email is the person's e-mail address.
	Email string `json:"email"`
	// FirstName is the person's first name, or "".
	FirstName string `json:"first_name"`
	// LastName is the person's last name, or "".
	LastName string `json:"last_name"`
	// Name is the person's full name, or "".
	Name string `json:"name,omitempty"`
}

// ConstructAction verifies a payload as Verify does, and decodes the context in
// it. What is no JSON object with an ID and a kind is an ErrInvalidPayload. One of
// a kind that this package does not know has only its Raw.
func ConstructAction(payload []byte, header, secret string, opts ...Option) (*Action, error) {
	if err := Verify(payload, header, secret, opts...); err != nil {
		return nil, err
	}
	return decode(payload)
}

func decode(payload []byte) (*Action, error) {
	var head struct {
		Object Kind   `json:"object"`
		ID     string `json:"id"`
	}
	// The errors of package json quote what they could not decode.
	if json.Unmarshal(payload, &head) != nil || head.Object == "" || head.ID == "" {
		return nil, ErrInvalidPayload
	}
	action := &Action{Kind: head.Object, ID: head.ID, Raw: payload}
	var context any
	switch action.Kind {
	case KindAuthentication:
		action.Authentication = new(Authentication)
		context = action.Authentication
	case KindUserRegistration:
		action.UserRegistration = new(UserRegistration)
		context = action.UserRegistration
	default:
		return action, nil
	}
	if json.Unmarshal(payload, context) != nil {
		return nil, ErrInvalidPayload
	}
	return action, nil
}

// Parse reads the body of a request that a server received, verifies it as Verify
// does, and decodes the context in it, as ConstructAction does. It reads no body
// without a well-formed signature, and at most 1 MiB of one with it, or what
// WithMaxBytes says: one that is longer is an ErrTooLarge. Nothing may have read
// from the body before.
func Parse(r *http.Request, secret string, opts ...Option) (*Action, error) {
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
