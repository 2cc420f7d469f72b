package web

import (
	"context"
	"net/http"

	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/registry"
)

// laterAnswers are about what may be tried again later.
var laterAnswers = []answer{
	{
		is: of(ErrTooMany, certificates.ErrPaymentsOpen), kind: urn + "too-many-requests", status: http.StatusTooManyRequests,
		title: certificates.Say("Troppe richieste", "Zu viele Anfragen", "Preveč zahtev", "Trop de demandes", "Too many requests"),
		detail: certificates.Say(
			"Ci sono state troppe richieste in poco tempo. Riprova più tardi.",
			"Es gab zu viele Anfragen in kurzer Zeit. Versuchen Sie es später noch einmal.",
			"V kratkem času je bilo preveč zahtev. Poskusite znova pozneje.",
			"Il y a eu trop de demandes en peu de temps. Réessayez plus tard.",
			"There were too many requests in a short time. Try again later."),
	}, {
		is: of(certificates.ErrSeal), kind: urn + "seal-unavailable", status: http.StatusServiceUnavailable,
		title: certificates.Say(
			"Il sigillo non è disponibile ora",
			"Das Siegel ist jetzt nicht verfügbar",
			"Žig zdaj ni na voljo",
			"Le cachet n'est pas disponible pour le moment",
			"The seal is not available now"),
		detail: certificates.Say(
			"Il certificato non si può sigillare in questo momento. Riprova più tardi con la stessa chiave: nulla è andato perso.",
			"Die Bescheinigung kann im Augenblick nicht gesiegelt werden. Versuchen Sie es später mit demselben Schlüssel noch einmal: Es ist nichts verloren gegangen.",
			"Potrdila trenutno ni mogoče žigosati. Pozneje poskusite znova z istim ključem: nič se ni izgubilo.",
			"Le cachet ne peut pas être apposé sur le certificat en ce moment. Réessayez plus tard avec la même clé : rien n'est perdu.",
			"The certificate cannot be sealed at this moment. Try again later with the same key: nothing is lost."),
		retryAfter: 60,
	}, {
		is: of(certificates.ErrPayments), kind: urn + "payment-unavailable", status: http.StatusServiceUnavailable,
		title: certificates.Say(
			"Il pagamento non è disponibile ora",
			"Die Zahlung ist jetzt nicht verfügbar",
			"Plačilo zdaj ni na voljo",
			"Le paiement n'est pas disponible pour le moment",
			"Payment is not available now"),
		detail: certificates.Say(
			"Il gestore dei pagamenti non risponde. Riprova tra poco con la stessa chiave: non pagherai due volte.",
			"Der Zahlungsdienst antwortet nicht. Versuchen Sie es in Kürze mit demselben Schlüssel noch einmal: Sie zahlen nicht zweimal.",
			"Ponudnik plačil se ne odziva. Čez nekaj časa poskusite znova z istim ključem: ne boste plačali dvakrat.",
			"Le prestataire de paiement ne répond pas. Réessayez dans un instant avec la même clé : vous ne paierez pas deux fois.",
			"The payment provider does not answer. Try again shortly with the same key: you will not pay twice."),
		retryAfter: 30,
	}, {
		is: of(registry.ErrUnavailable, context.DeadlineExceeded), kind: urn + "database-unavailable", status: http.StatusServiceUnavailable,
		title: certificates.Say(
			"Servizio non disponibile ora",
			"Der Dienst ist jetzt nicht verfügbar",
			"Storitev zdaj ni na voljo",
			"Le service n'est pas disponible pour le moment",
			"The service is not available now"),
		detail: certificates.Say(
			"La banca dati non risponde. Riprova tra poco con la stessa richiesta: nulla è andato perso.",
			"Die Datenbank antwortet nicht. Versuchen Sie es in Kürze mit derselben Anfrage noch einmal: Es ist nichts verloren gegangen.",
			"Zbirka podatkov se ne odziva. Čez nekaj časa poskusite znova z isto zahtevo: nič se ni izgubilo.",
			"La base de données ne répond pas. Réessayez dans un instant avec la même demande : rien n'est perdu.",
			"The database does not answer. Try the same request again shortly: nothing is lost."),
		retryAfter: 10,
	}, {
		is: of(inspect.ErrBusy), kind: urn + "busy", status: http.StatusServiceUnavailable,
		title: certificates.Say("Troppi file in esame", "Zu viele Dateien in Prüfung", "Preveč datotek hkrati", "Trop de fichiers à la fois", "Too many files at once"),
		detail: certificates.Say(
			"Il servizio sta già esaminando tutti i file che può esaminare insieme. Riprova tra poco con lo stesso file.",
			"Der Dienst untersucht schon so viele Dateien, wie er gleichzeitig kann. Versuchen Sie es in Kürze mit derselben Datei noch einmal.",
			"Storitev pregleduje že toliko datotek, kolikor jih hkrati zmore. Čez nekaj časa poskusite znova z isto datoteko.",
			"Le service examine déjà autant de fichiers qu'il le peut. Réessayez dans un instant avec le même fichier.",
			"The service is already examining as many files as it can at once. Try the same file again shortly."),
		retryAfter: 5,
	}, {
		is: of(ErrCrossSite), kind: blank, status: http.StatusForbidden,
		title: certificates.Say("Modulo inviato da un altro sito", "Das Formular kommt von einer anderen Seite", "Obrazec je poslalo drugo spletno mesto", "Formulaire envoyé par un autre site", "The form was sent by another site"),
		detail: certificates.Say(
			"Questa richiesta non è partita dalle nostre pagine, e non è stata eseguita. Se volevi farla tu, apri la pagina da qui e ripetila.",
			"Diese Anfrage kam nicht von unseren Seiten und wurde nicht ausgeführt. Wenn Sie sie stellen wollten, öffnen Sie die Seite hier und wiederholen Sie sie.",
			"Ta zahteva ni prišla z naših strani in ni bila izvedena. Če ste jo želeli poslati, odprite stran tukaj in jo ponovite.",
			"Cette demande n'est pas partie de nos pages et n'a pas été exécutée. Si vous vouliez la faire, ouvrez la page ici et répétez-la.",
			"This request did not come from our pages and was not carried out. If you meant it, open the page here and repeat it."),
	}, {
		is: of(ErrWhose), kind: blank, status: http.StatusConflict,
		title: certificates.Say("Qui ora c'è un'altra persona", "Hier ist jetzt jemand anderes angemeldet", "Zdaj je prijavljena druga oseba", "Une autre personne est connectée ici", "Somebody else is logged in here now"),
		detail: certificates.Say(
			"La pagina era stata aperta da un'altra persona, che non è più collegata. Nulla è stato fatto. Apri la pagina da qui e compilala tu.",
			"Die Seite hatte jemand anderes geöffnet, der nicht mehr angemeldet ist. Es ist nichts geschehen. Öffnen Sie die Seite von hier aus, und füllen Sie sie selbst aus.",
			"Stran je odprla druga oseba, ki ni več prijavljena. Nič se ni zgodilo. Odprite stran od tukaj in jo izpolnite sami.",
			"La page avait été ouverte par une autre personne, qui n'est plus connectée. Rien n'a été fait. Ouvrez la page d'ici et remplissez-la vous-même.",
			"The page had been opened by somebody else, who is no longer logged in. Nothing was done. Open the page from here and fill it in yourself."),
	}, {
		is: of(ErrTooSlow), kind: blank, status: http.StatusRequestTimeout,
		title: certificates.Say("Richiesta troppo lenta", "Die Anfrage war zu langsam", "Zahteva je bila prepočasna", "Demande trop lente", "Request Timeout"),
		detail: certificates.Say(
			"La richiesta non è arrivata per intero in tempo. Ripetila.",
			"Die Anfrage ist nicht rechtzeitig vollständig angekommen. Wiederholen Sie sie.",
			"Zahteva ni pravočasno prispela v celoti. Ponovite jo.",
			"La demande n'est pas arrivée en entier à temps. Répétez-la.",
			"The request did not arrive in full in time. Repeat it."),
	},
}
