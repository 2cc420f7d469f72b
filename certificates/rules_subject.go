package certificates

import "github.com/sportello/sportello/registry"

const (
	checks  = "Controlli sui certificati ANPR"
	table42 = "Tabella 42 ANPR"
)

// askOffice is the way out that most rules share.
var askOffice = say(
	"Rivolgiti all'ufficio anagrafe del comune: può dirti che cosa manca e correggerlo.",
	"Wenden Sie sich an das Meldeamt der Gemeinde: Es kann Ihnen sagen, was fehlt, und es berichtigen.",
	"Obrnite se na anagrafski urad občine: pove vam, kaj manjka, in to popravi.",
	"Adressez-vous au bureau du registre de la population de la commune : il peut vous dire ce qui manque et le corriger.",
	"Turn to the municipality's registry office: it can tell you what is missing and put it right.")

// cannotCertify says nothing of the reason, which may be one that no answer may tell.
var cannotCertify = say(
	"L'ufficio non può certificare i dati di questa persona.",
	"Das Amt kann die Daten dieser Person nicht bescheinigen.",
	"Urad ne more potrditi podatkov o tej osebi.",
	"Le bureau ne peut pas certifier les données de cette personne.",
	"The office cannot certify this person's data.")

// partially is what may be had of who is certifiable in part: the rule files name the
// residence in a community, which the label of the table leaves out.
var partially = []Kind{Residence, Household, CommunityResidence}

// whileOpen is what may be had while a procedure is open.
var whileOpen = []Kind{Residence, ResidenceAbroad, Household}

// ofAbroad is the kinds that are only for Italians abroad.
var ofAbroad = []Kind{ResidenceAbroad, HouseholdAbroad}

