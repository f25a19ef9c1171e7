package main

import (
	"net"
	"net/http"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/workos-go/workos"
)

// httpClient returns what workos.WithHTTPClient takes: base, with a span and the
// metrics of otelhttp for each attempt. It is for a workos.Client alone, which says
// in each request what its route is.
func httpClient(base http.RoundTripper, opts ...otelhttp.Option) *http.Client {
	return &http.Client{Transport: otelhttp.NewTransport(describing{base}, append([]otelhttp.Option{
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return r.Method + " " + r.Pattern }),
		// No traceparent for WorkOS, which adds nothing to the trace, and above all
		// no baggage, in which the application may have its users.
		otelhttp.WithPropagators(propagation.NewCompositeTextMapPropagator()),
	}, opts...)...)}
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

// transport returns a transport like that of a client without WithHTTPClient. The
// default of net/http keeps two connections to a host, and waits for ever.
func transport() http.RoundTripper {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		ForceAttemptHTTP2:     true,
		HTTP2:                 &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: 10 * time.Second},
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 30 * time.Second,
		IdleConnTimeout:       90 * time.Second,
		MaxConnsPerHost:       64,
		MaxIdleConnsPerHost:   64,
	}
}
