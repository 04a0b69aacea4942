package cmd

import (
	"context"
	"sync"

	"github.com/spf13/cobra"

	"sandi/internal/clock"
	"sandi/internal/fault"
	"sandi/internal/locale"
	"sandi/internal/settings"
)

var errSetting = fault.New("cmd.settings.unknown", "no such setting")

// loadSettings reads the person's settings. What is wrong with them is kept to
// be told: it never keeps a command from running.
func (a *app) loadSettings() {
	a.settings.now = settings.Default()
	path, err := settings.Path(a.sys.Getenv, a.sys.GOOS)
	if err != nil {
		return // who has no home has chosen nothing
	}
	a.settings.path = path
	a.settings.now, a.settings.problems, a.settings.err = settings.Load(path)
	if a.sys.Vault.BinDays == 0 {
		a.sys.Vault.BinDays = a.settings.now.BinDays
		if a.sys.Vault.BinDays == 0 {
			a.sys.Vault.BinDays = -1 // for ever
		}
	}
}

// language is the one to speak: the environment's, the one that was chosen, or
// the system's.
func (a *app) language() locale.Lang {
	if _, ok := locale.Parse(a.sys.Getenv("SANDI_LANG")); !ok {
		if lang, ok := locale.Parse(a.settings.now.Language); ok {
			return lang
		}
	}
	return locale.Detect(a.sys.Getenv)
}

// sources are the clocks that this computer's is compared with.
func (a *app) sources() []clock.Source {
	s := a.settings.get()
	if len(s.NTP)+len(s.HTTPS) == 0 {
		return clock.DefaultSources(a.sys.Clock)
	}
	urls := make([]string, len(s.HTTPS))
	for i, host := range s.HTTPS {
		urls[i] = "https://" + host
	}
	return clock.Sources(s.NTP, urls, a.sys.Clock)
}

// measure compares this computer's clock with them.
func (a *app) measure(ctx context.Context) clock.Measurement {
	return clock.Measure(ctx, a.sources())
}

// saveSettings keeps settings that the interface or a command changed. What
// another program changed in the file meanwhile stays.
func (a *app) saveSettings(s settings.Settings) error {
	if a.settings.path == "" {
		return settings.ErrNoHome
	}
	merged := s
	if theirs, _, err := settings.Load(a.settings.path); err == nil {
		merged = settings.Merge(a.settings.get(), s, theirs)
	}
	if err := settings.Save(a.settings.path, merged); err != nil {
		return err
	}
	a.settings.set(s) // what the next change is compared with
	return nil
}

// chosen is the settings of this run. The interface changes them while commands
// of it read them.
type chosen struct {
	mu       sync.Mutex
	now      settings.Settings
	path     string
	problems []settings.Problem
	err      error
}

func (c *chosen) get() settings.Settings {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *chosen) set(s settings.Settings) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = s
}

// tellSettings warns of settings that are not followed.
func (a *app) tellSettings() {
	if a.settings.err != nil {
		a.warnOf(a.settings.err)
	}
	for _, p := range a.settings.problems {
		a.warnOf(p.Err)
	}
}

func newSettingsCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:     "settings [NAME [VALUE]]",
		Short:   "cmd.settings.short",
		Long:    "cmd.settings.long",
		Example: "sandi settings\nsandi settings auto_lock_minutes 10\nsandi settings ntp time.example.org,ntp.example.org\nsandi settings path",
		Args:    arguments(0, 2),
		RunE: func(_ *cobra.Command, args []string) error {
			a.tellSettings()
			switch len(args) {
			case 0:
				return a.listSettings()
			case 1:
				return a.showSetting(args[0])
			}
			return a.changeSetting(args[0], args[1])
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			return completeSetting(args), cobra.ShellCompDirectiveNoFileComp
		},
	}
	path := &cobra.Command{
		Use:                   "path",
		Short:                 "cmd.settings.path.short",
		Args:                  arguments(0, 0),
		DisableFlagsInUseLine: true,
		RunE: func(*cobra.Command, []string) error {
			if a.settings.path == "" {
				return settings.ErrNoHome
			}
			if a.flags.json {
				return a.writeJSON(map[string]string{"path": a.settings.path})
			}
			return a.print(a.settings.path + "\n")
		},
	}
	c.AddCommand(path)
	return c
}

// completeSetting offers names, then the values of the one that was named.
func completeSetting(args []string) []string {
	if len(args) == 0 {
		names := make([]string, 0, len(settings.Fields()))
		for _, f := range settings.Fields() {
			names = append(names, f.Name)
		}
		return names
	}
	f, ok := settings.Find(args[0])
	switch {
	case !ok || len(args) > 1:
		return nil
	case f.Kind == settings.Toggle:
		return []string{"true", "false"}
	}
	return f.Words()
}

type settingsJSON struct {
	Path     string           `json:"path"`
	Settings map[string]any   `json:"settings"`
	Problems []settingProblem `json:"problems"`
}

type settingProblem struct {
	Line  int    `json:"line"`
	Error string `json:"error"`
}

func (a *app) listSettings() error {
	s := a.settings.now
	if a.flags.json {
		doc := settingsJSON{Path: a.settings.path, Settings: map[string]any{}, Problems: []settingProblem{}}
		for _, f := range settings.Fields() {
			doc.Settings[f.Name] = f.Value(s)
		}
		for _, p := range a.settings.problems {
			what, _ := a.l.Describe(p.Err)
			doc.Problems = append(doc.Problems, settingProblem{p.Line, what})
		}
		return a.writeJSON(doc)
	}
	rows := make([][]string, 0, len(settings.Fields()))
	for _, f := range settings.Fields() {
		rows = append(rows, []string{f.Name, a.settingText(f, s), a.l.T(f.Label())})
	}
	return a.print(a.table(rows, 2, 1))
}

// settingText is a value in a table: an empty one has a word.
func (a *app) settingText(f settings.Field, s settings.Settings) string {
	if text := f.Get(s); text != "" {
		return text
	}
	return settings.Auto
}

func (a *app) showSetting(name string) error {
	f, ok := settings.Find(name)
	if !ok {
		return wrongly(errSetting.With("name", name))
	}
	if a.flags.json {
		return a.writeJSON(map[string]any{"name": f.Name, "value": f.Value(a.settings.now)})
	}
	return a.print(a.settingText(f, a.settings.now) + "\n")
}

func (a *app) changeSetting(name, value string) error {
	f, ok := settings.Find(name)
	if !ok {
		return wrongly(errSetting.With("name", name))
	}
	// A file that cannot be read is not written over.
	if a.settings.err != nil {
		return a.settings.err
	}
	s := a.settings.now
	if err := f.Set(&s, value); err != nil {
		return wrongly(err)
	}
	if err := a.saveSettings(s); err != nil {
		return err
	}
	if a.flags.json {
		return a.writeJSON(map[string]any{"name": f.Name, "value": f.Value(s)})
	}
	a.say("cmd.settings.saved", "name", f.Name, "value", a.settingText(f, s), "file", a.settings.path)
	return nil
}
