package events

import (
	"time"

	"github.com/workos-go/workos/usermanagement"
)

// WaitlistUser is the payload of the events of waitlists.
type WaitlistUser struct {
	// Object is "waitlist_user".
	Object string `json:"object"`
	// ID identifies the entry.
	ID string `json:"id"`
	// Email is the e-mail address of who waits.
	Email string `json:"email"`
	// State says what became of it.
	State WaitlistUserState `json:"state"`
	// ApprovedAt is when the entry was approved, or zero.
	ApprovedAt time.Time `json:"approved_at"`
	// WaitlistID is the waitlist, or "".
	WaitlistID string `json:"waitlist_id,omitempty"`
	// CreatedAt is when the entry was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the entry was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// WaitlistUserState says what became of an entry of a waitlist.
type WaitlistUserState string

// The states of an entry of a waitlist.
const (
	WaitlistUserStatePending  WaitlistUserState = "pending"
	WaitlistUserStateApproved WaitlistUserState = "approved"
	WaitlistUserStateDenied   WaitlistUserState = "denied"
)

// EmailVerificationCreated is the event email_verification.created: somebody
// was sent a code that verifies an e-mail address. The payload does not have
// the code: GetEmailVerification of package usermanagement does.
type EmailVerificationCreated struct {
	Of[usermanagement.EmailVerification]
}

func (EmailVerificationCreated) kind() Type { return TypeEmailVerificationCreated }

// InvitationAccepted is the event invitation.accepted: an invitation was
// accepted. The payloads of invitations have neither Token nor
// AcceptInvitationURL: GetInvitation of package usermanagement does.
type InvitationAccepted struct{ Of[usermanagement.Invitation] }

func (InvitationAccepted) kind() Type { return TypeInvitationAccepted }

// InvitationCreated is the event invitation.created: somebody was invited.
type InvitationCreated struct{ Of[usermanagement.Invitation] }

func (InvitationCreated) kind() Type { return TypeInvitationCreated }

// InvitationResent is the event invitation.resent: somebody was sent an
// invitation again.
type InvitationResent struct{ Of[usermanagement.Invitation] }

func (InvitationResent) kind() Type { return TypeInvitationResent }

// InvitationRevoked is the event invitation.revoked: an invitation no longer
// works.
type InvitationRevoked struct{ Of[usermanagement.Invitation] }

func (InvitationRevoked) kind() Type { return TypeInvitationRevoked }

// MagicAuthCreated is the event magic_auth.created: somebody was sent a code to
// sign in with. The payload does not have the code: GetMagicAuth of package
// usermanagement does.
type MagicAuthCreated struct{ Of[usermanagement.MagicAuth] }

func (MagicAuthCreated) kind() Type { return TypeMagicAuthCreated }

// OrganizationMembershipCreated is the event organization_membership.created: a
// user has a place in an organization, or was invited to one.
type OrganizationMembershipCreated struct {
	Of[usermanagement.OrganizationMembership]
}

func (OrganizationMembershipCreated) kind() Type { return TypeOrganizationMembershipCreated }

// OrganizationMembershipDeleted is the event organization_membership.deleted: a
// user is no longer in an organization.
type OrganizationMembershipDeleted struct {
	Of[usermanagement.OrganizationMembership]
}

func (OrganizationMembershipDeleted) kind() Type { return TypeOrganizationMembershipDeleted }

// OrganizationMembershipUpdated is the event organization_membership.updated: a
// user's place in an organization changed.
type OrganizationMembershipUpdated struct {
	Of[usermanagement.OrganizationMembership]
}

func (OrganizationMembershipUpdated) kind() Type { return TypeOrganizationMembershipUpdated }

// PasswordResetCreated is the event password_reset.created: somebody asked for
// a new password. The payload does not have the token: GetPasswordReset of
// package usermanagement does.
type PasswordResetCreated struct {
	Of[usermanagement.PasswordReset]
}

func (PasswordResetCreated) kind() Type { return TypePasswordResetCreated }

// PasswordResetSucceeded is the event password_reset.succeeded: somebody set a
// new password.
type PasswordResetSucceeded struct {
	Of[usermanagement.PasswordReset]
}

func (PasswordResetSucceeded) kind() Type { return TypePasswordResetSucceeded }

// SessionCreated is the event session.created: a user signed in.
type SessionCreated struct{ Of[usermanagement.Session] }

func (SessionCreated) kind() Type { return TypeSessionCreated }

// SessionRevoked is the event session.revoked: a user was signed out.
type SessionRevoked struct{ Of[usermanagement.Session] }

func (SessionRevoked) kind() Type { return TypeSessionRevoked }

// UserCreated is the event user.created: there is a new user.
type UserCreated struct{ Of[usermanagement.User] }

func (UserCreated) kind() Type { return TypeUserCreated }

// UserDeleted is the event user.deleted: a user is gone.
type UserDeleted struct{ Of[usermanagement.User] }

func (UserDeleted) kind() Type { return TypeUserDeleted }

// UserUpdated is the event user.updated: a user changed.
type UserUpdated struct{ Of[usermanagement.User] }

func (UserUpdated) kind() Type { return TypeUserUpdated }

// WaitlistUserApproved is the event waitlist_user.approved: somebody on a
// waitlist may come in.
type WaitlistUserApproved struct{ Of[WaitlistUser] }

func (WaitlistUserApproved) kind() Type { return TypeWaitlistUserApproved }

// WaitlistUserCreated is the event waitlist_user.created: somebody is on a
// waitlist.
type WaitlistUserCreated struct{ Of[WaitlistUser] }

func (WaitlistUserCreated) kind() Type { return TypeWaitlistUserCreated }

// WaitlistUserDenied is the event waitlist_user.denied: somebody on a waitlist
// may not come in.
type WaitlistUserDenied struct{ Of[WaitlistUser] }

func (WaitlistUserDenied) kind() Type { return TypeWaitlistUserDenied }
