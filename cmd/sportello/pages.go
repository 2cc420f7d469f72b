package main

import (
	"io/fs"
	"net/http"

	"github.com/sportello/sportello/internal/portal"
	"github.com/sportello/sportello/internal/portal/decisions"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// portal puts the pages together: the kit with what every room looks like and says, then
// the rooms on it.
func (a *app) portal(c portal.Config, kit web.Kit, limits *web.Limiter) (http.Handler, error) {
	var err error
	c.Kit, err = page.New(page.Config{
		Kit: kit, Catalogue: a.desk.Catalogue, Offices: a.desk.Offices, Today: a.today, Limits: limits, PublicURL: a.base(), Clock: a.clock,
		Rooms: []fs.FS{portal.Files, decisions.Files},
	})
	if err != nil {
		return nil, err
	}
	c.Rooms = append(c.Rooms, decisions.New(c.Kit, decisions.Config{Board: a.board, InForce: a.inForce}))
	return portal.New(c), nil
}

// today is the offices as they stand, by what they have decided.
func (a *app) today() map[registry.OfficeID]registry.Office { return a.desk.InForce().Offices }
