package organizations_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

type service = *organizations.Service

const fullOrganization = `{
	"object": "organization",
	"id": "org_1",
	"name": "Foo Corp",
	"domains": [{
		"object": "organization_domain",
		"id": "org_domain_1",
		"organization_id": "org_1",
		"domain": "foo-corp.com",
		"state": "pending",
		"verification_prefix": "superapp-domain-verification-z3kjny",
		"verification_token": "m5Oztg3jdK4NJLgs8uIlIprMw",
		"verification_strategy": "dns",
		"created_at": "2026-01-15T12:00:00.000Z",
		"updated_at": "2026-01-15T12:00:01.000Z"
	}],
	"metadata": {"tier": "diamond"},
	"external_id": "ext_12345",
	"stripe_customer_id": "cus_R9qWAGMQ6nGE7V",
	"created_at": "2026-01-15T12:00:02.000Z",
	"updated_at": "2026-01-15T12:00:03.000Z",
	"allow_profiles_outside_organization": true
}`

var at = operationtest.At

var wantOrganization = &organizations.Organization{
	Object: "organization",
	ID:     "org_1",
	Name:   "Foo Corp",
	Domains: []organizations.Domain{{
		Object:               "organization_domain",
		ID:                   "org_domain_1",
		OrganizationID:       "org_1",
		Domain:               "foo-corp.com",
		State:                organizations.DomainStatePending,
		VerificationPrefix:   "superapp-domain-verification-z3kjny",
		VerificationToken:    "m5Oztg3jdK4NJLgs8uIlIprMw",
		VerificationStrategy: organizations.DomainVerificationStrategyDNS,
		CreatedAt:            at(0),
		UpdatedAt:            at(1),
	}},
	Metadata:                         map[string]string{"tier": "diamond"},
	ExternalID:                       "ext_12345",
	StripeCustomerID:                 "cus_R9qWAGMQ6nGE7V",
	CreatedAt:                        at(2),
	UpdatedAt:                        at(3),
	AllowProfilesOutsideOrganization: true,
}

// Every operation: what it sends, and what it makes of the answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, organizations.New, operationtest.Cases[service]{
		"List": {
			Call: func(ctx context.Context, s service) (any, error) {
				return operationtest.Page(s.List(ctx, organizations.ListParams{
					ListParams: operationtest.Paging, Domains: []string{"foo-corp.com", "bar.com"}, Search: "Foo Corp",
				}))
			},
			Line:   "GET /organizations?after=x_0&before=x_9&domains=foo-corp.com%2Cbar.com&limit=5&order=asc&search=Foo+Corp",
			Answer: operationtest.ListJSON(fullOrganization), Want: operationtest.PageOf(*wantOrganization),
		},
		"Create": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.Create(ctx, organizations.CreateParams{
					Name:                             "Foo Corp",
					AllowProfilesOutsideOrganization: true,
					Domains:                          []string{"old.com"},
					DomainData:                       []organizations.DomainData{{Domain: "foo-corp.com", State: organizations.DomainDataStatePending}},
					Metadata:                         map[string]string{"tier": "diamond"},
					ExternalID:                       "ext_12345",
				})
			},
			Line: "POST /organizations",
			Body: `{"name":"Foo Corp","allow_profiles_outside_organization":true,"domains":["old.com"],
			"domain_data":[{"domain":"foo-corp.com","state":"pending"}],"metadata":{"tier":"diamond"},"external_id":"ext_12345"}`,
			Answer: fullOrganization, Want: wantOrganization,
		},
		"Create with the name alone": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.Create(ctx, organizations.CreateParams{Name: "Foo Corp"})
			},
			Line: "POST /organizations", Body: `{"name":"Foo Corp"}`, Answer: fullOrganization, Want: wantOrganization,
		},
		"Get": {
			Call: func(ctx context.Context, s service) (any, error) { return s.Get(ctx, "org_1") },
			Line: "GET /organizations/org_1", Answer: fullOrganization, Want: wantOrganization,
		},
		"GetByExternalID": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetByExternalID(ctx, "team/7") },
			Line: "GET /organizations/external_id/team%2F7", Answer: fullOrganization, Want: wantOrganization,
		},
		"Update": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.Update(ctx, "org_1", organizations.UpdateParams{
					Name:                             "Foo Corp",
					AllowProfilesOutsideOrganization: workos.Set(false),
					Domains:                          workos.Set([]string{}),
					DomainData:                       workos.Set([]organizations.DomainData{{Domain: "foo-corp.com", State: organizations.DomainDataStateVerified}}),
					StripeCustomerID:                 "cus_1",
					Metadata:                         workos.Set(workos.MetadataUpdate{"tier": workos.Set("gold"), "trial": workos.Null[string]()}),
					ExternalID:                       workos.Set("ext_2"),
				})
			},
			Line: "PUT /organizations/org_1",
			Body: `{"name":"Foo Corp","allow_profiles_outside_organization":false,"domains":[],
			"domain_data":[{"domain":"foo-corp.com","state":"verified"}],"stripe_customer_id":"cus_1",
			"metadata":{"tier":"gold","trial":null},"external_id":"ext_2"}`,
			Answer: fullOrganization, Want: wantOrganization,
		},
		"Update of nothing": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.Update(ctx, "org_1", organizations.UpdateParams{})
			},
			Line: "PUT /organizations/org_1", Body: `{}`, Answer: fullOrganization, Want: wantOrganization,
		},
		"Update to null": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.Update(ctx, "org_1", organizations.UpdateParams{
					DomainData: workos.Set[[]organizations.DomainData](nil),
					Metadata:   workos.Null[workos.MetadataUpdate](),
					ExternalID: workos.Null[string](),
				})
			},
			Line: "PUT /organizations/org_1", Body: `{"domain_data":[],"metadata":null,"external_id":null}`,
			Answer: fullOrganization, Want: wantOrganization,
		},
		"Delete": {
			Call: func(ctx context.Context, s service) (any, error) { return nil, s.Delete(ctx, "org_1") },
			Line: "DELETE /organizations/org_1",
		},
		"GetAuditLogConfiguration": {
			Call: func(ctx context.Context, s service) (any, error) { return s.GetAuditLogConfiguration(ctx, "org_1") },
			Line: "GET /organizations/org_1/audit_log_configuration",
			Answer: `{"organization_id":"org_1","retention_period_in_days":30,"state":"active","log_stream":{"id":"als_1","type":"Datadog",
			"state":"error","last_synced_at":"2026-01-15T12:00:00.000Z","created_at":"2026-01-15T12:00:01.000Z"}}`,
			Want: &organizations.AuditLogConfiguration{
				OrganizationID:        "org_1",
				RetentionPeriodInDays: 30,
				State:                 organizations.AuditLogStateActive,
				LogStream: &organizations.AuditLogStream{
					ID: "als_1", Type: organizations.AuditLogStreamTypeDatadog, State: organizations.AuditLogStreamStateError,
					LastSyncedAt: at(0), CreatedAt: at(1),
				},
			},
		},
	})
}

