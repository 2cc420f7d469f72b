package main

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/sportello/sportello/internal/dbtest"
	"github.com/sportello/sportello/internal/demo/keys"
	"github.com/sportello/sportello/migrations"
)

func TestDemoOnce(t *testing.T) {
	t.Parallel()
	env, _, data := place(t)
	for try := range 2 { // the second finds everything there
		out, errOut, code := sportello(t, env, "demo", "--once", "--people", "50")
		if code != 0 {
			t.Fatalf("try %d ended with %d: %s", try, code, errOut)
		}
		path := filepath.Join(data, "certificate.pdf")
		if !strings.Contains(out, path) || strings.Count(out, "  curl ") != 3 {
			t.Errorf("try %d printed neither where the certificate is nor three things to try:\n%s", try, out)
		}
		file, err := os.ReadFile(path)
		if err != nil || !strings.HasPrefix(string(file), "%PDF-") {
			t.Errorf("try %d left %.10q, %v", try, file, err)
		}
	}
}

func TestDemoPortTaken(t *testing.T) {
	t.Parallel()
	env, listen, _ := place(t)
	l := listenOn(t, listen)
	defer l.Close()
	_, errOut, code := sportello(t, env, "demo", "--once", "--people", "29")
	if code != exitFault || !strings.Contains(errOut, "SPORTELLO_LISTEN") {
		t.Errorf("ended with %d: %s; want what to set instead", code, errOut)
	}
}

// Whoever stops it while it sets up is told so, and the next start finds nothing in
// its way.
func TestDemoInterrupted(t *testing.T) {
	t.Parallel()
	env, _, _ := place(t)
	cmd := exec.Command(program, "demo", "--once", "--people", "29")
	out, ended := newAwaited("Starting a private PostgreSQL"), make(chan error, 1)
	var errOut bytes.Buffer
	cmd.Env, cmd.Stdout, cmd.Stderr = append(cleanEnv(), env...), out, &errOut
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { ended <- cmd.Wait() }()
	out.wait(t, ended)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	<-ended
	if code := cmd.ProcessState.ExitCode(); code != exitFault || errOut.String() != "sportello: interrupted\n" {
		t.Errorf("ended with %d: %q", code, errOut.String())
	}
	if _, errOut, code := sportello(t, env, "demo", "--once", "--people", "29"); code != 0 {
		t.Errorf("the next start ended with %d: %s", code, errOut)
	}
}

func TestDemoPeopleAndTokens(t *testing.T) {
	t.Parallel()
	env, _, _ := place(t)
	out, _, code := sportello(t, env, "demo-people", "--english")
	if code != 0 || !strings.Contains(out, "DMCCHR86E54X900X") {
		t.Errorf("demo-people ended with %d and printed\n%s", code, out)
	}
	for _, args := range [][]string{{"demo-token"}, {"demo-token", "--fiscal-code", "A", "--officer"}} {
		if _, _, code := sportello(t, env, args...); code != exitUsage {
			t.Errorf("%v ended with %d, want %d", args, code, exitUsage)
		}
	}
}

