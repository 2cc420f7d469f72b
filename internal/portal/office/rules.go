package office

import (
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
)

// rules is rules by their codes, in words: what each says when it stops something. One that
// is no longer in the book is its code.
func rules(p *page.Page, codes []string) (out []string) {
	for _, code := range codes {
		for _, r := range certificates.Rulebook() {
			if r.Code == code {
				code += ": " + r.Sentence.In(p.Language)
				break
			}
		}
		out = append(out, code)
	}
	return out
}
