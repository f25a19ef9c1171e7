package events_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/webhooks"
	"github.com/workos-go/workos/workostest"
)

// everything gives the events of all types to keep, as they were decoded.
func everything(keep func(event any)) *events.Mux {
	mux := events.NewMux()
	handle[events.APIKeyCreated](mux, keep)
	handle[events.APIKeyRevoked](mux, keep)
	handle[events.APIKeyUpdated](mux, keep)
	handle[events.ActionAuthenticationDenied](mux, keep)
	handle[events.ActionUserRegistrationDenied](mux, keep)
	handle[events.AgentRegistrationClaimAttemptCreated](mux, keep)
	handle[events.AgentRegistrationClaimCompleted](mux, keep)
	handle[events.AgentRegistrationCreated](mux, keep)
	handle[events.AgentRegistrationCredentialIssued](mux, keep)
	handle[events.AgentRegistrationDeleted](mux, keep)
	handle[events.AgentRegistrationExpired](mux, keep)
	handle[events.AgentRegistrationOrganizationSwitched](mux, keep)
	handle[events.AgentRegistrationRefreshed](mux, keep)
	handle[events.AgentRegistrationRevoked](mux, keep)
	handle[events.AuthenticationEmailVerificationFailed](mux, keep)
	handle[events.AuthenticationEmailVerificationSucceeded](mux, keep)
	handle[events.AuthenticationMFAFailed](mux, keep)
	handle[events.AuthenticationMFASucceeded](mux, keep)
	handle[events.AuthenticationMagicAuthFailed](mux, keep)
	handle[events.AuthenticationMagicAuthSucceeded](mux, keep)
	handle[events.AuthenticationOAuthFailed](mux, keep)
	handle[events.AuthenticationOAuthSucceeded](mux, keep)
	handle[events.AuthenticationPasskeyFailed](mux, keep)
	handle[events.AuthenticationPasskeySucceeded](mux, keep)
	handle[events.AuthenticationPasswordFailed](mux, keep)
	handle[events.AuthenticationPasswordSucceeded](mux, keep)
	handle[events.AuthenticationRadarRiskDetected](mux, keep)
	handle[events.AuthenticationReauthenticationSucceeded](mux, keep)
	handle[events.AuthenticationSSOFailed](mux, keep)
	handle[events.AuthenticationSSOStarted](mux, keep)
	handle[events.AuthenticationSSOSucceeded](mux, keep)
	handle[events.AuthenticationSSOTimedOut](mux, keep)
	handle[events.ConnectionActivated](mux, keep)
	handle[events.ConnectionDeactivated](mux, keep)
	handle[events.ConnectionDeleted](mux, keep)
	handle[events.ConnectionSAMLCertificateRenewalRequired](mux, keep)
	handle[events.ConnectionSAMLCertificateRenewed](mux, keep)
	handle[events.DSyncActivated](mux, keep)
	handle[events.DSyncDeleted](mux, keep)
	handle[events.DSyncGroupCreated](mux, keep)
	handle[events.DSyncGroupDeleted](mux, keep)
	handle[events.DSyncGroupUpdated](mux, keep)
	handle[events.DSyncGroupUserAdded](mux, keep)
	handle[events.DSyncGroupUserRemoved](mux, keep)
	handle[events.DSyncTokenCreated](mux, keep)
	handle[events.DSyncTokenRevoked](mux, keep)
	handle[events.DSyncUserCreated](mux, keep)
	handle[events.DSyncUserDeleted](mux, keep)
	handle[events.DSyncUserUpdated](mux, keep)
	handle[events.EmailVerificationCreated](mux, keep)
	handle[events.FlagCreated](mux, keep)
	handle[events.FlagDeleted](mux, keep)
	handle[events.FlagRuleUpdated](mux, keep)
	handle[events.FlagUpdated](mux, keep)
	handle[events.GroupCreated](mux, keep)
	handle[events.GroupDeleted](mux, keep)
	handle[events.GroupMemberAdded](mux, keep)
	handle[events.GroupMemberRemoved](mux, keep)
	handle[events.GroupUpdated](mux, keep)
	handle[events.InvitationAccepted](mux, keep)
	handle[events.InvitationCreated](mux, keep)
	handle[events.InvitationResent](mux, keep)
	handle[events.InvitationRevoked](mux, keep)
	handle[events.MagicAuthCreated](mux, keep)
	handle[events.OrganizationCreated](mux, keep)
	handle[events.OrganizationDeleted](mux, keep)
	handle[events.OrganizationDomainCreated](mux, keep)
	handle[events.OrganizationDomainDeleted](mux, keep)
	handle[events.OrganizationDomainUpdated](mux, keep)
	handle[events.OrganizationDomainVerificationFailed](mux, keep)
	handle[events.OrganizationDomainVerified](mux, keep)
	handle[events.OrganizationMembershipCreated](mux, keep)
	handle[events.OrganizationMembershipDeleted](mux, keep)
	handle[events.OrganizationMembershipUpdated](mux, keep)
	handle[events.OrganizationRoleCreated](mux, keep)
	handle[events.OrganizationRoleDeleted](mux, keep)
	handle[events.OrganizationRoleUpdated](mux, keep)
	handle[events.OrganizationUpdated](mux, keep)
	handle[events.PasswordResetCreated](mux, keep)
	handle[events.PasswordResetSucceeded](mux, keep)
	handle[events.PermissionCreated](mux, keep)
	handle[events.PermissionDeleted](mux, keep)
	handle[events.PermissionUpdated](mux, keep)
	handle[events.PipesConnectedAccountConnected](mux, keep)
	handle[events.PipesConnectedAccountConnectionFailed](mux, keep)
	handle[events.PipesConnectedAccountDisconnected](mux, keep)
	handle[events.PipesConnectedAccountReauthorizationNeeded](mux, keep)
	handle[events.RadarChallengeCreated](mux, keep)
	handle[events.RoleCreated](mux, keep)
	handle[events.RoleDeleted](mux, keep)
	handle[events.RoleUpdated](mux, keep)
	handle[events.SessionCreated](mux, keep)
	handle[events.SessionRevoked](mux, keep)
	handle[events.UserCreated](mux, keep)
	handle[events.UserDeleted](mux, keep)
	handle[events.UserUpdated](mux, keep)
	handle[events.VaultBYOKKeyDeleted](mux, keep)
	handle[events.VaultBYOKKeyVerificationCompleted](mux, keep)
	handle[events.VaultDEKDecrypted](mux, keep)
	handle[events.VaultDEKRead](mux, keep)
	handle[events.VaultDataCreated](mux, keep)
	handle[events.VaultDataDeleted](mux, keep)
	handle[events.VaultDataRead](mux, keep)
	handle[events.VaultDataUpdated](mux, keep)
	handle[events.VaultKEKCreated](mux, keep)
	handle[events.VaultKEKDeleted](mux, keep)
	handle[events.VaultMetadataRead](mux, keep)
	handle[events.VaultNamesListed](mux, keep)
	handle[events.WaitlistUserApproved](mux, keep)
	handle[events.WaitlistUserCreated](mux, keep)
	handle[events.WaitlistUserDenied](mux, keep)
	return mux
}

