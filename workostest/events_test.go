package workostest_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizationdomains"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// listedEvents returns the events that a list has, oldest first where the params do
// not say otherwise.
func listedEvents(t *testing.T, srv *workostest.Server, params events.ListParams) []events.Event {
	t.Helper()
	params.Order = cmp.Or(params.Order, workos.OrderAsc)
	page, err := events.New(srv.Client()).List(t.Context(), params)
	require.NoError(t, err)
	var found []events.Event
	for event, err := range page.All(t.Context()) {
		require.NoError(t, err)
		found = append(found, event)
	}
	return found
}

// newEvents returns the types of the events that were added since the last call, and
// their payloads.
func newEvents(t *testing.T, srv *workostest.Server) func() (types []events.Type, payloads []string) {
	t.Helper()
	seen := 0
	return func() (types []events.Type, payloads []string) {
		t.Helper()
		all := listedEvents(t, srv, events.ListParams{})
		for _, event := range all[seen:] {
			types = append(types, event.Type)
			payloads = append(payloads, string(event.Data))
		}
		seen = len(all)
		return types, payloads
	}
}

func TestEventsOfOrganizations(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	orgs, ctx, since := organizations.New(srv.Client()), t.Context(), newEvents(t, srv)

	var response workos.Response
	org, err := orgs.Create(ctx, organizations.CreateParams{
		Name: "Foo Corp", AllowProfilesOutsideOrganization: true, Domains: []string{"foo-corp.com"},
	}, workos.WithResponse(&response))
	require.NoError(t, err)
	domain, err := json.Marshal(org.Domains[0])
	require.NoError(t, err)
	types, payloads := since()
	assert.Equal(t, []events.Type{events.TypeOrganizationCreated, events.TypeOrganizationDomainCreated}, types)
	assert.JSONEq(t, `{"object":"organization","id":"`+org.ID+`","name":"Foo Corp","domains":[`+string(domain)+`],"metadata":{},
		"external_id":null,"created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:00Z"}`, payloads[0])
	assert.JSONEq(t, string(domain), payloads[1])

	_, err = orgs.Update(ctx, org.ID, organizations.UpdateParams{
		Name: "Bar Corp", StripeCustomerID: "cus_1", ExternalID: workos.Set("ext_1"),
		DomainData: workos.Set([]organizations.DomainData{{Domain: "bar-corp.com", State: organizations.DomainDataStateVerified}}),
	})
	require.NoError(t, err)
	types, payloads = since()
	assert.Equal(t, []events.Type{
		events.TypeOrganizationUpdated, events.TypeOrganizationDomainCreated, events.TypeOrganizationDomainDeleted,
	}, types)
	assert.Contains(t, payloads[0], `"name":"Bar Corp"`)
	assert.Contains(t, payloads[0], `"external_id":"ext_1"`)
	assert.Contains(t, payloads[0], `"stripe_customer_id":"cus_1"`)
	assert.Contains(t, payloads[0], `"domain":"bar-corp.com"`)
	assert.Contains(t, payloads[1], `"state":"verified"`)
	assert.JSONEq(t, string(domain), payloads[2])

	before, err := orgs.Get(ctx, org.ID)
	require.NoError(t, err)
	require.NoError(t, orgs.Delete(ctx, org.ID))
	types, payloads = since()
	assert.Equal(t, []events.Type{events.TypeOrganizationDeleted, events.TypeOrganizationDomainDeleted}, types)
	deleted, err := events.Data[organizations.Organization](events.Event{Data: json.RawMessage(payloads[0])})
	require.NoError(t, err)
	before.AllowProfilesOutsideOrganization = false // not in events
	assert.Equal(t, before, deleted, "as it was")
}

