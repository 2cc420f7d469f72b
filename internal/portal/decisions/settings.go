package decisions

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/officefile"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/registry"
)

// maxLine bounds a line, in characters; it is the domain's bound too.
const maxLine = 160

// usualGround is the law by which a municipality may have certificates be valid for six
// months.
const usualGround = "art. 41 c.1 d.P.R. 445/2000"

// settings is the form as it is filled in.
type settings struct {
	place
	Lines                 []line
	Given                 []page.Option // languages
	All, Limited          []page.Option // kinds, and those that are not valid for ever
	Languages, Kinds, Six []string
	Ground                string
	Stamped, Exempt       string
	Hours, Note           []line // texts for citizens, by language
	From                  [3]string
	Reason                string
}

// blank is the form with its choices and nothing filled in.
func (s *Room) blank(p *page.Page, at place) *settings {
	f := &settings{place: at, Lines: lines(officefile.Office{})}
	for _, l := range s.InForce.Given(at.ID) {
		f.Given = append(f.Given, page.Option{Value: string(l), Label: languageName(p, l)})
	}
	for _, e := range s.Catalogue.Entries() {
		o := page.Option{Value: e.Slug, Label: e.Name.In(p.Language)}
		f.All = append(f.All, o)
		if e.Validity > 0 {
			f.Limited = append(f.Limited, o)
		}
	}
	for _, l := range certificates.Languages {
		key := "decisions.language." + string(l)
		f.Hours = append(f.Hours, line{key, "hours-" + string(l), ""})
		f.Note = append(f.Note, line{key, "note-" + string(l), ""})
	}
	return f
}

// standing is the form filled in with what holds today.
func (s *Room) standing(p *page.Page, at place) *settings {
	f, policy := s.blank(p, at), s.InForce.Now().Policies[at.ID]
	f.Lines = lines(officefile.Of(at.Office, policy))
	for _, l := range at.Languages {
		f.Languages = append(f.Languages, string(l))
	}
	f.Ground = usualGround
	for _, e := range s.Catalogue.Entries() {
		if policy.Offers(e.Kind) {
			f.Kinds = append(f.Kinds, e.Slug)
		}
		if v := policy.Validity[e.Kind]; v.Months == 6 {
			f.Six, f.Ground = append(f.Six, e.Slug), v.Ground
		}
	}
	f.Stamped, f.Exempt = p.Amount(policy.Fee.Stamped), p.Amount(policy.Fee.Exempt)
	for i, l := range certificates.Languages {
		f.Hours[i].Value, f.Note[i].Value = at.Hours[l], at.Note[l]
	}
	f.From = typed(registry.DateOf(s.Clock()))
	return f
}

// typed is a day as three fields.
func typed(d registry.Date) [3]string {
	return [3]string{strconv.Itoa(d.Day), strconv.Itoa(int(d.Month)), strconv.Itoa(d.Year)}
}

// filled is the form as it was sent.
func (s *Room) filled(p *page.Page, at place, r *http.Request) *settings {
	f := s.blank(p, at)
	for i := range f.Lines {
		f.Lines[i].Value = strings.TrimSpace(r.PostForm.Get(f.Lines[i].Name))
	}
	for _, texts := range [][]line{f.Hours, f.Note} {
		for i := range texts {
			texts[i].Value = strings.TrimSpace(strings.ReplaceAll(r.PostForm.Get(texts[i].Name), "\r\n", "\n"))
		}
	}
	f.Languages, f.Kinds, f.Six = r.PostForm["languages"], r.PostForm["kinds"], r.PostForm["six"]
	f.Ground, f.Stamped, f.Exempt = strings.TrimSpace(r.PostForm.Get("ground")), strings.TrimSpace(r.PostForm.Get("stamped")), strings.TrimSpace(r.PostForm.Get("exempt"))
	_, f.From, _ = page.ReadDate(r, "from")
	f.Reason = oneLine(r.PostForm.Get("reason"))
	return f
}

// oneLine is a text whose line breaks are blanks.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// office is what the form decides; what is wrong with it is told at its fields.
func (s *Room) office(p *page.Page, f *settings) officefile.Office {
	value := map[string]string{}
	for _, l := range f.Lines {
		value[l.Name] = short(p, l.Name, l.Value)
	}
	o := officefile.Office{
		Letterhead: officefile.Letterhead{
			Alternative: value["alternative"], Province: value["province"], Department: value["department"], Address: value["address"], Contact: value["contact"],
		},
		Archive: value["archive"],
		Hours:   citizens(p, f.Hours), Note: citizens(p, f.Note),
		Languages: f.chosenLanguages(p),
	}
	o.Policy = certificates.Policy{Virtual: value["virtual-stamp"], Kinds: s.chosenKinds(p, f), Validity: s.chosenValidity(p, f)}
	o.Policy.Fee = certificates.Fee{Stamped: cents(p, "stamped", f.Stamped), Exempt: cents(p, "exempt", f.Exempt)}
	return o
}