func handle[E any, P events.Typed[E]](mux *events.Mux, keep func(event any)) {
	events.Handle[E, P](mux, func(_ context.Context, e E) error {
		keep(e)
		return nil
	})
}

// constants returns the types of events, and the names of their constants.
func constants(t *testing.T) map[events.Type]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "types.go", nil, 0)
	require.NoError(t, err)
	names := map[events.Type]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			assert.Equal(t, "Type", fmt.Sprint(spec.Type), spec.Names[0].Name)
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			require.NoError(t, err)
			assert.Empty(t, names[events.Type(value)], "%s is there twice", value)
			names[events.Type(value)] = spec.Names[0].Name
		}
		return true
	})
	return names
}

// Every type of events arrives as the Go type that has its name. That all of a
// payload arrives is checked by internal/conformance.
func TestEveryTypeIsDispatched(t *testing.T) {
	t.Parallel()
	var got any
	mux := everything(func(event any) { got = event })
	names := constants(t)
	require.Len(t, names, 111)
	assert.Len(t, mux.Types(), 111)
	for kind, name := range names {
		got = nil
		require.NoError(t, mux.Dispatch(t.Context(), &events.Event{
			Object: "event", ID: "event_1", Type: kind, Data: json.RawMessage(`{"new_field":[1]}`), CreatedAt: operationtest.At(0),
		}))
		assert.Equal(t, "events."+strings.TrimPrefix(name, "Type"), fmt.Sprintf("%T", got))
		whole, err := json.Marshal(got)
		require.NoError(t, err)
		assert.Contains(t, string(whole), `"object":"event","id":"event_1","event":"`+string(kind)+`"`)
		assert.Contains(t, string(whole), `"created_at":"2026-01-15T12:00:00Z"`)

		err = mux.Dispatch(t.Context(), &events.Event{ID: "event_1", Type: kind, Data: json.RawMessage(`[]`)})
		require.ErrorIs(t, err, events.ErrInvalidPayload)
		assert.ErrorContains(t, err, "events: the payload of "+string(kind)+" event_1 cannot be decoded into")
	}
}

