// Package area is the personal area (area personale, C.SE.1.9): a citizen's certificates
// and notices, what the register says of him, who looked at it, and what he tells his
// office that is wrong there. Whatever it shows is the domain's to give, and recorded
// before it is shown.
package area

import (
	"embed"
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/portal/page"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
)

// Files is the pages and words of this room.
//
//go:embed pages/*.html words/*.json
var Files embed.FS

// Terms are words of the certificates; "" for what there is none for.
type Terms interface {
	Tie(registry.Relationship, registry.Sex, registry.Language) string
	Status(registry.CivilStatusCode, registry.Sex, registry.Language) string
}

// Config is what the room works with. All of it is needed.
type Config struct {
	Desk  *certificates.Desk
	Terms Terms
}

// Room is the personal area.
type Room struct {
	*page.Kit
	Config
}

// New is the room on a kit.
func New(k *page.Kit, c Config) *Room { return &Room{k, c} }

// Routes adds the room's addresses, for citizens only. An address that takes a form leads
// who asks for it otherwise, as after a login, to the page of the form.
func (a *Room) Routes(mux chi.Router) {
	mux.Group(func(r chi.Router) {
		r.Use(a.Citizens)
		get := func(path string, h func(http.ResponseWriter, *http.Request) error) { r.Get(path, a.Handle(h)) }
		post := func(path string, h func(http.ResponseWriter, *http.Request) error) { r.Post(path, a.Handle(h)) }
		get("/me", a.home)
		get("/me/certificates", a.certificates)
		get("/me/certificates/{id}", a.certificate)
		get("/me/certificates/{id}/file", a.file)
		get("/me/certificates/{id}/reissue", a.back)
		post("/me/certificates/{id}/reissue", a.reissue)
		get("/me/notices", a.notices)
		get("/me/notices/{id}/read", a.backToNotices)
		post("/me/notices/{id}/read", a.readNotice)
		get("/me/data", a.data)
		get("/me/readers", a.readers)
		get("/me/remarks", a.remarks)
		get("/me/remarks/new", a.triage)
		post("/me/remarks", a.remark)
	})
}

// by is who asks; the guard has seen that it is somebody.
func by(r *http.Request) certificates.Requester { return page.Of(r.Context()).By }

func requestID(r *http.Request) string { return web.RequestID(r.Context()) }

// id is the identity in the address.
func id(r *http.Request) string { return web.PathParam(r, "id") }

// office is the name of an office, or its code for one that is served no more.
func (a *Room) office(of registry.OfficeID) string {
	if o, ok := a.Offices[of]; ok {
		return o.Name
	}
	return string(of)
}

// kinds are the names of the kinds of a certificate.
func (a *Room) kinds(p *page.Page, kinds []certificates.Kind) (names []string) {
	for _, k := range kinds {
		if e, ok := a.Catalogue.Entry(k); ok {
			names = append(names, e.Name.In(p.Language))
		}
	}
	return names
}
