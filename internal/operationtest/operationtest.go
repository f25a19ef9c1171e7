// Package operationtest tests what a product package is made of: operations, by a
// table of what each sends and makes of the answer; types, which decode whatever
// the API has left out or added; arguments that are refused; secrets that are not
// printed. Only tests import it.
//
//	operationtest.Run(t, organizations.New, operationtest.Cases[*organizations.Service]{
//		"Get": {
//			Call: func(ctx context.Context, s *organizations.Service) (any, error) { return s.Get(ctx, "org_1") },
//			Line: "GET /organizations/org_1", Answer: fullOrganization, Want: wantOrganization,
//		},
//	})
package operationtest

import (
	"bytes"
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/workostest"
)

// Cases are calls of a Service, by what is special about each.
type Cases[S any] map[string]Case[S]

// Case is a call, what it is to send, and what it is to make of an answer.
type Case[S any] struct {
	// Call makes the call. Where there is nothing to return, it returns nil; what
	// returns a page goes through Page.
	Call func(context.Context, S) (any, error)
	// Line is the request line: the method, the path and, in the order of its
	// names, the query.
	Line string
	// Body is the JSON that is sent; "" where there is none.
	Body string
	// Authorization is the header of this name; "" means the API key.
	Authorization string
	// IdempotencyKey says that the call has such a key without the caller's doing.
	IdempotencyKey bool
	// ReadOnly says that a POST only asks, and is repeated like a GET.
	ReadOnly bool
	// Answer is what the API answers.
	Answer string
	// Want is what Call returns then.
	Want any
}

// NoAuthorization is the Authorization of a Case that sends none.
const NoAuthorization = "none"

// Run makes the calls, each to a server of its own that answers as the case says.
// It checks what Case does not name too: that there is one request, its other
// headers, the route in logs, that workostest has the operation and knows its
// parameters, and whether a 503 is tried again.
func Run[S any](t *testing.T, service func(*workos.Client) S, cases Cases[S]) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			srv := workostest.NewServer(t, workostest.WithStrict())
			srv.Fail("", 1, workostest.Respond(http.StatusOK, nil, c.Answer))
			got, err := c.Call(t.Context(), service(srv.Client(workos.WithLogger(logger))))
			require.NoError(t, err)
			assert.Equal(t, c.Want, got)
			require.Len(t, srv.Requests(), 1)
			sent := srv.Requests()[0]
			c.check(t, sent)
			require.NotEmpty(t, sent.Route, "workostest has no such operation")
			template := strings.TrimPrefix(sent.Route, sent.Method+" ")
			assert.Contains(t, log.String(), " route="+template+" ", "what is logged is the path as workostest has it")
			synctest.Test(t, func(t *testing.T) { c.checkRepeats(t, service) })
		})
	}
}

// checkRepeats compares how often a call is sent that fails once with how often it
// may be.
func (c Case[S]) checkRepeats(t *testing.T, service func(*workos.Client) S) {
	t.Helper()
	srv := workostest.NewServer(t)
	srv.Fail("", 1, workostest.Respond(http.StatusServiceUnavailable, nil, ""))
	srv.Fail("", 1, workostest.Respond(http.StatusOK, nil, c.Answer))
	_, err := c.Call(t.Context(), service(srv.Client()))
	switch method, _, _ := strings.Cut(c.Line, " "); {
	case c.ReadOnly, c.IdempotencyKey, method != http.MethodPost && method != http.MethodPatch:
		require.NoError(t, err)
		assert.Len(t, srv.Requests(), 2)
	default:
		require.ErrorIs(t, err, workos.ErrServer)
		assert.Len(t, srv.Requests(), 1)
	}
}

// check compares a request with what the call is to send.
func (c Case[S]) check(t *testing.T, sent workostest.Request) {
	t.Helper()
	line := sent.String()
	if len(sent.Query) > 0 {
		line += "?" + sent.Query.Encode()
	}
	assert.Equal(t, c.Line, line)
	contentType := ""
	if c.Body == "" {
		assert.Empty(t, sent.Body)
	} else {
		contentType = "application/json"
		assert.JSONEq(t, c.Body, string(sent.Body))
	}
	assert.Equal(t, contentType, sent.Header.Get("Content-Type"))
	assert.Equal(t, "application/json", sent.Header.Get("Accept"))
	authorization := cmp.Or(sent.Header.Get("Authorization"), NoAuthorization)
	assert.Equal(t, cmp.Or(c.Authorization, "Bearer "+workostest.APIKey), authorization)
	assert.Equal(t, c.IdempotencyKey, sent.Header.Get("Idempotency-Key") != "")
}
