package authkit_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/authkit"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// inOrganizations makes somebody an admin of organizations, and returns their IDs.
func (s *site) inOrganizations(email string, names ...string) []string {
	s.t.Helper()
	page, err := usermanagement.New(s.srv.Client()).ListUsers(s.t.Context(), usermanagement.ListUsersParams{Email: email})
	require.NoError(s.t, err)
	require.Len(s.t, page.Data, 1)
	var ids []string
	for _, name := range names {
		org := s.srv.AddOrganization(organizations.CreateParams{Name: name})
		s.srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: page.Data[0].ID, OrganizationID: org.ID, RoleSlug: "admin"})
		ids = append(ids, org.ID)
	}
	return ids
}

func TestSwitchOrganization(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	b := s.browser()
	b.signIn(ann.Email, "/login")
	ids := s.inOrganizations(ann.Email, "Foo Corp", "Bar Inc")
	for _, id := range ids {
		before := b.cookies("")[session.CookieName]
		got := b.post("/organization", url.Values{"organization_id": {id}, "return_to": {"/x?y"}})
		assert.Equal(t, http.StatusSeeOther, got.Code)
		assert.Equal(t, "/x?y", got.location)
		assert.Equal(t, noStore, got.Header().Get("Cache-Control"))
		assert.NotEqual(t, before, b.cookies("")[session.CookieName])
		assert.Equal(t, `Hello Ann of "`+id+`"`, b.get("/").Body.String())
	}
	got := b.post("/organization", url.Values{})
	assert.Equal(t, http.StatusBadRequest, got.Code)
	got = b.post("/organization?organization_id="+ids[0], nil)
	assert.Equal(t, http.StatusBadRequest, got.Code)
}

// What a script sends of a form is a form too, and neither is endless.
func TestSwitchOrganizationByFormData(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	b := s.browser()
	b.signIn(ann.Email, "/login")
	id := s.inOrganizations(ann.Email, "Foo Corp")[0]
	send := func(target string, fields map[string]string) answer {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for name, value := range fields {
			require.NoError(t, form.WriteField(name, value))
		}
		require.NoError(t, form.Close())
		req := page(http.MethodPost, target)
		req.Body = io.NopCloser(&body)
		req.Header.Set("Content-Type", form.FormDataContentType())
		return b.send(req)
	}
	padding := strings.Repeat("x", 64<<10)
	for _, got := range []answer{
		send("/organization?organization_id="+id, map[string]string{"return_to": "/x"}),
		send("/organization", map[string]string{"organization_id": id, "padding": padding}),
		b.post("/organization", url.Values{"organization_id": {id}, "padding": {padding}}),
	} {
		assert.Equal(t, http.StatusBadRequest, got.Code)
	}
	got := send("/organization", map[string]string{"organization_id": id, "return_to": "/x"})
	assert.Equal(t, "/x", got.location)
	assert.Equal(t, `Hello Ann of "`+id+`"`, b.get("/").Body.String())
}

// Where there is a choice of connections, AuthKit asks.
func TestSwitchOrganizationByOneOfManyConnections(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	b := s.browser()
	b.signIn(ann.Email, "/login")
	for _, connections := range []string{`[]`, `["conn_1","conn_2"]`} {
		s.srv.Fail(authenticate, 1, workostest.Respond(400, nil, `{"error":"sso_required","connection_ids":`+connections+`}`))
		got := b.post("/organization", url.Values{"organization_id": {"org_1"}})
		assert.Contains(t, got.location, "organization_id=org_1")
		assert.Contains(t, got.location, "provider=authkit")
		assert.NotContains(t, got.location, "connection_id")
	}
}

