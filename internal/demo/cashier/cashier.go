// Package cashier is the provider of payments of the demo office: real HTTP, no money.
// Whoever is sent to its page pays, or does not, by pressing a button; the page says
// that it is a demo. It keeps everything in memory, bounded, and forgets it when the
// demo ends.
//
// It exists so that the demo and the tests take the way that a real payment takes:
// order, page, notice, question, refund.
package cashier

import (
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sportello/sportello/internal/payments"
)

// Options is everything that the cashier is made from.
type Options struct {
	URL     string // absolute, without a slash at the end; "demo" is an element of its path
	Secret  string // shared with the service
	Notices string // address at which the service takes notices; "" for none
	Clock   func() time.Time
	Random  io.Reader // safe for concurrent use
	Log     *slog.Logger
}

// most is how many payments are kept.
const most = 1000

type cashier struct {
	o      Options
	base   string // path of URL
	client *http.Client

	mu     sync.Mutex
	orders []*order // the oldest first
}

type order struct {
	payments.DemoOrder
	reference, state, receipt string
}

// New makes the cashier. The handler wants to see whole paths, whatever it is mounted
// at.
func New(o Options) (http.Handler, error) {
	u, err := url.Parse(o.URL)
	switch {
	case err != nil || u.Host == "" || strings.HasSuffix(o.URL, "/") || !slices.Contains(strings.Split(u.Path, "/"), "demo"):
		return nil, errors.New(`cashier: its address is not absolute, or "demo" is no element of its path`)
	case o.Secret == "" || o.Clock == nil || o.Random == nil || o.Log == nil:
		return nil, errors.New("cashier: no secret, clock, source of randomness or log")
	}
	c := &cashier{o: o, base: u.Path, client: &http.Client{Timeout: 5 * time.Second}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /orders", c.known(c.create))
	mux.HandleFunc("GET /orders/{reference}", c.known(c.read))
	mux.HandleFunc("POST /orders/{reference}/refund", c.known(c.refund))
	mux.HandleFunc("GET /pay/{reference}", c.show)
	mux.Handle("POST /pay/{reference}", http.NewCrossOriginProtection().Handler(http.HandlerFunc(c.decide)))
	mux.HandleFunc("GET /style.css", serveStyle)
	return http.StripPrefix(c.base, guarded(http.MaxBytesHandler(mux, 64<<10))), nil
}

// known lets only the service in.
func (c *cashier) known(next http.HandlerFunc) http.HandlerFunc {
	want := []byte("Bearer " + c.o.Secret)
	return func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), want) != 1 {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next(w, r)
	}
}

func (c *cashier) create(w http.ResponseWriter, r *http.Request) {
	var in payments.DemoOrder
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.ID == "" || len(in.Digest) != 32 || in.Amount <= 0 {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	reference := make([]byte, 16)
	if _, err := io.ReadFull(c.o.Random, reference); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	c.mu.Lock()
	i := slices.IndexFunc(c.orders, func(o *order) bool { return o.ID == in.ID })
	if i < 0 {
		if len(c.orders) == most {
			c.orders = c.orders[1:]
		}
		i = len(c.orders)
		c.orders = append(c.orders, &order{DemoOrder: in, reference: hex.EncodeToString(reference), state: "created"})
	}
	o := *c.orders[i]
	c.mu.Unlock()
	c.answer(w, http.StatusCreated, &o)
}

// look is a copy of an order as it stands now. ok is false if there is none.
func (c *cashier) look(reference string) (o order, ok bool) {
	return c.change(reference, func(*order) {})
}

// change changes an order, and returns a copy of it.
func (c *cashier) change(reference string, do func(*order)) (o order, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.orders, func(o *order) bool { return o.reference == reference })
	if i < 0 {
		return order{}, false
	}
	p := c.orders[i]
	if p.state == "created" && c.o.Clock().After(p.Expires) {
		p.state = "expired"
	}
	do(p)
	return *p, true
}

func (c *cashier) read(w http.ResponseWriter, r *http.Request) {
	o, ok := c.look(r.PathValue("reference"))
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	c.answer(w, http.StatusOK, &o)
}

func (c *cashier) refund(w http.ResponseWriter, r *http.Request) {
	o, ok := c.change(r.PathValue("reference"), func(o *order) {
		if o.state == "paid" {
			o.state = "refunded"
		}
	})
	switch {
	case !ok:
		w.WriteHeader(http.StatusNotFound)
	case o.state != "refunded":
		w.WriteHeader(http.StatusConflict)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

func (c *cashier) answer(w http.ResponseWriter, status int, o *order) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(payments.DemoPayment{ // who asked may have gone
		Reference: o.reference, Checkout: c.o.URL + "/pay/" + o.reference, State: o.state, Amount: o.Amount, Receipt: o.receipt, Expires: o.Expires,
	})
}

// digest is what the payment is bound to, as the page shows it.
func (o *order) digest() string { return base64.StdEncoding.EncodeToString(o.Digest) }
