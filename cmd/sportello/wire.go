package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/pprof"
	"strings"
	"time"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/decisions"
	"github.com/sportello/sportello/internal/api"
	"github.com/sportello/sportello/internal/inforce"
	"github.com/sportello/sportello/internal/portal"
	"github.com/sportello/sportello/internal/postgres"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/migrations"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/templates"
	"github.com/sportello/sportello/verification"
)

// app is a serving process, put together.
type app struct {
	config   *config
	material *material
	log      *slog.Logger
	clock    func() time.Time
	seal     *seal
	renewal  *certificates.Renewal
	desk     *certificates.Desk
	sessions *postgres.DB
	terms    *templates.Typesetter // its words, for the pages
	inForce  *inforce.State
	board    *decisions.Board
	public   http.Handler
	private  http.Handler // metrics
	closers  []func()
}

func (a *app) close() {
	for i := len(a.closers) - 1; i >= 0; i-- {
		a.closers[i]()
	}
}

// requestTimeout bounds one request; an upload over a slow line needs the most.
const requestTimeout = 60 * time.Second

// assemble puts the house together, from the ground up. mounts are further rooms
// of the demo, by path.
func assemble(ctx context.Context, c *config, m *material, log *slog.Logger, mounts ...mount) (_ *app, err error) {
	a := &app{config: c, material: m, log: log}
	defer func() {
		if err != nil {
			a.close()
		}
	}()
	a.closers = append(a.closers, func() {
		if err := m.closeKey(); err != nil {
			log.LogAttrs(ctx, slog.LevelWarn, "closing the device of the seal", slog.Any("error", err))
		}
	})
	clock := func() time.Time { return time.Now().In(m.zone) }
	a.clock = clock
	traces, flush, err := tracing(ctx, log)
	if err != nil {
		return nil, fmt.Errorf("tracing: %w", err)
	}
	a.closers = append(a.closers, func() { a.flush(flush) })

	db, offices, err := a.openDatabase(ctx, traces)
	if err != nil {
		return nil, err
	}
	a.sessions = db
	metrics := web.NewMetrics()
	if err := a.guard(ctx, metrics.Registry, clock); err != nil {
		return nil, err
	}
	if a.seal, err = newSeal(c, m, log, clock); err != nil {
		return nil, err
	}
	press, err := templates.New(nil, templates.Options{Hole: a.seal.Reserve()})
	if err != nil {
		return nil, err
	}
	if a.inForce, err = inforce.New(ctx, inforce.Config{
		Register: offices, File: m.offices, Catalogue: m.catalogue, Press: press, Source: db, Clock: clock, Log: log,
	}); err != nil {
		return nil, err
	}
	now := a.inForce.Now()
	offices = now.Offices
	a.terms = press
	tokens, err := auth.New(auth.Config{Providers: m.providers, Audience: a.audience(), Fetch: newFetcher().keys, Clock: clock, Log: log})
	if err != nil {
		return nil, err
	}
	a.desk = &certificates.Desk{
		Register: db, Ledger: db, Archive: db, Journal: db, Abandoned: db, Codes: db, Lookups: db, Notices: db, Books: db, Drafts: db, Trail: db, Remarks: db, Names: db, Typesetter: now.Typesetter, Former: press, Sealer: a.seal,
		Catalogue: m.catalogue, Offices: offices, Policies: now.Policies, VerifyURL: a.base() + "/v/", Stater: a.stater(), Instance: m.instance,
		Clock: clock, Random: rand.Reader, Log: log,
	}
	a.inForce.Tell(a.desk.Take)
	a.board = &decisions.Board{Store: db, Checker: a.inForce, Clock: clock, Changed: a.inForce.Refresh}
	if err := a.pay(db, offices); err != nil {
		return nil, err
	}
	a.renewal = &certificates.Renewal{Evidence: db, Archive: db, Raiser: a.seal, Level: m.level, Clock: clock, Log: log}
	inspector, err := a.inspector()
	if err != nil {
		return nil, err
	}
	verify := &verification.Service{Store: db, Journal: db, Inspector: inspector, Offices: offices, VerifyURL: a.desk.VerifyURL, Clock: clock}
	health := &web.Health{Timeout: 3 * time.Second, Log: log, Checks: []web.Check{
		{Name: "database", Run: db.Ping},
		{Name: "schema", Run: db.CheckSchema},
		{Name: "seal", Run: func(context.Context) error { return a.state() }},
	}}
	kit := web.Kit{Log: log, Metrics: metrics, TrustedProxies: m.proxies, HTTPS: m.publicURL.Scheme == "https", Timeout: requestTimeout}
	if traces {
		kit.Trace = span
	}
	limits := web.NewLimiter(a.limits())
	json, err := api.New(api.Config{
		Kit: kit, Desk: a.desk, Verification: verify, Publisher: a.publisher(db), Tokens: tokens, Limits: limits, Lines: press.Lines, Ready: health.Ready, PublicURL: a.base(),
	})
	if err != nil {
		return nil, err
	}
	pages, err := a.portal(portal.Config{Verification: verify, Lines: press.Lines}, kit, limits, db)
	if err != nil {
		return nil, err
	}
	if h := a.notices(); h != nil {
		mounts = append(mounts, mount{noticePath, h})
	}
	a.public = routes(health.Handler(), json, pages, mounts)
	a.private = privateRoutes(health.Handler(), metrics.Handler())
	return a, nil
}

