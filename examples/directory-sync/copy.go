package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/directorysync"
)

const (
	// lookEvery is how often the list of directories is read: no event tells that one
	// was unlinked.
	lookEvery = 5 * time.Minute
	// copyEvery is how often a directory is copied that was copied before, to find
	// what went wrong with its events.
	copyEvery = 24 * time.Hour
	// keepTombstones is how long tombstones stay: for longer than WorkOS keeps events
	// and tries to deliver webhooks.
	keepTombstones = 90 * 24 * time.Hour
	// listsLag is more than what a list may be behind the events. A membership that is
	// listed has no time of its own: it counts as this much older than the newest event.
	listsLag = time.Minute
	// batchSize is how many rows go to the database at once.
	batchSize = 1000
)

// keepCopied copies directories that have not been copied, until the context ends.
// Between two of them it looks whether they are still linked.
func (a *app) keepCopied(ctx context.Context) error {
	for look := time.Now(); ; {
		var err error
		if !time.Now().Before(look) {
			if err = a.copyDirectories(ctx); err == nil {
				look = time.Now().Add(a.lookEvery)
			}
		}
		found := false
		if err == nil {
			found, err = a.copyNext(ctx)
		}
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "copying will be tried again", "error", err)
		}
		if found && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(a.poll):
		}
	}
}

// copyDirectories copies the list of directories.
func (a *app) copyDirectories(ctx context.Context) error {
	_, since, err := a.newest(ctx)
	if err != nil {
		return err
	}
	page, err := a.directories.ListDirectories(ctx, directorysync.ListDirectoriesParams{
		ListParams: workos.ListParams{Limit: 100, Order: workos.OrderAsc},
	})
	if err != nil {
		return err
	}
	s, err := a.stage(ctx, since, directories)
	if err != nil {
		return err
	}
	defer s.release()
	for directory, err := range page.All(ctx) {
		if err == nil {
			err = s.add(ctx, directories, directoryRow(directory))
		}
		if err != nil {
			return err
		}
	}
	return s.merge(ctx, "true", nil, func(tx pgx.Tx) error {
		// One that is linked again is copied before it is shown.
		_, err := tx.Exec(ctx, "UPDATE directories SET shown = false WHERE gone AND shown")
		if err == nil {
			err = bury(ctx, tx)
		}
		return err
	})
}

// bury deletes what has been gone for long.
func bury(ctx context.Context, tx pgx.Tx) error {
	before := time.Now().Add(-keepTombstones)
	for _, t := range []table{members, groups, users} {
		_, err := tx.Exec(ctx, fmt.Sprintf(`DELETE FROM %s WHERE gone AND changed_at < $1
			OR directory_id IN (SELECT id FROM directories WHERE gone AND changed_at < $1)`, t.name), before)
		if err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, "DELETE FROM directories WHERE gone AND changed_at < $1", before)
	return err
}

// copyNext copies the next directory that is to be copied, and reports whether there
// was one. After the death of the process, those that were finished are not copied again.
// One that fails does not hold up the others: it waits, twice as long each time.
func (a *app) copyNext(ctx context.Context) (bool, error) {
	var id string
	var changedAt time.Time
	err := a.pool.QueryRow(ctx, `SELECT id, changed_at FROM directories
		WHERE NOT gone AND (NOT shown OR copied_at IS NULL OR copied_at < $1) AND copy_after <= now()
		ORDER BY shown, copied_at NULLS FIRST, id LIMIT 1`, time.Now().Add(-copyEvery)).Scan(&id, &changedAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	err = a.copyDirectory(ctx, id, changedAt)
	if err == nil || ctx.Err() != nil {
		return true, err
	}
	// Where this fails as well, the loop waits.
	_, waitErr := a.pool.Exec(ctx, `UPDATE directories SET failures = failures + 1,
		copy_after = now() + least($2::interval * 2 ^ least(failures, 20), interval '1 hour') WHERE id = $1`, id, a.poll)
	return waitErr == nil, errors.Join(fmt.Errorf("copying %s: %w", id, err), waitErr)
}

// copyDirectory copies the users, groups and memberships of a directory. The tables
// change at the end, all at once: who dies before that has changed nothing.
func (a *app) copyDirectory(ctx context.Context, id string, changedAt time.Time) error {
	_, since, err := a.newest(ctx)
	if err != nil {
		return err
	}
	s, err := a.stage(ctx, since, users, groups, members)
	if err != nil {
		return err
	}
	defer s.release()
	if err := a.stageUsers(ctx, s, id); err != nil {
		return err
	}
	if err := a.stageGroups(ctx, s, id); err != nil {
		return err
	}
	err = s.merge(ctx, "directory_id = $2", []any{id}, func(tx pgx.Tx) error {
		// Not, where it went or was activated during the copy.
		_, err := tx.Exec(ctx, `UPDATE directories SET copied_at = now(), shown = true, failures = 0
			WHERE id = $1 AND changed_at = $2 AND NOT gone`, id, changedAt)
		return err
	})
	if err == nil {
		slog.InfoContext(ctx, "a directory is copied", "directory", id)
	}
	return err
}

func (a *app) stageUsers(ctx context.Context, s *staging, directoryID string) error {
	page, err := a.directories.ListUsers(ctx, directorysync.ListUsersParams{
		ListParams: workos.ListParams{Limit: 100, Order: workos.OrderAsc},
		Directory:  directoryID,
	})
	if err != nil {
		return err
	}
	for user, err := range page.AllAhead(ctx) { // WorkOS finds the next page while rows are written
		if err == nil {
			err = s.add(ctx, users, userRow(user))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// stageGroups asks for the members of each group, which takes far fewer requests than
// asking for the groups of each user.
func (a *app) stageGroups(ctx context.Context, s *staging, directoryID string) error {
	page, err := a.directories.ListGroups(ctx, directorysync.ListGroupsParams{
		ListParams: workos.ListParams{Limit: 100, Order: workos.OrderAsc},
		Directory:  directoryID,
	})
	if err != nil {
		return err
	}
	for group, err := range page.All(ctx) {
		if err == nil {
			err = s.add(ctx, groups, groupRow(group, false, group.UpdatedAt))
		}
		if err == nil {
			err = a.stageMembers(ctx, s, group)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *app) stageMembers(ctx context.Context, s *staging, group directorysync.Group) error {
	page, err := a.directories.ListUsers(ctx, directorysync.ListUsersParams{
		ListParams: workos.ListParams{Limit: 100, Order: workos.OrderAsc},
		Group:      group.ID,
	})
	if errors.Is(err, workos.ErrNotFound) { // deleted meanwhile: an event tells
		return nil
	}
	if err != nil {
		return err
	}
	for user, err := range page.AllAhead(ctx) {
		if err == nil {
			err = s.add(ctx, members, memberRow(group, user.ID, false, s.since.Add(-listsLag)))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
