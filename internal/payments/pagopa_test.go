package payments

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

var digest = sha256.Sum256([]byte("order"))

const (
	municipality = "02438750586"
	avviso       = "300996299640641032"
)

// service answers as the published OpenAPI of the MBD service says, and refuses what
// it would refuse: a wrong key, an unknown organization, a body that lacks a field.
type service struct {
	t        *testing.T
	asked    mbdRequest
	receipts map[string]string // by notice number, the stamp
	answer   string            // instead of the good one
	status   int
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Header.Get("Ocp-Apim-Subscription-Key") != "key":
		w.WriteHeader(http.StatusUnauthorized)
	case s.status != 0:
		w.WriteHeader(s.status)
		_, _ = io.WriteString(w, s.answer)
	case r.Method == http.MethodPost && r.URL.Path == "/mbd/v1/organizations/"+municipality+"/mbd":
		s.create(w, r)
	case r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/mbd/v1/organizations/"+municipality+"/receipt/"):
		xml, ok := s.receipts[r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"content": []string{base64.StdEncoding.EncodeToString([]byte(xml))}})
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// The required fields of GetMbdRequest, PaymentNotice and ReturnUrls.
func (s *service) create(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	var loose struct {
		Service string            `json:"idCIService"`
		Return  map[string]string `json:"returnUrls"`
		Notices []map[string]any  `json:"paymentNotices"`
	}
	if err := json.Unmarshal(b, &loose); err != nil || loose.Service == "" || len(loose.Notices) != 1 || r.Header.Get("Content-Type") != "application/json" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	for _, field := range []string{"amount", "email", "firstName", "fiscalCode", "lastName", "province", "documentHash"} {
		if v, ok := loose.Notices[0][field]; !ok || v == "" {
			s.t.Errorf("the notice lacks %s", field)
		}
	}
	for _, field := range []string{"successUrl", "cancelUrl", "errorUrl"} {
		if loose.Return[field] == "" {
			s.t.Errorf("the return addresses lack %s", field)
		}
	}
	if hash, _ := loose.Notices[0]["documentHash"].(string); len(hash) != 44 {
		s.t.Errorf("the digest has %d characters, want 44", len(hash))
	}
	_ = json.Unmarshal(b, &s.asked)
	_, _ = io.WriteString(w, `{"checkoutRedirectUrl": "https://checkout.example/c/123", "mbdDownloadLink": "https://api.example/`+avviso+`", "nav": "`+avviso+`"}`)
}

