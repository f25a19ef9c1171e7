package auditlogs_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/auditlogs"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

func at(second int) time.Time { return time.Date(2026, 1, 15, 12, 0, second, 0, time.UTC) }

const (
	fullSchema = `{
		"object": "audit_log_schema",
		"version": 2,
		"actor": {"metadata": {"type": "object", "properties": {"role": {"type": "string"}}}},
		"targets": [{"type": "document", "metadata": {"type": "object"}}, {"type": "user"}],
		"metadata": {"type": "object", "required": ["cost"]},
		"created_at": "2026-01-15T12:00:00.000Z"
	}`
	fullAction = `{
		"object": "audit_log_action",
		"name": "document.shared",
		"schema": ` + fullSchema + `,
		"created_at": "2026-01-15T12:00:01.000Z",
		"updated_at": "2026-01-15T12:00:02.000Z"
	}`
	fullExport = `{
		"object": "audit_log_export",
		"id": "audit_log_export_1",
		"state": "ready",
		"url": "https://exports.audit-logs.test/export.csv?signature=t0ken",
		"created_at": "2026-01-15T12:00:00.000Z",
		"updated_at": "2026-01-15T12:00:01.000Z"
	}`
)

var (
	wantSchema = &auditlogs.Schema{
		Object:  "audit_log_schema",
		Version: 2,
		Actor: &auditlogs.SchemaActor{Metadata: map[string]any{
			"type": "object", "properties": map[string]any{"role": map[string]any{"type": "string"}},
		}},
		Targets:   []auditlogs.SchemaTarget{{Type: "document", Metadata: map[string]any{"type": "object"}}, {Type: "user"}},
		Metadata:  map[string]any{"type": "object", "required": []any{"cost"}},
		CreatedAt: at(0),
	}
	wantAction = auditlogs.Action{
		Object: "audit_log_action", Name: "document.shared", Schema: *wantSchema, CreatedAt: at(1), UpdatedAt: at(2),
	}
	wantExport = &auditlogs.Export{
		Object: "audit_log_export", ID: "audit_log_export_1", State: auditlogs.ExportStateReady,
		URL: "https://exports.audit-logs.test/export.csv?signature=t0ken", CreatedAt: at(0), UpdatedAt: at(1),
	}
	fullEvent = auditlogs.Event{
		Action:     "document.shared",
		OccurredAt: at(3),
		Actor:      auditlogs.Actor{ID: "user_1", Type: "user", Name: "Ann", Metadata: map[string]any{"role": "admin"}},
		Targets: []auditlogs.Target{
			{ID: "doc_7", Type: "document", Name: "Plan", Metadata: map[string]any{"pages": 12}},
			{ID: "user_2", Type: "user"},
		},
		Context:  auditlogs.Context{Location: "198.51.100.7", UserAgent: "Chrome/104.0.0.0"},
		Metadata: map[string]any{"cost": 1.5, "public": false, "note": ""},
		Version:  2,
	}
	leastEvent = auditlogs.Event{
		Action: "user.signed_in", OccurredAt: at(3), Actor: auditlogs.Actor{ID: "user_1", Type: "user"},
		Targets: []auditlogs.Target{}, Context: auditlogs.Context{Location: "unknown"},
	}
)

