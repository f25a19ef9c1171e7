package portal_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/portal"
	"github.com/workos-go/workos/workostest"
)

const fullLink = `{"link":"https://setup.workos.com?token=t0ken"}`

var wantLink = &portal.Link{Link: "https://setup.workos.com?token=t0ken"}

// Every operation: what it sends, and what it makes of the answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	type service = *portal.Service
	operationtest.Run(t, portal.New, operationtest.Cases[service]{
		"GenerateLink": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.GenerateLink(ctx, portal.GenerateLinkParams{
					Organization:    "org_1",
					Intent:          portal.IntentDirectorySync,
					ReturnURL:       "https://app.example.com/settings",
					SuccessURL:      "https://app.example.com/done",
					ITContactEmails: []string{"ann@foo-corp.com", "bob@foo-corp.com"},
				})
			},
			Line: "POST /portal/generate_link",
			Body: `{"organization":"org_1","intent":"dsync","return_url":"https://app.example.com/settings",
			"success_url":"https://app.example.com/done","it_contact_emails":["ann@foo-corp.com","bob@foo-corp.com"]}`,
			Answer: fullLink, Want: wantLink,
		},
		"GenerateLink with the organization alone": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.GenerateLink(ctx, portal.GenerateLinkParams{Organization: "org_1"})
			},
			Line: "POST /portal/generate_link", Body: `{"organization":"org_1"}`, Answer: fullLink, Want: wantLink,
		},
		"GenerateLink with an intent of tomorrow": {
			Call: func(ctx context.Context, s service) (any, error) {
				return s.GenerateLink(ctx, portal.GenerateLinkParams{Organization: "org_1", Intent: "brand_new"})
			},
			Line: "POST /portal/generate_link", Body: `{"organization":"org_1","intent":"brand_new"}`, Answer: fullLink, Want: wantLink,
		},
	})
}

func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, portal.Link{}, `{}`, `{"link":null}`, `{"new_field":{"a":[1]}}`)
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	links := portal.New(srv.Client())
	assert.Equal(t, "organization", operationtest.RefusedParam(links.GenerateLink(t.Context(), portal.GenerateLinkParams{Intent: portal.IntentSSO})))
	assert.Empty(t, srv.Requests())
}

// Whoever has the link is an IT admin of the organization.
func TestLinkIsNotPrinted(t *testing.T) {
	t.Parallel()
	operationtest.RequireHidden(t, *wantLink, "t0ken")
	assert.Equal(t, "portal.Link{Link:[redacted]}", fmt.Sprint(wantLink))
}
