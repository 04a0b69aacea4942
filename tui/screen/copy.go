package screen

import (
	"sandi/internal/otp"
	"sandi/tui/widget"
	"sandi/vault"
)

// CopyNow returns the outcome that copies a time-based entry's code, with a word
// of warning where it was used already and in its last seconds. name is
// printable.
func CopyNow(e vault.Entry, name string, c Context) Outcome {
	k := e.Key
	code, err := k.CodeAt(c.Now)
	if err != nil {
		return failed(err, c)
	}
	out := Copy{ID: e.ID, What: name, Text: code.Reveal}
	switch left := LeftOf(k, c); {
	case Used(e, c):
		out.Note = c.L.T("tui.copy.used", "time", NextFrom(k, c))
	case left.Soon():
		out.Note = c.L.N("tui.copy.soon", left.Seconds)
	}
	return out
}

// Used reports whether the code that an entry shows now was sent to its service
// already: services take a code once.
func Used(e vault.Entry, c Context) bool {
	return e.SpentStep > 0 && e.Key.Type != otp.HOTP && e.Key.Step(c.Now) == e.SpentStep
}

// NextFrom tells when the next code begins.
func NextFrom(k otp.Key, c Context) string {
	return k.Start(k.Step(c.Now) + 1).In(c.Now.Location()).Format("15:04:05")
}

// CopyNext returns the outcome that copies the code after the current one, and
// says from when it is accepted.
func CopyNext(k otp.Key, name string, c Context) Outcome {
	step := k.Step(c.Now) + 1
	code, err := k.CodeFor(step)
	if err != nil {
		return failed(err, c)
	}
	return Copy{What: name, Text: code.Reveal, Note: c.L.T("tui.copy.from", "time", NextFrom(k, c))}
}

// LeftOf returns the countdown of a time-based key.
func LeftOf(k otp.Key, c Context) widget.Left {
	k = k.WithDefaults()
	return widget.LeftOf(k.Remaining(c.Now), k.Period)
}

func failed(err error, c Context) Outcome {
	what, _ := c.L.Describe(err)
	return Say{Text: what, Tone: Bad}
}