func TestSwitchOrganizationThatIsNot(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{}, workos.WithMaxRetries(0))
	b := s.browser()
	form := url.Values{"organization_id": {"org_other"}}

	got := b.post("/organization", form) // nobody is signed in
	assert.Contains(t, got.location, "organization_id=org_other")
	assert.Contains(t, got.location, "provider=authkit")

	b.signIn(ann.Email, "/login")
	kept := b.cookies("wos-session")
	other := s.srv.AddOrganization(organizations.CreateParams{Name: "Other"})
	got = b.post("/organization", url.Values{"organization_id": {other.ID}}) // no member
	assert.Equal(t, http.StatusBadRequest, got.Code)
	assert.Equal(t, kept, b.cookies("wos-session"))

	s.srv.Fail(authenticate, 1, workostest.Respond(503, nil, ""))
	got = b.post("/organization", form)
	assert.Equal(t, http.StatusServiceUnavailable, got.Code)
	assert.NotEmpty(t, got.Header().Get("Retry-After"))
	assert.Equal(t, kept, b.cookies("wos-session"))
	assert.Contains(t, b.get("/").Body.String(), "Hello Ann")

	s.srv.Fail(authenticate, 1, workostest.Respond(400, nil, `{"error":"invalid_grant","error_description":"x"}`))
	got = b.post("/organization", form) // the session is over
	assert.Equal(t, http.StatusSeeOther, got.Code)
	assert.Contains(t, got.location, "organization_id=org_other")
	assert.Equal(t, kept["wos-session"], b.cookies("")["wos-session"])
}

// An organization that demands single sign-on gets it.
func TestSwitchOrganizationBySSO(t *testing.T) {
	t.Parallel()
	for _, hooked := range []bool{false, true} {
		var challenge *authkit.Challenge
		config := authkit.Config{}
		if hooked {
			config.OnChallenge = func(_ http.ResponseWriter, _ *http.Request, c *authkit.Challenge) { challenge = c }
		}
		s := newSite(t, config)
		b := s.browser()
		b.signIn(ann.Email, "/login")
		id := s.inOrganizations(ann.Email, "Foo Corp")[0]
		connection := s.srv.AddConnection(sso.Connection{OrganizationID: id})
		s.srv.AddProfile(connection.ID, sso.Profile{Email: ann.Email})
		s.srv.SetAuthenticationPolicy(id, workostest.AuthenticationPolicy{SSORequired: true})

		kept := b.cookies("wos-session")
		got := b.post("/organization", url.Values{"organization_id": {id}, "return_to": {"/x"}})
		assert.Equal(t, kept, b.cookies("wos-session"))
		if hooked {
			var required *usermanagement.SSORequiredError
			require.ErrorAs(t, challenge.Err, &required)
			assert.Equal(t, []string{connection.ID}, required.ConnectionIDs)
			assert.Equal(t, "/x", challenge.ReturnTo)
			continue
		}
		assert.Contains(t, got.location, "connection_id="+connection.ID)
		assert.Equal(t, "/x", b.get(b.authKit(got.location, ann.Email)).location)
		assert.Equal(t, `Hello Ann of "`+id+`"`, b.get("/x").Body.String())
	}
}

// Other sites can neither sign people out nor move them.
func TestCrossSitePosts(t *testing.T) {
	t.Parallel()
	s := newSite(t, authkit.Config{})
	b := s.browser()
	b.signIn(ann.Email, "/login")
	id := s.inOrganizations(ann.Email, "Foo Corp")[0]
	kept := b.cookies("")
	for _, headers := range []map[string]string{
		{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
		{"Sec-Fetch-Site": "same-site", "Origin": "https://evil.app.example.com"},
		{"Sec-Fetch-Site": "cross-site", "Origin": "null"},
		{"Sec-Fetch-Site": "cross-site"},
		{"Origin": "https://evil.example"}, // an old browser
		{"Origin": "null"},
	} {
		for _, path := range []string{"/logout", "/organization"} {
			req := posting(path, url.Values{"organization_id": {id}})
			req.Header.Del("Sec-Fetch-Site")
			for name, value := range headers {
				req.Header.Set(name, value)
			}
			got := b.send(req)
			assert.Equal(t, http.StatusForbidden, got.Code, "%s %v", path, headers)
			assert.Equal(t, noStore, got.Header().Get("Cache-Control"))
		}
	}
	assert.Equal(t, kept, b.cookies(""))
	assert.Equal(t, 1, s.exchanges())

	req := posting("/organization", url.Values{"organization_id": {id}})
	req.Header.Del("Sec-Fetch-Site")
	req.Header.Set("Origin", origin) // an old browser, behind a proxy with another Host
	req.Host = "10.0.0.1:8080"
	assert.Equal(t, http.StatusSeeOther, b.send(req).Code)
}
