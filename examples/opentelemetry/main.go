// Opentelemetry makes traces and metrics of calls to WorkOS with otelhttp: a span an
// attempt, named after the method and the route, below the span of the application
// that the call was made in.
//
//	go run .
//
// It lists the organizations of a WorkOS inside this process, which is busy at first,
// and writes spans and metrics to standard output as JSON. With WORKOS_API_KEY set,
// it talks to WorkOS instead. An application puts the exporters of its own in the
// place of those here; client.go is what it copies.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/stdout/stdoutmetric"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/trace"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

func main() {
	log.SetFlags(0)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer) (err error) {
	shutdown, err := telemetry(out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, shutdown(context.WithoutCancel(ctx))) }()

	if os.Getenv("WORKOS_API_KEY") != "" {
		return listCustomers(ctx, workos.NewClient(workos.WithHTTPClient(traced(workos.NewHTTPClient()))))
	}
	log.Print("On the embedded WorkOS; set WORKOS_API_KEY to use your own.")
	srv := workostest.New()
	defer srv.Close()
	srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	srv.Fail("GET /organizations", 1, workostest.Respond(http.StatusServiceUnavailable, nil, "busy"))
	return listCustomers(ctx, srv.Client(workos.WithHTTPClient(traced(&http.Client{Transport: srv}))))
}

// telemetry sets up traces and metrics as an application does once, for all its
// packages, and returns what sends the last of them.
func telemetry(out io.Writer) (shutdown func(context.Context) error, err error) {
	spans, err := stdouttrace.New(stdouttrace.WithWriter(out))
	if err != nil {
		return nil, err
	}
	metrics, err := stdoutmetric.New(stdoutmetric.WithWriter(out))
	if err != nil {
		return nil, err
	}
	tracers := trace.NewTracerProvider(trace.WithBatcher(spans))
	meters := metric.NewMeterProvider(metric.WithReader(metric.NewPeriodicReader(metrics)))
	otel.SetTracerProvider(tracers)
	otel.SetMeterProvider(meters)
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{}))
	return func(ctx context.Context) error {
		return errors.Join(tracers.Shutdown(ctx), meters.Shutdown(ctx))
	}, nil
}

// listCustomers is something that the application does. Its span is the parent of
// those of the attempts.
func listCustomers(ctx context.Context, client *workos.Client) error {
	ctx, span := otel.Tracer("example").Start(ctx, "list customers")
	defer span.End()
	page, err := organizations.New(client).List(ctx, organizations.ListParams{})
	if err != nil {
		span.RecordError(err) // no key and no token is in it; what the API says may name an ID
		return err
	}
	for org, err := range page.All(ctx) {
		if err != nil {
			span.RecordError(err)
			return err
		}
		fmt.Fprintln(os.Stderr, org.Name)
	}
	return nil
}
