package registry

import "errors"

// OfficeID names the office (ufficio d'anagrafe) of one municipality within the
// installation: the municipality's cadastral code (codice catastale, also called
// Belfiore code), a capital letter and three digits, "H501". Every row that
// belongs to an office carries it.
type OfficeID string

// Valid reports whether the code has the shape of a cadastral code.
func (id OfficeID) Valid() bool {
	return len(id) == 4 && id[0] >= 'A' && id[0] <= 'Z' && digits(string(id[1:]))
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// Language is one of the languages of official table 14 (it, de, sl, fr) or
// English, as an ISO 639-1 code.
type Language string

// The languages Sportello speaks. English is a reading aid, never the language
// of a certificate.
const (
	Italian Language = "it"
	German  Language = "de"
	Slovene Language = "sl"
	French  Language = "fr"
	English Language = "en"
)

// SecondLanguage is the language in which the law gives the places of a province a
// name beside the Italian one, by the letters of the province: German in Bolzano (art.
// 8 and 101 d.P.R. 670/1972), French in Aosta (art. 38 L. cost. 4/1948), Slovene in
// Gorizia and Trieste (art. 10 L. 38/2001). It is "" anywhere else, and where several
// languages stand side by side, as in Udine.
func SecondLanguage(province string) Language {
	switch province {
	case "BZ":
		return German
	case "AO":
		return French
	case "GO", "TS":
		return Slovene
	}
	return ""
}

// LegalBasis says on what ground an office issues. Online certification of
// registry data belongs to the national service (art. 62 c.3 CAD), so an
// installation states what it is.
type LegalBasis string

// The legal bases of an office.
const (
	BasisDemo     LegalBasis = "demo"     // nothing issued has any legal value; every page says so
	BasisLocal    LegalBasis = "local"    // certificates issued by the municipality itself
	BasisNational LegalBasis = "national" // front end of the national service
)

// Office is one municipality's registry office, with what its letterhead prints.
type Office struct {
	ID          OfficeID
	Name        string // "Comune di Valdemo"
	Alternative string // the name in the office's second language, or ""
	Province    string // "Provincia di ..." as printed, or ""
	Department  string // "Servizi demografici - Ufficio anagrafe"
	Address     string // one line
	Contact     string // where a citizen turns to: telephone, address of the web page
	CoatOfArms  []byte // PNG or JPEG, or nil
	Basis       LegalBasis
	Languages   []Language // languages of its certificates; Italian is always among them
	DataFrom    Date       // the day from which its data go (subentro); zero if that is not known
	Archive     string     // whom to ask about what was before, or ""

	Hours Texts // when its counter is open, as it tells citizens
	Note  Texts // what else it tells them on its pages
}

// Texts is a text in the languages in which there is one.
type Texts map[Language]string

// In is the text in a language, or else in Italian, and the language that it is in; ""
// where there is neither.
func (t Texts) In(l Language) (text string, in Language) {
	if text = t[l]; text != "" {
		return text, l
	}
	return t[Italian], Italian
}

// ErrOfficeUnknown says that the installation serves no such office.
var ErrOfficeUnknown = errors.New("registry: office unknown")

// SecondLanguage is the language of Alternative: the one in which the office issues
// beside Italian; "" if there is none, or several.
func (o Office) SecondLanguage() (second Language) {
	for _, l := range o.Languages {
		switch {
		case l == Italian:
		case second != "":
			return ""
		default:
			second = l
		}
	}
	return second
}
