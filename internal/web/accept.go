package web

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// Accepts picks from the media types on offer, in the order in which we would
// choose, the one that the caller likes best (RFC 9110 section 12.5.1); ok is
// false if he likes none.
func Accepts(r *http.Request, offers ...string) (best string, ok bool) {
	wishes := r.Header.Values("Accept")
	if len(wishes) == 0 {
		return offers[0], true
	}
	ranges := parseAccept(strings.Join(wishes, ","))
	weight := 0.0
	for _, offer := range offers {
		if w := ranges.weight(offer); w > weight {
			best, weight = offer, w
		}
	}
	return best, weight > 0
}

type mediaRange struct {
	pattern string // "a/b", "a/*" or "*/*"
	q       float64
}

type mediaRanges []mediaRange

// parseAccept reads what can be read; a range that cannot counts for nothing.
func parseAccept(header string) mediaRanges {
	var ranges mediaRanges
	for part := range strings.SplitSeq(header, ",") {
		pattern, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		q := 1.0
		if s, given := params["q"]; given {
			if q, err = strconv.ParseFloat(s, 64); err != nil || q < 0 || q > 1 {
				continue
			}
		}
		ranges = append(ranges, mediaRange{pattern, q})
	}
	return ranges
}

// weight is what the most specific range says of a media type.
func (ranges mediaRanges) weight(mediaType string) float64 {
	group, _, _ := strings.Cut(mediaType, "/")
	for _, pattern := range []string{mediaType, group + "/*", "*/*"} {
		for _, r := range ranges {
			if r.pattern == pattern {
				return r.q
			}
		}
	}
	return 0
}
