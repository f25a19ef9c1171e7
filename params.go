package workos

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"github.com/google/go-querystring/query"
)

// ParamError says which parameter of a call is missing or cannot be sent.
// Nothing was sent.
type ParamError struct {
	// Param is the parameter's name on the wire: a body property such as
	// "domain_data[0].domain", a query parameter, or a placeholder of the path.
	Param string
	// Reason says what is wrong with it.
	Reason string
}

// Error names the parameter and what is wrong with it.
func (e *ParamError) Error() string { return fmt.Sprintf("parameter %q %s", e.Param, e.Reason) }

// encodeQuery returns the query parameters of a params struct.
func encodeQuery(params any) (url.Values, error) {
	if values, ok := params.(url.Values); ok || params == nil {
		return values, nil
	}
	if err := checkRequired(params); err != nil {
		return nil, err
	}
	values, err := query.Values(params)
	if err != nil {
		return nil, fmt.Errorf("encoding the query: %w", err)
	}
	return values, nil
}

// encodeBody returns nil where there is no body, and else a JSON document that
// is never null.
func encodeBody(params any) ([]byte, error) {
	if params == nil {
		return nil, nil
	}
	if err := checkRequired(params); err != nil {
		return nil, err
	}
	data, err := json.Marshal(params)
	if err != nil {
		return nil, fmt.Errorf("encoding the body: %w", err)
	}
	if string(data) == "null" {
		data = []byte("{}")
	}
	return data, nil
}

// checkRequired returns a *ParamError for the first field tagged
// `required:"true"` that is zero, in params and in what it holds.
func checkRequired(params any) error {
	if name := missing(reflect.ValueOf(params), ""); name != "" {
		return &ParamError{name, "is required"}
	}
	return nil
}

// missing returns the wire name of the first required field that is zero.
func missing(v reflect.Value, name string) string {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return missing(v.Elem(), name)
		}
	case reflect.Slice, reflect.Array:
		if !mayRequire(v.Type().Elem()) {
			return ""
		}
		for i := range v.Len() {
			if found := missing(v.Index(i), name+"["+strconv.Itoa(i)+"]"); found != "" {
				return found
			}
		}
	case reflect.Struct:
		return missingField(v, name)
	default:
	}
	return "" // a plain value has no fields
}

func missingField(v reflect.Value, name string) string {
	if optional, ok := reflect.TypeAssert[interface{ held() any }](v); ok {
		return missing(reflect.ValueOf(optional.held()), name)
	}
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		if !field.IsExported() {
			continue
		}
		path := name
		if !field.Anonymous {
			path = strings.TrimPrefix(name+"."+wireName(field), ".")
		}
		if field.Tag.Get("required") == "true" && value.IsZero() {
			return path
		}
		if found := missing(value, path); found != "" {
			return found
		}
	}
	return ""
}

// mayRequire spares the walk over elements that have no fields.
func mayRequire(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct, reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Array:
		return true
	default:
		return false
	}
}

// wireName is the name of a field in the JSON body or the query string.
func wireName(field reflect.StructField) string {
	for _, key := range []string{"json", "url"} {
		if name, _, _ := strings.Cut(field.Tag.Get(key), ","); name != "" {
			return name
		}
	}
	return field.Name
}
