package tui

import (
	tea "charm.land/bubbletea/v2"

	"sandi/internal/locale"
	"sandi/internal/settings"
	"sandi/tui/screen"
	"sandi/tui/screen/prefs"
	"sandi/tui/theme"
)

// openSettings shows the settings with the one of that name selected.
func (a *app) openSettings(name string) tea.Cmd {
	return a.push(prefs.New(a.d.Settings, a.d.SettingsPath, a.d.SettingsProblems, name))
}

// change takes settings that were changed: they take effect at once, and are
// kept in a command.
func (a *app) change(s settings.Settings) tea.Cmd {
	was := a.d.Settings
	a.d.Settings = s
	var cmds []tea.Cmd
	if s.Language != was.Language {
		if lang, ok := locale.Parse(s.Language); ok {
			a.speak(lang)
		} else {
			a.speak(a.d.Lang)
		}
	}
	if s.Theme != was.Theme {
		a.dress()
		if s.Theme == settings.Default().Theme {
			cmds = append(cmds, tea.RequestBackgroundColor)
		}
	}
	if a.vault != nil {
		cmds = append(cmds, a.configureList())
	}
	if form, ok := find[*prefs.Model](a); ok {
		cmds = append(cmds, a.sendTo(form, prefs.Now{Settings: s}))
	}
	if a.d.SaveSettings != nil {
		cmds = append(cmds, keepCmd(a.d.SaveSettings, s))
	}
	return tea.Batch(cmds...)
}

// speak changes the language.
func (a *app) speak(lang locale.Lang) {
	if lang != a.l.Lang() {
		a.l = locale.New(lang)
		a.toast = toast{} // it was in the other language
	}
}

// dress makes the theme that is wanted on the terminal there is.
func (a *app) dress() {
	on, colour := a.background, wantsColour(a.d.Environ)
	switch a.d.Settings.Theme {
	case "dark":
		on = theme.Dark
	case "light":
		on = theme.Light
	case "none":
		colour = false
	}
	a.theme = theme.New(on, colour)
}

type keptMsg struct{ err error }

// keepCmd writes the settings.
func keepCmd(save func(settings.Settings) error, s settings.Settings) tea.Cmd {
	return func() tea.Msg { return keptMsg{save(s)} }
}

func (m keptMsg) apply(a *app) tea.Cmd {
	if m.err == nil {
		return nil
	}
	if form, ok := a.top().(*prefs.Model); ok {
		return a.sendTo(form, prefs.Failed{Err: m.err})
	}
	what, _ := a.l.Describe(m.err)
	a.say(screen.Warn, what)
	return nil
}
