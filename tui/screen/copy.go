package screen

import (
	"sandi/internal/otp"
	"sandi/tui/widget"
)

// CopyNow returns the outcome that copies a time-based key's code, with a word
// of warning in its last seconds. name is printable.
func CopyNow(k otp.Key, name string, c Context) Outcome {
	code, err := k.CodeAt(c.Now)
	if err != nil {
		return failed(err, c)
	}
	out := Copy{What: name, Text: code.Reveal}
	if left := LeftOf(k, c); left.Soon() {
		out.Note = c.L.N("tui.copy.soon", left.Seconds)
	}
	return out
}

// CopyNext returns the outcome that copies the code after the current one, and
// says from when it is accepted.
func CopyNext(k otp.Key, name string, c Context) Outcome {
	step := k.Step(c.Now) + 1
	code, err := k.CodeFor(step)
	if err != nil {
		return failed(err, c)
	}
	from := k.Start(step).In(c.Now.Location()).Format("15:04:05")
	return Copy{What: name, Text: code.Reveal, Note: c.L.T("tui.copy.from", "time", from)}
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
