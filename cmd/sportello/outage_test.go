package main

import (
	"bytes"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/internal/dbtest"
	"github.com/sportello/sportello/internal/demo/people"
)

// cutter stands between the service and its database, and cuts every connection
// when a certain statement passes: before it reaches the database, or after the
// database has answered but before the service hears of it. Then nobody gets
// through until it is mended.
type cutter struct {
	target string

	mu    sync.Mutex
	on    []byte // the statement to cut at
	heard bool   // cut the answer instead
	down  bool
	conns map[net.Conn]bool
}

func (c *cutter) serve(l net.Listener) {
	for {
		client, err := l.Accept()
		if err != nil {
			return
		}
		go c.connect(client)
	}
}

func (c *cutter) connect(client net.Conn) {
	server, err := net.Dial("tcp", c.target)
	if err != nil || !c.keep(client, server) {
		client.Close()
		return
	}
	armed := make(chan bool, 1)
	go func() { // the database's answers
		buf := make([]byte, 64<<10)
		for {
			n, err := server.Read(buf)
			select {
			case <-armed:
				c.cut()
				return
			default:
			}
			if _, werr := client.Write(buf[:n]); err != nil || werr != nil {
				c.drop(client, server)
				return
			}
		}
	}()
	buf := make([]byte, 256<<10)
	for {
		n, err := client.Read(buf)
		switch c.sees(buf[:n]) {
		case "before":
			c.cut()
			return
		case "after":
			armed <- true
		}
		if _, werr := server.Write(buf[:n]); err != nil || werr != nil {
			c.drop(client, server)
			return
		}
	}
}

func (c *cutter) sees(b []byte) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.on == nil || !bytes.Contains(b, c.on) {
		return ""
	}
	c.on = nil
	if c.heard {
		return "after"
	}
	return "before"
}

func (c *cutter) keep(conns ...net.Conn) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conn := range conns {
		c.conns[conn] = true
	}
	return !c.down
}

func (c *cutter) drop(conns ...net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conn := range conns {
		conn.Close()
		delete(c.conns, conn)
	}
}

func (c *cutter) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.down = true
	for conn := range c.conns {
		conn.Close()
	}
	clear(c.conns)
}

func (c *cutter) arm(statement string, heard bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.on, c.heard = []byte(statement), heard
}

// mend lets everybody through again and reports whether there had been a cut.
func (c *cutter) mend() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	was := c.down
	c.down, c.on = false, nil
	return was
}

// The database goes at each step of the cycle, before a statement reaches it or
// before its answer is heard: 503 with Retry-After, what it knows by then, and the
// same key later gives one certificate.
func TestDatabaseGoneAtEachStep(t *testing.T) {
	t.Parallel()
	direct := dbtest.New(t)
	u, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	c := &cutter{target: u.Host, conns: map[net.Conn]bool{}}
	l := listenOn(t, "127.0.0.1:0")
	defer l.Close()
	go c.serve(l)
	u.Host = l.Addr().String()
	q := u.Query()
	q.Set("default_query_exec_mode", "cache_describe") // statements pass as text each time
	u.RawQuery = q.Encode()

	env, listen, _ := place(t)
	start(t, append(env, "SPORTELLO_DATABASE_URL="+u.String(), "SPORTELLO_LOG_LEVEL=error"), "until Ctrl-C", "demo", "--people", "29")
	s := &script{
		t: t, base: "http://" + listen, kept: map[string]string{}, files: map[string][]byte{},
		tokens: map[string]string{"chiara": token(t, env, "--fiscal-code", string(people.DefaultCitizen))},
	}
	s.must("GET /v1/subjects as chiara", 200)
	s.kept["chiara"], err = s.value("$.items.0.id")
	if err != nil {
		t.Fatal(err)
	}
	tables := look(t, direct)
	for i, step := range []struct {
		name, statement string
		heard           bool
		stored, audited string
	}{
		{"1 who asks", "fiscal_code", false, "", ""},
		{"the key", "key_digest", false, "", ""},
		{"2 extract", "household_member", false, "", ""},
		{"5 reserve, its first half", "certificate_number", false, "", ""},
		{"5 reserve, its second half", "INSERT INTO certificate ", false, "", ""},
		{"5 reserve, the answer lost", "INSERT INTO certificate ", true, "issuing", "certificate.issuing"},
		{"8 complete, its first half", "SET state = 'issued'", false, "issuing", "certificate.issuing"},
		{"8 complete, the answer lost", "SET state = 'issued'", true, "issuing", "certificate.issuing"},
		{"8 complete, the commit", "certificate.issued", false, "issuing", "certificate.issuing"},
		{"8 complete, the commit's answer lost", "certificate.issued", true, "issued", "certificate.issuing, certificate.issued"},
	} {
		key, mark := "outage-key-"+string(rune('a'+i)), tables.end()
		request := "POST /v1/certificates as chiara key " + key + ` {"subjectId": "{chiara}", "kinds": ["residence"], "stampDuty": {"exemption": 107}}`
		c.arm(step.statement, step.heard)
		s.must(request, http.StatusServiceUnavailable)
		if s.header.Get("Retry-After") == "" {
			t.Errorf("%s: no Retry-After", step.name)
		}
		if stored, audited := tables.stored(key), tables.audited(mark); stored != step.stored || audited != step.audited {
			t.Errorf("%s: stored %q, audited %q; want %q, %q", step.name, stored, audited, step.stored, step.audited)
		}
		s.must("GET /readyz", http.StatusServiceUnavailable)
		if !c.mend() {
			t.Fatalf("%s: the statement %q never passed", step.name, step.statement)
		}
		s.must(request, http.StatusCreated)
		first, _ := s.value("$.id")
		s.must(request, http.StatusCreated)
		if again, _ := s.value("$.id"); again != first {
			t.Errorf("%s: the same key gave %s, then %s", step.name, first, again)
		}
	}
	out, errOut, code := sportello(t, []string{"SPORTELLO_DATABASE_URL=" + direct}, "verify", "audit")
	if code != 0 {
		t.Errorf("the audit chain after all that: %s%s", out, errOut)
	}
	checkNumbers(t, direct)
}

// must sends a request and wants a status.
func (s *script) must(line string, status int) {
	s.t.Helper()
	if err := s.request(line); err != nil {
		s.t.Fatalf("%s: %v", line, err)
	}
	if s.status != status {
		s.t.Fatalf("%s: status %d, want %d: %s", strings.TrimSpace(line), s.status, status, s.body)
	}
}

// checkNumbers fails unless the numbers have no gap and each has led to a
// certificate or to a recorded failure.
func checkNumbers(t *testing.T, url string) {
	t.Helper()
	db, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context())
	var rows, last, open, failed int
	err = db.QueryRow(t.Context(), `SELECT count(*), max(serial), count(*) FILTER (WHERE state = 'issuing'), count(*) FILTER (WHERE state = 'failed') FROM certificate`).
		Scan(&rows, &last, &open, &failed)
	if err != nil {
		t.Fatal(err)
	}
	if rows != last || open != 0 || failed == 0 {
		t.Errorf("%d records up to number %d, %d left open, %d failed; want no gap, none open, some failed", rows, last, open, failed)
	}
}
