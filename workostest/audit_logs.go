package workostest

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/workos-go/workos/auditlogs"
)

// auditLogTables holds audit log events, exports and schemas.
type auditLogTables struct {
	actions   map[string]*auditLogAction   // by name
	events    map[string][]auditlogs.Event // by organization
	exports   map[string]*auditLogExport
	retention map[string]int // in days, by organization
}

// auditLogAction is an action with all versions of its schema, oldest first.
type auditLogAction struct {
	auditlogs.Action

	id      string
	schemas []auditLogSchema
}

type auditLogSchema struct {
	auditlogs.Schema

	id string
}

// auditLogExport is an export with its events and the secrets of its URLs, with
// the times at which these end.
type auditLogExport struct {
	auditlogs.Export

	events []auditlogs.Event
	tokens map[string]time.Time
}

// exportURLLife is how long the URL of an export is valid.
const exportURLLife = 10 * time.Minute

func (s *Server) registerAuditLogs() {
	s.auditLogs = auditLogTables{
		actions:   map[string]*auditLogAction{},
		events:    map[string][]auditlogs.Event{},
		exports:   map[string]*auditLogExport{},
		retention: map[string]int{},
	}
	s.register("GET /audit_logs/actions", s.listAuditLogActions)
	s.register("GET /audit_logs/actions/{actionName}/schemas", s.listAuditLogSchemas)
	s.register("POST /audit_logs/actions/{actionName}/schemas", s.createAuditLogSchema)
	s.register("POST /audit_logs/events", s.once(s.createAuditLogEvent))
	s.register("POST /audit_logs/exports", s.createAuditLogExport)
	s.register("GET /audit_logs/exports/{auditLogExportId}", s.getAuditLogExport)
	s.registerPublic("GET /audit_logs/exports/{auditLogExportId}/files/{token}", s.downloadAuditLogExport)
	s.register("GET /organizations/{id}/audit_logs_retention", s.getAuditLogsRetention)
	s.register("PUT /organizations/{id}/audit_logs_retention", s.setAuditLogsRetention)
}

// AuditLogEvents returns the audit log of an organization, in the order in which
// its events were written.
func (s *Server) AuditLogEvents(organizationID string) []auditlogs.Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	return overTheWire[[]auditlogs.Event](s.auditLogs.events[organizationID])
}

// forget removes what belongs to an organization.
func (t auditLogTables) forget(organizationID string) {
	delete(t.events, organizationID)
	delete(t.retention, organizationID)
}

func (s *Server) listAuditLogActions(w http.ResponseWriter, r *http.Request) {
	actions := slices.Collect(maps.Values(s.auditLogs.actions))
	writeList(w, r.URL.Query(), actions, func(action *auditLogAction) string { return action.id })
}

func (s *Server) listAuditLogSchemas(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("actionName")
	action := s.auditLogs.actions[name]
	if action == nil {
		writeNotFound(w, "Audit Log Action", name)
		return
	}
	schemas := slices.Clone(action.schemas)
	writeList(w, r.URL.Query(), schemas, func(schema auditLogSchema) string { return schema.id })
}

func (s *Server) createAuditLogSchema(w http.ResponseWriter, r *http.Request) {
	var params auditlogs.CreateSchemaParams
	if !readParams(w, r, &params) {
		return
	}
	actor, hasActor := params.Actor.Get()
	missing := map[string]bool{"targets": len(params.Targets) == 0, "actor.metadata": hasActor && actor.Metadata == nil}
	for i, target := range params.Targets {
		missing[fmt.Sprintf("targets[%d].type", i)] = target.Type == ""
	}
	if problems := auditLogRequired(missing); problems != nil {
		writeInvalid(w, problems...)
		return
	}
	now, name := s.timestamp(), r.PathValue("actionName")
	action := s.auditLogs.actions[name]
	if action == nil {
		action = &auditLogAction{id: s.ids.next("ala", now)}
		action.Action = auditlogs.Action{Object: "audit_log_action", Name: name, CreatedAt: now}
		s.auditLogs.actions[name] = action
	}
	action.Schema = auditlogs.Schema{
		Object:    "audit_log_schema",
		Version:   len(action.schemas) + 1,
		Targets:   params.Targets,
		Metadata:  params.Metadata,
		CreatedAt: now,
	}
	if hasActor {
		action.Schema.Actor = &actor
	}
	action.UpdatedAt = now
	action.schemas = append(action.schemas, auditLogSchema{action.Schema, s.ids.next("als", now)})
	writeJSON(w, http.StatusCreated, action.Schema)
}

// auditLogRequired returns a problem for each field that is missing.
func auditLogRequired(missing map[string]bool) []fieldError {
	var problems []fieldError
	for _, field := range slices.Sorted(maps.Keys(missing)) {
		if missing[field] {
			problems = append(problems, fieldError{field, "required"})
		}
	}
	return problems
}

