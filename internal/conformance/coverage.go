package conformance

import "slices"

// Uncovered is how much of the document has no method yet. The numbers only go
// down: whoever adds a package lowers them.
type Uncovered struct {
	Operations, EventTypes int
}

// Left is what is left to do.
var Left = Uncovered{Operations: 0, EventTypes: 0}

// checkCoverage lists what no method calls, and holds the counts.
func (c *checker) checkCoverage(left Uncovered) {
	called := map[string]bool{}
	for _, m := range c.src.methods {
		called[m.calls] = true
	}
	for _, op := range c.doc.Operations {
		if called[op.String()] {
			c.Covered = append(c.Covered, op)
		} else {
			c.Uncovered = append(c.Uncovered, op)
		}
	}
	c.Events = len(c.doc.Events)
	known := c.src.eventTypes()
	c.UncoveredEvents = slices.DeleteFunc(slices.Clone(c.doc.Events), func(e string) bool { return known[e] != "" })
	c.hold("operations", len(c.Uncovered), left.Operations)
	c.hold("event types", len(c.UncoveredEvents), left.EventTypes)
}

func (c *checker) hold(what string, count, left int) {
	const where = "internal/conformance/coverage.go"
	switch {
	case count > left:
		c.report("coverage of "+what, where, "%d %s are not covered, %d were: what is covered must stay so", count, what, left)
	case count < left:
		c.report("coverage of "+what, where, "%d %s are not covered, %d were: lower the number in Left", count, what, left)
	}
}
