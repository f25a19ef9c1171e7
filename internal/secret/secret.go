// Package secret keeps tokens, passwords and codes out of what is printed and
// logged. A struct that holds some tags them `secret:"true"` and has two methods:
//
//	func (p Params) Format(f fmt.State, _ rune) { secret.Format(f, p) }
//	func (p Params) LogValue() slog.Value       { return secret.LogValue(p) }
//
// It cannot help where nobody asks for these methods: package fmt prints
// unexported fields without them, and a slog.JSONHandler writes slices, maps and
// other structs by their JSON.
package secret

import (
	"fmt"
	"io"
	"log/slog"
	"reflect"
)

// Format writes a struct as %+v would, without its secrets.
func Format(w io.Writer, value any) {
	v := reflect.ValueOf(value)
	fmt.Fprint(w, v.Type(), "{")
	separator := ""
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() {
			continue
		}
		fmt.Fprint(w, separator, field.Name, ":")
		if field.Tag.Get("secret") == "true" && !v.Field(i).IsZero() {
			fmt.Fprint(w, "[redacted]")
		} else {
			fmt.Fprintf(w, "%+v", v.Field(i).Interface())
		}
		separator = " "
	}
	fmt.Fprint(w, "}")
}

// LogValue returns a struct, without its secrets, for a log.
func LogValue(value any) slog.Value { return slog.StringValue(fmt.Sprint(value)) }
