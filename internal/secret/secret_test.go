package secret_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/workos-go/workos/internal/secret"
)

type inner struct {
	Token string `secret:"true"`
}

func (i inner) Format(f fmt.State, _ rune) { secret.Format(f, i) }
func (i inner) LogValue() slog.Value       { return secret.LogValue(i) }

type outer struct {
	inner

	Name     string
	Password string   `secret:"true"`
	Codes    []string `secret:"true"`
	Inner    inner
	Pointer  *inner
	hidden   string
}

func (o outer) Format(f fmt.State, _ rune) { secret.Format(f, o) }
func (o outer) LogValue() slog.Value       { return secret.LogValue(o) }

func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	value := outer{inner{"t0ken"}, "Ann", "t0ken", []string{"t0ken"}, inner{"t0ken"}, &inner{"t0ken"}, "t0ken"}
	const want = "secret_test.outer{Name:Ann Password:[redacted] Codes:[redacted] " +
		"Inner:secret_test.inner{Token:[redacted]} Pointer:secret_test.inner{Token:[redacted]}}"
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		assert.Equal(t, want, fmt.Sprintf(verb, value), verb)
		assert.Equal(t, want, fmt.Sprintf(verb, &value), verb)
		assert.Contains(t, fmt.Sprintf(verb, []outer{value}), want, verb)
	}
	for _, handler := range []func(*bytes.Buffer) slog.Handler{
		func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		var log bytes.Buffer
		slog.New(handler(&log)).Info("x", "value", value, "pointer", &value)
		assert.Contains(t, log.String(), "Name:Ann")
		assert.NotContains(t, log.String(), "t0ken")
	}
}

// An empty secret is no secret: that it is missing may be what is looked for.
func TestEmptySecrets(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "secret_test.inner{Token:}", fmt.Sprint(inner{}))
}
