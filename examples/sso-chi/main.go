// Sso-chi is a web service on chi with users, passwords and sessions of its own
// (service.go), to which single sign-on was added (sso.go).
//
// It runs on a WorkOS inside this process, and shows who gets in and who does not.
// With -addr it waits for browsers instead; with WORKOS_API_KEY and WORKOS_CLIENT_ID
// set, it does so on WorkOS.
package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/workostest"
)

const envSecret = "WORKOS_WEBHOOK_SECRET"

func main() {
	log.SetFlags(0)
	addr := flag.String("addr", "", "wait for browsers at this `address`, such as localhost:8080")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), `Usage: sso-chi [-addr host:port]

A service with passwords and single sign-on: ann@foo-corp.com has the password
"correct horse", and is an admin of Foo Corp.

Without WORKOS_API_KEY it runs on a WorkOS inside this process, and is its own
browser unless -addr is given. With it it needs -addr, WORKOS_CLIENT_ID and
WORKOS_WEBHOOK_SECRET; http://host:port/sso/callback must be among the redirect
URIs in the WorkOS dashboard, and the default one for who comes from there.

`)
		flag.PrintDefaults()
	}
	flag.Parse()
	embedded := os.Getenv("WORKOS_API_KEY") == ""
	if flag.NArg() > 0 || !embedded && (*addr == "" || os.Getenv("WORKOS_CLIENT_ID") == "" || os.Getenv(envSecret) == "") {
		flag.Usage()
		os.Exit(2)
	}
	run := func() error { return serve(*addr, embedded) }
	if *addr == "" {
		run = func() error { return demo(os.Stdout) }
	}
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

// newApp returns the service with single sign-on.
func newApp(client *workos.Client, webhookSecret, baseURL string) http.Handler {
	s := &service{
		customers: map[string]string{"customer-1": "Foo Corp", "customer-2": "Bar Corp"},
		users: []user{
			{id: "user_ann", email: "ann@foo-corp.com", customer: "customer-1", password: "correct horse", admin: true},
			{id: "user_bob", email: "bob@bar-corp.com", customer: "customer-2", password: "battery staple", admin: true},
		},
		sessions: map[string]session{},
		deleted:  map[string]bool{},
		secure:   strings.HasPrefix(baseURL, "https:"),
	}
	r := s.routes()
	newSingleSignOn(s, client, webhookSecret, baseURL).addRoutes(r)
	return r
}

func serve(addr string, embedded bool) error {
	client, webhookSecret := workos.NewClient(), os.Getenv(envSecret)
	if embedded {
		srv := workostest.New(workostest.WithSignInPage())
		defer srv.Close()
		setUp(srv, "customer-1", "Foo Corp", "foo-corp.com", "ann@foo-corp.com", "new@foo-corp.com", "bob@bar-corp.com")
		client, webhookSecret = srv.Client(workos.WithBaseURL(srv.URL())), secret
	}
	fmt.Println("Open http://" + addr)
	server := &http.Server{Addr: addr, Handler: newApp(client, webhookSecret, "http://"+addr), ReadHeaderTimeout: 5 * time.Second}
	return server.ListenAndServe()
}

// setUp does what the IT department of a customer does in the Admin Portal: it
// verifies a domain and connects an identity provider, which these people are at.
func setUp(srv *workostest.Server, customer, name, domain string, people ...string) sso.Connection {
	org := srv.AddOrganization(organizations.CreateParams{
		Name: name, ExternalID: customer,
		DomainData: []organizations.DomainData{{Domain: domain, State: organizations.DomainDataStateVerified}},
	})
	connection := srv.AddConnection(sso.Connection{OrganizationID: org.ID})
	for _, email := range people {
		srv.AddProfile(connection.ID, sso.Profile{Email: email})
	}
	return connection
}
