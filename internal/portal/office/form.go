package office

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/registry"
)

// form is the counter form as it was typed.
type form struct {
	Key                            string // drawn when the form was first shown
	Self                           bool   // the applicant is the person himself, as most often
	Name, Code                     string // of the applicant
	Born                           [3]string
	Document, Number, Authority    string
	Kinds                          []string // slugs
	Use, Language                  string
	Duty, Exemption, Ground, Stamp string
	StampOn, On                    [3]string
	Grounds                        string
	Force                          []string // codes of rules
	Reason                         string
}

// fields are the names under which a form is sent, and sent on from page to page.
var fields = []string{
	"key", "self", "name", "code", "born-day", "born-month", "born-year", "document", "document-number", "authority", "kinds", "use", "language",
	"duty", "exemption", "ground", "stamp", "stamp-on-day", "stamp-on-month", "stamp-on-year", "on-day", "on-month", "on-year", "grounds", "force", "reason",
}

// The kinds of document by which somebody is identified (art. 35 d.P.R. 445/2000), as the
// record has them.
var documents = map[string]string{
	"identity-card": "Carta d'identità", "passport": "Passaporto", "driving-licence": "Patente di guida", "residence-permit": "Permesso di soggiorno", "other": "Documento",
}

// uses is every use, in the order in which it is offered.
var uses = []certificates.Use{certificates.PrivateUse, certificates.AuthorityUse, certificates.ImmigrationUse, certificates.JudicialUse, certificates.AbroadUse}

// Ways to settle the stamp duty at a counter.
const (
	byExemption = "exemption"
	byStamp     = "stamp"
	byOffice    = "virtual"
)

// The longest texts that the record takes, in characters, as those of the API.
const (
	longestName     = 400
	longestDocument = 200
	longestReason   = 500
	shortestGrounds = 5
)

func readForm(r *http.Request) (f form) {
	f = form{
		Key: line(r, "key"), Self: r.PostForm.Get("self") == "yes", Name: line(r, "name"), Code: line(r, "code"),
		Document: line(r, "document"), Number: line(r, "document-number"), Authority: line(r, "authority"), Kinds: r.PostForm["kinds"],
		Use: line(r, "use"), Language: line(r, "language"), Duty: line(r, "duty"), Exemption: line(r, "exemption"), Ground: line(r, "ground"),
		Stamp: strings.ReplaceAll(line(r, "stamp"), " ", ""), Grounds: line(r, "grounds"), Force: slices.Compact(slices.Sorted(slices.Values(r.PostForm["force"]))), Reason: line(r, "reason"),
	}
	_, f.Born, _ = page.ReadDate(r, "born")
	_, f.StampOn, _ = page.ReadDate(r, "stamp-on")
	_, f.On, _ = page.ReadDate(r, "on")
	return f
}

// keyed is what the key of a form looks like.
var keyed = regexp.MustCompile(`^[0-9a-f]{32}$`)

// draw gives a form its key, with which it issues once however often it is sent.
func (f *form) draw(random io.Reader) error {
	var key [16]byte
	if _, err := io.ReadFull(random, key[:]); err != nil {
		return fmt.Errorf("office: drawing a key: %w", err)
	}
	f.Key = hex.EncodeToString(key[:])
	return nil
}

// asked is what a form asks for.
type asked struct {
	Applicant certificates.Identified
	Request   certificates.Request
}

// ask makes a request of the form, and notes on the page what cannot be one. Everything
// else is for the rules to say.
func (f *form) ask(p *page.Page, r *http.Request, about registry.Person, c *certificates.Catalogue) (a asked) {
	if !keyed.MatchString(f.Key) {
		p.Wrong("", "office.form.key.wrong")
	}
	a.Applicant = f.applicant(p, r, about)
	a.Request = certificates.Request{
		Subject: about.ID, Use: certificates.Use(f.Use), Language: registry.Language(f.Language), Duty: f.duty(p, r),
		Key: f.Key, Force: certificates.Force{Rules: f.Force, Reason: f.Reason}, Grounds: f.Grounds,
	}
	for _, slug := range f.Kinds {
		e, ok := c.Slug(slug)
		if !ok || slices.Contains(a.Request.Kinds, e.Kind) {
			p.Wrong("kinds", "office.form.kinds.wrong")
			break
		}
		a.Request.Kinds = append(a.Request.Kinds, e.Kind)
	}
	if len(f.Kinds) == 0 {
		p.Wrong("kinds", "office.form.kinds.wrong")
	}
	if !slices.Contains(uses, a.Request.Use) {
		p.Wrong("use", "office.form.use.wrong")
	}
	if !slices.Contains(certificates.Languages, a.Request.Language) {
		p.Wrong("language", "office.form.language.wrong")
	}
	var err error
	if a.Request.On, err = day(r, "on"); err != nil {
		p.Wrong("on", "office.form.on.wrong")
	}
	if n := utf8.RuneCountInString(f.Grounds); f.Grounds != "" && n < shortestGrounds || !printable(f.Grounds, longestReason) {
		p.Wrong("grounds", "office.form.grounds.wrong")
	}
	if !printable(f.Reason, longestReason) {
		p.Wrong("reason", "office.form.reason.wrong")
	}
	return a
}

