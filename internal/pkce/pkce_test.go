package pkce_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/workos-go/workos/internal/pkce"
)

func TestNew(t *testing.T) {
	t.Parallel()
	first, second := pkce.New(), pkce.New()
	assert.NotEqual(t, first, second)
	assert.Regexp(t, `^[A-Za-z0-9_-]{43}$`, first.Verifier)
	assert.Equal(t, pkce.Challenge(first.Verifier), first.Challenge)
	assert.NotContains(t, fmt.Sprintf("%#v", first), first.Verifier)
	assert.NotContains(t, first.LogValue().String(), first.Verifier)
}

// The example of RFC 7636, appendix B.
func TestChallenge(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", pkce.Challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
}
