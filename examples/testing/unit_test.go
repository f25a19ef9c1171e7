package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/authkit"
	"github.com/workos-go/workos/portal"
	"github.com/workos-go/workos/session"
)

// fakeLinks is a linkMaker that makes one link, or fails.
type fakeLinks struct {
	asked portal.GenerateLinkParams
	err   error
}

func (f *fakeLinks) GenerateLink(_ context.Context, params portal.GenerateLinkParams, _ ...workos.RequestOption) (*portal.Link, error) {
	f.asked = params
	if f.err != nil {
		return nil, f.err
	}
	return &portal.Link{Link: "https://setup.example.com/1"}, nil
}

// An interface of one's own, with the one method that is called, is all that a
// handler's test needs. Who is signed in is in the request's context.
func TestSetUpSSO(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err  error
		want int
	}{
		"a link":         {nil, http.StatusSeeOther},
		"WorkOS is down": {errors.New("no answer"), http.StatusServiceUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			links := &fakeLinks{err: test.err}
			ctx := authkit.NewContext(t.Context(), &session.Session{OrganizationID: "org_foo"})
			w := httptest.NewRecorder()
			r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/settings/sso", http.NoBody)
			setUpSSO(links).ServeHTTP(w, r)
			assert.Equal(t, test.want, w.Code)
			want := portal.GenerateLinkParams{Organization: "org_foo", Intent: portal.IntentSSO}
			assert.Equal(t, want, links.asked)
		})
	}
}

// doerFunc is a workos.HTTPDoer: it takes the place of the network.
type doerFunc func(*http.Request) (*http.Response, error)

func (f doerFunc) Do(req *http.Request) (*http.Response, error) { return f(req) }

// A fake HTTPDoer sees one call as it is sent, and answers what the test wants.
func TestRecord(t *testing.T) {
	t.Parallel()
	client := workos.NewClient(workos.WithAPIKey("sk_1"), workos.WithHTTPClient(doerFunc(func(req *http.Request) (*http.Response, error) {
		assert.Equal(t, "POST /audit_logs/events", req.Method+" "+req.URL.Path)
		assert.Equal(t, "event_1", req.Header.Get("Idempotency-Key"))
		var body map[string]any
		require.NoError(t, json.NewDecoder(req.Body).Decode(&body))
		assert.Equal(t, "org_foo", body["organization_id"])
		return &http.Response{
			StatusCode: http.StatusBadRequest,
			Body:       io.NopCloser(strings.NewReader(`{"code":"invalid_audit_log_event","message":"no such action"}`)),
		}, nil
	})))
	err := NewCustomers(client).record(t.Context(), "event_1", "org_foo", "customer.onboarded", targetOf("customer-42"))
	require.ErrorIs(t, err, workos.ErrBadRequest)
	assert.True(t, hasCode(err, "invalid_audit_log_event"))
}
