package conformance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// FakeReport is the outcome of CheckFake.
type FakeReport struct {
	findings

	Routes, Answers, Events, EventTypes int // that were checked
}

// Summary says what was checked.
func (r *FakeReport) Summary() string {
	return fmt.Sprintf("workostest: %d routes, %d different answers, %d different events of %d types, %d exceptions, %d violations",
		r.Routes, r.Answers, r.Events, r.EventTypes, len(r.Exceptions), len(r.Violations))
}

// record is a line of what the recorder writes: an operation that the fake has, an
// answer of it, or an event.
type record struct {
	Route       string          `json:"route"`
	Status      int             `json:"status"`
	ContentType string          `json:"content_type"`
	Body        string          `json:"body"`
	Event       json.RawMessage `json:"event"`
}

// fakeChecker gathers a FakeReport.
type fakeChecker struct {
	FakeReport

	doc    *Document
	places map[string]string // file:line, by route
}

// CheckFake runs the tests below the root, or those of the packages that the options
// name, and compares what workostest answered and which events it told of with the
// document.
func CheckFake(doc *Document, opts Options) (*FakeReport, error) {
	c := &fakeChecker{doc: doc}
	records, err := c.play(opts)
	if err != nil {
		return nil, err
	}
	if c.places, err = places(filepath.Join(opts.Root, "workostest")); err != nil {
		return nil, err
	}
	succeeded, types := map[string]bool{}, map[string]bool{}
	for _, r := range records {
		switch {
		case r.Event != nil:
			c.Events++
			types[c.checkEvent(r.Event)] = true
		case r.Status == 0:
			c.operation(r.Route)
			succeeded[r.Route] = succeeded[r.Route] || false
		default:
			c.Answers++
			c.checkAnswer(r)
			succeeded[r.Route] = succeeded[r.Route] || r.Status < 400
		}
	}
	c.Routes, c.EventTypes = len(succeeded), len(types)
	for _, route := range sortedKeys(succeeded) {
		if !succeeded[route] && opts.Packages == nil {
			c.report(route, c.places[route], "no test makes it succeed, so that nobody knows whether it tells the truth: write one")
		}
	}
	c.except(opts.Exceptions)
	return &c.FakeReport, nil
}

func (c *fakeChecker) checkAnswer(r record) {
	key := fmt.Sprintf("%s %d", r.Route, r.Status)
	where := c.places[r.Route]
	op := c.operation(r.Route)
	if op == nil {
		return
	}
	schema, ok := op.responses[strconv.Itoa(r.Status)]
	if !ok {
		c.report(key, where, "%s answers with the status %d, which the document does not have, and %.200s", r.Route, r.Status, r.Body)
		schema = c.anyAnswer(r.Status)
	}
	var body any
	isJSON := json.Unmarshal([]byte(r.Body), &body) == nil
	switch {
	case len(schema) == 0 && r.Body == "":
	case schema == nil:
		c.report(key, where, "%s answers %d with a body, and the document with none: %.200s", r.Route, r.Status, r.Body)
	case !isJSON || !strings.HasPrefix(r.ContentType, "application/json"):
		c.report(key, where, "%s answers %d with what is no JSON, the document with JSON: %s %.200s", r.Route, r.Status, r.ContentType, r.Body)
	default:
		for _, what := range c.doc.mismatches(schema, body, "") {
			c.report(key+" "+strings.Fields(what)[0], where, "%s answers %d, and %s", r.Route, r.Status, what)
		}
	}
}

// operation returns what the document has for a route, or reports that it has none.
func (c *fakeChecker) operation(route string) *Operation {
	method, path, _ := strings.Cut(route, " ")
	op := c.doc.find(method, path)
	if op == nil {
		c.report(route, c.places[route], "the document does not have %s", route)
	}
	return op
}

// anyAnswer is the schema of the answers with a status, whatever the operation.
func (c *fakeChecker) anyAnswer(status int) Schema {
	var all []any
	for _, op := range c.doc.Operations {
		if schema := op.responses[strconv.Itoa(status)]; schema != nil {
			all = append(all, map[string]any(schema))
		}
	}
	return Schema{"anyOf": all}
}

