package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sportello/sportello/client"
	"github.com/sportello/sportello/statement"
)

// sources is where keys and status lists come from beside the network.
type sources struct {
	keys, status string // that were given, or ""
	copies       copies
}

// copies is a directory with what was fetched the last time, by issuer.
type copies string

func (c copies) path(issuer, name string) string {
	sum := sha256.Sum256([]byte(issuer))
	return filepath.Join(string(c), hex.EncodeToString(sum[:8]), name)
}

// last is the copy of the last time, "" for none.
func (c copies) last(issuer, name string) string {
	b, err := os.ReadFile(c.path(issuer, name))
	if err != nil {
		return ""
	}
	return string(b)
}

// keep keeps a copy. That it cannot be kept is told: the next check may be without
// network.
func (c copies) keep(issuer, name, token string) error {
	path := c.path(issuer, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return writeFile(path, []byte(token))
}

// seals is the fingerprints of the seals that an issuer's register has confirmed.
func (c copies) seals(issuer string) []string { return strings.Fields(c.last(issuer, "seals")) }

// server is the service of who issued.
type server struct {
	*client.ClientWithResponses
	base string
}

const (
	serverPatience = 30 * time.Second
	serverLimit    = 1 << 20 // bytes of an answer
)

var errRedirect = errors.New("the server sends elsewhere")

// dial asks a service and nobody to whom it would send us.
func dial(u *url.URL) (*server, error) {
	outside := &http.Client{
		Timeout: serverPatience, Transport: limited{http.DefaultTransport},
		CheckRedirect: func(*http.Request, []*http.Request) error { return errRedirect },
	}
	base := u.Scheme + "://" + u.Host + trimSlash(u.EscapedPath())
	c, err := client.NewClientWithResponses(base, client.WithHTTPClient(outside))
	return &server{c, base}, err
}

// limited reads no more of an answer than any may have.
type limited struct{ http.RoundTripper }

func (l limited) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := l.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	res.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(res.Body, serverLimit), res.Body}
	return res, nil
}

func (s *server) keys(ctx context.Context) (string, error) {
	r, err := s.ReadStatementKeysWithResponse(ctx)
	if err != nil {
		return "", err
	}
	return published(r.StatusCode(), r.Body)
}

func (s *server) list(ctx context.Context, number int) (string, error) {
	r, err := s.ReadStatusListWithResponse(ctx, int32(number))
	if err != nil {
		return "", err
	}
	return published(r.StatusCode(), r.Body)
}

func published(status int, body []byte) (string, error) {
	if status != http.StatusOK {
		return "", fmt.Errorf("the server answered %d", status)
	}
	return string(body), nil
}

// byCode is how the certificate with a code stands.
func (s *server) byCode(ctx context.Context, code, language string) (*client.Verification, error) {
	r, err := s.VerifyCodeWithResponse(ctx, code, &client.VerifyCodeParams{AcceptLanguage: &language})
	if err != nil {
		return nil, err
	}
	if r.JSON200 == nil {
		return nil, fmt.Errorf("the server answered %s", r.Status())
	}
	return r.JSON200, nil
}

// byFile is what a file is.
func (s *server) byFile(ctx context.Context, file []byte, language string) (*client.FileVerification, error) {
	r, err := s.VerifyFileWithBodyWithResponse(ctx, &client.VerifyFileParams{AcceptLanguage: &language}, "application/pdf", bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	if r.JSON200 == nil {
		return nil, fmt.Errorf("the server answered %s", r.Status())
	}
	return r.JSON200, nil
}

// keySet is the issuer's keys: those given, those of the server, or those of the last
// time. fresh says that they are of now.
func (k *checker) keySet(ctx context.Context, f *finding, s *server, issuer string) (keys *statement.KeySet, fresh bool) {
	text := k.from.keys
	if text == "" && s != nil {
		fetched, err := s.keys(ctx)
		f.note(serverUnreachable, err)
		text, fresh = fetched, err == nil
	}
	if text == "" {
		text = k.from.copies.last(issuer, "keys")
	}
	if text == "" {
		f.find(notChecked, keysMissing)
		return nil, false
	}
	keys, err := statement.ParseKeySet(text, issuer, k.clock())
	if err != nil {
		f.find(judgeKeys(err))
		return nil, false
	}
	if fresh && s.base == issuer {
		f.note(copyNotKept, k.from.copies.keep(issuer, "keys", text))
	}
	return keys, fresh
}

// statusList is likewise the list that says whether the certificate was withdrawn, nil
// for none.
func (k *checker) statusList(ctx context.Context, f *finding, s *server, st *statement.Statement, keys *statement.KeySet) *statement.StatusList {
	name := fmt.Sprintf("status-%d", st.Status.List)
	text, fresh := k.from.status, false
	if text == "" && s != nil {
		fetched, err := s.list(ctx, st.Status.List)
		f.note(serverUnreachable, err)
		text, fresh = fetched, err == nil
	}
	if text == "" {
		text = k.from.copies.last(st.Issuer, name)
	}
	if text == "" {
		return nil
	}
	list, err := statement.ParseStatusList(text, keys, k.clock())
	if err != nil {
		f.note(statusUnusable, err)
		return nil
	}
	if fresh && s.base == st.Issuer {
		f.note(copyNotKept, k.from.copies.keep(st.Issuer, name, text))
	}
	return list
}
