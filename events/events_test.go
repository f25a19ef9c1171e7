package events_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

const fullEvent = `{
	"object": "event",
	"id": "event_1",
	"event": "flag.rule_updated",
	"data": {"object": "feature_flag", "id": "flag_1", "tags": [], "owner": null},
	"created_at": "2026-01-15T12:00:00.123Z",
	"context": {
		"google_analytics_client_id": "123.456",
		"google_analytics_sessions": [{"containerId": "G-1", "sessionId": "s-1", "sessionNumber": "2"}, {"containerId": "G-2"}],
		"ajs_anonymous_id": "anon-1",
		"client_id": "client_1",
		"actor": {"id": "user_1", "source": "dashboard", "name": "Ann"},
		"access_type": "some",
		"configured_targets": {
			"organizations": [{"id": "org_1", "name": "Foo Corp"}],
			"users": [{"id": "user_2", "email": "ben@foo-corp.com"}]
		},
		"previous_attributes": {"data": {"enabled": false}, "context": {"access_type": "none"}}
	}
}`

var wantEvent = events.Event{
	Object:    "event",
	ID:        "event_1",
	Type:      events.TypeFlagRuleUpdated,
	Data:      json.RawMessage(`{"object": "feature_flag", "id": "flag_1", "tags": [], "owner": null}`),
	CreatedAt: time.Date(2026, 1, 15, 12, 0, 0, 123_000_000, time.UTC),
	Context: &events.Context{
		GoogleAnalyticsClientID: "123.456",
		GoogleAnalyticsSessions: []events.GoogleAnalyticsSession{
			{ContainerID: "G-1", SessionID: "s-1", SessionNumber: "2"},
			{ContainerID: "G-2"},
		},
		AJSAnonymousID: "anon-1",
		ClientID:       "client_1",
		Actor:          &events.Actor{ID: "user_1", Source: events.ActorSourceDashboard, Name: "Ann"},
		AccessType:     events.AccessTypeSome,
		ConfiguredTargets: &events.ConfiguredTargets{
			Organizations: []events.TargetOrganization{{ID: "org_1", Name: "Foo Corp"}},
			Users:         []events.TargetUser{{ID: "user_2", Email: "ben@foo-corp.com"}},
		},
		PreviousAttributes: map[string]json.RawMessage{
			"data":    json.RawMessage(`{"enabled": false}`),
			"context": json.RawMessage(`{"access_type": "none"}`),
		},
	},
}

// Every operation: what it sends, and what it makes of the answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	type service = *events.Service
	operationtest.Run(t, events.New, operationtest.Cases[service]{
		"List": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.List(ctx, events.ListParams{
					ListParams:     workos.ListParams{Before: "event_9", After: "event_0", Limit: 5, Order: workos.OrderNormal},
					Events:         []events.Type{events.TypeUserCreated, "user.of_tomorrow"},
					RangeStart:     time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC),
					RangeEnd:       time.Date(2026, 1, 16, 13, 0, 0, 0, time.FixedZone("", 3600)),
					OrganizationID: "org_1",
				}))
			},
			Line: "GET /events?after=event_0&before=event_9&events=user.created%2Cuser.of_tomorrow&limit=5&order=normal&organization_id=org_1" +
				"&range_end=2026-01-16T13%3A00%3A00%2B01%3A00&range_start=2026-01-15T12%3A00%3A00Z",
			Answer: operationtest.ListJSON(fullEvent), Want: operationtest.PageOf(wantEvent),
		},
		"List of everything": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.List(ctx, events.ListParams{}))
			},
			Line: "GET /events", Answer: operationtest.ListJSON(fullEvent), Want: operationtest.PageOf(wantEvent),
		},
	})
}

func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, events.Event{ID: "event_1"},
		`{"id":"event_1"}`,
		`{"id":"event_1","event":null,"created_at":null,"context":null,"object":null}`)
	operationtest.RequireDecoded(t, events.Event{Type: "user.of_tomorrow", Data: json.RawMessage(`[1]`)},
		`{"event":"user.of_tomorrow","data":[1],"new_field":{"a":[1]}}`)
	operationtest.RequireDecoded(t, events.Event{Context: &events.Context{}},
		`{"context":{}}`,
		`{"context":{"google_analytics_sessions":null,"actor":null,"configured_targets":null,"previous_attributes":null}}`)
	operationtest.RequireDecoded(t, events.Event{Context: &events.Context{Actor: &events.Actor{ID: "a", Source: "robot"}, AccessType: "most"}},
		`{"context":{"actor":{"id":"a","source":"robot","name":null},"access_type":"most","new_field":1}}`)
	// What is not of the type that is known is left out.
	operationtest.RequireDecoded(t, events.Event{ID: "event_1", Context: new(events.Context)},
		`{"id":"event_1","context":"of tomorrow"}`, `{"id":"event_1","context":[1]}`,
		`{"context":{"client_id":7,"previous_attributes":[]},"id":"event_1"}`)
	operationtest.RequireDecoded(t, events.Event{Context: &events.Context{ClientID: "client_1", Actor: new(events.Actor)}},
		`{"context":{"actor":"api_key_1","client_id":"client_1"}}`)
	require.Error(t, json.Unmarshal([]byte(`{"context":{"actor":}}`), new(events.Event)))
	require.Error(t, new(events.Context).UnmarshalJSON([]byte(`{`)))
}

