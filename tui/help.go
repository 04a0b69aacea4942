package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/tui/keys"
	"sandi/tui/widget"
)

// helpKey handles a key while the help overlay is open: keys that move it, and
// any of the usual ways out.
func (a *app) helpKey(msg tea.KeyPressMsg) {
	move := keys.HelpMove()
	switch {
	case key.Matches(msg, move.Up):
		a.page--
	case key.Matches(msg, move.Down):
		a.page++
	case key.Matches(msg, keys.HelpClose()):
		a.help = false
	}
	a.page = max(a.page, 0)
}

// helpLines lists the visible screen's keys, then the ones that work
// everywhere.
func (a *app) helpLines(width int) []string {
	t := a.theme
	section := func(title string, bindings []key.Binding, column int) []string {
		lines := []string{t.LabelFocus.Render(widget.Cut(title, column))}
		wide := 0
		for _, b := range bindings {
			wide = max(wide, widget.Width(keys.Names(b, a.l)))
		}
		for _, b := range bindings {
			if !b.Enabled() {
				continue
			}
			line := t.Key.Render(widget.PadRight(keys.Names(b, a.l), wide)) + "  " + t.KeyDesc.Render(keys.Desc(b, a.l))
			lines = append(lines, widget.Cut(line, column))
		}
		return lines
	}
	var own []key.Binding
	global := map[string]bool{}
	for _, b := range a.keys.All() {
		global[b.Keys()[0]] = true
	}
	for _, b := range a.top().Bindings() {
		if b.Enabled() && !global[b.Keys()[0]] {
			own = append(own, b)
		}
	}
	here, everywhere := a.l.T("tui.help.here"), a.l.T("tui.help.everywhere")
	global2 := a.keys.While(a.top().Typing())
	if width < 72 {
		return append(append(section(here, own, width), ""), section(everywhere, global2, width)...)
	}
	column := (width - 4) / 2
	left, right := section(here, own, column), section(everywhere, global2, column)
	lines := make([]string, max(len(left), len(right)))
	for i := range lines {
		if i < len(left) {
			lines[i] = left[i]
		}
		if i < len(right) {
			lines[i] = widget.PadRight(lines[i], column+4) + right[i]
		}
	}
	return lines
}

func (a *app) helpView(r rooms) string {
	lines := a.helpLines(r.width)
	top := min(a.page, max(len(lines)-r.height, 0))
	shown := lines[top:]
	if len(shown) > r.height {
		shown = append(append([]string(nil), shown[:r.height-1]...), a.theme.Muted.Render("↓ …"))
	}
	return widget.Fit(shown, r.width, r.height)
}
