package page

import (
	"strconv"
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

// Step is one of several that lead to an end.
type Step struct {
	Text          string
	Address       string // to go back to it, "" if that cannot be
	Done, Current bool
}

// Steps is how far one has come.
type Steps struct {
	Label, Index, Here, Done string
	Steps                    []Step
}

// Steps is for the part of that name. The index counts the current one.
func (p *Page) Steps(steps []Step) Steps {
	s := Steps{Label: p.Say("steps"), Done: p.Say("steps.done"), Steps: steps}
	for i, step := range steps {
		if step.Current {
			s.Here, s.Index = step.Text, p.Say("steps.index", "Number", i+1, "Last", len(steps))
		}
	}
	return s
}

// Pager leads through a list that is too long for one page.
type Pager struct {
	*Page
	Number, Last  int
	Before, After string // addresses, "" if there is none
}

// Pager is for the part of that name: page number of last, below a path to which ?page=
// is added.
func (p *Page) Pager(path string, number, last int) Pager {
	at := func(n int) string {
		if n < 1 || n > last {
			return ""
		}
		sign := "?"
		if strings.Contains(path, "?") {
			sign = "&"
		}
		return p.To(path + sign + "page=" + strconv.Itoa(n))
	}
	return Pager{p, number, last, at(number - 1), at(number + 1)}
}

// Progress is how much of something that takes a while is done; of Total 0 that is not
// known.
type Progress struct {
	Text        string
	Done, Total int
}

// Progress is for the part of that name.
func (p *Page) Progress(text string, done, total int) Progress { return Progress{text, done, total} }
