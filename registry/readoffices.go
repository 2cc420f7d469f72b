package registry

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strings"
)

var officeColumns = layout{
	required: []string{"code", "name", "basis"},
	optional: []string{"alternative", "province", "department", "address", "contact", "coat_of_arms", "languages", "data_from", "archive"},
}

// ReadOffices reads the offices of an installation from a CSV file in the form of
// docs/import.md. coat reads the coat of arms that a row names. Errors are those of
// ReadPeople. The sequence can be ranged over once.
func ReadOffices(r io.Reader, coat func(path string) ([]byte, error)) iter.Seq2[Office, error] {
	seen := map[OfficeID]bool{}
	return readRows(r, func([]string) layout { return officeColumns }, func(r *row) Office {
		o := Office{
			ID: OfficeID(strings.Clone(r.needed("code"))), Name: r.needed("name"), Alternative: r.text("alternative"), Province: r.text("province"),
			Department: r.text("department"), Address: r.text("address"), Contact: r.text("contact"),
			CoatOfArms: r.coat(coat), Basis: oneOf(r, "basis", "", BasisDemo, BasisLocal, BasisNational), Languages: r.languages(),
			DataFrom: r.wholeDay("data_from"), Archive: r.text("archive"),
		}
		switch {
		case !o.ID.Valid():
			r.fail("code", "not a letter and three digits")
		case seen[o.ID]:
			r.fail("code", "an earlier row has the same code")
		}
		seen[o.ID] = true
		return o
	})
}

// languages reads "it|de"; Italian alone where there is no value.
func (r *row) languages() []Language {
	s := r.text("languages")
	if s == "" {
		return []Language{Italian}
	}
	var out []Language
	for part := range strings.SplitSeq(s, "|") {
		l := Language(strings.TrimSpace(part))
		if !slices.Contains([]Language{Italian, German, Slovene, French}, l) || slices.Contains(out, l) {
			r.fail("languages", "not a list of it, de, sl and fr, each once, with | between them")
		}
		out = append(out, l)
	}
	if !slices.Contains(out, Italian) {
		r.fail("languages", "without it: Italian is always among the languages of an office")
	}
	return out
}

func (r *row) coat(read func(path string) ([]byte, error)) []byte {
	path := r.text("coat_of_arms")
	if path == "" {
		return nil
	}
	b, err := read(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.fail("coat_of_arms", "there is no such file")
	case err != nil:
		r.fail("coat_of_arms", "the file cannot be read")
	case !bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")) && !bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		r.fail("coat_of_arms", "the file is neither PNG nor JPEG")
	}
	return b
}
