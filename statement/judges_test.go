package statement

import (
	"crypto/ecdsa"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// Our tokens are read by a library that knows nothing of this package, and its
// tokens by us.
func TestTokensByAnotherLibrary(t *testing.T) {
	t.Parallel()
	private := sampleKey().signer.key.(*ecdsa.PrivateKey)
	for typ, ours := range map[string]string{
		KeySetType:     signedKeys(t, keySet(t), sampleKey()),
		StatusListType: must(statusList(t, 7).Sign(sampleKey())),
	} {
		t.Run(typ, func(t *testing.T) {
			t.Parallel()
			var claims jwt.MapClaims
			read, err := jwt.ParseWithClaims(ours, &claims, func(*jwt.Token) (any, error) { return sampleKey().Public(), nil },
				jwt.WithValidMethods([]string{"ES256"}), jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithTimeFunc(func() time.Time { return now }))
			if err != nil {
				t.Fatalf("golang-jwt does not take ours: %v", err)
			}
			if read.Header["typ"] != typ || read.Header["kid"] != sampleKey().ID().String() {
				t.Errorf("header %v", read.Header)
			}
			theirs := jwt.NewWithClaims(jwt.SigningMethodES256, claims)
			theirs.Header["typ"], theirs.Header["kid"] = typ, sampleKey().ID().String()
			text, err := theirs.SignedString(private)
			if err != nil {
				t.Fatal(err)
			}
			if typ == KeySetType {
				_, err = ParseKeySet(text, issuer, now)
			} else {
				_, err = ParseStatusList(text, keySet(t), now)
			}
			if err != nil {
				t.Errorf("we do not take golang-jwt's: %v", err)
			}
		})
	}
}
