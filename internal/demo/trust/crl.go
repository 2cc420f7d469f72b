package trust

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"log/slog"
	"math/big"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/sportello/sportello/internal/demo/keys"
)

// listLifetime is from a list's thisUpdate to its nextUpdate. A list is made anew
// when half of it has passed, or when something else is revoked.
const listLifetime = time.Hour

// list is the revocation list of one authority (RFC 5280 section 5).
type list struct {
	Options
	by     *keys.Holder
	issued []*x509.Certificate

	mu      sync.Mutex
	current *x509.RevocationList // as it was asked for
	der     []byte
}

func (l *list) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	der, since, err := l.get()
	if err != nil {
		l.Log.LogAttrs(r.Context(), slog.LevelError, "demo revocation list", slog.Any("error", err))
		http.Error(w, "there is no revocation list now", http.StatusServiceUnavailable)
		return
	}
	mayKeep(w, fresh)
	w.Header().Set("Content-Type", "application/pkix-crl")
	w.Header().Set("ETag", fmt.Sprintf(`"%d"`, since.UnixNano()))
	http.ServeContent(w, r, "", since, bytes.NewReader(der))
}

// get is the list and the time at which it was made.
func (l *list) get() ([]byte, time.Time, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.Clock().UTC()
	revoked, err := l.revoked()
	if err != nil {
		return nil, time.Time{}, err
	}
	if l.current == nil || !l.stillGood(now, revoked) {
		next := &x509.RevocationList{
			Number:     big.NewInt(now.UnixNano()), // grows also over a restart
			ThisUpdate: now, NextUpdate: now.Add(listLifetime), RevokedCertificateEntries: revoked,
		}
		der, err := x509.CreateRevocationList(l.Random, next, l.by.Certificate, l.by.Key)
		if err != nil {
			return nil, time.Time{}, err
		}
		l.current, l.der = next, der
	}
	return l.der, l.current.ThisUpdate, nil
}

func (l *list) stillGood(now time.Time, revoked []x509.RevocationListEntry) bool {
	age := now.Sub(l.current.ThisUpdate)
	return age >= 0 && age < listLifetime/2 && slices.EqualFunc(l.current.RevokedCertificateEntries, revoked, func(a, b x509.RevocationListEntry) bool {
		return a.SerialNumber.Cmp(b.SerialNumber) == 0 && a.RevocationTime.Equal(b.RevocationTime)
	})
}

func (l *list) revoked() (out []x509.RevocationListEntry, err error) {
	for _, c := range l.issued {
		since, revoked, err := l.Revoked(c)
		if err != nil {
			return nil, err
		}
		if revoked {
			out = append(out, x509.RevocationListEntry{SerialNumber: c.SerialNumber, RevocationTime: since.UTC()})
		}
	}
	return out, nil
}
