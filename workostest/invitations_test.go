package workostest_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// membershipsIn returns the memberships in an organization, whatever their status.
func membershipsIn(t *testing.T, service *usermanagement.Service, organizationID string) []usermanagement.OrganizationMembership {
	t.Helper()
	page, err := service.ListOrganizationMemberships(t.Context(), usermanagement.ListOrganizationMembershipsParams{
		OrganizationID: organizationID,
		Statuses: []usermanagement.OrganizationMembershipStatus{
			usermanagement.OrganizationMembershipStatusActive, usermanagement.OrganizationMembershipStatusInactive,
			usermanagement.OrganizationMembershipStatusPending,
		},
	})
	require.NoError(t, err)
	return page.Data
}

func TestInvitationLifeCycle(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	service, ctx := usermanagement.New(srv.Client()), t.Context()
	org := create(t, srv.Client(), "Foo Corp")
	inviter := srv.AddUser(usermanagement.CreateUserParams{Email: "boss@foo-corp.com"})
	sent, err := service.SendInvitation(ctx, usermanagement.SendInvitationParams{
		Email: "ann@foo-corp.com", OrganizationID: org.ID, RoleSlug: "admin", InviterUserID: inviter.ID, Locale: usermanagement.LocaleEs419,
	})
	require.NoError(t, err)
	assert.Equal(t, "invitation", sent.Object)
	assert.Regexp(t, `^invitation_01`, sent.ID)
	assert.Equal(t, usermanagement.InvitationStatePending, sent.State)
	assert.Equal(t, "admin", sent.RoleSlug)
	assert.Equal(t, inviter.ID, sent.InviterUserID)
	assert.Equal(t, 7*24*time.Hour, sent.ExpiresAt.Sub(sent.CreatedAt))
	assert.Len(t, sent.Token, 25)
	link, err := url.Parse(sent.AcceptInvitationURL)
	require.NoError(t, err)
	assert.Equal(t, sent.Token, link.Query().Get("invitation_token"))
	assert.Empty(t, membershipsIn(t, service, org.ID), "there is no such user yet")

	message := workostest.Message{
		To: "ann@foo-corp.com", Kind: workostest.MessageKindInvitation, Token: sent.Token, URL: sent.AcceptInvitationURL, SentAt: sent.CreatedAt,
	}
	assert.Equal(t, []workostest.Message{message}, srv.Outbox())
	got, err := service.GetInvitationByToken(ctx, sent.Token)
	require.NoError(t, err)
	assert.Equal(t, sent, got)

	srv.Advance(time.Hour)
	resent, err := service.ResendInvitation(ctx, sent.ID, usermanagement.ResendInvitationParams{Locale: usermanagement.LocaleDe})
	require.NoError(t, err)
	require.Len(t, srv.Outbox(), 2)
	assert.Equal(t, sent.Token, srv.Outbox()[1].Token)
	assert.Equal(t, sent.ExpiresAt, resent.ExpiresAt)

	_, err = service.AcceptInvitation(ctx, sent.ID)
	requireRefusal(t, err, 400, "invalid_invite") // by nobody
	ann := srv.AddUser(usermanagement.CreateUserParams{Email: "Ann@foo-corp.com"})
	accepted, err := service.AcceptInvitation(ctx, sent.ID)
	require.NoError(t, err)
	assert.Equal(t, usermanagement.InvitationStateAccepted, accepted.State)
	assert.Equal(t, ann.ID, accepted.AcceptedUserID)
	assert.Equal(t, srv.Now().UTC().Truncate(time.Millisecond), accepted.AcceptedAt)
	members := membershipsIn(t, service, org.ID)
	require.Len(t, members, 1)
	assert.Equal(t, ann.ID, members[0].UserID)
	assert.Equal(t, usermanagement.OrganizationMembershipStatusActive, members[0].Status)
	assert.Equal(t, "admin", members[0].Role.Slug)

	_, err = service.AcceptInvitation(ctx, sent.ID)
	requireRefusal(t, err, 400, "invite_not_pending")
	_, err = service.RevokeInvitation(ctx, sent.ID)
	requireRefusal(t, err, 400, "invite_not_pending")
	_, err = service.ResendInvitation(ctx, sent.ID, usermanagement.ResendInvitationParams{})
	requireRefusal(t, err, 400, "invite_accepted")
	_, err = service.UpdateOrganizationMembership(ctx, members[0].ID, usermanagement.UpdateOrganizationMembershipParams{RoleSlug: "billing"})
	require.NoError(t, err)
	got, err = service.GetInvitation(ctx, sent.ID)
	require.NoError(t, err)
	assert.Equal(t, "billing", got.RoleSlug, "follows the membership")
	assert.Len(t, srv.Outbox(), 2)
	requireEvents(t, srv, events.TypeUserCreated, events.TypeInvitationCreated, events.TypeInvitationResent, events.TypeUserCreated,
		events.TypeOrganizationMembershipCreated, events.TypeInvitationAccepted, events.TypeOrganizationMembershipUpdated)
}

