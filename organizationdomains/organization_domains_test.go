package organizationdomains_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizationdomains"
	"github.com/workos-go/workos/workostest"
)

const fullDomain = `{
	"object": "organization_domain",
	"id": "org_domain_1",
	"organization_id": "org_1",
	"domain": "foo-corp.com",
	"state": "legacy_verified",
	"verification_prefix": "superapp-domain-verification-z3kjny",
	"verification_token": "m5Oztg3jdK4NJLgs8uIlIprMw",
	"verification_strategy": "manual",
	"created_at": "2026-01-15T12:00:00.000Z",
	"updated_at": "2026-01-15T12:00:01.000Z"
}`

var wantDomain = &organizationdomains.OrganizationDomain{
	Object:               "organization_domain",
	ID:                   "org_domain_1",
	OrganizationID:       "org_1",
	Domain:               "foo-corp.com",
	State:                organizationdomains.StateLegacyVerified,
	VerificationPrefix:   "superapp-domain-verification-z3kjny",
	VerificationToken:    "m5Oztg3jdK4NJLgs8uIlIprMw",
	VerificationStrategy: organizationdomains.VerificationStrategyManual,
	CreatedAt:            time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC),
	UpdatedAt:            time.Date(2026, 1, 15, 12, 0, 1, 0, time.UTC),
}

// Every operation: what it sends, and what it makes of the answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	for route, test := range map[string]struct {
		status int
		call   func(*testing.T, *organizationdomains.Service) (*organizationdomains.OrganizationDomain, error)
		line   string
		body   string
		want   *organizationdomains.OrganizationDomain
	}{
		"POST /organization_domains": {
			http.StatusCreated,
			func(t *testing.T, s *organizationdomains.Service) (*organizationdomains.OrganizationDomain, error) {
				t.Helper()
				return s.Create(t.Context(), organizationdomains.CreateParams{Domain: "foo-corp.com", OrganizationID: "org_1"})
			},
			"POST /organization_domains", `{"domain":"foo-corp.com","organization_id":"org_1"}`, wantDomain,
		},
		"GET /organization_domains/{id}": {
			http.StatusOK,
			func(t *testing.T, s *organizationdomains.Service) (*organizationdomains.OrganizationDomain, error) {
				t.Helper()
				return s.Get(t.Context(), "org_domain_1")
			},
			"GET /organization_domains/org_domain_1", "", wantDomain,
		},
		"DELETE /organization_domains/{id}": {
			http.StatusNoContent,
			func(t *testing.T, s *organizationdomains.Service) (*organizationdomains.OrganizationDomain, error) {
				t.Helper()
				return nil, s.Delete(t.Context(), "org_domain_1")
			},
			"DELETE /organization_domains/org_domain_1", "", nil,
		},
		"POST /organization_domains/{id}/verify": {
			http.StatusCreated,
			func(t *testing.T, s *organizationdomains.Service) (*organizationdomains.OrganizationDomain, error) {
				t.Helper()
				return s.Verify(t.Context(), "org_domain_1")
			},
			"POST /organization_domains/org_domain_1/verify", "{}", wantDomain,
		},
	} {
		t.Run(route, func(t *testing.T) {
			t.Parallel()
			srv := workostest.NewServer(t)
			srv.Fail(route, 1, workostest.Respond(test.status, nil, fullDomain))
			got, err := test.call(t, organizationdomains.New(srv.Client()))
			require.NoError(t, err)
			assert.Equal(t, test.want, got)
			request := srv.Requests()[0]
			assert.Equal(t, test.line, request.String())
			assert.Empty(t, request.Query)
			assert.Equal(t, test.body, string(request.Body))
			assert.Equal(t, "Bearer "+workostest.APIKey, request.Header.Get("Authorization"))
			assert.Equal(t, "application/json", request.Header.Get("Accept"))
			assert.Equal(t, test.body != "", request.Header.Get("Content-Type") == "application/json")
		})
	}
}

func TestOrganizationDomainRoundTrip(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal(wantDomain)
	require.NoError(t, err)
	assert.JSONEq(t, strings.ReplaceAll(fullDomain, ".000Z", "Z"), string(data))
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	domains := organizationdomains.New(srv.Client())
	ctx := t.Context()
	var paramErr *workos.ParamError
	for _, id := range []string{"", ".", ".."} {
		_, err := domains.Get(ctx, id)
		require.ErrorAs(t, err, &paramErr)
		_, err = domains.Verify(ctx, id)
		require.ErrorAs(t, err, &paramErr)
		require.ErrorAs(t, domains.Delete(ctx, id), &paramErr)
	}
	for param, params := range map[string]organizationdomains.CreateParams{
		"domain":          {OrganizationID: "org_1"},
		"organization_id": {Domain: "foo-corp.com"},
	} {
		_, err := domains.Create(ctx, params)
		require.ErrorAs(t, err, &paramErr)
		assert.Equal(t, param, paramErr.Param)
	}
	assert.Empty(t, srv.Requests())
}
