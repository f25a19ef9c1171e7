package webhooks_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
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
	CreatedAt:   time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC),
	UpdatedAt:   time.Date(2026, 1, 15, 12, 0, 1, 0, time.UTC),
}

// Every operation: what it sends, and what it makes of the answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	list := `{"object":"list","data":[` + fullEndpoint + `],"list_metadata":{"before":null,"after":null}}`
	for name, test := range map[string]struct {
		route    string
		answer   string
		call     func(*testing.T, *webhooks.Service) (any, error)
		line     string
		body     string
		expected any
	}{
		"ListEndpoints": {
			"GET /webhook_endpoints", list,
			func(t *testing.T, s *webhooks.Service) (any, error) {
				t.Helper()
				page, err := s.ListEndpoints(t.Context(), webhooks.ListEndpointsParams{
					ListParams: workos.ListParams{Before: "we_9", After: "we_0", Limit: 5, Order: workos.OrderAsc},
				})
				require.NoError(t, err)
				return page.Data, err
			},
			"GET /webhook_endpoints?after=we_0&before=we_9&limit=5&order=asc", "",
			[]webhooks.Endpoint{*wantEndpoint},
		},
		"CreateEndpoint": {
			"POST /webhook_endpoints", fullEndpoint,
			func(t *testing.T, s *webhooks.Service) (any, error) {
				t.Helper()
				return s.CreateEndpoint(t.Context(), webhooks.CreateEndpointParams{
					EndpointURL: "https://example.com/webhooks",
					Events:      []events.Type{events.TypeUserCreated, "brand.new"},
				})
			},
			"POST /webhook_endpoints",
			`{"endpoint_url":"https://example.com/webhooks","events":["user.created","brand.new"]}`, wantEndpoint,
		},
		"UpdateEndpoint": {
			"PATCH /webhook_endpoints/{id}", fullEndpoint,
			func(t *testing.T, s *webhooks.Service) (any, error) {
				t.Helper()
				return s.UpdateEndpoint(t.Context(), "we_1", webhooks.UpdateEndpointParams{
					EndpointURL: "https://example.com/webhooks",
					Status:      webhooks.EndpointStatusDisabled,
					Events:      workos.Set([]events.Type{events.TypeUserCreated}),
				})
			},
			"PATCH /webhook_endpoints/we_1",
			`{"endpoint_url":"https://example.com/webhooks","status":"disabled","events":["user.created"]}`, wantEndpoint,
		},
		"UpdateEndpoint with nothing": {
			"PATCH /webhook_endpoints/{id}", fullEndpoint,
			func(t *testing.T, s *webhooks.Service) (any, error) {
				t.Helper()
				return s.UpdateEndpoint(t.Context(), "we_1", webhooks.UpdateEndpointParams{})
			},
			"PATCH /webhook_endpoints/we_1", `{}`, wantEndpoint,
		},
		"UpdateEndpoint without events": {
			"PATCH /webhook_endpoints/{id}", fullEndpoint,
			func(t *testing.T, s *webhooks.Service) (any, error) {
				t.Helper()
				return s.UpdateEndpoint(t.Context(), "we_1", webhooks.UpdateEndpointParams{Events: workos.Set[[]events.Type](nil)})
			},
			"PATCH /webhook_endpoints/we_1", `{"events":[]}`, wantEndpoint,
		},
		"DeleteEndpoint": {
			"DELETE /webhook_endpoints/{id}", "",
			func(t *testing.T, s *webhooks.Service) (any, error) {
				t.Helper()
				return nil, s.DeleteEndpoint(t.Context(), "we_1")
			},
			"DELETE /webhook_endpoints/we_1", "", nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := workostest.NewServer(t)
			srv.Fail(test.route, 1, workostest.Respond(http.StatusOK, nil, test.answer))
			got, err := test.call(t, webhooks.New(srv.Client()))
			require.NoError(t, err)
			assert.Equal(t, test.expected, got)
			require.Len(t, srv.Requests(), 1)
			sent := srv.Requests()[0]
			line := sent.Method + " " + sent.Path
			if len(sent.Query) > 0 {
				line += "?" + sent.Query.Encode()
			}
			assert.Equal(t, test.line, line)
			if test.body == "" {
				assert.Empty(t, sent.Body)
			} else {
				assert.JSONEq(t, test.body, string(sent.Body))
			}
			assert.Equal(t, "Bearer "+workostest.APIKey, sent.Header.Get("Authorization"))
			assert.Equal(t, "application/json", sent.Header.Get("Accept"))
			assert.Equal(t, test.body != "", sent.Header.Get("Content-Type") == "application/json")
		})
	}
}

// Nulls, absent fields and unknown fields do not matter.
func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"id":"we_1"}`,
		`{"id":"we_1","endpoint_url":null,"secret":null,"status":null,"events":null,"created_at":null}`,
		`{"id":"we_1","new_field":{"a":[1]}}`,
	} {
		var endpoint webhooks.Endpoint
		require.NoError(t, json.Unmarshal([]byte(body), &endpoint))
		assert.Equal(t, webhooks.Endpoint{ID: "we_1"}, endpoint, body)
	}
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	hooks, ctx := webhooks.New(srv.Client()), t.Context()
	var paramErr *workos.ParamError
	for _, id := range []string{"", ".", ".."} {
		_, err := hooks.UpdateEndpoint(ctx, id, webhooks.UpdateEndpointParams{})
		require.ErrorAs(t, err, &paramErr)
		require.ErrorAs(t, hooks.DeleteEndpoint(ctx, id), &paramErr)
	}
	for param, params := range map[string]webhooks.CreateEndpointParams{
		"endpoint_url": {Events: []events.Type{events.TypeUserCreated}},
		"events":       {EndpointURL: "https://example.com"},
	} {
		_, err := hooks.CreateEndpoint(ctx, params)
		require.ErrorAs(t, err, &paramErr)
		assert.Equal(t, param, paramErr.Param)
	}
	assert.Empty(t, srv.Requests())
}

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "value", *wantEndpoint, "pointer", wantEndpoint)
	printed := log.String() + fmt.Sprintf("%v %+v %#v %s %v %#v", *wantEndpoint, *wantEndpoint, *wantEndpoint, *wantEndpoint, wantEndpoint, wantEndpoint)
	assert.Contains(t, printed, "we_1")
	assert.NotContains(t, printed, "0FWAiVGkEfGBqqsJH4aNAGBJ4")
}