func TestWireOfAnInvitation(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	var response workos.Response
	sent, err := usermanagement.New(srv.Client()).SendInvitation(t.Context(), usermanagement.SendInvitationParams{
		Email: "ann@foo-corp.com", ExpiresInDays: 1,
	}, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, 201, response.StatusCode)
	common := `"object":"invitation","id":"` + sent.ID + `","email":"ann@foo-corp.com","state":"pending","accepted_at":null,"revoked_at":null,
		"expires_at":"2026-01-16T12:00:00Z","organization_id":null,"inviter_user_id":null,"accepted_user_id":null,"role_slug":null,
		"created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:00Z"`
	assert.JSONEq(t, `{`+common+`,"token":"`+sent.Token+`","accept_invitation_url":"`+sent.AcceptInvitationURL+`"}`, string(response.Body))
	assert.JSONEq(t, `{`+common+`}`, string(requireEvents(t, srv, events.TypeInvitationCreated).Data), "without the credentials")
}

// Somebody who is there already has a pending membership until the invitation is
// accepted or revoked.
func TestInvitationOfAUser(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	service, ctx := usermanagement.New(srv.Client()), t.Context()
	org := create(t, srv.Client(), "Foo Corp")
	ann := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com"})
	params := usermanagement.SendInvitationParams{Email: ann.Email, OrganizationID: org.ID}

	sent, err := service.SendInvitation(ctx, params)
	require.NoError(t, err)
	members := membershipsIn(t, service, org.ID)
	require.Len(t, members, 1)
	assert.Equal(t, usermanagement.OrganizationMembershipStatusPending, members[0].Status)
	revoked, err := service.RevokeInvitation(ctx, sent.ID)
	require.NoError(t, err)
	assert.Equal(t, usermanagement.InvitationStateRevoked, revoked.State)
	assert.False(t, revoked.RevokedAt.IsZero())
	assert.Empty(t, membershipsIn(t, service, org.ID))
	_, err = service.AcceptInvitation(ctx, sent.ID)
	requireRefusal(t, err, 400, "invite_not_pending")
	_, err = service.ResendInvitation(ctx, sent.ID, usermanagement.ResendInvitationParams{})
	requireRefusal(t, err, 400, "invite_revoked")

	sent, err = service.SendInvitation(ctx, params)
	require.NoError(t, err, "the other one was revoked")
	members = membershipsIn(t, service, org.ID)
	require.Len(t, members, 1)
	_, err = service.UpdateOrganizationMembership(ctx, members[0].ID, usermanagement.UpdateOrganizationMembershipParams{RoleSlug: "admin"})
	require.NoError(t, err)
	accepted, err := service.AcceptInvitation(ctx, sent.ID)
	require.NoError(t, err)
	assert.Equal(t, "admin", accepted.RoleSlug)
	after := membershipsIn(t, service, org.ID)
	require.Len(t, after, 1)
	assert.Equal(t, members[0].ID, after[0].ID)
	assert.Equal(t, usermanagement.OrganizationMembershipStatusActive, after[0].Status)
	assert.Equal(t, "admin", after[0].Role.Slug)
	requireEvents(t, srv, events.TypeUserCreated,
		events.TypeOrganizationMembershipCreated, events.TypeInvitationCreated, events.TypeOrganizationMembershipDeleted, events.TypeInvitationRevoked,
		events.TypeOrganizationMembershipCreated, events.TypeInvitationCreated, events.TypeOrganizationMembershipUpdated,
		events.TypeOrganizationMembershipUpdated, events.TypeInvitationAccepted)
}

// An invitation expires by the server's clock.
func TestExpiredInvitation(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	service, ctx := usermanagement.New(srv.Client()), t.Context()
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	sent, err := service.SendInvitation(ctx, usermanagement.SendInvitationParams{Email: "ann@foo-corp.com", ExpiresInDays: 30})
	require.NoError(t, err)
	srv.Advance(30*24*time.Hour - time.Millisecond)
	got, err := service.GetInvitation(ctx, sent.ID)
	require.NoError(t, err)
	assert.Equal(t, usermanagement.InvitationStatePending, got.State)
	srv.Advance(time.Millisecond)
	got, err = service.GetInvitation(ctx, sent.ID)
	require.NoError(t, err)
	assert.Equal(t, usermanagement.InvitationStateExpired, got.State)
	_, err = service.AcceptInvitation(ctx, sent.ID)
	requireRefusal(t, err, 400, "invite_not_pending")
	_, err = service.RevokeInvitation(ctx, sent.ID)
	requireRefusal(t, err, 400, "invite_not_pending")
	_, err = service.ResendInvitation(ctx, sent.ID, usermanagement.ResendInvitationParams{})
	requireRefusal(t, err, 400, "invite_expired")
	_, err = service.SendInvitation(ctx, usermanagement.SendInvitationParams{Email: "ann@foo-corp.com"})
	require.NoError(t, err, "a new one may be sent")
}

