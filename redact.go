package workos

import (
	"cmp"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// What others wrote, servers and HTTP clients, is cut short and rid of secrets
// here before it becomes part of an error or a log.

// truncate makes text fit for a line of a log: at most n bytes of valid UTF-8
// without control characters.
func truncate(text string, n int) string {
	const ellipsis = "…"
	if len(text) > n {
		text = text[:n-len(ellipsis)] + ellipsis
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}

// snippet returns the beginning of a text that could not be understood. Unless it
// is HTML, quoted strings in it and what stands behind an equals sign are masked,
// but for the names of members: they may be tokens.
func snippet(text string, n int) string {
	text = strings.TrimSpace(text)
	if !strings.HasPrefix(text, "<") {
		text = maskValues(maskStrings(text))
	}
	return truncate(text, n)
}

// maskValues replaces what stands behind equals signs, unless it is quoted.
func maskValues(text string) string {
	var masked strings.Builder
	for {
		before, value, found := strings.Cut(text, "=")
		masked.WriteString(before)
		if !found {
			return masked.String()
		}
		masked.WriteString("=")
		text = strings.TrimLeftFunc(value, func(r rune) bool { return !strings.ContainsRune(" \t\n\f\r&\"", r) })
		if len(text) < len(value) {
			masked.WriteString("…")
		}
	}
}

// maskStrings replaces the content of quoted strings that are not member names.
func maskStrings(text string) string {
	var masked strings.Builder
	for text != "" {
		before, quoted, found := strings.Cut(text, `"`)
		masked.WriteString(before)
		if !found {
			break
		}
		end := 0
		for end < len(quoted) && quoted[end] != '"' {
			if quoted[end] == '\\' {
				end++
			}
			end++
		}
		content := quoted[:min(end, len(quoted))]
		text = quoted[min(end+1, len(quoted)):]
		if !strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), ":") {
			content = "…"
		}
		masked.WriteString(`"` + content + `"`)
	}
	return masked.String()
}

// transportError is what the HTTP client said, with a text that is safe to print.
type transportError struct {
	text string
	err  error
}

// transportError takes the URL out of what the HTTP client said: its IDs and its
// query are neither for errors nor for logs.
func (c *call) transportError(err error) error {
	if urlErr := (*url.Error)(nil); errors.As(err, &urlErr) {
		err = urlErr.Err
	}
	template := c.request.Path.template
	var pairs []string
	if c.url != nil {
		pairs = []string{c.url.RequestURI(), template, c.url.EscapedPath(), template}
	}
	for i, name := range c.request.Path.placeholders() {
		if arg := c.request.Path.args[i]; len(arg) > 3 {
			pairs = append(pairs, arg, "{"+name+"}")
		}
	}
	text := strings.NewReplacer(pairs...).Replace(err.Error())
	return &transportError{truncate(c.redactor()(text), 200), err}
}

func (e *transportError) Error() string { return e.text }
func (e *transportError) Unwrap() error { return e.err }

// Unreachable reports whether the API may be reached a moment later. What polls
// asks for it, by an interface of its own.
func (e *transportError) Unreachable() bool {
	return !errors.As(e.err, new(*tls.CertificateVerificationError))
}

// redactor returns a function that removes the secrets of the request from what
// others wrote about it, however they escaped them.
func (c *call) redactor() func(string) string {
	var forms []string
	for _, secret := range c.secrets() {
		quoted, _ := json.Marshal(secret) // a string marshals
		forms = append(forms, secret, string(quoted[1:len(quoted)-1]),
			url.QueryEscape(secret), url.PathEscape(secret), escapeHTML.Replace(secret))
	}
	slices.SortFunc(forms, func(a, b string) int { return len(b) - len(a) }) // one may begin another
	var pairs []string
	for _, form := range forms {
		pairs = append(pairs, form, "[redacted]")
	}
	return strings.NewReplacer(pairs...).Replace
}

// secrets returns the credentials of the request and the parameters that are
// secret by their name.
func (c *call) secrets() []string {
	authorization := cmp.Or(c.header.Get("Authorization"), c.authorization)
	found := []string{authorization, authorization[strings.LastIndex(authorization, " ")+1:]}
	var body any
	_ = json.Unmarshal(c.body, &body) // a request without a body has none
	found = secretsIn(body, "", found)
	if c.url != nil {
		for name, values := range c.url.Query() {
			found = secretsIn(values[0], name, found)
		}
	}
	for i, name := range c.request.Path.placeholders() {
		found = secretsIn(c.request.Path.args[i], name, found)
	}
	return slices.DeleteFunc(found, func(s string) bool { return len(s) < 4 })
}

// secretsIn adds the strings in value whose names say that they are secret.
func secretsIn(value any, name string, found []string) []string {
	switch value := value.(type) {
	case string:
		if isSecret(name) {
			return append(found, value)
		}
	case []any:
		for _, item := range value {
			found = secretsIn(item, name, found)
		}
	case map[string]any:
		for name, member := range value {
			found = secretsIn(member, name, found)
		}
	}
	return found
}

// isSecret reports whether the name of a parameter says that it is secret.
func isSecret(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(name, word) })
}

var secretWords = []string{"token", "secret", "password", "code", "key", "verifier"}

// escapeHTML is html.EscapeString, without the table of all entities that its
// package adds to a program.
var escapeHTML = strings.NewReplacer("&", "&amp;", "'", "&#39;", "<", "&lt;", ">", "&gt;", `"`, "&#34;")
