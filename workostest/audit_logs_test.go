package workostest_test

import (
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
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

var auditNoon = time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)

// auditEvent is an event, at so many minutes past noon.
func auditEvent(action, actor string, minute int, targets ...string) auditlogs.CreateEventParams {
	event := auditlogs.Event{
		Action:     action,
		OccurredAt: auditNoon.Add(time.Duration(minute) * time.Minute),
		Actor:      auditlogs.Actor{ID: "user_" + actor, Type: "user", Name: actor},
		Targets:    []auditlogs.Target{},
		Context:    auditlogs.Context{Location: "198.51.100.7", UserAgent: "a \"browser\", of a kind"},
	}
	for i, target := range targets {
		event.Targets = append(event.Targets, auditlogs.Target{ID: fmt.Sprint(target, "_", i), Type: target})
	}
	return auditlogs.CreateEventParams{Event: event}
}

func TestAuditLogEvents(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	logs, ctx := auditlogs.New(srv.Client()), t.Context()
	org, other := create(t, srv.Client(), "Foo Corp"), create(t, srv.Client(), "Bar Inc")
	var written []auditlogs.Event
	for i := range 3 {
		params := auditEvent("document.shared", "Ann", i, "document", "user")
		params.OrganizationID = org.ID
		params.Event.Metadata = map[string]any{"cost": 1.5, "public": true, "note": "a"}
		result, err := logs.CreateEvent(ctx, params)
		require.NoError(t, err)
		assert.True(t, result.Success)
		written = append(written, params.Event)
	}
	assert.Equal(t, written, srv.AuditLogEvents(org.ID))
	assert.Empty(t, srv.AuditLogEvents(other.ID))

	require.NoError(t, organizations.New(srv.Client()).Delete(ctx, org.ID))
	assert.Empty(t, srv.AuditLogEvents(org.ID), "nothing is left of an organization that was deleted")
	params := auditEvent("document.shared", "Ann", 0)
	params.OrganizationID = org.ID
	_, err := logs.CreateEvent(ctx, params)
	requireRefusal(t, err, 404, "")
}

// postAuditLog posts a body as it is: what package auditlogs would not send.
func postAuditLog(t *testing.T, srv *workostest.Server, path, body string) error {
	t.Helper()
	return srv.Client().Do(t.Context(), workos.Request{Method: "POST", Path: workos.Path(path), Body: auditLogBody(body)}, nil)
}

type auditLogBody string

func (b auditLogBody) MarshalJSON() ([]byte, error) { return []byte(b), nil }

func auditLogRequired(fields ...string) []workos.FieldError {
	var problems []workos.FieldError
	for _, field := range fields {
		problems = append(problems, workos.FieldError{Field: field, Code: "required"})
	}
	return problems
}

func TestRefusedAuditLogEvents(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	org := create(t, srv.Client(), "Foo Corp")
	requireRefusal(t, postAuditLog(t, srv, "/audit_logs/events", `{}`), 422, "", auditLogRequired(
		"event.action", "event.actor.id", "event.actor.type", "event.context.location", "event.occurred_at", "event.targets", "organization_id",
	)...)
	requireRefusal(t, postAuditLog(t, srv, "/audit_logs/events", `{"organization_id":"org_1","event":{"action":"a","occurred_at":"2026-01-15T12:00:00Z",
		"actor":{"id":"a","type":"user"},"targets":[{"id":"a","type":"a"},{}],"context":{"location":"a"}}}`),
		422, "", auditLogRequired("event.targets[1].id", "event.targets[1].type")...)
	requireRefusal(t, postAuditLog(t, srv, "/audit_logs/events", `{"event":{"action":7}}`), 422, "", workos.FieldError{Field: "event.action", Code: "invalid_type"})

	many := map[string]any{}
	for i := range 51 {
		many[fmt.Sprint("key", i)] = i
	}
	for name, metadata := range map[string]map[string]any{
		"too many":       many,
		"key too long":   {strings.Repeat("a", 41): 1},
		"wrong key":      {"a key": 1},
		"value too long": {"a": strings.Repeat("é", 501)},
		"null":           {"a": nil},
		"list":           {"a": []string{"b"}},
		"object":         {"a": map[string]any{}},
	} {
		params := auditEvent("document.shared", "Ann", 0, "document", "user")
		params.OrganizationID = org.ID
		params.Event.Metadata, params.Event.Actor.Metadata, params.Event.Targets[1].Metadata = metadata, metadata, metadata
		_, err := auditlogs.New(srv.Client()).CreateEvent(t.Context(), params)
		require.ErrorIs(t, err, workos.ErrBadRequest, name)
		requireRefusal(t, err, 400, "invalid_audit_log_event",
			workos.FieldError{Field: "/metadata"}, workos.FieldError{Field: "/actor/metadata"}, workos.FieldError{Field: "/targets/1/metadata"})
	}
	assert.Empty(t, srv.AuditLogEvents(org.ID))
}

