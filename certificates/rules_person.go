package certificates

import "github.com/sportello/sportello/registry"

const checks = "Controlli sui certificati ANPR"

// askOffice is the way out that most rules share.
var askOffice = text("Rivolgiti all'ufficio anagrafe del comune: può dirti che cosa manca e correggerlo.",
	"Turn to the municipality's registry office: it can tell you what is missing and put it right.")

var personRules = []*Rule{
	{
		Code:     "EN228",
		Sentence: text("La persona risulta deceduta.", "The person is recorded as deceased."),
		Citation: "art. 11 c.1 lett. a d.P.R. 223/1989; " + checks + ", EN228",
		Way:      text("Chiedi all'ufficio anagrafe il certificato di morte.", "Ask the registry office for the certificate of death."),
		By:       TheOffice,
		stops:    func(c *Case) bool { return c.Subject.Standing.State == registry.Dead },
	},
	{
		Code:     "EN229",
		Sentence: text("La persona è stata cancellata da questa anagrafe.", "The person has been removed from this register."),
		Citation: "art. 11 d.P.R. 223/1989; " + checks + ", EN229",
		Way:      text("Chiedi il certificato al comune dove la persona risiede ora.", "Ask the municipality where the person lives now."),
		By:       TheOffice,
		stops:    func(c *Case) bool { return c.Subject.Standing.State == registry.Removed },
	},
	{
		Code:     "EN043",
		Sentence: text("Per questa persona l'anagrafe ha più di una scheda.", "The register holds more than one record of this person."),
		Citation: checks + ", EN043",
		Way:      askOffice,
		By:       TheOffice,
		stops:    func(c *Case) bool { return c.Subject.Standing.State == registry.Duplicate },
	},
	{
		Code:     "EN044",
		Sentence: text("La persona è iscritta tra gli italiani residenti all'estero (AIRE): questo certificato non è per lei.", "The person is registered among Italians abroad (AIRE): this certificate is not for him or her."),
		Citation: "L. 470/1988; " + checks + ", EN044",
		Way:      text("Chiedi il certificato di residenza AIRE o di stato di famiglia AIRE al comune di iscrizione.", "Ask the municipality of registration for the AIRE residence or household certificate."),
		By:       TheOffice,
		Kinds:    []Kind{Life, Residence, CivilStatus, Household},
		stops:    func(c *Case) bool { return c.Subject.Standing.State == registry.Abroad },
	},
	{
		Code:     "EN047",
		Sentence: text("L'ufficio non può certificare i dati di questa persona.", "The office cannot certify this person's data."),
		Citation: "Tabella 42 ANPR; " + checks + ", EN047",
		Way:      askOffice,
		By:       TheOffice,
		stops: func(c *Case) bool {
			switch c.Subject.Certifiability {
			case registry.PartiallyCertifiable, registry.FullyCertifiable:
				return false
			}
			return true
		},
	},
	{
		Code:     "EN046",
		Sentence: text("Per questa persona si possono avere solo i certificati di residenza e di stato di famiglia.", "Only residence and household certificates can be had for this person."),
		Citation: "Tabella 42 ANPR; " + checks + ", EN046",
		Way:      askOffice,
		By:       TheOffice,
		Kinds:    []Kind{Birth, Citizenship, Life, CivilStatus},
		stops:    func(c *Case) bool { return c.Subject.Certifiability == registry.PartiallyCertifiable },
	},
	{
		Code:     "EN181",
		Sentence: text("C'è una pratica aperta sulla scheda di questa persona.", "A procedure is open on this person's record."),
		Citation: checks + ", EN181",
		Way:      text("Chiedi all'ufficio anagrafe quando la pratica si chiude. I certificati di residenza e di stato di famiglia si possono avere anche ora.", "Ask the registry office when the procedure will be closed. Residence and household certificates can be had even now."),
		By:       TheOffice,
		Kinds:    []Kind{Birth, Citizenship, Life, CivilStatus},
		stops:    func(c *Case) bool { return len(c.Subject.Procedures) > 0 },
	},
	{
		Code:     "EN404",
		Sentence: text("Nella scheda mancano il nome e il cognome, oppure la data o il luogo di nascita.", "The record lacks both name and surname, or the date or place of birth."),
		Citation: "art. 35 c.1 d.P.R. 223/1989; " + checks + ", EN404",
		Way:      askOffice,
		By:       TheOffice,
		stops: func(c *Case) bool {
			p := c.Subject
			return p.Name.String() == "" || p.Birth.Date.IsZero() || p.Birth.Place.Name == ""
		},
	},
	{
		Code:     "EN410",
		Sentence: text("Il certificato di nascita non si rilascia a chi è iscritto all'AIRE e non è nato in Italia.", "No certificate of birth is issued to who is registered in the AIRE and was not born in Italy."),
		Citation: checks + ", certificato di nascita, EN410",
		Way:      text("Chiedi l'estratto dell'atto di nascita al comune che lo ha trascritto.", "Ask the municipality that transcribed the act of birth for an extract."),
		By:       CivilState,
		Kinds:    []Kind{Birth},
		stops: func(c *Case) bool {
			return c.Subject.Standing.State == registry.Abroad && c.Subject.Birth.Place.Kind != registry.BornInMunicipality
		},
	},
}
