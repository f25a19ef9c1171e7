// Package agents serves agents: programs that register at the application by
// themselves and act there, for an organization and sometimes for one of its
// users.
//
// An agent that calls the application presents a credential, and the application
// asks whose it is:
//
//	service := agents.New(client)
//
//	if presented == "" {
//		// 401
//	}
//	checked, err := service.ValidateCredential(ctx, agents.ValidateCredentialParams{
//		Type:       agents.CredentialTypeAPIKey,
//		Credential: presented,
//	})
//	...
//	if !checked.Valid {
//		// 401
//	}
//	registration, err := service.GetRegistration(ctx, checked.RegistrationID)
//
// A person can claim an agent as theirs. Where the application signs people in by
// its own means, it says who they are, and shows them the code that the agent
// waits for:
//
//	claim, err := service.LinkClaimAttempt(ctx, agents.LinkClaimAttemptParams{
//		Type:              agents.LinkTypeExternalUser,
//		ClaimAttemptToken: token, // from the URL by which the person came
//		User:              agents.ExternalUser{Email: "ann@foo-corp.com", ExternalID: "42"},
//	})
//	var choice *agents.OrganizationSelectionRequiredError
//	if errors.As(err, &choice) {
//		return ask(choice.Organizations) // and call again, with the one chosen as OrganizationID
//	}
//	...
//	show(claim.UserCode)
package agents

import "github.com/workos-go/workos"

// Service calls the agent operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }
