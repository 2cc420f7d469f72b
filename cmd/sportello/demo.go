package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sportello/sportello/internal/demo/keys"
	"github.com/sportello/sportello/internal/demo/people"
	"github.com/sportello/sportello/internal/demo/provider"
	"github.com/sportello/sportello/internal/demo/trust"
	"github.com/sportello/sportello/internal/postgres"
	"github.com/sportello/sportello/internal/privatepg"
	"github.com/sportello/sportello/migrations"
)

// demoZone is the time zone of the demo's office.
const demoZone = "Europe/Rome"

// demoPlace is where a demo lives; its commands share it.
type demoPlace struct {
	Listen    string `env:"SPORTELLO_LISTEN" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where the API and the pages are served."`
	PublicURL string `env:"SPORTELLO_PUBLIC_URL" placeholder:"URL" help:"Address under which the demo is reached; that of the listener if empty."`
	Data      string `env:"SPORTELLO_DATA" default:".sportello" placeholder:"DIR" help:"Where the demo keeps its state."`
}

type demoCommand struct {
	demoPlace
	DatabaseURL   string `env:"SPORTELLO_DATABASE_URL" placeholder:"URL" help:"A database to use instead of a private PostgreSQL."`
	MetricsListen string `env:"SPORTELLO_METRICS_LISTEN" default:"127.0.0.1:0" placeholder:"HOST:PORT" help:"Private listener for Prometheus metrics; empty for none."`
	LogFormat     string `env:"SPORTELLO_LOG_FORMAT" enum:"json,text" default:"text" help:"json or text."`
	LogLevel      string `env:"SPORTELLO_LOG_LEVEL" enum:"debug,info,warn,error" default:"warn" help:"debug, info, warn or error."`
	People        int    `default:"2000" help:"How many invented people the register holds."`
	Level         string `env:"SPORTELLO_SEAL_LEVEL" default:"B-B" help:"PAdES level of the seals: B-B, B-T, B-LT or B-LTA; the demo has time-stamp authority and revocation services of its own."`
	RSA           bool   `help:"Seal with an RSA-2048 key instead of ECDSA P-256."`
	Once          bool   `help:"Issue the first certificate, then end."`
}

// Run sets up what is missing, serves, and issues one certificate as a citizen
// would.
func (c *demoCommand) Run(ctx context.Context, t terminal) (err error) {
	log := logging{c.LogFormat, c.LogLevel}.logger(t)
	slog.SetDefault(log) // the identity provider's library logs there
	if err := os.MkdirAll(c.Data, 0o755); err != nil {
		return err
	}
	url, stop, err := c.database(ctx, t, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	if err := c.seed(ctx, t, url); err != nil {
		return err
	}
	return c.serve(ctx, t, log, url)
}

// database is the one that was named, or a private PostgreSQL of the demo's own.
func (c *demoCommand) database(ctx context.Context, t terminal, log *slog.Logger) (url string, stop func() error, err error) {
	if c.DatabaseURL != "" {
		return c.DatabaseURL, func() error { return nil }, nil
	}
	say(t, "Starting a private PostgreSQL ...")
	server, err := privatepg.Start(ctx, filepath.Join(c.Data, "postgres"), privatepg.Options{Log: log})
	if err != nil {
		return "", nil, err
	}
	stop = func() error {
		ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
		defer cancel()
		return server.Stop(ctx)
	}
	if err := server.Create(ctx, "sportello"); err != nil {
		return "", nil, errors.Join(err, stop())
	}
	return server.URL("sportello"), stop, nil
}

// seed brings the database to the demo office's state; again changes nothing.
func (c *demoCommand) seed(ctx context.Context, t terminal, url string) error {
	if _, err := migrations.Up(ctx, url); err != nil {
		return err
	}
	db, err := postgres.Open(ctx, url, postgres.Options{ApplicationName: "sportello demo"})
	if err != nil {
		return err
	}
	defer db.Close()
	office := people.Office()
	say(t, "Loading %d invented people into the register of %s ...", c.People, office.Name)
	now := zoned{demoZone}.clock(nil)()
	if _, err := db.ImportOffices(ctx, good(one(office)), now); err != nil {
		return err
	}
	if _, err := db.ImportPlaces(ctx, good(each(people.Places())), now); err != nil {
		return err
	}
	if _, err := db.Import(ctx, office.ID, good(people.Entries(c.People)), now); err != nil {
		return err
	}
	_, err = db.ImportHistory(ctx, office.ID, good(people.History(c.People)), now)
	return err
}

func one[T any](v T) iter.Seq[T] { return func(yield func(T) bool) { yield(v) } }

func each[T any](list []T) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, v := range list {
			if !yield(v) {
				return
			}
		}
	}
}

// good is rows that cannot be bad.
func good[T any](rows iter.Seq[T]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for v := range rows {
			if !yield(v, nil) {
				return
			}
		}
	}
}

