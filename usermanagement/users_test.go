package usermanagement_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// operation is a call, what it is to send, and what it is to make of an answer.
type operation struct {
	route  string
	answer string
	call   func(context.Context, *usermanagement.Service) (any, error)
	line   string
	body   string
	want   any
}

// checkOperations makes the calls.
func checkOperations(t *testing.T, operations map[string]operation) {
	t.Helper()
	for name, op := range operations {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := workostest.NewServer(t)
			planAnswer(srv, op.route, op.answer)
			got, err := op.call(t.Context(), usermanagement.New(srv.Client()))
			require.NoError(t, err)
			assert.Equal(t, op.want, got)
			require.Len(t, srv.Requests(), 1)
			sent := srv.Requests()[0]
			line := sent.Method + " " + sent.Path
			if len(sent.Query) > 0 {
				line += "?" + sent.Query.Encode()
			}
			assert.Equal(t, op.line, line)
			if op.body == "" {
				assert.Empty(t, sent.Body)
			} else {
				assert.JSONEq(t, op.body, string(sent.Body))
			}
			assert.Equal(t, "Bearer "+workostest.APIKey, sent.Header.Get("Authorization"))
			assert.Equal(t, "application/json", sent.Header.Get("Accept"))
			assert.Equal(t, op.body != "", sent.Header.Get("Content-Type") == "application/json")
		})
	}
}

// planAnswer makes the next call of a route answer with a body, whether the server
// has the route or not.
func planAnswer(srv *workostest.Server, route, body string) {
	srv.Handle(route, http.NotFound)
	srv.Fail(route, 1, workostest.Respond(http.StatusOK, nil, body))
}

// listOf is a page with one item.
func listOf(item string) string {
	return `{"object":"list","data":[` + item + `],"list_metadata":{"before":null,"after":"x_1"}}`
}

// dataOf returns the items of a page.
func dataOf[T any](page *workos.List[T], err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return page.Data, nil
}

var allOfList = workos.ListParams{Before: "x_9", After: "x_0", Limit: 5, Order: workos.OrderAsc}

// second is a time in the fixtures.
func second(n int) time.Time { return time.Date(2026, 1, 15, 12, 0, n, 0, time.UTC) }

// requireNotPrinted asserts that no way to print or log a value shows the secrets.
func requireNotPrinted(t *testing.T, value any, secrets ...string) {
	t.Helper()
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "value", value)
	for _, printed := range []string{fmt.Sprintf("%v", value), fmt.Sprintf("%+v", value), fmt.Sprintf("%#v", value), log.String()} {
		assert.Contains(t, printed, "[redacted]")
		for _, secret := range secrets {
			assert.NotContains(t, printed, secret)
		}
	}
}

// requireRefused asserts that each call is refused for each ID that is none, and
// that nothing was sent.
func requireRefused(t *testing.T, srv *workostest.Server, calls map[string]func(id string) error) {
	t.Helper()
	var paramErr *workos.ParamError
	for name, call := range calls {
		for _, id := range []string{"", ".", ".."} {
			require.ErrorAs(t, call(id), &paramErr, "%s(%q)", name, id)
		}
	}
	assert.Empty(t, srv.Requests())
}

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
	LastSignInAt:      second(2),
	Locale:            "en-US",
	CreatedAt:         second(0),
	UpdatedAt:         second(1),
}

