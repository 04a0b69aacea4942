package screen

import (
	"sandi/internal/enroll"
	"sandi/internal/enroll/guided"
	"sandi/internal/printable"
	"sandi/vault"
)

// Unfinished reports whether an entry belongs to an enrolment that its service
// has not confirmed, and what takes it up again: a key of the codes and of the
// details where practice says that the practice portal is offered and it was
// there, or else a command. The text is printable.
func Unfinished(e vault.Entry, practice bool) (how string, key, ok bool) {
	en := e.Enrolment
	switch {
	case e.Status != vault.Pending || en == nil:
		return "", false, false
	case en.Service == guided.Service:
		return "sandi enroll guided", false, true
	case en.Service != enroll.Practice:
		return "sandi enroll " + printable.Text(en.Address), false, true
	case practice:
		return "p", true, true
	}
	return "sandi enroll", false, true
}
