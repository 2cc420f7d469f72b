package auth

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// attack is a change to a good token that must make it a bad one.
type attack struct {
	name string
	edit func(*forge)
	want error // ErrInvalid if nil
}

var algorithmAttacks = []attack{
	{"none", func(f *forge) { f.header["alg"], f.sign = "none", unsigned }, nil},
	{"None", func(f *forge) { f.header["alg"], f.sign = "None", unsigned }, nil},
	{"none with a signature", func(f *forge) { f.header["alg"] = "none" }, nil},
	{"alg empty", func(f *forge) { f.header["alg"] = "" }, nil},
	{"alg missing", func(f *forge) { delete(f.header, "alg") }, nil},
	{"alg in small letters", func(f *forge) { f.header["alg"] = "rs256" }, nil},
	{"alg a number", func(f *forge) { f.header["alg"] = 256 }, nil},
	{"alg null", func(f *forge) { f.header["alg"] = nil }, nil},
	{"HS256 with the public key in PEM", func(f *forge) { f.header["alg"], f.sign = "HS256", with("HS256", publicPEM()) }, nil},
	{"HS256 with the public key in DER", func(f *forge) { f.header["alg"], f.sign = "HS256", with("HS256", publicDER()) }, nil},
	{"HS256 with the modulus", func(f *forge) { f.header["alg"], f.sign = "HS256", with("HS256", keys().rsa.N.Bytes()) }, nil},
	{"HS256 with the provider's symmetric key", func(f *forge) {
		f.header["alg"], f.header["kid"], f.sign = "HS256", "secret", with("HS256", []byte("secret"))
	}, nil},
	{"RS256 said, HS256 done", func(f *forge) { f.sign = with("HS256", publicPEM()) }, nil},
	{"RS512", func(f *forge) { f.header["alg"], f.sign = "RS512", with("RS512", keys().rsa) }, nil},
	{"RS256 said, RS512 done", func(f *forge) { f.sign = with("RS512", keys().rsa) }, nil},
	{"RS256 said, PS256 done", func(f *forge) { f.sign = with("PS256", keys().rsa) }, nil},
	{"PS256 with a key for RS256", func(f *forge) {
		f.header["alg"], f.header["kid"], f.sign = "PS256", "rs256", with("PS256", keys().rsa)
	}, nil},
	{"PS256 with a short salt", func(f *forge) { f.header["alg"], f.sign = "PS256", salted(20) }, nil},
	{"ES256 with an RSA key", func(f *forge) { f.header["alg"] = "ES256" }, nil},
	{"RS256 with an elliptic key", func(f *forge) { f.header["kid"] = "ec" }, nil},
	{"ES256 signature in ASN.1", func(f *forge) { f.es256(); f.sign = asn1Signature }, nil},
	{"ES256 signature of zeros", func(f *forge) { f.es256(); f.sign = func(string) []byte { return make([]byte, 64) } }, nil},
	{"ES384", func(f *forge) { f.header["alg"], f.header["kid"], f.sign = "ES384", "p384", with("ES384", keys().p384) }, nil},
	{"P-384 key that says ES256", func(f *forge) {
		f.header["alg"], f.header["kid"], f.sign = "ES256", "p384", func(s string) []byte { return with("ES384", keys().p384)(s)[:64] }
	}, nil},
	{"RSA of 1024 bits", func(f *forge) { f.header["kid"], f.sign = "small", with("RS256", keys().small) }, nil},
}

