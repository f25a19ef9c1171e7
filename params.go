package workos

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
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
	values, err := query.Values(params)
	if err != nil {
		return nil, fmt.Errorf("encoding the query: %w", err)
	}
	return values, checkRequired(params)
}

// encodeBody returns a JSON document that is never null, or nil where there are
// neither params nor a method that has a body.
func encodeBody(method string, params any) ([]byte, error) {
	if params == nil {
		switch method {
		case http.MethodPost, http.MethodPut, http.MethodPatch:
			params = struct{}{}
		default:
			return nil, nil
		}
	}
	data, err := json.Marshal(params)
	if err != nil {
		return nil, fmt.Errorf("encoding the body: %w", err)
	}
	if string(data) == "null" {
		data = []byte("{}")
	}
	return data, checkRequired(params)
}

// checkRequired returns a *ParamError for the first field tagged
// `required:"true"` that is zero, in params and in what it holds, and for the first
// parameter that a struct itself says is missing, by a method Missing.
func checkRequired(params any) error {
	v := reflect.ValueOf(params)
	if v.Kind() == reflect.Pointer && v.IsNil() {
		v = reflect.Zero(v.Type().Elem()) // is sent as if it were empty
	}
	if name := missing(v, ""); name != "" {
		return &ParamError{name, "is required"}
	}
	return nil
}

// missing returns the wire name of the first required field that is zero. It sees
// what was encoded, which therefore ends somewhere.
func missing(v reflect.Value, name string) string {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return missing(v.Elem(), name)
		}
	case reflect.Slice, reflect.Array:
		if kind := v.Type().Elem().Kind(); kind < reflect.Array || kind == reflect.String {
			return "" // plain values, and perhaps many
		}
		for i := range v.Len() {
			if found := missing(v.Index(i), name+"["+strconv.Itoa(i)+"]"); found != "" {
				return found
			}
		}
	case reflect.Map:
		for key, value := range v.Seq2() {
			if found := missing(value, fmt.Sprintf("%s[%v]", name, key)); found != "" {
				return found
			}
		}
	case reflect.Struct:
		if found := incomplete(v); found != "" {
			return below(name, found)
		}
		return missingField(v, name)
	default:
	}
	return "" // a plain value has no fields
}

// incomplete returns what a struct itself says is missing, where some of its
// parameters need each other, or "".
func incomplete(v reflect.Value) string {
	if v.CanInterface() {
		if params, ok := reflect.TypeAssert[interface{ Missing() string }](v); ok {
			return params.Missing()
		}
	}
	return ""
}

func missingField(v reflect.Value, name string) string {
	if v.CanInterface() {
		switch value := v.Interface().(type) {
		case interface{ held() any }: // an Optional
			return missing(reflect.ValueOf(value.held()), name)
		case json.Marshaler: // has a form of its own
			return ""
		}
	}
	for i := range v.NumField() {
		field, value := v.Type().Field(i), v.Field(i)
		if !field.IsExported() && !field.Anonymous || wireName(field) == "-" {
			continue
		}
		if field.Tag.Get("required") == "true" && value.IsZero() {
			if field.Anonymous { // stands for its fields
				field = field.Type.Field(0)
			}
			return below(name, wireName(field))
		}
		path := name
		if !field.Anonymous {
			path = below(name, wireName(field))
		}
		if found := missing(value, path); found != "" {
			return found
		}
	}
	return ""
}

// below returns the wire name of a field of what has a name, or none.
func below(name, field string) string { return strings.TrimPrefix(name+"."+field, ".") }

// wireName is the name of a field in the JSON body or the query string, or "-"
// where its tags keep it out of both.
func wireName(field reflect.StructField) string {
	name := field.Name
	for _, key := range []string{"json", "url"} {
		options, tagged := field.Tag.Lookup(key)
		if !tagged {
			continue
		}
		if name, _, _ = strings.Cut(options, ","); name != "-" {
			return cmp.Or(name, field.Name)
		}
	}
	return name
}
