// Package loginfile reads through which providers people log in to the pages. It is one
// YAML file (docs/login.md). Whatever is wrong with it is told with its line, all at once.
package loginfile

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/login"
	"github.com/sportello/sportello/internal/yamlfile"
	"github.com/sportello/sportello/registry"
)

// Open reads a file that the file names: a secret or a key.
type Open func(path string) ([]byte, error)

// Read reads the file. With any fault it returns no provider.
func Read(r io.Reader, open Open) ([]login.Provider, []yamlfile.Fault) {
	var providers []login.Provider
	faults := yamlfile.Read(r, func(p *yamlfile.Reader, top *yaml.Node) {
		p.Section(top, map[string]func(*yaml.Node){"providers": func(n *yaml.Node) {
			p.Each(n, func(key, value *yaml.Node) {
				e := &entry{Reader: p, open: open, key: key, Provider: login.Provider{Name: key.Value, Button: login.Plain}}
				e.read(value)
				if slices.ContainsFunc(providers, func(o login.Provider) bool { return o.Issuer == e.Issuer && o.Client == e.Client }) && e.Issuer != "" {
					p.Fail(key, "another provider here has the same issuer and client-id")
				}
				providers = append(providers, e.Provider)
			})
		}})
	})
	if len(faults) > 0 {
		return nil, faults
	}
	return providers, nil
}

// entry is one provider while it is read.
type entry struct {
	*yamlfile.Reader
	login.Provider
	open Open
	key  *yaml.Node

	forWhom, secretFile, keyFile string
}

var names = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)

func (e *entry) read(n *yaml.Node) {
	if !names.MatchString(e.Name) || slices.Contains([]string{"callback", "failed", "ended"}, e.Name) {
		e.Fail(e.key, "a provider cannot be called %q: a name has small letters, digits and hyphens, and is none of callback, failed and ended", e.Name)
	}
	e.Section(n, map[string]func(*yaml.Node){
		"for":         e.whom,
		"issuer":      e.issuer,
		"client-id":   e.TextInto(&e.Client),
		"secret-file": e.secret,
		"key-file":    e.signer,
		"key-id":      e.TextInto(&e.KeyID),
		"acr":         e.ListInto(&e.Assurances),
		"scopes":      e.scopes,
		"button":      e.drawing,
		"name":        e.label,
		"lawyer":      e.lawyer,
		"claims":      e.rights,
		"offices":     e.offices,
	})
	e.whole()
}

// whole looks at what belongs together.
func (e *entry) whole() {
	for _, must := range []struct{ name, value string }{{"for", e.forWhom}, {"issuer", e.Issuer}, {"client-id", e.Client}} {
		if must.value == "" {
			e.Fail(e.key, "%s is missing", must.name)
		}
	}
	for _, x := range []struct {
		wrong  bool
		reason string
	}{
		{(e.secretFile == "") == (e.keyFile == ""), "one of secret-file and key-file is wanted, and not both"},
		{(e.keyFile == "") != (e.KeyID == ""), "key-file and key-id are set together or not at all"},
		{e.Button == login.Plain && e.Label[registry.Italian] == "", "without a button of an identity scheme it needs a name, in Italian at least"},
		{e.Officers && e.Button != login.Plain, "the buttons of identity schemes are for citizens"},
		{e.Officers && e.Lawyer != auth.Role{}, "lawyer is for providers of citizens"},
		{!e.Officers && (e.ScopesClaim+e.OfficesClaim != "" || len(e.Offices) > 0), "claims and offices are for providers of officers"},
	} {
		if x.wrong {
			e.Fail(e.key, "%s", x.reason)
		}
	}
}

func (e *entry) whom(n *yaml.Node) {
	e.forWhom = n.Value
	switch e.Officers = n.Value == "officers"; n.Value {
	case "citizens", "officers":
	default:
		e.Fail(n, "is neither citizens nor officers")
	}
}

func (e *entry) issuer(n *yaml.Node) {
	e.Issuer = e.Text(n)
	u, err := url.Parse(e.Issuer)
	if e.Issuer != "" && (err != nil || !login.Trustworthy(u) || u.RawQuery != "" || u.Fragment != "") {
		e.Fail(n, "is not an address that begins with https:// (http:// on this machine) and has neither query nor fragment")
	}
}

func (e *entry) secret(n *yaml.Node) {
	if e.secretFile = e.Text(n); e.secretFile == "" {
		return
	}
	text, err := e.open(e.secretFile)
	if err != nil {
		e.Fail(n, "%v", err)
		return
	}
	if e.Secret = strings.TrimRight(string(text), "\r\n"); e.Secret == "" {
		e.Fail(n, "%s is empty", e.secretFile)
	}
}

func (e *entry) signer(n *yaml.Node) {
	if e.keyFile = e.Text(n); e.keyFile == "" {
		return
	}
	text, err := e.open(e.keyFile)
	if err == nil {
		e.Key, err = privateKey(text)
	}
	if err != nil {
		e.Fail(n, "%v", err)
	}
}

// errNoKey is told of a file whose content is not.
var errNoKey = errors.New("the file holds no private key in PEM (PKCS#8)")

func privateKey(text []byte) (crypto.Signer, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errNoKey
	}
	k, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	signer, ok := k.(crypto.Signer)
	if err != nil || !ok {
		return nil, errNoKey
	}
	if _, err := auth.KeyKind(signer.Public()); err != nil {
		return nil, err
	}
	return signer, nil
}

func (e *entry) scopes(n *yaml.Node) {
	e.Scopes = e.List(n)
	for _, s := range e.Scopes {
		if s == "openid" || strings.ContainsAny(s, " \"\\") {
			e.Fail(n, "%q is not a scope to be named here; openid is always asked for", s)
		}
	}
}

func (e *entry) drawing(n *yaml.Node) {
	if e.Button = login.Button(n.Value); !slices.Contains(login.Buttons, e.Button) {
		e.Fail(n, "is none of cie, spid, eidas and none")
	}
}

// label is one text for all languages, or one for each.
func (e *entry) label(n *yaml.Node) {
	e.Label = map[registry.Language]string{}
	if n.Kind == yaml.ScalarNode {
		e.Label[registry.Italian] = e.Text(n)
		return
	}
	e.Each(n, func(key, value *yaml.Node) {
		l := registry.Language(key.Value)
		if !slices.Contains(certificates.Languages, l) {
			e.Fail(key, "is none of it, de, sl, fr and en")
		}
		e.Label[l] = e.Text(value)
	})
}

func (e *entry) lawyer(n *yaml.Node) {
	e.Section(n, map[string]func(*yaml.Node){"claim": e.TextInto(&e.Lawyer.Claim), "value": e.TextInto(&e.Lawyer.Value)})
	if (e.Lawyer.Claim == "") != (e.Lawyer.Value == "") {
		e.Fail(n, "claim and value are set together")
	}
}

func (e *entry) rights(n *yaml.Node) {
	e.Section(n, map[string]func(*yaml.Node){"scopes": e.TextInto(&e.ScopesClaim), "offices": e.TextInto(&e.OfficesClaim)})
}

func (e *entry) offices(n *yaml.Node) {
	e.Offices = e.List(n)
	for _, code := range e.Offices {
		if !registry.OfficeID(code).Valid() {
			e.Fail(n, "%q is not the cadastral code of a municipality, a capital letter and three digits", code)
		}
	}
}
