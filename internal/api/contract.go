package api

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	sportello "github.com/sportello/sportello"
	"github.com/sportello/sportello/internal/web"
)

// contract is openapi.yaml as far as requests are checked against it, by method
// and path as in "GET /v1/status".
//
// Its schemas are asked directly. openapi3filter, which middlewares use, compiles
// each schema of a 3.1 document anew for every request, which takes half a
// millisecond, and reads a file into memory before anybody sees its size.
type contract map[string]*operation

// operation is what one operation takes and gives.
type operation struct {
	offers     []string // media types of a good answer
	parameters []*openapi3.Parameter
	mediaType  string           // of the body; "" for none
	body       *openapi3.Schema // of a JSON body; nil for a file
	optional   bool             // the body may be missing
}

const problemJSON = "application/problem+json"

func newContract() (contract, error) {
	doc, err := openapi3.NewLoader().LoadFromData(sportello.OpenAPI)
	if err != nil {
		return nil, fmt.Errorf("api: reading openapi.yaml: %w", err)
	}
	c := contract{}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			c[method+" "+path] = newOperation(op)
		}
	}
	return c, nil
}

func newOperation(op *openapi3.Operation) *operation {
	o := &operation{}
	for status, response := range op.Responses.Map() {
		if strings.HasPrefix(status, "2") {
			o.offers = slices.Sorted(maps.Keys(response.Value.Content))
		}
	}
	for _, p := range op.Parameters {
		// A path that fits nothing leads nowhere, and nobody fails by a preference.
		if p.Value.In != openapi3.ParameterInPath && p.Value.Name != "Accept-Language" {
			o.parameters = append(o.parameters, p.Value)
		}
	}
	if op.RequestBody == nil {
		return o
	}
	o.optional = !op.RequestBody.Value.Required
	for mediaType, content := range op.RequestBody.Value.Content {
		o.mediaType = mediaType
		if mediaType == "application/json" {
			o.body = content.Schema.Value
		}
	}
	return o
}

// keepContract lets a request through if it is one that openapi.yaml describes.
func (s *server) keepContract(next http.Handler) http.Handler {
	return web.Handle(s.fail, func(w http.ResponseWriter, r *http.Request) error {
		method := r.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		op := s.contract[method+" "+web.Route(r)]
		mediaType, ok := web.Accepts(r, op.offers...)
		if !ok && op.offers[0] != problemJSON { // problems come as problems whatever is asked for
			return web.ErrNotAcceptable
		}
		if err := op.checkParameters(r); err != nil {
			return err
		}
		if err := s.checkBody(w, r, op); err != nil {
			return err
		}
		ctx := context.WithValue(r.Context(), wishKey{}, wish{web.Language(r), mediaType})
		next.ServeHTTP(w, r.WithContext(ctx))
		return nil
	})
}

func (o *operation) checkParameters(r *http.Request) error {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return web.ErrRequest
	}
	var faults []web.Field
	for _, p := range o.parameters {
		values := query[p.Name]
		if p.In == openapi3.ParameterInHeader {
			values = r.Header.Values(p.Name)
		}
		switch {
		case len(values) > 1:
			faults = append(faults, web.Field{Name: p.Name, What: repeated})
		case len(values) == 1:
			faults = append(faults, inParameter(p.Name, p.Schema.Value.VisitJSON(parameter(p, values[0])))...)
		case p.Required:
			faults = append(faults, web.Field{Name: p.Name, What: missing})
		}
	}
	if len(faults) > 0 {
		return &web.InvalidError{Kind: web.ErrRequest, Fields: faults}
	}
	return nil
}

// parameter is the value of a parameter as its schema sees it.
func parameter(p *openapi3.Parameter, s string) any {
	if p.Schema.Value.Type.Is(openapi3.TypeInteger) {
		if n, err := strconv.ParseInt(s, 10, 32); err == nil {
			return float64(n)
		}
	}
	return s
}

// checkBody bounds the body and, unless it is a file, reads and checks it and puts
// it back for the generated layer.
func (s *server) checkBody(w http.ResponseWriter, r *http.Request, o *operation) error {
	if o.mediaType == "" || o.optional && r.ContentLength == 0 {
		return nil
	}
	if !isOfType(r, o.mediaType) {
		return web.ErrMediaType
	}
	limit := s.Limits.Body
	if o.body == nil {
		limit = s.Limits.Upload
	}
	if r.ContentLength > limit {
		return &http.MaxBytesError{Limit: limit}
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	if o.body == nil {
		return nil
	}
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return web.Unread(err)
	}
	value, err := decodeJSON(data)
	if err != nil {
		return err
	}
	if faults := inBody(o.body.VisitJSON(value, openapi3.MultiErrors())); len(faults) > 0 {
		return &web.InvalidError{Kind: web.ErrField, Fields: faults}
	}
	r.Body = io.NopCloser(bytes.NewReader(data))
	return nil
}

// isOfType reports whether the body is of the media type, in UTF-8 where it says,
// and not compressed.
func isOfType(r *http.Request, mediaType string) bool {
	given, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || given != mediaType || r.Header.Get("Content-Encoding") != "" {
		return false
	}
	charset, named := params["charset"]
	return !named || strings.EqualFold(charset, "utf-8")
}
