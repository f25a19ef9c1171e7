package organizations_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

// answers makes the next call of a route answer with a body, so that a test can
// look at what was sent and at how any body decodes.
func answers(srv *workostest.Server, route, body string) {
	srv.Fail(route, 1, workostest.Respond(http.StatusOK, nil, body))
}

// lastRequest returns the request line of the last request, and its body.
func lastRequest(srv *workostest.Server) (line, body string) {
	requests := srv.Requests()
	last := requests[len(requests)-1]
	line = last.Method + " " + last.Path
	if len(last.Query) > 0 {
		line += "?" + last.Query.Encode()
	}
	return line, string(last.Body)
}

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

func at(second int) time.Time { return time.Date(2026, 1, 15, 12, 0, second, 0, time.UTC) }

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
	type result = any
	list := `{"object":"list","data":[` + fullOrganization + `],"list_metadata":{"before":null,"after":"org_1"}}`
	configuration := `{"organization_id":"org_1","retention_period_in_days":30,"state":"active","log_stream":{"id":"als_1",
		"type":"Datadog","state":"error","last_synced_at":"2026-01-15T12:00:00.000Z","created_at":"2026-01-15T12:00:01.000Z"}}`
	for name, test := range map[string]struct {
		route    string
		answer   string
		call     func(*testing.T, *organizations.Service) (result, error)
		line     string
		body     string
		expected result
	}{
		"List": {
			"GET /organizations", list,
			func(t *testing.T, s *organizations.Service) (result, error) {
				t.Helper()
				page, err := s.List(t.Context(), organizations.ListParams{
					ListParams: workos.ListParams{Before: "org_9", After: "org_0", Limit: 5, Order: workos.OrderAsc},
					Domains:    []string{"foo-corp.com", "bar.com"},
					Search:     "Foo Corp",
				})
				require.NoError(t, err)
				return page.Data, err
			},
			"GET /organizations?after=org_0&before=org_9&domains=foo-corp.com%2Cbar.com&limit=5&order=asc&search=Foo+Corp", "",
			[]organizations.Organization{*wantOrganization},
		},
		"Create": {
			"POST /organizations", fullOrganization,
			func(t *testing.T, s *organizations.Service) (result, error) {
				t.Helper()
				return s.Create(t.Context(), organizations.CreateParams{
					Name:                             "Foo Corp",
					AllowProfilesOutsideOrganization: true,
					Domains:                          []string{"old.com"},
					DomainData:                       []organizations.DomainData{{Domain: "foo-corp.com", State: organizations.DomainDataStatePending}},
					Metadata:                         map[string]string{"tier": "diamond"},
					ExternalID:                       "ext_12345",
				})
			},
			"POST /organizations",
			`{"name":"Foo Corp","allow_profiles_outside_organization":true,"domains":["old.com"],
			"domain_data":[{"domain":"foo-corp.com","state":"pending"}],"metadata":{"tier":"diamond"},"external_id":"ext_12345"}`,
			wantOrganization,
		},
		"Create with the name alone": {
			"POST /organizations", fullOrganization,
			func(t *testing.T, s *organizations.Service) (result, error) {
				t.Helper()
				return s.Create(t.Context(), organizations.CreateParams{Name: "Foo Corp"})
			},
			"POST /organizations", `{"name":"Foo Corp"}`, wantOrganization,
		},
		"Get": {
			"GET /organizations/{id}", fullOrganization,
			func(t *testing.T, s *organizations.Service) (result, error) {
				t.Helper()
				return s.Get(t.Context(), "org_1")
			},
			"GET /organizations/org_1", "", wantOrganization,
		},
		"GetByExternalID": {
			"GET /organizations/external_id/{external_id}", fullOrganization,
			func(t *testing.T, s *organizations.Service) (result, error) {
				t.Helper()
				return s.GetByExternalID(t.Context(), "team/7")
			},
			"GET /organizations/external_id/team%2F7", "", wantOrganization,
		},
		"Update": {
			"PUT /organizations/{id}", fullOrganization,
			func(t *testing.T, s *organizations.Service) (result, error) {
				t.Helper()
				return s.Update(t.Context(), "org_1", organizations.UpdateParams{
					Name:                             "Foo Corp",
					AllowProfilesOutsideOrganization: workos.Set(false),
					Domains:                          workos.Set([]string{}),
					DomainData:                       workos.Set([]organizations.DomainData{{Domain: "foo-corp.com", State: organizations.DomainDataStateVerified}}),
					StripeCustomerID:                 "cus_1",
					Metadata:                         workos.Set(workos.MetadataUpdate{"tier": workos.Set("gold"), "trial": workos.Null[string]()}),
					ExternalID:                       workos.Set("ext_2"),
				})
			},
			"PUT /organizations/org_1",
			`{"name":"Foo Corp","allow_profiles_outside_organization":false,"domains":[],
			"domain_data":[{"domain":"foo-corp.com","state":"verified"}],"stripe_customer_id":"cus_1",
			"metadata":{"tier":"gold","trial":null},"external_id":"ext_2"}`,
			wantOrganization,
		},
		"Update of nothing": {
			"PUT /organizations/{id}", fullOrganization,
			func(t *testing.T, s *organizations.Service) (result, error) {
				t.Helper()
				return s.Update(t.Context(), "org_1", organizations.UpdateParams{})
			},
			"PUT /organizations/org_1", `{}`, wantOrganization,
		},
		"Update to null": {
			"PUT /organizations/{id}", fullOrganization,
			func(t *testing.T, s *organizations.Service) (result, error) {
				t.Helper()
				return s.Update(t.Context(), "org_1", organizations.UpdateParams{
					DomainData: workos.Set[[]organizations.DomainData](nil),
					Metadata:   workos.Null[workos.MetadataUpdate](),
					ExternalID: workos.Null[string](),
				})
			},
			"PUT /organizations/org_1", `{"domain_data":[],"metadata":null,"external_id":null}`, wantOrganization,
		},
		"Delete": {
			"DELETE /organizations/{id}", "",
			func(t *testing.T, s *organizations.Service) (result, error) {
				t.Helper()
				return nil, s.Delete(t.Context(), "org_1")
			},
			"DELETE /organizations/org_1", "", nil,
		},
		"GetAuditLogConfiguration": {
			"GET /organizations/{id}/audit_log_configuration", configuration,
			func(t *testing.T, s *organizations.Service) (result, error) {
				t.Helper()
				return s.GetAuditLogConfiguration(t.Context(), "org_1")
			},
			"GET /organizations/org_1/audit_log_configuration", "",
			&organizations.AuditLogConfiguration{
				OrganizationID:        "org_1",
				RetentionPeriodInDays: 30,
				State:                 organizations.AuditLogStateActive,
				LogStream: &organizations.AuditLogStream{
					ID: "als_1", Type: organizations.AuditLogStreamTypeDatadog, State: organizations.AuditLogStreamStateError,
					LastSyncedAt: at(0), CreatedAt: at(1),
				},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := workostest.NewServer(t)
			answers(srv, test.route, test.answer)
			got, err := test.call(t, organizations.New(srv.Client()))
			require.NoError(t, err)
			assert.Equal(t, test.expected, got)
			line, body := lastRequest(srv)
			assert.Equal(t, test.line, line)
			if test.body == "" {
				assert.Empty(t, body)
			} else {
				assert.JSONEq(t, test.body, body)
			}
			header := srv.Requests()[0].Header
			assert.Equal(t, "Bearer "+workostest.APIKey, header.Get("Authorization"))
			assert.Equal(t, "application/json", header.Get("Accept"))
			assert.Equal(t, body != "", header.Get("Content-Type") == "application/json")
		})
	}
}

