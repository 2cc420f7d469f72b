package certificates

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

const (
	online  = "art. 2 d.m. 3 novembre 2021 (GU 280/2021)"
	counter = "art. 33 c.1 d.P.R. 223/1989"
	lawyers = "d.m. 6 ottobre 2023 (GU 273/2023)"
)

// atCounter is the way that is open to everybody.
var atCounter = say(
	"Rivolgiti allo sportello dell'ufficio anagrafe con un documento d'identità.",
	"Gehen Sie mit einem Ausweis zum Schalter des Meldeamts.",
	"Obrnite se na okence anagrafskega urada z osebnim dokumentom.",
	"Adressez-vous au guichet du bureau du registre de la population avec une pièce d'identité.",
	"Go to the counter of the registry office with an identity document.",
)

// authorityRules are what must be so of the requester alone. They are asked before
// anybody's data are read, and then again with the others.
var authorityRules = []*Rule{
	{
		Code: "SP201",
		Sentence: say(
			"Un ente pubblico non chiede certificati: verifica i dati d'ufficio, sul suo canale.",
			"Eine öffentliche Stelle verlangt keine Bescheinigungen: Sie prüft die Daten von Amts wegen, auf ihrem eigenen Weg.",
			"Javni organ ne zahteva potrdil: podatke preveri po uradni dolžnosti, po svoji poti.",
			"Une administration ne demande pas de certificats : elle vérifie les données d'office, par sa propre voie.",
			"A public body does not ask for certificates: it checks the data ex officio, by its own channel.",
		),
		Citation: "art. 43 d.P.R. 445/2000; art. 50 CAD",
		Way: say(
			"Usa il servizio di verifica d'ufficio. Allo sportello, il gettone deve nominare l'operatore e avere il diritto di rilascio.",
			"Nutzen Sie den Dienst für Prüfungen von Amts wegen. Am Schalter muss das Token die Amtsperson nennen und das Recht zur Ausstellung haben.",
			"Uporabite storitev za preverjanje po uradni dolžnosti. Na okencu mora žeton navesti uradnika in imeti pravico do izdaje.",
			"Utilisez le service de vérification d'office. Au guichet, le jeton doit nommer l'agent et avoir le droit de délivrer.",
			"Use the service for checks ex officio. At the counter, the token must name the officer and carry the right to issue.",
		),
		By:    Applicant,
		stops: func(c *Case) bool { return c.By.Channel == Interop || c.By.Channel == BackOffice },
	},
	{
		Code: "SP202",
		Sentence: say(
			"Solo un avvocato può chiedere sulla base di un mandato, e l'accesso non dice che lo sei.",
			"Nur eine Rechtsanwältin oder ein Rechtsanwalt kann aufgrund eines Mandats anfragen; die Anmeldung weist Sie nicht als solche aus.",
			"Na podlagi pooblastila lahko zaprosi le odvetnik; prijava ne kaže, da ste odvetnik.",
			"Seul un avocat peut demander sur la base d'un mandat ; la connexion ne dit pas que vous l'êtes.",
			"Only a lawyer can ask on the ground of a mandate, and the login does not say that you are one.",
		),
		Citation: lawyers,
		Way: say(
			"Se sei avvocato, accedi con un'identità digitale che attesti il tuo ruolo. Altrimenti chiedi senza mandato.",
			"Wenn Sie Rechtsanwältin oder Rechtsanwalt sind, melden Sie sich mit einer Identität an, die es bestätigt. Sonst fragen Sie ohne Mandat an.",
			"Če ste odvetnik, se prijavite z digitalno identiteto, ki to potrjuje. Sicer zaprosite brez pooblastila.",
			"Si vous êtes avocat, connectez-vous avec une identité qui l'atteste. Sinon, demandez sans mandat.",
			"If you are a lawyer, log in with a digital identity that confirms it. Otherwise ask without a mandate.",
		),
		By:    Applicant,
		stops: func(c *Case) bool { return c.By.Mandate != nil && c.By.Channel != Lawyers },
	},
	{
		Code: "SP203",
		Sentence: say(
			"Solo un operatore allo sportello può chiedere per chi ha davanti o superare una regola.",
			"Nur eine Amtsperson am Schalter kann für jemanden anfragen, der vor ihr steht, oder sich über eine Regel hinwegsetzen.",
			"Le uradnik na okencu lahko zaprosi za osebo pred seboj ali preskoči pravilo.",
			"Seul un agent au guichet peut demander pour la personne présente ou passer outre une règle.",
			"Only an officer at the counter can ask for the person before him or set a rule aside.",
		),
		Citation: counter,
		Way:      atCounter,
		By:       TheOffice,
		stops: func(c *Case) bool {
			forced := len(c.Request.Force.Rules) > 0 || c.Request.Force.Reason != ""
			return c.By.Channel != Counter && (c.By.Applicant != nil || forced)
		},
	},
}

