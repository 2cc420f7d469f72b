package signing

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
)

// The kinds of validation material, in the order in which they are written.
const (
	certificateKind = iota
	ocspKind
	listKind
	materialKinds
)

var materialKeys = [materialKinds]string{"/Certs", "/OCSPs", "/CRLs"}

// material is what it takes to check a seal or a time stamp later, in DER, by kind.
type material [materialKinds][][]byte

// maxMaterial is how much of each kind one update may bring.
const maxMaterial = 64

// lend puts into an update what is neither held nor in it.
func (m *material) lend(update *material, kind int, der []byte) {
	same := func(e []byte) bool { return bytes.Equal(e, der) }
	if !slices.ContainsFunc(m[kind], same) && !slices.ContainsFunc(update[kind], same) {
		update[kind] = append(update[kind], der)
	}
}

// addMaterial is the update that adds a document security store (ETSI EN 319 142-1
// 5.4.2.2), or adds to the one that there is, and the revision that it makes. There is no
// validation-related information: the standard advises against it. The catalog's
// /Extensions are as before: it announces what baseline signatures take from ETSI.
func (r revision) addMaterial(base int, m *material) ([]byte, revision) {
	u := &update{base: base}
	store, first := r.size, r.size+1
	r.size = first
	text := []byte("<</Type/DSS")
	for kind, all := range m {
		held := slices.Clone(r.material[kind])
		for range all {
			held = append(held, r.size)
			r.size++
		}
		if len(held) > 0 {
			text = append(append(text, materialKeys[kind]...), arrayOf(held)...)
		}
		r.material[kind] = held
	}
	u.object(store, string(text), ">>")
	for i, der := range slices.Concat(m[:]...) {
		u.stream(first+i, der)
	}
	r.catalog = r.catalog.with("/DSS", fmt.Sprintf("%d 0 R", store))
	u.object(r.root, string(r.catalog))
	u.finish(&r)
	return u.b, r
}

// readMaterial reads the update that text begins with, if it is one that addMaterial
// writes: nothing else than the material is taken from it. It returns its length, 0 if
// it is another.
func (r *revision) readMaterial(base int, text []byte) (*material, int, revision) {
	body, ok := bytes.CutPrefix(text, fmt.Appendf(nil, "%d 0 obj\n", r.size))
	store, readable := readDict(body)
	if !ok || !readable || store.value("/Type") != "/DSS" {
		return nil, 0, *r
	}
	body, ok = bytes.CutPrefix(body[len(store):], []byte("\nendobj\n"))
	m := &material{}
	number := r.size + 1
	for kind, key := range materialKeys {
		all, _ := references(store.value(key))
		for range min(max(0, len(all)-len(r.material[kind])), maxMaterial) {
			var der []byte
			if der, body = readStream(body, number); der == nil {
				return nil, 0, *r
			}
			m[kind] = append(m[kind], der)
			number++
		}
	}
	written, next := r.addMaterial(base, m)
	if !ok || !bytes.HasPrefix(text, written) {
		return nil, 0, *r
	}
	return m, len(written), next
}

// readStream takes the stream object with the number, as update.stream writes it.
func readStream(text []byte, number int) (data, rest []byte) {
	const begin, end, digits = ">>\nstream\n", "\nendstream\nendobj\n", 10
	text, ok := bytes.CutPrefix(text, fmt.Appendf(nil, "%d 0 obj\n<</Length ", number))
	length, _, found := bytes.Cut(text[:min(len(text), digits+len(begin))], []byte(begin))
	n, err := strconv.Atoi(string(length))
	if !ok || !found || err != nil {
		return nil, nil
	}
	text = text[len(length)+len(begin):]
	if n < 0 || n > len(text) || !bytes.HasPrefix(text[n:], []byte(end)) {
		return nil, nil
	}
	return text[:n:n], text[n+len(end):]
}
