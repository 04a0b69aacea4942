package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/tui/keys"
)

// key gives a key press to whom it belongs: the keys that work everywhere
// first, then the help overlay, then the screen. The letter that leaves gives
// way to a screen that binds it: one with something to lose asks first.
func (a *app) key(msg tea.KeyPressMsg) tea.Cmd {
	k, typing := a.keys, a.top().Typing()
	switch {
	case key.Matches(msg, k.Quit):
		a.interrupted = true
		return tea.Quit
	case key.Matches(msg, k.Lock):
		return a.lock()
	case key.Matches(msg, k.Stop):
		return suspendMsg{}.apply(a)
	case key.Matches(msg, k.Language):
		return a.turnLanguage()
	case a.layout().tooSmall:
		return nil // nobody should press keys at what cannot be seen
	case a.help:
		a.helpKey(msg)
		return nil
	case key.Matches(msg, k.Palette), !typing && key.Matches(msg, keys.PaletteLetter()):
		return a.openPalette()
	case key.Matches(msg, k.HelpFn), !typing && key.Matches(msg, k.Help):
		a.help, a.page = true, 0
		return nil
	case !typing && key.Matches(msg, k.Leave) && !key.Matches(msg, a.top().Bindings()...):
		return tea.Quit
	}
	return a.send(msg)
}

// turnLanguage switches to the next language, and remembers it.
func (a *app) turnLanguage() tea.Cmd {
	langs := locale.Langs()
	for i, lang := range langs {
		if lang == a.l.Lang() {
			next := langs[(i+1)%len(langs)]
			a.speak(next)
			s := a.d.Settings
			s.Language = string(next)
			return a.change(s)
		}
	}
	return nil
}

// typed handles keys one after the other.
func (a *app) typed(presses []tea.KeyPressMsg) tea.Cmd {
	cmds := make([]tea.Cmd, len(presses))
	for i, k := range presses {
		cmds[i] = a.key(k)
	}
	return tea.Batch(cmds...)
}
