package workostest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/connect"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func TestApplications(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	apps, ctx := connect.New(srv.Client()), t.Context()
	org := create(t, srv.Client(), "Foo Corp")
	var response workos.Response
	first, err := apps.CreateOAuthApplication(ctx, connect.CreateOAuthApplicationParams{
		Name: "Own", IsFirstParty: workos.Set(true), Scopes: []string{"openid"}, UsesPKCE: workos.Set(true),
		RedirectURIs: []connect.RedirectURIParams{{URI: "https://foo-corp.com/a"}, {URI: "https://foo-corp.com/b"}},
	}, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, 201, response.StatusCode)
	assert.JSONEq(t, `{"object":"connect_application","id":"`+first.ID+`","client_id":"`+first.ClientID+`","name":"Own","description":null,
		"scopes":["openid"],"application_type":"oauth","uses_pkce":true,"is_first_party":true,
		"redirect_uris":[{"uri":"https://foo-corp.com/a","default":true},{"uri":"https://foo-corp.com/b","default":false}],
		"created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:00Z"}`, string(response.Body))
	third, err := apps.CreateOAuthApplication(ctx, connect.CreateOAuthApplicationParams{
		Name: "Partner", IsFirstParty: workos.Set(false), OrganizationID: org.ID,
	}, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Contains(t, string(response.Body), `"was_dynamically_registered":false`)
	machine, err := apps.CreateM2MApplication(ctx, connect.CreateM2MApplicationParams{Name: "Importer", OrganizationID: org.ID}, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.NotContains(t, string(response.Body), "redirect_uris")

	list := func(params connect.ListApplicationsParams) []connect.Application {
		page, err := apps.ListApplications(ctx, params)
		require.NoError(t, err)
		return page.Data
	}
	assert.Equal(t, []connect.Application{*machine, *third, *first}, list(connect.ListApplicationsParams{}))
	assert.Equal(t, []connect.Application{*machine, *third}, list(connect.ListApplicationsParams{OrganizationID: org.ID}))
	assert.Len(t, list(connect.ListApplicationsParams{RegistrationTypes: []connect.RegistrationType{"authenticated", "dynamic"}}), 3)
	assert.Empty(t, list(connect.ListApplicationsParams{RegistrationTypes: []connect.RegistrationType{"dynamic"}}))
	_, err = apps.ListApplications(ctx, connect.ListApplicationsParams{RegistrationTypes: []connect.RegistrationType{"manual"}})
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "registration_types", Code: "unknown_value"})

	srv.Advance(time.Minute)
	changed, err := apps.UpdateApplication(ctx, first.ClientID, connect.UpdateApplicationParams{
		Name: "Ours", Description: workos.Set("For us"), Scopes: workos.Null[[]string](),
		RedirectURIs: workos.Set([]connect.RedirectURIParams{{URI: "https://foo-corp.com/c"}}),
	})
	require.NoError(t, err)
	assert.Equal(t, "Ours", changed.Name)
	assert.Equal(t, "For us", changed.Description)
	assert.Empty(t, changed.Scopes)
	assert.Equal(t, []connect.RedirectURI{{URI: "https://foo-corp.com/c", Default: true}}, changed.RedirectURIs)
	assert.Equal(t, srv.Now(), changed.UpdatedAt)
	for _, id := range []string{first.ID, first.ClientID} {
		got, err := apps.GetApplication(ctx, id)
		require.NoError(t, err)
		assert.Equal(t, changed, got)
	}

	require.NoError(t, apps.DeleteApplication(ctx, first.ClientID))
	requireRefusal(t, apps.DeleteApplication(ctx, first.ID), 404, "")
	requireRefusal(t, get(apps.GetApplication(ctx, first.ID)), 404, "")
	requireRefusal(t, get(apps.UpdateApplication(ctx, first.ID, connect.UpdateApplicationParams{})), 404, "")
	require.NoError(t, organizations.New(srv.Client()).Delete(ctx, org.ID))
	assert.Empty(t, list(connect.ListApplicationsParams{}), "they are the organization's")
}

func TestRefusedApplications(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	apps, ctx := connect.New(srv.Client()), t.Context()
	field := func(name, code string) workos.FieldError { return workos.FieldError{Field: name, Code: code} }
	post := func(body map[string]any) error {
		_, err := workos.Post[any](ctx, srv.Client(), workos.Path("/connect/applications"), body)
		return err
	}
	requireRefusal(t, post(nil), 422, "", field("name", "required"), field("application_type", "unknown_value"), field("organization_id", "required"))
	requireRefusal(t, post(map[string]any{"name": "a", "application_type": "oauth"}), 422, "", field("is_first_party", "required"), field("organization_id", "required"))
	requireRefusal(t, post(map[string]any{"name": "a", "application_type": "m2m", "organization_id": "org_none"}), 404, "")
	requireRefusal(t, post(map[string]any{"name": "a", "application_type": "m2m", "is_first_party": true}), 422, "", field("organization_id", "required"))
	for code, uris := range map[string][]connect.RedirectURIParams{
		"invalid":          {{URI: "/callback"}},
		"several_defaults": {{URI: "https://a.com", Default: workos.Set(true)}, {URI: "https://b.com", Default: workos.Set(true)}},
	} {
		_, err := apps.CreateOAuthApplication(ctx, connect.CreateOAuthApplicationParams{Name: "a", IsFirstParty: workos.Set(true), RedirectURIs: uris})
		requireRefusal(t, err, 422, "", field("redirect_uris", code))
	}
	org := create(t, srv.Client(), "Foo Corp")
	machine, err := apps.CreateM2MApplication(ctx, connect.CreateM2MApplicationParams{Name: "Importer", OrganizationID: org.ID})
	require.NoError(t, err)
	_, err = apps.UpdateApplication(ctx, machine.ID, connect.UpdateApplicationParams{RedirectURIs: workos.Set([]connect.RedirectURIParams{{URI: "https://a.com"}})})
	requireRefusal(t, err, 422, "", field("redirect_uris", "not_oauth"))
}

