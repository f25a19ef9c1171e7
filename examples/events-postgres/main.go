// Events-postgres keeps a table of the people who may sign in, by the events of
// customers' directories, in PostgreSQL.
//
// Where it is in the stream of events stands in the same database, and moves in the
// transaction that does what the event asks for. So each event has its effect once,
// whenever the process dies.
//
// DATABASE_URL says where the database is. Without WORKOS_API_KEY it runs on a WorkOS
// inside this process, until nothing happens there any more.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/workostest"
)

func main() {
	log.SetFlags(0)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Stdout, os.Getenv("DATABASE_URL"))
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer, url string) error {
	if url == "" {
		return errors.New("set DATABASE_URL, such as postgres:///postgres?host=/var/run/postgresql")
	}
	db, err := open(ctx, url)
	if err != nil {
		return err
	}
	defer db.close(ctx)
	if os.Getenv("WORKOS_API_KEY") != "" {
		return db.consumer(events.New(workos.NewClient())).Run(ctx)
	}
	fmt.Fprintln(out, "On the embedded WorkOS; set WORKOS_API_KEY to use your own.")
	srv := workostest.New()
	defer srv.Close()
	last, err := happen(ctx, srv)
	if err != nil {
		return err
	}
	if err := db.followUntil(ctx, events.New(srv.Client()), last); err != nil {
		return err
	}
	return db.print(ctx, out)
}

// consumer changes the database as the events say.
func (db *database) consumer(service *events.Service) *events.Consumer {
	mux := events.NewMux()
	events.Handle(mux, func(ctx context.Context, e events.DSyncUserCreated) error {
		return db.save(ctx, e.Data)
	})
	events.Handle(mux, func(ctx context.Context, e events.DSyncUserUpdated) error {
		return db.save(ctx, e.Data.User)
	})
	events.Handle(mux, func(ctx context.Context, e events.DSyncUserDeleted) error {
		return db.removeUser(ctx, e.Data.ID)
	})
	events.Handle(mux, func(ctx context.Context, e events.DSyncDeleted) error {
		return db.removeDirectory(ctx, e.Data.ID)
	})
	return &events.Consumer{
		Service:     service,
		Events:      mux.Types(),
		Handle:      mux.Dispatch,
		Cursor:      db,
		Transaction: db.transaction,
		Retry:       func(error) bool { return !db.conn.IsClosed() }, // else start again, with another
		Logger:      slog.Default(),
	}
}

// followUntil ends after the event with the ID.
func (db *database) followUntil(ctx context.Context, service *events.Service, last string) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	consumer := db.consumer(service)
	dispatch := consumer.Handle
	consumer.Handle = func(ctx context.Context, event *events.Event) error {
		if event.ID == last {
			defer stop() // what is begun is brought to its end
		}
		return dispatch(ctx, event)
	}
	return consumer.Run(ctx)
}

// happen lets people come and go, and returns the ID of the last event.
func happen(ctx context.Context, srv *workostest.Server) (string, error) {
	directory := srv.Directory(srv.AddDirectory(directorysync.Directory{Name: "Foo Corp"}).ID)
	var ids []string
	for _, name := range []string{"Ann", "Ben", "Cem"} {
		user := directory.AddUser(directorysync.User{FirstName: name, Email: name + "@foo-corp.com"})
		ids = append(ids, user.ID)
	}
	directory.SuspendUser(ids[1])
	directory.DeleteUser(ids[2])
	gone := srv.AddDirectory(directorysync.Directory{Name: "Bar Inc"}).ID
	srv.Directory(gone).AddUser(directorysync.User{FirstName: "Dan", Email: "Dan@bar-inc.com"})
	if err := directorysync.New(srv.Client()).DeleteDirectory(ctx, gone); err != nil {
		return "", err
	}
	page, err := events.New(srv.Client()).List(ctx, events.ListParams{})
	if err != nil {
		return "", err
	}
	return page.Data[0].ID, nil
}
