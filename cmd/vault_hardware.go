package cmd

import (
	"context"
	"io"
	"os"

	"github.com/spf13/cobra"

	"sandi/internal/fault"
	"sandi/vault"
)

var errHardwareFile = fault.New("cmd.hardware-file", "hardware key file")

func newVaultHardwareCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:     "hardware",
		Short:   "cmd.vault.hardware.short",
		Long:    "cmd.vault.hardware.long",
		Example: "age-plugin-yubikey --identity | sandi vault hardware add kantor -\nsandi vault hardware list\nsandi --unlock hardware\nsandi vault hardware remove kantor",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(c, args[0])
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return a.runHardwareList() },
	}
	var yes bool
	remove := &cobra.Command{
		Use: "remove NAME", Short: "cmd.vault.hardware.remove.short", Args: arguments(1, 1),
		RunE: func(c *cobra.Command, args []string) error { return a.runHardwareRemove(c.Context(), args[0], yes) },
	}
	remove.Flags().BoolVar(&yes, "yes", false, "cmd.flag.yes")
	for _, sub := range []*cobra.Command{
		{
			Use: "add NAME FILE", Short: "cmd.vault.hardware.add.short", Long: "cmd.vault.hardware.add.long", Args: arguments(2, 2),
			RunE: func(c *cobra.Command, args []string) error { return a.runHardwareAdd(c.Context(), args[0], args[1]) },
		},
		{
			Use: "list", Short: "cmd.vault.hardware.list.short", Args: arguments(0, 0),
			RunE: func(c *cobra.Command, _ []string) error { return a.runHardwareList() },
		},
		remove,
	} {
		sub.DisableFlagsInUseLine = true
		c.AddCommand(sub)
	}
	return c
}

type hardwareJSON struct {
	Name      string `json:"name"`
	Plugin    string `json:"plugin"`
	Recipient string `json:"recipient"`
}

func toHardwareJSON(k vault.HardwareKey) hardwareJSON {
	return hardwareJSON{k.Name, k.Plugin, k.Recipient}
}

func (a *app) runHardwareAdd(ctx context.Context, name, file string) error {
	identity, err := a.hardwareFile(file)
	if err != nil {
		return err
	}
	defer clear(identity)
	v, password, err := a.openForKeys(ctx)
	if err != nil {
		return err
	}
	clear(password)
	defer v.Close()
	if err := v.AddHardwareKey(ctx, name, identity, a.plugins(ctx)); err != nil {
		return err
	}
	a.say("cmd.vault.hardware.added", "name", name)
	if !a.flags.json {
		return nil
	}
	keys, err := vault.HardwareKeys(v.Dir())
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k.Name == name {
			return a.writeJSON(toHardwareJSON(k))
		}
	}
	return nil
}

// hardwareFile reads a plugin's identity file; - is standard input.
func (a *app) hardwareFile(name string) ([]byte, error) {
	const most = 17 << 10 // a little more than the vault accepts
	in := a.sys.In
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, errHardwareFile.With("file", name).Because(err)
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, most))
	if err != nil {
		return nil, errHardwareFile.With("file", name).Because(err)
	}
	return text, nil
}

func (a *app) runHardwareList() error {
	dir, err := a.vaultDir()
	if err != nil {
		return err
	}
	if exists, err := vault.Exists(dir); err != nil {
		return err
	} else if !exists {
		return vault.ErrNoVault.With("dir", dir)
	}
	keys, err := vault.HardwareKeys(dir)
	if err != nil {
		return err
	}
	list := []hardwareJSON{}
	rows := [][]string{}
	for _, k := range keys {
		list = append(list, toHardwareJSON(k))
		rows = append(rows, []string{k.Name, "age-plugin-" + k.Plugin, k.Recipient})
	}
	if a.flags.json {
		return a.writeJSON(list)
	}
	if len(rows) == 0 {
		a.say("cmd.vault.hardware.none")
		return nil
	}
	return a.print(a.table(rows, 2))
}

func (a *app) runHardwareRemove(ctx context.Context, name string, yes bool) error {
	v, password, err := a.openForKeys(ctx)
	if err != nil {
		return err
	}
	clear(password)
	defer v.Close()
	if !yes {
		if err := a.confirm(ctx, a.l.T("cmd.vault.hardware.question", "name", name)); err != nil {
			return err
		}
	}
	if err := v.RemoveHardwareKey(ctx, name); err != nil {
		return err
	}
	a.say("cmd.vault.hardware.removed", "name", name)
	if a.flags.json {
		return a.writeJSON(struct {
			Name string `json:"name"`
		}{name})
	}
	return nil
}
