package portal_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/portal"
	"github.com/workos-go/workos/workostest"
)

const (
	route    = "POST /portal/generate_link"
	fullLink = `{"link":"https://setup.workos.com?token=t0ken"}`
)

// Every operation: what it sends, and what it makes of the answer.
func TestOperations(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		params portal.GenerateLinkParams
		body   string
	}{
		"GenerateLink": {
			portal.GenerateLinkParams{
				Organization:    "org_1",
				Intent:          portal.IntentDirectorySync,
				ReturnURL:       "https://app.example.com/settings",
				SuccessURL:      "https://app.example.com/done",
				ITContactEmails: []string{"ann@foo-corp.com", "bob@foo-corp.com"},
			},
			`{"organization":"org_1","intent":"dsync","return_url":"https://app.example.com/settings",
			"success_url":"https://app.example.com/done","it_contact_emails":["ann@foo-corp.com","bob@foo-corp.com"]}`,
		},
		"GenerateLink with the organization alone": {
			portal.GenerateLinkParams{Organization: "org_1"}, `{"organization":"org_1"}`,
		},
		"GenerateLink with an intent of tomorrow": {
			portal.GenerateLinkParams{Organization: "org_1", Intent: "brand_new"}, `{"organization":"org_1","intent":"brand_new"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := workostest.NewServer(t)
			srv.Fail(route, 1, workostest.Respond(201, nil, fullLink))
			link, err := portal.New(srv.Client()).GenerateLink(t.Context(), test.params)
			require.NoError(t, err)
			assert.Equal(t, &portal.Link{Link: "https://setup.workos.com?token=t0ken"}, link)
			requests := srv.Requests()
			require.Len(t, requests, 1)
			assert.Equal(t, route, requests[0].String())
			assert.Empty(t, requests[0].Query)
			assert.JSONEq(t, test.body, string(requests[0].Body))
			header := requests[0].Header
			assert.Equal(t, "Bearer "+workostest.APIKey, header.Get("Authorization"))
			assert.Equal(t, "application/json", header.Get("Accept"))
			assert.Equal(t, "application/json", header.Get("Content-Type"))
		})
	}
}

// Nulls, absent fields and unknown fields do not matter.
func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	for _, body := range []string{`{}`, `{"link":null}`, `{"new_field":{"a":[1]}}`} {
		srv.Fail(route, 1, workostest.Respond(201, nil, body))
		link, err := portal.New(srv.Client()).GenerateLink(t.Context(), portal.GenerateLinkParams{Organization: "org_1"})
		require.NoError(t, err, body)
		assert.Equal(t, &portal.Link{}, link, body)
	}
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	_, err := portal.New(srv.Client()).GenerateLink(t.Context(), portal.GenerateLinkParams{Intent: portal.IntentSSO})
	var paramErr *workos.ParamError
	require.ErrorAs(t, err, &paramErr)
	assert.Equal(t, "organization", paramErr.Param)
	assert.Empty(t, srv.Requests())
}

// Whoever has the link is an IT admin of the organization.
func TestLinkIsNotPrinted(t *testing.T) {
	t.Parallel()
	link := portal.Link{Link: "https://setup.workos.com?token=t0ken"}
	for _, value := range []any{link, &link} {
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "value", value)
		for _, text := range []string{fmt.Sprintf("%v %+v %#v", value, value, value), log.String()} {
			assert.NotContains(t, text, "t0ken")
			assert.Contains(t, text, "portal.Link{Link:[redacted]}")
		}
	}
}
