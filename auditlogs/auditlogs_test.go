package auditlogs_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/auditlogs"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

var at = operationtest.At

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
	type service = *auditlogs.Service
	operationtest.Run(t, auditlogs.New, operationtest.Cases[service]{
		"CreateEvent": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateEvent(ctx, auditlogs.CreateEventParams{OrganizationID: "org_1", Event: fullEvent})
			},
			Line: "POST /audit_logs/events", IdempotencyKey: true,
			Body: `{"organization_id":"org_1","event":{"action":"document.shared","occurred_at":"2026-01-15T12:00:03Z",
			"actor":{"id":"user_1","type":"user","name":"Ann","metadata":{"role":"admin"}},
			"targets":[{"id":"doc_7","type":"document","name":"Plan","metadata":{"pages":12}},{"id":"user_2","type":"user"}],
			"context":{"location":"198.51.100.7","user_agent":"Chrome/104.0.0.0"},
			"metadata":{"cost":1.5,"public":false,"note":""},"version":2}}`,
			Answer: `{"success":true}`, Want: &auditlogs.CreateEventResult{Success: true},
		},
		"CreateEvent with what is required alone": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateEvent(ctx, auditlogs.CreateEventParams{OrganizationID: "org_1", Event: leastEvent})
			},
			Line: "POST /audit_logs/events", IdempotencyKey: true,
			Body: `{"organization_id":"org_1","event":{"action":"user.signed_in","occurred_at":"2026-01-15T12:00:03Z",
			"actor":{"id":"user_1","type":"user"},"targets":[],"context":{"location":"unknown"}}}`,
			Answer: `{"success":true}`, Want: &auditlogs.CreateEventResult{Success: true},
		},
		"ListActions": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListActions(ctx, auditlogs.ListActionsParams{ListParams: operationtest.Paging}))
			},
			Line:   "GET /audit_logs/actions?after=x_0&before=x_9&limit=5&order=asc",
			Answer: operationtest.ListJSON(fullAction), Want: operationtest.PageOf(wantAction),
		},
		"ListSchemas": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListSchemas(ctx, "document/shared", auditlogs.ListSchemasParams{ListParams: operationtest.Paging}))
			},
			Line:   "GET /audit_logs/actions/document%2Fshared/schemas?after=x_0&before=x_9&limit=5&order=asc",
			Answer: operationtest.ListJSON(fullSchema), Want: operationtest.PageOf(*wantSchema),
		},
		"CreateSchema": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateSchema(ctx, "document.shared", auditlogs.CreateSchemaParams{
					Actor:    workos.Set(*wantSchema.Actor),
					Targets:  wantSchema.Targets,
					Metadata: wantSchema.Metadata,
				})
			},
			Line: "POST /audit_logs/actions/document.shared/schemas",
			Body: `{"actor":{"metadata":{"type":"object","properties":{"role":{"type":"string"}}}},
			"targets":[{"type":"document","metadata":{"type":"object"}},{"type":"user"}],"metadata":{"type":"object","required":["cost"]}}`,
			Answer: fullSchema, Want: wantSchema,
		},
		"CreateSchema of targets alone": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateSchema(ctx, "document.shared", auditlogs.CreateSchemaParams{Targets: []auditlogs.SchemaTarget{{Type: "user"}}})
			},
			Line: "POST /audit_logs/actions/document.shared/schemas", Body: `{"targets":[{"type":"user"}]}`,
			Answer: fullSchema, Want: wantSchema,
		},
		"CreateExport": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateExport(ctx, auditlogs.CreateExportParams{
					OrganizationID: "org_1", RangeStart: at(0), RangeEnd: at(1),
					Actions: []string{"document.shared"}, Actors: []string{"Jon"}, ActorNames: []string{"Ann", "Ben"},
					ActorIDs: []string{"user_1"}, Targets: []string{"document"},
				})
			},
			Line: "POST /audit_logs/exports",
			Body: `{"organization_id":"org_1","range_start":"2026-01-15T12:00:00Z","range_end":"2026-01-15T12:00:01Z",
			"actions":["document.shared"],"actors":["Jon"],"actor_names":["Ann","Ben"],"actor_ids":["user_1"],"targets":["document"]}`,
			Answer: fullExport, Want: wantExport,
		},
		"CreateExport of everything": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateExport(ctx, auditlogs.CreateExportParams{OrganizationID: "org_1", RangeStart: at(0), RangeEnd: at(1)})
			},
			Line:   "POST /audit_logs/exports",
			Body:   `{"organization_id":"org_1","range_start":"2026-01-15T12:00:00Z","range_end":"2026-01-15T12:00:01Z"}`,
			Answer: fullExport, Want: wantExport,
		},
		"GetExport": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetExport(ctx, "audit_log_export_1") },
			Line: "GET /audit_logs/exports/audit_log_export_1", Answer: fullExport, Want: wantExport,
		},
		"GetRetention": {
			Call:   func(ctx context.Context, s service) (any, error) { return s.GetRetention(ctx, "org_1") },
			Line:   "GET /organizations/org_1/audit_logs_retention",
			Answer: `{"retention_period_in_days":30}`, Want: &auditlogs.Retention{RetentionPeriodInDays: 30},
		},
		"SetRetention": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.SetRetention(ctx, "org_1", auditlogs.SetRetentionParams{RetentionPeriodInDays: 365})
			},
			Line: "PUT /organizations/org_1/audit_logs_retention", Body: `{"retention_period_in_days":365}`,
			Answer: `{"retention_period_in_days":365}`, Want: &auditlogs.Retention{RetentionPeriodInDays: 365},
		},
	})
}