// checkEvent returns the event's type.
func (c *fakeChecker) checkEvent(data []byte) string {
	var event any
	_ = json.Unmarshal(data, &event) // was JSON in the record
	kind := fmt.Sprint(object(event)["event"])
	schema := Schema{"$ref": "#/components/schemas/EventSchema"}
	for _, what := range c.doc.mismatches(schema, event, "") {
		c.report("event "+kind+" "+strings.Fields(what)[0], "workostest", "in an event %s, %s", kind, what)
	}
	return kind
}

// recordGo takes the place of workostest/record.go.
const recordGo = `package workostest

import (
	"encoding/json"
	"net/http"
	"os"
	"sync"
)

// recorded counts the events of a server that are recorded, with those that it forgot.
var recorded = struct {
	sync.Mutex
	file   *os.File
	events map[*Server]int
}{events: map[*Server]int{}}

func init() {
	for _, r := range New().routes {
		keep(map[string]any{"route": r.pattern})
	}
}

func (s *Server) record(pattern string, w http.ResponseWriter) {
	answer := w.(*recorder)
	keep(map[string]any{
		"route": pattern, "status": answer.Code, "content_type": answer.Header().Get("Content-Type"), "body": answer.Body.String(),
	})
	recorded.Lock()
	unseen := s.events[max(0, recorded.events[s]-len(s.forgotten)):]
	recorded.events[s] = len(s.forgotten) + len(s.events)
	recorded.Unlock()
	for _, event := range unseen {
		keep(map[string]any{"event": event})
	}
}

func keep(record map[string]any) {
	line, err := json.Marshal(record)
	if err != nil {
		panic(err)
	}
	recorded.Lock()
	defer recorded.Unlock()
	if recorded.file == nil {
		recorded.file, err = os.OpenFile(os.Getenv("WORKOSTEST_RECORD"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	}
	if err == nil {
		_, err = recorded.file.Write(append(line, '\n'))
	}
	if err != nil {
		panic(err)
	}
}
`

// play runs the tests with the recorder, and returns what it recorded, without
// repetitions. Tests that fail are reported: a fake that lies may fail them, too.
func (c *fakeChecker) play(opts Options) ([]record, error) {
	dir, err := os.MkdirTemp("", "conformance")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	files := map[string][]byte{filepath.Join(opts.Root, "workostest", "record.go"): []byte(recordGo)}
	maps.Copy(files, opts.Overlay)
	overlay, err := writeOverlay(dir, files)
	if err != nil {
		return nil, err
	}
	names := opts.Packages
	if names == nil {
		names = []string{"./..."}
	}
	log := filepath.Join(dir, "records")
	args := slices.Concat([]string{"test", "-count=1", "-vet=off", "-overlay", overlay}, names)
	cmd := exec.Command("go", args...) //nolint:gosec,noctx // the go command
	cmd.Dir, cmd.Env = opts.Root, append(os.Environ(), "WORKOSTEST_RECORD="+log)
	if output, err := cmd.CombinedOutput(); err != nil {
		c.report("go test", "workostest", "its tests fail: %v\n%s", err, output)
	}
	records, err := readRecords(log)
	if err != nil {
		err = errors.Join(err, c.Err())
	}
	return records, err
}

// readRecords reads what the recorder wrote.
func readRecords(name string) ([]record, error) {
	data, err := os.ReadFile(name) //nolint:gosec // was written by the recorder
	if err != nil {
		return nil, fmt.Errorf("no test asked workostest for anything: %w", err)
	}
	var records []record
	seen := map[string]bool{}
	for line := range bytes.Lines(data) {
		if seen[string(line)] {
			continue
		}
		seen[string(line)] = true
		var r record
		if err := json.Unmarshal(line, &r); err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	return records, nil
}

// places returns where the fake registers its routes.
func places(dir string) (map[string]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	found := map[string]string{}
	for _, file := range files {
		data, problem := os.ReadFile(file) //nolint:gosec // of the project
		err = errors.Join(err, problem)
		for i, line := range strings.Split(string(data), "\n") {
			if m := registration.FindStringSubmatch(line); m != nil {
				found[m[1]] = fmt.Sprintf("workostest/%s:%d", filepath.Base(file), i+1)
			}
		}
	}
	return found, err
}

// registration is a line of a register function.
var registration = regexp.MustCompile(`^\ts\.register(?:Public)?\("([^"]+)"`)
