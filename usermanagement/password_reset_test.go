package usermanagement_test

import (
	"context"
	"testing"

	"github.com/workos-go/workos/usermanagement"
)

func TestPasswordResetOperations(t *testing.T) {
	t.Parallel()
	const answer = `{
		"object": "password_reset",
		"id": "password_reset_1",
		"user_id": "user_1",
		"email": "ann@foo-corp.com",
		"expires_at": "2026-01-15T12:00:00.000Z",
		"created_at": "2026-01-15T12:00:01.000Z",
		"password_reset_token": "t0ken",
		"password_reset_url": "https://foo-corp.com/reset?token=t0ken"
	}`
	want := &usermanagement.PasswordReset{
		Object:             "password_reset",
		ID:                 "password_reset_1",
		UserID:             "user_1",
		Email:              "ann@foo-corp.com",
		ExpiresAt:          settingsTime(0),
		CreatedAt:          settingsTime(1),
		PasswordResetToken: "t0ken",
		PasswordResetURL:   "https://foo-corp.com/reset?token=t0ken",
	}
	runSettingsOperations(t, map[string]settingsOperation{
		"CreatePasswordReset": {
			"POST /user_management/password_reset", answer,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.CreatePasswordReset(ctx, usermanagement.CreatePasswordResetParams{Email: "ann@foo-corp.com"})
			},
			"POST /user_management/password_reset", `{"email":"ann@foo-corp.com"}`, want,
		},
		"GetPasswordReset": {
			"GET /user_management/password_reset/{id}", answer,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.GetPasswordReset(ctx, "password_reset_1")
			},
			"GET /user_management/password_reset/password_reset_1", "", want,
		},
		"ResetPassword": {
			"POST /user_management/password_reset/confirm", `{"user":` + settingsUserJSON + `}`,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.ResetPassword(ctx, usermanagement.ResetPasswordParams{Token: "t0ken", NewPassword: "battery staple"})
			},
			"POST /user_management/password_reset/confirm", `{"token":"t0ken","new_password":"battery staple"}`,
			&usermanagement.UserResult{User: settingsUser},
		},
		"SendPasswordResetEmail": {
			"POST /user_management/password_reset/send", "",
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return nil, s.SendPasswordResetEmail(ctx, usermanagement.SendPasswordResetEmailParams{
					Email: "ann@foo-corp.com", PasswordResetURL: "https://foo-corp.com/reset",
				})
			},
			"POST /user_management/password_reset/send",
			`{"email":"ann@foo-corp.com","password_reset_url":"https://foo-corp.com/reset"}`, nil,
		},
	})
}
