package workostest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/webhooks"
	"github.com/workos-go/workos/workostest"
)

var userEvents = []events.Type{events.TypeUserCreated, events.TypeUserDeleted}

func createEndpoint(t *testing.T, hooks *webhooks.Service, url string, opts ...workos.RequestOption) *webhooks.Endpoint {
	t.Helper()
	endpoint, err := hooks.CreateEndpoint(t.Context(), webhooks.CreateEndpointParams{EndpointURL: url, Events: userEvents}, opts...)
	require.NoError(t, err)
	return endpoint
}

func TestWebhookEndpointLifeCycle(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	hooks, ctx := webhooks.New(srv.Client()), t.Context()

	var response workos.Response
	created := createEndpoint(t, hooks, "https://example.com/webhooks", workos.WithResponse(&response))
	assert.Equal(t, http.StatusCreated, response.StatusCode)
	assert.Regexp(t, `^we_[0-9A-Z]{26}$`, created.ID)
	assert.Regexp(t, `^whsec_[0-9A-Z]{25}$`, created.Secret)
	assert.JSONEq(t, `{"object":"webhook_endpoint","id":"`+created.ID+`","endpoint_url":"https://example.com/webhooks",
		"secret":"`+created.Secret+`","status":"enabled","events":["user.created","user.deleted"],
		"created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:00Z"}`, string(response.Body))

	srv.Advance(time.Minute)
	unchanged, err := hooks.UpdateEndpoint(ctx, created.ID, webhooks.UpdateEndpointParams{})
	require.NoError(t, err)
	assert.Equal(t, created.UpdatedAt.Add(time.Minute), unchanged.UpdatedAt)
	unchanged.UpdatedAt = created.UpdatedAt
	assert.Equal(t, created, unchanged)

	updated, err := hooks.UpdateEndpoint(ctx, created.ID, webhooks.UpdateEndpointParams{
		EndpointURL: "https://example.com/other",
		Status:      webhooks.EndpointStatusDisabled,
		Events:      workos.Set([]events.Type{events.TypeRoleCreated}),
	}, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, response.StatusCode)
	want := *created
	want.EndpointURL, want.Status, want.Events = "https://example.com/other", "disabled", []events.Type{"role.created"}
	want.UpdatedAt = updated.UpdatedAt
	assert.Equal(t, &want, updated)

	second := createEndpoint(t, hooks, "https://example.com/webhooks")
	assert.NotEqual(t, created.Secret, second.Secret)
	page, err := hooks.ListEndpoints(ctx, webhooks.ListEndpointsParams{})
	require.NoError(t, err)
	assert.Equal(t, []webhooks.Endpoint{*second, *updated}, page.Data)
	page, err = hooks.ListEndpoints(ctx, webhooks.ListEndpointsParams{ListParams: workos.ListParams{Limit: 1, Order: workos.OrderAsc}})
	require.NoError(t, err)
	assert.Equal(t, []webhooks.Endpoint{*updated}, page.Data)
	assert.Equal(t, updated.ID, page.Metadata.After)

	require.NoError(t, hooks.DeleteEndpoint(ctx, created.ID, workos.WithResponse(&response)))
	assert.Equal(t, http.StatusNoContent, response.StatusCode)
	requireRefusal(t, hooks.DeleteEndpoint(ctx, created.ID), 404, "entity_not_found")
	_, err = hooks.UpdateEndpoint(ctx, created.ID, webhooks.UpdateEndpointParams{})
	requireRefusal(t, err, 404, "entity_not_found")
	page, err = hooks.ListEndpoints(ctx, webhooks.ListEndpointsParams{})
	require.NoError(t, err)
	assert.Equal(t, []webhooks.Endpoint{*second}, page.Data)
}

func TestRefusedWebhookEndpoints(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	hooks, ctx := webhooks.New(srv.Client()), t.Context()
	const takenURL = "https://example.com/taken"
	createEndpoint(t, hooks, takenURL)
	own := createEndpoint(t, hooks, "https://example.com/own")

	problem := func(code, message string) []workos.FieldError {
		return []workos.FieldError{{Code: code, Message: message}}
	}
	for name, test := range map[string]struct {
		url    string
		events []events.Type
		status int
		code   string
		fields []workos.FieldError
	}{
		"taken":         {takenURL, userEvents, 409, "duplicate_endpoint", nil},
		"not encrypted": {"http://example.com/webhooks", userEvents, 422, "invalid_url", nil},
		"no host":       {"https:///webhooks", userEvents, 422, "invalid_url", nil},
		"no URL":        {"https://exa mple.com", userEvents, 422, "invalid_url", nil},
		"unknown event": {
			"https://example.com/new", []events.Type{"user.created", "user.create"},
			422, "invalid_request_parameters", problem("unknown_event_type", "'user.create' is not sent to endpoints."),
		},
		"event of the events API alone": {
			"https://example.com/new", []events.Type{events.TypeDSyncTokenCreated},
			422, "invalid_request_parameters", problem("unknown_event_type", "'dsync.token.created' is not sent to endpoints."),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := hooks.CreateEndpoint(ctx, webhooks.CreateEndpointParams{EndpointURL: test.url, Events: test.events})
			requireRefusal(t, err, test.status, test.code, test.fields...)
			_, err = hooks.UpdateEndpoint(ctx, own.ID, webhooks.UpdateEndpointParams{EndpointURL: test.url, Events: workos.Set(test.events)})
			requireRefusal(t, err, test.status, test.code, test.fields...)
		})
	}
	_, err := hooks.UpdateEndpoint(ctx, own.ID, webhooks.UpdateEndpointParams{Status: "asleep"})
	requireRefusal(t, err, 422, "invalid_request_parameters", problem("unknown_value", "status is enabled or disabled.")...)
	_, err = hooks.UpdateEndpoint(ctx, own.ID, webhooks.UpdateEndpointParams{Events: workos.Null[[]events.Type]()})
	requireRefusal(t, err, 422, "invalid_request_parameters", problem("required", "events is required.")...)
}

// What the client does not send is refused too.
func TestWebhookEndpointOfNothing(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://api.workos.test/webhook_endpoints", strings.NewReader(`{}`))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+workostest.APIKey)
	res, err := srv.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	assert.Equal(t, http.StatusUnprocessableEntity, res.StatusCode)
	page, err := webhooks.New(srv.Client()).ListEndpoints(t.Context(), webhooks.ListEndpointsParams{})
	require.NoError(t, err)
	assert.Empty(t, page.Data)
}
