package main

import (
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// words is what a chapter says beside the rule book itself.
type words struct {
	language                                 registry.Language
	Language, Intro                          string
	KindsTitle, KindsIntro, KindsHead, Alone string
	RulesTitle, RulesIntro                   string
	Concerns, Written, Remedy, Who           string
	Forced, Yes, No, Missing                 string
	archive, all, allBut                     string
	unlimited, months, from, until           string
	stages                                   map[certificates.Stage]string
	helpers                                  map[certificates.Remedy]string
	subjects                                 map[registry.StandingState]string
	channels                                 map[certificates.Channel]string
}

var italian = words{
	language: registry.Italian,
	Language: "Italiano",
	Intro: "Queste pagine dicono quali certificati esistono e che cosa impedisce di rilasciarli. Il programma applica esattamente queste regole: all'elenco dei certificati " +
		"disponibili, all'anteprima e al rilascio. I codici EN sono quelli ufficiali di ANPR, i codici SP sono di Sportello.",
	KindsTitle: "I certificati",
	KindsIntro: "I numeri da 1 a 20 sono quelli della tabella 13 di ANPR. Un ufficio può offrirne di meno e fissare un'altra validità.",
	KindsHead:  "| n. | certificato | di chi è | come si chiede | validità | dove è scritto |",
	Alone:      "da solo",
	RulesTitle: "Le regole",
	RulesIntro: "Ogni richiesta passa per tutte le regole, in quest'ordine. Se più regole la fermano, chi chiede le legge tutte insieme.",
	Concerns:   "Riguarda i certificati", Written: "Dove è scritto", Remedy: "Che cosa fare", Who: "Chi può intervenire",
	Forced: "L'ufficiale può superarla", Yes: "sì, con un motivo scritto, che resta registrato", No: "no",
	Missing: "Chiede solo qualcosa che chi fa la richiesta può ancora indicare",
	archive: "l'archivio indicato dall'ufficio", all: "tutti", allBut: "tutti tranne",
	unlimited: "illimitata", months: "mesi", from: "dal", until: "fino al",
	stages: map[certificates.Stage]string{
		certificates.WhoAsks: "Chi chiede", certificates.OfSubject: "La persona", certificates.OfKind: "Il certificato",
		certificates.Combination: "Più certificati in un documento", certificates.UseAndDuty: "L'uso e il bollo", certificates.OfContents: "Il contenuto",
	},
	helpers: map[certificates.Remedy]string{
		certificates.Applicant: "chi chiede", certificates.TheOffice: "l'ufficio anagrafe", certificates.CivilState: "l'ufficio di stato civile",
		certificates.TaxAgency: "l'Agenzia delle Entrate", certificates.OldArchive: "chi conserva gli archivi precedenti",
	},
	subjects: map[registry.StandingState]string{
		registry.Resident: "residente", registry.Abroad: "iscritto all'AIRE", registry.Dead: "deceduto", registry.Removed: "cancellato", registry.Duplicate: "scheda doppia",
	},
	channels: map[certificates.Channel]string{
		certificates.Online: "online", certificates.Counter: "sportello", certificates.Lawyers: "avvocato", certificates.Interop: "altra amministrazione",
	},
}

var english = words{
	language: registry.English,
	Language: "English",
	Intro: "These pages say which certificates exist and what stands against issuing them. The program applies exactly these rules: to the list of what can be had, to the " +
		"preview and to the issue. EN codes are the official ones of the national register (ANPR), SP codes are Sportello's own.",
	KindsTitle: "The certificates",
	KindsIntro: "Numbers 1 to 20 are those of the national register's table 13. An office may offer fewer, and set another validity.",
	KindsHead:  "| no. | certificate | about whom | how it is had | validity | where it is written |",
	Alone:      "on its own",
	RulesTitle: "The rules",
	RulesIntro: "Every request goes through all rules, in this order. Where several stop it, the applicant reads them all together.",
	Concerns:   "Concerns certificates", Written: "Where it is written", Remedy: "What to do", Who: "Who can help",
	Forced: "An officer may override it", Yes: "yes, with a written reason, which is recorded", No: "no",
	Missing: "It only asks for what the applicant can still say",
	archive: "the archive that the office names", all: "all", allBut: "all but",
	unlimited: "unlimited", months: "months", from: "from", until: "until",
	stages: map[certificates.Stage]string{
		certificates.WhoAsks: "Who asks", certificates.OfSubject: "The person", certificates.OfKind: "The certificate",
		certificates.Combination: "Several certificates in one document", certificates.UseAndDuty: "Use and stamp duty", certificates.OfContents: "The contents",
	},
	helpers: map[certificates.Remedy]string{
		certificates.Applicant: "the applicant", certificates.TheOffice: "the registry office", certificates.CivilState: "the civil-status registrar",
		certificates.TaxAgency: "the revenue agency (Agenzia delle Entrate)", certificates.OldArchive: "whoever keeps the earlier archives",
	},
	subjects: map[registry.StandingState]string{
		registry.Resident: "resident", registry.Abroad: "registered abroad (AIRE)", registry.Dead: "deceased", registry.Removed: "removed", registry.Duplicate: "second record",
	},
	channels: map[certificates.Channel]string{
		certificates.Online: "online", certificates.Counter: "counter", certificates.Lawyers: "lawyer", certificates.Interop: "another administration",
	},
}