// production is the environment of a serving process with nothing wrong in it.
func production(t *testing.T, url string) []string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "keys")
	m, err := keys.Ensure(dir, keys.Options{Random: rand.Reader, Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return []string{
		"SPORTELLO_DATABASE_URL=" + url, "SPORTELLO_PUBLIC_URL=https://sportello.example", "SPORTELLO_ISSUER=https://login.example",
		"SPORTELLO_SEAL_KEY_FILE=" + m.Key, "SPORTELLO_SEAL_CHAIN_FILE=" + m.Chain, "SPORTELLO_SEAL_ROOTS_FILE=" + m.Root,
		"SPORTELLO_LISTEN=" + free(t), "SPORTELLO_METRICS_LISTEN=" + free(t),
	}
}

func TestCheckConfig(t *testing.T) {
	t.Parallel()
	good := production(t, "postgres://someone@localhost/sportello")
	if out, errOut, code := sportello(t, good, "check-config"); code != 0 {
		t.Errorf("a faultless configuration ended with %d: %s%s", code, out, errOut)
	}
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	bad := map[string]string{
		"DATABASE_URL": "mysql://secret:secret@db", "PUBLIC_URL": "sportello.example", "ISSUER": "http://login.example",
		"SEAL_KEY_FILE": "/does/not/exist", "SEAL_ROOTS_FILE": empty, "SEAL_PAST_FILE": empty, "LISTEN": "8080", "METRICS_LISTEN": "127.0.0.1:99999999", "TIME_ZONE": "Europe/Atlantis",
		"TRUSTED_PROXY": "10.0.0.1", "OFFICES_FILE": "/does/not/exist", "VERIFY_PER_CODE": "0", "OPEN_PER_CODE": "five", "UPLOAD_LIMIT": "1GB", "SEAL_PSS": "maybe",
		"TOKEN_LIFETIME": "an hour", "TOKEN_ALGORITHMS": "RS256,none", "ASSURANCE": ",", "LOG_FORMAT": "xml", "LOG_LEVEL": "loud",
		"LOGIN_FILE": "/does/not/exist", "SESSION_IDLE": "half an hour", "SESSION_LIFETIME": "0s",
	}
	env := good
	for name, value := range bad {
		env = append(env, "SPORTELLO_"+name+"="+value)
	}
	out, errOut, code := sportello(t, env, "check-config")
	if code != exitUsage {
		t.Errorf("ended with %d, want %d", code, exitUsage)
	}
	for name := range bad {
		if strings.Count(errOut, "configuration: SPORTELLO_"+name+": ") != 1 {
			t.Errorf("not one word about %s in\n%s%s", name, out, errOut)
		}
	}
	if strings.Contains(out+errOut, "secret") {
		t.Errorf("a password was printed:\n%s%s", out, errOut)
	}
}

// Each of these is wrong by itself, or right although it looks odd.
func TestCheckConfigOneByOne(t *testing.T) {
	t.Parallel()
	good := production(t, "postgres://someone@localhost/sportello")
	for _, tt := range []struct{ setting, want string }{
		{"SPORTELLO_PUBLIC_URL=https://sportello.example/?a=b", "a scheme, a host and a path"},
		{"SPORTELLO_PUBLIC_URL=https://sportello.example/#a", "a scheme, a host and a path"},
		{"SPORTELLO_PUBLIC_URL=https://someone@sportello.example/", "a scheme, a host and a path"},
		{"SPORTELLO_PUBLIC_URL=https://www.comune.example/sportello/", ""},
		{"SPORTELLO_DATABASE_URL=postgres://someone:secret@db/sportello?sslmode=bogus", "sslmode"},
		{"SPORTELLO_DATABASE_URL=postgres:///sportello", "postgres://"},
		{"SPORTELLO_DATABASE_URL=postgres:///sportello?host=/run/postgresql", ""},
		{"SPORTELLO_TOKEN_LIFETIME=-1h", "above zero"},
		{"SPORTELLO_OFFICES_FILE=" + put(t, "offices: {X900: {kinds: [pension]}}"), "SPORTELLO_OFFICES_FILE: line 1: there is no kind of certificate called \"pension\""},
		{"SPORTELLO_OFFICES_FILE=" + put(t, "offices: {X900: {kinds: [residence]}}"), ""},
		{"SPORTELLO_LOGIN_FILE=" + put(t, "providers: {a: {for: citizens, issuer: https://a.example, client-id: b, button: cie, secret-file: /does/not/exist}}"), "SPORTELLO_LOGIN_FILE: line 1: /does/not/exist: no such file"},
		{"SPORTELLO_LOGIN_FILE=" + put(t, "providers: {a: {for: citizens, issuer: https://a.example, client-id: b, button: cie, secret-file: "+put(t, "secret")+"}}"), ""},
		{"SPORTELLO_SESSION_IDLE=9h", "SPORTELLO_SESSION_IDLE: is longer than"},
		{"SPORTELLO_SESSION_LIFETIME=25h", "between a minute and a day"},
		{"SPORTELLO_SESSION_IDLE=1s", "between a minute and a day"},
		{"SPORTELLO_OFFICE_ISSUER=http://login.example", "https://"},
		{"SPORTELLO_ISSUER=http://127.0.0.1:8080/demo/login", ""},
		{"SPORTELLO_METRICS_LISTEN=", ""},
		{"SPORTELLO_DATABASE_PASSWORD_FILE=/does/not/exist", "no such file"},
		{"OTEL_EXPORTER_OTLP_ENDPOINT=collector:4318", "OTEL_EXPORTER_OTLP_ENDPOINT: is not an address"},
		{"OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318", ""},
		{"SPORTELLO_LISTEN=127.0.0.1:http", ""},
	} {
		out, errOut, code := sportello(t, append(good, tt.setting), "check-config")
		if (code == 0) != (tt.want == "") || !strings.Contains(errOut, tt.want) || strings.Contains(errOut, "secret") {
			t.Errorf("%s: ended with %d, want %q in\n%s%s", tt.setting, code, tt.want, out, errOut)
		}
	}
}

func TestServeRefusesAnOutdatedSchema(t *testing.T) {
	t.Parallel()
	env := production(t, dbtest.Empty(t))
	_, errOut, code := sportello(t, env, "serve")
	if code != exitFault || !strings.Contains(errOut, "sportello migrate") {
		t.Errorf("serve on an empty database ended with %d: %s", code, errOut)
	}
	for _, want := range []string{fmt.Sprintf("applied %d ", migrations.Version()), "applied 0 "} {
		if out, errOut, code := sportello(t, env, "migrate"); code != 0 || !strings.Contains(out, want) {
			t.Errorf("migrate ended with %d and printed %s%s, want %q", code, out, errOut, want)
		}
	}
	_, errOut, code = sportello(t, env, "serve")
	if code != exitFault || !strings.Contains(errOut, "import offices") {
		t.Errorf("serve without an office ended with %d: %s", code, errOut)
	}
}

const someOffices = `code,name,province,department,contact,basis
X900,Comune di Valdemo,Provincia di Valdemo,Ufficio anagrafe,anagrafe@valdemo.example,demo
`

func TestImport(t *testing.T) {
	t.Parallel()
	env := []string{"SPORTELLO_DATABASE_URL=" + dbtest.New(t)}
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	example, err := os.ReadFile("../../docs/import.md")
	if err != nil {
		t.Fatal(err)
	}
	people := csvExample(t, string(example), "number,")
	history := csvExample(t, string(example), "number,kind,")
	header, rows, _ := strings.Cut(people, "\n")
	first, _, _ := strings.Cut(rows, "\n")
	bad := header + "\n" + rows + strings.Replace(first, ",F,", ",X,", 1) + "\n" // its number stands twice, too
	for _, tt := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"no office yet", []string{"people", "--office", "X900", file("p.csv", people)}, exitFault, "office"},
		{"offices", []string{"offices", file("o.csv", someOffices)}, 0, "1 new"},
		{"offices again", []string{"offices", file("o.csv", someOffices)}, 0, "0 new, 0 changed, 1 unchanged"},
		{"a bad row", []string{"people", "--office", "X900", file("bad.csv", bad)}, exitFault, "nothing was loaded"},
		{"the good rows", []string{"people", "--office", "X900", "--keep-good", file("bad.csv", bad)}, 0, "1 bad rows left out"},
		{"all good", []string{"people", "--office", "X900", file("p.csv", people)}, 0, "unchanged"},
		{"again", []string{"people", "--office", "X900", file("p.csv", people)}, 0, "0 new, 0 changed"},
		{"history", []string{"history", "--office", "X900", file("h.csv", history)}, 0, "3 new, 0 changed, 0 unchanged"},
		{"history again", []string{"history", "--office", "X900", file("h.csv", history)}, 0, "0 new, 0 changed, 3 unchanged"},
		{"history of nobody", []string{"history", "--office", "X900", file("h9.csv", strings.ReplaceAll(history, "1003,", "1009,"))}, exitFault, "no such person"},
		{"history of what holds", []string{"history", "--office", "X900", file("hh.csv", strings.ReplaceAll(history, "2004-10-01", "2014-10-01"))}, exitFault, "still holds"},
		{"history of no office", []string{"history", "--office", "Roma", file("h.csv", history)}, exitUsage, "cadastral"},
		{"the people after it", []string{"people", "--office", "X900", file("p.csv", people)}, 0, "0 new, 0 changed, 3 unchanged"},
		{"not UTF-8", []string{"people", "--office", "X900", file("latin1.csv", header+"\n"+strings.Replace(first, ",F,", ",F\xf2,", 1)+"\n")}, exitFault, "UTF-8"},
		{"two columns missing", []string{"people", "--office", "X900", file("few.csv", "number,surname\n1,Rossi\n")}, exitFault, "column fiscal_code: the column is missing"},
		{"a row in pieces", []string{"people", "--office", "X900", "--keep-good", file("short.csv", header+"\n"+first+"\n1,2,3\n")}, exitFault, "whose household"},
		{"odd records", []string{"people", "--office", "X900", file("p.csv", people)}, 0, "fiscal-code-not-validated: 1 records"},
		{"which they are", []string{"people", "--office", "X900", "--warnings", file("p.csv", people)}, 0, "  number 1003\n"},
		{"another file", []string{"people", "--office", "X900", file("x.csv", "a,b\n1,2\n")}, exitFault, "line 1"},
		{"no code", []string{"people", "--office", "Roma", file("p.csv", people)}, exitUsage, "cadastral"},
	} {
		out, errOut, code := sportello(t, env, append([]string{"import"}, tt.args...)...)
		if code != tt.code || !strings.Contains(out+errOut, tt.want) {
			t.Errorf("%s: ended with %d, want %d and %q in\n%s%s", tt.name, code, tt.code, tt.want, out, errOut)
		}
	}
}

