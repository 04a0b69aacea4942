package tui

import (
	"slices"

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
	if s.MeasureClock && (!was.MeasureClock || !slices.Equal(s.NTP, was.NTP) || !slices.Equal(s.HTTPS, was.HTTPS)) {
		a.kept.measure = true // with the new servers, so after they are kept
	}
	if a.vault != nil {
		cmds = append(cmds, a.configureList())
	}
	if form, ok := find[*prefs.Model](a); ok {
		cmds = append(cmds, a.sendTo(form, prefs.Now{Settings: s}))
	}
	return tea.Batch(append(cmds, a.keep())...)
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

// keeping is how far the present settings are kept.
type keeping struct {
	busy    bool // they are being written
	again   bool // and have changed since
	measure bool // the clock is to be compared when they are
}

// keep writes the present settings, one writing after the other.
func (a *app) keep() tea.Cmd {
	if a.kept.busy {
		a.kept.again = true
		return nil
	}
	if a.d.SaveSettings == nil {
		return nil
	}
	a.kept.busy, a.kept.again = true, false
	return keepCmd(a.d.SaveSettings, a.d.Settings)
}

type keptMsg struct{ err error }

func keepCmd(save func(settings.Settings) error, s settings.Settings) tea.Cmd {
	return func() tea.Msg { return keptMsg{save(s)} }
}

func (m keptMsg) apply(a *app) tea.Cmd {
	a.kept.busy = false
	var cmd tea.Cmd
	if a.kept.again {
		cmd = a.keep()
	} else if a.kept.measure {
		a.kept.measure = false
		cmd = a.measure()
	}
	if m.err == nil {
		return cmd
	}
	if form, ok := a.top().(*prefs.Model); ok {
		return tea.Batch(cmd, a.sendTo(form, prefs.Failed{Err: m.err}))
	}
	what, _ := a.l.Describe(m.err)
	a.say(screen.Warn, what)
	return cmd
}

// tellSettings says at the start what of the settings is not followed.
func (a *app) tellSettings() {
	if len(a.d.SettingsProblems) > 0 {
		what, _ := a.l.Describe(a.d.SettingsProblems[0].Err)
		a.say(screen.Warn, what)
	}
}
