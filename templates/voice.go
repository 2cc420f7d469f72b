package templates

import (
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// compose puts a content into the words of the stationery: Italian, with what stands
// beside it.
func (st *stationery) compose(c *certificates.Content, preview bool) (*document, error) {
	d, err := st.wording.compose(c, preview)
	if err != nil || st.second == nil {
		return d, err
	}
	again, err := st.second.compose(c, preview)
	if err != nil {
		return nil, err
	}
	if st.second.language == registry.English {
		d.aid = []block{newAid(&st.wording.Aid.Heading, d, st.second, &st.second.Aid.About, again)}
		return d, nil
	}
	return d, d.besides(again, st.second.language)
}

// besides lays a document together with the same one in another language.
func (d *document) besides(e *document, l registry.Language) (err error) {
	d.second = l
	d.name = joinBy(" / ", d.name, unless(e.name, d.name))
	d.footers = append(d.footers, e.footers...)
	d.band, d.watermark = append(d.band, e.band...), append(d.watermark, e.watermark...)
	if d.body, err = besides(d.body, e.body, l); err != nil {
		return err
	}
	d.notes, err = besides(d.notes, e.notes, l)
	return err
}

// languageOf is the language of one of the texts that there are one of in each
// language, "" for that of the document.
func (d *document) languageOf(i int) registry.Language {
	if i == 0 {
		return ""
	}
	return d.second
}

// official is the language that has equal rank with Italian on the stationery, "" if
// there is none.
func (st *stationery) official() registry.Language {
	if st.second == nil || st.second.language == registry.English {
		return ""
	}
	return st.second.language
}

// say is a text of the wording as a block, in both languages where both are official.
func (st *stationery) say(style *style, of func(*wording) string) block {
	p := &paragraph{style: style, text: of(st.wording)}
	if l := st.official(); l != "" {
		return p.beside(&paragraph{style: style, text: of(st.second)}, l)
	}
	return p
}

// label is a text of the wording as a label.
func (st *stationery) label(of func(*wording) string) fact {
	x := fact{label: of(st.wording)}
	if x.language = st.official(); x.language != "" {
		x.secondLabel = unless(of(st.second), x.label)
	}
	return x
}
