package cmd

import (
	"context"

	"github.com/spf13/cobra"

	"sandi/internal/fault"
	"sandi/vault"
)

var errNotAllMerged = fault.New("cmd.vault.merge.partly", "not every copy was merged")

func newVaultMergeCommand(a *app) *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:     "merge [FILE]...",
		Short:   "cmd.vault.merge.short",
		Long:    "cmd.vault.merge.long",
		Example: "sandi vault merge\nsandi vault merge vault.sync-conflict-20260131-120000-ABCDEFG.age",
		Args:    arguments(0, -1),
		RunE:    func(c *cobra.Command, args []string) error { return a.runMerge(c.Context(), args, yes) },
	}
	c.Flags().BoolVar(&yes, "yes", false, "cmd.flag.yes")
	return c
}

type mergedJSON struct {
	Path      string         `json:"path"`
	Tool      *string        `json:"tool"`
	Diff      diffJSON       `json:"diff"`
	Conflicts []conflictJSON `json:"conflicts"`
	Kept      *string        `json:"kept"`
	Error     *string        `json:"error"`
}

type conflictJSON struct {
	ID     string        `json:"id"`
	Fields []vault.Field `json:"fields"`
}

func (a *app) runMerge(ctx context.Context, files []string, yes bool) error {
	v, err := a.openVault(ctx)
	if err != nil {
		return err
	}
	defer v.Close()
	copies, err := v.ConflictCopies(ctx)
	if err != nil {
		return err
	}
	if len(files) > 0 {
		copies = copies[:0]
		for _, path := range files {
			c := vault.ConflictCopy{Path: path}
			c.Diff, c.Err = v.CompareCopy(ctx, path)
			copies = append(copies, c)
		}
	}
	merged := []mergedJSON{}
	failed := false
	for _, c := range copies {
		j, err := a.mergeOne(ctx, v, c, yes)
		if err != nil {
			return err
		}
		failed = failed || j.Error != nil
		merged = append(merged, j)
	}
	if len(copies) == 0 {
		a.say("cmd.vault.merge.none")
	}
	if a.flags.json {
		if err := a.writeJSON(merged); err != nil {
			return err
		}
	}
	if failed {
		return classed(errNotAllMerged, errPartly)
	}
	return nil
}

// mergeOne shows what a copy has, asks, and merges it. A copy that cannot be
// merged is told and does not keep the others from it.
func (a *app) mergeOne(ctx context.Context, v *vault.Vault, c vault.ConflictCopy, yes bool) (mergedJSON, error) {
	j := mergedJSON{Path: c.Path, Diff: toDiffJSON(c.Diff), Conflicts: []conflictJSON{}}
	if c.Tool != "" {
		j.Tool = &c.Tool
		a.say("cmd.vault.merge.copy", "path", c.Path, "tool", c.Tool, "at", clockTime(c.At))
	} else {
		a.say("cmd.vault.merge.file", "path", c.Path)
	}
	fail := func(err error) (mergedJSON, error) {
		what, _ := a.l.Describe(err)
		j.Error = &what
		a.warnOf(err)
		return j, nil
	}
	if c.Err != nil {
		return fail(c.Err)
	}
	if c.Diff.Empty() {
		a.say("cmd.vault.merge.nothing")
	} else {
		a.tellDiff(c.Diff)
		if !yes {
			if err := a.confirm(ctx, a.l.T("cmd.vault.merge.question")); err != nil {
				return j, err
			}
		}
	}
	report, err := v.MergeCopy(ctx, c.Path)
	if err != nil {
		if ctx.Err() != nil {
			return j, err
		}
		return fail(err)
	}
	j.Diff, j.Kept = toDiffJSON(report.Diff), &report.Kept
	for _, x := range report.Conflicts {
		fields := x.Fields
		if fields == nil {
			fields = []vault.Field{}
		}
		j.Conflicts = append(j.Conflicts, conflictJSON{x.ID, fields})
	}
	if n := len(report.Conflicts); n > 0 {
		a.sayN("cmd.vault.merge.conflicts", n)
	}
	a.say("cmd.vault.merge.done", "kept", report.Kept)
	return j, nil
}
