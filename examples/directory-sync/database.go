package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/workos-go/workos/directorysync"
)

// In every table, changed_at is when the row last changed by the clock of WorkOS, and
// gone marks a tombstone: what is told late of somebody who left finds it, and changes
// nothing. Of the tombstones, missing marks those that no event told of: a list did not
// have the row, and the next list that has it brings it back. The application reads the
// views, which show none of them.
const schema = `
CREATE TABLE IF NOT EXISTS event_cursor (
	one      boolean PRIMARY KEY DEFAULT true CHECK (one), -- row
	event_id text NOT NULL
);
CREATE TABLE IF NOT EXISTS directories (
	id              text PRIMARY KEY,
	organization_id text NOT NULL,
	name            text NOT NULL,
	gone            boolean NOT NULL, -- deleted, or no longer linked
	missing         boolean NOT NULL,
	shown           boolean NOT NULL, -- false from when it is gone until it is copied again
	changed_at      timestamptz NOT NULL,
	copied_at       timestamptz, -- when all that is in it was last read; null: it is to be read
	failures        integer NOT NULL DEFAULT 0, -- of its copy, one after the other
	copy_after      timestamptz NOT NULL DEFAULT '-infinity' -- the next try after them
);
CREATE TABLE IF NOT EXISTS users (
	id           text PRIMARY KEY,
	directory_id text NOT NULL,
	email        text NOT NULL, -- nobody has verified it
	name         text NOT NULL,
	active       boolean NOT NULL, -- may sign in
	gone         boolean NOT NULL,
	missing      boolean NOT NULL,
	changed_at   timestamptz NOT NULL
);
CREATE TABLE IF NOT EXISTS groups (
	id           text PRIMARY KEY,
	directory_id text NOT NULL,
	name         text NOT NULL,
	gone         boolean NOT NULL,
	missing      boolean NOT NULL,
	changed_at   timestamptz NOT NULL
);
CREATE TABLE IF NOT EXISTS members (
	group_id     text NOT NULL,
	user_id      text NOT NULL,
	directory_id text NOT NULL,
	gone         boolean NOT NULL,
	missing      boolean NOT NULL,
	changed_at   timestamptz NOT NULL,
	PRIMARY KEY (group_id, user_id)
);
CREATE INDEX IF NOT EXISTS users_directory ON users (directory_id);
CREATE INDEX IF NOT EXISTS groups_directory ON groups (directory_id);
CREATE INDEX IF NOT EXISTS members_directory ON members (directory_id);
CREATE INDEX IF NOT EXISTS members_user ON members (user_id);
CREATE OR REPLACE VIEW current_users AS
	SELECT u.* FROM users u JOIN directories d ON d.id = u.directory_id WHERE d.shown AND NOT u.gone;
CREATE OR REPLACE VIEW current_groups AS
	SELECT g.* FROM groups g JOIN directories d ON d.id = g.directory_id WHERE d.shown AND NOT g.gone;
CREATE OR REPLACE VIEW current_members AS
	SELECT m.* FROM members m JOIN current_users u ON u.id = m.user_id JOIN current_groups g ON g.id = m.group_id
	WHERE NOT m.gone;`

// table is a table as it is written.
type table struct {
	name, key string
	columns   []string
}

var (
	directories = table{"directories", "id", []string{
		"id", "organization_id", "name", "gone", "missing", "shown", "changed_at",
	}}
	users = table{"users", "id", []string{
		"id", "directory_id", "email", "name", "active", "gone", "missing", "changed_at",
	}}
	groups = table{"groups", "id", []string{
		"id", "directory_id", "name", "gone", "missing", "changed_at",
	}}
	members = table{"members", "group_id, user_id", []string{
		"group_id", "user_id", "directory_id", "gone", "missing", "changed_at",
	}}
)

func (t table) list() string { return strings.Join(t.columns, ", ") }

