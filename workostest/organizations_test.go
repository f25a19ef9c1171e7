package workostest_test

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizationdomains"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

// requireRefusal asserts the status, the code and the field errors of a refusal.
func requireRefusal(t *testing.T, err error, status int, code string, fields ...workos.FieldError) {
	t.Helper()
	var apiErr *workos.Error
	require.ErrorAs(t, err, &apiErr)
	assert.Equal(t, status, apiErr.StatusCode)
	assert.Equal(t, code, apiErr.Code)
	assert.Equal(t, fields, apiErr.FieldErrors)
	assert.NotEmpty(t, apiErr.Message)
}

func TestOrganizationLifeCycle(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	orgs, ctx := organizations.New(srv.Client()), t.Context()
	created, err := orgs.Create(ctx, organizations.CreateParams{
		Name:                             "Foo Corp",
		AllowProfilesOutsideOrganization: true,
		Domains:                          []string{"Old.com"},
		DomainData:                       []organizations.DomainData{{Domain: "foo-corp.com", State: organizations.DomainDataStateVerified}},
		Metadata:                         map[string]string{"tier": "gold", "seats": "5"},
		ExternalID:                       "customer 42/7",
	})
	require.NoError(t, err)
	assert.Equal(t, "organization", created.Object)
	assert.Equal(t, "Foo Corp", created.Name)
	assert.True(t, created.AllowProfilesOutsideOrganization)
	assert.Equal(t, "customer 42/7", created.ExternalID)
	assert.Equal(t, map[string]string{"tier": "gold", "seats": "5"}, created.Metadata)
	require.Len(t, created.Domains, 2)
	assert.Equal(t, "foo-corp.com", created.Domains[0].Domain)
	assert.Equal(t, organizations.DomainStateVerified, created.Domains[0].State)
	assert.Equal(t, organizations.DomainVerificationStrategyManual, created.Domains[0].VerificationStrategy)
	assert.Equal(t, "old.com", created.Domains[1].Domain)
	assert.Equal(t, organizations.DomainStatePending, created.Domains[1].State)
	assert.Equal(t, created.ID, created.Domains[1].OrganizationID)

	got, err := orgs.GetByExternalID(ctx, "customer 42/7")
	require.NoError(t, err)
	assert.Equal(t, created, got)

	updated, err := orgs.Update(ctx, created.ID, organizations.UpdateParams{})
	require.NoError(t, err)
	updated.UpdatedAt = created.UpdatedAt
	assert.Equal(t, created, updated, "nothing was changed")

	updated, err = orgs.Update(ctx, created.ID, organizations.UpdateParams{
		Name:                             "Bar Corp",
		AllowProfilesOutsideOrganization: workos.Set(false),
		DomainData:                       workos.Set([]organizations.DomainData{{Domain: "old.com", State: organizations.DomainDataStateVerified}}),
		StripeCustomerID:                 "cus_1",
		Metadata:                         workos.Set(workos.MetadataUpdate{"tier": workos.Set("silver"), "seats": workos.Null[string](), "new": workos.Set("")}),
		ExternalID:                       workos.Null[string](),
	})
	require.NoError(t, err)
	assert.Equal(t, "Bar Corp", updated.Name)
	assert.False(t, updated.AllowProfilesOutsideOrganization)
	assert.Equal(t, "cus_1", updated.StripeCustomerID)
	assert.Equal(t, map[string]string{"tier": "silver", "new": ""}, updated.Metadata)
	assert.Empty(t, updated.ExternalID)
	require.Len(t, updated.Domains, 1)
	assert.Equal(t, created.Domains[1].ID, updated.Domains[0].ID, "a domain that stays keeps its ID")
	assert.Equal(t, organizations.DomainStateVerified, updated.Domains[0].State)

	updated, err = orgs.Update(ctx, created.ID, organizations.UpdateParams{
		Domains: workos.Set([]string{}), Metadata: workos.Null[workos.MetadataUpdate](),
	})
	require.NoError(t, err)
	assert.Empty(t, updated.Domains)
	assert.Empty(t, updated.Metadata)

	_, err = orgs.GetByExternalID(ctx, "customer 42/7")
	requireRefusal(t, err, 404, "")
	configuration, err := orgs.GetAuditLogConfiguration(ctx, created.ID)
	require.NoError(t, err)
	assert.Equal(t, &organizations.AuditLogConfiguration{
		OrganizationID: created.ID, RetentionPeriodInDays: 30, State: organizations.AuditLogStateInactive,
	}, configuration)

	require.NoError(t, orgs.Delete(ctx, created.ID))
	_, err = orgs.Get(ctx, created.ID)
	requireRefusal(t, err, 404, "")
	_, err = orgs.Update(ctx, created.ID, organizations.UpdateParams{Name: "a"})
	requireRefusal(t, err, 404, "")
	_, err = orgs.GetAuditLogConfiguration(ctx, created.ID)
	requireRefusal(t, err, 404, "")
	requireRefusal(t, orgs.Delete(ctx, created.ID), 404, "")
}

