package postgres

import (
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype/zeronull"

	"github.com/sportello/sportello/registry"
)

// record is one row of the register: a person, and the household that he is read
// with.
type record struct {
	person    registry.Person
	household registry.Household // without members
	history   registry.History   // of who is asked about
}

// text reads NULL as "".
type text = zeronull.Text

// readRecord reads a row of records, line for line.
func readRecord(row pgx.CollectableRow) (record, error) {
	var (
		p                            registry.Person
		latin, partnerLatin          registry.Name
		birth, partnerBirth, wedding string // precisions
		home                         registry.Residence
		status                       registry.CivilStatus
		event                        registry.UnionEvent
		birthAct, unionAct           registry.Act
		states, names, kinds         []string
		dates, opened                []day
		m                            registry.Membership
		h                            registry.Household
		death                        deathColumns
		contract                     contractColumns
		electoral                    electoralColumns
		withheld                     withheldColumns
		before                       past
	)
	place, address, act, union := &p.Birth.Place, &home.Address, &birthAct, &unionAct
	err := row.Scan(slices.Concat([]any{
		&p.ID, &p.Office, &p.Number,
		&p.Name.Surname, &p.Name.Given, &latin.Surname, &latin.Given, &p.Sex, (*day)(&p.Birth.Date), (*text)(&birth),
		&place.Kind, &place.Code, &place.Name, &place.Alternative, &place.Province, &place.State,
		(*text)(&p.FiscalCode), &p.CodeValidated,
		(*text)(&p.Standing.State), (*day)(&p.Standing.Since), (*text)(&p.Standing.Reason), &p.Certifiability,
		(*day)(&home.Since), (*text)(&address.Street), (*text)(&address.Number), (*text)(&address.Internal), (*text)(&address.Hamlet), (*text)(&address.PostalCode),
		(*text)(&address.Municipality), (*text)(&address.Alternative), (*text)(&address.Province), (*text)(&address.State), (*text)(&address.Consulate),
		&status.Code, (*day)(&status.Since), (*text)(&event.Partner.Surname), (*text)(&event.Partner.Given), (*text)(&partnerLatin.Surname), (*text)(&partnerLatin.Given),
		(*day)(&event.PartnerBirth), (*text)(&partnerBirth), (*day)(&event.Date), (*text)(&wedding), (*text)(&event.Place),
		(*text)(&act.Kind), (*text)(&act.Municipality), &act.Year, (*text)(&act.Part), (*text)(&act.Series), (*text)(&act.Number), (*text)(&act.Office),
		(*text)(&union.Kind), (*text)(&union.Municipality), &union.Year, (*text)(&union.Part), (*text)(&union.Series), (*text)(&union.Number), (*text)(&union.Office),
	}, death.fields(), contract.fields(), electoral.fields(), withheld.fields(), []any{
		&states, &names, &dates,
		&kinds, &opened,
		(*text)(&m.Household), &m.Relationship, (*day)(&m.Since),
		(*text)(&h.Office), (*text)(&h.Number), (*text)(&h.Kind), &h.Certifiable, &h.Complete, (*text)(&h.Name), &h.CommunityKind,
		&before.residences, &before.citizenships, (*day)(&before.registered),
	})...)
	if err != nil {
		return record{}, err
	}
	cut(&p.Birth.Date, birth)
	cut(&event.PartnerBirth, partnerBirth)
	cut(&event.Date, wedding)
	p.Name.Latin, event.Partner.Latin = some(latin), some(partnerLatin)
	p.Birth.Act, event.Act = some(birthAct), some(unionAct)
	if status.Code != 0 {
		status.Event = some(event)
	}
	p.Residence, p.CivilStatus, p.Membership = some(home), some(status), some(m)
	for i := range states {
		p.Citizenships = append(p.Citizenships, registry.Citizenship{State: states[i], Name: names[i], Since: registry.Date(dates[i])})
	}
	for i := range kinds {
		p.Procedures = append(p.Procedures, registry.Procedure{Kind: kinds[i], Opened: registry.Date(opened[i])})
	}
	p.Death, p.Contract, p.Electoral, p.Withheld = death.value(), contract.value(), electoral.value(), withheld.value()
	h.ID = m.Household
	return record{p, h, before.history()}, nil
}

// some is nil for what the row has not.
func some[T comparable](v T) *T {
	var none T
	if v == none {
		return nil
	}
	return &v
}
