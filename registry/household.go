package registry

// HouseholdID is the identity of a household or community record: a random UUID
// in canonical text form.
type HouseholdID string

// HouseholdKind tells a family from a community (official tipoScheda 3, 4, 5).
type HouseholdKind string

// The kinds of household record.
const (
	Family       HouseholdKind = "family"    // famiglia anagrafica, art. 4 d.P.R. 223/1989
	Community    HouseholdKind = "community" // convivenza anagrafica, art. 5
	FamilyAbroad HouseholdKind = "abroad"    // family registered in the AIRE
)

// Relationship is official table 5: the tie of a member to the head of the
// household (intestatario della scheda). Codes 14, 15, 19 and 80 exist for
// legacy loads only and are never printed: art. 28 L. 184/1983.
type Relationship int

// The relationships that the rules name; the others are kept as recorded.
const (
	Head    Relationship = 1
	Spouse  Relationship = 2
	Child   Relationship = 3
	Parent  Relationship = 6
	Sibling Relationship = 9
	Partner Relationship = 28 // joined in a civil union
)

// Ties of a member of a community (official table of legami di convivenza) are
// kept apart from those of a family: community members are no relatives. They are
// the official code and communityTies.
const communityTies = 100

// The ties of a community that the rules name.
const (
	CommunityHead   Relationship = 101 // 1, responsabile
	CommunityMember Relationship = 102 // 2, membro
)

// Membership ties a person to a household.
type Membership struct {
	Household    HouseholdID
	Relationship Relationship
	Since        Date
}

// Household is a family or community with its members. A family has its own
// certifiability, apart from that of its members.
type Household struct {
	ID            HouseholdID
	Office        OfficeID
	Number        string // number of the record in the office's register
	Kind          HouseholdKind
	Certifiable   bool
	Complete      bool   // false while the family is still being registered (EN212, EN221)
	Name          string // denomination of a community
	CommunityKind int    // official table: 1 religious ... 6 other; 0 for a family
	Members       []Member
}

// Member is one member of a household, with the person's record. Contract, Electoral,
// Death and Withheld are read of the subject of an extract alone, and nil or empty here
// for the other members.
type Member struct {
	Person       Person
	Relationship Relationship
}

// Head returns the member who heads the household, or nil.
func (h *Household) Head() *Member {
	for i := range h.Members {
		if r := h.Members[i].Relationship; r == Head || r == CommunityHead {
			return &h.Members[i]
		}
	}
	return nil
}

// Member returns the member with the given identity, or nil.
func (h *Household) Member(id PersonID) *Member {
	for i := range h.Members {
		if h.Members[i].Person.ID == id {
			return &h.Members[i]
		}
	}
	return nil
}