// upsert returns the statement that writes the rows of a source, each over the row
// that is there where the condition on old and excluded holds.
func (t table) upsert(source, condition string) string {
	set := make([]string, len(t.columns))
	for i, column := range t.columns {
		set[i] = column + " = excluded." + column
		if column == "shown" { // nobody knows who left a directory while it was gone: only a copy
			set[i] = "shown = old.shown AND excluded.shown"
		}
	}
	return fmt.Sprintf("INSERT INTO %s AS old (%s) %s ON CONFLICT (%s) DO UPDATE SET %s WHERE %s",
		t.name, t.list(), source, t.key, strings.Join(set, ", "), condition)
}

// values returns the source that is one row, of arguments.
func (t table) values() string {
	places := make([]string, len(t.columns))
	for i := range places {
		places[i] = fmt.Sprintf("$%d", i+1)
	}
	return "VALUES (" + strings.Join(places, ", ") + ")"
}

func directoryRow(d directorysync.Directory) []any {
	gone := d.State == directorysync.DirectoryStateUnlinked || d.State == directorysync.DirectoryStateDeleting
	return []any{d.ID, d.OrganizationID, text(d.Name), gone, gone, !gone, d.UpdatedAt}
}

func directoryEventRow(d directorysync.DirectoryEvent, gone bool, at time.Time) []any {
	return []any{d.ID, d.OrganizationID, text(d.Name), gone, false, !gone, at}
}

func userRow(u directorysync.User) []any {
	return []any{
		u.ID, u.DirectoryID, text(u.PrimaryEmail()), text(u.FullName()), !u.Deprovisioned(),
		false, false, u.UpdatedAt, // not gone, not missing
	}
}

func goneUserRow(u directorysync.User, at time.Time) []any {
	return []any{u.ID, u.DirectoryID, "", "", false, true, false, at}
}

func groupRow(g directorysync.Group, gone bool, at time.Time) []any {
	return []any{g.ID, g.DirectoryID, text(g.Name), gone, false, at}
}

func memberRow(group directorysync.Group, userID string, gone bool, at time.Time) []any {
	return []any{group.ID, userID, group.DirectoryID, gone, false, at}
}

// text returns what PostgreSQL takes for text. The customer's IT department decides
// what names hold, and one that is refused would hold up all events after it.
func text(s string) string { return strings.ReplaceAll(s, "\x00", "") }

// openPool connects to the database and makes the tables, in the schema if it is not "".
func openPool(ctx context.Context, url, inSchema string) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	if inSchema != "" {
		config.ConnConfig.RuntimeParams["search_path"] = inSchema
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	// Two processes that start at once would both make the tables.
	err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock($1)", lock)
		if err == nil {
			_, err = tx.Exec(ctx, schema)
		}
		return err
	})
	if err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}

// What the leader's lock and that of the schema are called.
const (
	lock   = 20260301
	leader = 20260302
)

// place is the events.Cursor in the database, on a connection of its own: what is
// done about an event on that connection is in one transaction with the cursor.
type place struct{ conn *pgx.Conn }

// Load returns the ID of the last event that was handled.
func (p place) Load(ctx context.Context) (id string, err error) {
	err = p.conn.QueryRow(ctx, "SELECT event_id FROM event_cursor").Scan(&id)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return id, err
}

// Save keeps the ID of an event that was handled.
func (p place) Save(ctx context.Context, id string) error {
	_, err := p.conn.Exec(ctx, `INSERT INTO event_cursor (event_id) VALUES ($1)
		ON CONFLICT (one) DO UPDATE SET event_id = excluded.event_id`, id)
	return err
}

// transaction does the work and saves the cursor, or neither.
func (p place) transaction(ctx context.Context, work func(context.Context) error) error {
	return pgx.BeginFunc(ctx, p.conn, func(pgx.Tx) error { return work(ctx) })
}

// execer is a connection, or a pool of them.
type execer interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}
