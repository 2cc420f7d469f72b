package statement

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// StatusListType is the "typ" of a status list token and, after "application/", its
// media type (draft-ietf-oauth-status-list-20 section 5.1).
const StatusListType = "statuslist+jwt"

// maxStatusToken holds a list of MaxListSize that does not compress at all.
const maxStatusToken = 256 << 10

// maxListLife is how long a list may be kept.
const maxListLife = 31 * 24 * time.Hour

type statusClaims struct {
	Subject  string     `json:"sub"`
	IssuedAt int64      `json:"iat"`
	Expires  int64      `json:"exp"`
	TTL      int64      `json:"ttl"` // seconds
	List     statusJSON `json:"status_list"`
}

type statusJSON struct {
	Bits int    `json:"bits"`
	List string `json:"lst"`
}

// Sign returns the list as a token (JWS in compact form) for publication at its URI.
// ErrField for times that make no sense.
func (l *StatusList) Sign(k *Key) (string, error) {
	if err := l.check(); err != nil {
		return "", err
	}
	lst, err := deflate(l.bits)
	if err != nil {
		return "", err
	}
	return k.signToken(StatusListType, statusClaims{
		l.URI, l.IssuedAt.Unix(), l.Expires.Unix(), int64(l.TTL / time.Second), statusJSON{1, b64(lst)},
	})
}

func (l *StatusList) check() error {
	life := l.Expires.Sub(l.IssuedAt)
	return errors.Join(
		malformed("issue of the status list", l.IssuedAt.Unix() > 0),
		malformed("life of the status list", life > 0 && life <= maxListLife),
		malformed("time to live of the status list", l.TTL >= time.Second && l.TTL <= life),
	)
}

// ParseStatusList reads a list of the issuer of keys, signed by one of them. A list
// that has expired is read too: what it says was withdrawn still is. Errors: ErrToken,
// ErrIssuer, ErrSignature, ErrUnknownKey, ErrCompromised, ErrNotInForce, ErrExpired if
// the keys have expired, ErrFuture, ErrSize.
func ParseStatusList(token string, keys *KeySet, now time.Time) (*StatusList, error) {
	t, err := parseToken(StatusListType, token, maxStatusToken)
	if err != nil {
		return nil, err
	}
	var c statusClaims
	if json.Unmarshal(t.payload, &c) != nil || c.List.Bits != 1 || c.IssuedAt <= 0 || c.TTL <= 0 || c.TTL > int64(maxListLife/time.Second) {
		return nil, fmt.Errorf("%w: claims", ErrToken)
	}
	l := &StatusList{URI: c.Subject, IssuedAt: time.Unix(c.IssuedAt, 0).UTC(), Expires: time.Unix(c.Expires, 0).UTC(), TTL: time.Duration(c.TTL) * time.Second}
	switch {
	case l.check() != nil:
		return nil, fmt.Errorf("%w: times", ErrToken)
	case keys == nil:
		return nil, ErrUnknownKey
	case !strings.HasPrefix(l.URI, keys.Issuer+statusPath):
		return nil, ErrIssuer
	case l.IssuedAt.After(now.Add(skew)):
		return nil, ErrFuture
	}
	if err := keys.verifyToken(t, l.IssuedAt, now); err != nil {
		return nil, err
	}
	l.bits, err = inflate(c.List.List)
	return l, err
}

func deflate(bits []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := zlib.NewWriterLevel(&out, zlib.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(bits); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// inflate stops at the size that no list exceeds, whatever else is in it.
func inflate(lst string) ([]byte, error) {
	compressed, err := unb64(lst)
	if err != nil {
		return nil, err
	}
	in := bytes.NewReader(compressed)
	r, err := zlib.NewReader(in)
	if err != nil {
		return nil, fmt.Errorf("%w: zlib", ErrToken)
	}
	bits, err := io.ReadAll(io.LimitReader(r, MaxListSize/statusesInByte+1))
	switch {
	case len(bits) > MaxListSize/statusesInByte:
		return nil, ErrSize
	case err != nil || in.Len() > 0 || len(bits) == 0:
		return nil, fmt.Errorf("%w: zlib", ErrToken)
	}
	return bits, nil
}
