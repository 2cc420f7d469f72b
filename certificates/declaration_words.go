package certificates

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sportello/sportello/registry"
)

// The labels and values of declared facts.
var (
	wordBorn            = say("Data di nascita", "Geburtsdatum", "Datum rojstva", "Date de naissance", "Date of birth")
	wordBirthPlace      = say("Luogo di nascita", "Geburtsort", "Kraj rojstva", "Lieu de naissance", "Place of birth")
	wordAddress         = say("Indirizzo", "Adresse", "Naslov", "Adresse", "Address")
	wordHamlet          = say("Frazione", "Fraktion", "Zaselek", "Hameau", "Hamlet")
	wordTown            = say("Comune", "Gemeinde", "Občina", "Commune", "Municipality")
	wordCitizenship     = say("Cittadinanza", "Staatsbürgerschaft", "Državljanstvo", "Nationalité", "Citizenship")
	wordItalian         = say("italiana", "italienisch", "italijansko", "italienne", "Italian")
	wordStateless       = say("apolide", "staatenlos", "brez državljanstva", "apatride", "stateless")
	wordPoliticalRights = say("Diritti politici", "Politische Rechte", "Politične pravice", "Droits politiques", "Political rights")
	wordCivilRights     = say("Diritti civili", "Bürgerliche Rechte", "Državljanske pravice", "Droits civils", "Civil rights")
	wordEnjoyed         = say("ne ha il godimento", "im Genuss der Rechte", "uživa pravice", "en a la jouissance", "enjoyed")
	wordCivilStatus     = say("Stato civile", "Familienstand", "Osebni stan", "État civil", "Civil status")
	wordSpouse          = say("Coniuge", "Ehepartner", "Zakonec", "Conjoint", "Spouse")
	wordPartner         = say("Altra parte dell'unione civile", "Lebenspartner", "Partner civilne zveze", "Autre partie de l'union civile", "Other party to the civil union")
	wordMembers         = say("Componenti della famiglia", "Mitglieder der Familie", "Člani gospodinjske skupnosti", "Membres de la famille", "Members of the household")
	wordLife            = say("Esistenza in vita", "Am Leben", "Življenje", "Existence en vie", "Alive")
	wordAlive           = say("in vita", "am Leben", "oseba živi", "en vie", "alive")
	wordChild           = say("Cognome e nome del figlio", "Nachname und Vorname des Kindes", "Priimek in ime otroka", "Nom et prénom de l'enfant", "Surname and given name of the child")
	wordDeceased        = say("Cognome e nome della persona deceduta", "Nachname und Vorname der verstorbenen Person", "Priimek in ime umrle osebe", "Nom et prénom de la personne décédée", "Surname and given name of the deceased")
	wordDied            = say("Data del decesso", "Todestag", "Datum smrti", "Date du décès", "Date of death")
	wordDiedIn          = say("Luogo del decesso", "Sterbeort", "Kraj smrti", "Lieu du décès", "Place of death")
	wordRoll            = say("Liste elettorali", "Wählerlisten", "Volilni imenik", "Listes électorales", "Electoral roll")
	wordRollSince       = say("Iscrizione dal", "Eingetragen seit", "Vpis od", "Inscription depuis le", "On the roll since")
	wordCode            = say("Codice fiscale", "Steuernummer", "Davčna številka", "Code fiscal", "Fiscal code")
	wordBirthAct        = say("Atto di nascita", "Geburtsurkunde", "Vpis rojstva", "Acte de naissance", "Birth act")
	wordMarriageAct     = say("Atto di matrimonio", "Heiratsurkunde", "Vpis zakonske zveze", "Acte de mariage", "Marriage act")
	wordUnionAct        = say("Atto di unione civile", "Urkunde der Lebenspartnerschaft", "Vpis civilne zveze", "Acte d'union civile", "Civil-union act")

	inMonth = say("%02d/%d (giorno non noto)", "%02d/%d (Tag nicht bekannt)", "%02d/%d (dan ni znan)", "%02d/%d (jour non connu)", "%02d/%d (day not known)")
	inYear  = say("%d (giorno e mese non noti)", "%d (Tag und Monat nicht bekannt)", "%d (dan in mesec nista znana)", "%d (jour et mois non connus)", "%d (day and month not known)")

	actYear   = say("anno %s", "Jahr %s", "leto %s", "année %s", "year %s")
	actPart   = say("parte %s", "Teil %s", "del %s", "partie %s", "part %s")
	actSeries = say("serie %s", "Serie %s", "serija %s", "série %s", "series %s")
	actNumber = say("n. %s", "Nr. %s", "št. %s", "n° %s", "no. %s")
	actOffice = say("ufficio %s", "Amt %s", "urad %s", "bureau %s", "office %s")
)

