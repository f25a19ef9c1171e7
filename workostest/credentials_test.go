package workostest_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// addUser creates a user whose address is not verified, and returns its ID.
func addUser(t *testing.T, srv *workostest.Server, email string) string {
	t.Helper()
	magicAuth, err := usermanagement.New(srv.Client()).CreateMagicAuth(t.Context(), usermanagement.CreateMagicAuthParams{Email: email})
	require.NoError(t, err)
	return magicAuth.UserID
}

// lastMessage returns the last message of a kind that was sent.
func lastMessage(t *testing.T, srv *workostest.Server, about workostest.MessageKind) workostest.Message {
	t.Helper()
	var last workostest.Message
	for _, message := range srv.Outbox() {
		if message.Kind == about {
			last = message
		}
	}
	require.NotEmpty(t, last.To, "no message about %s", about)
	return last
}

// lastEvent returns the last event of a type, without its times and IDs, which
// are compared elsewhere.
func lastEvent(t *testing.T, srv *workostest.Server, kind events.Type) map[string]any {
	t.Helper()
	page, err := events.New(srv.Client()).List(t.Context(), events.ListParams{ListParams: workos.ListParams{Order: workos.OrderAsc}, Events: []events.Type{kind}})
	require.NoError(t, err)
	require.NotEmpty(t, page.Data, "no event %s", kind)
	payload := map[string]any{}
	require.NoError(t, json.Unmarshal(page.Data[len(page.Data)-1].Data, &payload))
	return payload
}

func keys(object map[string]any) []string {
	var names []string
	for name := range object {
		names = append(names, name)
	}
	return names
}

func TestMagicAuth(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	created, err := users.CreateMagicAuth(ctx, usermanagement.CreateMagicAuthParams{Email: "ann@foo-corp.com"})
	require.NoError(t, err)
	assert.Regexp(t, `^magic_auth_01`, created.ID)
	assert.Regexp(t, `^user_01`, created.UserID)
	assert.Regexp(t, `^\d{6}$`, created.Code)
	assert.Equal(t, srv.Now().Add(10*time.Minute), created.ExpiresAt)
	message := lastMessage(t, srv, workostest.MessageKindMagicAuth)
	assert.Equal(t, workostest.Message{To: "ann@foo-corp.com", Kind: "magic_auth", Code: created.Code, SentAt: srv.Now()}, message)
	event := lastEvent(t, srv, events.TypeMagicAuthCreated)
	assert.Equal(t, created.ID, event["id"])
	assert.ElementsMatch(t, []string{"object", "id", "user_id", "email", "expires_at", "created_at", "updated_at"}, keys(event))
	assert.Equal(t, created.UserID, lastEvent(t, srv, events.TypeUserCreated)["id"])

	got, err := users.GetMagicAuth(ctx, created.ID)
	require.NoError(t, err)
	assert.Equal(t, created, got)
	_, err = users.GetMagicAuth(ctx, "magic_auth_none")
	requireRefusal(t, err, 404, "")

	second, err := users.CreateMagicAuth(ctx, usermanagement.CreateMagicAuthParams{Email: "Ann@foo-corp.com"})
	require.NoError(t, err)
	assert.Equal(t, created.UserID, second.UserID, "the user is there already")
	_, err = users.CreateMagicAuth(ctx, usermanagement.CreateMagicAuthParams{Email: "Ann <ann@foo-corp.com>"})
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "email", Code: "invalid_email"})

	sent, err := users.SendMagicAuthCode(ctx, usermanagement.SendMagicAuthCodeParams{Email: "bob@foo-corp.com"})
	require.NoError(t, err)
	assert.Equal(t, &usermanagement.SentMagicAuthCode{Email: "bob@foo-corp.com"}, sent)
	assert.Equal(t, "bob@foo-corp.com", lastMessage(t, srv, workostest.MessageKindMagicAuth).To)
}

