package audit

import "time"

// Kind names what happened. The text is stable: it is stored and chained.
type Kind string

// The events. Those marked "end" close a service for the person who asked: they
// are what a later question about the service hangs on.
const (
	SubjectRead           Kind = "subject.read"           // a person's data were read for the one who asked
	SubjectRefused        Kind = "subject.refused"        // someone asked for a person he may not ask for
	SubjectSearched       Kind = "subject.searched"       // an officer or a lawyer looked for a person; Details says how
	LoginRefused          Kind = "login.refused"          // a login led to a record that cannot be served; Details says why
	LoginTurned           Kind = "login.turned"           // somebody of an office was known, holds no right in any, and was not let in
	SessionBegun          Kind = "session.begun"          // somebody logged in to the pages; Details names the session, who vouched for him, at what level, and an officer's rights
	SessionEnded          Kind = "session.ended"          // a session ended before its time; Details names it and says how
	CertificateRefused    Kind = "certificate.refused"    // end: rules stopped it; Details lists the rule codes
	RequestDiverted       Kind = "request.diverted"       // end: it was for a body that must not ask for certificates; Details has which
	CertificatePreview    Kind = "certificate.preview"    // a page without seal and number was shown
	CertificateIssuing    Kind = "certificate.issuing"    // the intent, before the seal
	CertificateForced     Kind = "certificate.forced"     // an officer set rules aside for it; Details lists the rule codes
	CertificateIssued     Kind = "certificate.issued"     // end
	CertificateFailed     Kind = "certificate.failed"     // end: the number is used up, nothing left the office
	ApplicationRead       Kind = "application.read"       // an officer read who applied, and on what grounds
	TrailRead             Kind = "trail.read"             // an officer read what happened to a certificate
	CertificateRead       Kind = "certificate.read"       // its data were read again
	CertificateDownload   Kind = "certificate.download"   // the sealed file was handed out
	CertificateWithdraw   Kind = "certificate.withdrawn"  // end
	CertificateSuperseded Kind = "certificate.superseded" // the register no longer says what it states; Details has the reason
	CertificatesListed    Kind = "certificates.listed"    // an office's certificates were listed or counted; Details says how many
	CertificateRenewed    Kind = "certificate.renewed"    // fresh evidence was appended to the sealed file
	DeclarationMade       Kind = "declaration.made"       // end: a self-declaration was filled in; Details lists its states
	DeclarationRefused    Kind = "declaration.refused"    // end: Details lists the rule codes
	CopySealed            Kind = "copy.sealed"            // a PDF was sealed as a conforming copy; Details has the digests of both
	PaymentCreated        Kind = "payment.created"        // the stamp duty is to be paid online; Details names the payment, as in all of these
	PaymentOrdered        Kind = "payment.ordered"        // the provider knows of it
	PaymentPaid           Kind = "payment.paid"           //
	PaymentFailed         Kind = "payment.failed"         //
	PaymentExpired        Kind = "payment.expired"        //
	PaymentMismatch       Kind = "payment.mismatch"       // another amount was said to be paid
	PaymentRefundDue      Kind = "payment.refund-due"     // nothing comes of it; Details says why
	PaymentRefunded       Kind = "payment.refunded"       //
	VerificationOpened    Kind = "verification.opened"    // a holder of the paper saw its contents
	RemarkMade            Kind = "remark.made"            // a citizen told the office that his data are not right; Details names the remark, as in all of these
	RemarkRead            Kind = "remark.read"            // an officer read it, or the list of the office's; then Details says how many
	RemarkAnswered        Kind = "remark.answered"        // end
	RegisterImported      Kind = "register.imported"      // records were loaded; Details counts them
	DecisionProposed      Kind = "decision.proposed"      // an administrator wants the office to decide something; Details names the decision, as in all of these
	DecisionApproved      Kind = "decision.approved"      // a second one has approved it
	DecisionRejected      Kind = "decision.rejected"      // a second one has rejected it
	DecisionWithdrawn     Kind = "decision.withdrawn"     // the first one has taken it back
	RoleGranted           Kind = "role.granted"           // an officer has a right by a decision of the office; Details says which and from when on
	RoleRevoked           Kind = "role.revoked"           // he has it no longer
)

// End reports whether an event of this kind ends a service for the one who asked.
func (k Kind) End() bool {
	switch k {
	case RequestDiverted, CertificateRefused, CertificateIssued, CertificateFailed, CertificateWithdraw, DeclarationMade, DeclarationRefused, RemarkAnswered:
		return true
	}
	return false
}

// ActorKind tells who acted.
type ActorKind string

// The kinds of actor.
const (
	Citizen  ActorKind = "citizen"  // ID is the person's record; "" for a login that was refused
	Lawyer   ActorKind = "lawyer"   // on a mandate; ID is the person's record, or the provider's name for who lives elsewhere
	Officer  ActorKind = "officer"  // at the counter or at his desk; ID is the officer's identity at the office
	Machine  ActorKind = "machine"  // ID is the client's identity at its provider
	Verifier ActorKind = "verifier" // a third party without login; ID is ""
	Operator ActorKind = "operator" // somebody at the command line; ID is ""
	System   ActorKind = "system"   // the service itself, as in the sweep after a crash
)

// Actor is who acted, by a pseudonymous identity.
type Actor struct {
	Kind ActorKind
	ID   string
}

// Event is one thing that happened in one office.
type Event struct {
	Office      string            // the office's code; "" for what concerns the whole installation
	Seq         int64             // 1, 2, 3 ... within the office, without gaps; set when the event is stored
	At          time.Time         // UTC, whole microseconds
	Kind        Kind              //
	Actor       Actor             //
	Channel     string            // "online", "counter", "office", "lawyer", "api", "page", "command"
	Person      string            // whose data, or ""
	Certificate string            // which certificate, or ""
	Request     string            // request id, or ""
	Details     map[string]string // codes and counts, never personal data
	Prev        Hash              // hash of event Seq-1; zero for the first
	Hash        Hash              // hash of this event, over everything above and Prev
}

// Hash is a SHA-256 value.
type Hash [32]byte
