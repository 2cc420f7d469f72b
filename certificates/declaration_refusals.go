package certificates

const selfDeclared = "art. 46 d.P.R. 445/2000"

// The grounds on which no declaration is filled in. They are no rules of certificates and
// stand in no rule book.
var (
	declaresHimself = &Rule{
		Code: "SP701", By: Applicant, Citation: selfDeclared + " e art. 5 d.P.R. 445/2000",
		Sentence: say(
			"Una dichiarazione la fa la persona stessa. Per un figlio minorenne della tua famiglia la fai tu.",
			"Eine Erklärung gibt die Person selbst ab. Für ein minderjähriges Kind Ihrer meldeamtlichen Familie geben Sie sie ab.",
			"Izjavo poda oseba sama. Za mladoletnega otroka v svoji gospodinjski skupnosti jo podate vi.",
			"Une déclaration est faite par la personne elle-même. Pour un enfant mineur de votre famille, c'est vous qui la faites.",
			"A declaration is made by the person concerned. For a minor child of your household you make it."),
		Way: say(
			"Chi ha compiuto diciotto anni entra con la propria identità digitale. Se sei il genitore o il tutore e l'anagrafe non lo mostra, scrivi la dichiarazione a mano.",
			"Wer achtzehn Jahre alt ist, meldet sich mit der eigenen digitalen Identität an. Sind Sie Elternteil oder Vormund und das Register zeigt es nicht, schreiben Sie die Erklärung von Hand.",
			"Kdor je star osemnajst let, se prijavi s svojo digitalno identiteto. Če ste starš ali skrbnik in register tega ne kaže, izjavo napišite na roko.",
			"Une personne de dix-huit ans se connecte avec sa propre identité numérique. Si vous êtes le parent ou le tuteur et que le registre ne le montre pas, écrivez la déclaration à la main.",
			"Anybody who is eighteen logs in with their own digital identity. If you are the parent or guardian and the register does not show it, write the declaration by hand."),
	}
	declaresByParent = &Rule{
		Code: "SP702", By: Applicant, Citation: "art. 5 d.P.R. 445/2000",
		Sentence: say(
			"Non hai ancora diciotto anni: la dichiarazione la firma un genitore, o il tutore.",
			"Sie sind noch nicht achtzehn: Die Erklärung unterschreibt ein Elternteil oder der Vormund.",
			"Niste še stari osemnajst let: izjavo podpiše eden od staršev ali skrbnik.",
			"Vous n'avez pas encore dix-huit ans : la déclaration est signée par un parent ou par le tuteur.",
			"You are not yet eighteen: a parent or your guardian signs the declaration."),
		Way: say(
			"Chiedi a un genitore di entrare con la sua identità digitale e di scegliere il tuo nome.",
			"Bitten Sie einen Elternteil, sich mit der eigenen digitalen Identität anzumelden und Ihren Namen zu wählen.",
			"Prosite enega od staršev, naj se prijavi s svojo digitalno identiteto in izbere vaše ime.",
			"Demandez à un parent de se connecter avec son identité numérique et de choisir votre nom.",
			"Ask a parent to log in with their own digital identity and to choose your name."),
	}
	// One ground for all reasons, so that the answer tells none of them.
	cannotFillIn = &Rule{
		Code: "SP703", By: TheOffice, Citation: selfDeclared,
		Sentence: say(
			"Da questa scheda l'ufficio non può compilare una dichiarazione.",
			"Aus diesem Eintrag kann das Amt keine Erklärung ausfüllen.",
			"Iz tega zapisa urad ne more izpolniti izjave.",
			"À partir de cette fiche, le bureau ne peut pas remplir de déclaration.",
			"From this record the office cannot fill in a declaration."),
		Way: askOffice,
	}
)