// Every operation: what it sends, and what it makes of the answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	type result = any
	list := func(item, after string) string {
		return `{"object":"list","data":[` + item + `],"list_metadata":{"before":null,"after":"` + after + `"}}`
	}
	page := workos.ListParams{Before: "ala_9", After: "ala_0", Limit: 5, Order: workos.OrderAsc}
	for name, test := range map[string]struct {
		route    string
		status   int
		answer   string
		call     func(*testing.T, *auditlogs.Service) (result, error)
		line     string
		body     string
		expected result
	}{
		"CreateEvent": {
			"POST /audit_logs/events", 200, `{"success":true}`,
			func(t *testing.T, s *auditlogs.Service) (result, error) {
				t.Helper()
				return s.CreateEvent(t.Context(), auditlogs.CreateEventParams{OrganizationID: "org_1", Event: fullEvent})
			},
			"POST /audit_logs/events",
			`{"organization_id":"org_1","event":{"action":"document.shared","occurred_at":"2026-01-15T12:00:03Z",
			"actor":{"id":"user_1","type":"user","name":"Ann","metadata":{"role":"admin"}},
			"targets":[{"id":"doc_7","type":"document","name":"Plan","metadata":{"pages":12}},{"id":"user_2","type":"user"}],
			"context":{"location":"198.51.100.7","user_agent":"Chrome/104.0.0.0"},
			"metadata":{"cost":1.5,"public":false,"note":""},"version":2}}`,
			&auditlogs.CreateEventResult{Success: true},
		},
		"CreateEvent with what is required alone": {
			"POST /audit_logs/events", 200, `{"success":true}`,
			func(t *testing.T, s *auditlogs.Service) (result, error) {
				t.Helper()
				return s.CreateEvent(t.Context(), auditlogs.CreateEventParams{OrganizationID: "org_1", Event: leastEvent})
			},
			"POST /audit_logs/events",
			`{"organization_id":"org_1","event":{"action":"user.signed_in","occurred_at":"2026-01-15T12:00:03Z",
			"actor":{"id":"user_1","type":"user"},"targets":[],"context":{"location":"unknown"}}}`,
			&auditlogs.CreateEventResult{Success: true},
		},
		"ListActions": {
			"GET /audit_logs/actions", 200, list(fullAction, "ala_1"),
			func(t *testing.T, s *auditlogs.Service) (result, error) {
				t.Helper()
				page, err := s.ListActions(t.Context(), auditlogs.ListActionsParams{ListParams: page})
				require.NoError(t, err)
				assert.Equal(t, "ala_1", page.Metadata.After)
				return page.Data, err
			},
			"GET /audit_logs/actions?after=ala_0&before=ala_9&limit=5&order=asc", "", []auditlogs.Action{wantAction},
		},
		"ListSchemas": {
			"GET /audit_logs/actions/{actionName}/schemas", 200, list(fullSchema, "als_1"),
			func(t *testing.T, s *auditlogs.Service) (result, error) {
				t.Helper()
				page, err := s.ListSchemas(t.Context(), "document/shared", auditlogs.ListSchemasParams{ListParams: page})
				require.NoError(t, err)
				assert.Equal(t, "als_1", page.Metadata.After)
				return page.Data, err
			},
			"GET /audit_logs/actions/document%2Fshared/schemas?after=ala_0&before=ala_9&limit=5&order=asc", "", []auditlogs.Schema{*wantSchema},
		},
		"CreateSchema": {
			"POST /audit_logs/actions/{actionName}/schemas", 201, fullSchema,
			func(t *testing.T, s *auditlogs.Service) (result, error) {
				t.Helper()
				return s.CreateSchema(t.Context(), "document.shared", auditlogs.CreateSchemaParams{
					Actor:    workos.Set(*wantSchema.Actor),
					Targets:  wantSchema.Targets,
					Metadata: wantSchema.Metadata,
				})
			},
			"POST /audit_logs/actions/document.shared/schemas",
			`{"actor":{"metadata":{"type":"object","properties":{"role":{"type":"string"}}}},
			"targets":[{"type":"document","metadata":{"type":"object"}},{"type":"user"}],"metadata":{"type":"object","required":["cost"]}}`,
			wantSchema,
		},
		"CreateSchema of targets alone": {
			"POST /audit_logs/actions/{actionName}/schemas", 201, fullSchema,
			func(t *testing.T, s *auditlogs.Service) (result, error) {
				t.Helper()
				return s.CreateSchema(t.Context(), "document.shared", auditlogs.CreateSchemaParams{Targets: []auditlogs.SchemaTarget{{Type: "user"}}})
			},
			"POST /audit_logs/actions/document.shared/schemas", `{"targets":[{"type":"user"}]}`, wantSchema,
		},
		"CreateExport": {
			"POST /audit_logs/exports", 201, fullExport,
			func(t *testing.T, s *auditlogs.Service) (result, error) {
				t.Helper()
				return s.CreateExport(t.Context(), auditlogs.CreateExportParams{
					OrganizationID: "org_1", RangeStart: at(0), RangeEnd: at(1),
					Actions: []string{"document.shared"}, Actors: []string{"Jon"}, ActorNames: []string{"Ann", "Ben"},
					ActorIDs: []string{"user_1"}, Targets: []string{"document"},
				})
			},
			"POST /audit_logs/exports",
			`{"organization_id":"org_1","range_start":"2026-01-15T12:00:00Z","range_end":"2026-01-15T12:00:01Z",
			"actions":["document.shared"],"actors":["Jon"],"actor_names":["Ann","Ben"],"actor_ids":["user_1"],"targets":["document"]}`,
			wantExport,
		},
		"CreateExport of everything": {
			"POST /audit_logs/exports", 201, fullExport,
			func(t *testing.T, s *auditlogs.Service) (result, error) {
				t.Helper()
				return s.CreateExport(t.Context(), auditlogs.CreateExportParams{OrganizationID: "org_1", RangeStart: at(0), RangeEnd: at(1)})
			},
			"POST /audit_logs/exports",
			`{"organization_id":"org_1","range_start":"2026-01-15T12:00:00Z","range_end":"2026-01-15T12:00:01Z"}`, wantExport,
		},
		"GetExport": {
			"GET /audit_logs/exports/{auditLogExportId}", 200, fullExport,
			func(t *testing.T, s *auditlogs.Service) (result, error) {
				t.Helper()
				return s.GetExport(t.Context(), "audit_log_export_1")
			},
			"GET /audit_logs/exports/audit_log_export_1", "", wantExport,
		},
		"GetRetention": {
			"GET /organizations/{id}/audit_logs_retention", 200, `{"retention_period_in_days":30}`,
			func(t *testing.T, s *auditlogs.Service) (result, error) {
				t.Helper()
				return s.GetRetention(t.Context(), "org_1")
			},
			"GET /organizations/org_1/audit_logs_retention", "", &auditlogs.Retention{RetentionPeriodInDays: 30},
		},
		"SetRetention": {
			"PUT /organizations/{id}/audit_logs_retention", 200, `{"retention_period_in_days":365}`,
			func(t *testing.T, s *auditlogs.Service) (result, error) {
				t.Helper()
				return s.SetRetention(t.Context(), "org_1", auditlogs.SetRetentionParams{RetentionPeriodInDays: 365})
			},
			"PUT /organizations/org_1/audit_logs_retention", `{"retention_period_in_days":365}`,
			&auditlogs.Retention{RetentionPeriodInDays: 365},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := workostest.NewServer(t)
			srv.Fail(test.route, 1, workostest.Respond(test.status, nil, test.answer))
			got, err := test.call(t, auditlogs.New(srv.Client()))
			require.NoError(t, err)
			assert.Equal(t, test.expected, got)
			request := srv.Requests()[0]
			line := request.String()
			if len(request.Query) > 0 {
				line += "?" + request.Query.Encode()
			}
			assert.Equal(t, test.line, line)
			if test.body == "" {
				assert.Empty(t, request.Body)
			} else {
				assert.JSONEq(t, test.body, string(request.Body))
			}
			assert.Equal(t, "Bearer "+workostest.APIKey, request.Header.Get("Authorization"))
			assert.Equal(t, "application/json", request.Header.Get("Accept"))
			assert.Equal(t, test.body != "", request.Header.Get("Content-Type") == "application/json")
			assert.Equal(t, test.route == "POST /audit_logs/events", request.Header.Get("Idempotency-Key") != "")
		})
	}
}

