package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/workos-go/workos/internal/conformance/driver"
)

// checkRequest checks what was sent against the operation.
func (c *checker) checkRequest(call call, request driver.Request) {
	if c.sent[call.op] == nil {
		c.sent[call.op] = map[string]bool{}
	}
	c.checkQuery(call, request)
	c.checkBody(call, request)
	c.validate(call, request)
}

// checkQuery looks for parameters that the document does not have, and for lists
// that are not written as it says.
func (c *checker) checkQuery(call call, request driver.Request) {
	values, err := url.ParseQuery(request.Query)
	if err != nil {
		c.report(call.op.String(), call.String(), "sends a query that cannot be read: %v", err)
	}
	for _, name := range sortedKeys(values) {
		name, _, _ := strings.Cut(name, "[") // name[member], of an object
		c.sent[call.op]["query "+name] = true
		param, ok := call.op.query[name]
		key := call.op.String() + " query " + name
		if !ok {
			c.report(key, call.String(), "sends the query parameter %q, which the document does not have: rename or remove it", name)
			continue
		}
		list, isList := call.task.Params[name].([]any)
		if !isList {
			continue
		}
		var items []string
		for _, item := range list {
			items = append(items, fmt.Sprint(item))
		}
		want, how := items, "repeated: remove ,comma from its url tag"
		if param["explode"] == false {
			want, how = []string{strings.Join(items, ",")}, "comma-separated: add ,comma to its url tag"
		}
		if !slices.Equal(values[name], want) {
			c.report(key, call.String(), "sends the list %q as %q, the document wants it %s", name, values[name], how)
		}
	}
}

// checkBody looks for properties that the document does not have.
func (c *checker) checkBody(call call, request driver.Request) {
	if request.Body == "" {
		return
	}
	var body any
	if err := json.Unmarshal([]byte(request.Body), &body); err != nil {
		c.report(call.op.String(), call.String(), "sends a body that is no JSON: %v", err)
		return
	}
	sent := map[string]bool{}
	paths(body, "body ", sent)
	known := map[string]bool{}
	c.properties(call.op.body, "body ", known, 0)
	for _, path := range sortedKeys(sent) {
		if !known[path] && !isOpen(path, known) {
			c.report(call.op.String()+" "+path, call.String(), "sends %s, which the document does not have: rename or remove it", path)
		}
	}
	maps.Copy(c.sent[call.op], sent)
}

// paths adds the paths of all members of a JSON value.
func paths(value any, prefix string, into map[string]bool) {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			into[prefix+name] = true
			paths(member, prefix+name+".", into)
		}
	case []any:
		for _, item := range value {
			paths(item, strings.TrimSuffix(prefix, ".")+"[].", into)
		}
	}
}

// isOpen reports whether the path lies in an object that takes any property.
func isOpen(path string, known map[string]bool) bool {
	for cut := strings.LastIndex(path, "."); cut >= 0; cut = strings.LastIndex(path[:cut], ".") {
		if known[path[:cut+1]+anyProperty] {
			return true
		}
	}
	return false
}

func (c *checker) itemsOf(node Schema) Schema {
	for _, form := range c.doc.variants(node) {
		if items := object(form["items"]); items != nil {
			return items
		}
	}
	return nil
}

// queryInBody returns the query parameters of an operation that its JSON body has
// too. Those may be sent in the body alone: a URL is logged on its way, and must
// not hold a secret.
func (c *checker) queryInBody(op *Operation) map[string]bool {
	inBody := map[string]bool{}
	for _, form := range c.doc.variants(op.body) {
		for name := range object(form["properties"]) {
			inBody[name] = op.query[name] != nil
		}
	}
	return inBody
}

// fullQuery is the query of a request, with what it sends in the body instead.
func (c *checker) fullQuery(op *Operation, request driver.Request) string {
	query, _ := url.ParseQuery(request.Query)
	var body map[string]any
	_ = json.Unmarshal([]byte(request.Body), &body)
	inBody, missing := c.queryInBody(op), url.Values{}
	for name, value := range body {
		if inBody[name] && !query.Has(name) {
			missing.Set(name, fmt.Sprint(value))
		}
	}
	return strings.Trim(request.Query+"&"+missing.Encode(), "&")
}