func TestEventsOfOrganizationDomains(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	orgs, domains, ctx := organizations.New(srv.Client()), organizationdomains.New(srv.Client()), t.Context()
	org := create(t, srv.Client(), "Foo Corp")
	since := newEvents(t, srv)
	since()

	created, err := domains.Create(ctx, organizationdomains.CreateParams{OrganizationID: org.ID, Domain: "foo-corp.com"})
	require.NoError(t, err)
	verified, err := domains.Verify(ctx, created.ID)
	require.NoError(t, err)
	states := func(states ...organizations.DomainDataState) {
		t.Helper()
		for _, state := range states {
			_, err := orgs.Update(ctx, org.ID, organizations.UpdateParams{
				DomainData: workos.Set([]organizations.DomainData{{Domain: "foo-corp.com", State: state}}),
			})
			require.NoError(t, err)
		}
	}
	states(organizations.DomainDataStateVerified, organizations.DomainDataStatePending, organizations.DomainDataStateVerified)
	require.NoError(t, domains.Delete(ctx, created.ID))

	types, payloads := since()
	assert.Equal(t, []events.Type{
		events.TypeOrganizationDomainCreated,
		events.TypeOrganizationDomainVerified,
		events.TypeOrganizationUpdated, // verified already
		events.TypeOrganizationUpdated, events.TypeOrganizationDomainUpdated,
		events.TypeOrganizationUpdated, events.TypeOrganizationDomainVerified,
		events.TypeOrganizationDomainDeleted,
	}, types)
	for i, want := range map[int]*organizationdomains.OrganizationDomain{0: created, 1: verified} {
		got, err := events.Data[organizationdomains.OrganizationDomain](events.Event{Data: json.RawMessage(payloads[i])})
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	assert.Contains(t, payloads[4], `"state":"pending"`)
	assert.Contains(t, payloads[7], created.ID)
}

// What was refused, or answered from memory, did not happen.
func TestNoEvents(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	orgs, domains, ctx := organizations.New(srv.Client()), organizationdomains.New(srv.Client()), t.Context()
	org, err := orgs.Create(ctx, organizations.CreateParams{Name: "Foo Corp", Domains: []string{"foo-corp.com"}}, workos.WithIdempotencyKey("key"))
	require.NoError(t, err)
	other := create(t, srv.Client(), "Bar Inc")
	since := newEvents(t, srv)
	since()

	_, err = orgs.Create(ctx, organizations.CreateParams{Name: "Foo Corp", Domains: []string{"foo-corp.com"}}, workos.WithIdempotencyKey("key"))
	require.NoError(t, err)
	_, err = orgs.Create(ctx, organizations.CreateParams{Name: "Foo Corp", Domains: []string{"foo-corp.com"}})
	requireRefusal(t, err, 409, "")
	_, err = orgs.Update(ctx, other.ID, organizations.UpdateParams{Domains: workos.Set([]string{"foo-corp.com"})})
	requireRefusal(t, err, 409, "")
	_, err = domains.Create(ctx, organizationdomains.CreateParams{OrganizationID: org.ID, Domain: "foo-corp.com"})
	requireRefusal(t, err, 409, "domain_already_exists")
	_, err = domains.Verify(ctx, "org_domain_1")
	requireRefusal(t, err, 404, "")
	requireRefusal(t, domains.Delete(ctx, "org_domain_1"), 404, "")
	requireRefusal(t, orgs.Delete(ctx, "org_1"), 404, "")
	types, _ := since()
	assert.Empty(t, types)
}

// payloadNames returns the names in the payloads of events.
func payloadNames(t *testing.T, found []events.Event) string {
	t.Helper()
	var all []string
	for _, event := range found {
		payload, err := events.Data[struct{ Name, Domain string }](event)
		require.NoError(t, err)
		all = append(all, payload.Name+payload.Domain)
	}
	return strings.Join(all, " ")
}

func TestEventFilters(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	noon := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)
	srv.SetTime(noon)
	orgs := organizations.New(srv.Client())
	ids := map[string]string{}
	for _, name := range []string{"a", "b", "c"} { // an hour apart
		org, err := orgs.Create(t.Context(), organizations.CreateParams{Name: name, Domains: []string{name + ".com"}})
		require.NoError(t, err)
		ids[name] = org.ID
		srv.Advance(time.Hour)
	}
	require.NoError(t, orgs.Delete(t.Context(), ids["a"]))

	all := listedEvents(t, srv, events.ListParams{})
	assert.Equal(t, "a a.com b b.com c c.com a a.com", payloadNames(t, all), "oldest first")
	for _, event := range all {
		assert.Equal(t, "event", event.Object)
		assert.True(t, strings.HasPrefix(event.ID, "event_"), event.ID)
		assert.Nil(t, event.Context)
	}
	assert.Equal(t, noon.Add(time.Hour), all[2].CreatedAt)

	list := func(order workos.Order, before, after string) workos.ListParams {
		return workos.ListParams{Order: order, Before: before, After: after}
	}
	for name, test := range map[string]struct {
		params events.ListParams
		want   string
	}{
		"a type":          {events.ListParams{Events: []events.Type{events.TypeOrganizationCreated}}, "a b c"},
		"two types":       {events.ListParams{Events: []events.Type{events.TypeOrganizationDeleted, events.TypeOrganizationDomainCreated}}, "a.com b.com c.com a"},
		"no such type":    {events.ListParams{Events: []events.Type{events.TypeUserCreated}}, ""},
		"unknown type":    {events.ListParams{Events: []events.Type{"user.of_tomorrow"}}, ""},
		"an organization": {events.ListParams{OrganizationID: ids["b"]}, "b b.com"},
		"a deleted one":   {events.ListParams{OrganizationID: ids["a"]}, "a a.com a a.com"},
		"an unknown one":  {events.ListParams{OrganizationID: "org_1"}, ""},
		"both":            {events.ListParams{OrganizationID: ids["a"], Events: []events.Type{events.TypeOrganizationDeleted}}, "a"},
		"from":            {events.ListParams{RangeStart: noon.Add(time.Hour)}, "c c.com a a.com"},
		"until":           {events.ListParams{RangeEnd: noon.Add(2 * time.Hour)}, "a a.com b b.com"},
		"between":         {events.ListParams{RangeStart: noon, RangeEnd: noon.Add(2 * time.Hour)}, "b b.com"},
		"in another zone": {events.ListParams{RangeStart: noon.Add(time.Hour).In(time.FixedZone("", 3600))}, "c c.com a a.com"},
		"ascending":       {events.ListParams{ListParams: list(workos.OrderAsc, "", all[4].ID)}, "c.com a a.com"},
		"descending":      {events.ListParams{ListParams: list(workos.OrderDesc, "", all[2].ID)}, "a.com a"},
		"normal":          {events.ListParams{ListParams: list(workos.OrderNormal, all[2].ID, "")}, "a.com a"},
		"after":           {events.ListParams{ListParams: list("", "", all[4].ID)}, "c.com a a.com"},
		"before":          {events.ListParams{ListParams: list("", all[2].ID, "")}, "a.com a"},
		"after and type": {
			events.ListParams{ListParams: list("", "", all[4].ID), Events: []events.Type{events.TypeOrganizationDomainCreated}}, "c.com",
		},
	} {
		assert.Equal(t, test.want, payloadNames(t, listedEvents(t, srv, test.params)), name)
		test.params.Limit = 1
		if test.params.Before != "" { // the API has no cursor to walk back by
			test.want, _, _ = strings.Cut(test.want, " ")
		}
		assert.Equal(t, test.want, payloadNames(t, listedEvents(t, srv, test.params)), name+", one at a time")
	}

	descending := listedEvents(t, srv, events.ListParams{ListParams: list(workos.OrderDesc, "", "")})
	slices.Reverse(descending)
	assert.Equal(t, all, descending)
	page, err := events.New(srv.Client()).List(t.Context(), events.ListParams{ListParams: workos.ListParams{Limit: 3, Order: workos.OrderAsc}})
	require.NoError(t, err)
	assert.Equal(t, all[:3], page.Data)
	assert.Equal(t, all[2].ID, page.Metadata.After)
	page, err = events.New(srv.Client()).List(t.Context(), events.ListParams{})
	require.NoError(t, err)
	assert.Equal(t, all[len(all)-1], page.Data[0], "newest first, unless asked for")
}

