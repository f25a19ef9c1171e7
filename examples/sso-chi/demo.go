package main

import (
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/workostest"
)

// demo shows who gets in.
func demo(out io.Writer) error {
	fmt.Fprintln(out, "On the embedded WorkOS; set WORKOS_API_KEY to use your own.")
	w := newWorld(workostest.New())
	defer w.close()
	foo := setUp(w.srv, "customer-1", "Foo Corp", "foo-corp.com", "ann@foo-corp.com", "new@foo-corp.com")
	// The IT department of Bar Corp says that it has an Ann, too.
	bar := setUp(w.srv, "customer-2", "Bar Corp", "bar-corp.com", "ann@foo-corp.com", "bob@bar-corp.com")

	ann, newcomer, mallory := newBrowser(w.app.URL), newBrowser(w.app.URL), newBrowser(w.app.URL)
	password := url.Values{"email": {"ann@foo-corp.com"}, "password": {"correct horse"}}
	for _, step := range []struct {
		text string
		do   func() (string, error)
	}{
		{"Ann signs in with her password", func() (string, error) { return ann.post("/login", password) }},
		{"She asks for the Admin Portal", func() (string, error) { return ann.post("/settings/sso", nil) }},
		{"She signs in with single sign-on", func() (string, error) { return ann.signIn("ann@foo-corp.com") }},
		{"Her password no longer works", func() (string, error) { return newcomer.post("/login", password) }},
		{"A colleague comes for the first time", func() (string, error) { return newcomer.signIn("new@foo-corp.com") }},
		{"Ann clicks at the identity provider", func() (string, error) { return ann.clickAtIDP(w, foo, "ann@foo-corp.com") }},
		{"Bob sends her a link to his account", func() (string, error) { return ann.arrive(w, bar, "bob@bar-corp.com") }},
		{"She does not click, and stays Ann", func() (string, error) { return ann.get("/") }},
		{"Bar Corp's says that it has an Ann", func() (string, error) { return mallory.clickAtIDP(w, bar, "ann@foo-corp.com") }},
		{"A link with a code of somebody else", func() (string, error) { return mallory.get("/sso/callback?code=1&state=2") }},
		{"Foo Corp deletes its connection", func() (string, error) { return w.deleteConnection(context.Background(), foo) }},
		{"Ann is signed out", func() (string, error) { return ann.get("/") }},
	} {
		seen, err := step.do()
		if err != nil {
			return fmt.Errorf("%s: %w", step.text, err)
		}
		fmt.Fprintf(out, "%-38s %s\n", step.text+":", seen)
	}
	return nil
}

const secret = "whsec_example"

// world is a WorkOS and the service, both on loopback addresses.
type world struct {
	srv *workostest.Server
	app *httptest.Server
}

func newWorld(srv *workostest.Server) *world {
	app := httptest.NewUnstartedServer(nil)
	client := srv.Client(workos.WithBaseURL(srv.URL())) // where browsers reach it
	app.Config.Handler = newApp(client, secret, "http://"+app.Listener.Addr().String())
	app.Start()
	return &world{srv, app}
}

func (w *world) close() {
	w.app.Close()
	w.srv.Close()
}

func (w *world) deleteConnection(ctx context.Context, connection sso.Connection) (string, error) {
	if err := sso.New(w.srv.Client()).DeleteConnection(ctx, connection.ID); err != nil {
		return "", err
	}
	_, err := w.srv.DeliverTo(ctx, w.app.URL+"/webhooks/workos", secret)
	return "the webhook arrived", err
}

// browser is a person's: it follows redirects and keeps cookies.
type browser struct {
	client *http.Client
	base   string
	hidden url.Values // of the form that it shows
}

func newBrowser(base string) *browser {
	jar, _ := cookiejar.New(nil) // never fails
	return &browser{client: &http.Client{Jar: jar, CheckRedirect: func(req *http.Request, _ []*http.Request) error {
		if req.URL.Hostname() != "127.0.0.1" { // the Admin Portal, which workostest does not have
			return http.ErrUseLastResponse
		}
		return nil
	}}, base: base}
}

func (b *browser) signIn(email string) (string, error) {
	return b.post("/sso", url.Values{"email": {email}})
}

// clickAtIDP signs in as somebody does who clicks on the service in the identity
// provider's list of applications, and then says that they want to.
func (b *browser) clickAtIDP(w *world, connection sso.Connection, email string) (string, error) {
	if asked, err := b.arrive(w, connection, email); err != nil || !strings.HasPrefix(asked, "200") {
		return asked, err
	}
	return b.post("/sso/confirm", b.hidden)
}

// arrive comes from there, with a code that was not asked for and without a state.
func (b *browser) arrive(w *world, connection sso.Connection, email string) (string, error) {
	target, err := sso.New(w.srv.Client()).AuthorizationURL(sso.AuthorizationURLParams{
		Connection: connection.ID, LoginHint: email, RedirectURI: b.base + "/sso/callback",
	})
	if err != nil {
		return "", err
	}
	query, err := w.srv.Browse(context.Background(), target)
	if err != nil {
		return "", err
	}
	return b.get("/sso/callback?" + query.Encode())
}

func (b *browser) get(path string) (string, error) {
	return b.do(http.MethodGet, path, nil)
}

func (b *browser) post(path string, form url.Values) (string, error) {
	return b.do(http.MethodPost, path, form)
}

var (
	paragraph = regexp.MustCompile("<p>(.*?)</p>")
	hidden    = regexp.MustCompile("<input type=hidden name=(.*?) value=\"(.*?)\">")
)

// do returns what the person sees.
func (b *browser) do(method, path string, form url.Values) (string, error) {
	req, err := http.NewRequestWithContext(context.Background(), method, b.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := b.client.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if target, err := res.Location(); err == nil {
		return "to " + target.Host, nil
	}
	b.hidden = url.Values{}
	for _, match := range hidden.FindAllSubmatch(body, -1) {
		b.hidden.Set(string(match[1]), html.UnescapeString(string(match[2])))
	}
	seen := "the sign-in page"
	if match := paragraph.FindSubmatch(body); match != nil {
		seen = string(match[1])
	}
	return fmt.Sprintf("%d %s", res.StatusCode, seen), err
}
