package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/workostest"
)

// demoSchema keeps the tables of the demo apart: to those of an application, all its
// directories would seem to be gone.
const demoSchema = "directory_sync_demo"

// demo shows a directory of so many users that is copied, and what becomes of it.
func demo(ctx context.Context, out io.Writer, url string, count int) (err error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	drop := "DROP SCHEMA IF EXISTS " + demoSchema + " CASCADE"
	defer func() {
		_, dropErr := conn.Exec(context.WithoutCancel(ctx), drop)
		err = errors.Join(err, dropErr, conn.Close(context.WithoutCancel(ctx)))
	}()
	if _, err := conn.Exec(ctx, drop+"; CREATE SCHEMA "+demoSchema); err != nil {
		return err
	}
	pool, err := openPool(ctx, url, demoSchema)
	if err != nil {
		return err
	}
	defer pool.Close()
	srv := workostest.New()
	defer srv.Close()
	directory, people := populate(srv, count)
	a := newApp(srv.Client(), pool, 100*time.Millisecond)

	ctx, stop := context.WithCancel(ctx)
	led := make(chan error, 1)
	go func() {
		defer stop()
		led <- a.lead(ctx)
	}()
	show := a.show(ctx, out, srv, directory, people)
	stop()
	if err := <-led; err != nil {
		return err
	}
	return show
}

// show lets things happen and prints what the tables say.
func (a *app) show(ctx context.Context, out io.Writer, srv *workostest.Server, directory *workostest.Directory, people []directorysync.User) error {
	if err := a.print(ctx, out, "Copied:"); err != nil {
		return err
	}

	directory.SuspendUser(people[0].ID)
	directory.DeleteUser(people[1].ID)
	directory.AddUser(directorysync.User{FirstName: "Zoe", Email: "zoe@foo-corp.com"})
	if err := a.print(ctx, out, "One is suspended, one has left, one is new:"); err != nil {
		return err
	}

	const secret = "whsec_demo"
	deliveries, err := srv.Deliver(ctx, a.webhooks([]string{secret}), secret,
		workostest.DeliverTypes(events.TypeDSyncUserUpdated, events.TypeDSyncUserDeleted, events.TypeDSyncGroupUserRemoved),
		workostest.DeliverReversed(), workostest.DeliverTwice())
	if err != nil {
		return err
	}
	if err := a.print(ctx, out, fmt.Sprintf("The same by %d webhooks, late, twice and the newest first:", len(deliveries))); err != nil {
		return err
	}

	page, err := a.directories.ListDirectories(ctx, directorysync.ListDirectoriesParams{})
	if err != nil {
		return err
	}
	if err := a.directories.DeleteDirectory(ctx, page.Data[0].ID); err != nil {
		return err
	}
	return a.print(ctx, out, "The directory is deleted:")
}

// print prints the state once all that has happened is in the tables.
func (a *app) print(ctx context.Context, out io.Writer, what string) error {
	if err := a.caughtUp(ctx); err != nil {
		return err
	}
	state, err := a.state(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, what)
	fmt.Fprintln(out, "   ", state)
	return nil
}

// populate adds a directory of so many users, each in one of its groups.
func populate(srv *workostest.Server, count int) (*workostest.Directory, []directorysync.User) {
	directory := srv.Directory(srv.AddDirectory(directorysync.Directory{Name: "Foo Corp"}).ID)
	var teams []directorysync.Group
	for n := range 20 {
		teams = append(teams, directory.AddGroup(directorysync.Group{Name: fmt.Sprintf("Team %d", n+1)}))
	}
	people := make([]directorysync.User, count)
	for i := range people {
		people[i] = directory.AddUser(directorysync.User{
			FirstName: "User", LastName: strconv.Itoa(i + 1), Email: fmt.Sprintf("user%d@foo-corp.com", i+1),
		})
		directory.AddMember(teams[i%len(teams)].ID, people[i].ID)
	}
	return directory, people
}