// short is a line that is one.
func short(p *page.Page, field, value string) string {
	switch {
	case utf8.RuneCountInString(value) > maxLine:
		p.Wrong(field, "decisions.wrong.long", "Most", maxLine)
	case !utf8.ValidString(value), strings.ContainsFunc(value, unicode.IsControl):
		p.Wrong(field, "decisions.wrong.text")
	}
	return value
}

// citizens is texts for citizens, of which the Italian one is never missing.
func citizens(p *page.Page, texts []line) registry.Texts {
	var out registry.Texts
	for i, l := range certificates.Languages {
		t := texts[i]
		switch {
		case t.Value == "":
			continue
		case utf8.RuneCountInString(t.Value) > officefile.MaxText:
			p.Wrong(t.Name, "decisions.wrong.long", "Most", officefile.MaxText)
		case !utf8.ValidString(t.Value), strings.ContainsFunc(t.Value, func(c rune) bool { return c != '\n' && unicode.IsControl(c) }):
			p.Wrong(t.Name, "decisions.wrong.text")
		}
		if out == nil {
			out = registry.Texts{}
		}
		out[l] = t.Value
	}
	if out != nil && out[registry.Italian] == "" {
		p.Wrong(texts[0].Name, "decisions.wrong.italian")
	}
	return out
}

// chosenLanguages are those that are chosen out of those that the register gives, and
// Italian.
func (f *settings) chosenLanguages(p *page.Page) []registry.Language {
	given := func(v string) bool {
		return slices.ContainsFunc(f.Given, func(o page.Option) bool { return o.Value == v })
	}
	if slices.ContainsFunc(f.Languages, func(v string) bool { return !given(v) }) {
		p.Wrong("languages", "decisions.wrong.language")
	}
	out := []registry.Language{registry.Italian}
	for _, o := range f.Given {
		if o.Value != string(registry.Italian) && slices.Contains(f.Languages, o.Value) {
			out = append(out, registry.Language(o.Value))
		}
	}
	return out
}

// chosenKinds are the kinds that are chosen, nil for all.
func (s *Room) chosenKinds(p *page.Page, f *settings) []certificates.Kind {
	kinds, known := s.slugs(f.Kinds)
	switch {
	case !known:
		p.Wrong("kinds", "decisions.wrong.kind")
	case len(kinds) == 0:
		p.Wrong("kinds", "decisions.wrong.kinds")
	case len(kinds) == len(f.All):
		return nil
	}
	return kinds
}

// slugs is kinds by their names, in the order of the table, and whether each of them is
// one.
func (s *Room) slugs(names []string) (kinds []certificates.Kind, known bool) {
	for _, e := range s.Catalogue.Entries() {
		if slices.Contains(names, e.Slug) {
			kinds = append(kinds, e.Kind)
		}
	}
	return kinds, !slices.ContainsFunc(names, func(n string) bool { _, ok := s.Catalogue.Slug(n); return !ok })
}

// chosenValidity is the kinds that are valid for six months.
func (s *Room) chosenValidity(p *page.Page, f *settings) map[certificates.Kind]certificates.Validity {
	kinds, known := s.slugs(f.Six)
	if !known || slices.ContainsFunc(kinds, func(k certificates.Kind) bool { e, _ := s.Catalogue.Entry(k); return e.Validity == 0 }) {
		p.Wrong("six", "decisions.wrong.kind")
		return nil
	}
	ground := short(p, "ground", f.Ground)
	if len(kinds) > 0 && ground == "" {
		p.Wrong("ground", "decisions.wrong.ground")
	}
	var out map[certificates.Kind]certificates.Validity
	for _, k := range kinds {
		if out == nil {
			out = map[certificates.Kind]certificates.Validity{}
		}
		out[k] = certificates.Validity{Months: 6, Ground: ground}
	}
	return out
}

func cents(p *page.Page, field, amount string) int {
	if amount == "" {
		return 0
	}
	n, ok := officefile.Cents(amount)
	if !ok {
		p.Wrong(field, "decisions.wrong.amount")
	}
	return n
}
