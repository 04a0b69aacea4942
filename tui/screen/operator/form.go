package operator

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/tui/keys"
	"sandi/tui/screen"
	"sandi/tui/widget"
)

// form is some fields, saved by Enter from any of them.
type form struct {
	title  func(*locale.Localizer) string
	lines  func(c screen.Context, width int) []string
	fields []field
	focus  int
	wrong  string // message key: what is wrong with the field in focus
	// save makes an action of the fields, or returns the number of the field
	// that is wrong and the message key that tells how.
	save func(values []string) (a Action, field int, wrong string)
}

// field is one line of a form.
type field struct {
	label       string // message key
	placeholder string
	text        widget.Field
}

func (f *form) bindings() []key.Binding {
	k := keys.OperatorForm()
	k.Next.SetEnabled(len(f.fields) > 1)
	k.Prev.SetEnabled(len(f.fields) > 1)
	return k.All()
}

func (f *form) paste(msg tea.PasteMsg) {
	f.fields[f.focus].text.Update(msg)
	f.wrong = ""
}

func (m *Model) formKey(msg tea.KeyPressMsg, c screen.Context) screen.Outcome {
	f, k := m.form, keys.OperatorForm()
	n := len(f.fields)
	switch {
	case key.Matches(msg, k.Cancel):
		m.form = nil
	case key.Matches(msg, k.Next):
		f.focus, f.wrong = (f.focus+1)%n, ""
	case key.Matches(msg, k.Prev):
		f.focus, f.wrong = (f.focus+n-1)%n, ""
	case key.Matches(msg, k.Save):
		values := make([]string, n)
		for i := range f.fields {
			values[i] = f.fields[i].text.Value()
		}
		a, at, wrong := f.save(values)
		if wrong != "" {
			f.focus, f.wrong = at, wrong
			return nil
		}
		m.form = nil
		if a != nil {
			return m.do(a)
		}
	default:
		if _, changed := f.fields[f.focus].text.Update(msg); changed {
			f.wrong = ""
		}
	}
	return nil
}

// formWidth is how wide a form's fields are.
func formWidth(c screen.Context) int { return min(c.Width, 48) }

// head is what stands above the fields: as much of it as leaves them room.
func (f *form) head(c screen.Context) []string {
	width := min(c.Width, cardWidth)
	lines := []string{c.Theme.Title.Render(widget.Cut(f.title(c.L), width))}
	text := f.lines(c, width)
	if room := c.Height - 2 - 2*len(f.fields) - 3; len(text) > room {
		text = text[:max(room, 0)]
	}
	if len(text) > 0 && c.Height >= 14 {
		lines = append(lines, "")
	}
	lines = append(lines, text...)
	return append(lines, "")
}

func (f *form) view(c screen.Context) string {
	t, l := c.Theme, c.L
	lines := f.head(c)
	for i := range f.fields {
		label := t.Label
		if i == f.focus {
			label = t.LabelFocus
		}
		lines = append(lines,
			label.Render(widget.Cut(l.T(f.fields[i].label), c.Width)),
			f.fields[i].text.View(formWidth(c), i == f.focus, f.fields[i].placeholder, t))
	}
	if f.wrong != "" {
		lines = append(lines, widget.Para("✕ "+l.T(f.wrong), min(c.Width, cardWidth), t.Bad)...)
	}
	return widget.Fit(lines, c.Width, c.Height)
}

func (f *form) cursor(c screen.Context) *tea.Cursor {
	y := len(f.head(c)) + 2*f.focus + 1
	return tea.NewCursor(f.fields[f.focus].text.CursorX(formWidth(c)), y)
}