func TestWireOfAnOrganization(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	srv.SetTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC))
	var response workos.Response
	org := create(t, srv.Client(), "Foo Corp", workos.WithResponse(&response))
	assert.Equal(t, 201, response.StatusCode)
	assert.JSONEq(t, `{"object":"organization","id":"`+org.ID+`","name":"Foo Corp","domains":[],"metadata":{},"external_id":null,"allow_profiles_outside_organization":false,
		"created_at":"2026-01-15T12:00:00Z","updated_at":"2026-01-15T12:00:00Z"}`, string(response.Body))

	_, err := organizations.New(srv.Client()).List(t.Context(), organizations.ListParams{}, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Contains(t, string(response.Body), `"list_metadata":{"before":null,"after":null}`)
	require.NoError(t, organizations.New(srv.Client()).Delete(t.Context(), org.ID, workos.WithResponse(&response)))
	assert.Equal(t, 202, response.StatusCode)
}

func TestRefusedOrganizations(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	orgs, ctx := organizations.New(srv.Client()), t.Context()
	domain := func(name string, state organizations.DomainDataState) []organizations.DomainData {
		return []organizations.DomainData{{Domain: name, State: state}}
	}
	taken, err := orgs.Create(ctx, organizations.CreateParams{
		Name: "Taken", ExternalID: "taken", DomainData: domain("taken.com", organizations.DomainDataStatePending),
	})
	require.NoError(t, err)
	_, err = orgs.Update(ctx, taken.ID, organizations.UpdateParams{StripeCustomerID: "cus_taken"})
	require.NoError(t, err)
	own := create(t, srv.Client(), "Own")

	many := map[string]string{}
	for i := range 51 {
		many[strconv.Itoa(i)] = ""
	}
	field := func(name, code string) workos.FieldError { return workos.FieldError{Field: name, Code: code} }
	for name, test := range map[string]struct {
		create organizations.CreateParams
		status int
		code   string
		fields []workos.FieldError
	}{
		"blank name":            {organizations.CreateParams{Name: " "}, 422, "", []workos.FieldError{field("name", "required")}},
		"external ID taken":     {organizations.CreateParams{Name: "a", ExternalID: "taken"}, 400, "external_id_already_used", nil},
		"external ID too long":  {organizations.CreateParams{Name: "a", ExternalID: strings.Repeat("a", 129)}, 422, "", []workos.FieldError{field("external_id", "invalid")}},
		"external ID not ASCII": {organizations.CreateParams{Name: "a", ExternalID: "é"}, 422, "", []workos.FieldError{field("external_id", "invalid")}},
		"too many keys":         {organizations.CreateParams{Name: "a", Metadata: many}, 400, "invalid_metadata", nil},
		"key too long":          {organizations.CreateParams{Name: "a", Metadata: map[string]string{strings.Repeat("k", 41): ""}}, 400, "invalid_metadata", nil},
		"value too long":        {organizations.CreateParams{Name: "a", Metadata: map[string]string{"k": strings.Repeat("é", 601)}}, 400, "invalid_metadata", nil},
		"domain taken":          {organizations.CreateParams{Name: "a", Domains: []string{"TAKEN.com"}}, 409, "", nil},
		"no domain": {
			organizations.CreateParams{Name: "a", DomainData: domain("not a domain", "maybe")}, 422, "",
			[]workos.FieldError{field("domain_data[0].domain", "invalid_domain"), field("domain_data[0].state", "unknown_value")},
		},
	} {
		_, err := orgs.Create(ctx, test.create)
		t.Log(name)
		requireRefusal(t, err, test.status, test.code, test.fields...)
	}
	for code, params := range map[string]organizations.UpdateParams{
		"external_id_already_used":        {ExternalID: workos.Set("taken")},
		"stripe_customer_id_already_used": {StripeCustomerID: "cus_taken"},
		"invalid_metadata":                {Metadata: workos.Set(workos.MetadataUpdate{"k": workos.Set(strings.Repeat("v", 601))})},
	} {
		_, err := orgs.Update(ctx, own.ID, params)
		requireRefusal(t, err, 400, code)
	}
	_, err = orgs.Update(ctx, own.ID, organizations.UpdateParams{DomainData: workos.Set(domain("taken.com", organizations.DomainDataStatePending))})
	requireRefusal(t, err, 409, "")
	_, err = orgs.Update(ctx, own.ID, organizations.UpdateParams{Domains: workos.Set([]string{"x"}), ExternalID: workos.Set("")})
	requireRefusal(t, err, 422, "", field("domains[0]", "invalid_domain"), field("external_id", "invalid"))

	got, err := orgs.Get(ctx, own.ID)
	require.NoError(t, err)
	assert.Equal(t, own, got, "what is refused changes nothing")
	page, err := orgs.List(ctx, organizations.ListParams{})
	require.NoError(t, err)
	assert.Len(t, page.Data, 2)

	_, err = orgs.Update(ctx, taken.ID, organizations.UpdateParams{
		ExternalID: workos.Set("taken"), StripeCustomerID: "cus_taken", DomainData: workos.Set(domain("taken.com", organizations.DomainDataStateVerified)),
	})
	require.NoError(t, err, "its own values")
}

