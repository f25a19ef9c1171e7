package events

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/workos-go/workos/internal/secret"
)

// Of is an Event whose payload is decoded into a T. The types of events, such as
// UserCreated, embed it: their values have these fields.
type Of[T any] struct {
	// Object is "event".
	Object string `json:"object"`
	// ID identifies the event.
	ID string `json:"id"`
	// Type says what happened.
	Type Type `json:"event"`
	// Data is the payload.
	Data T `json:"data"`
	// CreatedAt is when it happened.
	CreatedAt time.Time `json:"created_at"`
	// Context says how it came about: by which Actor, and with which
	// PreviousAttributes. It is zero where nothing is known.
	Context Context `json:"context,omitzero"`
}

// Format hides what is secret in the payload.
func (o Of[T]) Format(f fmt.State, _ rune) { secret.Format(f, o) }

// LogValue hides what is secret in the payload.
func (o Of[T]) LogValue() slog.Value { return secret.LogValue(o) }

// decode fills in what an event says.
func (o *Of[T]) decode(event *Event) error {
	*o = Of[T]{Object: event.Object, ID: event.ID, Type: event.Type, CreatedAt: event.CreatedAt}
	if event.Context != nil {
		o.Context = *event.Context
	}
	return event.decode(&o.Data)
}

// Typed is one of the types of events of this package, such as UserCreated.
type Typed[E any] interface {
	*E
	kind() Type
	decode(event *Event) error
}

// Mux calls, for every event, the function that is for its type, as an
// http.ServeMux does for requests. All functions are registered first; then
// Dispatch may be called at once for several events. The zero Mux is ready for use.
type Mux struct {
	handlers map[Type]func(context.Context, *Event) error
	fallback func(context.Context, *Event) error
}

// NewMux returns a Mux without functions: it ignores all events.
func NewMux() *Mux { return new(Mux) }

// Handle registers a function for the events of its second parameter's type:
//
//	events.Handle(mux, func(ctx context.Context, e events.UserCreated) error {
//		return welcome(ctx, e.Data.Email)
//	})
//
// It panics where there is one already.
func Handle[E any, P Typed[E]](mux *Mux, handle func(ctx context.Context, event E) error) {
	kind := P(new(E)).kind()
	if handle == nil {
		mux.Handle(kind, nil) // panics
	}
	mux.Handle(kind, func(ctx context.Context, event *Event) error {
		var typed E
		if err := P(&typed).decode(event); err != nil {
			return err
		}
		return handle(ctx, typed)
	})
}

// Handle registers a function for the events of a type as they arrive: for a type
// that this package does not know yet, or a payload of the application's own (see
// Data). It panics where there is one already.
func (m *Mux) Handle(kind Type, handle func(ctx context.Context, event *Event) error) {
	switch {
	case handle == nil:
		panic("events: the function for " + string(kind) + " is nil")
	case m.handlers[kind] != nil:
		panic("events: there are two functions for " + string(kind))
	}
	if m.handlers == nil {
		m.handlers = map[Type]func(context.Context, *Event) error{}
	}
	m.handlers[kind] = handle
}

// Fallback registers a function for the events of all types that have none. Without
// it, they are ignored. It panics where there is one already.
func (m *Mux) Fallback(handle func(ctx context.Context, event *Event) error) {
	switch {
	case handle == nil:
		panic("events: the fallback is nil")
	case m.fallback != nil:
		panic("events: there are two fallbacks")
	}
	m.fallback = handle
}

// Types returns the types that have a function, sorted: what to ask the events API
// or a webhook endpoint for. A fallback adds none.
func (m *Mux) Types() []Type { return slices.Sorted(maps.Keys(m.handlers)) }

// Dispatch calls the function for an event, and returns its error. It is what
// webhooks.Handler and a Consumer take. A payload that does not fit its type is an
// ErrInvalidPayload; events of unknown types have none.
func (m *Mux) Dispatch(ctx context.Context, event *Event) error {
	if event == nil {
		return errors.New("events: there is no event")
	}
	handle := m.handlers[event.Type]
	if handle == nil {
		handle = m.fallback
	}
	if handle == nil {
		return nil
	}
	return handle(ctx, event)
}
