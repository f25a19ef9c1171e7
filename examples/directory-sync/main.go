// Directory-sync keeps a copy of all customers' directories in PostgreSQL: users,
// groups and who is in which group.
//
// It copies every directory once, however large, and then follows the events API,
// which has what happens in its order and loses nothing. Webhooks, if there is a
// secret, tell the same sooner. What is late, comes twice or comes in the wrong order
// changes nothing, and who was deleted does not come back.
//
// DATABASE_URL says where the database is. Without WORKOS_API_KEY it shows itself at
// work, in a schema of its own, on a WorkOS inside this process.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
)

func main() {
	log.SetFlags(0)
	addr := flag.String("addr", "localhost:8080", "where to listen for webhooks, at /webhooks/workos")
	poll := flag.Duration("poll", 10*time.Second, "how often to ask for events")
	count := flag.Int("users", 40_000, "how many users the WorkOS inside this process has")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), `Usage: directory-sync [-addr host:port] [-poll duration] [-users n]

Keeps a copy of all customers' directories in the PostgreSQL of DATABASE_URL.

Without WORKOS_API_KEY it shows itself at work, on a WorkOS inside this process.
With it, it copies and follows until it is interrupted. With the secret of a webhook
endpoint in WORKOS_WEBHOOK_SECRET, it listens for webhooks too; with several, divided
by commas, each of them is good.

`)
		flag.PrintDefaults()
	}
	flag.Parse()
	url := os.Getenv("DATABASE_URL")
	if url == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	var err error
	if os.Getenv("WORKOS_API_KEY") == "" {
		fmt.Println("On the embedded WorkOS; set WORKOS_API_KEY to use your own.")
		err = demo(ctx, os.Stdout, url, *count)
	} else {
		err = run(ctx, url, *addr, *poll)
	}
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

type app struct {
	pool        *pgxpool.Pool
	directories *directorysync.Service
	events      *events.Service
	poll        time.Duration
	lookEvery   time.Duration
}

func newApp(client *workos.Client, pool *pgxpool.Pool, poll time.Duration) *app {
	return &app{pool, directorysync.New(client), events.New(client), poll, lookEvery}
}

// run copies, follows and receives until the context ends.
func run(ctx context.Context, url, addr string, poll time.Duration) error {
	pool, err := openPool(ctx, url, "")
	if err != nil {
		return err
	}
	defer pool.Close()
	a := newApp(workos.NewClient(), pool, poll)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return a.lead(ctx) })
	if secrets := os.Getenv("WORKOS_WEBHOOK_SECRET"); secrets != "" {
		group.Go(func() error { return a.receive(ctx, addr, strings.Split(secrets, ",")) })
	}
	err = group.Wait()
	if errors.Is(err, context.Canceled) { // interrupted, also while it stood by
		return nil
	}
	return err
}

// lead copies directories and follows events at the same time, once no other process
// does. One that waits is a stand-by, and receives webhooks as well.
//
// The lock is one of the session, and staging has temporary tables: both need a
// connection that stays the same. Transaction pooling, as of PgBouncer, breaks them;
// let DATABASE_URL lead past it.
func (a *app) lead(ctx context.Context) error {
	acquired, err := a.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	conn := acquired.Hijack() // the lock lives as long as the connection
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", leader); err != nil {
		return err
	}
	at := place{conn}
	if err := a.start(ctx, at); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return a.keepCopied(ctx) })
	group.Go(func() error { return a.follow(ctx, at) })
	return group.Wait()
}

// receive listens for webhooks.
func (a *app) receive(ctx context.Context, addr string, secrets []string) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/webhooks/workos", a.webhooks(secrets))
	srv := &http.Server{Handler: mux, ReadTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(listener) }()
	slog.InfoContext(ctx, "receiving webhooks", "addr", listener.Addr().String())
	select {
	case err = <-served:
	case <-ctx.Done():
	}
	// What is being received is finished.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return errors.Join(err, srv.Shutdown(ctx))
}

// caughtUp waits until all directories are copied and all events were handled.
func (a *app) caughtUp(ctx context.Context) error {
	for {
		newest, _, err := a.newest(ctx)
		if err != nil {
			return err
		}
		var done bool
		err = a.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM event_cursor WHERE event_id = $1)
			AND EXISTS (SELECT FROM directories)
			AND NOT EXISTS (SELECT FROM directories WHERE NOT gone AND (copied_at IS NULL OR NOT shown))`, newest).Scan(&done)
		if done || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// state is what the application reads.
type state struct {
	Directories, Users, Active, Groups, Members int
}

func (a *app) state(ctx context.Context) (state, error) {
	rows, err := a.pool.Query(ctx, `SELECT (SELECT count(*) FROM directories WHERE NOT gone),
		(SELECT count(*) FROM current_users), (SELECT count(*) FROM current_users WHERE active),
		(SELECT count(*) FROM current_groups), (SELECT count(*) FROM current_members)`)
	if err != nil {
		return state{}, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[state])
}

func (s state) String() string {
	return fmt.Sprintf("directories %d, users %d, of whom may sign in %d, groups %d, memberships %d",
		s.Directories, s.Users, s.Active, s.Groups, s.Members)
}
