package web

import (
	"net/http"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/verification"
)

// allowedAnswers are about what somebody may not have, or what is not there.
var allowedAnswers = []answer{
	{
		is: as[*certificates.NotYoursError], kind: urn + "subject-not-allowed", status: http.StatusForbidden,
		title: certificates.Say(
			"Non puoi chiedere per questa persona",
			"Für diese Person können Sie nichts beantragen",
			"Za to osebo ne morete zaprositi",
			"Vous ne pouvez pas demander pour cette personne",
			"You cannot ask about this person"),
		detail: certificates.Say(
			"Puoi chiedere certificati per te e, se sei maggiorenne, per chi fa parte della tua famiglia anagrafica. Per un'altra persona, anche per un figlio che vive altrove, rivolgiti allo sportello.",
			"Sie können Bescheinigungen für sich beantragen und, wenn Sie volljährig sind, für die Mitglieder Ihrer meldeamtlichen Familie. Für eine andere Person, auch für ein Kind, das anderswo wohnt, wenden Sie sich an den Schalter.",
			"Za potrdilo lahko zaprosite zase in, če ste polnoletni, za člane svoje gospodinjske skupnosti. Za drugo osebo, tudi za otroka, ki živi drugje, se obrnite na okence.",
			"Vous pouvez demander des certificats pour vous et, si vous êtes majeur, pour les membres de votre famille au sens du registre. Pour une autre personne, même un enfant qui vit ailleurs, adressez-vous au guichet.",
			"You can ask for certificates for yourself and, if you are of age, for the members of your own household. For another person, even for a child who lives elsewhere, go to the counter."),
	}, {
		is: of(certificates.ErrNotAllowed), kind: urn + "not-allowed", status: http.StatusForbidden,
		title: certificates.Say("Non permesso", "Nicht erlaubt", "Ni dovoljeno", "Non autorisé", "Not allowed"),
		detail: certificates.Say(
			"Con questo accesso non puoi fare questa operazione. Accedi con un'altra utenza o rivolgiti all'ufficio anagrafe.",
			"Mit dieser Anmeldung dürfen Sie das nicht. Melden Sie sich mit einer anderen an, oder wenden Sie sich an das Meldeamt.",
			"S to prijavo tega ne smete storiti. Prijavite se z drugo ali se obrnite na anagrafski urad.",
			"Cette connexion ne vous permet pas cette opération. Connectez-vous avec une autre ou adressez-vous au bureau du registre de la population.",
			"This login may not do this. Log in with another one, or contact the registry office."),
		challenge: realm + `, error="insufficient_scope", error_description="The token does not carry the right for this"`,
	}, {
		is: of(verification.ErrNotOpened), kind: urn + "content-not-opened", status: http.StatusForbidden,
		title: certificates.Say(
			"I dati non corrispondono",
			"Die Angaben passen nicht zusammen",
			"Podatki se ne ujemajo",
			"Les données ne correspondent pas",
			"The details do not fit together"),
		detail: certificates.Say(
			"Codice, numero e data di nascita non appartengono allo stesso certificato. Ricontrollali sul documento.",
			"Code, Nummer und Geburtsdatum gehören nicht zur selben Bescheinigung. Vergleichen Sie sie mit dem Dokument.",
			"Koda, številka in datum rojstva ne pripadajo istemu potrdilu. Primerjajte jih z dokumentom.",
			"Le code, le numéro et la date de naissance n'appartiennent pas au même certificat. Comparez-les avec le document.",
			"Code, number and date of birth do not belong to the same certificate. Compare them with the document."),
	}, {
		is: of(certificates.ErrSought), kind: urn + "search-too-wide", status: http.StatusUnprocessableEntity,
		title: certificates.Say("Ricerca troppo ampia", "Die Suche ist zu weit gefasst", "Iskanje je preširoko", "La recherche est trop large", "The search is too wide"),
		detail: certificates.Say(
			"Indica perché cerchi. Poi indica il codice fiscale, oppure cognome, nome (almeno tre lettere) e data di nascita; con un mandato di avvocato, tutto. Se le persone trovate sono troppe non ne mostriamo nessuna.",
			"Geben Sie an, warum Sie suchen. Geben Sie dann die Steuernummer an oder aber Nachnamen, Vornamen (mindestens drei Buchstaben) und Geburtsdatum; mit einem Mandat als Anwältin oder Anwalt alles. Passen zu viele Personen, zeigen wir keine.",
			"Navedite, zakaj iščete. Nato navedite davčno številko ali pa priimek, ime (vsaj tri črke) in datum rojstva; z odvetniškim pooblastilom vse. Če ustreza preveč oseb, ne prikažemo nobene.",
			"Indiquez pourquoi vous cherchez. Puis indiquez le code fiscal, ou bien le nom, le prénom (trois lettres au moins) et la date de naissance ; avec un mandat d'avocat, indiquez tout. Si trop de personnes correspondent, nous n'en montrons aucune.",
			"State why you search. Then state the fiscal code, or surname, given name (three letters at least) and date of birth; with a lawyer's mandate, all of it. If too many people match, none is shown."),
	}, {
		is: of(ErrNotFound, certificates.ErrNotFound, verification.ErrNoList), kind: urn + "not-found", status: http.StatusNotFound,
		title: certificates.Say("Non trovato", "Nicht gefunden", "Ni najdeno", "Introuvable", "Not found"),
		detail: certificates.Say(
			"Qui non c'è nulla, o nulla per te. Controlla l'indirizzo.",
			"Hier gibt es nichts, oder nichts für Sie. Prüfen Sie die Adresse.",
			"Tu ni ničesar ali ničesar za vas. Preverite naslov.",
			"Il n'y a rien ici, ou rien pour vous. Vérifiez l'adresse.",
			"There is nothing here, or nothing for you. Check the address."),
	}, {
		is: of(ErrMethod), kind: urn + "method-not-allowed", status: http.StatusMethodNotAllowed,
		title: certificates.Say("Metodo non previsto", "Methode nicht vorgesehen", "Metoda ni predvidena", "Méthode non prévue", "Method not allowed"),
		detail: certificates.Say(
			"Questo indirizzo non risponde a questo metodo: usa uno di quelli dell'intestazione Allow.",
			"Diese Adresse antwortet nicht auf diese Methode: Verwenden Sie eine aus dem Header Allow.",
			"Ta naslov se na to metodo ne odziva: uporabite eno od tistih v glavi Allow.",
			"Cette adresse ne répond pas à cette méthode : utilisez l'une de celles de l'en-tête Allow.",
			"This address does not answer this method: use one of those in the Allow header."),
	}, {
		is: of(ErrNotAcceptable), kind: urn + "not-acceptable", status: http.StatusNotAcceptable,
		title: certificates.Say("Formato non disponibile", "Format nicht verfügbar", "Oblika ni na voljo", "Format non disponible", "Format not available"),
		detail: certificates.Say(
			"La risposta non esiste nel formato chiesto con Accept: chiedine un altro.",
			"In dem mit Accept verlangten Format gibt es keine Antwort: Verlangen Sie ein anderes.",
			"Odgovora v obliki, zahtevani z Accept, ni: zahtevajte drugo.",
			"La réponse n'existe pas dans le format demandé avec Accept : demandez-en un autre.",
			"There is no answer in the format that Accept asks for: ask for another."),
	},
}