// jsonSchema is the JSON schema of metadata with these properties.
func jsonSchema(properties map[string]string, required ...string) map[string]any {
	types := map[string]any{}
	for name, kind := range properties {
		types[name] = map[string]any{"type": kind}
	}
	return map[string]any{"type": "object", "properties": types, "required": required}
}

// The schema of an action says what its events look like, each version on its own.
func TestAuditLogSchemas(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	logs, ctx := auditlogs.New(srv.Client()), t.Context()
	org := create(t, srv.Client(), "Foo Corp")
	_, err := logs.CreateSchema(ctx, "document.shared", auditlogs.CreateSchemaParams{Targets: []auditlogs.SchemaTarget{{Type: "team"}}})
	require.NoError(t, err)
	_, err = logs.CreateSchema(ctx, "document.shared", auditlogs.CreateSchemaParams{
		Actor:    workos.Set(auditlogs.SchemaActor{Metadata: jsonSchema(map[string]string{"role": "string"}, "role")}),
		Targets:  []auditlogs.SchemaTarget{{Type: "user"}, {Type: "document", Metadata: jsonSchema(map[string]string{"pages": "integer"})}},
		Metadata: jsonSchema(map[string]string{"cost": "number", "public": "boolean"}),
	})
	require.NoError(t, err)

	for name, test := range map[string]struct {
		change func(*auditlogs.Event)
		fields []string
	}{
		"good":                   {func(*auditlogs.Event) {}, nil},
		"more than is described": {func(e *auditlogs.Event) { e.Metadata["more"] = "a" }, nil},
		"version of now":         {func(e *auditlogs.Event) { e.Version = 2 }, nil},
		"version of old": {func(e *auditlogs.Event) {
			e.Version, e.Targets, e.Actor.Metadata = 1, []auditlogs.Target{{ID: "a", Type: "team"}}, nil
		}, nil},
		"version of tomorrow":    {func(e *auditlogs.Event) { e.Version = 3 }, []string{"/version"}},
		"version below 1":        {func(e *auditlogs.Event) { e.Version = -1 }, []string{"/version"}},
		"unknown target":         {func(e *auditlogs.Event) { e.Targets[1].Type = "team" }, []string{"/targets"}},
		"target's metadata":      {func(e *auditlogs.Event) { e.Targets[0].Metadata["pages"] = 1.5 }, []string{"/targets/0/metadata"}},
		"actor's metadata":       {func(e *auditlogs.Event) { e.Actor.Metadata["role"] = true }, []string{"/actor/metadata"}},
		"actor without metadata": {func(e *auditlogs.Event) { e.Actor.Metadata = nil }, []string{"/actor/metadata"}},
		"number":                 {func(e *auditlogs.Event) { e.Metadata["cost"] = "1" }, []string{"/metadata"}},
		"boolean":                {func(e *auditlogs.Event) { e.Metadata["public"] = 1 }, []string{"/metadata"}},
	} {
		params := auditEvent("document.shared", "Ann", 0, "document", "user")
		params.OrganizationID = org.ID
		params.Event.Actor.Metadata = map[string]any{"role": "admin"}
		params.Event.Targets[0].Metadata = map[string]any{"pages": 12}
		params.Event.Metadata = map[string]any{"cost": 1.5, "public": false}
		test.change(&params.Event)
		_, err := logs.CreateEvent(ctx, params)
		if test.fields == nil {
			require.NoError(t, err, name)
			continue
		}
		var fields []workos.FieldError
		for _, field := range test.fields {
			fields = append(fields, workos.FieldError{Field: field})
		}
		require.Error(t, err, name)
		requireRefusal(t, err, 400, "invalid_audit_log_event", fields...)
	}
}

