package sportello_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/sportello/sportello"

// The house of docs/architecture.md: each room with the rooms of ours that it may
// import. Arrows point down only; a room that is not named here may not exist.
var house = map[string][]string{
	"registry": {}, "signing": {}, "auth": {}, "audit": {}, "statement": {}, // leaves

	"certificates": {"registry", "signing", "statement", "auth", "audit"},
	"decisions":    {"registry", "certificates", "auth", "audit"},

	"inspect":     {"signing", "inspect/pdf", "inspect/cms"},
	"inspect/pdf": {},
	"inspect/cms": {},

	"templates":         {"certificates", "registry", "signing"},
	"verification":      {"certificates", "registry", "signing", "statement", "audit", "inspect"},
	"internal/postgres": {"certificates", "verification", "registry", "signing", "audit", "migrations", "statement", "internal/session", "decisions", "auth"},
	"internal/session":  {"audit", "auth"},
	"migrations":        {},

	"internal/privatepg": {},
	"internal/dbtest":    {"internal/privatepg", "migrations"},

	"internal/officefile": {"internal/yamlfile", "certificates", "registry"},
	"internal/loginfile":  {"internal/portal/login", "internal/yamlfile", "auth", "certificates", "registry"},
	"internal/yamlfile":   {},
	"internal/inforce":    {"certificates", "decisions", "internal/officefile", "registry", "templates"},

	"internal/web":    {"", "certificates", "verification", "inspect", "registry", "auth"},
	"internal/api":    {"", "internal/web", "certificates", "verification", "inspect", "registry", "auth"},
	"internal/portal": {"internal/portal/page", "internal/web", "inspect", "certificates", "verification", "registry"},

	"internal/portal/guide":    {"internal/portal/page", "certificates", "registry"},
	"internal/portal/page":     {"internal/web", "auth", "certificates", "registry"}, // the kit of the rooms below
	"internal/portal/pagetest": {},
	"internal/browsertest":     {},

	"internal/portal/declarations": {"internal/portal/page", "internal/web", "certificates", "registry"},
	"internal/portal/login":        {"internal/portal/page", "internal/session", "internal/web", "audit", "auth", "certificates", "registry"},
	"internal/portal/request":      {"internal/portal/page", "internal/web", "certificates", "registry"},
	"internal/portal/office":       {"internal/portal/page", "internal/web", "auth", "audit", "certificates", "registry"},
	"internal/portal/area":         {"internal/portal/page", "internal/web", "certificates", "registry", "audit"},

	"internal/portal/decisions": {"internal/portal/page", "internal/web", "internal/officefile", "auth", "certificates", "decisions", "registry"},

	"client": {},

	"internal/portal/page/cut":       {},
	"internal/portal/page/vendoring": {"internal/portal/page/cut"},

	"internal/payments": {"certificates", "registry"},

	"internal/demo/cashier":  {"internal/payments"},
	"internal/demo/people":   {"registry"},
	"internal/demo/provider": {"auth"},
	"internal/demo/keys":     {"signing"},
	"internal/demo/trust":    {"internal/demo/keys"},

	"": {}, // the root holds the contract

	// The programs wire everything.
	"cmd/sportello":              {"*"},
	"bench":                      {"*"},
	"certificates/rulebook":      {"certificates", "registry"},
	"e2e":                        {}, // tests alone
	"conformance/certificates":   {"*"},
	"conformance/other-provider": {"*"},
	"conformance/statement":      {"*"},
	"conformance/csc":            {"*"},
	"conformance/lighthouse":     {"*"},
	"conformance/verapdf":        {"*"},
}