var keyAttacks = []attack{
	{"kid missing", func(f *forge) { delete(f.header, "kid") }, nil},
	{"kid empty", func(f *forge) { f.header["kid"] = "" }, nil},
	{"kid unknown", func(f *forge) { f.header["kid"] = "nobody" }, nil},
	{"kid in other letters", func(f *forge) { f.header["kid"] = "RSA" }, nil},
	{"kid with a null byte", func(f *forge) { f.header["kid"] = "rsa\x00" }, nil},
	{"kid an array", func(f *forge) { f.header["kid"] = []string{"rsa"} }, nil},
	{"kid a path to a file", func(f *forge) {
		f.header["alg"], f.header["kid"], f.sign = "HS256", "../../../../dev/null", with("HS256", []byte{})
	}, nil},
	{"kid of a key for encryption", func(f *forge) { f.header["kid"], f.sign = "../../rsa", with("RS256", keys().foreign) }, nil},
	{"kid of another provider", func(f *forge) { f.header["kid"], f.sign = "foreign", with("RS256", keys().foreign) }, nil},
	{"another provider's key under our kid", func(f *forge) { f.sign = with("RS256", keys().foreign) }, nil},
	{"jwk", func(f *forge) {
		f.header["jwk"], f.sign = publicJWK("rsa", &keys().foreign.PublicKey), with("RS256", keys().foreign)
	}, nil},
	{"jwk without kid", func(f *forge) {
		delete(f.header, "kid")
		f.header["jwk"], f.sign = publicJWK("", &keys().foreign.PublicKey), with("RS256", keys().foreign)
	}, nil},
	{"jku", func(f *forge) { f.header["jku"], f.sign = keysB, with("RS256", keys().foreign) }, nil},
	{"jku and an unknown kid", func(f *forge) {
		f.header["jku"], f.header["kid"], f.sign = keysB, "foreign", with("RS256", keys().foreign)
	}, nil},
	{"x5u", func(f *forge) { f.header["x5u"], f.sign = "http://169.254.169.254/", with("RS256", keys().foreign) }, nil},
	{"x5c", func(f *forge) { f.header["x5c"], f.sign = []string{"MIIB"}, with("RS256", keys().foreign) }, nil},
	{"crit", func(f *forge) { f.header["crit"] = []string{"exp"} }, nil},
	{"crit empty", func(f *forge) { f.header["crit"] = []string{} }, nil},
	{"crit with b64", func(f *forge) { f.header["crit"], f.header["b64"] = []string{"b64"}, false }, nil},
}

var typeAttacks = []attack{
	{"typ missing", func(f *forge) { delete(f.header, "typ") }, nil},
	{"typ JWT", func(f *forge) { f.header["typ"] = "JWT" }, nil},
	{"typ a list", func(f *forge) { f.header["typ"] = []string{"at+jwt"} }, nil},
	{"typ with a blank", func(f *forge) { f.header["typ"] = "at+jwt " }, nil},
	{"typ with a kelvin sign", func(f *forge) { f.header["typ"] = "at+jw\u1d40" }, nil},
	{"logout token", func(f *forge) { f.header["typ"] = "logout+jwt" }, nil},
	{"client assertion", func(f *forge) { f.header["typ"] = "client-authentication+jwt" }, nil},
	{"ID token", func(f *forge) {
		f.header["typ"] = "JWT"
		f.claims["aud"], f.claims["nonce"], f.claims["azp"] = "portal", "nonce-1", "portal"
		delete(f.claims, "client_id")
	}, nil},
	{"ID token that says at+jwt", func(f *forge) {
		f.claims["nonce"] = "nonce-1"
		delete(f.claims, "client_id")
		delete(f.claims, "jti")
	}, nil},
	{"nested token", func(f *forge) { f.header["cty"], f.rawClaims = "JWT", newForge().token() }, nil},
	{"nested token as JSON", func(f *forge) { f.rawClaims = `"` + newForge().token() + `"` }, nil},
}

var claimAttacks = []attack{
	{"iss of nobody", func(f *forge) { f.claims["iss"] = "https://evil.example" }, nil},
	{"iss with a slash", func(f *forge) { f.claims["iss"] = issuerA + "/" }, nil},
	{"iss in capitals", func(f *forge) { f.claims["iss"] = strings.ToUpper(issuerA) }, nil},
	{"iss with a null byte", func(f *forge) { f.claims["iss"] = issuerA + "\x00" }, nil},
	{"iss as ISS", func(f *forge) { delete(f.claims, "iss"); f.claims["ISS"] = issuerA }, nil},
	{"iss of another provider", func(f *forge) { f.claims["iss"] = issuerB }, nil},
	{"aud of another service", func(f *forge) { f.claims["aud"] = "https://else.example.it" }, nil},
	{"aud in an array of others", func(f *forge) { f.claims["aud"] = []string{"a", audience + "/"} }, nil},
	{"aud empty", func(f *forge) { f.claims["aud"] = []string{} }, nil},
	{"aud mixed", func(f *forge) { f.claims["aud"] = []any{audience, 1} }, nil},
	{"aud that only begins like ours", func(f *forge) { f.claims["aud"] = audience + ".evil.example" }, nil},
	{"sub with a null byte", func(f *forge) { f.claims["sub"] = "a\x00b" }, nil},
	{"sub with a line break", func(f *forge) { f.claims["sub"] = "a\nb" }, nil},
	{"sub too long", func(f *forge) { f.claims["sub"] = strings.Repeat("a", 256) }, nil},
	{"client_id a lone surrogate", func(f *forge) { f.rawClaims = replaced(f.claims, `"portal"`, `"\ud800"`) }, nil},
	{"bound to a key", func(f *forge) { f.claims["cnf"] = jsonObject{"jkt": "x"} }, nil},
}

