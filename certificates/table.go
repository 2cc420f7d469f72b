package certificates

import "github.com/sportello/sportello/registry"

// What rows of the table share.
var (
	forResidents = []registry.StandingState{registry.Resident}
	forAbroad    = []registry.StandingState{registry.Abroad}
	forLiving    = []registry.StandingState{registry.Resident, registry.Abroad}
	forPast      = []registry.StandingState{registry.Resident, registry.Dead, registry.Removed}

	everyWay    = []Channel{Online, Counter, Lawyers, Interop}
	byParties   = []Channel{Online, Counter} // one of the two parties alone may ask
	counterOnly = []Channel{Counter}
)

// firstUnions is the day from which civil unions and cohabitation contracts can be
// registered (L. 76/2016).
var firstUnions = registry.Date{Year: 2016, Month: 6, Day: 5}

const (
	lawRegister  = "art. 33 c.1 d.P.R. 223/1989"
	lawHistory   = "art. 35 c.4 d.P.R. 223/1989"
	lawAbroad    = "L. 470/1988"
	lawElectoral = "d.P.R. 223/1967"
)

// table is the official table 13, "Tipo di certificato", in its order, then the kinds
// beside it. By which way a kind can be had is the list of the citizens' portal (d.m. 3
// novembre 2021): what is not in it is had at the counter.
var table = []Entry{
	{
		Kind: Birth, Slug: "birth", Citation: lawRegister + "; L. 1064/1955", Subjects: forLiving, Channels: everyWay, Validity: threeMonths, Ground: art33,
		Name: say("Certificato anagrafico di nascita", "Meldeamtliche Geburtsbescheinigung", "Potrdilo o rojstvu iz registra prebivalstva", "Certificat de naissance du registre de la population", "Registry certificate of birth"),
	},
	{
		Kind: Death, Slug: "death", Citation: lawRegister, Subjects: []registry.StandingState{registry.Dead}, Channels: counterOnly, Single: true, Ground: art41,
		Name: say("Certificato anagrafico di morte", "Meldeamtliche Todesbescheinigung", "Potrdilo o smrti iz registra prebivalstva", "Certificat de décès du registre de la population", "Registry certificate of death"),
	},
	{
		Kind: Marriage, Slug: "marriage", Citation: lawRegister, Subjects: forLiving, Channels: everyWay, Validity: threeMonths, Ground: art33,
		Name: say("Certificato anagrafico di matrimonio", "Meldeamtliche Eheschließungsbescheinigung", "Potrdilo o zakonski zvezi iz registra prebivalstva", "Certificat de mariage du registre de la population", "Registry certificate of marriage"),
	},
	{
		Kind: Removal, Slug: "removal", Citation: "art. 11 e " + lawRegister, Subjects: []registry.StandingState{registry.Removed}, Channels: counterOnly, Single: true, Validity: threeMonths, Ground: art33,
		Name: say("Certificato di cancellazione anagrafica", "Bescheinigung über die meldeamtliche Streichung", "Potrdilo o izbrisu iz registra prebivalstva", "Certificat de radiation du registre de la population", "Certificate of removal from the register"),
	},
	{
		Kind: Citizenship, Slug: "citizenship", Citation: lawRegister + "; L. 91/1992", Subjects: forLiving, Channels: everyWay, Validity: threeMonths, Ground: art33,
		Name: say("Certificato di cittadinanza", "Staatsbürgerschaftsnachweis", "Potrdilo o državljanstvu", "Certificat de nationalité", "Certificate of citizenship"),
	},
	{
		Kind: CitizenshipHistory, Slug: "citizenship-history", Citation: lawHistory, Subjects: forPast, Channels: counterOnly, Single: true, Validity: threeMonths, Ground: art33,
		Name: say("Certificato storico di cittadinanza", "Historischer Staatsbürgerschaftsnachweis", "Zgodovinsko potrdilo o državljanstvu", "Certificat historique de nationalité", "Historical citizenship certificate"),
	},
	{
		Kind: Life, Slug: "life", Citation: lawRegister, Subjects: forResidents, Channels: everyWay, Validity: threeMonths, Ground: art33,
		Name: say("Certificato di esistenza in vita", "Lebensbescheinigung", "Potrdilo o življenju", "Certificat de vie", "Certificate of life"),
	},
	{
		Kind: Residence, Slug: "residence", Citation: lawRegister, Subjects: forResidents, Channels: everyWay, Validity: threeMonths, Ground: art33,
		Name: say("Certificato di residenza", "Wohnsitzbescheinigung", "Potrdilo o stalnem prebivališču", "Certificat de résidence", "Certificate of residence"),
	},
	{
		Kind: ResidenceHistory, Slug: "residence-history", Citation: lawHistory, Subjects: forPast, Channels: counterOnly, Single: true, Validity: threeMonths, Ground: art33,
		Name: say("Certificato storico di residenza", "Historische Wohnsitzbescheinigung", "Zgodovinsko potrdilo o stalnem prebivališču", "Certificat historique de résidence", "Historical residence certificate"),
	},
	{
		Kind: ResidenceAbroad, Slug: "residence-abroad", Citation: lawAbroad, Subjects: forAbroad, Channels: everyWay, Validity: threeMonths, Ground: art33,
		Name: say("Certificato di residenza AIRE", "AIRE-Wohnsitzbescheinigung", "Potrdilo o prebivališču AIRE", "Certificat de résidence AIRE", "Residence certificate for Italians abroad"),
	},
	{
		Kind: CivilStatus, Slug: "civil-status", Citation: lawRegister, Subjects: forResidents, Channels: everyWay, Validity: threeMonths, Ground: art33,
		Name: say("Certificato di stato civile", "Bescheinigung des Familienstandes", "Potrdilo o osebnem stanu", "Certificat d'état civil", "Certificate of civil status"),
	},
	{
		Kind: Household, Slug: "household", Citation: "art. 4 e " + lawRegister, Subjects: forResidents, Channels: everyWay, Validity: threeMonths, Ground: art33,
		Name: say("Certificato di stato di famiglia", "Familienbogen", "Potrdilo o gospodinjski skupnosti", "Certificat d'état de famille", "Household certificate"),
	},
	{
		Kind: HouseholdAndStatus, Slug: "household-and-civil-status", Citation: "art. 4 e " + lawRegister, Subjects: forResidents, Channels: everyWay, Validity: threeMonths, Ground: art33,
		Name: say("Certificato di stato di famiglia e di stato civile", "Familienbogen mit Familienstand", "Potrdilo o gospodinjski skupnosti in osebnem stanu", "Certificat d'état de famille et d'état civil", "Household and civil-status certificate"),
	},
	{
		Kind: CommunityResidence, Slug: "community-residence", Citation: "art. 5 e " + lawRegister, Subjects: forResidents, Channels: everyWay, Validity: threeMonths, Ground: art33,
		Name: say("Certificato di residenza in convivenza", "Bescheinigung der Wohngemeinschaft", "Potrdilo o prebivališču v skupnem bivališču", "Certificat de résidence en collectivité", "Certificate of residence in a community"),
	},
	{
		Kind: HouseholdAbroad, Slug: "household-abroad", Citation: lawAbroad, Subjects: forAbroad, Channels: everyWay, Validity: threeMonths, Ground: art33,
		Name: say("Certificato di stato di famiglia AIRE", "AIRE-Familienbogen", "Potrdilo o gospodinjski skupnosti AIRE", "Certificat d'état de famille AIRE", "Household certificate for Italians abroad"),
	},
	{
		Kind: HouseholdTies, Slug: "household-with-relationships", Citation: "art. 4 e " + lawRegister, Subjects: forResidents, Channels: everyWay, Validity: threeMonths, Ground: art33,
		Name: say("Certificato di stato di famiglia con rapporti di parentela", "Familienbogen mit Verwandtschaftsverhältnissen", "Potrdilo o gospodinjski skupnosti s sorodstvenimi razmerji", "Certificat d'état de famille avec liens de parenté", "Household certificate with relationships"),
	},
	{
		Kind: FreeStatus, Slug: "free-status", Citation: lawRegister, Subjects: forResidents, Channels: everyWay, Validity: threeMonths, Ground: art33,
		Name: say("Certificato di stato libero", "Ledigkeitsbescheinigung", "Potrdilo o samskem stanu", "Certificat d'état libre", "Certificate of free status"),
	},
	{
		Kind: CivilUnion, Slug: "civil-union", Citation: "art. 1 c.1-35 L. 76/2016; " + lawRegister, Subjects: forLiving, Channels: everyWay, Validity: threeMonths, Ground: art33, From: firstUnions,
		Name: say("Certificato anagrafico di unione civile", "Meldeamtliche Bescheinigung der eingetragenen Lebenspartnerschaft", "Potrdilo o civilni zvezi iz registra prebivalstva", "Certificat d'union civile du registre de la population", "Civil-union certificate"),
	},
	{
		Kind: CohabitationContract, Slug: "cohabitation-contract", Citation: "art. 1 c.50-64 L. 76/2016; " + lawRegister, Subjects: forLiving, Channels: byParties, Validity: threeMonths, Ground: art33, From: firstUnions,
		Name: say("Certificato di contratto di convivenza", "Bescheinigung über den Vertrag des Zusammenlebens", "Potrdilo o pogodbi o skupnem življenju", "Certificat de contrat de vie commune", "Cohabitation-contract certificate"),
	},
	{
		Kind: ResidenceOnDate, Slug: "residence-on-date", Citation: lawHistory, Subjects: forPast, Channels: counterOnly, Single: true, Validity: threeMonths, Ground: art33,
		Name: say("Certificato storico di residenza alla data", "Historische Wohnsitzbescheinigung zu einem Datum", "Zgodovinsko potrdilo o stalnem prebivališču na določen dan", "Certificat historique de résidence à une date", "Certificate of residence on a past date"),
	},
	{
		Kind: PoliticalRights, Slug: "political-rights", Citation: "art. 1 e 2 " + lawElectoral, Subjects: forLiving, Channels: everyWay, Validity: threeMonths, Ground: art33,
		Name: say("Certificato di godimento dei diritti politici", "Bescheinigung über den Genuss der politischen Rechte", "Potrdilo o uživanju političnih pravic", "Certificat de jouissance des droits politiques", "Certificate of political rights"),
	},
	{
		Kind: ElectoralRoll, Slug: "electoral-roll", Citation: "art. 4 " + lawElectoral, Subjects: forLiving, Channels: everyWay, Validity: threeMonths, Ground: art33,
		Name: say("Certificato di iscrizione nelle liste elettorali", "Bescheinigung über die Eintragung in die Wählerlisten", "Potrdilo o vpisu v volilni imenik", "Certificat d'inscription sur les listes électorales", "Certificate of entry on the electoral roll"),
	},
	{
		Kind: HouseholdOnDate, Slug: "household-on-date", Citation: lawHistory, Subjects: forPast, Channels: counterOnly, Single: true, Validity: threeMonths, Ground: art33,
		Name: say("Certificato storico di stato di famiglia alla data", "Historischer Familienbogen zu einem Datum", "Zgodovinsko potrdilo o gospodinjski skupnosti na določen dan", "Certificat historique d'état de famille à une date", "Certificate of the household on a past date"),
	},
}
