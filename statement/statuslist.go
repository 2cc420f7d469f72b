package statement

import (
	"errors"
	"time"
)

// Sizes of a status list, in certificates. A list should not be filled beyond half,
// so that free places are found by chance and its size does not tell how many
// certificates there are; the default then serves 65,536.
const (
	DefaultListSize = 1 << 17
	MaxListSize     = 1 << 20
	statusesInByte  = 8
)

// ErrSize says that a list is larger than any may be.
var ErrSize = errors.New("statement: the status list is too large")

// ErrIndex says that a list has no such place.
var ErrIndex = errors.New("statement: the status list has no such index")

// StatusList says of each of its places whether the certificate there was withdrawn,
// one bit each (draft-ietf-oauth-status-list-20: 0 valid, 1 invalid). It may be kept
// until Expires; after TTL there may be a newer one. It is safe for concurrent use
// as long as nothing is withdrawn in it.
type StatusList struct {
	URI               string // StatusURI
	IssuedAt, Expires time.Time
	TTL               time.Duration

	bits []byte
}

// NewStatusList is a list in which nothing is withdrawn. ErrSize unless size is a
// multiple of 8 up to MaxListSize.
func NewStatusList(uri string, size int) (*StatusList, error) {
	if size <= 0 || size > MaxListSize || size%statusesInByte != 0 {
		return nil, ErrSize
	}
	return &StatusList{URI: uri, bits: make([]byte, size/statusesInByte)}, nil
}

// Size is how many places the list has.
func (l *StatusList) Size() int { return len(l.bits) * statusesInByte }

// Withdraw marks the certificate at the index as withdrawn. ErrIndex if there is no
// such place.
func (l *StatusList) Withdraw(index int) error {
	if index < 0 || index >= l.Size() {
		return ErrIndex
	}
	l.bits[index/statusesInByte] |= 1 << (index % statusesInByte)
	return nil
}

// Withdrawn reports whether the certificate at the index was withdrawn when the list
// was made. ErrIndex if there is no such place.
func (l *StatusList) Withdrawn(index int) (bool, error) {
	if index < 0 || index >= l.Size() {
		return false, ErrIndex
	}
	return l.bits[index/statusesInByte]>>(index%statusesInByte)&1 == 1, nil
}