// mount is one more room under a path of the public listener.
type mount struct {
	path    string
	handler http.Handler
}

// routes is the public listener: JSON under /v1/ with its documentation, pages
// elsewhere.
func routes(health, json, pages http.Handler, mounts []mount) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/healthz", health)
	mux.Handle("/readyz", health)
	mux.Handle("/v1/", json)
	mux.Handle("/statement-keys", json)
	mux.Handle("/status-lists/", json)
	mux.Handle("/docs", json)
	mux.Handle("/docs/", json)
	mux.Handle("/", pages)
	for _, m := range mounts {
		mux.Handle(m.path, m.handler)
	}
	return mux
}

// privateRoutes is the private listener: metrics, profiles, and health again.
func privateRoutes(health, metrics http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/metrics", metrics)
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	mux.Handle("/", health)
	return mux
}

// openDatabase connects as the service's role and refuses a schema that is not
// this program's.
func (a *app) openDatabase(ctx context.Context, traces bool) (*postgres.DB, map[registry.OfficeID]registry.Office, error) {
	var tracer pgx.QueryTracer
	if traces {
		tracer = otelpgx.NewTracer() // without parameters, which are personal data
	}
	db, err := postgres.Open(ctx, a.material.databaseURL, postgres.Options{Role: migrations.Role, ApplicationName: "sportello " + a.material.instance, Tracer: tracer})
	if err != nil {
		return nil, nil, err
	}
	a.closers = append(a.closers, db.Close)
	if err := db.CheckSchema(ctx); err != nil {
		return nil, nil, err
	}
	offices, err := db.Offices(ctx)
	if err != nil {
		return nil, nil, err
	}
	if len(offices) == 0 {
		return nil, nil, errors.New("the database serves no office yet: run sportello import offices FILE.csv")
	}
	return db, offices, nil
}

// base is the public address without a slash at the end.
func (a *app) base() string { return strings.TrimRight(a.material.publicURL.String(), "/") }

func (a *app) audience() string {
	if a.config.Audience != "" {
		return a.config.Audience
	}
	return a.base()
}

// stater signs the statements in the QR symbols, if there is a key for them.
func (a *app) stater() *certificates.Stater {
	if a.material.statementKey == nil {
		return nil
	}
	return &certificates.Stater{Key: a.material.statementKey, Issuer: a.base()}
}

// publisher gives out the keys of the statements and the status lists.
func (a *app) publisher(lists verification.Lists) *verification.Publisher {
	if a.material.statementKey == nil {
		return nil
	}
	return &verification.Publisher{
		Issuer: a.base(), Key: a.material.statementKey, Keys: a.material.statementKeys, Lists: lists, Clock: a.clock,
	}
}

func (a *app) limits() web.Limits {
	return web.Limits{
		Calls:        web.Rate{Requests: a.config.CallsPerAddress, Per: time.Minute},
		Pages:        web.Rate{Requests: a.config.PagesPerPerson, Per: time.Minute},
		Search:       web.Rate{Requests: a.config.SearchesPerMinute, Per: time.Minute},
		CheckCode:    web.Rate{Requests: a.config.VerifyPerCode, Per: time.Minute},
		CheckAddress: web.Rate{Requests: a.config.VerifyPerAddress, Per: time.Minute},
		CheckAll:     web.Rate{Requests: a.config.VerifyInAll, Per: time.Minute},
		OpenCode:     web.Rate{Requests: a.config.OpenPerCode, Per: time.Hour},
		Upload:       a.config.UploadLimit,
	}
}

func (a *app) flush(flush func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := flush(ctx); err != nil {
		a.log.LogAttrs(ctx, slog.LevelWarn, "flushing traces", slog.Any("error", err))
	}
}
