package actions_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/actions"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
)

const (
	secret  = "action_0FWAiVGkEfGBqqsJH4aNAGBJ4"
	payload = `{"id":"action_1","object":"authentication_action_context","user":{"id":"user_1","first_name":"Zoë"}}`
)

var signedAt = operationtest.At(0)

func clock(t time.Time) actions.Option {
	return actions.WithClock(func() time.Time { return t })
}

// goldens are what internal/nodecheck/goldens-actions.mjs wrote.
type goldens struct {
	Secret    string
	Timestamp int64
	Requests  []struct{ Name, Payload, Header string }
	Answers   []struct{ Name, Type, Verdict, ErrorMessage, Body string }
}

func readGoldens(t *testing.T) (g goldens) {
	t.Helper()
	data, err := os.ReadFile("testdata/actions.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &g))
	return g
}

// What the package of Node signs is verified, and decoded in full.
func TestGoldenRequests(t *testing.T) {
	t.Parallel()
	golden := readGoldens(t)
	at := operationtest.At
	want := map[string]actions.Action{
		"authentication": {Kind: actions.KindAuthentication, ID: "action_1", Authentication: &actions.Authentication{
			Object: "authentication_action_context",
			ID:     "action_1",
			User: usermanagement.User{
				Object: "user", ID: "user_1", Email: "ann@example.com", EmailVerified: true,
				Name: "Ann Smith", FirstName: "Ann", LastName: "Smith",
				LastSignInAt: at(1), ExternalID: "ext_1", Metadata: map[string]string{"plan": "gold"},
				CreatedAt: at(0), UpdatedAt: at(0),
			},
			Organization: &organizations.Organization{
				Object: "organization", ID: "org_1", Name: "Foo & Sons <foo@example.com>", Domains: []organizations.Domain{},
				CreatedAt: at(0), UpdatedAt: at(0),
			},
			OrganizationMembership: &usermanagement.OrganizationMembership{
				Object: "organization_membership", ID: "om_1", UserID: "user_1", OrganizationID: "org_1",
				Role: usermanagement.Role{Slug: "admin"}, Status: "active", DirectoryManaged: true,
				CustomAttributes: usermanagement.Attributes{"floor": json.Number("3")}, CreatedAt: at(0), UpdatedAt: at(0),
			},
			IPAddress: "192.0.2.7", UserAgent: "Mozilla/5.0", DeviceFingerprint: "fingerprint_1", Issuer: "https://example.com",
		}},
		"user registration": {Kind: actions.KindUserRegistration, ID: "action_2", UserRegistration: &actions.UserRegistration{
			Object:   "user_registration_action_context",
			ID:       "action_2",
			UserData: actions.UserData{Object: "user_data", Email: "zoë@example.com", Name: "Zoë 日本", FirstName: "Zoë", LastName: "日本"},
			Invitation: &usermanagement.Invitation{
				Object: "invitation", ID: "invitation_1", Email: "zoë@example.com", OrganizationID: "org_1",
				ExpiresAt: at(1), CreatedAt: at(0), UpdatedAt: at(0),
			},
			IPAddress: "2001:db8::7", UserAgent: "\"quoted\" \u2028 \\", DeviceFingerprint: "fingerprint_2",
		}},
		"of tomorrow": {Kind: "password_reset_action_context", ID: "action_3"},
	}
	require.Len(t, golden.Requests, len(want))
	for _, request := range golden.Requests {
		assert.Equal(t, request.Header, actions.Sign([]byte(request.Payload), golden.Secret, time.UnixMilli(golden.Timestamp)), request.Name)
		action, err := actions.ConstructAction([]byte(request.Payload), request.Header, golden.Secret, clock(time.UnixMilli(golden.Timestamp)))
		require.NoError(t, err, request.Name)
		expected := want[request.Name]
		expected.Raw = []byte(request.Payload)
		assert.Equal(t, &expected, action, request.Name)
	}
}

// Answers are those of the package of Node, byte for byte.
func TestGoldenAnswers(t *testing.T) {
	t.Parallel()
	golden := readGoldens(t)
	require.Len(t, golden.Answers, 4)
	for _, answer := range golden.Answers {
		var body struct{ Payload struct{ Timestamp int64 } }
		require.NoError(t, json.Unmarshal([]byte(answer.Body), &body))
		verdict := actions.Allow()
		if answer.Verdict == "Deny" {
			verdict = actions.Deny(answer.ErrorMessage)
		}
		kind := actions.Kind(answer.Type + "_action_context")
		got, err := actions.SignResponse(kind, verdict, golden.Secret, time.UnixMilli(body.Payload.Timestamp))
		require.NoError(t, err, answer.Name)
		assert.Equal(t, answer.Body, string(got), answer.Name)
	}
}

// Contexts as WorkOS's own libraries have them in their tests, where they are at
// hand.
func TestContextsOfWorkOS(t *testing.T) {
	t.Parallel()
	const folder = "../../shared/fixtures/actions"
	files, err := filepath.Glob(folder + "/*.json")
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skip("no contexts of WorkOS's in " + folder)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		action, err := actions.ConstructAction(data, actions.Sign(data, secret, signedAt), secret, clock(signedAt))
		require.NoError(t, err)
		assert.JSONEq(t, string(data), string(action.Raw))
		switch {
		case action.Authentication != nil:
			assert.Equal(t, "jane@foocorp.com", action.Authentication.User.Email)
			assert.Equal(t, "Foo Corp", action.Authentication.Organization.Name)
			assert.Equal(t, "member", action.Authentication.OrganizationMembership.Role.Slug)
		case assert.NotNil(t, action.UserRegistration):
			assert.Equal(t, "jane@foocorp.com", action.UserRegistration.UserData.Email)
			assert.Equal(t, "01JBVZWH8HJ855YZ5BWHG1WNZN", action.UserRegistration.Invitation.ID)
		}
	}
}

