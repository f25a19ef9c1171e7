package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/webhooks"
	"github.com/workos-go/workos/workostest"
)

// receiver is an application that receives webhooks, and the way to it.
type receiver struct {
	cell *cell
	http *httptest.Server // nil in process

	mu      sync.Mutex
	handled map[string]int
}

// openWebhook delivers events until all are received: none is lost, and none is
// taken for another.
func openWebhook(c *cell) (func(*cell) (*round, error), error) {
	r := &receiver{cell: c, handled: map[string]int{}}
	if c.spec.transport == socket {
		r.http = httptest.NewUnstartedServer(r)
		r.http.Config.ReadTimeout = 250 * time.Millisecond // as a server on the internet has one
		r.http.Config.ErrorLog = log.New(io.Discard, "", 0)
		r.http.Start()
		c.closing = append(c.closing, r.http.Close)
	}
	return func(c *cell) (*round, error) {
		c.srv.AddOrganization(organizations.CreateParams{Name: "Foo"})
		want := len(r.handled) + 1
		return &round{
			do: func(ctx context.Context) error {
				deliveries, err := c.srv.Deliver(ctx, r.way(), webhookSecret)
				if ctx.Err() == nil && len(deliveries) == 1 && err != nil {
					return errGivenUp
				}
				return err
			},
			verify: func(ctx context.Context, _ error) error {
				// What was given up is sent again, as from the dashboard.
				_, err := c.srv.Deliver(ctx, r.way(), webhookSecret, workostest.DeliverAgain())
				r.mu.Lock()
				defer r.mu.Unlock()
				if err == nil && len(r.handled) != want {
					err = fmt.Errorf("%d events were handled, not %d", len(r.handled), want)
				}
				return err
			},
		}, nil
	}, nil
}

// errGivenUp is what a sender says when it has tried often enough.
var errGivenUp = errors.New("given up")

// ServeHTTP receives a webhook.
func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	event, err := webhooks.Parse(req, webhookSecret)
	if err != nil {
		r.cell.sees(err)
		http.Error(w, "no", http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.handled[event.ID]++
}

// way leads to the receiver: what passes meets the faults of the link.
func (r *receiver) way() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body) // from memory
		d := &delivery{body: bytes.NewReader(body), length: len(body)}
		if f, random := r.cell.link.next(); f != nil {
			d = f.delivery(&incident{random: random, ctx: req.Context(), req: req, body: body})
		}
		status := d.answer
		if !d.missing && status == 0 {
			status = r.deliver(req, d)
		}
		if d.missing || d.lost || status == 0 {
			panic(http.ErrAbortHandler) // no answer
		}
		w.WriteHeader(status)
	})
}

// deliver returns the receiver's status, or 0.
func (r *receiver) deliver(req *http.Request, d *delivery) int {
	header := http.Header{"Content-Type": {"application/json"}}
	header.Set(webhooks.SignatureHeader, req.Header.Get(webhooks.SignatureHeader))
	if d.encoding != "" {
		header.Set("Content-Encoding", d.encoding)
	}
	if r.http != nil {
		return r.send(req.Context(), d, header)
	}
	inner := httptest.NewRequestWithContext(req.Context(), http.MethodPost, "/", io.MultiReader(d.body, d.end.reader(req.Context())))
	inner.Header, inner.ContentLength = header, int64(d.length)
	answer := httptest.NewRecorder()
	r.ServeHTTP(answer, inner)
	return answer.Code
}

// send writes a request to a socket as no client would.
func (r *receiver) send(ctx context.Context, d *delivery, header http.Header) int {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", r.http.Listener.Addr().String())
	if err != nil {
		return 0
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	_, _ = fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\nContent-Length: %d\r\n", d.length)
	_ = header.Write(conn)
	_, _ = io.WriteString(conn, "\r\n")
	_, _ = io.Copy(conn, d.body)
	switch d.end {
	case resets:
		_ = conn.(*net.TCPConn).SetLinger(0)
		return 0
	case ends:
		return 0
	case holds:
		<-ctx.Done()
		return 0
	default:
	}
	piece := make([]byte, len("HTTP/1.1 200"))
	var status int
	if _, err = io.ReadFull(conn, piece); err == nil {
		_, _ = fmt.Sscanf(string(piece), "HTTP/1.1 %d", &status)
	}
	return status
}
