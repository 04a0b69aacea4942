package screen

import (
	"sandi/internal/otp"
	"sandi/vault"
)

// Turn is the code beside the current one that is shown in its place: the one
// after it or the one before. It names the step itself, so that the next code
// becomes the current one as time passes, and is never taken for another. The
// zero Turn is the current code of any entry.
type Turn struct {
	id   string
	step otp.Step
}

// Of returns which code of an entry is shown: 0 for the current one, +1 for the
// one after it, -1 for the one before.
func (t Turn) Of(e vault.Entry, c Context) int {
	if t.id == "" || t.id != e.ID || e.Key.Type == otp.HOTP {
		return 0
	}
	switch t.step - e.Key.Step(c.Now) {
	case 1:
		return 1
	case -1:
		return -1
	}
	return 0
}

// Cycle goes on from the current code to the next, the one before, and back.
func (t *Turn) Cycle(e vault.Entry, c Context) {
	now := e.Key.Step(c.Now)
	switch t.Of(e, c) {
	case 0:
		*t = Turn{e.ID, now + 1}
	case 1:
		*t = Turn{e.ID, now - 1}
	default:
		*t = Turn{}
	}
}

// Tells in a few words which code is shown and from or until when it is the
// current one; empty for the current code itself.
func (t Turn) Tells(e vault.Entry, c Context) string {
	switch t.Of(e, c) {
	case 1:
		return c.L.T("tui.turn.next", "time", NextFrom(e.Key, c))
	case -1:
		return c.L.T("tui.turn.previous", "time", startOf(e.Key, c))
	}
	return ""
}

// startOf tells when the current code began.
func startOf(k otp.Key, c Context) string {
	return k.Start(k.Step(c.Now)).In(c.Now.Location()).Format("15:04:05")
}

// CopyTurn returns the outcome that copies the code which is shown of a
// time-based entry, and says what is out of the ordinary about it. name is
// printable.
func CopyTurn(e vault.Entry, t Turn, name string, c Context) Outcome {
	turn := t.Of(e, c)
	if turn == 0 {
		out := CopyNow(e, name, c)
		if copied, ok := out.(Copy); ok && LeftOf(e.Key, c).Soon() && !Used(e, c) {
			copied.Note += " " + c.L.T("tui.codes.soon-wait") // every screen that turns can wait
			return copied
		}
		return out
	}
	code, err := e.Key.CodeFor(e.Key.Step(c.Now) + otp.Step(turn))
	if err != nil {
		return failed(err, c)
	}
	out := Copy{ID: e.ID, What: name, Text: code.Reveal, Note: c.L.T("tui.copy.from", "time", NextFrom(e.Key, c))}
	if turn < 0 {
		out.Note = c.L.T("tui.copy.previous", "time", startOf(e.Key, c))
	}
	return out
}

// CopyFresh returns the outcome that copies a code which has just begun.
func CopyFresh(e vault.Entry, name string, c Context) Outcome {
	out := CopyNow(e, name, c)
	if copied, ok := out.(Copy); ok && copied.Note == "" {
		copied.Note = c.L.T("tui.copy.fresh")
		return copied
	}
	return out
}