func event(t *testing.T, text string) *events.Event {
	t.Helper()
	var e events.Event
	require.NoError(t, json.Unmarshal([]byte(text), &e))
	return &e
}

func TestHandle(t *testing.T) {
	t.Parallel()
	type key struct{}
	var got events.UserUpdated
	var value any
	mux := events.NewMux()
	events.Handle(mux, func(ctx context.Context, e events.UserUpdated) error {
		got, value = e, ctx.Value(key{})
		return nil
	})
	updated := event(t, `{"object":"event","id":"event_1","event":"user.updated","created_at":"2026-01-15T12:00:00Z",
		"data":{"object":"user","id":"user_1","email":"ann@foo-corp.com","metadata":{"a":"b"}},
		"context":{"client_id":"client_1","actor":{"id":"user_9","source":"dashboard","name":"Zoë"},"previous_attributes":{"email":"ann@old.com"}}}`)
	require.NoError(t, mux.Dispatch(context.WithValue(t.Context(), key{}, "kept"), updated))
	assert.Equal(t, events.UserUpdated{Of: events.Of[usermanagement.User]{
		Object: "event", ID: "event_1", Type: events.TypeUserUpdated, CreatedAt: operationtest.At(0),
		Data: usermanagement.User{Object: "user", ID: "user_1", Email: "ann@foo-corp.com", Metadata: map[string]string{"a": "b"}},
		Context: events.Context{
			ClientID:           "client_1",
			Actor:              &events.Actor{ID: "user_9", Source: events.ActorSourceDashboard, Name: "Zoë"},
			PreviousAttributes: map[string]json.RawMessage{"email": json.RawMessage(`"ann@old.com"`)},
		},
	}}, got)
	assert.Equal(t, "kept", value)

	// Nothing is known of how it came about.
	require.NoError(t, mux.Dispatch(t.Context(), event(t, `{"id":"event_2","event":"user.updated","data":{"id":"user_2"}}`)))
	assert.Equal(t, "user_2", got.Data.ID)
	assert.Equal(t, "event_2", got.ID)
	assert.Zero(t, got.Context)
	assert.Empty(t, got.Data.Metadata, "nothing is left of the event before")
}

// The payload of a directory's event has previous attributes of its own.
func TestPreviousAttributesOfDirectories(t *testing.T) {
	t.Parallel()
	var got directorysync.UserUpdate
	mux := events.NewMux()
	events.Handle(mux, func(_ context.Context, e events.DSyncUserUpdated) error {
		got = e.Data
		return nil
	})
	require.NoError(t, mux.Dispatch(t.Context(), event(t,
		`{"event":"dsync.user.updated","data":{"id":"directory_user_1","state":"inactive","previous_attributes":{"state":"active"}}}`)))
	assert.Equal(t, directorysync.Attributes{"state": "active"}, got.PreviousAttributes)
	assert.Equal(t, "directory_user_1", got.ID)
}

