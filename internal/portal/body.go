package portal

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// starting is what the first page shows.
type starting struct{ Offices []office }

// checking is what the pages of a verification show; each uses what it needs.
type checking struct {
	*page.Page

	Typed    string // the code as it was typed
	Code     string // the code in its printed form, "" if it is none
	Verdict  *verdict
	Sentence string   // on a file
	Reasons  []string // why a file is no original
	Factor   factor
	Opened   *opened
	Examined *examined // of a file
	When     *reported // when it was asked, of what somebody may keep

	Lists int    // how many status lists there are
	Kinds []kind // the official table

	zone *time.Location // of the offices
}

type office struct {
	Name, Contact string
	Demo          bool
}

// check begins a page of a verification.
func (s *server) check(r *http.Request, name string) *checking {
	c := &checking{Page: s.Page(r, name, nil), Lists: certificates.StatusListsAt(s.Verification.Clock()), zone: s.Verification.Clock().Location()}
	c.Body, c.Kinds = c, s.kinds(c.Page)
	return c.as(name)
}

// as gives the page under a name, with the policies of its scripts.
func (c *checking) as(name string) *checking {
	c.Named(name)
	c.Policy, c.Permit = "", ""
	if name == "form" || name == "verdict" {
		c.Policy = web.PolicyChecks
	}
	if name == "form" {
		c.Permit = web.PermitCamera
	}
	return c
}

// offices is those served here, by name.
func (s *server) offices() []office {
	all := make([]office, 0, len(s.Offices))
	for _, o := range s.Offices {
		all = append(all, office{o.Name, o.Contact, o.Basis == registry.BasisDemo})
	}
	slices.SortFunc(all, func(a, b office) int { return strings.Compare(a.Name, b.Name) })
	return all
}
