// Command vendoring puts what the pages use of Bootstrap Italia into
// internal/portal/page/assets/vendor: the style sheet cut down, the icons that are used,
// the faces of the font, and their licences. `make assets` runs it when a template begins to
// use a class that was cut away; package page has a test that says so. The same templates
// give the same bytes.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sportello/sportello/internal/portal/page/cut"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("assets: ")
	if len(os.Args) != 2 {
		log.Fatal("usage: vendoring DIRECTORY-OF-THE-PORTAL")
	}
	if err := vendor(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

const (
	all   = "page/testdata/bootstrap-italia.txt"      // every name that the whole sheet asks for
	used  = "page/testdata/bootstrap-italia-used.txt" // those that pages have
	ours  = "page/assets/style.css"
	under = "page/assets/vendor/"
)

// kept is files of the package as they are.
var kept = map[string]string{
	"LICENSE":                          "bootstrap-italia-LICENSE.txt",
	"dist/fonts/Titillium_Web/OFL.txt": "titillium-web-OFL.txt",
	"dist/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-regular.woff2": "titillium-web-400.woff2",
	"dist/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-600.woff2":     "titillium-web-600.woff2",
	"dist/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin-700.woff2":     "titillium-web-700.woff2",
}

// darker is colours of Bootstrap Italia in which text has less than 7:1 on white, and
// what the pages have instead (WCAG 2.2, 1.4.6).
var darker = map[string]string{
	"#06c":                      "#004d99", // blue
	"0, 102, 204":               "0, 77, 153",
	"hsl(210, 100%, 40%)":       "#004d99",
	"rgb(0, 81.6, 163.2)":       "#036", // the same, touched
	"rgb(0, 86.7, 173.4)":       "#036",
	"hsl(210, 17%, 44%)":        "hsl(210, 17%, 32%)", // grey
	"hsl(210,17%,44%)":          "hsl(210,17%,32%)",
	"93.126, 112.2, 131.274":    "68, 82, 95",
	"hsl(160, 100%, 25%)":       "hsl(160, 100%, 17%)", // green
	"rgb(0,127.5,85)":           "hsl(160,100%,17%)",
	"0, 127.5, 85":              "0, 87, 58",
	"#008758":                   "#00573a",
	"hsl(36, 100%, 30%)":        "hsl(36, 100%, 21%)", // orange
	"rgb(153,91.8,0)":           "hsl(36,100%,21%)",
	"153, 91.8, 0":              "107, 64, 0",
	"hsl(350, 60%, 50%)":        "hsl(350, 75%, 33%)", // red
	"rgb(204,51,76.5)":          "hsl(350,75%,33%)",
	"204, 51, 76.5":             "147, 21, 40",
	"rgb(173.4, 43.35, 65.025)": "#740f1f",
	"rgb(163.2, 40.8, 61.2)":    "#740f1f",
	"#d9364f":                   "#931528",
}

func vendor(portal string) error {
	files, err := fetch("bootstrap-italia")
	if err != nil {
		return err
	}
	names, err := cut.Read(os.DirFS(portal))
	if err != nil {
		return err
	}
	own, err := os.ReadFile(filepath.Join(portal, ours))
	if err != nil {
		return fmt.Errorf("our style sheet: %w", err)
	}
	full := string(files["dist/css/bootstrap-italia.min.css"])
	painted, err := cut.Repaint(full, darker)
	if err != nil {
		return err
	}
	sheet, out, err := names.Sheet(painted, string(own))
	if err != nil {
		return err
	}
	out["bootstrap-italia.css"] = []byte(head + sheet)
	out["icons.svg"] = []byte(names.Sprite(string(files["dist/svg/sprites.svg"])))
	for from, to := range kept {
		if out[to] = files[from]; len(out[to]) == 0 {
			return fmt.Errorf("the package has no %s", from)
		}
	}
	if err := clean(portal); err != nil {
		return err
	}
	for name, data := range out {
		if err := write(filepath.Join(portal, under, name), data); err != nil {
			return err
		}
	}
	return note(portal, full, names)
}

// note writes down what the test needs to know to ask for another run.
func note(portal, full string, names *cut.Names) error {
	asked, err := cut.Asked(full)
	if err != nil {
		return err
	}
	if err := write(filepath.Join(portal, all), lines(asked)); err != nil {
		return err
	}
	return write(filepath.Join(portal, used), lines(slices.DeleteFunc(asked, func(s string) bool { return !names.May(s) })))
}

func lines(list []string) []byte { return []byte(strings.Join(list, "\n") + "\n") }

const head = `/* Bootstrap Italia 2.18.3, cut down to what the pages use by make assets, some colours darker.
   Copyright its authors, BSD-3-Clause: bootstrap-italia-LICENSE.txt. Based on Bootstrap 5.2.3, MIT. */
`

// clean removes pictures of earlier runs: their names are their digests.
func clean(portal string) error {
	old, err := filepath.Glob(filepath.Join(portal, under, "picture-*.svg"))
	if err != nil {
		return fmt.Errorf("old pictures: %w", err)
	}
	for _, name := range old {
		if err := os.Remove(name); err != nil {
			return fmt.Errorf("old pictures: %w", err)
		}
	}
	return nil
}

func write(name string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil { //nolint:gosec // served to everybody
		return fmt.Errorf("writing: %w", err)
	}
	return nil
}
