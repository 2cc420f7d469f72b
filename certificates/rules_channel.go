package certificates

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

// channelRules are what the way asks of the one who comes by it.
var channelRules = []*Rule{
	{
		Code: "SP204",
		Sentence: say(
			"Chi è minorenne non può chiedere certificati online, nemmeno per sé.",
			"Wer minderjährig ist, kann online keine Bescheinigungen anfordern, auch nicht für sich.",
			"Mladoletna oseba ne more zaprositi za potrdila prek spleta, niti zase.",
			"Un mineur ne peut pas demander de certificats en ligne, même pour lui.",
			"Who is under age cannot ask for certificates online, not even for himself or herself.",
		),
		Citation: "art. 2 c.c.; " + online + "; " + checks + ", EN169",
		Way: say(
			"Fallo chiedere a una persona maggiorenne della tua famiglia anagrafica.",
			"Lassen Sie eine volljährige Person Ihrer Familie im Melderegister anfragen.",
			"Naj zaprosi polnoletni član vašega gospodinjstva.",
			"Faites-le demander par un membre majeur de votre famille au registre.",
			"Let an adult of your household ask for it.",
		),
		By: Applicant,
		stops: func(c *Case) bool {
			return c.By.Channel == Online && c.By.Person != nil && !c.By.Person.Birth.Date.OfAge(adult, c.Today)
		},
	},
	{
		Code: "SP205",
		Sentence: say(
			"Questo certificato non si rilascia per questa via.",
			"Diese Bescheinigung wird auf diesem Weg nicht ausgestellt.",
			"To potrdilo se po tej poti ne izdaja.",
			"Ce certificat n'est pas délivré par cette voie.",
			"This certificate is not issued by this way.",
		),
		Citation: "Tabella 13 ANPR; catalogo dell'ufficio",
		Way:      atCounter,
		By:       TheOffice,
		stops: func(c *Case) bool {
			return c.By.Channel != "" && c.Entry.Channels != nil && !slices.Contains(c.Entry.Channels, c.By.Channel)
		},
	},
	{
		Code: "EN170",
		Sentence: say(
			"Chi chiede risulta deceduto.",
			"Die anfragende Person ist als verstorben eingetragen.",
			"Prosilec je vpisan kot umrl.",
			"Le demandeur est inscrit comme décédé.",
			"Whoever asks is recorded as deceased.",
		),
		Citation: checks + ", EN170",
		Way: say("Se è un errore, rivolgiti subito all'ufficio anagrafe.", "Wenn das ein Irrtum ist, wenden Sie sich sofort an das Meldeamt.",
			"Če je to napaka, se takoj obrnite na anagrafski urad.", "Si c'est une erreur, adressez-vous tout de suite au bureau du registre de la population.",
			"If that is a mistake, turn to the registry office at once."),
		By: TheOffice,
		stops: func(c *Case) bool {
			p := c.asking()
			return p != nil && p.Standing.State == registry.Dead
		},
	},
}

// declarationRules are what must be declared with a request. They are not asked about
// what can be had, when nothing is declared yet.
var declarationRules = []*Rule{
	{
		Code:    "SP206",
		Missing: true,
		Sentence: say(
			"Manca chi chiede: nome, data di nascita e documento della persona allo sportello.",
			"Es fehlt, wer anfragt: Name, Geburtsdatum und Ausweis der Person am Schalter.",
			"Manjka, kdo zahteva: ime, datum rojstva in dokument osebe na okencu.",
			"Il manque le demandeur : nom, date de naissance et pièce d'identité de la personne au guichet.",
			"Who asks is missing: name, date of birth and document of the person at the counter.",
		),
		Citation: counter,
		Way: say("Identifica la persona con un documento e riportane i dati.", "Stellen Sie die Person anhand eines Ausweises fest und geben Sie die Daten an.",
			"Osebo identificirajte z dokumentom in vpišite podatke.", "Identifiez la personne par une pièce d'identité et indiquez ses données.",
			"Identify the person by a document and state its data."),
		By: TheOffice,
		stops: func(c *Case) bool {
			return c.By.Channel == Counter && (c.By.Applicant == nil || !c.By.Applicant.complete(c.Today))
		},
	},
	noMandate,
	{
		Code:    "SP208",
		Missing: true,
		Sentence: say(
			"Un avvocato può chiedere solo con l'esenzione per procedimenti giudiziari.",
			"Rechtsanwältinnen und Rechtsanwälte können nur mit der Befreiung für Gerichtsverfahren anfragen.",
			"Odvetnik lahko zaprosi le z oprostitvijo za sodne postopke.",
			"Un avocat ne peut demander qu'avec l'exemption pour procédures judiciaires.",
			"A lawyer can ask only under the exemption for judicial procedures.",
		),
		Citation: lawyers + "; art. 18 d.P.R. 115/2002",
		Way: say("Dichiara l'esenzione 3, o rivolgiti allo sportello.", "Erklären Sie die Befreiung 3 oder gehen Sie zum Schalter.",
			"Uveljavljajte oprostitev 3 ali se obrnite na okence.", "Déclarez l'exemption 3, ou adressez-vous au guichet.",
			"Claim exemption 3, or go to the counter."),
		By: Applicant,
		stops: func(c *Case) bool {
			return c.By.Channel == Lawyers && c.Request.Duty.Exemption != JudicialExemption
		},
	},
	tooMany,
}

