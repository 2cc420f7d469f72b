package main

import (
	"io/fs"
	"net/http"

	"github.com/sportello/sportello/internal/portal"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
)

// portal puts the pages together: the kit with what every room looks like and says, then
// the rooms on it.
func (a *app) portal(c portal.Config, kit web.Kit, limits *web.Limiter) (http.Handler, error) {
	var err error
	c.Kit, err = page.New(page.Config{
		Kit: kit, Catalogue: a.desk.Catalogue, Offices: a.desk.Offices, Limits: limits, PublicURL: a.base(), Clock: a.clock,
		Rooms: []fs.FS{portal.Files},
	})
	if err != nil {
		return nil, err
	}
	return portal.New(c), nil
}
