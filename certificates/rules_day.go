package certificates

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

// onADay is the kinds that speak of one past day.
var onADay = []Kind{ResidenceOnDate, HouseholdOnDate}

// anotherDay is the way out where the day is at fault.
var anotherDay = say(
	"Scegli un altro giorno.",
	"Wählen Sie einen anderen Tag.",
	"Izberite drug dan.",
	"Choisissez un autre jour.",
	"Choose another day.")

// dayRules are about the past day that a certificate is to speak of.
var dayRules = []*Rule{
	{
		Code: "SP016", Stage: OfContents, By: Applicant, Missing: true, Kinds: onADay,
		Citation: checks + ", certificato storico alla data",
		Sentence: say(
			"Manca il giorno di cui il certificato deve parlare.",
			"Es fehlt der Tag, von dem die Bescheinigung sprechen soll.",
			"Manjka dan, na katerega naj se potrdilo nanaša.",
			"Il manque le jour dont le certificat doit parler.",
			"The day that the certificate is to speak of is missing."),
		Way: say(
			"Indica nella richiesta un giorno, con mese e anno.",
			"Geben Sie im Antrag einen Tag mit Monat und Jahr an.",
			"V vlogi navedite dan z mesecem in letom.",
			"Indiquez dans la demande un jour, avec le mois et l'année.",
			"Name a day in the request, with month and year."),
		stops: func(c *Case) bool { return c.Request.On.Day == 0 },
	},
	{
		Code: "EN449", Stage: OfContents, By: Applicant, Kinds: allBut(onADay...),
		Citation: checks + ", EN449",
		Sentence: say(
			"Un giorno del passato si può indicare solo per i certificati storici alla data.",
			"Einen vergangenen Tag können Sie nur bei historischen Bescheinigungen für einen Tag angeben.",
			"Pretekli dan lahko navedete samo pri zgodovinskih potrdilih na določen dan.",
			"Un jour passé ne peut être indiqué que pour les certificats historiques à une date.",
			"A past day can be named only for historical certificates on a date."),
		Way: say(
			"Togli il giorno dalla richiesta, o chiedi un certificato storico alla data.",
			"Lassen Sie den Tag im Antrag weg, oder beantragen Sie eine historische Bescheinigung für einen Tag.",
			"Iz vloge odstranite dan ali zaprosite za zgodovinsko potrdilo na določen dan.",
			"Retirez le jour de la demande, ou demandez un certificat historique à une date.",
			"Take the day out of the request, or ask for a historical certificate on a date."),
		stops: func(c *Case) bool { return !c.Request.On.IsZero() },
	},
	{
		Code: "SP017", Stage: OfContents, By: Applicant, Way: anotherDay, Kinds: onADay,
		Citation: checks + ", certificato storico alla data",
		Sentence: say(
			"Il giorno indicato non è ancora passato.",
			"Der angegebene Tag ist noch nicht vergangen.",
			"Navedeni dan še ni minil.",
			"Le jour indiqué n'est pas encore passé.",
			"The day named has not passed yet."),
		stops: func(c *Case) bool { return c.Request.On.Day != 0 && !c.Request.On.Before(c.Today) },
	},
	{
		Code: "EN412", Stage: OfContents, By: OldArchive, Kinds: onADay,
		Citation: lawHistory + "; " + checks + ", EN412",
		Sentence: say(
			"Il giorno indicato viene prima dei dati che questo ufficio ha.",
			"Der angegebene Tag liegt vor den Daten, die dieses Amt hat.",
			"Navedeni dan je pred podatki, ki jih ima ta urad.",
			"Le jour indiqué est antérieur aux données de ce bureau.",
			"The day named is before the data that this office has."),
		Way: say(
			"Per quel periodo rivolgiti a: {archive}.",
			"Wenden Sie sich für diese Zeit an: {archive}.",
			"Za tisto obdobje se obrnite na: {archive}.",
			"Pour cette période, adressez-vous à : {archive}.",
			"For that time turn to: {archive}."),
		stops: func(c *Case) bool {
			return isDay(c) && !c.Office.DataFrom.IsZero() && c.Request.On.Before(c.Office.DataFrom)
		},
	},
	{
		Code: "EN419", Stage: OfContents, By: Applicant, Kinds: onADay,
		Citation: checks + ", EN419",
		Sentence: say(
			"In quel giorno la persona non era ancora iscritta in questa anagrafe.",
			"An diesem Tag war die Person noch nicht in diesem Melderegister eingetragen.",
			"Na ta dan oseba še ni bila vpisana v ta register prebivalstva.",
			"Ce jour-là, la personne n'était pas encore inscrite dans ce registre.",
			"On that day the person was not yet in this register."),
		Way: say(
			"Scegli un giorno più recente, o chiedi al comune dove la persona risiedeva allora.",
			"Wählen Sie einen späteren Tag, oder fragen Sie die Gemeinde, in der die Person damals wohnte.",
			"Izberite poznejši dan ali vprašajte v občini, kjer je oseba takrat prebivala.",
			"Choisissez un jour plus récent, ou demandez à la commune où la personne résidait alors.",
			"Choose a later day, or ask the municipality where the person lived then."),
		stops: func(c *Case) bool { return isDay(c) && isBeforeRegistration(c) },
	},
	{
		Code: "EN328", Stage: OfContents, By: Applicant, Way: anotherDay, Kinds: onADay,
		Citation: checks + ", EN328",
		Sentence: say(
			"Il giorno indicato viene dopo la morte della persona o la sua cancellazione dall'anagrafe.",
			"Der angegebene Tag liegt nach dem Tod der Person oder nach ihrer Streichung aus dem Register.",
			"Navedeni dan je po smrti osebe ali po njenem izbrisu iz registra.",
			"Le jour indiqué suit le décès de la personne ou sa radiation du registre.",
			"The day named is after the person's death or removal from the register."),
		stops: isAfterLeaving,
	},
	{
		Code: "EN435", Stage: OfContents, By: TheOffice, Way: askOffice, Kinds: []Kind{ResidenceOnDate},
		Citation: checks + ", EN435",
		Sentence: say(
			"In quel giorno la persona non risulta residente in questo comune.",
			"An diesem Tag ist die Person nicht als in dieser Gemeinde wohnhaft eingetragen.",
			"Na ta dan oseba ni vpisana kot prebivalka te občine.",
			"Ce jour-là, la personne n'est pas inscrite comme résidente de cette commune.",
			"On that day the person is not recorded as resident in this municipality."),
		stops: func(c *Case) bool {
			return isDay(c) && !isBeforeRegistration(c) && !isAfterLeaving(c) && !c.Request.On.Before(c.Office.DataFrom) &&
				livedOn(c.Extract.History, c.Request.On) == nil
		},
	},
}

// isDay reports whether the request names a day that has passed.
func isDay(c *Case) bool { return c.Request.On.Day != 0 && c.Request.On.Before(c.Today) }

func isBeforeRegistration(c *Case) bool {
	registered := c.Extract.History.Registered
	return !registered.IsZero() && c.Request.On.Before(registered)
}

// isAfterLeaving reports whether the day is after the one on which the person left the
// register.
func isAfterLeaving(c *Case) bool {
	s := c.Subject.Standing
	if !slices.Contains([]registry.StandingState{registry.Dead, registry.Removed}, s.State) {
		return false
	}
	left := s.Since
	if d := c.Subject.Death; s.State == registry.Dead && d != nil && !d.Date.IsZero() {
		left = d.Date
	}
	return isDay(c) && !left.IsZero() && left.Before(c.Request.On)
}
