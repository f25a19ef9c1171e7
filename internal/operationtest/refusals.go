package operationtest

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/workostest"
)

// RefusedParam returns the parameter for which a call was not sent, or "":
//
//	assert.Equal(t, "name", operationtest.RefusedParam(orgs.Create(ctx, organizations.CreateParams{})))
func RefusedParam(_ any, err error) string {
	if paramErr := (*workos.ParamError)(nil); errors.As(err, &paramErr) {
		return paramErr.Param
	}
	return ""
}

// RequireIDs asserts that every method of a Service that takes IDs refuses, with a
// *workos.ParamError, what is none: "", "." and "..", which would lead to another
// path. The methods to leave out take strings that are no IDs.
func RequireIDs[S any](t *testing.T, service func(*workos.Client) S, leaveOut ...string) {
	t.Helper()
	srv := workostest.NewServer(t)
	methods, checked := reflect.ValueOf(service(srv.Client())), 0
	for i := range methods.NumMethod() {
		name, method := methods.Type().Method(i).Name, methods.Method(i)
		for param := range method.Type().NumIn() {
			if method.Type().In(param).Kind() != reflect.String || slices.Contains(leaveOut, name) {
				continue
			}
			checked++
			for _, bad := range []string{"", ".", ".."} {
				var paramErr *workos.ParamError
				require.ErrorAs(t, callWithID(t, method, param, bad), &paramErr, "%s, %q as argument %d", name, bad, param)
				assert.NotEqual(t, "is required", paramErr.Reason, "%s looks at its params before the ID", name)
			}
		}
	}
	assert.Positive(t, checked, "methods with IDs")
	assert.Empty(t, srv.Requests())
}

// callWithID calls a method with an ID at the given place, others in the other
// places and empty params, and returns its error.
func callWithID(t *testing.T, method reflect.Value, place int, id string) error {
	t.Helper()
	var in []reflect.Value
	for i := range method.Type().NumIn() {
		switch param := method.Type().In(i); {
		case i == place:
			in = append(in, reflect.ValueOf(id))
		case param.Kind() == reflect.String:
			in = append(in, reflect.ValueOf("another"))
		case param == reflect.TypeFor[context.Context]():
			in = append(in, reflect.ValueOf(t.Context()))
		case method.Type().IsVariadic() && i == method.Type().NumIn()-1: // no options
		default:
			in = append(in, reflect.Zero(param))
		}
	}
	out := method.Call(in)
	err, _ := reflect.TypeAssert[error](out[len(out)-1])
	return err
}