func TestListInvitations(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	service, ctx := usermanagement.New(srv.Client()), t.Context()
	org := create(t, srv.Client(), "Foo Corp")
	send := func(email, organizationID string) string {
		sent, err := service.SendInvitation(ctx, usermanagement.SendInvitationParams{Email: email, OrganizationID: organizationID})
		require.NoError(t, err)
		return sent.ID
	}
	ann, bob, annFoo := send("ann@foo-corp.com", ""), send("bob@foo-corp.com", ""), send("ann@foo-corp.com", org.ID)
	type params = usermanagement.ListInvitationsParams
	for name, test := range map[string]struct {
		params params
		want   []string
	}{
		"all":          {params{}, []string{annFoo, bob, ann}},
		"oldest first": {params{ListParams: workos.ListParams{Order: workos.OrderAsc}}, []string{ann, bob, annFoo}},
		"address":      {params{Email: "ANN@foo-corp.com"}, []string{annFoo, ann}},
		"organization": {params{OrganizationID: org.ID}, []string{annFoo}},
		"neither":      {params{OrganizationID: "org_none"}, nil},
	} {
		page, err := service.ListInvitations(ctx, test.params)
		require.NoError(t, err, name)
		var ids []string
		for _, invitation := range page.Data {
			ids = append(ids, invitation.ID)
		}
		assert.Equal(t, test.want, ids, name)
	}
}

func TestRefusedInvitations(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	service, ctx := usermanagement.New(srv.Client()), t.Context()
	org := create(t, srv.Client(), "Foo Corp")
	ann := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com"})
	_, err := service.CreateOrganizationMembership(ctx, usermanagement.CreateOrganizationMembershipParams{UserID: ann.ID, OrganizationID: org.ID})
	require.NoError(t, err)
	for _, organizationID := range []string{"", org.ID} {
		_, err = service.SendInvitation(ctx, usermanagement.SendInvitationParams{Email: "new@foo-corp.com", OrganizationID: organizationID})
		require.NoError(t, err)
	}
	for name, test := range map[string]struct {
		params usermanagement.SendInvitationParams
		status int
		code   string
		fields []workos.FieldError
	}{
		"no address":      {usermanagement.SendInvitationParams{Email: "x"}, 422, "invalid_request_parameters", []workos.FieldError{{Field: "email", Code: "invalid_email"}}},
		"locale":          {usermanagement.SendInvitationParams{Email: "a@b.com", Locale: "EN_us"}, 422, "invalid_request_parameters", []workos.FieldError{{Field: "locale", Code: "unknown_value"}}},
		"too short":       {usermanagement.SendInvitationParams{Email: "a@b.com", ExpiresInDays: -1}, 400, "expires_in_days_too_short", nil},
		"too long":        {usermanagement.SendInvitationParams{Email: "a@b.com", ExpiresInDays: 31}, 400, "expires_in_days_too_long", nil},
		"unknown org":     {usermanagement.SendInvitationParams{Email: "a@b.com", OrganizationID: "org_none"}, 404, "", nil},
		"unknown inviter": {usermanagement.SendInvitationParams{Email: "a@b.com", InviterUserID: "user_none"}, 404, "", nil},
		"a user":          {usermanagement.SendInvitationParams{Email: "ANN@foo-corp.com"}, 400, "user_already_exists", nil},
		"a member":        {usermanagement.SendInvitationParams{Email: "ann@foo-corp.com", OrganizationID: org.ID}, 400, "user_already_organization_member", nil},
		"again":           {usermanagement.SendInvitationParams{Email: "New@foo-corp.com"}, 400, "email_already_invited", nil},
		"again to org":    {usermanagement.SendInvitationParams{Email: "new@foo-corp.com", OrganizationID: org.ID}, 400, "email_already_invited_to_organization", nil},
	} {
		t.Log(name)
		_, err := service.SendInvitation(ctx, test.params)
		requireRefusal(t, err, test.status, test.code, test.fields...)
	}
	_, err = workos.Post[any](ctx, srv.Client(), workos.Path("/user_management/invitations"), map[string]any{"email": "a@b.com", "expires_in_days": 0})
	requireRefusal(t, err, 400, "expires_in_days_too_short")
	page, err := service.ListInvitations(ctx, usermanagement.ListInvitationsParams{})
	require.NoError(t, err)
	assert.Len(t, page.Data, 2)
	assert.Len(t, srv.Outbox(), 2)

	_, err = service.ResendInvitation(ctx, page.Data[0].ID, usermanagement.ResendInvitationParams{Locale: "?"})
	requireRefusal(t, err, 422, "invalid_request_parameters", workos.FieldError{Field: "locale", Code: "unknown_value"})
	_, err = service.GetInvitation(ctx, "invitation_none")
	requireRefusal(t, err, 404, "")
	_, err = service.GetInvitationByToken(ctx, "none")
	requireRefusal(t, err, 404, "")
	_, err = service.AcceptInvitation(ctx, "invitation_none")
	requireRefusal(t, err, 404, "")
	_, err = service.ResendInvitation(ctx, "invitation_none", usermanagement.ResendInvitationParams{})
	requireRefusal(t, err, 404, "")
	_, err = service.RevokeInvitation(ctx, "invitation_none")
	requireRefusal(t, err, 404, "")
}
