// Package events tells an application what happened in its environment: who signed
// in, which users a directory added, which invitation was accepted.
//
// Every type of events has a Go type. A [Mux] calls the function that is for it:
//
//	mux := events.NewMux()
//	events.Handle(mux, func(ctx context.Context, e events.UserCreated) error {
//		return welcome(ctx, e.Data.Email) // e.Data is a usermanagement.User
//	})
//	events.Handle(mux, func(ctx context.Context, e events.DSyncUserUpdated) error {
//		if e.Data.Deprovisioned() { // as most are who leave: not deleted
//			return lockOut(ctx, e.Data.ID)
//		}
//		return nil
//	})
//	events.Handle(mux, func(ctx context.Context, e events.DSyncUserDeleted) error {
//		return lockOut(ctx, e.Data.ID)
//	})
//
// The same events come in two ways, and the same Mux takes them. WorkOS posts them to
// the application, as webhooks, soon and in any order. One that fails is sent again for
// some time, and then given up:
//
//	http.Handle("/webhooks", webhooks.Handler(secret, mux.Dispatch))
//
// Or the application reads them from the events API, which has them in their order
// and keeps them for a while (the API reference does not say how long), so that none
// is lost while the application is down. A [Consumer] does that, from where it was. One
// that fails is tried again until it is handled, and those after it wait:
//
//	consumer := &events.Consumer{
//		Service: events.New(client),
//		Events:  mux.Types(),
//		Handle:  mux.Dispatch,
//		Cursor:  place, // keeps the ID of the last event
//	}
//	err := consumer.Run(ctx)
//
// Both together: webhooks that do nothing but call [Consumer.Wake], so that it reads
// at once what happened.
//
// An event may arrive more than once, in both ways: its ID tells. Package webhooks says
// what else there is to know of them: answers, order, secrets.
//
// Beside its payload an event says, in its [Context], who did it, and what an
// update changed:
//
//	if old, ok := e.Context.PreviousAttributes["email"]; ok { // JSON
//		...
//	}
//
// Types that this package does not know, those of tomorrow, are ignored, or go to
// [Mux.Fallback]: an [Event] with its payload as it arrived, in JSON, which [Data]
// decodes.
package events

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/workos-go/workos"
)

// Service calls the event operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }

// Event is something that happened. It is the same in a webhook and in the events
// API, so that an ID seen before is an event that was handled before.
type Event struct {
	// Object is "event".
	Object string `json:"object"`
	// ID identifies the event.
	ID string `json:"id"`
	// Type says what happened.
	Type Type `json:"event"`
	// Data is the payload as it arrived. The function Data decodes it.
	Data json.RawMessage `json:"data"`
	// CreatedAt is when it happened.
	CreatedAt time.Time `json:"created_at"`
	// Context says how it came about, or nil.
	Context *Context `json:"context,omitempty"`
}

// Context says how an event came about.
type Context struct {
	// GoogleAnalyticsClientID is the visitor at Google Analytics.
	GoogleAnalyticsClientID string `json:"google_analytics_client_id,omitempty"`
	// GoogleAnalyticsSessions are the visitor's sessions there.
	GoogleAnalyticsSessions []GoogleAnalyticsSession `json:"google_analytics_sessions,omitempty"`
	// AJSAnonymousID is the visitor at Segment (analytics.js).
	AJSAnonymousID string `json:"ajs_anonymous_id,omitempty"`
	// ClientID is the client ID of the application where it happened.
	ClientID string `json:"client_id,omitempty"`
	// Actor is who did it, or nil.
	Actor *Actor `json:"actor,omitempty"`
	// AccessType says whom a feature flag is on for, where its rule changed.
	AccessType AccessType `json:"access_type,omitempty"`
	// ConfiguredTargets are those whom the flag is on for, or nil.
	ConfiguredTargets *ConfiguredTargets `json:"configured_targets,omitempty"`
	// PreviousAttributes are the attributes that an update changed, with the
	// values that they had before, as they arrived.
	PreviousAttributes map[string]json.RawMessage `json:"previous_attributes,omitempty"`
}

// UnmarshalJSON leaves out what is not of the type that is known: an event arrives
// whatever its context has become.
func (c *Context) UnmarshalJSON(data []byte) error {
	type plain Context
	err := json.Unmarshal(data, (*plain)(c)) // goes on after a wrong type
	if errors.As(err, new(*json.UnmarshalTypeError)) {
		return nil
	}
	return err
}

// GoogleAnalyticsSession is a visitor's session at Google Analytics.
type GoogleAnalyticsSession struct {
	// ContainerID is the container of the page.
	ContainerID string `json:"containerId"`
	// SessionID identifies the session.
	SessionID string `json:"sessionId,omitempty"`
	// SessionNumber counts the visitor's sessions.
	SessionNumber string `json:"sessionNumber,omitempty"`
}

