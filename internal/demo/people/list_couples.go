package people

import "github.com/sportello/sportello/registry"

// withAffection is table 5's tie of those who live together without being married.
const withAffection registry.Relationship = 23

// couples is the hand-made people whose case is a bond with somebody, or its end.
var couples = []made{
	// Two who live abroad, with a child who was born there.
	{
		surname: "Bernardi", given: "Carla", sex: registry.Female, born: "1984-02-17", place: valdemo.born(), house: "Munich",
		change: then(movedAbroad("2011-09-01", "C01"), married("Conti", "Luigi", "1982-06-30", "2009-05-16", valdemo.name)),
		past: func(string) []registry.Past {
			return []registry.Past{stood(registry.Resident, "1", "1984-02-17", "2011-09-01"), lived("Via Roma", "21", "1984-02-17", "2011-09-01")}
		},
		situation: says("Iscritta all'AIRE con il marito e una figlia nata all'estero.", "Registered abroad (AIRE) with her husband and a daughter born there."),
		outcome:   says("Entra e chiede anche per la famiglia i certificati di chi è iscritto all'AIRE, ma non la nascita della figlia.", "Logs in and asks for the certificates of those registered abroad, for her family too, but not for the daughter's birth."),
	},
	{
		surname: "Conti", given: "Luigi", sex: registry.Male, born: "1982-06-30", place: valdemo.born(), house: "Munich", tie: registry.Spouse,
		change: then(movedAbroad("2011-09-01", "C01"), married("Bernardi", "Carla", "1984-02-17", "2009-05-16", valdemo.name)),
	},
	{
		surname: "Conti", given: "Livia", sex: registry.Female, born: "2014-12-03", place: germany.born("Monaco di Baviera"), house: "Munich", tie: registry.Child,
		change: movedAbroad("2014-12-03", "C02"),
	},

	// A cohabitation contract.
	{
		surname: "Bassi", given: "Letizia", sex: registry.Female, born: "1987-10-09", place: castelprova.born(), house: "contract",
		change:    then(livesAt("Via dei Tigli", "9", "2016-04-01"), contract("Neri", "Fabio", "1985-01-23", "NREFBA85A23X900A")),
		situation: says("Parte di un contratto di convivenza.", "A party to a cohabitation contract."),
		outcome:   says("Entra e, come l'altra parte, può avere anche il certificato del contratto.", "Logs in and, like the other party, can have the certificate of the contract too."),
	},
	{
		surname: "Neri", given: "Fabio", sex: registry.Male, born: "1985-01-23", place: valdemo.born(), house: "contract", tie: withAffection,
		change: then(livesAt("Via dei Tigli", "9", "2016-04-01"), contract("Bassi", "Letizia", "1987-10-09", "BSSLTZ87R49X901B")),
	},

	// A civil union.
	{
		surname: "Silvestri", given: "Ada", sex: registry.Female, born: "1978-03-21", place: porto.born(), house: "union",
		change:    then(livesAt("Via Lungofiume", "2", "2018-02-01"), status(registry.InCivilUnion, "2019-06-08", "Testa", "Nives", "1981-08-14", "2019-06-08", valdemo.name)),
		situation: says("Unita civilmente.", "Joined in a civil union."),
		outcome:   says("Entra e può avere anche il certificato di unione civile, ma non quello di matrimonio.", "Logs in and can have the civil-union certificate too, but not that of marriage."),
	},
	{
		surname: "Testa", given: "Nives", sex: registry.Female, born: "1981-08-14", place: saggio.born(), house: "union", tie: registry.Partner,
		change: then(livesAt("Via Lungofiume", "2", "2018-02-01"), status(registry.InCivilUnion, "2019-06-08", "Silvestri", "Ada", "1978-03-21", "2019-06-08", valdemo.name)),
	},

	// A widow, with the record of who died.
	{
		surname: "Serra", given: "Corrado", sex: registry.Male, born: "1943-11-27", place: valdemo.born(), house: "widow",
		change: died("2021-03-15", "61"),
		past: func(home string) []registry.Past {
			return []registry.Past{stood(registry.Resident, "1", "1943-11-27", "2021-03-15"), belonged(home, registry.Head, "1968-09-14", "2021-03-15")}
		},
		situation: says("Deceduto, con l'atto di morte.", "Dead, with the act of death."),
		outcome:   says("Accesso rifiutato; il certificato di morte si chiede allo sportello.", "Log-in refused; the certificate of death is had at the counter."),
	},
	{
		surname: "Moretti", given: "Adele", sex: registry.Female, born: "1946-07-05", place: esempio.born(), house: "widow",
		change: then(livesAt("Vicolo della Fonte", "1", "2021-03-15"), lives("1968-09-14"),
			status(registry.Widowed, "2021-03-15", "Serra", "Corrado", "1943-11-27", "1968-09-14", valdemo.name)),
		past: func(home string) []registry.Past {
			return []registry.Past{belonged(home, registry.Spouse, "1968-09-14", "2021-03-15")}
		},
		situation: says("Vedova; il marito era l'intestatario della famiglia.", "A widow, whose husband headed the household."),
		outcome:   says("Entra e può avere anche lo stato libero, che non dice che è vedova.", "Logs in and can have the certificate of free status too, which does not say that she is a widow."),
	},

	// Two who are divorced, and their daughter.
	{
		surname: "Fabbri", given: "Stefano", sex: registry.Male, born: "1980-05-28", place: valdemo.born(), house: "father",
		change: then(livesAt("Corso Italia", "77", "2020-01-15"), status(registry.Divorced, "2021-10-11", "Longo", "Elisa", "1983-09-19", "2010-07-03", saggio.name)),
		past: func(string) []registry.Past {
			return []registry.Past{lived("Via delle Rose", "5", "2010-07-10", "2020-01-15")}
		},
		situation: says("Divorziato; la figlia minorenne vive con la madre.", "Divorced; his daughter, a minor, lives with her mother."),
		outcome:   says("Entra e chiede solo per sé; per la figlia va allo sportello.", "Logs in and asks for himself only; for his daughter he goes to the counter."),
	},
	{
		surname: "Longo", given: "Elisa", sex: registry.Female, born: "1983-09-19", place: saggio.born(), house: "mother",
		change:    then(livesAt("Via delle Rose", "5", "2010-07-10"), status(registry.Divorced, "2021-10-11", "Fabbri", "Stefano", "1980-05-28", "2010-07-03", saggio.name)),
		situation: says("Divorziata, con la figlia minorenne.", "Divorced, with her daughter who is a minor."),
		outcome:   says("Entra e può chiedere anche per la figlia.", "Logs in and can ask for her daughter too."),
	},
	{
		surname: "Fabbri", given: "Nina", sex: registry.Female, born: "2013-04-12", place: valdemo.born(), house: "mother", tie: registry.Child,
		change: then(livesAt("Via delle Rose", "5", "2010-07-10"), childOf(registry.Name{Surname: "Fabbri", Given: "Stefano"}, registry.Name{Surname: "Longo", Given: "Elisa"})),
	},
}

// movedAbroad registers somebody at Munich, in a family abroad.
func movedAbroad(on, reason string) func(*registry.Entry) {
	return func(e *registry.Entry) {
		e.Person.Standing = registry.Standing{State: registry.Abroad, Since: day(on), Reason: reason}
		e.Person.Residence = &registry.Residence{Since: day(on), Address: foreignHomes[2].address("31")}
		e.Person.Membership.Since, e.Household.Kind = day(on), registry.FamilyAbroad
	}
}

func contract(surname, given, born, code string) func(*registry.Entry) {
	return func(e *registry.Entry) {
		e.Person.Contract = &registry.Contract{
			Partner: registry.Name{Surname: surname, Given: given}, PartnerBirth: day(born), PartnerCode: registry.FiscalCode(code),
			Date: day("2021-05-20"), By: "Notaio Aldo Prova, Valdemo",
		}
	}
}

// lives replaces the day since which somebody lives at the address, which may be
// before the membership of the household as it is.
func lives(since string) func(*registry.Entry) {
	return func(e *registry.Entry) { e.Person.Residence.Since = day(since) }
}

func childOf(parents ...registry.Name) func(*registry.Entry) {
	return func(e *registry.Entry) { e.Person.Withheld.Parents = parents }
}