// Nulls, absent fields, unknown fields and unknown values do not matter.
func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]any{
		`{"id":"e"}`: &auditlogs.Export{ID: "e"},
		`{"id":"e","state":null,"url":null,"created_at":null}`: &auditlogs.Export{ID: "e"},
		`{"id":"e","state":"brand_new","new_field":{"a":[1]}}`: &auditlogs.Export{ID: "e", State: "brand_new"},
		`{"version":1}`: &auditlogs.Schema{Version: 1},
		`{"version":1,"actor":null,"targets":null,"metadata":null,"created_at":null,"new_field":1}`: &auditlogs.Schema{Version: 1},
		`{"version":1,"actor":{"metadata":null},"targets":[{"metadata":null}]}`: &auditlogs.Schema{
			Version: 1, Actor: &auditlogs.SchemaActor{}, Targets: []auditlogs.SchemaTarget{{}},
		},
		`{"name":"a","schema":null,"created_at":null,"updated_at":null,"new_field":1}`: &auditlogs.Action{Name: "a"},
		`{"retention_period_in_days":null,"new_field":1}`:                              &auditlogs.Retention{},
		`{"new_field":1}`: &auditlogs.CreateEventResult{},
	} {
		got := newOf(want)
		require.NoError(t, json.Unmarshal([]byte(body), got), body)
		assert.Equal(t, want, got, body)
	}
}

