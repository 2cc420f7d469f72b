package certificates

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

// Exemption is a ground on which no stamp duty is owed (motivo di esenzione dal bollo).
// It is granted for what the certificate is for, and must be claimed by who asks.
type Exemption struct {
	Code     int // official table 39, or from 101 on one of our own
	Name     Text
	Citation string // the law that grants it, as printed
	Fee      bool   // it holds for the diritti di segreteria too
	Uses     []Use  // for which it can be claimed; nil for all
	Channels []Channel
	From     registry.Date // first day of effect; zero for always
	Until    registry.Date // first day without effect; zero while it holds
}

// The exemptions that rules speak of.
const (
	JudicialExemption = 3  // the only one that a lawyer can claim
	OtherExemption    = 99 // says its ground in words
)

// groundLength is how many characters the ground of OtherExemption may have (EN282).
const groundLength = 256

// Uses for which an exemption can be claimed.
var (
	inItaly  = []Use{PrivateUse}
	atCourt  = []Use{PrivateUse, JudicialUse}
	ofStates = []Use{PrivateUse, AuthorityUse, AbroadUse}
)

const tableB = "tabella allegato B d.P.R. 642/1972"

// exemptions are those of the official table 39 and, from 101 on, the other grounds of
// table B of d.P.R. 642/1972 that offices accept, which have no official code.
var exemptions = []Exemption{
	{
		Code: 1, Citation: "art. 27-bis, " + tableB,
		Name: say("Lo chiede una ONLUS", "Antragsteller ist eine ONLUS (gemeinnützige Organisation)", "Zahteva ga organizacija ONLUS", "La demande vient d'une ONLUS", "It is requested by an ONLUS"),
	},
	{
		Code: 2, Citation: "art. 8-bis, " + tableB,
		Name: say("Per società e associazioni sportive", "Für Sportvereine und Sportgesellschaften", "Za športna društva", "Pour les sociétés et associations sportives", "For sports clubs and associations"),
	},
	{
		Code: JudicialExemption, Citation: "art. 18 d.P.R. 115/2002; circ. Agenzia delle Entrate 14 agosto 2002, n. 70/E", Uses: atCourt,
		Name: say("Per un procedimento giudiziario", "Für ein Gerichtsverfahren", "Za sodni postopek", "Pour une procédure judiciaire", "For court proceedings"),
	},
	{
		Code: 4, Citation: "art. 16, " + tableB, Fee: true, Uses: atCourt,
		Name: say("Per il consulente del tribunale o il curatore fallimentare", "Für Gerichtssachverständige oder Konkursverwalter", "Za sodnega izvedenca ali stečajnega upravitelja", "Pour l'expert judiciaire ou le curateur de faillite", "For a court expert or a receiver in bankruptcy"),
	},
	{
		Code: 5, Citation: "art. 13, " + tableB + "; circ. Ministero della Giustizia 5 febbraio 2007, n. 14803.U", Uses: atCourt,
		Name: say("Per interdizione, inabilitazione o amministrazione di sostegno", "Für Entmündigung, beschränkte Entmündigung oder Sachwalterschaft", "Za odvzem ali omejitev poslovne sposobnosti ali skrbništvo s podporo", "Pour une interdiction, une inhabilitation ou une administration de soutien", "For interdiction, incapacitation or support administration"),
	},
	{
		Code: 6, Citation: "art. 13, " + tableB + "; art. 82 L. 184/1983", Fee: true, Uses: atCourt,
		Name: say("Per adozione, affidamento o tutela di minori", "Für Adoption, Pflegschaft oder Vormundschaft von Minderjährigen", "Za posvojitev, rejništvo ali skrbništvo mladoletnih", "Pour une adoption, un placement ou une tutelle de mineurs", "For adoption, fostering or guardianship of minors"),
	},
	{
		Code: 7, Citation: "art. 19 L. 74/1987", Fee: true, Uses: atCourt,
		Name: say("Per separazione o divorzio", "Für Trennung oder Scheidung", "Za ločitev ali razvezo", "Pour une séparation ou un divorce", "For separation or divorce"),
	},
	{
		Code: 8, Citation: "art. 16 c.8 L. 537/1993", Uses: ofStates,
		Name: say("È cambiato il nome della via o il numero civico", "Straßenname oder Hausnummer wurde geändert", "Spremenila sta se ime ulice ali hišna številka", "Le nom de la rue ou le numéro a changé", "The name of the street or the number has changed"),
	},
	{
		Code: 9, Citation: "art. 9, " + tableB, Uses: ofStates,
		Name: say("Per una pensione estera", "Für eine ausländische Rente", "Za tujo pokojnino", "Pour une pension étrangère", "For a foreign pension"),
	},
	{
		Code: 10, Citation: "art. 16, " + tableB, Fee: true, Channels: []Channel{Counter, Interop},
		Name: say("Scambio di atti tra pubbliche amministrazioni", "Austausch zwischen öffentlichen Verwaltungen", "Izmenjava med javnimi upravami", "Échange entre administrations publiques", "Exchange between public bodies"),
	},
	{
		Code: OtherExemption, Citation: tableB,
		Name: say("Altro motivo, che scrivi tu", "Anderer Grund, den Sie selbst angeben", "Drug razlog, ki ga navedete sami", "Un autre motif, que vous indiquez", "Another ground, which you state"),
	},

	{
		Code: 101, Citation: "art. 1, " + tableB, Uses: ofStates,
		Name: say("Per esercitare o tutelare i diritti elettorali", "Zur Ausübung oder zum Schutz des Wahlrechts", "Za uveljavljanje ali varstvo volilne pravice", "Pour exercer ou protéger les droits électoraux", "To exercise or protect electoral rights"),
	},
	{
		Code: 102, Citation: "art. 2, " + tableB, Uses: inItaly,
		Name: say("Per la leva e il servizio militare", "Für Wehrpflicht und Wehrdienst", "Za nabor in vojaško službo", "Pour le service militaire", "For military service"),
	},
	{
		Code: 103, Citation: "art. 3, " + tableB, Uses: []Use{PrivateUse, JudicialUse, ImmigrationUse},
		Name: say("Per un procedimento penale, disciplinare o di pubblica sicurezza", "Für ein Straf-, Disziplinar- oder Sicherheitsverfahren", "Za kazenski, disciplinski ali javnovarnostni postopek", "Pour une procédure pénale, disciplinaire ou de sécurité publique", "For criminal, disciplinary or public-safety proceedings"),
	},
	{
		Code: 104, Citation: "art. 5, " + tableB, Uses: inItaly,
		Name: say("Per le imposte e i tributi", "Für Steuern und Abgaben", "Za davke in dajatve", "Pour les impôts et les taxes", "For taxes"),
	},
	{
		Code: 105, Citation: "art. 8, " + tableB, Uses: ofStates,
		Name: say("Per sussidi, assistenza o beneficenza", "Für Beihilfen, Fürsorge oder Wohltätigkeit", "Za pomoč, socialno varstvo ali dobrodelnost", "Pour des aides, l'assistance ou la bienfaisance", "For benefits, welfare or charity"),
	},
	{
		Code: 106, Citation: "art. 9, " + tableB, Uses: ofStates,
		Name: say("Per previdenza, pensioni, assegni familiari o assicurazione sanitaria", "Für Sozialversicherung, Rente, Familiengeld oder Krankenversicherung", "Za socialno zavarovanje, pokojnino, družinske dodatke ali zdravstveno zavarovanje", "Pour la sécurité sociale, les pensions, les allocations familiales ou la santé", "For social insurance, pensions, family allowances or health"),
	},
	{
		Code: 107, Citation: "art. 11, " + tableB, Uses: ofStates,
		Name: say("Per la scuola, l'università o una borsa di studio", "Für Schule, Universität oder ein Stipendium", "Za šolo, univerzo ali štipendijo", "Pour l'école, l'université ou une bourse d'études", "For school, university or a scholarship"),
	},
	{
		Code: 108, Citation: "art. 21-bis, " + tableB, Uses: inItaly,
		Name: say("Per aiuti all'agricoltura", "Für Beihilfen an die Landwirtschaft", "Za pomoč kmetijstvu", "Pour des aides à l'agriculture", "For agricultural aid"),
	},
	{
		Code: 109, Citation: "art. 24, " + tableB, Uses: inItaly,
		Name: say("Per un abbonamento ai trasporti", "Für ein Abonnement der Verkehrsmittel", "Za vozovnico v javnem prevozu", "Pour un abonnement de transport", "For a transport pass"),
	},
}

// Exemptions is every exemption, in the order of their codes, those of table 39 first.
func Exemptions() []Exemption { return slices.Clone(exemptions) }

// ExemptionOf finds an exemption by its code; ok is false for any other.
func ExemptionOf(code int) (e Exemption, ok bool) {
	i := slices.IndexFunc(exemptions, func(e Exemption) bool { return e.Code == code })
	if i < 0 {
		return Exemption{}, false
	}
	return exemptions[i], true
}

// InEffect reports whether the exemption can be claimed on a day.
func (e Exemption) InEffect(day registry.Date) bool {
	return !day.Before(e.From) && (e.Until.IsZero() || day.Before(e.Until))
}

// For reports whether the exemption can be claimed for a use.
func (e Exemption) For(u Use) bool { return e.Uses == nil || slices.Contains(e.Uses, u) }

// Through reports whether the exemption can be claimed by a channel.
func (e Exemption) Through(c Channel) bool {
	return e.Channels == nil || slices.Contains(e.Channels, c)
}
