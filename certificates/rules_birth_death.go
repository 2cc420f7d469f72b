package certificates

import "github.com/sportello/sportello/registry"

var birthDeathRules = []*Rule{
	{
		Code: "EN410", Stage: OfKind, By: CivilState, Kinds: []Kind{Birth},
		Citation: checks + ", certificato di nascita, EN410",
		Sentence: say(
			"Il certificato di nascita non si rilascia a chi è iscritto all'AIRE e non è nato in Italia.",
			"Für Personen, die in der AIRE eingetragen und nicht in Italien geboren sind, gibt es keine Geburtsbescheinigung.",
			"Potrdilo o rojstvu se ne izda za osebe, ki so vpisane v AIRE in niso rojene v Italiji.",
			"Le certificat de naissance n'est pas délivré à qui est inscrit à l'AIRE et n'est pas né en Italie.",
			"No certificate of birth is issued to who is registered in the AIRE and was not born in Italy."),
		Way: say(
			"Chiedi l'estratto dell'atto di nascita al comune che lo ha trascritto.",
			"Beantragen Sie den Auszug aus der Geburtsurkunde bei der Gemeinde, die sie eingetragen hat.",
			"Zaprosite za izpisek iz rojstne matične knjige v občini, ki je rojstvo prepisala.",
			"Demandez l'extrait de l'acte de naissance à la commune qui l'a transcrit.",
			"Ask the municipality that transcribed the act of birth for an extract."),
		stops: func(c *Case) bool {
			return c.Subject.Standing.State == registry.Abroad && c.Subject.Birth.Place.Kind != registry.BornInMunicipality
		},
	},
	{
		Code: "EN061", Stage: OfKind, By: Applicant, Kinds: []Kind{Death},
		Citation: checks + ", certificato di morte, EN061",
		Sentence: say(
			"La persona non risulta deceduta.",
			"Die Person ist nicht als verstorben eingetragen.",
			"Oseba ni vpisana kot umrla.",
			"La personne n'est pas inscrite comme décédée.",
			"The person is not recorded as deceased."),
		Way: say(
			"Se la persona è morta da poco, aspetta che l'ufficio riceva l'atto di morte; altrimenti scegli un altro certificato.",
			"Ist die Person vor Kurzem verstorben, warten Sie, bis das Amt die Sterbeurkunde erhält; sonst wählen Sie eine andere Bescheinigung.",
			"Če je oseba umrla pred kratkim, počakajte, da urad prejme mrliški list; sicer izberite drugo potrdilo.",
			"Si la personne est décédée depuis peu, attendez que le bureau reçoive l'acte de décès ; sinon choisissez un autre certificat.",
			"If the person died a short time ago, wait until the office has the act of death; otherwise choose another certificate."),
		stops: func(c *Case) bool { return c.Subject.Standing.State != registry.Dead },
	},
	{
		Code: "SP008", Stage: OfContents, By: TheOffice, Way: askOffice, Kinds: []Kind{Death},
		Citation: checks + ", certificato di morte (EN404, dati non sufficienti)",
		Sentence: say(
			"Nella scheda manca la data della morte.",
			"Im Eintrag fehlt der Tag des Todes.",
			"V zapisu manjka dan smrti.",
			"Sur la fiche il manque la date du décès.",
			"The record lacks the date of death."),
		stops: func(c *Case) bool {
			d := c.Subject.Death
			return c.Subject.Standing.State == registry.Dead && (d == nil || d.Date.IsZero())
		},
	},
	{
		Code: "EN163", Stage: OfKind, By: Applicant, Kinds: []Kind{Removal},
		Citation: "art. 11 d.P.R. 223/1989; " + checks + ", certificato di cancellazione, EN163",
		Sentence: say(
			"Nella scheda non risulta una cancellazione con la sua data.",
			"Im Eintrag steht keine Streichung mit ihrem Tag.",
			"V zapisu ni izbrisa z njegovim dnem.",
			"Sur la fiche ne figure aucune radiation avec sa date.",
			"The record states no removal with its date."),
		Way: say(
			"Se la persona è iscritta, chiedi il certificato di residenza; se è stata cancellata, rivolgiti all'ufficio anagrafe.",
			"Ist die Person eingetragen, beantragen Sie die Wohnsitzbescheinigung; wurde sie gestrichen, wenden Sie sich an das Meldeamt.",
			"Če je oseba vpisana, zaprosite za potrdilo o stalnem prebivališču; če je bila izbrisana, se obrnite na anagrafski urad.",
			"Si la personne est inscrite, demandez le certificat de résidence ; si elle a été radiée, adressez-vous au bureau du registre de la population.",
			"If the person is registered, ask for the certificate of residence; if he or she was removed, turn to the registry office."),
		stops: func(c *Case) bool {
			s := c.Subject.Standing
			return s.State == registry.Resident || s.State == registry.Removed && s.Since.IsZero()
		},
	},
}
