package registry

// act reads the act in the columns that begin with whose; nil if none has a value.
func (r *row) act(whose string, kind ActKind) *Act {
	if !r.has(whose+"municipality", whose+"year", whose+"part", whose+"series", whose+"number", whose+"office") {
		return nil
	}
	r.needed(whose + "year")
	return &Act{
		Kind: kind, Municipality: r.needed(whose + "municipality"), Year: r.whole(whose+"year", 1800, 2999), Number: r.needed(whose + "number"),
		Part: r.text(whose + "part"), Series: r.text(whose + "series"), Office: r.text(whose + "office"),
	}
}

func (r *row) civilStatus() *CivilStatus {
	event := r.event()
	if event == nil && !r.has("civil_status", "civil_status_since") {
		return nil
	}
	r.needed("civil_status")
	s := &CivilStatus{Code: CivilStatusCode(r.whole("civil_status", int(Unmarried), int(StatusUnclassified))), Since: r.date("civil_status_since"), Event: event}
	if s.Code == 5 {
		r.fail("civil_status", "not one of the numbers that the column takes")
	}
	if event != nil && event.Act != nil {
		event.Act.Kind = r.eventAct(s.Code)
	}
	return s
}

// event is the marriage or union, as far as there is anything about it.
func (r *row) event() *UnionEvent {
	e := UnionEvent{
		Partner: r.name("partner_"), PartnerBirth: r.date("partner_birth_date"), Date: r.date("event_date"), Place: r.text("event_place"),
		Act: r.act("event_act_", ""),
	}
	if e == (UnionEvent{}) {
		return nil
	}
	return &e
}

// eventAct is the register that holds the act behind a civil status.
func (r *row) eventAct(code CivilStatusCode) ActKind {
	switch code {
	case Married, Widowed, Divorced:
		return MarriageAct
	case InCivilUnion, FreeByDeath, FreeByDissolution:
		return UnionAct
	}
	r.fail("event_act_number", "an act of a marriage or union, for a civil status without one")
	return ""
}

// death reads when and where a person died. The living have none.
func (r *row) death(s Standing) *Death {
	d := Death{Date: r.date("death_date"), Place: r.text("death_place"), Act: r.act("death_act_", DeathAct)}
	if d == (Death{}) {
		return nil
	}
	if s.Active() {
		for _, column := range []string{"death_date", "death_place", "death_act_number"} {
			if r.text(column) != "" {
				r.fail(column, "speaks of a death, but the standing is that of the living")
			}
		}
	}
	return &d
}
