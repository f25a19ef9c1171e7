package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"

	"github.com/workos-go/workos/directorysync"
)

const schema = `
CREATE TABLE IF NOT EXISTS event_cursor (
	one      boolean PRIMARY KEY DEFAULT true CHECK (one), -- row
	event_id text NOT NULL
);
CREATE TABLE IF NOT EXISTS people (
	id           text PRIMARY KEY, -- of the directory user
	directory_id text NOT NULL,
	email        text NOT NULL,
	active       boolean NOT NULL
);
CREATE TABLE IF NOT EXISTS access_log ( -- a line for every event
	line      bigint GENERATED ALWAYS AS IDENTITY,
	person_id text NOT NULL,
	active    boolean NOT NULL
);`

// lock is the number of the lock that a process holds as long as its connection
// lives: a second one waits for it, as a stand-by.
const lock = 20260115

// database is a connection, and the events.Cursor in the database. What is done about
// an event takes one connection, so that it is all in the transaction on it; an
// application with a pool passes the pgx.Tx on in the context.
type database struct{ conn *pgx.Conn }

// open waits until no other process follows the events into the database.
func open(ctx context.Context, url string) (*database, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	db := &database{conn}
	_, err = conn.Exec(ctx, "SELECT pg_advisory_lock($1)", lock)
	if err == nil {
		_, err = conn.Exec(ctx, schema)
	}
	if err != nil {
		db.close(ctx)
		return nil, err
	}
	return db, nil
}

func (db *database) close(ctx context.Context) { _ = db.conn.Close(context.WithoutCancel(ctx)) }

// Load returns the ID of the last event that was handled.
func (db *database) Load(ctx context.Context) (id string, err error) {
	err = db.conn.QueryRow(ctx, "SELECT event_id FROM event_cursor").Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// Save keeps the ID of an event that was handled.
func (db *database) Save(ctx context.Context, id string) error {
	_, err := db.conn.Exec(ctx, `INSERT INTO event_cursor (event_id) VALUES ($1)
		ON CONFLICT (one) DO UPDATE SET event_id = excluded.event_id`, id)
	return err
}

// transaction does the work and saves the cursor, or neither.
func (db *database) transaction(ctx context.Context, work func(context.Context) error) error {
	return pgx.BeginFunc(ctx, db.conn, func(pgx.Tx) error { return work(ctx) })
}

func (db *database) save(ctx context.Context, user directorysync.User) error {
	active := !user.Deprovisioned()
	_, err := db.conn.Exec(ctx, `INSERT INTO people (id, directory_id, email, active) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET email = excluded.email, active = excluded.active`,
		user.ID, user.DirectoryID, user.PrimaryEmail(), active)
	if err == nil {
		_, err = db.conn.Exec(ctx, "INSERT INTO access_log (person_id, active) VALUES ($1, $2)", user.ID, active)
	}
	return err
}

func (db *database) removeUser(ctx context.Context, id string) error {
	_, err := db.conn.Exec(ctx, "DELETE FROM people WHERE id = $1", id)
	if err == nil {
		_, err = db.conn.Exec(ctx, "INSERT INTO access_log (person_id, active) VALUES ($1, false)", id)
	}
	return err
}

func (db *database) removeDirectory(ctx context.Context, id string) error {
	_, err := db.conn.Exec(ctx, `WITH gone AS (DELETE FROM people WHERE directory_id = $1 RETURNING id)
		INSERT INTO access_log (person_id, active) SELECT id, false FROM gone`, id)
	return err
}

// person is a row of people.
type person struct {
	Email  string
	Active bool
}

func (db *database) people(ctx context.Context) ([]person, error) {
	rows, err := db.conn.Query(ctx, "SELECT email, active FROM people ORDER BY email")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[person])
}

func (db *database) print(ctx context.Context, out io.Writer) error {
	people, err := db.people(ctx)
	for _, p := range people {
		fmt.Fprintf(out, "%s may sign in: %t\n", p.Email, p.Active)
	}
	return err
}
