package people

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

func says(it, en string) registry.Sentence { return registry.Sentence{Italian: it, English: en} }

// Outcomes that several share.
var (
	everything    = says("Entra e può avere ogni certificato che fa al suo caso.", "Logs in and can have every certificate that fits.")
	allButCitizen = says("Entra e può avere ogni certificato che fa al suo caso, tranne la cittadinanza italiana e i due elettorali.", "Logs in and can have every certificate that fits but Italian citizenship and the two electoral ones.")
	homeOnly      = says("Entra e può avere solo residenza e stato di famiglia; allo sportello l'ufficiale può forzare gli altri.", "Logs in and can have residence and household only; an officer at the counter can force the others.")
)

// ship is a birth place that is none.
var ship = registry.BirthPlace{Kind: registry.BornElsewhere, Code: atSea, Name: "a bordo della motonave Aurora, in navigazione"}

// list is the hand-made people. The order is that of their record numbers.
var list = slices.Concat(ordinary, couples, records)

// ordinary is the hand-made people whose case is who they are, or how the record stands.
var ordinary = []made{
	// A family of four.
	{
		surname: "D'Amico", given: "Chiara", sex: registry.Female, born: "1986-05-14", place: valdemo.born(), house: "family",
		change:    then(livesAt("Via della Libertà", "12/A", "2012-09-01"), married("Dell'Orto", "Niccolò", "1984-09-03", "2012-06-23", saggio.name)),
		situation: says("Adulta, intestataria di una famiglia di quattro persone.", "An adult at the head of a household of four."),
		outcome:   says("Entra e può avere ogni certificato che fa al caso, per sé, per il marito e per i figli.", "Logs in and can have every certificate that fits, for herself, her husband and her children."),
	},
	{
		surname: "Dell'Orto", given: "Niccolò", sex: registry.Male, born: "1984-09-03", place: castelprova.born(), house: "family", tie: registry.Spouse,
		change: then(livesAt("Via della Libertà", "12/A", "2012-09-01"), married("D'Amico", "Chiara", "1986-05-14", "2012-06-23", saggio.name)),
	},
	{
		surname: "Dell'Orto", given: "Zoë", sex: registry.Female, born: "2014-02-21", place: valdemo.born(), house: "family", tie: registry.Child,
		change:    livesAt("Via della Libertà", "12/A", "2012-09-01"),
		situation: says("Minorenne.", "A minor."),
		outcome:   says("Entra ma non può chiedere nulla online, nemmeno per sé.", "Logs in and can ask for nothing online, not even for herself."),
	},
	{
		surname: "Dell'Orto", given: "Matteo", sex: registry.Male, born: "2017-11-30", place: valdemo.born(), house: "family", tie: registry.Child,
		change: livesAt("Via della Libertà", "12/A", "2012-09-01"),
	},

	// Names.
	{
		given: "Aryanto", sex: registry.Male, born: "1979-06-18", place: indonesia.born("Yogyakarta"), change: then(came("2009-03-02"), citizenOf(indonesia)),
		situation: says("Senza cognome.", "No surname."), outcome: allButCitizen,
	},
	{
		surname: "Kaur", sex: registry.Female, born: "1991-10-05", place: india.born("Ludhiana"), change: then(came("2015-07-20"), citizenOf(india)),
		situation: says("Senza nome.", "No given name."), outcome: allButCitizen,
	},
	{
		surname: "Shevchuk", given: "Olena", sex: registry.Female, born: "1982-01-27", place: ukraine.born("Kharkiv"),
		change: then(came("2006-05-11"), citizenOf(ukraine), func(e *registry.Entry) {
			latin := e.Person.Name
			e.Person.Name = registry.Name{Surname: "Шевчук", Given: "Олена", Latin: &latin}
		}),
		situation: says("Nata all'estero, nome registrato in cirillico con traslitterazione.", "Born abroad, name recorded in Cyrillic with a transliteration."),
		outcome:   says("Entra e può avere ogni certificato che fa al suo caso, tranne la cittadinanza italiana e i due elettorali; si stampa il nome traslitterato.", "Logs in and can have every certificate that fits but Italian citizenship and the two electoral ones; the transliterated name is printed."),
	},

	// Births.
	{
		surname: "Abdi", given: "Amina", sex: registry.Female, born: "1968-03-01", place: somalia.born("Mogadiscio"), change: then(came("1991-06-03"), naturalised("2006-02-01"), bornOn("1968-03-00")),
		situation: says("Giorno di nascita sconosciuto.", "Day of birth unknown."),
		outcome:   says("Entra e può avere ogni certificato che fa al suo caso; la data si stampa senza giorno e l'ufficio vede un avviso.", "Logs in and can have every certificate that fits; the date is printed without day and the office sees a warning."),
	},
	{
		surname: "Warsame", given: "Yusuf", sex: registry.Male, born: "1957-01-01", place: somalia.born("Merca"), change: then(came("1990-11-12"), naturalised("2003-05-15"), bornOn("1957-00-00")),
		situation: says("Giorno e mese di nascita sconosciuti.", "Day and month of birth unknown."),
		outcome:   says("Entra e può avere ogni certificato che fa al suo caso; della data si stampa solo l'anno e l'ufficio vede un avviso.", "Logs in and can have every certificate that fits; only the year is printed and the office sees a warning."),
	},
	{
		surname: "Bordone", given: "Marina", sex: registry.Female, born: "1961-07-22", place: ship,
		situation: says("Nata su una nave.", "Born on a ship."), outcome: everything,
	},
	{
		surname: "Roccabruna", given: "Ettore", sex: registry.Male, born: "1947-04-08", place: rocca.born(),
		situation: says("Nato in un comune soppresso.", "Born in a municipality that was abolished."), outcome: everything,
	},
	{
		surname: "Hofer", given: "Johannes", sex: registry.Male, born: "1972-08-16", place: collesempio.born(), house: "two tongues",
		change:    then(livesAt("Strada del Colle", "4", "2000-10-01"), married("Kovač", "Tatjana", "1974-02-11", "2000-09-09", dolina.name)),
		situation: says("Nato in un comune con nome anche tedesco, sposato con una persona nata in uno con nome anche sloveno.", "Born in a municipality with a German name too, married to somebody from one with a Slovene name."), outcome: everything,
	},
	{
		surname: "Kovač", given: "Tatjana", sex: registry.Female, born: "1974-02-11", place: dolina.born(), house: "two tongues", tie: registry.Spouse,
		change: then(livesAt("Strada del Colle", "4", "2000-10-01"), married("Hofer", "Johannes", "1972-08-16", "2000-09-09", dolina.name)),
	},

	// Standings.
	{
		surname: "Ferrante", given: "Lucia", sex: registry.Female, born: "1975-12-12", place: valdemo.born(), change: emigrated,
		situation: says("Iscritta all'AIRE, vive in Svizzera.", "Registered abroad (AIRE), lives in Switzerland."),
		outcome:   says("Entra e può avere nascita, cittadinanza, residenza e famiglia AIRE e i due elettorali; gli altri certificati non sono per chi è iscritto all'AIRE.", "Logs in and can have birth, citizenship, residence and household abroad and the two electoral ones; the others are not for those registered abroad."),
	},
	{
		surname: "Quieti", given: "Anselmo", sex: registry.Male, born: "1934-03-19", place: saggio.born(), change: died("2024-10-05", "212"), past: func(string) []registry.Past {
			return []registry.Past{stood(registry.Resident, "1", "1934-03-19", "2024-10-05")}
		},
		situation: says("Deceduto.", "Dead."), outcome: says("Accesso rifiutato: la scheda è di una persona deceduta.", "Log-in refused: the record is of a deceased person."),
	},
	{
		surname: "Marchetti", given: "Davide", sex: registry.Male, born: "1988-11-02", place: esempio.born(), change: gone(registry.Removed, "2023-09-01", "3"),
		past: func(string) []registry.Past {
			return []registry.Past{stood(registry.Resident, "1", "1988-11-02", "2023-09-01")}
		},
		situation: says("Cancellato perché trasferito in un altro comune.", "Removed because he moved to another municipality."),
		outcome:   says("Accesso rifiutato: la scheda è stata cancellata; il certificato di cancellazione si chiede allo sportello.", "Log-in refused: the record was removed; the certificate of removal is had at the counter."),
	},
	{
		surname: "Rinaldi", given: "Simona", sex: registry.Female, born: "1983-06-09", place: valdemo.born(),
		situation: says("Due schede attive con lo stesso codice fiscale.", "Two active records with the same fiscal code."),
		outcome:   says("Accesso rifiutato: l'ufficio deve prima unire le due schede.", "Log-in refused: the office has to join the two records first."),
	},
	{surname: "Rinaldi", given: "Simona", sex: registry.Female, born: "1983-06-09", place: valdemo.born()},

	// What may be certified.
	{
		surname: "Serafini", given: "Paolo", sex: registry.Male, born: "1969-02-25", place: porto.born(),
		change: func(e *registry.Entry) {
			e.Person.Procedures = []registry.Procedure{{Kind: "Accertamento della dimora abituale", Opened: day("2025-10-20")}}
		},
		situation: says("Procedimento aperto sulla scheda.", "A procedure is open on the record."), outcome: homeOnly,
	},
	{
		surname: "Colombo", given: "Irene", sex: registry.Female, born: "1992-04-30", place: castelprova.born(),
		change:    func(e *registry.Entry) { e.Person.Certifiability = registry.PartiallyCertifiable },
		situation: says("Parzialmente certificabile.", "Partially certifiable."), outcome: homeOnly,
	},
	{
		surname: "Greco", given: "Tommaso", sex: registry.Male, born: "1980-09-17", place: valdemo.born(),
		change:    func(e *registry.Entry) { e.Household.Certifiable = false },
		situation: says("Famiglia non certificabile, mentre la persona lo è.", "The household is not certifiable, while the person is."),
		outcome:   says("Entra e può avere ogni certificato che fa al suo caso, tranne lo stato di famiglia.", "Logs in and can have every certificate that fits but the household certificate."),
	},
	{
		surname: "Fontana", given: "Teresa", sex: registry.Female, born: "1939-01-15", place: esempio.born(), house: "community", tie: registry.CommunityMember,
		change: then(livesAt("Viale della Repubblica", "80", "2019-03-01"), func(e *registry.Entry) {
			*e.Household = registry.HouseholdEntry{Number: e.Household.Number, Kind: registry.Community, Certifiable: true, Complete: true, Name: "Casa di riposo San Prospero", CommunityKind: 3}
		}),
		situation: says("Vive in una convivenza anagrafica.", "Lives in a community."),
		outcome:   says("Entra e, solo per sé, può avere anche la residenza in convivenza, ma non lo stato di famiglia.", "Logs in and, for herself only, can have residence in a community too, but not the household certificate."),
	},
	{
		surname: "Costa", given: "Giulio", sex: registry.Male, born: "1966-05-06", place: valdemo.born(), house: "community", tie: registry.CommunityHead,
		change: livesAt("Viale della Repubblica", "80", "2010-01-11"),
	},
	{
		surname: "Galli", given: "Bruno", sex: registry.Male, born: "1958-10-10", place: valdemo.born(),
		change:    func(e *registry.Entry) { e.Person.Residence = nil },
		situation: says("Indirizzo mancante nella scheda.", "The record has no address."),
		outcome:   says("Entra e può avere ogni certificato che fa al suo caso, tranne residenza e stato di famiglia.", "Logs in and can have every certificate that fits but residence and household."),
	},
	{
		surname: "Esposito", given: "Rosa", sex: registry.Female, born: "1951-08-28", place: porto.born(),
		change: func(e *registry.Entry) {
			e.Person.CivilStatus = &registry.CivilStatus{Code: registry.Married, Since: day("1974-00-00"), Event: &registry.UnionEvent{Partner: registry.Name{Surname: "Longo"}}}
		},
		situation: says("Coniugata, con dati del matrimonio incompleti.", "Married, with the data of the marriage incomplete."),
		outcome:   says("Entra e può avere lo stato civile, con quello che risulta, ma non il certificato di matrimonio.", "Logs in and can have civil status, with what is recorded, but not the certificate of marriage."),
	},

	// Fiscal codes.
	{
		surname: "Okafor", given: "Ngozi", sex: registry.Female, born: "1995-03-08", place: nigeria.born("Benin City"),
		change:    then(came("2021-02-15"), citizenOf(nigeria), func(e *registry.Entry) { e.Person.CodeValidated = false }),
		situation: says("Codice fiscale non validato dall'Agenzia delle Entrate.", "Fiscal code not validated by the Agenzia delle Entrate."),
		outcome:   says("Accesso rifiutato: il codice va prima allineato con l'Agenzia delle Entrate.", "Log-in refused: the code has to be aligned with the Agenzia delle Entrate first."),
	},
	{
		surname: "Sala", given: "Andrea", sex: registry.Male, born: "1990-12-01", place: valdemo.born(),
		change:    func(e *registry.Entry) { e.Person.Sex = registry.Female },
		situation: says("Il codice fiscale indica un sesso, la scheda l'altro.", "The fiscal code states one sex, the record the other."),
		outcome:   says("Entra e può avere ogni certificato che fa al suo caso; l'ufficio vede un avviso.", "Logs in and can have every certificate that fits; the office sees a warning."),
	},
	{surname: "Verdi", given: "Maria", sex: registry.Female, born: "1970-05-10", place: valdemo.born()},
	{
		surname: "Verdi", given: "Mara", sex: registry.Female, born: "1970-05-10", place: valdemo.born(),
		change:    func(e *registry.Entry) { e.Person.FiscalCode = omocodia(e.Person.FiscalCode, 2) },
		situation: says("Codice fiscale con omocodia: un'altra persona ha quello ordinario.", "A fiscal code in omocodia: somebody else has the plain one."), outcome: everything,
	},
}

// emigrated moves somebody to Switzerland.
func emigrated(e *registry.Entry) {
	since, h := day("2013-04-01"), foreignHomes[0]
	e.Person.Standing = registry.Standing{State: registry.Abroad, Since: since, Reason: "C01"}
	e.Person.Residence = &registry.Residence{Since: since, Address: h.address("118")}
	e.Person.Membership.Since, e.Household.Kind = since, registry.FamilyAbroad
}

func (h foreignHome) address(number string) registry.Address {
	return registry.Address{Street: h.street, Number: number, PostalCode: h.postalCode, Municipality: h.locality, State: h.state.name, Consulate: h.consulate}
}