func TestVerify(t *testing.T) {
	t.Parallel()
	good := actions.Sign([]byte(payload), secret, signedAt)
	for name, test := range map[string]struct {
		payload string
		header  string
		secret  string
		now     time.Time
		opts    []actions.Option
		want    error
	}{
		"good":                   {payload, good, secret, signedAt, nil, nil},
		"30 s ago":               {payload, good, secret, signedAt.Add(30 * time.Second), nil, nil},
		"too old":                {payload, good, secret, signedAt.Add(30*time.Second + time.Millisecond), nil, actions.ErrOutsideTolerance},
		"30 s from now":          {payload, good, secret, signedAt.Add(-30 * time.Second), nil, nil},
		"from the future":        {payload, good, secret, signedAt.Add(-30*time.Second - time.Millisecond), nil, actions.ErrOutsideTolerance},
		"a longer tolerance":     {payload, good, secret, signedAt.Add(time.Hour), []actions.Option{actions.WithTolerance(time.Hour)}, nil},
		"a changed body":         {payload + " ", good, secret, signedAt, nil, actions.ErrInvalidSignature},
		"another secret":         {payload, good, "another", signedAt, nil, actions.ErrInvalidSignature},
		"the second secret":      {payload, good, "new", signedAt, []actions.Option{actions.WithSecrets(secret)}, nil},
		"another time":           {payload, strings.Replace(good, "t=1", "t=2", 1), secret, signedAt, nil, actions.ErrInvalidSignature},
		"wrong and too old":      {payload, good, "another", signedAt.AddDate(1, 0, 0), nil, actions.ErrInvalidSignature},
		"not signed":             {payload, "", secret, signedAt, nil, actions.ErrNotSigned},
		"malformed":              {payload, "t=1", secret, signedAt, nil, actions.ErrMalformedHeader},
		"two times":              {payload, good + ", t=1", secret, signedAt, nil, actions.ErrMalformedHeader},
		"an empty secret":        {payload, good, "", signedAt, nil, actions.ErrMissingSecret},
		"an empty second secret": {payload, good, secret, signedAt, []actions.Option{actions.WithSecrets("")}, actions.ErrMissingSecret},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opts := append([]actions.Option{clock(test.now)}, test.opts...)
			require.ErrorIs(t, actions.Verify([]byte(test.payload), test.header, test.secret, opts...), test.want)
			action, err := actions.ConstructAction([]byte(test.payload), test.header, test.secret, opts...)
			require.ErrorIs(t, err, test.want)
			if err != nil {
				assert.Nil(t, action)
				assert.True(t, strings.HasPrefix(err.Error(), "actions: "))
				assert.NotContains(t, err.Error(), secret)
				assert.NotContains(t, err.Error(), "1768478400000")
			}
		})
	}
}

func TestUnusableOptions(t *testing.T) {
	t.Parallel()
	header := actions.Sign([]byte(payload), secret, time.Now())
	for want, opt := range map[string]actions.Option{
		"actions: option 2 is nil":                           nil,
		"actions: the tolerance is not positive: 0s":         actions.WithTolerance(0),
		"actions: the clock is nil":                          actions.WithClock(nil),
		"actions: the limit of the body is not positive: -1": actions.WithMaxBytes(-1),
		"actions: a secret has white space around it":        actions.WithSecrets("x\n"),
	} {
		require.EqualError(t, actions.Verify([]byte(payload), header, secret, actions.WithLogger(nil), opt), want)
	}
	require.NoError(t, actions.Verify([]byte(payload), header, secret))
}

