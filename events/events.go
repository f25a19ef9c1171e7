// Package events reads what happened in an environment: who signed in, which
// users a directory added, which invitation was accepted.
//
// An [Event] has a type and a payload. The same events arrive as webhooks (see
// package webhooks) and are kept by the events API, which List reads: an
// application that stores the ID of the last event that it handled goes on from
// there.
//
//	page, err := events.New(client).List(ctx, events.ListParams{
//		ListParams: workos.ListParams{After: lastEventID, Order: workos.OrderAsc},
//		Events:     []events.Type{events.TypeDSyncUserCreated, events.TypeDSyncUserDeleted},
//	})
//	...
//	for event, err := range page.All(ctx) {
//		if err != nil {
//			return err
//		}
//		user, err := events.Data[directorysync.User](event)
//		...
//		lastEventID = event.ID
//	}
//
// An application that was never here before begins with RangeStart in place of
// After. The same event may arrive more than once, as a webhook and from List:
// its ID tells.
package events

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/workos-go/workos"
)

// Service calls the operation on events.
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
// the product that the event is about, or the application's own. Its error does
// not quote the payload.
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
	if len(e.Data) == 0 || string(e.Data) == "null" {
		return nil, errors.New("events: " + string(e.Type) + " has no payload")
	}
	data := new(T)
	if err := json.Unmarshal(e.Data, data); err != nil {
		return nil, fmt.Errorf("events: the payload of %s cannot be decoded into %T%s", e.Type, data, misfit(err))
	}
	return data, nil
}

// misfit says what does not fit, as far as that is known. What package json says
// would quote numbers, times and the keys of maps.
func misfit(err error) string {
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
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
