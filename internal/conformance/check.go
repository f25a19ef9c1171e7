// Package conformance checks the product packages against the OpenAPI document
// of the WorkOS API: what they send, what they make of answers and errors, which
// enumerations they know, and what they do not have yet. It also looks for
// credentials that would be printed, and compares what workostest answers with the
// document. It finds packages and
// operations by itself; there is no table to keep.
package conformance

import (
	"errors"
	"fmt"
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/workos-go/workos/internal/conformance/driver"
)

// Violation is a place where the packages and the document differ.
type Violation struct {
	Key   string // what an Exception names: operation and parameter
	Where string // file:line and method
	What  string // what is wrong, and what to change
}

func (v Violation) String() string { return v.Where + ": " + v.What + " [" + v.Key + "]" }

// findings are what a check found.
type findings struct {
	Violations []Violation
	Exceptions []Exception // that were needed
}

// Report is the outcome of a check.
type Report struct {
	findings

	Covered, Uncovered []*Operation
	UncoveredEvents    []string
	Events             int
	Methods            int
	Parameters         int // of the covered operations, query and body
	Fields             int // of their answers
	EventFields        int // of the payloads of events
	Errors             int // shapes of error answers
	Enumerations       int
}

// checker gathers a Report.
type checker struct {
	Report

	doc      *Document
	src      *source
	sent     map[*Operation]map[string]bool // parameters that some method sends
	answered map[*Operation]map[string]bool // properties of its answers
	enums    map[string]*enumeration        // by package and name
	payloads map[*types.Named]payload       // of events, those of package events
	told     map[string]bool                // properties of the payloads of all events
	codes    map[string]bool                // of all errors
}

// Options are what a check can be told.
type Options struct {
	Root       string            // of the project
	Packages   []string          // to check, as the go command names them; all below Root by default
	Overlay    map[string][]byte // files to read in place of those on disk
	Exceptions []Exception
	Uncovered  Uncovered
}

// Check compares the packages with the document.
func Check(doc *Document, opts Options) (*Report, error) {
	src, err := load(opts.Root, opts.Overlay, opts.Packages)
	if err != nil {
		return nil, err
	}
	c := &checker{
		doc: doc, src: src,
		sent: map[*Operation]map[string]bool{}, answered: map[*Operation]map[string]bool{}, enums: map[string]*enumeration{},
		payloads: map[*types.Named]payload{}, told: map[string]bool{}, codes: map[string]bool{},
	}
	calls := c.calls()
	shapes := c.errorShapes()
	happenings := c.happenings()
	results, err := drive(src, opts.Overlay, tasks(calls, shapes, happenings))
	if err != nil {
		return nil, err
	}
	for i, call := range calls {
		c.checkCall(call, results[i])
	}
	for i, shape := range shapes {
		c.checkError(shape, results[len(calls)+i])
	}
	for i, h := range happenings {
		c.checkHappening(h, results[len(calls)+len(shapes)+i])
	}
	for _, names := range c.answered {
		c.Fields += len(names)
	}
	c.EventFields = len(c.told)
	c.checkSendable()
	c.checkRequired()
	c.checkEnumerations()
	c.checkPayloads()
	c.checkSecrets()
	c.checkCoverage(opts.Uncovered)
	c.except(opts.Exceptions)
	return &c.Report, nil
}

func tasks(calls []call, shapes []shape, happenings []happening) []driver.Task {
	var all []driver.Task
	for _, call := range calls {
		all = append(all, call.task)
	}
	for _, shape := range shapes {
		all = append(all, shape.task)
	}
	for _, h := range happenings {
		all = append(all, h.task)
	}
	return all
}

func (f *findings) report(key, where, format string, args ...any) {
	v := Violation{key, where, fmt.Sprintf(format, args...)}
	if !slices.Contains(f.Violations, v) {
		f.Violations = append(f.Violations, v)
	}
}

// call is a task for a method.
type call struct {
	*method

	answer form
	task   driver.Task
}

// maxChoices bounds how many alternatives of an answer are tried.
const maxChoices = 200

// calls returns the calls of every operation of every Service: with all
// parameters and every form of the answer, and with the required ones alone.
func (c *checker) calls() []call {
	var calls []call
	for _, where := range sortedKeys(c.src.stray) {
		c.report("stray "+c.src.stray[where], where, "%s has a line «Calls» and is not checked: make it an exported method of *Service whose first parameter is the context, or say «Builds the URL of»", c.src.stray[where])
	}
	for _, where := range sortedKeys(c.src.uses) {
		line := c.src.uses[where]
		if _, used, _ := strings.Cut(line, " "); c.doc.named(used) == nil {
			c.report(used, where, "its comment says «%s», which the document does not have", line)
		}
	}
	for _, m := range c.src.methods {
		if m.calls == "" {
			c.report(m.pkg.Name+"."+m.name, m.String(), "its comment has no line «Calls METHOD /path.»")
			continue
		}
		c.Methods++
		if op := c.doc.named(m.calls); op != nil {
			m.op = op
			calls = append(calls, c.callsOf(m)...)
			continue
		}
		c.report(m.calls, m.String(), "its comment says «Calls %s», which the document does not have", m.calls)
	}
	return calls
}

