package certificates

import "github.com/sportello/sportello/registry"

var unionRules = []*Rule{
	{
		Code: "EN160", Stage: OfKind, By: Applicant, Kinds: []Kind{Marriage},
		Citation: checks + ", certificato di matrimonio, EN160",
		Sentence: say(
			"La persona non risulta coniugata.",
			"Die Person ist nicht als verheiratet eingetragen.",
			"Oseba ni vpisana kot poročena.",
			"La personne n'est pas inscrite comme mariée.",
			"The person is not recorded as married."),
		Way: say(
			"Chiedi il certificato di stato civile. Di un matrimonio finito o non ancora registrato chiedi all'ufficio di stato civile.",
			"Beantragen Sie die Bescheinigung des Familienstandes. Zu einer beendeten oder noch nicht eingetragenen Ehe fragen Sie das Standesamt.",
			"Zaprosite za potrdilo o osebnem stanu. O zakonski zvezi, ki je prenehala ali še ni vpisana, vprašajte matični urad.",
			"Demandez le certificat d'état civil. Pour un mariage terminé ou pas encore inscrit, adressez-vous au bureau de l'état civil.",
			"Ask for the certificate of civil status. About a marriage that has ended or is not recorded yet ask the civil-status registrar."),
		stops: func(c *Case) bool {
			return !unstated(c.Subject.CivilStatus) && !has(c.Subject.CivilStatus, registry.Married)
		},
	},
	{
		Code: "EN161", Stage: OfContents, By: CivilState, Way: askCivilState, Kinds: []Kind{Marriage},
		Citation: checks + ", certificato di matrimonio, EN161",
		Sentence: say(
			"Nella scheda mancano tutti i dati del coniuge.",
			"Im Eintrag fehlen alle Angaben zum Ehepartner.",
			"V zapisu manjkajo vsi podatki o zakoncu.",
			"Sur la fiche il manque toutes les données du conjoint.",
			"The record lacks all data of the spouse."),
		stops: func(c *Case) bool {
			return has(c.Subject.CivilStatus, registry.Married) && withoutPartner(c.Subject.CivilStatus.Event)
		},
	},
	{
		Code: "EN162", Stage: OfContents, By: CivilState, Way: askCivilState, Kinds: []Kind{Marriage, CivilStatus},
		Citation: checks + ", EN162",
		Sentence: say(
			"Nella scheda mancano tutti i dati del matrimonio.",
			"Im Eintrag fehlen alle Angaben zur Eheschließung.",
			"V zapisu manjkajo vsi podatki o sklenitvi zakonske zveze.",
			"Sur la fiche il manque toutes les données du mariage.",
			"The record lacks all data of the marriage."),
		stops: func(c *Case) bool { return lacksEvent(c, registry.Married, Marriage) },
	},
	{
		Code: "EN353", Stage: OfContents, By: CivilState, Way: askCivilState, Kinds: []Kind{CivilStatus, CivilUnion},
		Citation: "L. 76/2016; " + checks + ", EN353",
		Sentence: say(
			"Nella scheda mancano i dati di un'unione civile.",
			"Im Eintrag fehlen die Angaben zu einer eingetragenen Partnerschaft.",
			"V zapisu manjkajo podatki o civilni zvezi.",
			"Sur la fiche il manque les données d'une union civile.",
			"The record lacks the data of a civil union."),
		stops: func(c *Case) bool {
			s := c.Subject.CivilStatus
			if c.Kind == CivilUnion && (!has(s, registry.InCivilUnion) || withoutPartner(s.Event)) {
				return true
			}
			return lacksEvent(c, registry.InCivilUnion, CivilUnion)
		},
	},
	{
		Code: "EN354", Stage: OfContents, By: TheOffice, Kinds: []Kind{CohabitationContract}, Way: askOffice,
		Citation: "art. 1 c.50-52 L. 76/2016; " + checks + ", EN354",
		Sentence: say(
			"Nella scheda mancano i dati di un contratto di convivenza.",
			"Im Eintrag fehlen die Angaben zu einem Vertrag des Zusammenlebens.",
			"V zapisu manjkajo podatki o pogodbi o skupnem življenju.",
			"Sur la fiche il manque les données d'un contrat de vie commune.",
			"The record lacks the data of a cohabitation contract."),
		stops: func(c *Case) bool {
			k := c.Subject.Contract
			return k == nil || k.Date.IsZero() || k.Partner.Printed().String() == ""
		},
	},
	{
		Code: "EN417", Stage: OfKind, By: CivilState, Way: askCivilState, Kinds: []Kind{Marriage, CivilUnion, CohabitationContract},
		Citation: lawAbroad + "; " + checks + ", EN417",
		Sentence: say(
			"Il matrimonio, l'unione o il contratto non risulta precedente all'iscrizione tra gli italiani residenti all'estero (AIRE).",
			"Die Ehe, die Partnerschaft oder der Vertrag ist nicht als älter als die Eintragung unter den Italienern im Ausland (AIRE) vermerkt.",
			"Zakonska zveza, civilna zveza ali pogodba ni vpisana kot starejša od vpisa med Italijane v tujini (AIRE).",
			"Le mariage, l'union ou le contrat ne figure pas comme antérieur à l'inscription parmi les Italiens de l'étranger (AIRE).",
			"The marriage, union or contract is not recorded as earlier than the registration among Italians abroad (AIRE)."),
		stops: func(c *Case) bool {
			s, tied := c.Subject.Standing, tiedOn(c)
			return s.State == registry.Abroad && !tied.IsZero() && (s.Since.IsZero() || !tied.Before(s.Since))
		},
	},
	{
		Code: "SP010", Stage: OfContents, By: CivilState, Way: askCivilState, Kinds: []Kind{Marriage, CivilUnion},
		Citation: lawAbroad + "; " + checks + ", EN417",
		Sentence: say(
			"Senza la data del matrimonio o dell'unione non si sa se precede l'iscrizione tra gli italiani residenti all'estero (AIRE).",
			"Ohne den Tag der Ehe oder Partnerschaft ist nicht bekannt, ob sie vor der Eintragung unter den Italienern im Ausland (AIRE) liegt.",
			"Brez dneva sklenitve zakonske ali civilne zveze ni znano, ali je pred vpisom med Italijane v tujini (AIRE).",
			"Sans la date du mariage ou de l'union, on ne sait pas s'il précède l'inscription parmi les Italiens de l'étranger (AIRE).",
			"Without the date of the marriage or union it is not known whether it came before the registration among Italians abroad (AIRE)."),
		stops: func(c *Case) bool {
			s := c.Subject.CivilStatus
			return c.Subject.Standing.State == registry.Abroad && s != nil && s.Event != nil && s.Event.Date.IsZero()
		},
	},
}