// Nulls, absent fields, unknown fields and unknown values do not matter.
func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	orgs := organizations.New(srv.Client())
	for _, body := range []string{
		`{"id":"org_1"}`,
		`{"id":"org_1","name":null,"domains":null,"metadata":null,"external_id":null,"created_at":null,"stripe_customer_id":null}`,
		`{"id":"org_1","new_field":{"a":[1]}}`,
	} {
		answers(srv, "GET /organizations/{id}", body)
		org, err := orgs.Get(t.Context(), "org_1")
		require.NoError(t, err, body)
		assert.Equal(t, &organizations.Organization{ID: "org_1"}, org, body)
	}
	answers(srv, "GET /organizations/{id}", `{"id":"org_1","domains":[{"state":"brand_new"}]}`)
	org, err := orgs.Get(t.Context(), "org_1")
	require.NoError(t, err)
	assert.Equal(t, organizations.DomainState("brand_new"), org.Domains[0].State)

	answers(srv, "GET /organizations/{id}/audit_log_configuration", `{"state":"new","log_stream":null}`)
	configuration, err := orgs.GetAuditLogConfiguration(t.Context(), "org_1")
	require.NoError(t, err)
	assert.Equal(t, &organizations.AuditLogConfiguration{State: "new"}, configuration)
}

// Nothing of an organization is lost when it is encoded again.
func TestOrganizationRoundTrip(t *testing.T) {
	t.Parallel()
	var org organizations.Organization
	require.NoError(t, json.Unmarshal([]byte(fullOrganization), &org))
	data, err := json.Marshal(org)
	require.NoError(t, err)
	assert.JSONEq(t, strings.ReplaceAll(fullOrganization, ".000Z", "Z"), string(data))
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	orgs := organizations.New(srv.Client())
	ctx := t.Context()
	calls := map[string]func(id string) error{
		"Get":             func(id string) error { _, err := orgs.Get(ctx, id); return err },
		"GetByExternalID": func(id string) error { _, err := orgs.GetByExternalID(ctx, id); return err },
		"Update":          func(id string) error { _, err := orgs.Update(ctx, id, organizations.UpdateParams{}); return err },
		"Delete":          func(id string) error { return orgs.Delete(ctx, id) },
		"Configuration":   func(id string) error { _, err := orgs.GetAuditLogConfiguration(ctx, id); return err },
	}
	var paramErr *workos.ParamError
	for name, call := range calls {
		for _, id := range []string{"", ".", ".."} {
			require.ErrorAs(t, call(id), &paramErr, "%s(%q)", name, id)
		}
	}
	for param, params := range map[string]organizations.CreateParams{
		"name":                  {},
		"domain_data[1].domain": {Name: "a", DomainData: []organizations.DomainData{{Domain: "a.com", State: "pending"}, {}}},
		"domain_data[0].state":  {Name: "a", DomainData: []organizations.DomainData{{Domain: "a.com"}}},
	} {
		_, err := orgs.Create(ctx, params)
		require.ErrorAs(t, err, &paramErr)
		assert.Equal(t, param, paramErr.Param)
	}
	_, err := orgs.Update(ctx, "org_1", organizations.UpdateParams{DomainData: workos.Set([]organizations.DomainData{{Domain: "a.com"}})})
	require.ErrorAs(t, err, &paramErr)
	assert.Equal(t, "domain_data[0].state", paramErr.Param)
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
