package cmd

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"sandi/internal/locale"
	"sandi/internal/printable"
	"sandi/internal/terminal"
	"sandi/vault"
)

// app is what every verb shares: the system, the language, the global flags.
type app struct {
	sys   System
	l     *locale.Localizer
	flags struct {
		vault, passwordFile, passwordCommand, unlock, lang string
		json                                               bool
	}
	simulation simulation
	// measuresReal says that System came with a Measure of its own, which knows
	// nothing of a simulation.
	measuresReal bool
	// settings are what the person has chosen, and what of it is not followed.
	settings chosen
	// tty is opened at the first question and kept, so that what was typed
	// ahead reaches the next one.
	tty *terminal.Terminal
}

func newApp(sys System) *app {
	if sys.Vault.Now == nil && sys.Clock != nil {
		sys.Vault.Now = sys.Clock.Now
	}
	a := &app{sys: sys, l: locale.New(locale.EN), simulation: simulation{real: sys.Clock}, measuresReal: sys.Measure != nil}
	if a.sys.Vault.Memory == nil {
		a.sys.Vault.Memory = a.memory()
	}
	a.loadSettings()
	if sys.Measure == nil {
		a.sys.Measure = a.measure
	}
	return a
}

func (a *app) close() {
	if a.tty != nil {
		a.tty.Close()
	}
}

// terminal opens the terminal for questions, or returns terminal.ErrNoTerminal.
func (a *app) terminal() (*terminal.Terminal, error) {
	if a.tty == nil {
		t, err := a.sys.TTY()
		if err != nil {
			return nil, err
		}
		a.tty = t
	}
	return a.tty, nil
}

// print writes data to standard output.
func (a *app) print(text string) error {
	_, err := io.WriteString(a.sys.Out, text)
	return err
}

// say tells the person something on standard error, in one line.
func (a *app) say(key string, pairs ...any) {
	_, _ = fmt.Fprintln(a.sys.Err, printable.Text(a.l.T(key, pairs...)))
}

// sayN is say for a message about n things.
func (a *app) sayN(key string, n int, pairs ...any) {
	_, _ = fmt.Fprintln(a.sys.Err, printable.Text(a.l.N(key, n, pairs...)))
}

// warn is say for something that needs attention.
func (a *app) warn(key string, pairs ...any) {
	_, _ = fmt.Fprintln(a.sys.Err, "sandi: "+printable.Text(a.l.T("cmd.warning", "text", a.l.T(key, pairs...))))
}

// warnOf is warn for what a fault says, with its next step.
func (a *app) warnOf(err error) {
	what, hint := a.l.Describe(err)
	_, _ = fmt.Fprintln(a.sys.Err, "sandi: "+printable.Text(a.l.T("cmd.warning", "text", what)))
	a.hint(hint)
}

// hint prints a next step, if there is one.
func (a *app) hint(text string) {
	if text != "" {
		_, _ = fmt.Fprintf(a.sys.Err, "sandi: hint: %s\n", printable.Text(text))
	}
}

// vaultDir returns the vault's directory: --vault, SANDI_VAULT, or the place
// where the operating system keeps such data.
func (a *app) vaultDir() (string, error) {
	dir := a.flags.vault
	if dir == "" {
		dir = a.sys.Getenv("SANDI_VAULT")
	}
	if dir == "" {
		return vault.DefaultDir(a.sys.Getenv, a.sys.GOOS)
	}
	return filepath.Abs(dir)
}

// attempts is how often the vault password is asked for on the terminal.
const attempts = 3

// openVault finds the vault and its password, opens it, and warns of what its
// owner should know. The caller closes it.
func (a *app) openVault(ctx context.Context) (*vault.Vault, error) {
	v, err := a.openAnyWay(ctx)
	if err == nil {
		a.tellOf(v)
	}
	return v, err
}

