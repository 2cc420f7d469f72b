package templates

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

func reason(code string) func(*certificates.Content) {
	return func(c *certificates.Content) { c.Removal.Reason = code }
}

func tie(r registry.Relationship) func(*certificates.Content) {
	return func(c *certificates.Content) { c.Household[1].Tie = r }
}

// What a kind states and its content lacks, or what no certificate may state, is a
// fault in every language.
func TestKindsThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		kind  certificates.Kind
		spoil func(*certificates.Content)
	}{
		{"no death", certificates.Death, func(c *certificates.Content) { c.Death = nil }},
		{"no marriage", certificates.Marriage, func(c *certificates.Content) { c.Marriage = nil }},
		{"no removal", certificates.Removal, func(c *certificates.Content) { c.Removal = nil }},
		{"a reason that the table lacks", certificates.Removal, reason("14")},
		{"a reason in words", certificates.Removal, reason("irreperibilità")},
		{"no citizenships", certificates.CitizenshipHistory, func(c *certificates.Content) { c.Citizenships = nil }},
		{"no residences", certificates.ResidenceHistory, func(c *certificates.Content) { c.Residences = nil }},
		{"no address abroad", certificates.ResidenceAbroad, func(c *certificates.Content) { c.Abroad = nil }},
		{"an address abroad without state", certificates.ResidenceAbroad, func(c *certificates.Content) { c.Abroad.State = "" }},
		{"no community", certificates.CommunityResidence, func(c *certificates.Content) { c.Community = nil }},
		{"a community without name", certificates.CommunityResidence, func(c *certificates.Content) { c.Community.Name = "" }},
		{"a community without address", certificates.CommunityResidence, func(c *certificates.Content) { c.Residence = nil }},
		{"a household abroad without address", certificates.HouseholdAbroad, func(c *certificates.Content) { c.Abroad.Locality = "" }},
		{"a household abroad without members", certificates.HouseholdAbroad, func(c *certificates.Content) { c.Household = nil }},
		{"a member with a status that there is not", certificates.HouseholdAndStatus, func(c *certificates.Content) { c.Household[1].CivilStatus = 5 }},
		{"a member without tie", certificates.HouseholdTies, tie(0)},
		{"figliastro", certificates.HouseholdTies, tie(14)},
		{"patrigno", certificates.HouseholdTies, tie(15)},
		{"fratellastro", certificates.HouseholdTies, tie(19)},
		{"adottato", certificates.HouseholdTies, tie(80)},
		{"a tie that the table lacks", certificates.HouseholdTies, tie(27)},
		{"a tie of a community", certificates.HouseholdTies, tie(registry.CommunityMember)},
		{"not free", certificates.FreeStatus, func(c *certificates.Content) { c.FreeStatus = false }},
		{"no civil union", certificates.CivilUnion, func(c *certificates.Content) { c.CivilUnion = nil }},
		{"no contract", certificates.CohabitationContract, func(c *certificates.Content) { c.Contract = nil }},
		{"a contract with nobody", certificates.CohabitationContract, func(c *certificates.Content) { c.Contract.Partner = "" }},
		{"residence on no day", certificates.ResidenceOnDate, func(c *certificates.Content) { c.On = registry.Date{} }},
		{"no residence on the day", certificates.ResidenceOnDate, func(c *certificates.Content) { c.Residences = nil }},
		{"two residences on the day", certificates.ResidenceOnDate, func(c *certificates.Content) { c.Residences = append(c.Residences, c.Residences[0]) }},
		{"household on no day", certificates.HouseholdOnDate, func(c *certificates.Content) { c.On = registry.Date{} }},
		{"household of nobody on a day", certificates.HouseholdOnDate, func(c *certificates.Content) { c.Household = nil }},
		{"no political rights", certificates.PoliticalRights, func(c *certificates.Content) { c.Electoral.Rights = false }},
		{"nothing of the electoral archive", certificates.PoliticalRights, func(c *certificates.Content) { c.Electoral = nil }},
		{"not on the roll", certificates.ElectoralRoll, func(c *certificates.Content) { c.Electoral.Enrolled = false }},
		{"duty settled by nothing", certificates.Life, func(c *certificates.Content) { c.Duty = &certificates.DutyContent{} }},
		{"an exemption without law", certificates.Life, func(c *certificates.Content) { c.Duty = &certificates.DutyContent{Exemption: 3} }},
		{"exempt and paid", certificates.Life, func(c *certificates.Content) {
			c.Duty = &certificates.DutyContent{Exemption: 3, Citation: "art. 18", Means: certificates.OnlinePayment, Amount: 1600, Payment: "1"}
		}},
		{"nothing paid", certificates.Life, func(c *certificates.Content) {
			c.Duty = &certificates.DutyContent{Means: certificates.OnlinePayment, Payment: "1"}
		}},
		{"a stamp without its day", certificates.Life, func(c *certificates.Content) {
			c.Duty = &certificates.DutyContent{Means: certificates.PaperStamp, Amount: 1600, Stamp: "01234567890123"}
		}},
		{"a stamp without its number", certificates.Life, func(c *certificates.Content) {
			c.Duty = &certificates.DutyContent{Means: certificates.PaperStamp, Amount: 1600, StampOn: c.IssuedOn}
		}},
		{"virtual without authorisation", certificates.Life, func(c *certificates.Content) {
			c.Duty = &certificates.DutyContent{Means: certificates.VirtualStamp, Amount: 1600}
		}},
		{"a payment that has no name", certificates.Life, func(c *certificates.Content) {
			c.Duty = &certificates.DutyContent{Means: certificates.OnlinePayment, Amount: 1600}
		}},
		{"means that there are not", certificates.Life, func(c *certificates.Content) {
			c.Duty = &certificates.DutyContent{Means: "cash", Amount: 1600, Payment: "1"}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := every(t)[test.kind]
			test.spoil(c)
			for _, l := range []registry.Language{registry.Italian, registry.German, registry.English} {
				if _, err := sampleTypesetter(t).Lay(beside(t, c, l), sampleMark(), sampleAt); !errors.Is(err, errContent) {
					t.Errorf("%s: Lay = %v, want %v", l, err, errContent)
				}
			}
		})
	}
}

