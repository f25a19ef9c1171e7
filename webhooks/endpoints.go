package webhooks

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/internal/secret"
)

// Service calls the webhook endpoint operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }

// Endpoint is a URL to which WorkOS sends events.
type Endpoint struct {
	// Object is "webhook_endpoint".
	Object string `json:"object"`
	// ID identifies the endpoint.
	ID string `json:"id"`
	// EndpointURL is where events are sent.
	EndpointURL string `json:"endpoint_url"`
	// Secret is what WorkOS signs with, and what Handler, Parse, ConstructEvent
	// and Verify are given.
	Secret string `json:"secret" secret:"true"`
	// Status says whether events are sent.
	Status EndpointStatus `json:"status"`
	// Events are the types of events that are sent.
	Events []events.Type `json:"events"`
	// CreatedAt is when the endpoint was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the endpoint was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// Format hides the secret.
func (e Endpoint) Format(f fmt.State, _ rune) { secret.Format(f, e) }

// LogValue hides the secret.
func (e Endpoint) LogValue() slog.Value { return secret.LogValue(e) }

// EndpointStatus says whether events are sent to an endpoint.
type EndpointStatus string

// The statuses of an endpoint.
const (
	EndpointStatusEnabled  EndpointStatus = "enabled"
	EndpointStatusDisabled EndpointStatus = "disabled"
)

// ListEndpointsParams are the parameters of ListEndpoints.
type ListEndpointsParams struct {
	workos.ListParams
}

// ListEndpoints returns a page of the endpoints, newest first unless the params
// say otherwise. The page's All walks over all of them.
//
// Calls GET /webhook_endpoints.
func (s *Service) ListEndpoints(ctx context.Context, params ListEndpointsParams, opts ...workos.RequestOption) (*workos.List[Endpoint], error) {
	return workos.GetList[Endpoint](ctx, s.client, workos.Path("/webhook_endpoints"), params, opts...)
}

// CreateEndpointParams are the parameters of CreateEndpoint.
type CreateEndpointParams struct {
	// EndpointURL is where events are sent: an https URL, which no other endpoint
	// has.
	EndpointURL string `json:"endpoint_url" required:"true"`
	// Events are the types of events to send. A few types are not sent to
	// endpoints and stand only in the events API.
	Events []events.Type `json:"events" required:"true"`
}

// CreateEndpoint creates an endpoint, enabled, with a secret of its own.
//
// A URL that another endpoint has is a workos.ErrConflict with the code
// "duplicate_endpoint". One that cannot be used, or a type of events that is not
// sent to endpoints, is a workos.ErrUnprocessable with the code "invalid_url" or
// "invalid_request_parameters".
//
// Calls POST /webhook_endpoints.
func (s *Service) CreateEndpoint(ctx context.Context, params CreateEndpointParams, opts ...workos.RequestOption) (*Endpoint, error) {
	return workos.Post[Endpoint](ctx, s.client, workos.Path("/webhook_endpoints"), params, opts...)
}

// UpdateEndpointParams are the parameters of UpdateEndpoint. What is zero stays
// as it is.
type UpdateEndpointParams struct {
	// EndpointURL is where events are sent: an https URL, which no other endpoint
	// has.
	EndpointURL string `json:"endpoint_url,omitempty"`
	// Status says whether events are sent.
	Status EndpointStatus `json:"status,omitempty"`
	// Events replaces the types of events that are sent.
	Events workos.Optional[[]events.Type] `json:"events,omitzero"`
}

// UpdateEndpoint changes an endpoint, whose secret stays. The errors are those of
// CreateEndpoint. An unknown ID is a workos.ErrNotFound.
//
// Calls PATCH /webhook_endpoints/{id}.
func (s *Service) UpdateEndpoint(ctx context.Context, id string, params UpdateEndpointParams, opts ...workos.RequestOption) (*Endpoint, error) {
	return workos.Patch[Endpoint](ctx, s.client, workos.Path("/webhook_endpoints/{id}", id), params, opts...)
}

// DeleteEndpoint deletes an endpoint: events are no longer sent to it. An unknown
// ID is a workos.ErrNotFound.
//
// Calls DELETE /webhook_endpoints/{id}.
func (s *Service) DeleteEndpoint(ctx context.Context, id string, opts ...workos.RequestOption) error {
	return workos.Delete(ctx, s.client, workos.Path("/webhook_endpoints/{id}", id), opts...)
}
