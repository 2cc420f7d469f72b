package registry

// Sentence is one sentence to a person, in the language of the office and in the
// one of reading aids.
type Sentence struct{ Italian, English string }

// Warning is something about a record that an officer should look at: its fiscal
// code is missing, unconfirmed, or says otherwise than the record. It stops
// nothing by itself, since the code is no truth about the person, and it is
// derived at every reading, never stored. Code is stable; the sentence holds no
// personal data.
type Warning struct {
	Code     string
	Sentence Sentence
}

// The warnings, in the order in which they are given.
var (
	WarnNoCode          = warning("fiscal-code-missing", "Nella scheda non c'è il codice fiscale.", "The record holds no fiscal code.")
	WarnNotValidated    = warning("fiscal-code-not-validated", "L'Agenzia delle Entrate non ha confermato il codice fiscale.", "The Agenzia delle Entrate has not confirmed the fiscal code.")
	WarnMalformed       = warning("fiscal-code-malformed", "Il codice fiscale della scheda non è un codice fiscale: forma o carattere di controllo errati.", "The record's fiscal code is none: its shape or check character is wrong.")
	WarnProvisional     = warning("fiscal-code-provisional", "Il codice fiscale è provvisorio e non si può confrontare con la scheda.", "The fiscal code is provisional and cannot be compared with the record.")
	WarnName            = warning("fiscal-code-name", "Il codice fiscale non corrisponde al nome o al cognome della scheda.", "The fiscal code does not agree with the name or surname of the record.")
	WarnDate            = warning("fiscal-code-date", "Il codice fiscale non corrisponde alla data di nascita della scheda.", "The fiscal code does not agree with the record's date of birth.")
	WarnDateIncomplete  = warning("birth-date-incomplete", "Nella scheda la data di nascita è incompleta o manca; il codice fiscale ne indica una.", "The record's date of birth is incomplete or missing; the fiscal code states one.")
	WarnSex             = warning("fiscal-code-sex", "Il codice fiscale non corrisponde al sesso della scheda.", "The fiscal code does not agree with the sex of the record.")
	WarnPlace           = warning("fiscal-code-place", "Il codice fiscale non corrisponde al luogo di nascita della scheda.", "The fiscal code does not agree with the record's place of birth.")
	WarnPlaceIncomplete = warning("birth-place-without-code", "Nella scheda il luogo di nascita è senza codice catastale e non si può confrontare con il codice fiscale.", "The record's place of birth has no cadastral code and cannot be compared with the fiscal code.")
)

func warning(code, it, en string) Warning { return Warning{code, Sentence{it, en}} }

// Warnings is what an officer should look at in the record, nil if nothing. A
// mismatch between code and record is a warning, never a reason to refuse.
func Warnings(p Person) []Warning {
	if p.FiscalCode == "" {
		return []Warning{WarnNoCode}
	}
	var out []Warning
	if !p.CodeValidated {
		out = append(out, WarnNotValidated)
	}
	s, ok := p.FiscalCode.Stated()
	switch {
	case ok:
		return append(out, s.disagreements(p)...)
	case p.FiscalCode.Provisional():
		return append(out, WarnProvisional)
	}
	return append(out, WarnMalformed)
}

// disagreements compares what the code says with the record.
func (s Stated) disagreements(p Person) []Warning {
	var out []Warning
	add := func(w Warning, so bool) {
		if so {
			out = append(out, w)
		}
	}
	born, place := p.Birth.Date, p.Birth.Place.Code
	add(WarnName, !p.FiscalCode.Fits(p.Name))
	add(WarnDate, !s.Born(born))
	add(WarnDateIncomplete, born.Day == 0)
	add(WarnSex, s.Sex != p.Sex)
	add(WarnPlace, place != "" && place != s.Place)
	add(WarnPlaceIncomplete, place == "")
	return out
}
