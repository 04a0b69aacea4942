package cmd

import (
	"bytes"
	"context"
	"io"
	"os"

	"sandi/internal/fault"
	"sandi/internal/printable"
	"sandi/internal/qr"
	"sandi/internal/terminal"
	"sandi/vault"
)

var errRecoveryFile = fault.New("cmd.recovery.file", "cannot read the recovery key from a file")

// recoveryKey returns the key that a person types, or that a file or standard
// input holds, as text or in a picture.
func (a *app) recoveryKey(ctx context.Context, args []string) (vault.RecoveryKey, error) {
	if len(args) == 0 {
		return a.typedRecoveryKey(ctx)
	}
	name, from := args[0], a.sys.In
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return vault.RecoveryKey{}, errRecoveryFile.With("file", name).Because(withoutPath(err))
		}
		defer func() { _ = f.Close() }()
		from = f
	}
	b, err := io.ReadAll(io.LimitReader(from, qr.MaxPictureBytes+1))
	defer clear(b)
	if err != nil {
		return vault.RecoveryKey{}, errRecoveryFile.With("file", name).Because(withoutPath(err))
	}
	k, textErr := vault.ParseRecoveryKey(b)
	if textErr == nil {
		return k, nil
	}
	m, err := qr.ReadPicture(ctx, bytes.NewReader(b))
	if err != nil {
		if ctx.Err() != nil {
			return vault.RecoveryKey{}, ctx.Err()
		}
		return vault.RecoveryKey{}, textErr // no picture: a text with an error
	}
	texts, err := qr.Decode(ctx, m)
	if err != nil {
		return vault.RecoveryKey{}, errRecoveryFile.With("file", name).Because(err)
	}
	for _, text := range texts {
		if k, err := vault.ParseRecoveryKey([]byte(text)); err == nil {
			return k, nil
		}
	}
	return vault.RecoveryKey{}, vault.ErrRecoveryKey
}

// typedRecoveryKey asks for the key. Nobody types 58 letters without seeing
// them, so they are shown, on a screen that is taken away afterwards; where there
// is no such screen they are typed unseen.
func (a *app) typedRecoveryKey(ctx context.Context) (k vault.RecoveryKey, err error) {
	ask := func(t *terminal.Terminal, read func(prompt string) ([]byte, error)) error {
		for try := 1; ; try++ {
			text, err := read(printable.Text(a.l.T("cmd.recovery.ask-key")) + " ")
			if err != nil {
				return err
			}
			k, err = vault.ParseRecoveryKey(text)
			clear(text)
			if err == nil || try == attempts {
				return err
			}
			what, hint := a.l.Describe(err)
			t.Print(printable.Text(what) + "\r\n" + printable.Text(hint) + "\r\n\r\n")
		}
	}
	t, err := a.terminal()
	if err != nil {
		return k, errNoPassword.Because(err)
	}
	if a.canAside() != nil {
		return k, ask(t, func(prompt string) ([]byte, error) { return t.Secret(ctx, prompt) })
	}
	err = a.aside(ctx, func(t *terminal.Terminal) error {
		t.Print(printable.Text(a.l.T("cmd.recovery.ask-note")) + "\r\n\r\n")
		return ask(t, func(prompt string) ([]byte, error) { return t.Shown(ctx, prompt) })
	})
	return k, err
}