func TestEventRoundTrip(t *testing.T) {
	t.Parallel()
	operationtest.RequireRoundTrip[events.Event](t, fullEvent,
		`{"object":"event","id":"event_1","event":"user.of_tomorrow","data":{"n":12345678901234567890},"created_at":"2026-01-15T12:00:00.123Z"}`)
}

func TestData(t *testing.T) {
	t.Parallel()
	event := events.Event{Type: events.TypeOrganizationCreated, Data: json.RawMessage(`{"id":"org_1","name":"Foo Corp","new_field":1}`)}
	org, err := events.Data[organizations.Organization](event)
	require.NoError(t, err)
	assert.Equal(t, &organizations.Organization{ID: "org_1", Name: "Foo Corp"}, org)

	own, err := events.Data[map[string]any](event)
	require.NoError(t, err)
	assert.Equal(t, &map[string]any{"id": "org_1", "name": "Foo Corp", "new_field": 1.0}, own)
}

func TestDataWithoutPayload(t *testing.T) {
	t.Parallel()
	for _, data := range []string{``, `null`} {
		org, err := events.Data[organizations.Organization](events.Event{Type: events.TypeOrganizationCreated, Data: json.RawMessage(data)})
		require.EqualError(t, err, "events: organization.created has no payload")
		assert.Nil(t, org)
	}
}

type payload struct {
	Small  int8           `json:"small"`
	Quoted int            `json:"quoted,string"`
	Time   time.Time      `json:"time"`
	Counts map[int]string `json:"counts"`
	Inner  struct {
		Name string `json:"name"`
	} `json:"inner"`
	Bytes []byte `json:"bytes"`
}

// What does not fit is named, and nothing of the payload is printed.
func TestDataThatDoesNotFit(t *testing.T) {
	t.Parallel()
	const prefix = "events: the payload of user.created cannot be decoded into *events_test.payload"
	for data, want := range map[string]string{
		`{"small":424242}`:            prefix + ": a JSON number is no int8",
		`{"small":"424242"}`:          prefix + ": a JSON string is no int8",
		`{"inner":{"name":424242}}`:   prefix + ": a JSON number is no string",
		`{"inner":{"name":[424242]}}`: prefix + ": a JSON array is no string",
		`{"quoted":"424242x"}`:        prefix + ": a JSON number is no int",
		`{"time":"424242"}`:           prefix,
		`{"bytes":"424242."}`:         prefix,
		`["424242"]`:                  prefix + ": a JSON array is no events_test.payload",
		`{"small":424242`:             prefix,
	} {
		got, err := events.Data[payload](events.Event{Type: events.TypeUserCreated, Data: json.RawMessage(data)})
		require.EqualError(t, err, want, data)
		assert.Nil(t, got)
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), "424242")
	}
	_, err := events.Data[payload](events.Event{Data: json.RawMessage(`{"counts":{"secret424242":"a"}}`)})
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "424242")
}

// The names of the constants say their values.
func TestTypes(t *testing.T) {
	t.Parallel()
	for value, name := range constants(t) {
		letters := strings.NewReplacer(".", "", "_", "").Replace("type" + string(value))
		assert.Equal(t, letters, strings.ToLower(name))
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	_, err := events.New(srv.Client()).List(t.Context(), events.ListParams{ListParams: workos.ListParams{Limit: 101}})
	require.ErrorIs(t, err, workos.ErrUnprocessable)
	var apiErr *workos.Error
	require.ErrorAs(t, err, &apiErr)
	assert.Equal(t, []workos.FieldError{{Field: "limit", Code: "out_of_range"}}, apiErr.FieldErrors)
}

// Times are sent with the fraction of a second that events have.
func TestListByTimesWithinASecond(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	noon := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)
	_, err := events.New(srv.Client()).List(t.Context(), events.ListParams{
		RangeStart: noon.Add(700 * time.Millisecond),
		RangeEnd:   noon.Add(time.Second).In(time.FixedZone("", 3600)),
	})
	require.NoError(t, err)
	query := srv.Requests()[0].Query
	assert.Equal(t, "2026-01-15T12:00:00.7Z", query.Get("range_start"))
	assert.Equal(t, "2026-01-15T13:00:01+01:00", query.Get("range_end"))
}

// A pointer, as webhooks have it, is an event too.
func TestDataOfAPointer(t *testing.T) {
	t.Parallel()
	event := &events.Event{Type: events.TypeUserCreated, Data: json.RawMessage(`{"id":"user_1"}`)}
	got, err := events.Data[struct{ ID string }](event)
	require.NoError(t, err)
	assert.Equal(t, "user_1", got.ID)
	event = nil
	_, err = events.Data[struct{ ID string }](event)
	require.EqualError(t, err, "events: there is no event")
}
