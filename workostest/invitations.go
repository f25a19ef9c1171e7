package workostest

import (
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/usermanagement"
)

// invitationTables holds invitations.
type invitationTables struct {
	invitations map[string]*invitation
}

// invitation is an invitation whose state does not know yet that it expired.
type invitation struct{ usermanagement.Invitation }

// invitationAnswer is an invitation as the API sends it.
type invitationAnswer struct {
	usermanagement.Invitation

	AcceptedAt          nullableTime `json:"accepted_at"`
	RevokedAt           nullableTime `json:"revoked_at"`
	OrganizationID      nullable     `json:"organization_id"`
	InviterUserID       nullable     `json:"inviter_user_id"`
	AcceptedUserID      nullable     `json:"accepted_user_id"`
	RoleSlug            nullable     `json:"role_slug"`
	Token               string       `json:"token,omitempty"` // not in events
	AcceptInvitationURL string       `json:"accept_invitation_url,omitempty"`
}

// How many days an invitation can be accepted.
const (
	defaultInvitationDays = 7
	maxInvitationDays     = 30
)

func (s *Server) registerInvitations() {
	s.invitations.invitations = map[string]*invitation{}
	s.register("GET /user_management/invitations", s.listInvitations)
	s.register("POST /user_management/invitations", s.sendInvitation)
	s.register("GET /user_management/invitations/{id}", s.getInvitation)
	s.register("GET /user_management/invitations/by_token/{token}", s.getInvitationByToken)
	s.register("POST /user_management/invitations/{id}/accept", s.acceptInvitation)
	s.register("POST /user_management/invitations/{id}/resend", s.resendInvitation)
	s.register("POST /user_management/invitations/{id}/revoke", s.revokeInvitation)
}

// stateOf returns the state of an invitation by the server's clock.
func (s *Server) stateOf(i *invitation) usermanagement.InvitationState {
	if i.State == usermanagement.InvitationStatePending && !s.now().Before(i.ExpiresAt) {
		return usermanagement.InvitationStateExpired
	}
	return i.State
}

func (s *Server) invitationAnswer(i *invitation) invitationAnswer {
	answer := s.invitationPayload(i)
	answer.Token, answer.AcceptInvitationURL = i.Token, i.AcceptInvitationURL
	return answer
}

// invitationPayload is an invitation as events tell of it: without what accepts
// it.
func (s *Server) invitationPayload(i *invitation) invitationAnswer {
	answer := invitationAnswer{
		Invitation:     i.Invitation,
		AcceptedAt:     nullableTime(i.AcceptedAt),
		RevokedAt:      nullableTime(i.RevokedAt),
		OrganizationID: nullable(i.OrganizationID),
		InviterUserID:  nullable(i.InviterUserID),
		AcceptedUserID: nullable(i.AcceptedUserID),
		RoleSlug:       nullable(i.RoleSlug),
	}
	answer.State = s.stateOf(i)
	if m := s.membershipOfInvitee(i); m != nil {
		answer.RoleSlug = nullable(m.Role.Slug)
	}
	return answer
}

// membershipOfInvitee returns the membership that an invitation is about, or nil.
func (s *Server) membershipOfInvitee(i *invitation) *membership {
	if u := s.userByEmail(i.Email); u != nil {
		return s.membershipIn(i.OrganizationID, u.ID)
	}
	return nil
}

// invitationByToken returns the invitation with a token, or nil.
func (s *Server) invitationByToken(token string) *invitation {
	for _, i := range s.invitations.invitations {
		if i.Token == token {
			return i
		}
	}
	return nil
}

func (s *Server) listInvitations(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	var found []invitationAnswer
	for _, i := range s.invitations.invitations {
		if (!query.Has("email") || strings.EqualFold(i.Email, query.Get("email"))) &&
			(!query.Has("organization_id") || i.OrganizationID == query.Get("organization_id")) {
			found = append(found, s.invitationAnswer(i))
		}
	}
	writeList(w, query, found, func(i invitationAnswer) string { return i.ID })
}

// sendInvitationParams tell 0 days from none.
type sendInvitationParams struct {
	usermanagement.SendInvitationParams

	ExpiresInDays workos.Optional[int] `json:"expires_in_days,omitzero"`
}

