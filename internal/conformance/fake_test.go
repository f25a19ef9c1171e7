package conformance_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/internal/conformance"
)

// checkFake runs the check of the fake, or skips the test without a document.
func checkFake(t *testing.T, opts conformance.Options) *conformance.FakeReport {
	t.Helper()
	doc := document(t)
	opts.Root = root(t)
	report, err := conformance.CheckFake(doc, opts)
	require.NoError(t, err)
	return report
}

func TestFakeTellsTheTruth(t *testing.T) {
	t.Parallel()
	report := checkFake(t, conformance.Options{Exceptions: conformance.FakeExceptions})
	t.Log(report.Summary())
	require.NoError(t, report.Err())
	assert.Greater(t, report.Answers, 1000)
	assert.Greater(t, report.EventTypes, 40)
}

// Each way to lie turns the check red.
func TestLies(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ file, old, new, want string }{
		"name of a property": {
			"organizations.go", "`json:\"external_id\"`", "`json:\"externalId\"`",
			"POST /organizations answers 201, and externalId is not in the document",
		},
		"missing property": {
			"organizations.go", "`json:\"external_id\"`", "`json:\"external_id,omitempty\"`",
			"in an event organization.created, data.external_id is missing",
		},
		"status": {
			"organizations.go", "writeJSON(w, http.StatusCreated,", "writeJSON(w, http.StatusAccepted,",
			"POST /organizations answers with the status 202, which the document does not have",
		},
		"constant": {
			"lists.go", `list[T]{Object: "list"`, `list[T]{Object: "page"`,
			`GET /organizations answers 200, and object is "page" and not "list"`,
		},
		"null": {
			"lists.go", "append([]T{}, items[from:to]...)", "append([]T(nil), items[to:to]...)",
			"GET /organizations answers 200, and data is null",
		},
		"operation": {
			"organizations.go", `"GET /organizations/external_id/{external_id}"`, `"GET /organizations/external/{external_id}"`,
			"the document does not have GET /organizations/external/{external_id}",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(root(t), "workostest", test.file)
			content, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Contains(t, string(content), test.old)
			report := checkFake(t, conformance.Options{
				Packages: []string{"./organizations"},
				Overlay:  map[string][]byte{file: []byte(strings.Replace(string(content), test.old, test.new, 1))},
			})
			require.ErrorContains(t, report.Err(), test.want)
		})
	}
}
