package cut

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
)

var dataURL = regexp.MustCompile(`url\(\s*(?:"(data:[^"]*)"|'(data:[^']*)'|(data:[^)]*))\s*\)`)

// extract takes pictures out of declarations and leaves their names there. What is
// written in and no SVG goes, with its declaration.
func extract(rules []rule, pictures map[string][]byte) (_ []rule, err error) {
	out := without(rules, func(r rule) bool {
		m := dataURL.FindStringSubmatch(r.head)
		return !r.block && m != nil && !strings.HasPrefix(m[1]+m[2]+m[3], "data:image/svg+xml")
	})
	for i, r := range out {
		if r.block {
			if out[i].rules, err = extract(r.rules, pictures); err != nil {
				return nil, err
			}
			continue
		}
		out[i].head = dataURL.ReplaceAllStringFunc(r.head, func(u string) string {
			m := dataURL.FindStringSubmatch(u)
			data, e := payload(m[1] + m[2] + m[3])
			if e != nil {
				err = e
				return u
			}
			sum := sha256.Sum256(data)
			name := "picture-" + hex.EncodeToString(sum[:4]) + ".svg"
			pictures[name] = data
			return "url(" + name + ")"
		})
	}
	return out, err
}

// payload is the picture in a data URL (RFC 2397).
func payload(u string) ([]byte, error) {
	head, data, ok := strings.Cut(u, ",")
	if !ok {
		return nil, fmt.Errorf("cut: %.40s is no data URL", u)
	}
	if strings.HasSuffix(head, ";base64") {
		out, err := base64.StdEncoding.DecodeString(data)
		if err != nil {
			return nil, fmt.Errorf("cut: a picture: %w", err)
		}
		return out, nil
	}
	text := escaped.ReplaceAllStringFunc(strings.TrimSpace(data), func(e string) string {
		b, _ := hex.DecodeString(e[1:]) // two digits, by the pattern
		return string(b)
	})
	return []byte(text), nil
}

// escaped is an octet written as %XX; any other % stands for itself, as browsers have it
// (URL Standard, percent-decode).
var escaped = regexp.MustCompile(`%[0-9a-fA-F]{2}`)

var symbol = regexp.MustCompile(`(?s)<symbol[^>]*\bid="([^"]+)".*?</symbol>`)

// Sprite is the symbols of a sprite whose names may be meant, as one picture. Each is
// drawn with <use href="...#name">.
func (n *Names) Sprite(sprite string) string {
	var out strings.Builder
	out.WriteString(`<svg xmlns="http://www.w3.org/2000/svg">` + "\n")
	for _, m := range symbol.FindAllStringSubmatch(sprite, -1) {
		if n.Icons[m[1]] {
			out.WriteString(m[0] + "\n")
		}
	}
	out.WriteString("</svg>\n")
	return out.String()
}