// A code works once, for its user, until it expires, and verifies the address.
func TestRedeemMagicAuth(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	addUser(t, srv, "ann@foo-corp.com")
	code := lastMessage(t, srv, workostest.MessageKindMagicAuth).Code
	addUser(t, srv, "bob@foo-corp.com")
	for _, test := range []struct {
		email, code string
		status      int
		refusal     string
	}{
		{"bob@foo-corp.com", code, 400, "invalid_one_time_code"},
		{"ann@foo-corp.com", "", 400, "invalid_one_time_code"},
		{"ann@foo-corp.com", code, 0, ""},
		{"ann@foo-corp.com", code, 400, "one_time_code_previously_used"},
	} {
		status, refusal := srv.RedeemMagicAuth(test.email, test.code)
		assert.Equal(t, test.status, status)
		assert.Equal(t, test.refusal, refusal)
	}
	assert.Equal(t, true, lastEvent(t, srv, events.TypeUserUpdated)["email_verified"])

	code = lastMessage(t, srv, workostest.MessageKindMagicAuth).Code
	srv.Advance(10 * time.Minute)
	status, refusal := srv.RedeemMagicAuth("bob@foo-corp.com", code)
	assert.Equal(t, 400, status)
	assert.Equal(t, "one_time_code_expired", refusal)
}

func TestEmailVerification(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	ann, bob := addUser(t, srv, "ann@foo-corp.com"), addUser(t, srv, "bob@foo-corp.com")
	verify := func(id, code string) error {
		_, err := users.VerifyEmail(ctx, id, usermanagement.VerifyEmailParams{Code: code})
		return err
	}

	result, err := users.SendVerificationEmail(ctx, ann)
	require.NoError(t, err)
	assert.Equal(t, ann, result.User.ID)
	assert.False(t, result.User.EmailVerified)
	old := lastMessage(t, srv, workostest.MessageKindEmailVerification)
	assert.Equal(t, "ann@foo-corp.com", old.To)
	event := lastEvent(t, srv, events.TypeEmailVerificationCreated)
	assert.ElementsMatch(t, []string{"object", "id", "user_id", "email", "expires_at", "created_at", "updated_at"}, keys(event))
	verification, err := users.GetEmailVerification(ctx, event["id"].(string))
	require.NoError(t, err)
	assert.Equal(t, &usermanagement.EmailVerification{
		Object: "email_verification", ID: verification.ID, UserID: ann, Email: "ann@foo-corp.com", Code: old.Code,
		ExpiresAt: srv.Now().Add(10 * time.Minute), CreatedAt: srv.Now(), UpdatedAt: srv.Now(),
	}, verification)

	requireRefusal(t, verify(bob, old.Code), 400, "email_verification_code_incorrect")
	requireRefusal(t, verify(ann, "no code"), 400, "email_verification_code_incorrect")
	srv.Advance(10 * time.Minute)
	requireRefusal(t, verify(ann, old.Code), 400, "email_verification_code_expired")

	_, err = users.SendVerificationEmail(ctx, ann)
	require.NoError(t, err)
	code := lastMessage(t, srv, workostest.MessageKindEmailVerification).Code
	result, err = users.VerifyEmail(ctx, ann, usermanagement.VerifyEmailParams{Code: code})
	require.NoError(t, err)
	assert.True(t, result.User.EmailVerified)
	assert.Equal(t, srv.Now(), result.User.UpdatedAt)
	assert.Equal(t, ann, lastEvent(t, srv, events.TypeUserUpdated)["id"])

	requireRefusal(t, verify(ann, code), 400, "email_verification_code_previously_used")
	requireRefusal(t, verify(ann, "no code"), 400, "email_previously_verified")
	_, err = users.SendVerificationEmail(ctx, ann)
	requireRefusal(t, err, 400, "email_already_verified")
	for _, err := range []error{verify("user_none", code), get(users.SendVerificationEmail(ctx, "user_none")), get(users.GetEmailVerification(ctx, "email_verification_none"))} {
		requireRefusal(t, err, 404, "")
	}
	_, err = workos.Post[any](ctx, srv.Client(), workos.Path("/user_management/users/{id}/email_verification/confirm", ann), nil)
	requireRefusal(t, err, 422, "invalid_request_parameters")
}

// get drops the result of a call.
func get[T any](_ T, err error) error { return err }

func TestRedeemEmailVerification(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	ann := addUser(t, srv, "ann@foo-corp.com")
	_, err := usermanagement.New(srv.Client()).SendVerificationEmail(t.Context(), ann)
	require.NoError(t, err)
	code := lastMessage(t, srv, workostest.MessageKindEmailVerification).Code
	for _, want := range []struct {
		code    string
		status  int
		refusal string
	}{
		{"no code", 400, "invalid_one_time_code"},
		{code, 0, ""},
		{code, 400, "one_time_code_previously_used"},
	} {
		status, refusal := srv.RedeemEmailVerification(ann, want.code)
		assert.Equal(t, want.status, status)
		assert.Equal(t, want.refusal, refusal)
	}
}

