package enroll

import (
	"slices"
	"strings"
	"time"

	"sandi/internal/enroll"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// waitPage is the time between ENABLE TOTP and the barcode.
func (m *Model) waitPage(c screen.Context) []block {
	l, t, s := c.L, c.Theme, m.snap
	out := []block{m.title(c, "wait"), m.portal(c, "“"+l.T("enroll.wait.portal")+"”")}
	switch unasked, disabled := unasked(s); {
	case disabled:
		out = append(out, part(keepHint, para(l.T("enroll.wait.after-disable"), c.Width, t.Text)...))
	case unasked:
		out = append(out, part(keepHint, para(l.T("enroll.wait.forced"), c.Width, t.Text)...))
	}
	if left := s.ReadyAt.Sub(c.Now); left > 0 && s.Portal.BarcodeDelay > 0 {
		n := widget.LeftOf(left, max(int(s.Portal.BarcodeDelay.Seconds()), 1))
		done := n.Period - n.Seconds
		width := max(min(c.Width-16, 40), 1)
		full := width * done / n.Period
		bar := t.Bar.Render(strings.Repeat("━", full)) + t.BarEmpty.Render(strings.Repeat("─", width-full))
		out = append(out, part(keepAlways, bar+"  "+t.Text.Render(l.T("enroll.wait.left", "time", enroll.Ceil(left)))))
	} else {
		out = append(out, part(keepAlways, t.Text.Render(l.T("enroll.wait.any-moment"))))
	}
	return append(out, m.why(c, "wait"))
}

// unasked reports whether the portal leads to the barcode without ENABLE TOTP,
// and whether that is because TOTP was disabled before.
func unasked(s enroll.Snapshot) (unasked, disabled bool) {
	states := make([]enroll.State, len(s.Steps))
	for i, step := range s.Steps {
		states[i] = step.State
	}
	for n := len(states); n > 0 && (states[n-1] == enroll.EnablingWait || states[n-1] == enroll.KeyShown); n-- {
		states = states[:n-1]
	}
	if len(states) == 0 || len(states) == len(s.Steps) {
		return false, false
	}
	from := max(slices.Index(states, enroll.InUnprotected), 0)
	return states[len(states)-1] != enroll.InUnprotected, slices.Contains(states[from:], enroll.Disabled)
}

// noBarcodePage asks for the cause of a barcode that does not come, and leads
// out of either.
func (m *Model) noBarcodePage(c screen.Context) []block {
	l, t, s := c.L, c.Theme, m.snap
	page := string(s.Stage)
	out := []block{m.title(c, page), m.portal(c, "“"+l.T("enroll.wait.portal")+"”")}
	if s.Stage == enroll.StageNoBarcode {
		late := c.Now.Sub(s.ReadyAt).Round(time.Second)
		out = append(out, part(keepHint-1, para("! "+l.T("enroll.wait.overdue", "time", max(late, 0)), c.Width, t.Warn)...))
	}
	if s.Refreshes > 0 && s.Stage == enroll.StageReload {
		tried := para("! "+l.T("enroll.no-barcode-reload.tried", "n", s.Refreshes), c.Width, t.Warn)
		out = append(out, part(keepAlways, append(tried, para(l.T("enroll.no-barcode-reload.stuck"), c.Width, t.Text)...)...))
	}
	return append(out, m.todo(c, page), m.menu(c), m.why(c, page))
}
