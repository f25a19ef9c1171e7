// Package driver calls the operations of Services by reflection, and says what
// they sent and what they made of the answers. It is built into a program with
// the packages under check, which reads tasks and writes results as JSON.
package driver

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
)

// Task is one call to make. Without a Package it is a GET of anything, or an event
// to dispatch.
type Task struct {
	Event           any            // to dispatch
	Package, Method string         // of the Service
	Path            []string       // values of the path's placeholders, in order
	Params          map[string]any // values of parameters, by wire name
	RequiredOnly    bool           // leave out what is not required
	With            []string       // but for these parameters, of which some are needed
	Without         []string       // leave out these parameters
	Status          int            // of the answer
	Answer          any            // its body, nil for none
}

// Result is what came of a Task.
type Result struct {
	Requests []Request
	Value    any      // what the call returned, or the event's handler got, as JSON
	Type     string   // what the event's handler got
	Error    string   // its error
	Chain    []string // the types of the errors in it
	API      *APIError
	Problem  string // what kept the driver from making the call
}

// Request is a request that was sent.
type Request struct {
	Method, Path, Query, ContentType, Body string
}

// APIError is a *workos.Error.
type APIError struct {
	Status                    int
	Code, Message, OAuthError string
	FieldErrors               []workos.FieldError
}

// Program is what the driver is built with.
type Program struct {
	// Services are made from a client by their packages' New, by import path.
	Services map[string]func(*workos.Client) any
	// Handle registers a function for every type of events, which keeps what it
	// gets.
	Handle func(mux *events.Mux, keep func(event any))
}

// Main makes the calls that standard input asks for.
func Main(program Program) {
	var tasks []Task
	if err := json.NewDecoder(os.Stdin).Decode(&tasks); err != nil {
		panic(err)
	}
	out := os.Stdout
	os.Stdout = os.Stderr // for packages that print
	results := make([]Result, len(tasks))
	for i, task := range tasks {
		results[i] = program.run(task)
	}
	if err := json.NewEncoder(out).Encode(results); err != nil {
		panic(err)
	}
}

// recorder is an HTTPDoer that answers every request with the task's answer.
type recorder struct {
	task     Task
	requests []Request
}

func (r *recorder) Do(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body) // from memory
	}
	r.requests = append(r.requests, Request{
		req.Method, req.URL.EscapedPath(), req.URL.RawQuery, req.Header.Get("Content-Type"), string(body),
	})
	answer := ""
	if r.task.Answer != nil {
		data, err := json.Marshal(r.task.Answer)
		if err != nil {
			return nil, err
		}
		answer = string(data)
	}
	return &http.Response{
		StatusCode: r.task.Status,
		Header:     http.Header{"Content-Type": {"application/json"}},
		Body:       io.NopCloser(strings.NewReader(answer)),
	}, nil
}

// build records the request that a URL is for.
func (r *recorder) build(text string) {
	if u, err := url.Parse(text); err == nil && u.IsAbs() {
		r.requests = append(r.requests, Request{Method: http.MethodGet, Path: u.EscapedPath(), Query: u.RawQuery})
	}
}

func (p Program) run(task Task) (result Result) {
	doer := &recorder{task: task}
	defer func() {
		result.Requests = doer.requests
		if problem := recover(); problem != nil {
			result.Problem = fmt.Sprint(problem)
		}
	}()
	if task.Event != nil {
		p.dispatch(task.Event, &result)
		return result
	}
	client := workos.NewClient(
		workos.WithAPIKey("sk_conformance"),
		workos.WithClientID("client_conformance"),
		workos.WithBaseURL("https://api.workos.com"),
		workos.WithHTTPClient(doer),
		workos.WithMaxRetries(0),
	)
	if task.Package == "" {
		_, err := workos.Get[any](context.Background(), client, workos.Path("/anything"), nil)
		result.fail(err)
		return result
	}
	method := reflect.ValueOf(p.Services[task.Package](client)).MethodByName(task.Method)
	for _, value := range method.Call(task.arguments(method.Type())) {
		if err, ok := reflect.TypeAssert[error](value); ok {
			result.fail(err)
		} else if value.Kind() != reflect.Interface {
			result.keep(value)
		}
	}
	if built, ok := result.Value.(string); ok && len(doer.requests) == 0 {
		doer.build(built)
	}
	return result
}

// dispatch gives an event to the function that is for its type.
func (p Program) dispatch(sample any, result *Result) {
	mux := events.NewMux()
	p.Handle(mux, func(event any) {
		result.Type = fmt.Sprintf("%T", event)
		result.keep(reflect.ValueOf(event))
	})
	data, err := json.Marshal(sample)
	event := new(events.Event)
	if err == nil {
		err = json.Unmarshal(data, event)
	}
	if err == nil {
		err = mux.Dispatch(context.Background(), event)
	}
	result.fail(err)
}

func (r *Result) fail(err error) {
	if err == nil {
		return
	}
	r.Error = err.Error()
	for e := err; e != nil; e = errors.Unwrap(e) {
		r.Chain = append(r.Chain, fmt.Sprintf("%T", e))
	}
	if apiErr, ok := errors.AsType[*workos.Error](err); ok {
		if cause := apiErr.Unwrap(); cause != nil {
			r.Error = cause.Error() // in full
		}
		r.API = &APIError{apiErr.StatusCode, apiErr.Code, apiErr.Message, apiErr.OAuthError, apiErr.FieldErrors}
	}
}

