package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// staging is what was read of WorkOS and is not in the tables yet: temporary tables,
// which end with their connection.
type staging struct {
	conn   *pgxpool.Conn
	since  time.Time // what was read is at least as new
	tables []table
	rows   map[string][][]any // by table, at most batchSize
}

// stage makes an empty staging.
func (a *app) stage(ctx context.Context, since time.Time, tables ...table) (*staging, error) {
	conn, err := a.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range tables {
		_, err = conn.Exec(ctx, fmt.Sprintf(`CREATE TEMP TABLE IF NOT EXISTS staged_%s
			(LIKE %[1]s INCLUDING DEFAULTS); TRUNCATE staged_%[1]s`, t.name))
		if err != nil {
			conn.Release()
			return nil, err
		}
	}
	return &staging{conn, since, tables, map[string][][]any{}}, nil
}

func (s *staging) release() { s.conn.Release() }

// add adds a row.
func (s *staging) add(ctx context.Context, t table, row []any) error {
	s.rows[t.name] = append(s.rows[t.name], row)
	if len(s.rows[t.name]) < batchSize {
		return nil
	}
	return s.flush(ctx, t)
}

func (s *staging) flush(ctx context.Context, t table) error {
	_, err := s.conn.CopyFrom(ctx, pgx.Identifier{"staged_" + t.name}, t.columns, pgx.CopyFromRows(s.rows[t.name]))
	s.rows[t.name] = s.rows[t.name][:0]
	return err
}

// merge makes the tables, where scope holds, what was staged, but for what is newer.
// All of it and what finish does are one transaction. The arguments of scope count
// from $2.
func (s *staging) merge(
	ctx context.Context, scope string, args []any, finish func(pgx.Tx) error,
) error {
	return pgx.BeginFunc(ctx, s.conn, func(tx pgx.Tx) error {
		for _, t := range s.tables {
			if err := s.flush(ctx, t); err != nil {
				return err
			}
			// A list may be some seconds old, and still have what an event said is
			// deleted: only a row that changed later overrules that. What a list did
			// not have, a list may bring back.
			source := fmt.Sprintf("SELECT DISTINCT ON (%s) %s FROM staged_%s", t.key, t.list(), t.name)
			_, err := tx.Exec(ctx, t.upsert(source, `old.missing OR old.changed_at < excluded.changed_at
				OR old.changed_at = excluded.changed_at AND NOT old.gone`))
			if err != nil {
				return err
			}
			// What WorkOS does not have any more is gone, unless an event has told of
			// it since: then it came after the reading.
			_, err = tx.Exec(ctx, fmt.Sprintf(`UPDATE %s SET gone = true, missing = true, changed_at = $1
				WHERE NOT gone AND changed_at <= $1 AND %s AND (%s) IN
				(SELECT %[3]s FROM %[1]s WHERE %[2]s EXCEPT SELECT %[3]s FROM staged_%[1]s)`,
				t.name, scope, t.key),
				append([]any{s.since}, args...)...)
			if err != nil {
				return err
			}
		}
		return finish(tx)
	})
}