func (s *Server) sendInvitation(w http.ResponseWriter, r *http.Request) {
	var params sendInvitationParams
	if !readParams(w, r, &params) {
		return
	}
	if refused := s.refuseInvitation(params); refused != nil {
		refused.write(w)
		return
	}
	i := s.newInvitation(params)
	if u := s.userByEmail(i.Email); u != nil && i.OrganizationID != "" {
		s.saveMembership(u.ID, i.OrganizationID, usermanagement.OrganizationMembershipStatusPending, []usermanagement.Role{{Slug: i.RoleSlug}})
	}
	s.mailInvitation(i)
	s.emit(events.TypeInvitationCreated, s.invitationPayload(i))
	writeJSON(w, http.StatusCreated, s.invitationAnswer(i))
}

func (s *Server) newInvitation(params sendInvitationParams) *invitation {
	now, token := s.timestamp(), s.random.text(25)
	days, ok := params.ExpiresInDays.Get()
	if !ok {
		days = defaultInvitationDays
	}
	i := &invitation{usermanagement.Invitation{
		Object:              "invitation",
		ID:                  s.ids.next("invitation", now),
		Email:               params.Email,
		State:               usermanagement.InvitationStatePending,
		ExpiresAt:           now.Add(time.Duration(days) * 24 * time.Hour),
		OrganizationID:      params.OrganizationID,
		InviterUserID:       params.InviterUserID,
		CreatedAt:           now,
		UpdatedAt:           now,
		Token:               token,
		AcceptInvitationURL: "https://app.workos.test/invite?invitation_token=" + token,
	}}
	if i.OrganizationID != "" {
		i.RoleSlug = defaultRole
		if params.RoleSlug != "" {
			i.RoleSlug = params.RoleSlug
		}
	}
	s.invitations.invitations[i.ID] = i
	return i
}

// mailInvitation puts the e-mail of an invitation into the outbox.
func (s *Server) mailInvitation(i *invitation) {
	s.send(Message{To: i.Email, Kind: MessageKindInvitation, Token: i.Token, URL: i.AcceptInvitationURL})
}

// refuseInvitation says why an invitation cannot be sent.
func (s *Server) refuseInvitation(params sendInvitationParams) *refusal {
	days, hasDays := params.ExpiresInDays.Get()
	switch {
	case !validEmail(params.Email):
		return refuseParams(fieldError{"email", "invalid_email"})
	case !supportedLocale.MatchString(string(params.Locale)):
		return refuseParams(fieldError{"locale", "unknown_value"})
	case hasDays && days < 1:
		return refuseWith("expires_in_days_too_short", "An invitation can be accepted for 1 day at least.")
	case days > maxInvitationDays:
		return refuseWith("expires_in_days_too_long", "An invitation can be accepted for 30 days at most.")
	case params.OrganizationID != "" && s.organizations[params.OrganizationID] == nil:
		return refuseUnknown("Organization", params.OrganizationID)
	case params.InviterUserID != "" && s.users.users[params.InviterUserID] == nil:
		return refuseUnknown("User", params.InviterUserID)
	}
	return s.refuseInvitee(params.Email, params.OrganizationID)
}

// supportedLocale is what the locales of e-mails look like.
var supportedLocale = regexp.MustCompile(`^([a-z]{2,3}(-([A-Z]{2}|419))?)?$`)

// refuseInvitee says why somebody cannot be invited: to an organization, or to
// the application.
func (s *Server) refuseInvitee(email, organizationID string) *refusal {
	u := s.userByEmail(email)
	if organizationID == "" && u != nil {
		return refuseWith("user_already_exists", "There is a user with the e-mail address already.")
	}
	if u != nil {
		m := s.membershipIn(organizationID, u.ID)
		if m != nil && m.Status != usermanagement.OrganizationMembershipStatusPending {
			return refuseWith("user_already_organization_member", "The user is a member of the organization already.")
		}
	}
	for _, i := range s.invitations.invitations {
		if !strings.EqualFold(i.Email, email) || i.OrganizationID != organizationID || s.stateOf(i) != usermanagement.InvitationStatePending {
			continue
		}
		if organizationID == "" {
			return refuseWith("email_already_invited", "The e-mail address was invited already.")
		}
		return refuseWith("email_already_invited_to_organization", "The e-mail address was invited to the organization already.")
	}
	return nil
}