// What stands on the page of each kind.
func TestKinds(t *testing.T) {
	t.Parallel()
	act := []string{"Comune: Bolzano", "Anno: 2005", "Numero: 44", "Parte: II", "Serie: A"}
	for _, test := range []struct {
		name  string
		kind  certificates.Kind
		alter func(*certificates.Content)
		want  []string
	}{
		{"death", certificates.Death, nil, []string{"è deceduta il 02/10/2026 a Bolzano.", "La morte risulta dal seguente atto di morte:", "Numero: 88", "Il presente certificato ha validità illimitata (art.\u00a041, comma\u00a01, d.P.R.\u00a0445/2000)."}},
		{"death, little known", certificates.Death, func(c *certificates.Content) { c.Death = &certificates.DeathContent{} }, []string{"è deceduta in data non registrata."}},
		{"marriage", certificates.Marriage, nil, append([]string{"ha contratto matrimonio.", "Coniuge: Bianchi Giovanni", "Nascita del coniuge: 02/11/1978", "Data del matrimonio: 18/06/2005", "Luogo del matrimonio: Bolzano"}, act...)},
		{"marriage, little known", certificates.Marriage, func(c *certificates.Content) {
			c.Marriage = &certificates.UnionContent{Partner: "Bianchi Giovanni"}
		}, []string{"ha contratto matrimonio.", "Coniuge: Bianchi Giovanni"}},
		{"civil union", certificates.CivilUnion, nil, append([]string{"è unita civilmente.", "Altra parte dell'unione: Verdi Anna", "Nascita dell'altra parte: 02/11/1978"}, act...)},
		{"contract", certificates.CohabitationContract, nil, []string{"ha stipulato un contratto di convivenza.", "Altra parte del contratto: Verdi Paolo", "Nascita dell'altra parte: 06/05/1979", "Data del contratto: 15/01/2024", "Autenticato da: avv. Dimostra Esempi, foro di Valdemo"}},
		{"removal", certificates.Removal, nil, []string{"è stata cancellata dall'anagrafe di questo Comune il 02/10/2026.", "Motivo della cancellazione: trasferimento di residenza in altro Comune"}},
		{"removal without reason", certificates.Removal, reason(""), []string{"è stata cancellata dall'anagrafe di questo Comune il 02/10/2026."}},
		{"removal of who is homeless", certificates.Removal, reason("4"), []string{"Motivo della cancellazione: trasferimento di domicilio"}},
		{"removal for a permit", certificates.Removal, reason("7"), []string{"Motivo della cancellazione: mancato rinnovo della dichiarazione di dimora abituale"}},
		{"citizenships", certificates.CitizenshipHistory, nil, []string{"risulta avere avuto le seguenti cittadinanze:", "di Serbia, 12/03/1980, 01/04/2010", "italiana, 01/04/2010, tuttora"}},
		{"residences", certificates.ResidenceHistory, nil, []string{
			"Rue de la Gare n. 12/B, scala A, interno 3, 11100 Aosta/Aoste (AO), 2012 (giorno e mese non noti), 01/02/2015",
			"Via Roma n. 12/B, scala A, interno 3, 39100 Valdemo (VD), 30/06/2020, tuttora",
		}},
		{"residence on a day", certificates.ResidenceOnDate, nil, []string{"alla data del 01/06/2016 era residente all'indirizzo", "Via Garibaldi n. 12/B, scala A, interno 3", "39100 Valdemo (VD)", "Residente dal: 01/02/2015"}},
		{"residence abroad", certificates.ResidenceAbroad, nil, []string{"Musterstraße 12", "80331 Monaco di Baviera (Germania)", "Iscrizione AIRE dal: 01/02/2015", "Ufficio consolare: Monaco di Baviera"}},
		{"residence in a community", certificates.CommunityResidence, nil, []string{"è residente in questo Comune, nella convivenza anagrafica", "Casa di riposo San Demo", "all'indirizzo", "39100 Valdemo (VD)"}},
		{"household and status", certificates.HouseholdAndStatus, nil, []string{"Rossi, Maria Antonia, Valdemo (VD), 12/03/1980, coniugata", "Bianchi, Giovanni, Bolzano/Bozen (BZ), 02/11/1978, coniugato", "Bianchi, Lucia, Lione (Francia), 30/07/2008, di stato libero"}},
		{"status that is not classified", certificates.HouseholdAndStatus, func(c *certificates.Content) { c.Household[2].CivilStatus = registry.StatusUnclassified }, []string{"Bianchi, Lucia, Lione (Francia), 30/07/2008, non registrato"}},
		{"household and ties", certificates.HouseholdTies, nil, []string{"Rossi, Maria Antonia, Valdemo (VD), 12/03/1980, intestataria", "Bianchi, Giovanni, Bolzano/Bozen (BZ), 02/11/1978, marito", "Bianchi, Lucia, Lione (Francia), 30/07/2008, figlia", "D'Angelo, Niccolò, Valdemo (VD), 24/12/2015, figlio"}},
		{"cohabitant by adoption or affection", certificates.HouseholdTies, tie(23), []string{"Bianchi, Giovanni, Bolzano/Bozen (BZ), 02/11/1978, convivente"}},
		{"household abroad", certificates.HouseholdAbroad, nil, []string{"La sua famiglia iscritta nell'AIRE è composta dalle 3 persone che seguono.", "Bianchi, Lucia, Lione (Francia), 30/07/2008"}},
		{"household on a day", certificates.HouseholdOnDate, nil, []string{"alla data del 01/06/2016 era residente in questo Comune, all'indirizzo", "Alla data del 01/06/2016 la sua famiglia anagrafica era composta dalle 4 persone che seguono."}},
		{"alone on a day", certificates.HouseholdOnDate, func(c *certificates.Content) { c.Household = c.Household[:1] }, []string{"Alla data del 01/06/2016 la sua famiglia anagrafica era composta dalla sola persona che segue."}},
		{"free status", certificates.FreeStatus, nil, []string{"è di stato libero."}},
		{"political rights", certificates.PoliticalRights, nil, []string{"L'UFFICIALE ELETTORALE", "gode dei diritti politici."}},
		{"electoral roll", certificates.ElectoralRoll, nil, []string{"L'UFFICIALE ELETTORALE", "è iscritta nelle liste elettorali di questo Comune.", "Iscrizione dal: 12/03/1998"}},
		{"validity of the office", certificates.Life, func(c *certificates.Content) { c.Validity, c.Ground = 6, "art. 41, comma 1, d.P.R. 445/2000" }, []string{"Il presente certificato è valido fino al 21/02/2027 (art. 41, comma 1, d.P.R. 445/2000)."}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := every(t)[test.kind]
			if test.alter != nil {
				test.alter(c)
			}
			lines := sampleTypesetter(t).Lines(c)
			for _, want := range test.want {
				if !slices.Contains(lines, want) {
					t.Errorf("%q is not stated in %q", want, lines)
				}
			}
			checkStructure(t, read(t, lay(t, c)))
		})
	}
}