func TestRefusedEventLists(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	for query, want := range map[string]workos.FieldError{
		"range_start": {Field: "range_start", Code: "invalid_date"},
		"range_end":   {Field: "range_end", Code: "invalid_date"},
		"limit":       {Field: "limit", Code: "out_of_range"},
		"order":       {Field: "order", Code: "unknown_value"},
	} {
		_, err := workos.GetList[events.Event](t.Context(), srv.Client(), workos.Path("/events"), url.Values{query: {"yesterday"}})
		requireRefusal(t, err, 422, "", want)
	}
}

// The steps of a sign-in are told one by one.
func TestEventsOfSignIns(t *testing.T) {
	t.Parallel()
	srv, users, user, _ := world(t, 0)
	ctx, added := t.Context(), newEvents(t, srv)
	factor, err := users.EnrollAuthFactor(ctx, user.ID, usermanagement.EnrollAuthFactorParams{Type: usermanagement.AuthenticationFactorTypeTOTP})
	require.NoError(t, err)
	_, err = users.UpdateUser(ctx, user.ID, usermanagement.UpdateUserParams{EmailVerified: workos.Set(false)})
	require.NoError(t, err)
	srv.ChallengeByRadar(user.ID, usermanagement.RadarChallengeKindSMSSignIn)

	added()

	_, err = password(t, users)
	var verify *usermanagement.EmailVerificationRequiredError
	require.ErrorAs(t, err, &verify)
	for _, code := range []string{"wrong!", sentCode(t, srv, workostest.MessageKindEmailVerification)} {
		_, err = users.AuthenticateWithEmailVerification(ctx, usermanagement.AuthenticateWithEmailVerificationParams{
			Code: code, PendingAuthenticationToken: verify.PendingAuthenticationToken,
		})
		require.Error(t, err)
	}
	var radar *usermanagement.RadarChallengeError
	require.ErrorAs(t, err, &radar)
	_, err = users.AuthenticateWithRadarSMSChallenge(ctx, usermanagement.AuthenticateWithRadarSMSChallengeParams{
		Code: sentCode(t, srv, workostest.MessageKindRadarChallenge), PendingAuthenticationToken: radar.PendingAuthenticationToken,
	})
	var second *usermanagement.MFAChallengeError
	require.ErrorAs(t, err, &second)
	for _, code := range []string{"wrong!", workostest.TOTP(factor.Factor.TOTP.Secret, srv.Now())} {
		_, err = users.AuthenticateWithTOTP(ctx, usermanagement.AuthenticateWithTOTPParams{
			Code: code, AuthenticationChallengeID: factor.Challenge.ID, PendingAuthenticationToken: second.PendingAuthenticationToken,
		})
	}
	require.NoError(t, err)

	types, payloads := added()
	require.Equal(t, []events.Type{
		events.TypeEmailVerificationCreated, events.TypeAuthenticationEmailVerificationFailed, events.TypeUserUpdated,
		events.TypeAuthenticationEmailVerificationSucceeded, events.TypeAuthenticationRadarRiskDetected,
		events.TypeAuthenticationMFAFailed, events.TypeAuthenticationMFASucceeded,
		events.TypeSessionCreated, events.TypeAuthenticationPasswordSucceeded,
	}, types)
	who := `"ip_address":"203.0.113.7","user_agent":"test","user_id":"` + user.ID + `","email":"` + user.Email + `"`
	wrong := `,"error":{"code":"invalid_one_time_code","message":"The code is not correct."}}`
	for i, want := range map[int]string{
		1: `{"type":"email_verification","status":"failed",` + who + wrong,
		3: `{"type":"email_verification","status":"succeeded",` + who + `}`,
		4: `{"auth_method":"Password","action":"login","control":"challenge","blocklist_type":null,` + who + `}`,
		5: `{"type":"mfa","status":"failed",` + who + wrong,
		6: `{"type":"mfa","status":"succeeded",` + who + `}`,
		8: `{"type":"password","status":"succeeded",` + who + `}`,
	} {
		assert.JSONEq(t, want, payloads[i])
	}
}

