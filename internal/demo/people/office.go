package people

import (
	_ "embed" // the coat of arms
	"slices"
	"time"

	"github.com/sportello/sportello/registry"
)

//go:generate go run draw_coat.go

//go:embed coat.png
var coat []byte

// Office is the registry office of Valdemo, which issues in Italian, and in Italian and
// German. Everything that it issues says that it is a demo.
func Office() registry.Office {
	return registry.Office{
		ID:          registry.OfficeID(valdemo.code),
		Name:        "Comune di Valdemo",
		Alternative: "Gemeinde " + valdemo.alternative,
		Province:    "Provincia di Valdemo",
		Department:  "Servizi demografici - Ufficio anagrafe",
		Address:     "Piazza del Municipio 1, " + postalCode + " Valdemo (" + province + ")",
		Contact:     "anagrafe@comune.valdemo.example - www.comune.valdemo.example",
		CoatOfArms:  slices.Clone(coat),
		Basis:       registry.BasisDemo,
		Languages:   []registry.Language{registry.Italian, registry.German},
		DataFrom:    registry.Date{Year: 1990, Month: time.January, Day: 1},
		Archive:     "Archivio storico comunale, Piazza del Municipio 1, archivio@comune.valdemo.example",
	}
}
