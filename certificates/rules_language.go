package certificates

import (
	"slices"

	"github.com/sportello/sportello/registry"
)

// notSpoken is found out where the office and its wording are known (Desk.speaks).
var notSpoken = &Rule{
	Code: "SP221",
	Sentence: say(
		"Questo ufficio non rilascia certificati in questa lingua.",
		"Dieses Amt stellt in dieser Sprache keine Bescheinigungen aus.",
		"Ta urad v tem jeziku ne izdaja potrdil.",
		"Ce bureau ne délivre pas de certificats dans cette langue.",
		"This office does not issue certificates in this language.",
	),
	Citation: "Tabella 14 ANPR; d.P.R. 574/1988; L. 38/2001; L. 482/1999",
	Way: say("Chiedi il certificato in italiano.", "Fordern Sie die Bescheinigung auf Italienisch an.", "Zaprosite za potrdilo v italijanščini.",
		"Demandez le certificat en italien.", "Ask for the certificate in Italian."),
	By:    Applicant,
	Stage: UseAndDuty,
	stops: elsewhere,
}

// speaks reports whether the office issues with the language beside Italian. English is
// a reading aid that any office gives.
func (d *Desk) speaks(o registry.Office, l registry.Language) bool {
	official := l == registry.Italian || l == registry.English || slices.Contains(o.Languages, l)
	return official && d.Typesetter.WordingVersion(l) != ""
}
