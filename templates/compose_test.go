package templates

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// What stands on the page for each peculiarity of a record.
func TestStatements(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		kind  certificates.Kind
		alter func(*certificates.Content)
		want  []string
	}{
		{"born", certificates.Life, nil, []string{"Rossi Maria Antonia", "nata il 12/03/1980 a Valdemo (VD)", "alla data del 21/11/2026 è in vita."}},
		{"born a man", certificates.Life, func(c *certificates.Content) { c.Subject.Sex = registry.Male }, []string{"nato il 12/03/1980 a Valdemo (VD)"}},
		{"sex not recorded", certificates.Life, func(c *certificates.Content) { c.Subject.Sex = "" }, []string{"nato/a il 12/03/1980 a Valdemo (VD)"}},
		{"day not known", certificates.Life, func(c *certificates.Content) { c.Subject.Born = registry.Date{Year: 2000, Month: 10} }, []string{"nata in ottobre 2000 (giorno non noto) a Valdemo (VD)"}},
		{"month not known", certificates.Life, func(c *certificates.Content) { c.Subject.Born = registry.Date{Year: 2000} }, []string{"nata nell'anno 2000 (giorno e mese non noti) a Valdemo (VD)"}},
		{"born long ago", certificates.Life, func(c *certificates.Content) { c.Subject.Born = registry.Date{Year: 912, Month: 1, Day: 2} }, []string{"nata il 02/01/0912 a Valdemo (VD)"}},
		{"born in a place of two names", certificates.Life, func(c *certificates.Content) { c.Subject.Place = bolzano }, []string{"nata il 12/03/1980 a Bolzano/Bozen (BZ)"}},
		{"born abroad", certificates.Life, func(c *certificates.Content) { c.Subject.Place = lyon }, []string{"nata il 12/03/1980 a Lione (Francia)"}},
		{"born at sea", certificates.Life, func(c *certificates.Content) { c.Subject.Place = atSea }, []string{"nata il 12/03/1980, luogo di nascita: motonave Città di Valdemo, in navigazione"}},
		{"born nobody knows where", certificates.Life, func(c *certificates.Content) { c.Subject.Place = certificates.PlaceContent{} }, []string{"nata il 12/03/1980, luogo di nascita non registrato"}},
		{"without surname", certificates.Life, func(c *certificates.Content) { c.Subject.Surname = "" }, []string{"Maria Antonia (senza cognome)"}},
		{"without name", certificates.Life, func(c *certificates.Content) { c.Subject.Given = "" }, []string{"Rossi (senza nome)"}},

		{"act of birth", certificates.Birth, nil, []string{"è nata il 12/03/1980 a Valdemo (VD), come risulta dal seguente atto di nascita:", "Comune: Valdemo", "Anno: 1980", "Numero: 123", "Parte: I", "Serie: A", "Ufficio: 1"}},
		{"act without series", certificates.Birth, func(c *certificates.Content) { c.BirthAct.Series = "" }, []string{"Parte: I", "Ufficio: 1"}},
		{"no act of birth", certificates.Birth, func(c *certificates.Content) { c.BirthAct = nil }, []string{"è nata il 12/03/1980 a Valdemo (VD)."}},

		{"citizen", certificates.Citizenship, nil, []string{"è cittadina italiana."}},
		{"citizen, a man", certificates.Citizenship, func(c *certificates.Content) { c.Subject.Sex = registry.Male }, []string{"è cittadino italiano."}},

		{"address", certificates.Residence, nil, []string{"Via Roma n. 12/B, scala A, interno 3", "39100 Valdemo (VD)"}},
		{"address in a hamlet", certificates.Residence, func(c *certificates.Content) {
			c.Residence = &certificates.AddressContent{Street: "Località Pian di Là", Hamlet: "Pieve", Municipality: "Bolzano", Alternative: "Bozen"}
		}, []string{"Località Pian di Là, frazione Pieve", "Bolzano/Bozen"}},

		{"married", certificates.CivilStatus, nil, []string{"è coniugata.", "Coniuge: Bianchi Giovanni", "Data del matrimonio: 18/06/2005", "Luogo del matrimonio: Bolzano"}},
		{"married, little known", certificates.CivilStatus, func(c *certificates.Content) {
			c.CivilStatus = &certificates.CivilStatusContent{Code: registry.Married, On: registry.Date{Year: 1950}}
		}, []string{"è coniugata.", "Data del matrimonio: 1950 (giorno e mese non noti)"}},
		{"united", certificates.CivilStatus, func(c *certificates.Content) { c.CivilStatus.Code = registry.InCivilUnion }, []string{"è unita civilmente.", "Altra parte dell'unione: Bianchi Giovanni", "Data dell'unione civile: 18/06/2005", "Luogo dell'unione civile: Bolzano"}},
		{"unmarried", certificates.CivilStatus, status(registry.Unmarried), []string{"è di stato libero."}},
		{"widowed", certificates.CivilStatus, status(registry.Widowed), []string{"è vedova."}},
		{"divorced", certificates.CivilStatus, status(registry.Divorced), []string{"è divorziata."}},
		{"free by death", certificates.CivilStatus, status(registry.FreeByDeath), []string{"è di stato libero a seguito del decesso della parte unita civilmente."}},
		{"free by dissolution", certificates.CivilStatus, status(registry.FreeByDissolution), []string{"è di stato libero a seguito dello scioglimento dell'unione civile."}},

		{"alone", certificates.Household, func(c *certificates.Content) { c.Household = c.Household[:1] }, []string{"La sua famiglia anagrafica è composta dalla sola persona che segue.", "Rossi, Maria Antonia, Valdemo (VD), 12/03/1980"}},
		{"member of whom little is known", certificates.Household, func(c *certificates.Content) { c.Household[1] = certificates.MemberContent{} }, []string{"(senza cognome), (senza nome), non registrato, non registrata"}},

		{"another validity", certificates.Life, func(c *certificates.Content) { c.Validity = 6 }, []string{"Il presente certificato è valido fino al 21/02/2027."}},
		{"valid always", certificates.Life, func(c *certificates.Content) { c.Validity, c.ValidTo = 0, registry.Date{} }, []string{"Valido fino al: senza scadenza", "Il presente certificato ha validità illimitata (art.\u00a041, comma\u00a01, d.P.R.\u00a0445/2000)."}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := sample(t, test.kind)
			if test.alter != nil {
				test.alter(c)
			}
			lines := sampleTypesetter(t).Lines(c)
			for _, want := range test.want {
				if !slices.Contains(lines, want) {
					t.Errorf("%q is not in\n%s", want, strings.Join(lines, "\n"))
				}
			}
			checkStructure(t, read(t, lay(t, c)))
		})
	}
}