func TestOrganizationDomains(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	domains, orgs, ctx := organizationdomains.New(srv.Client()), organizations.New(srv.Client()), t.Context()
	own, other := create(t, srv.Client(), "Own"), create(t, srv.Client(), "Other")

	created, err := domains.Create(ctx, organizationdomains.CreateParams{OrganizationID: own.ID, Domain: "Foo-Corp.com"})
	require.NoError(t, err)
	assert.Equal(t, "organization_domain", created.Object)
	assert.Equal(t, "foo-corp.com", created.Domain)
	assert.Equal(t, own.ID, created.OrganizationID)
	assert.Equal(t, organizationdomains.StatePending, created.State)
	assert.Equal(t, organizationdomains.VerificationStrategyDNS, created.VerificationStrategy)
	assert.NotEmpty(t, created.VerificationPrefix)
	assert.NotEmpty(t, created.VerificationToken)
	assert.Regexp(t, `^org_domain_01`, created.ID)

	for _, id := range []string{own.ID, other.ID} {
		_, err = domains.Create(ctx, organizationdomains.CreateParams{OrganizationID: id, Domain: "foo-corp.com"})
		requireRefusal(t, err, 409, "domain_already_exists")
	}
	_, err = domains.Create(ctx, organizationdomains.CreateParams{OrganizationID: "org_none", Domain: "bar.com"})
	requireRefusal(t, err, 404, "")
	_, err = domains.Create(ctx, organizationdomains.CreateParams{OrganizationID: own.ID, Domain: "-.com"})
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "domain", Code: "invalid_domain"})
	_, err = workos.Post[any](ctx, srv.Client(), workos.Path("/organization_domains"), struct{}{})
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "domain", Code: "invalid_domain"},
		workos.FieldError{Field: "organization_id", Code: "required"})

	got, err := domains.Get(ctx, created.ID)
	require.NoError(t, err)
	assert.Equal(t, created, got)
	srv.Advance(time.Hour)
	verified, err := domains.Verify(ctx, created.ID)
	require.NoError(t, err)
	assert.Equal(t, created.CreatedAt, verified.CreatedAt)
	assert.GreaterOrEqual(t, verified.UpdatedAt.Sub(created.UpdatedAt), time.Hour)
	assert.Equal(t, organizationdomains.StateVerified, verified.State)
	_, err = domains.Verify(ctx, created.ID)
	requireRefusal(t, err, 400, "domain_already_verified")
	org, err := orgs.Get(ctx, own.ID)
	require.NoError(t, err)
	require.Len(t, org.Domains, 1)
	assert.Equal(t, organizations.DomainStateVerified, org.Domains[0].State)

	second, err := domains.Create(ctx, organizationdomains.CreateParams{OrganizationID: own.ID, Domain: "bar.com"})
	require.NoError(t, err)
	require.NoError(t, domains.Delete(ctx, created.ID))
	requireRefusal(t, domains.Delete(ctx, created.ID), 404, "")
	_, err = domains.Verify(ctx, created.ID)
	requireRefusal(t, err, 404, "")

	require.NoError(t, orgs.Delete(ctx, own.ID))
	_, err = domains.Get(ctx, second.ID)
	requireRefusal(t, err, 404, "")
	_, err = domains.Create(ctx, organizationdomains.CreateParams{OrganizationID: other.ID, Domain: "bar.com"})
	require.NoError(t, err, "the domain is free again")
}

