package auth

import (
	"strings"
	"testing"
)

const lawyerClaim = "https://roles.example.it/professional"

// lawyers is a configuration that trusts the first provider to say who is a lawyer, and
// not the second.
func lawyers(n *network) Config {
	c := n.config()
	c.Providers[0].Lawyer = Role{Claim: lawyerClaim, Value: "avvocato"}
	return c
}

var officerAttacks = []attack{
	{"a citizen who says he is an officer", func(f *forge) { f.claims["officer"] = "m.rossi" }, nil},
	{"a citizen who says he is no officer", func(f *forge) { f.claims["officer"] = nil }, nil},
	{"a citizen with the scope of the counter", func(f *forge) { f.claims["scope"] = "openid certificates:issue" }, nil},
	{"a citizen with scope, offices and officer", func(f *forge) {
		f.claims["scope"], f.claims["offices"], f.claims["officer"] = "certificates:issue", []string{"H501"}, "m.rossi"
	}, nil},
	{"an officer by himself, without a console", func(f *forge) { f.machine(); f.claims["sub"], f.claims["officer"] = "m.rossi", "m.rossi" }, nil},
	{"officer empty", func(f *forge) { f.machine(); f.claims["officer"] = "" }, nil},
	{"officer null", func(f *forge) { f.machine(); f.claims["officer"] = nil }, nil},
	{"officer an array", func(f *forge) { f.machine(); f.claims["officer"] = []string{"m.rossi"} }, nil},
	{"officer too long", func(f *forge) { f.machine(); f.claims["officer"] = strings.Repeat("a", 256) }, nil},
	{"officer with a line break", func(f *forge) { f.machine(); f.claims["officer"] = "m\nrossi" }, nil},
	{"officer of a provider for citizens only", func(f *forge) {
		f.machine()
		f.claims["officer"], f.claims["iss"], f.header["kid"], f.sign = "m.rossi", issuerB, "foreign", with("RS256", keys().foreign)
	}, nil},
}

func TestCheckRefusesFalseOfficers(t *testing.T) {
	t.Parallel()
	for _, a := range officerAttacks {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			f := newForge()
			a.edit(f)
			refuse(t, f.token(), nil, a.want)
		})
	}
}

func TestAtCounter(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		scope   string
		offices []string
		officer any
		want    bool
	}{
		{"an officer", "certificates:issue", []string{"H501"}, "m.rossi", true},
		{"among other scopes", "openid certificates:read certificates:issue", []string{"H501", "F205"}, "m.rossi", true},
		{"nobody at the console", "certificates:issue", []string{"H501"}, nil, false},
		{"who may only read", "certificates:read certificates:withdraw", []string{"H501"}, "m.rossi", false},
		{"of no office", "certificates:issue", []string{}, "m.rossi", false},
		{"with a scope of another spelling", "Certificates:Issue", []string{"H501"}, "m.rossi", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newForge()
			f.machine()
			f.claims["scope"], f.claims["offices"] = tt.scope, tt.offices
			if tt.officer != nil {
				f.claims["officer"] = tt.officer
			}
			who, err := must(New(new(network).config())).Check(t.Context(), f.token())
			if err != nil {
				t.Fatal(err)
			}
			if who.AtCounter() != tt.want || who.Citizen() || who.Lawyer {
				t.Errorf("%+v: at the counter %t, want %t", who, who.AtCounter(), tt.want)
			}
			if who.May(IssueCertificates, "L378") {
				t.Error("may issue in an office that the token does not name")
			}
		})
	}
}

func TestLawyers(t *testing.T) {
	t.Parallel()
	atB := func(f *forge) {
		f.claims["iss"], f.header["kid"], f.sign = issuerB, "foreign", with("RS256", keys().foreign)
	}
	for _, tt := range []struct {
		name string
		edit func(*forge)
		want bool
	}{
		{"the role", func(f *forge) { f.claims[lawyerClaim] = "avvocato" }, true},
		{"the role among others", func(f *forge) { f.claims[lawyerClaim] = []string{"notaio", "avvocato"} }, true},
		{"no role", func(*forge) {}, false},
		{"another role", func(f *forge) { f.claims[lawyerClaim] = "notaio" }, false},
		{"the role and more", func(f *forge) { f.claims[lawyerClaim] = "avvocato sospeso" }, false},
		{"the role in other letters", func(f *forge) { f.claims[lawyerClaim] = "Avvocato" }, false},
		{"true", func(f *forge) { f.claims[lawyerClaim] = true }, false},
		{"null", func(f *forge) { f.claims[lawyerClaim] = nil }, false},
		{"an object", func(f *forge) { f.claims[lawyerClaim] = jsonObject{"avvocato": true} }, false},
		{"an array with more than texts", func(f *forge) { f.claims[lawyerClaim] = []any{"avvocato", 1} }, false},
		{"by a provider that is not trusted with it", func(f *forge) { atB(f); f.claims[lawyerClaim] = "avvocato" }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newForge()
			tt.edit(f)
			who, err := must(New(lawyers(new(network)))).Check(t.Context(), f.token())
			if err != nil || who.Lawyer != tt.want {
				t.Errorf("%+v, %v, want lawyer %t", who, err, tt.want)
			}
		})
	}
}

// A provider for machines alone, half a role, and a claim that means something else
// make no lawyer.
func TestNewRefusesRoles(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string]func(*Provider){
		"claim alone":       func(p *Provider) { p.Lawyer.Claim = lawyerClaim },
		"value alone":       func(p *Provider) { p.Lawyer.Value = "avvocato" },
		"machines alone":    func(p *Provider) { p.Citizens, p.Lawyer = false, Role{lawyerClaim, "avvocato"} },
		"the client's name": func(p *Provider) { p.Lawyer = Role{"client_id", "portal"} },
		"the officer's":     func(p *Provider) { p.Lawyer = Role{"officer", "m.rossi"} },
	} {
		c := new(network).config()
		edit(&c.Providers[0])
		if _, err := New(c); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
