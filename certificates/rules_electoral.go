package certificates

var electoral = []Kind{PoliticalRights, ElectoralRoll}

var electoralRules = []*Rule{
	{
		Code: "SP012", Stage: OfKind, By: Applicant, Kinds: electoral,
		Citation: "art. 1 " + lawElectoral,
		Sentence: say(
			"Questo certificato si rilascia solo ai cittadini italiani.",
			"Diese Bescheinigung wird nur italienischen Staatsbürgern ausgestellt.",
			"To potrdilo se izda samo italijanskim državljanom.",
			"Ce certificat n'est délivré qu'aux citoyens italiens.",
			"This certificate is issued to Italian citizens only."),
		Way: say(
			"Se sei cittadino dell'Unione europea, chiedi all'ufficio elettorale delle liste aggiunte.",
			"Sind Sie Bürger der Europäischen Union, fragen Sie das Wahlamt nach den Zusatzlisten.",
			"Če ste državljan Evropske unije, vprašajte volilni urad za dodatne imenike.",
			"Si vous êtes citoyen de l'Union européenne, demandez au bureau électoral les listes complémentaires.",
			"If you are a citizen of the European Union, ask the electoral office about the additional rolls."),
		stops: func(c *Case) bool { return !c.Subject.Italian() },
	},
	{
		Code: "SP013", Stage: OfKind, By: Applicant, Kinds: electoral,
		Citation: "art. 1 " + lawElectoral,
		Sentence: say(
			"La persona non ha ancora diciotto anni.",
			"Die Person ist noch nicht achtzehn Jahre alt.",
			"Oseba še ni stara osemnajst let.",
			"La personne n'a pas encore dix-huit ans.",
			"The person is not yet eighteen."),
		Way: say(
			"Chiedi il certificato dopo il diciottesimo compleanno.",
			"Beantragen Sie die Bescheinigung nach dem achtzehnten Geburtstag.",
			"Za potrdilo zaprosite po osemnajstem rojstnem dnevu.",
			"Demandez le certificat après le dix-huitième anniversaire.",
			"Ask for the certificate after the eighteenth birthday."),
		stops: func(c *Case) bool { return !c.Subject.Birth.Date.OfAge(adult, c.Today) },
	},
	{
		// One rule for a record that is silent and one that says no, so that the answer
		// does not tell of a loss of rights, which comes of a conviction (art. 2).
		Code: "SP014", Stage: OfContents, By: TheOffice, Kinds: electoral,
		Citation: "art. 2 e 4 " + lawElectoral,
		Sentence: say(
			"Dall'archivio elettorale dell'ufficio questo certificato non si può ricavare.",
			"Aus dem Wahlarchiv des Amtes lässt sich diese Bescheinigung nicht ausstellen.",
			"Na podlagi volilnega arhiva urada tega potrdila ni mogoče izdati.",
			"Les archives électorales du bureau ne permettent pas de délivrer ce certificat.",
			"The office's electoral archive does not allow this certificate."),
		Way: say(
			"Rivolgiti all'ufficio elettorale del comune.",
			"Wenden Sie sich an das Wahlamt der Gemeinde.",
			"Obrnite se na volilni urad občine.",
			"Adressez-vous au bureau électoral de la commune.",
			"Turn to the municipality's electoral office."),
		stops: func(c *Case) bool {
			e := c.Subject.Electoral
			return e == nil || c.Kind == PoliticalRights && !e.Rights || c.Kind == ElectoralRoll && !e.Enrolled
		},
	},
}
