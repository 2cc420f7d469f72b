package people

import (
	"slices"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// refusals is, for each kind that cannot be had, the rules that stop it.
type refusals map[certificates.Kind]string

// outcomes says of every case what its sentence promises.
var outcomes = []struct {
	name     string // as in Cases
	refused  registry.Mismatch
	others   int                 // members of the household that can be asked for
	stopped  refusals            // of what fits, and of what a sentence denies
	also     map[string]refusals // by given name, of members who are refused for more
	counter  []certificates.Kind // what is had at the counter alone; nil for the histories
	warnings []registry.Warning
}{
	{name: "D'Amico Chiara", others: 3},
	{name: "Dell'Orto Zoë", stopped: each("SP204", 1, 5, 7, 8, 11, 12, 13, 16, 17)},
	{name: "Aryanto", stopped: foreign, counter: butCitizenship},
	{name: "Kaur", stopped: foreign, counter: butCitizenship},
	{name: "Shevchuk Olena", stopped: foreign, counter: butCitizenship},
	{name: "Abdi Amina", warnings: []registry.Warning{registry.WarnDateIncomplete}},
	{name: "Warsame Yusuf", warnings: []registry.Warning{registry.WarnDateIncomplete}},
	{name: "Bordone Marina"},
	{name: "Roccabruna Ettore"},
	{name: "Hofer Johannes", others: 1},
	{name: "Ferrante Lucia", stopped: each("EN044", 7, 8, 11, 12), counter: none},
	{name: "Quieti Anselmo", refused: registry.DeadRecord, counter: []certificates.Kind{2, 6, 9, 20}},
	{name: "Marchetti Davide", refused: registry.RemovedRecord, counter: []certificates.Kind{4, 6, 9, 20}},
	{name: "Rinaldi Simona", refused: registry.DuplicateRecord},
	{name: "Serafini Paolo", stopped: each("EN181", 1, 5, 7, 11, 17, 101, 102), counter: none},
	{name: "Colombo Irene", stopped: each("EN046", 1, 5, 7, 11, 17, 101, 102), counter: none},
	{name: "Greco Tommaso", stopped: refusals{12: "SP003"}},
	{name: "Fontana Teresa", stopped: refusals{12: "EN055"}, counter: []certificates.Kind{6, 9, 20}},
	{name: "Galli Bruno", stopped: refusals{8: "EN434", 12: "EN434"}, counter: []certificates.Kind{6}},
	{name: "Esposito Rosa", stopped: refusals{3: "EN162"}},
	{name: "Okafor Ngozi", refused: registry.UnvalidatedCode, warnings: []registry.Warning{registry.WarnNotValidated}, counter: []certificates.Kind{9}},
	{name: "Sala Andrea", warnings: []registry.Warning{registry.WarnSex}},
	{name: "Verdi Mara"},
	{name: "Bernardi Carla", others: 2, also: map[string]refusals{"Livia": {1: "EN410"}}, counter: none},
	{name: "Bassi Letizia", others: 1},
	{name: "Silvestri Ada", others: 1, stopped: refusals{3: "EN160"}},
	{name: "Serra Corrado", refused: registry.DeadRecord, counter: []certificates.Kind{2, 6, 9, 20, 103}},
	{name: "Moretti Adele"},
	{name: "Fabbri Stefano"},
	{name: "Longo Elisa", others: 1},
	{name: "Palumbo Lorenzo"},
	{name: "Hoxha Arben"},
	{name: "Vitale Renzo", others: 3},
	{name: "Vitale Celeste", others: 3},
	{name: "Zanella Ivo", stopped: refusals{12: "SP003"}},
	{name: "Ricci Ugo", stopped: each("SP014", 101, 102)},
}

// What several have in common.
var (
	foreign        = refusals{5: "EN110", 101: "SP012 SP014", 102: "SP012 SP014"}
	histories      = []certificates.Kind{6, 9, 20, 103}
	butCitizenship = []certificates.Kind{9, 20, 103}
	none           = []certificates.Kind{}

	ofCounter = append([]certificates.Kind{2, 4}, histories...)
)

func each(code string, kinds ...certificates.Kind) refusals {
	r := refusals{}
	for _, k := range kinds {
		r[k] = code
	}
	return r
}

// fits is the certificates for which a person's situation gives something to certify, and
// that can be asked for online: what a sentence means by every certificate that fits.
func fits(x registry.Extract, today registry.Date) []certificates.Kind {
	p := x.Subject
	kinds := []certificates.Kind{1, 5, 7, 8, 11, 12}
	abroad := p.Standing.State == registry.Abroad
	if abroad {
		kinds = []certificates.Kind{1, 5, 10, 15}
	}
	if p.Birth.Date.OfAge(18, today) {
		kinds = append(kinds, 101, 102)
	}
	if p.Contract != nil {
		kinds = append(kinds, 19)
	}
	switch h := x.Household; {
	case abroad || h == nil:
	case h.Kind == registry.Community:
		kinds = append(kinds, 14)
	case len(h.Members) > 1:
		kinds = append(kinds, 13, 16)
	}
	switch s := p.CivilStatus.Code; {
	case s == registry.Married:
		kinds = append(kinds, 3)
	case s == registry.InCivilUnion:
		kinds = append(kinds, 18)
	case !abroad:
		kinds = append(kinds, 17)
	}
	slices.Sort(kinds)
	return kinds
}
