package usermanagement_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func ExampleService_CreateUser() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	users := usermanagement.New(srv.Client())

	params := usermanagement.CreateUserParams{
		Email:      "ann@foo-corp.com",
		Password:   "correct horse battery staple",
		FirstName:  "Ann",
		ExternalID: "person-7",
	}
	user, err := users.CreateUser(ctx, params)
	if err != nil {
		fmt.Println(err)
		return
	}
	user, err = users.GetUserByExternalID(ctx, user.ExternalID)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(user.FirstName, user.Email, user.EmailVerified)

	// There is one user for an e-mail address.
	_, err = users.CreateUser(ctx, params)
	var apiErr *workos.Error
	if errors.As(err, &apiErr) && apiErr.Code == "user_creation_error" {
		fmt.Println(apiErr.FieldErrors[0].Code)
	}
	// Output:
	// Ann ann@foo-corp.com false
	// email_not_available
}

// Users who come from another system keep their passwords.
func ExampleService_CreateUser_passwordHash() {
	srv := workostest.New()
	defer srv.Close()
	users := usermanagement.New(srv.Client())

	user, err := users.CreateUser(context.Background(), usermanagement.CreateUserParams{
		Email:            "ann@foo-corp.com",
		EmailVerified:    true,
		PasswordHash:     "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
		PasswordHashType: usermanagement.PasswordHashTypeBcrypt,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(user.Email, user.EmailVerified)
	// Output: ann@foo-corp.com true
}

func ExampleService_UpdateUser() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	users := usermanagement.New(srv.Client())
	ann := srv.AddUser(usermanagement.CreateUserParams{
		Email: "ann@foo-corp.com", FirstName: "Ann", ExternalID: "person-7", Metadata: map[string]string{"tier": "trial", "seats": "5"},
	})

	// What is not mentioned stays as it is.
	user, err := users.UpdateUser(ctx, ann.ID, usermanagement.UpdateUserParams{
		ExternalID: workos.Null[string](),
		Metadata: workos.Set(workos.MetadataUpdate{
			"tier":  workos.Set("gold"),
			"seats": workos.Null[string](),
		}),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s %q %v\n", user.FirstName, user.ExternalID, user.Metadata)
	// Output: Ann "" map[tier:gold]
}

func ExampleService_CreateOrganizationMembership() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	users := usermanagement.New(srv.Client())
	org, err := organizations.New(srv.Client()).Create(ctx, organizations.CreateParams{Name: "Foo Corp"})
	if err != nil {
		fmt.Println(err)
		return
	}
	ann := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com"})

	membership, err := users.CreateOrganizationMembership(ctx, usermanagement.CreateOrganizationMembershipParams{
		UserID:         ann.ID,
		OrganizationID: org.ID,
		RoleSlug:       "admin",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(membership.User.Email, "is", membership.Role.Slug, "of", membership.OrganizationName)

	// Ann is kept out for a while. Nothing is forgotten.
	membership, err = users.DeactivateOrganizationMembership(ctx, membership.ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(membership.Status)

	page, err := users.ListOrganizationMemberships(ctx, usermanagement.ListOrganizationMembershipsParams{
		OrganizationID: org.ID,
		Statuses: []usermanagement.OrganizationMembershipStatus{
			usermanagement.OrganizationMembershipStatusActive,
			usermanagement.OrganizationMembershipStatusInactive,
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for membership, err := range page.All(ctx) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(membership.User.Email, membership.Role.Slug, membership.Status)
	}
	// Output:
	// ann@foo-corp.com is admin of Foo Corp
	// inactive
	// ann@foo-corp.com admin inactive
}

// Somebody who follows the link of an invitation arrives with its token.
func ExampleService_SendInvitation() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	users := usermanagement.New(srv.Client())
	org, err := organizations.New(srv.Client()).Create(ctx, organizations.CreateParams{Name: "Foo Corp"})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = users.SendInvitation(ctx, usermanagement.SendInvitationParams{
		Email:          "ann@foo-corp.com",
		OrganizationID: org.ID,
		RoleSlug:       "admin",
		ExpiresInDays:  3,
		Locale:         usermanagement.LocaleEnGB,
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	token := srv.Outbox()[0].Token // in production: the link's query parameter invitation_token
	invitation, err := users.GetInvitationByToken(ctx, token)
	if err != nil {
		fmt.Println(err)
		return
	}
	user, err := users.CreateUser(ctx, usermanagement.CreateUserParams{
		Email:         invitation.Email,
		EmailVerified: true, // the invitation reached that address
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	invitation, err = users.AcceptInvitation(ctx, invitation.ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(invitation.State, invitation.AcceptedUserID == user.ID)

	page, err := users.ListOrganizationMemberships(ctx, usermanagement.ListOrganizationMembershipsParams{UserID: user.ID})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, membership := range page.Data {
		fmt.Println(membership.User.Email, membership.Role.Slug, membership.Status)
	}
	// Output:
	// accepted true
	// ann@foo-corp.com admin active
}