func TestClientSecrets(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	apps, ctx := connect.New(srv.Client()), t.Context()
	org := create(t, srv.Client(), "Foo Corp")
	machine, err := apps.CreateM2MApplication(ctx, connect.CreateM2MApplicationParams{Name: "Importer", OrganizationID: org.ID})
	require.NoError(t, err)
	none, err := apps.ListClientSecrets(ctx, machine.ID)
	require.NoError(t, err)
	assert.Equal(t, []connect.ClientSecret{}, none)
	var want []connect.ClientSecret
	for _, id := range []string{machine.ID, machine.ClientID} {
		created, err := apps.CreateClientSecret(ctx, id)
		require.NoError(t, err)
		assert.Contains(t, created.Secret, created.SecretHint)
		want = append(want, created.ClientSecret)
	}
	var response workos.Response
	got, err := apps.ListClientSecrets(ctx, machine.ClientID, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, want, got)
	assert.NotContains(t, string(response.Body), `"secret"`)

	require.NoError(t, apps.DeleteClientSecret(ctx, want[0].ID))
	requireRefusal(t, apps.DeleteClientSecret(ctx, want[0].ID), 404, "")
	got, err = apps.ListClientSecrets(ctx, machine.ID)
	require.NoError(t, err)
	assert.Equal(t, want[1:], got)
	require.NoError(t, apps.DeleteApplication(ctx, machine.ID))
	requireRefusal(t, apps.DeleteClientSecret(ctx, want[1].ID), 404, "")
	requireRefusal(t, get(apps.ListClientSecrets(ctx, machine.ID)), 404, "")
	requireRefusal(t, get(apps.CreateClientSecret(ctx, machine.ID)), 404, "")
}

func TestCompleteOAuth2(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	apps, users, ctx := connect.New(srv.Client()), usermanagement.New(srv.Client()), t.Context()
	complete := func(id string, user connect.User, options ...connect.UserConsentOption) error {
		_, err := apps.CompleteOAuth2(ctx, connect.CompleteOAuth2Params{ExternalAuthID: id, User: user, UserConsentOptions: options})
		return err
	}
	ann := connect.User{ID: "42", Email: "ann@foo-corp.com", FirstName: "Ann", Metadata: map[string]string{"tier": "gold"}}
	id := srv.StartExternalAuth()
	completion, err := apps.CompleteOAuth2(ctx, connect.CompleteOAuth2Params{ExternalAuthID: id, User: ann})
	require.NoError(t, err)
	assert.NotEmpty(t, completion.RedirectURI)
	requireRefusal(t, complete(id, ann), 400, "external_auth_session_already_completed")
	created, err := users.GetUserByExternalID(ctx, "42")
	require.NoError(t, err)
	assert.Equal(t, "ann@foo-corp.com", created.Email)
	assert.Equal(t, map[string]string{"tier": "gold"}, created.Metadata)

	require.NoError(t, complete(srv.StartExternalAuth(), connect.User{ID: "42", Email: "ann@bar.com", Metadata: map[string]string{"seat": "1"}}))
	changed, err := users.GetUserByExternalID(ctx, "42")
	require.NoError(t, err)
	assert.Equal(t, created.ID, changed.ID)
	assert.Equal(t, "ann@bar.com", changed.Email)
	assert.Equal(t, "Ann", changed.FirstName)
	assert.Equal(t, map[string]string{"tier": "gold", "seat": "1"}, changed.Metadata)
	assert.Equal(t, created.ID, lastEvent(t, srv, events.TypeUserUpdated)["id"])

	id = srv.StartExternalAuth()
	addUser(t, srv, "bob@foo-corp.com")
	requireRefusal(t, complete("ext_auth_none", ann), 404, "")
	requireRefusal(t, complete(id, connect.User{ID: "7", Email: "bob@foo-corp.com"}), 400, "email_not_available")
	requireRefusal(t, complete(id, connect.User{ID: "42", Email: "bob@foo-corp.com"}), 400, "email_not_available")
	requireRefusal(t, complete(id, connect.User{ID: "7", Email: "carl"}), 400, "invalid_email")
	requireRefusal(t, complete(id, ann, connect.UserConsentOption{
		Claim: "sub", Type: connect.UserConsentOptionTypeEnum, Label: "a", Choices: []connect.UserConsentChoice{{}},
	}), 400, "")
	_, err = workos.Post[any](ctx, srv.Client(), workos.Path("/authkit/oauth2/complete"), nil)
	requireRefusal(t, err, 422, "")
	require.NoError(t, complete(id, connect.User{ID: "7", Email: "carl@foo-corp.com"}), "what was refused changed nothing")
}
