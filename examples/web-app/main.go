// Web-app is a web application whose people sign in with AuthKit: a profile with
// what their access token says, a switch of organizations, a page for admins, and
// a way out.
//
// It runs on a WorkOS inside this process, with a sign-in page of its own. With
// WORKOS_API_KEY, WORKOS_CLIENT_ID and WORKOS_COOKIE_PASSWORD set it runs on
// WorkOS, where http://localhost:3000/callback must be among the redirect URIs, and
// http://localhost:3000/ among the logout redirects.
package main

import (
	"cmp"
	"context"
	"crypto/rand"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"html/template"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/authkit"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func main() {
	log.SetFlags(0)
	addr := flag.String("addr", "localhost:3000", "where to listen")
	tokenLife := flag.Duration("token-life", 5*time.Minute, "how long access tokens of the embedded WorkOS live")
	flag.Parse()
	if err := run(*addr, *tokenLife); err != nil {
		log.Fatal(err)
	}
}

func run(addr string, tokenLife time.Duration) error {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", addr)
	if err != nil {
		return err
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return err
	}
	base := "http://localhost:" + port
	client, config := workos.NewClient(), authkit.Config{
		RedirectURI:  cmp.Or(os.Getenv("WORKOS_REDIRECT_URI"), base+"/callback"),
		SignedOutURL: base + "/",
	}
	if os.Getenv("WORKOS_API_KEY") == "" {
		fmt.Println("On the embedded WorkOS; set WORKOS_API_KEY to use your own.")
		srv := newWorkOS(tokenLife)
		defer srv.Close()
		client = srv.Client(workos.WithBaseURL(srv.URL())) // where browsers reach it
		config.CookiePasswords = []string{rand.Text() + rand.Text()}
	}
	app, err := newApp(client, config)
	if err != nil {
		return err
	}
	fmt.Println("Open", base)
	server := &http.Server{Handler: app.routes(), ReadHeaderTimeout: 5 * time.Second}
	return server.Serve(listener)
}

// newWorkOS returns a WorkOS inside this process, with two people in two
// organizations.
func newWorkOS(tokenLife time.Duration) *workostest.Server {
	srv := workostest.New(workostest.WithSignInPage(), workostest.WithAccessTokenLife(tokenLife))
	foo := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	bar := srv.AddOrganization(organizations.CreateParams{Name: "Bar Ltd"})
	ann := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com", FirstName: "Ann", LastName: "Lee", EmailVerified: true})
	bob := srv.AddUser(usermanagement.CreateUserParams{Email: "bob@foo-corp.com", FirstName: "Bob", LastName: "Ray", EmailVerified: true})
	srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: ann.ID, OrganizationID: foo.ID, RoleSlug: "admin"})
	srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: ann.ID, OrganizationID: bar.ID, RoleSlug: "member"})
	srv.AddMembership(usermanagement.CreateOrganizationMembershipParams{UserID: bob.ID, OrganizationID: foo.ID, RoleSlug: "member"})
	srv.SetRole("admin", "members:manage", "reports:read")
	srv.SetRole("member", "reports:read")
	return srv
}

// app is the web application.
type app struct {
	auth  *authkit.AuthKit
	users *usermanagement.Service
}

func newApp(client *workos.Client, config authkit.Config) (*app, error) {
	a := &app{users: usermanagement.New(client)}
	config.OnChallenge, config.OnError = a.challenge, a.failed
	var err error
	a.auth, err = authkit.New(client, config)
	return a, err
}

func (a *app) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /login", a.auth.SignIn())
	mux.Handle("GET /signup", a.auth.SignUp())
	mux.Handle("GET /callback", a.auth.Callback())
	mux.Handle("POST /logout", a.auth.SignOut())
	mux.Handle("POST /organization", a.auth.SwitchOrganization())
	mux.HandleFunc("POST /choose", a.choose)
	mux.Handle("GET /{$}", a.auth.WithUser(http.HandlerFunc(a.home)))
	mux.Handle("GET /profile", a.auth.RequireUser(http.HandlerFunc(a.profile)))
	mux.Handle("GET /admin", a.auth.RequirePermission("members:manage")(http.HandlerFunc(a.admin)))
	return http.NewCrossOriginProtection().Handler(mux)
}

