package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/payments"
	"github.com/sportello/sportello/registry"
)

// paying is how stamp duty is paid online.
type paying struct {
	PaymentProvider     string            `env:"SPORTELLO_PAYMENT_PROVIDER" placeholder:"NAME" help:"Provider of online payments of stamp duty: pagopa or demo; none if empty."`
	PaymentURL          string            `env:"SPORTELLO_PAYMENT_URL" placeholder:"URL" help:"Address of the provider's service."`
	PaymentKeyFile      string            `env:"SPORTELLO_PAYMENT_KEY_FILE" placeholder:"PATH" help:"File that holds the key that the provider gave."`
	PaymentOrganization map[string]string `env:"SPORTELLO_PAYMENT_ORGANIZATION" placeholder:"OFFICE=CODE" help:"Fiscal code under which pagoPA knows each office's municipality."`
	PaymentService      string            `env:"SPORTELLO_PAYMENT_SERVICE" placeholder:"ID" help:"Identifier of the agreement with pagoPA on the e.bollo service (idCIService)."`
	PaymentReturnURL    string            `env:"SPORTELLO_PAYMENT_RETURN_URL" placeholder:"URL" help:"Where the provider sends citizens back to; the page about the payment if empty."`
}

// The providers.
const (
	pagoPA       = "pagopa"
	demoPayments = "demo"
)

// noticePath is where a provider's notices are taken.
const noticePath = "/payments/notices"

// till is what a faultless paying yields.
type till struct {
	payments     certificates.Payments // nil for none
	noticeSecret string                // "" for a provider that sends no notices
	onlyDemo     bool                  // money is not really paid
}

var organizationCode = regexp.MustCompile(`^[0-9]{11}$`)

func (p *paying) load(f *faults, public *url.URL) (t till) {
	switch p.PaymentProvider {
	case "":
		if p.PaymentURL+p.PaymentKeyFile+p.PaymentService+p.PaymentReturnURL != "" || len(p.PaymentOrganization) > 0 {
			f.add("SPORTELLO_PAYMENT_PROVIDER", "is not set")
		}
		return t
	case pagoPA, demoPayments:
	default:
		f.add("SPORTELLO_PAYMENT_PROVIDER", "is neither pagopa nor demo")
		return t
	}
	key := trimmed(readFile(f, "SPORTELLO_PAYMENT_KEY_FILE", p.PaymentKeyFile))
	if key == "" && !f.about("SPORTELLO_PAYMENT_KEY_FILE") {
		f.add("SPORTELLO_PAYMENT_KEY_FILE", "%s is empty", p.PaymentKeyFile)
	}
	address, back := absolute(f, "SPORTELLO_PAYMENT_URL", p.PaymentURL), public.JoinPath("request", "payment")
	if p.PaymentReturnURL != "" {
		back = absolute(f, "SPORTELLO_PAYMENT_RETURN_URL", p.PaymentReturnURL)
	}
	if address == nil || back == nil {
		return t
	}
	base := strings.TrimRight(address.String(), "/")
	if p.PaymentProvider == demoPayments {
		if !slices.Contains(strings.Split(address.Path, "/"), "demo") {
			f.add("SPORTELLO_PAYMENT_URL", `is no demo's: "demo" is no element of its path`)
		}
		return till{payments: payments.NewDemo(base, key, back.String()), noticeSecret: key, onlyDemo: true}
	}
	return till{payments: payments.NewPagoPA(payments.PagoPAOptions{
		URL: base, Key: key, Organizations: p.organizations(f), Service: p.service(f), ReturnURL: back.String(),
	})}
}

func (p *paying) organizations(f *faults) map[registry.OfficeID]string {
	if len(p.PaymentOrganization) == 0 {
		f.add("SPORTELLO_PAYMENT_ORGANIZATION", "is not set")
	}
	out := map[registry.OfficeID]string{}
	for office, code := range p.PaymentOrganization {
		if !organizationCode.MatchString(code) {
			f.add("SPORTELLO_PAYMENT_ORGANIZATION", "of %s is not a fiscal code of 11 digits", office)
		}
		out[registry.OfficeID(office)] = code
	}
	return out
}

func (p *paying) service(f *faults) string {
	if p.PaymentService == "" {
		f.add("SPORTELLO_PAYMENT_SERVICE", "is not set")
	}
	return p.PaymentService
}

// pay has the desk take online payments, if there is a provider. What the demo's takes
// is no money, so that no office but a demo may use it.
func (a *app) pay(books certificates.Till, offices map[registry.OfficeID]registry.Office) error {
	t := a.material.till
	if t.payments == nil {
		return nil
	}
	for id, o := range offices {
		if t.onlyDemo && o.Basis != registry.BasisDemo {
			return fmt.Errorf("SPORTELLO_PAYMENT_PROVIDER: office %s is no demo and cannot take the demo's payments", id)
		}
	}
	a.desk.Payments, a.desk.Till = t.payments, books
	return nil
}

// notices takes the provider's notices, nil if it sends none.
func (a *app) notices() http.Handler {
	if a.material.noticeSecret == "" {
		return nil
	}
	return &payments.Notices{Secret: a.material.noticeSecret, Hear: a.desk.PaymentNotice, Clock: a.clock, Log: a.log}
}

// paymentInterval is how often payments are looked at.
const paymentInterval = 5 * time.Second

// sweepPayments finishes what has been paid and what has ended, now and again, until
// the context ends. It has a goroutine of its own: a provider that is slow holds up
// nothing else.
func (a *app) sweepPayments(ctx context.Context) {
	if a.desk.Payments == nil {
		return
	}
	tick := time.NewTicker(paymentInterval)
	defer tick.Stop()
	for {
		if _, err := a.desk.SweepPayments(ctx); err != nil && ctx.Err() == nil {
			a.log.LogAttrs(ctx, slog.LevelWarn, "looking at payments", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