// status is a civil status of which no event may be printed.
func status(code registry.CivilStatusCode) func(*certificates.Content) {
	return func(c *certificates.Content) { c.CivilStatus = &certificates.CivilStatusContent{Code: code} }
}

// The marriage behind a status that has ended is nobody's business.
func TestPartnerOfThePast(t *testing.T) {
	t.Parallel()
	for _, code := range []registry.CivilStatusCode{registry.Unmarried, registry.Widowed, registry.Divorced, registry.FreeByDeath, registry.FreeByDissolution} {
		c := sample(t, certificates.CivilStatus)
		c.CivilStatus.Code = code
		if text := read(t, lay(t, c)).tree().text(); strings.Contains(text, "Bianchi") || strings.Contains(text, "18/06/2005") {
			t.Errorf("status %d: the partner is printed: %s", code, text)
		}
	}
}

func TestContentsThatAreRefused(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		kind  certificates.Kind
		spoil func(*certificates.Content)
		want  error
	}{
		{"no kind", certificates.Life, func(c *certificates.Content) { c.Kinds = nil }, errKinds},
		{"a kind that there is not", certificates.Life, func(c *certificates.Content) { c.Kinds = append(c.Kinds, 21) }, errKinds},
		{"half of a combined one", certificates.Life, func(c *certificates.Content) { c.Kinds = append(c.Kinds, certificates.Residence) }, errContent},
		{"no use", certificates.Life, func(c *certificates.Content) { c.Use = "" }, errUse},
		{"a use that there is not", certificates.Life, func(c *certificates.Content) { c.Use = "school" }, errUse},
		{"not alive", certificates.Life, func(c *certificates.Content) { c.Alive = false }, errContent},
		{"no citizenship", certificates.Citizenship, func(c *certificates.Content) { c.Citizenship = "" }, errContent},
		{"another citizenship", certificates.Citizenship, func(c *certificates.Content) { c.Citizenship = "Francia" }, errContent},
		{"no address", certificates.Residence, func(c *certificates.Content) { c.Residence = nil }, errContent},
		{"household without address", certificates.Household, func(c *certificates.Content) { c.Residence = nil }, errContent},
		{"household without members", certificates.Household, func(c *certificates.Content) { c.Household = nil }, errContent},
		{"no civil status", certificates.CivilStatus, func(c *certificates.Content) { c.CivilStatus = nil }, errContent},
		{"status that is not classified", certificates.CivilStatus, status(registry.StatusUnclassified), errContent},
		{"status that does not exist", certificates.CivilStatus, status(5), errContent},
		{"unknown office", certificates.Life, func(c *certificates.Content) { c.Office.Code = "Z999" }, registry.ErrOfficeUnknown},
		{"another office's name", certificates.Life, func(c *certificates.Content) { c.Office.Name = "Comune di Altrove" }, errOffice},
		{"unknown language", certificates.Life, func(c *certificates.Content) { c.Language = registry.Slovene }, registry.ErrOfficeUnknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := sample(t, test.kind)
			test.spoil(c)
			if _, err := sampleTypesetter(t).Lay(c, sampleMark(), sampleAt); !errors.Is(err, test.want) {
				t.Errorf("Lay = %v, want %v", err, test.want)
			}
			if _, err := sampleTypesetter(t).Proof(c); !errors.Is(err, test.want) {
				t.Errorf("Proof = %v, want %v", err, test.want)
			}
		})
	}
}