// What is no action is refused, without a word of what it is.
func TestInvalidPayloads(t *testing.T) {
	t.Parallel()
	construct := func(body string) (*actions.Action, error) {
		return actions.ConstructAction([]byte(body), actions.Sign([]byte(body), secret, signedAt), secret, clock(signedAt))
	}
	for _, body := range []string{
		``, `null`, `[]`, `"s3cret"`, `{}`, `{"id":"s3cret"}`, `{"object":"s3cret"}`, `{"id":"","object":"x_action_context"}`,
		`{"id":7,"object":"x_action_context"}`, payload + payload, payload[:len(payload)-1],
		`{"id":"action_1","object":"authentication_action_context","user":"s3cret"}`,
		`{"id":"action_1","object":"user_registration_action_context","user_data":[]}`,
	} {
		_, err := construct(body)
		require.Equal(t, actions.ErrInvalidPayload, err, body)
	}
	for _, body := range []string{
		`{"id":"action_1","object":"authentication_action_context"}`,
		`{"id":"action_1","object":"authentication_action_context","user":null,"organization":null,"organization_membership":null,"ip_address":null,"user_agent":null,"device_fingerprint":null,"issuer":null,"new":[1]}`,
	} {
		action, err := construct(body)
		require.NoError(t, err)
		assert.Equal(t, &actions.Authentication{Object: "authentication_action_context", ID: "action_1"}, action.Authentication)
	}
	action, err := construct(`{"id":"action_1","object":"user_registration_action_context","user_data":null,"invitation":null}`)
	require.NoError(t, err)
	assert.Equal(t, &actions.UserRegistration{Object: "user_registration_action_context", ID: "action_1"}, action.UserRegistration)
}

func TestSignResponse(t *testing.T) {
	t.Parallel()
	// The zero verdict denies, and one that allows has no message.
	body, err := actions.SignResponse(actions.KindAuthentication, actions.Verdict{}, secret, signedAt)
	require.NoError(t, err)
	assert.Contains(t, string(body), `"payload":{"timestamp":1768478400000,"verdict":"Deny"},`)
	body, err = actions.SignResponse("x_action_context", actions.Verdict{Allowed: true, Message: "no"}, secret, signedAt)
	require.NoError(t, err)
	assert.Contains(t, string(body), `{"object":"x_action_response","payload":{"timestamp":1768478400000,"verdict":"Allow"},`)
	// What is no text is made one.
	body, err = actions.SignResponse("x_action_context", actions.Deny("a\xffb"), secret, signedAt)
	require.NoError(t, err)
	assert.Contains(t, string(body), "\"a\ufffdb\"")

	for _, kind := range []actions.Kind{"event", "", "_context"} {
		_, err = actions.SignResponse(kind, actions.Allow(), secret, signedAt)
		require.EqualError(t, err, fmt.Sprintf("actions: there is no answer to %q", kind))
	}
	_, err = actions.SignResponse(actions.KindAuthentication, actions.Allow(), "", signedAt)
	require.ErrorIs(t, err, actions.ErrMissingSecret)
	_, err = actions.SignResponse(actions.KindAuthentication, actions.Allow(), secret+"\n", signedAt)
	require.ErrorContains(t, err, "white space")
}

// FuzzVerifyAction: no header or body panics or is taken for WorkOS's; what is
// signed verifies, and no byte of it can be changed.
func FuzzVerifyAction(f *testing.F) {
	f.Add(actions.Sign([]byte(payload), secret, signedAt), []byte(payload), "why not", 7)
	f.Add("t=,v1=", []byte(`{"id":"1","object":"user_registration_action_context","user_data":1}`), "<\u2028\\u2028\xff>", 0)
	f.Fuzz(func(t *testing.T, header string, body []byte, message string, at int) {
		if _, err := actions.ConstructAction(body, header, "a secret that nobody knows", clock(signedAt)); err == nil {
			t.Fatalf("%q verifies", header)
		}
		signature := actions.Sign(body, secret, signedAt)
		action, err := actions.ConstructAction(body, signature, secret, clock(signedAt))
		if err != nil && err != actions.ErrInvalidPayload { //nolint:errorlint // this one, and nothing else said
			t.Fatal(err)
		}
		if err == nil && action.Kind == "" {
			t.Fatal("an action of no kind")
		}
		if len(body) > 0 {
			changed := slices.Clone(body)
			changed[uint(at)%uint(len(body))] ^= 1
			if actions.Verify(changed, signature, secret, clock(signedAt)) == nil {
				t.Fatal("a changed payload verifies")
			}
		}
		answer, err := actions.SignResponse(actions.KindAuthentication, actions.Deny(message), secret, signedAt)
		if err != nil || !json.Valid(answer) {
			t.Fatalf("%v: %q", err, answer)
		}
		var got struct {
			Payload struct {
				Message string `json:"error_message"`
			}
		}
		if err := json.Unmarshal(answer, &got); err != nil || got.Payload.Message != string([]rune(message)) {
			t.Fatalf("%q was sent as %q", message, got.Payload.Message)
		}
	})
}
