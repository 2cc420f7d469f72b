package main

import (
	"crypto/rand"
	"io/fs"
	"net/http"

	"github.com/sportello/sportello/internal/portal"
	"github.com/sportello/sportello/internal/portal/area"
	"github.com/sportello/sportello/internal/portal/decisions"
	"github.com/sportello/sportello/internal/portal/declarations"
	"github.com/sportello/sportello/internal/portal/guide"
	"github.com/sportello/sportello/internal/portal/login"
	console "github.com/sportello/sportello/internal/portal/office"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/portal/request"
	"github.com/sportello/sportello/internal/postgres"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// portal puts the pages together: the kit with what every room looks like and says, then
// the rooms on it.
func (a *app) portal(c portal.Config, kit web.Kit, limits *web.Limiter, db *postgres.DB) (http.Handler, error) {
	var err error
	c.Kit, err = page.New(page.Config{
		Kit: kit, Catalogue: a.desk.Catalogue, Offices: a.desk.Offices, Today: a.today, Limits: limits, PublicURL: a.base(), Clock: a.clock,
		Rooms: []fs.FS{portal.Files, guide.Files, login.Files, request.Files, declarations.Files, area.Files, console.Files, decisions.Files},
	})
	if err != nil {
		return nil, err
	}
	in := a.login(c.Kit, db)
	c.Visitors, c.Unread = in.Visitors, a.desk.Unread
	c.Rooms = []portal.Room{
		in,
		a.guide(c.Kit),
		request.New(c.Kit, a.desk, c.Lines),
		declarations.New(c.Kit, a.desk),
		area.New(c.Kit, area.Config{Desk: a.desk, Terms: a.terms}),
		console.New(c.Kit, console.Config{Desk: a.desk, Random: rand.Reader}),
		decisions.New(c.Kit, decisions.Config{Board: a.board, InForce: a.inForce}),
	}
	return portal.New(c), nil
}

// today is the offices as they stand, by what they have decided.
func (a *app) today() map[registry.OfficeID]registry.Office { return a.desk.InForce().Offices }

// guide is the pages that explain.
func (a *app) guide(k *page.Kit) *guide.Room {
	return guide.New(k, guide.Config{
		InForce: a.desk.InForce,
		Cookies: cookies(k.HTTPS), Paid: a.desk.Payments != nil,
	})
}

// cookies is those of the login, for the privacy page.
func cookies(https bool) []guide.Cookie {
	c := login.CookiesOver(https)
	return []guide.Cookie{{Name: c.Session, For: guide.Session}, {Name: c.Attempt, For: guide.Attempt}}
}
