package certificates

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

// DeclarableState is one of the states, personal qualities and facts that art. 46 c.1 d.P.R. 445/2000
// lets somebody declare in place of a certificate. A letter that holds several facts has a
// state for each that the register holds.
type DeclarableState struct {
	Slug   string // stable name
	Letter string // of art. 46 c.1
	Name   Text
}

// stateRow is a state with the way in which the register fills it in, nil for what the
// register does not hold.
type stateRow struct {
	DeclarableState
	tell func(*signature, *Declared)
}

// Held reports whether the register holds the state at all.
func (r *stateRow) Held() bool { return r.tell != nil }

// Held reports whether the register holds the state: then it has facts or members, or facts
// that are left blank.
func (d Declared) Held() bool { return len(d.Facts)+len(d.Members) > 0 }

// fill is a state as the register fills it in for the subject.
func (s *signature) fill(row *stateRow) Declared {
	d := Declared{State: row.DeclarableState}
	if row.tell != nil {
		row.tell(s, &d)
	}
	return d
}

// declarable is the states in the order of art. 46 c.1.
var declarable = []stateRow{
	{DeclarableState{"birth", "a", say("Data e luogo di nascita", "Datum und Ort der Geburt", "Datum in kraj rojstva", "Date et lieu de naissance", "Date and place of birth")}, tellBirth},
	{DeclarableState{"residence", "b", say("Residenza", "Wohnsitz", "Stalno prebivališče", "Résidence", "Residence")}, tellResidence},
	{DeclarableState{"citizenship", "c", say("Cittadinanza", "Staatsbürgerschaft", "Državljanstvo", "Nationalité", "Citizenship")}, tellCitizenship},
	{DeclarableState{"rights", "d", say("Godimento dei diritti civili e politici", "Genuss der bürgerlichen und politischen Rechte", "Uživanje državljanskih in političnih pravic", "Jouissance des droits civils et politiques", "Enjoyment of civil and political rights")}, tellRights},
	{DeclarableState{"civil-status", "e", say("Stato civile: celibe o nubile, coniugato, vedovo o libero", "Familienstand: ledig, verheiratet, verwitwet oder frei", "Osebni stan: samski, poročen, ovdovel ali prost", "État civil : célibataire, marié, veuf ou libre", "Civil status: single, married, widowed or free")}, tellStatus},
	{DeclarableState{"household", "f", say("Stato di famiglia", "Familienbogen", "Gospodinjska skupnost", "État de famille", "Household")}, tellHousehold},
	{DeclarableState{"life", "g", say("Esistenza in vita", "Am Leben sein", "Potrditev, da oseba živi", "Existence en vie", "Being alive")}, tellLife},
	{DeclarableState{"child-birth", "h", say("Nascita del figlio", "Geburt eines Kindes", "Rojstvo otroka", "Naissance d'un enfant", "Birth of a child")}, tellChildren},
	{DeclarableState{"spouse-death", "h", say("Decesso del coniuge o della parte dell'unione civile", "Tod des Ehepartners oder des Lebenspartners", "Smrt zakonca ali partnerja civilne zveze", "Décès du conjoint ou de la partie de l'union civile", "Death of the spouse or of the partner in a civil union")}, tellWidowhood},
	{DeclarableState{"kin-death", "h", say("Decesso dell'ascendente o del discendente", "Tod eines Vorfahren oder Nachkommen", "Smrt prednika ali potomca", "Décès d'un ascendant ou d'un descendant", "Death of an ancestor or descendant")}, nil},
	{DeclarableState{"electoral-roll", "i", say("Iscrizione in elenchi di pubbliche amministrazioni: liste elettorali", "Eintragung in Verzeichnisse öffentlicher Verwaltungen: Wählerlisten", "Vpis v sezname javne uprave: volilni imenik", "Inscription sur des listes d'administrations publiques : listes électorales", "Entry on lists of public administrations: electoral roll")}, tellRoll},
	{DeclarableState{"registers", "i", say("Iscrizione in altri albi o elenchi di pubbliche amministrazioni", "Eintragung in andere Verzeichnisse öffentlicher Verwaltungen", "Vpis v druge sezname javne uprave", "Inscription sur d'autres listes d'administrations publiques", "Entry on other registers or lists of public administrations")}, nil},
	{DeclarableState{"profession", "l", say("Appartenenza a ordini professionali", "Zugehörigkeit zu Berufskammern", "Članstvo v poklicnih zbornicah", "Appartenance à des ordres professionnels", "Membership of professional bodies")}, nil},
	{DeclarableState{"studies", "m", say("Titolo di studio, esami sostenuti", "Studientitel, abgelegte Prüfungen", "Izobrazba, opravljeni izpiti", "Titre d'études, examens passés", "Educational qualification, examinations taken")}, nil},
	{DeclarableState{"qualification", "n", say("Qualifica professionale, specializzazione, abilitazione, formazione", "Berufliche Qualifikation, Spezialisierung, Befähigung, Ausbildung", "Poklicna kvalifikacija, specializacija, usposobljenost", "Qualification professionnelle, spécialisation, habilitation, formation", "Professional qualification, specialisation, licence, training")}, nil},
	{DeclarableState{"income", "o", say("Situazione reddituale o economica", "Einkommens- oder Vermögenslage", "Dohodki ali premoženjsko stanje", "Situation de revenus ou économique", "Income or economic situation")}, nil},
	{DeclarableState{"contributions", "p", say("Assolvimento di obblighi contributivi", "Erfüllung von Beitragspflichten", "Izpolnitev obveznosti plačila prispevkov", "Accomplissement d'obligations de cotisation", "Fulfilment of contribution duties")}, nil},
	{DeclarableState{"tax-code", "q", say("Possesso e numero del codice fiscale", "Besitz und Angabe der Steuernummer", "Posest in navedba davčne številke", "Possession et indication du code fiscal", "Possession and number of the fiscal code")}, tellCode},
	{DeclarableState{"tax-register", "q", say("Partita IVA e altri dati dell'anagrafe tributaria", "Mehrwertsteuernummer und andere Daten des Steuerregisters", "Številka DDV in drugi podatki davčnega registra", "Numéro de TVA et autres données du fichier fiscal", "VAT number and other data of the tax register")}, nil},
	{DeclarableState{"unemployment", "r", say("Stato di disoccupazione", "Arbeitslosigkeit", "Brezposelnost", "Chômage", "Unemployment")}, nil},
	{DeclarableState{"pension", "s", say("Qualità di pensionato e categoria di pensione", "Rentenbezug und Art der Rente", "Status upokojenca in vrsta pokojnine", "Qualité de retraité et catégorie de pension", "Being a pensioner and the kind of pension")}, nil},
	{DeclarableState{"student", "t", say("Qualità di studente", "Eigenschaft als Student oder Schüler", "Status študenta ali dijaka", "Qualité d'étudiant", "Being a student")}, nil},
	{DeclarableState{"representative", "u", say("Qualità di legale rappresentante, tutore, curatore e simili", "Eigenschaft als gesetzlicher Vertreter, Vormund, Kurator und Ähnliches", "Status zakonitega zastopnika, skrbnika in podobno", "Qualité de représentant légal, tuteur, curateur et similaires", "Being a legal representative, guardian, curator or the like")}, nil},
	{DeclarableState{"associations", "v", say("Iscrizione ad associazioni o formazioni sociali", "Mitgliedschaft in Vereinen oder sozialen Gruppen", "Članstvo v društvih ali združenjih", "Inscription à des associations ou formations sociales", "Membership of associations or social groups")}, nil},
	{DeclarableState{"military", "z", say("Adempimento degli obblighi militari", "Erfüllung der Wehrpflicht", "Izpolnitev vojaških obveznosti", "Accomplissement des obligations militaires", "Fulfilment of military duties")}, nil},
	{DeclarableState{"convictions", "aa", say("Assenza di condanne penali e di provvedimenti iscritti nel casellario giudiziale", "Keine strafrechtlichen Verurteilungen und keine Eintragungen im Strafregister", "Brez kazenskih obsodb in vpisov v kazensko evidenco", "Absence de condamnations pénales et d'inscriptions au casier judiciaire", "No criminal convictions and no entries in the criminal record")}, nil},
	{DeclarableState{"proceedings", "bb", say("Di non sapere di essere sottoposto a procedimenti penali", "Keine Kenntnis von laufenden Strafverfahren", "Oseba ne ve za kazenske postopke proti sebi", "Ignorer d'être soumis à des procédures pénales", "Not knowing of criminal proceedings against oneself")}, nil},
	{DeclarableState{"sanctions", "bb-bis", say("Ente senza sanzioni del d.lgs. 231/2001", "Körperschaft ohne Sanktionen nach GvD 231/2001", "Pravna oseba brez sankcij po zakonski uredbi 231/2001", "Entité sans sanctions du décret législatif 231/2001", "Entity without sanctions under d.lgs. 231/2001")}, nil},
	{DeclarableState{"dependant", "cc", say("Qualità di vivenza a carico", "Eigenschaft als zu Lasten lebende Person", "Status vzdrževane osebe", "Qualité de personne à charge", "Being a dependant")}, nil},
	{DeclarableState{"civil-acts", "dd", say("Dati contenuti nei registri dello stato civile", "Daten aus den Personenstandsregistern", "Podatki iz matičnih knjig", "Données des registres de l'état civil", "Data in the registers of civil status")}, tellActs},
	{DeclarableState{"insolvency", "ee", say("Di non trovarsi in liquidazione o in fallimento", "Keine Liquidation und kein Konkurs", "Oseba ni v likvidaciji ali stečaju", "Ne pas être en liquidation ni en faillite", "Not being in liquidation or bankrupt")}, nil},
}

// declaredFacts is what the states need of the register: no more is read.
var declaredFacts = facts([]Kind{
	Birth, Residence, ResidenceAbroad, Citizenship, PoliticalRights, ElectoralRoll, CivilStatus, Marriage, CivilUnion, HouseholdTies, HouseholdAbroad,
})

// certifiable reports whether the register's facts behind a kind are fit to be stated: nothing
// about the person, the kind or its contents would stop a certificate. What the office decided
// to issue is no part of the question; rules that concern certificates alone are set aside.
func (s *signature) certifiable(k Kind, aside ...string) bool {
	of := s.Case
	of.Request = Request{Subject: of.Extract.Subject.ID, Kinds: []Kind{k}, Use: PrivateUse, Language: registry.Italian}
	for _, r := range s.catalogue.refuse(of) {
		if stage := r.Rule.Stage; (stage == OfSubject || stage == OfKind || stage == OfContents) && !slices.Contains(aside, r.Rule.Code) {
			return false
		}
	}
	return true
}