// serve runs the service with the identity provider and the trust services beside
// it, and the first citizen's visit.
func (c *demoCommand) serve(ctx context.Context, t terminal, log *slog.Logger, databaseURL string) error {
	seal, err := c.keys(t)
	if err != nil {
		return err
	}
	conf, err := c.config(databaseURL, seal)
	if err != nil {
		return err
	}
	m, err := conf.load(time.Now(), nil)
	if err != nil {
		return err
	}
	citizens, officers, err := c.logins(log)
	if err != nil {
		return err
	}
	services, err := trust.New(seal, trust.Options{Clock: time.Now, Random: rand.Reader, Log: log})
	if err != nil {
		return err
	}
	money, err := c.cashier(m.noticeSecret, log)
	if err != nil {
		return err
	}
	app, err := assemble(ctx, conf, m, log, mount{citizensPath + "/", citizens}, mount{officersPath + "/", officers}, mount{trustPath + "/", http.StripPrefix(trustPath, services)}, mount{cashierPath + "/", money})
	if err != nil {
		return err
	}
	defer app.close()

	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	done := make(chan struct{})
	err = app.serve(ctx, func() {
		go func() {
			defer close(done)
			if err := c.visit(ctx, t, c.issuer()); err != nil || c.Once {
				cancel(err)
			}
		}()
	})
	if err != nil { // the visit may not have begun
		return err
	}
	<-done
	if cause := context.Cause(ctx); !errors.Is(cause, context.Canceled) {
		return cause
	}
	return nil
}

// keys is the demo's seal and what it needs to be trusted, each kind of seal in a
// directory of its own.
func (c *demoCommand) keys(t terminal) (*keys.Material, error) {
	dir := filepath.Join(c.Data, "keys")
	if c.RSA {
		dir += "-rsa"
	}
	m, err := keys.Ensure(dir, keys.Options{URLs: c.trust().URLs, RSA: c.RSA, Random: rand.Reader, Now: time.Now()})
	if err == nil && m.Note != "" {
		say(t, "%s", m.Note)
	}
	return m, err
}

// config is what a serving process of the demo would be given.
func (c *demoCommand) config(databaseURL string, seal *keys.Material) (*config, error) {
	statements, since, err := c.statementKey()
	if err != nil {
		return nil, err
	}
	money, err := c.paying()
	if err != nil {
		return nil, err
	}
	in, err := c.loggingIn()
	if err != nil {
		return nil, err
	}
	return &config{
		paying: money, loggingIn: in,
		database: database{DatabaseURL: databaseURL}, logging: logging{c.LogFormat, c.LogLevel}, Listen: c.Listen, MetricsListen: c.MetricsListen, PublicURL: c.base(),
		TimeZone: demoZone, Issuer: c.issuer(), TokenAlgorithms: []string{"ES256"}, TokenLifetime: time.Hour, LawyerClaim: provider.RoleClaim, LawyerValue: provider.LawyerRole,
		SealKeyFile: seal.Key, SealChainFile: seal.Chain, SealRootsFile: seal.Root,
		longTerm:        longTerm{SealLevel: c.Level, SealTSAURL: []string{c.trust().TimeStamp}, StatementKeyFile: statements, StatementSince: since},
		CallsPerAddress: 600, SearchesPerMinute: 30, VerifyPerCode: 60, VerifyPerAddress: 120, VerifyInAll: 60000, OpenPerCode: 5, UploadLimit: 20_000_000,
		PagesPerPerson: 100_000, // everybody who tries it out is one of a few people
	}, nil
}

// statementKey is the file of the key that signs what the QR symbols say, and since
// when there is one.
func (c *demoCommand) statementKey() (path, since string, err error) {
	path = filepath.Join(c.Data, "statement-key.pem")
	if _, err := provider.EnsureKey(path); err != nil {
		return "", "", err
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", "", err
	}
	return path, info.ModTime().UTC().Format(time.DateOnly), nil
}

// base is the address of the demo without a slash at the end.
func (p *demoPlace) base() string {
	if p.PublicURL != "" {
		return strings.TrimRight(p.PublicURL, "/")
	}
	host, port, err := net.SplitHostPort(p.Listen)
	if err != nil {
		return "http://" + p.Listen // the listener will say what is wrong with it
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

func (p *demoPlace) issuer() string { return p.base() + citizensPath }

const trustPath = "/demo/trust"

// trust is where the demo's trust services answer.
func (p *demoPlace) trust() trust.URLs { return trust.At(p.base() + trustPath) }

// provider is the identity provider's side, with its key.
func (p *demoPlace) provider(persons []provider.Person) (provider.Options, error) {
	key, err := provider.EnsureKey(filepath.Join(p.Data, "login-key.pem"))
	if err != nil {
		return provider.Options{}, err
	}
	return provider.Options{
		Issuer: p.issuer(), Audience: p.base(), Key: key, People: persons, Offices: []string{string(people.Office().ID)},
		Clock: time.Now, Random: rand.Reader,
	}, nil
}

// everybody is who may log in: the hand-made people first, then all others who
// have a fiscal code.
func (c *demoCommand) everybody() []provider.Person {
	persons := handMade()
	for e := range people.Entries(c.People) {
		if e.Person.FiscalCode != "" {
			persons = append(persons, provider.Person{FiscalCode: string(e.Person.FiscalCode), Name: e.Person.Name.Printed().String()})
		}
	}
	return persons
}

func handMade() (persons []provider.Person) {
	for _, c := range people.Cases() {
		if c.FiscalCode != "" {
			persons = append(persons, provider.Person{FiscalCode: string(c.FiscalCode), Name: c.Name, Situation: c.Situation.Italian})
		}
	}
	return persons
}

func say(t terminal, format string, args ...any) {
	fmt.Fprintf(t.out, format+"\n", args...)
}
