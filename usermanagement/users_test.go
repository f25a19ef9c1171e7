package usermanagement_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

const fullUser = `{
	"object": "user",
	"id": "user_1",
	"first_name": "Ann",
	"last_name": "Lee",
	"name": "Ann Lee",
	"profile_picture_url": "https://img.test/ann",
	"email": "ann@foo-corp.com",
	"email_verified": true,
	"external_id": "ext_1",
	"metadata": {"tier": "diamond"},
	"last_sign_in_at": "2026-01-15T12:00:02.000Z",
	"locale": "en-US",
	"created_at": "2026-01-15T12:00:00.000Z",
	"updated_at": "2026-01-15T12:00:01.000Z"
}`

var wantUser = usermanagement.User{
	Object:            "user",
	ID:                "user_1",
	FirstName:         "Ann",
	LastName:          "Lee",
	Name:              "Ann Lee",
	ProfilePictureURL: "https://img.test/ann",
	Email:             "ann@foo-corp.com",
	EmailVerified:     true,
	ExternalID:        "ext_1",
	Metadata:          map[string]string{"tier": "diamond"},
	LastSignInAt:      at(2),
	Locale:            "en-US",
	CreatedAt:         at(0),
	UpdatedAt:         at(1),
}

func TestUserOperations(t *testing.T) {
	t.Parallel()
	wantCreated := wantUser
	wantCreated.RadarAuthAttemptID = "radar_1"
	operationtest.Run(t, usermanagement.New, operationtest.Cases[service]{
		"ListUsers": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.ListUsers(ctx, usermanagement.ListUsersParams{
					ListParams: operationtest.Paging, Email: "ann@foo-corp.com", OrganizationID: "org_1", Organization: "org_2",
				}))
			},
			Line:   "GET /user_management/users?after=x_0&before=x_9&email=ann%40foo-corp.com&limit=5&order=asc&organization=org_2&organization_id=org_1",
			Answer: operationtest.ListJSON(fullUser), Want: operationtest.PageOf(wantUser),
		},
		"CreateUser": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateUser(ctx, usermanagement.CreateUserParams{
					Email: "ann@foo-corp.com", Password: "correct horse",
					FirstName: "Ann", LastName: "Lee", Name: "Ann Lee", EmailVerified: true,
					Metadata: map[string]string{"tier": "diamond"}, ExternalID: "ext_1",
					IPAddress: "203.0.113.42", UserAgent: "Mozilla/5.0", SignalsID: "signal_1",
				})
			},
			Line: "POST /user_management/users",
			Body: `{"email":"ann@foo-corp.com","password":"correct horse","first_name":"Ann","last_name":"Lee","name":"Ann Lee",
			"email_verified":true,"metadata":{"tier":"diamond"},"external_id":"ext_1",
			"ip_address":"203.0.113.42","user_agent":"Mozilla/5.0","signals_id":"signal_1"}`,
			Answer: strings.Replace(fullUser, "{", `{"radar_auth_attempt_id":"radar_1",`, 1), Want: &wantCreated,
		},
		"CreateUser with a hash": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateUser(ctx, usermanagement.CreateUserParams{
					Email: "ann@foo-corp.com", PasswordHash: "aGFzaA==",
					PasswordHashType:     usermanagement.PasswordHashTypeSSHA256,
					PasswordSaltPosition: usermanagement.PasswordSaltPositionPrefix,
				})
			},
			Line:   "POST /user_management/users",
			Body:   `{"email":"ann@foo-corp.com","password_hash":"aGFzaA==","password_hash_type":"ssha256","password_salt_position":"prefix"}`,
			Answer: fullUser, Want: &wantUser,
		},
		"CreateUser with the address alone": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.CreateUser(ctx, usermanagement.CreateUserParams{Email: "ann@foo-corp.com"})
			},
			Line: "POST /user_management/users", Body: `{"email":"ann@foo-corp.com"}`, Answer: fullUser, Want: &wantUser,
		},
		"GetUser": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetUser(ctx, "user_1") },
			Line: "GET /user_management/users/user_1", Answer: fullUser, Want: &wantUser,
		},
		"GetUserByExternalID": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetUserByExternalID(ctx, "team/7") },
			Line: "GET /user_management/users/external_id/team%2F7", Answer: fullUser, Want: &wantUser,
		},
		"UpdateUser": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.UpdateUser(ctx, "user_1", usermanagement.UpdateUserParams{
					Email: "ann@bar.com", Password: "correct horse",
					FirstName: workos.Set(""), LastName: workos.Set("Lee"), Name: workos.Set("Ann Lee"), EmailVerified: workos.Set(false),
					Metadata:   workos.Set(workos.MetadataUpdate{"tier": workos.Set("gold"), "trial": workos.Null[string]()}),
					ExternalID: workos.Set("ext_2"), Locale: workos.Set("de-DE"),
				})
			},
			Line: "PUT /user_management/users/user_1",
			Body: `{"email":"ann@bar.com","password":"correct horse","first_name":"","last_name":"Lee","name":"Ann Lee","email_verified":false,
			"metadata":{"tier":"gold","trial":null},"external_id":"ext_2","locale":"de-DE"}`,
			Answer: fullUser, Want: &wantUser,
		},
		"UpdateUser to null": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.UpdateUser(ctx, "user_1", usermanagement.UpdateUserParams{
					PasswordHash: "aGFzaA==", PasswordHashType: usermanagement.PasswordHashTypeSSHA256,
					PasswordSaltPosition: usermanagement.PasswordSaltPositionSuffix,
					Metadata:             workos.Null[workos.MetadataUpdate](),
					ExternalID:           workos.Null[string](), Locale: workos.Null[string](),
				})
			},
			Line: "PUT /user_management/users/user_1",
			Body: `{"password_hash":"aGFzaA==","password_hash_type":"ssha256","password_salt_position":"suffix",
			"metadata":null,"external_id":null,"locale":null}`,
			Answer: fullUser, Want: &wantUser,
		},
		"UpdateUser of nothing": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.UpdateUser(ctx, "user_1", usermanagement.UpdateUserParams{})
			},
			Line: "PUT /user_management/users/user_1", Body: `{}`, Answer: fullUser, Want: &wantUser,
		},
		"DeleteUser": {
			Call: func(ctx context.Context, s service) (any, error) { return nil, s.DeleteUser(ctx, "user_1") },
			Line: "DELETE /user_management/users/user_1",
		},
	})
}

