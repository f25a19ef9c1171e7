package auditlogs

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// Export is a CSV file of an organization's events.
type Export struct {
	// Object is "audit_log_export".
	Object string `json:"object"`
	// ID identifies the export.
	ID string `json:"id"`
	// State says whether the file is there.
	State ExportState `json:"state"`
	// URL is where the file of a ready export is, or "". It is valid for 10
	// minutes and needs no further credentials: whoever has it reads the file.
	URL string `json:"url,omitempty" secret:"true"`
	// CreatedAt is when the export was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the export was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// Format hides the URL.
func (e Export) Format(f fmt.State, _ rune) { secret.Format(f, e) }

// LogValue hides the URL.
func (e Export) LogValue() slog.Value { return secret.LogValue(e) }

// ExportState says whether the file of an export is there.
type ExportState string

// The states of an export.
const (
	// ExportStatePending means that the file is being written.
	ExportStatePending ExportState = "pending"
	// ExportStateReady means that the file is at the export's URL.
	ExportStateReady ExportState = "ready"
	// ExportStateError means that there will be no file.
	ExportStateError ExportState = "error"
	// ExportStateExpired means that there is no file any more.
	ExportStateExpired ExportState = "expired"
)

// CreateExportParams are the parameters of CreateExport. Each list that is not
// empty leaves out the events that match none of its items.
type CreateExportParams struct {
	// OrganizationID is the organization whose events are exported.
	OrganizationID string `json:"organization_id" required:"true"`
	// RangeStart is where the range of the events' times begins.
	RangeStart time.Time `json:"range_start" required:"true"`
	// RangeEnd is where the range of the events' times ends.
	RangeEnd time.Time `json:"range_end" required:"true"`
	// Actions are the actions to export, by name.
	Actions []string `json:"actions,omitempty"`
	// Actors are names of actors.
	//
	// Deprecated: use ActorNames.
	Actors []string `json:"actors,omitempty"`
	// ActorNames are the actors whose events to export, by name.
	ActorNames []string `json:"actor_names,omitempty"`
	// ActorIDs are the same by the application's own IDs.
	ActorIDs []string `json:"actor_ids,omitempty"`
	// Targets are the types of targets whose events to export.
	Targets []string `json:"targets,omitempty"`
}

// CreateExport starts an export of an organization's events. It is pending:
// GetExport tells when it is ready. A range that cannot be is a
// workos.ErrBadRequest with the code "invalid_audit_log_export_range_date", and so
// is an unknown organization, with another message.
//
// Calls POST /audit_logs/exports.
func (s *Service) CreateExport(ctx context.Context, params CreateExportParams, opts ...workos.RequestOption) (*Export, error) {
	return workos.Post[Export](ctx, s.client, workos.Path("/audit_logs/exports"), params, opts...)
}

// GetExport returns the export with the given ID. Each call for a ready one makes a
// new URL. An unknown ID is a workos.ErrNotFound.
//
// Calls GET /audit_logs/exports/{auditLogExportId}.
func (s *Service) GetExport(ctx context.Context, id string, opts ...workos.RequestOption) (*Export, error) {
	return workos.Get[Export](ctx, s.client, workos.Path("/audit_logs/exports/{auditLogExportId}", id), nil, opts...)
}
