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

// traced wraps the transport of an HTTP client, such as workos.NewHTTPClient makes:
// there is a span and the metrics of otelhttp for each attempt. It is for
// workos.WithHTTPClient alone, whose requests say what their route is.
func traced(client *http.Client, opts ...otelhttp.Option) *http.Client {
	client.Transport = otelhttp.NewTransport(describing{client.Transport}, append([]otelhttp.Option{
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return r.Method + " " + r.Pattern }),
		// No traceparent for WorkOS, which adds nothing to the trace, and above all
		// no baggage, in which the application may have its users.
		otelhttp.WithPropagators(propagation.NewCompositeTextMapPropagator()),
	}, opts...)...)
	return client
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
