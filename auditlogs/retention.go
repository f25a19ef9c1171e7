package auditlogs

import (
	"context"

	"github.com/workos-go/workos"
)

// Retention says how long an organization's events are kept.
type Retention struct {
	// RetentionPeriodInDays is how many days events are kept before they are
	// deleted for good, 30 or 365; 0 where it was never set.
	RetentionPeriodInDays int `json:"retention_period_in_days"`
}

// GetRetention returns how long an organization's events are kept. An unknown
// organization is a workos.ErrNotFound.
//
// Calls GET /organizations/{id}/audit_logs_retention.
func (s *Service) GetRetention(ctx context.Context, organizationID string, opts ...workos.RequestOption) (*Retention, error) {
	return workos.Get[Retention](ctx, s.client, workos.Path("/organizations/{id}/audit_logs_retention", organizationID), nil, opts...)
}

// SetRetentionParams are the parameters of SetRetention.
type SetRetentionParams struct {
	// RetentionPeriodInDays is how many days events are kept: 30 or 365.
	RetentionPeriodInDays int `json:"retention_period_in_days" required:"true"`
}

// SetRetention sets how long an organization's events are kept. A period other than
// 30 or 365 days is a workos.ErrUnprocessable. An unknown organization is a
// workos.ErrNotFound.
//
// Calls PUT /organizations/{id}/audit_logs_retention.
func (s *Service) SetRetention(ctx context.Context, organizationID string, params SetRetentionParams, opts ...workos.RequestOption) (*Retention, error) {
	return workos.Put[Retention](ctx, s.client, workos.Path("/organizations/{id}/audit_logs_retention", organizationID), params, opts...)
}
