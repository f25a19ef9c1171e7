package workostest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/workostest"
)

// send sends a request as it is, and returns the status and the body of the answer.
func send(t *testing.T, srv *workostest.Server, line, body string) (int, string) {
	t.Helper()
	method, target, _ := strings.Cut(line, " ")
	req, err := http.NewRequestWithContext(t.Context(), method, "https://api.workos.test"+target, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+workostest.APIKey)
	res, err := srv.Do(req)
	require.NoError(t, err)
	answer, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return res.StatusCode, string(answer)
}

// Unknown parameters are named; a server that is not strict does not mind them.
func TestStrict(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		line, body string
		unknown    string // parameters, in order
	}{
		"query":                        {"GET /organizations?limit=5&serch=foo", "", "serch"},
		"query of another operation":   {"GET /organizations?email=ann@foo-corp.com", "", "email"},
		"several":                      {"GET /events?b=1&events=user.created&a=", "", "a b"},
		"array with brackets":          {"GET /organizations?domains[]=foo-corp.com", "", "domains[]"},
		"object":                       {"GET /sso/authorize?provider_query_params[hd]=a&provider_query[hd]=a", "", "provider_query[hd]"},
		"operation without a query":    {"GET /organizations/org_1?expand=domains", "", "expand"},
		"query of a POST":              {"POST /organizations?dry_run=1", `{"name":"a"}`, "dry_run"},
		"property":                     {"POST /organizations", `{"name":"a","externalId":"1"}`, "externalId"},
		"property by another case":     {"POST /organizations", `{"Name":"a"}`, "Name"},
		"property that is null":        {"POST /organizations", `{"name":"a","plan":null}`, "plan"},
		"property in an array":         {"PUT /organizations/org_1", `{"domain_data":[{"domain":"a.com","state":"verified"},{"name":"b.com"}]}`, "domain_data[1].name"},
		"property of an object":        {"POST /audit_logs/events", `{"event":{"actor":{"id":"1","email":"a"},"targets":[{"ID":"1"}]}}`, "event.actor.email event.targets[0].ID"},
		"query and body":               {"POST /organizations?a=1", `{"b":1}`, "a b"},
		"operation without a body":     {"POST /organization_domains/domain_1/verify", `{"force":true}`, "force"},
		"body of a DELETE":             {"DELETE /organizations/org_1", `{"force":true}`, "force"},
		"grant":                        {"POST /user_management/authenticate", `{"grant_type":"password","username":"ann"}`, "username"},
		"update by PATCH":              {"PATCH /webhook_endpoints/we_1", `{"enabled":false}`, "enabled"},
		"query in place of a property": {"PUT /user_management/users/user_1/connected_accounts/github?organization_id=1", `{"organization_id":"1"}`, "organization_id"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var problems []string
			for field := range strings.FieldsSeq(test.unknown) {
				problems = append(problems, `{"field":"`+field+`","code":"unknown_parameter"}`)
			}
			strict := workostest.NewServer(t, workostest.WithStrict())
			status, body := send(t, strict, test.line, test.body)
			assert.Equal(t, http.StatusUnprocessableEntity, status)
			assert.JSONEq(t, `{"code":"invalid_request_parameters","message":"Validation failed.","errors":[`+strings.Join(problems, ",")+`]}`, body)
			assert.Empty(t, strict.Writes())
			assert.Len(t, strict.Requests(), 1)

			_, body = send(t, workostest.NewServer(t), test.line, test.body)
			assert.NotContains(t, body, "unknown_parameter")
		})
	}
}

// What the API knows, and what is the caller's own, passes.
func TestStrictTakes(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t, workostest.WithStrict())
	for line, body := range map[string]string{
		"GET /organizations?limit=5&order=asc&after=org_1&search=a&domains=a.com,b.com": "",
		"POST /organizations":         `{"name":"a","metadata":{"anything":"1"},"domain_data":[{"domain":"a.com","state":"pending"}]}`,
		"POST /user_management/users": `{"email":"ann@foo-corp.com","metadata":{"a.b":"1","email":"2"}}`,
		"POST /passwordless/sessions": `{"type":"MagicLink","email":"ann@foo-corp.com","state":"1"}`,
		"POST /webhook_endpoints":     `{"endpoint_url":"https://foo-corp.com/hooks","events":["user.created"]}`,
	} {
		status, answer := send(t, srv, line, body)
		assert.Less(t, status, 300, line+answer)
	}
	for body, want := range map[string]int{"": 400, "{": 400, "[]": 422, `"name"`: 422, "null": 422} {
		status, answer := send(t, srv, "POST /organizations", body)
		assert.Equal(t, want, status, body)
		assert.NotContains(t, answer, "unknown_parameter")
	}
}

// An answer that was planned does not hide a mistake, and operations of the test
// are its own.
func TestStrictBesideFaultsAndHandlers(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t, workostest.WithStrict())
	srv.Fail("POST /organizations", 2, workostest.Respond(http.StatusCreated, nil, `{"id":"org_1"}`))
	status, _ := send(t, srv, "POST /organizations", `{"title":"a"}`)
	assert.Equal(t, http.StatusUnprocessableEntity, status)
	status, body := send(t, srv, "POST /organizations", `{"name":"a"}`)
	assert.Equal(t, http.StatusCreated, status)
	assert.JSONEq(t, `{"id":"org_1"}`, body)

	handler := func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") }
	srv.Handle("POST /widgets", handler)
	srv.Handle("POST /organizations", handler)
	for _, line := range []string{"POST /widgets?size=1", "POST /organizations?size=1"} {
		status, _ = send(t, srv, line, `{"color":"red"}`)
		assert.Equal(t, http.StatusOK, status, line)
	}
	status, body = send(t, srv, "POST /widget?size=1", `{"color":"red"}`)
	assert.Equal(t, http.StatusNotFound, status, body)
}
