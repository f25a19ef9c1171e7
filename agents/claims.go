package agents

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// LinkType says whom an attempt to claim an agent is linked to.
type LinkType string

// LinkTypeExternalUser is a user whom the application knows by an ID of its own,
// the one type that there is.
const LinkTypeExternalUser LinkType = "link_external_user"

// LinkClaimAttemptParams are the parameters of LinkClaimAttempt.
type LinkClaimAttemptParams struct {
	// Type says whom to link: LinkTypeExternalUser.
	Type LinkType `json:"type" required:"true"`
	// ClaimAttemptToken is the token of the attempt, with which the person came to
	// the application.
	ClaimAttemptToken string `json:"claim_attempt_token" required:"true" secret:"true"`
	// User is the person, as the application knows them.
	User ExternalUser `json:"user" required:"true"`
	// OrganizationID is the organization that the agent is to act for. A person of
	// several has to choose one.
	OrganizationID string `json:"organization_id,omitempty"`
}

// Format hides the token.
func (p LinkClaimAttemptParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the token.
func (p LinkClaimAttemptParams) LogValue() slog.Value { return secret.LogValue(p) }

// ExternalUser is a person, as the application knows them.
type ExternalUser struct {
	// Email is the person's e-mail address.
	Email string `json:"email" required:"true"`
	// ExternalID is the application's own ID of the person.
	ExternalID string `json:"external_id" required:"true"`
}

// ClaimView is what to show to a person who claims an agent.
type ClaimView struct {
	// ID is the agent's registration.
	ID string `json:"id"`
	// Status says whether somebody vouches for the agent.
	Status RegistrationStatus `json:"status"`
	// UserCode is what the person tells the agent, which completes the claim.
	UserCode string `json:"user_code" secret:"true"`
	// Organizations are the person's, among which the agent can be placed.
	Organizations []OrganizationChoice `json:"organizations"`
}

// Format hides the code.
func (v ClaimView) Format(f fmt.State, _ rune) { secret.Format(f, v) }

// LogValue hides the code.
func (v ClaimView) LogValue() slog.Value { return secret.LogValue(v) }

// OrganizationChoice is an organization that an agent can act for.
type OrganizationChoice struct {
	// ID identifies the organization.
	ID string `json:"id"`
	// Name is the organization's name.
	Name string `json:"name"`
}

// OrganizationSelectionRequiredError asks for the organization that an agent is to act
// for: call LinkClaimAttempt again, with the one that the person chose. It wraps the
// *workos.Error of the answer, a workos.ErrConflict.
type OrganizationSelectionRequiredError struct {
	// Organizations are the person's, to choose one from.
	Organizations []OrganizationChoice `json:"organizations"`
	// Err is the answer.
	Err *workos.Error `json:"-"`
}

// Error returns the text of the answer.
func (e *OrganizationSelectionRequiredError) Error() string {
	if e.Err == nil {
		return "agents: an organization has to be chosen"
	}
	return e.Err.Error()
}

// Unwrap returns the answer, a *workos.Error.
func (e *OrganizationSelectionRequiredError) Unwrap() error {
	if e.Err == nil {
		return nil
	}
	return e.Err
}

// Format writes Error, whatever the verb.
func (e OrganizationSelectionRequiredError) Format(f fmt.State, _ rune) { fmt.Fprint(f, e.Error()) }

// LogValue returns Error.
func (e OrganizationSelectionRequiredError) LogValue() slog.Value { return slog.StringValue(e.Error()) }

// MarshalText returns Error: for logs in JSON.
func (e OrganizationSelectionRequiredError) MarshalText() ([]byte, error) {
	return []byte(e.Error()), nil
}

// LinkClaimAttempt says who the person is that claims an agent, and returns the
// code that the person tells the agent. The user is found by the external ID, and
// created where there is none.
//
// A person of several organizations has to choose one: without it, the error is an
// *OrganizationSelectionRequiredError. An agent that is claimed already is a
// workos.ErrConflict with the code "already_claimed", an e-mail address of another
// user one with "email_already_in_use".
//
// What does not fit together is a workos.ErrBadRequest with the code
// "email_mismatch", "invalid_claim", "invalid_organization" or "wrong_account", a
// claim that the API does not let happen a workos.ErrForbidden with "claim_denied" or
// "auth_method_disabled". A claim or code that came too late is an *workos.Error with
// the status 410 and the code "claim_expired" or "user_code_expired".
//
// Calls PATCH /agents/claims/attempts.
func (s *Service) LinkClaimAttempt(ctx context.Context, params LinkClaimAttemptParams, opts ...workos.RequestOption) (*ClaimView, error) {
	view, err := workos.Patch[ClaimView](ctx, s.client, workos.Path("/agents/claims/attempts"), params, opts...)
	return view, claimError(err)
}

// claimError gives the error of a claim that needs an organization its type.
func claimError(err error) error {
	answer, ok := err.(*workos.Error) //nolint:errorlint // what wraps one says more than a type would
	if !ok || answer.Code != "organization_selection_required" {
		return err
	}
	choice := &OrganizationSelectionRequiredError{Err: answer}
	// What does not decode stays empty: the code alone says what is asked for.
	_ = json.Unmarshal(answer.Body(), choice)
	return choice
}