func (r *Result) keep(value reflect.Value) {
	data, err := json.Marshal(value.Interface())
	if err != nil {
		panic("encoding the result: " + err.Error())
	}
	if err := json.Unmarshal(data, &r.Value); err != nil {
		panic(err)
	}
}

// arguments makes the arguments of a call, but for its options.
func (t Task) arguments(method reflect.Type) []reflect.Value {
	var args []reflect.Value
	path := t.Path
	for i := range method.NumIn() {
		kind := method.In(i)
		switch {
		case method.IsVariadic() && i == method.NumIn()-1:
		case kind == reflect.TypeFor[context.Context]():
			args = append(args, reflect.ValueOf(context.Background()))
		case kind.Kind() == reflect.String:
			value := "value"
			if len(path) > 0 {
				value, path = path[0], path[1:]
			}
			args = append(args, reflect.ValueOf(value).Convert(kind))
		case kind.Kind() == reflect.Struct:
			value := reflect.New(kind).Elem()
			t.fill(value, t.Params, true, 0)
			args = append(args, value)
		default:
			panic(fmt.Sprintf("it takes a %s: take IDs as strings and everything else in one params struct", kind))
		}
	}
	return args
}

// maxDepth ends params that contain themselves.
const maxDepth = 12

// fill sets v to the sample, and what the sample does not know to anything that
// is not zero, so that it is sent.
func (t Task) fill(v reflect.Value, sample any, known bool, depth int) {
	if depth > maxDepth {
		return
	}
	if known && v.Kind() != reflect.Struct {
		data, err := json.Marshal(sample)
		if err == nil {
			err = json.Unmarshal(data, v.Addr().Interface())
		}
		if err != nil {
			panic(fmt.Sprintf("%s cannot hold %s: %v", v.Type(), data, err))
		}
	}
	switch v.Kind() {
	case reflect.Struct:
		t.fillStruct(v, sample, known, depth)
	case reflect.Slice:
		t.fillSlice(v, sample, depth)
	case reflect.Map:
		t.fillMap(v, depth)
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		t.fill(v.Elem(), sample, known, depth+1)
	default:
		if v.IsZero() {
			fillPlain(v)
		}
	}
}

func (t Task) fillSlice(v reflect.Value, sample any, depth int) {
	if v.Len() == 0 {
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
	}
	items, _ := sample.([]any)
	for i := range v.Len() {
		if i < len(items) {
			t.fill(v.Index(i), items[i], true, depth+1)
		} else {
			t.fill(v.Index(i), nil, false, depth+1)
		}
	}
}

func (t Task) fillMap(v reflect.Value, depth int) {
	if v.Len() > 0 {
		return
	}
	value := reflect.New(v.Type().Elem()).Elem()
	t.fill(value, nil, false, depth+1)
	v.Set(reflect.MakeMap(v.Type()))
	v.SetMapIndex(reflect.ValueOf("extra").Convert(v.Type().Key()), value)
}

func fillPlain(v reflect.Value) {
	switch {
	case v.Kind() == reflect.String:
		v.SetString("extra")
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(1)
	case v.CanUint():
		v.SetUint(1)
	case v.CanFloat():
		v.SetFloat(1)
	case v.Kind() == reflect.Interface:
		v.Set(reflect.ValueOf("extra"))
	}
}

func (t Task) fillStruct(v reflect.Value, sample any, known bool, depth int) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(time.Date(2026, 1, 15, 12, 0, 0, 123_000_000, time.UTC)))
		return
	}
	if optional, ok := reflect.TypeAssert[json.Unmarshaler](v.Addr()); ok { // workos.Optional and its like
		t.fillOptional(v, optional, sample, known, depth)
		return
	}
	members, _ := sample.(map[string]any)
	for i := range v.NumField() {
		field := v.Type().Field(i)
		switch wire := WireName(field.Name, field.Tag); {
		case field.Anonymous:
			t.fill(v.Field(i), sample, known, depth+1)
		case !field.IsExported(), wire == "-", t.leavesOut(field, wire),
			depth < 2 && slices.Contains(t.Without, wire):
		default:
			value, ok := members[wire]
			t.fill(v.Field(i), value, ok, depth+1)
		}
	}
}

// leavesOut reports whether a field is left out because it is not required.
func (t Task) leavesOut(field reflect.StructField, wire string) bool {
	return t.RequiredOnly && field.Tag.Get("required") != "true" && !slices.Contains(t.With, wire)
}

// fillOptional makes the value inside first, where a method Get tells its type.
func (t Task) fillOptional(v reflect.Value, optional json.Unmarshaler, sample any, known bool, depth int) {
	if get := v.MethodByName("Get"); get.IsValid() {
		inner := reflect.New(get.Type().Out(0)).Elem()
		t.fill(inner, sample, known, depth+1)
		sample, known = inner.Interface(), true
	}
	if !known {
		return
	}
	data, err := json.Marshal(sample)
	if err == nil {
		err = optional.UnmarshalJSON(data)
	}
	if err != nil {
		panic(fmt.Sprintf("%s cannot hold %s: %v", v.Type(), data, err))
	}
}

// WireName is the name of a field in the JSON body or the query string, or "-".
func WireName(field string, tag reflect.StructTag) string {
	for _, key := range []string{"json", "url"} {
		options, ok := tag.Lookup(key)
		if name, _, _ := strings.Cut(options, ","); ok && name != "-" {
			return cmp.Or(name, field)
		}
	}
	return "-"
}