func TestFilters(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	orgs, ctx := organizations.New(srv.Client()), t.Context()
	for name, domains := range map[string][]string{"Foo Corp": {"foo.com", "foo.org"}, "Bar Inc": {"bar.com"}, "Foo Labs": nil} {
		_, err := orgs.Create(ctx, organizations.CreateParams{Name: name, Domains: domains})
		require.NoError(t, err)
	}
	for name, test := range map[string]struct {
		params organizations.ListParams
		want   []string
	}{
		"none":              {organizations.ListParams{}, []string{"Bar Inc", "Foo Corp", "Foo Labs"}},
		"search":            {organizations.ListParams{Search: "FOO"}, []string{"Foo Corp", "Foo Labs"}},
		"search of nothing": {organizations.ListParams{Search: "foo corp inc"}, nil},
		"domains":           {organizations.ListParams{Domains: []string{"FOO.org", "bar.com"}}, []string{"Bar Inc", "Foo Corp"}},
		"both":              {organizations.ListParams{Domains: []string{"foo.org", "bar.com"}, Search: "foo"}, []string{"Foo Corp"}},
	} {
		page, err := orgs.List(ctx, test.params)
		require.NoError(t, err)
		var got []string
		for _, org := range page.Data {
			got = append(got, org.Name)
		}
		assert.ElementsMatch(t, test.want, got, name)
	}
}

// A domain that is given twice is there once; its state follows what is given.
func TestDomainData(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	orgs, ctx := organizations.New(srv.Client()), t.Context()
	pending := organizations.DomainData{Domain: "foo.com", State: organizations.DomainDataStatePending}
	verified := organizations.DomainData{Domain: "FOO.com", State: organizations.DomainDataStateVerified}
	org, err := orgs.Create(ctx, organizations.CreateParams{Name: "Foo", DomainData: []organizations.DomainData{pending, verified}, Domains: []string{"bar.com", "bar.com"}})
	require.NoError(t, err)
	require.Len(t, org.Domains, 2)
	assert.Equal(t, organizations.DomainStateVerified, org.Domains[0].State)

	srv.Advance(time.Hour)
	changed, err := orgs.Update(ctx, org.ID, organizations.UpdateParams{DomainData: workos.Set([]organizations.DomainData{pending})})
	require.NoError(t, err)
	require.Len(t, changed.Domains, 1)
	assert.Equal(t, org.Domains[0].ID, changed.Domains[0].ID)
	assert.Equal(t, organizations.DomainStatePending, changed.Domains[0].State)
	assert.True(t, changed.Domains[0].UpdatedAt.After(org.Domains[0].UpdatedAt))
}

