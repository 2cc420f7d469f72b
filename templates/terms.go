package templates

import "github.com/sportello/sportello/registry"

// Tie is a relationship to the head of a household in the words of the certificate with
// relationships, as it may be told (art. 28 L. 184/1983); "" for one that there are none for.
func (t *Typesetter) Tie(r registry.Relationship, sex registry.Sex, l registry.Language) string {
	w := t.wording[l]
	if w == nil || w.tied[r] == nil {
		return ""
	}
	return w.tied[r].fill(sex)
}

// Status is a civil status in the words of the certificate of the household and civil
// status; "" for one that there are none for.
func (t *Typesetter) Status(code registry.CivilStatusCode, sex registry.Sex, l registry.Language) string {
	w := t.wording[l]
	if w == nil {
		return ""
	}
	p := w.statusOf(code)
	if p == nil {
		return ""
	}
	return p.fill(sex)
}
