package tui

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/settings"
	"sandi/tui/keys"
	"sandi/tui/screen/palette"
	"sandi/tui/screen/prefs"
)

// action is a line of the list of all actions and what it does. Where run is
// nil, the binding's own key is pressed on the screen below.
type action struct {
	palette.Item
	binding key.Binding
	run     func() tea.Cmd
}

// openPalette lists everything that can be done now.
func (a *app) openPalette() tea.Cmd {
	if _, open := a.top().(*palette.Model); open || a.help {
		return nil
	}
	a.offered = a.actions()
	items := make([]palette.Item, len(a.offered))
	for i, o := range a.offered {
		items[i] = o.Item
	}
	return a.push(palette.New(items))
}

// runItem closes the list and does what was chosen.
func (a *app) runItem(i int) tea.Cmd {
	if _, open := a.top().(*palette.Model); !open || i < 0 || i >= len(a.offered) {
		return nil
	}
	chosen := a.offered[i]
	a.offered = nil
	a.pop()
	if chosen.run != nil {
		return chosen.run()
	}
	return a.key(press(chosen.binding.Keys()[0]))
}

// actions lists what can be done: the visible screen's keys, what works
// everywhere, the screens that are reached from the codes, and each setting.
func (a *app) actions() []action {
	var out []action
	has := map[string]bool{}
	add := func(group string, bindings []key.Binding) {
		for _, b := range bindings {
			if !b.Enabled() || b.Keys()[0] == a.keys.Palette.Keys()[0] || b.Keys()[0] == keys.PaletteLetter().Keys()[0] {
				continue
			}
			has[b.Help().Desc] = true
			out = append(out, action{Item: a.item(group, b.Help().Desc, keys.Name(b, a.l)), binding: b})
		}
	}
	own, global := a.ownKeys()
	own, moves := apart(own)
	add("palette.group.here", own)
	for _, r := range a.ways() {
		// Where the screen has a key for it, that is in the list already.
		if !has[r.desc] {
			out = append(out, action{Item: a.item(r.group, r.desc, ""), run: r.run})
		}
	}
	add("palette.group.everywhere", global)
	for _, f := range settings.Fields() {
		if a.canSet() {
			it := a.item("palette.group.settings", f.Label(), "")
			it.Group += " · " + prefs.Text(f, a.d.Settings, a.l)
			out = append(out, action{Item: it, run: func() tea.Cmd { return a.openSettings(f.Name) }})
		}
	}
	add("palette.group.here", moves)
	return out
}

// apart tells the keys that only move about from the others: they come last.
func apart(bindings []key.Binding) (rest, moves []key.Binding) {
	for _, b := range bindings {
		switch b.Help().Desc {
		case "tui.do.up", "tui.do.down", "tui.do.page-up", "tui.do.page-down", "tui.do.first", "tui.do.last",
			"tui.do.left", "tui.do.right", "tui.do.next-field", "tui.do.prev-field":
			moves = append(moves, b)
		default:
			rest = append(rest, b)
		}
	}
	return rest, moves
}

// item tells an action in both languages: one is shown, both are found.
func (a *app) item(group, desc, name string) palette.Item {
	it := palette.Item{Title: upper(a.l.T(desc)), Key: name, Group: a.l.T(group)}
	for _, lang := range locale.Langs() {
		if lang != a.l.Lang() {
			it.More = locale.New(lang).T(desc)
		}
	}
	return it
}

// upper writes the first letter of a footer's word as a title's.
func upper(text string) string {
	for i, r := range text {
		if i > 0 {
			return strings.ToUpper(text[:i]) + text[i:]
		}
		_ = r
	}
	return strings.ToUpper(text)
}

// way is an action of the root that needs no key of the visible screen.
type way struct {
	group, desc string
	run         func() tea.Cmd
}

// ways lists the root's own actions of the moment.
func (a *app) ways() []way {
	var ways []way
	if _, here := a.top().(*prefs.Model); a.canSet() && !here {
		ways = append(ways, way{"palette.group.everywhere", "tui.do.settings", func() tea.Cmd { return a.openSettings("") }})
	}
	ways = append(ways, a.clockWays()...)
	ways = append(ways, a.labWays()...)
	return append(ways, a.trustWays()...)
}

// canSet reports whether the settings can be opened: not over the practice
// portal's own screens, which have none.
func (a *app) canSet() bool { return a.d.Settings.Theme != "" && a.console == nil && a.show == nil }

// press is the key press that a binding's name stands for.
func press(name string) tea.KeyPressMsg {
	var mod tea.KeyMod
	for {
		head, rest, ok := strings.Cut(name, "+")
		if !ok || rest == "" {
			break
		}
		switch head {
		case "ctrl":
			mod |= tea.ModCtrl
		case "shift":
			mod |= tea.ModShift
		case "alt":
			mod |= tea.ModAlt
		}
		name = rest
	}
	if code, ok := named[name]; ok {
		msg := tea.KeyPressMsg{Code: code, Mod: mod}
		if name == "space" && mod == 0 {
			msg.Text = " "
		}
		return msg
	}
	r := []rune(name)[0]
	if mod != 0 {
		return tea.KeyPressMsg{Code: r, Mod: mod}
	}
	return tea.KeyPressMsg{Code: r, Text: name}
}

// named are the keys without a letter, as bindings spell them.
var named = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace,
	"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
	"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd,
	"delete": tea.KeyDelete, "backspace": tea.KeyBackspace, "insert": tea.KeyInsert, "f1": tea.KeyF1,
}
