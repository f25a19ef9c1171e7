package main

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// recorded returns a WorkOS, a client of it whose spans go to the exporter, and the
// exporter.
func recorded(t *testing.T) (*workostest.Server, *workos.Client, *tracetest.InMemoryExporter) {
	t.Helper()
	srv, spans := workostest.NewServer(t), tracetest.NewInMemoryExporter()
	tracers := trace.NewTracerProvider(trace.WithSyncer(spans))
	client := traced(&http.Client{Transport: srv}, otelhttp.WithTracerProvider(tracers))
	return srv, srv.Client(workos.WithHTTPClient(client)), spans
}

func attributes(span tracetest.SpanStub) map[attribute.Key]any {
	all := map[attribute.Key]any{}
	for _, a := range span.Attributes {
		all[a.Key] = a.Value.AsInterface()
	}
	return all
}

func TestSpans(t *testing.T) {
	t.Parallel()
	srv, client, spans := recorded(t)
	ann := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com"})
	srv.Fail("GET /user_management/users/{id}", 1, workostest.RateLimit(0))

	var response workos.Response
	_, err := usermanagement.New(client).GetUser(t.Context(), ann.ID, workos.WithResponse(&response))
	require.NoError(t, err)

	both := spans.GetSpans()
	require.Len(t, both, 2, "a span an attempt")
	for i, span := range both {
		assert.Equal(t, "GET /user_management/users/{id}", span.Name)
		got := attributes(span)
		assert.Equal(t, "/user_management/users/{id}", got["url.template"])
		assert.Equal(t, "https://api.workos.test/user_management/users/{id}", got["url.full"])
		assert.Equal(t, []any{int64(429), int64(200)}[i], got["http.response.status_code"])
		assert.Equal(t, []any{nil, int64(1)}[i], got["http.request.resend_count"])
	}
	assert.Equal(t, codes.Error, both[0].Status.Code)
	assert.Equal(t, response.RequestID, attributes(both[1])["workos.request_id"])
}

// The client that is wrapped stays as it is; one without a transport has the default one.
func TestTracedIsACopy(t *testing.T) {
	t.Parallel()
	srv, plain := workostest.NewServer(t), &http.Client{}
	client := workos.NewClient(workos.WithBaseURL(srv.URL()), workos.WithAPIKey(workostest.APIKey),
		workos.WithHTTPClient(traced(plain)))
	_, err := usermanagement.New(client).ListUsers(t.Context(), usermanagement.ListUsersParams{})
	require.NoError(t, err)
	assert.Nil(t, plain.Transport)
}

// Labels that the application put into the context are in the metrics, and are those alone
// after any number of attempts.
func TestLabels(t *testing.T) {
	t.Parallel()
	srv, reader := workostest.NewServer(t), metric.NewManualReader()
	meters := metric.NewMeterProvider(metric.WithReader(reader))
	client := srv.Client(workos.WithHTTPClient(
		traced(&http.Client{Transport: srv}, otelhttp.WithMeterProvider(meters))))
	srv.Fail("GET /user_management/users", 1, workostest.RateLimit(0))
	own := &otelhttp.Labeler{}
	own.Add(attribute.String("job", "sync"))
	ctx := otelhttp.ContextWithClientLabeler(t.Context(), own)
	_, err := usermanagement.New(client).ListUsers(ctx, usermanagement.ListUsersParams{})
	require.NoError(t, err)
	assert.Equal(t, []attribute.KeyValue{attribute.String("job", "sync")}, own.Get())

	var all metricdata.ResourceMetrics
	require.NoError(t, reader.Collect(t.Context(), &all))
	require.Len(t, all.ScopeMetrics, 1)
	for _, m := range all.ScopeMetrics[0].Metrics {
		if m.Name != "http.client.request.duration" {
			continue
		}
		durations, _ := m.Data.(metricdata.Histogram[float64])
		require.Len(t, durations.DataPoints, 2, "429 and 200")
		for _, point := range durations.DataPoints {
			job, _ := point.Attributes.Value("job")
			route, _ := point.Attributes.Value("url.template")
			assert.Equal(t, "sync /user_management/users", job.AsString()+" "+route.AsString())
		}
		return
	}
	t.Error("no metric")
}