// Every order and direction, with every size of pages, gives every object once.
func TestPagination(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	client := srv.Client()
	const n = 23
	var ids []string // oldest first
	for range n {
		ids = append(ids, create(t, client, "Foo Corp").ID)
	}
	newest := slices.Clone(ids)
	slices.Reverse(newest)
	for _, limit := range []int{1, 2, 7, 22, 23, 24, 100} {
		for name, test := range map[string]struct {
			params workos.ListParams
			want   []string
		}{
			"default":                {workos.ListParams{}, newest},
			"desc":                   {workos.ListParams{Order: workos.OrderDesc}, newest},
			"asc":                    {workos.ListParams{Order: workos.OrderAsc}, ids},
			"normal":                 {workos.ListParams{Order: workos.OrderNormal}, newest},
			"after":                  {workos.ListParams{After: ids[10]}, newest[n-10:]},
			"after, asc":             {workos.ListParams{After: ids[10], Order: workos.OrderAsc}, ids[11:]},
			"after, normal":          {workos.ListParams{After: ids[10], Order: workos.OrderNormal}, ids[11:]},
			"before":                 {workos.ListParams{Before: ids[10]}, ids[11:]},
			"before, asc":            {workos.ListParams{Before: ids[10], Order: workos.OrderAsc}, newest[n-10:]},
			"before, normal":         {workos.ListParams{Before: ids[10], Order: workos.OrderNormal}, newest[n-10:]},
			"after the last":         {workos.ListParams{After: ids[0]}, nil},
			"before the first":       {workos.ListParams{Before: ids[n-1]}, nil},
			"after what was deleted": {workos.ListParams{After: ids[10] + "0", Order: workos.OrderAsc}, ids[11:]},
			"before what is unknown": {workos.ListParams{Before: ids[10] + "0", Order: workos.OrderAsc}, newest[n-11:]},
		} {
			test.params.Limit = limit
			page, err := organizations.New(client).List(t.Context(), organizations.ListParams{ListParams: test.params})
			require.NoError(t, err)
			var got []string
			for org, err := range page.All(t.Context()) {
				require.NoError(t, err)
				got = append(got, org.ID)
			}
			assert.Equal(t, test.want, got, "%s, limit %d", name, limit)
		}
	}
	page, err := organizations.New(client).List(t.Context(), organizations.ListParams{ListParams: workos.ListParams{After: ids[20], Limit: 3}})
	require.NoError(t, err)
	assert.Equal(t, workos.ListMetadata{Before: ids[19], After: ids[17]}, page.Metadata)

	between, err := organizations.New(client).List(t.Context(), organizations.ListParams{
		ListParams: workos.ListParams{After: ids[20], Before: ids[15], Limit: 3},
	})
	require.NoError(t, err)
	var got []string
	for org, err := range between.All(t.Context()) {
		require.NoError(t, err)
		got = append(got, org.ID)
	}
	assert.Equal(t, []string{ids[19], ids[18], ids[17], ids[16]}, got)
}

func TestPaginationLimits(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	for range 12 {
		create(t, srv.Client(), "Foo Corp")
	}
	for query, want := range map[string]int{"": 10, "limit=1": 1, "limit=100": 12} {
		values, err := url.ParseQuery(query)
		require.NoError(t, err)
		page, err := workos.Get[workos.List[organizations.Organization]](t.Context(), srv.Client(), workos.Path("/organizations"), values)
		require.NoError(t, err)
		assert.Len(t, page.Data, want)
	}
	for query, field := range map[string]string{
		"limit=0": "limit", "limit=-1": "limit", "limit=101": "limit", "limit=ten": "limit", "limit=": "limit",
		"order=up": "order", "order=": "order",
	} {
		values, err := url.ParseQuery(query)
		require.NoError(t, err)
		_, err = workos.Get[workos.List[organizations.Organization]](t.Context(), srv.Client(), workos.Path("/organizations"), values)
		var apiErr *workos.Error
		require.ErrorAs(t, err, &apiErr, query)
		assert.Equal(t, 422, apiErr.StatusCode)
		assert.Equal(t, field, apiErr.FieldErrors[0].Field)
	}
}

func TestIdempotencyKeys(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	client := srv.Client()
	first := create(t, client, "Foo Corp", workos.WithIdempotencyKey("key-1"))
	assert.Equal(t, first, create(t, client, "Bar Inc", workos.WithIdempotencyKey("key-1")), "the same answer")
	assert.NotEqual(t, first.ID, create(t, client, "Foo Corp", workos.WithIdempotencyKey("key-2")).ID)
	assert.NotEqual(t, first.ID, create(t, client, "Foo Corp").ID)

	srv.Advance(24 * time.Hour)
	assert.NotEqual(t, first.ID, create(t, client, "Foo Corp", workos.WithIdempotencyKey("key-1")).ID, "keys expire")

	orgs := organizations.New(client)
	_, err := orgs.Create(t.Context(), organizations.CreateParams{Name: " "}, workos.WithIdempotencyKey("key-3"))
	require.ErrorIs(t, err, workos.ErrUnprocessable)
	create(t, client, "Foo Corp", workos.WithIdempotencyKey("key-3"))
}