func TestEventsOfEmailVerification(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	users, user := usermanagement.New(srv.Client()), srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com"})
	_, err := users.SendVerificationEmail(t.Context(), user.ID)
	require.NoError(t, err)
	added := newEvents(t, srv)
	added()
	for _, code := range []string{"wrong!", sentCode(t, srv, workostest.MessageKindEmailVerification)} {
		_, err = users.VerifyEmail(t.Context(), user.ID, usermanagement.VerifyEmailParams{Code: code})
	}
	require.NoError(t, err)
	types, payloads := added()
	require.Equal(t, []events.Type{
		events.TypeAuthenticationEmailVerificationFailed, events.TypeUserUpdated, events.TypeAuthenticationEmailVerificationSucceeded,
	}, types)
	assert.JSONEq(t, `{"type":"email_verification","status":"failed","ip_address":null,"user_agent":null,"user_id":"`+user.ID+`","email":"ann@foo-corp.com",
		"error":{"code":"email_verification_code_incorrect","message":"The e-mail address could not be verified."}}`, payloads[0])
}

func TestEventsOfSSO(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	connection := srv.AddConnection(sso.Connection{ID: "conn_1", OrganizationID: "org_1"})
	srv.AddProfile(connection.ID, sso.Profile{Email: "ann@foo-corp.com"})
	added := newEvents(t, srv)
	added()
	authorize(t, srv, sso.AuthorizationURLParams{Connection: "conn_1"})
	authorize(t, srv, sso.AuthorizationURLParams{Connection: "conn_1", LoginHint: "eve@foo-corp.com"})
	authorize(t, srv, sso.AuthorizationURLParams{Connection: "conn_0"})
	types, payloads := added()
	require.Equal(t, []events.Type{
		events.TypeAuthenticationSSOStarted, events.TypeAuthenticationSSOSucceeded,
		events.TypeAuthenticationSSOStarted, events.TypeAuthenticationSSOFailed,
	}, types)
	who := `"ip_address":null,"user_agent":null,"user_id":null,"sso":{"organization_id":"org_1","connection_id":"conn_1","session_id":null},`
	assert.JSONEq(t, `{"type":"sso","status":"started",`+who+`"email":null}`, payloads[0])
	assert.JSONEq(t, `{"type":"sso","status":"succeeded",`+who+`"email":"ann@foo-corp.com"}`, payloads[1])
	assert.JSONEq(t, `{"type":"sso","status":"failed",`+who+`"email":"eve@foo-corp.com",
		"error":{"code":"access_denied","message":"The identity provider knows nobody like that."}}`, payloads[3])
}

