package conformance

import (
	"fmt"
	"go/types"
	"strings"

	"github.com/workos-go/workos/internal/conformance/driver"
)

// eventType is a type of events, by its name on the wire.
type eventType string

func (e eventType) String() string { return "event " + string(e) }

// happening is a task for an event: to be dispatched to the Go type that is for it.
type happening struct {
	kind   eventType
	typed  *types.Named
	where  string
	answer form
	task   driver.Task
}

// happenings returns samples of every type of events, in every form, and reports
// the types that have no Go type.
func (c *checker) happenings() []happening {
	if c.src.events() == nil {
		return nil
	}
	typed := map[string]*types.Named{}
	for _, named := range c.src.typedEvents() {
		typed[named.Obj().Name()] = named
	}
	var all []happening
	for _, kind := range c.doc.Events {
		constant := c.src.eventTypes()[kind]
		named := typed[strings.TrimPrefix(constant, "Type")]
		if named == nil {
			c.report(eventType(kind).String(), "events", "%s has no type of its own: embed Of in one, named as its constant without Type", kind)
			continue
		}
		h := happening{kind: eventType(kind), typed: named, where: c.src.where(named.Obj().Pos())}
		schema := c.doc.schemas[kind]
		for choice := range c.choices(schema) {
			for _, f := range []form{full, nulls, unknown, required} {
				h.answer, h.task = f, driver.Task{Event: c.sampleEvent(kind, schema, f, choice)}
				all = append(all, h)
			}
		}
	}
	return all
}

// sampleEvent is a sample whose type is that of the event, also where the form has
// unknown values.
func (c *checker) sampleEvent(kind string, schema Schema, f form, choice int) any {
	event := c.doc.sample(schema, "", f, choice, 0).(map[string]any)
	event["event"] = kind
	return event
}

// checkHappening checks that an event was decoded into its type and that nothing of
// it was lost.
func (c *checker) checkHappening(h happening, result driver.Result) {
	switch {
	case result.Problem != "" || result.Error != "":
		c.report(h.kind.String(), h.where, "cannot decode an event %s: %s%s", h.answer, result.Problem, result.Error)
		return
	case result.Type != "events."+h.typed.Obj().Name():
		c.report(h.kind.String(), h.where, "arrives as %q: its method kind says so", result.Type)
		return
	case h.answer == nulls:
		return
	}
	for _, path := range lost(h.task.Event, result.Value, "") {
		if !strings.Contains(path, unknownProperty) {
			c.report(h.kind.String()+" "+path, h.where, "loses %s of an event %s: a field is missing, or its tag or type is wrong", path, h.answer)
		}
	}
	if h.answer == full {
		paths(object(h.task.Event)["data"], string(h.kind)+" ", c.told)
	}
}

// payload counts how often the properties of a struct of package events are there
// in the document.
type payload struct {
	uses     int
	there    map[string]int
	required map[string]int
}

// use counts the properties of a schema for the struct that is for it.
func (c *checker) use(t types.Type, form Schema) {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != module+"/events" || form["properties"] == nil {
		return
	}
	p, ok := c.payloads[named]
	if !ok {
		p = payload{there: map[string]int{}, required: map[string]int{}}
	}
	p.uses++
	for name := range object(form["properties"]) {
		p.there[name]++
	}
	for name := range requiredOf(form) {
		p.required[name]++
	}
	c.payloads[named] = p
}

// checkPayloads compares the fields of the structs of package events with the
// document: whether it has them, and whether they may be left out.
func (c *checker) checkPayloads() {
	for named, p := range c.payloads {
		for _, f := range c.src.fields(named.Underlying().(*types.Struct)) {
			key := fmt.Sprintf("events.%s %s", named.Obj().Name(), f.wire)
			_, options, _ := strings.Cut(f.tag.Get("json"), ",")
			basic, _ := f.typ.Underlying().(*types.Basic)
			switch {
			case p.there[f.wire] == 0:
				c.report(key, f.where, "%s is not in the document", key)
			case p.required[f.wire] == p.uses && options != "":
				c.report(key, f.where, "%s is always there, by the document: remove %q from its tag", key, options)
			case p.required[f.wire] < p.uses && options == "" && (basic == nil || basic.Kind() != types.Bool):
				c.report(key, f.where, "%s may be left out, by the document: add ,omitempty (or ,omitzero) to its tag", key)
			}
		}
	}
}
