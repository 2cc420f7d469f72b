package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// Every answer with sentences for people has them in each language, and in no other.
func TestAnswersInEveryLanguage(t *testing.T) {
	t.Parallel()
	w := newWorld()
	c := at(t, w)
	old, row := c.issue(w, anna, "residence")
	w.supersede(old.ID)
	for _, x := range []struct {
		name   string
		call   call
		status int
		words  [5]string // in the order of certificates.Languages
	}{
		{"kinds", call{method: "GET", path: "/v1/certificate-kinds"}, 200, [...]string{`"Certificato di residenza"`, `"Wohnsitzbescheinigung"`, `"Potrdilo o stalnem prebivališču"`, `"Certificat de résidence"`, `"Certificate of residence"`}},
		{"exemptions", call{method: "GET", path: "/v1/exemptions"}, 200, [...]string{"Per un procedimento giudiziario", "Für ein Gerichtsverfahren", "Za sodni postopek", "Pour une procédure judiciaire", "For court proceedings"}},
		{"availability", call{method: "GET", path: "/v1/subjects/" + string(anna) + "/availability?language=sl", as: "anna"}, 200, [...]string{"Questo ufficio non rilascia", "Dieses Amt stellt keine", "Ta urad ne izdaja", "Ce bureau ne délivre pas", "This office issues no"}},
		{"notices", call{method: "GET", path: "/v1/notices", as: "anna"}, 200, [...]string{"I dati dell'anagrafe sono cambiati", "haben sich geändert", "so se po izdaji", "Les données du registre ont changé", "The data of the register have changed"}},
		{"code", call{method: "GET", path: "/v1/verifications/" + row.code.Compact()}, 200, [...]string{"Superato non vuol dire ritirato", "Überholt heißt nicht zurückgezogen", "Zastarelo ne pomeni preklicano", "Dépassé ne veut pas dire retiré", "Superseded does not mean withdrawn"}},
		{"file", call{"POST", "/v1/verifications", "", "%PDF-1.7", http.Header{"Content-Type": {"application/pdf"}}}, 200, [...]string{"non si può seguire", "Dem Aufbau der Datei", "Zgradbi datoteke", "La structure du fichier", "The structure of the file"}},
		{"no login", call{method: "GET", path: "/v1/subjects"}, 401, [...]string{"Serve l'accesso", "Sie müssen sich anmelden", "Potrebna je prijava", "Il faut vous connecter", "Login is needed"}},
		{"nothing there", call{method: "GET", path: "/v1/nowhere"}, 404, [...]string{"Non trovato", "Nicht gefunden", "Ni najdeno", "Introuvable", "Not found"}},
		{"no such method", call{method: "PUT", path: "/v1/status"}, 405, [...]string{"Metodo non previsto", "Methode nicht vorgesehen", "Metoda ni predvidena", "Méthode non prévue", "Method not allowed"}},
		{"refused", call{"POST", "/v1/certificates", "anna", asking(anna, "residence", object{"language": "de"}), key("key-tongues")}, 422, [...]string{"non si può rilasciare", "kann nicht ausgestellt werden", "ni mogoče izdati", "ne peut pas être délivré", "cannot be issued"}},
		{"a wrong value", call{"POST", "/v1/certificates", "anna", asking(anna, "residence", object{"language": "la"}), key("key-tongues")}, 422, [...]string{"Non è uno dei valori ammessi: it, ", "Es ist keiner der zulässigen Werte: it, ", "Ni ena od dovoljenih vrednosti: it, ", "Ce n'est pas l'une des valeurs admises\u00a0: it, ", "It is not one of the values allowed: it, "}},
		{"a field too many", call{"POST", "/v1/certificates", "anna", asking(anna, "residence", object{"love": 1}), key("key-tongues")}, 422, [...]string{"Contiene un campo", "Es enthält ein Feld", "Vsebuje polje", "Il contient un champ", "It holds a field"}},
	} {
		for wish, want := range map[string]registry.Language{
			"": "it", "tlh, la;q=0.5": "it", "it": "it", "de-IT, it;q=0.5": "de", "it;q=0.2, sl": "sl", "fr-CH, de;q=0.9": "fr", "es, en;q=0.1": "en",
		} {
			h := x.call.header.Clone()
			if h == nil {
				h = http.Header{}
			}
			if x.call.method == "POST" && h.Get("Content-Type") == "" {
				h.Set("Content-Type", "application/json")
			}
			h.Set("Accept-Language", wish)
			a := c.do(call{x.call.method, x.call.path, x.call.as, x.call.body, h})
			if a.StatusCode != x.status || a.Header.Get("Vary") != "Accept-Language" {
				t.Errorf("%s: %d, Vary %q", x.name, a.StatusCode, a.Header.Get("Vary"))
			}
			for i, l := range certificates.Languages {
				if strings.Contains(string(a.body), x.words[i]) != (l == want) {
					t.Errorf("%s for %q: %q in %s", x.name, wish, x.words[i], a.body)
				}
			}
		}
	}
}

// What can be wrong with a field is said in every language, with the same gaps.
func TestFaultsInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, text := range []certificates.Text{missing, repeated, unreadable, namedTwice, wrongShape, wrongType, wrongRange, wrongSize, wrongCount, unexpected, notAllowed} {
		if !text.Whole() || !strings.HasSuffix(text[registry.Italian], ".") {
			t.Errorf("%q", text)
		}
	}
	for l, s := range with(notAllowed, "50%s") {
		if !strings.Contains(s, ": 50%s.") {
			t.Errorf("%s: %s", l, s)
		}
	}
}
