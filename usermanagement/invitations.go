package usermanagement

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// Invitation asks somebody by e-mail to join the application, or an organization
// in it.
type Invitation struct {
	// Object is "invitation".
	Object string `json:"object"`
	// ID identifies the invitation.
	ID string `json:"id"`
	// Email is the e-mail address that the invitation was sent to.
	Email string `json:"email"`
	// State says what became of the invitation.
	State InvitationState `json:"state"`
	// AcceptedAt is when the invitation was accepted, or zero.
	AcceptedAt time.Time `json:"accepted_at"`
	// RevokedAt is when the invitation was revoked, or zero.
	RevokedAt time.Time `json:"revoked_at"`
	// ExpiresAt is from when on the invitation cannot be accepted.
	ExpiresAt time.Time `json:"expires_at"`
	// OrganizationID is the organization to join, or "".
	OrganizationID string `json:"organization_id"`
	// InviterUserID is the user who invites, or "".
	InviterUserID string `json:"inviter_user_id"`
	// AcceptedUserID is the user who accepted the invitation, or "".
	AcceptedUserID string `json:"accepted_user_id"`
	// RoleSlug is the role in the organization that the invitation leads to, or ""
	// without an organization. It follows the role of the membership.
	RoleSlug string `json:"role_slug"`
	// CreatedAt is when the invitation was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the invitation was last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Token is the credential in AcceptInvitationURL. The payloads of events have
	// neither.
	Token string `json:"token" secret:"true"`
	// AcceptInvitationURL is where the invitation can be accepted.
	AcceptInvitationURL string `json:"accept_invitation_url" secret:"true"`
}

// Format hides the token and the link.
func (i Invitation) Format(f fmt.State, _ rune) { secret.Format(f, i) }

// LogValue hides the token and the link.
func (i Invitation) LogValue() slog.Value { return secret.LogValue(i) }

// InvitationState says what became of an invitation.
type InvitationState string

// The states of an invitation.
const (
	InvitationStateAccepted InvitationState = "accepted"
	InvitationStateExpired  InvitationState = "expired"
	InvitationStatePending  InvitationState = "pending"
	InvitationStateRevoked  InvitationState = "revoked"
)

// ListInvitationsParams are the parameters of ListInvitations.
type ListInvitationsParams struct {
	workos.ListParams

	// Email asks for the invitations of this e-mail address.
	Email string `url:"email,omitempty"`
	// OrganizationID asks for the invitations to this organization.
	OrganizationID string `url:"organization_id,omitempty"`
}

// ListInvitations returns a page of the invitations, newest first unless the
// params say otherwise. The page's All walks over all of them.
//
// Calls GET /user_management/invitations.
func (s *Service) ListInvitations(ctx context.Context, params ListInvitationsParams, opts ...workos.RequestOption) (*workos.List[Invitation], error) {
	return workos.GetList[Invitation](ctx, s.client, workos.Path("/user_management/invitations"), params, opts...)
}

// SendInvitationParams are the parameters of SendInvitation.
type SendInvitationParams struct {
	// Email is the e-mail address to send the invitation to.
	Email string `json:"email" required:"true"`
	// OrganizationID is the organization to join; without it the invitation is to
	// the application alone.
	OrganizationID string `json:"organization_id,omitempty"`
	// RoleSlug is the role in the organization; empty is its default one.
	RoleSlug string `json:"role_slug,omitempty"`
	// ExpiresInDays is how many days the invitation can be accepted, 1 to 30; 0
	// leaves it to the API (7).
	ExpiresInDays int `json:"expires_in_days,omitempty"`
	// InviterUserID is the user who invites, whom the e-mail names.
	InviterUserID string `json:"inviter_user_id,omitempty"`
	// Locale is the language of the e-mail.
	Locale Locale `json:"locale,omitempty"`
}

// Locale is a language, or one as it is written in a region.
type Locale string

