// Webhook-receiver is an HTTP server that receives events from WorkOS and says
// what happened.
//
// It is its own WorkOS: it signs a few deliveries, good ones and bad ones, posts
// them to itself and shows the answers. With WORKOS_WEBHOOK_SECRET set, it waits
// for those of WorkOS instead.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/webhooks"
)

const (
	envSecret = "WORKOS_WEBHOOK_SECRET"
	path      = "/webhooks/workos"
)

func main() {
	log.SetFlags(0)
	addr := flag.String("addr", "localhost:8080", "where to listen for WorkOS")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), `Usage: webhook-receiver [-addr host:port]

Receives events at /webhooks/workos and says what happened.

Without WORKOS_WEBHOOK_SECRET it sends a few to itself and ends. With it (the
secret of a webhook endpoint), it listens until it is interrupted.

`)
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Stdout, *addr)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer, addr string) error {
	secret := os.Getenv(envSecret)
	demo := secret == ""
	if demo {
		addr, secret = "127.0.0.1:0", "whsec_"+rand.Text()
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	srv := newServer(out, secret)
	served := make(chan error, 1)
	go func() { served <- srv.Serve(listener) }()

	url := "http://" + listener.Addr().String() + path
	if demo {
		fmt.Fprintln(out, "Sending events to itself; set", envSecret, "to receive those of WorkOS.")
		err = deliverAll(ctx, out, url, secret)
	} else {
		fmt.Fprintln(out, "Waiting for WorkOS at", url)
		select {
		case <-ctx.Done():
		case err = <-served:
		}
	}
	// What is being received is finished.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return errors.Join(err, srv.Shutdown(ctx))
}

func newServer(out io.Writer, secret string) *http.Server {
	r := newReceiver(out)
	mux := http.NewServeMux()
	mux.Handle(path, webhooks.Handler(secret, r.receive, webhooks.WithLogger(slog.Default())))
	return &http.Server{Handler: mux, ReadTimeout: 10 * time.Second}
}

// receiver remembers which events it has handled: they may arrive twice. A real
// service stores their IDs in its database, in the transaction that does what
// the event asks for.
type receiver struct {
	mu      sync.Mutex
	out     io.Writer
	mux     *events.Mux
	handled map[string]bool
	ids     []string // of handled, oldest first
}

func newReceiver(out io.Writer) *receiver {
	r := &receiver{out: out, mux: events.NewMux(), handled: map[string]bool{}}
	events.Handle(r.mux, func(_ context.Context, e events.UserCreated) error {
		fmt.Fprintf(out, "   welcome %s (%s)\n", e.Data.Email, e.Data.ID)
		return nil
	})
	events.Handle(r.mux, func(_ context.Context, e events.UserDeleted) error {
		fmt.Fprintf(out, "   farewell %s (%s)\n", e.Data.Email, e.Data.ID)
		return nil
	})
	r.mux.Fallback(func(_ context.Context, event *events.Event) error { // also what WorkOS invents tomorrow
		fmt.Fprintf(out, "   %s: nothing to do\n", event.Type)
		return nil
	})
	return r
}

// remembered is how many IDs are kept.
const remembered = 10_000

// receive handles an event. Where it returns an error, WorkOS sends the event
// again.
func (r *receiver) receive(ctx context.Context, event *events.Event) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.handled[event.ID] {
		fmt.Fprintf(r.out, "   %s was handled already\n", event.ID)
		return nil
	}
	if err := r.mux.Dispatch(ctx, event); err != nil {
		return err
	}
	r.handled[event.ID] = true
	if r.ids = append(r.ids, event.ID); len(r.ids) > remembered {
		delete(r.handled, r.ids[0])
		r.ids = r.ids[1:]
	}
	return nil
}

// delivery is what WorkOS, or somebody else, would post.
type delivery struct {
	what    string
	payload string
	secret  string
	at      time.Time
	want    int // the status of the answer
}

func deliverAll(ctx context.Context, out io.Writer, url, secret string) error {
	const (
		user = `{"object":"event","id":"event_1","event":"user.created","data":{"id":"user_1","email":"ann@foo-corp.com"}}`
		role = `{"object":"event","id":"event_2","event":"role.created","data":{"slug":"editor"}}`
	)
	now := time.Now()
	for i, d := range []delivery{
		{"a user", user, secret, now, http.StatusOK},
		{"the same event again", user, secret, now, http.StatusOK},
		{"an event of another type", role, secret, now, http.StatusOK},
		{"one signed with another secret", role, "whsec_of_somebody", now, http.StatusBadRequest},
		{"one signed an hour ago", role, secret, now.Add(-time.Hour), http.StatusBadRequest},
	} {
		fmt.Fprintf(out, "%d. Sending %s:\n", i+1, d.what)
		status, err := d.send(ctx, url)
		if err != nil {
			return err
		}
		fmt.Fprintln(out, "   answered", status, http.StatusText(status))
		if status != d.want {
			return fmt.Errorf("a %d was expected", d.want)
		}
	}
	return nil
}

func (d delivery) send(ctx context.Context, url string) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(d.payload))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(webhooks.SignatureHeader, webhooks.Sign([]byte(d.payload), d.secret, d.at))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	return res.StatusCode, res.Body.Close()
}
