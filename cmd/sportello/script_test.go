package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
)

// script plays the files of testdata against a running service: a request on a
// line of its own, what must come back indented below it.
//
//	METHOD path [as NAME] [key KEY] [JSON body | file NAME | changed NAME | text "..."]
//	    status N
//	    header NAME = value | header NAME has part
//	    $.path = value
//	    keep NAME = $.path | keep NAME = code in FILE
//	    save FILE
//
// What is kept stands in {braces} afterwards.
type script struct {
	t      *testing.T
	base   string
	tokens map[string]string
	kept   map[string]string
	files  map[string][]byte

	line   string // the request that is being looked at
	status int
	header http.Header
	body   []byte
}

func (s *script) play(path string) {
	s.t.Helper()
	f, err := os.Open(path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		switch {
		case strings.TrimSpace(line) == "", strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, " "):
			if err := s.expect(s.fill(strings.TrimSpace(line))); err != nil {
				s.t.Errorf("%s:%d: %s: %v\nanswer: %.500s", path, n, s.line, err, s.body)
			}
		default:
			if err := s.request(line); err != nil {
				s.t.Fatalf("%s:%d: %s: %v", path, n, line, err)
			}
		}
	}
	if err := lines.Err(); err != nil {
		s.t.Fatal(err)
	}
}

func (s *script) fill(text string) string {
	for name, value := range s.kept {
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return text
}

func (s *script) request(line string) error {
	s.line = line
	method, rest, _ := strings.Cut(s.fill(line), " ")
	path, rest, _ := strings.Cut(rest, " ")
	header := http.Header{}
	if after, ok := strings.CutPrefix(rest, "as "); ok {
		var who string
		who, rest, _ = strings.Cut(after, " ")
		if s.tokens[who] == "" {
			return fmt.Errorf("nobody is called %s", who)
		}
		header.Set("Authorization", "Bearer "+s.tokens[who])
	}
	if after, ok := strings.CutPrefix(rest, "key "); ok {
		var key string
		key, rest, _ = strings.Cut(after, " ")
		header.Set("Idempotency-Key", key)
	}
	body, mediaType, err := s.content(rest)
	if err != nil {
		return err
	}
	if mediaType != "" {
		header.Set("Content-Type", mediaType)
	}
	return s.send(method, path, header, body)
}

func (s *script) content(rest string) (body []byte, mediaType string, err error) {
	how, what, _ := strings.Cut(rest, " ")
	switch {
	case rest == "":
		return nil, "", nil
	case strings.HasPrefix(rest, "{"):
		return []byte(rest), "application/json", nil
	case how == "text":
		text, err := strconv.Unquote(what)
		return []byte(text), "application/pdf", err
	case s.files[what] == nil:
		return nil, "", fmt.Errorf("no file %q was saved", what)
	case how == "changed":
		changed := bytes.Clone(s.files[what])
		changed[len(changed)/3] ^= 1
		return changed, "application/pdf", nil
	}
	return s.files[what], "application/pdf", nil
}

func (s *script) send(method, path string, header http.Header, body []byte) error {
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header = header
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	s.status, s.header = res.StatusCode, res.Header
	s.body, err = io.ReadAll(res.Body)
	return err
}

func (s *script) expect(line string) error {
	verb, rest, _ := strings.Cut(line, " ")
	switch {
	case verb == "status":
		if strconv.Itoa(s.status) != rest {
			return fmt.Errorf("status %d, want %s", s.status, rest)
		}
		return nil
	case verb == "header":
		return s.expectHeader(rest)
	case verb == "save":
		s.files[rest] = s.body
		return nil
	case verb == "keep":
		return s.keep(rest)
	case strings.HasPrefix(verb, "$."):
		got, err := s.value(verb)
		if want := strings.TrimPrefix(rest, "= "); err == nil && got != want {
			err = fmt.Errorf("%s is %q, want %q", verb, got, want)
		}
		return err
	}
	return fmt.Errorf("the script says %q, which means nothing", line)
}

func (s *script) expectHeader(rest string) error {
	if name, want, ok := strings.Cut(rest, " = "); ok {
		if got := s.header.Get(name); got != want {
			return fmt.Errorf("header %s is %q, want %q", name, got, want)
		}
		return nil
	}
	name, want, _ := strings.Cut(rest, " has ")
	if got := s.header.Get(name); want == "" || !strings.Contains(got, want) {
		return fmt.Errorf("header %s is %q, want %q in it", name, got, want)
	}
	return nil
}

func (s *script) keep(rest string) (err error) {
	name, from, _ := strings.Cut(rest, " = ")
	if file, ok := strings.CutPrefix(from, "code in "); ok {
		link := linkPattern.FindSubmatch(s.files[file])
		if link == nil {
			return fmt.Errorf("%s has no verification link", file)
		}
		s.kept[name] = string(link[1][bytes.LastIndexByte(link[1], '/')+1:])
		return nil
	}
	s.kept[name], err = s.value(from)
	return err
}

// value follows $.a.0.b through the JSON answer; .length counts an array.
func (s *script) value(path string) (string, error) {
	var v any
	if err := json.Unmarshal(s.body, &v); err != nil {
		return "", err
	}
	for step := range strings.SplitSeq(strings.TrimPrefix(path, "$."), ".") {
		switch at := v.(type) {
		case map[string]any:
			v = at[step]
		case []any:
			if step == "length" {
				v = len(at)
				continue
			}
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(at) {
				return "", fmt.Errorf("%s: no element %s", path, step)
			}
			v = at[i]
		default:
			return "", fmt.Errorf("%s: nothing at %s", path, step)
		}
	}
	return fmt.Sprint(v), nil
}