func TestEmailChange(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	ann, bob := addUser(t, srv, "ann@foo-corp.com"), addUser(t, srv, "bob@foo-corp.com")
	send := func(id, email string) error {
		_, err := users.SendEmailChange(ctx, id, usermanagement.SendEmailChangeParams{NewEmail: email})
		return err
	}
	confirm := func(id, code string) error {
		_, err := users.ConfirmEmailChange(ctx, id, usermanagement.ConfirmEmailChangeParams{Code: code})
		return err
	}

	requireRefusal(t, confirm(ann, "no code"), 409, "no_pending_email_change")
	requireRefusal(t, send(ann, "no address"), 422, "invalid_email")
	requireRefusal(t, send(ann, "bob@foo-corp.com"), 409, "email_not_available")
	requireRefusal(t, send(ann, "ANN@foo-corp.com"), 409, "email_change_not_needed")
	requireRefusal(t, send("user_none", "anna@foo-corp.com"), 404, "")
	requireRefusal(t, confirm("user_none", "no code"), 404, "")
	for _, path := range []string{"send", "confirm"} {
		_, err := workos.Post[any](ctx, srv.Client(), workos.Path("/user_management/users/{id}/email_change/"+path, ann), nil)
		requireRefusal(t, err, 422, "invalid_request_parameters")
	}

	change, err := users.SendEmailChange(ctx, ann, usermanagement.SendEmailChangeParams{NewEmail: "anna@foo-corp.com"})
	require.NoError(t, err)
	assert.Equal(t, "email_change", change.Object)
	assert.Equal(t, "anna@foo-corp.com", change.NewEmail)
	assert.Equal(t, "ann@foo-corp.com", change.User.Email, "until it is confirmed")
	assert.Equal(t, srv.Now().Add(10*time.Minute), change.ExpiresAt)
	old := lastMessage(t, srv, workostest.MessageKindEmailChange)
	assert.Equal(t, "anna@foo-corp.com", old.To)
	srv.Advance(10 * time.Minute)
	requireRefusal(t, confirm(ann, old.Code), 400, "email_change_code_expired")

	require.NoError(t, send(ann, "anna@foo-corp.com"))
	code := lastMessage(t, srv, workostest.MessageKindEmailChange).Code
	requireRefusal(t, confirm(bob, code), 409, "no_pending_email_change")
	requireRefusal(t, confirm(ann, "no code"), 400, "email_change_code_incorrect")
	confirmation, err := users.ConfirmEmailChange(ctx, ann, usermanagement.ConfirmEmailChangeParams{Code: code})
	require.NoError(t, err)
	assert.Equal(t, "email_change_confirmation", confirmation.Object)
	assert.Equal(t, "anna@foo-corp.com", confirmation.User.Email)
	assert.True(t, confirmation.User.EmailVerified)
	assert.Equal(t, "anna@foo-corp.com", lastEvent(t, srv, events.TypeUserUpdated)["email"])
	requireRefusal(t, confirm(ann, code), 409, "email_change_code_previously_used")
	requireRefusal(t, confirm(ann, "no code"), 409, "no_pending_email_change")

	require.NoError(t, send(bob, "carol@foo-corp.com"))
	addUser(t, srv, "carol@foo-corp.com")
	requireRefusal(t, confirm(bob, lastMessage(t, srv, workostest.MessageKindEmailChange).Code), 409, "email_not_available")
}

