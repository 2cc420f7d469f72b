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
)

// What can be wrong with a field, in words. The field's value is never repeated:
// it may be somebody's name, and answers are kept by proxies and in tickets.
var (
	missing    = certificates.Say("Manca.", "Es fehlt.", "Manjka.", "Il manque.", "It is missing.")
	repeated   = certificates.Say("Compare più di una volta.", "Es kommt mehr als einmal vor.", "Navedeno je več kot enkrat.", "Il figure plus d'une fois.", "It is given more than once.")
	unreadable = certificates.Say(
		"Il corpo della richiesta non è JSON ben formato in UTF-8.",
		"Der Inhalt der Anfrage ist kein wohlgeformtes JSON in UTF-8.",
		"Vsebina zahteve ni pravilno oblikovan JSON v UTF-8.",
		"Le corps de la demande n'est pas du JSON bien formé en UTF-8.",
		"The body is not well-formed JSON in UTF-8.")
	namedTwice = certificates.Say("Un campo compare due volte.", "Ein Feld kommt zweimal vor.", "Polje je navedeno dvakrat.", "Un champ figure deux fois.", "A field is given twice.")
	wrongShape = certificates.Say(
		"Non ha la forma prevista.",
		"Es hat nicht die vorgesehene Form.",
		"Nima predvidene oblike.",
		"Il n'a pas la forme prévue.",
		"It does not have the form that is expected.")
	wrongType = certificates.Say(
		"Non è del tipo previsto.",
		"Es ist nicht vom vorgesehenen Typ.",
		"Ni predvidenega tipa.",
		"Il n'est pas du type prévu.",
		"It is not of the type that is expected.")
	wrongRange = certificates.Say(
		"È fuori dai limiti previsti.",
		"Es liegt außerhalb der Grenzen.",
		"Je zunaj predvidenih meja.",
		"Il est hors des limites prévues.",
		"It is outside the limits.")
	wrongSize = certificates.Say(
		"È troppo lungo o troppo corto.",
		"Es ist zu lang oder zu kurz.",
		"Je predolgo ali prekratko.",
		"Il est trop long ou trop court.",
		"It is too long or too short.")
	wrongCount = certificates.Say(
		"Gli elementi sono troppi, troppo pochi o ripetuti.",
		"Es sind zu viele oder zu wenige Elemente, oder einige kommen mehrmals vor.",
		"Elementov je preveč ali premalo ali pa se ponavljajo.",
		"Les éléments sont trop nombreux, trop peu nombreux ou répétés.",
		"There are too many elements, too few, or some are repeated.")
	unexpected = certificates.Say(
		"Contiene un campo non previsto. Quelli previsti sono: %s.",
		"Es enthält ein Feld, das nicht vorgesehen ist. Vorgesehen sind: %s.",
		"Vsebuje polje, ki ni predvideno. Predvidena so: %s.",
		"Il contient un champ qui n'est pas prévu. Ceux qui sont prévus sont : %s.",
		"It holds a field that is not expected. Those expected are: %s.")
	notAllowed = certificates.Say(
		"Non è uno dei valori ammessi: %s.",
		"Es ist keiner der zulässigen Werte: %s.",
		"Ni ena od dovoljenih vrednosti: %s.",
		"Ce n'est pas l'une des valeurs admises : %s.",
		"It is not one of the values allowed: %s.")
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
		return with(unexpected, known)
	case "enum":
		return with(notAllowed, listed(e.Schema.Enum))
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

// with is a sentence with its %s filled.
func with(t certificates.Text, what string) certificates.Text {
	out := make(certificates.Text, len(t))
	for l, sentence := range t {
		out[l] = strings.Replace(sentence, "%s", what, 1)
	}
	return out
}