func (c *checker) callsOf(m *method) []call {
	op := m.op
	status, schema := op.success()
	code := 200
	_, _ = fmt.Sscan(status, &code)
	task := driver.Task{Package: m.pkg.PkgPath, Method: m.name, Params: map[string]any{}, Status: code}
	for _, param := range op.path {
		task.Path = append(task.Path, fmt.Sprint(c.doc.sample(object(param["schema"]), fmt.Sprint(param["name"]), full, 0, 0)))
	}
	for name, param := range op.query {
		task.Params[name] = c.sampleParam(name, object(param["schema"]))
	}
	for _, body := range c.doc.variants(op.body) {
		properties, _ := c.doc.sample(body, "", full, 0, 0).(map[string]any)
		for name, value := range properties {
			if _, ok := task.Params[name]; !ok {
				task.Params[name] = value
			}
		}
	}
	if m.builds {
		schema = nil // for who requests the URL
	}
	if m.result == nil && schema != nil {
		if !op.mayBeEmpty() {
			c.report(op.String()+" answer", m.String(), "the document has an answer with a body, and the method returns none")
		}
		schema = nil
	}
	var calls []call
	groups := c.exclusiveGroups(op)
	excluded := exclusions(groups)
	add := func(answer form, choice int, requiredOnly bool) {
		task := task
		task.RequiredOnly, task.With = requiredOnly, needed(groups)
		task.Without = excluded[choice%len(excluded)]
		if schema != nil {
			task.Answer = c.doc.sample(schema, "", answer, choice, 0)
		}
		calls = append(calls, call{m, answer, task})
	}
	for choice := range max(c.choices(schema), len(excluded)) {
		add(full, choice, false)
		add(nulls, choice, false)
		add(unknown, choice, false)
	}
	add(full, 0, true)
	return calls
}

// exclusiveGroups returns the groups of parameters, in query and body, of which the
// alternatives exclude each other.
func (c *checker) exclusiveGroups(op *Operation) map[string]any {
	groups := map[string]any{}
	maps.Copy(groups, op.exclusive)
	maps.Copy(groups, object(c.doc.resolve(op.body)["x-mutually-exclusive-body-groups"]))
	return groups
}

// needed returns the parameters of which one alternative must be sent.
func needed(groups map[string]any) []string {
	var names []string
	for _, group := range sortedKeys(groups) {
		if object(groups[group])["optional"] == false {
			names = append(names, others(object(object(groups[group])["variants"]), "")...)
		}
	}
	return names
}

// exclusions returns which parameters to leave out, one alternative after another
// of those that exclude each other.
func exclusions(groups map[string]any) [][]string {
	excluded := [][]string{nil}
	for _, group := range sortedKeys(groups) {
		variants := object(object(groups[group])["variants"])
		var combined [][]string
		for _, before := range excluded {
			for _, chosen := range sortedKeys(variants) {
				combined = append(combined, slices.Concat(before, others(variants, chosen)))
			}
		}
		excluded = combined
	}
	return excluded
}

// others returns the parameters of all variants but the chosen one.
func others(variants map[string]any, chosen string) []string {
	var names []string
	for _, variant := range sortedKeys(variants) {
		if variant != chosen {
			for _, name := range array(variants[variant]) {
				names = append(names, fmt.Sprint(name))
			}
		}
	}
	return names
}

// choices returns how many alternatives a schema has at most at one place.
func (c *checker) choices(schema Schema) int {
	most := 1
	var walk func(node Schema, depth int)
	walk = func(node Schema, depth int) {
		if node == nil || depth > maxDepth {
			return
		}
		forms := c.doc.variants(node)
		most = max(most, len(forms))
		for _, form := range forms {
			most = max(most, len(array(form["enum"])))
			for _, property := range object(form["properties"]) {
				walk(object(property), depth+1)
			}
			walk(object(form["items"]), depth+1)
		}
	}
	walk(schema, 0)
	return min(most, maxChoices)
}

// sampleParam is a sample of a query parameter; a list has two items, which show
// how it is written.
func (c *checker) sampleParam(name string, schema Schema) any {
	value := c.doc.sample(schema, name, full, 0, 0)
	if items, ok := value.([]any); ok {
		return append(items, c.doc.sample(object(c.doc.variants(schema)[0]["items"]), name, full, 1, 0))
	}
	return value
}

func (c *checker) checkCall(call call, result driver.Result) {
	where := call.String()
	switch {
	case result.Problem != "":
		c.report(call.op.String(), where, "cannot be called: %s", result.Problem)
		return
	case call.builds && call.task.RequiredOnly && slices.Contains(result.Chain, "*workos.ParamError"):
		return // it wants one of several, of which the document requires none
	case len(result.Requests) == 0:
		c.report(call.op.String(), where, "sends nothing: %s", result.Error)
		return
	}
	if n := len(result.Requests); n > 1 {
		c.report(call.op.String(), where, "sends %d requests, the last %s %s: an operation is one call", n, result.Requests[n-1].Method, result.Requests[n-1].Path)
	}
	request := result.Requests[0]
	op := c.doc.find(request.Method, request.Path)
	switch {
	case op == nil:
		c.report(call.op.String(), where, "sends %s %s, which the document does not have", request.Method, request.Path)
	case op != call.op:
		c.report(call.op.String(), where, "sends %s, and its comment says «Calls %s»", op, call.calls)
	default:
		if !call.builds { // which take the client's own ID from the client
			c.checkPath(call, request)
		}
		c.checkRequest(call, request)
		c.checkFields(call, request)
		c.checkAnswer(call, result)
	}
}

