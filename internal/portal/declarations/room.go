// Package declarations is the pages on which a citizen has self-declarations filled in
// (dichiarazioni sostitutive di certificazione, art. 46 d.P.R. 445/2000), to sign and hand in
// where no certificate is needed. Nothing is stored beside the audit events.
package declarations

import (
	"context"
	"embed"
	"errors"
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

// Desk knows who may declare what, and fills it in.
type Desk interface {
	Declarable(ctx context.Context, by certificates.Requester, subject registry.PersonID, request string) ([]registry.Person, []certificates.Declared, error)
	Declare(ctx context.Context, by certificates.Requester, r certificates.DeclarationRequest) ([]byte, error)
}

// Room is the pages of self-declarations. It is safe for concurrent use.
type Room struct {
	*page.Kit
	desk Desk
}

// New is the room on a kit that has read its Files.
func New(k *page.Kit, d Desk) *Room { return &Room{k, d} }

// where is the address of the form.
const where = "/me/declarations"

// Routes adds the addresses of the room.
func (room *Room) Routes(mux chi.Router) {
	mux.Group(func(r chi.Router) {
		r.Use(room.Citizens)
		r.Get(where, room.Handle(room.form))
		r.Post(where, room.Handle(room.declare))
	})
}

// form shows what can be declared, about oneself or the person whom the address names.
func (room *Room) form(w http.ResponseWriter, r *http.Request) error {
	asked := certificates.DeclarationRequest{Subject: registry.PersonID(r.URL.Query().Get("for")), Language: registry.Italian}
	return room.show(w, r, http.StatusOK, asked, nil)
}

// declare hands out the declaration, or shows the form again with what is wrong with it.
func (room *Room) declare(w http.ResponseWriter, r *http.Request) error {
	if err := room.ReadForm(w, r); err != nil {
		return err
	}
	by, f := page.Of(r.Context()).By, r.PostForm
	asked := certificates.DeclarationRequest{
		Subject: registry.PersonID(f.Get("for")), States: f["states"], Language: registry.Language(f.Get("language")), Receiver: f.Get("receiver"),
		ID: web.RequestID(r.Context()),
	}
	if asked.Subject == "" && by.Person != nil {
		asked.Subject = by.Person.ID
	}
	form, err := room.desk.Declare(r.Context(), by, asked)
	switch {
	case wrong(err, asked) != nil:
		return room.show(w, r, http.StatusUnprocessableEntity, asked, wrong(err, asked))
	case err != nil:
		return room.refuse(w, r, err)
	}
	room.Hand(w, "dichiarazione-sostitutiva.pdf", "application/pdf", form)
	return nil
}

// fault is a field of the form and the key of what is wrong with it.
type fault struct{ field, key string }

// wrong is what the one who asks can put right, nil for any other error.
func wrong(err error, asked certificates.DeclarationRequest) *fault {
	switch {
	case errors.Is(err, certificates.ErrNoState):
		return &fault{"states", "declarations.fault.none"}
	case errors.Is(err, certificates.ErrStateUnknown), errors.Is(err, certificates.ErrStateNotHeld):
		return &fault{"states", "declarations.fault.state"}
	case errors.Is(err, certificates.ErrReceiver):
		return &fault{"receiver", "declarations.fault.receiver"}
	case errors.Is(err, certificates.ErrGlyph) && asked.Receiver != "":
		return &fault{"receiver", "declarations.fault.character"}
	case errors.Is(err, certificates.ErrLanguage):
		return &fault{"language", "declarations.fault.language"}
	}
	return nil
}

// refuse tells on a page of its own why nothing can be declared, and what to do; any other
// error is left to the kit.
func (room *Room) refuse(w http.ResponseWriter, r *http.Request, err error) error {
	var refused *certificates.RefusedError
	if !errors.As(err, &refused) || errors.Is(err, certificates.ErrNotAllowed) {
		return err
	}
	return room.Show(w, http.StatusForbidden, room.Page(r, "declarations-refused", refused.Refusals[0]))
}
