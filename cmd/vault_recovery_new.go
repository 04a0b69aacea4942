package cmd

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"sandi/internal/fault"
	"sandi/internal/printable"
	"sandi/internal/qr"
	"sandi/internal/sheet"
	"sandi/internal/terminal"
	"sandi/vault"
)

var errSheet = fault.New("cmd.recovery.sheet", "cannot write the sheet")

func newRecoveryNewCommand(a *app) *cobra.Command {
	var file string
	var code bool
	c := &cobra.Command{
		Use:     "new",
		Short:   "cmd.vault.recovery.new.short",
		Long:    "cmd.vault.recovery.new.long",
		Example: "sandi vault recovery new\nsandi vault recovery new --qr\nsandi vault recovery new --sheet recovery.html",
		Args:    arguments(0, 0),
	}
	c.RunE = func(c *cobra.Command, _ []string) error { return a.runRecoveryNew(c.Context(), file, code) }
	c.Flags().StringVar(&file, "sheet", "", "cmd.flag.recovery-sheet")
	c.Flags().BoolVar(&code, "qr", false, "cmd.flag.recovery-qr")
	return c
}

func (a *app) runRecoveryNew(ctx context.Context, file string, code bool) error {
	if err := a.canShowRecovery(file); err != nil {
		return err
	}
	v, password, err := a.openForKeys(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	defer clear(password)
	return a.makeRecovery(ctx, v, file, code)
}

// canShowRecovery reports whether a key that is made now could be handed over.
func (a *app) canShowRecovery(file string) error {
	if file == "" && a.canAside() != nil {
		return wrongly(errSheetNeeded)
	}
	return nil
}

// makeRecovery makes a recovery key and hands it over: on a sheet, or on the
// screen, where its owner proves by typing a part of it that it was written
// down. A key that was not handed over is taken back.
func (a *app) makeRecovery(ctx context.Context, v *vault.Vault, file string, code bool) (err error) {
	hand := func(k vault.RecoveryKey) error { return a.showRecovery(ctx, k, code) }
	if file != "" {
		paper, openErr := newSheet(file)
		if openErr != nil {
			return openErr
		}
		defer func() {
			if err != nil {
				_ = os.Remove(file)
			}
		}()
		defer func() { _ = paper.Close() }()
		hand = func(k vault.RecoveryKey) error { return a.writeSheet(paper, v, k) }
	}
	k, err := v.NewRecovery(ctx)
	if err != nil {
		return err
	}
	defer k.Wipe()
	if err := hand(k); err != nil {
		// Also where the person has interrupted: then ctx has ended.
		if undo := v.RemoveRecovery(context.WithoutCancel(ctx), k.Recipient()); undo != nil {
			return errors.Join(err, undo)
		}
		a.say("cmd.recovery.taken-back")
		return err
	}
	a.say("cmd.recovery.made")
	if file != "" {
		a.say("cmd.recovery.sheet-made", "file", file)
	}
	if a.flags.json {
		now := stamp(a.sys.Vault.Now())
		return a.writeJSON(recoveryJSON{Recipient: k.Recipient(), Created: &now})
	}
	return nil
}

// newSheet makes an empty file that only its owner reads. It never replaces one.
func newSheet(file string) (*os.File, error) {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		if errors.Is(err, os.ErrExist) {
			err = errSheetThere
		}
		return nil, errSheet.With("file", file).Because(withoutPath(err))
	}
	return f, nil
}

var errSheetThere = fault.New("cmd.recovery.sheet-there", "the file exists")

func (a *app) writeSheet(f *os.File, v *vault.Vault, k vault.RecoveryKey) error {
	err := sheet.Recovery(f, sheet.Sheet{
		Key: k.Reveal(), Groups: k.Groups(), Recipient: k.Recipient(), Vault: v.Dir(), Made: a.sys.Vault.Now(),
	})
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		return errSheet.With("file", f.Name()).Because(withoutPath(err))
	}
	return nil
}

// showRecovery shows the key once.
func (a *app) showRecovery(ctx context.Context, k vault.RecoveryKey, code bool) error {
	return a.aside(ctx, func(t *terminal.Terminal) error {
		groups := k.Groups()
		last := groups[len(groups)-1]
		for range attempts {
			a.drawRecovery(t, k, code)
			if _, err := t.Line(ctx, printable.Text(a.l.T("cmd.recovery.written"))+" "); err != nil {
				return err
			}
			t.Print("\x1b[H\x1b[2J")
			typed, err := t.Shown(ctx, printable.Text(a.l.T("cmd.recovery.type-last", "n", len(last)))+" ")
			if err != nil {
				return err
			}
			same := strings.EqualFold(string(bytes.TrimSpace(typed)), last)
			clear(typed)
			t.Print("\x1b[H\x1b[2J")
			if same {
				return nil
			}
			t.Print(printable.Text(a.l.T("cmd.recovery.not-same")) + "\r\n\r\n")
		}
		return errNotTypedBack
	})
}

// drawRecovery draws the key and, where that was asked for and there is room, its
// QR code: beside the key in a window that is wide, else below it.
func (a *app) drawRecovery(t *terminal.Terminal, k vault.RecoveryKey, code bool) {
	const perLine = 5
	groups := k.Groups()
	text := []string{groups[0]}
	for i := 1; i < len(groups); i += perLine {
		text = append(text, strings.Join(groups[i:min(i+perLine, len(groups))], " "))
	}
	lines := []string{printable.Text(a.l.T("cmd.recovery.shown")), ""}
	var drawn []string
	cols, rows, err := t.Size()
	if code && err == nil {
		// The sentences above and below take up to three lines each in a narrow
		// window.
		beside := keyWidth + qrGap
		c, err := qr.Encode(k.Reveal())
		if fit, ok := c.Fit(cols-beside, rows-5); err == nil && ok {
			drawn = strings.Split(c.Terminal(fit.Quiet), "\n")
		} else if fit, ok := c.Fit(cols, rows-len(text)-9); err == nil && ok {
			text = append(append(text, ""), strings.Split(c.Terminal(fit.Quiet), "\n")...)
		} else {
			needCols, needRows := c.Need()
			text = append(text, "", printable.Text(a.l.T("cmd.recovery.no-room", "cols", needCols+beside, "rows", needRows+5)))
		}
	}
	for i := range max(len(text), len(drawn)) {
		line := ""
		if i < len(text) {
			line = text[i]
		}
		if i < len(drawn) {
			line += strings.Repeat(" ", keyWidth+qrGap-len(line)) + drawn[i]
		}
		lines = append(lines, line)
	}
	t.Print(strings.Join(lines, "\r\n") + "\r\n\r\n")
}

const (
	keyWidth = 5*7 - 1 // a line of the key, in cells
	qrGap    = 4
)