func TestAuditLogActions(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(auditNoon)
	logs, ctx := auditlogs.New(srv.Client()), t.Context()
	user := auditlogs.CreateSchemaParams{Targets: []auditlogs.SchemaTarget{{Type: "user"}}}
	team := auditlogs.CreateSchemaParams{
		Targets:  []auditlogs.SchemaTarget{{Type: "team", Metadata: map[string]any{"type": "object"}}},
		Actor:    workos.Set(auditlogs.SchemaActor{Metadata: map[string]any{"type": "object"}}),
		Metadata: map[string]any{"type": "object"},
	}
	var response workos.Response
	first, err := logs.CreateSchema(ctx, "user.added", user, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, 201, response.StatusCode)
	assert.JSONEq(t, `{"object":"audit_log_schema","version":1,"targets":[{"type":"user"}],"created_at":"2026-01-15T12:00:00Z"}`, string(response.Body))
	_, err = logs.CreateSchema(ctx, "user.removed", user)
	require.NoError(t, err)
	srv.Advance(time.Hour)
	second, err := logs.CreateSchema(ctx, "user.added", team)
	require.NoError(t, err)
	assert.Equal(t, &auditlogs.Schema{
		Object: "audit_log_schema", Version: 2, Targets: team.Targets, Metadata: team.Metadata,
		Actor: &auditlogs.SchemaActor{Metadata: map[string]any{"type": "object"}}, CreatedAt: auditNoon.Add(time.Hour),
	}, second)

	actions, err := logs.ListActions(ctx, auditlogs.ListActionsParams{ListParams: workos.ListParams{Limit: 1}})
	require.NoError(t, err)
	var names []string
	for action, err := range actions.All(ctx) {
		require.NoError(t, err)
		names = append(names, action.Name)
	}
	assert.Equal(t, []string{"user.removed", "user.added"}, names, "newest first")
	actions, err = logs.ListActions(ctx, auditlogs.ListActionsParams{ListParams: workos.ListParams{Order: workos.OrderAsc}})
	require.NoError(t, err)
	assert.Equal(t, auditlogs.Action{
		Object: "audit_log_action", Name: "user.added", Schema: *second, CreatedAt: auditNoon, UpdatedAt: auditNoon.Add(time.Hour),
	}, actions.Data[0])

	schemas, err := logs.ListSchemas(ctx, "user.added", auditlogs.ListSchemasParams{})
	require.NoError(t, err)
	assert.Equal(t, []auditlogs.Schema{*second, *first}, schemas.Data)
	schemas, err = logs.ListSchemas(ctx, "user.added", auditlogs.ListSchemasParams{ListParams: workos.ListParams{Limit: 1, Order: workos.OrderAsc}})
	require.NoError(t, err)
	assert.Equal(t, []auditlogs.Schema{*first}, schemas.Data)
	assert.True(t, schemas.HasMore())
	_, err = logs.ListSchemas(ctx, "user.renamed", auditlogs.ListSchemasParams{})
	requireRefusal(t, err, 404, "")
}

func TestRefusedAuditLogSchemas(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	const path = "/audit_logs/actions/a/schemas"
	requireRefusal(t, postAuditLog(t, srv, path, `{}`), 422, "", auditLogRequired("targets")...)
	requireRefusal(t, postAuditLog(t, srv, path, `{"targets":[]}`), 422, "", auditLogRequired("targets")...)
	requireRefusal(t, postAuditLog(t, srv, path, `{"actor":{},"targets":[{"type":"a"},{}]}`), 422, "", auditLogRequired("actor.metadata", "targets[1].type")...)
	requireRefusal(t, postAuditLog(t, srv, path, `{"targets":"a"}`), 422, "", workos.FieldError{Field: "targets", Code: "invalid_type"})
	page, err := auditlogs.New(srv.Client()).ListActions(t.Context(), auditlogs.ListActionsParams{})
	require.NoError(t, err)
	assert.Empty(t, page.Data)
}

// readyExport makes an export, and returns it when it is ready.
func readyExport(t *testing.T, client *workos.Client, params auditlogs.CreateExportParams) *auditlogs.Export {
	t.Helper()
	logs := auditlogs.New(client)
	created, err := logs.CreateExport(t.Context(), params)
	require.NoError(t, err)
	assert.Equal(t, auditlogs.ExportStatePending, created.State)
	assert.Empty(t, created.URL)
	ready, err := logs.GetExport(t.Context(), created.ID)
	require.NoError(t, err)
	assert.Equal(t, auditlogs.ExportStateReady, ready.State)
	assert.Equal(t, created.CreatedAt, ready.CreatedAt)
	return ready
}