func TestEventsOfSSOInAuthKit(t *testing.T) {
	t.Parallel()
	srv, users, _, orgs := world(t, 1)
	connection := srv.AddConnection(sso.Connection{OrganizationID: orgs[0]})
	srv.AddProfile(connection.ID, sso.Profile{Email: ann.Email})
	came := follow(t, srv, authorizationURL(t, users, usermanagement.AuthorizationURLParams{
		ConnectionID: connection.ID, LoginHint: ann.Email, RedirectURI: "https://app.example.com/callback",
	}))
	_, err := users.AuthenticateWithCode(t.Context(), usermanagement.AuthenticateWithCodeParams{Code: came.Get("code")})
	require.NoError(t, err)
	types, payloads := newEvents(t, srv)()
	require.Equal(t, events.TypeAuthenticationSSOSucceeded, types[len(types)-1])
	assert.Contains(t, payloads[len(payloads)-1], `"sso":{"organization_id":"`+orgs[0]+`","connection_id":"`+connection.ID+`","session_id":null}`)
}

// A connection that is replaced is activated, or deactivated, where that changes.
func TestEventsOfReplacedConnections(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	added := newEvents(t, srv)
	connection := srv.AddConnection(sso.Connection{})
	srv.AddConnection(connection)
	connection.State = sso.ConnectionStateInactive
	srv.AddConnection(connection)
	srv.AddConnection(connection)
	types, payloads := added()
	require.Equal(t, []events.Type{events.TypeConnectionActivated, events.TypeConnectionDeactivated}, types)
	var keys []string
	for _, payload := range payloads {
		var c sso.Connection
		require.NoError(t, json.Unmarshal([]byte(payload), &c))
		keys = append(keys, c.ExternalKey)
	}
	assert.NotEmpty(t, keys[0])
	assert.Equal(t, keys[0], keys[1])
	assert.Contains(t, payloads[1], `"state":"inactive"`)
}

// A Consumer that was away for too long learns it, and begins anew.
func TestEventsThatAreForgotten(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	service := events.New(srv.Client())
	list := func(params workos.ListParams) ([]events.Event, error) {
		page, err := service.List(t.Context(), events.ListParams{ListParams: params})
		if err != nil {
			return nil, err
		}
		return page.Data, nil
	}
	srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	srv.AddOrganization(organizations.CreateParams{Name: "Bar Inc"})
	old := listedEvents(t, srv, events.ListParams{})
	require.Len(t, old, 2)

	srv.ForgetEvents()
	assert.Empty(t, listedEvents(t, srv, events.ListParams{}))
	srv.AddOrganization(organizations.CreateParams{Name: "Baz Ltd"})
	left := listedEvents(t, srv, events.ListParams{})
	require.Len(t, left, 1)
	for _, event := range old {
		_, err := list(workos.ListParams{After: event.ID})
		requireRefusal(t, err, 400, "")
		_, err = list(workos.ListParams{Before: event.ID})
		requireRefusal(t, err, 400, "")
	}
	rest, err := list(workos.ListParams{After: left[0].ID})
	require.NoError(t, err)
	assert.Empty(t, rest)
	consumer := events.Consumer{
		Service: service, Cursor: oldCursor(old[1].ID),
		Handle: func(context.Context, *events.Event) error { return errors.New("there is nothing to handle") },
	}
	require.ErrorIs(t, consumer.Run(t.Context()), events.ErrCursorGone)

	r := newReceiver(srv)
	_, err = srv.Deliver(t.Context(), r, webhookSecret)
	require.NoError(t, err)
	require.Len(t, r.got, 1, "what is forgotten is not delivered")
	assert.Equal(t, left[0].ID, r.got[0].ID)
}

// oldCursor is a Cursor that stays where it is.
type oldCursor string

func (c oldCursor) Load(context.Context) (string, error) { return string(c), nil }
func (oldCursor) Save(context.Context, string) error     { return nil }
