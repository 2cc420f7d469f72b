package main

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/sportello/sportello/statement"
)

// claim is a statement as it was read: nothing of it is believed yet.
type claim struct {
	*statement.Statement
	bytes []byte
}

// check asks all that can say something of the paper, and comes to a verdict.
func (k *checker) check(ctx context.Context, p *paper) *finding {
	f := &finding{Source: p.source(), Verdict: valid, Reasons: []reason{}, Offline: !k.asks, File: p.report}
	address, digits, _ := strings.Cut(p.address, "#")
	f.Address = address
	claimed := k.parse(f, digits)
	issuer := ""
	if claimed != nil {
		issuer = claimed.Issuer
	}
	if claimed != nil && !strings.HasPrefix(address, issuer+verifyPath) {
		f.find(notGenuine, statementElsewhere)
		return f
	}
	s := k.server(f, issuer)
	if k.ask(ctx, f, s, p, address) {
		k.remember(f, s, claimed)
		k.show(ctx, f, s, claimed)
		return f
	}
	if claimed != nil {
		k.judgeStatement(ctx, f, s, claimed)
	}
	if p.report != nil {
		k.judgeFile(f, p.report, claimed)
	}
	return f
}

const verifyPath = "/v/"

// stampFormat is that of a document time stamp (ETSI EN 319 142-1 5.4.3).
const stampFormat = "ETSI.RFC3161"

// parse reads the statement, nil if there is none that can be read.
func (k *checker) parse(f *finding, digits string) *claim {
	if digits == "" {
		f.find(notChecked, noStatement)
		return nil
	}
	data, err := statement.ParseDigits(digits)
	if err != nil {
		f.find(notGenuine, reason(statement.Malformed))
		return nil
	}
	signed, err := statement.Parse(data)
	switch {
	case errors.Is(err, statement.ErrVersion):
		f.find(notChecked, reason(statement.LaterVersion))
		return nil
	case err != nil:
		f.find(notGenuine, reason(statement.Malformed))
		return nil
	}
	return &claim{signed.Statement, data}
}

// server is whom to ask: who was named, or who the statement says that issued it; nil
// for nobody.
func (k *checker) server(f *finding, issuer string) *server {
	if !k.asks {
		return nil
	}
	u := k.given
	if u == nil {
		if issuer == "" {
			return nil
		}
		var err error
		if u, err = url.Parse(issuer); err != nil || u.Scheme != "https" && !loopback(u) {
			f.find(valid, serverInsecure)
			return nil
		}
		if k.from.copies.last(issuer, "keys") == "" {
			f.find(valid, issuerNew)
		}
	}
	s, err := dial(u)
	f.note(serverUnreachable, err)
	return s
}

// ask asks the register. It reports whether the answer settles everything, as it does
// for a file.
func (k *checker) ask(ctx context.Context, f *finding, s *server, p *paper, address string) (settled bool) {
	if s == nil {
		return false
	}
	var err error
	if p.file != nil {
		if f.Upload, err = s.byFile(ctx, p.file, string(k.lang)); err != nil {
			f.find(valid, serverUnreachable)
			return false
		}
		f.judgeUpload()
		return true
	}
	_, code, found := strings.Cut(address, verifyPath)
	if !found || code == "" {
		return false
	}
	if f.Register, err = s.byCode(ctx, code, string(k.lang)); err != nil {
		f.find(valid, serverUnreachable)
		return false
	}
	f.judgeState(f.Register.State, f.Register.SupersededOn != nil)
	if f.Statement == nil && slices.Contains(f.Reasons, noStatement) {
		f.find(notChecked, paperNotCompared)
	}
	return false
}

// remember keeps the seal of a file that the register has confirmed, byte for byte, so
// that the next file with that seal can be checked without network.
func (k *checker) remember(f *finding, s *server, claimed *claim) {
	if claimed == nil || s.base != claimed.Issuer || f.Upload.File != nil || f.Verdict == notGenuine {
		return
	}
	known, seal := k.from.copies.seals(claimed.Issuer), sealOf(f.File)
	if seal == "" || slices.Contains(known, seal) {
		return
	}
	f.note(copyNotKept, k.from.copies.keep(claimed.Issuer, "seals", strings.Join(append(known, seal), "\n")))
}

// show has the statement for who is to compare it with the paper; the register has
// settled everything else.
func (k *checker) show(ctx context.Context, f *finding, s *server, claimed *claim) {
	if claimed == nil {
		return
	}
	aside := &finding{}
	v, _ := k.verify(ctx, aside, s, claimed)
	f.Statement = newStated(&v)
}

func (k *checker) verify(ctx context.Context, f *finding, s *server, claimed *claim) (v statement.Verdict, fresh bool) {
	keys, fresh := k.keySet(ctx, f, s, claimed.Issuer)
	var list *statement.StatusList
	if keys != nil {
		list = k.statusList(ctx, f, s, claimed.Statement, keys)
	}
	return statement.Verify(claimed.bytes, keys, list, k.clock()), fresh
}
