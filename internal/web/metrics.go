package web

import (
	"net/http"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts what the rooms answer, by route pattern. Its nil value counts
// nothing. It is safe for concurrent use.
type Metrics struct {
	Registry *prometheus.Registry // for what else is to be counted

	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	active   prometheus.Gauge
}

// NewMetrics makes collectors with a registry of their own.
func NewMetrics() *Metrics {
	m := &Metrics{
		Registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sportello_http_requests_total", Help: "Requests answered.",
		}, []string{"method", "route", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "sportello_http_request_duration_seconds", Help: "Time from the request's headers to the end of the answer.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 30},
		}, []string{"method", "route"}),
		active: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "sportello_http_requests_active", Help: "Requests being answered now.",
		}),
	}
	m.Registry.MustRegister(m.requests, m.duration, m.active,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Handler serves the metrics in Prometheus's format, for a private listener.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.Registry, promhttp.HandlerOpts{Registry: m.Registry})
}

// begin counts a request in and returns what counts it out.
func (m *Metrics) begin() (end func()) {
	if m == nil {
		return func() {}
	}
	m.active.Inc()
	return m.active.Dec
}

func (m *Metrics) count(s served) {
	if m == nil {
		return
	}
	m.requests.WithLabelValues(s.method, s.route, strconv.Itoa(s.status)).Inc()
	m.duration.WithLabelValues(s.method, s.route).Observe(s.took.Seconds())
}
