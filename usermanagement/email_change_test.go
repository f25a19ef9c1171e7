package usermanagement_test

import (
	"context"
	"testing"

	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/usermanagement"
)

func TestEmailChangeOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, usermanagement.New, operationtest.Cases[service]{
		"SendEmailChange": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.SendEmailChange(ctx, "user_1", usermanagement.SendEmailChangeParams{NewEmail: "anna@foo-corp.com"})
			},
			Line: "POST /user_management/users/user_1/email_change/send", Body: `{"new_email":"anna@foo-corp.com"}`,
			Answer: `{"object":"email_change","user":` + fullUser + `,"new_email":"anna@foo-corp.com",
			"expires_at":"2026-01-15T12:00:02.000Z","created_at":"2026-01-15T12:00:03.000Z"}`,
			Want: &usermanagement.EmailChange{
				Object:    "email_change",
				User:      wantUser,
				NewEmail:  "anna@foo-corp.com",
				ExpiresAt: at(2),
				CreatedAt: at(3),
			},
		},
		"ConfirmEmailChange": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.ConfirmEmailChange(ctx, "user_1", usermanagement.ConfirmEmailChangeParams{Code: "123456"})
			},
			Line: "POST /user_management/users/user_1/email_change/confirm", Body: `{"code":"123456"}`,
			Answer: `{"object":"email_change_confirmation","user":` + fullUser + `}`,
			Want:   &usermanagement.EmailChangeConfirmation{Object: "email_change_confirmation", User: wantUser},
		},
	})
}
