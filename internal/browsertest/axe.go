package browsertest

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

// axe is axe-core 4.14.1 as its package has it (MPL-2.0), for tests only.
//
//go:embed axe-4.14.1.min.js
var axe string

// violation is what axe-core finds.
type violation struct {
	ID, Help string
	Nodes    []struct {
		HTML   string
		Target []any
	}
}

// Accessible fails the test for every violation that axe-core finds on the page, by all
// of its rules but those named, which the page passes elsewhere.
func (b *Browser) Accessible(name string, but ...string) {
	b.T.Helper()
	if b.silent { // axe is a script as well
		b.Scripts(true)
		defer b.Scripts(false)
	}
	if !Value[bool](b, "typeof axe === 'object'") {
		b.Do(chromedp.Evaluate[chromedp.Void](axe))
	}
	rules := map[string]map[string]bool{}
	for _, rule := range but {
		rules[rule] = map[string]bool{"enabled": false}
	}
	for _, v := range Value[[]violation](b, "axe.run(document, {resultTypes: ['violations'], rules: %s}).then(r => r.violations)", rules) {
		var where []string
		for _, n := range v.Nodes {
			where = append(where, fmt.Sprintf("%v %.160s", n.Target, n.HTML))
		}
		b.T.Errorf("%s: %s (%s):\n\t%s", name, v.Help, v.ID, strings.Join(where, "\n\t"))
	}
}