func TestPasswordReset(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	ann := addUser(t, srv, "ann@foo-corp.com")
	created, err := users.CreatePasswordReset(ctx, usermanagement.CreatePasswordResetParams{Email: "ann@foo-corp.com"})
	require.NoError(t, err)
	assert.Equal(t, ann, created.UserID)
	assert.Equal(t, srv.Now().Add(24*time.Hour), created.ExpiresAt)
	assert.Equal(t, "https://auth.workos.test/reset-password?token="+created.PasswordResetToken, created.PasswordResetURL)
	message := lastMessage(t, srv, workostest.MessageKindPasswordReset)
	assert.Equal(t, created.PasswordResetToken, message.Token)
	assert.Equal(t, created.PasswordResetURL, message.URL)
	payload := []string{"object", "id", "user_id", "email", "expires_at", "created_at"}
	assert.ElementsMatch(t, payload, keys(lastEvent(t, srv, events.TypePasswordResetCreated)))
	got, err := users.GetPasswordReset(ctx, created.ID)
	require.NoError(t, err)
	assert.Equal(t, created, got)

	reset := func(token string) error {
		_, err := users.ResetPassword(ctx, usermanagement.ResetPasswordParams{Token: token, NewPassword: "correct horse"})
		return err
	}
	result, err := users.ResetPassword(ctx, usermanagement.ResetPasswordParams{Token: message.Token, NewPassword: "battery staple"})
	require.NoError(t, err)
	assert.Equal(t, ann, result.User.ID)
	assert.True(t, result.User.EmailVerified)
	assert.Equal(t, "battery staple", srv.Password(ann))
	event := lastEvent(t, srv, events.TypePasswordResetSucceeded)
	assert.Equal(t, created.ID, event["id"])
	assert.ElementsMatch(t, payload, keys(event))
	requireRefusal(t, reset(message.Token), 400, "password_reset_error",
		workos.FieldError{Code: "password_reset_token_used", Message: "The token was used already."})

	require.NoError(t, users.SendPasswordResetEmail(ctx, usermanagement.SendPasswordResetEmailParams{
		Email: "ann@foo-corp.com", PasswordResetURL: "https://foo-corp.com/reset?lang=de",
	}))
	message = lastMessage(t, srv, workostest.MessageKindPasswordReset)
	assert.Equal(t, "https://foo-corp.com/reset?lang=de&token="+message.Token, message.URL)
	srv.Advance(24 * time.Hour)
	requireRefusal(t, reset(message.Token), 400, "password_reset_error",
		workos.FieldError{Code: "password_reset_token_expired", Message: "The token has expired."})
	assert.Equal(t, "battery staple", srv.Password(ann))

	again, err := users.CreatePasswordReset(ctx, usermanagement.CreatePasswordResetParams{Email: "ann@foo-corp.com"})
	require.NoError(t, err)
	require.NoError(t, reset(again.PasswordResetToken))
	page, err := events.New(srv.Client()).List(ctx, events.ListParams{Events: []events.Type{events.TypeUserUpdated}})
	require.NoError(t, err)
	assert.Len(t, page.Data, 1, "the address was verified once")

	requireRefusal(t, reset("no token"), 404, "")
	requireRefusal(t, get(users.GetPasswordReset(ctx, "password_reset_none")), 404, "")
	_, err = users.CreatePasswordReset(ctx, usermanagement.CreatePasswordResetParams{Email: "bob@foo-corp.com"})
	requireRefusal(t, err, 404, "")
	for _, path := range []string{"", "/send", "/confirm"} {
		_, err = workos.Post[any](ctx, srv.Client(), workos.Path("/user_management/password_reset"+path), nil)
		requireRefusal(t, err, 422, "invalid_request_parameters")
	}
}

// What was sent to an address that a user no longer has does not work, for that
// user or for the next one who has it.
func TestCodesOfAnOldAddress(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users, ctx := usermanagement.New(srv.Client()), t.Context()
	change := func(id, email string) {
		_, err := users.SendEmailChange(ctx, id, usermanagement.SendEmailChangeParams{NewEmail: email})
		require.NoError(t, err)
		code := lastMessage(t, srv, workostest.MessageKindEmailChange).Code
		_, err = users.ConfirmEmailChange(ctx, id, usermanagement.ConfirmEmailChangeParams{Code: code})
		require.NoError(t, err)
	}
	ann := addUser(t, srv, "ann@foo-corp.com")
	magicCode := lastMessage(t, srv, workostest.MessageKindMagicAuth).Code
	_, err := users.SendVerificationEmail(ctx, ann)
	require.NoError(t, err)
	code := lastMessage(t, srv, workostest.MessageKindEmailVerification).Code
	bob := addUser(t, srv, "bob@foo-corp.com")

	change(ann, "anna@foo-corp.com")
	for _, next := range []string{"", bob} {
		if next != "" {
			change(bob, "ann@foo-corp.com")
		}
		for _, email := range []string{"ann@foo-corp.com", "anna@foo-corp.com"} {
			_, refusal := srv.RedeemMagicAuth(email, magicCode)
			assert.Equal(t, "invalid_one_time_code", refusal)
		}
		for _, id := range []string{ann, bob} {
			_, refusal := srv.RedeemEmailVerification(id, code)
			assert.Equal(t, "invalid_one_time_code", refusal)
		}
	}
}