// The locales of e-mails.
const (
	LocaleAf    Locale = "af"     // Afrikaans
	LocaleAm    Locale = "am"     // Amharic
	LocaleAr    Locale = "ar"     // Arabic
	LocaleBg    Locale = "bg"     // Bulgarian
	LocaleBn    Locale = "bn"     // Bengali
	LocaleBs    Locale = "bs"     // Bosnian
	LocaleCa    Locale = "ca"     // Catalan
	LocaleCs    Locale = "cs"     // Czech
	LocaleDa    Locale = "da"     // Danish
	LocaleDe    Locale = "de"     // German
	LocaleDeDE  Locale = "de-DE"  // German (Germany)
	LocaleEl    Locale = "el"     // Greek
	LocaleEn    Locale = "en"     // English
	LocaleEnAU  Locale = "en-AU"  // English (Australia)
	LocaleEnCA  Locale = "en-CA"  // English (Canada)
	LocaleEnGB  Locale = "en-GB"  // English (United Kingdom)
	LocaleEnUS  Locale = "en-US"  // English (United States)
	LocaleEs    Locale = "es"     // Spanish
	LocaleEs419 Locale = "es-419" // Spanish (Latin America)
	LocaleEsES  Locale = "es-ES"  // Spanish (Spain)
	LocaleEsUS  Locale = "es-US"  // Spanish (United States)
	LocaleEt    Locale = "et"     // Estonian
	LocaleFa    Locale = "fa"     // Persian
	LocaleFi    Locale = "fi"     // Finnish
	LocaleFil   Locale = "fil"    // Filipino
	LocaleFr    Locale = "fr"     // French
	LocaleFrBE  Locale = "fr-BE"  // French (Belgium)
	LocaleFrCA  Locale = "fr-CA"  // French (Canada)
	LocaleFrFR  Locale = "fr-FR"  // French (France)
	LocaleFy    Locale = "fy"     // Western Frisian
	LocaleGl    Locale = "gl"     // Galician
	LocaleGu    Locale = "gu"     // Gujarati
	LocaleHa    Locale = "ha"     // Hausa
	LocaleHe    Locale = "he"     // Hebrew
	LocaleHi    Locale = "hi"     // Hindi
	LocaleHr    Locale = "hr"     // Croatian
	LocaleHu    Locale = "hu"     // Hungarian
	LocaleHy    Locale = "hy"     // Armenian
	LocaleID    Locale = "id"     // Indonesian
	LocaleIs    Locale = "is"     // Icelandic
	LocaleIt    Locale = "it"     // Italian
	LocaleItIT  Locale = "it-IT"  // Italian (Italy)
	LocaleJa    Locale = "ja"     // Japanese
	LocaleJv    Locale = "jv"     // Javanese
	LocaleKa    Locale = "ka"     // Georgian
	LocaleKk    Locale = "kk"     // Kazakh
	LocaleKm    Locale = "km"     // Khmer
	LocaleKn    Locale = "kn"     // Kannada
	LocaleKo    Locale = "ko"     // Korean
	LocaleLt    Locale = "lt"     // Lithuanian
	LocaleLv    Locale = "lv"     // Latvian
	LocaleMk    Locale = "mk"     // Macedonian
	LocaleMl    Locale = "ml"     // Malayalam
	LocaleMn    Locale = "mn"     // Mongolian
	LocaleMr    Locale = "mr"     // Marathi
	LocaleMs    Locale = "ms"     // Malay
	LocaleMy    Locale = "my"     // Burmese
	LocaleNb    Locale = "nb"     // Norwegian Bokmål
	LocaleNe    Locale = "ne"     // Nepali
	LocaleNl    Locale = "nl"     // Dutch
	LocaleNlBE  Locale = "nl-BE"  // Dutch (Belgium)
	LocaleNlNL  Locale = "nl-NL"  // Dutch (Netherlands)
	LocaleNn    Locale = "nn"     // Norwegian Nynorsk
	LocaleNo    Locale = "no"     // Norwegian
	LocalePa    Locale = "pa"     // Punjabi
	LocalePl    Locale = "pl"     // Polish
	LocalePt    Locale = "pt"     // Portuguese
	LocalePtBR  Locale = "pt-BR"  // Portuguese (Brazil)
	LocalePtPT  Locale = "pt-PT"  // Portuguese (Portugal)
	LocaleRo    Locale = "ro"     // Romanian
	LocaleRu    Locale = "ru"     // Russian
	LocaleSk    Locale = "sk"     // Slovak
	LocaleSl    Locale = "sl"     // Slovenian
	LocaleSq    Locale = "sq"     // Albanian
	LocaleSr    Locale = "sr"     // Serbian
	LocaleSv    Locale = "sv"     // Swedish
	LocaleSw    Locale = "sw"     // Swahili
	LocaleTa    Locale = "ta"     // Tamil
	LocaleTe    Locale = "te"     // Telugu
	LocaleTh    Locale = "th"     // Thai
	LocaleTr    Locale = "tr"     // Turkish
	LocaleUk    Locale = "uk"     // Ukrainian
	LocaleUr    Locale = "ur"     // Urdu
	LocaleUz    Locale = "uz"     // Uzbek
	LocaleVi    Locale = "vi"     // Vietnamese
	LocaleZh    Locale = "zh"     // Chinese
	LocaleZhCN  Locale = "zh-CN"  // Chinese (China)
	LocaleZhHK  Locale = "zh-HK"  // Chinese (Hong Kong)
	LocaleZhTW  Locale = "zh-TW"  // Chinese (Taiwan)
	LocaleZu    Locale = "zu"     // Zulu
)

