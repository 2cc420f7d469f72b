package certificates

// The rules that no look at the request alone can answer: they ask the books.
var (
	noOnlinePayment = &Rule{
		Code: "SP611", Stage: UseAndDuty, stops: elsewhere, By: TheOffice, Citation: "art. 5 d.lgs. 82/2005",
		Sentence: say("Qui il bollo non si può ancora pagare online.", "Hier kann die Stempelgebühr noch nicht online gezahlt werden.", "Tu kolkovine še ni mogoče plačati na spletu.",
			"Ici le timbre ne peut pas encore être payé en ligne.", "Stamp duty cannot be paid online here yet."),
		Way: say("Indica il numero e la data di una marca da bollo da 16 euro.", "Geben Sie Nummer und Datum einer Stempelmarke zu 16 Euro an.", "Navedite številko in datum kolka za 16 evrov.",
			"Indiquez le numéro et la date d'un timbre de 16 euros.", "Give the number and date of a 16 euro stamp."),
	}
	notOnline = &Rule{
		Code: "SP612", Stage: UseAndDuty, stops: elsewhere, By: Applicant, Citation: dutyLaw,
		Sentence: say("Non hai scelto il pagamento online, o questa richiesta è già pagata.", "Sie haben die Online-Zahlung nicht gewählt, oder diese Anfrage ist schon bezahlt.", "Spletnega plačila niste izbrali ali pa je ta zahteva že plačana.",
			"Vous n'avez pas choisi le paiement en ligne, ou cette demande est déjà payée.", "You have not chosen to pay online, or this request has been paid already."),
		Way: say("Chiedi il certificato senza avviare un pagamento.", "Verlangen Sie die Bescheinigung, ohne eine Zahlung zu starten.", "Zahtevajte potrdilo, ne da bi začeli plačilo.",
			"Demandez le certificat sans lancer de paiement.", "Ask for the certificate without starting a payment."),
	}
	noSuchPayment = &Rule{
		Code: "SP613", Stage: UseAndDuty, stops: elsewhere, By: Applicant, Citation: dutyLaw,
		Sentence: say("Non troviamo un tuo pagamento con questo identificativo.", "Wir finden keine Zahlung von Ihnen mit dieser Kennung.", "Vašega plačila s to oznako ne najdemo.",
			"Nous ne trouvons aucun paiement de votre part sous cet identifiant.", "We find no payment of yours with this identifier."),
		Way: waysToPay,
	}
	notPaid = &Rule{
		Code: "SP614", Stage: UseAndDuty, stops: elsewhere, By: Applicant, Citation: dutyLaw,
		Sentence: say("Il pagamento non è riuscito, non è ancora arrivato o è stato annullato.", "Die Zahlung ist fehlgeschlagen, noch nicht eingegangen oder storniert.", "Plačilo ni uspelo, še ni prispelo ali je bilo preklicano.",
			"Le paiement a échoué, n'est pas encore arrivé ou a été annulé.", "The payment has failed, has not arrived yet or has been cancelled."),
		Way: say("Se hai pagato, aspetta: il certificato arriva da sé. Altrimenti avvia un nuovo pagamento.", "Wenn Sie bezahlt haben, warten Sie: die Bescheinigung kommt von selbst. Sonst starten Sie eine neue Zahlung.",
			"Če ste plačali, počakajte: potrdilo pride samo. Sicer začnite novo plačilo.", "Si vous avez payé, patientez : le certificat arrive de lui-même. Sinon, lancez un nouveau paiement.", "If you have paid, wait: the certificate comes by itself. Otherwise start a new payment."),
	}
	paidForOther = &Rule{
		Code: "SP615", Stage: UseAndDuty, stops: elsewhere, By: Applicant, Citation: dutyLaw,
		Sentence: say("Questo pagamento è per un'altra richiesta.", "Diese Zahlung gehört zu einer anderen Anfrage.", "To plačilo je za drugo zahtevo.", "Ce paiement concerne une autre demande.", "This payment is for another request."),
		Way: say("Chiedi proprio ciò per cui hai pagato, o avvia un nuovo pagamento.", "Verlangen Sie genau das, wofür Sie bezahlt haben, oder starten Sie eine neue Zahlung.", "Zahtevajte natanko tisto, za kar ste plačali, ali začnite novo plačilo.",
			"Demandez exactement ce que vous avez payé, ou lancez un nouveau paiement.", "Ask for exactly what you have paid for, or start a new payment."),
	}
	changedSince = &Rule{
		Code: "SP616", Stage: UseAndDuty, stops: elsewhere, By: Applicant, Citation: dutyLaw,
		Sentence: say("Da quando hai pagato, i dati dell'anagrafe sono cambiati: il certificato non sarebbe quello che hai pagato. Ti rimborsiamo.", "Seit Ihrer Zahlung haben sich die Daten geändert: es wäre nicht die bezahlte Bescheinigung. Sie erhalten das Geld zurück.",
			"Od plačila so se podatki v registru spremenili: to ne bi bilo plačano potrdilo. Denar vam vrnemo.", "Depuis votre paiement, les données ont changé : ce ne serait pas le certificat payé. Vous êtes remboursé.",
			"Since you paid, the register has changed: the certificate would not be the one that you paid for. You are refunded."),
		Way: say("Avvia un nuovo pagamento per il certificato con i dati di oggi.", "Starten Sie eine neue Zahlung für die Bescheinigung mit den heutigen Daten.", "Začnite novo plačilo za potrdilo z današnjimi podatki.",
			"Lancez un nouveau paiement pour le certificat avec les données d'aujourd'hui.", "Start a new payment for the certificate with the data of today."),
	}
	stampUsed = &Rule{
		Code: "SP610", Stage: UseAndDuty, stops: elsewhere, By: Applicant, Citation: "art. 12 d.P.R. 642/1972",
		Sentence: say("Questa marca da bollo è già stata usata per un altro certificato.", "Diese Stempelmarke wurde schon für eine andere Bescheinigung verwendet.", "Ta kolek je že bil uporabljen za drugo potrdilo.",
			"Ce timbre a déjà été utilisé pour un autre certificat.", "This stamp has been used for another certificate."),
		Way: say("Usa un'altra marca, o paga online. Se è un errore, rivolgiti all'ufficio con la marca.", "Verwenden Sie eine andere Marke, oder zahlen Sie online. Ist es ein Irrtum, kommen Sie mit der Marke zum Amt.",
			"Uporabite drug kolek ali plačajte na spletu. Če gre za napako, pridite na urad s kolkom.", "Utilisez un autre timbre, ou payez en ligne. En cas d'erreur, présentez-vous au bureau avec le timbre.",
			"Use another stamp, or pay online. If that is a mistake, go to the office with the stamp."),
	}
)

// bookRules is all of them. None stops a request by itself: what it looks at is not known
// before the register is read.
var bookRules = []*Rule{stampUsed, noOnlinePayment, notOnline, noSuchPayment, notPaid, paidForOther, changedSince}
