package portal

import "sandi/internal/locale"

// Words tells an attempt in one line to an operator: "code of 3 steps ago: 92 s
// old". Time, user and outcome stand beside it wherever it is shown.
func (a Attempt) Words(l *locale.Localizer) string {
	text := a.act(l)
	if a.Locked {
		text = l.T("portal.attempt.locked", "what", text)
	}
	return text
}

func (a Attempt) act(l *locale.Localizer) string {
	switch a.Act {
	case ActEnable, ActBarcode, ActRefresh, ActDisable, ActReset, ActCode:
		if a.Verdict == Refused {
			return l.T("portal.attempt.not-now." + string(a.Act))
		}
		if a.Act == ActCode {
			return a.code(l)
		}
	case ActSignIn:
		switch a.Verdict {
		case UnknownUser:
			return l.T("portal.attempt.unknown-user")
		case WrongPassword:
			return l.T("portal.attempt.wrong-password")
		case TimedOut:
			return l.T("portal.attempt.timed-out")
		case Accepted:
			return l.T("portal.attempt.password")
		}
	}
	return l.T("portal.attempt.act."+string(a.Act), "detail", a.Detail)
}

func (a Attempt) code(l *locale.Localizer) string {
	var text string
	switch {
	case a.Verdict == MalformedCode:
		return l.T("portal.attempt.malformed-code")
	case !a.Known:
		return l.T("portal.attempt.wrong-code")
	case a.Steps < 0:
		text = l.N("portal.attempt.code-past", -a.Steps, "age", a.Age)
	case a.Steps > 0:
		text = l.N("portal.attempt.code-ahead", a.Steps, "age", -a.Age)
	default:
		text = l.T("portal.attempt.code-now", "age", a.Age)
	}
	if a.Verdict == ReusedCode {
		text = l.T("portal.attempt.reused", "what", text)
	}
	return text
}