// A connection that breaks, here a real one, is a span with an error and no answer.
func TestSpanWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	srv, spans := workostest.NewServer(t), tracetest.NewInMemoryExporter()
	tracers := trace.NewTracerProvider(trace.WithSyncer(spans))
	client := workos.NewClient(workos.WithBaseURL(srv.URL()), workos.WithAPIKey(workostest.APIKey), workos.WithMaxRetries(0),
		workos.WithHTTPClient(traced(workos.NewHTTPClient(), otelhttp.WithTracerProvider(tracers))))
	srv.Fail("GET /user_management/users/{id}", 1, workostest.DropConnection())
	_, err := usermanagement.New(client).GetUser(t.Context(), "user_1")
	require.Error(t, err)

	all := spans.GetSpans()
	require.Len(t, all, 1)
	assert.Equal(t, codes.Error, all[0].Status.Code)
	assert.NotContains(t, all[0].Status.Description, "user_1")
	assert.Equal(t, srv.URL()+"/user_management/users/{id}", attributes(all[0])["url.full"])
	assert.NotContains(t, attributes(all[0]), attribute.Key("workos.request_id"))
}

// Whatever is exported is searched for what is none of the exporter's business, and
// what WorkOS got for what is none of WorkOS's.
func TestNothingLeaks(t *testing.T) { //nolint:paralleltest // the providers are the process's
	var out bytes.Buffer
	shutdown, err := telemetry(&out)
	require.NoError(t, err)
	srv := workostest.NewServer(t)
	client := srv.Client(workos.WithHTTPClient(traced(&http.Client{Transport: srv})))
	users := usermanagement.New(client)
	member, err := baggage.NewMember("tenant", "hunter22")
	require.NoError(t, err)
	bag, err := baggage.New(member)
	require.NoError(t, err)
	ctx, span := otel.Tracer("test").Start(baggage.ContextWithBaggage(t.Context(), bag), "sign-in")

	_, err = users.ListUsers(ctx, usermanagement.ListUsersParams{Email: "ann@foo-corp.com"})
	require.NoError(t, err)
	invitation, err := users.SendInvitation(ctx, usermanagement.SendInvitationParams{Email: "ann@foo-corp.com"})
	require.NoError(t, err)
	_, err = users.GetInvitationByToken(ctx, invitation.Token) // which is in the path
	require.NoError(t, err)
	_, err = users.AuthenticateWithCode(ctx, usermanagement.AuthenticateWithCodeParams{Code: "hunter22"})
	require.Error(t, err)
	span.End()
	require.NoError(t, shutdown(t.Context()))

	exported := out.String()
	for _, route := range []string{
		"/user_management/users", "/user_management/invitations/by_token/{token}", "/user_management/authenticate",
	} {
		assert.Contains(t, exported, `"url.template","Value":{"Type":"STRING","Value":"`+route+`"}`)
	}
	assert.Contains(t, exported, "http.client.request.duration")
	for _, secret := range []string{invitation.Token, invitation.ID, "foo-corp.com", "hunter22", workostest.APIKey} {
		assert.NotContains(t, exported, secret)
	}
	require.Len(t, srv.Requests(), 4)
	for _, r := range srv.Requests() {
		assert.NotContains(t, r.Header, "Traceparent")
		assert.NotContains(t, r.Header, "Baggage")
	}
}

func TestRun(t *testing.T) {
	t.Setenv("WORKOS_API_KEY", "")
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out))
	assert.Contains(t, out.String(), `"Name":"list customers"`)
	assert.Contains(t, out.String(), `"http.request.resend_count","Value":{"Type":"INT64","Value":1}`)

	require.Error(t, run(t.Context(), broken{}), "what cannot be exported is said")
}

// broken is where nothing can be written.
type broken struct{ io.Writer }

func (broken) Write([]byte) (int, error) { return 0, errors.New("broken") }