func newOf(want any) any {
	switch want.(type) {
	case *auditlogs.Export:
		return new(auditlogs.Export)
	case *auditlogs.Schema:
		return new(auditlogs.Schema)
	case *auditlogs.Action:
		return new(auditlogs.Action)
	case *auditlogs.Retention:
		return new(auditlogs.Retention)
	default:
		return new(auditlogs.CreateEventResult)
	}
}

// Nothing of an answer is lost when it is encoded again.
func TestRoundTrips(t *testing.T) {
	t.Parallel()
	for body, value := range map[string]any{fullAction: new(auditlogs.Action), fullExport: new(auditlogs.Export)} {
		require.NoError(t, json.Unmarshal([]byte(body), value))
		data, err := json.Marshal(value)
		require.NoError(t, err)
		assert.JSONEq(t, strings.ReplaceAll(body, ".000Z", "Z"), string(data))
	}
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	logs, ctx := auditlogs.New(srv.Client()), t.Context()
	var paramErr *workos.ParamError
	targets := []auditlogs.SchemaTarget{{Type: "user"}}
	for name, call := range map[string]func(id string) error{
		"ListSchemas": func(id string) error {
			_, err := logs.ListSchemas(ctx, id, auditlogs.ListSchemasParams{})
			return err
		},
		"CreateSchema": func(id string) error {
			_, err := logs.CreateSchema(ctx, id, auditlogs.CreateSchemaParams{Targets: targets})
			return err
		},
		"GetExport":    func(id string) error { _, err := logs.GetExport(ctx, id); return err },
		"GetRetention": func(id string) error { _, err := logs.GetRetention(ctx, id); return err },
		"SetRetention": func(id string) error {
			_, err := logs.SetRetention(ctx, id, auditlogs.SetRetentionParams{RetentionPeriodInDays: 30})
			return err
		},
	} {
		for _, id := range []string{"", ".", ".."} {
			require.ErrorAs(t, call(id), &paramErr, "%s(%q)", name, id)
		}
	}

	for param, change := range map[string]func(*auditlogs.CreateEventParams){
		"organization_id":        func(p *auditlogs.CreateEventParams) { p.OrganizationID = "" },
		"event":                  func(p *auditlogs.CreateEventParams) { p.Event = auditlogs.Event{} },
		"event.action":           func(p *auditlogs.CreateEventParams) { p.Event.Action = "" },
		"event.occurred_at":      func(p *auditlogs.CreateEventParams) { p.Event.OccurredAt = time.Time{} },
		"event.actor":            func(p *auditlogs.CreateEventParams) { p.Event.Actor = auditlogs.Actor{} },
		"event.actor.id":         func(p *auditlogs.CreateEventParams) { p.Event.Actor.ID = "" },
		"event.actor.type":       func(p *auditlogs.CreateEventParams) { p.Event.Actor.Type = "" },
		"event.targets":          func(p *auditlogs.CreateEventParams) { p.Event.Targets = nil },
		"event.targets[1].id":    func(p *auditlogs.CreateEventParams) { p.Event.Targets[1].ID = "" },
		"event.targets[0].type":  func(p *auditlogs.CreateEventParams) { p.Event.Targets[0].Type = "" },
		"event.context":          func(p *auditlogs.CreateEventParams) { p.Event.Context = auditlogs.Context{} },
		"event.context.location": func(p *auditlogs.CreateEventParams) { p.Event.Context.Location = "" },
	} {
		params := auditlogs.CreateEventParams{OrganizationID: "org_1", Event: fullEvent}
		params.Event.Targets = append([]auditlogs.Target{}, fullEvent.Targets...)
		change(&params)
		_, err := logs.CreateEvent(ctx, params)
		require.ErrorAs(t, err, &paramErr, param)
		assert.Equal(t, param, paramErr.Param)
	}

	for param, params := range map[string]auditlogs.CreateSchemaParams{
		"targets":         {},
		"targets[0].type": {Targets: []auditlogs.SchemaTarget{{}}},
		"actor.metadata":  {Targets: targets, Actor: workos.Set(auditlogs.SchemaActor{})},
	} {
		_, err := logs.CreateSchema(ctx, "document.shared", params)
		require.ErrorAs(t, err, &paramErr, param)
		assert.Equal(t, param, paramErr.Param)
	}
	for param, params := range map[string]auditlogs.CreateExportParams{
		"organization_id": {RangeStart: at(0), RangeEnd: at(1)},
		"range_start":     {OrganizationID: "org_1", RangeEnd: at(1)},
		"range_end":       {OrganizationID: "org_1", RangeStart: at(0)},
	} {
		_, err := logs.CreateExport(ctx, params)
		require.ErrorAs(t, err, &paramErr, param)
		assert.Equal(t, param, paramErr.Param)
	}
	_, err := logs.SetRetention(ctx, "org_1", auditlogs.SetRetentionParams{})
	require.ErrorAs(t, err, &paramErr)
	assert.Equal(t, "retention_period_in_days", paramErr.Param)
	_, err = logs.CreateEvent(ctx, auditlogs.CreateEventParams{OrganizationID: "org_1", Event: fullEvent}, workos.WithIdempotencyKey(""))
	require.ErrorContains(t, err, "WithIdempotencyKey")
	assert.Empty(t, srv.Requests())
}

