package vaultroom

import (
	"strings"

	"sandi/internal/printable"
	"sandi/internal/strength"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// weigh estimates the new password anew, after a key.
func (m *Model) weigh() {
	password := m.fields[1].field.Bytes()
	defer clear(password)
	m.estimate = strength.Of(password, []string{"sandi"}, m.facts.WorkFactor)
}

// strength tells what guessing the new password costs, and why.
func (m *Model) strength(width int, c screen.Context) []string {
	if c.Height < 16 {
		return screen.Strength(m.estimate, 0, width, c)[:1]
	}
	return screen.Strength(m.estimate, 2, width, c)
}

// text is the body of a report or of a preview.
func (m *Model) text(width int, c screen.Context) []string {
	t, l := c.Theme, c.L
	width = min(width, 76)
	para := func(text string) []string { return widget.Para(text, width, t.Text) }
	good := func(text string) []string { return widget.Para("✓ "+text, width, t.Good) }
	bad := func(err error) []string {
		what, hint := l.Describe(err)
		return widget.Para("✕ "+printable.Text(strings.TrimSpace(what+" "+hint)), width, t.Bad)
	}
	var lines []string
	a := m.answer
	switch {
	case m.err != nil:
		lines = bad(m.err)
	case m.page == preview:
		title := l.T("room.preview." + string(m.task))
		if !changes(a.Diff) {
			title = l.T("room.preview.same")
		}
		lines = append(para(title), "")
		lines = append(lines, screen.DiffLines(a.Diff, width, c)...)
	case m.task == Hardware:
		lines = para(l.T("room.about.hardware"))
		if m.facts != nil {
			for _, k := range m.facts.Hardware {
				lines = append(lines, "", t.Strong.Render(widget.Cut(printable.Text(k.Name), width)))
				lines = append(lines, t.Muted.Render(widget.Cut("age-plugin-"+printable.Text(k.Plugin)+" · "+printable.Text(k.Recipient), width)))
			}
		}
		lines = append(append(lines, ""), widget.Para("sandi vault hardware add NAME IDENTITY-FILE", width, t.Code)...)
	case m.task == Verify:
		lines = m.verified(width, c)
	case m.task == Backup:
		lines = good(l.N("room.done.backup", a.Copy.Entries, "dir", printable.Text(a.Copy.Path)))
		lines = append(append(lines, ""), para(l.T("room.done.backup-advice"))...)
	case m.task == TestRecovery:
		lines = good(l.N("room.done.test", a.Test.Entries))
		if a.Test.Quarantined > 0 {
			lines = append(lines, widget.Para("! "+l.N("room.done.quarantined", a.Test.Quarantined), width, t.Warn)...)
		}
	case m.task == Restore || m.task == Merge:
		diff := a.Diff
		if m.task == Merge {
			diff = a.Merged.Diff
		}
		lines = append(good(l.T("room.done."+string(m.task))), "")
		lines = append(lines, screen.DiffLines(diff, width, c)...)
		if n := len(a.Merged.Conflicts); n > 0 {
			lines = append(lines, "")
			lines = append(lines, widget.Para("! "+l.N("room.done.conflicts", n), width, t.Warn)...)
		}
		if a.Merged.Kept != "" {
			lines = append(lines, "")
			lines = append(lines, widget.Para(l.T("room.done.kept", "file", printable.Text(a.Merged.Kept)), width, t.Muted)...)
		}
	case m.task == Keyring:
		what := "keyring-off"
		if a.Done {
			what = "keyring"
		}
		lines = good(l.T("room.done." + what))
	case m.task == Password && m.rotatedTo():
		lines = good(l.T("room.done.rotated"))
	default:
		lines = good(l.T("room.done." + string(m.task)))
	}
	if a.Note != nil {
		lines = append(append(lines, ""), bad(a.Note)...)
	}
	return lines
}

// rotatedTo reports whether the password change also made a new identity.
func (m *Model) rotatedTo() bool { return m.rotate }

// verified tells what reading everything has found.
func (m *Model) verified(width int, c screen.Context) []string {
	t, l, r := c.Theme, c.L, m.answer.Report
	var lines []string
	put := func(ok bool, text string) {
		mark, style := "✓ ", t.Good
		if !ok {
			mark, style = "! ", t.Warn
		}
		lines = append(lines, widget.Para(mark+printable.Text(text), width, style)...)
	}
	put(true, l.N("room.verify.codes", r.Codes))
	for _, e := range r.Failed {
		put(false, l.T("room.verify.failed", "name", screen.EntryName(e, l)))
	}
	if r.Quarantined > 0 {
		put(false, l.N("room.verify.quarantined", r.Quarantined))
	}
	broken := 0
	for _, b := range r.Backups {
		if b.Err != nil {
			broken++
			what, _ := l.Describe(b.Err)
			put(false, l.T("room.verify.backup", "name", b.Name, "why", what))
		}
	}
	if n := len(r.Backups) - broken; n > 0 {
		put(true, l.N("room.verify.backups", n))
	}
	if r.IdentityCopy != nil {
		what, _ := l.Describe(r.IdentityCopy)
		put(false, what)
	}
	return append(append(lines, ""), t.Muted.Render(widget.Cut(l.T("room.verify.generation", "n", r.Generation), width)))
}