// statuses is the civil statuses by sex: for a man and for a woman.
var statuses = map[registry.CivilStatusCode][2]Text{
	registry.Unmarried: {say("celibe", "ledig", "samski", "célibataire", "single"), say("nubile", "ledig", "samska", "célibataire", "single")},
	registry.Married:   {say("coniugato", "verheiratet", "poročen", "marié", "married"), say("coniugata", "verheiratet", "poročena", "mariée", "married")},
	registry.Widowed:   {say("vedovo", "verwitwet", "vdovec", "veuf", "widowed"), say("vedova", "verwitwet", "vdova", "veuve", "widowed")},
	registry.InCivilUnion: {
		say("unito civilmente", "in eingetragener Lebenspartnerschaft", "v civilni zvezi", "uni civilement", "in a civil union"),
		say("unita civilmente", "in eingetragener Lebenspartnerschaft", "v civilni zvezi", "unie civilement", "in a civil union"),
	},
	registry.Divorced:          {wordFree, wordFree},
	registry.FreeByDeath:       {wordFree, wordFree},
	registry.FreeByDissolution: {wordFree, wordFree},
}

var wordFree = say("di stato libero", "ledigen Standes (nicht gebunden)", "samskega stanu", "d'état libre", "of free status")

// plain is a text that is the same in every language, nil if there is none.
func plain(s string) Text {
	if s == "" {
		return nil
	}
	return Text{registry.Italian: s}
}

// with is the text with values in its gaps.
func (t Text) with(values ...any) Text {
	out := make(Text, len(t))
	for l, s := range t {
		out[l] = fmt.Sprintf(s, values...)
	}
	return out
}

// listOf is texts one after the other, nil if there is none.
func listOf(between string, texts ...Text) (list Text) {
	for _, t := range texts {
		switch {
		case len(t) == 0:
		case list == nil:
			list = t
		default:
			both := make(Text, len(Languages))
			for _, l := range Languages {
				both[l] = list.In(l) + between + t.In(l)
			}
			list = both
		}
	}
	return list
}

func dayInWords(d registry.Date) Text {
	switch {
	case d.IsZero():
		return nil
	case d.Month == 0:
		return inYear.with(d.Year)
	case d.Day == 0:
		return inMonth.with(int(d.Month), d.Year)
	}
	return plain(fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year))
}

func birthPlaceInWords(p PlaceContent) Text {
	if p.Name == "" {
		return nil
	}
	return plain(located(p.Name, p.Alternative, spaced(p.Province, p.State)))
}

// located is a place with its second name and where it lies: "Bolzano/Bozen (BZ)".
func located(name, alternative, in string) string {
	if alternative != "" && alternative != name {
		name += "/" + alternative
	}
	if in != "" && name != "" {
		name += " (" + in + ")"
	}
	return name
}

// addressLine is street, number and what is within the house.
func addressLine(a AddressContent) string {
	line := spaced(a.Street, a.Number)
	if a.Internal != "" {
		line += ", " + a.Internal
	}
	return line
}

// citizenshipsInWords is all of them, nil if one has no name that can be stated.
func citizenshipsInWords(all []registry.Citizenship) Text {
	var names []Text
	for _, c := range all {
		name := plain(strings.TrimSpace(c.Name))
		switch c.State {
		case registry.ItalianState:
			name = wordItalian
		case registry.Stateless:
			name = wordStateless
		case registry.CitizenshipUndetermined, registry.CitizenshipUnassignable:
			return nil
		}
		if name == nil {
			return nil
		}
		names = append(names, name)
	}
	return listOf("; ", names...)
}

// statusInWords is the civil status in the form for the sex, in both where that is not
// recorded.
func statusInWords(p registry.Person) Text {
	if p.CivilStatus == nil {
		return nil
	}
	forms, known := statuses[p.CivilStatus.Code]
	switch {
	case !known:
		return nil
	case p.Sex == registry.Female:
		return forms[1]
	case p.Sex == registry.Male:
		return forms[0]
	}
	return either(forms[0], forms[1])
}

// either is two texts with a stroke between, or one where they are the same.
func either(a, b Text) Text {
	both := listOf("/", a, b)
	for _, l := range Languages {
		if a.In(l) == b.In(l) {
			both[l] = a.In(l)
		}
	}
	return both
}

func partnerInWords(s *registry.CivilStatus) Text {
	if s.Event == nil {
		return nil
	}
	return plain(s.Event.Partner.Printed().String())
}

// actInWords is an act with what identifies it, nil if it lacks municipality, year or number.
func actInWords(a *registry.Act) Text {
	if a == nil || a.Municipality == "" || a.Year == 0 || a.Number == "" {
		return nil
	}
	words := plain(a.Municipality)
	for _, part := range []struct {
		name  Text
		value string
	}{{actYear, strconv.Itoa(a.Year)}, {actPart, a.Part}, {actSeries, a.Series}, {actNumber, a.Number}, {actOffice, a.Office}} {
		if part.value != "" {
			words = listOf(", ", words, part.name.with(part.value))
		}
	}
	return words
}
