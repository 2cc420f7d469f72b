package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"github.com/sportello/sportello/client"
)

// ordinary is the exemption of who says nothing else.
const ordinary = 107

// issue asks for a certificate and keeps its file.
func (r *round) issue(ctx context.Context, api *client.ClientWithResponses, name string, request client.CertificateRequest) error {
	key := r.key + "-" + name
	request.StampDuty = settled(request.StampDuty, key)
	c, err := api.CreateCertificateWithResponse(ctx, &client.CreateCertificateParams{IdempotencyKey: key}, request)
	if err != nil {
		return err
	}
	if c.JSON201 == nil {
		return fmt.Errorf("%s: %w", name, problem(c.ApplicationProblemJSONDefault, c.Status()))
	}
	file, err := api.ReadDocumentWithResponse(ctx, c.JSON201.ID)
	if err != nil {
		return err
	}
	if file.StatusCode() != http.StatusOK {
		return fmt.Errorf("%s: %s", name, file.Status())
	}
	r.issued++
	return write(filepath.Join(r.out, name), file.Body)
}

// settled is how the stamp duty is settled where nothing is said, and with which paper
// stamp: each is used up by one certificate, and that of a key is always the same.
func settled(d *client.StampDuty, key string) *client.StampDuty {
	if d == nil {
		d = new(exempt(ordinary, ""))
	}
	if d.Means != nil && *d.Means == client.StampDutyMeansStamp {
		h := sha256.Sum256([]byte(key))
		digits := fmt.Sprintf("%014d", binary.BigEndian.Uint64(h[:])%100_000_000_000_000)
		return &client.StampDuty{Means: d.Means, Stamp: &client.Stamp{Identifier: digits, Date: openapi_types.Date{Time: time.Now()}}}
	}
	return d
}

// problem is what the service answered instead.
func problem(p *client.Problem, status string) error {
	if p == nil {
		return errors.New(status)
	}
	said := []string{p.Title}
	if p.Errors != nil {
		for _, e := range *p.Errors {
			said = append(said, e.Field+": "+e.Detail)
		}
	}
	if p.Refusals != nil {
		for _, refusal := range *p.Refusals {
			said = append(said, refusal.Code+" "+refusal.Sentence)
		}
	}
	return errors.New(strings.Join(said, "; "))
}

var byteRange = regexp.MustCompile(`/ByteRange *\[ *0 +(\d+) +(\d+) +(\d+) *\]`)

// write keeps the file, and apart the CMS and what it is over.
func write(name string, pdf []byte) error {
	m := byteRange.FindSubmatch(pdf)
	if m == nil {
		return errors.New("the file has no signature")
	}
	var at [3]int
	for i := range at {
		var err error
		if at[i], err = strconv.Atoi(string(m[i+1])); err != nil {
			return err
		}
	}
	cms, err := hex.DecodeString(string(pdf[at[0]+1 : at[1]-1]))
	if err != nil {
		return err
	}
	signed := append(append([]byte(nil), pdf[:at[0]]...), pdf[at[1]:at[1]+at[2]]...)
	return errors.Join(
		os.WriteFile(name+".pdf", pdf, 0o600),
		os.WriteFile(name+".cms", cms, 0o600),
		os.WriteFile(name+".signed", signed, 0o600))
}
