package registry

// contract reads a cohabitation contract, as far as there is anything about one.
func (r *row) contract() *Contract {
	c := Contract{
		Partner: r.name("contract_partner_"), PartnerBirth: r.date("contract_partner_birth_date"),
		PartnerCode: r.code("contract_partner_fiscal_code"), Date: r.date("contract_date"), By: r.text("contract_by"),
	}
	if c == (Contract{}) {
		return nil
	}
	return &c
}

// electoral reads what the electoral archive says. Only who has the political rights
// is on the roll (art. 4 d.P.R. 223/1967).
func (r *row) electoral() *Electoral {
	if !r.has("electoral_rights", "electoral_roll", "electoral_since") {
		return nil
	}
	e := &Electoral{Rights: r.flag("electoral_rights"), Enrolled: r.flag("electoral_roll"), Since: r.date("electoral_since")}
	switch {
	case e.Enrolled && !e.Rights:
		r.fail("electoral_roll", "on the roll, but without the political rights")
	case !e.Enrolled && !e.Since.IsZero():
		r.fail("electoral_since", "a day of enrolment for who is not on the roll")
	}
	return e
}

// withheld reads what no certificate may state.
func (r *row) withheld() Withheld {
	return Withheld{
		Parents: r.parents(), Adopted: r.holds("adopted"), AnonymousBirth: r.holds("anonymous_birth"), Homeless: r.holds("homeless"),
		Occupation: r.text("occupation"), Study: r.text("study"), DigitalDomicile: r.text("digital_domicile"), Permit: r.text("permit"),
	}
}

func (r *row) parents() (out []Name) {
	for _, whose := range []string{"parent_", "other_parent_"} {
		if n := r.name(whose); n != (Name{}) {
			out = append(out, n)
		}
	}
	return out
}
