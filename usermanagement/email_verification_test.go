package usermanagement_test

import (
	"context"
	"testing"

	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/usermanagement"
)

func TestEmailVerificationOperations(t *testing.T) {
	t.Parallel()
	result, wantResult := `{"user":`+fullUser+`}`, &usermanagement.UserResult{User: wantUser}
	operationtest.Run(t, usermanagement.New, operationtest.Cases[service]{
		"GetEmailVerification": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.GetEmailVerification(ctx, "email_verification_1")
			},
			Line: "GET /user_management/email_verification/email_verification_1",
			Answer: `{"object":"email_verification","id":"email_verification_1","user_id":"user_1","email":"ann@foo-corp.com","code":"123456",
			"expires_at":"2026-01-15T12:00:00.000Z","created_at":"2026-01-15T12:00:01.000Z","updated_at":"2026-01-15T12:00:02.000Z"}`,
			Want: &usermanagement.EmailVerification{
				Object:    "email_verification",
				ID:        "email_verification_1",
				UserID:    "user_1",
				Email:     "ann@foo-corp.com",
				ExpiresAt: at(0),
				CreatedAt: at(1),
				UpdatedAt: at(2),
				Code:      "123456",
			},
		},
		"SendVerificationEmail": {
			Call: func(ctx context.Context, s service) (any, error) { return s.SendVerificationEmail(ctx, "user_1") },
			Line: "POST /user_management/users/user_1/email_verification/send", Body: "{}", Answer: result, Want: wantResult,
		},
		"VerifyEmail": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.VerifyEmail(ctx, "user_1", usermanagement.VerifyEmailParams{Code: "123456"})
			},
			Line: "POST /user_management/users/user_1/email_verification/confirm", Body: `{"code":"123456"}`,
			Answer: result, Want: wantResult,
		},
	})
}
