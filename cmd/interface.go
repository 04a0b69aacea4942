package cmd

import (
	"context"
	"sync/atomic"

	"sandi/internal/desktop"
	"sandi/internal/fault"
	"sandi/internal/terminal"
	"sandi/tui"
	"sandi/vault"
)

var errNoScreen = fault.New("cmd.no-screen", "the interface needs a terminal")

// hasScreen reports whether standard input and output are a terminal that can
// show the interface.
func (a *app) hasScreen() bool {
	return terminal.IsTerminal(a.sys.In) && terminal.IsTerminal(a.sys.Out) && a.sys.Getenv("TERM") != "dumb"
}

// runInterface starts the terminal interface, if there is a terminal that can
// show it.
func (a *app) runInterface(ctx context.Context) error {
	if !a.hasScreen() {
		return wrongly(errNoScreen)
	}
	return a.openInterface(ctx, tui.Codes, target{})
}

// openInterface shows the terminal interface until the person leaves it. at is
// the service that its wizard enrols at.
func (a *app) openInterface(ctx context.Context, goal tui.Goal, at target) error {
	dir, err := a.vaultDir()
	if err != nil {
		return err
	}
	start := tui.Start{Goal: goal}
	store := a.store(dir)
	way, name, err := a.unlockWay()
	if err != nil {
		return err
	}
	if exists, _ := vault.Exists(dir); exists && way == byHardware {
		// Here, where its plugin can still ask on the terminal. Once it is locked,
		// the password opens it.
		v, err := a.openByHardware(ctx, dir, name)
		if err != nil {
			return err
		}
		store.ready.Store(v)
		defer func() {
			if v := store.ready.Swap(nil); v != nil {
				v.Close()
			}
		}()
	} else if start.Password, _, err = a.givenPassword(ctx); err != nil {
		return err
	}
	defer clear(start.Password)
	return tui.Run(ctx, tui.Deps{
		Store:     store,
		Clock:     a.sys.Clock,
		Simulated: a.simulation.by,
		Measure:   a.sys.Measure,
		History:   a.history(),
		Clipboard: a.clipboardDeferring(),
		In:        a.sys.In,
		Attached:  desktop.Attached(desktop.Options{GOOS: a.sys.GOOS, Getenv: a.sys.Getenv}),
		Practice:  a.practiceAt(at),
		Guided:    a.guidedAt(at.profile),
		Lang:      a.l.Lang(),
		Environ:   a.sys.Environ(),

		ClockSources: a.sources, ClockFacts: a.screenFacts,
		Trust:    trust{a},
		Settings: a.settings.now, SettingsPath: a.settings.path, SettingsProblems: a.settings.problems,
		SaveSettings: a.saveSettings,
	}, start)
}

// vaultStore is the vault's directory as the interface sees it.
type vaultStore struct {
	dir     string
	options vault.Options
	app     *app
	stale   *atomic.Bool // the keyring had a key that no longer opens the vault
	// ready is a vault that was opened before the interface started, to be taken
	// once.
	ready *atomic.Pointer[vault.Vault]
}

func (s vaultStore) Exists() (bool, error) { return vault.Exists(s.dir) }

func (s vaultStore) Create(ctx context.Context, password []byte) (*vault.Vault, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return vault.Create(s.dir, password, s.options)
}

func (s vaultStore) Open(ctx context.Context, password []byte) (*vault.Vault, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	v, err := vault.Open(s.dir, password, s.options)
	if err == nil {
		// What keeps it from that does so the next time too, and hinders nobody.
		_, _ = v.Upgrade(ctx, password)
		s.renew(ctx, v)
	}
	return v, err
}
