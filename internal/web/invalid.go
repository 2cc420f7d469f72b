package web

import (
	"strings"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// InvalidError says which fields of a request are wrong, and never what they hold. As
// an error it is ErrRequest (the request cannot be used at all) or ErrField (a
// field of its body is wrong).
type InvalidError struct {
	Kind   error
	Fields []Field
}

// Field is one thing that is wrong and where: a JSON pointer into the body (RFC
// 6901), or the name of a parameter or header.
type Field struct {
	Name string
	What certificates.Text
}

// Error names the fields.
func (e *InvalidError) Error() string {
	names := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		names[i] = f.Name
	}
	return e.Kind.Error() + ": " + strings.Join(names, ", ")
}

// Unwrap is Kind.
func (e *InvalidError) Unwrap() error { return e.Kind }

func (e *InvalidError) in(l registry.Language) []Fault {
	faults := make([]Fault, len(e.Fields))
	for i, f := range e.Fields {
		faults[i] = Fault{Field: f.Name, Detail: f.What.In(l)}
	}
	return faults
}
