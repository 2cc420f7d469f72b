package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
)

// encodingVersion begins every encoding, so that a later form can never be read
// as this one.
const encodingVersion = 1

// Link makes e the successor of the event with hash prev; everything else must be
// set before. Hash is the SHA-256 of
//
//   - the byte 1, the version of this form;
//   - every field from Office to Details in the order of the type: a number as 8
//     bytes, the most significant first; At as microseconds since 1970 in UTC; a
//     text as its length in bytes, a number, and then its UTF-8; Details as the
//     text of DetailsJSON;
//   - the 32 bytes of Prev.
//
// Every field says where it ends, so two events that differ never hash the same
// bytes.
func (e *Event) Link(prev Hash) {
	e.Prev = prev
	e.Hash = sha256.Sum256(e.encode())
}

func (e *Event) encode() []byte {
	b := appendText([]byte{encodingVersion}, e.Office)
	b = appendNumber(b, e.Seq)
	b = appendNumber(b, e.At.UnixMicro())
	for _, s := range []string{
		string(e.Kind), string(e.Actor.Kind), e.Actor.ID, e.Channel, e.Person, e.Certificate, e.Request, e.DetailsJSON(),
	} {
		b = appendText(b, s)
	}
	return append(b, e.Prev[:]...)
}

func appendNumber(b []byte, n int64) []byte { return binary.BigEndian.AppendUint64(b, uint64(n)) }

func appendText(b []byte, s string) []byte { return append(appendNumber(b, int64(len(s))), s...) }

// DetailsJSON is Details as they are stored and hashed: a JSON object as
// encoding/json writes it, without blanks, its keys sorted, "{}" for none.
func (e *Event) DetailsJSON() string {
	if len(e.Details) == 0 {
		return "{}"
	}
	b, _ := json.Marshal(e.Details) // texts always have a JSON form
	return string(b)
}

// ErrDetails says that a text is not of the form of DetailsJSON.
var ErrDetails = errors.New("audit: details are not in their stored form")

// ParseDetails reads the form of DetailsJSON and no other, so that a stored text
// cannot say one thing to a reader and another to the hash. It is nil for "{}".
func ParseDetails(s string) (map[string]string, error) {
	if s == "{}" {
		return nil, nil
	}
	var e Event
	if err := json.Unmarshal([]byte(s), &e.Details); err != nil || e.DetailsJSON() != s {
		return nil, ErrDetails
	}
	return e.Details, nil
}

// Head is the end of one office's chain: how far it reaches and the hash there.
// Seq is 0 for a chain without events.
type Head struct {
	Office string
	Seq    int64
	Hash   Hash
}

// Append numbers and links e as the next event of the chain.
func (h *Head) Append(e *Event) {
	e.Seq = h.Seq + 1
	e.Link(h.Hash)
	h.Seq, h.Hash = e.Seq, e.Hash
}

// BrokenError says where a chain does not hold.
type BrokenError struct {
	Office string
	Seq    int64 // the number at which an event was expected
	Why    string
}

func (e *BrokenError) Error() string {
	return fmt.Sprintf("audit: the chain of office %q is broken at event %d: %s", e.Office, e.Seq, e.Why)
}

// Verify reads the chain of one office from its first event and returns where it
// ends. It fails with *BrokenError at the first event that is missing, does not
// follow the one before or was changed, and with any error that events yields.
//
// A chain that was cut short still holds as far as it goes. known are heads from
// another place (the ledger, a note on paper) that it must pass through.
func Verify(events iter.Seq2[Event, error], known ...Head) (end Head, err error) {
	if len(known) > 0 {
		end.Office = known[0].Office
	}
	for e, err := range events {
		if err != nil {
			return end, err
		}
		if end.Seq == 0 && len(known) == 0 {
			end.Office = e.Office
		}
		if why := end.fault(&e, known); why != "" {
			return end, &BrokenError{end.Office, end.Seq + 1, why}
		}
		end.Seq, end.Hash = e.Seq, e.Hash
	}
	for _, k := range known {
		if k.Seq > end.Seq {
			return end, &BrokenError{end.Office, end.Seq + 1, "it ends before a known event"}
		}
	}
	return end, nil
}

// fault says why e cannot be the event after h, or "".
func (h Head) fault(e *Event, known []Head) string {
	switch {
	case e.Office != h.Office:
		return "it belongs to another office"
	case e.Seq != h.Seq+1:
		return "it is missing or out of order"
	case e.Prev != h.Hash:
		return "it does not follow the event before"
	case e.Hash != sha256.Sum256(e.encode()):
		return "it was changed"
	}
	for _, k := range known {
		if k.Office != e.Office || k.Seq == e.Seq && k.Hash != e.Hash {
			return "it is not the known event"
		}
	}
	return ""
}