// validate checks types, required parameters, values and patterns.
func (c *checker) validate(call call, request driver.Request) {
	target := "https://api.workos.com" + request.Path
	if query := c.fullQuery(call.op, request); query != "" {
		target += "?" + query
	}
	req, err := http.NewRequest(request.Method, target, strings.NewReader(request.Body)) //nolint:noctx // is not sent
	if err != nil {
		c.report(call.op.String(), call.String(), "sends what is no request: %v", err)
		return
	}
	if request.ContentType != "" {
		req.Header.Set("Content-Type", request.ContentType)
	}
	_, problems := c.doc.validator.ValidateHttpRequestSync(req)
	for _, problem := range problems {
		reasons := []string{problem.Message}
		for _, failure := range problem.SchemaValidationErrors {
			reasons = append(reasons, strings.Trim(failure.FieldPath+" "+failure.Reason, " "))
		}
		which := "all parameters"
		if call.task.RequiredOnly {
			which = "only the required parameters"
		}
		c.report(call.op.String(), call.String(), "with %s: %s", which, strings.Join(reasons, "; "))
	}
}

// checkRequired compares the tags `required:"true"` with what the document
// requires.
func (c *checker) checkRequired() {
	for _, m := range c.src.methods {
		op, params := m.op, m.paramsStruct()
		if op == nil || params == nil {
			continue
		}
		for _, f := range c.src.fields(params) {
			if param, ok := op.query[f.wire]; ok && f.tag.Get("json") == "" {
				c.checkTag(op, f, "query "+f.wire, param["required"] == true)
			}
		}
		if forms := c.doc.variants(op.body); len(forms) == 1 {
			c.checkTags(op, params, forms[0], "body ", 0)
		} else { // the validator knows more
			for _, f := range c.src.fields(params) {
				c.checkAlternatives(op, f, forms)
			}
		}
	}
}

func (c *checker) checkTags(op *Operation, params structure, form Schema, prefix string, depth int) {
	required := requiredOf(form)
	for _, f := range c.src.fields(params) {
		property := object(object(form["properties"])[f.wire])
		if property == nil || f.tag.Get("json") == "" || depth > maxDepth {
			continue
		}
		c.checkTag(op, f, prefix+f.wire, required[f.wire])
		inner, schema := element(f.typ), property
		if items := c.itemsOf(property); items != nil {
			schema = items
		}
		if nested, ok := inner.Underlying().(structure); ok {
			if forms := c.doc.variants(schema); len(forms) == 1 {
				c.checkTags(op, nested, forms[0], prefix+f.wire+".", depth+1)
			}
		}
	}
}

func (c *checker) checkTag(op *Operation, f field, name string, required bool) {
	switch {
	case required && !f.required:
		c.report(op.String()+" "+name, f.where, "the document requires %s of %s: tag it `required:\"true\"`", name, op)
	case !required && f.required:
		c.report(op.String()+" "+name, f.where, "the document does not require %s of %s: remove its tag `required`", name, op)
	}
}

// checkPath looks for arguments that end up in another placeholder.
func (c *checker) checkPath(call call, request driver.Request) {
	want := call.op.Path
	for i, part := range strings.Split(call.op.Path, "{")[1:] {
		name, _, _ := strings.Cut(part, "}")
		want = strings.Replace(want, "{"+name+"}", url.PathEscape(call.task.Path[i]), 1)
	}
	if request.Path != want {
		c.report(call.op.String()+" path", call.String(), "sends %s, want %s: take and pass the IDs in the order of the path", request.Path, want)
	}
}

// checkFields looks for fields of the params that this method does not send, and
// for those that it sends although they are left out.
func (c *checker) checkFields(call call, request driver.Request) {
	params := call.paramsStruct()
	if params == nil {
		return
	}
	sent := map[string]bool{}
	query, _ := url.ParseQuery(request.Query)
	for name := range query {
		name, _, _ := strings.Cut(name, "[") // name[member], of an object
		sent[name] = true
	}
	var body map[string]any
	_ = json.Unmarshal([]byte(request.Body), &body)
	for name := range body {
		sent[name] = true
	}
	for _, f := range c.src.fields(params) {
		switch sent := sent[f.wire]; {
		case !sent && !call.task.RequiredOnly && !slices.Contains(call.task.Without, f.wire):
			c.report(call.op.String()+" "+f.wire, f.where, "%s.Service.%s does not send its field %s: send it or remove it", call.pkg.Name, call.name, f.wire)
		case sent && call.task.RequiredOnly && !f.required && !slices.Contains(call.task.With, f.wire):
			c.report(call.op.String()+" "+f.wire, f.where, "%s is sent although it was left out: add ,omitempty (,omitzero for an Optional)", f.wire)
		}
	}
}

// checkAlternatives is checkTag where all alternatives agree.
func (c *checker) checkAlternatives(op *Operation, f field, forms []Schema) {
	var with, require int
	for _, form := range forms {
		if object(form["properties"])[f.wire] != nil {
			with++
			if requiredOf(form)[f.wire] {
				require++
			}
		}
	}
	if with > 0 && (require == 0 || require == len(forms)) {
		c.checkTag(op, f, "body "+f.wire, require > 0)
	}
}