func newService(t *testing.T) (*service, *PagoPA) {
	t.Helper()
	s := &service{t: t, receipts: map[string]string{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	p := NewPagoPA(PagoPAOptions{
		URL: server.URL + "/mbd/v1", Key: "key", Organizations: map[registry.OfficeID]string{"X900": municipality}, Service: "04", ReturnURL: "https://sportello.example/",
	})
	t.Cleanup(p.client.CloseIdleConnections)
	return s, p
}

func order() certificates.Order {
	return certificates.Order{ID: "id", Office: "X900", Digest: digest, Amount: 1600, Expires: time.Now().Add(time.Hour), Payer: certificates.Payer{
		Name: registry.Name{Surname: "D'Amico", Given: "Chiara"}, FiscalCode: "DMCCHR86E54X900A", Email: "chiara@example.org", Province: "VD",
	}}
}

func TestPagoPACreate(t *testing.T) {
	t.Parallel()
	s, p := newService(t)
	c, err := p.Create(t.Context(), order())
	if err != nil || c.Reference != avviso || c.URL != "https://checkout.example/c/123" {
		t.Fatalf("%+v, %v", c, err)
	}
	want := mbdRequest{Service: "04", Return: mbdReturn{"https://sportello.example/", "https://sportello.example/", "https://sportello.example/"}, Notices: []mbdNotice{{
		FirstName: "Chiara", LastName: "D'Amico", FiscalCode: "DMCCHR86E54X900A", Email: "chiara@example.org", Amount: 1600, Province: "VD",
		Hash: base64.StdEncoding.EncodeToString(digest[:]),
	}}}
	if diff := cmp.Diff(want, s.asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

// Whatever is wrong with an answer, it is that the provider is not available, and tells
// nothing about the payer.
func TestPagoPACreateFails(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*service, *PagoPA, *certificates.Order){
		"a wrong key":              func(_ *service, p *PagoPA, _ *certificates.Order) { p.header.Set("Ocp-Apim-Subscription-Key", "other") },
		"an office without a code": func(_ *service, _ *PagoPA, o *certificates.Order) { o.Office = "H501" },
		"too many requests":        func(s *service, _ *PagoPA, _ *certificates.Order) { s.status = 429 },
		"an error": func(s *service, _ *PagoPA, _ *certificates.Order) {
			s.status, s.answer = 500, `{"errorUrl": "https://x.example"}`
		},
		"a redirect": func(s *service, _ *PagoPA, _ *certificates.Order) { s.status = 302 },
		"no JSON":    func(s *service, _ *PagoPA, _ *certificates.Order) { s.status, s.answer = 200, "<html>" },
		"no page":    func(s *service, _ *PagoPA, _ *certificates.Order) { s.status, s.answer = 200, `{"nav": "`+avviso+`"}` },
		"a page without TLS": func(s *service, _ *PagoPA, _ *certificates.Order) {
			s.status, s.answer = 200, `{"checkoutRedirectUrl": "http://x.example", "nav": "`+avviso+`"}`
		},
		"a script for a page": func(s *service, _ *PagoPA, _ *certificates.Order) {
			s.status, s.answer = 200, `{"checkoutRedirectUrl": "javascript:alert(1)", "nav": "`+avviso+`"}`
		},
		"no notice number": func(s *service, _ *PagoPA, _ *certificates.Order) {
			s.status, s.answer = 200, `{"checkoutRedirectUrl": "https://x.example"}`
		},
		"a number that is none": func(s *service, _ *PagoPA, _ *certificates.Order) {
			s.status, s.answer = 200, `{"checkoutRedirectUrl": "https://x.example", "nav": "../1"}`
		},
		"a flood": func(s *service, _ *PagoPA, _ *certificates.Order) {
			s.status, s.answer = 200, strings.Repeat(" ", limit+1)
		},
		"nobody there": func(_ *service, p *PagoPA, _ *certificates.Order) { p.options.URL = "http://127.0.0.1:1" },
	} {
		s, p := newService(t)
		o := order()
		change(s, p, &o)
		_, err := p.Create(t.Context(), o)
		if !errors.Is(err, certificates.ErrPayments) || strings.Contains(err.Error(), "D'Amico") || strings.Contains(err.Error(), municipality) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// stampOf is a digital stamp in the form of the schema.
func stampOf(iubd, amount string, of [32]byte) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<marcaDaBollo xmlns="http://www.agenziaentrate.gov.it/2014/MarcaDaBollo" xmlns:ns2="http://www.w3.org/2000/09/xmldsig#">
<PSP><CodiceFiscale>60000000006</CodiceFiscale><Denominazione>Banca di Prova</Denominazione></PSP>
<IUBD>%s</IUBD><OraAcquisto>2026-11-21T15:00:44.659+01:00</OraAcquisto><Importo>%s</Importo><TipoBollo>01</TipoBollo>
<ImprontaDocumento><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ns2:DigestValue>%s</ns2:DigestValue></ImprontaDocumento>
<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><Reference URI=""><DigestValue>AAAA</DigestValue></Reference></SignedInfo></Signature>
</marcaDaBollo>`, iubd, amount, base64.StdEncoding.EncodeToString(of[:]))
}

const iubd = "01234567890ABC"

func TestPagoPAOutcome(t *testing.T) {
	t.Parallel()
	other := sha256.Sum256([]byte("other"))
	for name, tt := range map[string]struct {
		stamp string // "" for none yet
		want  certificates.Outcome
		err   error
	}{
		"not paid yet":         {"", certificates.Outcome{State: certificates.PaymentCreated}, nil},
		"paid":                 {stampOf(iubd, "16.00", digest), certificates.Outcome{State: certificates.PaymentPaid, Amount: 1600, Receipt: iubd}, nil},
		"another amount":       {stampOf(iubd, "5.00", digest), certificates.Outcome{State: certificates.PaymentPaid, Amount: 500, Receipt: iubd}, nil},
		"for another document": {stampOf(iubd, "16.00", other), certificates.Outcome{}, certificates.ErrPayments},
		"without an amount":    {stampOf(iubd, "", digest), certificates.Outcome{}, certificates.ErrPayments},
		"an amount in words":   {stampOf(iubd, "sedici", digest), certificates.Outcome{}, certificates.ErrPayments},
		"a negative amount":    {stampOf(iubd, "-16.00", digest), certificates.Outcome{}, certificates.ErrPayments},
		"without an IUBD":      {stampOf("", "16.00", digest), certificates.Outcome{}, certificates.ErrPayments},
		"no stamp":             {"<ricevuta/>", certificates.Outcome{}, certificates.ErrPayments},
		"of another namespace": {strings.Replace(stampOf(iubd, "16.00", digest), "2014/MarcaDaBollo", "2014/Altro", 1), certificates.Outcome{}, certificates.ErrPayments},
		"no XML":               {"16.00", certificates.Outcome{}, certificates.ErrPayments},
	} {
		s, p := newService(t)
		if tt.stamp != "" {
			s.receipts[avviso] = tt.stamp
		}
		got, err := p.Outcome(t.Context(), &certificates.Payment{Office: "X900", Order: digest, Checkout: certificates.Checkout{Reference: avviso}})
		if !errors.Is(err, tt.err) || got != tt.want {
			t.Errorf("%s: %+v, %v; want %+v, %v", name, got, err, tt.want, tt.err)
		}
	}
}

func TestPagoPAOutcomeFails(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 401, 403, 429, 500} {
		s, p := newService(t)
		s.status = status
		got, err := p.Outcome(t.Context(), &certificates.Payment{Office: "X900", Checkout: certificates.Checkout{Reference: avviso}})
		if !errors.Is(err, certificates.ErrPayments) || got.State != "" {
			t.Errorf("%d: %+v, %v", status, got, err)
		}
	}
}

func TestPagoPARefund(t *testing.T) {
	t.Parallel()
	_, p := newService(t)
	if err := p.Refund(t.Context(), &certificates.Payment{}); !errors.Is(err, certificates.ErrByHand) {
		t.Errorf("%v, want ErrByHand", err)
	}
}

func FuzzReadStamp(f *testing.F) {
	f.Add([]byte(stampOf(iubd, "16.00", digest)))
	f.Add([]byte("<marcaDaBollo>"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := readStamp(b)
		if err == nil && (len(s.ID) != 14 || s.cents < 0) {
			t.Errorf("read %+v", s)
		}
	})
}