func (s *Server) createAuditLogEvent(w http.ResponseWriter, r *http.Request) {
	var params auditlogs.CreateEventParams
	if !readParams(w, r, &params) {
		return
	}
	event := params.Event
	missing := map[string]bool{
		"organization_id":        params.OrganizationID == "",
		"event.action":           event.Action == "",
		"event.occurred_at":      event.OccurredAt.IsZero(),
		"event.actor.id":         event.Actor.ID == "",
		"event.actor.type":       event.Actor.Type == "",
		"event.targets":          event.Targets == nil,
		"event.context.location": event.Context.Location == "",
	}
	for i, target := range event.Targets {
		missing[fmt.Sprintf("event.targets[%d].id", i)] = target.ID == ""
		missing[fmt.Sprintf("event.targets[%d].type", i)] = target.Type == ""
	}
	if problems := auditLogRequired(missing); problems != nil {
		writeInvalid(w, problems...)
		return
	}
	if s.organizations[params.OrganizationID] == nil {
		writeNotFound(w, "Organization", params.OrganizationID)
		return
	}
	if invalid := s.auditLogs.invalid(event); invalid != nil {
		writeJSON(w, http.StatusBadRequest, map[string]any{
			"code": "invalid_audit_log_event", "message": "Invalid Audit Log event.", "errors": invalid,
		})
		return
	}
	s.auditLogs.events[params.OrganizationID] = append(s.auditLogs.events[params.OrganizationID], event)
	writeJSON(w, http.StatusOK, auditlogs.CreateEventResult{Success: true})
}

// invalidPath is a part of an event that its schema does not allow.
type invalidPath struct {
	Path string `json:"instancePath"` //nolint:tagliatelle // as the API has it
}

// invalid returns what is wrong with an event. One whose action has no schema has
// only the limits of metadata to keep.
func (t auditLogTables) invalid(event auditlogs.Event) []invalidPath {
	schema, ok := t.schema(event)
	if !ok {
		return []invalidPath{{"/version"}}
	}
	var invalid []invalidPath
	check := func(path string, ok bool) {
		if !ok {
			invalid = append(invalid, invalidPath{path})
		}
	}
	check("/metadata", validAuditLogMetadata(event.Metadata, schema.Metadata))
	if schema.Actor == nil {
		schema.Actor = &auditlogs.SchemaActor{}
	}
	check("/actor/metadata", validAuditLogMetadata(event.Actor.Metadata, schema.Actor.Metadata))
	for i, target := range event.Targets {
		kind := slices.IndexFunc(schema.Targets, func(kind auditlogs.SchemaTarget) bool { return kind.Type == target.Type })
		check("/targets", kind >= 0 || schema.Version == 0)
		metadata := map[string]any(nil)
		if kind >= 0 {
			metadata = schema.Targets[kind].Metadata
		}
		check("/targets/"+strconv.Itoa(i)+"/metadata", validAuditLogMetadata(target.Metadata, metadata))
	}
	return invalid
}

// schema returns the schema that an event follows, an empty one where its action
// has none, and whether there is the version that it names.
func (t auditLogTables) schema(event auditlogs.Event) (auditlogs.Schema, bool) {
	action := t.actions[event.Action]
	switch {
	case action == nil:
		return auditlogs.Schema{}, true
	case event.Version == 0:
		return action.Schema, true
	case event.Version < 0 || event.Version > len(action.schemas):
		return auditlogs.Schema{}, false
	default:
		return action.schemas[event.Version-1].Schema, true
	}
}

var auditLogKey = regexp.MustCompile(`^[a-zA-Z0-9_-]{0,40}$`)

// validAuditLogMetadata checks the limits of metadata and, of its JSON schema,
// the required properties and the types.
func validAuditLogMetadata(metadata, schema map[string]any) bool {
	properties, _ := schema["properties"].(map[string]any)
	for key, value := range metadata {
		property, _ := properties[key].(map[string]any)
		if !auditLogKey.MatchString(key) || !validAuditLogValue(value, property["type"]) {
			return false
		}
	}
	required, _ := schema["required"].([]any)
	missing := func(name any) bool { return metadata[fmt.Sprint(name)] == nil }
	return len(metadata) <= 50 && !slices.ContainsFunc(required, missing)
}

func validAuditLogValue(value, kind any) bool {
	switch value := value.(type) {
	case string:
		return (kind == nil || kind == "string") && len([]rune(value)) <= 500
	case float64:
		return kind == nil || kind == "number" || kind == "integer" && value == float64(int64(value))
	case bool:
		return kind == nil || kind == "boolean"
	default:
		return false
	}
}