var timeAttacks = []attack{
	{"expired", func(f *forge) { f.claims["iat"], f.claims["exp"] = today.Unix()-600, today.Unix()-60 }, ErrExpired},
	{"exp a text", func(f *forge) { f.claims["exp"] = "9999999999" }, nil},
	{"exp beyond all time", func(f *forge) { f.rawClaims = replaced(f.claims, fmt.Sprint(today.Unix()+600), "1e300") }, nil},
	{"exp beyond numbers", func(f *forge) { f.rawClaims = replaced(f.claims, fmt.Sprint(today.Unix()+600), "1e999") }, nil},
	{"exp that overflows", func(f *forge) { f.rawClaims = replaced(f.claims, fmt.Sprint(today.Unix()+600), "9223372036854775807") }, nil},
	{"exp before iat", func(f *forge) { f.claims["exp"] = today.Unix() - 20 }, nil},
	{"iat in the future", func(f *forge) { f.claims["iat"] = today.Unix() + 61 }, nil},
	{"iat negative", func(f *forge) { f.claims["iat"] = -1 }, nil},
	{"lives too long", func(f *forge) { f.claims["exp"] = today.Unix() - 10 + 3601 }, nil},
	{"not yet valid", func(f *forge) { f.claims["nbf"] = today.Unix() + 61 }, nil},
	{"nbf a text", func(f *forge) { f.claims["nbf"] = "0" }, nil},
	{"nbf null", func(f *forge) { f.claims["nbf"] = nil }, nil},
}

var citizenAttacks = []attack{
	{"acr too low", func(f *forge) { f.claims["acr"] = "https://www.spid.gov.it/SpidL1" }, ErrAssurance},
	{"acr missing", func(f *forge) { delete(f.claims, "acr") }, ErrAssurance},
	{"acr an array", func(f *forge) { f.claims["acr"] = DefaultAssurances }, ErrAssurance},
	{"acr of several", func(f *forge) { f.claims["acr"] = strings.Join(DefaultAssurances, " ") }, ErrAssurance},
	{"acr in other letters", func(f *forge) { f.claims["acr"] = "https://www.spid.gov.it/spidl2" }, ErrAssurance},
	{"fiscal numbers that differ", func(f *forge) { f.claims[legacyFiscalNumber] = "VRDLGU80A01H501X" }, nil},
	{"fiscal number empty", func(f *forge) { f.claims[fiscalNumber] = "TINIT-" }, nil},
	{"fiscal number null", func(f *forge) { f.claims[fiscalNumber] = nil }, nil},
	{"fiscal number null beside a good one", func(f *forge) { f.claims[legacyFiscalNumber] = nil }, nil},
	{"fiscal number an array", func(f *forge) { f.claims[fiscalNumber] = []string{code} }, nil},
	{"fiscal number of another country", func(f *forge) { f.claims[fiscalNumber] = "TINES-12345678Z" }, nil},
	{"fiscal number with two prefixes", func(f *forge) { f.claims[fiscalNumber] = "TINIT-TINIT-" + code }, nil},
	{"fiscal number too long", func(f *forge) { f.claims[fiscalNumber] = code + "A" }, nil},
	{"fiscal number with a null byte", func(f *forge) { f.claims[fiscalNumber] = code[:15] + "\x00" }, nil},
	{"fiscal number with a long s", func(f *forge) { f.claims[fiscalNumber] = "R\u017fSMRA80A01H501" }, nil},
	{"fiscal number with a dotless i", func(f *forge) { f.claims[fiscalNumber] = "RSSMR\u0131" }, nil},
	{"fiscal number in full width", func(f *forge) { f.claims[fiscalNumber] = "\uff32SSMRA80A01H" }, nil},
	{"with a machine's scope", func(f *forge) { f.claims["scope"] = "openid certificates:read" }, nil},
	{"scope not a text", func(f *forge) { f.claims["scope"] = []string{"openid"} }, nil},
	{"with the client as its subject", func(f *forge) { f.claims["sub"] = f.claims["client_id"] }, nil},
}

