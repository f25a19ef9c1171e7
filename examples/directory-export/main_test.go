package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestHarmless(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"":              "",
		"Ann":           "Ann",
		"1+1":           "1+1",
		"=SUM(A1:A9)":   "'=SUM(A1:A9)",
		"+1":            "'+1",
		"-1":            "'-1",
		"@cmd":          "'@cmd",
		"\t=1":          "'\t=1",
		"Ann;=1+1;":     "Ann,=1+1,",
		";=1":           ",=1",
		"=1;":           "'=1,",
		"Ångström, Éva": "Ångström, Éva",
	} {
		assert.Equal(t, want, harmless(cell))
	}
}