// A household of which a row was left out must not be certified, until the row comes.
func TestImportKeepGood(t *testing.T) {
	t.Parallel()
	url := dbtest.New(t)
	env := []string{"SPORTELLO_DATABASE_URL=" + url}
	good := []string{peopleHeader, "1,Rossi,Ada,F,1980-05-14,Valdemo,,,resident,2,F1,yes,yes,1", "2,Rossi,Ugo,M,2010-05-14,Valdemo,,,resident,2,F1,yes,yes,3", "3,Neri,Eva,F,1990-05-14,Valdemo,,,resident,2,F2,yes,yes,1"}
	load := func(rows []string, args ...string) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "people.csv")
		if err := os.WriteFile(path, []byte(strings.Join(rows, "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, errOut, code := sportello(t, env, append([]string{"import", "people", "--office", "X900", path}, args...)...); code != 0 {
			t.Fatalf("ended with %d: %s%s", code, out, errOut)
		}
	}
	offices := filepath.Join(t.TempDir(), "o.csv")
	if err := os.WriteFile(offices, []byte(someOffices), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errOut, code := sportello(t, env, "import", "offices", offices); code != 0 {
		t.Fatal(errOut)
	}
	bad := slices.Clone(good)
	bad[2] = strings.Replace(bad[2], ",M,", ",X,", 1)
	load(bad, "--keep-good")
	if got := households(t, url); got != "F1 false, F2 true" {
		t.Errorf("complete are %s, want F2 alone", got)
	}
	load(good)
	if got := households(t, url); got != "F1 true, F2 true" {
		t.Errorf("complete are %s, want both", got)
	}
}

const peopleHeader = "number,surname,given_name,sex,birth_date,birth_place,fiscal_code,fiscal_code_validated,standing,certifiability,household_number,household_certifiable,household_complete,relationship"

// households tells which households are recorded as complete.
func households(t *testing.T, url string) (found string) {
	t.Helper()
	db, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context())
	err = db.QueryRow(t.Context(), `SELECT string_agg(number || ' ' || complete, ', ' ORDER BY number)
		FROM household JOIN household_state USING (household_id) WHERE valid_to IS NULL AND retired_at IS NULL`).Scan(&found)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// csvExample is the block of a document that begins with the given header.
func csvExample(t *testing.T, doc, header string) string {
	t.Helper()
	i := strings.Index(doc, "\n"+header)
	if i < 0 {
		t.Fatalf("no example that begins with %q", header)
	}
	block, _, _ := strings.Cut(doc[i+1:], "```")
	return block
}

func TestVerifyAudit(t *testing.T) {
	t.Parallel()
	url := dbtest.New(t)
	env := []string{"SPORTELLO_DATABASE_URL=" + url}
	dir := t.TempDir()
	offices := filepath.Join(dir, "o.csv")
	if err := os.WriteFile(offices, []byte(someOffices), 0o600); err != nil {
		t.Fatal(err)
	}
	demo, _, _ := place(t)
	for _, run := range [][]string{{"import", "offices", offices}, {"demo", "--once", "--people", "29"}} {
		if _, errOut, code := sportello(t, append(demo, env...), run...); code != 0 {
			t.Fatalf("%v: %s", run, errOut)
		}
	}
	out, errOut, code := sportello(t, env, "verify", "audit")
	if code != 0 || !strings.Contains(out, "X900: ") {
		t.Fatalf("an untouched chain ended with %d: %s%s", code, out, errOut)
	}
	_, rest, _ := strings.Cut(out, "end X900:")
	end := "--end=X900:" + strings.Fields(rest)[0]
	if out, errOut, code := sportello(t, env, "verify", "audit", end); code != 0 {
		t.Errorf("with the end that it has printed: %d: %s%s", code, out, errOut)
	}
	zeros := strings.Repeat("0", 64)
	for _, wrong := range []string{"--end=X900:1:" + zeros, "--end=X900:1000:" + zeros, "--end=Y111:1:" + zeros} {
		if out, _, code := sportello(t, env, "verify", "audit", wrong); code != exitFault || !strings.Contains(out, "BROKEN") {
			t.Errorf("%s: ended with %d: %s", wrong, code, out)
		}
	}
	if _, _, code := sportello(t, env, "verify", "audit", "--end=X900:one:two"); code != exitUsage {
		t.Errorf("an end that is none: %d", code)
	}
	empty := []string{"SPORTELLO_DATABASE_URL=" + dbtest.Empty(t)}
	if _, errOut, code := sportello(t, empty, "verify", "audit"); code != exitFault || !strings.Contains(errOut, "sportello migrate") {
		t.Errorf("an empty database: %d: %s", code, errOut)
	}
	db, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(t.Context())
	for name, tamper := range map[string]string{
		"changed":   "UPDATE audit_event SET actor_id = 'somebody' WHERE office_id = 'X900' AND seq = 2",
		"shortened": "DELETE FROM audit_event WHERE office_id = 'X900' AND seq = (SELECT max(seq) FROM audit_event WHERE office_id = 'X900')",
	} {
		for _, sql := range []string{"BEGIN", "ALTER TABLE audit_event DISABLE TRIGGER ALL", tamper, "ALTER TABLE audit_event ENABLE TRIGGER ALL", "COMMIT"} {
			if _, err := db.Exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
		}
		if out, _, code := sportello(t, env, "verify", "audit"); code != exitFault || !strings.Contains(out, "X900: BROKEN") {
			t.Errorf("%s: ended with %d: %s", name, code, out)
		}
	}
}

// These run in the test's own process. The others run the built program, which the
// go command does not see: without this one it would take their old results for good
// when the program has changed.
func TestVersionAndUsage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"version"}, exitOK, "sportello "},
		{[]string{"--help"}, exitOK, "check-config"},
		{[]string{}, exitUsage, "expected one of"},
		{[]string{"issue"}, exitUsage, "unexpected argument issue"},
		{[]string{"serve", "--colour"}, exitUsage, "--colour"},
		{[]string{"import", "people"}, exitUsage, "--office"},
	} {
		var out, errOut bytes.Buffer
		code := run(t.Context(), test.args, &out, &errOut)
		if code != test.code || !strings.Contains(out.String()+errOut.String(), test.want) || (errOut.Len() > 0) != (code != exitOK) {
			t.Errorf("%v ended with %d: %s%s, want %d and %q", test.args, code, &out, &errOut, test.code, test.want)
		}
	}
}

// put writes a file and returns where it is.
func put(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