func (a *app) openAnyWay(ctx context.Context) (*vault.Vault, error) {
	dir, err := a.vaultDir()
	if err != nil {
		return nil, err
	}
	if exists, err := vault.Exists(dir); err != nil {
		return nil, err
	} else if !exists {
		return nil, vault.ErrNoVault.With("dir", dir)
	}
	if v, done, err := a.openInWay(ctx, dir); done {
		return v, err
	}
	password, given, err := a.givenPassword(ctx)
	if err != nil {
		return nil, err
	}
	if given {
		return a.unlock(ctx, dir, password)
	}
	var v *vault.Vault
	stale := false
	if way, _, _ := a.unlockWay(); way != byPassword {
		v, stale, err = a.openByKeyring(ctx, dir)
	}
	if v != nil || err != nil {
		return v, err
	}
	if v, err = a.openByAsking(ctx, dir); err == nil && stale {
		a.renewKeyring(ctx, v)
	}
	return v, err
}

// openByAsking asks for the vault's password on the terminal.
func (a *app) openByAsking(ctx context.Context, dir string) (*vault.Vault, error) {
	for try := 1; ; try++ {
		password, err := a.askSecret(ctx, a.l.T("cmd.ask.vault-password"))
		if err != nil {
			return nil, err
		}
		v, err := a.unlock(ctx, dir, password)
		if exitCode(err) != exitLocked || try == attempts {
			return v, err
		}
		what, _ := a.l.Describe(err)
		_, _ = fmt.Fprintln(a.sys.Err, printable.Text(what))
	}
}

// unlock opens the vault and wipes the password.
func (a *app) unlock(ctx context.Context, dir string, password []byte) (*vault.Vault, error) {
	defer clear(password)
	v, err := vault.Open(dir, password, a.sys.Vault)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil { // Ctrl-C during the key derivation
		v.Close()
		return nil, err
	}
	a.upgrade(ctx, v, password)
	return v, nil
}

// createVault makes a new vault with a password that is given by a flag, or
// asked for twice. The caller closes it.
func (a *app) createVault(ctx context.Context) (*vault.Vault, error) {
	dir, err := a.vaultDir()
	if err != nil {
		return nil, err
	}
	if exists, err := vault.Exists(dir); err != nil {
		return nil, err
	} else if exists {
		return nil, vault.ErrExists.With("dir", dir)
	}
	password, err := a.newPassword(ctx)
	if err != nil {
		return nil, err
	}
	defer clear(password)
	return vault.Create(dir, password, a.sys.Vault)
}

// newPassword returns the password for a new vault.
func (a *app) newPassword(ctx context.Context) ([]byte, error) {
	password, given, err := a.givenPassword(ctx)
	if err != nil {
		return nil, err
	}
	if !given {
		return a.askNewPassword(ctx)
	}
	if len(password) == 0 {
		return nil, vault.ErrEmptyPassword
	}
	return password, nil
}

// askNewPassword asks twice for a password that does not exist yet.
func (a *app) askNewPassword(ctx context.Context) ([]byte, error) {
	factor := a.sys.Vault.WorkFactor
	if factor == 0 {
		factor = vault.DefaultWorkFactor
	}
	return a.askPasswordTwice(ctx, factor)
}

// askSecret asks on the terminal without echo.
func (a *app) askSecret(ctx context.Context, prompt string) ([]byte, error) {
	t, err := a.terminal()
	if err != nil {
		return nil, errNoPassword.Because(err)
	}
	return t.Secret(ctx, prompt)
}

// confirm asks a question whose answer is No unless the person says yes. With
// no terminal to ask on it is a wrong use that --yes puts right.
func (a *app) confirm(ctx context.Context, question string) error {
	t, err := a.terminal()
	if err != nil {
		return wrongly(errNeedsYes)
	}
	answer, err := t.Line(ctx, printable.Text(question)+" "+a.l.T("cmd.ask.yes-no")+" ")
	if err != nil {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes", "ya":
		return nil
	}
	return errDeclined
}
