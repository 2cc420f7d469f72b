package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// faults is everything that is wrong with a configuration.
type faults []string

// Error joins the faults.
func (f faults) Error() string { return strings.Join(f, "; ") }

func (f *faults) add(name, format string, args ...any) {
	if s := name + ": " + fmt.Sprintf(format, args...); !slices.Contains(*f, s) {
		*f = append(*f, s)
	}
}

// about reports whether there is a fault of that name.
func (f *faults) about(name string) bool {
	return slices.ContainsFunc(*f, func(s string) bool { return strings.HasPrefix(s, name+": ") })
}

// setting reads a value of the configuration like any other, but goes on after one
// that cannot be read, so that it is reported together with the rest.
type setting struct {
	known  *kong.Registry
	unread *faults
}

// Decode makes setting a kong.Mapper.
func (s setting) Decode(ctx *kong.DecodeContext, target reflect.Value) error {
	if err := s.known.ForType(target.Type()).Decode(ctx, target); err != nil {
		s.unread.add(ctx.Value.Tag.Envs[0], "%v", err)
	}
	return nil
}

// IsBoolFromValue makes setting a kong.BoolMapperExt: a switch needs no value.
func (setting) IsBoolFromValue(v reflect.Value) bool { return v.Kind() == reflect.Bool }

// absolute parses an address; without schemes named it is http or https.
func absolute(f *faults, name, s string, schemes ...string) *url.URL {
	if s == "" {
		f.add(name, "is not set")
		return nil
	}
	if schemes == nil {
		schemes = []string{"https", "http"}
	}
	u, err := url.Parse(s)
	if err != nil { // the error repeats the address, which may hold a password
		f.add(name, "is not an address")
		return nil
	}
	if slices.Contains(schemes, u.Scheme) && (u.Host != "" || u.Query().Has("host")) { // PostgreSQL's may be a socket
		return u
	}
	f.add(name, "is not an address that begins with %s://", schemes[0])
	return nil
}

func listener(f *faults, name, s string) {
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		f.add(name, "is not of the form host:port")
	} else if _, err := net.LookupPort("tcp", port); err != nil {
		f.add(name, "%q is not a port", port)
	}
}

func flatten(err error) []error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		return many.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

func readFile(f *faults, name, path string) []byte {
	if path == "" {
		f.add(name, "is not set")
		return nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		var p *os.PathError
		if errors.As(err, &p) {
			err = p.Err
		}
		f.add(name, "%s: %v", path, err)
		return nil
	}
	return b
}
