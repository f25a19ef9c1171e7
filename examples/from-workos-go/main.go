// From-workos-go is a small service that stood on the official Go SDK,
// github.com/workos/workos-go, and stands on this library now. Each file is one
// task. The comments say how it was done with version 4 of that SDK (v4) and with
// version 10 (v10), where they differ from the code below them.
//
// It runs on a WorkOS inside this process.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) > 1 {
		log.Print("Usage: from-workos-go\n\nIt takes no arguments, and runs on a WorkOS inside this process.")
		os.Exit(2)
	}
	srv := workostest.New(workostest.WithStrict())
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout, srv)
	stop()
	srv.Close()
	if err != nil {
		log.Fatal(err)
	}
}

// cookiePassword sealed the sessions before, and does so now.
const cookiePassword = "the cookie password of before, as it was"

// service is what moved. There is one client, and no key of a package:
//
//	v4:  organizations.SetAPIKey(key), usermanagement.SetAPIKey(key), sso.Configure(key, clientID)
//	v10: client := workos.NewClient(key), and each service is reached from the client
type service struct {
	orgs     *organizations.Service
	users    *usermanagement.Service
	sessions *session.Manager
}

func newService(client *workos.Client) (*service, error) {
	sessions, err := session.New(client, session.Config{Passwords: []string{cookiePassword}})
	if err != nil {
		return nil, err
	}
	return &service{
		orgs:     organizations.New(client),
		users:    usermanagement.New(client),
		sessions: sessions,
	}, nil
}

// run does each task once and prints what came of it.
func run(ctx context.Context, out io.Writer, srv *workostest.Server) error {
	s, err := newService(srv.Client()) // in production: workos.NewClient()
	if err != nil {
		return err
	}
	d := &demo{service: s, out: out, srv: srv}
	for _, step := range []func(context.Context) error{
		d.write, d.list, d.fail, d.tellTime, d.receive, d.signIn, d.route, d.compare,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// demo is the world around the service, for this program alone.
type demo struct {
	*service

	out io.Writer
	srv *workostest.Server
	org string // the ID of the organization of the first step
}

func (d *demo) say(format string, args ...any) { fmt.Fprintf(d.out, format+"\n", args...) }
