package area

import (
	"strings"
	"time"

	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/registry"
)

// zone is that of the offices.
func (a *Room) zone() *time.Location { return a.Clock().Location() }

// daysTo is how many days lie from one whole date to another.
func daysTo(from, to registry.Date) int {
	at := func(d registry.Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }
	return int(at(to).Sub(at(from)) / (24 * time.Hour))
}

// months are their names in the page's language.
func months(p *page.Page) []string { return strings.Fields(p.Words()["months"]) }
