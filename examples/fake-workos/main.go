// Fake-workos serves a WorkOS in memory over HTTP, for curl, for programs in any
// language, and for browsers that sign in: no network, no account.
//
//	go run ./examples/fake-workos -seed examples/fake-workos/seed.json
//
// It forgets everything when it ends.
package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

// config is what the flags say.
type config struct {
	addr   string
	seed   string
	ask    bool
	routes bool
	check  bool
}

func main() {
	log.SetFlags(0)
	var c config
	flag.StringVar(&c.addr, "addr", "localhost:8085", "where to listen; it trusts everybody who knows its API key")
	flag.StringVar(&c.seed, "seed", "", "JSON file of what is there from the start, as seed.json beside this program")
	flag.BoolVar(&c.ask, "ask", false, "show a page to who signs in, in place of signing in at once")
	flag.BoolVar(&c.routes, "routes", false, "print the operations")
	flag.BoolVar(&c.check, "check", false, "ask itself for its organizations, and end")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), `Usage: fake-workos [-addr host:port] [-seed file.json] [-ask] [-routes] [-check]

Serves a WorkOS in memory until it is interrupted. Tests in other languages also find
there, with the API key:

  GET  /workostest/outbox      the e-mails and text messages that would have been sent
  POST /workostest/faults      lets the next calls of a route go wrong, as in
       {"route": "POST /organizations", "times": 1, "status": 503, "body": "busy"}, or
       in place of a status "fault": "refuse_connection", "drop_request",
       "drop_connection", "cut_body" or "stall"
  POST /workostest/deliveries  sends the events that happened since the last time, as
       in {"url": "http://localhost:3000/webhooks", "secret": "whsec_1"}

`)
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt ends it at once
	err := run(ctx, os.Stdout, c)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer, c config) error {
	var opts []workostest.Option
	if c.ask {
		opts = append(opts, workostest.WithSignInPage())
	}
	fake := workostest.New(opts...)
	defer fake.Close() // ends stalled calls, where there are any
	control(fake)
	added, err := load(fake, c.seed)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.addr)
	if err != nil {
		return err
	}
	srv := &http.Server{Handler: fake, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(listener) }()

	url := "http://" + listener.Addr().String()
	describe(out, url, added)
	if c.routes {
		fmt.Fprintf(out, "  %s\n\n", strings.Join(fake.Routes(), "\n  "))
	}
	if c.check {
		err = check(ctx, out, url)
	} else {
		select {
		case <-ctx.Done():
			fmt.Fprintln(out, "Ending.")
		case err = <-served:
		}
	}
	// What is being answered is finished.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return errors.Join(err, srv.Shutdown(ctx))
}

// load adds what a file says, if there is one, and returns how much of what.
func load(fake *workostest.Server, name string) ([]string, error) {
	if name == "" {
		return nil, nil
	}
	data, err := os.ReadFile(name) //nolint:gosec // the file that the user names
	if err != nil {
		return nil, err
	}
	var seed workostest.Seed
	if err = decode(bytes.NewReader(data), &seed); err == nil {
		err = try(func() { fake.Add(seed) })
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return contents(data), nil
}

// decode reads one JSON document. A name that is not known is an error, as it would be
// a misspelled one.
func decode(from io.Reader, into any) error {
	decoder := json.NewDecoder(from)
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if errors.Is(err, io.EOF) {
		err = errors.New("it is empty")
	}
	if _, end := decoder.Token(); err == nil && !errors.Is(end, io.EOF) {
		err = errors.New("there is more than one JSON document")
	}
	return err
}

// try turns the panic of what cannot be, such as a seed where two users have one
// address, into an error.
func try(do func()) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("%v", reason)
		}
	}()
	do()
	return nil
}

// contents counts what is in a seed.
func contents(data []byte) []string {
	var tables map[string]any
	_ = json.Unmarshal(data, &tables) // was decoded before
	var counts []string
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		switch table := tables[name].(type) {
		case []any:
			counts = append(counts, fmt.Sprint(len(table), " ", name))
		case map[string]any:
			counts = append(counts, fmt.Sprint(len(table), " ", name))
		default:
		}
	}
	return counts
}

// describe says how to reach the server, and what is there.
func describe(out io.Writer, url string, added []string) {
	fmt.Fprintf(out, `A WorkOS in memory, with %s:

  %s=%s
  %s=%s
  %s=%s

  curl -H 'Authorization: Bearer %[5]s' %[3]s/organizations

`, cmp.Or(strings.Join(added, ", "), "nothing in it"),
		"WORKOS_BASE_URL", url, "WORKOS_API_KEY", workostest.APIKey, "WORKOS_CLIENT_ID", workostest.ClientID)
}

// check asks the server for its organizations, as any other program would.
func check(ctx context.Context, out io.Writer, url string) error {
	client := workos.NewClient(workos.WithBaseURL(url), workos.WithAPIKey(workostest.APIKey))
	page, err := organizations.New(client).List(ctx, organizations.ListParams{})
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "GET /organizations:", len(page.Data))
	for org, err := range page.All(ctx) {
		if err != nil {
			return err
		}
		fmt.Fprintln(out, " ", org.ID, org.Name)
	}
	return nil
}