var machineAttacks = []attack{
	{"machine: another subject", func(f *forge) { f.machine(); f.claims["sub"] = "else" }, nil},
	{"machine: scope an array", func(f *forge) { f.machine(); f.claims["scope"] = []string{"certificates:read"} }, nil},
	{"machine: scope null", func(f *forge) { f.machine(); f.claims["scope"] = nil }, nil},
	{"machine: offices a text", func(f *forge) { f.machine(); f.claims["offices"] = "H501" }, nil},
	{"machine: offices null", func(f *forge) { f.machine(); f.claims["offices"] = nil }, nil},
	{"machine: office not a code", func(f *forge) { f.machine(); f.claims["offices"] = []string{"H501", "*"} }, nil},
	{"machine: office a small letter", func(f *forge) { f.machine(); f.claims["offices"] = []string{"h501"} }, nil},
	{"machine: office null", func(f *forge) { f.machine(); f.claims["offices"] = []any{nil} }, nil},
	{"machine: of a provider for citizens only", func(f *forge) {
		f.machine()
		f.claims["iss"], f.header["kid"], f.sign = issuerB, "foreign", with("RS256", keys().foreign)
	}, nil},
	{"neither citizen nor machine", func(f *forge) { delete(f.claims, fiscalNumber) }, nil},
}

var jsonAttacks = []attack{
	{"iss twice", func(f *forge) { f.rawClaims = extend(f.claims, `"iss":"`+issuerA+`"`) }, nil},
	{"iss twice, once escaped", func(f *forge) { f.rawClaims = extend(f.claims, `"\u0069ss":"`+issuerB+`"`) }, nil},
	{"fiscal number twice", func(f *forge) { f.rawClaims = extend(f.claims, `"`+fiscalNumber+`":"VRDLGU80A01H501X"`) }, nil},
	{"unknown claim twice", func(f *forge) { f.rawClaims = extend(f.claims, `"a":1,"a":1`) }, nil},
	{"alg twice", func(f *forge) { f.rawHeader = extend(f.header, `"alg":"none"`) }, nil},
	{"kid twice, once escaped", func(f *forge) { f.rawHeader = extend(f.header, `"k\u0069d":"rsa"`) }, nil},
	{"more after the claims", func(f *forge) { f.rawClaims = string(must(json.Marshal(f.claims))) + "{}" }, nil},
	{"more after the header", func(f *forge) { f.rawHeader = string(must(json.Marshal(f.header))) + "\x00" }, nil},
	{"claims an array", func(f *forge) { f.rawClaims = "[]" }, nil},
	{"claims null", func(f *forge) { f.rawClaims = "null" }, nil},
	{"claims cut off", func(f *forge) { f.rawClaims = `{"iss":"` + issuerA + `"` }, nil},
	{"claims with a comment", func(f *forge) { f.rawClaims = extend(f.claims, `/* */ "a":1`) }, nil},
	{"claims with a comma too many", func(f *forge) { f.rawClaims = extend(f.claims, "") }, nil},
	{"claims not UTF-8", func(f *forge) { f.rawClaims = extend(f.claims, "\"a\":\"\xff\"") }, nil},
	{"claims in UTF-16", func(f *forge) { f.rawClaims = "\xff\xfe{\x00}\x00" }, nil},
	{"claims after a byte order mark", func(f *forge) { f.rawClaims = "\ufeff" + string(must(json.Marshal(f.claims))) }, nil},
	{"header nested without end", func(f *forge) { f.rawHeader = `{"a":` + strings.Repeat("[", 5000) }, nil},
}

