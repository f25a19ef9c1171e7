package auditlogs

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// Schema says what the events of an action look like. It has versions: the API
// keeps the old ones for the events that follow them.
type Schema struct {
	// Object is "audit_log_schema".
	Object string `json:"object"`
	// Version counts the schemas of the action, from 1.
	Version int `json:"version"`
	// Actor says what is known about actors, or nil.
	Actor *SchemaActor `json:"actor,omitempty"`
	// Targets are the kinds of targets.
	Targets []SchemaTarget `json:"targets"`
	// Metadata is the JSON schema of the events' metadata, or nil.
	Metadata map[string]any `json:"metadata,omitempty"`
	// CreatedAt is when the schema was created.
	CreatedAt time.Time `json:"created_at"`
}

// SchemaActor says what is known about the actors of an action.
type SchemaActor struct {
	// Metadata is the JSON schema of their metadata.
	Metadata map[string]any `json:"metadata" required:"true"`
}

// SchemaTarget is a kind of targets of an action.
type SchemaTarget struct {
	// Type is the type that such targets have in events, such as "document".
	Type string `json:"type" required:"true"`
	// Metadata is the JSON schema of their metadata, or nil.
	Metadata map[string]any `json:"metadata,omitempty"`
}

// ListSchemasParams are the parameters of ListSchemas.
type ListSchemasParams struct {
	workos.ListParams
}

// ListSchemas returns a page of the versions of an action's schema, newest first
// unless the params say otherwise. The page's All walks over all of them. An
// unknown action is a workos.ErrNotFound.
//
// Calls GET /audit_logs/actions/{actionName}/schemas.
func (s *Service) ListSchemas(ctx context.Context, actionName string, params ListSchemasParams, opts ...workos.RequestOption) (*workos.List[Schema], error) {
	return workos.GetList[Schema](ctx, s.client, workos.Path("/audit_logs/actions/{actionName}/schemas", actionName), params, opts...)
}

// CreateSchemaParams are the parameters of CreateSchema. The metadata of events,
// actors and targets is described by JSON schemas:
//
//	map[string]any{
//		"type":       "object",
//		"properties": map[string]any{"cost": map[string]any{"type": "number"}},
//	}
type CreateSchemaParams struct {
	// Actor says what is known about actors.
	Actor workos.Optional[SchemaActor] `json:"actor,omitzero"`
	// Targets are the kinds of targets, at least one.
	Targets []SchemaTarget `json:"targets" required:"true"`
	// Metadata is the JSON schema of the events' metadata.
	Metadata map[string]any `json:"metadata,omitempty"`
}

// CreateSchema creates the next version of an action's schema, and the action
// where there is none of this name. What is wrong with the schema is a
// workos.ErrUnprocessable.
//
// Calls POST /audit_logs/actions/{actionName}/schemas.
func (s *Service) CreateSchema(ctx context.Context, actionName string, params CreateSchemaParams, opts ...workos.RequestOption) (*Schema, error) {
	return workos.Post[Schema](ctx, s.client, workos.Path("/audit_logs/actions/{actionName}/schemas", actionName), params, opts...)
}