// newOrganization returns a server, and an organization in it.
func newOrganization(t *testing.T) (*workostest.Server, string) {
	t.Helper()
	srv := workostest.NewServer(t)
	org, err := organizations.New(srv.Client()).Create(t.Context(), organizations.CreateParams{Name: "Foo Corp"})
	require.NoError(t, err)
	return srv, org.ID
}

// keys returns the idempotency keys of the events that were sent.
func keys(srv *workostest.Server) []string {
	var keys []string
	for _, request := range srv.Requests() {
		if request.Route == "POST /audit_logs/events" {
			keys = append(keys, request.Header.Get("Idempotency-Key"))
		}
	}
	return keys
}

// An event is written once, although the answer to it was lost or WorkOS was down
// for a moment, without the caller's doing.
func TestCreateEventIsRepeated(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]workostest.Fault{
		"lost answer":   workostest.DropConnection(),
		"cut answer":    workostest.CutBody(),
		"no connection": workostest.Respond(503, nil, "upstream connect error"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := newOrganization(t)
			srv.Fail("POST /audit_logs/events", 1, fault)
			result, err := auditlogs.New(srv.Client()).CreateEvent(t.Context(), auditlogs.CreateEventParams{OrganizationID: org, Event: leastEvent})
			require.NoError(t, err)
			assert.True(t, result.Success)
			assert.Equal(t, []auditlogs.Event{leastEvent}, srv.AuditLogEvents(org))
			sent := keys(srv)
			require.Len(t, sent, 2)
			assert.GreaterOrEqual(t, len(sent[0]), 26, "128 bits")
			assert.Equal(t, sent[0], sent[1])
		})
	}
}

