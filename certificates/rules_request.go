package certificates

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

// requestRules are about how the document is to be made.
var requestRules = []*Rule{
	{
		Code: "SP018", Stage: OfContents, By: Applicant,
		Citation: "Tabella 14 ANPR; d.P.R. 574/1988, L. 38/2001, L. 482/1999",
		Sentence: say(
			"Questo ufficio non rilascia certificati in quella lingua.",
			"Dieses Amt stellt keine Bescheinigungen in dieser Sprache aus.",
			"Ta urad ne izdaja potrdil v tem jeziku.",
			"Ce bureau ne délivre pas de certificats dans cette langue.",
			"This office issues no certificates in that language."),
		Way: say(
			"Scegli l'italiano, anche con la traduzione inglese di sola lettura.",
			"Wählen Sie Italienisch, auch mit der englischen Lesehilfe.",
			"Izberite italijanščino, lahko tudi z angleškim besedilom za lažje branje.",
			"Choisissez l'italien, même avec la traduction anglaise d'aide à la lecture.",
			"Choose Italian, with the English reading aid if you wish."),
		stops: func(c *Case) bool {
			l := c.Request.Language
			return l != registry.Italian && l != registry.English && !slices.Contains(c.Office.Languages, l)
		},
	},
}
