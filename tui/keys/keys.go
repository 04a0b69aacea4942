package keys

import (
	"charm.land/bubbles/v2/key"

	"sandi/internal/locale"
)

// bind makes a binding. label is how the key is written in the footer; it may
// be a catalogue key itself where the name of the key is a word ("tui.key.enter").
// desc is the catalogue key of what it does.
func bind(label, desc string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(label, desc))
}

// New makes a binding for a screen that keeps its keys in its own file of this
// package. desc is a catalogue key.
func New(label, desc string, keys ...string) key.Binding { return bind(label, desc, keys...) }

// YesNoMap is the keys of a question with two buttons, No and Yes.
type YesNoMap struct{ Choose, Left, Right, Cancel key.Binding }

// YesNo returns the keys of a question with two buttons.
func YesNo() YesNoMap {
	return YesNoMap{
		Choose: bind("enter", "tui.do.choose", "enter"),
		Left:   bind("←", "tui.do.left", "left", "shift+tab"),
		Right:  bind("→", "tui.do.right", "right", "tab"),
		Cancel: bind("esc", "tui.do.cancel", "esc"),
	}
}

// All lists every binding.
func (m YesNoMap) All() []key.Binding { return []key.Binding{m.Choose, m.Left, m.Right, m.Cancel} }

// Name returns how a binding's key is written.
func Name(b key.Binding, l *locale.Localizer) string { return l.T(b.Help().Key) }

// Desc returns what a binding does, in the localizer's language.
func Desc(b key.Binding, l *locale.Localizer) string { return l.T(b.Help().Desc) }

// GlobalMap is the keys that work on every screen.
type GlobalMap struct {
	Quit     key.Binding // always
	Leave    key.Binding // the same by a letter, where nothing is being typed
	Help     key.Binding // where nothing is being typed
	HelpFn   key.Binding // also while typing
	Language key.Binding
	Palette  key.Binding
	Lock     key.Binding
	Stop     key.Binding // lock, and back to the shell until continued
}

// Global returns the keys that work on every screen.
func Global() GlobalMap {
	return GlobalMap{
		Quit:     bind("ctrl+c", "tui.do.quit", "ctrl+c"),
		Leave:    bind("q", "tui.do.quit", "q"),
		Help:     bind("?", "tui.do.help", "?"),
		HelpFn:   bind("F1", "tui.do.help", "f1"),
		Language: bind("ctrl+l", "tui.do.language", "ctrl+l"),
		Palette:  bind("ctrl+p", "palette.do.open", "ctrl+p"),
		Lock:     bind("ctrl+k", "tui.do.lock", "ctrl+k"),
		Stop:     bind("ctrl+z", "tui.do.stop", "ctrl+z"),
	}
}

// All lists the bindings in the order of the help overlay.
func (m GlobalMap) All() []key.Binding {
	return []key.Binding{m.Help, m.HelpFn, m.Palette, m.Language, m.Lock, m.Stop, m.Leave, m.Quit}
}

// While returns the ones that take effect, depending on whether a text field
// has the keyboard.
func (m GlobalMap) While(typing bool) []key.Binding {
	if typing {
		return []key.Binding{m.HelpFn, m.Palette, m.Language, m.Lock, m.Stop, m.Quit}
	}
	return m.All()
}
