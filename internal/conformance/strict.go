package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/workostest"
)

// CheckStrict asks a strict workostest.Server for every operation, with the
// parameters of all operations, and returns where those that it refuses are not
// those that the document does not have.
func CheckStrict(ctx context.Context, d *Document, srv workos.HTTPDoer) ([]string, error) {
	query, body := map[string]bool{unknownProperty: true}, map[string]bool{unknownProperty: true}
	for _, op := range d.Operations {
		maps.Copy(query, op.queryNames())
		maps.Copy(body, d.bodyNames(op))
	}
	var wrong []string
	for _, op := range d.Operations {
		for _, p := range d.probes(op, query, body) {
			differs, err := p.ask(ctx, op, srv)
			if err != nil {
				return nil, err
			}
			if differs != "" {
				wrong = append(wrong, fmt.Sprintf("%s: %s", op, differs))
			}
		}
	}
	return wrong, nil
}

// probes are requests with the given parameters: one with a query, and one with
// each form of the body.
func (d *Document) probes(op *Operation, query, body map[string]bool) []probe {
	probes := []probe{{query: query, unknown: unknownOf("query", op, query, op.queryNames())}}
	for choice := range len(d.variants(op.body)) {
		content, _ := d.sample(op.body, "", unknown, choice, 0).(map[string]any)
		if content == nil {
			content = map[string]any{}
		}
		beyond := append(unknownOf("body", op, body, d.bodyNames(op)), nested(content, "")...)
		for name := range body {
			if content[name] == nil {
				content[name] = true
			}
		}
		probes = append(probes, probe{body: content, unknown: beyond})
	}
	return probes
}

func (o *Operation) queryNames() map[string]bool {
	names := map[string]bool{}
	for name, param := range o.query {
		if slices.Contains(kinds(object(param["schema"])), "object") {
			name += "[member]"
		}
		names[name] = true
	}
	return names
}

func (d *Document) bodyNames(op *Operation) map[string]bool {
	names := map[string]bool{}
	for _, form := range d.variants(op.body) {
		for name := range object(form["properties"]) {
			names[name] = true
		}
	}
	return names
}

// unknownOf returns the names that are neither known nor exceptions.
func unknownOf(where string, op *Operation, all, known map[string]bool) []string {
	var names []string
	for name := range all {
		key := op.String() + " " + where + " " + name
		if !known[name] && !slices.ContainsFunc(Exceptions, func(e Exception) bool { return e.Key == key }) {
			names = append(names, name)
		}
	}
	return names
}

// nested returns where, below its own properties, a sample has unknown ones.
func nested(value any, path string) []string {
	var paths []string
	switch value := value.(type) {
	case []any:
		for i, item := range value {
			paths = append(paths, nested(item, fmt.Sprintf("%s[%d]", path, i))...)
		}
	case map[string]any:
		for name, member := range value {
			if name != unknownProperty {
				paths = append(paths, nested(member, strings.TrimPrefix(path+"."+name, "."))...)
			} else if path != "" {
				paths = append(paths, path+"."+name)
			}
		}
	}
	return paths
}

// probe is a request with unknown parameters.
type probe struct {
	query   map[string]bool
	body    map[string]any
	unknown []string
}

var placeholders = regexp.MustCompile(`{[^}]*}`)

// ask sends the request and returns how the parameters that the server does not
// know differ from those that are unknown. An operation that the server does not
// have is left out.
func (p probe) ask(ctx context.Context, op *Operation, srv workos.HTTPDoer) (string, error) {
	values, content := url.Values{}, []byte(nil)
	for name := range p.query {
		values.Set(name, "x")
	}
	if p.body != nil {
		content, _ = json.Marshal(p.body)
	}
	target := "https://api.workos.test" + placeholders.ReplaceAllString(op.Path, "x") + "?" + values.Encode()
	req, err := http.NewRequestWithContext(ctx, op.Method, target, bytes.NewReader(content))
	if err != nil {
		return "", err
	}
	req.Header.Set("Authorization", "Bearer "+workostest.APIKey)
	res, err := srv.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	var refusal struct {
		Message string
		Errors  []struct{ Field, Code string }
	}
	if err := json.NewDecoder(res.Body).Decode(&refusal); err != nil || strings.HasPrefix(refusal.Message, "Cannot ") {
		return "", err
	}
	got := map[string]bool{}
	for _, problem := range refusal.Errors {
		got[problem.Field] = problem.Code == "unknown_parameter"
	}
	var differs []string
	for _, name := range p.unknown {
		if !got[name] {
			differs = append(differs, "takes "+name)
		}
		delete(got, name)
	}
	for name := range got {
		differs = append(differs, "does not take "+name)
	}
	slices.Sort(differs)
	return strings.Join(differs, ", "), nil
}
