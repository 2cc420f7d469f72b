package people

import "github.com/sportello/sportello/registry"

// records is the hand-made people whose case is what the record holds of the past, and
// what no certificate may state of it.
var records = []made{
	// Histories.
	{
		surname: "Palumbo", given: "Lorenzo", sex: registry.Male, born: "1964-01-31", place: valdemo.born(),
		change: then(livesAt("Viale della Repubblica", "14", "2016-11-02"), func(e *registry.Entry) {
			e.Person.Standing = registry.Standing{State: registry.Resident, Since: day("2010-03-22"), Reason: "6"}
		}),
		past: func(string) []registry.Past {
			away := lived("", "", "2005-04-11", "2010-03-22")
			away.Residence.Address = foreignHomes[3].address("7")
			return []registry.Past{
				lived("Via del Mulino", "3", "1964-01-31", "1992-05-01"), lived("Salita al Castello", "18", "1992-05-01", "2005-04-11"), away,
				lived("Via Grazia Deledda", "40", "2010-03-22", "2016-11-02"),
				stood(registry.Resident, "1", "1964-01-31", "2005-04-11"), stood(registry.Abroad, "C01", "2005-04-11", "2010-03-22"),
			}
		},
		situation: says("Ha cambiato casa più volte e ha vissuto per cinque anni a Londra.", "Moved several times, and lived in London for five years."),
		outcome:   says("Entra e può avere ogni certificato che fa al suo caso; lo storico di residenza si chiede allo sportello.", "Logs in and can have every certificate that fits; the residence history is had at the counter."),
	},
	{
		surname: "Hoxha", given: "Arben", sex: registry.Male, born: "1976-09-26", place: albania.born("Durazzo"),
		change:    then(came("1999-02-08"), naturalised("2014-02-10")),
		past:      func(string) []registry.Past { return []registry.Past{wasCitizen(albania, "1976-09-26", "2014-02-10")} },
		situation: says("Cittadino italiano dal 2014, prima albanese.", "An Italian citizen since 2014, an Albanian one before."),
		outcome:   says("Entra e può avere ogni certificato che fa al suo caso; lo storico di cittadinanza si chiede allo sportello.", "Logs in and can have every certificate that fits; the citizenship history is had at the counter."),
	},

	// What no certificate may state.
	{
		surname: "Vitale", given: "Renzo", sex: registry.Male, born: "1971-06-13", place: porto.born(), house: "kept",
		change:    then(livesAt("Largo dei Caduti", "6", "1999-03-01"), married("Amato", "Ines", "1973-12-29", "1998-10-17", porto.name)),
		situation: says("Nella sua famiglia ci sono una figlia adottiva e un figliastro, registrati così da archivi del passato.", "In his household are an adopted daughter and a stepson, recorded so by archives of the past."),
		outcome:   says("Entra e può avere ogni certificato che fa al suo caso; nessun certificato distingue i figli.", "Logs in and can have every certificate that fits; no certificate tells the children apart."),
	},
	{
		surname: "Amato", given: "Ines", sex: registry.Female, born: "1973-12-29", place: porto.born(), house: "kept", tie: registry.Spouse,
		change: then(livesAt("Largo dei Caduti", "6", "1999-03-01"), married("Vitale", "Renzo", "1971-06-13", "1998-10-17", porto.name)),
	},
	{
		surname: "Vitale", given: "Celeste", sex: registry.Female, born: "2004-08-07", place: valdemo.born(), house: "kept", tie: adopted,
		change: then(livesAt("Largo dei Caduti", "6", "1999-03-01"), func(e *registry.Entry) {
			e.Person.Withheld = registry.Withheld{
				Parents: []registry.Name{{Surname: "Vitale", Given: "Renzo"}, {Surname: "Amato", Given: "Ines"}}, Adopted: true, AnonymousBirth: true,
				Occupation: "apprendista orafa", Study: "diploma di liceo artistico", DigitalDomicile: "celeste.vitale@pec.example", Permit: "permesso DEMO-0001",
			}
		}),
		situation: says("Nella scheda ci sono genitori, adozione, parto anonimo, professione, titolo di studio, domicilio digitale e permesso di soggiorno.", "The record holds parents, adoption, anonymous birth, occupation, title of study, digital domicile and residence permit."),
		outcome:   says("Entra e può avere ogni certificato che fa al suo caso; niente di questo è mai scritto.", "Logs in and can have every certificate that fits; none of it is ever written."),
	},
	{
		surname: "Gentile", given: "Tiberio", sex: registry.Male, born: "1996-02-02", place: porto.born(), house: "kept", tie: stepchild,
		change: then(livesAt("Largo dei Caduti", "6", "1999-03-01"), childOf(registry.Name{Surname: "Gentile", Given: "Oreste"}, registry.Name{Surname: "Amato", Given: "Ines"})),
	},
	{
		surname: "Zanella", given: "Ivo", sex: registry.Male, born: "1962-03-30", place: valdemo.born(),
		change: then(livesAt("Via della Casa Comunale", "1", "2015-12-01"), func(e *registry.Entry) {
			e.Person.Withheld.Homeless, e.Person.Withheld.Occupation = true, "bracciante"
		}),
		situation: says("Senza fissa dimora, con indirizzo presso la casa comunale.", "Homeless, with an address at the town hall."),
		outcome:   says("Entra e può avere la residenza, ma non lo stato di famiglia.", "Logs in and can have residence, but not the household certificate."),
	},
	{
		surname: "Ricci", given: "Ugo", sex: registry.Male, born: "1977-07-17", place: castelprova.born(),
		change:    func(e *registry.Entry) { e.Person.Electoral = &registry.Electoral{} },
		situation: says("Senza i diritti politici.", "Without the political rights."),
		outcome:   says("Entra e può avere ogni certificato che fa al suo caso, tranne i due elettorali.", "Logs in and can have every certificate that fits but the two electoral ones."),
	},
}

// Ties that only loads of old archives bring (table 5).
const (
	stepchild registry.Relationship = 14
	adopted   registry.Relationship = 80
)

func lived(street, number, since, until string) registry.Past {
	return registry.Past{Until: day(until), Residence: &registry.Residence{Since: day(since), Address: valdemo.home(street, number)}}
}

func stood(s registry.StandingState, reason, since, until string) registry.Past {
	return registry.Past{
		Until: day(until), Standing: &registry.Standing{State: s, Since: day(since), Reason: reason}, Certifiability: registry.FullyCertifiable,
	}
}

func wasCitizen(s state, since, until string) registry.Past {
	return registry.Past{Until: day(until), Citizenship: &registry.Citizenship{State: s.iso, Name: s.citizenship, Since: day(since)}}
}

func belonged(home string, tie registry.Relationship, since, until string) registry.Past {
	return registry.Past{Until: day(until), Household: home, Membership: &registry.Membership{Relationship: tie, Since: day(since)}}
}
