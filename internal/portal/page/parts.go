package page

import (
	"strings"

	"github.com/sportello/sportello/registry"
)

// Administration is whose pages these are: the office served here, or how many there are.
func (p *Page) Administration() (string, error) {
	if len(p.offices) == 1 {
		for _, o := range p.offices {
			return o.Name, nil
		}
	}
	return p.N("frame.offices", len(p.offices))
}

// Keep has the links to the other languages keep a parameter of the address. Nothing is kept
// by itself: what stands there may be anybody's.
func (p *Page) Keep(name, value string) { p.kept.Set(name, value) }

// Also is the address of this page in another language.
func (p *Page) Also(l registry.Language) string {
	p.kept.Set("lang", string(l))
	return "?" + p.kept.Encode()
}

// Tab is a way that every page shows.
type Tab struct {
	Text, Address string
	Here          bool // the page is on this way
	Exact         bool // it is where the way leads
}

// Tab is a way to the first of some addresses. Pages below any of them are on it.
func (p *Page) Tab(key string, addresses ...string) Tab {
	t := Tab{Text: p.Say(key), Address: p.To(addresses[0]), Exact: p.Path == addresses[0]}
	for _, a := range addresses {
		t.Here = t.Here || p.Path == a || strings.HasPrefix(p.Path, a+"/")
	}
	return t
}

// Crumb is a page above this one.
type Crumb struct{ Text, Address string }

// Trail is the way here from the start.
type Trail struct {
	Label string
	Way   []Crumb
}

// Crumbs is for the part of that name: keys of words and addresses in turn, from the
// start to the page above.
func (p *Page) Crumbs(way ...string) Trail {
	t := Trail{Label: p.Say("crumbs")}
	for i := 0; i+1 < len(way); i += 2 {
		t.Way = append(t.Way, Crumb{p.Say(way[i]), p.To(way[i+1])})
	}
	return t
}

// Callout is something to notice: good, careful, bad or note.
type Callout struct{ Tone, Title, Text string }

// Callout is for the part of that name.
func (p *Page) Callout(tone, title, text string) Callout { return Callout{tone, title, text} }

// State is how something stands, in a word or two, with a tone as that of a Callout.
type State struct{ Tone, Text string }

// State is for the part of that name.
func (p *Page) State(tone, text string) State { return State{tone, text} }
