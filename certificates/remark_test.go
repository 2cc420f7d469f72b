package certificates

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

var wrongStreet = Note{About: "residence", Wrong: "Via Roma 1", Right: "Via Roma 11", Reach: "anna@example.org"}

// registrar is an officer who may read what an office has.
func registrar(office string) Requester {
	return Requester{Principal: &auth.Principal{Client: "console", Officer: "o-7", Scopes: []auth.Scope{auth.ReadCertificates}, Offices: []string{office}}, Channel: Interop}
}

func TestRemarkRefuses(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	for name, by := range notOneself(b) {
		if r, err := d.Remark(t.Context(), by, wrongStreet, "k", ""); err == nil || r != nil {
			t.Errorf("%s has made a remark", name)
		}
		if list, _, err := d.OwnRemarks(t.Context(), by, "", 10, ""); err == nil || list != nil {
			t.Errorf("%s has remarks", name)
		}
	}
	with := func(change func(*Note)) Note { n := wrongStreet; change(&n); return n }
	for name, n := range map[string]Note{
		"about":           with(func(n *Note) { n.About = "" }),
		"about: unknown":  with(func(n *Note) { n.About = "adoption" }),
		"wrong: nothing":  with(func(n *Note) { n.Wrong = " \n " }),
		"wrong: too much": with(func(n *Note) { n.Wrong = strings.Repeat("è", RemarkLongest+1) }),
		"wrong: a zero":   with(func(n *Note) { n.Wrong = "a\x00b" }),
		"wrong: no text":  with(func(n *Note) { n.Wrong = "\xff" }),
		"right: nothing":  with(func(n *Note) { n.Right = "" }),
		"right: too much": with(func(n *Note) { n.Right = strings.Repeat("è", RemarkLongest+1) }),
		"reach: too much": with(func(n *Note) { n.Reach = strings.Repeat("è", ReachLongest+1) }),
	} {
		field, _, _ := strings.Cut(name, ":")
		if got := n.Trimmed().Faults(); !slices.Equal(got, []string{field}) {
			t.Errorf("%s: Faults() = %v", name, got)
		}
		if _, err := d.Remark(t.Context(), b.as(anna), n, "k", ""); !errors.Is(err, ErrRemark) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, key := range []string{"", strings.Repeat("k", longestKey+1)} {
		if _, err := d.Remark(t.Context(), b.as(anna), wrongStreet, key, ""); !errors.Is(err, ErrRemark) {
			t.Errorf("with a key of %d: %v", len(key), err)
		}
	}
	b.failing["record"] = errDown
	if _, err := d.Remark(t.Context(), b.as(anna), wrongStreet, "k", ""); !errors.Is(err, errDown) || len(b.remarks) > 0 {
		t.Errorf("without a journal: %v", err)
	}
}

func TestRemarksAreTen(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	make := func(who registry.PersonID, key string) error {
		_, err := d.Remark(t.Context(), b.as(who), wrongStreet, key, "")
		return err
	}
	for i := range RemarksOpen {
		for range 2 { // sent twice is made once
			if err := make(anna, fmt.Sprint(i)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := make(anna, "one more"); !errors.Is(err, ErrRemarks) {
		t.Errorf("the eleventh: %v", err)
	}
	if err := make(dario, "0"); err != nil {
		t.Errorf("somebody else's first: %v", err)
	}
	if _, err := d.AnswerRemark(t.Context(), registrar("X900"), b.remarks[0].ID, "Corretto.", ""); err != nil {
		t.Fatal(err)
	}
	if err := make(anna, "one more"); err != nil || len(b.remarks) != RemarksOpen+2 {
		t.Errorf("after an answer: %v, %d in all", err, len(b.remarks))
	}
}

func TestRemark(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	n := wrongStreet
	n.Wrong, n.Right, n.Reach = "  Via Roma 1\r\n", strings.Repeat("a\r\n", RemarkLongest/2-1)+"Vi", " "
	r, err := d.Remark(t.Context(), b.as(anna), n, "k", "r-1")
	if err != nil {
		t.Fatal(err)
	}
	want := Remark{ID: r.ID, Office: "X900", Number: Number{2026, 1}, Person: anna, At: today, Note: Note{About: "residence", Wrong: "Via Roma 1", Right: strings.Repeat("a\n", RemarkLongest/2-1) + "Vi"}}
	if diff := cmp.Diff(want, *r); diff != "" || r.State() != RemarkOpen {
		t.Errorf("%s (-want +got):\n%s", r.State(), diff)
	}
	if _, err := d.AnswerRemark(t.Context(), registrar("X900"), r.ID, "  Corretto.  ", "r-2"); err != nil {
		t.Fatal(err)
	}
	list, more, err := d.OwnRemarks(t.Context(), b.as(anna), "", 10, "r-3")
	if err != nil || more || len(list) != 1 || list[0].State() != RemarkAnswered || *list[0].Answer != (Answer{Text: "Corretto.", At: today}) {
		t.Errorf("OwnRemarks() = %+v, %v", list, err)
	}
	if list, _, err := d.OwnRemarks(t.Context(), b.as(bruno), "", 10, ""); err != nil || len(list) > 0 {
		t.Errorf("the husband's: %v, %v", list, err)
	}
	var got []string
	for _, e := range b.events {
		got = append(got, fmt.Sprint(e.Kind, e.Actor, e.Person == string(anna), e.Request))
		if strings.Contains(fmt.Sprint(e), "Roma") {
			t.Errorf("an event has the text: %v", e)
		}
	}
	if diff := cmp.Diff([]string{
		fmt.Sprint(audit.RemarkMade, audit.Actor{Kind: audit.Citizen, ID: string(anna)}, true, "r-1"),
		fmt.Sprint(audit.RemarkAnswered, audit.Actor{Kind: audit.Officer, ID: "o-7"}, true, "r-2"),
		fmt.Sprint(audit.SubjectRead, audit.Actor{Kind: audit.Citizen, ID: string(anna)}, true, "r-3"),
	}, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

func TestRemarksOfAnOffice(t *testing.T) {
	t.Parallel()
	b := newBooks()
	d := newDesk(t, b)
	r, err := d.Remark(t.Context(), b.as(anna), wrongStreet, "k", "")
	if err != nil {
		t.Fatal(err)
	}
	seller := registrar("X900")
	seller.Principal.Scopes = []auth.Scope{auth.WithdrawCertificates}
	for name, by := range map[string]Requester{
		"who made it": b.as(anna), "another citizen": b.as(dario), "an officer elsewhere": registrar("X901"), "an officer without the scope": seller,
		"a machine that reads": officer("X900", auth.ReadCertificates),
	} {
		if list, _, err := d.RemarksTo(t.Context(), by, "X900", "", "", 10, ""); !errors.Is(err, ErrNotAllowed) || list != nil {
			t.Errorf("%s lists: %v", name, err)
		}
		for _, id := range []RemarkID{r.ID, "no"} { // the same for one that there is not
			if f, err := d.RemarkTo(t.Context(), by, id, ""); !errors.Is(err, ErrNotFound) || f != nil {
				t.Errorf("%s reads: %v", name, err)
			}
			if _, err := d.AnswerRemark(t.Context(), by, id, "Corretto.", ""); !errors.Is(err, ErrNotFound) {
				t.Errorf("%s answers: %v", name, err)
			}
		}
	}
	by := registrar("X900")
	list, _, err := d.RemarksTo(t.Context(), by, "X900", RemarkOpen, "", 10, "")
	if err != nil || len(list) != 1 || list[0].Note != (Note{About: "residence"}) || list[0].Person != "" {
		t.Errorf("RemarksTo() = %+v, %v", list, err)
	}
	f, err := d.RemarkTo(t.Context(), by, r.ID, "")
	if err != nil || f.Note != wrongStreet || f.From.Name.Given != "Anna" || f.From.Residence != nil {
		t.Errorf("RemarkTo() = %+v, %v", f, err)
	}
	for name, text := range map[string]string{"nothing": " ", "too much": strings.Repeat("a", AnswerLongest+1)} {
		if _, err := d.AnswerRemark(t.Context(), by, r.ID, text, ""); !errors.Is(err, ErrRemark) {
			t.Errorf("an answer of %s: %v", name, err)
		}
	}
	b.failing["record"] = errDown
	if list, _, err := d.RemarksTo(t.Context(), by, "X900", "", "", 10, ""); !errors.Is(err, errDown) || list != nil {
		t.Errorf("a list without a journal: %v, %v", list, err)
	}
	if f, err := d.RemarkTo(t.Context(), by, r.ID, ""); !errors.Is(err, errDown) || f != nil {
		t.Errorf("read without a journal: %v", err)
	}
	if _, err := d.AnswerRemark(t.Context(), by, r.ID, "Corretto.", ""); !errors.Is(err, errDown) || b.remarks[0].Answer != nil {
		t.Errorf("answered without a journal: %v", err)
	}
	b.failing = map[string]error{}
	for _, want := range []error{nil, ErrState} {
		if _, err := d.AnswerRemark(t.Context(), by, r.ID, "Corretto.", ""); !errors.Is(err, want) {
			t.Errorf("AnswerRemark() = %v, want %v", err, want)
		}
	}
}

// Whatever is typed: what has no fault fits the schema.
func FuzzNote(f *testing.F) {
	for _, s := range []string{"", "Via Roma 11", "a\r\nb", "\x00", "\xff", strings.Repeat("è", RemarkLongest), " \u00a0 "} {
		f.Add("birth", s, s, s)
	}
	f.Fuzz(func(t *testing.T, about, wrong, right, reach string) {
		n := Note{About: Topic(about), Wrong: wrong, Right: right, Reach: reach}.Trimmed()
		if len(n.Faults()) > 0 {
			return
		}
		for _, s := range []string{n.Wrong, n.Right} {
			if l := utf8.RuneCountInString(s); l < 1 || l > RemarkLongest || !utf8.ValidString(s) || strings.ContainsRune(s, 0) || strings.TrimSpace(s) != s {
				t.Errorf("%q has no fault", s)
			}
		}
		if utf8.RuneCountInString(n.Reach) > ReachLongest || !slices.Contains(Topics, n.About) {
			t.Errorf("%q about %q has no fault", n.Reach, n.About)
		}
	})
}
