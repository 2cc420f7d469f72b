package people

import (
	"time"

	"github.com/sportello/sportello/registry"
)

// town is a municipality of the fictional province of Valdemo.
type town struct {
	code, name, alternative string
	abolished               registry.Date // the first day on which it was no more; zero if it stands
}

const (
	province   = "VD"
	postalCode = "99900" // not assigned
)

var (
	valdemo     = town{code: "X900", name: "Valdemo", alternative: "Demotal"}
	castelprova = town{code: "X901", name: "Castelprova"}
	saggio      = town{code: "X902", name: "Pieve di Saggio"}
	esempio     = town{code: "X903", name: "Borgo Esempio"}
	porto       = town{code: "X904", name: "Porto Prova"}
	rocca       = town{code: "X905", name: "Rocca Vecchia", abolished: registry.Date{Year: 1975, Month: time.January, Day: 1}}
	collesempio = town{code: "X906", name: "Collesempio", alternative: "Musterbichl"}
	dolina      = town{code: "X907", name: "Dolina di Prova", alternative: "Poskušna Dolina"}
)

var towns = []town{valdemo, castelprova, saggio, esempio, porto, rocca, collesempio, dolina}

func (t town) born() registry.BirthPlace {
	return registry.BirthPlace{Kind: registry.BornInMunicipality, Code: t.code, Name: t.name, Alternative: t.alternative, Province: province}
}

// home is an address there.
func (t town) home(street, number string) registry.Address {
	return registry.Address{Street: street, Number: number, PostalCode: postalCode, Municipality: t.name, Alternative: t.alternative, Province: province}
}

// stood reports whether someone can have been born there in the year.
func (t town) stood(year int) bool { return t.abolished.IsZero() || year < t.abolished.Year }

// state is a foreign state by its real name and citizenship, under a cadastral
// code that is not assigned.
type state struct{ code, iso, name, citizenship string }

var (
	romania   = state{"Z950", "ROU", "Romania", "romena"}
	albania   = state{"Z951", "ALB", "Albania", "albanese"}
	morocco   = state{"Z952", "MAR", "Marocco", "marocchina"}
	ukraine   = state{"Z953", "UKR", "Ucraina", "ucraina"}
	china     = state{"Z954", "CHN", "Cina", "cinese"}
	peru      = state{"Z955", "PER", "Perù", "peruviana"}
	senegal   = state{"Z956", "SEN", "Senegal", "senegalese"}
	india     = state{"Z957", "IND", "India", "indiana"}
	indonesia = state{"Z958", "IDN", "Indonesia", "indonesiana"}
	somalia   = state{"Z959", "SOM", "Somalia", "somala"}
	nigeria   = state{"Z960", "NGA", "Nigeria", "nigeriana"}

	switzerland = state{"Z961", "CHE", "Svizzera", "svizzera"}
	france      = state{"Z962", "FRA", "Francia", "francese"}
	germany     = state{"Z963", "DEU", "Germania", "tedesca"}
	britain     = state{"Z964", "GBR", "Regno Unito", "britannica"}
	argentina   = state{"Z965", "ARG", "Argentina", "argentina"}
	australia   = state{"Z966", "AUS", "Australia", "australiana"}
	belgium     = state{"Z967", "BEL", "Belgio", "belga"}
)

var states = []state{
	romania, albania, morocco, ukraine, china, peru, senegal, india, indonesia, somalia, nigeria,
	switzerland, france, germany, britain, argentina, australia, belgium,
}

// atSea is the code under which births on a ship are kept here.
const atSea = "Z969"

func (s state) born(locality string) registry.BirthPlace {
	return registry.BirthPlace{Kind: registry.BornAbroad, Code: s.code, Name: locality, State: s.name}
}

// Places is every birth place of the demo register, in the form in which the
// official archive is imported.
func Places() []registry.Place {
	from := registry.Date{Year: 1866, Month: time.November, Day: 19}
	var out []registry.Place
	for _, t := range towns {
		out = append(out, registry.Place{
			Kind: registry.PlaceMunicipality, SourceID: "demo-" + t.code, Code: t.code, Name: t.name, Transliterated: fold(t.name), Alternative: t.alternative,
			Province: province, From: from, To: t.abolished,
		})
	}
	for _, s := range states {
		out = append(out, registry.Place{Kind: registry.PlaceState, SourceID: "demo-" + s.code, Code: s.code, ISO: s.iso, Name: s.name, From: from})
	}
	return append(out, registry.Place{Kind: registry.PlaceState, SourceID: "demo-" + atSea, Code: atSea, Name: "Acque internazionali", From: from})
}
