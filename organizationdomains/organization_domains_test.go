package organizationdomains_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/organizationdomains"
	"github.com/workos-go/workos/workostest"
)

type service = *organizationdomains.Service

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
	CreatedAt:            operationtest.At(0),
	UpdatedAt:            operationtest.At(1),
}

// Every operation: what it sends, and what it makes of the answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, organizationdomains.New, operationtest.Cases[service]{
		"Create": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.Create(ctx, organizationdomains.CreateParams{Domain: "foo-corp.com", OrganizationID: "org_1"})
			},
			Line: "POST /organization_domains", Body: `{"domain":"foo-corp.com","organization_id":"org_1"}`,
			Answer: fullDomain, Want: wantDomain,
		},
		"Get": {
			Call: func(ctx context.Context, s service) (any, error) { return s.Get(ctx, "org_domain_1") },
			Line: "GET /organization_domains/org_domain_1", Answer: fullDomain, Want: wantDomain,
		},
		"Delete": {
			Call: func(ctx context.Context, s service) (any, error) { return nil, s.Delete(ctx, "org_domain_1") },
			Line: "DELETE /organization_domains/org_domain_1",
		},
		"Verify": {
			Call: func(ctx context.Context, s service) (any, error) { return s.Verify(ctx, "org_domain_1") },
			Line: "POST /organization_domains/org_domain_1/verify", Body: `{}`, Answer: fullDomain, Want: wantDomain,
		},
	})
}

func TestOrganizationDomainRoundTrip(t *testing.T) {
	t.Parallel()
	operationtest.RequireRoundTrip[organizationdomains.OrganizationDomain](t, fullDomain)
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	operationtest.RequireIDs(t, organizationdomains.New)
	srv := workostest.NewServer(t)
	for param, params := range map[string]organizationdomains.CreateParams{
		"domain":          {OrganizationID: "org_1"},
		"organization_id": {Domain: "foo-corp.com"},
	} {
		assert.Equal(t, param, operationtest.RefusedParam(organizationdomains.New(srv.Client()).Create(t.Context(), params)))
	}
	assert.Empty(t, srv.Requests())
}
