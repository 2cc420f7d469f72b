package page

import (
	"slices"
	"strings"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/registry"
)

// desk is the pages of an office, in their order: the right that one needs there, none for
// the first, the one with which there is a better way, and what they are below.
var desk = []struct {
	key   string
	right auth.Scope
	but   auth.Scope
	paths []string
}{
	{"frame.desk.front", "", "", []string{"/office"}},
	{"frame.desk.search", auth.IssueCertificates, "", []string{"/office/search", "/office/people"}},
	{"frame.desk.list", auth.ReadCertificates, "", []string{"/office/certificates"}},
	{"frame.desk.withdraw", auth.WithdrawCertificates, auth.ReadCertificates, []string{"/office/withdrawals", "/office/certificates"}},
	{"frame.desk.statistics", auth.ReadCertificates, "", []string{"/office/statistics"}},
	{"frame.desk.remarks", auth.ReadCertificates, "", []string{"/office/remarks"}},
	{"frame.desk.decisions", auth.ManageOffice, "", []string{"/office/decisions"}},
	{"frame.desk.roles", auth.ManageOffice, "", []string{"/office/roles"}},
}

// Desk is the ways through the pages of an office.
type Desk struct {
	Label string
	Ways  []Tab
}

// Desk is for the part of that name: as far as the visitor may go in an office.
func (p *Page) Desk(office registry.OfficeID) Desk {
	out := Desk{Label: p.Say("frame.desk")}
	may := func(s auth.Scope) bool { return p.Visitor.By.Principal.May(s, string(office)) }
	for _, d := range desk {
		if d.right != "" && !may(d.right) || d.but != "" && may(d.but) {
			continue
		}
		t := p.Tab(d.key, d.paths...)
		t.Address = p.To(d.paths[0] + "?office=" + string(office))
		t.Here = t.Exact || d.right != "" && slices.ContainsFunc(d.paths, func(a string) bool { return strings.HasPrefix(p.Path, a+"/") })
		out.Ways = append(out.Ways, t)
	}
	return out
}