// No removal says that somebody is homeless or what his permit is (art. 35 c.2 d.P.R.
// 223/1989), no tie tells an adoption, in any language.
func TestWhatNoCodeMaySay(t *testing.T) {
	t.Parallel()
	for l, w := range sampleTypesetter(t).wording {
		for _, r := range []registry.Relationship{0, 14, 15, 19, 80} {
			if w.tied[r] != nil {
				t.Errorf("%s: tie %d is %q", l, r, w.tied[r].Text)
			}
		}
		if len(w.tied) != 26 || len(w.removed) != 13 || len(w.stated) != 7 || len(w.kinds) != 23 {
			t.Errorf("%s: %d ties, %d removals, %d statuses, %d kinds", l, len(w.tied), len(w.removed), len(w.stated), len(w.kinds))
		}
		for code, p := range w.removed {
			for _, never := range []string{"dimora,", "senza", "permesso", "obdach", "aufenthaltstitel", "brezdom", "dovoljenj", "permis", "abri", "homeless", "permit"} {
				if strings.Contains(strings.ToLower(p.Text), never) {
					t.Errorf("%s: removal %s says %q", l, code, p.Text)
				}
			}
		}
		for r, p := range w.tied {
			for _, never := range []string{"adott", "adoz", "adopt", "affett", "posvoj", "stief", "pastor", "step"} {
				if strings.Contains(strings.ToLower(p.Text), never) {
					t.Errorf("%s: tie %d says %q", l, r, p.Text)
				}
			}
		}
	}
}

