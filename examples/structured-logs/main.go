// Structured-logs writes what happens between an application and WorkOS as JSON, one
// line a record, with the ID of the request that the application is answering.
//
// It runs on a WorkOS inside this process, which is busy at first. With
// WORKOS_API_KEY set, it talks to WorkOS instead. With -debug, every attempt is
// logged, and else those that went wrong.
package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"log"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"slices"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func main() {
	log.SetFlags(0)
	debug := flag.Bool("debug", false, "log every attempt")
	flag.Parse()
	level := slog.LevelInfo
	if *debug {
		level = slog.LevelDebug
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	run(ctx, newLogger(os.Stdout, level))
	stop()
}

// newLogger returns the logger of the application.
func newLogger(out io.Writer, level slog.Leveler) *slog.Logger {
	return slog.New(fromContext{slog.NewJSONHandler(out, &slog.HandlerOptions{Level: level})})
}

func run(ctx context.Context, logger *slog.Logger) {
	// By their component the records of attempts are told from the application's own.
	withLogger := workos.WithLogger(logger.With("component", "workos"))
	ctx = withAttrs(ctx, slog.String("request", "8f14e45f")) // as a middleware does
	if os.Getenv("WORKOS_API_KEY") != "" {
		show(ctx, logger, workos.NewClient(withLogger))
		return
	}
	logger.InfoContext(ctx, "on the embedded WorkOS; set WORKOS_API_KEY to use your own")
	srv := workostest.New()
	defer srv.Close()
	srv.Fail("GET /organizations/{id}", 1, workostest.Respond(http.StatusServiceUnavailable, nil, "busy"))
	client := srv.Client(withLogger)
	show(ctx, logger, client)
	signIn(ctx, logger, client)
}

// show asks for an organization that is not there.
func show(ctx context.Context, logger *slog.Logger, client *workos.Client) {
	if _, err := organizations.New(client).Get(ctx, "org_123"); err != nil {
		logError(ctx, logger, "show a customer", err)
	}
}

// signIn signs somebody in whom nobody knows. Of the params the log has the e-mail
// address, and not the password.
func signIn(ctx context.Context, logger *slog.Logger, client *workos.Client) {
	params := usermanagement.AuthenticateWithPasswordParams{Email: "ann@foo-corp.com", Password: "correct horse battery"}
	logger.InfoContext(ctx, "sign-in", "params", params)
	if _, err := usermanagement.New(client).AuthenticateWithPassword(ctx, params); err != nil {
		logError(ctx, logger, "sign in", err)
	}
}

// logError logs a call that failed, once, where the application gives up: the attempts
// are logged by the client. Nobody is to be woken for what was asked wrongly, or for
// somebody who did not wait; for whatever else there is, yes: a key that is refused or may
// not do this, a limit that retries did not outlast, a page of a proxy's with status 200.
func logError(ctx context.Context, logger *slog.Logger, doing string, err error) {
	level := slog.LevelError
	attrs := []slog.Attr{slog.String("doing", doing), slog.String("error", err.Error())}
	var apiErr *workos.Error
	if errors.As(err, &apiErr) {
		attrs = append(attrs,
			slog.Int("status", apiErr.StatusCode), slog.String("code", apiErr.Code),
			slog.String("route", apiErr.Route), slog.String("request_id", apiErr.RequestID))
		switch apiErr.StatusCode {
		case http.StatusBadRequest, http.StatusNotFound, http.StatusConflict,
			http.StatusUnprocessableEntity:
			level = slog.LevelInfo
		}
	}
	if errors.Is(err, context.Canceled) {
		level = slog.LevelInfo
	}
	logger.LogAttrs(ctx, level, "call failed", attrs...)
}

type attrsKey struct{}

// withAttrs returns a context whose records have the attributes too.
func withAttrs(ctx context.Context, attrs ...slog.Attr) context.Context {
	before, _ := ctx.Value(attrsKey{}).([]slog.Attr)
	return context.WithValue(ctx, attrsKey{}, append(slices.Clip(before), attrs...))
}

// fromContext adds to each record the attributes of its context, which for the
// records of a workos.Client is that of the call.
type fromContext struct{ slog.Handler }

func (h fromContext) Handle(ctx context.Context, record slog.Record) error {
	if attrs, ok := ctx.Value(attrsKey{}).([]slog.Attr); ok {
		record = record.Clone()
		record.AddAttrs(attrs...)
	}
	return h.Handler.Handle(ctx, record)
}

func (h fromContext) WithAttrs(attrs []slog.Attr) slog.Handler {
	return fromContext{h.Handler.WithAttrs(attrs)}
}

func (h fromContext) WithGroup(name string) slog.Handler {
	return fromContext{h.Handler.WithGroup(name)}
}
