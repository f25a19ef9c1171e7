package usermanagement_test

import (
	"context"
	"testing"

	"github.com/workos-go/workos/usermanagement"
)

func TestEmailChangeOperations(t *testing.T) {
	t.Parallel()
	runSettingsOperations(t, map[string]settingsOperation{
		"SendEmailChange": {
			"POST /user_management/users/{id}/email_change/send",
			`{"object":"email_change","user":` + settingsUserJSON + `,"new_email":"anna@foo-corp.com",
			"expires_at":"2026-01-15T12:00:02.000Z","created_at":"2026-01-15T12:00:03.000Z"}`,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.SendEmailChange(ctx, "user_1", usermanagement.SendEmailChangeParams{NewEmail: "anna@foo-corp.com"})
			},
			"POST /user_management/users/user_1/email_change/send", `{"new_email":"anna@foo-corp.com"}`,
			&usermanagement.EmailChange{
				Object:    "email_change",
				User:      settingsUser,
				NewEmail:  "anna@foo-corp.com",
				ExpiresAt: settingsTime(2),
				CreatedAt: settingsTime(3),
			},
		},
		"ConfirmEmailChange": {
			"POST /user_management/users/{id}/email_change/confirm",
			`{"object":"email_change_confirmation","user":` + settingsUserJSON + `}`,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.ConfirmEmailChange(ctx, "user_1", usermanagement.ConfirmEmailChangeParams{Code: "123456"})
			},
			"POST /user_management/users/user_1/email_change/confirm", `{"code":"123456"}`,
			&usermanagement.EmailChangeConfirmation{Object: "email_change_confirmation", User: settingsUser},
		},
	})
}
