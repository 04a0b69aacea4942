package cmd

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"sandi/internal/device"
)

func newVaultBackupCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "backup DIR",
		Short:   "cmd.vault.backup.short",
		Long:    "cmd.vault.backup.long",
		Example: "sandi vault backup /media/usb",
		Args:    arguments(1, 1),
		RunE:    func(c *cobra.Command, args []string) error { return a.runBackup(c.Context(), args[0]) },
	}
}

type copiedJSON struct {
	Path       string  `json:"path"`
	Generation uint64  `json:"generation"`
	Revision   string  `json:"revision"`
	Entries    int     `json:"entries"`
	At         *string `json:"at"`
}

func (a *app) runBackup(ctx context.Context, to string) error {
	to, err := filepath.Abs(to)
	if err != nil {
		return err
	}
	v, err := a.openVault(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	made, err := v.Backup(ctx, to)
	if err != nil {
		return err
	}
	a.sayN("cmd.vault.backup.done", made.Entries, "path", made.Path)
	if inside(v.Dir(), made.Path) {
		a.warn("cmd.vault.backup.inside")
	} else if err := a.memory().Update(v.Dir(), func(f *device.Facts) {
		f.Copy = device.Copy{Path: made.Path, At: made.At, Generation: made.Generation}
	}); err != nil {
		// The copy is there; the reminder comes too early, no more.
		a.warn("cmd.vault.backup.not-remembered")
	}
	if a.flags.json {
		return a.writeJSON(copiedJSON{made.Path, made.Generation, made.Revision, made.Entries, stampOrNil(made.At)})
	}
	return nil
}

// inside reports whether a path lies in a directory, by their names.
func inside(dir, path string) bool {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return false
	}
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