// Packages from outside that only some rooms may know. What is not named here is
// free to use, which is rare: CONTRIBUTING.md.
var outside = map[string][]string{
	"net/http":                          {"internal/web", "internal/api", "internal/portal", "internal/portal/declarations", "internal/portal/page", "internal/portal/pagetest", "internal/payments", "internal/demo/cashier", "internal/demo/provider", "internal/demo/trust", "client", "cmd/sportello", "bench", "conformance/certificates", "conformance/other-provider", "conformance/csc", "conformance/lighthouse", "internal/portal/login", "internal/portal/request", "internal/portal/guide", "internal/portal/office", "internal/portal/area", "internal/portal/decisions"},
	"go.yaml.in/":                       {"internal/officefile", "internal/loginfile", "internal/yamlfile"},
	"database/sql":                      {"migrations", "internal/dbtest"},
	"github.com/go-chi/":                {"internal/web", "internal/api", "internal/portal", "internal/portal/declarations", "internal/portal/page", "cmd/sportello", "bench", "internal/portal/login", "internal/portal/request", "internal/portal/guide", "internal/portal/office", "internal/portal/area", "internal/portal/decisions"},
	"github.com/jackc/pgx/":             {"internal/postgres", "migrations", "internal/privatepg", "internal/dbtest", "bench", "cmd/sportello"},
	"github.com/pressly/goose/":         {"migrations"},
	"github.com/golang-jwt/":            {"auth", "internal/demo/provider"},
	"github.com/alexedwards/scs/":       {"internal/portal/login"},
	"github.com/coreos/go-oidc/":        {"internal/portal/login"},
	"golang.org/x/oauth2":               {"internal/portal/login"},
	"github.com/zitadel/oidc/":          {"internal/demo/provider"},
	"github.com/digitorus/":             {"signing", "internal/demo/trust"},
	"software.sslmate.com/":             {"signing"},
	"github.com/fxamacker/":             {"statement"},
	"github.com/veraison/":              {"statement"},
	"github.com/ThalesGroup/":           {"signing"},
	"github.com/miekg/pkcs11":           {"signing"},
	"codeberg.org/":                     {"templates"},
	"github.com/klauspost/compress/":    {"templates"},
	"rsc.io/qr":                         {"templates", "inspect"},
	"github.com/alecthomas/kong":        {"cmd/sportello"},
	"github.com/prometheus/":            {"internal/web", "cmd/sportello"},
	"go.opentelemetry.io/":              {"cmd/sportello"},
	"github.com/getkin/":                {"internal/api"},
	"github.com/oapi-codegen/":          {"internal/api", "client", "conformance/certificates"},
	"github.com/swaggest/":              {"internal/api"},
	"github.com/exaring/":               {"cmd/sportello"},
	"testing":                           {"internal/dbtest", "internal/portal/pagetest", "internal/browsertest"},
	module + "/internal/postgres":       {"cmd/sportello", "bench", "conformance/certificates"},
	"github.com/google/uuid":            {"certificates", "internal/portal/login", "internal/portal/office", "internal/postgres", "internal/api", "client", "registry", "bench", "conformance/certificates", "decisions"},
	"golang.org/x/crypto/cryptobyte":    {"signing", "inspect", "inspect/cms"},
	"golang.org/x/crypto/ocsp":          {"signing", "internal/demo/trust", "inspect"},
	"golang.org/x/text/unicode/norm":    {"registry", "templates"},
	"github.com/MicahParks/jwkset":      {"auth", "internal/demo/provider"},
	"github.com/go-jose/":               {"internal/demo/provider"},
	"github.com/digitorus/pdfsign":      {"signing"},
	"github.com/makiuchi-d/gozxing":     {"cmd/sportello"},
	"github.com/stretchr/testify":       {},
	"math/rand":                         {"internal/demo/people", "bench"},
	"os":                                {"internal/privatepg", "internal/dbtest", "internal/browsertest", "internal/demo/keys", "internal/demo/provider", "internal/demo/people", "cmd/sportello", "certificates/rulebook", "bench", "conformance/certificates", "conformance/other-provider", "conformance/statement", "conformance/csc", "conformance/lighthouse", "conformance/verapdf", "internal/portal/page/vendoring"},
	"github.com/oapi-codegen/runtime":   {"internal/api", "client", "conformance/certificates"},
	"github.com/oapi-codegen/nethttp-":  {"internal/api"},
	"github.com/go-chi/httprate":        {"internal/web"},
	"go.uber.org/goleak":                {},
	"github.com/google/go-cmp":          {},
	"github.com/chromedp/":              {"internal/browsertest"},
	"golang.org/x/net/html":             {"internal/portal/pagetest", "internal/portal/page/cut"},
	"github.com/andybalholm/cascadia":   {"internal/portal/pagetest"},
	"github.com/nicksnyder/":            {"internal/portal/page"},
	"pgregory.net/rapid":                {},
	"golang.org/x/image/font/sfnt":      {},
	"github.com/santhosh-tekuri/":       {},
	"embed":                             {"", "certificates", "migrations", "templates", "internal/api", "internal/portal", "internal/portal/page", "internal/browsertest", "internal/demo/people", "internal/demo/provider", "internal/demo/cashier", "internal/portal/declarations", "internal/portal/login", "internal/portal/request", "internal/portal/guide", "internal/portal/office", "internal/portal/area", "internal/portal/decisions", "internal/portal/page/vendoring"},
	"github.com/sportello/sportello/x/": {},
}

// Imports are read from the files themselves: a test that asks the go command is
// cached and does not see the change.
func TestLayering(t *testing.T) {
	t.Parallel()
	rooms := map[string]bool{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "tools" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		room := strings.TrimPrefix(path.Dir(filepath.ToSlash(name)), ".")
		rooms[room] = true
		checkFile(t, room, name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for room := range house {
		if !rooms[room] {
			t.Errorf("the house has a room %q that holds nothing", room)
		}
	}
}

func checkFile(t *testing.T, room, name string) {
	t.Helper()
	allowed, known := house[room]
	if !known {
		t.Errorf("%s: room %q is not in the house", name, room)
		return
	}
	f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
	if err != nil {
		t.Error(err)
		return
	}
	for _, spec := range f.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Error(err)
			continue
		}
		if ours, ok := strings.CutPrefix(imported, module); ok && !slices.Contains(allowed, "*") && !slices.Contains(allowed, strings.TrimPrefix(ours, "/")) {
			t.Errorf("%s: %q may not import %s", name, room, imported)
		}
		for prefix, may := range outside {
			if matches(imported, prefix) && !slices.Contains(may, room) {
				t.Errorf("%s: %q may not import %s", name, room, imported)
			}
		}
	}
}

// matches reports whether the import is the package named, or below it.
func matches(imported, named string) bool {
	if strings.HasSuffix(named, "/") || strings.HasSuffix(named, "-") {
		return strings.HasPrefix(imported, named)
	}
	return imported == named || strings.HasPrefix(imported, named+"/")
}
