package organizations

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// AuditLogConfiguration says how an organization's audit logs are kept and where
// they are streamed to.
type AuditLogConfiguration struct {
	// OrganizationID is the organization that the configuration belongs to.
	OrganizationID string `json:"organization_id"`
	// RetentionPeriodInDays is how many days events are kept.
	RetentionPeriodInDays int `json:"retention_period_in_days"`
	// State says whether audit logs are in use.
	State AuditLogState `json:"state"`
	// LogStream is where events are streamed to, or nil.
	LogStream *AuditLogStream `json:"log_stream,omitempty"`
}

// AuditLogState says whether an organization's audit logs are in use.
type AuditLogState string

// The states of an organization's audit logs.
const (
	AuditLogStateActive   AuditLogState = "active"
	AuditLogStateInactive AuditLogState = "inactive"
	AuditLogStateDisabled AuditLogState = "disabled"
)

// AuditLogStream is a destination that audit log events are streamed to.
type AuditLogStream struct {
	// ID identifies the stream.
	ID string `json:"id"`
	// Type is the kind of the destination.
	Type AuditLogStreamType `json:"type"`
	// State says whether the stream works.
	State AuditLogStreamState `json:"state"`
	// LastSyncedAt is when an event was last streamed, or zero.
	LastSyncedAt time.Time `json:"last_synced_at"`
	// CreatedAt is when the stream was created.
	CreatedAt time.Time `json:"created_at"`
}

// AuditLogStreamType is the kind of a stream's destination.
type AuditLogStreamType string

// The kinds of destinations.
const (
	AuditLogStreamTypeAzureSentinel      AuditLogStreamType = "AzureSentinel"
	AuditLogStreamTypeDatadog            AuditLogStreamType = "Datadog"
	AuditLogStreamTypeGenericHTTPS       AuditLogStreamType = "GenericHttps"
	AuditLogStreamTypeGoogleCloudStorage AuditLogStreamType = "GoogleCloudStorage"
	AuditLogStreamTypeS3                 AuditLogStreamType = "S3"
	AuditLogStreamTypeSnowflake          AuditLogStreamType = "Snowflake"
	AuditLogStreamTypeSplunk             AuditLogStreamType = "Splunk"
)

// AuditLogStreamState says whether a stream works.
type AuditLogStreamState string

// The states of a stream.
const (
	AuditLogStreamStateActive   AuditLogStreamState = "active"
	AuditLogStreamStateInactive AuditLogStreamState = "inactive"
	AuditLogStreamStateError    AuditLogStreamState = "error"
	AuditLogStreamStateInvalid  AuditLogStreamState = "invalid"
)

// GetAuditLogConfiguration returns how an organization's audit logs are kept
// and where they are streamed to. An unknown ID is a
// workos.ErrNotFound.
//
// Calls GET /organizations/{id}/audit_log_configuration.
func (s *Service) GetAuditLogConfiguration(ctx context.Context, id string, opts ...workos.RequestOption) (*AuditLogConfiguration, error) {
	return workos.Get[AuditLogConfiguration](ctx, s.client, workos.Path("/organizations/{id}/audit_log_configuration", id), nil, opts...)
}
