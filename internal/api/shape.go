package api

import (
	"encoding/hex"
	"time"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/internal/web"
	"github.com/sportello/sportello/registry"
	"github.com/sportello/sportello/verification"
)

func use(u *Use) certificates.Use {
	if u == nil {
		return certificates.PrivateUse
	}
	return certificates.Use(*u)
}

func language(l *Language) registry.Language {
	if l == nil {
		return registry.Italian
	}
	return registry.Language(*l)
}

func (s *server) certificate(c *certificates.Certificate) Certificate {
	return Certificate{
		ID: string(c.ID), Number: c.Number.String(), State: CertificateState(c.State), Kinds: s.slugs(c.Kinds),
		Use: Use(c.Use), Language: Language(c.Language), Office: Office{Code: string(c.Office), Name: s.Desk.Offices[c.Office].Name},
		IssuedOn: c.IssuedOn, ValidUntil: day(c.ValidTo), IssuedAt: c.IssuedAt.UTC(), WithdrawnAt: moment(c.WithdrawnAt),
		Digest: hex.EncodeToString(c.SealedDigest[:]), Size: int32(c.Size), SealLevel: CertificateSealLevel(c.Level.String()),
		Superseded: supersession(c.Superseded), Replaces: identity(c.Replaces), ReplacedBy: successor(c.Successor),
	}
}

func supersession(s *certificates.Supersession) *Supersession {
	if s == nil {
		return nil
	}
	return &Supersession{Reason: SupersessionReason(s.Reason), Since: day(s.Since), At: s.At.UTC()}
}

func successor(s *certificates.Successor) *Successor {
	if s == nil {
		return nil
	}
	return &Successor{ID: string(s.ID), Number: s.Number.String()}
}

// identity is null where there is none.
func identity(id certificates.ID) *string {
	if id == "" {
		return nil
	}
	s := string(id)
	return &s
}

func (s *server) slugs(kinds []certificates.Kind) []KindSlug {
	out := make([]KindSlug, len(kinds))
	for i, k := range kinds {
		e, _ := s.Desk.Catalogue.Entry(k)
		out[i] = KindSlug(e.Slug)
	}
	return out
}

// verification is a verdict. All that an unknown one does not have is null, so
// that every answer has the same shape.
func (s *server) verification(v verification.Verdict, l registry.Language) Verification {
	out := Verification{State: VerificationState(v.State), Sentence: web.Sentence(v).In(l)}
	if v.State == verification.Unknown {
		return out
	}
	kinds := make([]VerifiedKind, len(v.Kinds))
	for i, k := range v.Kinds {
		e, _ := s.Desk.Catalogue.Entry(k)
		kinds[i] = VerifiedKind{Kind: KindSlug(e.Slug), Name: e.Name.In(l)}
	}
	out.Kinds, out.Demo, out.Office = &kinds, &v.Demo, &Office{Code: string(v.Office), Name: v.OfficeName}
	out.IssuedOn, out.ValidUntil, out.WithdrawnOn = day(v.IssuedOn), day(v.ValidTo), day(v.WithdrawnOn)
	out.SupersededOn = day(v.SupersededOn)
	return out
}

// subject is a person as the one who asks is shown him.
func subject(p registry.Person, by certificates.Requester) Subject {
	name := p.Name.Printed()
	return Subject{
		ID: string(p.ID), Self: by.Person != nil && p.ID == by.Person.ID,
		Surname: name.Surname, GivenName: name.Given, BirthDate: day(p.Birth.Date),
	}
}

// day is null where nothing is recorded.
func day(d registry.Date) *registry.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}

// moment is null where nothing has happened.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
