package web

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/verification"
)

// The words are those of docs/inspection.md, which inspect holds complete against its
// codes; and each is a sentence within the contract.
func TestFileWords(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../docs/inspection.md")
	if err != nil {
		t.Fatal(err)
	}
	documented, ours, texts := map[string]string{}, map[string]string{}, map[string]certificates.Text{}
	for line := range strings.Lines(string(doc)) {
		if cells := strings.Split(line, "|"); len(cells) == 5 && strings.Count(line, "`") == 2 {
			documented[strings.Split(cells[1], "`")[1]] = cells[2] + cells[3]
		}
	}
	for v, text := range fileVerdicts {
		texts[string(v)] = text
	}
	for c, text := range fileReasons {
		texts[string(c)] = text
	}
	for code, text := range texts {
		ours[code] = " " + text[registry.Italian] + "  " + text[registry.English] + " "
	}
	if diff := cmp.Diff(documented, ours); diff != "" || len(ours) < 80 {
		t.Errorf("%d words (-documented +ours):\n%s", len(ours), diff)
	}
	for code, text := range texts {
		if !text.Whole() {
			t.Errorf("%s: %q", code, text)
		}
		for _, l := range certificates.Languages {
			if s := text[l]; utf8.RuneCountInString(s) > 300 || !strings.HasSuffix(s, ".") || len(code) > 40 {
				t.Errorf("%s in %s: %q", code, l, s)
			}
		}
	}
}

// A file that is not good is never called so for the sake of the certificate that it
// names, and a good one not if nothing was issued.
func TestFileSentence(t *testing.T) {
	t.Parallel()
	valid := &verification.Named{Verdict: verification.Verdict{State: verification.Valid}}
	for v := range fileVerdicts {
		good := v == inspect.Genuine || v == inspect.Extended
		for state, sentence := range verdicts {
			c := verification.Checked{Report: &inspect.Report{Verdict: v}, Named: &verification.Named{Verdict: verification.Verdict{State: state}}}
			got := FileSentence(c)[registry.English]
			told := strings.Contains(got, sentence[registry.English])
			if told != (good && state != verification.Unknown && state != verification.Failed) || utf8.RuneCountInString(got) > 500 {
				t.Errorf("%s, %s: %q", v, state, got)
			}
		}
		c := verification.Checked{Report: &inspect.Report{Verdict: v}}
		if got := FileSentence(c)[registry.Italian]; strings.Contains(got, notInRegister[registry.Italian]) != good {
			t.Errorf("%s without a name: %q", v, got)
		}
	}
	whole := verification.Checked{Verdict: valid.Verdict}
	if diff := cmp.Diff(Sentence(valid.Verdict), FileSentence(whole)); diff != "" {
		t.Error(diff)
	}
}
