package certificates

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

var statusRules = []*Rule{
	{
		Code:     "EN407",
		Sentence: text("Nella scheda non risulta nessuna cittadinanza.", "The record states no citizenship."),
		Citation: checks + ", certificato di cittadinanza, EN407",
		Way:      askOffice,
		By:       TheOffice,
		Kinds:    []Kind{Citizenship},
		stops:    func(c *Case) bool { return len(c.Subject.Citizenships) == 0 },
	},
	{
		Code:     "SP004",
		Sentence: text("La cittadinanza è in corso di definizione o non è attribuibile.", "The citizenship is being determined or cannot be attributed."),
		Citation: checks + ", certificato di cittadinanza (codici 997 e 998)",
		Way:      askOffice,
		By:       TheOffice,
		Kinds:    []Kind{Citizenship},
		stops: func(c *Case) bool {
			return slices.ContainsFunc(c.Subject.Citizenships, func(z registry.Citizenship) bool {
				return z.State == registry.CitizenshipUndetermined || z.State == registry.CitizenshipUnassignable
			})
		},
	},
	{
		Code:     "SP005",
		Sentence: text("Nella scheda risulta più di una cittadinanza.", "The record states more than one citizenship."),
		Citation: checks + ", certificato di cittadinanza (una sola cittadinanza)",
		Way:      askOffice,
		By:       TheOffice,
		Kinds:    []Kind{Citizenship},
		stops:    func(c *Case) bool { return len(c.Subject.Citizenships) > 1 },
	},
	{
		Code:     "EN110",
		Sentence: text("Il certificato di cittadinanza si rilascia solo ai cittadini italiani.", "The certificate of citizenship is issued to Italian citizens only."),
		Citation: checks + ", certificato di cittadinanza, EN110",
		Way:      text("Chiedi il certificato al consolato dello Stato di cui la persona è cittadina.", "Ask the consulate of the state whose citizen the person is."),
		By:       Applicant,
		Kinds:    []Kind{Citizenship},
		stops:    func(c *Case) bool { return len(c.Subject.Citizenships) > 0 && !c.Subject.Italian() },
	},
	{
		Code:     "EN138",
		Sentence: text("Nella scheda non risulta lo stato civile.", "The record states no civil status."),
		Citation: checks + ", certificato di stato civile, EN138",
		Way:      askOffice,
		By:       TheOffice,
		Kinds:    []Kind{CivilStatus},
		stops: func(c *Case) bool {
			return c.Subject.CivilStatus == nil || c.Subject.CivilStatus.Code == registry.StatusUnclassified
		},
	},
	{
		Code:     "EN353",
		Sentence: text("Nella scheda mancano tutti i dati dell'unione civile.", "The record lacks all data of the civil union."),
		Citation: "L. 76/2016; " + checks + ", EN353",
		Way:      askOffice,
		By:       TheOffice,
		Kinds:    []Kind{CivilStatus},
		stops:    func(c *Case) bool { return statusWithoutEvent(c, registry.InCivilUnion) },
	},
	{
		Code:     "EN162",
		Sentence: text("Nella scheda mancano tutti i dati del matrimonio.", "The record lacks all data of the marriage."),
		Citation: checks + ", EN161 e EN162",
		Way:      askOffice,
		By:       TheOffice,
		Kinds:    []Kind{CivilStatus},
		stops:    func(c *Case) bool { return statusWithoutEvent(c, registry.Married) },
	},
}

func statusWithoutEvent(c *Case, code registry.CivilStatusCode) bool {
	s := c.Subject.CivilStatus
	return s != nil && s.Code == code && s.Event == nil
}