func TestCheckRefusesAttacks(t *testing.T) {
	t.Parallel()
	for _, a := range slices.Concat(algorithmAttacks, keyAttacks, typeAttacks, claimAttacks, timeAttacks, citizenAttacks, machineAttacks, jsonAttacks) {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			f := newForge()
			a.edit(f)
			refuse(t, f.token(), f.claims, a.want)
		})
	}
}

// refuse demands that a token is refused with want (ErrInvalid if nil), that the
// error says nothing of what the token holds, and that only configured addresses
// were asked for.
func refuse(t *testing.T, token string, claims jsonObject, want error) {
	t.Helper()
	if want == nil {
		want = ErrInvalid
	}
	net := new(network)
	who, err := must(New(net.config())).Check(t.Context(), token)
	if who != nil || !errors.Is(err, want) {
		t.Fatalf("Check = %v, %v, want %v", who, err, want)
	}
	for name, v := range claims {
		if s, ok := v.(string); ok && s != "" && strings.Contains(err.Error(), s) {
			t.Errorf("the error %q tells the claim %s", err, name)
		}
	}
	if len(net.asked) > 1 || len(net.asked) == 1 && net.asked[0] != keysA && net.asked[0] != keysB {
		t.Errorf("fetched %q", net.asked)
	}
}

// Whatever a token lacks, or has as something else, it is refused for.
func TestCheckRefusesMissingClaims(t *testing.T) {
	t.Parallel()
	needed := []string{"iss", "aud", "sub", "client_id", "jti", "iat", "exp"} // RFC 9068 section 2.2
	for _, name := range needed {
		for kind, v := range map[string]any{"missing": nil, "null": json.RawMessage("null"), "empty": "", "an object": jsonObject{}, "true": true} {
			t.Run(name+" "+kind, func(t *testing.T) {
				t.Parallel()
				f := newForge()
				if f.claims[name] = v; v == nil {
					delete(f.claims, name)
				}
				refuse(t, f.token(), nil, nil)
			})
		}
	}
}

// What can be done to a good token without its key.
func TestCheckRefusesManglings(t *testing.T) {
	t.Parallel()
	good := newForge().token()
	part := strings.Split(good, ".")
	other := newForge()
	other.claims["jti"] = "id-2"
	for name, token := range map[string]string{
		"empty":                         "",
		"dots":                          "..",
		"one part":                      part[0],
		"two parts":                     part[0] + "." + part[1],
		"four parts":                    good + "." + part[2],
		"dot behind":                    good + ".",
		"JWE":                           good + ".a.a",
		"no signature":                  part[0] + "." + part[1] + ".",
		"signature of another":          part[0] + "." + part[1] + "." + strings.Split(other.token(), ".")[2],
		"signature cut":                 good[:len(good)-4],
		"blank behind":                  good + " ",
		"line break behind":             good + "\n",
		"line break within":             good[:len(good)-8] + "\r\n" + good[len(good)-8:],
		"padded":                        good + strings.Repeat("=", -len(part[2])&3),
		"padded claims":                 part[0] + "." + part[1] + "=." + part[2],
		"unused bits":                   good[:len(good)-1] + next(good[len(good)-1]),
		"standard alphabet":             part[0] + "." + part[1] + ".+" + part[2][1:],
		"null byte behind":              good + "\x00",
		"oversize":                      good + strings.Repeat("A", maxToken),
		"oversize with a good shape":    part[0] + "." + strings.Repeat("A", maxToken) + "." + part[2],
		"JSON serialization":            `{"protected":"` + part[0] + `","payload":"` + part[1] + `","signature":"` + part[2] + `"}`,
		"with its scheme":               "Bearer " + good,
		"header of a token without key": b64([]byte(`{"alg":"none","typ":"at+jwt"}`)) + "." + part[1] + ".",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refuse(t, token, nil, nil)
		})
	}
}

