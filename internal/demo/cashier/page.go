package cashier

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"strings"

	"github.com/sportello/sportello/internal/payments"
)

//go:embed page.html
var pageText string

//go:embed style.css
var style []byte

var page = template.Must(template.New("page").Parse(pageText))

// view is what the page shows. Without a state there is no such payment.
type view struct {
	Base, Reference, State, Euro, Digest, Back string
}

func (c *cashier) show(w http.ResponseWriter, r *http.Request) {
	o, ok := c.look(r.PathValue("reference"))
	if !ok {
		c.write(w, r, http.StatusNotFound, view{Base: c.base})
		return
	}
	c.write(w, r, http.StatusOK, c.view(&o))
}

func (c *cashier) view(o *order) view {
	euro := strings.Replace(fmt.Sprintf("%d.%02d", o.Amount/100, o.Amount%100), ".", ",", 1)
	return view{c.base, o.reference, o.state, euro, o.digest(), o.Back}
}

// decide pays, or does not, and tells the service. If it cannot be told, it asks.
func (c *cashier) decide(w http.ResponseWriter, r *http.Request) {
	state := map[string]string{"pay": "paid", "refuse": "failed"}[r.PostFormValue("decision")]
	if state == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	decided := false
	o, ok := c.change(r.PathValue("reference"), func(o *order) {
		if decided = o.state == "created"; !decided {
			return
		}
		o.state = state
		if state == "paid" {
			o.receipt = strings.ToUpper(o.reference[:14])
		}
	})
	if !ok {
		c.write(w, r, http.StatusNotFound, view{Base: c.base})
		return
	}
	if decided && c.o.Notices != "" {
		if err := c.tell(r, &o); err != nil {
			c.o.Log.LogAttrs(r.Context(), slog.LevelWarn, "the demo's notice of payment was not taken; the service will ask", slog.Any("error", err))
		}
	}
	c.write(w, r, http.StatusOK, c.view(&o))
}

// tell sends the signed notice.
func (c *cashier) tell(r *http.Request, o *order) error {
	body, err := json.Marshal(payments.Notice{Payment: o.ID, Reference: o.reference, State: o.state, Amount: o.Amount, Receipt: o.receipt})
	if err != nil {
		return err
	}
	notice, err := http.NewRequestWithContext(r.Context(), http.MethodPost, c.o.Notices, bytes.NewReader(body))
	if err != nil {
		return err
	}
	notice.Header.Set("Content-Type", "application/json")
	notice.Header.Set(payments.SignatureHeader, payments.Sign(c.o.Secret, c.o.Clock(), body))
	res, err := c.client.Do(notice)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusNoContent {
		return fmt.Errorf("the service answered %s", res.Status)
	}
	return nil
}

func (c *cashier) write(w http.ResponseWriter, r *http.Request, status int, v view) {
	var b bytes.Buffer
	if err := page.Execute(&b, v); err != nil {
		c.o.Log.LogAttrs(r.Context(), slog.LevelError, "demo payment page", slog.Any("error", err))
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // who asked may have gone
}

func serveStyle(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(style)
}

func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Referrer-Policy", "no-referrer")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		next.ServeHTTP(w, r)
	})
}
