package signing

import (
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	tag "golang.org/x/crypto/cryptobyte/asn1"
)

// read reads a TSTInfo (RFC 3161 2.4.2).
func (t *Token) read(content []byte) bool {
	var in, imprint, algorithm, hash, when, accuracy, extensions cryptobyte.String
	var version int
	var ordering bool
	t.Serial = new(big.Int)
	outer := cryptobyte.String(content)
	ok := outer.ReadASN1(&in, tag.SEQUENCE) && outer.Empty() &&
		in.ReadASN1Integer(&version) && version == 1 &&
		in.ReadASN1ObjectIdentifier(&t.Policy) &&
		in.ReadASN1(&imprint, tag.SEQUENCE) &&
		imprint.ReadASN1(&algorithm, tag.SEQUENCE) && algorithm.ReadASN1Element(&hash, tag.OBJECT_IDENTIFIER) &&
		imprint.ReadASN1Bytes(&t.Imprint, tag.OCTET_STRING) && imprint.Empty() &&
		in.ReadASN1Integer(t.Serial) &&
		in.ReadASN1(&when, tag.GeneralizedTime) &&
		in.ReadOptionalASN1(&accuracy, nil, tag.SEQUENCE) && t.readAccuracy(accuracy) &&
		readOptionalBoolean(&in, &ordering) &&
		t.readNonce(&in) &&
		in.SkipOptionalASN1(tagged(0)) && // the authority's name
		in.ReadOptionalASN1(&extensions, nil, tagged(1)) && noneCritical(extensions) && in.Empty()
	if !ok {
		return false
	}
	var known bool
	t.Hash, known = hashes[string(hash)]
	// time.Parse takes the fraction of a second that the layout does not show.
	var err error
	t.Time, err = time.Parse("20060102150405Z", string(when))
	return known && err == nil
}

func (t *Token) readNonce(in *cryptobyte.String) bool {
	if !in.PeekASN1Tag(tag.INTEGER) {
		return true
	}
	t.Nonce = new(big.Int)
	return in.ReadASN1Integer(t.Nonce)
}

func (t *Token) readAccuracy(in cryptobyte.String) bool {
	var seconds, millis, micros int
	ok := (!in.PeekASN1Tag(tag.INTEGER) || in.ReadASN1Integer(&seconds)) &&
		readImplicit(&in, 0, &millis) && readImplicit(&in, 1, &micros) && in.Empty()
	t.Accuracy = time.Duration(seconds)*time.Second + time.Duration(millis)*time.Millisecond + time.Duration(micros)*time.Microsecond
	return ok && seconds >= 0 && seconds < 1<<31
}

// readImplicit takes an INTEGER of 1 to 999 that is tagged [n], if there is one.
func readImplicit(in *cryptobyte.String, n uint8, into *int) bool {
	var value cryptobyte.String
	var present bool
	if !in.ReadOptionalASN1(&value, &present, tag.Tag(n).ContextSpecific()) || !present {
		return !in.PeekASN1Tag(tag.Tag(n).ContextSpecific())
	}
	number := cryptobyte.String(element(tag.INTEGER, value))
	return number.ReadASN1Integer(into) && *into > 0 && *into < 1000
}

// noneCritical says whether extensions can be read and ignored.
func noneCritical(extensions cryptobyte.String) bool {
	for !extensions.Empty() {
		var extension cryptobyte.String
		var critical bool
		ok := extensions.ReadASN1(&extension, tag.SEQUENCE) && extension.SkipASN1(tag.OBJECT_IDENTIFIER) &&
			readOptionalBoolean(&extension, &critical)
		if !ok || critical {
			return false
		}
	}
	return true
}

func readOptionalBoolean(in *cryptobyte.String, into *bool) bool {
	return !in.PeekASN1Tag(tag.BOOLEAN) || in.ReadASN1Boolean(into)
}