// What is too large, or not three parts, is refused for that, before it is decoded.
func TestCheckLooksAtTheShapeFirst(t *testing.T) {
	t.Parallel()
	good := newForge().token()
	padded := newForge()
	padded.claims["padding"] = strings.Repeat("a", maxToken)
	for name, test := range map[string]struct{ token, want string }{
		"oversize and signed": {padded.token(), "size"},
		"two parts":           {"!.!", "number of parts"},
		"four parts":          {good + ".", "number of parts"},
		"JWE":                 {"!.!.!.!.!", "number of parts"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := must(New(new(network).config())).Check(t.Context(), test.token)
			if want := invalid(test.want); err == nil || err.Error() != want.Error() {
				t.Errorf("Check: %v, want %v", err, want)
			}
		})
	}
}

// A token may be as large as a token may be.
func TestCheckAcceptsALargeToken(t *testing.T) {
	t.Parallel()
	f := newForge()
	f.claims["padding"] = ""
	f.claims["padding"] = strings.Repeat("a", (maxToken-len(f.token()))*3/4)
	f.rawClaims = ""
	if _, err := must(New(new(network).config())).Check(t.Context(), f.token()); err != nil {
		t.Errorf("Check of %d bytes: %v", len(f.token()), err)
	}
}

// Not one byte of a token can be another.
func TestCheckRefusesEveryChangedByte(t *testing.T) {
	t.Parallel()
	checker := must(New(new(network).config()))
	good := newForge().token()
	for i := range good {
		bad := good[:i] + next(good[i]) + good[i+1:]
		if who, err := checker.Check(t.Context(), bad); err == nil {
			t.Fatalf("Check of a token changed at %d = %v", i, who)
		}
	}
}

func TestCheckAcceptsCitizens(t *testing.T) {
	t.Parallel()
	want := &Principal{
		Issuer: issuerA, Subject: "pairwise-1", Client: "portal", TokenID: "id-1",
		FiscalCode: code, Assurance: "https://www.spid.gov.it/SpidL2",
	}
	for name, edit := range map[string]func(*forge){
		"RS256":                  func(*forge) {},
		"ES256":                  func(f *forge) { f.es256() },
		"PS256":                  func(f *forge) { f.header["alg"], f.sign = "PS256", salted(32) },
		"RS256 with its own key": func(f *forge) { f.header["kid"] = "rs256" },
		"typ in full":            func(f *forge) { f.header["typ"] = "application/at+jwt" },
		"typ in capitals":        func(f *forge) { f.header["typ"] = "AT+JWT" },
		"aud in an array":        func(f *forge) { f.claims["aud"] = []string{"https://else.example.it", audience} },
		"without prefix":         func(f *forge) { f.claims[fiscalNumber] = code },
		"in small letters":       func(f *forge) { f.claims[fiscalNumber] = "TINIT-" + strings.ToLower(code) },
		"legacy claim": func(f *forge) {
			delete(f.claims, fiscalNumber)
			f.claims[legacyFiscalNumber] = code
		},
		"both claims":             func(f *forge) { f.claims[legacyFiscalNumber] = strings.ToLower(code) },
		"other scopes":            func(f *forge) { f.claims["scope"] = "openid profile" },
		"claim names escaped":     func(f *forge) { f.rawClaims = replaced(f.claims, `"iss"`, `"\u0069ss"`) },
		"claims in other letters": func(f *forge) { f.claims["ISS"], f.claims["Aud"] = issuerB, "evil" },
		"fresh":                   func(f *forge) { f.claims["iat"], f.claims["nbf"] = today.Unix()+60, today.Unix()+60 },
		"just expired":            func(f *forge) { f.claims["exp"] = today.Unix() - 59; f.claims["iat"] = today.Unix() - 100 },
		"an hour long":            func(f *forge) { f.claims["exp"] = today.Unix() - 10 + 3600 },
		"fractions of a second":   func(f *forge) { f.claims["exp"] = float64(today.Unix()) + 600.25 },
		"jwk that is ignored":     func(f *forge) { f.header["jwk"] = publicJWK("rsa", &keys().foreign.PublicKey) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newForge()
			edit(f)
			accept(t, f, want)
		})
	}
}

