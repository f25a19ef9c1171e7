package workostest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// FuzzSeed begins with any world: it comes about, and can be listed, or the panic
// says that the API would refuse it.
func FuzzSeed(f *testing.F) {
	for _, document := range []string{
		`{}`, `null`, `{"organizations":[{"id":"org_foo","name":"Foo Corp"}],"roles":{"admin":["users:write"]}}`,
		`{"users":[{"id":"user_ann","email":"ann@foo-corp.com","email_verified":true,"password":"correct horse"}],"organizations":[{"name":"F","id":"o"}],"memberships":[{"user_id":"user_ann","organization_id":"o","role_slug":"admin"}]}`,
		`{"organizations":[{"name":"F","id":"o"}],"connections":[{"organization_id":"o","profiles":[{"email":"a@b.c"}]}]}`,
		`{"organizations":[{"name":"F","id":"o"}],"directories":[{"organization_id":"o","users":[{"id":"d","email":"a@b.c"}],"groups":[{"name":"G","members":["d","d"]}]}]}`,
		`{"feature_flags":[{"slug":"new-editor","enabled":true,"targets":["org_foo","","user_1"]}]}`,
		`{"organizations":[{"id":"o","name":"F"},{"id":"o","name":"F"}],"memberships":[{}],"directories":[{"groups":[{"members":["x"]}]}]}`,
	} {
		f.Add([]byte(document))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		var seed workostest.Seed
		if json.Unmarshal(document, &seed) != nil {
			return
		}
		srv := workostest.NewServer(t)
		func() {
			defer func() {
				if reason := recover(); reason != nil {
					text, _ := reason.(string)
					require.True(t, strings.HasPrefix(text, "workostest: "), "%v", reason)
				}
			}()
			srv.Add(seed)
		}()
		_, err := organizations.New(srv.Client()).List(t.Context(), organizations.ListParams{})
		require.NoError(t, err)
		_, err = usermanagement.New(srv.Client()).ListUsers(t.Context(), usermanagement.ListUsersParams{})
		require.NoError(t, err)
		_, err = events.New(srv.Client()).List(t.Context(), events.ListParams{Events: []events.Type{events.TypeOrganizationCreated, events.TypeUserCreated}})
		require.NoError(t, err)
	})
}

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// FuzzRoutes asks any operation for anything: it is answered, and what is no page and
// not empty is JSON.
func FuzzRoutes(f *testing.F) {
	for n := range len(workostest.New().Routes()) {
		f.Add(n, "id_1", "limit=1", `{}`)
		f.Add(n, "id_1", "after=x&order=asc", `{"name":"a","email":"a@b.c","grant_type":"password","type":"totp"}`)
	}
	f.Fuzz(func(t *testing.T, n int, id, query, body string) {
		srv := workostest.NewServer(t)
		routes := srv.Routes()
		method, path, _ := strings.Cut(routes[uint(n)%uint(len(routes))], " ")
		req := httptest.NewRequestWithContext(t.Context(), method, "/", strings.NewReader(body))
		req.URL.Path = placeholder.ReplaceAllLiteralString(path, id)
		req.URL.RawQuery = query
		req.Header.Set("Authorization", "Bearer "+workostest.APIKey)
		answer := httptest.NewRecorder()
		srv.ServeHTTP(answer, req)
		text := answer.Body.String()
		if answer.Code >= http.StatusBadRequest || strings.Contains(answer.Header().Get("Content-Type"), "json") {
			assert.True(t, text == "" || json.Valid([]byte(text)), "%s %s: %d %q", method, path, answer.Code, text)
		}
		assert.Less(t, answer.Code, 500)
	})
}
