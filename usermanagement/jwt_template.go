package usermanagement

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// JWTTemplate says which claims access tokens have beside those of WorkOS.
type JWTTemplate struct {
	// Object is "jwt_template".
	Object string `json:"object"`
	// Content is the claims as a JSON object in which Liquid fills in values, such
	// as {"urn:myapp:email": "{{user.email}}"}.
	Content string `json:"content"`
	// CreatedAt is when the template was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the template was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// GetJWTTemplate returns the environment's template. Where there is none, that is
// a workos.ErrNotFound.
//
// Calls GET /user_management/jwt_template.
func (s *Service) GetJWTTemplate(ctx context.Context, opts ...workos.RequestOption) (*JWTTemplate, error) {
	return workos.Get[JWTTemplate](ctx, s.client, workos.Path("/user_management/jwt_template"), nil, opts...)
}

// UpdateJWTTemplateParams are the parameters of UpdateJWTTemplate.
type UpdateJWTTemplateParams struct {
	// Content is the claims as a JSON object in which Liquid fills in values.
	Content string `json:"content" required:"true"`
}

// UpdateJWTTemplate creates or replaces the environment's template. What is no
// template is a workos.ErrUnprocessable with the code
// "invalid_request_parameters".
//
// Calls PUT /user_management/jwt_template.
func (s *Service) UpdateJWTTemplate(ctx context.Context, params UpdateJWTTemplateParams, opts ...workos.RequestOption) (*JWTTemplate, error) {
	return workos.Put[JWTTemplate](ctx, s.client, workos.Path("/user_management/jwt_template"), params, opts...)
}