func (s *Server) getInvitation(w http.ResponseWriter, r *http.Request) {
	if i := find(w, r, s.invitations.invitations, "Invitation"); i != nil {
		writeJSON(w, http.StatusOK, s.invitationAnswer(i))
	}
}

func (s *Server) getInvitationByToken(w http.ResponseWriter, r *http.Request) {
	if i := s.invitationByToken(r.PathValue("token")); i != nil {
		writeJSON(w, http.StatusOK, s.invitationAnswer(i))
		return
	}
	writeNotFound(w, "Invitation", r.PathValue("token"))
}

func (s *Server) acceptInvitation(w http.ResponseWriter, r *http.Request) {
	i := find(w, r, s.invitations.invitations, "Invitation")
	if i == nil {
		return
	}
	u := s.userByEmail(i.Email)
	switch {
	case s.stateOf(i) != usermanagement.InvitationStatePending:
		refuseNotPending().write(w)
	case u == nil:
		refuseWith("invalid_invite", "There is no user with the e-mail address of the invitation.").write(w)
	default:
		s.acceptFor(i, u)
		writeJSON(w, http.StatusOK, s.invitationAnswer(i))
	}
}

func refuseNotPending() *refusal { return refuseWith("invite_not_pending", "Invite is not pending.") }

// acceptFor accepts a pending invitation for a user, who becomes a member of its
// organization.
func (s *Server) acceptFor(i *invitation, u *user) {
	i.AcceptedAt = s.timestamp()
	i.State, i.AcceptedUserID, i.UpdatedAt = usermanagement.InvitationStateAccepted, u.ID, i.AcceptedAt
	if i.OrganizationID != "" {
		roles := []usermanagement.Role{{Slug: i.RoleSlug}}
		if m := s.membershipIn(i.OrganizationID, u.ID); m != nil {
			roles = m.Roles
		}
		s.saveMembership(u.ID, i.OrganizationID, usermanagement.OrganizationMembershipStatusActive, roles)
	}
	s.emit(events.TypeInvitationAccepted, s.invitationPayload(i))
}

func (s *Server) resendInvitation(w http.ResponseWriter, r *http.Request) {
	i := find(w, r, s.invitations.invitations, "Invitation")
	var params usermanagement.ResendInvitationParams
	if i == nil || !readParams(w, r, &params) {
		return
	}
	switch s.stateOf(i) {
	case usermanagement.InvitationStateAccepted:
		refuseWith("invite_accepted", "Invite has already been accepted.").write(w)
	case usermanagement.InvitationStateExpired:
		refuseWith("invite_expired", "Invite has expired.").write(w)
	case usermanagement.InvitationStateRevoked:
		refuseWith("invite_revoked", "Invite has been revoked.").write(w)
	default:
		if !supportedLocale.MatchString(string(params.Locale)) {
			refuseParams(fieldError{"locale", "unknown_value"}).write(w)
			return
		}
		i.UpdatedAt = s.timestamp()
		s.mailInvitation(i)
		s.emit(events.TypeInvitationResent, s.invitationPayload(i))
		writeJSON(w, http.StatusOK, s.invitationAnswer(i))
	}
}

func (s *Server) revokeInvitation(w http.ResponseWriter, r *http.Request) {
	i := find(w, r, s.invitations.invitations, "Invitation")
	switch {
	case i == nil:
	case s.stateOf(i) != usermanagement.InvitationStatePending:
		refuseNotPending().write(w)
	default:
		i.RevokedAt = s.timestamp()
		i.State, i.UpdatedAt = usermanagement.InvitationStateRevoked, i.RevokedAt
		if m := s.membershipOfInvitee(i); m != nil && m.Status == usermanagement.OrganizationMembershipStatusPending {
			s.removeMembership(m)
		}
		s.emit(events.TypeInvitationRevoked, s.invitationPayload(i))
		writeJSON(w, http.StatusOK, s.invitationAnswer(i))
	}
}
