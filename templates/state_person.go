package templates

import (
	"fmt"
	"strconv"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// What certificates state about the person alone. What a certificate needs and its
// content lacks wraps errContent.

func lacks(what string) error { return fmt.Errorf("%w: %s", errContent, what) }

func (w *wording) birth(d *document, c *certificates.Content) error {
	b, born, second := &w.Birth, w.born(&c.Subject), w.secondName(&c.Subject.Place)
	switch {
	case c.BirthAct == nil:
		d.addWith(&textStyle, b.States.fill(c.Subject.Sex, born), second)
		return nil
	case len(c.Kinds) > 1: // the birth stands with the name
		d.add(&textStyle, b.ByAct.Text)
	default:
		d.addWith(&textStyle, b.StatesByAct.fill("", born), second)
	}
	d.facts(w.act(c.BirthAct)...)
	return nil
}

// act is what identifies an act, or nothing if there is none.
func (w *wording) act(a *certificates.ActContent) []fact {
	if a == nil {
		return nil
	}
	t := &w.Act
	return []fact{
		{label: t.Municipality.Text, value: a.Municipality},
		{label: t.Year.Text, value: strconv.Itoa(a.Year)},
		{label: t.Number.Text, value: a.Number},
		{label: t.Part.Text, value: a.Part},
		{label: t.Series.Text, value: a.Series},
		{label: t.Office.Text, value: a.Office},
	}
}

// byAct adds an act with the sentence before it, if there is one.
func (w *wording) byAct(d *document, sentence *phrase, a *certificates.ActContent) {
	if a != nil {
		d.add(&textStyle, sentence.Text)
		d.facts(w.act(a)...)
	}
}

func (w *wording) death(d *document, c *certificates.Content) error {
	t, e := &w.Death, c.Death
	if e == nil {
		return lacks("a death")
	}
	if e.Place == "" {
		d.add(&statedStyle, t.States.fill(c.Subject.Sex, w.when(e.On)))
	} else {
		d.add(&statedStyle, t.StatesAt.fill(c.Subject.Sex, w.when(e.On), e.Place))
	}
	w.byAct(d, &t.ByAct, e.Act)
	return nil
}

func (w *wording) removal(d *document, c *certificates.Content) error {
	t, r := &w.Removal, c.Removal
	if r == nil {
		return lacks("a removal")
	}
	reason := ""
	if r.Reason != "" {
		p := w.removed[r.Reason]
		if p == nil {
			return lacks("a reason of removal that can be stated")
		}
		reason = p.Text
	}
	d.add(&statedStyle, t.States.fill(c.Subject.Sex, w.when(r.On)))
	d.facts(fact{label: t.Reason.Text, value: reason})
	return nil
}

// citizenship states the Italian one only: the rules let no other through.
func (w *wording) citizenship(d *document, c *certificates.Content) error {
	if c.Citizenship != registry.ItalianState {
		return lacks("the Italian citizenship")
	}
	d.add(&statedStyle, w.Citizenship.States.fill(c.Subject.Sex))
	return nil
}

func (w *wording) citizenshipHistory(d *document, c *certificates.Content) error {
	if len(c.Citizenships) == 0 {
		return lacks("citizenships")
	}
	t := &table{heads: cells(w.CitizenshipHistory.Citizenship.Text, w.Period.From.Text, w.Period.Until.Text), shares: []float64{0.4, 0.3, 0.3}}
	for _, past := range c.Citizenships {
		t.rows = append(t.rows, cells(w.nameOfState(past), w.date(past.Since), w.until(past.Until)))
	}
	d.add(&textStyle, w.CitizenshipHistory.States.fill(c.Subject.Sex))
	d.body = append(d.body, t)
	return nil
}

// nameOfState is a citizenship in words: the Italian one in every language, any other
// as the register has it.
func (w *wording) nameOfState(c certificates.PastCitizenship) string {
	if c.State == registry.ItalianState {
		return w.Facts.Italian.Text
	}
	return c.Name
}

func (w *wording) until(day registry.Date) string {
	if day.IsZero() {
		return w.Period.Still.Text
	}
	return w.date(day)
}

func (w *wording) life(d *document, c *certificates.Content) error {
	if !c.Alive {
		return lacks("that the person is alive")
	}
	d.add(&statedStyle, w.Life.States.fill(c.Subject.Sex, w.date(c.IssuedOn)))
	return nil
}

func (w *wording) politicalRights(d *document, c *certificates.Content) error {
	if c.Electoral == nil || !c.Electoral.Rights {
		return lacks("the political rights")
	}
	d.add(&statedStyle, w.PoliticalRights.States.fill(c.Subject.Sex))
	return nil
}

func (w *wording) electoralRoll(d *document, c *certificates.Content) error {
	if c.Electoral == nil || !c.Electoral.Enrolled {
		return lacks("a name on the electoral roll")
	}
	d.add(&statedStyle, w.ElectoralRoll.States.fill(c.Subject.Sex))
	d.facts(fact{label: w.ElectoralRoll.Since.Text, value: w.known(c.Electoral.Since)})
	return nil
}

// known is a day as it stands beside a label, "" if it is not recorded.
func (w *wording) known(day registry.Date) string {
	if day.IsZero() {
		return ""
	}
	return w.date(day)
}
