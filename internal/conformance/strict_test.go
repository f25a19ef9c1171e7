package conformance_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/internal/conformance"
	"github.com/workos-go/workos/workostest"
)

// What a strict server takes is what the document has.
func TestStrictServer(t *testing.T) {
	t.Parallel()
	doc := document(t)
	wrong, err := conformance.CheckStrict(t.Context(), doc, workostest.NewServer(t, workostest.WithStrict()))
	require.NoError(t, err)
	assert.Empty(t, wrong)

	wrong, err = conformance.CheckStrict(t.Context(), doc, workostest.NewServer(t))
	require.NoError(t, err)
	assert.NotEmpty(t, wrong, "one that is not strict takes everything")
}
