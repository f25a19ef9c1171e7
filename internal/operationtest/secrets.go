package operationtest

import (
	"bytes"
	"fmt"
	"log/slog"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

// RequireHidden asserts that no way to print or log a value, alone or held by
// something else, shows a secret. What is no error shows "[redacted]" instead.
func RequireHidden(t *testing.T, value any, secrets ...string) {
	t.Helper()
	_, isError := value.(error)
	for _, printed := range prints(value) {
		for _, secret := range secrets {
			require.NotContains(t, printed, secret, "%T", value)
		}
		if !isError {
			require.Contains(t, printed, "[redacted]", "%T", value)
		}
	}
}

// prints returns what fmt and slog make of a value.
func prints(value any) []string {
	v := reflect.ValueOf(value)
	alone := []any{value}
	if v.Kind() != reflect.Pointer {
		pointer := reflect.New(v.Type())
		pointer.Elem().Set(v)
		alone = append(alone, pointer.Interface())
	}
	slice := reflect.Append(reflect.MakeSlice(reflect.SliceOf(v.Type()), 0, 1), v).Interface()
	held := []any{slice, []any{value}, struct{ Value any }{value}, map[string]any{"value": value}}

	var printed []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		for _, printable := range append(held, alone...) {
			printed = append(printed, fmt.Sprintf(verb, printable))
		}
	}
	for _, loggable := range alone {
		var text, json bytes.Buffer
		slog.New(slog.NewTextHandler(&text, nil)).Info("", "value", loggable)
		slog.New(slog.NewJSONHandler(&json, nil)).Info("", "value", loggable)
		printed = append(printed, text.String(), json.String())
	}
	return printed
}
