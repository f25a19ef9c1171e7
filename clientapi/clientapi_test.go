package clientapi_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/workos-go/workos/clientapi"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/workostest"
)

type service = *clientapi.Service

func TestOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, clientapi.New, operationtest.Cases[service]{
		"CreateToken": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateToken(ctx, clientapi.CreateTokenParams{OrganizationID: "org_1", UserID: "user_1"})
			},
			Line: "POST /client/token", Body: `{"organization_id":"org_1","user_id":"user_1"}`,
			Answer: `{"token":"t0ken"}`, Want: &clientapi.Token{Token: "t0ken"},
		},
	})
}

func TestToken(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, clientapi.Token{Token: "t0ken"}, `{"token":"t0ken","new_field":1}`)
	operationtest.RequireDecoded(t, clientapi.Token{}, `{}`, `{"token":null}`)
	operationtest.RequireHidden(t, clientapi.Token{Token: "t0ken"}, "t0ken")
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	tokens := clientapi.New(srv.Client())
	assert.Equal(t, "organization_id", operationtest.RefusedParam(tokens.CreateToken(t.Context(), clientapi.CreateTokenParams{UserID: "a"})))
	assert.Equal(t, "user_id", operationtest.RefusedParam(tokens.CreateToken(t.Context(), clientapi.CreateTokenParams{OrganizationID: "a"})))
	assert.Empty(t, srv.Requests())
}