// SendInvitation sends an invitation by e-mail.
//
// An invitation that the API refuses is a workos.ErrBadRequest. The code says why:
// "email_already_invited", "email_already_invited_to_organization",
// "user_already_exists" (without an organization),
// "user_already_organization_member", "invalid_role", "expires_in_days_too_short",
// "expires_in_days_too_long", "email_domain_not_deliverable" or
// "organization_blocked_from_sending_invites".
//
// Calls POST /user_management/invitations.
func (s *Service) SendInvitation(ctx context.Context, params SendInvitationParams, opts ...workos.RequestOption) (*Invitation, error) {
	return workos.Post[Invitation](ctx, s.client, workos.Path("/user_management/invitations"), params, opts...)
}

// GetInvitation returns the invitation with the given ID. An unknown ID is a
// workos.ErrNotFound.
//
// Calls GET /user_management/invitations/{id}.
func (s *Service) GetInvitation(ctx context.Context, id string, opts ...workos.RequestOption) (*Invitation, error) {
	return workos.Get[Invitation](ctx, s.client, workos.Path("/user_management/invitations/{id}", id), nil, opts...)
}

// GetInvitationByToken returns the invitation with the given token: that of the
// query parameter "invitation_token" when somebody follows the link of an
// invitation to the application. An unknown token is a workos.ErrNotFound.
//
// Calls GET /user_management/invitations/by_token/{token}.
func (s *Service) GetInvitationByToken(ctx context.Context, token string, opts ...workos.RequestOption) (*Invitation, error) {
	return workos.Get[Invitation](ctx, s.client, workos.Path("/user_management/invitations/by_token/{token}", token), nil, opts...)
}

// AcceptInvitation accepts an invitation in the place of the user with its
// e-mail address, whose membership in its organization becomes active. One that
// cannot be accepted is a workos.ErrBadRequest with the code
// "invite_not_pending", "invalid_invite" or "invite_has_accepted_user_id". An unknown ID is a
// workos.ErrNotFound.
//
// Calls POST /user_management/invitations/{id}/accept.
func (s *Service) AcceptInvitation(ctx context.Context, id string, opts ...workos.RequestOption) (*Invitation, error) {
	return workos.Post[Invitation](ctx, s.client, workos.Path("/user_management/invitations/{id}/accept", id), nil, opts...)
}

// ResendInvitationParams are the parameters of ResendInvitation.
type ResendInvitationParams struct {
	// Locale is the language of the e-mail.
	Locale Locale `json:"locale,omitempty"`
}

// ResendInvitation sends the e-mail of a pending invitation again. One that is
// not pending is a workos.ErrBadRequest with the code "invite_accepted",
// "invite_expired" or "invite_revoked", an address to which nothing can be sent
// one with "email_domain_not_deliverable". An unknown ID is a workos.ErrNotFound.
//
// Calls POST /user_management/invitations/{id}/resend.
func (s *Service) ResendInvitation(ctx context.Context, id string, params ResendInvitationParams, opts ...workos.RequestOption) (*Invitation, error) {
	return workos.Post[Invitation](ctx, s.client, workos.Path("/user_management/invitations/{id}/resend", id), params, opts...)
}

// RevokeInvitation takes back an invitation. One that is not pending is a
// workos.ErrBadRequest with the code "invite_not_pending".
//
// Calls POST /user_management/invitations/{id}/revoke.
func (s *Service) RevokeInvitation(ctx context.Context, id string, opts ...workos.RequestOption) (*Invitation, error) {
	return workos.Post[Invitation](ctx, s.client, workos.Path("/user_management/invitations/{id}/revoke", id), nil, opts...)
}
