package web

import (
	"net/http"

	"github.com/sportello/sportello/auth"
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/registry"
)

// loginAnswers are about who asks: the request itself, the login and the register behind it.
var loginAnswers = []answer{
	{
		is: of(ErrRequest), kind: urn + "invalid-request", status: http.StatusBadRequest,
		title: certificates.Say("Richiesta non leggibile", "Die Anfrage ist nicht lesbar", "Zahteva ni berljiva", "La demande n'est pas lisible", "The request cannot be read"),
		detail: certificates.Say(
			"La richiesta non è scritta come il servizio la aspetta: correggila e inviala di nuovo. Nulla è stato fatto.",
			"Die Anfrage ist nicht so geschrieben, wie der Dienst sie erwartet: Berichtigen Sie sie, und senden Sie sie noch einmal. Es ist nichts geschehen.",
			"Zahteva ni napisana tako, kot jo storitev pričakuje: popravite jo in jo pošljite znova. Nič se ni zgodilo.",
			"La demande n'est pas écrite comme le service l'attend : corrigez-la et envoyez-la de nouveau. Rien n'a été fait.",
			"The request is not written as the service expects it: put it right and send it again. Nothing has been done."),
	}, {
		is: of(ErrField), kind: urn + "invalid-field", status: http.StatusUnprocessableEntity,
		title: certificates.Say("Un campo è sbagliato", "Ein Feld ist falsch", "Polje je napačno", "Un champ est erroné", "A field is wrong"),
		detail: certificates.Say(
			"Uno o più campi sono sbagliati o mancano: correggi quelli elencati qui e invia di nuovo. Nulla è stato fatto.",
			"Ein Feld oder mehrere sind falsch oder fehlen: Berichtigen Sie die hier aufgeführten, und senden Sie noch einmal. Es ist nichts geschehen.",
			"Eno ali več polj je napačnih ali jih ni: popravite tista, ki so našteta tu, in pošljite znova. Nič se ni zgodilo.",
			"Un ou plusieurs champs sont erronés ou manquent : corrigez ceux qui sont indiqués ici et envoyez de nouveau. Rien n'a été fait.",
			"One or more fields are wrong or missing: put right those listed here and send again. Nothing has been done."),
	}, {
		is: of(auth.ErrMissing), kind: urn + "unauthenticated", status: http.StatusUnauthorized,
		title: certificates.Say("Serve l'accesso", "Sie müssen sich anmelden", "Potrebna je prijava", "Il faut vous connecter", "Login is needed"),
		detail: certificates.Say(
			"Per questa richiesta devi prima accedere: accedi e ripetila.",
			"Für diese Anfrage müssen Sie sich zuerst anmelden: Melden Sie sich an, und wiederholen Sie sie.",
			"Za to zahtevo se morate najprej prijaviti: prijavite se in jo ponovite.",
			"Pour cette demande, vous devez d'abord vous connecter : connectez-vous et répétez-la.",
			"Log in before making this request, then repeat it."),
		challenge: realm,
	}, {
		is: of(auth.ErrExpired), kind: urn + "token-expired", status: http.StatusUnauthorized,
		title: certificates.Say("Accesso scaduto", "Die Anmeldung ist abgelaufen", "Prijava je potekla", "La connexion a expiré", "The login has expired"),
		detail: certificates.Say(
			"L'accesso è scaduto. Accedi di nuovo e ripeti la richiesta.",
			"Ihre Anmeldung ist abgelaufen. Melden Sie sich neu an, und wiederholen Sie die Anfrage.",
			"Vaša prijava je potekla. Prijavite se znova in ponovite zahtevo.",
			"Votre connexion a expiré. Connectez-vous de nouveau et répétez la demande.",
			"The login has expired. Log in again and repeat the request."),
		challenge: realm + `, error="invalid_token", error_description="The access token expired"`,
	}, {
		is: of(auth.ErrAssurance), kind: urn + "assurance-too-low", status: http.StatusUnauthorized,
		title: certificates.Say(
			"Serve un accesso più sicuro",
			"Sie brauchen eine sicherere Anmeldung",
			"Potrebna je varnejša prijava",
			"Il faut une connexion plus sûre",
			"A stronger login is needed"),
		detail: certificates.Say(
			"Accedi con SPID di livello 2 o superiore, con la CIE o con un'identità eIDAS di livello significativo o elevato.",
			"Melden Sie sich mit SPID der Stufe 2 oder höher an, mit der elektronischen Identitätskarte (CIE) oder mit einer eIDAS-Identität der Stufe substanziell oder hoch.",
			"Prijavite se s SPID ravni 2 ali višje, z elektronsko osebno izkaznico (CIE) ali z identiteto eIDAS srednje ali visoke ravni.",
			"Connectez-vous avec SPID de niveau 2 ou supérieur, avec la carte d'identité électronique (CIE) ou avec une identité eIDAS de niveau substantiel ou élevé.",
			"Log in with SPID level 2 or above, with the electronic identity card, or with an eIDAS identity of level substantial or high."),
		challenge: realm + `, error="insufficient_user_authentication", error_description="A different authentication level is required", acr_values="` + substantial + `"`,
	}, {
		is: of(auth.ErrInvalid), kind: urn + "unauthenticated", status: http.StatusUnauthorized,
		title: certificates.Say("Accesso non valido", "Die Anmeldung ist nicht gültig", "Prijava ni veljavna", "La connexion n'est pas valable", "The login is not valid"),
		detail: certificates.Say(
			"L'accesso non è valido per questo servizio. Accedi di nuovo.",
			"Ihre Anmeldung gilt nicht für diesen Dienst. Melden Sie sich neu an.",
			"Vaša prijava ne velja za to storitev. Prijavite se znova.",
			"Votre connexion n'est pas valable pour ce service. Connectez-vous de nouveau.",
			"The login is not valid for this service. Log in again."),
		challenge: realm + `, error="invalid_token", error_description="The access token is not valid here"`,
	}, {
		is: of(auth.ErrKeysUnavailable), kind: urn + "login-unavailable", status: http.StatusServiceUnavailable,
		title: certificates.Say(
			"L'accesso non si può controllare",
			"Die Anmeldung lässt sich nicht prüfen",
			"Prijave ni mogoče preveriti",
			"La connexion ne peut pas être vérifiée",
			"The login cannot be checked"),
		detail: certificates.Say(
			"Il gestore dell'identità digitale non risponde. Riprova tra poco: nulla è andato perso.",
			"Der Anbieter Ihrer digitalen Identität antwortet nicht. Versuchen Sie es in Kürze noch einmal: Es ist nichts verloren gegangen.",
			"Ponudnik vaše digitalne identitete se ne odziva. Poskusite znova čez nekaj časa: nič se ni izgubilo.",
			"Le fournisseur de votre identité numérique ne répond pas. Réessayez dans un instant : rien n'est perdu.",
			"The identity provider does not answer. Try again shortly: nothing is lost."),
		retryAfter: 10,
	}, {
		is: as[*registry.UnmatchedError], kind: urn + "not-in-register", status: http.StatusForbidden,
		title: certificates.Say(
			"Non ti troviamo nell'anagrafe",
			"Wir finden Sie nicht im Melderegister",
			"V registru prebivalstva vas ne najdemo",
			"Nous ne vous trouvons pas dans le registre de la population",
			"We cannot find you in the register"),
	}, {
		is: of(registry.ErrPersonUnknown), kind: urn + "not-in-register", status: http.StatusForbidden,
		title: certificates.Say(
			"Non ti troviamo nell'anagrafe",
			"Wir finden Sie nicht im Melderegister",
			"V registru prebivalstva vas ne najdemo",
			"Nous ne vous trouvons pas dans le registre de la population",
			"We cannot find you in the register"),
		detail: certificates.Say(
			"La tua scheda non c'è più. Rivolgiti all'ufficio anagrafe.",
			"Ihr Eintrag ist nicht mehr vorhanden. Wenden Sie sich an das Meldeamt.",
			"Vašega zapisa ni več. Obrnite se na anagrafski urad.",
			"Votre fiche n'existe plus. Adressez-vous au bureau du registre de la population.",
			"Your record is no longer there. Contact the registry office."),
	},
}
