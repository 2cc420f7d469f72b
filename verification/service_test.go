package verification

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/audit"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// noCodes are texts that are no code of ours, each for another reason.
func noCodes() map[string]string {
	typo := []byte(code.Compact())
	typo[3] ^= 1
	return map[string]string{
		"never issued": never.Compact(), "mistyped": string(typo), "too short": code.Compact()[1:], "too long": code.Compact() + "A",
		"empty": "", "a sentence": "is it valid?", "not UTF-8": "\xff\xfe", "long": strings.Repeat("A", 10_000),
	}
}

// Whatever does not fit is one and the same error, shows nothing, and leaves no
// event about a person who may not be the one that was meant.
func TestOpenStaysClosed(t *testing.T) {
	t.Parallel()
	type try struct {
		state  certificates.State
		code   string
		factor Factor
	}
	tries := map[string]try{
		"another number":         {certificates.Issued, code.String(), Factor{certificates.Number{Year: 2026, Serial: 124}, right.Birth}},
		"another year":           {certificates.Issued, code.String(), Factor{certificates.Number{Year: 2025, Serial: 123}, right.Birth}},
		"another day":            {certificates.Issued, code.String(), Factor{right.Number, registry.Date{Year: 1985, Month: 10, Day: 8}}},
		"a day unsaid":           {certificates.Issued, code.String(), Factor{right.Number, registry.Date{Year: 1985, Month: 10}}},
		"no number":              {certificates.Issued, code.String(), Factor{Birth: right.Birth}},
		"no day":                 {certificates.Issued, code.String(), Factor{Number: right.Number}},
		"nothing":                {certificates.Issued, code.String(), Factor{}},
		"withdrawn, wrong day":   {certificates.Withdrawn, code.String(), Factor{right.Number, registry.Date{Year: 1985, Month: 10, Day: 8}}},
		"failed":                 {certificates.Failed, code.String(), right},
		"being issued":           {certificates.Issuing, code.String(), right},
		"a state never heard of": {"lost", code.String(), right},
	}
	for name, text := range noCodes() {
		tries[name] = try{certificates.Issued, text, right}
	}
	for name, x := range tries {
		a := newArchive()
		a.certificate.State = x.state
		o, err := a.service().Open(t.Context(), x.code, x.factor, "r-1", "page")
		if err != ErrNotOpened || o != nil {
			t.Errorf("%s: %v, %v, want nothing and ErrNotOpened itself", name, o, err)
		}
		if len(a.events) != 0 {
			t.Errorf("%s: recorded %+v", name, a.events)
		}
	}
}

// Nothing is shown unless everything before has succeeded, the record of it
// included.
func TestOpenFails(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"ByCode", "Content", "Record"} {
		a := newArchive()
		a.failing[method] = registry.ErrUnavailable
		o, err := a.service().Open(t.Context(), code.String(), right, "r-1", "page")
		if !errors.Is(err, registry.ErrUnavailable) || errors.Is(err, ErrNotOpened) || o != nil {
			t.Errorf("%s fails: %v, %v, want nothing and ErrUnavailable", method, o, err)
		}
		if len(a.events) != 0 {
			t.Errorf("%s fails: recorded %+v", method, a.events)
		}
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		state certificates.State
		days  int
		want  State
	}{
		"valid":     {certificates.Issued, 0, Valid},
		"expired":   {certificates.Issued, 100, Expired},
		"withdrawn": {certificates.Withdrawn, 0, Withdrawn},
	} {
		a := newArchive()
		a.certificate.State, a.now = x.state, a.now.AddDate(0, 0, x.days)
		o, err := a.service().Open(t.Context(), strings.ToLower(code.String()), right, "r-1", "page")
		if err != nil || o.Verdict.State != x.want || o.Content != a.content || string(o.Sealed) != string(file) {
			t.Errorf("%s: %+v, %v", name, o, err)
		}
		want := []audit.Event{{
			Office: "X900", At: a.now, Kind: audit.VerificationOpened, Actor: audit.Actor{Kind: audit.Verifier},
			Channel: "page", Person: "p1", Certificate: "c1", Request: "r-1",
		}}
		if diff := cmp.Diff(want, a.events); diff != "" {
			t.Errorf("%s: recorded (-want +got):\n%s", name, diff)
		}
		if last := a.asked[len(a.asked)-1]; last != "Record of 1 bytes" {
			t.Errorf("%s: after the record came %s", name, last)
		}
	}
}

// That the same time is taken for every text is not left to the clock: whatever is
// asked, the store is asked one and the same thing, once.
func TestEveryCodeIsLookedUpTheSameWay(t *testing.T) {
	t.Parallel()
	texts := noCodes()
	texts["issued"] = code.String()
	for name, text := range texts {
		a := newArchive()
		v, err := a.service().ByCode(t.Context(), text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if want := []string{"ByCode of 32 bytes"}; !slices.Equal(a.asked, want) {
			t.Errorf("%s: asked %v, want %v", name, a.asked, want)
		}
		if diff := cmp.Diff(Verdict{State: Unknown}, v); name != "issued" && diff != "" {
			t.Errorf("%s: tells more than unknown (-want +got):\n%s", name, diff)
		}
	}
}

// Of a second factor that does not fit, nothing says which half it was: number and
// day are compared whatever the other has led to.
func TestEveryFactorIsLookedUpTheSameWay(t *testing.T) {
	t.Parallel()
	want := []string{"ByCode of 32 bytes", "Content of 2 bytes"}
	for _, f := range []Factor{{right.Number, registry.Date{Year: 1900}}, {certificates.Number{Year: 2026, Serial: 9}, right.Birth}, {}} {
		a := newArchive()
		if _, err := a.service().Open(t.Context(), code.String(), f, "", ""); !errors.Is(err, ErrNotOpened) {
			t.Errorf("%v: %v", f, err)
		}
		if !slices.Equal(a.asked, want) {
			t.Errorf("%v: asked %v, want %v", f, a.asked, want)
		}
	}
}

func TestStoreFails(t *testing.T) {
	t.Parallel()
	a := newArchive()
	a.failing["ByCode"], a.failing["ByDigest"] = registry.ErrUnavailable, registry.ErrUnavailable
	v1, err1 := a.service().ByCode(t.Context(), code.String())
	v2, err2 := a.service().File(t.Context(), bytes.NewReader(file))
	for _, err := range []error{err1, err2} {
		if !errors.Is(err, registry.ErrUnavailable) {
			t.Errorf("got %v, want ErrUnavailable", err)
		}
	}
	if v1.State != "" || v2.State != "" {
		t.Errorf("a store that is down says %q and %q; that is no verdict", v1.State, v2.State)
	}
}
