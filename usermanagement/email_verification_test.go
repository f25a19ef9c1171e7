package usermanagement_test

import (
	"context"
	"testing"

	"github.com/workos-go/workos/usermanagement"
)

func TestEmailVerificationOperations(t *testing.T) {
	t.Parallel()
	result, wantResult := `{"user":`+settingsUserJSON+`}`, &usermanagement.UserResult{User: settingsUser}
	runSettingsOperations(t, map[string]settingsOperation{
		"GetEmailVerification": {
			"GET /user_management/email_verification/{id}",
			`{"object":"email_verification","id":"email_verification_1","user_id":"user_1","email":"ann@foo-corp.com","code":"123456",
			"expires_at":"2026-01-15T12:00:00.000Z","created_at":"2026-01-15T12:00:01.000Z","updated_at":"2026-01-15T12:00:02.000Z"}`,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.GetEmailVerification(ctx, "email_verification_1")
			},
			"GET /user_management/email_verification/email_verification_1", "",
			&usermanagement.EmailVerification{
				Object:    "email_verification",
				ID:        "email_verification_1",
				UserID:    "user_1",
				Email:     "ann@foo-corp.com",
				ExpiresAt: settingsTime(0),
				CreatedAt: settingsTime(1),
				UpdatedAt: settingsTime(2),
				Code:      "123456",
			},
		},
		"SendVerificationEmail": {
			"POST /user_management/users/{id}/email_verification/send", result,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.SendVerificationEmail(ctx, "user_1")
			},
			"POST /user_management/users/user_1/email_verification/send", "{}", wantResult,
		},
		"VerifyEmail": {
			"POST /user_management/users/{id}/email_verification/confirm", result,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.VerifyEmail(ctx, "user_1", usermanagement.VerifyEmailParams{Code: "123456"})
			},
			"POST /user_management/users/user_1/email_verification/confirm", `{"code":"123456"}`, wantResult,
		},
	})
}
