package connect

import (
	"context"

	"github.com/workos-go/workos"
)

// CompleteOAuth2Params are the parameters of CompleteOAuth2.
type CompleteOAuth2Params struct {
	// ExternalAuthID is what AuthKit sent the person to the login page with.
	ExternalAuthID string `json:"external_auth_id" required:"true"`
	// User is whom the application signed in.
	User User `json:"user" required:"true"`
	// UserConsentOptions are choices to ask the person for beside the consent.
	UserConsentOptions []UserConsentOption `json:"user_consent_options,omitempty"`
}

// User is whom the application signed in, as the application knows the person.
type User struct {
	// ID is the application's own ID of the user: the user's external ID at WorkOS.
	ID string `json:"id" required:"true"`
	// Email is the user's e-mail address.
	Email string `json:"email" required:"true"`
	// FirstName is the user's first name.
	FirstName string `json:"first_name,omitempty"`
	// LastName is the user's last name.
	LastName string `json:"last_name,omitempty"`
	// Name is the user's full name.
	Name string `json:"name,omitempty"`
	// Metadata is stored with the user: at most 50 keys of at most 40 characters,
	// with values of at most 600.
	Metadata map[string]string `json:"metadata,omitempty"`
}

// UserConsentOption is a choice that the person makes beside the consent.
type UserConsentOption struct {
	// Claim is the name of the claim that the tokens tell the choice by. It is none
	// of those that have a meaning, such as "sub".
	Claim string `json:"claim" required:"true"`
	// Type is the kind of the choice.
	Type UserConsentOptionType `json:"type" required:"true"`
	// Label is what people read.
	Label string `json:"label" required:"true"`
	// Choices are what can be chosen.
	Choices []UserConsentChoice `json:"choices" required:"true"`
}

// UserConsentOptionType is the kind of a choice.
type UserConsentOptionType string

// UserConsentOptionTypeEnum means one of several values.
const UserConsentOptionTypeEnum UserConsentOptionType = "enum"

// UserConsentChoice is a value that can be chosen.
type UserConsentChoice struct {
	// Value is the value of the claim.
	Value string `json:"value,omitempty"`
	// Label is what people read.
	Label string `json:"label,omitempty"`
}

// OAuth2Completion is how an OAuth flow goes on.
type OAuth2Completion struct {
	// RedirectURI is where to send the person: back to AuthKit.
	RedirectURI string `json:"redirect_uri"`
}

// CompleteOAuth2 ends the application's part of an OAuth flow: it says who the
// person is that AuthKit sent to the login page. WorkOS creates the user with that
// external ID, or updates the one that it has.
//
// What the API refuses is a workos.ErrBadRequest with a code:
// "external_auth_session_already_completed", "email_not_available" where the
// address is that of another user, "email_change_not_allowed", "invalid_email" or
// "user_consent_options_not_supported". An unknown ExternalAuthID is a
// workos.ErrNotFound.
//
// Calls POST /authkit/oauth2/complete.
func (s *Service) CompleteOAuth2(ctx context.Context, params CompleteOAuth2Params, opts ...workos.RequestOption) (*OAuth2Completion, error) {
	return workos.Post[OAuth2Completion](ctx, s.client, workos.Path("/authkit/oauth2/complete"), params, opts...)
}