func (a *app) home(w http.ResponseWriter, r *http.Request) {
	title := "Who works where"
	if s := authkit.FromContext(r.Context()); s != nil {
		title = "Hello, " + cmp.Or(s.User.FirstName, s.User.Email)
	}
	render(w, r, http.StatusOK, page{Name: "home", Title: title})
}

func (a *app) profile(w http.ResponseWriter, r *http.Request) {
	s := authkit.FromContext(r.Context())
	p := page{Name: "profile", Title: "Your profile", Organization: "none"}
	if err := s.Claims(&p.Claims); err != nil { // a struct where the claims are to be used
		a.fail(w, r, err)
		return
	}
	memberships, err := a.users.ListOrganizationMemberships(r.Context(), usermanagement.ListOrganizationMembershipsParams{UserID: s.User.ID})
	if err != nil {
		a.fail(w, r, err)
		return
	}
	for m, err := range memberships.All(r.Context()) {
		if err != nil {
			a.fail(w, r, err)
			return
		}
		p.Organizations = append(p.Organizations, usermanagement.OrganizationChoice{ID: m.OrganizationID, Name: m.OrganizationName})
		if m.OrganizationID == s.OrganizationID {
			p.Organization = m.OrganizationName
		}
	}
	render(w, r, http.StatusOK, p)
}

func (a *app) admin(w http.ResponseWriter, r *http.Request) {
	members, err := a.users.ListUsers(r.Context(), usermanagement.ListUsersParams{
		OrganizationID: authkit.FromContext(r.Context()).OrganizationID,
	})
	if err != nil {
		a.fail(w, r, err)
		return
	}
	render(w, r, http.StatusOK, page{Name: "admin", Title: "Members of your organization", Members: members.Data})
}

// challenge goes on with a sign-in that needs something: who belongs to several
// organizations has to choose one.
func (a *app) challenge(w http.ResponseWriter, r *http.Request, c *authkit.Challenge) {
	var choice *usermanagement.OrganizationSelectionRequiredError
	if !errors.As(c.Err, &choice) {
		a.failed(w, r, &authkit.Error{StatusCode: http.StatusForbidden, Message: "The sign-in needs a step that cannot be taken here.", Err: c.Err})
		return
	}
	render(w, r, http.StatusOK, page{
		Name: "choose", Title: "Where do you want to go?", ReturnTo: c.ReturnTo,
		Choices: choice.Organizations, Pending: choice.PendingAuthenticationToken,
	})
}

// choose finishes the sign-in of who has chosen an organization.
func (a *app) choose(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	auth, err := a.users.AuthenticateWithOrganizationSelection(r.Context(), usermanagement.AuthenticateWithOrganizationSelectionParams{
		PendingAuthenticationToken: r.PostFormValue("pending"),
		OrganizationID:             r.PostFormValue("organization_id"),
	})
	if err == nil {
		err = a.auth.Complete(w, r, auth, r.PostFormValue("return_to"))
	}
	if err != nil {
		a.fail(w, r, err)
	}
}

// failed shows an error of package authkit.
func (a *app) failed(w http.ResponseWriter, r *http.Request, err *authkit.Error) {
	log.Println(err)
	message := err.Message
	if errors.Is(err, authkit.ErrForbidden) {
		message = "Your role in this organization does not permit members:manage."
	}
	render(w, r, err.StatusCode, page{Name: "error", Title: http.StatusText(err.StatusCode), Message: message})
}

// fail shows an error of this application's own calls.
func (a *app) fail(w http.ResponseWriter, r *http.Request, err error) {
	a.failed(w, r, &authkit.Error{StatusCode: http.StatusBadGateway, Message: "WorkOS cannot be asked at the moment.", Err: err})
}

// page is what a page shows.
type page struct {
	Name, Title, Message string // which page it is, its heading, and what went wrong
	Session              *session.Session
	Claims               map[string]json.RawMessage
	Organization         string
	Organizations        []usermanagement.OrganizationChoice
	Members              []usermanagement.User
	Choices              []usermanagement.OrganizationChoice
	Pending, ReturnTo    string
}

//go:embed page.html
var pageHTML string

var pages = template.Must(template.New("page").Funcs(template.FuncMap{
	"text": func(claim json.RawMessage) string { return strings.Trim(string(claim), `"`) },
}).Parse(pageHTML))

func render(w http.ResponseWriter, r *http.Request, status int, p page) {
	p.Session = authkit.FromContext(r.Context())
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if err := pages.Execute(w, p); err != nil {
		log.Println(err) // the browser has gone
	}
}
