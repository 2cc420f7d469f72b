package web

import "github.com/sportello/sportello/certificates"

// notices are what citizens are told, without anything about a person: what a notice is
// about is read behind the login.
var notices = map[certificates.NoticeKind]certificates.Text{
	certificates.NoticeSuperseded: say(
		"I dati dell'anagrafe sono cambiati dopo il rilascio di un tuo certificato. Vale ancora per il giorno in cui è stato rilasciato; se ti serve com'è oggi, puoi chiederlo di nuovo.",
		"The data of the register have changed since a certificate of yours was issued. It is still good for the day of its issue; if you need it as things are today, you can ask for it again."),
}

// Notice is a notice in words.
func Notice(k certificates.NoticeKind) certificates.Text { return notices[k] }
