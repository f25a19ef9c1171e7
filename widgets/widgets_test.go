package widgets_test

import (
	"context"
	"testing"

	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/widgets"
)

type service = *widgets.Service

func TestOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, widgets.New, operationtest.Cases[service]{
		"CreateToken": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateToken(ctx, widgets.CreateTokenParams{
					OrganizationID: "org_1", UserID: "user_1", Scopes: []widgets.Scope{widgets.ScopeSSOManage, widgets.ScopeDirectorySyncManage},
				})
			},
			Line: "POST /widgets/token", Body: `{"organization_id":"org_1","user_id":"user_1","scopes":["widgets:sso:manage","widgets:dsync:manage"]}`,
			Answer: `{"token":"t0ken"}`, Want: &widgets.Token{Token: "t0ken"},
		},
		"CreateToken for a user alone": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateToken(ctx, widgets.CreateTokenParams{UserID: "user_1"})
			},
			Line: "POST /widgets/token", Body: `{"user_id":"user_1"}`, Answer: `{"token":"t0ken"}`, Want: &widgets.Token{Token: "t0ken"},
		},
	})
}

func TestToken(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, widgets.Token{Token: "t0ken"}, `{"token":"t0ken","new_field":1}`)
	operationtest.RequireDecoded(t, widgets.Token{}, `{}`, `{"token":null}`)
	operationtest.RequireHidden(t, widgets.Token{Token: "t0ken"}, "t0ken")
}
