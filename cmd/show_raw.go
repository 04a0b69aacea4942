package cmd

import (
	"io"

	"sandi/internal/printable"
	"sandi/internal/terminal"
	"sandi/vault"
)

// showRaw prints an entry's JSON text as the vault keeps it, or writes it to a
// file: byte for byte, so that nothing of an entry which sandi cannot read is
// lost. A terminal gets it printable.
func (a *app) showRaw(v *vault.Vault, e vault.Entry, flags *showFlags) error {
	for _, other := range []struct {
		name  string
		given bool
	}{{"--qr", flags.qr}, {"--png", flags.png != ""}, {"--secret", flags.secret}, {"--uri", flags.uri}} {
		if other.given {
			return wrongly(errFlagsClash.With("one", "--raw", "other", other.name))
		}
	}
	text, err := v.Raw(e.ID)
	if err != nil {
		return err
	}
	defer clear(text)
	if flags.rawFile != "" {
		err := writeNew(flags.rawFile, func(f io.Writer) error {
			_, err := f.Write(append(text, '\n'))
			return err
		})
		if err != nil {
			return err
		}
		a.say("cmd.show.raw-done", "file", flags.rawFile)
	}
	switch {
	case !flags.raw:
		return nil
	case a.flags.json:
		return a.writeJSON(struct {
			ID  string `json:"id"`
			Raw string `json:"raw"`
		}{e.ID, string(text)})
	case terminal.IsTerminal(a.sys.Out):
		a.warn("cmd.show.raw-warning")
		return a.print(printable.Text(string(text)) + "\n")
	}
	return a.print(string(text) + "\n")
}