// checkSendable reports what the document has for a covered operation and no
// method sends.
func (c *checker) checkSendable() {
	methods := map[*Operation]*method{}
	for _, m := range c.src.methods {
		if m.op != nil && methods[m.op] == nil {
			methods[m.op] = m
		}
	}
	for _, op := range c.doc.Operations {
		if methods[op] == nil {
			continue
		}
		names := c.parameters(op)
		c.Parameters += len(names)
		inBody := c.queryInBody(op)
		for _, name := range names {
			param, isQuery := strings.CutPrefix(name, "query ")
			sentInBody := isQuery && inBody[param] && c.sent[op]["body "+param]
			if !c.sent[op][name] && !sentInBody {
				c.report(op.String()+" "+name, methods[op].String(), "cannot send %s of %s: its params have no such field", name, op)
			}
		}
	}
}

// parameters returns what can be sent with an operation: "query limit",
// "body domain_data[].state".
func (c *checker) parameters(op *Operation) []string {
	names := map[string]bool{}
	for name := range op.query {
		names["query "+name] = true
	}
	c.properties(op.body, "body ", names, 0)
	return slices.DeleteFunc(sortedKeys(names), func(name string) bool { return strings.HasSuffix(name, anyProperty) })
}

// anyProperty stands for the properties of an object that takes any.
const anyProperty = "*"

// properties adds the paths of all properties of a schema.
func (c *checker) properties(node Schema, prefix string, names map[string]bool, depth int) {
	if node == nil || depth > maxDepth {
		return
	}
	for _, form := range c.doc.variants(node) {
		extra, ok := form["additionalProperties"]
		if ok && extra != false || form["patternProperties"] != nil || form["properties"] == nil && slices.Contains(kinds(form), "object") {
			names[prefix+anyProperty] = true
		}
		for name, property := range object(form["properties"]) {
			names[prefix+name] = true
			c.properties(object(property), prefix+name+".", names, depth+1)
		}
		if items := object(form["items"]); items != nil {
			c.properties(items, strings.TrimSuffix(prefix, ".")+"[].", names, depth+1)
		}
	}
}

// except drops the violations that have an exception, and reports exceptions
// that are not needed.
func (f *findings) except(exceptions []Exception) {
	for _, e := range exceptions {
		before := len(f.Violations)
		f.Violations = slices.DeleteFunc(f.Violations, func(v Violation) bool { return e.covers(v.Key) })
		if len(f.Violations) == before {
			f.report(e.Key, "internal/conformance/exceptions.go", "the exception is no longer needed: remove it")
			continue
		}
		f.Exceptions = append(f.Exceptions, e)
	}
}

// Err returns all violations as one error, or nil.
func (f *findings) Err() error {
	var all []error
	for _, v := range f.Violations {
		all = append(all, errors.New(v.String()))
	}
	return errors.Join(all...)
}

// Summary says what was checked, in a few lines.
func (r *Report) Summary() string {
	var b strings.Builder
	fmt.Fprintf(&b, "operations   %4d of %d, called by %d methods\n", len(r.Covered), len(r.Covered)+len(r.Uncovered), r.Methods)
	fmt.Fprintf(&b, "event types  %4d of %d\n", r.Events-len(r.UncoveredEvents), r.Events)
	fmt.Fprintf(&b, "parameters   %4d\n", r.Parameters)
	fmt.Fprintf(&b, "fields       %4d\n", r.Fields)
	fmt.Fprintf(&b, "event fields %4d\n", r.EventFields)
	fmt.Fprintf(&b, "error shapes %4d\n", r.Errors)
	fmt.Fprintf(&b, "enumerations %4d\n", r.Enumerations)
	fmt.Fprintf(&b, "exceptions   %4d\n", len(r.Exceptions))
	fmt.Fprintf(&b, "violations   %4d\n", len(r.Violations))
	return b.String()
}

// Details lists what the summary counts: covered and uncovered operations, and
// the exceptions with their reasons.
func (r *Report) Details() string {
	var b strings.Builder
	for _, op := range r.Covered {
		fmt.Fprintf(&b, "covered    %s\n", op)
	}
	for _, op := range r.Uncovered {
		fmt.Fprintf(&b, "uncovered  %s\n", op)
	}
	for _, event := range r.UncoveredEvents {
		fmt.Fprintf(&b, "uncovered  event %s\n", event)
	}
	for _, e := range r.Exceptions {
		fmt.Fprintf(&b, "exception  %s: %s\n", e.Key, e.Reason)
	}
	return b.String()
}