// downloadExport returns what is at a URL, without any key.
func downloadExport(t *testing.T, doer workos.HTTPDoer, url string) (status int, body string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	res, err := doer.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, string(data)
}

func TestAuditLogExports(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	org, other := create(t, srv.Client(), "Foo Corp"), create(t, srv.Client(), "Bar Inc")
	for _, params := range []auditlogs.CreateEventParams{
		auditEvent("a", "Ann", 0, "user"), auditEvent("b", "Ben", 1, "team", "user"), auditEvent("c", "Ann", 2),
	} {
		for _, id := range []string{org.ID, other.ID} {
			params.OrganizationID = id
			_, err := auditlogs.New(srv.Client()).CreateEvent(t.Context(), params)
			require.NoError(t, err)
		}
	}
	for name, test := range map[string]struct {
		params auditlogs.CreateExportParams
		want   string // actions
	}{
		"everything":  {auditlogs.CreateExportParams{}, "abc"},
		"start":       {auditlogs.CreateExportParams{RangeStart: auditNoon.Add(time.Minute)}, "bc"},
		"end":         {auditlogs.CreateExportParams{RangeEnd: auditNoon.Add(time.Minute)}, "ab"},
		"actions":     {auditlogs.CreateExportParams{Actions: []string{"a", "c", "d"}}, "ac"},
		"actors":      {auditlogs.CreateExportParams{Actors: []string{"Ann"}}, "ac"},
		"actor names": {auditlogs.CreateExportParams{ActorNames: []string{"Ben"}}, "b"},
		"both names":  {auditlogs.CreateExportParams{Actors: []string{"Ann"}, ActorNames: []string{"Ben"}}, "abc"},
		"actor IDs":   {auditlogs.CreateExportParams{ActorIDs: []string{"user_Ben"}}, "b"},
		"targets":     {auditlogs.CreateExportParams{Targets: []string{"user"}}, "ab"},
		"all of it":   {auditlogs.CreateExportParams{Actions: []string{"a", "b"}, ActorNames: []string{"Ann"}, Targets: []string{"user"}}, "a"},
		"nothing":     {auditlogs.CreateExportParams{Actions: []string{"d"}}, ""},
	} {
		params := test.params
		params.OrganizationID = org.ID
		if params.RangeStart.IsZero() {
			params.RangeStart = auditNoon.Add(-time.Hour)
		}
		if params.RangeEnd.IsZero() {
			params.RangeEnd = auditNoon.Add(time.Hour)
		}
		for way, client := range transports(srv) {
			doer := workos.HTTPDoer(http.DefaultClient)
			if way == "in process" {
				doer = srv
			}
			status, body := downloadExport(t, doer, readyExport(t, client, params).URL)
			assert.Equal(t, 200, status, name)
			rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
			require.NoError(t, err)
			var got []string
			for _, row := range rows[1:] {
				got = append(got, row[0])
			}
			assert.Equal(t, test.want, strings.Join(got, ""), name+" "+way)
		}
	}
}

func TestAuditLogExportFile(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	org := create(t, srv.Client(), "Foo Corp")
	params := auditEvent("a", "Ann", 0, "user")
	params.OrganizationID = org.ID
	params.Event.Metadata, params.Event.Version = map[string]any{"cost": 1.5}, 0
	_, err := auditlogs.New(srv.Client()).CreateEvent(t.Context(), params)
	require.NoError(t, err)
	ready := readyExport(t, srv.Client(), auditlogs.CreateExportParams{OrganizationID: org.ID, RangeStart: auditNoon, RangeEnd: auditNoon.Add(1)})
	_, body := downloadExport(t, srv, ready.URL)
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	require.NoError(t, err)
	assert.Equal(t, [][]string{
		{"action", "occurred_at", "actor_id", "actor_type", "actor_name", "actor_metadata", "targets", "location", "user_agent", "metadata", "version"},
		{"a", "2026-01-15T12:00:00Z", "user_Ann", "user", "Ann", "", `[{"id":"user_0","type":"user"}]`, "198.51.100.7", `a "browser", of a kind`, `{"cost":1.5}`, "0"},
	}, rows)
}

