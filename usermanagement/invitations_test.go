package usermanagement_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

const fullInvitation = `{
	"object": "invitation",
	"id": "invitation_1",
	"email": "ann@foo-corp.com",
	"state": "accepted",
	"accepted_at": "2026-01-15T12:00:02.000Z",
	"revoked_at": "2026-01-15T12:00:03.000Z",
	"expires_at": "2026-01-15T12:00:04.000Z",
	"organization_id": "org_1",
	"inviter_user_id": "user_2",
	"accepted_user_id": "user_1",
	"role_slug": "admin",
	"created_at": "2026-01-15T12:00:00.000Z",
	"updated_at": "2026-01-15T12:00:01.000Z",
	"token": "t0ken",
	"accept_invitation_url": "https://app.test/invite?invitation_token=t0ken"
}`

var wantInvitation = usermanagement.Invitation{
	Object:              "invitation",
	ID:                  "invitation_1",
	Email:               "ann@foo-corp.com",
	State:               usermanagement.InvitationStateAccepted,
	AcceptedAt:          second(2),
	RevokedAt:           second(3),
	ExpiresAt:           second(4),
	OrganizationID:      "org_1",
	InviterUserID:       "user_2",
	AcceptedUserID:      "user_1",
	RoleSlug:            "admin",
	CreatedAt:           second(0),
	UpdatedAt:           second(1),
	Token:               "t0ken",
	AcceptInvitationURL: "https://app.test/invite?invitation_token=t0ken",
}

func TestInvitationOperations(t *testing.T) {
	t.Parallel()
	checkOperations(t, map[string]operation{
		"ListInvitations": {
			"GET /user_management/invitations", listOf(fullInvitation),
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return dataOf(s.ListInvitations(ctx, usermanagement.ListInvitationsParams{
					ListParams: allOfList, Email: "ann@foo-corp.com", OrganizationID: "org_1",
				}))
			},
			"GET /user_management/invitations?after=x_0&before=x_9&email=ann%40foo-corp.com&limit=5&order=asc&organization_id=org_1", "",
			[]usermanagement.Invitation{wantInvitation},
		},
		"SendInvitation": {
			"POST /user_management/invitations", fullInvitation,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.SendInvitation(ctx, usermanagement.SendInvitationParams{
					Email: "ann@foo-corp.com", OrganizationID: "org_1", RoleSlug: "admin", ExpiresInDays: 30,
					InviterUserID: "user_2", Locale: usermanagement.LocaleDeDE,
				})
			},
			"POST /user_management/invitations",
			`{"email":"ann@foo-corp.com","organization_id":"org_1","role_slug":"admin","expires_in_days":30,"inviter_user_id":"user_2","locale":"de-DE"}`,
			&wantInvitation,
		},
		"SendInvitation to the application": {
			"POST /user_management/invitations", fullInvitation,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.SendInvitation(ctx, usermanagement.SendInvitationParams{Email: "ann@foo-corp.com"})
			},
			"POST /user_management/invitations", `{"email":"ann@foo-corp.com"}`, &wantInvitation,
		},
		"GetInvitation": {
			"GET /user_management/invitations/{id}", fullInvitation,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.GetInvitation(ctx, "invitation_1")
			},
			"GET /user_management/invitations/invitation_1", "", &wantInvitation,
		},
		"GetInvitationByToken": {
			"GET /user_management/invitations/by_token/{token}", fullInvitation,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.GetInvitationByToken(ctx, "t0/ken")
			},
			"GET /user_management/invitations/by_token/t0%2Fken", "", &wantInvitation,
		},
		"AcceptInvitation": {
			"POST /user_management/invitations/{id}/accept", fullInvitation,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.AcceptInvitation(ctx, "invitation_1")
			},
			"POST /user_management/invitations/invitation_1/accept", `{}`, &wantInvitation,
		},
		"ResendInvitation": {
			"POST /user_management/invitations/{id}/resend", fullInvitation,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.ResendInvitation(ctx, "invitation_1", usermanagement.ResendInvitationParams{Locale: usermanagement.LocaleEs419})
			},
			"POST /user_management/invitations/invitation_1/resend", `{"locale":"es-419"}`, &wantInvitation,
		},
		"RevokeInvitation": {
			"POST /user_management/invitations/{id}/revoke", fullInvitation,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.RevokeInvitation(ctx, "invitation_1")
			},
			"POST /user_management/invitations/invitation_1/revoke", `{}`, &wantInvitation,
		},
	})
}

// Nulls, absent and unknown fields and unknown values do not matter.
func TestTolerantDecodingOfInvitations(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]usermanagement.Invitation{
		`{"id":"invitation_1"}`: {ID: "invitation_1"},
		`{"id":"invitation_1","accepted_at":null,"revoked_at":null,"organization_id":null,"inviter_user_id":null,
			"accepted_user_id":null,"role_slug":null,"new_field":{"a":[1]}}`: {ID: "invitation_1"},
		`{"id":"invitation_1","state":"brand_new"}`: {ID: "invitation_1", State: "brand_new"},
	} {
		srv := workostest.NewServer(t)
		planAnswer(srv, "GET /user_management/invitations/{id}", body)
		invitation, err := usermanagement.New(srv.Client()).GetInvitation(t.Context(), "invitation_1")
		require.NoError(t, err, body)
		assert.Equal(t, &want, invitation, body)
	}
}

func TestBadInvitationInputIsNotSent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	service, ctx := usermanagement.New(srv.Client()), t.Context()
	_, err := service.SendInvitation(ctx, usermanagement.SendInvitationParams{OrganizationID: "org_1"})
	var paramErr *workos.ParamError
	require.ErrorAs(t, err, &paramErr)
	assert.Equal(t, "email", paramErr.Param)
	requireRefused(t, srv, map[string]func(string) error{
		"Get":        func(id string) error { _, err := service.GetInvitation(ctx, id); return err },
		"GetByToken": func(id string) error { _, err := service.GetInvitationByToken(ctx, id); return err },
		"Accept":     func(id string) error { _, err := service.AcceptInvitation(ctx, id); return err },
		"Resend": func(id string) error {
			_, err := service.ResendInvitation(ctx, id, usermanagement.ResendInvitationParams{})
			return err
		},
		"Revoke": func(id string) error { _, err := service.RevokeInvitation(ctx, id); return err },
	})
}

func TestInvitationTokensAreNotPrinted(t *testing.T) {
	t.Parallel()
	requireNotPrinted(t, wantInvitation, "t0ken")
	requireNotPrinted(t, &wantInvitation, "t0ken")
}

// The token of a call that fails is not in the error.
func TestInvitationTokenIsNotInErrors(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	_, err := usermanagement.New(srv.Client()).GetInvitationByToken(t.Context(), "t0ken-of-nothing")
	require.ErrorIs(t, err, workos.ErrNotFound)
	assert.NotContains(t, err.Error(), "t0ken")
}
