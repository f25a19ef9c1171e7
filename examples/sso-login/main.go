// Sso-login is a web service whose people sign in by single sign-on: /login sends
// the browser to the identity provider, /callback receives who signed in.
//
// It runs on a WorkOS inside this process, and signs in by itself. With -serve it
// waits for a browser instead; with WORKOS_API_KEY and WORKOS_CLIENT_ID set, it
// does so on WorkOS. It refuses sign-ins that begin at the identity provider:
// docs/sso.md shows how to take them.
package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/workostest"
)

func main() {
	log.SetFlags(0)
	serve := flag.Bool("serve", false, "wait for a browser on the embedded WorkOS too")
	addr := flag.String("addr", "localhost:8080", "where to listen for a browser")
	organization := flag.String("organization", "", "the `ID` of the organization to sign in to, on WorkOS")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), `Usage: sso-login [-serve] [-addr address] [-organization ID]

Signs in by single sign-on, as a web service does.

Without WORKOS_API_KEY it runs on a WorkOS inside this process, and is its own
browser unless -serve is given. With it and WORKOS_CLIENT_ID, it waits for a
browser, and needs -organization; http://localhost:8080/callback must be among
the redirect URIs in the WorkOS dashboard.

`)
		flag.PrintDefaults()
	}
	flag.Parse()
	embedded := os.Getenv("WORKOS_API_KEY") == ""
	if flag.NArg() > 0 || !embedded && (*organization == "" || os.Getenv("WORKOS_CLIENT_ID") == "") {
		flag.Usage()
		os.Exit(2)
	}
	client := workos.NewClient()
	if embedded {
		client, *organization = newWorkOS()
		if !*serve {
			*addr = "localhost:0"
		}
	}
	if err := run(sso.New(client), *organization, *addr, embedded && !*serve); err != nil {
		log.Fatal(err)
	}
}

// newWorkOS returns a client of a WorkOS inside this process, which has one
// connection and one person behind it.
func newWorkOS() (client *workos.Client, organization string) {
	fmt.Println("On the embedded WorkOS; set WORKOS_API_KEY to use your own.")
	srv := workostest.New()
	connection := srv.AddConnection(sso.Connection{OrganizationID: "org_123", Name: "Foo Corp"})
	srv.AddProfile(connection.ID, sso.Profile{Email: "ann@foo-corp.com", FirstName: "Ann", LastName: "Lee"})
	// Browsers reach it at its URL.
	return srv.Client(workos.WithBaseURL(srv.URL())), connection.OrganizationID
}

// run listens, and visits the service itself or waits for others to.
func run(signIn *sso.Service, organization, addr string, visitItself bool) error {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", addr)
	if err != nil {
		return err
	}
	base := "http://" + listener.Addr().String()
	if host, port, err := net.SplitHostPort(addr); err == nil && port != "0" {
		base = "http://" + net.JoinHostPort(cmp.Or(host, "localhost"), port) // as it is registered
	}
	app := &app{signIn: signIn, organization: organization, redirectURI: base + "/callback"}
	server := &http.Server{Handler: app.routes(), ReadHeaderTimeout: 5 * time.Second}
	if !visitItself {
		fmt.Println("Open", base+"/login")
		return server.Serve(listener)
	}
	go func() { _ = server.Serve(listener) }() // until Close
	defer server.Close()
	for _, path := range []string{"/login", "/callback?code=of-somebody-else&state=forged"} {
		if err := visit(base + path); err != nil {
			return err
		}
	}
	return nil
}

// visit is the browser.
func visit(target string) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, target, nil)
	if err != nil {
		return err
	}
	res, err := (&http.Client{Jar: jar}).Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	fmt.Printf("%s: %s: %s", req.URL.Path, res.Status, page)
	return err
}

// app is the web service.
type app struct {
	signIn       *sso.Service
	organization string
	redirectURI  string
}

func (a *app) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /login", a.login)
	mux.HandleFunc("GET /callback", a.callback)
	return mux
}

// login sends the browser to WorkOS, and keeps in a cookie what callback needs:
// one of its own for each sign-in, as there may be several tabs.
func (a *app) login(w http.ResponseWriter, r *http.Request) {
	pkce, state := sso.NewPKCE(), rand.Text()
	target, err := a.signIn.AuthorizationURL(sso.AuthorizationURLParams{
		Organization:  a.organization,
		RedirectURI:   a.redirectURI,
		State:         state,
		CodeChallenge: pkce.Challenge,
	})
	if err != nil {
		fail(w, http.StatusInternalServerError, "Signing in does not work.", err)
		return
	}
	a.keep(w, "sign_in_"+state, pkce.Verifier, 600)
	http.Redirect(w, r, target, http.StatusFound)
}

// callback receives the browser, with a code or an error.
func (a *app) callback(w http.ResponseWriter, r *http.Request) {
	verifier := a.take(w, r, "sign_in_"+r.FormValue("state"))
	switch {
	case verifier == "":
		fail(w, http.StatusBadRequest, "This sign-in did not begin in this browser.", nil)
		return
	case r.FormValue("error") != "":
		fail(w, http.StatusForbidden, "You are not signed in.", fmt.Errorf("%q: %q", r.FormValue("error"), r.FormValue("error_description")))
		return
	}
	result, err := a.signIn.GetProfileAndToken(r.Context(), sso.GetProfileAndTokenParams{
		Code:         r.FormValue("code"),
		CodeVerifier: verifier,
	})
	switch {
	case err != nil:
		fail(w, http.StatusBadGateway, "You are not signed in.", err)
	case result.Profile.OrganizationID != a.organization:
		fail(w, http.StatusForbidden, "You do not belong here.", nil)
	default: // the application's own session begins here
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprintf(w, "Signed in as %s (%s), of %s.\n", result.Profile.Name, result.Profile.Email, result.Profile.OrganizationID)
	}
}

// fail tells the person that something went wrong, and the log what.
func fail(w http.ResponseWriter, status int, text string, err error) {
	if err != nil {
		log.Print(err)
	}
	http.Error(w, text, status)
}

// take returns the value of a cookie, and removes it.
func (a *app) take(w http.ResponseWriter, r *http.Request, name string) string {
	cookie, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	a.keep(w, name, "", -1)
	return cookie.Value
}

// keep puts a value into a cookie, for so many seconds.
func (a *app) keep(w http.ResponseWriter, name, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // behind HTTPS, set Secure too
		Name: name, Value: value, Path: "/callback", MaxAge: seconds, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}