func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, organizations.Organization{ID: "org_1"},
		`{"id":"org_1"}`,
		`{"id":"org_1","name":null,"domains":null,"metadata":null,"external_id":null,"created_at":null,"stripe_customer_id":null}`,
		`{"id":"org_1","new_field":{"a":[1]}}`)
	operationtest.RequireDecoded(t, organizations.Organization{Domains: []organizations.Domain{{State: "brand_new"}}},
		`{"domains":[{"state":"brand_new"}]}`)
	operationtest.RequireDecoded(t, organizations.AuditLogConfiguration{State: "new"}, `{"state":"new","log_stream":null}`)
}

func TestOrganizationRoundTrip(t *testing.T) {
	t.Parallel()
	operationtest.RequireRoundTrip[organizations.Organization](t, fullOrganization)
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	operationtest.RequireIDs(t, organizations.New)
	srv := workostest.NewServer(t)
	orgs, ctx := organizations.New(srv.Client()), t.Context()
	for param, params := range map[string]organizations.CreateParams{
		"name":                  {},
		"domain_data[1].domain": {Name: "a", DomainData: []organizations.DomainData{{Domain: "a.com", State: "pending"}, {}}},
		"domain_data[0].state":  {Name: "a", DomainData: []organizations.DomainData{{Domain: "a.com"}}},
	} {
		assert.Equal(t, param, operationtest.RefusedParam(orgs.Create(ctx, params)))
	}
	assert.Equal(t, "domain_data[0].state", operationtest.RefusedParam(orgs.Update(ctx, "org_1", organizations.UpdateParams{
		DomainData: workos.Set([]organizations.DomainData{{Domain: "a.com"}}),
	})))
	assert.Empty(t, srv.Requests())
}

// With a key, a create that WorkOS answered 503 is repeated and happens once.
func TestCreateWithIdempotencyKey(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	orgs := organizations.New(srv.Client())
	srv.Fail("POST /organizations", 1, workostest.DropConnection())
	first, err := orgs.Create(t.Context(), organizations.CreateParams{Name: "Foo Corp"}, workos.WithIdempotencyKey("key-1"))
	require.NoError(t, err)
	second, err := orgs.Create(t.Context(), organizations.CreateParams{Name: "Foo Corp"}, workos.WithIdempotencyKey("key-1"))
	require.NoError(t, err)
	assert.Equal(t, first, second)
	assert.Len(t, srv.Requests(), 3)

	page, err := orgs.List(t.Context(), organizations.ListParams{})
	require.NoError(t, err)
	assert.Equal(t, []organizations.Organization{*first}, page.Data)
}

// Without one, it is sent once, whatever became of it.
func TestCreateWithoutIdempotencyKey(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	orgs := organizations.New(srv.Client())
	srv.Fail("POST /organizations", 1, workostest.DropConnection())
	_, err := orgs.Create(t.Context(), organizations.CreateParams{Name: "Foo Corp"})
	require.Error(t, err)
	assert.Len(t, srv.Requests(), 1)
}