// Each call is an event of its own, unless the caller says that it is not.
func TestIdempotencyKeys(t *testing.T) {
	t.Parallel()
	srv, org := newOrganization(t)
	logs := auditlogs.New(srv.Client())
	create := func(opts ...workos.RequestOption) {
		_, err := logs.CreateEvent(t.Context(), auditlogs.CreateEventParams{OrganizationID: org, Event: leastEvent}, opts...)
		require.NoError(t, err)
	}
	create()
	create()
	assert.Len(t, srv.AuditLogEvents(org), 2)
	sent := keys(srv)
	assert.NotEqual(t, sent[0], sent[1])

	create(workos.WithIdempotencyKey("mine"))
	create(workos.WithIdempotencyKey("mine"))
	create(workos.WithHeader("idempotency-key", "mine"))
	assert.Len(t, srv.AuditLogEvents(org), 3)
	assert.Equal(t, []string{"mine", "mine", "mine"}, keys(srv)[2:])
}

// The options of the caller stay as they were.
func TestOptionsOfTheCaller(t *testing.T) {
	t.Parallel()
	srv, org := newOrganization(t)
	opts := make([]workos.RequestOption, 1, 8)
	opts[0] = workos.WithHeader("X-Trace", "1")
	for range 2 {
		_, err := auditlogs.New(srv.Client()).CreateEvent(t.Context(), auditlogs.CreateEventParams{OrganizationID: org, Event: leastEvent}, opts...)
		require.NoError(t, err)
	}
	requests := srv.Requests()
	assert.Equal(t, "1", requests[len(requests)-1].Header.Get("X-Trace"))
	assert.Nil(t, opts[:2][1])
}

// A schema is repeated where the caller gives a key, and only then.
func TestCreateSchemaWithIdempotencyKey(t *testing.T) {
	t.Parallel()
	const route = "POST /audit_logs/actions/{actionName}/schemas"
	srv := workostest.NewServer(t)
	logs := auditlogs.New(srv.Client())
	params := auditlogs.CreateSchemaParams{Targets: []auditlogs.SchemaTarget{{Type: "user"}}}
	srv.Fail(route, 1, workostest.DropConnection())
	schema, err := logs.CreateSchema(t.Context(), "user.signed_in", params, workos.WithIdempotencyKey("key-1"))
	require.NoError(t, err)
	assert.Equal(t, 1, schema.Version)
	assert.Len(t, srv.Requests(), 2)

	srv.Fail(route, 1, workostest.DropConnection())
	_, err = logs.CreateSchema(t.Context(), "user.signed_in", params)
	require.Error(t, err)
	assert.Len(t, srv.Requests(), 3)
}

// An export is not repeated: each call makes one.
func TestCreateExportIsNotRepeated(t *testing.T) {
	t.Parallel()
	srv, org := newOrganization(t)
	srv.Fail("POST /audit_logs/exports", 1, workostest.Respond(503, nil, ""))
	params := auditlogs.CreateExportParams{OrganizationID: org, RangeStart: at(0), RangeEnd: at(1)}
	_, err := auditlogs.New(srv.Client()).CreateExport(t.Context(), params)
	require.ErrorIs(t, err, workos.ErrServer)
	assert.Len(t, srv.Requests(), 2)
}

// The URL of an export reads it: it is not printed.
func TestURLIsNotPrinted(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "value", *wantExport, "pointer", wantExport)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		fmt.Fprintf(&log, verb+verb+verb, *wantExport, wantExport, []auditlogs.Export{*wantExport})
	}
	text := log.String()
	assert.Contains(t, text, "audit_log_export_1")
	assert.NotContains(t, text, "t0ken")
	assert.NotContains(t, text, "exports.audit-logs.test")
}