func TestUserOperations(t *testing.T) {
	t.Parallel()
	wantCreated := wantUser
	wantCreated.RadarAuthAttemptID = "radar_1"
	checkOperations(t, map[string]operation{
		"ListUsers": {
			"GET /user_management/users", listOf(fullUser),
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return dataOf(s.ListUsers(ctx, usermanagement.ListUsersParams{
					ListParams: allOfList, Email: "ann@foo-corp.com", OrganizationID: "org_1", Organization: "org_2",
				}))
			},
			"GET /user_management/users?after=x_0&before=x_9&email=ann%40foo-corp.com&limit=5&order=asc&organization=org_2&organization_id=org_1", "",
			[]usermanagement.User{wantUser},
		},
		"CreateUser": {
			"POST /user_management/users", strings.Replace(fullUser, "{", `{"radar_auth_attempt_id":"radar_1",`, 1),
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.CreateUser(ctx, usermanagement.CreateUserParams{
					Email: "ann@foo-corp.com", Password: "correct horse",
					FirstName: "Ann", LastName: "Lee", Name: "Ann Lee", EmailVerified: true,
					Metadata: map[string]string{"tier": "diamond"}, ExternalID: "ext_1",
					IPAddress: "203.0.113.42", UserAgent: "Mozilla/5.0", SignalsID: "signal_1",
				})
			},
			"POST /user_management/users",
			`{"email":"ann@foo-corp.com","password":"correct horse","first_name":"Ann","last_name":"Lee","name":"Ann Lee",
			"email_verified":true,"metadata":{"tier":"diamond"},"external_id":"ext_1",
			"ip_address":"203.0.113.42","user_agent":"Mozilla/5.0","signals_id":"signal_1"}`,
			&wantCreated,
		},
		"CreateUser with a hash": {
			"POST /user_management/users", fullUser,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.CreateUser(ctx, usermanagement.CreateUserParams{
					Email: "ann@foo-corp.com", PasswordHash: "aGFzaA==",
					PasswordHashType:     usermanagement.PasswordHashTypeSSHA256,
					PasswordSaltPosition: usermanagement.PasswordSaltPositionPrefix,
				})
			},
			"POST /user_management/users",
			`{"email":"ann@foo-corp.com","password_hash":"aGFzaA==","password_hash_type":"ssha256","password_salt_position":"prefix"}`,
			&wantUser,
		},
		"CreateUser with the address alone": {
			"POST /user_management/users", fullUser,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.CreateUser(ctx, usermanagement.CreateUserParams{Email: "ann@foo-corp.com"})
			},
			"POST /user_management/users", `{"email":"ann@foo-corp.com"}`, &wantUser,
		},
		"GetUser": {
			"GET /user_management/users/{id}", fullUser,
			func(ctx context.Context, s *usermanagement.Service) (any, error) { return s.GetUser(ctx, "user_1") },
			"GET /user_management/users/user_1", "", &wantUser,
		},
		"GetUserByExternalID": {
			"GET /user_management/users/external_id/{external_id}", fullUser,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.GetUserByExternalID(ctx, "team/7")
			},
			"GET /user_management/users/external_id/team%2F7", "", &wantUser,
		},
		"UpdateUser": {
			"PUT /user_management/users/{id}", fullUser,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.UpdateUser(ctx, "user_1", usermanagement.UpdateUserParams{
					Email: "ann@bar.com", Password: "correct horse",
					FirstName: workos.Set(""), LastName: workos.Set("Lee"), Name: workos.Set("Ann Lee"), EmailVerified: workos.Set(false),
					Metadata:   workos.Set(workos.MetadataUpdate{"tier": workos.Set("gold"), "trial": workos.Null[string]()}),
					ExternalID: workos.Set("ext_2"), Locale: workos.Set("de-DE"),
				})
			},
			"PUT /user_management/users/user_1",
			`{"email":"ann@bar.com","password":"correct horse","first_name":"","last_name":"Lee","name":"Ann Lee","email_verified":false,
			"metadata":{"tier":"gold","trial":null},"external_id":"ext_2","locale":"de-DE"}`,
			&wantUser,
		},
		"UpdateUser to null": {
			"PUT /user_management/users/{id}", fullUser,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.UpdateUser(ctx, "user_1", usermanagement.UpdateUserParams{
					PasswordHash: "aGFzaA==", PasswordHashType: usermanagement.PasswordHashTypeSSHA256,
					PasswordSaltPosition: usermanagement.PasswordSaltPositionSuffix,
					Metadata:             workos.Null[workos.MetadataUpdate](),
					ExternalID:           workos.Null[string](), Locale: workos.Null[string](),
				})
			},
			"PUT /user_management/users/user_1",
			`{"password_hash":"aGFzaA==","password_hash_type":"ssha256","password_salt_position":"suffix",
			"metadata":null,"external_id":null,"locale":null}`,
			&wantUser,
		},
		"UpdateUser of nothing": {
			"PUT /user_management/users/{id}", fullUser,
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return s.UpdateUser(ctx, "user_1", usermanagement.UpdateUserParams{})
			},
			"PUT /user_management/users/user_1", `{}`, &wantUser,
		},
		"DeleteUser": {
			"DELETE /user_management/users/{id}", "",
			func(ctx context.Context, s *usermanagement.Service) (any, error) {
				return nil, s.DeleteUser(ctx, "user_1")
			},
			"DELETE /user_management/users/user_1", "", nil,
		},
	})
}

// Nulls, absent fields and unknown fields do not matter.
func TestTolerantDecodingOfUsers(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"id":"user_1"}`,
		`{"id":"user_1","first_name":null,"last_name":null,"name":null,"profile_picture_url":null,"external_id":null,
			"metadata":null,"last_sign_in_at":null,"locale":null}`,
		`{"id":"user_1","new_field":{"a":[1]}}`,
	} {
		srv := workostest.NewServer(t)
		planAnswer(srv, "GET /user_management/users/{id}", body)
		user, err := usermanagement.New(srv.Client()).GetUser(t.Context(), "user_1")
		require.NoError(t, err, body)
		assert.Equal(t, &usermanagement.User{ID: "user_1"}, user, body)
	}
}

// Nothing of a user is lost when it is encoded again.
func TestUserRoundTrip(t *testing.T) {
	t.Parallel()
	var user usermanagement.User
	require.NoError(t, json.Unmarshal([]byte(fullUser), &user))
	data, err := json.Marshal(user)
	require.NoError(t, err)
	assert.JSONEq(t, strings.ReplaceAll(fullUser, ".000Z", "Z"), string(data))
}

func TestBadUserInputIsNotSent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	_, err := users.CreateUser(ctx, usermanagement.CreateUserParams{Password: "correct horse"})
	var paramErr *workos.ParamError
	require.ErrorAs(t, err, &paramErr)
	assert.Equal(t, "email", paramErr.Param)
	assert.NotContains(t, err.Error(), "horse")
	requireRefused(t, srv, map[string]func(string) error{
		"GetUser":             func(id string) error { _, err := users.GetUser(ctx, id); return err },
		"GetUserByExternalID": func(id string) error { _, err := users.GetUserByExternalID(ctx, id); return err },
		"UpdateUser": func(id string) error {
			_, err := users.UpdateUser(ctx, id, usermanagement.UpdateUserParams{})
			return err
		},
		"DeleteUser": func(id string) error { return users.DeleteUser(ctx, id) },
	})
}

func TestPasswordsAreNotPrinted(t *testing.T) {
	t.Parallel()
	requireNotPrinted(t, usermanagement.CreateUserParams{Email: "a@b.com", Password: "s3cret", PasswordHash: "h4sh"}, "s3cret", "h4sh")
	requireNotPrinted(t, &usermanagement.CreateUserParams{Email: "a@b.com", Password: "s3cret", PasswordHash: "h4sh"}, "s3cret", "h4sh")
	requireNotPrinted(t, usermanagement.UpdateUserParams{Email: "a@b.com", Password: "s3cret", PasswordHash: "h4sh"}, "s3cret", "h4sh")
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