// Actor is who did what an event tells of.
type Actor struct {
	// ID identifies the actor.
	ID string `json:"id"`
	// Source says where the actor did it.
	Source ActorSource `json:"source"`
	// Name is the actor's name, or "".
	Name string `json:"name"`
}

// ActorSource says where an actor did something.
type ActorSource string

// Where an actor can do something.
const (
	ActorSourceAdminPortal ActorSource = "admin_portal"
	ActorSourceAPI         ActorSource = "api"
	ActorSourceDashboard   ActorSource = "dashboard"
	ActorSourceSystem      ActorSource = "system"
)

// AccessType says whom a feature flag is on for.
type AccessType string

// Whom a feature flag can be on for.
const (
	AccessTypeAll  AccessType = "all"
	AccessTypeNone AccessType = "none"
	AccessTypeSome AccessType = "some"
)

// ConfiguredTargets are those whom a feature flag is on for.
type ConfiguredTargets struct {
	// Organizations are the organizations among them.
	Organizations []TargetOrganization `json:"organizations"`
	// Users are the users among them.
	Users []TargetUser `json:"users"`
}

// TargetOrganization is an organization that a feature flag is on for.
type TargetOrganization struct {
	// ID identifies the organization.
	ID string `json:"id"`
	// Name is the organization's name.
	Name string `json:"name"`
}

// TargetUser is a user whom a feature flag is on for.
type TargetUser struct {
	// ID identifies the user.
	ID string `json:"id"`
	// Email is the user's e-mail address.
	Email string `json:"email"`
}

// Data decodes the payload of an event, or of a pointer to one, into T: a type of
// the product that the event is about, or the application's own. Its errors are an
// ErrInvalidPayload, and do not quote the payload.
//
//	user, err := events.Data[usermanagement.User](event)
func Data[T any, E Event | *Event](event E) (*T, error) {
	var e Event
	switch event := any(event).(type) {
	case Event:
		e = event
	case *Event:
		if event == nil {
			return nil, errors.New("events: there is no event")
		}
		e = *event
	}
	data := new(T)
	if err := e.decode(data); err != nil {
		return nil, err
	}
	return data, nil
}

// ErrInvalidPayload matches the errors of payloads that are not what they are
// decoded into.
var ErrInvalidPayload = errors.New("events: the payload does not fit")

// payloadError says what does not fit, and quotes nothing of the payload.
type payloadError string

func (e payloadError) Error() string { return string(e) }

// Is reports whether target is ErrInvalidPayload.
func (e payloadError) Is(target error) bool { return target == ErrInvalidPayload }

// decode decodes the payload.
func (e *Event) decode(data any) error {
	name := strings.TrimSpace(string(e.Type) + " " + e.ID)
	if len(e.Data) == 0 || string(e.Data) == "null" {
		return payloadError("events: " + name + " has no payload")
	}
	if err := json.Unmarshal(e.Data, data); err != nil {
		return payloadError(fmt.Sprintf("events: the payload of %s cannot be decoded into %T%s", name, data, misfit(err)))
	}
	return nil
}

// misfit says what does not fit, as far as that is known. What package json says
// would quote numbers, times and the keys of maps.
func misfit(err error) string {
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) || wrong.Type == reflect.TypeFor[[]byte]() { // no base64
		return ""
	}
	kind, _, _ := strings.Cut(wrong.Value, " ") // such as "number 42"
	return fmt.Sprintf(": a JSON %s is no %s", kind, wrong.Type)
}

// ListParams are the parameters of List.
type ListParams struct {
	workos.ListParams

	// Events asks for these types of events alone.
	Events []Type `url:"events,omitempty,comma"`
	// RangeStart asks for what happened after this time.
	RangeStart time.Time `url:"range_start,omitempty" layout:"2006-01-02T15:04:05.999999999Z07:00"`
	// RangeEnd asks for what happened before this time.
	RangeEnd time.Time `url:"range_end,omitempty" layout:"2006-01-02T15:04:05.999999999Z07:00"`
	// OrganizationID asks for the events of this organization.
	OrganizationID string `url:"organization_id,omitempty"`
}

// List returns a page of the events. The page's All walks over all of them: with
// workos.OrderAsc from the oldest, or from the one after a cursor, to the newest.
// Say which order: an application that goes on where it stopped needs OrderAsc. A
// page has a cursor to what comes after it alone, so that a walk with Before ends
// with its first page.
// A filter that cannot be is a workos.ErrBadRequest or workos.ErrUnprocessable.
//
// Calls GET /events.
func (s *Service) List(ctx context.Context, params ListParams, opts ...workos.RequestOption) (*workos.List[Event], error) {
	return workos.GetList[Event](ctx, s.client, workos.Path("/events"), params, opts...)
}
