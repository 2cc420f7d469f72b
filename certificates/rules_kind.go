package certificates

// kindRules are about the kind itself, whoever it is about.
var kindRules = []*Rule{
	{
		Code: "SP006", Stage: OfKind, By: Applicant,
		Citation: "catalogo dell'ufficio",
		Sentence: say(
			"Questo ufficio non rilascia questo certificato.",
			"Dieses Amt stellt diese Bescheinigung nicht aus.",
			"Ta urad tega potrdila ne izdaja.",
			"Ce bureau ne délivre pas ce certificat.",
			"This office does not issue this certificate."),
		Way: say(
			"Chiedilo sul portale nazionale dell'anagrafe (ANPR) o all'ufficio anagrafe di un altro comune.",
			"Beantragen Sie sie im nationalen Portal des Melderegisters (ANPR) oder beim Meldeamt einer anderen Gemeinde.",
			"Zaprosite zanj na državnem portalu registra prebivalstva (ANPR) ali na anagrafskem uradu druge občine.",
			"Demandez-le sur le portail national de la population (ANPR) ou au bureau du registre de la population d'une autre commune.",
			"Ask for it on the national register's portal (ANPR), or at the registry office of another municipality."),
		stops: func(c *Case) bool { return !c.Policy.Offers(c.Kind) },
	},
	{
		Code: "SP007", Stage: OfKind, By: Applicant,
		Citation: "Tabella 13 ANPR",
		Sentence: say(
			"In questo giorno il certificato non è nel catalogo.",
			"An diesem Tag steht die Bescheinigung nicht im Katalog.",
			"Na ta dan potrdila ni v katalogu.",
			"À cette date, le certificat n'est pas au catalogue.",
			"On this day the certificate is not in the catalogue."),
		Way: say(
			"Scegli un altro certificato tra quelli del catalogo.",
			"Wählen Sie eine andere Bescheinigung aus dem Katalog.",
			"Izberite drugo potrdilo iz kataloga.",
			"Choisissez un autre certificat du catalogue.",
			"Choose another certificate from the catalogue."),
		stops: func(c *Case) bool { return !c.Entry.In(c.Today) },
	},
}