// tooMany is found out by the ledger, which counts while it reserves.
var tooMany = &Rule{
	Code: "SP209",
	Sentence: say(
		"Oggi hai già avuto i trenta certificati che un avvocato può avere in un giorno.",
		"Sie haben heute schon die dreißig Bescheinigungen erhalten, die an einem Tag möglich sind.",
		"Danes ste že prejeli trideset potrdil, kolikor jih odvetnik lahko dobi na dan.",
		"Vous avez déjà reçu aujourd'hui les trente certificats qu'un avocat peut obtenir en un jour.",
		"Today you have already had the thirty certificates that a lawyer can have in a day.",
	),
	Citation: lawyers,
	Way:      say("Chiedi di nuovo domani.", "Fragen Sie morgen wieder an.", "Zaprosite znova jutri.", "Redemandez demain.", "Ask again tomorrow."),
	By:       Applicant,
	stops:    elsewhere,
}

// elsewhere is the question of a rule that is asked where what it looks at is known.
func elsewhere(*Case) bool { return false }

// forceRules are what is wrong with setting rules aside (Force.lift).
var forceRules = []*Rule{notForceable, forcedNothing, noReason}

const forcing = checks + ", forzaCertificazione"

var notForceable = &Rule{
	Code: "SP211",
	Sentence: say(
		"Una delle regole indicate non si può superare.",
		"Über eine der genannten Regeln kann man sich nicht hinwegsetzen.",
		"Enega od navedenih pravil ni mogoče preseči.",
		"On ne peut pas passer outre l'une des règles indiquées.",
		"One of the rules named cannot be set aside.",
	),
	Citation: forcing,
	Way: say("Togli dalla richiesta le regole che non si possono superare.", "Nehmen Sie die Regeln heraus, die verbindlich sind.",
		"Iz zahteve odstranite pravila, ki jih ni mogoče preseči.", "Retirez les règles qui s'imposent.", "Take out the rules that cannot be set aside."),
	By:    TheOffice,
	stops: elsewhere,
}

var forcedNothing = &Rule{
	Code: "SP212",
	Sentence: say(
		"Una delle regole indicate non ferma questa richiesta: non c'è nulla da superare.",
		"Eine der genannten Regeln steht dieser Anfrage nicht entgegen.",
		"Eno od navedenih pravil te zahteve ne ustavlja.",
		"L'une des règles indiquées n'arrête pas cette demande.",
		"One of the rules named does not stop this request: there is nothing to set aside.",
	),
	Citation: forcing,
	Way: say("Indica solo le regole che hanno fermato la richiesta.", "Nennen Sie nur die Regeln, die der Anfrage entgegenstehen.",
		"Navedite le pravila, ki so zahtevo ustavila.", "N'indiquez que les règles qui ont arrêté la demande.", "Name only the rules that stopped the request."),
	By:    TheOffice,
	stops: elsewhere,
}

var noReason = &Rule{
	Code: "SP213",
	Sentence: say(
		"Per superare una regola serve un motivo scritto, da 10 a 500 caratteri.",
		"Um sich über eine Regel hinwegzusetzen, braucht es eine schriftliche Begründung von 10 bis 500 Zeichen.",
		"Za preseganje pravila je potreben pisni razlog, od 10 do 500 znakov.",
		"Pour passer outre une règle, il faut un motif écrit, de 10 à 500 caractères.",
		"To set a rule aside takes a written reason, of 10 to 500 characters.",
	),
	Citation: forcing,
	Way:      say("Scrivi il motivo.", "Geben Sie die Begründung an.", "Navedite razlog.", "Écrivez le motif.", "Write the reason."),
	By:       TheOffice,
	stops:    elsewhere,
}

// noMandate is a mandate that is missing or not complete.
var noMandate = &Rule{
	Code: "SP207",
	Sentence: say(
		"Il mandato non è completo: servono lo scopo e la data, che non sia futura né più vecchia di dieci anni.",
		"Das Mandat ist unvollständig: Es braucht den Zweck und das Datum, das nicht in der Zukunft und nicht mehr als zehn Jahre zurückliegt.",
		"Pooblastilo ni popolno: potrebna sta namen in datum, ki ni v prihodnosti in ni starejši od desetih let.",
		"Le mandat est incomplet : il faut le but et la date, ni future ni vieille de plus de dix ans.",
		"The mandate is not complete: it needs its purpose and its date, not in the future and not more than ten years ago.",
	),
	Citation: lawyers + "; art. 2946 c.c.",
	Way: say("Indica lo scopo e la data del mandato.", "Geben Sie Zweck und Datum des Mandats an.", "Navedite namen in datum pooblastila.",
		"Indiquez le but et la date du mandat.", "State purpose and date of the mandate."),
	By: Applicant,
	stops: func(c *Case) bool {
		return c.By.Channel == Lawyers && (c.By.Mandate == nil || !c.By.Mandate.complete(c.Today))
	},
}
