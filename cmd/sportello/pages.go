package main

import (
	"io/fs"
	"net/http"

	"github.com/sportello/sportello/internal/portal"
	"github.com/sportello/sportello/internal/portal/declarations"
	"github.com/sportello/sportello/internal/portal/login"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/portal/request"
	"github.com/sportello/sportello/internal/postgres"
	"github.com/sportello/sportello/internal/web"
)

// portal puts the pages together: the kit with what every room looks like and says, then
// the rooms on it.
func (a *app) portal(c portal.Config, kit web.Kit, limits *web.Limiter, db *postgres.DB) (http.Handler, error) {
	var err error
	c.Kit, err = page.New(page.Config{
		Kit: kit, Catalogue: a.desk.Catalogue, Offices: a.desk.Offices, Limits: limits, PublicURL: a.base(), Clock: a.clock,
		Rooms: []fs.FS{portal.Files, declarations.Files, login.Files, request.Files},
	})
	if err != nil {
		return nil, err
	}
	c.Rooms = append(c.Rooms, declarations.New(c.Kit, a.desk))
	in := a.login(c.Kit, db)
	c.Visitors = in.Visitors
	c.Rooms = append(c.Rooms, in)
	c.Rooms = append(c.Rooms, request.New(c.Kit, a.desk, c.Lines))
	return portal.New(c), nil
}
