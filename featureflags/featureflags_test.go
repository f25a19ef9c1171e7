package featureflags_test

import (
	"context"
	"testing"

	"github.com/workos-go/workos/featureflags"
	"github.com/workos-go/workos/internal/operationtest"
)

type service = *featureflags.Service

var at = operationtest.At

const fullFlag = `{
	"object": "feature_flag",
	"id": "flag_1",
	"slug": "advanced-analytics",
	"name": "Advanced Analytics",
	"description": "More charts",
	"owner": {"email": "dev@foo-corp.com", "first_name": "Dev", "last_name": "Eloper"},
	"tags": ["reports"],
	"enabled": true,
	"default_value": true,
	"created_at": "2026-01-15T12:00:00.000Z",
	"updated_at": "2026-01-15T12:00:01.000Z"
}`

var wantFlag = &featureflags.Flag{
	Object:       "feature_flag",
	ID:           "flag_1",
	Slug:         "advanced-analytics",
	Name:         "Advanced Analytics",
	Description:  "More charts",
	Owner:        &featureflags.Owner{Email: "dev@foo-corp.com", FirstName: "Dev", LastName: "Eloper"},
	Tags:         []string{"reports"},
	Enabled:      true,
	DefaultValue: true,
	CreatedAt:    at(0),
	UpdatedAt:    at(1),
}

func TestOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, featureflags.New, operationtest.Cases[service]{
		"List": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.List(ctx, featureflags.ListParams{ListParams: operationtest.Paging}))
			},
			Line:   "GET /feature-flags?after=x_0&before=x_9&limit=5&order=asc",
			Answer: operationtest.ListJSON(fullFlag), Want: operationtest.PageOf(*wantFlag),
		},
		"ListForOrganization": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListForOrganization(ctx, "org_1", featureflags.ListForOrganizationParams{ListParams: operationtest.Paging}))
			},
			Line:   "GET /organizations/org_1/feature-flags?after=x_0&before=x_9&limit=5&order=asc",
			Answer: operationtest.ListJSON(fullFlag), Want: operationtest.PageOf(*wantFlag),
		},
		"Get": {
			Call: func(ctx context.Context, s service) (any, error) { return s.Get(ctx, "advanced-analytics") },
			Line: "GET /feature-flags/advanced-analytics", Answer: fullFlag, Want: wantFlag,
		},
		"Enable": {
			Call: func(ctx context.Context, s service) (any, error) { return s.Enable(ctx, "advanced-analytics") },
			Line: "PUT /feature-flags/advanced-analytics/enable", Body: `{}`, Answer: fullFlag, Want: wantFlag,
		},
		"Disable": {
			Call: func(ctx context.Context, s service) (any, error) { return s.Disable(ctx, "advanced-analytics") },
			Line: "PUT /feature-flags/advanced-analytics/disable", Body: `{}`, Answer: fullFlag, Want: wantFlag,
		},
		"AddTarget": {
			Call: func(ctx context.Context, s service) (any, error) {
				return nil, s.AddTarget(ctx, "advanced-analytics", "user_1")
			},
			Line: "POST /feature-flags/advanced-analytics/targets/user_1", Body: `{}`,
		},
		"RemoveTarget": {
			Call: func(ctx context.Context, s service) (any, error) {
				return nil, s.RemoveTarget(ctx, "advanced-analytics", "org_1")
			},
			Line: "DELETE /feature-flags/advanced-analytics/targets/org_1",
		},
	})
}

func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, featureflags.Flag{Slug: "a"},
		`{"slug":"a"}`,
		`{"slug":"a","description":null,"owner":null,"tags":null,"created_at":null}`,
		`{"slug":"a","new_field":{"a":[1]}}`)
	operationtest.RequireDecoded(t, featureflags.Flag{Owner: &featureflags.Owner{Email: "a@b.com"}},
		`{"owner":{"email":"a@b.com","first_name":null,"last_name":null}}`)
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	operationtest.RequireRoundTrip[featureflags.Flag](t, fullFlag)
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	operationtest.RequireIDs(t, featureflags.New)
}
