package api

import (
	"bytes"
	"encoding/json"
	"io"
	"unicode/utf8"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
)

// deepest is how far values may be nested; no request of ours goes beyond two.
const deepest = 16

// decodeJSON reads one JSON value in the strict way of RFC 7493: no name twice in
// an object, no broken UTF-8, nothing after the value. What two readers could read
// in two ways is not read at all.
func decodeJSON(data []byte) (any, error) {
	if !utf8.Valid(data) {
		return nil, inWhole(unreadable)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	value, err := decodeValue(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, inWhole(unreadable)
	}
	return value, nil
}

func decodeValue(d *json.Decoder, depth int) (any, error) {
	token, err := d.Token()
	if err != nil || depth > deepest {
		return nil, inWhole(unreadable)
	}
	switch token {
	case json.Delim('{'):
		return decodeObject(d, depth)
	case json.Delim('['):
		return decodeArray(d, depth)
	}
	return token, nil
}

func decodeObject(d *json.Decoder, depth int) (any, error) {
	object := map[string]any{}
	for d.More() {
		token, err := d.Token()
		name, ok := token.(string)
		if err != nil || !ok {
			return nil, inWhole(unreadable)
		}
		if _, twice := object[name]; twice {
			return nil, inWhole(namedTwice)
		}
		if object[name], err = decodeValue(d, depth+1); err != nil {
			return nil, err
		}
	}
	return object, end(d)
}

func decodeArray(d *json.Decoder, depth int) (any, error) {
	array := []any{}
	for d.More() {
		value, err := decodeValue(d, depth+1)
		if err != nil {
			return nil, err
		}
		array = append(array, value)
	}
	return array, end(d)
}

func end(d *json.Decoder) error {
	if _, err := d.Token(); err != nil {
		return inWhole(unreadable)
	}
	return nil
}

// inWhole is a fault of the whole body, which the empty pointer stands for.
func inWhole(what certificates.Text) error {
	return &web.InvalidError{Kind: web.ErrRequest, Fields: []web.Field{{Name: "", What: what}}}
}
