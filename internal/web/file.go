package web

import (
	"github.com/sportello/sportello/certificates"
	"github.com/sportello/sportello/inspect"
	"github.com/sportello/sportello/verification"
)

// notInRegister is added to a good verdict on a file when no certificate belongs to it:
// its seal was made, and nothing was issued.
var notInRegister = certificates.Say(
	"Nel registro però non risulta nessun certificato che gli corrisponda: rivolgiti all'ufficio prima di accettarlo.",
	"Im Register steht aber keine Bescheinigung, die ihm entspricht: Fragen Sie das Amt, bevor Sie es annehmen.",
	"V registru potrdil pa ni nobenega, ki bi mu ustrezalo: preden ga sprejmete, vprašajte urad.",
	"Mais le registre ne connaît aucun certificat qui lui corresponde : adressez-vous au bureau avant de l'accepter.",
	"In the register, though, no certificate corresponds to it: ask the office before you accept it.")

// FileSentence is the verdict on an uploaded file in a few sentences for people. How
// the certificate stands that a file names is told only if the file is good.
func FileSentence(c verification.Checked) certificates.Text {
	if c.Report == nil {
		return Sentence(c.Verdict)
	}
	first, second := FileVerdict(c.Report.Verdict), notInRegister
	if c.Report.Verdict != inspect.Genuine && c.Report.Verdict != inspect.Extended {
		return first
	}
	if c.Named != nil && c.Named.State != verification.Unknown && c.Named.State != verification.Failed {
		second = Sentence(c.Named.Verdict)
	}
	return first.Then(second)
}

// FileVerdict is what a file is in one sentence.
func FileVerdict(v inspect.Verdict) certificates.Text { return fileVerdicts[v] }

// FileReason is a reason of a verdict on a file in one sentence.
func FileReason(c inspect.Code) certificates.Text { return fileReasons[c] }
