package agents_test

import (
	"context"
	"fmt"

	"github.com/workos-go/workos/agents"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	agent := srv.AddAgentRegistration(agents.Registration{OrganizationID: org.ID})
	service := agents.New(srv.Client())

	for _, presented := range []string{srv.AddAgentCredential(agent.ID, workostest.AgentCredential{}), "made up"} {
		checked, err := service.ValidateCredential(ctx, agents.ValidateCredentialParams{
			Type: agents.CredentialTypeAPIKey, Credential: presented,
		})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(checked.Valid, checked.RegistrationID == agent.ID)
	}
	// Output:
	// true true
	// false false
}

func ExampleService_LinkClaimAttempt() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	agent := srv.AddAgentRegistration(agents.Registration{OrganizationID: org.ID})
	token := srv.StartAgentClaim(agent.ID, "ann@foo-corp.com") // with which Ann comes to the application

	claim, err := agents.New(srv.Client()).LinkClaimAttempt(ctx, agents.LinkClaimAttemptParams{
		Type:              agents.LinkTypeExternalUser,
		ClaimAttemptToken: token,
		User:              agents.ExternalUser{Email: "ann@foo-corp.com", ExternalID: "42"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(claim.Status)

	// Ann tells the agent the code.
	fmt.Println(srv.CompleteAgentClaim(claim.UserCode).Status)
	// Output:
	// unverified
	// verified
}
