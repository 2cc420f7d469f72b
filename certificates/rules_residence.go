package certificates

var residenceRules = []*Rule{
	{
		Code:     "EN434",
		Sentence: text("Nella scheda manca l'indirizzo di residenza.", "The record lacks the address of residence."),
		Citation: "art. 33 c.1 d.P.R. 223/1989; " + checks + ", EN434",
		Way:      askOffice,
		By:       TheOffice,
		Kinds:    []Kind{Residence, Household},
		stops: func(c *Case) bool {
			r := c.Subject.Residence
			return r == nil || r.Address.Street == "" || r.Address.Municipality == "" || r.Address.State != ""
		},
	},
}
