package workostest

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// WithSignInPage makes the authorization endpoints show a page on which a person
// chooses whom to sign in as. Without it they sign in at once, which is what tests
// want.
func WithSignInPage() Option {
	return func(s *Server) { s.signInPage = true }
}

// Browse opens an authorization URL as a browser would, and returns the query with
// which the redirect URI is called: code and state, or error and
// error_description. It is an error where the browser is not sent back.
//
//	target, err := users.AuthorizationURL(params)
//	...
//	query, err := srv.Browse(ctx, target)
//	auth, err := users.AuthenticateWithCode(ctx, usermanagement.AuthenticateWithCodeParams{Code: query.Get("code")})
//
// Whom it signs in: the user with the e-mail address of the invitation, of the
// connection's profile or of the login hint, who is signed up where there is none;
// without any of them, the first user that was added. At an authorization URL of
// package sso it is a profile of AddProfile.
//
// Single sign-on that begins at the identity provider (IdP-initiated) is an
// authorization URL of package sso without a state and a code challenge: the redirect
// URI is called with a code alone.
func (s *Server) Browse(ctx context.Context, target string) (url.Values, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return nil, err
	}
	res, err := s.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	back, err := res.Location()
	if err != nil {
		return nil, fmt.Errorf("workostest: the browser is not sent back: %s", res.Status)
	}
	return back.Query(), nil
}

// authorization is an authorization endpoint: who can sign in there, and what
// signs them in, with a code or with what refuses it.
type authorization struct {
	people func(query url.Values) []string // e-mail addresses
	signIn func(query url.Values, redirect *url.URL) (string, oauthError)
}

func (s *Server) registerAuthorize() {
	s.authorizations = map[string]authorization{
		"/user_management/authorize": {s.emailsOfUsers, s.newCode},
		"/sso/authorize":             {s.emailsOfProfiles, s.newSSOCode},
	}
	for path := range s.authorizations {
		s.registerPublic("GET "+path, func(w http.ResponseWriter, r *http.Request) { s.authorize(w, r.URL, !s.signInPage) })
	}
	s.registerPublic("GET /workostest/sign_in", s.signInAs)
}

// signInAs is what the sign-in page leads to.
func (s *Server) signInAs(w http.ResponseWriter, r *http.Request) {
	target, err := url.Parse(r.URL.Query().Get("target"))
	if err != nil || s.authorizations[target.Path].signIn == nil {
		writeNotFound(w, "Page", r.URL.Query().Get("target"))
		return
	}
	s.authorize(w, target, true)
}

// authorize sends a browser from an authorization endpoint back to the redirect
// URI, by way of the sign-in page where somebody has still to choose.
func (s *Server) authorize(w http.ResponseWriter, target *url.URL, chosen bool) {
	query := target.Query()
	redirect, problems := authorizeProblems(query)
	if problems != nil {
		writeInvalid(w, problems...)
		return
	}
	endpoint := s.authorizations[target.Path]
	if !chosen {
		showSignInPage(w, target, endpoint.people(query))
		return
	}
	answer := redirect.Query()
	if code, refused := endpoint.signIn(query, redirect); code != "" {
		answer.Set("code", code)
	} else {
		answer.Set("error", refused.Error)
		answer.Set("error_description", refused.Description)
	}
	if query.Has("state") {
		answer.Set("state", query.Get("state"))
	}
	redirect.RawQuery = answer.Encode()
	w.Header().Set("Location", redirect.String())
	w.WriteHeader(http.StatusFound)
}

// authorizeProblems returns the redirect URI, or what keeps the browser from being
// sent there.
func authorizeProblems(query url.Values) (*url.URL, []fieldError) {
	var problems []fieldError
	if query.Get("client_id") != ClientID {
		problems = append(problems, fieldError{"client_id", "invalid"})
	}
	if query.Get("response_type") != "code" {
		problems = append(problems, fieldError{"response_type", "invalid"})
	}
	redirect, err := url.Parse(query.Get("redirect_uri"))
	if err != nil || redirect.Scheme == "" {
		problems = append(problems, fieldError{"redirect_uri", "invalid"})
	}
	return redirect, problems
}

var signInPage = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Sign in</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; color: #1f2330; background: #f4f5f9; margin: 12vh auto; max-width: 22rem; padding: 0 1rem }
main { background: #fff; border: 1px solid #e1e4ee; border-radius: 12px; padding: 1.5rem 2rem; box-shadow: 0 8px 24px #1f233014 }
h1 { font-size: 1.25rem; margin: 0 0 1rem } small { color: #686f85 }
a { display: block; margin: .5rem 0; padding: .6rem 1rem; border: 1px solid #e1e4ee; border-radius: 8px; color: inherit; text-decoration: none }
a:hover, a:focus { border-color: #6363f1; background: #f4f4ff }
</style>
<main>
<h1>Sign in as</h1>
{{range $email, $link := .Links}}<a href="{{$link}}">{{$email}}</a>{{else}}<p>There is nobody.</p>{{end}}
<small>This page stands in for {{.Whose}}: there are no passwords.</small>
</main>
`))

// showSignInPage lists who can sign in, each with a link that does.
func showSignInPage(w http.ResponseWriter, target *url.URL, emails []string) {
	query, links, whose := target.Query(), map[string]string{}, "AuthKit's"
	if target.Path == "/sso/authorize" || query.Has("connection_id") {
		whose = "the identity provider's"
	}
	for _, email := range emails {
		query.Set("login_hint", email)
		as := url.URL{Path: target.Path, RawQuery: query.Encode()}
		links[email] = "/workostest/sign_in?" + url.Values{"target": {as.String()}}.Encode()
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = signInPage.Execute(w, struct { // into memory
		Links map[string]string
		Whose string
	}{links, whose})
}

// emailsOfUsers returns who can sign in through AuthKit: all users, or those who
// sign in through the connection that is asked for.
func (s *Server) emailsOfUsers(query url.Values) []string {
	if i := s.invitationByToken(query.Get("invitation_token")); i != nil {
		return []string{i.Email}
	}
	if query.Has("connection_id") {
		return s.emailsOf(query.Get("connection_id"))
	}
	var emails []string
	for _, u := range s.users.users {
		emails = append(emails, u.Email)
	}
	slices.SortFunc(emails, strings.Compare)
	return emails
}

// emailsOfProfiles returns who can sign in through the connection that is asked
// for.
func (s *Server) emailsOfProfiles(query url.Values) []string {
	if c, _ := s.ssoConnection(query); c != nil {
		return s.emailsOf(c.ID)
	}
	return nil
}

func (s *Server) emailsOf(connectionID string) []string {
	var emails []string
	for _, p := range s.sso.profiles {
		if p.ConnectionID == connectionID {
			emails = append(emails, p.Email)
		}
	}
	return emails
}
