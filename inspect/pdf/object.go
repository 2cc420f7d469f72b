package pdf

import "bytes"

// Object is one of nil, bool, int, float64, Name, String, Array, Dict, Ref and
// *Stream (ISO 32000-1 7.3).
type Object any

// Name is a name without its solidus, with its escapes undone.
type Name string

// Ref refers to an indirect object.
type Ref struct{ Number, Generation int }

// Array is a row of objects.
type Array []Object

// Dict is a dictionary. A key whose value is null is left out, as the standard says.
type Dict map[Name]Object

// String is a string with its escapes undone. Start and End are where it stands in
// the file, brackets included; both are 0 for a string in an object stream.
type String struct {
	Value      []byte
	Start, End int
	Hex        bool
}

// Stream is a dictionary and the bytes as they stand in the file.
type Stream struct {
	Dict Dict
	Raw  []byte
}

// Equal reports whether two objects are the same to every reader: where strings
// stand and how they are written does not count, what references lead to neither.
func Equal(a, b Object) bool {
	switch a := a.(type) {
	case Array:
		b, ok := b.(Array)
		return ok && equalArrays(a, b)
	case Dict:
		b, ok := b.(Dict)
		return ok && equalDicts(a, b)
	case String:
		b, ok := b.(String)
		return ok && bytes.Equal(a.Value, b.Value)
	case *Stream:
		b, ok := b.(*Stream)
		return ok && equalDicts(a.Dict, b.Dict) && bytes.Equal(a.Raw, b.Raw)
	}
	switch b.(type) {
	case Array, Dict, String:
		return false
	}
	return a == b
}

func equalArrays(a, b Array) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !Equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

func equalDicts(a, b Dict) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if other, known := b[k]; !known || !Equal(v, other) {
			return false
		}
	}
	return true
}

// DictOf is the dictionary of an object that is one or has one, otherwise nil.
func DictOf(o Object) Dict {
	switch o := o.(type) {
	case Dict:
		return o
	case *Stream:
		return o.Dict
	}
	return nil
}