// Every way to settle the duty is printed, with the fee.
func TestDuty(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"exempt":  {"Esente dall'imposta di bollo: art. 9 Tabella B d.P.R. 642/1972.", "Diritti di segreteria: 0,26 euro."},
		"other":   {"Esente dall'imposta di bollo: uso previsto da convenzione internazionale."},
		"stamp":   {"Imposta di bollo di 16,00 euro assolta con contrassegno telematico n. 01234567890123 del 20/11/2026.", "Diritti di segreteria: 0,52 euro."},
		"virtual": {"Imposta di bollo di 16,00 euro assolta in modo virtuale: autorizzazione Agenzia delle Entrate n. 12345 del 02/01/2020."},
		"online":  {"Imposta di bollo di 16,00 euro assolta in modo telematico, pagamento 302001234567890123."},
	} {
		c := sample(t, certificates.Residence)
		c.Duty = paid(t)[name]
		lines := sampleTypesetter(t).Lines(c)
		if got := lines[len(lines)-len(want):]; !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if lines := sampleTypesetter(t).Lines(sample(t, certificates.Residence)); strings.Contains(strings.Join(lines, " "), "bollo") {
		t.Errorf("a duty that nobody settled: %q", lines)
	}
}

// A residence of the past may have been abroad: the state stands behind the place.
func TestTownAbroad(t *testing.T) {
	t.Parallel()
	for want, a := range map[string]certificates.AddressContent{
		"NW1 9LA Londra (Regno Unito)": {Street: "Camden Road", PostalCode: "NW1 9LA", Municipality: "Londra", State: "Regno Unito"},
		"39100 Bolzano/Bozen (BZ)":     {Street: "Via Roma", PostalCode: "39100", Municipality: "Bolzano", Alternative: "Bozen", Province: "BZ"},
		"Nizza (Francia)":              {Street: "12 rue de Rome", Municipality: "Nizza", State: "Francia"},
	} {
		if _, got := sampleTypesetter(t).wording[registry.Italian].streetAndTown(&a); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
