package webhooks_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/webhooks"
	"github.com/workos-go/workos/workostest"
)

const fullEndpoint = `{
	"object": "webhook_endpoint",
	"id": "we_1",
	"endpoint_url": "https://example.com/webhooks",
	"secret": "whsec_0FWAiVGkEfGBqqsJH4aNAGBJ4",
	"status": "disabled",
	"events": ["user.created", "brand.new"],
	"created_at": "2026-01-15T12:00:00.000Z",
	"updated_at": "2026-01-15T12:00:01.000Z"
}`

var wantEndpoint = &webhooks.Endpoint{
	Object:      "webhook_endpoint",
	ID:          "we_1",
	EndpointURL: "https://example.com/webhooks",
	Secret:      "whsec_0FWAiVGkEfGBqqsJH4aNAGBJ4",
	Status:      webhooks.EndpointStatusDisabled,
	Events:      []events.Type{events.TypeUserCreated, "brand.new"},
	CreatedAt:   operationtest.At(0),
	UpdatedAt:   operationtest.At(1),
}

// Every operation: what it sends, and what it makes of the answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	type service = *webhooks.Service
	operationtest.Run(t, webhooks.New, operationtest.Cases[service]{
		"ListEndpoints": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListEndpoints(ctx, webhooks.ListEndpointsParams{ListParams: operationtest.Paging}))
			},
			Line:   "GET /webhook_endpoints?after=x_0&before=x_9&limit=5&order=asc",
			Answer: operationtest.ListJSON(fullEndpoint), Want: operationtest.PageOf(*wantEndpoint),
		},
		"CreateEndpoint": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateEndpoint(ctx, webhooks.CreateEndpointParams{
					EndpointURL: "https://example.com/webhooks",
					Events:      []events.Type{events.TypeUserCreated, "brand.new"},
				})
			},
			Line: "POST /webhook_endpoints", Body: `{"endpoint_url":"https://example.com/webhooks","events":["user.created","brand.new"]}`,
			Answer: fullEndpoint, Want: wantEndpoint,
		},
		"UpdateEndpoint": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.UpdateEndpoint(ctx, "we_1", webhooks.UpdateEndpointParams{
					EndpointURL: "https://example.com/webhooks",
					Status:      webhooks.EndpointStatusDisabled,
					Events:      workos.Set([]events.Type{events.TypeUserCreated}),
				})
			},
			Line:   "PATCH /webhook_endpoints/we_1",
			Body:   `{"endpoint_url":"https://example.com/webhooks","status":"disabled","events":["user.created"]}`,
			Answer: fullEndpoint, Want: wantEndpoint,
		},
		"UpdateEndpoint with nothing": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.UpdateEndpoint(ctx, "we_1", webhooks.UpdateEndpointParams{})
			},
			Line: "PATCH /webhook_endpoints/we_1", Body: `{}`, Answer: fullEndpoint, Want: wantEndpoint,
		},
		"UpdateEndpoint without events": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.UpdateEndpoint(ctx, "we_1", webhooks.UpdateEndpointParams{Events: workos.Set[[]events.Type](nil)})
			},
			Line: "PATCH /webhook_endpoints/we_1", Body: `{"events":[]}`, Answer: fullEndpoint, Want: wantEndpoint,
		},
		"DeleteEndpoint": {
			Call: func(ctx context.Context, s service) (any, error) { return nil, s.DeleteEndpoint(ctx, "we_1") },
			Line: "DELETE /webhook_endpoints/we_1",
		},
	})
}

func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, webhooks.Endpoint{ID: "we_1"},
		`{"id":"we_1"}`,
		`{"id":"we_1","endpoint_url":null,"secret":null,"status":null,"events":null,"created_at":null}`,
		`{"id":"we_1","new_field":{"a":[1]}}`)
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	operationtest.RequireIDs(t, webhooks.New)
	srv := workostest.NewServer(t)
	for param, params := range map[string]webhooks.CreateEndpointParams{
		"endpoint_url": {Events: []events.Type{events.TypeUserCreated}},
		"events":       {EndpointURL: "https://example.com"},
	} {
		assert.Equal(t, param, operationtest.RefusedParam(webhooks.New(srv.Client()).CreateEndpoint(t.Context(), params)))
	}
	assert.Empty(t, srv.Requests())
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	operationtest.RequireHidden(t, *wantEndpoint, "0FWAiVGkEfGBqqsJH4aNAGBJ4")
	assert.Contains(t, fmt.Sprint(wantEndpoint), "we_1")
}