func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, auditlogs.Export{ID: "e"},
		`{"id":"e"}`,
		`{"id":"e","state":null,"url":null,"created_at":null}`)
	operationtest.RequireDecoded(t, auditlogs.Export{ID: "e", State: "brand_new"}, `{"id":"e","state":"brand_new","new_field":{"a":[1]}}`)
	operationtest.RequireDecoded(t, auditlogs.Schema{Version: 1},
		`{"version":1}`,
		`{"version":1,"actor":null,"targets":null,"metadata":null,"created_at":null,"new_field":1}`)
	operationtest.RequireDecoded(t, auditlogs.Schema{Version: 1, Actor: &auditlogs.SchemaActor{}, Targets: []auditlogs.SchemaTarget{{}}},
		`{"version":1,"actor":{"metadata":null},"targets":[{"metadata":null}]}`)
	operationtest.RequireDecoded(t, auditlogs.Action{Name: "a"},
		`{"name":"a","schema":null,"created_at":null,"updated_at":null,"new_field":1}`)
	operationtest.RequireDecoded(t, auditlogs.Retention{}, `{"retention_period_in_days":null,"new_field":1}`)
	operationtest.RequireDecoded(t, auditlogs.CreateEventResult{}, `{"new_field":1}`)
}

func TestRoundTrips(t *testing.T) {
	t.Parallel()
	operationtest.RequireRoundTrip[auditlogs.Action](t, fullAction)
	operationtest.RequireRoundTrip[auditlogs.Export](t, fullExport)
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	operationtest.RequireIDs(t, auditlogs.New)
	srv := workostest.NewServer(t)
	logs, ctx := auditlogs.New(srv.Client()), t.Context()
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
		assert.Equal(t, param, operationtest.RefusedParam(logs.CreateEvent(ctx, params)))
	}
	for param, params := range map[string]auditlogs.CreateSchemaParams{
		"targets":         {},
		"targets[0].type": {Targets: []auditlogs.SchemaTarget{{}}},
		"actor.metadata":  {Targets: wantSchema.Targets, Actor: workos.Set(auditlogs.SchemaActor{})},
	} {
		assert.Equal(t, param, operationtest.RefusedParam(logs.CreateSchema(ctx, "document.shared", params)))
	}
	for param, params := range map[string]auditlogs.CreateExportParams{
		"organization_id": {RangeStart: at(0), RangeEnd: at(1)},
		"range_start":     {OrganizationID: "org_1", RangeEnd: at(1)},
		"range_end":       {OrganizationID: "org_1", RangeStart: at(0)},
	} {
		assert.Equal(t, param, operationtest.RefusedParam(logs.CreateExport(ctx, params)))
	}
	assert.Equal(t, "retention_period_in_days", operationtest.RefusedParam(logs.SetRetention(ctx, "org_1", auditlogs.SetRetentionParams{})))
	assert.Equal(t, "Idempotency-Key", operationtest.RefusedParam(
		logs.CreateEvent(ctx, auditlogs.CreateEventParams{OrganizationID: "org_1", Event: fullEvent}, workos.WithIdempotencyKey(""))))
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

// A schema is not repeated, with a key or without: the API does not honor one here.
func TestCreateSchemaIsNotRepeated(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	logs := auditlogs.New(srv.Client())
	params := auditlogs.CreateSchemaParams{Targets: []auditlogs.SchemaTarget{{Type: "user"}}}
	srv.Fail("POST /audit_logs/actions/{actionName}/schemas", 2, workostest.DropConnection())
	_, err := logs.CreateSchema(t.Context(), "user.signed_in", params, workos.WithIdempotencyKey("key-1"))
	require.Error(t, err)
	_, err = logs.CreateSchema(t.Context(), "user.signed_in", params)
	require.Error(t, err)
	assert.Len(t, srv.Requests(), 2)
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
	operationtest.RequireHidden(t, *wantExport, "t0ken", "exports.audit-logs.test")
	assert.Contains(t, fmt.Sprint(wantExport), "audit_log_export_1")
}

// The export of the documentation waits for its file, and not for longer than it may.
func TestExportOfTheDocumentation(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
		logs := auditlogs.New(srv.Client())
		now := time.Now()
		link, err := export(t.Context(), logs, org.ID, now.AddDate(0, -1, 0), now)
		require.NoError(t, err)
		require.NotEmpty(t, link)

		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err = export(ctx, logs, org.ID, now.AddDate(0, -1, 0), now)
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}
