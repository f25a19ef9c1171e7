package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The pages of this repository hold the code that is compiled, and lead somewhere.
func TestPages(t *testing.T) {
	t.Parallel()
	d, err := read("../..")
	require.NoError(t, err)
	d.check()
	for _, problem := range d.problems {
		t.Error(problem)
	}
	assert.NotEmpty(t, d.pages)
}
