package auditlogs

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// Action is something that people can do, as far as events have a schema for it.
type Action struct {
	// Object is "audit_log_action".
	Object string `json:"object"`
	// Name is what events call the action, such as "document.shared".
	Name string `json:"name"`
	// Schema says what its events look like: the newest version.
	Schema Schema `json:"schema"`
	// CreatedAt is when the action was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the action was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// ListActionsParams are the parameters of ListActions.
type ListActionsParams struct {
	workos.ListParams
}

// ListActions returns a page of the actions of the environment, newest first
// unless the params say otherwise. The page's All walks over all of them.
//
// Calls GET /audit_logs/actions.
func (s *Service) ListActions(ctx context.Context, params ListActionsParams, opts ...workos.RequestOption) (*workos.List[Action], error) {
	return workos.GetList[Action](ctx, s.client, workos.Path("/audit_logs/actions"), params, opts...)
}
