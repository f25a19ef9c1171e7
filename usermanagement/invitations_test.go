package usermanagement_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/operationtest"
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
	AcceptedAt:          at(2),
	RevokedAt:           at(3),
	ExpiresAt:           at(4),
	OrganizationID:      "org_1",
	InviterUserID:       "user_2",
	AcceptedUserID:      "user_1",
	RoleSlug:            "admin",
	CreatedAt:           at(0),
	UpdatedAt:           at(1),
	Token:               "t0ken",
	AcceptInvitationURL: "https://app.test/invite?invitation_token=t0ken",
}

func TestInvitationOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, usermanagement.New, operationtest.Cases[service]{
		"ListInvitations": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListInvitations(ctx, usermanagement.ListInvitationsParams{
					ListParams: operationtest.Paging, Email: "ann@foo-corp.com", OrganizationID: "org_1",
				}))
			},
			Line:   "GET /user_management/invitations?after=x_0&before=x_9&email=ann%40foo-corp.com&limit=5&order=asc&organization_id=org_1",
			Answer: operationtest.ListJSON(fullInvitation), Want: operationtest.PageOf(wantInvitation),
		},
		"SendInvitation": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.SendInvitation(ctx, usermanagement.SendInvitationParams{
					Email: "ann@foo-corp.com", OrganizationID: "org_1", RoleSlug: "admin", ExpiresInDays: 30,
					InviterUserID: "user_2", Locale: usermanagement.LocaleDeDE,
				})
			},
			Line:   "POST /user_management/invitations",
			Body:   `{"email":"ann@foo-corp.com","organization_id":"org_1","role_slug":"admin","expires_in_days":30,"inviter_user_id":"user_2","locale":"de-DE"}`,
			Answer: fullInvitation, Want: &wantInvitation,
		},
		"SendInvitation to the application": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.SendInvitation(ctx, usermanagement.SendInvitationParams{Email: "ann@foo-corp.com"})
			},
			Line: "POST /user_management/invitations", Body: `{"email":"ann@foo-corp.com"}`,
			Answer: fullInvitation, Want: &wantInvitation,
		},
		"GetInvitation": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetInvitation(ctx, "invitation_1") },
			Line: "GET /user_management/invitations/invitation_1", Answer: fullInvitation, Want: &wantInvitation,
		},
		"GetInvitationByToken": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetInvitationByToken(ctx, "t0/ken") },
			Line: "GET /user_management/invitations/by_token/t0%2Fken", Answer: fullInvitation, Want: &wantInvitation,
		},
		"AcceptInvitation": {
			Call: func(ctx context.Context, s service) (any, error) { return s.AcceptInvitation(ctx, "invitation_1") },
			Line: "POST /user_management/invitations/invitation_1/accept", Body: `{}`, Answer: fullInvitation, Want: &wantInvitation,
		},
		"ResendInvitation": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.ResendInvitation(ctx, "invitation_1", usermanagement.ResendInvitationParams{Locale: usermanagement.LocaleEs419})
			},
			Line: "POST /user_management/invitations/invitation_1/resend", Body: `{"locale":"es-419"}`,
			Answer: fullInvitation, Want: &wantInvitation,
		},
		"RevokeInvitation": {
			Call: func(ctx context.Context, s service) (any, error) { return s.RevokeInvitation(ctx, "invitation_1") },
			Line: "POST /user_management/invitations/invitation_1/revoke", Body: `{}`, Answer: fullInvitation, Want: &wantInvitation,
		},
	})
}

func TestTolerantDecodingOfInvitations(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, usermanagement.Invitation{ID: "invitation_1"},
		`{"id":"invitation_1"}`,
		`{"id":"invitation_1","accepted_at":null,"revoked_at":null,"organization_id":null,"inviter_user_id":null,
			"accepted_user_id":null,"role_slug":null,"new_field":{"a":[1]}}`)
	operationtest.RequireDecoded(t, usermanagement.Invitation{ID: "invitation_1", State: "brand_new"},
		`{"id":"invitation_1","state":"brand_new"}`)
}

func TestBadInvitationInputIsNotSent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users := usermanagement.New(srv.Client())
	assert.Equal(t, "email", operationtest.RefusedParam(users.SendInvitation(t.Context(), usermanagement.SendInvitationParams{OrganizationID: "org_1"})))
	assert.Empty(t, srv.Requests())
}

func TestInvitationTokensAreNotPrinted(t *testing.T) {
	t.Parallel()
	operationtest.RequireHidden(t, wantInvitation, "t0ken")
}

// The token of a call that fails is not in the error.
func TestInvitationTokenIsNotInErrors(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	_, err := usermanagement.New(srv.Client()).GetInvitationByToken(t.Context(), "t0ken-of-nothing")
	require.ErrorIs(t, err, workos.ErrNotFound)
	assert.NotContains(t, err.Error(), "t0ken")
}
