package main

import (
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/workos-go/workos"
)

// traced returns an HTTP client like another one, such as workos.NewHTTPClient makes:
// there is a span and the metrics of otelhttp for each attempt. It is for
// workos.WithHTTPClient alone, whose requests say what their route is.
func traced(client *http.Client, opts ...otelhttp.Option) *http.Client {
	wrapped, next := *client, client.Transport
	if next == nil {
		next = http.DefaultTransport // as a client does
	}
	name := func(_ string, r *http.Request) string { return r.Method + " " + r.Pattern }
	wrapped.Transport = labeling{otelhttp.NewTransport(describing{next}, append([]otelhttp.Option{
		otelhttp.WithSpanNameFormatter(name),
		// No traceparent for WorkOS, which adds nothing to the trace, and above all
		// no baggage, in which the application may have its users.
		otelhttp.WithPropagators(propagation.NewCompositeTextMapPropagator()),
	}, opts...)...)}
	return &wrapped
}

// labeling gives each attempt labels of its own for its metrics, which begin as those in
// the application's context. That one's would grow with each attempt.
type labeling struct{ next http.RoundTripper }

func (l labeling) RoundTrip(r *http.Request) (*http.Response, error) {
	labels := &otelhttp.Labeler{}
	if own, ok := otelhttp.ClientLabelerFromContext(r.Context()); ok {
		labels.Add(own.Get()...)
	}
	return l.next.RoundTrip(r.WithContext(otelhttp.ContextWithClientLabeler(r.Context(), labels)))
}

// describing says more of an attempt in its span, and less: the url.full of otelhttp
// has IDs, tokens of invitations in the path, and addresses in the query.
type describing struct{ next http.RoundTripper }

func (d describing) RoundTrip(r *http.Request) (*http.Response, error) {
	span := trace.SpanFromContext(r.Context()) // the one that otelhttp began
	span.SetAttributes(
		semconv.URLFull(r.URL.Scheme+"://"+r.URL.Host+r.Pattern), // in place of otelhttp's
		semconv.URLTemplate(r.Pattern),
	)
	metrics, _ := otelhttp.ClientLabelerFromContext(r.Context())
	metrics.Add(semconv.URLTemplate(r.Pattern))
	if n := workos.Attempt(r.Context()); n > 1 {
		span.SetAttributes(semconv.HTTPRequestResendCount(n - 1))
	}
	res, err := d.next.RoundTrip(r)
	if err == nil {
		span.SetAttributes(attribute.String("workos.request_id", res.Header.Get("X-Request-ID")))
	}
	return res, err
}