// applicant is who stands there: the person himself, as the register knows him, or who he
// says he is; in both cases by a document.
func (f *form) applicant(p *page.Page, r *http.Request, about registry.Person) (who certificates.Identified) {
	kind, ok := documents[f.Document]
	who.Document = kind + " " + f.Number + ", " + f.Authority
	if !ok {
		p.Wrong("document", "office.form.document.wrong")
	}
	if f.Number == "" {
		p.Wrong("document-number", "office.form.document-number.wrong")
	}
	if f.Authority == "" || !printable(who.Document, longestDocument) {
		p.Wrong("authority", "office.form.authority.wrong")
	}
	if f.Self {
		document := who.Document
		who = himself(about)
		who.Document = document
		return who
	}
	var err error
	if who.Name = f.Name; f.Name == "" || !printable(f.Name, longestName) {
		p.Wrong("name", "office.form.name.wrong")
	}
	if who.Born, _, err = page.ReadDate(r, "born"); err != nil {
		p.Wrong("born", "office.form.born.wrong")
	}
	if f.Code != "" {
		if who.Code, err = registry.ParseFiscalCode(f.Code); err != nil {
			p.Wrong("code", "office.form.code.wrong")
		}
	}
	return who
}

// himself is who the applicant is if he is the person, as the register knows him.
func himself(about registry.Person) certificates.Identified {
	return certificates.Identified{Name: about.Name.Printed().String(), Born: about.Birth.Date, Code: about.FiscalCode}
}

// identify fills in an applicant who was identified before.
func (f *form) identify(who certificates.Identified, about registry.Person) {
	same := who
	same.Document = ""
	if f.Self = same == himself(about); !f.Self {
		f.Name, f.Code, f.Born = who.Name, string(who.Code), typed(who.Born)
	}
	for kind, name := range documents {
		rest, ok := strings.CutPrefix(who.Document, name+" ")
		if number, authority, whole := strings.Cut(rest, ", "); ok && whole {
			f.Document, f.Number, f.Authority = kind, number, authority
		}
	}
}

// typed is a date as one types it, empty where a part is unknown.
func typed(d registry.Date) (out [3]string) {
	for i, n := range []int{d.Day, int(d.Month), d.Year} {
		if n > 0 {
			out[i] = strconv.Itoa(n)
		}
	}
	return out
}

// duty is how the stamp duty is settled. What belongs to another way is left out.
func (f *form) duty(p *page.Page, r *http.Request) (d certificates.Duty) {
	var err error
	switch f.Duty {
	case byExemption:
		if d.Exemption, err = strconv.Atoi(f.Exemption); err != nil || d.Exemption <= 0 {
			p.Wrong("exemption", "office.form.exemption.wrong")
		}
		if d.Exemption == certificates.OtherExemption {
			d.Ground = f.Ground
		}
		if !printable(d.Ground, longestReason) {
			p.Wrong("ground", "office.form.ground.wrong")
		}
	case byStamp:
		d.Means, d.Stamp.ID = certificates.PaperStamp, f.Stamp
		if d.Stamp.On, err = day(r, "stamp-on"); err != nil {
			p.Wrong("stamp-on", "office.form.stamp-on.wrong")
		}
	case byOffice:
		d.Means = certificates.VirtualStamp
	default:
		p.Wrong("duty", "office.form.duty.wrong")
	}
	return d
}

var errNoDay = errors.New("office: no whole day")

// day is a whole day of a form; zero if nothing was typed.
func day(r *http.Request, name string) (registry.Date, error) {
	d, typed, err := page.ReadDate(r, name)
	switch {
	case typed == [3]string{}:
		return registry.Date{}, nil
	case err == nil && d.Day == 0:
		return registry.Date{}, errNoDay
	}
	return d, err
}

// printable reports whether a text is not too long and in letters that can be kept.
func printable(s string, longest int) bool {
	return utf8.ValidString(s) && utf8.RuneCountInString(s) <= longest && !strings.ContainsFunc(s, unicode.IsControl)
}
