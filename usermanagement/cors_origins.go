package usermanagement

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// CORSOrigin is a web origin whose pages may call the WorkOS API from the
// browser.
type CORSOrigin struct {
	// Object is "cors_origin".
	Object string `json:"object"`
	// ID identifies the origin.
	ID string `json:"id"`
	// Origin is scheme, host and port, such as "https://app.foo-corp.com".
	Origin string `json:"origin"`
	// CreatedAt is when the origin was added.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the origin was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// ListCORSOriginsParams are the parameters of ListCORSOrigins.
type ListCORSOriginsParams struct {
	workos.ListParams
}

// ListCORSOrigins returns a page of the environment's CORS origins, newest
// first unless the params say otherwise. The page's All walks over all of them.
//
// Calls GET /user_management/cors_origins.
func (s *Service) ListCORSOrigins(ctx context.Context, params ListCORSOriginsParams, opts ...workos.RequestOption) (*workos.List[CORSOrigin], error) {
	return workos.GetList[CORSOrigin](ctx, s.client, workos.Path("/user_management/cors_origins"), params, opts...)
}

// CreateCORSOriginParams are the parameters of CreateCORSOrigin.
type CreateCORSOriginParams struct {
	// Origin is scheme, host and port, such as "https://app.foo-corp.com".
	Origin string `json:"origin" required:"true"`
}

// CreateCORSOrigin lets the pages of a web origin call the WorkOS API from the
// browser. One that is there already is a workos.ErrConflict with the code
// "duplicate_cors_origin", what is no origin a workos.ErrUnprocessable.
//
// Calls POST /user_management/cors_origins.
func (s *Service) CreateCORSOrigin(ctx context.Context, params CreateCORSOriginParams, opts ...workos.RequestOption) (*CORSOrigin, error) {
	return workos.Post[CORSOrigin](ctx, s.client, workos.Path("/user_management/cors_origins"), params, opts...)
}
