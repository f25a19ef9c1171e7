package workostest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/portal"
	"github.com/workos-go/workos/workostest"
)

func TestPortalLink(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	links, ctx := portal.New(srv.Client()), t.Context()
	org := create(t, srv.Client(), "Foo Corp")
	seen := map[string]bool{}
	intents := []portal.Intent{
		"", portal.IntentSSO, portal.IntentDirectorySync, portal.IntentAuditLogs, portal.IntentLogStreams,
		portal.IntentDomainVerification, portal.IntentCertificateRenewal, portal.IntentBringYourOwnKey,
	}
	for _, intent := range intents {
		var response workos.Response
		link, err := links.GenerateLink(ctx, portal.GenerateLinkParams{
			Organization: org.ID, Intent: intent, ReturnURL: "https://app.example.com", SuccessURL: "https://app.example.com/done",
			ITContactEmails: []string{"ann@foo-corp.com"},
		}, workos.WithResponse(&response))
		require.NoError(t, err, intent)
		assert.Equal(t, 201, response.StatusCode)
		assert.Regexp(t, `^https://setup\.workos\.test\?token=\w{26}$`, link.Link)
		seen[link.Link] = true
	}
	assert.Len(t, seen, len(intents), "every link is a new one")

	require.NoError(t, organizations.New(srv.Client()).Delete(ctx, org.ID))
	_, err := links.GenerateLink(ctx, portal.GenerateLinkParams{Organization: org.ID})
	requireRefusal(t, err, 404, "")
}

func TestPortalLinksThatAreRefused(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	links, ctx := portal.New(srv.Client()), t.Context()
	org := create(t, srv.Client(), "Foo Corp")
	tooMany := make([]string, 21)
	for i := range tooMany {
		tooMany[i] = "ann@foo-corp.com"
	}
	for field, params := range map[workos.FieldError]portal.GenerateLinkParams{
		{Field: "intent", Code: "unknown_value"}:               {Intent: "tea"},
		{Field: "return_url", Code: "invalid_url"}:             {ReturnURL: "/settings"},
		{Field: "success_url", Code: "invalid_url"}:            {SuccessURL: ":"},
		{Field: "it_contact_emails", Code: "too_many"}:         {ITContactEmails: tooMany},
		{Field: "it_contact_emails[1]", Code: "invalid_email"}: {ITContactEmails: []string{"ann@foo-corp.com", "ann"}},
	} {
		params.Organization = org.ID
		_, err := links.GenerateLink(ctx, params)
		requireRefusal(t, err, 422, "", field)
	}
	err := srv.Client().Do(ctx, workos.Request{Method: "POST", Path: workos.Path("/portal/generate_link")}, nil)
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "organization", Code: "required"})
}