// askCivilState is the way out where an act of civil status is missing.
var askCivilState = say(
	"Rivolgiti all'ufficio di stato civile: può cercare l'atto e farlo registrare in anagrafe.",
	"Wenden Sie sich an das Standesamt: Es kann die Urkunde suchen und im Melderegister eintragen lassen.",
	"Obrnite se na matični urad: lahko poišče listino in poskrbi za vpis v register.",
	"Adressez-vous au bureau de l'état civil : il peut chercher l'acte et le faire inscrire au registre.",
	"Turn to the civil-status registrar, who can look for the act and have it recorded in the register.")

// tiedOn is the day of the marriage, union or contract that the kind speaks of, zero if
// it is not recorded.
func tiedOn(c *Case) registry.Date {
	p := c.Subject
	switch {
	case c.Kind == CohabitationContract && p.Contract != nil:
		return p.Contract.Date
	case c.Kind != CohabitationContract && p.CivilStatus != nil && p.CivilStatus.Event != nil:
		return p.CivilStatus.Event.Date
	}
	return registry.Date{}
}

// lacksEvent reports whether a status is recorded without the event behind it. What
// the kind of that event states is date, place and act, any of which will do; a
// certificate of civil status is content with the name of the partner.
func lacksEvent(c *Case, code registry.CivilStatusCode, own Kind) bool {
	if !has(c.Subject.CivilStatus, code) {
		return false
	}
	e := c.Subject.CivilStatus.Event
	bare := e == nil || e.Date.IsZero() && e.Place == "" && e.Act == nil
	return bare && (c.Kind == own || withoutPartner(e))
}

func withoutPartner(e *registry.UnionEvent) bool {
	return e == nil || e.Partner.Printed().String() == "" && e.PartnerBirth.IsZero()
}
