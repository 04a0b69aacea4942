package api

import (
	"sandi/internal/locale"
	"sandi/internal/portal"
)

// Describe tells an attempt in one line to an operator: "code of 3 steps ago:
// 92 s old". Time, user and verdict stand beside it wherever it is shown.
func Describe(l *locale.Localizer, a portal.Attempt) string {
	text := act(l, a)
	if a.Locked {
		text = l.T("api.note.locked", "what", text)
	}
	return text
}

func act(l *locale.Localizer, a portal.Attempt) string {
	switch a.Act {
	case portal.ActEnable, portal.ActBarcode, portal.ActRefresh, portal.ActDisable, portal.ActReset, portal.ActCode:
		if a.Verdict == portal.Refused {
			return l.T("api.note.not-now." + string(a.Act))
		}
		if a.Act == portal.ActCode {
			return codeNote(l, a)
		}
	case portal.ActSignIn:
		switch a.Verdict {
		case portal.UnknownUser:
			return l.T("api.note.unknown-user")
		case portal.WrongPassword:
			return l.T("api.note.wrong-password")
		case portal.TimedOut:
			return l.T("api.note.timed-out")
		case portal.Accepted:
			return l.T("api.note.password")
		}
	}
	return l.T("api.note.act."+string(a.Act), "detail", a.Detail)
}

func codeNote(l *locale.Localizer, a portal.Attempt) string {
	var text string
	switch {
	case a.Verdict == portal.MalformedCode:
		return l.T("api.note.malformed-code")
	case !a.Known:
		return l.T("api.note.wrong-code")
	case a.Steps < 0:
		text = l.N("api.note.code-past", -a.Steps, "age", a.Age)
	case a.Steps > 0:
		text = l.N("api.note.code-ahead", a.Steps, "age", -a.Age)
	default:
		text = l.T("api.note.code-now", "age", a.Age)
	}
	if a.Verdict == portal.ReusedCode {
		text = l.T("api.note.reused", "what", text)
	}
	return text
}
