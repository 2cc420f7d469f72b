package main

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/sportello/sportello/internal/demo/cashier"
)

const cashierPath = "/demo/payments"

// paying is how the demo's stamp duty is paid: at a provider of its own.
func (p *demoPlace) paying() (paying, error) {
	path := filepath.Join(p.Data, "payment-secret")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := os.WriteFile(path, []byte(rand.Text()+"\n"), 0o600); err != nil {
			return paying{}, err
		}
	}
	return paying{PaymentProvider: demoPayments, PaymentURL: p.base() + cashierPath, PaymentKeyFile: path}, nil
}

// cashier is the demo's provider of payments.
func (p *demoPlace) cashier(secret string, log *slog.Logger) (http.Handler, error) {
	return cashier.New(cashier.Options{
		URL: p.base() + cashierPath, Secret: secret, Notices: p.base() + noticePath, Clock: time.Now, Random: rand.Reader, Log: log,
	})
}
