package conformance_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/internal/conformance"
)

// checkElixir runs the check of the page, with one piece of it replaced.
func checkElixir(t *testing.T, old, replacement string) []string {
	t.Helper()
	reference, err := conformance.OpenElixir(root(t))
	if errors.Is(err, conformance.ErrNoElixir) {
		t.Skip(err)
	}
	require.NoError(t, err)
	page, err := os.ReadFile(filepath.Join(root(t), "docs", "migrating-from-elixir.md"))
	require.NoError(t, err)
	require.Contains(t, string(page), old)
	problems, err := conformance.CheckElixir(root(t), strings.Replace(string(page), old, replacement, 1), reference)
	require.NoError(t, err)
	return problems
}

// The page has every function and every type of the Elixir SDK, and no other.
func TestMigrationFromElixirIsComplete(t *testing.T) {
	t.Parallel()
	for _, problem := range checkElixir(t, "", "") {
		t.Error("docs/migrating-from-elixir.md: " + problem)
	}
}

// Each way to be incomplete turns the check red.
func TestIncompleteMigrations(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ old, replacement, want string }{
		"no function":  {"| `WorkOS.SSO.get_profile/1,2` ", "| ", "there is no row for WorkOS.SSO.get_profile/1,2"},
		"no struct":    {"| `%WorkOS.SSO.Profile{}` ", "| ", "there is no row for %WorkOS.SSO.Profile{}"},
		"no type":      {"| `t:WorkOS.config/0` ", "| ", "there is no row for t:WorkOS.config/0"},
		"no callback":  {"| `c:WorkOS.Client.request/2` ", "| ", "there is no row for c:WorkOS.Client.request/2"},
		"no exception": {"| `WorkOS.ApiKeyMissingError` ", "| ", "there is no row for WorkOS.ApiKeyMissingError"},
		"arity":        {"`WorkOS.Events.list_events/0,1,2`", "`WorkOS.Events.list_events/0,1`", "the row of WorkOS.Events.list_events/0,1,2 has /0,1"},
		"unknown":      {"`WorkOS.SSO.get_profile/1,2`", "`WorkOS.SSO.get_profiles/1,2`", "the reference has no WorkOS.SSO.get_profiles"},
		"twice":        {"`WorkOS.SSO.get_connection/1,2`", "`WorkOS.SSO.get_profile/1,2`", "there are two rows for WorkOS.SSO.get_profile"},
		"other in Go":  {"| `sso.Service.GetProfile` |", "| `sso.Service.Profile` |", "the row of WorkOS.SSO.get_profile/1,2 has sso.Service.Profile, which does not exist"},
		"no Go":        {"| `sso.Service.GetProfile` |", "| it |", "the row of WorkOS.SSO.get_profile has it in Go, and not the name of one thing"},
		"option":       {"`:idempotency_key` is the option", "there is the option", "the row of WorkOS.Organizations.create_organization/1,2 does not say what became of idempotency_key"},
		"field":        {"| `sso.Profile` |", "| `sso.Role` |", "the row of %WorkOS.SSO.Profile{} does not say what became of idp_id"},
		"field in one line": {
			"| `passwordless.SendResult` |", "| `passwordless.Session` |", "the row of %WorkOS.Passwordless.Session.Send{} does not say what became of success",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Contains(t, strings.Join(checkElixir(t, test.old, test.replacement), "\n"), test.want)
		})
	}
}

// A text that is something else proves nothing.
func TestElixirReferenceIsOne(t *testing.T) {
	t.Parallel()
	_, err := conformance.CheckElixir(root(t), "", "nothing")
	require.Error(t, err)
}

// Without a reference nothing is checked, and with a path that is wrong nothing passes.
func TestOpenElixir(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("WORKOS_OPENAPI", filepath.Join(dir, "openapi", "open-api-spec.yaml"))
	t.Setenv("WORKOS_ELIXIR_REFERENCE", "")
	_, err := conformance.OpenElixir(dir)
	require.ErrorIs(t, err, conformance.ErrNoElixir)

	path := filepath.Join(dir, "reference.txt")
	t.Setenv("WORKOS_ELIXIR_REFERENCE", path)
	_, err = conformance.OpenElixir(dir)
	require.ErrorContains(t, err, "WORKOS_ELIXIR_REFERENCE: open ")
	require.NotErrorIs(t, err, conformance.ErrNoElixir)

	require.NoError(t, os.WriteFile(path, []byte("a reference"), 0o600))
	reference, err := conformance.OpenElixir(dir)
	require.NoError(t, err)
	assert.Equal(t, "a reference", reference)
}
