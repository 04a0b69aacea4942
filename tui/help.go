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
	r, move := a.layout(), keys.HelpMove()
	switch {
	case key.Matches(msg, move.Up):
		a.page--
	case key.Matches(msg, move.Down):
		a.page++
	case key.Matches(msg, move.PageUp):
		a.page -= max(r.height-1, 1)
	case key.Matches(msg, move.PageDown):
		a.page += max(r.height-1, 1)
	case key.Matches(msg, keys.HelpClose()):
		a.help = false
	}
	a.page = widget.ScrollTop(a.page, widget.ScrollLines(a.helpLines, r.width, r.height), r.height)
}

// helpFooter lists the keys of the help overlay: those that move it where there
// is more of it than fits.
func (a *app) helpFooter() []key.Binding {
	r, move := a.layout(), keys.HelpMove()
	if widget.ScrollLines(a.helpLines, r.width, r.height) <= r.height {
		return nil
	}
	return []key.Binding{move.Down, move.Up, move.PageDown, move.PageUp}
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
	own, global := a.ownKeys()
	here, everywhere := a.l.T("tui.help.here"), a.l.T("tui.help.everywhere")
	if width < 72 {
		return append(append(section(here, own, width), ""), section(everywhere, global, width)...)
	}
	column := (width - 4) / 2
	left, right := section(here, own, column), section(everywhere, global, column)
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

// ownKeys returns the keys of the visible screen and those that work
// everywhere, each once. A screen's footer may show some of the latter, and its
// own q hides the one that leaves.
func (a *app) ownKeys() (own, global []key.Binding) {
	all := map[string]string{} // what the keys that work everywhere do
	for _, b := range a.keys.All() {
		all[b.Keys()[0]] = b.Help().Desc
	}
	taken := map[string]bool{}
	for _, b := range a.top().Bindings() {
		if k := b.Keys()[0]; b.Enabled() && all[k] != b.Help().Desc {
			own, taken[k] = append(own, b), true
		}
	}
	for _, b := range a.keys.While(a.top().Typing()) {
		if !taken[b.Keys()[0]] {
			global = append(global, b)
		}
	}
	return own, global
}

func (a *app) helpView(r rooms) string {
	return widget.Scroll(a.helpLines, a.page, r.width, r.height, a.theme)
}
