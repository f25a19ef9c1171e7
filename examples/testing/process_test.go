package main

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/workostest"
)

// TestMain lets the test binary be the program too: what the tests start is what
// they were built from.
func TestMain(m *testing.M) {
	if os.Getenv("BE_THE_PROGRAM") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// A program in another process, or another language, is told the address and the
// key by its environment. Faults, writes and the outbox are at hand as ever.
func TestProgram(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t, workostest.WithStrict())
	srv.Fail("POST /organizations", 1, workostest.DropConnection())

	program, err := os.Executable()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), program, "-id", "customer-7", "-name", "Bar Ltd", "-domain", "bar.com", "-admin", "bo@bar.com")
	cmd.Env = append(os.Environ(), "BE_THE_PROGRAM=1",
		"WORKOS_BASE_URL"+"="+srv.URL(), "WORKOS_API_KEY"+"="+workostest.APIKey)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	assert.Contains(t, string(out), "Onboarded Bar Ltd as org_")
	assert.Len(t, srv.Writes(), 4)
}

// Webhooks reach a program that listens by DeliverTo.
func TestDeliverTo(t *testing.T) {
	t.Parallel()
	site, srv := newSite(t)
	srv.Directory("directory_foo").SuspendUser("directory_user_ben")
	listening := httptest.NewServer(site)
	t.Cleanup(listening.Close)
	_, err := srv.DeliverTo(t.Context(), listening.URL+"/webhooks", webhookSecret, workostest.DeliverReversed())
	require.NoError(t, err)
	assert.Len(t, srv.AuditLogEvents("org_foo"), 1)
}
