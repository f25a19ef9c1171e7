package auditlogs

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/workos-go/workos"
)

// CreateEventParams are the parameters of CreateEvent.
type CreateEventParams struct {
	// OrganizationID is the organization whose audit log gets the event.
	OrganizationID string `json:"organization_id" required:"true"`
	// Event is what happened.
	Event Event `json:"event" required:"true"`
}

// Event is something that somebody did.
//
// Metadata, here and of actors and targets, has at most 50 keys of at most 40
// letters, digits, hyphens and underscores. Its values are strings of at most 500
// characters, numbers and booleans.
type Event struct {
	// Action is what was done, such as "document.shared".
	Action string `json:"action" required:"true"`
	// OccurredAt is when it was done.
	OccurredAt time.Time `json:"occurred_at" required:"true"`
	// Actor is who did it.
	Actor Actor `json:"actor" required:"true"`
	// Targets are what it was done to. The API wants the list, and takes an empty one:
	// []auditlogs.Target{} says that there are none, as of a sign-in. A nil list was
	// forgotten, and is a *workos.ParamError.
	Targets []Target `json:"targets" required:"true"`
	// Context says from where it was done.
	Context Context `json:"context" required:"true"`
	// Metadata is what else there is to know about it.
	Metadata map[string]any `json:"metadata,omitempty"`
	// Version is the version of the action's schema that the event follows; 0
	// leaves it to the API.
	Version int `json:"version,omitempty"`
}

// Actor is who did something.
type Actor struct {
	// ID is the application's own ID of the actor.
	ID string `json:"id" required:"true"`
	// Type is the kind of the actor, such as "user".
	Type string `json:"type" required:"true"`
	// Name is the actor's name.
	Name string `json:"name,omitempty"`
	// Metadata is what else there is to know about the actor.
	Metadata map[string]any `json:"metadata,omitempty"`
}

// Target is what something was done to.
type Target struct {
	// ID is the application's own ID of the target.
	ID string `json:"id" required:"true"`
	// Type is the kind of the target, such as "document".
	Type string `json:"type" required:"true"`
	// Name is the target's name.
	Name string `json:"name,omitempty"`
	// Metadata is what else there is to know about the target.
	Metadata map[string]any `json:"metadata,omitempty"`
}

// Context says from where something was done.
type Context struct {
	// Location is an IP address, or another word for a place.
	Location string `json:"location" required:"true"`
	// UserAgent is the browser or other program.
	UserAgent string `json:"user_agent,omitempty"`
}

// CreateEventResult is the answer of CreateEvent.
type CreateEventResult struct {
	// Success says that the event was written.
	Success bool `json:"success"`
}

// CreateEvent writes an event to the audit log of an organization.
//
// The call has an idempotency key of its own, made at random, so that it is
// repeated when WorkOS is down and writes one event. Where the application may
// make the call again itself, after a crash or from a queue, it says by
// workos.WithIdempotencyKey which event it is.
//
// An event that its action's schema does not allow is a workos.ErrBadRequest
// with the code "invalid_audit_log_event", whose field errors are paths such as
// "/targets"; an unknown organization is a workos.ErrNotFound.
//
// Calls POST /audit_logs/events.
func (s *Service) CreateEvent(ctx context.Context, params CreateEventParams, opts ...workos.RequestOption) (*CreateEventResult, error) {
	req := workos.Request{Method: "POST", Path: workos.Path("/audit_logs/events"), Body: params, Idempotent: true}
	key := workos.WithIdempotencyKey(rand.Text())
	return workos.Do[CreateEventResult](ctx, s.client, req, append([]workos.RequestOption{key}, opts...)...)
}