func TestCheckAcceptsMachines(t *testing.T) {
	t.Parallel()
	want := Principal{Issuer: issuerA, Subject: "portal", Client: "portal", TokenID: "id-1"}
	for name, test := range map[string]struct {
		scope   any
		offices any
		scopes  []Scope
		codes   []string
	}{
		"both":             {"certificates:read certificates:withdraw", []string{"H501", "L378"}, []Scope{ReadCertificates, WithdrawCertificates}, []string{"H501", "L378"}},
		"unknown scopes":   {"admin certificates:read:all certificates:read CERTIFICATES:WITHDRAW", []string{"H501"}, []Scope{ReadCertificates}, []string{"H501"}},
		"tab is no blank":  {"certificates:read\tcertificates:withdraw", []string{"H501"}, nil, []string{"H501"}},
		"no scope":         {nil, []string{"H501"}, nil, []string{"H501"}},
		"empty scope":      {"", []string{}, nil, []string{}},
		"nothing to allow": {nil, nil, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newForge()
			f.machine()
			f.claims["scope"], f.claims["offices"] = test.scope, test.offices
			maps.DeleteFunc(f.claims, func(_ string, v any) bool { return v == nil })
			want := want
			want.Scopes, want.Offices = test.scopes, test.codes
			accept(t, f, &want)
		})
	}
}

func accept(t *testing.T, f *forge, want *Principal) {
	t.Helper()
	who, err := must(New(new(network).config())).Check(t.Context(), f.token())
	if err != nil {
		t.Fatalf("Check: %v", err)
	}
	if diff := cmp.Diff(want, who); diff != "" {
		t.Errorf("principal (-want +got):\n%s", diff)
	}
}

// A provider's own list of algorithms, levels and lifetimes is what counts for it.
func TestCheckKeepsToTheProvider(t *testing.T) {
	t.Parallel()
	c := new(network).config()
	c.Providers = []Provider{{
		Issuer: issuerA, JWKS: keysA, Algorithms: []string{"ES256"}, Assurances: []string{"high"}, Machines: true, Citizens: true, MaxLifetime: 300e9,
	}}
	citizensOnly := c
	citizensOnly.Providers = []Provider{{Issuer: issuerA, JWKS: keysA, Machines: true}}
	for name, test := range map[string]struct {
		config Config
		edit   func(*forge)
		want   error
	}{
		"good":                   {c, func(f *forge) { f.es256(); f.claims["acr"] = "high"; f.claims["exp"] = today.Unix() + 290 }, nil},
		"algorithm":              {c, func(f *forge) { f.claims["acr"] = "high"; f.claims["exp"] = today.Unix() + 290 }, ErrInvalid},
		"default level":          {c, func(f *forge) { f.es256(); f.claims["exp"] = today.Unix() + 290 }, ErrAssurance},
		"lifetime":               {c, func(f *forge) { f.es256(); f.claims["acr"] = "high" }, ErrInvalid},
		"citizen from a machine": {citizensOnly, func(*forge) {}, ErrInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newForge()
			test.edit(f)
			if _, err := must(New(test.config)).Check(t.Context(), f.token()); !errors.Is(err, test.want) {
				t.Errorf("Check: %v, want %v", err, test.want)
			}
		})
	}
}

func unsigned(string) []byte { return nil }

func publicDER() []byte { return must(x509.MarshalPKIXPublicKey(&keys().rsa.PublicKey)) }

func publicPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: publicDER()})
}

func salted(length int) func(string) []byte {
	return func(signed string) []byte {
		digest := sha256.Sum256([]byte(signed))
		return must(rsa.SignPSS(rand.Reader, keys().rsa, crypto.SHA256, digest[:], &rsa.PSSOptions{SaltLength: length}))
	}
}

func asn1Signature(signed string) []byte {
	digest := sha256.Sum256([]byte(signed))
	return must(ecdsa.SignASN1(rand.Reader, keys().ec, digest[:]))
}

// replaced is the object in JSON with one text in place of another.
func replaced(o jsonObject, old, by string) string {
	return strings.Replace(string(must(json.Marshal(o))), old, by, 1)
}

// next is another character of the alphabet, or '.' become 'A'.
func next(c byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return string(alphabet[(strings.IndexByte(alphabet, c)+1)%len(alphabet)])
}
