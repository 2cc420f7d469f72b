package certificates

import (
	"context"
	"errors"
	"time"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/registry"
)

// PaymentID is the identity of an online payment: a UUID in canonical text form. It
// opens nothing by itself.
type PaymentID string

// PaymentState is where an online payment stands. The schema allows no other way than
// from created to paid, failed or expired, from paid to refunded, and from failed or
// expired to paid where the money came too late and goes back.
type PaymentState string

// The states.
const (
	PaymentCreated  PaymentState = "created"
	PaymentPaid     PaymentState = "paid"
	PaymentFailed   PaymentState = "failed"
	PaymentExpired  PaymentState = "expired"
	PaymentRefunded PaymentState = "refunded"
)

// Refund is why money goes back. A payment that has one pays for nothing any more.
type Refund string

// The reasons.
const (
	PaidLate       Refund = "late"    // it had expired or failed
	OrderRefused   Refund = "refused" // by the time of the payment a rule stopped the certificate
	OrderDifferent Refund = "changed" // the register says something else than when it was ordered
	PaidOther      Refund = "amount"  // another amount than the one ordered
)

// Payment is the online payment of the stamp duty on one certificate.
type Payment struct {
	ID        PaymentID
	Office    registry.OfficeID
	State     PaymentState
	Requester RequesterRef
	Channel   Channel
	Request   Request // what it pays for, without a key
	Key       string
	KeyDigest [32]byte // of the request, to tell a replay from a reuse
	Order     [32]byte // SHA-256 of the content without its number and days
	Amount    int      // cents

	Checkout
	CreatedAt time.Time
	PaidAt    time.Time
	EndedAt   time.Time // failed, expired or refunded
	Receipt   string    // the provider's; of @e.bollo the IUBD
	Refund    Refund

	Certificate ID // that it pays for, unless that has failed; "" for none yet
	Done        bool
}

// Checkout is where a payment is made. Zero before the provider has been asked.
type Checkout struct {
	Reference string    // the provider's own
	URL       string    // the page to which the citizen is sent
	ExpiresAt time.Time // when it can no longer be paid
}

// Order is what the provider is told.
type Order struct {
	ID      PaymentID
	Office  registry.OfficeID
	Digest  [32]byte
	Amount  int // cents
	Payer   Payer
	Expires time.Time
}

// Payer is who pays, as the provider must know him. Only the provider is told; the
// address is not kept.
type Payer struct {
	Name       registry.Name
	FiscalCode registry.FiscalCode
	Email      string
	Province   string // of his residence
}

// Outcome is how a payment stands at the provider.
type Outcome struct {
	State   PaymentState
	Amount  int // cents; of a payment that is paid
	Receipt string
}

// Payments is the provider. Its methods may be called again for the same payment, and
// what could not be reached wraps ErrPayments.
type Payments interface {
	// Create orders a payment. Asked twice, it may give two checkouts: only one is
	// handed out.
	Create(context.Context, Order) (Checkout, error)
	// Outcome asks how a payment stands.
	Outcome(context.Context, *Payment) (Outcome, error)
	// Refund gives the money back. ErrByHand if the provider cannot.
	Refund(context.Context, *Payment) error
}

// Till keeps the payments. Each method that writes is one durable transaction, with its
// events; ErrNotFound and registry.ErrUnavailable as everywhere.
type Till interface {
	// OpenPayment stores a payment. If the requester has one that still counts, under
	// the same key or for the same request and order, that one comes back, and nothing
	// is written. ErrPaymentsOpen for who has PaymentsOpen of them open.
	OpenPayment(ctx context.Context, p *Payment, events ...audit.Event) (*Payment, error)
	// PaymentByID reads a payment, whoever's it is.
	PaymentByID(context.Context, PaymentID) (*Payment, error)
	// MovePayment takes a payment from one state to another. ErrState if it is not, or
	// no longer, as the move says.
	MovePayment(ctx context.Context, m PaymentMove, events ...audit.Event) error
	// DuePayments takes payments with which something may be to be done, those first
	// that were not looked at for the longest time, and marks them as looked at.
	DuePayments(ctx context.Context, at time.Time, limit int) ([]*Payment, error)
}

// PaymentMove is a step of a payment.
type PaymentMove struct {
	ID       PaymentID
	Office   registry.OfficeID
	From, To PaymentState
	At       time.Time
	Checkout Checkout // from created to created
	Receipt  string   // to paid
	Refund   Refund   // to paid, or from paid to paid
}

// Sentinels of payment.
var (
	// ErrPayments says that the provider of payments cannot be reached or answers
	// nothing of use. The same request may succeed later.
	ErrPayments = errors.New("certificates: the provider of payments is not available")
	// ErrByHand says that money can be given back by hand only.
	ErrByHand = errors.New("certificates: to be refunded by hand")
	// ErrPaymentAmount says that another amount was paid than the one ordered.
	ErrPaymentAmount = errors.New("certificates: paid another amount")
	// ErrStampUsed says that the paper stamp has been used for another certificate.
	ErrStampUsed = errors.New("certificates: the stamp has been used")
	// ErrUnpaid says that the payment is not, or no longer, good for a certificate.
	ErrUnpaid = errors.New("certificates: the payment does not count")
)
