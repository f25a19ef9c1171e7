package usermanagement_test

import (
	"context"
	"testing"

	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/usermanagement"
)

func TestAuthFactorOperations(t *testing.T) {
	t.Parallel()
	enrolled := `{
		"authentication_factor": {
			"object": "authentication_factor",
			"id": "auth_factor_1",
			"type": "totp",
			"user_id": "user_1",
			"totp": {"issuer": "Foo", "user": "ann@foo-corp.com", "secret": "JBSWY3DPEHPK3PXP",
				"qr_code": "data:image/png;base64,iVBORw0KGgo", "uri": "otpauth://totp/Foo:ann@foo-corp.com?secret=JBSWY3DPEHPK3PXP"},
			"created_at": "2026-01-15T12:00:00.000Z",
			"updated_at": "2026-01-15T12:00:01.000Z"
		},
		"authentication_challenge": {
			"object": "authentication_challenge",
			"id": "auth_challenge_1",
			"expires_at": "2026-01-15T12:00:02.000Z",
			"code": "123456",
			"authentication_factor_id": "auth_factor_1",
			"created_at": "2026-01-15T12:00:03.000Z",
			"updated_at": "2026-01-15T12:00:04.000Z"
		}
	}`
	wantEnrolled := &usermanagement.EnrolledAuthFactor{
		Factor: usermanagement.AuthenticationFactor{
			Object: "authentication_factor",
			ID:     "auth_factor_1",
			Type:   usermanagement.AuthenticationFactorTypeTOTP,
			UserID: "user_1",
			TOTP: &usermanagement.TOTP{
				Issuer: "Foo", User: "ann@foo-corp.com", Secret: "JBSWY3DPEHPK3PXP",
				QRCode: "data:image/png;base64,iVBORw0KGgo", URI: "otpauth://totp/Foo:ann@foo-corp.com?secret=JBSWY3DPEHPK3PXP",
			},
			CreatedAt: at(0),
			UpdatedAt: at(1),
		},
		Challenge: usermanagement.AuthenticationChallenge{
			Object:                 "authentication_challenge",
			ID:                     "auth_challenge_1",
			ExpiresAt:              at(2),
			Code:                   "123456",
			AuthenticationFactorID: "auth_factor_1",
			CreatedAt:              at(3),
			UpdatedAt:              at(4),
		},
	}
	operationtest.Run(t, usermanagement.New, operationtest.Cases[service]{
		"EnrollAuthFactor": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.EnrollAuthFactor(ctx, "user_1", usermanagement.EnrollAuthFactorParams{
					Type:       usermanagement.AuthenticationFactorTypeTOTP,
					TOTPIssuer: "Foo",
					TOTPUser:   "ann@foo-corp.com",
					TOTPSecret: "JBSWY3DPEHPK3PXP",
				})
			},
			Line:   "POST /user_management/users/user_1/auth_factors",
			Body:   `{"type":"totp","totp_issuer":"Foo","totp_user":"ann@foo-corp.com","totp_secret":"JBSWY3DPEHPK3PXP"}`,
			Answer: enrolled, Want: wantEnrolled,
		},
		"EnrollAuthFactor with the type alone": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.EnrollAuthFactor(ctx, "user_1", usermanagement.EnrollAuthFactorParams{Type: usermanagement.AuthenticationFactorTypeTOTP})
			},
			Line: "POST /user_management/users/user_1/auth_factors", Body: `{"type":"totp"}`, Answer: enrolled, Want: wantEnrolled,
		},
		"ListAuthFactors": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListAuthFactors(ctx, "user_1", usermanagement.ListAuthFactorsParams{ListParams: operationtest.Paging}))
			},
			Line: "GET /user_management/users/user_1/auth_factors?after=x_0&before=x_9&limit=5&order=asc",
			Answer: operationtest.ListJSON(`{"object":"authentication_factor","id":"auth_factor_2","type":"sms","user_id":"user_1","sms":{"phone_number":"+15005550006"},
			"created_at":"2026-01-15T12:00:00.000Z","updated_at":"2026-01-15T12:00:01.000Z"}`),
			Want: operationtest.PageOf(usermanagement.AuthenticationFactor{
				Object:    "authentication_factor",
				ID:        "auth_factor_2",
				Type:      usermanagement.AuthenticationFactorTypeSMS,
				UserID:    "user_1",
				SMS:       &usermanagement.SMS{PhoneNumber: "+15005550006"},
				CreatedAt: at(0),
				UpdatedAt: at(1),
			}),
		},
	})
}
