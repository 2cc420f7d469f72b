package web

import "github.com/sportello/sportello/certificates"

// notices are what citizens are told, without anything about a person: what a notice is
// about is read behind the login.
var notices = map[certificates.NoticeKind]certificates.Text{
	certificates.NoticeSuperseded: certificates.Say(
		"I dati dell'anagrafe sono cambiati dopo il rilascio di un tuo certificato. Vale ancora per il giorno in cui è stato rilasciato; se ti serve com'è oggi, puoi chiederlo di nuovo.",
		"Die Daten im Melderegister haben sich geändert, seit eine Ihrer Bescheinigungen ausgestellt wurde. Sie gilt weiterhin für den Tag, an dem sie ausgestellt wurde; wenn Sie den heutigen Stand brauchen, können Sie sie neu beantragen.",
		"Podatki v registru prebivalstva so se po izdaji enega od vaših potrdil spremenili. Potrdilo še velja za dan, ko je bilo izdano; če potrebujete današnje stanje, lahko znova zaprosite zanj.",
		"Les données du registre ont changé depuis la délivrance de l'un de vos certificats. Il vaut encore pour le jour de sa délivrance ; s'il vous faut la situation d'aujourd'hui, vous pouvez le demander de nouveau.",
		"The data of the register have changed since a certificate of yours was issued. It is still good for the day of its issue; if you need it as things are today, you can ask for it again."),
	certificates.NoticeAnswered: certificates.Say(
		"L'ufficio ha risposto a una tua segnalazione.",
		"Das Amt hat eine Ihrer Meldungen beantwortet.",
		"Urad je odgovoril na eno od vaših sporočil.",
		"Le bureau a répondu à l'un de vos signalements.",
		"The office has answered a remark of yours."),
}

// Notice is a notice in words.
func Notice(k certificates.NoticeKind) certificates.Text { return notices[k] }
