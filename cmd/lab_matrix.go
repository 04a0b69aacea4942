package cmd

import (
	"context"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"sandi/internal/acceptance"
	"sandi/internal/fault"
	"sandi/internal/lab"
	"sandi/internal/lab/junit"
	"sandi/internal/lab/picture"
	"sandi/internal/printable"
)

// errLabRequired is for a matrix that falls short of --require.
var errLabRequired = fault.New("lab.required", "the requirement is not met")

type matrixFlags struct {
	offsets, windows, delays string
	require, junit           string
	heat                     bool
}

func newLabMatrixCommand(a *app) *cobra.Command {
	var flags matrixFlags
	c := &cobra.Command{
		Use:     "matrix [WINDOW…]",
		Short:   "lab.matrix.short",
		Long:    "lab.matrix.long",
		Example: "sandi lab matrix\nsandi lab matrix 0,0 1,0 1,1 4,4 --offsets -120s..120s/10s --delays 0s,10s\nsandi lab matrix lazim --heat\nsandi lab matrix 1,1 --delays 0s..20s/5s --require 100%@-10s..10s --junit matrix.xml",
		Args:    arguments(0, -1),
		RunE: func(c *cobra.Command, args []string) error {
			grid, required, err := flags.grid(args)
			if err != nil {
				return wrongly(err)
			}
			return a.runLabMatrix(c.Context(), grid, required, flags)
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&flags.offsets, "offsets", "-60s..60s/10s", "lab.matrix.flag.offsets")
	f.StringVar(&flags.windows, "windows", "", "lab.matrix.flag.windows")
	f.StringVar(&flags.delays, "delays", "0s,10s", "lab.matrix.flag.delays")
	f.BoolVar(&flags.heat, "heat", false, "lab.matrix.flag.heat")
	f.StringVar(&flags.require, "require", "", "lab.matrix.flag.require")
	f.StringVar(&flags.junit, "junit", "", "lab.flag.junit")
	return c
}

// grid reads the flags. Windows are words of their own too, so that a list
// without quotes means what it looks like.
func (f matrixFlags) grid(args []string) (g lab.Grid, r lab.Requirement, err error) {
	if g.Offsets, err = lab.ParseDurations(f.offsets); err != nil {
		return g, r, err
	}
	if g.Delays, err = lab.ParseDelays(f.delays); err != nil {
		return g, r, err
	}
	for _, word := range append(strings.Fields(f.windows), args...) {
		p, err := lab.ParseWindow(word)
		if err != nil {
			return g, r, err
		}
		g.Policies = append(g.Policies, p)
	}
	if len(g.Policies) == 0 {
		g.Policies = acceptance.Profiles()
	}
	if f.require != "" {
		if r, err = lab.ParseRequirement(f.require); err != nil {
			return g, r, err
		}
	}
	return g, r, g.Check()
}

func (a *app) runLabMatrix(ctx context.Context, g lab.Grid, r lab.Requirement, flags matrixFlags) error {
	cells := g.Cells(r)
	if err := ctx.Err(); err != nil {
		return err
	}
	if flags.junit != "" {
		if err := a.writeJUnit(flags.junit, a.matrixSuites(g, cells, r)); err != nil {
			return err
		}
	}
	var err error
	switch {
	case a.flags.json:
		err = a.writeJSON(matrixDocument(g, cells, r))
	case flags.junit == "-":
	case flags.heat:
		err = a.print(a.matrixHeat(g))
	default:
		err = a.print(a.matrixTable(g))
	}
	if err != nil {
		return err
	}
	asked, short := 0, 0
	for _, c := range cells {
		if c.Applies {
			asked++
		}
		if !c.Met {
			short++
		}
	}
	if short > 0 {
		return errLabRequired.With("n", short, "of", asked)
	}
	return nil
}

// matrixTable is the shares in percent, a block for each delay.
func (a *app) matrixTable(g lab.Grid) string {
	var b strings.Builder
	for d, delay := range g.Delays {
		if d > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(a.l.T("lab.matrix.delay", "time", picture.Amount(a.l, delay)) + "\n")
		head := []string{a.l.T("lab.matrix.offset")}
		for _, p := range g.Policies {
			head = append(head, policyTitle(p))
		}
		rows := [][]string{head}
		for o, offset := range g.Offsets {
			row := []string{picture.Signed(a.l, offset)}
			for p := range g.Policies {
				row = append(row, picture.Percent(a.l, g.Share(p, d, o).Float()))
			}
			rows = append(rows, row)
		}
		b.WriteString(a.table(rows))
	}
	return b.String()
}

// policyTitle names a policy with its window.
func policyTitle(p acceptance.Profile) string {
	window := lab.WindowName(p.Policy.Window)
	if p.Name == window {
		return window
	}
	return p.Name + " " + window
}

// matrixHeat is the shares as a map, a block for each verifier.
func (a *app) matrixHeat(g lab.Grid) string {
	ascii := a.sys.Getenv("TERM") == "dumb"
	var b strings.Builder
	for p, policy := range g.Policies {
		b.WriteString(policyTitle(policy) + "\n")
		b.WriteString(a.paint(picture.Heat(g, p, a.helpWidth(), ascii)))
		b.WriteByte('\n')
	}
	b.WriteString(a.l.T("lab.matrix.axes") + "\n")
	b.WriteString(a.paint(picture.HeatLegend(a.l, ascii)))
	return b.String()
}

// writeJUnit writes results where a CI system reads them; - is standard output.
// A file that is there is replaced: every run writes it anew.
func (a *app) writeJUnit(file string, s junit.Suites) (err error) {
	if file == "-" {
		return junit.Write(a.sys.Out, s)
	}
	f, err := os.Create(file)
	if err != nil {
		return errFileWrite.With("file", printable.Text(file)).Because(err)
	}
	err = junit.Write(f, s)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return errFileWrite.With("file", printable.Text(file)).Because(err)
	}
	return nil
}
