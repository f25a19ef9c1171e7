// Testing is a small application and its tests. It takes customers on, signs their
// people in, and lets go of those who leave a customer's directory. The tests are
// what it is for: each file of them is one way to test code that calls WorkOS,
// without an account.
//
//	go test ./examples/testing
//
// The program itself onboards a customer and ends. It runs on a WorkOS inside this
// process, where it goes on to a sign-in and to somebody who leaves. With
// WORKOS_API_KEY set, it onboards the customer of its flags at WorkOS.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/signal"
	"strings"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/workostest"
)

func main() {
	log.SetFlags(0)
	var customer Customer
	flag.StringVar(&customer.ID, "id", "customer-42", "the application's own `ID` of the customer")
	flag.StringVar(&customer.Name, "name", "Foo Corp", "its `name`")
	flag.StringVar(&customer.Domain, "domain", "foo-corp.com", "the `domain` of its e-mail addresses")
	flag.StringVar(&customer.Admin, "admin", "ann@foo-corp.com", "the `address` of its first admin, who is invited")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, customer)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, customer Customer) error {
	if os.Getenv("WORKOS_API_KEY") == "" {
		fmt.Println("On the embedded WorkOS; set WORKOS_API_KEY to use your own.")
		return demo(ctx, customer)
	}
	org, err := NewCustomers(workos.NewClient()).Onboard(ctx, customer)
	if err != nil {
		return err
	}
	fmt.Println("Onboarded", org.Name, "as", org.ID)
	return nil
}

// demo shows the whole application on a WorkOS inside this process.
func demo(ctx context.Context, customer Customer) error {
	srv := workostest.New()
	defer srv.Close()
	org, err := NewCustomers(srv.Client()).Onboard(ctx, customer)
	if err != nil {
		return err
	}
	fmt.Println("Onboarded", org.Name, "as", org.ID)

	site, err := NewSite(srv.Client(), SiteConfig{
		RedirectURI:    "https://app.example.com/callback",
		CookiePassword: "at least 32 characters, kept secret",
		WebhookSecret:  "whsec_1",
	})
	if err != nil {
		return err
	}
	post := func(path string, form url.Values) int {
		req := httptest.NewRequestWithContext(ctx, http.MethodPost, path, strings.NewReader(form.Encode()))
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		site.ServeHTTP(w, req)
		return w.Code
	}
	fmt.Println("Asked for a code:", post("/code", url.Values{"email": {customer.Admin}}))
	outbox := srv.Outbox()
	code := outbox[len(outbox)-1].Code
	fmt.Println("Signed in with it:", post("/code/check", url.Values{"email": {customer.Admin}, "code": {code}}))

	directory := srv.Directory(srv.AddDirectory(directorysync.Directory{OrganizationID: org.ID}).ID)
	directory.SuspendUser(directory.AddUser(directorysync.User{Email: customer.Admin}).ID)
	if _, err := srv.Deliver(ctx, site, "whsec_1", workostest.DeliverAt("/webhooks")); err != nil {
		return err
	}
	for _, event := range srv.AuditLogEvents(org.ID) {
		fmt.Println("In the audit log:", event.Action, event.Targets[0].ID)
	}
	return nil
}
