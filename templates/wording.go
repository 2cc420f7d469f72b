package templates

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

//go:embed wording/*.json
var wordingFiles embed.FS

// wording is every fixed text of a certificate in one language. The keys of the
// JSON file are the fields' names; "holds" lists the values of a phrase in the
// order in which the code gives them. Where a text is a legal one, its source says
// where it is written, or that it is a translation of ours.
type wording struct {
	Version string
	Locale  string // language tag of the documents (BCP 47)
	Decimal string // what stands before the cents of an amount
	Months  [12]string

	Head struct {
		Registry, Electoral, Both                       authority
		Certifies, That                                 phrase
		Number, NumberOnIssue, Issued, Valid, Unlimited phrase
	}
	Person struct {
		Surname, Given, NoSurname, NoGiven phrase
		Born, BornElsewhere                phrase `holds:"when where"`
		BornSomewhere                      phrase `holds:"when"`
		OnDay                              phrase `holds:"date"`
		InMonth, DateOfMonth               phrase `holds:"month year"`
		InYear, DateOfYear                 phrase `holds:"year"`
		OnNoDay, NoDate, NoPlace           phrase
	}
	Address struct {
		Numbered phrase `holds:"street number"`
		Hamlet   phrase `holds:"hamlet"`
	}
	Act struct {
		Municipality, Year, Part, Series, Number, Office phrase
	}
	Period struct {
		From, Until, Still phrase
	}
	Combined struct {
		Title                  phrase `holds:"kinds"`
		Short, And, AndBeforeE phrase
	}
	kindWording
	Removals removalWording
	Ties     tieWording
	Facts    struct {
		Residence, Members, Citizenship, Italian, CivilStatus, Partner phrase
		On, Died, Removed, Abroad, Community, Addresses, Citizenships  phrase
		Married, United, Contract, Rights, Roll, Yes                   phrase
	}
	Notes struct {
		Private, Abroad, Immigration, Judicial, Unlimited phrase
		ThreeMonths, Until                                phrase `holds:"until"`
		UntilBy                                           phrase `holds:"until ground"`
	}
	Duty struct {
		Exempt  phrase `holds:"law"`
		Stamp   phrase `holds:"amount stamp date"`
		Virtual phrase `holds:"amount authority"`
		Online  phrase `holds:"amount payment"`
		Fee     phrase `holds:"amount"`
	}
	Aid struct {
		Heading, About phrase
	}
	Check struct {
		Heading, How, Address, Code, Data, Preview phrase
		Picture, Link                              phrase `holds:"address"`
		Seal, SealDemo, Field                      phrase `holds:"office"`
	}
	Page struct {
		Demo, Preview phrase
		Arms          phrase `holds:"office"`
		Name          phrase `holds:"title number office"`
		NamePreview   phrase `holds:"title office"`
		MarkDemo      phrase `holds:"text"`
		Footer        phrase `holds:"title number"`
		Of            phrase `holds:"page pages"`
	}

	language registry.Language
	kinds    map[certificates.Kind]kind
	removed  map[string]*phrase // by the code of the reason
	tied     map[registry.Relationship]*phrase
	stated   map[registry.CivilStatusCode]*phrase
	digest   string
}

// authority is who certifies, and on what grounds.
type authority struct{ Authority, Grounds phrase }

// version names the state of the wording: the version that its author gave it and
// the beginning of the digest of the file, which no author can forget.
func (w *wording) version() string { return w.Version + "-" + w.digest }

// loadWording reads every language that there is.
func loadWording() (map[registry.Language]*wording, error) {
	all := map[registry.Language]*wording{}
	names, err := fs.Glob(wordingFiles, "wording/*.json")
	for _, name := range names {
		file, err := wordingFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		language := registry.Language(strings.TrimSuffix(path.Base(name), ".json"))
		w, err := readWording(file)
		if err != nil {
			return nil, fmt.Errorf("templates: %s: %w", name, err)
		}
		w.language, all[language] = language, w
	}
	return all, err
}

func readWording(file []byte) (*wording, error) {
	w := &wording{}
	d := json.NewDecoder(bytes.NewReader(file))
	d.DisallowUnknownFields()
	if err := d.Decode(w); err != nil {
		return nil, err
	}
	if w.Version == "" || w.Locale == "" || w.Decimal == "" || slices.Contains(w.Months[:], "") {
		return nil, errors.New("version, locale, decimal or a month is missing")
	}
	digest := sha256.Sum256(file)
	w.digest = hex.EncodeToString(digest[:4])
	w.index()
	return w, compileAll(reflect.ValueOf(w).Elem(), "")
}

// compileAll compiles every phrase of a struct, so that no field can be forgotten.
func compileAll(v reflect.Value, at string) error {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name := at
		if !field.Anonymous {
			name = strings.TrimPrefix(at+"."+field.Name, ".")
		}
		switch f := v.Field(i); {
		case field.Type == reflect.TypeFor[phrase]():
			if err := f.Addr().Interface().(*phrase).compile(strings.Fields(field.Tag.Get("holds"))); err != nil {
				return fmt.Errorf("%s %w", name, err)
			}
		case f.Kind() == reflect.Struct:
			if err := compileAll(f, name); err != nil {
				return err
			}
		}
	}
	return nil
}