func (s *Server) createAuditLogExport(w http.ResponseWriter, r *http.Request) {
	var params auditlogs.CreateExportParams
	if !readParams(w, r, &params) {
		return
	}
	problems := auditLogRequired(map[string]bool{
		"organization_id": params.OrganizationID == "",
		"range_start":     params.RangeStart.IsZero(),
		"range_end":       params.RangeEnd.IsZero(),
	})
	var messages []string
	for _, problem := range problems {
		messages = append(messages, problem.Field+" should not be empty")
	}
	switch {
	case messages != nil:
		writeJSON(w, http.StatusBadRequest, map[string]any{"message": messages, "error": "Bad Request"})
	case s.organizations[params.OrganizationID] == nil:
		writeError(w, http.StatusBadRequest, apiError{Message: "Organization not found: '" + params.OrganizationID + "'."})
	case !params.RangeEnd.After(params.RangeStart):
		writeError(w, http.StatusBadRequest, apiError{Code: "invalid_audit_log_export_range_date", Message: "Invalid date range"})
	default:
		now := s.timestamp()
		export := &auditLogExport{events: s.auditLogs.find(params), tokens: map[string]time.Time{}}
		export.Export = auditlogs.Export{
			Object: "audit_log_export", ID: s.ids.next("audit_log_export", now),
			State: auditlogs.ExportStatePending, CreatedAt: now, UpdatedAt: now,
		}
		s.auditLogs.exports[export.ID] = export
		writeJSON(w, http.StatusCreated, export)
	}
}

// find returns the events that an export asks for.
func (t auditLogTables) find(params auditlogs.CreateExportParams) []auditlogs.Event {
	names := slices.Concat(params.Actors, params.ActorNames)
	matches := func(wanted []string, value string) bool { return len(wanted) == 0 || slices.Contains(wanted, value) }
	isTarget := func(target auditlogs.Target) bool { return slices.Contains(params.Targets, target.Type) }
	var found []auditlogs.Event
	for _, event := range t.events[params.OrganizationID] {
		if !event.OccurredAt.Before(params.RangeStart) && !event.OccurredAt.After(params.RangeEnd) &&
			matches(params.Actions, event.Action) && matches(names, event.Actor.Name) && matches(params.ActorIDs, event.Actor.ID) &&
			(len(params.Targets) == 0 || slices.ContainsFunc(event.Targets, isTarget)) {
			found = append(found, event)
		}
	}
	return found
}

// getAuditLogExport finds every export ready, and makes a new URL for it.
func (s *Server) getAuditLogExport(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("auditLogExportId")
	export := s.auditLogs.exports[id]
	if export == nil {
		writeNotFound(w, "Audit Log Export", id)
		return
	}
	if export.State == auditlogs.ExportStatePending {
		export.State, export.UpdatedAt = auditlogs.ExportStateReady, s.timestamp()
	}
	token := s.random.token()
	export.tokens[token] = s.now().Add(exportURLLife)
	base := "http://" + r.Host // of URL
	if r.URL.Host != "" {
		base = r.URL.Scheme + "://" + r.URL.Host // of Client
	}
	export.URL = base + "/audit_logs/exports/" + id + "/files/" + token
	writeJSON(w, http.StatusOK, export)
}

func (s *Server) downloadAuditLogExport(w http.ResponseWriter, r *http.Request) {
	export := s.auditLogs.exports[r.PathValue("auditLogExportId")]
	if export == nil || !s.now().Before(export.tokens[r.PathValue("token")]) {
		writeError(w, http.StatusForbidden, apiError{Message: "The URL is wrong or has expired."})
		return
	}
	rows := [][]string{{
		"action", "occurred_at", "actor_id", "actor_type", "actor_name", "actor_metadata",
		"targets", "location", "user_agent", "metadata", "version",
	}}
	for _, event := range export.events {
		rows = append(rows, []string{
			event.Action, event.OccurredAt.UTC().Format(time.RFC3339Nano),
			event.Actor.ID, event.Actor.Type, event.Actor.Name, auditLogJSON(event.Actor.Metadata),
			auditLogJSON(event.Targets), event.Context.Location, event.Context.UserAgent, auditLogJSON(event.Metadata), strconv.Itoa(event.Version),
		})
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	_ = csv.NewWriter(w).WriteAll(rows)
}

// auditLogJSON is the JSON of what came as JSON, or "" where nothing came.
func auditLogJSON(value any) string {
	data, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return strings.TrimPrefix(string(data), "null")
}

// auditLogsRetention is a retention period as the API sends it.
type auditLogsRetention struct {
	Days *int `json:"retention_period_in_days"`
}

func (s *Server) getAuditLogsRetention(w http.ResponseWriter, r *http.Request) {
	org := find(w, r, s.organizations, "Organization")
	if org == nil {
		return
	}
	var answer auditLogsRetention
	if days, ok := s.auditLogs.retention[org.ID]; ok {
		answer.Days = &days
	}
	writeJSON(w, http.StatusOK, answer)
}

func (s *Server) setAuditLogsRetention(w http.ResponseWriter, r *http.Request) {
	org := find(w, r, s.organizations, "Organization")
	var params auditlogs.SetRetentionParams
	if org == nil || !readParams(w, r, &params) {
		return
	}
	switch days := params.RetentionPeriodInDays; days {
	case 30, 365:
		s.auditLogs.retention[org.ID] = days
		writeJSON(w, http.StatusOK, auditLogsRetention{&days})
	default:
		writeInvalid(w, fieldError{"retention_period_in_days", "invalid"})
	}
}
