package screen

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sandi/tui/keys"
	"sandi/tui/widget"
)

// Question asks before something is done that cannot be undone. No is the
// answer that Enter gives at once.
type Question struct {
	Open bool  // it is being asked
	Busy bool  // Yes was said, and the root is at it
	Err  error // why that failed

	yes bool // Yes is selected
}

// Asking is the words of a question. They are finished and printable.
type Asking struct{ Title, Explain, Yes, Busy string }

// Ask opens the question.
func (q *Question) Ask() { *q = Question{Open: true} }

// Failed takes the question back to its answers.
func (q *Question) Failed(err error) { q.Busy, q.Err = false, err }

// Press handles a key while the question is open, and reports whether it said
// Yes.
func (q *Question) Press(msg tea.KeyPressMsg) bool {
	k := keys.YesNo()
	switch {
	case q.Busy:
	case key.Matches(msg, k.Cancel):
		q.Open = false
	case key.Matches(msg, k.Left), key.Matches(msg, k.Right):
		q.yes = !q.yes
	case key.Matches(msg, k.Choose):
		q.Open, q.Busy = q.yes, q.yes
		return q.yes
	}
	return false
}

// Lines draws the question. In a small window the explanation gives way to the
// answers.
func (q Question) Lines(a Asking, c Context) []string {
	t, l := c.Theme, c.L
	width := min(c.Width, 64)
	head := append(widget.Para(a.Title, width, t.Title), "")
	head = append(head, widget.Para(a.Explain, width, t.Text)...)
	selected := 0
	if q.yes {
		selected = 1
	}
	tail := []string{"", widget.Buttons([]string{l.T("tui.answer.no"), a.Yes}, selected, true, t)}
	if q.Busy {
		tail = append(tail, "", t.Info.Render("◐ "+a.Busy))
	}
	if q.Err != nil {
		what, hint := l.Describe(q.Err)
		tail = append(append(tail, ""), widget.Para("✕ "+what+" "+hint, width, t.Bad)...)
	}
	if room := c.Height - len(tail); len(head) > room {
		head = strings.Split(widget.Fit(head, width, max(room, 1)), "\n")
	}
	return append(head, tail...)
}

// Click handles a click on the question as View draws it with widget.Middle, and
// reports whether it said Yes.
func (q *Question) Click(x, y int, a Asking, c Context) bool {
	lines := widget.Middle(q.Lines(a, c), c.Height)
	if q.Busy || y < 0 || y >= len(lines) {
		return false
	}
	line, no := ansi.Strip(lines[y]), c.L.T("tui.answer.no")
	edge := widget.Width(no) + 5 // between the brackets of both
	before, _, ok := strings.Cut(line, a.Yes)
	if !ok || !strings.HasPrefix(strings.TrimLeft(before, "[ "), no) {
		return false
	}
	if x < edge {
		q.Open = false
		return false
	}
	q.yes, q.Open, q.Busy = true, true, true
	return true
}