func TestErrorsPassThrough(t *testing.T) {
	t.Parallel()
	full := errors.New("the disk is full")
	fail := func(context.Context, *events.Event) error { return full }
	mux := events.NewMux()
	events.Handle(mux, func(context.Context, events.UserCreated) error { return full })
	mux.Handle("user.of_tomorrow", fail)
	mux.Fallback(fail)
	for _, kind := range []events.Type{events.TypeUserCreated, "user.of_tomorrow", events.TypeUserDeleted} {
		assert.Equal(t, full, mux.Dispatch(t.Context(), &events.Event{Type: kind, Data: json.RawMessage(`{}`)}))
	}
	assert.Equal(t, []events.Type{events.TypeUserCreated, "user.of_tomorrow"}, mux.Types())
}

// What has no function is ignored, or the fallback's, as it arrived.
func TestFallback(t *testing.T) {
	t.Parallel()
	mux := events.NewMux()
	var raw *events.Event
	unknown := event(t, `{"id":"event_1","event":"user.of_tomorrow","data":[1,{"a":null}]}`)
	require.NoError(t, mux.Dispatch(t.Context(), unknown))
	require.EqualError(t, mux.Dispatch(t.Context(), nil), "events: there is no event")

	mux.Fallback(func(_ context.Context, event *events.Event) error {
		raw = event
		return nil
	})
	events.Handle(mux, func(context.Context, events.UserCreated) error { return errors.New("not this one") })
	require.NoError(t, mux.Dispatch(t.Context(), unknown))
	assert.Same(t, unknown, raw)
	assert.JSONEq(t, `[1,{"a":null}]`, string(raw.Data))
	assert.Equal(t, []events.Type{events.TypeUserCreated}, mux.Types())

	// Without a payload there is nothing that could not be decoded.
	require.NoError(t, mux.Dispatch(t.Context(), &events.Event{Type: "user.of_tomorrow"}))
	require.ErrorIs(t, mux.Dispatch(t.Context(), &events.Event{Type: events.TypeUserCreated}), events.ErrInvalidPayload)
}

func TestRegisteringTwicePanics(t *testing.T) {
	t.Parallel()
	mux := events.NewMux()
	raw := func(context.Context, *events.Event) error { return nil }
	created := func(context.Context, events.UserCreated) error { return nil }
	events.Handle(mux, created)
	mux.Fallback(raw)
	for _, register := range []func(){
		func() { events.Handle(mux, created) },
		func() { mux.Handle(events.TypeUserCreated, raw) },
	} {
		assert.PanicsWithValue(t, "events: there are two functions for user.created", register)
	}
	assert.PanicsWithValue(t, "events: there are two fallbacks", func() { mux.Fallback(raw) })
	assert.PanicsWithValue(t, "events: the fallback is nil", func() { events.NewMux().Fallback(nil) })
	assert.PanicsWithValue(t, "events: the function for user.deleted is nil", func() { mux.Handle(events.TypeUserDeleted, nil) })
	assert.PanicsWithValue(t, "events: the function for user.deleted is nil", func() { events.Handle[events.UserDeleted](mux, nil) })
}

// A handler of webhooks takes all that is signed, whatever the type.
func TestWebhooks(t *testing.T) {
	t.Parallel()
	mux := events.NewMux()
	var welcome []string
	events.Handle(mux, func(_ context.Context, e events.UserCreated) error {
		welcome = append(welcome, e.Data.Email)
		return nil
	})
	handler := webhooks.Handler("whsec_1", mux.Dispatch)
	for body, status := range map[string]int{
		`{"object":"event","id":"event_1","event":"user.created","data":{"email":"ann@foo-corp.com"}}`: http.StatusOK,
		`{"object":"event","id":"event_2","event":"user.of_tomorrow","data":{"email":[1]}}`:            http.StatusOK,
		`{"object":"event","id":"event_3","event":"user.created","data":{"email":[1]}}`:                http.StatusInternalServerError,
	} {
		req := httptest.NewRequest(http.MethodPost, "/webhooks", strings.NewReader(body))
		req.Header.Set(webhooks.SignatureHeader, webhooks.Sign([]byte(body), "whsec_1", time.Now()))
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, req)
		assert.Equal(t, status, answer.Code, body)
	}
	assert.Equal(t, []string{"ann@foo-corp.com"}, welcome)
}

