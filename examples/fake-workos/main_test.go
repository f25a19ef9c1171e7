package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/webhooks"
	"github.com/workos-go/workos/workostest"
)

const anyPort = "127.0.0.1:0"

func TestCheck(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out, config{addr: anyPort, seed: "seed.json", routes: true, check: true}))
	for _, line := range []string{
		"A WorkOS in memory, with 1 connections, 1 directories, 2 memberships, 2 organizations, 2 roles, 2 users:", "WORKOS_API_KEY=sk_test_workostest\n", "  DELETE /organizations/{id}\n",
		"GET /organizations: 2\n", "Foo Corp", "Bar Ltd",
	} {
		assert.Contains(t, out.String(), line)
	}

	out.Reset()
	require.NoError(t, run(t.Context(), &out, config{addr: anyPort, ask: true, check: true}))
	assert.Contains(t, out.String(), "A WorkOS in memory, with nothing in it:")
	assert.NotContains(t, out.String(), "DELETE")
}

func TestInterrupt(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	var out stopper
	out.stop = cancel
	require.NoError(t, run(ctx, &out, config{addr: anyPort}))
	assert.Contains(t, out.String(), "Ending.")
}

// stopper interrupts the program once it has said something.
type stopper struct {
	bytes.Buffer

	stop func()
}

func (s *stopper) Write(p []byte) (int, error) {
	s.stop()
	return s.Buffer.Write(p)
}

// What a test in another language does besides calling the API.
func TestControl(t *testing.T) {
	t.Parallel()
	fake := workostest.NewServer(t)
	control(fake)
	ask := func(method, path, body string) (status int, answer string) {
		req, err := http.NewRequestWithContext(t.Context(), method, "http://localhost/workostest"+path, strings.NewReader(body))
		require.NoError(t, err)
		req.Header.Set("Authorization", "Bearer "+workostest.APIKey)
		res, err := fake.Do(req)
		require.NoError(t, err)
		defer res.Body.Close()
		data, err := io.ReadAll(res.Body)
		require.NoError(t, err)
		return res.StatusCode, string(data)
	}
	client := fake.Client(workos.WithMaxRetries(0))
	_, err := usermanagement.New(client).CreateMagicAuth(t.Context(), usermanagement.CreateMagicAuthParams{Email: "ann@foo-corp.com"})
	require.NoError(t, err)
	sent := fake.Outbox()[0]

	status, outbox := ask("GET", "/outbox", "")
	assert.Equal(t, 200, status)
	assert.JSONEq(t, fmt.Sprintf(`[{"to":"ann@foo-corp.com","kind":"magic_auth","code":%q,"token":"","url":"","sent_at":%q}]`,
		sent.Code, sent.SentAt.Format(time.RFC3339Nano)), outbox)

	var received []events.Type
	receiver := httptest.NewServer(webhooks.Handler("whsec_1", func(_ context.Context, e *events.Event) error {
		received = append(received, e.Type) // one after the other
		return nil
	}))
	t.Cleanup(receiver.Close)
	status, _ = ask("POST", "/deliveries", fmt.Sprintf(`{"url":%q,"secret":"whsec_1"}`, receiver.URL))
	assert.Equal(t, 204, status)
	assert.Equal(t, []events.Type{events.TypeUserCreated, events.TypeMagicAuthCreated}, received)

	for _, fault := range []string{
		`{"route":"GET /organizations","times":2,"status":503,"body":"busy"}`,
		`{"route":"GET /organizations","fault":"drop_connection"}`,
	} {
		status, _ = ask("POST", "/faults", fault)
		assert.Equal(t, 204, status)
	}
	for _, want := range []error{workos.ErrServer, workos.ErrServer, syscall.ECONNRESET, nil} {
		_, err := organizations.New(client).List(t.Context(), organizations.ListParams{})
		require.ErrorIs(t, err, want)
	}

	for _, body := range []string{`{"url":"::","secret":"whsec_1"}`, `{"url":"","secret":"whsec_1"}`, fmt.Sprintf(`{"url":%q}`, receiver.URL)} {
		status, _ = ask("POST", "/deliveries", body)
		assert.Equal(t, 400, status, body)
	}
	for body, want := range map[string]string{
		`{"route":"GET /nothing","status":503}`: `no route "GET /nothing"`,
		`{"fault":"fire"}`:                      "there is no fault fire",
		`{"status":99}`:                         "no status of an answer: 99",
		`{"times":-1,"status":503}`:             "happens -1 times",
		`{"rout":""}`:                           `unknown field "rout"`,
	} {
		status, answer := ask("POST", "/faults", body)
		assert.Equal(t, 400, status)
		assert.Contains(t, answer, want)
	}
}

func TestBadSeeds(t *testing.T) {
	t.Parallel()
	for seed, want := range map[string]string{
		`{"organisations":[]}`:                       `unknown field "organisations"`,
		`{"organizations":[{"id":"org_1","nam":1}]}`: `unknown field "nam"`,
		`{"organizations":[{"name":""}]}`:            "the API would refuse this",
		`{"organizations":[]}{}`:                     "more than one JSON document",
		`{`:                                          "unexpected EOF",
	} {
		name := filepath.Join(t.TempDir(), "seed.json")
		require.NoError(t, os.WriteFile(name, []byte(seed), 0o600))
		require.ErrorContains(t, run(t.Context(), &bytes.Buffer{}, config{addr: anyPort, seed: name, check: true}), want)
	}
	require.ErrorIs(t, run(t.Context(), &bytes.Buffer{}, config{addr: anyPort, seed: "no such file"}), os.ErrNotExist)
	require.Error(t, run(t.Context(), &bytes.Buffer{}, config{addr: "256.0.0.1:1"}))
}
