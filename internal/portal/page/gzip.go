package page

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// takesGzip reports whether who asks takes answers packed with gzip (RFC 9110,
// 12.5.3).
func takesGzip(r *http.Request) bool {
	weights := map[string]float64{}
	for part := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		coding, params, _ := strings.Cut(part, ";")
		weight := 1.0
		if q, given := strings.CutPrefix(strings.ToLower(strings.TrimSpace(params)), "q="); given {
			weight, _ = strconv.ParseFloat(q, 64) // 0 if it is none
		}
		weights[strings.ToLower(strings.TrimSpace(coding))] = weight
	}
	if weight, named := weights["gzip"]; named {
		return weight > 0
	}
	return weights["*"] > 0
}

var packers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

// pack is data packed with gzip.
func pack(data []byte) []byte {
	var out bytes.Buffer
	z, _ := packers.Get().(*gzip.Writer)
	defer packers.Put(z)
	z.Reset(&out)
	_, _ = z.Write(data) // a buffer takes all
	_ = z.Close()
	return out.Bytes()
}

// mayPack reports whether the page that answers a request may be packed. How long a packed
// page is tells whether something that others made the browser ask for stands in it twice
// (BREACH). So packed are only pages that hold nothing of anybody: to a visitor who is not
// logged in, and not in answer to a form.
func mayPack(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && Of(r.Context()) == nil
}

// send answers with data, or with the same data packed if there is such and who asks
// takes it. The header must be complete.
func send(w http.ResponseWriter, takes bool, status int, data, packed []byte) {
	if packed != nil {
		w.Header().Add("Vary", "Accept-Encoding")
		if takes {
			w.Header().Set("Content-Encoding", "gzip")
			data = packed
		}
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	_, _ = w.Write(data) // who asked may have gone
}