// What workostest tells of is decoded.
func TestEventsOfTheFake(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users := usermanagement.New(srv.Client())
	user, err := users.CreateUser(t.Context(), usermanagement.CreateUserParams{Email: "ann@foo-corp.com"})
	require.NoError(t, err)
	_, err = users.CreateMagicAuth(t.Context(), usermanagement.CreateMagicAuthParams{Email: user.Email})
	require.NoError(t, err)
	_, err = users.SendInvitation(t.Context(), usermanagement.SendInvitationParams{Email: "ben@foo-corp.com"})
	require.NoError(t, err)

	var got []any
	mux := everything(func(event any) { got = append(got, event) })
	mux.Fallback(func(_ context.Context, event *events.Event) error { return errors.New(string(event.Type)) })
	page, err := events.New(srv.Client()).List(t.Context(), events.ListParams{})
	require.NoError(t, err)
	for event, err := range page.All(t.Context()) {
		require.NoError(t, err)
		require.NoError(t, mux.Dispatch(t.Context(), &event))
	}
	require.Len(t, got, 3)
	assert.Equal(t, "ben@foo-corp.com", got[0].(events.InvitationCreated).Data.Email)
	assert.Equal(t, user.ID, got[1].(events.MagicAuthCreated).Data.UserID)
	assert.Equal(t, *user, got[2].(events.UserCreated).Data)
}

// A payload that has more than the document says shows no credential.
func TestSecretsOfPayloadsAreNotPrinted(t *testing.T) {
	t.Parallel()
	e := events.InvitationCreated{Of: events.Of[usermanagement.Invitation]{
		ID: "event_1", Data: usermanagement.Invitation{ID: "invitation_1", Token: "t0ken"},
	}}
	operationtest.RequireHidden(t, e, "t0ken")
	assert.Contains(t, fmt.Sprint(e), "invitation_1")
}

// Whatever a payload is, it is decoded or an ErrInvalidPayload, and what has no
// type of its own is neither.
func FuzzDispatch(f *testing.F) {
	f.Add("user.created", []byte(`{"email":"ann@foo-corp.com","metadata":{"a":"b"}}`))
	f.Add("dsync.user.updated", []byte(`{"custom_attributes":{"n":12345678901234567890},"previous_attributes":{}}`))
	f.Add("agent.registration.credential.issued", []byte(`{"detail":{"kind":"api_key","expires_at":null}}`))
	f.Add("user.of_tomorrow", []byte(`[`))
	mux := everything(func(any) {})
	types := mux.Types()
	f.Fuzz(func(t *testing.T, kind string, data []byte) {
		err := mux.Dispatch(t.Context(), &events.Event{ID: "event_1", Type: events.Type(kind), Data: data})
		if err != nil && (!errors.Is(err, events.ErrInvalidPayload) || !slices.Contains(types, events.Type(kind))) {
			t.Fatal(err)
		}
	})
}

func TestZeroMux(t *testing.T) {
	t.Parallel()
	var mux events.Mux
	require.NoError(t, mux.Dispatch(t.Context(), &events.Event{Type: events.TypeUserCreated}))
	called := false
	mux.Handle(events.TypeUserCreated, func(context.Context, *events.Event) error {
		called = true
		return nil
	})
	require.NoError(t, mux.Dispatch(t.Context(), &events.Event{Type: events.TypeUserCreated}))
	assert.True(t, called)
}