func TestTolerantDecodingOfUsers(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, usermanagement.User{ID: "user_1"},
		`{"id":"user_1"}`,
		`{"id":"user_1","first_name":null,"last_name":null,"name":null,"profile_picture_url":null,"external_id":null,
			"metadata":null,"last_sign_in_at":null,"locale":null}`,
		`{"id":"user_1","new_field":{"a":[1]}}`)
}

func TestUserRoundTrip(t *testing.T) {
	t.Parallel()
	operationtest.RequireRoundTrip[usermanagement.User](t, fullUser)
}

func TestBadUserInputIsNotSent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	_, err := usermanagement.New(srv.Client()).CreateUser(t.Context(), usermanagement.CreateUserParams{Password: "correct horse"})
	assert.Equal(t, "email", operationtest.RefusedParam(nil, err))
	assert.NotContains(t, err.Error(), "horse")
	assert.Empty(t, srv.Requests())
}

func TestPasswordsAreNotPrinted(t *testing.T) {
	t.Parallel()
	operationtest.RequireHidden(t, usermanagement.CreateUserParams{Email: "a@b.com", Password: "s3cret", PasswordHash: "h4sh"}, "s3cret", "h4sh")
	operationtest.RequireHidden(t, usermanagement.UpdateUserParams{Email: "a@b.com", Password: "s3cret", PasswordHash: "h4sh"}, "s3cret", "h4sh")
}

// A page walks on with the filters that it was asked for.
func TestListUsersWalksOn(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users := usermanagement.New(srv.Client())
	for i := range 5 {
		srv.AddUser(usermanagement.CreateUserParams{Email: fmt.Sprintf("user%d@foo-corp.com", i)})
	}
	page, err := users.ListUsers(t.Context(), usermanagement.ListUsersParams{ListParams: workos.ListParams{Limit: 2, Order: workos.OrderAsc}})
	require.NoError(t, err)
	var emails []string
	for user, err := range page.All(t.Context()) {
		require.NoError(t, err)
		emails = append(emails, user.Email)
	}
	assert.Equal(t, []string{"user0@foo-corp.com", "user1@foo-corp.com", "user2@foo-corp.com", "user3@foo-corp.com", "user4@foo-corp.com"}, emails)
	assert.Len(t, srv.Requests(), 3)
}
