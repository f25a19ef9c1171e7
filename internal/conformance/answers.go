package conformance

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/go/packages"

	"github.com/workos-go/workos/internal/conformance/driver"
)

// checkAnswer checks that an answer was decoded and that nothing of it was lost.
func (c *checker) checkAnswer(call call, result driver.Result) {
	key := call.op.String() + " answer"
	if result.Error != "" {
		c.report(key, call.String(), "cannot decode an answer %s: %s", call.answer, result.Error)
		return
	}
	if call.task.Answer == nil || call.answer == nulls {
		return
	}
	if c.answered[call.op] == nil {
		c.answered[call.op] = map[string]bool{}
	}
	for _, path := range lost(call.task.Answer, result.Value, "") {
		if !strings.Contains(path, unknownProperty) {
			c.report(key+" "+path, call.String(), "loses %s of an answer %s: a field is missing, or its tag or type is wrong", path, call.answer)
		}
	}
	if call.answer == full {
		paths(call.task.Answer, "", c.answered[call.op])
	}
}

// String describes an answer made in this form.
func (f form) String() string {
	switch f {
	case nulls:
		return "with nulls"
	case unknown:
		return "with properties and values that nobody knows yet"
	case required:
		return "with only what is required"
	default:
		return "with every property"
	}
}

// lost returns the paths of what is in want and not in got.
func lost(want, got any, path string) []string {
	switch want := want.(type) {
	case map[string]any:
		members, ok := got.(map[string]any)
		if !ok && len(want) == 0 && got == nil { // omitempty
			return nil
		}
		if !ok {
			return []string{cmp.Or(path, "everything")}
		}
		var missing []string
		for _, name := range sortedKeys(want) {
			missing = append(missing, lost(want[name], members[name], strings.TrimPrefix(path+"."+name, "."))...)
		}
		return missing
	case []any:
		items, ok := got.([]any)
		if !ok || len(items) != len(want) {
			return []string{path}
		}
		var missing []string
		for i := range want {
			missing = append(missing, lost(want[i], items[i], path+"[]")...)
		}
		return missing
	}
	if reflect.DeepEqual(want, got) || sameTime(want, got) || want == false && got == nil { // omitempty
		return nil
	}
	return []string{path}
}

func sameTime(want, got any) bool {
	a, errA := time.Parse(time.RFC3339Nano, fmt.Sprint(want))
	b, errB := time.Parse(time.RFC3339Nano, fmt.Sprint(got))
	return errA == nil && errB == nil && a.Equal(b)
}

// shape is an error answer of the document.
type shape struct {
	op     *Operation
	method *method // the operation's, or nil
	task   driver.Task
	body   any
}

// errorShapes returns the error answers of all operations, each form of them
// once for the core, and those with a pending token for their methods.
func (c *checker) errorShapes() []shape {
	methods := map[*Operation][]*method{}
	for _, m := range c.src.methods {
		methods[m.op] = append(methods[m.op], m)
	}
	seen := map[string]bool{}
	var shapes []shape
	for _, op := range c.doc.Operations {
		for _, status := range sortedKeys(op.responses) {
			schema := op.responses[status]
			if status < "4" || schema == nil {
				continue
			}
			for choice := range c.choices(schema) {
				body := c.doc.sample(schema, "", full, choice, 0)
				said, _, _ := expected(body)
				c.codes[said] = true
				code := 0
				_, _ = fmt.Sscan(status, &code)
				task := driver.Task{Status: code, Answer: body}
				if id := fmt.Sprint(status, body); !seen[id] {
					seen[id] = true
					shapes = append(shapes, shape{op: op, task: task, body: body})
				}
				if pending(body) {
					shapes = append(shapes, c.pendingShapes(op, methods[op], code, body)...)
				}
			}
		}
	}
	c.Errors = len(seen)
	return shapes
}

// pendingShapes are an error answer for each method of its operation.
func (c *checker) pendingShapes(op *Operation, methods []*method, code int, body any) []shape {
	var shapes []shape
	for _, m := range methods {
		task := c.callsOf(m)[0].task
		task.Status, task.Answer = code, body
		shapes = append(shapes, shape{op, m, task, body})
	}
	return shapes
}

func pending(body any) bool {
	members, _ := body.(map[string]any)
	_, ok := members["pending_authentication_token"]
	return ok
}

// checkError checks that an error answer came out as a *workos.Error that says
// all of it, and as a type of its own where a sign-in can be continued.
func (c *checker) checkError(s shape, result driver.Result) {
	key := fmt.Sprintf("%s %d", s.op, s.task.Status)
	where := "errors.go"
	if s.method != nil {
		where = s.method.String()
	}
	if result.API == nil {
		c.report(key, where, "%v does not come out as *workos.Error: %s%s", s.body, result.Error, result.Problem)
		return
	}
	wantCode, wantMessage, wantFields := expected(s.body)
	if result.API.Status != s.task.Status || result.API.Code != wantCode || result.API.Message != wantMessage {
		c.report(key, where, "%v comes out with code %q and message %q, want %q and %q",
			s.body, result.API.Code, result.API.Message, wantCode, wantMessage)
	}
	var fields [][3]string
	for _, f := range result.API.FieldErrors {
		fields = append(fields, [3]string{f.Field, f.Code, f.Message})
	}
	if !slices.Equal(fields, wantFields) {
		c.report(key, where, "%v comes out with field errors %q, want %q", s.body, fields, wantFields)
	}
	if s.method != nil && !slices.ContainsFunc(result.Chain, c.isProductError) {
		c.report(key, where, "%v carries a pending token and comes out without a type of its own", s.body)
	}
}

// isProductError reports whether a type, by its printed name, is of a product
// package.
func (c *checker) isProductError(name string) bool {
	return slices.ContainsFunc(c.src.packages, func(pkg *packages.Package) bool {
		return strings.HasPrefix(strings.TrimPrefix(name, "*"), pkg.Name+".")
	})
}

// expected returns the code, message and field errors that an answer says.
func expected(body any) (code, message string, fields [][3]string) {
	if text, ok := body.(string); ok {
		return "", text, nil
	}
	members, _ := body.(map[string]any)
	code, message = said(members["code"]), said(members["message"])
	if description := said(members["error_description"]); description != "" {
		if code == "" {
			code = said(members["error"])
		}
		if message == "" {
			message = description
		}
	}
	if message == "" && code == "" {
		message = said(members["error"])
	}
	for _, item := range array(members["errors"]) {
		if text, ok := item.(string); ok {
			fields = append(fields, [3]string{"", "", text})
			continue
		}
		m := object(item)
		field := said(m["field"]) + said(m["property"]) + said(m["instancePath"])
		fields = append(fields, [3]string{field, said(m["code"]), said(m["message"]) + said(m["constraints"])})
	}
	return code, message, fields
}

// said is the text of a string, or of the strings in a list or an object.
func said(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case []any:
		var parts []string
		for _, item := range value {
			parts = append(parts, fmt.Sprint(item))
		}
		return strings.Join(parts, "; ")
	case map[string]any:
		var parts []string
		for _, name := range sortedKeys(value) {
			parts = append(parts, fmt.Sprint(value[name]))
		}
		return strings.Join(parts, "; ")
	default:
		return ""
	}
}
