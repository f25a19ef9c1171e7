package usermanagement_test

import (
	"context"
	"testing"

	"github.com/workos-go/workos/internal/operationtest"
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
		ExpiresAt:          at(0),
		CreatedAt:          at(1),
		PasswordResetToken: "t0ken",
		PasswordResetURL:   "https://foo-corp.com/reset?token=t0ken",
	}
	operationtest.Run(t, usermanagement.New, operationtest.Cases[service]{
		"CreatePasswordReset": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreatePasswordReset(ctx, usermanagement.CreatePasswordResetParams{Email: "ann@foo-corp.com"})
			},
			Line: "POST /user_management/password_reset", Body: `{"email":"ann@foo-corp.com"}`, Answer: answer, Want: want,
		},
		"GetPasswordReset": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetPasswordReset(ctx, "password_reset_1") },
			Line: "GET /user_management/password_reset/password_reset_1", Answer: answer, Want: want,
		},
		"ResetPassword": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.ResetPassword(ctx, usermanagement.ResetPasswordParams{Token: "t0ken", NewPassword: "battery staple"})
			},
			Line: "POST /user_management/password_reset/confirm", Body: `{"token":"t0ken","new_password":"battery staple"}`,
			Answer: `{"user":` + fullUser + `}`, Want: &usermanagement.UserResult{User: wantUser},
		},
		"SendPasswordResetEmail": {
			Call: func(ctx context.Context, s service) (any, error) {
				return nil, s.SendPasswordResetEmail(ctx, usermanagement.SendPasswordResetEmailParams{
					Email: "ann@foo-corp.com", PasswordResetURL: "https://foo-corp.com/reset",
				})
			},
			Line: "POST /user_management/password_reset/send",
			Body: `{"email":"ann@foo-corp.com","password_reset_url":"https://foo-corp.com/reset"}`,
		},
	})
}
