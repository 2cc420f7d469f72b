package main

import (
	"context"
	"net/http"
	"os"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/trace"
)

// tracing is on when OTEL_EXPORTER_OTLP_ENDPOINT is set; the other OTEL_ variables
// are read by the exporter. Spans carry route patterns and statement names, no
// parameters. The function returned flushes what is left.
func tracing(ctx context.Context) (on bool, flush func(context.Context) error, err error) {
	if os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") == "" {
		return false, func(context.Context) error { return nil }, nil
	}
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return false, nil, err
	}
	provider := trace.NewTracerProvider(trace.WithBatcher(exporter))
	otel.SetTracerProvider(provider)
	otel.SetTextMapPropagator(propagation.TraceContext{})
	return true, provider.Shutdown, nil
}

func traced(on bool, h http.Handler) http.Handler {
	if !on {
		return h
	}
	return otelhttp.NewHandler(h, "sportello")
}
