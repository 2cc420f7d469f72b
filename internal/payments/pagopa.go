package payments

import (
	"context"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// PagoPA is @e.bollo 2.0, "pagamento dovuto", version 1: a digital stamp (marca da bollo
// digitale) that is bound to the SHA-256 of a document
// (docs.pagopa.it/sanp, "Servizio @e.bollo 2.0"; the OpenAPI is published with
// github.com/pagopa/pagopa-mdb-service). The state of a payment is polled: the stamp is
// there once it has been paid. It is safe for concurrent use.
type PagoPA struct {
	caller
	options PagoPAOptions
}

// PagoPAOptions is what pagoPA knows an installation by.
type PagoPAOptions struct {
	URL           string                       // of the service, without a slash at the end
	Key           string                       // subscription key
	Organizations map[registry.OfficeID]string // fiscal code of each office's municipality
	Service       string                       // idCIService: the agreement on the service
	ReturnURL     string                       // where the citizen is sent back to
}

// NewPagoPA is the service with the options.
func NewPagoPA(o PagoPAOptions) *PagoPA {
	return &PagoPA{caller: newCaller("Ocp-Apim-Subscription-Key", o.Key), options: o}
}

// The bodies of getMbd and getPaymentReceipt, by the names of the published schema.
type (
	mbdRequest struct {
		Service string      `json:"idCIService"`
		Notices []mbdNotice `json:"paymentNotices"`
		Return  mbdReturn   `json:"returnUrls"`
	}
	mbdNotice struct {
		FirstName  string `json:"firstName"`
		LastName   string `json:"lastName"`
		FiscalCode string `json:"fiscalCode"`
		Email      string `json:"email"`
		Amount     int    `json:"amount"`
		Province   string `json:"province"`
		Hash       string `json:"documentHash"`
	}
	mbdReturn struct {
		Success string `json:"successUrl"`
		Cancel  string `json:"cancelUrl"`
		Error   string `json:"errorUrl"`
	}
	mbdCheckout struct {
		URL    string `json:"checkoutRedirectUrl"`
		Notice string `json:"nav"`
	}
	mbdReceipt struct {
		Content [][]byte `json:"content"` // base64 of marcaDaBollo, XML
	}
)

// noticeNumber is a numero avviso: 18 digits.
var noticeNumber = regexp.MustCompile(`^[0-9]{18}$`)

// Create asks for a stamp for the document and the page on which to pay it.
func (p *PagoPA) Create(ctx context.Context, o certificates.Order) (certificates.Checkout, error) {
	address, err := p.of(o.Office, "mbd")
	if err != nil {
		return certificates.Checkout{}, err
	}
	in := mbdRequest{
		Service: p.options.Service, Return: mbdReturn{p.options.ReturnURL, p.options.ReturnURL, p.options.ReturnURL},
		Notices: []mbdNotice{{
			FirstName: o.Payer.Name.Given, LastName: o.Payer.Name.Surname, FiscalCode: string(o.Payer.FiscalCode), Email: o.Payer.Email,
			Amount: o.Amount, Province: o.Payer.Province, Hash: base64.StdEncoding.EncodeToString(o.Digest[:]),
		}},
	}
	var out mbdCheckout
	if _, err := p.call(ctx, http.MethodPost, address, in, &out); err != nil {
		return certificates.Checkout{}, err
	}
	if u, err := url.Parse(out.URL); err != nil || u.Host == "" || (u.Scheme != "https" && u.Hostname() != "127.0.0.1") || !noticeNumber.MatchString(out.Notice) {
		return certificates.Checkout{}, fmt.Errorf("%w: it named no page or no notice number", certificates.ErrPayments)
	}
	return certificates.Checkout{Reference: out.Notice, URL: out.URL}, nil
}

// Outcome asks for the stamp. Without one nothing has been paid yet: the service tells
// nothing of payments that failed.
func (p *PagoPA) Outcome(ctx context.Context, pay *certificates.Payment) (certificates.Outcome, error) {
	address, err := p.of(pay.Office, "receipt", pay.Reference)
	if err != nil {
		return certificates.Outcome{}, err
	}
	var out mbdReceipt
	status, err := p.call(ctx, http.MethodGet, address, nil, &out)
	switch {
	case status == http.StatusNotFound, err == nil && len(out.Content) == 0:
		return certificates.Outcome{State: certificates.PaymentCreated}, nil
	case err != nil:
		return certificates.Outcome{}, err
	}
	stamp, err := readStamp(out.Content[0])
	if err != nil {
		return certificates.Outcome{}, err
	}
	if stamp.Digest != base64.StdEncoding.EncodeToString(pay.Order[:]) {
		return certificates.Outcome{}, fmt.Errorf("%w: the stamp is for another document", certificates.ErrPayments)
	}
	return certificates.Outcome{State: certificates.PaymentPaid, Amount: stamp.cents, Receipt: stamp.ID}, nil
}

// Refund is nothing that the service offers: the office gives the money back by hand.
func (*PagoPA) Refund(context.Context, *certificates.Payment) error { return certificates.ErrByHand }

// of is an address below the municipality of an office.
func (p *PagoPA) of(office registry.OfficeID, path ...string) (string, error) {
	organization, ok := p.options.Organizations[office]
	if !ok {
		return "", fmt.Errorf("%w: office %s has no organization there", certificates.ErrPayments, office)
	}
	for i := range path {
		path[i] = url.PathEscape(path[i])
	}
	return p.options.URL + "/organizations/" + url.PathEscape(organization) + "/" + strings.Join(path, "/"), nil
}

// stamp is a digital stamp (schema MarcaDaBollo of the Agenzia delle Entrate, 2014).
type stamp struct {
	XMLName xml.Name `xml:"http://www.agenziaentrate.gov.it/2014/MarcaDaBollo marcaDaBollo"`
	ID      string   `xml:"IUBD"`
	Amount  string   `xml:"Importo"`
	Digest  string   `xml:"ImprontaDocumento>DigestValue"`
	cents   int
}

var (
	stampID = regexp.MustCompile(`^[0-9A-Za-z]{14}$`)
	euro    = regexp.MustCompile(`^[0-9]{1,6}\.[0-9]{2}$`)
)

// readStamp reads a digital stamp. That its signature is good is between the provider
// and the Agenzia delle Entrate, and is not checked here.
func readStamp(b []byte) (s stamp, err error) {
	if err := xml.Unmarshal(b, &s); err != nil || !stampID.MatchString(s.ID) || !euro.MatchString(s.Amount) {
		return stamp{}, fmt.Errorf("%w: the stamp cannot be read", certificates.ErrPayments)
	}
	s.cents, err = strconv.Atoi(strings.Replace(s.Amount, ".", "", 1))
	return s, err
}
