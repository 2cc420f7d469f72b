package certificates

import (
	"strings"
	"testing"

	"github.com/sportello/sportello/registry"
)

// A name in a script that no certificate is printed in stands in the transliteration
// of the register, wherever it stands (ANPR, datiTranslitterati).
func TestTransliteration(t *testing.T) {
	t.Parallel()
	wang := registry.Name{Surname: "王", Given: "秀英", Latin: &registry.Name{Surname: "Wang", Given: "Xiuying"}}
	x := newBooks().people[anna]
	x.Subject.Name = wang
	x.Subject.CivilStatus = &registry.CivilStatus{Code: registry.Married, Event: &registry.UnionEvent{Partner: wang}}
	x.Household = &registry.Household{Members: []registry.Member{{Person: x.Subject}}}
	catalogue := NewCatalogue()
	c := catalogue.compose(ask(anna, CivilStatus, Household), terms{office: registry.Office{ID: "X900", Name: "Comune"}}, x, today)
	data, err := c.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), "王") || strings.Count(string(data), `"Wang"`) != 2 || !strings.Contains(string(data), `"partner":"Wang Xiuying"`) {
		t.Errorf("names are not transliterated: %s", data)
	}
}
