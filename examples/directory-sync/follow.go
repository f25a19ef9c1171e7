package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/webhooks"
)

// writer does what events say.
type writer struct {
	db execer
	// inOrder says that the events come in the order in which they happened. Of two
	// that happened in the same millisecond, the second one then holds. Where they
	// come in any order, nobody knows which is the second: what is there stays, and
	// the events API has the last word.
	inOrder bool
}

// put writes a row, unless the one that is there is newer.
func (w writer) put(ctx context.Context, t table, row []any) error {
	_, err := w.write(ctx, t, row)
	return err
}

// write is put, and reports whether it wrote.
func (w writer) write(ctx context.Context, t table, row []any) (bool, error) {
	condition := "old.changed_at < excluded.changed_at"
	if w.inOrder {
		condition = "old.changed_at <= excluded.changed_at"
	}
	tag, err := w.db.Exec(ctx, t.upsert(t.values(), condition), row...)
	return tag.RowsAffected() > 0, err
}

// activate has a directory copied: no event tells who was in it before.
func (w writer) activate(ctx context.Context, e events.DSyncActivated) error {
	wrote, err := w.write(ctx, directories, directoryEventRow(e.Data, false, e.CreatedAt))
	if wrote {
		_, err = w.db.Exec(ctx, "UPDATE directories SET copied_at = NULL WHERE id = $1", e.Data.ID)
	}
	return err
}

// mux takes events to the tables. What is deleted is so from the time of the event:
// the payload says when it last changed before.
func (w writer) mux() *events.Mux {
	mux := events.NewMux()
	events.Handle(mux, w.activate)
	events.Handle(mux, func(ctx context.Context, e events.DSyncDeleted) error {
		return w.put(ctx, directories, directoryEventRow(e.Data, true, e.CreatedAt))
	})
	events.Handle(mux, func(ctx context.Context, e events.DSyncUserCreated) error {
		return w.put(ctx, users, userRow(e.Data))
	})
	events.Handle(mux, func(ctx context.Context, e events.DSyncUserUpdated) error {
		return w.put(ctx, users, userRow(e.Data.User))
	})
	events.Handle(mux, func(ctx context.Context, e events.DSyncUserDeleted) error {
		return w.put(ctx, users, goneUserRow(e.Data, e.CreatedAt))
	})
	events.Handle(mux, func(ctx context.Context, e events.DSyncGroupCreated) error {
		return w.put(ctx, groups, groupRow(e.Data, false, e.Data.UpdatedAt))
	})
	events.Handle(mux, func(ctx context.Context, e events.DSyncGroupUpdated) error {
		return w.put(ctx, groups, groupRow(e.Data.Group, false, e.Data.UpdatedAt))
	})
	events.Handle(mux, func(ctx context.Context, e events.DSyncGroupDeleted) error {
		return w.put(ctx, groups, groupRow(e.Data, true, e.CreatedAt))
	})
	// A membership has no time of its own: that of the event is its.
	events.Handle(mux, func(ctx context.Context, e events.DSyncGroupUserAdded) error {
		return w.put(ctx, members, memberRow(e.Data.Group, e.Data.User.ID, false, e.CreatedAt))
	})
	events.Handle(mux, func(ctx context.Context, e events.DSyncGroupUserRemoved) error {
		return w.put(ctx, members, memberRow(e.Data.Group, e.Data.User.ID, true, e.CreatedAt))
	})
	return mux
}

// handle does what an event says. One that cannot be read is written down and passed
// over: it would hold up all that follow, and the next copy of its directory makes up
// for it.
func (w writer) handle() func(context.Context, *events.Event) error {
	mux := w.mux()
	return func(ctx context.Context, event *events.Event) error {
		err := mux.Dispatch(ctx, event)
		if errors.Is(err, events.ErrInvalidPayload) {
			slog.ErrorContext(ctx, "an event is passed over", "event", event.ID, "type", event.Type, "error", err)
			return nil
		}
		return err
	}
}

// webhooks takes events as soon as they happen, in any order, and more than once.
// Every secret is good, so that one can take another's place.
func (a *app) webhooks(secrets []string) http.Handler {
	return webhooks.Handler(secrets[0], writer{db: a.pool}.handle(),
		webhooks.WithSecrets(secrets[1:]...), webhooks.WithLogger(slog.Default()))
}

// follow takes events from where the cursor is, in their order, and misses none.
func (a *app) follow(ctx context.Context, at place) error {
	for {
		err := a.consumer(at).Run(ctx)
		if !errors.Is(err, events.ErrCursorGone) {
			return err
		}
		// The process was down for longer than WorkOS keeps events.
		slog.WarnContext(ctx, "all directories are copied again", "error", err)
		if err := a.startAgain(ctx, at); err != nil {
			return err
		}
	}
}

func (a *app) consumer(at place) *events.Consumer {
	return &events.Consumer{
		Service:      a.events,
		Events:       writer{}.mux().Types(),
		Handle:       writer{db: at.conn, inOrder: true}.handle(),
		Cursor:       at,
		Transaction:  at.transaction,
		PollInterval: a.poll,
		Retry:        func(error) bool { return !at.conn.IsClosed() }, // else start again, with another
		Logger:       slog.Default(),
	}
}

// start puts the cursor at the newest event, before anything is copied: what happens
// during the copy comes after it. A cursor that is there already stays.
func (a *app) start(ctx context.Context, at place) error {
	if id, err := at.Load(ctx); id != "" || err != nil {
		return err
	}
	newest, _, err := a.newest(ctx)
	if newest == "" || err != nil { // without an event, the Consumer begins with the first
		return err
	}
	return at.Save(ctx, newest)
}

// startAgain puts the cursor at the newest event, and has everything copied.
func (a *app) startAgain(ctx context.Context, at place) error {
	newest, _, err := a.newest(ctx)
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, at.conn, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM event_cursor")
		if err == nil && newest != "" {
			err = at.Save(ctx, newest)
		}
		if err == nil {
			_, err = tx.Exec(ctx, "UPDATE directories SET copied_at = NULL")
		}
		return err
	})
}

// newest returns the newest event, and when it happened: what is read from now on is
// at least as new.
func (a *app) newest(ctx context.Context) (id string, at time.Time, err error) {
	page, err := a.events.List(ctx, events.ListParams{
		ListParams: workos.ListParams{Limit: 1, Order: workos.OrderDesc},
		Events:     writer{}.mux().Types(),
	})
	if err != nil {
		return "", time.Time{}, err
	}
	if len(page.Data) == 0 { // nothing has happened for as long as WorkOS keeps events
		return "", time.Now().Add(-24 * time.Hour), nil
	}
	return page.Data[0].ID, page.Data[0].CreatedAt, nil
}