var subjectRules = []*Rule{
	{
		Code: "EN228", Stage: OfSubject, By: TheOffice, Kinds: kindsWhere(isNotFor(registry.Dead)),
		Citation: "art. 11 c.1 lett. a d.P.R. 223/1989; " + checks + ", EN228",
		Sentence: say(
			"La persona risulta deceduta.",
			"Die Person ist als verstorben eingetragen.",
			"Oseba je vpisana kot umrla.",
			"La personne est inscrite comme décédée.",
			"The person is recorded as deceased."),
		Way: say(
			"Chiedi all'ufficio anagrafe il certificato di morte.",
			"Beantragen Sie beim Meldeamt die Todesbescheinigung.",
			"Na anagrafskem uradu zaprosite za potrdilo o smrti.",
			"Demandez au bureau du registre de la population le certificat de décès.",
			"Ask the registry office for the certificate of death."),
		stops: func(c *Case) bool { return c.Subject.Standing.State == registry.Dead },
	},
	{
		Code: "EN229", Stage: OfSubject, By: TheOffice,
		Kinds:    kindsWhere(func(e Entry) bool { return e.Kind != Death && isNotFor(registry.Removed)(e) }),
		Citation: "art. 11 d.P.R. 223/1989; " + checks + ", EN229",
		Sentence: say(
			"La persona è stata cancellata da questa anagrafe.",
			"Die Person wurde aus diesem Melderegister gestrichen.",
			"Oseba je bila izbrisana iz tega registra prebivalstva.",
			"La personne a été radiée de ce registre de la population.",
			"The person has been removed from this register."),
		Way: say(
			"Chiedi il certificato al comune dove la persona risiede ora.",
			"Beantragen Sie die Bescheinigung bei der Gemeinde, in der die Person jetzt wohnt.",
			"Za potrdilo zaprosite v občini, kjer oseba zdaj prebiva.",
			"Demandez le certificat à la commune où la personne réside maintenant.",
			"Ask the municipality where the person lives now."),
		stops: func(c *Case) bool { return c.Subject.Standing.State == registry.Removed },
	},
	{
		Code: "EN043", Stage: OfSubject, By: TheOffice, Way: askOffice,
		Citation: checks + ", EN043",
		Sentence: say(
			"Per questa persona l'anagrafe ha più di una scheda.",
			"Das Melderegister hat mehr als einen Eintrag für diese Person.",
			"Register ima za to osebo več kot en zapis.",
			"Le registre a plus d'une fiche pour cette personne.",
			"The register holds more than one record of this person."),
		stops: func(c *Case) bool { return c.Subject.Standing.State == registry.Duplicate },
	},
	{
		Code: "EN044", Stage: OfSubject, By: Applicant, Kinds: kindsWhere(isNotFor(registry.Abroad)),
		Citation: lawAbroad + "; " + checks + ", EN044",
		Sentence: say(
			"La persona è iscritta tra gli italiani residenti all'estero (AIRE): questo certificato non è per lei.",
			"Die Person ist unter den Italienern im Ausland (AIRE) eingetragen: Diese Bescheinigung gibt es für sie nicht.",
			"Oseba je vpisana med Italijane v tujini (AIRE): tega potrdila zanjo ni.",
			"La personne est inscrite parmi les Italiens de l'étranger (AIRE) : ce certificat n'est pas pour elle.",
			"The person is registered among Italians abroad (AIRE): this certificate is not for him or her."),
		Way: say(
			"Chiedi il certificato di residenza AIRE o di stato di famiglia AIRE.",
			"Beantragen Sie die AIRE-Wohnsitzbescheinigung oder den AIRE-Familienbogen.",
			"Zaprosite za potrdilo o prebivališču v tujini ali o gospodinjski skupnosti v tujini (AIRE).",
			"Demandez le certificat de résidence AIRE ou d'état de famille AIRE.",
			"Ask for the AIRE residence or household certificate."),
		stops: func(c *Case) bool { return c.Subject.Standing.State == registry.Abroad },
	},
	{
		Code: "EN164", Stage: OfSubject, By: Applicant, Kinds: ofAbroad,
		Citation: lawAbroad + "; " + checks + ", EN164",
		Sentence: say(
			"La persona non è iscritta tra gli italiani residenti all'estero (AIRE).",
			"Die Person ist nicht unter den Italienern im Ausland (AIRE) eingetragen.",
			"Oseba ni vpisana med Italijane v tujini (AIRE).",
			"La personne n'est pas inscrite parmi les Italiens de l'étranger (AIRE).",
			"The person is not registered among Italians abroad (AIRE)."),
		Way: say(
			"Chiedi il certificato di residenza o di stato di famiglia.",
			"Beantragen Sie die Wohnsitzbescheinigung oder den Familienbogen.",
			"Zaprosite za potrdilo o stalnem prebivališču ali o gospodinjski skupnosti.",
			"Demandez le certificat de résidence ou d'état de famille.",
			"Ask for the certificate of residence or the household certificate."),
		stops: func(c *Case) bool { return c.Subject.Standing.State == registry.Resident },
	},
	{
		Code: "EN047", Stage: OfSubject, By: TheOffice, Way: askOffice, Sentence: cannotCertify,
		Citation: table42 + ", valore 0; " + checks + ", EN047",
		stops: func(c *Case) bool {
			switch c.Subject.Certifiability {
			case registry.PartiallyCertifiable, registry.FullyCertifiable, registry.NotRegistrable, registry.Interdicted:
				return false
			}
			return true
		},
	},
	{
		Code: "SP009", Stage: OfSubject, By: TheOffice, Way: askOffice, Sentence: cannotCertify, Forced: true,
		Citation: table42 + ", valori 3 e 4; " + checks + ", EN047",
		stops: func(c *Case) bool {
			return c.Subject.Certifiability == registry.NotRegistrable || c.Subject.Certifiability == registry.Interdicted
		},
	},
	{
		Code: "EN046", Stage: OfSubject, By: TheOffice, Way: askOffice, Forced: true, Kinds: allBut(partially...),
		Citation: table42 + ", valore 1; " + checks + ", EN046",
		Sentence: say(
			"Per questa persona si possono avere solo i certificati di residenza e di stato di famiglia.",
			"Für diese Person gibt es nur die Wohnsitzbescheinigung und den Familienbogen.",
			"Za to osebo se izdajata samo potrdili o stalnem prebivališču in o gospodinjski skupnosti.",
			"Pour cette personne, seuls les certificats de résidence et d'état de famille peuvent être délivrés.",
			"Only residence and household certificates can be had for this person."),
		stops: func(c *Case) bool { return c.Subject.Certifiability == registry.PartiallyCertifiable },
	},
	{
		Code: "EN181", Stage: OfSubject, By: TheOffice, Forced: true, Kinds: allBut(whileOpen...),
		Citation: checks + ", EN181",
		Sentence: say(
			"C'è una pratica aperta sulla scheda di questa persona.",
			"Im Eintrag dieser Person ist ein Verfahren offen.",
			"Na zapisu te osebe je odprt postopek.",
			"Une procédure est ouverte sur la fiche de cette personne.",
			"A procedure is open on this person's record."),
		Way: say(
			"Chiedi all'ufficio anagrafe quando la pratica si chiude. I certificati di residenza e di stato di famiglia si possono avere anche ora.",
			"Fragen Sie das Meldeamt, wann das Verfahren abgeschlossen wird. Die Wohnsitzbescheinigung und den Familienbogen gibt es schon jetzt.",
			"Na anagrafskem uradu vprašajte, kdaj se postopek zaključi. Potrdili o stalnem prebivališču in o gospodinjski skupnosti lahko dobite že zdaj.",
			"Demandez au bureau du registre de la population quand la procédure sera close. Les certificats de résidence et d'état de famille peuvent être délivrés dès maintenant.",
			"Ask the registry office when the procedure will be closed. Residence and household certificates can be had even now."),
		stops: func(c *Case) bool { return len(c.Subject.Procedures) > 0 },
	},
	{
		Code: "EN404", Stage: OfContents, By: TheOffice, Way: askOffice,
		Citation: "art. 35 c.1 d.P.R. 223/1989; " + checks + ", EN404",
		Sentence: say(
			"Nella scheda mancano il nome e il cognome, oppure la data o il luogo di nascita.",
			"Im Eintrag fehlen Vor- und Nachname oder der Tag oder der Ort der Geburt.",
			"V zapisu manjkajo ime in priimek ali dan ali kraj rojstva.",
			"Sur la fiche il manque le nom et le prénom, ou la date ou le lieu de naissance.",
			"The record lacks both name and surname, or the date or place of birth."),
		stops: func(c *Case) bool {
			p := c.Subject
			return p.Name.String() == "" || p.Birth.Date.IsZero() || p.Birth.Place.Name == ""
		},
	},
}
