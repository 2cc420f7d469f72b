package certificates

import "slices"

// Receiver is who will be given a certificate, in the words of the one who asks. It says
// which use it has, or that none may be issued.
type Receiver string

// The receivers.
const (
	PrivateReceiver  Receiver = "private"      // a person or company in Italy
	PublicReceiver   Receiver = "public"       // a public body or operator of a public service in Italy
	ForeignBody      Receiver = "foreign-body" // an authority of another state
	AbroadReceiver   Receiver = "abroad"       // a person or company abroad
	ImmigrationCase  Receiver = "immigration"  // a procedure of immigration law
	JudicialReceiver Receiver = "judicial"     // a court, or a lawyer for a case
)

var uses = map[Receiver]Use{
	PrivateReceiver: PrivateUse, ForeignBody: AuthorityUse, AbroadReceiver: AbroadUse, ImmigrationCase: ImmigrationUse, JudicialReceiver: JudicialUse,
}

// Use is what a certificate for the receiver is for. It is "" for a public body or an
// operator of a public service: a certificate for them is void, and it is a breach of duty
// to ask for one (art. 40 c.01, 43 and 74 d.P.R. 445/2000, art. 15 L. 183/2011).
func (r Receiver) Use() Use { return uses[r] }

// Receivers is every receiver, in the order in which they are offered; for a lawyer on a
// mandate those for whom the exemption that he must claim holds.
func Receivers(mandate bool) []Receiver {
	all := []Receiver{PrivateReceiver, PublicReceiver, ForeignBody, AbroadReceiver, ImmigrationCase, JudicialReceiver}
	if !mandate {
		return all
	}
	e, _ := ExemptionOf(JudicialExemption)
	return slices.DeleteFunc(all, func(r Receiver) bool { return r.Use() != "" && !e.For(r.Use()) })
}
