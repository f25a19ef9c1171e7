package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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