// The URL of an export lives 10 minutes, and is made anew with every call.
func TestAuditLogExportURLs(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(auditNoon)
	org := create(t, srv.Client(), "Foo Corp")
	first := readyExport(t, srv.Client(), auditlogs.CreateExportParams{OrganizationID: org.ID, RangeStart: auditNoon, RangeEnd: auditNoon.Add(1)})
	srv.Advance(10*time.Minute - time.Millisecond)
	second, err := auditlogs.New(srv.Client()).GetExport(t.Context(), first.ID)
	require.NoError(t, err)
	assert.NotEqual(t, first.URL, second.URL)
	assert.Equal(t, first.UpdatedAt, second.UpdatedAt)
	for _, url := range []string{first.URL, second.URL} {
		status, _ := downloadExport(t, srv, url)
		assert.Equal(t, 200, status)
	}
	srv.Advance(time.Millisecond)
	for url, want := range map[string]int{first.URL: 403, second.URL: 200, second.URL + "x": 403, strings.ReplaceAll(second.URL, first.ID, "other"): 403} {
		status, _ := downloadExport(t, srv, url)
		assert.Equal(t, want, status, url)
	}
}

func TestRefusedAuditLogExports(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	org := create(t, srv.Client(), "Foo Corp")
	logs := auditlogs.New(srv.Client())
	err := postAuditLog(t, srv, "/audit_logs/exports", `{}`)
	requireRefusal(t, err, 400, "")
	require.ErrorContains(t, err, "organization_id should not be empty; range_end should not be empty; range_start should not be empty")
	_, err = logs.CreateExport(t.Context(), auditlogs.CreateExportParams{OrganizationID: "org_1", RangeStart: auditNoon, RangeEnd: auditNoon.Add(1)})
	requireRefusal(t, err, 400, "")
	_, err = logs.CreateExport(t.Context(), auditlogs.CreateExportParams{OrganizationID: org.ID, RangeStart: auditNoon, RangeEnd: auditNoon})
	requireRefusal(t, err, 400, "invalid_audit_log_export_range_date")
	_, err = logs.GetExport(t.Context(), "audit_log_export_1")
	requireRefusal(t, err, 404, "")
	requireRefusal(t, postAuditLog(t, srv, "/audit_logs/exports", `{"actions":"a"}`), 422, "", workos.FieldError{Field: "actions", Code: "invalid_type"})
}

func TestAuditLogsRetention(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	logs, orgs, ctx := auditlogs.New(srv.Client()), organizations.New(srv.Client()), t.Context()
	org, other := create(t, srv.Client(), "Foo Corp"), create(t, srv.Client(), "Bar Inc")
	var response workos.Response
	retention, err := logs.GetRetention(ctx, org.ID, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, &auditlogs.Retention{}, retention)
	assert.JSONEq(t, `{"retention_period_in_days":null}`, string(response.Body))

	for _, days := range []int{365, 30} {
		set, err := logs.SetRetention(ctx, org.ID, auditlogs.SetRetentionParams{RetentionPeriodInDays: days})
		require.NoError(t, err)
		assert.Equal(t, &auditlogs.Retention{RetentionPeriodInDays: days}, set)
		got, err := logs.GetRetention(ctx, org.ID)
		require.NoError(t, err)
		assert.Equal(t, set, got)
		configuration, err := orgs.GetAuditLogConfiguration(ctx, org.ID)
		require.NoError(t, err)
		assert.Equal(t, days, configuration.RetentionPeriodInDays)
	}
	got, err := logs.GetRetention(ctx, other.ID)
	require.NoError(t, err)
	assert.Zero(t, got.RetentionPeriodInDays)

	for _, days := range []int{-1, 29, 31, 366} {
		_, err := logs.SetRetention(ctx, org.ID, auditlogs.SetRetentionParams{RetentionPeriodInDays: days})
		requireRefusal(t, err, 422, "", workos.FieldError{Field: "retention_period_in_days", Code: "invalid"})
	}
	require.NoError(t, orgs.Delete(ctx, org.ID))
	_, err = logs.GetRetention(ctx, org.ID)
	requireRefusal(t, err, 404, "")
	_, err = logs.SetRetention(ctx, org.ID, auditlogs.SetRetentionParams{RetentionPeriodInDays: 30})
	requireRefusal(t, err, 404, "")
}
