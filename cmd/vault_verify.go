package cmd

import (
	"context"

	"github.com/spf13/cobra"

	"sandi/internal/fault"
	"sandi/vault"
)

var errUnsound = fault.New("cmd.vault.verify.unsound", "not everything is in order")

func newVaultVerifyCommand(a *app) *cobra.Command {
	var accept bool
	c := &cobra.Command{
		Use:     "verify",
		Short:   "cmd.vault.verify.short",
		Long:    "cmd.vault.verify.long",
		Example: "sandi vault verify",
		Args:    arguments(0, 0),
		RunE:    func(c *cobra.Command, _ []string) error { return a.runVerify(c.Context(), accept) },
	}
	c.Flags().BoolVar(&accept, "accept", false, "cmd.flag.accept")
	return c
}

type verifyJSON struct {
	Generation    uint64       `json:"generation"`
	Codes         int          `json:"codes"`
	Quarantined   int          `json:"quarantined"`
	Failed        []entryJSON  `json:"failed"`
	Bin           int          `json:"bin"`
	Backups       []backupJSON `json:"backups"`
	IdentityCopy  bool         `json:"identity_copy_good"`
	RolledBackTo  *uint64      `json:"rolled_back_to"`
	ConflictFiles []string     `json:"conflict_files"`
	Good          bool         `json:"good"`
}

type backupJSON struct {
	Generation  uint64  `json:"generation"`
	Name        string  `json:"name"`
	At          *string `json:"at"`
	Entries     int     `json:"entries"`
	Quarantined int     `json:"quarantined"`
	Error       *string `json:"error"`
}

func (a *app) toBackupJSON(b vault.BackupInfo) backupJSON {
	j := backupJSON{b.Generation, b.Name, stampOrNil(b.At), b.Entries, b.Quarantined, nil}
	if b.Err != nil {
		what, _ := a.l.Describe(b.Err)
		j.Error = &what
	}
	return j
}

func (a *app) runVerify(ctx context.Context, accept bool) error {
	v, err := a.openVault(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	r, err := v.Verify(ctx)
	if err != nil {
		return err
	}
	if _, _, ok := v.RolledBack(); ok && accept {
		if err := v.AcceptRollback(ctx); err != nil {
			return err
		}
		a.say("cmd.vault.verify.accepted")
	}
	doc := verifyJSON{
		Generation: r.Generation, Codes: r.Codes, Quarantined: r.Quarantined, Failed: []entryJSON{}, Bin: r.Bin,
		Backups: []backupJSON{}, IdentityCopy: r.IdentityCopy == nil, ConflictFiles: []string{},
	}
	a.sayN("cmd.vault.verify.codes", r.Codes)
	if r.Quarantined > 0 {
		a.sayN("cmd.vault.info.quarantined", r.Quarantined)
	}
	for _, e := range r.Failed {
		doc.Failed = append(doc.Failed, toJSON(e))
		a.say("cmd.vault.verify.no-code", "name", name(e))
	}
	good := 0
	for _, b := range r.Backups {
		doc.Backups = append(doc.Backups, a.toBackupJSON(b))
		if b.Err == nil {
			good++
			continue
		}
		a.warnOf(b.Err)
	}
	a.sayN("cmd.vault.verify.backups", good)
	if r.IdentityCopy != nil {
		a.warnOf(r.IdentityCopy)
	}
	if _, present, ok := v.RolledBack(); ok {
		doc.RolledBackTo = &present.Generation
	}
	copies, err := v.ConflictCopies(ctx)
	if err != nil {
		return err
	}
	for _, c := range copies {
		doc.ConflictFiles = append(doc.ConflictFiles, c.Path)
	}
	if len(copies) > 0 {
		a.sayN("cmd.vault.info.conflicts-value", len(copies))
	}
	doc.Good = r.Good() && doc.RolledBackTo == nil
	if a.flags.json {
		if err := a.writeJSON(doc); err != nil {
			return err
		}
	}
	if !doc.Good {
		return errUnsound
	}
	if len(copies) > 0 {
		a.say("cmd.vault.verify.good-but-copies")
	} else {
		a.say("cmd.vault.verify.good")
	}
	return nil
}
