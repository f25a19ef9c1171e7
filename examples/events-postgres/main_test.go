//go:build unix

package main

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/workostest"
)

// startPostgres returns the URL of a PostgreSQL that ends with the test.
func startPostgres(t *testing.T) string {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // Debian's
	if path, err := exec.LookPath("initdb"); err == nil {
		found = append(found, path)
	}
	if len(found) == 0 {
		require.Empty(t, os.Getenv("CI"), "no PostgreSQL")
		t.Skip("no PostgreSQL: install Debian's package postgresql")
	}
	bin := filepath.Dir(found[len(found)-1])
	dir, err := os.MkdirTemp("", "pg") //nolint:usetesting // t.TempDir is in a directory that is root's alone
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(dir)) })
	credential := notRoot(t, dir)
	command := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(bin, name), args...)
		cmd.Dir, cmd.SysProcAttr = dir, &syscall.SysProcAttr{Credential: credential}
		return cmd
	}
	data := filepath.Join(dir, "data")
	output, err := command("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync").CombinedOutput()
	require.NoError(t, err, string(output))
	var log bytes.Buffer
	server := command("postgres", "-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "fsync=off")
	server.Stdout, server.Stderr = &log, &log
	require.NoError(t, server.Start())
	t.Cleanup(func() {
		assert.NoError(t, server.Process.Signal(os.Interrupt))
		assert.NoError(t, server.Wait(), &log)
	})
	url := "postgres:///postgres?user=postgres&host=" + dir
	require.Eventually(t, func() bool {
		conn, err := pgx.Connect(t.Context(), url)
		if err == nil {
			err = conn.Close(t.Context())
		}
		return err == nil
	}, time.Minute, 100*time.Millisecond)
	return url
}

// notRoot gives the directory to the user postgres, where the test is root's, whom
// PostgreSQL does not run for.
func notRoot(t *testing.T, dir string) *syscall.Credential {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	owner, err := user.Lookup("postgres")
	require.NoError(t, err)
	uid, err := strconv.ParseUint(owner.Uid, 10, 32)
	require.NoError(t, err)
	gid, err := strconv.ParseUint(owner.Gid, 10, 32)
	require.NoError(t, err)
	require.NoError(t, os.Chown(dir, int(uid), int(gid)))
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

func TestPostgres(t *testing.T) {
	url := startPostgres(t)
	t.Run("demo", func(t *testing.T) {
		t.Setenv("WORKOS_API_KEY", "")
		url := newDatabase(t, url, "demo")
		var out bytes.Buffer
		require.NoError(t, run(t.Context(), &out, url))
		assert.Equal(t, "On the embedded WorkOS; set WORKOS_API_KEY to use your own.\n"+
			"Ann@foo-corp.com may sign in: true\nBen@foo-corp.com may sign in: false\n", out.String())
	})
	t.Run("stand-by", func(t *testing.T) {
		t.Parallel()
		url := newDatabase(t, url, "standby")
		first, err := open(t.Context(), url)
		require.NoError(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		_, err = open(ctx, url)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		first.close(t.Context())
		second, err := open(t.Context(), url)
		require.NoError(t, err)
		second.close(t.Context())
	})
	t.Run("lost connection", func(t *testing.T) {
		t.Parallel()
		url := newDatabase(t, url, "lost")
		db, err := open(t.Context(), url)
		require.NoError(t, err)
		require.NoError(t, db.conn.PgConn().Conn().Close())
		require.ErrorContains(t, db.consumer(events.New(workos.NewClient())).Run(t.Context()), "events: loading the cursor: ")
	})
	t.Run("deaths", func(t *testing.T) {
		t.Parallel()
		testDeaths(t, newDatabase(t, url, "deaths"))
	})
}

// newDatabase returns the URL of a database of its own.
func newDatabase(t *testing.T, url, name string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	_, err = conn.Exec(t.Context(), "CREATE DATABASE "+name)
	require.NoError(t, err)
	require.NoError(t, conn.Close(t.Context()))
	return url + "&dbname=" + name
}

type death struct{}

// mortal is a process that dies at a step, and leaves its connection as it is.
type mortal struct {
	*database

	doer       workos.HTTPDoer
	step, last int
}

func (m *mortal) live() {
	if m.step++; m.step == m.last {
		panic(death{})
	}
}

func (m *mortal) Do(req *http.Request) (*http.Response, error) {
	m.live()
	defer m.live()
	return m.doer.Do(req)
}

func (m *mortal) Load(ctx context.Context) (string, error) {
	m.live()
	defer m.live()
	return m.database.Load(ctx)
}

func (m *mortal) Save(ctx context.Context, id string) error {
	m.live()
	defer m.live()
	return m.database.Save(ctx, id)
}

func (m *mortal) transaction(ctx context.Context, work func(context.Context) error) error {
	m.live()
	// BeginFunc would roll back when the process dies. This one cannot.
	tx, err := m.conn.Begin(ctx)
	if err != nil {
		return err
	}
	m.live()
	if err := work(ctx); err != nil {
		return err
	}
	m.live()
	defer m.live()
	return tx.Commit(ctx)
}

// run reports whether the process died.
func (m *mortal) run(t *testing.T, last string) (died bool) {
	t.Helper()
	defer func() {
		if problem := recover(); problem != nil {
			require.Equal(t, death{}, problem)
			died = true
			_ = m.conn.PgConn().Conn().Close()
		}
	}()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	consumer := m.consumer(events.New(workos.NewClient(
		workos.WithAPIKey(workostest.APIKey), workos.WithHTTPClient(m))))
	dispatch := consumer.Handle
	consumer.Cursor, consumer.Transaction = m, m.transaction
	consumer.Handle = func(ctx context.Context, event *events.Event) error {
		m.live()
		defer m.live()
		if event.ID == last {
			defer stop()
		}
		return dispatch(ctx, event)
	}
	id, err := m.database.Load(ctx)
	require.NoError(t, err)
	if id != last {
		require.NoError(t, consumer.Run(ctx))
	}
	return false
}

// A process that dies between any two steps leaves the database as if it had not:
// each event has its effect once.
func testDeaths(t *testing.T, url string) {
	t.Helper()
	srv := workostest.NewServer(t)
	last, err := happen(t.Context(), srv)
	require.NoError(t, err)
	alive := func(step int) *mortal {
		db, err := open(t.Context(), url)
		require.NoError(t, err)
		return &mortal{database: db, doer: srv, last: step}
	}
	for step := 1; ; step++ {
		process := alive(step)
		_, err := process.conn.Exec(t.Context(), "TRUNCATE event_cursor, people, access_log")
		require.NoError(t, err)
		died := process.run(t, last)
		if died {
			process = alive(0)
			require.False(t, process.run(t, last))
		}
		people, err := process.people(t.Context())
		require.NoError(t, err)
		assert.Equal(t, []person{{"Ann@foo-corp.com", true}, {"Ben@foo-corp.com", false}}, people, "died at step %d", step)
		rows, err := process.conn.Query(t.Context(), "SELECT active FROM access_log ORDER BY line")
		require.NoError(t, err)
		log, err := pgx.CollectRows(rows, pgx.RowTo[bool])
		require.NoError(t, err)
		assert.Equal(t, []bool{true, true, true, false, false, true, false}, log, "died at step %d", step)
		process.close(t.Context())
		if !died {
			require.Greater(t, step, 60)
			return
		}
	}
}

func TestWithoutDatabase(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, run(t.Context(), new(bytes.Buffer), ""), "set DATABASE_URL")
	require.Error(t, run(t.Context(), new(bytes.Buffer), "postgres:///x?host=/nowhere"))
}
