package api

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// What can be wrong with a field, in words. The field's value is never repeated:
// it may be somebody's name, and answers are kept by proxies and in tickets.
var (
	missing    = say("Manca.", "It is missing.")
	repeated   = say("Compare più di una volta.", "It is given more than once.")
	unreadable = say("Il corpo della richiesta non è JSON ben formato in UTF-8.", "The body is not well-formed JSON in UTF-8.")
	namedTwice = say("Un campo compare due volte.", "A field is given twice.")
	wrongShape = say("Non ha la forma prevista.", "It does not have the form that is expected.")
	wrongType  = say("Non è del tipo previsto.", "It is not of the type that is expected.")
	wrongRange = say("È fuori dai limiti previsti.", "It is outside the limits.")
	wrongSize  = say("È troppo lungo o troppo corto.", "It is too long or too short.")
	wrongCount = say("Gli elementi sono troppi, troppo pochi o ripetuti.", "There are too many elements, too few, or some are repeated.")
)

// inBody are the fields at fault in a JSON body.
func inBody(err error) []web.Field {
	var fields []web.Field
	for _, e := range each(err) {
		fields = append(fields, web.Field{Name: pointer(e), What: sentence(e)})
	}
	return fields
}

// inParameter is what is wrong with a parameter, once, however many ways it is.
func inParameter(name string, err error) []web.Field {
	for _, e := range each(err) {
		return []web.Field{{Name: name, What: sentence(e)}}
	}
	return nil
}

// each is every single error in what a schema has found.
func each(err error) []*openapi3.SchemaError {
	var many openapi3.MultiError
	if errors.As(err, &many) {
		var all []*openapi3.SchemaError
		for _, e := range many {
			all = append(all, each(e)...)
		}
		return all
	}
	var one *openapi3.SchemaError
	if errors.As(err, &one) {
		return []*openapi3.SchemaError{one}
	}
	return nil
}

// pointer is where the error is (RFC 6901).
func pointer(e *openapi3.SchemaError) string {
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	var b strings.Builder
	for _, step := range e.JSONPointer() {
		b.WriteByte('/')
		b.WriteString(escape.Replace(step))
	}
	return b.String()
}

// sentence is what is wrong, by the keyword of the schema that found it.
func sentence(e *openapi3.SchemaError) certificates.Text {
	switch e.SchemaField {
	case "required":
		return missing
	case "properties":
		known := strings.Join(slices.Sorted(maps.Keys(e.Schema.Properties)), ", ")
		return sayf("Contiene un campo non previsto. Quelli previsti sono: %s.", "It holds a field that is not expected. Those expected are: %s.", known)
	case "enum":
		return sayf("Non è uno dei valori ammessi: %s.", "It is not one of the values allowed: %s.", listed(e.Schema.Enum))
	case "type", "nullable":
		return wrongType
	case "minLength", "maxLength":
		return wrongSize
	case "minItems", "maxItems", "uniqueItems":
		return wrongCount
	case "minimum", "maximum":
		return wrongRange
	}
	return wrongShape
}

func listed(values []any) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = fmt.Sprint(v)
	}
	return strings.Join(words, ", ")
}

func say(it, en string) certificates.Text {
	return certificates.Text{registry.Italian: it, registry.English: en}
}

func sayf(it, en, what string) certificates.Text {
	return say(fmt.Sprintf(it, what), fmt.Sprintf(en, what))
}