// notYours is the rule that stands before all others: whom somebody may ask about.
// Where he may not ask at all, the answer comes without a look at the other's data
// (Desk.extract); asked as a rule, it is the condition of kinds 13 and 16 at the
// counter, which an officer may set aside.
var notYours = &Rule{
	Code: "EN169",
	Sentence: say(
		"Puoi chiedere solo per te o, se sei maggiorenne, per chi fa parte della tua stessa famiglia anagrafica.",
		"Sie können nur für sich anfragen oder, wenn Sie volljährig sind, für Personen Ihrer Familie im Melderegister.",
		"Zaprosite lahko le zase ali, če ste polnoletni, za člane svojega gospodinjstva v registru.",
		"Vous ne pouvez demander que pour vous ou, si vous êtes majeur, pour les membres de votre famille au registre.",
		"You can ask only for yourself or, if you are of age, for the members of your own household.",
	),
	Citation: online + "; " + checks + ", EN169",
	Way: say(
		"Per un'altra persona, anche per un figlio che vive altrove, rivolgiti allo sportello dell'ufficio anagrafe con un documento d'identità.",
		"Für eine andere Person, auch für ein Kind, das anderswo lebt, gehen Sie mit einem Ausweis zum Schalter des Meldeamts.",
		"Za drugo osebo, tudi za otroka, ki živi drugje, se obrnite na okence anagrafskega urada z osebnim dokumentom.",
		"Pour une autre personne, même pour un enfant qui vit ailleurs, adressez-vous au guichet avec une pièce d'identité.",
		"For another person, even for a child who lives elsewhere, go to the counter of the registry office with an identity document.",
	),
	By:     TheOffice,
	Forced: true,
	stops: func(c *Case) bool {
		switch c.By.Channel {
		case Online, Lawyers:
			return !c.By.mayAskFor(c.Extract, c.Today)
		case Counter:
			ties := c.Kind == HouseholdAndStatus || c.Kind == HouseholdTies
			return ties && c.By.Applicant != nil && !c.adultMember()
		}
		return false
	},
}

// asking is the record of the one who asks: a citizen's own, or that of the applicant
// at the counter if he is the subject or a member of the same household.
func (c *Case) asking() *registry.Person {
	switch {
	case c.By.Channel == Online:
		return c.By.Person
	case c.By.Channel != Counter || c.By.Applicant == nil:
		return nil
	case c.By.Applicant.is(*c.Subject):
		return c.Subject
	case c.Together == nil:
		return nil
	}
	for i := range c.Together.Members {
		if p := &c.Together.Members[i].Person; c.By.Applicant.is(*p) {
			return p
		}
	}
	return nil
}

func (c *Case) adultMember() bool {
	p := c.asking()
	return p != nil && p.Birth.Date.OfAge(adult, c.Today)
}

// party is the fiscal code by which the one who asks may be a party to the contract.
func (c *Case) party() registry.FiscalCode {
	switch p := c.asking(); {
	case c.By.Channel == Lawyers:
		return registry.FiscalCode(c.By.Principal.FiscalCode)
	case p != nil && p.FiscalCode != "":
		return p.FiscalCode
	case c.By.Applicant != nil:
		return c.By.Applicant.Code
	}
	return ""
}

var partyRules = []*Rule{
	{
		Code: "EN355",
		Sentence: say(
			"Per il contratto di convivenza serve il codice fiscale di chi chiede, se non è l'intestatario.",
			"Für den Partnerschaftsvertrag braucht es die Steuernummer der anfragenden Person, wenn sie nicht selbst die betroffene ist.",
			"Za pogodbo o skupnem življenju je potrebna davčna številka prosilca, če ta ni imetnik.",
			"Pour le contrat de cohabitation, il faut le code fiscal du demandeur s'il n'est pas la personne concernée.",
			"For the cohabitation contract the fiscal code of the one who asks is needed, if he is not the subject.",
		),
		Citation: "art. 1 c.50-64 L. 76/2016; " + checks + ", EN355",
		Way: say("Indica il codice fiscale di chi chiede.", "Geben Sie die Steuernummer der anfragenden Person an.",
			"Navedite davčno številko prosilca.", "Indiquez le code fiscal du demandeur.", "State the fiscal code of the one who asks."),
		By:    Applicant,
		Kinds: []Kind{CohabitationContract},
		stops: func(c *Case) bool {
			return c.By.Channel == Counter && c.By.Applicant != nil && c.party() == "" && c.asking() != c.Subject
		},
	},
	{
		Code: "EN356",
		Sentence: say(
			"Il certificato del contratto di convivenza può chiederlo solo una delle due persone che lo hanno firmato.",
			"Die Bescheinigung über den Partnerschaftsvertrag kann nur eine der beiden Personen anfordern, die ihn geschlossen haben.",
			"Potrdilo o pogodbi o skupnem življenju lahko zahteva le ena od obeh oseb, ki sta jo podpisali.",
			"Le certificat du contrat de cohabitation ne peut être demandé que par l'une des deux personnes qui l'ont signé.",
			"The certificate of a cohabitation contract can be asked for only by one of the two persons who signed it.",
		),
		Citation: "art. 1 c.50-64 L. 76/2016; " + checks + ", EN356",
		Way: say("Fallo chiedere a uno dei due.", "Lassen Sie eine der beiden Personen anfragen.", "Naj zaprosi ena od obeh oseb.",
			"Faites-le demander par l'une des deux.", "Let one of the two ask."),
		By:    Applicant,
		Kinds: []Kind{CohabitationContract},
		stops: func(c *Case) bool {
			code := c.party()
			partner := c.Subject.Contract != nil && code == c.Subject.Contract.PartnerCode
			return code != "" && code != c.Subject.FiscalCode && !partner
		},
	},
}

// requesterRules is who may ask, for whom and by which way.
func requesterRules() []*Rule {
	rules := slices.Concat(authorityRules, []*Rule{notYours}, channelRules, partyRules, declarationRules, forceRules)
	for _, r := range rules {
		r.Stage = WhoAsks
	}
	return rules
}
