package main

import (
	"context"
	"log/slog"
	"net/http"
	"os"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

const collectorVariable = "OTEL_EXPORTER_OTLP_ENDPOINT"

// tracing is on when OTEL_EXPORTER_OTLP_ENDPOINT is set; the other OTEL_ variables
// are read by the exporter. The function returned flushes what is left.
func tracing(ctx context.Context, log *slog.Logger) (on bool, flush func(context.Context) error, err error) {
	if os.Getenv(collectorVariable) == "" {
		return false, func(context.Context) error { return nil }, nil
	}
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return false, nil, err
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		log.LogAttrs(ctx, slog.LevelWarn, "tracing", slog.Any("error", err))
	}))
	provider := sdk.NewTracerProvider(sdk.WithBatcher(exporter))
	otel.SetTracerProvider(provider)
	otel.SetTextMapPropagator(propagation.TraceContext{})
	return true, provider.Shutdown, nil
}

// span is a web.Trace. It tells of a request its method, the pattern of its route
// and the status of the answer. The usual instrumentation would add the path, with
// the codes of certificates in it, and the caller's address.
func span(r *http.Request) (context.Context, func(method, route string, status int)) {
	ctx := otel.GetTextMapPropagator().Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	ctx, s := otel.Tracer("sportello").Start(ctx, "request", trace.WithSpanKind(trace.SpanKindServer))
	return ctx, func(method, route string, status int) {
		s.SetName(method + " " + route)
		s.SetAttributes(attribute.String("http.request.method", method), attribute.String("http.route", route), attribute.Int("http.response.status_code", status))
		if status >= http.StatusInternalServerError {
			s.SetStatus(codes.Error, "")
		}
		s.End()
	}
}
